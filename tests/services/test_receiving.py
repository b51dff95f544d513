"""Creditor invoices on a real database: goods, cost, orders, and those who waited."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from app import models
from app.rules.faults import Refused, Unanswered
from app.rules.found import CreditorFound, PartFound
from app.rules.questions import ReceiveMoreThanOrdered
from app.services import backorders, lookup
from app.services import settings as shop
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.within import shelf
from tests.make import TODAY, a_creditor, a_debtor, a_part, a_shop, given_back, stock
from tests.services.goods import allocated, an_order, loose, paper, sent, ticked, waits

D = Decimal


@pytest.fixture
def creditor(counter: Counter) -> CreditorFound:
    return a_creditor(counter, terms_days=14)


@pytest.fixture
def part(counter: Counter, creditor: CreditorFound) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id)


def rows_in(counter: Counter) -> list[int]:
    """How many rows lie in each table that a receipt writes to."""
    tables = (
        models.CreditorInvoice,
        models.CreditorInvoiceLine,
        models.CreditorEntry,
        models.StockMovement,
        models.Allocation,
        models.StoredAnswer,
    )
    with counter.db.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def issue(counter: Counter, part: PartFound, quantity: int) -> None:
    """Goods leave the shelf, if need be below zero."""
    with counter.work() as session:
        at = shelf.lock(session, [part.id])[part.id]
        shelf.issue(session, counter, at, D(quantity), shelf.Source("invoice"))


def test_two_wait_for_five_and_three_and_six_come(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    miller, jones = (a_debtor(counter, name, backorder_mode="automatic") for name in ("Miller Motors", "Jones"))
    first, second = waits(counter, part, 5, miller), waits(counter, part, 3, jones)
    outcome = receiving.process(counter, loose(counter, creditor, "A1", (part, 6, "60")), {})
    assert allocated(counter, first, second) == [D(5), D(1)]
    assert [(each.debtor, each.quantity, each.still_waiting, each.origin) for each in outcome.filled] == [
        ("Miller Motors", D(5), D(0), "Invoice 10001"),
        ("Jones", D(1), D(2), "Invoice 10002"),
    ]
    assert stock(counter, part) == (D(6), D(360), D(0), D(6), D(0))
    with counter.db.read() as session:
        given = session.scalars(select(models.Allocation).order_by(models.Allocation.id)).all()
    assert [(each.rule, each.rank, each.others) for each in given] == [("queue", 1, 1), ("queue", 2, 1)]
    assert {(each.document_kind, each.document_id) for each in given} == {
        ("creditor invoice", outcome.creditor_invoice_id)
    }


def test_what_was_ordered_comes_and_is_owed_for(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    waiting = waits(counter, part, 3)
    order = ordering.finalise(counter, ticked(counter, creditor), {})
    draft = paper(counter, creditor, "INV-7", order.order_id)
    (line,) = draft.lines
    assert (line.ordered, line.outstanding, line.billed, line.received, line.order_number) == (3, 3, 3, 3, "10001")
    line.cost = D("40.00")
    outcome = receiving.process(counter, draft, {})
    assert (outcome.number, outcome.total, outcome.waiting, outcome.claims) == (10001, D("132.00"), (), ())
    assert [(each.number, each.status, each.outstanding) for each in outcome.orders] == [(10001, "complete", D(0))]
    assert [(each.number, each.before, each.after) for each in outcome.costs] == [("CAB-220", D(0), D("40.0000"))]
    assert allocated(counter, waiting) == [D(3)]
    assert stock(counter, part) == (D(3), D(120), D(0), D(3), D(0))
    assert lookup.part(counter, part.id).last_cost == D(40)
    with counter.db.read() as session:
        (entry,) = session.scalars(select(models.CreditorEntry)).all()
    assert (entry.amount, entry.due) == (D("132.00"), TODAY.replace(day=30))
    assert receiving.outstanding_orders(counter, creditor.id) == ()


def test_short_stays_on_order_until_the_remainder_is_closed(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    waiting = waits(counter, part, 5)
    order = ordering.finalise(counter, ticked(counter, creditor), {}).order_id
    draft = paper(counter, creditor, "A1", order)
    draft.lines[0].billed = draft.lines[0].received = D(2)
    outcome = receiving.process(counter, draft, {})
    assert [(each.status, each.outstanding) for each in outcome.orders] == [("finalised", D(3))]
    assert stock(counter, part)[4] == D(3)
    assert [each.status for each in ordering.list_orders(counter)] == ["part received"]
    assert ordering.proposals(counter, creditor.id, True)[0].need == D(0)

    draft = paper(counter, creditor, "A2", order)
    draft.lines[0].billed = draft.lines[0].received = D(1)
    draft.lines[0].close_remainder = True
    outcome = receiving.process(counter, draft, {})
    assert [(each.status, each.outstanding) for each in outcome.orders] == [("closed short", D(0))]
    assert "2 of stock order 10001 are not expected any more" in outcome.notices[0]
    assert stock(counter, part)[4] == D(0)
    assert allocated(counter, waiting) == [D(3)]
    assert ordering.proposals(counter, creditor.id, True)[0].need == D(2)


def test_more_than_ordered_is_asked_and_moves_no_other_order(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    first, second = sent(counter, creditor, (part, 4)), sent(counter, creditor, (part, 9))
    draft = paper(counter, creditor, "A1", first)
    draft.lines[0].billed = draft.lines[0].received = D(6)
    with pytest.raises(Unanswered) as unanswered:
        receiving.process(counter, draft, {})
    (question,) = unanswered.value.questions
    assert question == ReceiveMoreThanOrdered(draft.lines[0].key, "CAB-220", D(4), D(6))
    with pytest.raises(Refused) as refused:
        receiving.process(counter, draft, {question: "no"})
    assert (refused.value.field, refused.value.line) == ("received", draft.lines[0].key)
    assert rows_in(counter)[0] == 0
    receiving.process(counter, draft, {question: "yes"})
    assert stock(counter, part) == (D(6), D(0), D(0), D(0), D(9))
    assert [each.order_id for each in receiving.outstanding_orders(counter)] == [second]
    with counter.db.read() as session:
        stored = session.scalars(select(models.StoredAnswer)).all()
    assert [(each.question, each.answer) for each in stored] == [("ReceiveMoreThanOrdered", "Yes")]


def test_a_second_line_of_an_order_line_sees_what_the_first_left(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    draft = paper(counter, creditor, "A1", sent(counter, creditor, (part, 4)))
    draft.lines[0].billed = draft.lines[0].received = D(3)
    draft.lines.append(replace(draft.lines[0], key=-1, billed=D(2), received=D(2)))
    with pytest.raises(Unanswered) as unanswered:
        receiving.process(counter, draft, {})
    assert unanswered.value.questions == (ReceiveMoreThanOrdered(-1, "CAB-220", D(1), D(2)),)


def test_rejected_goods_are_a_claim(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    draft = paper(counter, creditor, "A1", sent(counter, creditor, (part, 5)))
    draft.lines[0].cost, draft.lines[0].received = D("10.00"), D(3)
    outcome = receiving.process(counter, draft, {})
    assert [(each.number, each.quantity, each.amount) for each in outcome.claims] == [("CAB-220", D(2), D("20.00"))]
    assert outcome.total == D("55.00")
    assert stock(counter, part) == (D(3), D("30.00"), D(0), D(0), D(2))


def test_billed_less_than_received_the_stock_carries_what_was_billed(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    draft = loose(counter, creditor, "A1", (part, 5, "10.00"))
    draft.lines[0].billed = D(4)
    assert receiving.process(counter, draft, {}).claims == ()
    assert stock(counter, part)[:2] == (D(5), D("40.00"))


@pytest.mark.parametrize(
    ("how", "values"),
    [("by value", ("106.68", "53.33")), ("by quantity", ("102.50", "57.51")), ("no", ("100.00", "50.00"))],
)
def test_freight_goes_into_cost(counter: Counter, creditor: CreditorFound, how: str, values: tuple[str, str]) -> None:
    shop.save(counter, {"freight_into_cost": how})
    one, three = a_part(counter, "A", on_hand=0), a_part(counter, "B", on_hand=0)
    draft = loose(counter, creditor, "A1", (one, 1, "100.00"), (three, 3, "16.6667"))
    draft.freight = D("10.01")
    outcome = receiving.process(counter, draft, {})
    assert (stock(counter, one)[1], stock(counter, three)[1]) == tuple(map(D, values))
    assert outcome.total == D("176.01")
    assert any("Freight of 10.01 is an expense" in each for each in outcome.notices) == (how == "no")


def test_freight_of_goods_that_all_went_back_is_an_expense(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    draft = loose(counter, creditor, "A1", (part, 1, "100.00"))
    draft.lines[0].received, draft.freight = D(0), D("10.00")
    outcome = receiving.process(counter, draft, {})
    assert (outcome.claims[0].amount, outcome.total) == (D("100.00"), D("121.00"))
    assert stock(counter, part)[:2] == (D(0), D(0))
    assert "Freight of 10.00 is an expense" in outcome.notices[0]


@pytest.mark.parametrize(("came", "settled", "value"), [(5, "50.00", "0"), (20, "100.00", "100.00")])
def test_what_was_issued_below_zero_is_costed_when_goods_come(
    counter: Counter, creditor: CreditorFound, part: PartFound, came: int, settled: str, value: str
) -> None:
    issue(counter, part, 10)
    waiting = waits(counter, part, 3)
    outcome = receiving.process(counter, loose(counter, creditor, "A1", (part, came, "10.00")), {})
    assert outcome.to_cost_of_sales == D(settled)
    assert stock(counter, part)[:2] == (D(came - 10), D(value))
    assert allocated(counter, waiting) == [D(3) if came > 10 else D(0)], "only what is free is given out"
    with counter.db.read() as session:
        assert sum(session.scalars(select(models.StockMovement.value))) == D(value)


def test_the_preview_is_what_processing_does_and_writes_nothing(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    shop.save(counter, {"allow_issue_below_zero": True})
    other = a_part(counter, "ABS-1", on_hand=3)
    for quantity in (5, 3, 2):
        waits(counter, part, quantity)
    draft = paper(counter, creditor, "A1", sent(counter, creditor, (part, 9)))
    draft.lines[0].received, draft.lines[0].close_remainder, draft.lines[0].new_list_price = D(6), True, D(120)
    draft.lines += loose(counter, creditor, "", (other, 2, "77.77")).lines
    draft.freight = D("13.37")
    before = (rows_in(counter), stock(counter, part), stock(counter, other))
    previewed = receiving.preview(counter, draft, {})
    assert (rows_in(counter), stock(counter, part), stock(counter, other)) == before
    again, done = receiving.preview(counter, draft, {}), receiving.process(counter, draft, {})
    # a server never gives the same key twice, whether the row is kept or not
    assert [replace(each, creditor_invoice_id=0) for each in (again, done)] == [
        replace(previewed, creditor_invoice_id=0)
    ] * 2
    assert [each.quantity for each in previewed.filled] == [D(5), D(1)]
    assert [(each.quantity, each.still_waiting) for each in previewed.waiting] == [(D(0), D(2))]
    assert previewed.claims[0].quantity == D(3)


def test_the_same_draft_is_processed_once(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    waiting = waits(counter, part, 2)
    draft = loose(counter, creditor, "A1", (part, 3, "10.00"))
    draft.lines[0].billed = D(4)
    first = receiving.process(counter, draft, {})
    again = receiving.process(counter, draft, {})
    assert (again.number, again.total, again.filled) == (first.number, first.total, first.filled)
    assert [each.amount for each in again.claims] == [each.amount for each in first.claims]
    assert "processed before" in again.notices[0]
    assert stock(counter, part)[0] == D(3)
    assert allocated(counter, waiting) == [D(2)]


def test_what_was_bought_for_a_customer_goes_to_them_first(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    special = waits(counter, part, 3)
    backorders.mark_special(counter, special, True)
    order = ordering.finalise(counter, ticked(counter, creditor), {}).order_id
    urgent = waits(counter, part, 2)
    backorders.set_priority(counter, urgent, 9)
    draft = paper(counter, creditor, "A1", order)
    draft.lines[0].billed = draft.lines[0].received = D(2)
    outcome = receiving.process(counter, draft, {})
    assert allocated(counter, special, urgent) == [D(2), D(0)]
    assert [(each.quantity, each.still_waiting, each.reason) for each in outcome.filled] == [
        (D(2), D(1), "special order")
    ]
    with counter.db.read() as session:
        (given,) = session.scalars(select(models.Allocation)).all()
        assert (given.rule, given.rank, given.others) == ("special order", 2, 1)
        assert session.scalars(select(models.MeantFor.delivered)).all() == [D(2)]
    receiving.process(counter, paper(counter, creditor, "A2", order), {})
    assert allocated(counter, special, urgent) == [D(3), D(0)]


def test_goods_of_a_closed_special_order_are_for_anyone(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    special = waits(counter, part, 3)
    backorders.mark_special(counter, special, True)
    order = ordering.finalise(counter, ticked(counter, creditor), {}).order_id
    other = waits(counter, part, 2)
    backorders.cancel(counter, special, D(3), "wrong car")
    receiving.process(counter, paper(counter, creditor, "A1", order), {})
    assert allocated(counter, special, other) == [D(0), D(2)]


def test_a_held_special_order_keeps_its_goods_and_other_held_ones_get_none(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    special = waits(counter, part, 3)
    backorders.mark_special(counter, special, True)
    order = ordering.finalise(counter, ticked(counter, creditor), {}).order_id
    held, other = waits(counter, part, 2), waits(counter, part, 2)
    backorders.hold(counter, special, "on holiday")
    backorders.hold(counter, held, "has not paid")
    draft = paper(counter, creditor, "A1", order)
    draft.lines += loose(counter, creditor, "", (part, 2, "60")).lines
    outcome = receiving.process(counter, draft, {})
    assert allocated(counter, special, held, other) == [D(3), D(0), D(2)]
    assert [(each.backorder_id, each.reason) for each in outcome.waiting] == [(held, "held")]


def test_without_automatic_allocation_nobody_is_given_anything(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    shop.save(counter, {"allocate_automatically": False})
    special, other = waits(counter, part, 3), waits(counter, part, 1)
    backorders.mark_special(counter, special, True)
    order = ordering.finalise(counter, ticked(counter, creditor), {}).order_id
    outcome = receiving.process(counter, paper(counter, creditor, "A1", order), {})
    assert (allocated(counter, special, other), outcome.filled) == ([D(0), D(0)], ())
    assert [each.still_waiting for each in outcome.waiting] == [D(3), D(1)]
    assert ordering.proposals(counter, creditor.id, True)[0].need == D(0)


def test_what_was_bought_for_a_customer_stays_theirs_while_nothing_is_given(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    shop.save(counter, {"allocate_automatically": False})
    first, second = waits(counter, part, 3), waits(counter, part, 3)
    backorders.mark_special(counter, first, True)
    backorders.mark_special(counter, second, True)
    order = ordering.finalise(counter, ticked(counter, creditor), {}).order_id
    urgent = waits(counter, part, 3)
    draft = paper(counter, creditor, "A1", order)
    draft.lines[0].billed = draft.lines[0].received = D(3)
    receiving.process(counter, draft, {})
    with counter.db.read() as session:
        assert session.scalars(select(models.MeantFor.delivered)).all() == [D(0), D(0)]
    backorders.allocate(counter, urgent, D(3))
    shop.save(counter, {"allocate_automatically": True})
    draft = paper(counter, creditor, "A2", order)
    draft.lines[0].billed = draft.lines[0].received = D(1)
    receiving.process(counter, draft, {})
    assert allocated(counter, first, second, urgent) == [D(1), D(0), D(3)]


def test_a_new_list_price_leaves_agreed_prices_alone(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    waiting = waits(counter, part, 1)
    draft = loose(counter, creditor, "A1", (part, 1, "60"))
    draft.lines[0].discount, draft.lines[0].new_list_price = D(50), D("130.00")
    outcome = receiving.process(counter, draft, {})
    assert outcome.notices == ("CAB-220: list price 100.00 is now 130.00.",)
    now = lookup.part(counter, part.id)
    assert (now.list_price, now.last_cost) == (D("130.00"), D("30.00"))
    with counter.db.read() as session:
        assert session.get_one(models.Backorder, waiting).price == D("100.00")


@settings(max_examples=6)
@given(wanted=st.lists(st.integers(1, 5), min_size=1, max_size=4), came=st.lists(st.integers(1, 4), max_size=4))
def test_any_split_of_a_receipt_fills_the_same_backorders(wanted: list[int], came: list[int]) -> None:
    def filled(deliveries: list[int]) -> list[Decimal]:
        with tempfile.TemporaryDirectory() as folder, given_back():
            counter = a_shop(Path(folder))
            creditor, part = a_creditor(counter), a_part(counter, "CAB-220", on_hand=0)
            debtor = a_debtor(counter, backorder_mode="automatic")
            waiting = [waits(counter, part, quantity, debtor) for quantity in wanted]
            for number, quantity in enumerate(deliveries, start=1):
                receiving.process(counter, loose(counter, creditor, f"A{number}", (part, quantity, "10")), {})
            result = allocated(counter, *waiting)
            counter.db.close()
            return result

    assert filled(came) == filled([sum(came)] if came else [])


@contextmanager
def questions_to(counter: Counter) -> Iterator[list[str]]:
    """What is read from the database meanwhile."""
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            said.append(statement)

    event.listen(counter.db.engine, "before_cursor_execute", note)
    yield said
    event.remove(counter.db.engine, "before_cursor_execute", note)


def test_a_long_invoice_asks_the_database_no_more_than_a_short_one(counter: Counter, creditor: CreditorFound) -> None:
    parts = [a_part(counter, f"P-{number}", on_hand=0) for number in range(12)]
    for part in parts:
        waits(counter, part, 2)

    def said_for(chosen: list[PartFound], number: str) -> int:
        order = ordering.finalise(counter, an_order(counter, creditor, *((part, 2) for part in chosen)), {}).order_id
        draft = paper(counter, creditor, number, order)
        with questions_to(counter) as said:
            assert len(receiving.process(counter, draft, {}).filled) == len(chosen)
        return len(said)

    # the very first one begins the sequences of numbers
    said_for(parts[:1], "A1")
    short = said_for(parts[1:3], "A2")
    assert said_for(parts[3:], "A3") <= short


def test_a_special_order_gets_only_what_is_above_zero(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    issue(counter, part, 2)
    special = waits(counter, part, 3)
    backorders.mark_special(counter, special, True)
    order = sent(counter, creditor, (part, 3))
    receiving.process(counter, paper(counter, creditor, "A1", order), {})
    assert allocated(counter, special) == [D(1)]
    assert stock(counter, part) == (D(1), D("0.00"), D(0), D(1), D(0))
