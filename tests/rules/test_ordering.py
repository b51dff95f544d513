"""What has to be ordered: net need, packs, reorder to maximum, and for whom an order line is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.ordering import Tie, WaitingBackorder, meant_for, net_need, packed, reorder, to_ties
from tests.rules.amounts import quantities, quantities_or_none, scaled

D = Decimal


def waits(key: int, waiting: str, tied: str = "0", *, held: bool = False, special: bool = False) -> WaitingBackorder:
    return WaitingBackorder(key, D(waiting), D(tied), held, special)


@st.composite
def queues(draw: st.DrawFn) -> list[WaitingBackorder]:
    """Backorders of one part in queue order; only special orders have goods tied to them."""
    result = []
    for key in range(draw(st.integers(0, 6))):
        special = draw(st.booleans())
        tied = draw(quantities_or_none) if special else D(0)
        result.append(WaitingBackorder(key, draw(quantities_or_none), tied, draw(st.booleans()), special))
    return result


packs = st.sampled_from([D(0), D(1), D("0.5"), D(6), D("12.000"), D("0.001")])
untied = quantities_or_none
free = scaled(3, -50_000, 5_000_000)


@pytest.mark.parametrize(
    ("waiting", "outstanding_untied", "available", "need"),
    [
        ([waits(1, "5"), waits(2, "3")], "0", "0", "8"),
        ([waits(1, "5"), waits(2, "3")], "6", "0", "2"),
        ([waits(1, "5"), waits(2, "3")], "0", "1", "7"),
        ([waits(1, "5"), waits(2, "3")], "0", "-4", "8"),
        ([waits(1, "5"), waits(2, "3")], "9", "0", "0"),
        ([waits(1, "5", held=True), waits(2, "3")], "0", "0", "3"),
        ([waits(1, "5", "5", special=True), waits(2, "3")], "0", "0", "3"),
        ([waits(1, "5", "2", special=True), waits(2, "3")], "0", "0", "6"),
        ([waits(1, "2", "5", special=True), waits(2, "4")], "0", "0", "1"),
        ([waits(1, "5", "5", held=True, special=True), waits(2, "3")], "0", "0", "3"),
        ([], "0", "0", "0"),
    ],
)
def test_net_need(waiting: list[WaitingBackorder], outstanding_untied: str, available: str, need: str) -> None:
    assert net_need(waiting, D(outstanding_untied), D(available)) == D(need)


def ordered_for(waiting: Sequence[WaitingBackorder], meant: Sequence[tuple[int, Decimal]]) -> list[WaitingBackorder]:
    """The backorders after an order line was written: what is meant for a special order is tied to it."""
    tied = dict(meant)
    return [
        replace(each, tied_outstanding=each.tied_outstanding + tied.get(each.id, D(0))) if each.special_order else each
        for each in waiting
    ]


@given(queues(), untied, free, packs)
def test_asking_twice_proposes_nothing_new(
    waiting: list[WaitingBackorder], outstanding: Decimal, available: Decimal, pack: Decimal
) -> None:
    quantity = packed(net_need(waiting, outstanding, available), pack)
    meant = meant_for(quantity, waiting, outstanding + max(D(0), available))
    special = {each.id for each in waiting if each.special_order}
    now_tied = sum((part for key, part in meant if key in special), D(0))
    after = ordered_for(waiting, meant)
    assert net_need(after, outstanding + quantity - now_tied, available) == 0


@given(queues(), untied, free)
def test_the_need_is_just_enough(waiting: list[WaitingBackorder], outstanding: Decimal, available: Decimal) -> None:
    need = net_need(waiting, outstanding, available)
    assert need >= 0
    if need:
        wanted = sum((each.waiting - each.tied_outstanding for each in waiting if not each.held), D(0))
        assert need + outstanding + max(D(0), available) == wanted


@pytest.mark.parametrize(
    ("need", "pack", "quantity"),
    [("5", "6", "6"), ("6", "6", "6"), ("6.001", "6", "12"), ("0", "6", "0"), ("-3", "6", "0"), ("5", "0", "5")],
)
def test_whole_packs(need: str, pack: str, quantity: str) -> None:
    assert packed(D(need), D(pack)) == D(quantity)


@given(quantities, packs.filter(bool))
def test_packs_cover_the_need_and_not_one_is_too_many(need: Decimal, pack: Decimal) -> None:
    quantity = packed(need, pack)
    assert quantity % pack == 0
    assert need <= quantity < need + pack


@pytest.mark.parametrize(
    ("on_hand", "committed", "open_backorders", "outstanding", "minimum", "maximum", "pack", "quantity"),
    [
        ("5", "0", "0", "0", "4", "10", "1", "0"),
        ("4", "0", "0", "0", "4", "10", "1", "6"),
        ("9", "5", "0", "0", "4", "10", "1", "6"),
        ("9", "0", "5", "0", "4", "10", "4", "8"),
        ("0", "0", "0", "6", "4", "10", "1", "0"),
        ("-2", "0", "3", "0", "4", "10", "1", "15"),
        ("0", "0", "3", "0", "0", "0", "1", "0"),
        ("0", "0", "0", "0", "0", "2", "1", "2"),
        ("1", "0", "0", "0", "4", "0", "1", "3"),
    ],
)
def test_reorder(
    on_hand: str,
    committed: str,
    open_backorders: str,
    outstanding: str,
    minimum: str,
    maximum: str,
    pack: str,
    quantity: str,
) -> None:
    position = (D(on_hand), D(committed), D(open_backorders), D(outstanding))
    assert reorder(*position, D(minimum), D(maximum), D(pack)) == D(quantity)


@given(free, quantities_or_none, quantities_or_none, quantities_or_none, quantities, quantities, packs)
def test_suggesting_twice_proposes_nothing_new(
    on_hand: Decimal,
    committed: Decimal,
    open_backorders: Decimal,
    outstanding: Decimal,
    minimum: Decimal,
    above: Decimal,
    pack: Decimal,
) -> None:
    def suggested(on_order: Decimal) -> Decimal:
        return reorder(on_hand, committed, open_backorders, on_order, minimum, minimum + above, pack)

    first = suggested(outstanding)
    assert suggested(outstanding + first) == 0
    if first:
        assert on_hand - committed - open_backorders + outstanding + first >= minimum + above


def test_an_order_line_is_meant_for_special_orders_then_for_the_queue() -> None:
    waiting = [waits(1, "5"), waits(2, "3", held=True), waits(3, "4", "1", special=True), waits(4, "2")]
    assert meant_for(D(12), waiting) == ((3, D(3)), (1, D(5)), (4, D(2)))
    assert meant_for(D(4), waiting) == ((3, D(3)), (1, D(1)))
    assert meant_for(D(0), waiting) == ()


def test_whoever_is_covered_already_is_not_ordered_for_again() -> None:
    waiting = [waits(1, "5"), waits(2, "3"), waits(3, "4", special=True)]
    assert meant_for(D(6), waiting, covered=D(6)) == ((3, D(4)), (2, D(2)))
    too_much_tied = [waits(1, "5"), waits(2, "3"), waits(3, "4", "9", special=True)]
    assert meant_for(D(3), too_much_tied) == ((2, D(3)),)


@given(queues(), quantities_or_none, untied)
def test_nobody_is_meant_to_get_more_than_is_missing(
    waiting: list[WaitingBackorder], quantity: Decimal, covered: Decimal
) -> None:
    meant = meant_for(quantity, waiting, covered)
    by_id = {each.id: each for each in waiting}
    assert len(dict(meant)) == len(meant)
    assert sum((part for _, part in meant), D(0)) <= quantity
    for key, part in meant:
        assert 0 < part <= by_id[key].waiting - by_id[key].tied_outstanding
        assert not by_id[key].held


@given(queues(), untied, free)
def test_a_line_of_just_the_need_is_meant_for_somebody_to_the_last(
    waiting: list[WaitingBackorder], outstanding: Decimal, available: Decimal
) -> None:
    need = net_need(waiting, outstanding, available)
    meant = meant_for(need, waiting, outstanding + max(D(0), available))
    assert sum((part for _, part in meant), D(0)) == need


ties = st.lists(st.tuples(quantities, quantities_or_none).map(lambda pair: (pair[0], min(pair))), max_size=5).map(
    lambda pairs: [Tie(key, quantity, delivered) for key, (quantity, delivered) in enumerate(pairs)]
)


def test_what_comes_goes_to_the_ties_first() -> None:
    tied = [Tie(7, D(3), D(1)), Tie(8, D(2), D(2)), Tie(9, D(4))]
    assert to_ties(D(10), tied) == ((7, D(2)), (9, D(4)))
    assert to_ties(D(3), tied) == ((7, D(2)), (9, D(1)))
    assert to_ties(D(3), []) == ()


@given(ties, quantities_or_none, quantities_or_none)
def test_what_was_delivered_and_what_stays_tied_is_what_was_tied_before(
    tied: list[Tie], first: Decimal, second: Decimal
) -> None:
    delivered = dict(to_ties(first, tied))
    left = [replace(tie, delivered=tie.delivered + delivered.get(tie.backorder_id, D(0))) for tie in tied]
    for tie in left:
        assert tie.delivered <= tie.quantity
    still = dict(to_ties(second, left))
    both = {key: delivered.get(key, D(0)) + still.get(key, D(0)) for key in delivered | still}
    assert both == dict(to_ties(first + second, tied))
