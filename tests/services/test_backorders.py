"""Backorders on a real database: hold, cancel, allocate, hand over, tell, and the reasons that are kept."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

import pytest

from app.rules.allocation import State
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound
from app.rules.questions import PutOnBackorder
from app.services import backorder_history, backorder_lists, backorders, backorders_listed, lookup
from app.services.counter import Counter
from app.services.sales import invoicing
from app.services.within import queue, shelf
from tests.make import a_debtor, a_part, stock

D = Decimal


def waits(counter: Counter, debtor: DebtorFound, part: PartFound, quantity: int) -> int:
    """The debtor orders so much of a part that is not there, and finalises; returns the backorder."""
    line = invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(quantity))
    draft = InvoiceDraft(debtor=debtor, lines=[line])
    available = max(D(0), lookup.part(counter, part.id).available)
    question = PutOnBackorder(line.key, part.number, D(quantity), available)
    invoicing.finalise(counter, draft, {question: "yes"})
    return max(each.id for each in backorder_lists.every(counter, debtor_id=debtor.id))


def arrives(counter: Counter, part: PartFound, quantity: int) -> None:
    """Goods come in by themselves, without a supplier's invoice, and go along the queue."""
    with counter.work() as session:
        shelves = shelf.lock(session, [part.id])
        source = shelf.Source("found")
        shelf.receive(session, counter, shelves[part.id], D(quantity), D(quantity * 60), source)
        queue.serve(session, counter, shelves, source)


