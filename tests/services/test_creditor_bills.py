"""Creditor invoices on a real database: the bill itself – its number, total and GST –, saved, recalled and deleted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app import models
from app.rules.drafts import ReceiptDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import CreditorFound, PartFound
from app.rules.questions import DeleteSaved, UseLinesTotal
from app.services.buying import receiving
from app.services.counter import Counter
from tests.make import a_creditor, a_part, stock
from tests.services.goods import loose, paper, sent

D = Decimal


@pytest.fixture
def creditor(counter: Counter) -> CreditorFound:
    return a_creditor(counter, terms_days=14)


@pytest.fixture
def part(counter: Counter, creditor: CreditorFound) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id)


def test_a_suppliers_number_is_used_once(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    receiving.process(counter, loose(counter, creditor, "INV-0815", (part, 1, "10")), {})
    with pytest.raises(Refused, match=r"INV-0815 is on the books already: our number 10001, of 16 Nov 2026") as refused:
        receiving.process(counter, loose(counter, creditor, "inv 0815", (part, 1, "10")), {})
    assert refused.value.field == "their_number"
    other = a_creditor(counter, "Bosch Direct")
    assert receiving.process(counter, loose(counter, other, "INV-0815", (part, 1, "10")), {}).number == 10002


def test_a_total_that_does_not_agree_is_asked(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    draft = loose(counter, creditor, "A1", (part, 2, "10.00"))
    draft.freight, draft.total = D("5.00"), D("30.00")
    sums = receiving.sums(counter, draft)
    assert (sums.lines, sums.freight, sums.gst_ours, sums.total) == (D("20.00"), D("5.00"), D("2.50"), D("27.50"))
    assert sums.out_of_balance == D("2.50")
    with pytest.raises(Unanswered) as unanswered:
        receiving.process(counter, draft, {})
    (question,) = unanswered.value.questions
    assert question == UseLinesTotal(D("30.00"), D("27.50"))
    with pytest.raises(Refused) as refused:
        receiving.process(counter, draft, {question: "back"})
    assert refused.value.field == "total"
    assert receiving.process(counter, draft, {question: "use"}).total == D("27.50")


def test_gst_as_billed_may_be_five_cents_off(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    draft = loose(counter, creditor, "A1", (part, 1, "99.99"))
    draft.gst, draft.total = D("10.05"), D("110.04")
    assert receiving.sums(counter, draft).out_of_balance == D("0.00")
    outcome = receiving.process(counter, draft, {})
    assert outcome.total == D("110.04")
    with counter.db.read() as session:
        invoice = session.get_one(models.CreditorInvoice, outcome.creditor_invoice_id)
        assert (invoice.gst, invoice.gst_rounding) == (D("10.05"), D("0.05"))
    draft = loose(counter, creditor, "A2", (part, 1, "99.99"))
    draft.gst = D("10.06")
    with pytest.raises(Refused) as refused:
        receiving.process(counter, draft, {})
    assert refused.value.field == "gst"


def test_a_saved_invoice_waits_with_nothing_received(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    draft = paper(counter, creditor, "A1", sent(counter, creditor, (part, 5)))
    draft.lines[0].received, draft.total, draft.gst = D(4), D("99.00"), D("30.03")
    draft.lines[0].cost = D(60)
    saved = receiving.save(counter, draft)
    assert stock(counter, part) == (D(0), D(0), D(0), D(0), D(5))
    with pytest.raises(Refused, match="our saved, reference"):
        receiving.save(counter, loose(counter, creditor, "A1", (part, 1, "10")))
    recalled, stale = (receiving.recall(counter, saved.creditor_invoice_id) for _ in range(2))
    assert (recalled.their_number, recalled.total, recalled.gst) == ("A1", D("99.00"), D("30.03"))
    assert (recalled.lines[0].outstanding, recalled.lines[0].received, recalled.lines[0].order_number) == (
        D(5),
        D(4),
        "10001",
    )
    recalled.total = None
    outcome = receiving.process(counter, recalled, {})
    assert (outcome.creditor_invoice_id, outcome.total) == (saved.creditor_invoice_id, D("330.03"))
    with pytest.raises(Refused, match="has been processed"):
        receiving.process(counter, stale, {})
    assert stock(counter, part)[0] == D(4)


def test_a_deleted_saved_invoice_frees_its_number(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    saved = receiving.save(counter, loose(counter, creditor, "A1", (part, 1, "10")))
    question = DeleteSaved("saved creditor invoice A1")
    with pytest.raises(Unanswered):
        receiving.delete(counter, saved.creditor_invoice_id, {})
    receiving.delete(counter, saved.creditor_invoice_id, {question: "yes"})
    assert receiving.list_receipts(counter, ("saved",)) == ()
    assert receiving.process(counter, loose(counter, creditor, "A1", (part, 1, "10")), {}).number == 10001


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("received", "-1"),
        ("received", "1.5"),
        ("billed", "1000000000"),
        ("cost", "-0.01"),
        ("cost", "1.00005"),
        ("discount", "101"),
        ("new_list_price", "-5"),
    ],
)
def test_what_cannot_be_on_a_line_is_refused_there(
    counter: Counter, creditor: CreditorFound, part: PartFound, name: str, typed: str
) -> None:
    draft = loose(counter, creditor, "A1", (part, 1, "10"))
    setattr(draft.lines[0], name, D(typed))
    with pytest.raises(Refused) as refused:
        receiving.process(counter, draft, {})
    assert (refused.value.field, refused.value.line) == (name, draft.lines[0].key)


def test_what_cannot_be_received_at_all_is_refused(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    def field_of(draft: ReceiptDraft) -> str:
        with pytest.raises(Refused) as refused:
            receiving.process(counter, draft, {})
        return refused.value.field

    assert field_of(paper(counter, creditor, "A1")) == "lines"
    assert field_of(loose(counter, creditor, " ", (part, 1, "10"))) == "their_number"
    nothing = loose(counter, creditor, "A1", (part, 1, "10"))
    nothing.lines[0].billed = nothing.lines[0].received = D(0)
    assert field_of(nothing) == "received"
    nobody = loose(counter, creditor, "A1", (part, 1, "10"))
    nobody.creditor = None
    assert field_of(nobody) == "creditor"
    negative = loose(counter, creditor, "A1", (part, 1, "10"))
    negative.freight = D("-1.00")
    assert field_of(negative) == "freight"
    others = paper(counter, creditor, "A1", sent(counter, creditor, (part, 1)))
    others.creditor = a_creditor(counter, "Bosch Direct")
    assert field_of(others) == "part"
    assert receiving.list_receipts(counter) == ()


def test_a_recalled_invoice_is_processed_once_and_only_as_it_was_recalled(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    saved = receiving.save(counter, loose(counter, creditor, "A1", (part, 2, "10")))
    mine, theirs = (receiving.recall(counter, saved.creditor_invoice_id) for _ in range(2))
    theirs.lines[0].billed = theirs.lines[0].received = D(3)
    receiving.save(counter, theirs)
    with pytest.raises(Refused, match="changed by somebody else"):
        receiving.process(counter, mine, {})
    first = receiving.process(counter, theirs, {})
    assert receiving.process(counter, theirs, {}).number == first.number
    assert stock(counter, part)[0] == D(3)
