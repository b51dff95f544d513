"""Creditors' credits on a real database: claims are settled, goods go back at what they are worth, nothing twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import CreditorFound, PartFound
from app.rules.questions import UseLinesTotal
from app.rules.supplier_drafts import SupplierCreditDraft
from app.services import check, lookup
from app.services.buying import claims, creditor_credits, creditor_credits_read, receiving, undoing
from app.services.counter import Counter
from app.services.masters import creditors
from app.services.sales import invoicing
from app.services.within import settling
from tests.make import Clock, a_creditor, a_debtor, a_part, stock
from tests.services.goods import loose, waits

D = Decimal


@pytest.fixture
def creditor(counter: Counter) -> CreditorFound:
    return a_creditor(counter, terms_days=14)


@pytest.fixture
def part(counter: Counter, creditor: CreditorFound) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=10, creditor_id=creditor.id)


def billed_short(counter: Counter, creditor: CreditorFound, part: PartFound, number: str = "A1") -> int:
    """An invoice for 5 at 100.00 of which 2 never came: 200.00 are claimed."""
    draft = loose(counter, creditor, number, (part, 5, "100"))
    draft.lines[0].received = D(3)
    return receiving.process(counter, draft, {}).creditor_invoice_id


def claim_credit(counter: Counter, creditor: CreditorFound, number: str = "C1") -> SupplierCreditDraft:
    """A draft with every open claim on it."""
    draft = creditor_credits.new(counter, creditor.id, [each.id for each in claims.listed(counter, creditor.id)])
    draft.their_number = number
    return draft


def goods_back(
    counter: Counter, creditor: CreditorFound, part: PartFound, quantity: int, amount: str, number: str = "C1"
) -> SupplierCreditDraft:
    draft = creditor_credits.new(counter, creditor.id)
    draft.their_number = number
    line = creditor_credits.goods_line(lookup.part(counter, part.id), D(quantity))
    line.amount = D(amount)
    draft.lines = [line]
    return draft


def holds(counter: Counter) -> None:
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []


def test_number_and_reason_are_kept_as_one_line(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    draft = goods_back(counter, creditor, part, 1, "60", "C\x0b1")
    draft.reason = "bent\nin\x00transport \u202e"
    draft.total = D("66.00")
    creditor_credits.post(counter, draft, {})
    with counter.db.read() as session:
        kept = session.scalars(select(models.CreditorCredit)).one()
    assert (kept.their_number, kept.reason) == ("C 1", "bent in transport")


def credits_there(counter: Counter) -> int:
    with counter.db.read() as session:
        return len(session.scalars(select(models.CreditorCredit)).all())


def test_a_claim_is_open_with_its_age_until_it_is_credited(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    billed_short(counter, creditor, part)
    clock = Clock()
    clock.go_on(days=9)
    (claim,) = claims.listed(Counter(counter.db, counter.operator, clock))
    assert (claim.creditor, claim.their_number, claim.number) == ("Repco Wholesale", "A1", "CAB-220")
    assert (claim.quantity, claim.amount, claim.age) == (D(2), D(200), 9)

    posted = creditor_credits.post(counter, claim_credit(counter, creditor), {})
    assert (posted.number, posted.total, posted.settled, posted.to_variance) == (10001, D(220), D(220), D(0))
    assert claims.listed(counter) == ()
    assert creditors.balance(counter, creditor.id) == D(330)
    with counter.db.read() as session:
        items = settling.open_items(session, creditor.id, settling.CREDITORS)
    assert [(each.kind, each.open) for each in items] == [("invoice", D(330))]
    holds(counter)


def test_half_a_claim_leaves_the_other_half_open(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    billed_short(counter, creditor, part)
    draft = claim_credit(counter, creditor)
    draft.lines[0].quantity, draft.lines[0].amount = D(1), D("90.00")
    creditor_credits.post(counter, draft, {})
    (claim,) = claims.listed(counter)
    assert (claim.quantity, claim.amount) == (D(1), D("110.00"))
    holds(counter)


def test_more_than_is_claimed_is_refused(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    billed_short(counter, creditor, part)
    draft = claim_credit(counter, creditor)
    draft.lines[0].amount = D("200.01")
    with pytest.raises(Refused, match="200.01 is more than the 200.00") as fault:
        creditor_credits.post(counter, draft, {})
    assert (fault.value.field, fault.value.line) == ("amount", draft.lines[0].key)
    draft.lines[0].amount = D("200.00")
    draft.lines[0].quantity = D(3)
    with pytest.raises(Refused, match="3 to credit, 2 open"):
        creditor_credits.post(counter, draft, {})
    draft.lines = [*claim_credit(counter, creditor).lines, *claim_credit(counter, creditor).lines]
    with pytest.raises(Refused, match="2 to credit, 0 open"):
        creditor_credits.post(counter, draft, {})
    assert credits_there(counter) == 0


def test_a_claim_credited_meanwhile_is_not_credited_twice(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    billed_short(counter, creditor, part)
    one, two = claim_credit(counter, creditor), claim_credit(counter, creditor, "C2")
    creditor_credits.post(counter, one, {})
    with pytest.raises(Refused, match="not open any more"):
        creditor_credits.post(counter, two, {})
    holds(counter)


def test_the_same_draft_makes_one_credit(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    billed_short(counter, creditor, part)
    draft = claim_credit(counter, creditor)
    assert creditor_credits.post(counter, draft, {}) == creditor_credits.post(counter, draft, {})
    assert credits_there(counter) == 1


def test_an_invoice_whose_claim_was_credited_is_not_undone(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    invoice_id = billed_short(counter, creditor, part)
    creditor_credits.post(counter, claim_credit(counter, creditor), {})
    with pytest.raises(Refused, match="creditor credit 10001 .C1. has credited a claim"):
        undoing.undo(counter, invoice_id, "wrong", {})


def test_the_claim_of_an_undone_invoice_is_gone(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    invoice_id = billed_short(counter, creditor, part)
    with pytest.raises(Unanswered) as asked:
        undoing.undo(counter, invoice_id, "wrong", {})
    undoing.undo(counter, invoice_id, "wrong", dict.fromkeys(asked.value.questions, "yes"))
    assert claims.listed(counter) == ()
    holds(counter)


def test_goods_go_back_at_the_average_and_the_difference_is_variance(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    receiving.process(counter, loose(counter, creditor, "A1", (part, 10, "80")), {})
    assert stock(counter, part)[:2] == (D(20), D(1400))
    posted = creditor_credits.post(counter, goods_back(counter, creditor, part, 4, "320.00"), {})
    assert posted.to_variance == D("40.00")
    assert (posted.total, posted.settled) == (D("352.00"), D(0))
    assert stock(counter, part)[:2] == (D(16), D(1120))
    with counter.db.read() as session:
        moved = session.scalars(select(models.StockMovement).order_by(models.StockMovement.id.desc())).first()
        assert moved is not None
        assert (moved.document_kind, moved.quantity, moved.value) == ("creditor credit", D(-4), D(-280))
    holds(counter)


def test_goods_that_are_promised_stay(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    debtor = a_debtor(counter, "Buyer")
    line = invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(7))
    invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    draft = goods_back(counter, creditor, part, 4, "240.00")
    with pytest.raises(Refused, match="4 to go back, 3 available of 10 on hand; 7 are promised"):
        creditor_credits.post(counter, draft, {})
    draft.lines[0].quantity = D(2)
    draft.lines += goods_back(counter, creditor, part, 2, "120.00").lines
    with pytest.raises(Refused, match="2 to go back, 1 available"):
        creditor_credits.post(counter, draft, {})
    assert stock(counter, part)[0] == D(10)
    assert credits_there(counter) == 0


def test_allocated_goods_stay_too(counter: Counter, creditor: CreditorFound) -> None:
    part = a_part(counter, "NEW", on_hand=0, creditor_id=creditor.id)
    waits(counter, part, 5)
    receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "80")), {})
    with pytest.raises(Refused, match="0 available of 5 on hand; 5 are promised"):
        creditor_credits.post(counter, goods_back(counter, creditor, part, 1, "80.00"), {})


def test_gst_is_theirs_within_five_cents(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    draft = goods_back(counter, creditor, part, 1, "33.33")
    draft.gst = D("3.39")
    with pytest.raises(Refused, match="GST is credited as 3.39, the lines come to 3.33"):
        creditor_credits.post(counter, draft, {})
    draft.gst = D("3.38")
    assert creditor_credits.post(counter, draft, {}).total == D("36.71")
    with counter.db.read() as session:
        line = session.scalars(select(models.CreditorCreditLine)).one()
        assert line.gst == D("3.38")
    holds(counter)


def test_a_total_that_is_off_is_asked_about(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    draft = goods_back(counter, creditor, part, 1, "60.00")
    draft.total = D("70.00")
    question = UseLinesTotal(entered=D("70.00"), lines_come_to=D("66.00"))
    with pytest.raises(Unanswered) as asked:
        creditor_credits.post(counter, draft, {})
    assert asked.value.questions == (question,)
    with pytest.raises(Refused, match="Type the total"):
        creditor_credits.post(counter, draft, {question: "back"})
    assert creditor_credits.post(counter, draft, {question: "use"}).total == D("66.00")


def test_a_suppliers_number_stands_on_one_paper(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    receiving.process(counter, loose(counter, creditor, "A1", (part, 1, "80")), {})
    with pytest.raises(Refused, match="invoice a-1 of 16 Nov 2026 is on the books already"):
        creditor_credits.post(counter, goods_back(counter, creditor, part, 1, "60.00", "a-1"), {})
    creditor_credits.post(counter, goods_back(counter, creditor, part, 1, "60.00", "C1"), {})
    with pytest.raises(Refused, match="credit c 1 of 16 Nov 2026 is on the books already"):
        creditor_credits.post(counter, goods_back(counter, creditor, part, 1, "60.00", "c 1"), {})
    other = a_creditor(counter, "Bosch")
    assert creditor_credits.post(counter, goods_back(counter, other, part, 1, "60.00", "C1"), {}).number == 10002


def test_something_else_is_credited_by_words(counter: Counter, creditor: CreditorFound) -> None:
    draft = creditor_credits.new(counter, creditor.id)
    draft.their_number = "C1"
    line = creditor_credits.other_line(counter, "Rebate November")
    line.amount = D("50.00")
    draft.lines = [line]
    posted = creditor_credits.post(counter, draft, {})
    assert posted.total == D("55.00")
    assert posted.sentence == "Creditor credit 10001 – 55.00 from Repco Wholesale – 55.00 unallocated"
    assert creditors.balance(counter, creditor.id) == D(-55)
    (listed,) = creditor_credits_read.listed(counter, creditor.id)
    assert (listed.their_number, listed.total) == ("C1", D(55))
    holds(counter)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"their_number": "  "}, "credit number is missing"),
        ({"lines": []}, "There is nothing on this credit"),
        ({"gst": D("-1")}, "cannot be the gst"),
        ({"total": D("1.001")}, "cannot be the total"),
        ({"creditor": None}, "supplier is missing"),
    ],
)
def test_what_cannot_be_is_told(
    counter: Counter, creditor: CreditorFound, part: PartFound, change: dict[str, object], says: str
) -> None:
    draft = goods_back(counter, creditor, part, 1, "60.00")
    for name, value in change.items():
        setattr(draft, name, value)
    with pytest.raises(Refused, match=says):
        creditor_credits.post(counter, draft, {})
    assert credits_there(counter) == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"quantity": D("1.5")}, "whole units"),
        ({"quantity": D(0)}, "Type 1 or more"),
        ({"amount": D("-0.01")}, "no amount"),
        ({"amount": D("1.001")}, "no amount"),
        ({"gst_rate": D(101)}, "no GST rate"),
    ],
)
def test_a_line_that_cannot_be_is_told(
    counter: Counter, creditor: CreditorFound, part: PartFound, change: dict[str, object], says: str
) -> None:
    draft = goods_back(counter, creditor, part, 1, "60.00")
    for name, value in change.items():
        setattr(draft.lines[0], name, value)
    with pytest.raises(Refused, match=says) as fault:
        creditor_credits.post(counter, draft, {})
    assert fault.value.line == draft.lines[0].key


def test_a_charge_lies_on_no_shelf(counter: Counter) -> None:
    (freight,) = lookup.exact_part(counter, "FREIGHT")
    with pytest.raises(Refused, match="lies on no shelf"):
        creditor_credits.goods_line(freight)
