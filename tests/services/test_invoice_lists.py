"""What is found again of invoices, orders and quotes, what was lost, and which parts stand in for each other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import DebtorFound
from app.rules.questions import TodaysPrice
from app.services import backorder_lists, lookup
from app.services.counter import Counter
from app.services.masters import alternates
from app.services.sales import invoice_lists, invoicing, lost_sales
from tests.make import a_debtor, a_part
from tests.services.test_backorders import arrives, waits

D = Decimal


def sold(counter: Counter, debtor: DebtorFound, number: str, quantity: int = 1, **head: str) -> invoicing.Written:
    """A finalised invoice of one line."""
    part = lookup.exact_part(counter, number)[0]
    line = invoicing.line_for(counter, part, debtor, D(quantity))
    return invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=[line], **head), {})


def names(counter: Counter, typed: str = "") -> list[str]:
    return [each.name for each in invoice_lists.recallable(counter, typed)]


def test_what_is_on_the_books_comes_first_and_the_newest_before_the_older(counter: Counter) -> None:
    debtor, part = a_debtor(counter), a_part(counter, "CAB-220", on_hand=9)
    line = invoicing.line_for(counter, part, debtor, D(1))
    invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    sold(counter, debtor, "CAB-220")
    sold(counter, debtor, "CAB-220")
    assert names(counter) == ["Order 10001", "Invoice 10002", "Invoice 10001"]


def test_a_document_is_found_by_number_debtor_order_number_and_part(counter: Counter) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    a_part(counter, "OIL-5", on_hand=9)
    miller, smith = a_debtor(counter, "Miller Motors", code="MILLER"), a_debtor(counter, "Smith & Sons", code="SMITH")
    sold(counter, miller, "CAB-220", customer_order="PO-77")
    sold(counter, smith, "OIL-5")
    assert names(counter, "10002") == ["Invoice 10002"]
    assert names(counter, "mill") == ["Invoice 10001"]
    assert names(counter, "sons") == ["Invoice 10002"]
    assert names(counter, "po-77") == ["Invoice 10001"]
    assert names(counter, "smith oil") == ["Invoice 10002"]
    assert names(counter, "smith cab") == []


def test_two_of_five_invoiced_then_five_of_five(counter: Counter) -> None:
    debtor, part = a_debtor(counter), a_part(counter, "CAB-220", on_hand=2)
    backorder = waits(counter, debtor, part, 5)
    origin = backorder_lists.one(counter, backorder).origin_invoice_id
    assert _progress(counter, origin) == "2 of 5 invoiced, 3 waiting"
    arrives(counter, part, 2)
    assert _progress(counter, origin) == "2 of 5 invoiced, 2 ready"
    lines = invoicing.fill_lines(counter, debtor, [(backorder, D(2))], {})
    draft = InvoiceDraft(debtor=debtor, lines=list(lines))
    saved = invoicing.save(counter, draft, {})
    assert _progress(counter, origin) == "2 of 5 invoiced, 1 waiting"
    invoicing.finalise(counter, invoicing.recall(counter, saved.invoice_id), {})
    assert _progress(counter, origin) == "4 of 5 invoiced, 1 waiting"
    found = {each.name: each.state for each in invoice_lists.recallable(counter)}
    assert found == {"Invoice 10001": "Finalised – 4 of 5 invoiced, 1 waiting", "Invoice 10002": "Finalised"}


def _progress(counter: Counter, invoice_id: int) -> str:
    seen = invoice_lists.seen(counter, invoice_id)
    assert seen.progress is not None
    assert seen.by_line.keys() == {seen.draft.lines[0].line_id}
    return seen.progress.sentence


def test_a_document_is_seen_with_its_stored_amounts(counter: Counter) -> None:
    debtor = a_debtor(counter)
    a_part(counter, "CAB-220", on_hand=2)
    written = sold(counter, debtor, "CAB-220", 2)
    seen = invoice_lists.seen(counter, written.invoice_id)
    assert (seen.name, seen.status, seen.amounts.total, seen.amounts.gst) == (
        "Invoice 10001",
        "finalised",
        D("220.00"),
        D("20.00"),
    )
    assert seen.progress is None
    with pytest.raises(Refused, match="does not exist"):
        invoice_lists.seen(counter, 999)


def test_a_lost_sale_is_kept_with_its_reason(counter: Counter) -> None:
    debtor, part = a_debtor(counter), a_part(counter, "CAB-220")
    lost_sales.record(counter, part, debtor, D(4), D("90.00"), "price")
    lost_sales.record(counter, part, None, D(1), D("100.00"), "no stock")
    assert [
        (each.number, each.quantity, each.price, each.reason, each.debtor) for each in lost_sales.every(counter)
    ] == [
        ("CAB-220", D(1), D(100), "no stock", ""),
        ("CAB-220", D(4), D(90), "price", "Miller Motors"),
    ]
    with pytest.raises(Refused, match="no reason here"):
        lost_sales.record(counter, part, debtor, D(4), D("90.00"), "bad mood")
    with pytest.raises(Refused, match="Type 1 or more"):
        lost_sales.record(counter, part, debtor, D(0), D("90.00"), "price")


def test_parts_that_share_a_number_stand_in_for_each_other(counter: Counter) -> None:
    old, new, stranger = a_part(counter, "AB-12"), a_part(counter, "NEW-12"), a_part(counter, "XY-1")
    with counter.work() as session:
        session.add(models.PartNumber(part_id=new.id, kind="old", number="AB 12"))
        session.add(models.PartNumber(part_id=stranger.id, kind="supplier", number="S-9"))
    assert [(each.number, each.why) for each in alternates.of(counter, new.id)] == [
        ("AB-12", "AB 12 is its own number")
    ]
    assert [(each.number, each.why) for each in alternates.of(counter, old.id)] == [
        ("NEW-12", "AB-12 is its old number")
    ]
    assert alternates.of(counter, stranger.id) == ()


def test_the_price_at_filling_is_one_question_however_often_it_is_called(counter: Counter) -> None:
    debtor, part = a_debtor(counter, price_at_filling="ask"), a_part(counter, "CAB-220", on_hand=0)
    first, second = waits(counter, debtor, part, 2), waits(counter, debtor, part, 3)
    arrives(counter, part, 5)
    with counter.work() as session:
        session.get_one(models.Part, part.id).list_price = D("120.0000")
    wanted = [(first, D(2)), (second, D(3))]
    with pytest.raises(Unanswered) as raised:
        invoicing.fill_lines(counter, debtor, wanted, {})
    (question,) = raised.value.questions
    assert isinstance(question, TodaysPrice)
    lines = invoicing.fill_lines(counter, debtor, wanted, {question: "today"})
    assert [line.price for line in lines] == [D(120), D(120)]
    origin = backorder_lists.one(counter, first).origin_invoice_id
    draft = invoicing.next_invoice(counter, origin, {question: "agreed"})
    assert [line.price for line in draft.lines] == [D(100)]
