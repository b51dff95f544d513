"""The end of the day: what is counted against what was taken, and the books that have to agree first."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from app.rules.faults import Refused
from app.rules.journal import Role
from app.rules.questions import Payment, TakePayment
from app.services import accounts
from app.services.counter import Counter
from app.services.money import day_end
from app.services.money.day_end import Count, DayEndDraft
from app.services.sales import invoicing
from tests.make import a_debtor, a_part, a_shop
from tests.services.all_kinds import everything
from tests.services.money import account, an_order_of, take_back, the_books_hold
from tests.unguarded import unguarded

D = Decimal


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    shop = a_shop(tmp_path)
    part, walk_in = a_part(shop, "CAB-220", on_hand=9), a_debtor(shop, "Walk-in", kind="cash")
    for quantity, paid in ((1, (Payment("cash", D("120.00")),)), (2, (Payment("EFTPOS", D("220.00")),))):
        draft = an_order_of(shop, walk_in, part, quantity, quantity)
        invoicing.finalise(shop, draft, {TakePayment(D(110) * quantity): paid})
    return shop


def counts(**counted: str) -> DayEndDraft:
    return DayEndDraft(tuple(Count(kind, D(amount)) for kind, amount in counted.items()))  # type: ignore[arg-type]


def test_takings_and_documents_of_the_day(counter: Counter) -> None:
    day = day_end.today(counter)
    assert {each.kind: (each.taken, each.tenders) for each in day.taken if each.tenders} == {
        "cash": (D("110.00"), 1),
        "EFTPOS": (D("220.00"), 1),
    }
    (invoices,) = day.documents
    assert (invoices.kind, invoices.first, invoices.last, invoices.count) == ("Invoices", 10001, 10002, 2)
    assert (invoices.gst, invoices.total) == (D("30.00"), D("330.00"))
    assert accounts.differences(counter) == ()


def test_a_till_that_agrees_is_closed_and_the_next_day_begins_with_nothing(counter: Counter) -> None:
    draft = counts(cash="110.00", EFTPOS="220.00")
    closed = day_end.close(counter, draft)
    assert closed.sentence == "Day End 10001 – the till agrees"
    assert day_end.close(counter, draft) == closed
    assert [each.tenders for each in day_end.today(counter).taken] == [0] * 5
    assert day_end.today(counter).documents == ()
    assert len(day_end.earlier(counter)) == 1
    the_books_hold(counter)


def test_a_difference_needs_its_reason_and_goes_to_over_and_short(counter: Counter) -> None:
    short = counts(cash="109.50", EFTPOS="220.00")
    with pytest.raises(Refused, match=r"Cash: 0\.50 missing") as refused:
        day_end.close(counter, short)
    assert refused.value.field == "cash reason"
    said = DayEndDraft((Count("cash", D("109.50"), "float was 50 c short"), Count("EFTPOS", D("220.00"))))
    assert day_end.close(counter, said).sentence == "Day End 10001 – 0.50 short"
    assert account(counter, Role.OVER_SHORT) == D("0.50")
    assert account(counter, Role.CASH) == D("109.50")
    facts = day_end.facts(counter, day_end.earlier(counter)[0].id)
    assert [(each.kind, each.difference, each.reason) for each in facts.counts if each.difference] == [
        ("cash", D("-0.50"), "float was 50 c short")
    ]
    assert facts.documents[0].total == D("330.00")
    the_books_hold(counter)


def test_every_tender_is_counted_once_whoever_closes(counter: Counter) -> None:
    day_end.close(counter, counts(cash="110.00", EFTPOS="220.00"))
    assert day_end.close(counter, counts()).sentence == "Day End 10002 – the till agrees"
    the_books_hold(counter)


def test_what_was_taken_has_to_be_counted(counter: Counter) -> None:
    with pytest.raises(Refused, match="EFTPOS is not counted yet") as refused:
        day_end.close(counter, counts(cash="110.00"))
    assert refused.value.field == "EFTPOS"
    with pytest.raises(Refused, match="is no amount"):
        day_end.close(counter, counts(cash="110.001", EFTPOS="220.00"))


def test_a_refund_is_taken_off(counter: Counter) -> None:
    with counter.db.read() as session:
        invoice_id = session.scalar(text("SELECT id FROM invoice WHERE number = 10002"))
    take_back(counter, invoice_id, 1, refund=(Payment("cash", D("110.00")),))
    assert {each.kind: each.taken for each in day_end.today(counter).taken if each.tenders} == {
        "cash": D("0.00"),
        "EFTPOS": D("220.00"),
    }
    assert [each.kind for each in day_end.today(counter).documents] == ["Invoices", "Credits"]


def test_while_the_books_differ_the_day_is_not_closed(counter: Counter) -> None:
    with unguarded(counter.db), counter.work() as session:
        session.execute(text("UPDATE debtor_entry SET amount = amount + 1 WHERE kind = 'payment'"))
    assert accounts.differences(counter)
    with pytest.raises(Refused, match="The books do not agree, so the day is not closed"):
        day_end.close(counter, counts(cash="110.00", EFTPOS="220.00"))
    assert day_end.earlier(counter) == ()


def test_what_was_counted_before_more_was_taken_is_counted_again(counter: Counter) -> None:
    seen = Count("cash", D("109.50"), "50 c on the floor", seen=D("110.00"))
    part, walk_in = a_part(counter, "LATE", on_hand=1), a_debtor(counter, "Late", kind="cash")
    invoicing.finalise(
        counter, an_order_of(counter, walk_in, part, 1, 1), {TakePayment(D("110.00")): (Payment("cash", D("110.00")),)}
    )
    with pytest.raises(Refused, match=r"Cash: 110\.00 more was taken since it was counted") as refused:
        day_end.close(counter, DayEndDraft((seen, Count("EFTPOS", D("220.00")))))
    assert refused.value.field == "cash"
    assert day_end.earlier(counter) == ()


def test_every_kind_of_document_is_on_the_sheet_of_its_day_and_of_no_other(tmp_path: Path) -> None:
    shop = a_shop(tmp_path)
    everything(shop)
    day = day_end.today(shop)
    assert [each.kind for each in day.documents] == [
        "Invoices", "Credits", "Receipts", "Creditor invoices", "Creditor invoices undone", "Creditor credits",
        "Creditor payments", "Stock adjustments",
    ]  # fmt: skip
    assert all(each.last - each.first + 1 == each.count for each in day.documents)
    by_kind = {each.kind: each for each in day.documents}
    with shop.db.read() as session:
        undone = session.execute(
            text("SELECT sum(gst), sum(total) FROM creditor_invoice WHERE status = 'undone'")
        ).one()
        moved = session.scalar(text("SELECT sum(value) FROM stock_adjustment_line"))
    assert tuple(undone) == (
        by_kind["Creditor invoices undone"].gst * 100,
        by_kind["Creditor invoices undone"].total * 100,
    )
    assert by_kind["Stock adjustments"].total * 100 == moved

    taken = DayEndDraft(tuple(Count(each.kind, each.taken) for each in day.taken))
    first = day_end.close(shop, taken)
    second = day_end.close(shop, DayEndDraft(()))
    assert day_end.facts(shop, first.day_end_id).documents == day.documents
    assert day_end.facts(shop, second.day_end_id).documents == ()
    assert day_end.facts(shop, first.day_end_id).deposits_held == day.deposits_held
    the_books_hold(shop)
