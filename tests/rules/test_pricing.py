"""What a part costs a debtor: special price, structure, quantity break, list; margins; the price at filling."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import Refused
from app.rules.found import PartFound, PriceAtFilling
from app.rules.pricing import (
    Break,
    Priced,
    PriceTerms,
    StructureRule,
    at_filling,
    cost_of,
    from_margin,
    margin,
    net,
    price_for,
)
from tests.rules.amounts import discounts, prices, quantities, rates, scaled

D = Decimal
OFF_TEN = StructureRule("list", D("10.00"))
ON_COST = StructureRule("cost", D("25.00"))
BREAKS = (Break(D(10), D("95.0000")), Break(D(50), D("80.0000")))


def part(list_price: str = "100.0000", average: str = "60.0000", last: str = "64.0000") -> PartFound:
    return PartFound(1, "CAB-220", "Cable", list_price=D(list_price), average_cost=D(average), last_cost=D(last))


def priced(terms: PriceTerms, quantity: str = "1", of: PartFound | None = None) -> tuple[str, str]:
    found = price_for(of or part(), terms, D(quantity))
    return str(found.price), found.price_from


def test_the_list_price_holds_where_nothing_was_agreed() -> None:
    assert priced(PriceTerms()) == ("100.0000", "list")


def test_a_structure_is_a_discount_off_list_or_a_mark_up_on_cost() -> None:
    assert priced(PriceTerms(rule=OFF_TEN)) == ("90.0000", "structure")
    assert priced(PriceTerms(rule=ON_COST)) == ("75.0000", "structure")
    assert priced(PriceTerms(rule=ON_COST), of=part(average="0.0000")) == ("80.0000", "structure")


def test_a_mark_up_on_an_unknown_cost_is_no_price() -> None:
    assert priced(PriceTerms(rule=ON_COST), of=part(average="0.0000", last="0.0000")) == ("100.0000", "list")


def test_a_break_counts_from_its_minimum_on() -> None:
    terms = PriceTerms(breaks=BREAKS[::-1])
    assert priced(terms, "9.999") == ("100.0000", "list")
    assert priced(terms, "10") == ("95.0000", "quantity break")
    assert priced(terms, "50") == ("80.0000", "quantity break")


def test_the_lower_of_break_and_structure_holds() -> None:
    terms = PriceTerms(rule=OFF_TEN, breaks=BREAKS)
    assert priced(terms, "10") == ("90.0000", "structure")
    assert priced(terms, "50") == ("80.0000", "quantity break")


def test_a_break_above_the_list_price_is_out_of_date() -> None:
    assert priced(PriceTerms(breaks=BREAKS), "50", part("70.0000")) == ("70.0000", "list")


terms = st.builds(
    PriceTerms,
    special=st.none() | prices,
    rule=st.none() | st.builds(StructureRule, st.sampled_from(["list", "cost"]), rates),
    breaks=st.lists(st.builds(Break, quantities, prices), max_size=4, unique_by=lambda each: each.minimum).map(tuple),
)
parts = st.builds(
    PartFound, st.just(1), st.just("A"), st.just(""), list_price=prices, average_cost=prices, last_cost=prices
)


@given(parts, terms, quantities, prices)
def test_a_special_price_wins_over_everything(
    of: PartFound, agreed: PriceTerms, quantity: Decimal, special: Decimal
) -> None:
    with_special = PriceTerms(special, agreed.rule, agreed.breaks)
    assert price_for(of, with_special, quantity) == Priced(special, "special price")


@given(parts, terms, quantities)
def test_breaks_never_make_it_dearer(of: PartFound, agreed: PriceTerms, quantity: Decimal) -> None:
    without = price_for(of, PriceTerms(agreed.special, agreed.rule), quantity)
    found = price_for(of, agreed, quantity)
    assert found.price <= without.price
    assert found == without or found.price_from == "quantity break"


def test_what_a_unit_costs_now() -> None:
    assert cost_of(part()) == 60
    assert cost_of(part(average="0.0000")) == 64
    assert cost_of(part(average="0.0000", last="0.0000")) == 0


def test_a_margin_is_of_the_price() -> None:
    assert margin(D("100.0000"), D(0), D("60.0000")) == D("40.00")
    assert margin(D("100.0000"), D("20.00"), D("60.0000")) == D("25.00")
    assert margin(D("50.0000"), D(0), D("60.0000")) == D("-20.00")
    assert margin(D("0.0000"), D(0), D("60.0000")) is None
    assert margin(D("100.0000"), D("100.00"), D("60.0000")) is None
    assert from_margin(D("60.0000"), D("40.00")) == D("100.0000")
    assert from_margin(D("10.0000"), D("33.33")) == D("14.9993")


@given(scaled(4, 100, 100_000_000), scaled(2, 0, 9_000))
def test_a_margin_typed_is_the_margin_shown(cost: Decimal, percent: Decimal) -> None:
    shown = margin(from_margin(cost, percent), D(0), cost)
    assert shown is not None
    # half of the price's last place, over a price of a cent at least, and half of the percentage's own
    assert abs(shown - percent) <= D("0.505")
    if cost >= 1:
        assert abs(shown - percent) <= D("0.01")


def test_no_margin_without_a_cost_or_of_all_the_price() -> None:
    with pytest.raises(Refused, match="no cost yet"):
        from_margin(D("0.0000"), D("20.00"))
    with pytest.raises(Refused, match="below 100 %"):
        from_margin(D("60.0000"), D("100.00"))


@given(prices, discounts)
def test_a_discount_never_raises_a_price_nor_turns_it_round(price: Decimal, discount: Decimal) -> None:
    assert 0 <= net(price, discount) <= price


@pytest.mark.parametrize(
    ("rule", "agreed", "today", "holds"),
    [
        ("keep agreed", "100.0000", "90.0000", "100.0000"),
        ("keep agreed", "100.0000", "120.0000", "100.0000"),
        ("today's", "100.0000", "120.0000", "120.0000"),
        ("lower of both", "100.0000", "120.0000", "100.0000"),
        ("lower of both", "100.0000", "90.0000", "90.0000"),
        ("ask", "100.0000", "90.0000", None),
        ("ask", "100.0000", "100.0000", "100.0000"),
    ],
)
def test_the_price_at_filling(rule: PriceAtFilling, agreed: str, today: str, holds: str | None) -> None:
    assert at_filling(rule, D(agreed), D(today)) == (None if holds is None else D(holds))
