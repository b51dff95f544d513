"""Who gets what lies free, and what is ready: never more than there is, in the queue's order, held ones left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.allocation import Given, Open, Place, allocate, queue, ready, state, withdraw
from app.rules.found import ShipRule
from tests.rules.amounts import quantities_or_none, units

D = Decimal
DAY = datetime(2026, 11, 16, tzinfo=UTC)


def place(key: int, wants: int | str, *, day: int = 0, **facts: object) -> Place:
    return replace(Place(key, DAY + timedelta(days=day), D(wants)), **facts)


@st.composite
def waiting(draw: st.DrawFn) -> list[Place]:
    """Up to six backorders of one part, some served in part, some held, several of one day."""
    places = []
    for key in range(draw(st.integers(0, 6))):
        open_quantity = draw(units)
        places.append(
            Place(
                id=key,
                queue_date=DAY + timedelta(days=draw(st.integers(0, 2))),
                open=open_quantity,
                allocated=min(open_quantity, draw(st.integers(0, 12).map(D))),
                priority=draw(st.integers(-1, 1)),
                held=draw(st.booleans()),
            )
        )
    return draw(st.permutations(places))


def after(places: list[Place], given_out: tuple[Given, ...], sign: int = 1) -> list[Place]:
    got = {each.id: each.quantity for each in given_out}
    return [replace(each, allocated=each.allocated + sign * got.get(each.id, D(0))) for each in places]


@given(waiting(), quantities_or_none)
def test_nobody_gets_more_than_he_wants_and_all_together_not_more_than_there_is(
    places: list[Place], available: Decimal
) -> None:
    given_out = allocate(available, places)
    by_id = {each.id: each for each in places}
    assert all(D(0) < each.quantity <= by_id[each.id].wants and not by_id[each.id].held for each in given_out)
    wanted = sum((each.wants for each in places if not each.held), D(0))
    assert sum((each.quantity for each in given_out), D(0)) == min(available, wanted)


@given(waiting(), quantities_or_none)
def test_nobody_gets_anything_before_all_ahead_of_him_have_all(places: list[Place], available: Decimal) -> None:
    got = {each.id: each.quantity for each in allocate(available, places)}
    still_short = False
    for each in queue(places):
        if not each.held:
            assert not (still_short and each.id in got)
            still_short = still_short or got.get(each.id, D(0)) < each.wants


@given(waiting(), st.lists(units, max_size=5))
def test_in_whatever_pieces_the_goods_come_the_same_get_the_same(places: list[Place], pieces: list[Decimal]) -> None:
    in_pieces = places
    for piece in pieces:
        in_pieces = after(in_pieces, allocate(piece, in_pieces))
    left_over = sum(pieces, D(0))
    assert in_pieces == after(places, allocate(left_over, places))


@given(waiting(), quantities_or_none, st.sets(st.integers(1, 6)))
def test_a_loss_is_taken_from_the_back(places: list[Place], quantity: Decimal, last: set[int]) -> None:
    taken = withdraw(quantity, places, last)
    held = sum((each.allocated for each in places), D(0))
    assert sum((each.quantity for each in taken), D(0)) == min(quantity, held)
    left = {each.id: each.allocated for each in after(places, taken, -1)}
    assert all(quantity >= 0 for quantity in left.values())
    having = [each for each in reversed(queue(places)) if each.allocated]
    behind = [each for each in having if each.id not in last] + [each for each in having if each.id in last]
    assert [each.id for each in taken] == [each.id for each in behind[: len(taken)]]
    assert all(left[each.id] == 0 for each in behind[: max(0, len(taken) - 1)])


@given(waiting(), units)
def test_what_was_given_can_be_withdrawn_and_given_again(places: list[Place], available: Decimal) -> None:
    nothing_yet = [replace(each, allocated=D(0), held=False) for each in places]
    given_out = allocate(available, nothing_yet)
    served = after(nothing_yet, given_out)
    taken = withdraw(available, served)
    assert after(served, taken, -1) == nothing_yet


def test_the_last_of_the_queue_loses_first_and_who_is_tied_after_everybody() -> None:
    places = [place(1, 3, allocated=3), place(2, 3, allocated=2), place(3, 3, allocated=1)]
    assert withdraw(D(2), places) == (Given(3, D(1), 3, 2), Given(2, D(1), 2, 2))
    assert withdraw(D(4), places, {2, 3}) == (Given(1, D(3), 1, 2), Given(3, D(1), 3, 2))


def test_the_more_urgent_then_the_older_then_the_first() -> None:
    places = [place(4, 1, day=1), place(3, 1), place(2, 1), place(1, 1, day=2, priority=1), place(5, 1, priority=-1)]
    assert [each.id for each in queue(places)] == [1, 2, 3, 4, 5]


def test_two_wait_for_five_and_three_and_six_come() -> None:
    assert allocate(D(6), [place(2, 3, day=1), place(1, 5)]) == (Given(1, D(5), 1, 1), Given(2, D(1), 2, 1))


def test_the_rank_counts_those_who_could_have_got_it() -> None:
    places = [place(1, 5, held=True), place(2, 2, allocated=D(2)), place(3, 1), place(4, 1)]
    assert allocate(D(9), places) == (Given(3, D(1), 1, 1), Given(4, D(1), 2, 1))


@pytest.mark.parametrize("available", ["0", "-3"])
def test_nothing_is_given_where_nothing_is_free(available: str) -> None:
    assert allocate(D(available), [place(1, 5)]) == ()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("any", {1: 5, 2: 1, 3: 0, 4: 2, 5: 0}),
        ("complete lines", {1: 5, 2: 0, 3: 0, 4: 2, 5: 0}),
        ("complete order", {1: 0, 2: 0, 3: 0, 4: 0, 5: 0}),
    ],
)
def test_what_is_ready_by_the_ship_rule(rule: ShipRule, expected: dict[int, int]) -> None:
    opens = [
        Open(1, 100, D(5), D(5)),
        Open(2, 100, D(3), D(1)),
        Open(3, 100, D(2), D(0)),
        Open(4, 200, D(2), D(2)),
        Open(5, 200, D(4), D(3), held=True),
    ]
    assert ready(opens, rule) == expected


def test_a_complete_order_is_ready_when_even_the_held_line_is_there_and_that_stays_behind() -> None:
    opens = [Open(1, 100, D(5), D(5)), Open(2, 100, D(3), D(3), held=True)]
    assert ready(opens, "complete order") == {1: D(5), 2: D(0)}


@pytest.mark.parametrize(
    ("each", "ready_now", "filled", "ordered", "word"),
    [
        (Open(1, 1, D(0), D(0)), 0, 3, 0, "filled"),
        (Open(1, 1, D(0), D(0)), 0, 0, 0, "cancelled"),
        (Open(1, 1, D(3), D(3), held=True), 0, 0, 0, "held"),
        (Open(1, 1, D(3), D(3)), 3, 0, 0, "ready"),
        (Open(1, 1, D(3), D(3)), 0, 0, 9, "goods here"),
        (Open(1, 1, D(3), D(1)), 0, 0, 9, "part here"),
        (Open(1, 1, D(3), D(1), held=True), 0, 0, 9, "held"),
        (Open(1, 1, D(3), D(1)), 1, 0, 9, "part ready"),
        (Open(1, 1, D(3), D(0)), 0, 0, 9, "on order"),
        (Open(1, 1, D(3), D(0)), 0, 0, 0, "waiting"),
    ],
)
def test_one_word_for_where_it_stands(each: Open, ready_now: int, filled: int, ordered: int, word: str) -> None:
    assert state(each, D(ready_now), D(filled), D(ordered)) == word
