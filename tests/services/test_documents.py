"""What stands on the sheets of a sale, read from a real database."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused
from app.rules.questions import Payment, PutOnBackorder, TakePayment
from app.services import backorder_lists, lookup, settings
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.sales import documents, invoicing
from tests.make import a_creditor, a_debtor, a_part
from tests.services.goods import loose

D = Decimal


def a_short_invoice(counter: Counter) -> int:
    part, debtor = a_part(counter, "CAB-220", on_hand=2, bin="A-12"), a_debtor(counter, abn="51 824 753 556")
    line = invoicing.line_for(counter, part, debtor, D(5))
    question = PutOnBackorder(line.key, "CAB-220", D(5), D(2))
    return invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=[line]), {question: "yes"}).invoice_id


def test_the_tax_invoice_is_read_from_its_stored_figures(counter: Counter) -> None:
    facts = documents.invoice_facts(counter, a_short_invoice(counter))
    (line,) = facts.lines
    assert (facts.kind, facts.number, facts.ex, facts.gst, facts.inc) == (
        "tax invoice",
        "10001",
        D("200.00"),
        D("20.00"),
        D("220.00"),
    )
    assert (line.ordered, line.supplied, line.backordered, line.inc) == (D(5), D(2), D(3), D("220.00"))
    assert (facts.buyer.abn, facts.seller.name, facts.terms) == ("51 824 753 556", "Bayside Parts", "30 days")


def test_unsupplied_quantities_stand_on_it_when_the_shop_wants_them(counter: Counter) -> None:
    invoice = a_short_invoice(counter)
    assert not documents.invoice_facts(counter, invoice).show_unsupplied
    settings.save(counter, {"include_backorder_in_invoice": True})
    assert documents.invoice_facts(counter, invoice).show_unsupplied


def test_what_fills_a_backorder_names_the_invoice_it_began_on_and_the_customers_order(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    line = invoicing.line_for(counter, part, debtor, D(5))
    draft = InvoiceDraft(debtor=debtor, lines=[line], customer_order="PO 7")
    invoicing.finalise(counter, draft, {PutOnBackorder(line.key, "CAB-220", D(5), D(2)): "yes"})
    receiving.process(counter, loose(counter, a_creditor(counter), "R-1", (part, 3, "10.00")), {})
    (ready,) = backorder_lists.ready(counter)
    filling = list(invoicing.fill_lines(counter, debtor, [(ready.id, D(3))], {}))
    filling[0].note = "blue one"
    done = invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=filling), {})
    (told,) = documents.invoice_facts(counter, done.invoice_id).lines
    assert told.note == "blue one – for Invoice 10001, your order PO 7"


def test_a_reprint_is_a_copy(counter: Counter) -> None:
    invoice = a_short_invoice(counter)
    assert not documents.invoice_facts(counter, invoice).copy
    documents.printed(counter, "invoice", invoice, "tax invoice", "printer")
    assert documents.invoice_facts(counter, invoice).copy
    assert not documents.pick_list(counter, invoice).copy


def test_the_pick_list_has_the_bins_and_only_what_is_supplied(counter: Counter) -> None:
    (line,) = documents.pick_list(counter, a_short_invoice(counter)).lines
    assert (line.number, line.quantity, line.bin) == ("CAB-220", D(2), "A-12")


def test_the_packing_slip_says_what_is_still_to_come(counter: Counter) -> None:
    (line,) = documents.packing_slip(counter, a_short_invoice(counter)).lines
    assert (line.supplied, line.backordered) == (D(2), D(3))


def test_the_backorder_note_says_what_is_open_or_that_nothing_is(counter: Counter) -> None:
    note = documents.backorder_note(counter, a_short_invoice(counter))
    assert [(line.number, line.open, line.state) for line in note.lines] == [("CAB-220", D(3), "waiting")]
    part, debtor = a_part(counter, "OIL-1", on_hand=9), a_debtor(counter, "Jones")
    line = invoicing.line_for(counter, part, debtor, D(1))
    plain = invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    with pytest.raises(Refused, match="Invoice 10002 has no open backorders"):
        documents.backorder_note(counter, plain.invoice_id)


def test_a_cash_invoice_shows_what_was_given_rounded_and_handed_back(counter: Counter) -> None:
    part, cash = a_part(counter, "CAB-220", on_hand=2, price="100.01"), a_debtor(counter, "Walk-in", kind="cash")
    draft = InvoiceDraft(debtor=cash, name="Pat Lee", lines=[invoicing.line_for(counter, part, cash, D(1))])
    paid = {TakePayment(D("110.01")): (Payment("cash", D("120.00")),)}
    facts = documents.invoice_facts(counter, invoicing.finalise(counter, draft, paid).invoice_id)
    assert [(each.words, each.amount) for each in facts.tenders] == [("cash", D("120.00"))]
    assert (facts.rounding, facts.change, facts.buyer.name) == (D("-0.01"), D("10.00"), "Pat Lee")
    assert lookup.debtor(counter, cash.id).balance == D(0)
