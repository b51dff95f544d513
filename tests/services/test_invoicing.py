"""Parts invoices on a real database: the short line, the shelf, saved orders and their way back."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from app import models
from app.models import Base
from app.rules import invoicing as lines
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import DebtorFound, PartFound
from app.rules.questions import (
    DeleteSaved,
    GoOverCreditLimit,
    Payment,
    PutOnBackorder,
    Question,
    RecordLostSale,
    SellBelowCost,
    StockHasMoved,
    TakePayment,
)
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import debtors, parts
from app.services.sales import invoicing
from app.services.within.sales.new_line import NewLine
from tests.make import Clock, a_debtor, a_part, stock

D = Decimal


def an_invoice(counter: Counter, debtor: DebtorFound, *wanted: tuple[PartFound, int | str]) -> InvoiceDraft:
    """A draft with these parts and quantities, nothing divided yet."""
    typed = [
        invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(quantity)) for part, quantity in wanted
    ]
    return InvoiceDraft(debtor=debtor, lines=typed)


def asked(counter: Counter, draft: InvoiceDraft) -> tuple[Question, ...]:
    with pytest.raises(Unanswered) as raised:
        invoicing.finalise(counter, draft, {})
    return raised.value.questions


def short(part: PartFound, draft: InvoiceDraft, ordered: int, available: int) -> PutOnBackorder:
    return PutOnBackorder(draft.lines[0].key, part.number, D(ordered), D(available))


def test_a_short_line_is_asked_about_and_charged_for_what_is_supplied(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    draft = an_invoice(counter, debtor, (part, 5))
    question = short(part, draft, 5, 2)
    assert asked(counter, draft) == (question,)
    assert stock(counter, part) == (D(2), D(120), D(0), D(0), D(0))

    written = invoicing.finalise(counter, draft, {question: "yes"})

    assert (written.number, written.total, written.backordered) == (10001, D("220.00"), D(3))
    assert written.sentence == "Invoice 10001 – 220.00 – 3 on backorder"
    assert stock(counter, part) == (D(0), D(0), D(0), D(0), D(0))
    assert lookup.debtor(counter, debtor.id).balance == D("220.00")


def test_the_same_draft_never_makes_a_second_invoice(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=9), a_debtor(counter)
    draft = an_invoice(counter, debtor, (part, 2))
    first = invoicing.finalise(counter, draft, {})
    again = invoicing.finalise(counter, draft, {})
    assert again.invoice_id == first.invoice_id
    assert stock(counter, part)[0] == D(7)


def test_when_the_stock_moves_it_is_another_question(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    draft = an_invoice(counter, debtor, (part, 5))
    (question,) = asked(counter, draft)
    invoicing.finalise(counter, an_invoice(counter, debtor, (part, 1)), {})
    with pytest.raises(Unanswered) as raised:
        invoicing.finalise(counter, draft, {question: "yes"})
    assert raised.value.questions == (short(part, draft, 5, 1),)


def test_two_lines_of_one_part_share_the_shelf(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=5), a_debtor(counter)
    draft = an_invoice(counter, debtor, (part, 4), (part, 3))
    (question,) = asked(counter, draft)
    assert question == PutOnBackorder(draft.lines[1].key, "CAB-220", D(3), D(1))


def test_no_cancels_the_rest_and_asks_why_the_sale_was_lost(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    draft = an_invoice(counter, debtor, (part, 5))
    (question,) = asked(counter, draft)
    why = RecordLostSale(draft.lines[0].key, "CAB-220", D(3))
    with pytest.raises(Unanswered) as raised:
        invoicing.finalise(counter, draft, {question: "no"})
    assert raised.value.questions == (why,)
    written = invoicing.finalise(counter, draft, {question: "no", why: "price"})
    assert (written.total, written.backordered) == (D("220.00"), D(0))


def test_without_backorders_less_is_supplied_only_after_somebody_agreed(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter, use_backorders=False)
    draft = an_invoice(counter, debtor, (part, 5))
    (question,) = asked(counter, draft)
    assert question == StockHasMoved(draft.lines[0].key, "CAB-220", D(5), D(2))
    assert invoicing.finalise(counter, draft, {question: "yes"}).total == D("220.00")


def test_an_automatic_debtor_is_not_asked(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter, backorder_mode="automatic")
    written = invoicing.finalise(counter, an_invoice(counter, debtor, (part, 5)), {})
    assert written.backordered == D(3)
    assert "CAB-220: 3 put on backorder." in written.said


def test_a_barred_part_is_never_backordered(counter: Counter) -> None:
    part, debtor = a_part(counter, "OIL-1", on_hand=2, no_backorders=True), a_debtor(counter)
    (question,) = asked(counter, an_invoice(counter, debtor, (part, 5)))
    assert isinstance(question, StockHasMoved)


def test_a_saved_order_reserves_and_its_deletion_gives_back(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    draft = an_invoice(counter, debtor, (part, 5))
    question = short(part, draft, 5, 2)
    saved = invoicing.save(counter, draft, {question: "yes"})
    assert saved.name == "Order 10001"
    assert stock(counter, part) == (D(2), D(120), D(2), D(0), D(0))

    recalled = invoicing.recall(counter, saved.invoice_id)
    assert lines.free_for(recalled, recalled.lines[0]) == D(2)
    with pytest.raises(Unanswered) as raised:
        invoicing.delete(counter, saved.invoice_id, {})
    assert raised.value.questions == (DeleteSaved("Order 10001", 1),)
    invoicing.delete(counter, saved.invoice_id, {DeleteSaved("Order 10001", 1): "yes"})
    assert stock(counter, part) == (D(2), D(120), D(0), D(0), D(0))
    with pytest.raises(Refused, match="no longer on the books"):
        invoicing.recall(counter, saved.invoice_id)


def test_a_recalled_order_is_changed_and_finalised(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    draft = an_invoice(counter, debtor, (part, 5))
    saved = invoicing.save(counter, draft, {short(part, draft, 5, 2): "yes"})
    recalled = invoicing.recall(counter, saved.invoice_id)
    lines.type_supplied(recalled, recalled.lines[0], D(1), debtor)
    invoicing.save(counter, recalled, {})
    assert stock(counter, part)[2:4] == (D(1), D(0))
    again = invoicing.recall(counter, saved.invoice_id)
    assert (again.lines[0].supplied, again.lines[0].backordered) == (D(1), D(4))
    written = invoicing.finalise(counter, again, {})
    assert (written.total, written.backordered) == (D("110.00"), D(4))
    assert stock(counter, part)[:3] == (D(1), D(60), D(0))


def test_who_recalls_late_is_told(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=9), a_debtor(counter)
    saved = invoicing.save(counter, an_invoice(counter, debtor, (part, 2)), {})
    mine, theirs = invoicing.recall(counter, saved.invoice_id), invoicing.recall(counter, saved.invoice_id)
    invoicing.save(counter, theirs, {})
    with pytest.raises(Refused, match="changed by somebody else"):
        invoicing.finalise(counter, mine, {})


def test_a_cash_debtor_pays_in_full(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=9, price="10.01")
    cash = a_debtor(counter, "Cash sale", kind="cash")
    draft = an_invoice(counter, cash, (part, 1))
    lines_question = [q for q in asked(counter, draft) if isinstance(q, SellBelowCost)]
    below = dict.fromkeys(lines_question, "yes")
    pay = TakePayment(D("11.01"))
    with pytest.raises(Refused, match="too little"):
        invoicing.finalise(counter, draft, {**below, pay: (Payment("cash", D("5.00")),)})
    written = invoicing.finalise(counter, draft, {**below, pay: (Payment("cash", D("20.00")),)})
    assert (written.total, written.change) == (D("11.01"), D("9.00"))
    assert lookup.debtor(counter, cash.id).balance == D(0)


def test_over_the_limit_is_a_question_and_stop_credit_is_none(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=9)
    small = a_debtor(counter, "Small Account", credit_limit=D("100.00"))
    draft = an_invoice(counter, small, (part, 1))
    question = GoOverCreditLimit("Small Account", D("100.00"), D("110.00"))
    assert asked(counter, draft) == (question,)
    assert invoicing.finalise(counter, draft, {question: "yes"}).total == D("110.00")
    stopped = a_debtor(counter, "Stopped Account", stop_credit=True)
    with pytest.raises(Refused, match="stop credit"):
        invoicing.finalise(counter, an_invoice(counter, stopped, (part, 1)), {})


def test_a_quote_reserves_nothing_and_becomes_an_invoice(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    draft = an_invoice(counter, debtor, (part, 5))
    draft.kind = "quote"
    quote = invoicing.save(counter, draft, {})
    assert quote.total == D("550.00")
    assert stock(counter, part)[2] == D(0)
    invoice = invoicing.make_invoice(counter, invoicing.recall(counter, quote.invoice_id), {})
    (question,) = asked(counter, invoice)
    assert invoicing.finalise(counter, invoice, {question: "yes"}).total == D("220.00")
    with pytest.raises(Refused):
        invoicing.recall(counter, quote.invoice_id)


def test_from_a_thousand_dollars_the_buyer_has_a_name(counter: Counter) -> None:
    part = a_part(counter, "ENG-1", on_hand=1, price="1000.00")
    draft = an_invoice(counter, a_debtor(counter, "Cash sale", kind="cash"), (part, 1))
    with pytest.raises(Refused, match="buyer's name") as raised:
        invoicing.finalise(counter, draft, {})
    assert raised.value.field == "name"


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "1.5", "1.0005"])
def test_a_quantity_that_cannot_be_sold_is_refused(counter: Counter, quantity: str) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=9), a_debtor(counter)
    draft = an_invoice(counter, debtor, (part, quantity))
    with pytest.raises(Refused, match="CAB-220") as raised:
        invoicing.finalise(counter, draft, {})
    assert (raised.value.field, raised.value.line) == ("ordered", draft.lines[0].key)


def test_many_new_lines_at_once_are_priced_like_one_by_one(counter: Counter) -> None:
    debtor = a_debtor(counter)
    agreed, other = a_part(counter, "CAB-220"), a_part(counter, "BRK-415", price="80.00")
    debtors.agree_price(counter, debtor.id, agreed.id, D("90.00"))
    wanted = [(other, D(2)), (agreed, D(1))]
    at_once = invoicing.lines_for(counter, debtor, wanted)
    assert [(line.number, line.ordered, line.price, line.price_from) for line in at_once] == [
        ("BRK-415", D(2), D("80.00"), "list"),
        ("CAB-220", D(1), D("90.00"), "special price"),
    ]
    one_by_one = (invoicing.line_for(counter, part, debtor, quantity) for part, quantity in wanted)
    assert [replace(each, key=0) for each in one_by_one] == [replace(each, key=0) for each in at_once]


def test_an_expired_quote_asks_which_prices_hold(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=9), a_debtor(counter)
    draft = an_invoice(counter, debtor, (part, 1))
    draft.kind = "quote"
    quote = invoicing.save(counter, draft, {})
    card = parts.open_card(counter, part.id)
    parts.save(counter, replace(card, list_price=D("150.00")), card)
    assert isinstance(counter.clock, Clock)
    counter.clock.go_on(days=31)
    recalled = invoicing.recall(counter, quote.invoice_id)
    with pytest.raises(Unanswered) as raised:
        invoicing.make_invoice(counter, recalled, {})
    (question,) = raised.value.questions
    assert question.sentence == "Quote 10001 was good until 16 Dec 2026. Which prices hold?"
    assert invoicing.make_invoice(counter, recalled, {question: "quoted"}).lines[0].price == D("100.00")
    recalled = invoicing.recall(counter, quote.invoice_id)
    assert invoicing.make_invoice(counter, recalled, {question: "today"}).lines[0].price == D("150.00")


def test_a_new_line_has_what_a_line_on_the_books_has() -> None:
    columns = Base.metadata.tables[models.InvoiceLine.__tablename__].columns
    assert {each.name for each in fields(NewLine)} == {each.name for each in columns} - {"id"}
    usual = {each.name: each.default.arg for each in columns if each.default is not None}
    assert {name: getattr(NewLine(), name) for name in usual} == usual
