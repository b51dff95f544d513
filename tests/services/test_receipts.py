"""What a debtor pays on account: the entry, the matches, the till and the journal, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app import models
from app.rules.faults import Refused, Unanswered
from app.rules.found import DebtorFound
from app.rules.settling import auto_pay
from app.services import check
from app.services.counter import Counter
from app.services.masters import debtors, ledgers
from app.services.money import receipts
from app.services.money.receipts import DebtorPays
from tests import make
from tests.services.owing import pay, sold, ways

D = Decimal


def still_open(counter: Counter, debtor: DebtorFound) -> list[tuple[int, Decimal]]:
    return [(each.entry_id, each.item.open) for each in receipts.account(counter, debtor.id).items]


def holds(counter: Counter) -> None:
    broken = [proved for proved in check.prove(counter) if not proved.holds]
    assert not broken, broken


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    return make.a_debtor(counter)


def test_a_receipt_pays_what_it_is_matched_to_and_the_rest_stays_unallocated(
    counter: Counter, miller: DebtorFound
) -> None:
    first, second = sold(counter, miller, "110.00"), sold(counter, miller, "220.00")
    done = pay(counter, miller, "150.00", (second, "120.00"))
    assert (done.number, done.unallocated, done.change) == (10001, D("30.00"), D("0.00"))
    assert done.sentence == "Receipt 10001 – 150.00 from Miller Motors – 30.00 unallocated"
    assert debtors.balance(counter, miller.id) == D("180.00")
    assert [amount for _, amount in still_open(counter, miller)] == [D("110.00"), D("100.00"), D("-30.00")]
    with counter.db.read() as session:
        (till,) = session.scalars(select(models.Tender))
        assert (till.receipt_id, till.kind, till.amount) == (done.receipt_id, "EFTPOS", D("150.00"))
        entry = session.scalars(select(models.JournalEntry).where(models.JournalEntry.document_kind == "receipt")).one()
        assert sorted(line.amount for line in entry.lines) == [D("-150.00"), D("150.00")]
    holds(counter)
    assert first


def test_what_was_unallocated_is_matched_later_without_money(counter: Counter, miller: DebtorFound) -> None:
    sold(counter, miller, "110.00")
    pay(counter, miller, "50.00")
    account = receipts.account(counter, miller.id)
    applied = tuple(auto_pay(account.open_items, D(0)).items())
    assert receipts.match(counter, miller.id, applied) == D("50.00")
    assert [amount for _, amount in still_open(counter, miller)] == [D("60.00")]
    with counter.db.read() as session:
        assert session.scalar(select(func.count(models.DebtorReceipt.id))) == 1
    with pytest.raises(Refused, match="nothing to match"):
        receipts.match(counter, miller.id, ())
    holds(counter)


def test_one_receipt_takes_an_earlier_credit_along(counter: Counter, miller: DebtorFound) -> None:
    sold(counter, miller, "110.00")
    pay(counter, miller, "30.00")
    account = receipts.account(counter, miller.id)
    assert account.balance == D("80.00")
    pay(counter, miller, "80.00", *((key, str(each)) for key, each in auto_pay(account.open_items, D(80)).items()))
    assert still_open(counter, miller) == []
    assert debtors.balance(counter, miller.id) == 0
    holds(counter)


def test_cash_is_rounded_in_the_till_only_and_has_change(counter: Counter, miller: DebtorFound) -> None:
    invoice = sold(counter, miller, "42.97")
    split = ways(miller, "42.97", ("card", "20.00"), ("cash", "50.00"))
    done = pay(counter, miller, "42.97", (invoice, "42.97"), answers=split)
    assert done.change == D("27.05")
    assert debtors.balance(counter, miller.id) == 0
    with counter.db.read() as session:
        found = session.execute(select(models.Tender.kind, models.Tender.amount, models.Tender.rounding)).all()
    assert found == [("card", D("20.00"), D("0.00")), ("cash", D("22.95"), D("-0.02"))]
    holds(counter)


def test_how_it_is_paid_is_asked_and_nothing_is_written_before(counter: Counter, miller: DebtorFound) -> None:
    sold(counter, miller, "110.00")
    draft = DebtorPays(miller.id, D("110.00"))
    with pytest.raises(Unanswered) as undecided:
        receipts.post(counter, draft, {})
    (question,) = undecided.value.questions
    assert question.sentence == "Miller Motors pays 110.00"
    assert nothing_received(counter)


def nothing_received(counter: Counter) -> bool:
    with counter.db.read() as session:
        return not any(
            session.scalar(select(func.count()).select_from(table))
            for table in (models.DebtorReceipt, models.Settlement, models.Tender)
        )


def test_the_same_receipt_is_posted_once(counter: Counter, miller: DebtorFound) -> None:
    invoice = sold(counter, miller, "110.00")
    draft = DebtorPays(miller.id, D("50.00"), ((invoice, D("40.00")),))
    once = receipts.post(counter, draft, ways(miller, "50.00"))
    assert receipts.post(counter, draft, {}) == once
    assert debtors.balance(counter, miller.id) == D("60.00")


@pytest.mark.parametrize(
    ("amount", "matched", "sentence", "field"),
    [
        ("110.01", "0.00", "110.01 is more than the 110.00 that Miller Motors owes.", "amount"),
        ("0.00", "0.00", "A receipt of nothing", "amount"),
        ("-5.00", "0.00", "A receipt of nothing", "amount"),
        ("100.00", "110.01", "110.01 is more than the 110.00 that is open.", "matched"),
        ("100.00", "100.01", "100.01 is matched, but there is only 100.00 to match.", "matched"),
    ],
)
def test_what_cannot_be_received_is_refused_and_nothing_written(
    counter: Counter, miller: DebtorFound, amount: str, matched: str, sentence: str, field: str
) -> None:
    invoice = sold(counter, miller, "110.00")
    with pytest.raises(Refused) as refused:
        pay(counter, miller, amount, (invoice, matched))
    assert refused.value.sentence.startswith(sentence)
    assert refused.value.field == field
    assert nothing_received(counter)


def test_too_little_in_the_till_is_refused(counter: Counter, miller: DebtorFound) -> None:
    sold(counter, miller, "110.00")
    with pytest.raises(Refused, match=r"10\.00 too little"):
        pay(counter, miller, "110.00", answers=ways(miller, "110.00", ("cash", "100.00")))
    assert nothing_received(counter)


def test_a_day_to_come_and_a_long_note_are_refused(counter: Counter, miller: DebtorFound) -> None:
    sold(counter, miller, "110.00")
    draft = DebtorPays(miller.id, D("110.00"), day=make.TODAY + dt.timedelta(1))
    with pytest.raises(Refused, match="17 Nov 2026 is still to come"):
        receipts.post(counter, draft, ways(miller, "110.00"))
    with pytest.raises(Refused) as refused:
        receipts.post(counter, replace(draft, day=None, note="n" * 201), {})
    assert refused.value.field == "note"


def test_a_note_is_kept_as_one_line(counter: Counter, miller: DebtorFound) -> None:
    sold(counter, miller, "110.00")
    draft = DebtorPays(miller.id, D("110.00"), note=" R-7\x07\r\nby\u202e phone ")
    done = receipts.post(counter, draft, ways(miller, "110.00"))
    with counter.db.read() as session:
        assert session.get_one(models.DebtorReceipt, done.receipt_id).note == "R-7 by phone"


def test_walk_ins_have_no_account(counter: Counter) -> None:
    cash = make.a_debtor(counter, "Cash sales", kind="cash")
    for call in (lambda: receipts.account(counter, cash.id), lambda: pay(counter, cash, "1.00")):
        with pytest.raises(Refused, match="has no account"):
            call()


def test_the_items_say_their_document_and_their_age(counter: Counter, miller: DebtorFound) -> None:
    sold(counter, miller, "110.00")
    counter.clock.go_on(days=40)  # type: ignore[attr-defined]
    pay(counter, miller, "10.00")
    items = receipts.account(counter, miller.id).items
    assert [(each.document, each.reference, each.days) for each in items] == [
        ("Invoice 10001", "", 40),
        ("Receipt 10001", "EFTPOS", 0),
    ]


def test_the_paper_says_what_was_paid_then(counter: Counter, miller: DebtorFound) -> None:
    first, second = sold(counter, miller, "110.00"), sold(counter, miller, "220.00")
    pay(counter, miller, "60.00", (first, "60.00"))
    done = pay(counter, miller, "100.00", (first, "30.00"), (second, "50.00"))
    account = receipts.account(counter, miller.id)
    receipts.match(counter, miller.id, tuple(auto_pay(account.open_items, D(0)).items()))
    facts = receipts.receipt_facts(counter, done.receipt_id)
    assert [(each.document, each.paid, each.left) for each in facts.lines] == [
        ("Invoice 10001", D("30.00"), D("20.00")),
        ("Invoice 10002", D("50.00"), D("170.00")),
    ]
    assert (facts.title, facts.amount, facts.unallocated, facts.balance) == (
        "Receipt 10002",
        D("100.00"),
        D("20.00"),
        D("170.00"),
    )
    assert [(each.words, each.amount) for each in facts.tenders] == [("EFTPOS", D("100.00"))]


def test_the_ledger_names_the_receipt(counter: Counter, miller: DebtorFound) -> None:
    sold(counter, miller, "110.00")
    done = pay(counter, miller, "110.00")
    rows: Sequence[ledgers.DebtorLedgerRow] = tuple(ledgers.of_debtor(counter, miller.id).every())
    assert [(row.reference, row.open, row.receipt_id) for row in rows] == [
        ("Invoice 10001", D("110.00"), None),
        ("Receipt 10001, EFTPOS", D("-110.00"), done.receipt_id),
    ]


def test_a_receipt_gives_the_credit_limit_back(counter: Counter) -> None:
    tight = make.a_debtor(counter, "Tight", credit_limit=D("100.00"))
    sold(counter, tight, "100.00")
    with pytest.raises(Unanswered):
        sold(counter, tight, "10.00")
    pay(counter, tight, "50.00")
    sold(counter, tight, "50.00")
    assert debtors.balance(counter, tight.id) == D("100.00")


def test_who_is_on_stop_credit_may_pay(counter: Counter, miller: DebtorFound) -> None:
    sold(counter, miller, "110.00")
    card = debtors.open_card(counter, miller.id)
    debtors.save(counter, replace(card, stop_credit=True), card)
    with pytest.raises(Refused, match="stop credit"):
        sold(counter, miller, "10.00")
    assert pay(counter, miller, "110.00").number == 10001
