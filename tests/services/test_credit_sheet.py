"""What stands on an adjustment note: the stored figures of the credit, how it went back, and that it is a copy."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.drafts import CreditDraft, InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import DebtorFound, PartFound
from app.rules.money_facts import CreditFacts
from app.rules.money_questions import LiveAgain
from app.rules.questions import Payment, TakePayment
from app.services import backorder_lists, backorders, lookup, settings
from app.services.counter import Counter
from app.services.sales import credits, documents, invoicing, releasing
from app.services.sales.credit_sheet import SHEET, credit_facts
from tests.make import TODAY, a_debtor, a_part
from tests.services.test_backorders import arrives, waits

D = Decimal


@pytest.fixture
def part(counter: Counter) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=9, description="Brake cable")


def sold(counter: Counter, debtor: DebtorFound, part: PartFound, many: int, paid: str = "") -> int:
    line = invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(many))
    draft = InvoiceDraft(debtor=debtor, name="Pat Lee" if debtor.kind == "cash" else "", lines=[line])
    draft.customer_order = "PO 7"
    answers = {TakePayment(D("1.02")): (Payment("cash", D(paid)),)} if paid else {}
    return invoicing.finalise(counter, draft, answers).invoice_id


def all_of(counter: Counter, invoice_id: int, reason: str = "wrong part") -> CreditDraft:
    draft = credits.begin(counter, invoice_id)
    draft.reason = reason
    for line in draft.lines:
        line.quantity = line.can
    return draft


def asked(counter: Counter, draft: CreditDraft) -> tuple[object, ...]:
    with pytest.raises(Unanswered) as undecided:
        credits.post(counter, draft, {})
    return undecided.value.questions


def test_it_names_the_invoice_the_reason_and_what_comes_back(counter: Counter, part: PartFound) -> None:
    miller = a_debtor(counter, "Miller Motors", code="MILLER", abn="51824753556")
    posted = credits.post(counter, all_of(counter, sold(counter, miller, part, 2)), {})
    facts = credit_facts(counter, posted.credit_id)
    assert (facts.title, facts.invoice, facts.dated, facts.invoiced) == ("Adjustment Note 10001", "10001", TODAY, TODAY)
    assert (facts.buyer.name, facts.buyer.code, facts.reason) == ("Miller Motors", "MILLER", "wrong part")
    assert (facts.ex, facts.gst, facts.inc, facts.on_account) == (D("200.00"), D("20.00"), D("220.00"), D("220.00"))
    assert [(line.number, line.description, line.quantity, line.unit_price, line.inc) for line in facts.lines] == [
        ("CAB-220", "Brake cable", D(2), D(100), D("220.00"))
    ]
    assert (facts.customer_order, facts.served_by, facts.copy) == ("PO 7", "Kim", False)
    documents.printed(counter, "credit", posted.credit_id, SHEET, "printer")
    assert credit_facts(counter, posted.credit_id).copy


def test_what_went_back_in_cash_is_rounded_to_5_c(counter: Counter) -> None:
    part = a_part(counter, "CAB-330", on_hand=1, price="0.93", cost="0.50")
    walk_in = a_debtor(counter, "Walk-in", kind="cash")
    draft = all_of(counter, sold(counter, walk_in, part, 1, paid="1.00"))
    (how,) = asked(counter, draft)
    posted = credits.post(counter, draft, {how: (Payment("cash", D("1.00")),)})  # type: ignore[dict-item]
    facts = credit_facts(counter, posted.credit_id)
    assert [(each.words, each.amount) for each in facts.tenders] == [("cash", D("1.00"))]
    assert (facts.inc, facts.rounding, facts.on_account, facts.buyer.code) == (D("1.02"), D("-0.02"), D("0.00"), "")


def deposit_line(facts: CreditFacts) -> tuple[str, Decimal, Decimal]:
    (line,) = [line for line in facts.lines if line.kind == "deposit"]
    return line.description, line.amount, line.gst


def test_a_deposit_that_goes_back_and_one_that_is_held_again(counter: Counter) -> None:
    settings.save(counter, {"charge_deposits": "always"})
    part, miller = a_part(counter, "CAB-330", on_hand=0), a_debtor(counter)
    backorder = waits(counter, miller, part, 3)
    done = backorders.cancel(counter, backorder, D(1), "two are enough")
    assert done.credit_id is not None
    assert deposit_line(credit_facts(counter, done.credit_id)) == (
        "Deposit given back: 1 × CAB-330 Part CAB-330",
        D("100.00"),
        D("10.00"),
    )
    arrives(counter, part, 2)
    (ready,) = releasing.ready(counter)
    fill = invoicing.finalise(counter, releasing.draft(counter, ready.wanted), {})
    draft = all_of(counter, fill.invoice_id, "void")
    (again,) = asked(counter, draft)
    assert isinstance(again, LiveAgain)
    posted = credits.post(counter, draft, {again: "yes"})
    facts = credit_facts(counter, posted.credit_id)
    assert deposit_line(facts) == ("Deposit held again: 2 × CAB-330 Part CAB-330", D("-200.00"), D("-20.00"))
    assert facts.inc == D("0.00")
    assert backorder_lists.one(counter, backorder).deposit == D("220.00")


def test_a_credit_that_does_not_exist_is_named(counter: Counter) -> None:
    with pytest.raises(Refused, match="does not exist"):
        credit_facts(counter, 77)