def test_two_debtors_wait_and_the_oldest_is_first(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    first = waits(counter, a_debtor(counter, "First"), part, 5)
    second = waits(counter, a_debtor(counter, "Second"), part, 3)
    arrives(counter, part, 6)
    assert backorder_lists.one(counter, first).ready == D(5)
    late = backorder_lists.one(counter, second)
    assert (late.ready, late.still_waiting, late.state) == (D(1), D(2), "part ready")
    assert backorder_lists.count_ready(counter) == backorder_lists.ReadyCount(2, 2)
    assert "number 1 of 2 in the queue" in backorder_history.why(counter, first)


def test_cancelling_takes_what_waits_first_and_frees_the_rest_for_the_next(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    first = waits(counter, a_debtor(counter, "First"), part, 5)
    second = waits(counter, a_debtor(counter, "Second"), part, 3)
    arrives(counter, part, 4)
    assert backorders.cancel(counter, first, D(1), "bought elsewhere").filled == ()
    assert backorder_lists.one(counter, first).allocated == D(4)
    done = backorders.cancel(counter, first, D(2), "bought elsewhere")
    assert [(each.debtor, each.quantity) for each in done.filled] == [("Second", D(2))]
    left = backorder_lists.one(counter, first)
    assert (left.quantity, left.cancelled, left.open, left.allocated) == (D(5), D(3), D(2), D(2))
    assert backorder_lists.one(counter, second).allocated == D(2)
    assert stock(counter, part)[3] == D(4)


def test_the_same_cancel_is_done_once_and_told_again(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    backorder = waits(counter, a_debtor(counter), part, 5)
    for _ in range(2):
        done = backorders.cancel(counter, backorder, D(2), "bought elsewhere", key="the same")
    assert done.sentence == "2 CAB-220 cancelled before."
    assert backorder_lists.one(counter, backorder).open == D(3)
    backorders.cancel(counter, backorder, D(3), "bought elsewhere", key="another")
    assert backorders.cancel(counter, backorder, D(3), "bought elsewhere", key="another").filled == ()
    assert backorder_lists.one(counter, backorder).open == D(0)


def test_cancelling_wants_a_reason_and_not_more_than_is_open(counter: Counter) -> None:
    backorder = waits(counter, a_debtor(counter), a_part(counter, "CAB-220", on_hand=0), 5)
    with pytest.raises(Refused, match="reason"):
        backorders.cancel(counter, backorder, D(1), " ")
    with pytest.raises(Refused, match="1 to 5"):
        backorders.cancel(counter, backorder, D(6), "too much")


def test_a_held_one_is_passed_over_until_the_hold_is_lifted(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    first = waits(counter, a_debtor(counter, "First"), part, 5)
    second = waits(counter, a_debtor(counter, "Second"), part, 3)
    backorders.hold(counter, first, "car is at the painter")
    arrives(counter, part, 6)
    assert backorder_lists.one(counter, second).ready == D(3)
    assert backorder_lists.one(counter, first).state == "held"
    assert "car is at the painter" in backorder_history.why(counter, first)
    lifted = backorders.lift(counter, first)
    assert [(each.quantity, each.still_waiting) for each in lifted.filled] == [(D(3), D(2))]


def test_the_more_urgent_one_is_served_first(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    first = waits(counter, a_debtor(counter, "First"), part, 5)
    urgent = waits(counter, a_debtor(counter, "Urgent"), part, 3)
    backorders.set_priority(counter, urgent, 5)
    arrives(counter, part, 4)
    assert backorder_lists.one(counter, urgent).ready == D(3)
    assert backorder_lists.one(counter, first).ready == D(1)


def test_stock_is_handed_to_another_named_backorder(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    first = waits(counter, a_debtor(counter, "First"), part, 5)
    second = waits(counter, a_debtor(counter, "Second"), part, 3)
    arrives(counter, part, 5)
    backorders.unallocate(counter, first, D(2), "Second stands at the counter", to=second)
    assert backorder_lists.one(counter, first).allocated == D(3)
    assert backorder_lists.one(counter, second).allocated == D(2)
    told = [each.what for each in backorder_history.history(counter, first)]
    assert "2 handed to another backorder (Second stands at the counter)" in told


def test_taking_stock_away_puts_on_hold_and_serves_the_next(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    first = waits(counter, a_debtor(counter, "First"), part, 5)
    second = waits(counter, a_debtor(counter, "Second"), part, 3)
    arrives(counter, part, 5)
    done = backorders.unallocate(counter, first, D(3), "wrong colour")
    assert [each.debtor for each in done.filled] == ["Second"]
    line = backorder_lists.one(counter, first)
    assert (line.held, line.allocated, line.ready) == (True, D(2), D(0))
    assert backorder_lists.one(counter, second).ready == D(3)


def test_complete_orders_wait_for_the_last_piece(counter: Counter) -> None:
    debtor = a_debtor(counter, "Complete Only", ship_rule="complete order")
    one, other = a_part(counter, "CAB-220", on_hand=0), a_part(counter, "CAB-330", on_hand=0)
    typed = [invoicing.line_for(counter, part, debtor, D(2)) for part in (one, other)]
    questions = {PutOnBackorder(line.key, line.number, D(2), D(0)): "yes" for line in typed}
    invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=typed), questions)
    arrives(counter, one, 2)
    assert backorder_lists.ready(counter) == ()
    here, lacks = backorder_lists.every(counter)
    assert (here.state, lacks.state) == ("goods here", "waiting")
    assert "the ship rule of the debtor waits for the rest of the order" in backorder_history.why(counter, here.id)
    arrives(counter, other, 1)
    assert [line.state for line in backorder_lists.every(counter)] == ["goods here", "part here"]
    for state, number in (("goods here", "CAB-220"), ("part here", "CAB-330")):
        narrowed = backorders_listed.Narrowed(state=cast(State, state))
        assert [line.number for line in backorders_listed.listing(counter, narrowed).every()] == [number]
    arrives(counter, other, 1)
    assert [line.number for line in backorder_lists.ready(counter)] == ["CAB-220", "CAB-330"]


def test_what_arrived_is_invoiced_and_draws_on_its_allocation(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    backorder = waits(counter, debtor, part, 5)
    arrives(counter, part, 3)
    assert stock(counter, part) == (D(3), D(180), D(0), D(3), D(0))
    filled = invoicing.fill_lines(counter, debtor, [(backorder, D(3))], {})
    draft = InvoiceDraft(debtor=debtor, lines=list(filled))
    saved = invoicing.save(counter, draft, {})
    assert stock(counter, part) == (D(3), D(180), D(3), D(0), D(0))
    assert backorder_lists.one(counter, backorder).filled == D(3)
    again = invoicing.recall(counter, saved.invoice_id)
    again.lines[0].ordered = again.lines[0].supplied = D(2)
    invoicing.save(counter, again, {})
    assert stock(counter, part) == (D(3), D(180), D(2), D(1), D(0))
    written = invoicing.finalise(counter, invoicing.recall(counter, saved.invoice_id), {})
    assert (written.total, stock(counter, part)) == (D("220.00"), (D(1), D(60), D(0), D(1), D(0)))
    line = backorder_lists.one(counter, backorder)
    assert (line.quantity, line.filled, line.open, line.ready) == (D(3), D(2), D(1), D(1))


def test_a_saved_order_is_filled_on_its_own_line(counter: Counter) -> None:
    from app.rules import invoicing as rules

    part, debtor = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    line = invoicing.line_for(counter, part, debtor, D(5))
    draft = InvoiceDraft(debtor=debtor, lines=[line])
    saved = invoicing.save(counter, draft, {PutOnBackorder(line.key, "CAB-220", D(5), D(2)): "yes"})
    arrives(counter, part, 3)
    assert backorder_lists.for_debtor(counter, debtor.id) == ()
    recalled = invoicing.recall(counter, saved.invoice_id)
    assert recalled.lines[0].ready_here == D(3)
    rules.move_ready(recalled.lines[0])
    invoicing.save(counter, recalled, {})
    assert stock(counter, part) == (D(5), D(300), D(5), D(0), D(0))
    back = invoicing.recall(counter, saved.invoice_id)
    assert (back.lines[0].supplied, back.lines[0].backordered, back.lines[0].filled_here) == (D(5), D(0), D(3))
    rules.type_supplied(back, back.lines[0], D(4), debtor)
    invoicing.save(counter, back, {})
    assert stock(counter, part)[2:4] == (D(4), D(1))
    assert invoicing.finalise(counter, invoicing.recall(counter, saved.invoice_id), {}).total == D("440.00")


def test_deleting_a_fill_gives_exactly_that_back(counter: Counter) -> None:
    from app.rules.questions import DeleteSaved

    part, debtor = a_part(counter, "CAB-220", on_hand=0), a_debtor(counter)
    backorder = waits(counter, debtor, part, 3)
    rival = waits(counter, a_debtor(counter, "Rival"), part, 3)
    arrives(counter, part, 3)
    before = stock(counter, part), backorder_lists.one(counter, backorder)
    filled = invoicing.fill_lines(counter, debtor, [(backorder, D(3))], {})
    saved = invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=list(filled)), {})
    invoicing.delete(counter, saved.invoice_id, {DeleteSaved(saved.name, 0): "yes"})
    assert (stock(counter, part), backorder_lists.one(counter, backorder)) == before
    assert backorder_lists.one(counter, rival).allocated == D(0)


def test_calling_is_kept_with_who_and_when(counter: Counter) -> None:
    backorder = waits(counter, a_debtor(counter), a_part(counter, "CAB-220", on_hand=0), 5)
    backorders.tell(counter, [backorder])
    assert backorder_lists.one(counter, backorder).told == "Kim, 16 Nov"
