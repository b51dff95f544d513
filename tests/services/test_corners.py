"""Corners of parts invoicing on a real database: what happens when two things that are rare come together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.rules import invoicing as typing_rules
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import DebtorFound, PartFound
from app.rules.questions import (
    DeleteSaved,
    GoOverCreditLimit,
    Payment,
    PutOnBackorder,
    SellBelowCost,
    TakePayment,
    TodaysPrice,
)
from app.services import backorder_lists, backorders, lookup, settings
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.masters import parts
from app.services.sales import invoicing
from tests.make import a_creditor, a_debtor, a_part, stock
from tests.services.goods import an_order, loose
from tests.services.money import the_books_hold
from tests.services.test_backorders import arrives, waits

D = Decimal


def a_draft(counter: Counter, debtor: DebtorFound, *wanted: tuple[PartFound, int]) -> InvoiceDraft:
    found = [(lookup.part(counter, part.id), quantity) for part, quantity in wanted]
    return InvoiceDraft(
        debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(quantity)) for part, quantity in found]
    )


def ask(counter: Counter, name: str, **facts: object) -> DebtorFound:
    return a_debtor(counter, name, backorder_mode="automatic", **facts)


def delete(counter: Counter, invoice_id: int) -> None:
    with pytest.raises(Unanswered) as raised:
        invoicing.delete(counter, invoice_id, {})
    (question,) = raised.value.questions
    assert isinstance(question, DeleteSaved)
    invoicing.delete(counter, invoice_id, {question: "yes"})


def test_what_a_deleted_order_had_waiting_on_the_shelf_goes_to_the_next(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    order = invoicing.save(counter, a_draft(counter, ask(counter, "First"), (part, 3)), {})
    second = waits(counter, a_debtor(counter, "Second"), part, 2)
    arrives(counter, part, 3)
    assert backorder_lists.one(counter, second).ready == D(0)
    delete(counter, order.invoice_id)
    assert backorder_lists.one(counter, second).ready == D(2)


def test_what_a_line_taken_off_had_waiting_goes_to_the_next(counter: Counter) -> None:
    part, other = a_part(counter, "CAB-220", on_hand=0), a_part(counter, "OIL-1", on_hand=9)
    order = invoicing.save(counter, a_draft(counter, ask(counter, "First"), (part, 3), (other, 1)), {})
    second = waits(counter, a_debtor(counter, "Second"), part, 2)
    arrives(counter, part, 3)
    draft = invoicing.recall(counter, order.invoice_id)
    del draft.lines[0]
    assert [each.debtor for each in invoicing.save(counter, draft, {}).filled] == ["Second"]
    assert backorder_lists.one(counter, second).ready == D(2)


def test_back_order_typed_down_below_what_lies_there_frees_it_for_the_next(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    first = ask(counter, "First")
    order = invoicing.save(counter, a_draft(counter, first, (part, 3)), {})
    second = waits(counter, a_debtor(counter, "Second"), part, 2)
    arrives(counter, part, 3)
    draft = invoicing.recall(counter, order.invoice_id)
    typing_rules.type_backordered(draft.lines[0], D(2), first)
    draft.lines[0].lost_because = "none"
    invoicing.save(counter, draft, {})
    assert backorder_lists.one(counter, second).ready == D(1)


def test_one_line_lowered_serves_the_other_line_that_waits(counter: Counter) -> None:
    """Nobody typed anything on the second line, so it stands in the queue like everybody."""
    part = a_part(counter, "CAB-220", on_hand=4)
    first = ask(counter, "First")
    order = invoicing.save(counter, a_draft(counter, first, (part, 4), (part, 3)), {})
    late = waits(counter, a_debtor(counter, "Late"), part, 5)
    draft = invoicing.recall(counter, order.invoice_id)
    del draft.lines[0]
    invoicing.save(counter, draft, {})
    assert backorder_lists.one(counter, late).allocated == D(1)
    assert invoicing.recall(counter, order.invoice_id).lines[0].ready_here == D(3)


def test_two_lines_cannot_fill_one_backorder_with_more_than_lies_there(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=0), a_debtor(counter)
    backorder = waits(counter, debtor, part, 5)
    arrives(counter, part, 3)
    fills = [invoicing.fill_lines(counter, debtor, [(backorder, D(quantity))], {})[0] for quantity in (3, 1)]
    draft = InvoiceDraft(debtor=debtor, lines=fills)
    with pytest.raises(Refused, match="0 is allocated"):
        invoicing.save(counter, draft, {})
    fills[0].ordered = fills[0].supplied = D(2)
    invoicing.finalise(counter, draft, {})
    assert backorder_lists.one(counter, backorder).filled == D(3)


def test_two_fill_lines_of_one_backorder_are_moved_about_on_a_saved_invoice(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=0), a_debtor(counter)
    backorder = waits(counter, debtor, part, 5)
    arrives(counter, part, 4)
    fills = [invoicing.fill_lines(counter, debtor, [(backorder, D(quantity))], {})[0] for quantity in (3, 1)]
    saved = invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=fills), {})
    draft = invoicing.recall(counter, saved.invoice_id)
    for line, quantity in zip(draft.lines, (1, 3), strict=True):
        line.ordered = line.supplied = D(quantity)
    invoicing.save(counter, draft, {})
    assert backorder_lists.one(counter, backorder).filled == D(4)


def test_a_part_on_a_fill_line_and_on_a_usual_line(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=0), ask(counter, "Miller")
    backorder = waits(counter, debtor, part, 2)
    arrives(counter, part, 3)
    draft = a_draft(counter, debtor, (part, 4))
    draft.lines += invoicing.fill_lines(counter, debtor, [(backorder, D(2))], {})
    saved = invoicing.save(counter, draft, {})
    recalled = invoicing.recall(counter, saved.invoice_id)
    assert [(line.supplied, line.backordered) for line in recalled.lines] == [(D(1), D(3)), (D(2), D(0))]
    assert stock(counter, part)[:4] == (D(3), D(180), D(3), D(0))
    assert invoicing.finalise(counter, recalled, {}).total == D("330.00")


def test_a_backorder_is_not_filled_by_another_line_of_its_own_order(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=0), ask(counter, "Miller")
    order = invoicing.save(counter, a_draft(counter, debtor, (part, 2)), {})
    arrives(counter, part, 2)
    (line,) = backorder_lists.every(counter, debtor_id=debtor.id)
    draft = invoicing.recall(counter, order.invoice_id)
    draft.lines += invoicing.fill_lines(counter, debtor, [(line.id, D(1))], {})
    with pytest.raises(Refused, match="fill it there"):
        invoicing.save(counter, draft, {})


def test_a_fill_line_keeps_its_part(counter: Counter) -> None:
    part, other, debtor = a_part(counter, "CAB-220", on_hand=0), a_part(counter, "OIL-1"), a_debtor(counter)
    backorder = waits(counter, debtor, part, 2)
    arrives(counter, part, 2)
    (fill,) = invoicing.fill_lines(counter, debtor, [(backorder, D(1))], {})
    fill.part = other
    with pytest.raises(Refused, match="Take the line off"):
        invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[fill]), {})


def test_an_order_given_to_a_debtor_without_backorders_has_none(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    order = invoicing.save(counter, a_draft(counter, ask(counter, "First"), (part, 5)), {})
    draft = invoicing.recall(counter, order.invoice_id)
    draft.debtor = a_debtor(counter, "Without", use_backorders=False)
    with pytest.raises(Refused, match="cannot be put on backorder: Without does not use backorders") as refused:
        invoicing.save(counter, draft, {})
    assert (refused.value.field, refused.value.line) == ("backordered", draft.lines[0].key)
    draft.debtor = ask(counter, "Second")
    invoicing.save(counter, draft, {})
    assert [each.debtor for each in backorder_lists.every(counter)] == ["Second"]


def test_who_has_lost_the_tick_keeps_what_is_on_the_books(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), ask(counter, "First")
    order = invoicing.save(counter, a_draft(counter, debtor, (part, 5)), {})
    card = parts.open_card(counter, part.id)
    parts.save(counter, replace(card, no_backorders=True), card)
    assert invoicing.finalise(counter, invoicing.recall(counter, order.invoice_id), {}).backordered == D(3)


def test_a_part_barred_meanwhile_is_not_backordered(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    draft = a_draft(counter, ask(counter, "First"), (part, 5))
    card = parts.open_card(counter, part.id)
    parts.save(counter, replace(card, no_backorders=True), card)
    with pytest.raises(Unanswered, match=r".") as raised:
        invoicing.save(counter, draft, {})
    assert [type(each).__name__ for each in raised.value.questions] == ["StockHasMoved"]


def test_an_order_filled_on_itself_is_finalised(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), ask(counter, "Miller")
    order = invoicing.save(counter, a_draft(counter, debtor, (part, 5)), {})
    arrives(counter, part, 2)
    draft = invoicing.recall(counter, order.invoice_id)
    typing_rules.move_ready(draft.lines[0])
    invoicing.save(counter, draft, {})
    assert stock(counter, part)[:4] == (D(4), D(240), D(4), D(0))
    written = invoicing.finalise(counter, invoicing.recall(counter, order.invoice_id), {})
    assert (written.total, written.backordered) == (D("440.00"), D(1))
    (line,) = backorder_lists.every(counter)
    assert (line.quantity, line.filled, line.open) == (D(3), D(2), D(1))
    assert stock(counter, part)[:4] == (D(0), D(0), D(0), D(0))


def test_what_was_cancelled_by_typing_stays_cancelled_when_the_stock_moves(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), ask(counter, "Miller")
    draft = a_draft(counter, debtor, (part, 5))
    line = draft.lines[0]
    typing_rules.apply(line, D(5), typing_rules.Split(D(2), D(3)))
    typing_rules.type_backordered(line, D(0), debtor)
    line.lost_because = "price"
    invoicing.finalise(counter, a_draft(counter, ask(counter, "Quicker"), (part, 1)), {})
    assert invoicing.save(counter, draft, {}).backordered == D(1)
    recalled = invoicing.recall(counter, draft_id(counter, debtor))
    assert (recalled.lines[0].supplied, recalled.lines[0].cancelled) == (D(1), D(3))


def draft_id(counter: Counter, debtor: DebtorFound) -> int:
    (line,) = backorder_lists.every(counter, debtor_id=debtor.id)
    return line.origin_invoice_id


def test_supply_anyway_counts_only_while_the_shop_allows_it(counter: Counter) -> None:
    settings.save(counter, {"allow_issue_below_zero": True})
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    draft = a_draft(counter, debtor, (part, 5))
    answers = {PutOnBackorder(draft.lines[0].key, "CAB-220", D(5), D(2)): "anyway"}
    settings.save(counter, {"allow_issue_below_zero": False})
    with pytest.raises(Refused, match="CAB-220"):
        invoicing.finalise(counter, draft, answers)
    settings.save(counter, {"allow_issue_below_zero": True})
    assert invoicing.finalise(counter, draft, answers).total == D("550.00")


def test_saving_again_because_the_first_answer_was_lost_changes_nothing(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), ask(counter, "Miller")
    draft = a_draft(counter, debtor, (part, 5))
    first = invoicing.save(counter, draft, {})
    (before,) = backorder_lists.every(counter)
    assert invoicing.save(counter, draft, {}).invoice_id == first.invoice_id
    assert backorder_lists.every(counter, closed=True) == (before,)
    assert stock(counter, part)[2] == D(2)


def test_a_quote_is_invoiced_once(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=9), ask(counter, "Miller")
    draft = a_draft(counter, debtor, (part, 2))
    draft.kind = "quote"
    quote = invoicing.recall(counter, invoicing.save(counter, draft, {}).invoice_id)
    mine, theirs = invoicing.make_invoice(counter, quote, {}), invoicing.make_invoice(counter, quote, {})
    invoicing.finalise(counter, mine, {})
    assert invoicing.finalise(counter, mine, {}).number == 10001
    with pytest.raises(Refused, match="Quote 10001"):
        invoicing.finalise(counter, theirs, {})


def test_a_document_keeps_its_kind(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=9), ask(counter, "Miller")
    draft = a_draft(counter, debtor, (part, 2))
    draft.kind = "quote"
    quote = invoicing.recall(counter, invoicing.save(counter, draft, {}).invoice_id)
    quote.kind = "invoice"
    with pytest.raises(Refused, match="Quote 10001"):
        invoicing.save(counter, quote, {})


def test_the_price_at_filling_is_asked_once(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=0), a_debtor(counter, price_at_filling="ask")
    backorder = waits(counter, debtor, part, 2)
    card = parts.open_card(counter, part.id)
    parts.save(counter, replace(card, list_price=D("130.0000")), card)
    arrives(counter, part, 2)
    with pytest.raises(Unanswered) as raised:
        invoicing.fill_lines(counter, debtor, [(backorder, D(2))], {})
    (question,) = raised.value.questions
    assert isinstance(question, TodaysPrice)
    (line,) = invoicing.fill_lines(counter, debtor, [(backorder, D(2))], {question: "today"})
    assert (line.price, line.price_from) == (D("130.0000"), "list")
    (line,) = invoicing.fill_lines(counter, debtor, [(backorder, D(2))], {question: "agreed"})
    assert (line.price, line.price_from) == (D("100.0000"), "agreed")


def test_a_catalogue_part_is_a_stock_part_from_its_first_sale_on(counter: Counter) -> None:
    part = a_part(counter, "NEW-1", on_hand=0, kind="catalogue")
    waits(counter, a_debtor(counter), part, 2)
    assert lookup.part(counter, part.id).kind == "stock"


def test_a_catalogue_part_is_a_stock_part_from_its_first_order_on(counter: Counter) -> None:
    part, creditor = a_part(counter, "NEW-1", on_hand=0, kind="catalogue"), a_creditor(counter)
    ordering.save(counter, an_order(counter, creditor, (part, 2)))
    assert lookup.part(counter, part.id).kind == "stock"


def test_a_catalogue_part_is_a_stock_part_once_it_lies_on_the_shelf(counter: Counter) -> None:
    part = a_part(counter, "NEW-1", on_hand=0, kind="catalogue")
    receiving.process(counter, loose(counter, a_creditor(counter), "A1", (part, 2, "60")), {})
    assert lookup.part(counter, part.id).kind == "stock"


def test_no_gst_on_a_gst_free_line(counter: Counter) -> None:
    free, taxed = a_part(counter, "BOOK", gst_free=True, price="20.00", cost="1"), a_part(counter, "CAB-220")
    written = invoicing.finalise(counter, a_draft(counter, ask(counter, "Miller"), (free, 1), (taxed, 1)), {})
    assert written.total == D("130.00")


def test_all_of_the_price_taken_off(counter: Counter) -> None:
    part, cash = a_part(counter, "CAB-220"), a_debtor(counter, "Cash", kind="cash")
    draft = a_draft(counter, cash, (part, 1))
    draft.lines[0].discount = D(100)
    with pytest.raises(Unanswered) as raised:
        invoicing.finalise(counter, draft, {})
    (question,) = raised.value.questions
    assert isinstance(question, SellBelowCost)
    written = invoicing.finalise(counter, draft, {question: "yes"})
    assert (written.total, written.number) == (D(0), 10001)
    assert stock(counter, part)[:2] == (D(1), D(60))


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("price", "-1"), ("price", "1.00005"), ("discount", "100.01"), ("discount", "-5"), ("discount", "0.001")],
)
def test_a_price_that_cannot_be_is_refused(counter: Counter, attribute: str, value: str) -> None:
    draft = a_draft(counter, ask(counter, "Miller"), (a_part(counter, "CAB-220"), 1))
    setattr(draft.lines[0], attribute, D(value))
    with pytest.raises(Refused, match="CAB-220") as refused:
        invoicing.save(counter, draft, {})
    assert (refused.value.field, refused.value.line) == (attribute, draft.lines[0].key)


@pytest.mark.parametrize(("price", "given", "paid"), [("10.00", "11.00", "0"), ("0.02", "0.00", "-0.02")])
def test_cash_is_rounded_and_the_document_is_not(counter: Counter, price: str, given: str, paid: str) -> None:
    part, cash = a_part(counter, "CAB-220", cost="0.01", price=price), a_debtor(counter, "Cash", kind="cash")
    draft = a_draft(counter, cash, (part, 1))
    total = D("11.00") if price == "10.00" else D("0.02")
    written = invoicing.finalise(counter, draft, {TakePayment(total): (Payment("cash", D(given)),)})
    assert (written.total, written.change) == (total, D(0))
    assert lookup.debtor(counter, cash.id).balance == D(0)


def test_the_limit_is_asked_when_a_recalled_order_is_finalised(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=9), ask(counter, "Small", credit_limit=D(150))
    first = invoicing.save(counter, a_draft(counter, debtor, (part, 1)), {})
    invoicing.finalise(counter, a_draft(counter, debtor, (part, 1)), {})
    recalled = invoicing.recall(counter, first.invoice_id)
    with pytest.raises(Unanswered) as raised:
        invoicing.finalise(counter, recalled, {})
    assert raised.value.questions == (GoOverCreditLimit("Small", D(150), D("220.00")),)


@pytest.mark.parametrize("quantity", ["0.5", "0.0001", "0", "-1"])
def test_half_a_part_is_neither_cancelled_nor_handed_over(counter: Counter, quantity: str) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    backorder = waits(counter, a_debtor(counter), part, 3)
    with pytest.raises(Refused, match="CAB-220"):
        backorders.cancel(counter, backorder, D(quantity), "not wanted")
    settings.save(counter, {"allocate_automatically": False})
    arrives(counter, part, 3)
    with pytest.raises(Refused, match="CAB-220"):
        backorders.allocate(counter, backorder, D(quantity))
    backorders.allocate(counter, backorder, D(3))
    with pytest.raises(Refused, match="CAB-220"):
        backorders.unallocate(counter, backorder, D(quantity), "promised")


def test_name_and_order_number_are_kept_as_one_line(counter: Counter) -> None:
    walk_in = a_debtor(counter, "Cash sales", kind="cash")
    draft = a_draft(counter, walk_in, (a_part(counter, "CAB-220", on_hand=2), 1))
    draft.name = "Jo\x07\nMiller\u202e"
    draft.customer_order = " PO\x00 4711\r\n\u202eurgent"
    saved = invoicing.save(counter, draft, {})
    kept = invoicing.recall(counter, saved.invoice_id)
    assert (kept.name, kept.customer_order) == ("Jo Miller", "PO 4711 urgent")


def test_why_a_sale_was_lost_is_asked_once(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    draft = a_draft(counter, debtor, (part, 5))
    typing_rules.apply(draft.lines[0], D(5), typing_rules.Split(D(2), cancelled=D(3)))
    draft.lines[0].lost_because = "price"
    saved = invoicing.save(counter, draft, {})
    recalled = invoicing.recall(counter, saved.invoice_id)
    assert recalled.lines[0].lost_because == "price"
    assert invoicing.finalise(counter, recalled, {}).total == D("220.00")


def test_what_is_moved_from_back_order_to_supplied_by_hand_fills_the_backorder(counter: Counter) -> None:
    settings.save(counter, {"allocate_automatically": False})
    part, debtor = a_part(counter, "CAB-220", on_hand=2), ask(counter, "Miller")
    draft = a_draft(counter, debtor, (part, 5))
    draft.lines[0].supplied, draft.lines[0].backordered = Decimal(2), Decimal(3)
    saved = invoicing.save(counter, draft, {})
    arrives(counter, part, 3)
    recalled = invoicing.recall(counter, saved.invoice_id)
    typing_rules.type_supplied(recalled, recalled.lines[0], Decimal(4), debtor)
    invoicing.save(counter, recalled, {})
    (line,) = backorder_lists.every(counter)
    assert (line.quantity, line.filled, line.cancelled, line.open) == (Decimal(3), Decimal(2), Decimal(0), Decimal(1))
    assert stock(counter, part) == (Decimal(5), Decimal(300), Decimal(4), Decimal(0), Decimal(0))


def test_what_is_taken_off_the_shelf_by_hand_for_a_held_backorder_frees_what_lay_there_for_it(counter: Counter) -> None:
    part, miller = a_part(counter, "CAB-220", on_hand=0), ask(counter, "Miller")
    order = invoicing.save(counter, a_draft(counter, miller, (part, 3)), {}).invoice_id
    supplier = a_creditor(counter)
    receiving.process(counter, loose(counter, supplier, "R-1", (part, 2, "60")), {})
    (held,) = backorder_lists.every(counter)
    backorders.hold(counter, held.id, "not before Monday")
    receiving.process(counter, loose(counter, supplier, "R-2", (part, 3, "60")), {})
    draft = invoicing.recall(counter, order)
    (line,) = draft.lines
    typing_rules.type_supplied(draft, line, D(3), miller)
    invoicing.finalise(counter, draft, {})
    (filled,) = backorder_lists.every(counter, closed=True)
    assert (filled.filled, filled.open, filled.allocated) == (3, 0, 0)
    assert stock(counter, part) == (D(2), D(120), D(0), D(0), D(0))
    the_books_hold(counter)
