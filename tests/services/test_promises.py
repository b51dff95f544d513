"""What the program promises about its behaviour, whatever a day was like: the same goods to the same people in any
split, nothing ordered twice, and nothing left behind by what is taken back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import models
from app.rules import invoicing as typing_rules
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Unanswered
from app.rules.found import DebtorFound, PartFound
from app.services import backorder_lists, backorders, check, lookup
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.sales import invoicing
from tests.make import Clock, a_creditor, a_debtor, a_part, a_shop, given_back
from tests.services.goods import allocated, an_order, loose, waits

D = Decimal
few = st.integers(1, 5)

tries = settings(max_examples=4, deadline=None)


@contextmanager
def shop() -> Iterator[tuple[Counter, Clock]]:
    with tempfile.TemporaryDirectory() as folder, given_back():
        clock = Clock()
        opened = a_shop(Path(folder))
        try:
            yield Counter(opened.db, opened.operator, clock), clock
        finally:
            opened.db.close()


def automatic(counter: Counter, name: str) -> DebtorFound:
    return a_debtor(counter, name, backorder_mode="automatic")


def state(counter: Counter) -> dict[str, object]:
    """Every shelf, and every backorder that anybody still waits for or has been given."""
    wanted = models.Backorder.quantity > models.Backorder.cancelled
    with counter.db.read() as session:
        shelves = {
            row.part_id: (row.on_hand, row.value, row.committed, row.allocated, row.on_order)
            for row in session.scalars(select(models.Stock))
        }
        waiting = {
            row.id: (row.quantity, row.filled, row.cancelled, row.open, row.allocated, row.queue_date, row.held)
            for row in session.scalars(select(models.Backorder).where(wanted))
        }
    return {"shelves": shelves, "backorders": waiting}


def delete(counter: Counter, invoice_id: int) -> None:
    try:
        invoicing.delete(counter, invoice_id, {})
    except Unanswered as unanswered:
        invoicing.delete(counter, invoice_id, dict.fromkeys(unanswered.questions, "yes"))


def holds(counter: Counter) -> None:
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []


@tries
@given(
    wanted=st.lists(st.tuples(few, st.integers(-1, 1)), min_size=1, max_size=4),
    pieces=st.lists(few, min_size=1, max_size=4),
)
def test_goods_in_any_split_fill_the_same_backorders(wanted: list[tuple[int, int]], pieces: list[int]) -> None:
    with shop() as (counter, clock):
        debtor, supplier = automatic(counter, "Miller"), a_creditor(counter)
        ways: list[list[int]] = []
        for number, came in (("AT-ONCE", [sum(pieces)]), ("IN-PIECES", pieces)):
            part = a_part(counter, number, on_hand=0)
            ids = []
            for quantity, priority in wanted:
                ids.append(waits(counter, part, quantity, debtor))
                backorders.set_priority(counter, ids[-1], priority)
                clock.go_on(minutes=1)
            for place, quantity in enumerate(came):
                receiving.process(counter, loose(counter, supplier, f"{number}{place}", (part, quantity, "60")), {})
            ways.append(ids)
        assert allocated(counter, *ways[0]) == allocated(counter, *ways[1])
        assert sum(allocated(counter, *ways[0])) == min(sum(pieces), sum(quantity for quantity, _ in wanted))


@tries
@given(
    wanted=st.lists(
        st.tuples(st.integers(0, 2), few, st.sampled_from(["", "", "special", "held"])), min_size=1, max_size=5
    ),
    came=st.lists(st.tuples(st.integers(0, 2), few), max_size=2),
    ordered=st.lists(st.tuples(st.integers(0, 2), few, st.booleans()), max_size=2),
    only_theirs=st.booleans(),
    send=st.booleans(),
)
def test_get_back_orders_twice_proposes_nothing_the_second_time(
    wanted: list[tuple[int, int, str]],
    came: list[tuple[int, int]],
    ordered: list[tuple[int, int, bool]],
    only_theirs: bool,
    send: bool,
) -> None:
    with shop() as (counter, _):
        mine, other = a_creditor(counter, "Repco"), a_creditor(counter, "Bosch")
        parts = [
            a_part(counter, "A", on_hand=0, creditor_id=mine.id),
            a_part(counter, "B", on_hand=1, creditor_id=mine.id, pack=D(3)),
            a_part(counter, "C", on_hand=0, creditor_id=other.id, pack=D(2)),
        ]
        debtor = automatic(counter, "Miller")
        for which, quantity, sent in ordered:
            draft = an_order(counter, mine, (parts[which], quantity))
            if sent:
                ordering.finalise(counter, draft, {})
            else:
                ordering.save(counter, draft)
        for which, quantity, flag in wanted:
            short = quantity + max(D(0), lookup.part(counter, parts[which].id).available)
            backorder = waits(counter, parts[which], str(short), debtor)
            if flag == "special":
                backorders.mark_special(counter, backorder, True)
            elif flag:
                backorders.hold(counter, backorder, "on holiday")
        for place, (which, quantity) in enumerate(came):
            receiving.process(counter, loose(counter, mine, f"R{place}", (parts[which], quantity, "60")), {})
        draft = ordering.new(counter, mine.id)
        proposed = ordering.proposals(counter, mine.id, only_theirs, draft)
        assert all(each.ticked == (each.need > 0) and each.quantity >= each.need for each in proposed)
        draft.lines = [ordering.line_from(each) for each in proposed if each.ticked]
        if draft.lines:
            if send:
                ordering.finalise(counter, draft, {})
            else:
                ordering.save(counter, draft)
        for again in (only_theirs, True):
            assert not [each for each in ordering.proposals(counter, mine.id, again) if each.ticked]
        holds(counter)


def a_queue(counter: Counter, part: PartFound, wanted: list[tuple[int, bool]], came: int) -> list[int]:
    """Some debtors wait, some of them on hold, and some goods have come."""
    ids = []
    for place, (quantity, held) in enumerate(wanted):
        ids.append(waits(counter, part, quantity, automatic(counter, f"Debtor {place}")))
        if held:
            backorders.hold(counter, ids[-1], "on holiday")
    if came:
        receiving.process(counter, loose(counter, a_creditor(counter), "A1", (part, came, "61.37")), {})
    return ids


queues = st.lists(st.tuples(few, st.booleans()), max_size=3)


@tries
@given(wanted=queues, came=st.integers(0, 9), sold=st.lists(few, min_size=1, max_size=3), recalled=st.booleans())
def test_an_order_that_is_saved_and_deleted_leaves_nothing_behind(
    wanted: list[tuple[int, bool]], came: int, sold: list[int], recalled: bool
) -> None:
    with shop() as (counter, _):
        part = a_part(counter, "CAB-220", on_hand=0)
        a_queue(counter, part, wanted, came)
        before = state(counter)
        buyer = automatic(counter, "Buyer")
        lines = [invoicing.line_for(counter, lookup.part(counter, part.id), buyer, D(each)) for each in sold]
        saved = invoicing.save(counter, InvoiceDraft(debtor=buyer, lines=lines), {})
        if recalled:
            draft = invoicing.recall(counter, saved.invoice_id)
            del draft.lines[0]
            if draft.lines:
                invoicing.save(counter, draft, {})
        delete(counter, saved.invoice_id)
        assert state(counter) == before
        holds(counter)


@tries
@given(
    wanted=st.lists(st.tuples(few, st.booleans()), min_size=1, max_size=3),
    came=few,
    part_of_it=few,
    how=st.sampled_from(["delete", "take the line off", "lower"]),
)
def test_a_fill_that_is_taken_back_leaves_everything_as_before_it(
    wanted: list[tuple[int, bool]], came: int, part_of_it: int, how: str
) -> None:
    with shop() as (counter, _):
        part, other = a_part(counter, "CAB-220", on_hand=0), a_part(counter, "OIL-1", on_hand=9)
        a_queue(counter, part, wanted, came)
        ready = [each for each in backorder_lists.every(counter) if each.ready]
        if not ready:
            return
        chosen = ready[0]
        debtor = lookup.debtor(counter, chosen.debtor_id)
        beside = invoicing.line_for(counter, other, debtor, D(1))
        kept = invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[beside]), {})
        before = state(counter)
        draft = invoicing.recall(counter, kept.invoice_id)
        quantity = min(D(part_of_it), chosen.ready)
        draft.lines += invoicing.fill_lines(counter, debtor, [(chosen.id, quantity)], {})
        invoicing.save(counter, draft, {})
        assert backorder_lists.one(counter, chosen.id).filled == quantity
        draft = invoicing.recall(counter, kept.invoice_id)
        if how == "lower" and quantity > 1:
            typing_rules.type_supplied(draft, draft.lines[1], D(1), debtor)
            invoicing.save(counter, draft, {})
            assert backorder_lists.one(counter, chosen.id).filled == 1
            draft = invoicing.recall(counter, kept.invoice_id)
        if how == "delete":
            delete(counter, kept.invoice_id)
            again = invoicing.line_for(counter, lookup.part(counter, other.id), debtor, D(1))
            invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[again]), {})
        else:
            del draft.lines[1]
            invoicing.save(counter, draft, {})
        assert state(counter) == before
        holds(counter)


@tries
@given(wanted=queues, first=few, came=few)
def test_what_is_filled_on_its_own_order_and_moved_back_is_as_before(
    wanted: list[tuple[int, bool]], first: int, came: int
) -> None:
    with shop() as (counter, _):
        part, buyer = a_part(counter, "CAB-220", on_hand=1), automatic(counter, "Buyer")
        line = invoicing.line_for(counter, part, buyer, D(first + 1))
        order = invoicing.save(counter, InvoiceDraft(debtor=buyer, lines=[line]), {})
        a_queue(counter, part, wanted, came)
        before = state(counter)
        draft = invoicing.recall(counter, order.invoice_id)
        typing_rules.move_ready(draft.lines[0])
        invoicing.save(counter, draft, {})
        draft = invoicing.recall(counter, order.invoice_id)
        assert (draft.lines[0].filled_here, draft.lines[0].ready_here) == (min(first, came), D(0))
        typing_rules.type_supplied(draft, draft.lines[0], D(1), buyer)
        invoicing.save(counter, draft, {})
        assert state(counter) == before
        holds(counter)
