"""What a deposit takes, what each fill uses up, and what comes back: to the cent, in any pieces."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import deposits
from app.rules.crediting import Charged, DepositUsed, deposit_again, filled_of, take_back
from app.rules.deposits import Deposit, Pair, Priced, Taken, Treatment
from app.rules.money import rounded
from tests.rules.amounts import cents, scaled

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


def test_a_third_of_a_cent_goes_to_the_last() -> None:
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


@given(pieces, cents, cents, cents)
def test_a_line_credited_in_pieces_gives_back_what_it_cost(
    units: list[Decimal], ex: Decimal, tax: Decimal, cost: Decimal
) -> None:
    whole = sum(units, D(0))
    used = DepositUsed(whole, Pair(ex, tax), Pair(ex, tax))
    line = Charged(whole, Pair(ex, tax), cost, used)
    credited, back, goods, again = D(0), Pair(), D(0), Pair()
    for piece in units:
        each = take_back(line, credited, piece)
        restored = deposit_again(line, credited, piece)
        assert restored is not None
        assert restored.stated == each.amount, "what a deposit of the full price has paid is what the goods cost"
        back, goods, again = back + each.amount, goods + each.cost, again + restored.stated
        credited += piece
    assert (back, goods, again) == (Pair(ex, tax), cost, Pair(ex, tax))


def test_of_a_line_filled_in_part_the_filled_comes_back_first() -> None:
    assert [filled_of(D(3), D(credited), D(2)) for credited in (0, 1, 2, 3, 4)] == [2, 2, 1, 0, 0]


def test_beyond_the_deposited_units_the_deposit_takes_nothing_in() -> None:
    line = Charged(D(3), Pair(D("300.00"), D("30.00")), deposit=DepositUsed(D(2), Pair(D("200.00")), Pair(D("200.00"))))
    assert deposit_again(line, D(1), D(2)) == DepositUsed(D(1), Pair(D("100.00")), Pair(D("100.00")))
    assert deposit_again(line, D(2), D(1)) is None


@given(pieces, st.tuples(cents, cents), st.tuples(cents, cents), st.integers(0, 9).map(D), st.booleans())
def test_a_credit_whose_backorder_lives_again_is_never_below_nothing(
    units: list[Decimal],
    back: tuple[Decimal, Decimal],
    rest: tuple[Decimal, Decimal],
    besides: Decimal,
    security: bool,
) -> None:
    whole = sum(units, D(0))
    shares = Pair(*back)
    used = DepositUsed(whole, Pair(shares.inc) if security else shares, shares)
    line = Charged(whole + besides, shares + Pair(*rest), deposit=used)
    credited = D(0)
    for piece in units:
        again = deposit_again(line, credited, piece)
        assert again is not None
        assert again.stated.inc == again.shares.inc <= max(take_back(line, credited, piece).amount.inc, D(0))
        assert security or again.stated == again.shares
        assert min(again.shares.ex, again.shares.gst) >= 0
        credited += piece
