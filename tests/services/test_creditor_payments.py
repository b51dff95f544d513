"""Payments to creditors on a real database: the oldest first or by hand, out of the bank or the till, never twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from app import models
from app.rules.faults import Refused
from app.rules.found import CreditorFound, PartFound
from app.rules.settling import auto_pay
from app.rules.supplier_drafts import CreditorPays, PaidBy
from app.services import check
from app.services.buying import creditor_credits, receiving
from app.services.counter import Counter
from app.services.masters import creditors
from app.services.money import creditor_payments
from app.services.money.creditor_payments import CreditorPaid
from tests.make import Clock, a_creditor, a_part
from tests.services.goods import loose

D = Decimal


@pytest.fixture
def creditor(counter: Counter) -> CreditorFound:
    return a_creditor(counter, terms_days=14)


@pytest.fixture
def part(counter: Counter, creditor: CreditorFound) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=10, creditor_id=creditor.id)


@pytest.fixture
def owed(counter: Counter, creditor: CreditorFound, part: PartFound) -> Counter:
    """A1 of 110.00 and a day later A2 of 220.00 are owed."""
    clock = Clock()
    later = Counter(counter.db, counter.operator, clock)
    receiving.process(later, loose(later, creditor, "A1", (part, 1, "100")), {})
    clock.go_on(days=1)
    receiving.process(later, loose(later, creditor, "A2", (part, 2, "100")), {})
    return later


def proposed(counter: Counter, creditor: CreditorFound, amount: str) -> tuple[tuple[int, Decimal], ...]:
    items = [each.item for each in creditor_payments.account(counter, creditor.id).items]
    return tuple(auto_pay(items, D(amount)).items())


def draft(counter: Counter, creditor: CreditorFound, amount: str, paid_by: PaidBy = "bank transfer") -> CreditorPays:
    """What AutoPay proposes."""
    return CreditorPays(creditor.id, D(amount), paid_by, proposed(counter, creditor, amount))


def still_open(counter: Counter, creditor: CreditorFound) -> list[tuple[str, Decimal]]:
    return [(each.document, each.item.open) for each in creditor_payments.account(counter, creditor.id).items]


def holds(counter: Counter) -> None:
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []


def credit(counter: Counter, creditor: CreditorFound, amount: str) -> None:
    made = creditor_credits.new(counter, creditor.id)
    made.their_number = f"C-{amount}"
    line = creditor_credits.other_line(counter, "Rebate")
    line.amount = D(amount)
    made.lines = [line]
    creditor_credits.post(counter, made, {})


def test_the_oldest_is_paid_first(owed: Counter, creditor: CreditorFound) -> None:
    assert still_open(owed, creditor) == [("Invoice A1", D(110)), ("Invoice A2", D(220))]
    paid = creditor_payments.post(owed, draft(owed, creditor, "200.00"))
    assert paid.sentence == "Creditor payment 10001 – 200.00 to Repco Wholesale by bank transfer"
    assert still_open(owed, creditor) == [("Invoice A2", D(130))]
    assert creditors.balance(owed, creditor.id) == D(130)
    holds(owed)


def test_by_hand_and_the_rest_stays_unallocated(owed: Counter, creditor: CreditorFound) -> None:
    account = creditor_payments.account(owed, creditor.id)
    by_hand = CreditorPays(creditor.id, D("100.00"), applied=((account.items[1].entry_id, D("40.00")),))
    paid = creditor_payments.post(owed, by_hand)
    assert paid.unallocated == D("60.00")
    assert still_open(owed, creditor) == [("Invoice A1", D(110)), ("Invoice A2", D(180)), ("Payment 10001", D(-60))]
    holds(owed)


def test_a_credit_goes_before_the_money(owed: Counter, creditor: CreditorFound) -> None:
    credit(owed, creditor, "50.00")
    assert creditor_payments.account(owed, creditor.id).balance == D(275)
    paid = creditor_payments.post(owed, draft(owed, creditor, "275.00"))
    assert paid.unallocated == D(0)
    assert still_open(owed, creditor) == []
    facts = creditor_payments.remittance(owed, paid.payment_id)
    assert [(each.document, each.amount, each.paid, each.left) for each in facts.lines] == [
        ("Invoice A1", D(110), D(110), D(0)),
        ("Invoice A2", D(220), D(220), D(0)),
        ("Credit C-50.00", D(-55), D(-55), D(0)),
    ]
    assert (facts.amount, facts.unallocated, facts.number) == (D(275), D(0), "10001")
    holds(owed)


def test_a_credit_is_matched_without_money(owed: Counter, creditor: CreditorFound) -> None:
    credit(owed, creditor, "50.00")
    applied = proposed(owed, creditor, "0")
    assert creditor_payments.match(owed, creditor.id, applied) == D(55)
    assert still_open(owed, creditor) == [("Invoice A1", D(55)), ("Invoice A2", D(220))]
    with pytest.raises(Refused, match="nothing to match"):
        creditor_payments.match(owed, creditor.id, ())
    holds(owed)


def test_a_later_match_does_not_change_the_remittance(owed: Counter, creditor: CreditorFound) -> None:
    paid = creditor_payments.post(owed, CreditorPays(creditor.id, D("100.00")))
    before = creditor_payments.remittance(owed, paid.payment_id)
    creditor_payments.match(owed, creditor.id, proposed(owed, creditor, "0"))
    assert creditor_payments.remittance(owed, paid.payment_id) == before
    assert before.unallocated == D(100)


@pytest.mark.parametrize("paid_by", ["bank transfer", "cheque"])
def test_the_bank_pays_without_the_till(owed: Counter, creditor: CreditorFound, paid_by: PaidBy) -> None:
    creditor_payments.post(owed, draft(owed, creditor, "109.98", paid_by))
    with owed.db.read() as session:
        assert session.scalars(select(models.Tender)).all() == []


def test_cash_comes_out_of_the_till_in_coins_there_are(owed: Counter, creditor: CreditorFound) -> None:
    paid = creditor_payments.post(owed, draft(owed, creditor, "109.98", "cash"))
    assert paid.handed_over == D("110.00")
    with owed.db.read() as session:
        row = session.scalars(select(models.Tender)).one()
        assert (row.kind, row.amount, row.rounding) == ("cash", D("-110.00"), D("-0.02"))
        assert row.creditor_payment_id == paid.payment_id
    assert still_open(owed, creditor) == [("Invoice A1", D("0.02")), ("Invoice A2", D(220))]
    holds(owed)


def test_the_same_draft_pays_once(owed: Counter, creditor: CreditorFound) -> None:
    one = draft(owed, creditor, "100.00")
    first: CreditorPaid = creditor_payments.post(owed, one)
    assert creditor_payments.post(owed, one) == first
    assert len(creditor_payments.listed(owed, creditor.id)) == 1
    assert creditors.balance(owed, creditor.id) == D(230)


@pytest.mark.parametrize(
    ("change", "says", "field"),
    [
        ({"amount": D("330.01")}, "330.01 is more than we owe. Repco Wholesale is owed 330.00", "amount"),
        ({"amount": D(0)}, "payment of nothing", "amount"),
        ({"amount": D("-5")}, "payment of nothing", "amount"),
        ({"amount": D("1.001")}, "whole cents", "amount"),
        ({"paid_by": "gold"}, "is no choice", "paid_by"),
        ({"amount": D("0.02"), "paid_by": "cash", "applied": ()}, "smallest coin", "paid_by"),
        ({"reference": "x" * 61}, "60 is the most", "reference"),
        ({"creditor_id": 99}, "no longer there", "creditor"),
        ({"applied": ((999, D(1)),)}, "not open any more", "matched"),
        ({"applied": ((1, D("110.01")),)}, "more than the 110.00", "matched"),
        ({"amount": D(50), "applied": ((1, D(100)),)}, "only 50.00 to match", "matched"),
    ],
)
def test_what_cannot_be_paid_is_told(
    owed: Counter, creditor: CreditorFound, change: dict[str, object], says: str, field: str
) -> None:
    with pytest.raises(Refused, match=says) as fault:
        creditor_payments.post(owed, replace(draft(owed, creditor, "100.00"), **change))
    assert fault.value.field == field
    assert creditor_payments.listed(owed) == ()


def test_a_day_to_come_is_refused(owed: Counter, creditor: CreditorFound) -> None:
    clock = Clock()
    clock.go_on(days=9)
    late = Counter(owed.db, owed.operator, clock)
    with pytest.raises(Refused, match="still to come"):
        creditor_payments.post(owed, replace(draft(owed, creditor, "100.00"), day=late.today()))
