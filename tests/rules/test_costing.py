"""Moving average: what is issued, received, found and lost adds up to the stock value, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.rules.costing import (
    FREIGHT_INTO_COST,
    FreightIntoCost,
    FreightLine,
    FreightShares,
    Returned,
    average,
    freight_shares,
    gain,
    issue,
    receive,
    take_back,
)
from app.rules.money import rounded
from tests.rules.amounts import cents, prices, quantities, quantities_or_none, units

D = Decimal


def test_the_average_is_value_by_on_hand_at_that_moment() -> None:
    assert average(D(3), D("10.00")) == D("3.3333")
    assert average(D(0), D("0.00")) == 0
    assert average(D(-4), D("0.00")) == 0


@pytest.mark.parametrize(
    ("on_hand", "value", "quantity", "cost", "left"),
    [
        ("3", "10.00", "1", "3.33", "6.67"),
        ("3", "10.00", "3", "10.00", "0.00"),
        ("3", "10.00", "5", "10.00", "0.00"),
        ("3", "0.01", "2", "0.01", "0.00"),
        ("0", "0.00", "2", "0.00", "0.00"),
        ("-4", "0.00", "2", "0.00", "0.00"),
        ("1.5", "3.00", "0.25", "0.50", "2.50"),
    ],
)
def test_an_issue_takes_its_share_and_the_last_one_all_that_is_left(
    on_hand: str, value: str, quantity: str, cost: str, left: str
) -> None:
    issued = issue(D(on_hand), D(value), D(quantity))
    assert (issued.cost, issued.value) == (D(cost), D(left))
    assert issued.on_hand == D(on_hand) - D(quantity)


@given(st.lists(quantities, min_size=1, max_size=10), cents)
def test_any_split_of_issues_takes_exactly_the_whole_value(pieces: list[Decimal], value: Decimal) -> None:
    on_hand, left, taken = sum(pieces, D(0)), value, D(0)
    for piece in pieces:
        issued = issue(on_hand, left, piece)
        assert issued.cost >= 0
        assert issued.value >= 0
        on_hand, left, taken = issued.on_hand, issued.value, taken + issued.cost
    assert (on_hand, left, taken) == (0, 0, value)


@given(quantities, cents, quantities)
def test_an_issue_costs_the_average_to_the_cent(on_hand: Decimal, value: Decimal, quantity: Decimal) -> None:
    issued = issue(on_hand, value, quantity)
    if quantity < on_hand:
        assert issued.cost == min(value, rounded(quantity * value / on_hand))
    else:
        assert issued.cost == value


@pytest.mark.parametrize(
    ("on_hand", "quantity", "amount", "to_cost_of_sales", "value"),
    [
        ("-10", "5", "50.00", "50.00", "0.00"),
        ("-10", "20", "200.00", "100.00", "100.00"),
        ("-10", "10", "100.00", "100.00", "0.00"),
        ("-1", "3", "10.00", "3.33", "6.67"),
        ("0", "5", "50.00", "0.00", "50.00"),
        ("0", "0", "50.00", "50.00", "0.00"),
    ],
)
def test_goods_that_were_sold_before_they_came(
    on_hand: str, quantity: str, amount: str, to_cost_of_sales: str, value: str
) -> None:
    received = receive(D(on_hand), D("0.00"), D(quantity), D(amount))
    assert received.value_in == D(amount)
    assert received.to_cost_of_sales == D(to_cost_of_sales)
    assert received.value == D(value)
    assert received.on_hand == D(on_hand) + D(quantity)


def test_a_receipt_onto_goods_keeps_all_its_value() -> None:
    received = receive(D(2), D("20.00"), D(3), D("60.00"))
    assert (received.value, received.to_cost_of_sales) == (D("80.00"), 0)
    assert average(received.on_hand, received.value) == 16


@given(
    st.lists(
        st.tuples(st.sampled_from(["issue", "receive", "gain"]), units | quantities, cents), min_size=1, max_size=25
    )
)
@example([("issue", D(10), D(0)), ("receive", D(5), D("50.00"))])
def test_value_is_the_sum_of_movements_and_an_empty_shelf_has_none(moves: list[tuple[str, Decimal, Decimal]]) -> None:
    on_hand, value, movements, bought, sold = D(0), D("0.00"), D(0), D(0), D(0)
    for kind, quantity, amount in moves:
        if kind == "issue":
            issued = issue(on_hand, value, quantity)
            movements -= issued.cost
            sold += issued.cost
            on_hand, value = issued.on_hand, issued.value
        else:
            received = (
                receive(on_hand, value, quantity, amount)
                if kind == "receive"
                else gain(on_hand, value, quantity, D("1.2345"))
            )
            assert received.to_cost_of_sales >= 0
            movements += received.value_in - received.to_cost_of_sales
            bought += received.value_in
            sold += received.to_cost_of_sales
            on_hand, value = received.on_hand, received.value
        assert value == movements == rounded(value)
        assert value >= 0
        assert on_hand > 0 or value == 0
    assert bought == sold + value


@given(quantities, cents, quantities)
def test_a_gain_onto_goods_leaves_the_average(on_hand: Decimal, value: Decimal, quantity: Decimal) -> None:
    found = gain(on_hand, value, quantity, D("999.0000"))
    assert abs(found.value * on_hand - value * found.on_hand) <= D("0.005") * on_hand  # no division, no rounding


@given(quantities, prices)
def test_a_gain_onto_zero_comes_in_at_the_last_cost(quantity: Decimal, last_cost: Decimal) -> None:
    found = gain(D(0), D("0.00"), quantity, last_cost)
    assert found.value == found.value_in == rounded(quantity * last_cost)


def test_a_gain_onto_goods_issued_short_is_cost_of_sales_first() -> None:
    found = gain(D(-2), D("0.00"), D(5), D("10.0000"))
    assert (found.value_in, found.to_cost_of_sales, found.value) == (D("50.00"), D("20.00"), D("30.00"))


def test_nothing_moves_backwards() -> None:
    with pytest.raises(ValueError):
        issue(D(5), D("50.00"), D(-1))
    with pytest.raises(ValueError):
        receive(D(5), D("50.00"), D(-1), D("1.00"))
    with pytest.raises(ValueError):
        receive(D(5), D("50.00"), D(1), D("-1.00"))


freight_lines = st.lists(st.builds(FreightLine, cents, quantities_or_none), max_size=8)


@given(cents, freight_lines, st.sampled_from(FREIGHT_INTO_COST))
def test_freight_is_shared_out_to_the_cent(freight: Decimal, lines: list[FreightLine], how: FreightIntoCost) -> None:
    result = freight_shares(freight, lines, how)
    assert len(result.shares) == len(lines)
    assert sum(result.shares) + result.expense == freight
    carried = how != "no" and any(line.quantity for line in lines)
    assert result.expense == (0 if carried else freight)
    for line, part in zip(lines, result.shares, strict=True):
        assert part >= 0
        assert part == rounded(part)
        assert line.quantity or part == 0


@given(cents, st.lists(st.builds(FreightLine, cents.filter(bool), quantities), min_size=1, max_size=8))
def test_only_the_largest_line_gets_more_than_its_share_rounded_down(
    freight: Decimal, lines: list[FreightLine]
) -> None:
    whole = sum((line.value for line in lines), D(0))
    largest = max(range(len(lines)), key=lambda place: (lines[place].value, -place))
    for place, part in enumerate(freight_shares(freight, lines, "by value").shares):
        exact = freight * lines[place].value / whole
        if place == largest:
            assert exact - D("0.01") < part < exact + D("0.01") * len(lines)
        else:
            assert exact - D("0.01") < part <= exact


def test_freight_by_value_by_quantity_or_not_at_all() -> None:
    lines = [FreightLine(D("10.00"), D(1)), FreightLine(D("20.00"), D(9)), FreightLine(D("99.00"), D(0))]
    assert freight_shares(D("10.00"), lines, "by value").shares == (D("3.33"), D("6.67"), 0)
    assert freight_shares(D("10.00"), lines, "by quantity").shares == (D("1.00"), D("9.00"), 0)
    assert freight_shares(D("10.00"), lines, "no") == FreightShares((D(0), D(0), D(0)), D("10.00"))


def test_freight_with_nothing_received_is_an_expense() -> None:
    assert freight_shares(D("10.00"), [FreightLine(D("5.00"), D(0))], "by value").expense == D("10.00")
    assert freight_shares(D("10.00"), [], "by quantity").expense == D("10.00")


def test_freight_of_goods_that_came_for_nothing_goes_by_quantity() -> None:
    lines = [FreightLine(D("0.00"), D(1)), FreightLine(D("0.00"), D(3))]
    assert freight_shares(D("1.00"), lines, "by value").shares == (D("0.25"), D("0.75"))


@given(units, units, st.integers(0, 100_000).map(lambda cents: D(cents) / 100), st.data())
def test_a_receipt_taken_back_gives_what_is_left_of_its_cost(
    on_hand: Decimal, quantity: Decimal, amount: Decimal, data: st.DataObject
) -> None:
    value = data.draw(st.integers(0, 100_000).map(lambda cents: D(cents) / 100))
    returned = take_back(on_hand, value, quantity, amount)
    assert returned.cost + returned.variance == amount
    assert (returned.on_hand, returned.value) == (on_hand - quantity, value - returned.cost)
    assert D(0) <= returned.cost <= value
    if returned.on_hand <= 0:
        assert returned.value == 0
    else:
        assert returned.cost == min(value, amount)


@given(units, units, st.integers(0, 100_000).map(lambda cents: D(cents) / 100), st.integers(0, 100_000))
def test_a_receipt_taken_back_at_once_is_the_shelf_before(
    on_hand: Decimal, quantity: Decimal, amount: Decimal, cents: int
) -> None:
    value = D(cents) / 100
    came = receive(on_hand, value, quantity, amount)
    back = take_back(came.on_hand, came.value, quantity, amount)
    assert (back.on_hand, back.value, back.variance) == (on_hand, value, D(0))


def test_nothing_is_taken_back_below_nothing() -> None:
    with pytest.raises(ValueError, match="taken back"):
        take_back(D(1), D(1), D(-1), D(1))
    assert take_back(D(0), D(0), D(0), D(0)) == Returned(D(0), D(0), D(0), D(0))
