"""What a deposit takes, what each fill uses up, and what comes back: to the cent, in any pieces."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import deposits
from app.rules.deposits import Deposit, Pair, Priced, Taken, Treatment
from app.rules.money import rounded
from tests.rules.amounts import scaled

D = Decimal
pieces = st.lists(st.integers(1, 4).map(D), min_size=1, max_size=6)
prices = scaled(4, 1, 9_999_999)
percents = st.sampled_from([D("100.00"), D("50.00"), D("33.33"), D("0.01")])
treatments: st.SearchStrategy[Treatment] = st.sampled_from(["prepayment", "security"])
rate = D("10.00")


def taken(units: Decimal, price: Decimal, percent: Decimal, treatment: Treatment) -> Deposit:
    ex = deposits.to_take(units, price, D(0), percent)
    charged = deposits.charge([], [Taken(0, units, ex, rate, treatment)], False)
    pair = charged.taken[0] if treatment == "prepayment" else deposits.secured(ex, rate)
    return Deposit(units, D(0), pair, Pair(), treatment, rate)


@given(pieces, prices, percents, treatments)
def test_whatever_the_split_all_of_it_is_used_up(
    units: list[Decimal], price: Decimal, percent: Decimal, treatment: Treatment
) -> None:
    deposit = taken(sum(units, D(0)), price, percent, treatment)
    goods, total = D(0), D(0)
    for piece in units:
        filled = deposits.fill(deposit, piece, price, D(0))
        charged = deposits.charge([Priced(filled.rest, rate, filled.back, treatment)], [], False)
        assert charged.total.ex + charged.total.gst >= 0
        if percent == 100:
            assert charged.total.inc == 0
            assert treatment == "security" or charged.total == Pair()
        goods += charged.goods[0].ex
        total += charged.total.ex
        deposit = deposit.after(piece)
        assert deposit.used.ex == rounded(deposit.taken.ex * deposit.gone / deposit.quantity)
    assert (deposit.held, deposit.units_left) == (Pair(), 0)
    assert goods == rounded(deposit.quantity * price)


def test_thirds_of_a_cent_add_up() -> None:
    deposit = taken(D(3), D("33.3333"), D("100.00"), "prepayment")
    assert deposit.taken == Pair(D("100.00"), D("10.00"))
    used = []
    for _ in range(3):
        used.append(deposit.of_next(D(1)).ex)
        deposit = deposit.after(D(1))
    assert used == [D("33.33"), D("33.34"), D("33.33")]


def test_units_that_no_deposit_was_paid_for_cost_the_agreed_price() -> None:
    deposit = taken(D(2), D("100.00"), D("100.00"), "prepayment")
    filled = deposits.fill(deposit, D(3), D("100.00"), D("10.00"))
    assert (filled.units, filled.back.ex, filled.rest) == (2, D("200.00"), D("90.00"))


@pytest.mark.parametrize(
    ("left", "open_after", "saved", "units"),
    [(3, 2, 0, 1), (3, 0, 0, 3), (3, 0, 2, 1), (2, 3, 0, 0), (3, 0, 3, 0)],
)
def test_a_cancel_refunds_what_nobody_waits_for(left: int, open_after: int, saved: int, units: int) -> None:
    assert deposits.units_to_refund(D(left), D(open_after), D(saved)) == units


def test_only_a_security_deposit_of_the_whole_price_is_warned_about() -> None:
    assert deposits.of_full_price(deposits.DepositTerms("always", D(100), "security"))
    assert not deposits.of_full_price(deposits.DepositTerms("always", D(50), "security"))
    assert not deposits.of_full_price(deposits.DepositTerms("always", D(100), "prepayment"))
