"""What comes back of a line that is credited in pieces: to the cent, and never below nothing."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.rules.crediting import ChargedLine, DepositUsed, deposit_again, filled_of, take_back
from app.rules.deposits import Pair
from tests.rules.amounts import cents

D = Decimal
pieces = st.lists(st.integers(1, 4).map(D), min_size=1, max_size=6)


@given(pieces, cents, cents, cents)
def test_a_line_credited_in_pieces_gives_back_what_it_cost(
    units: list[Decimal], ex: Decimal, tax: Decimal, cost: Decimal
) -> None:
    whole = sum(units, D(0))
    used = DepositUsed(whole, Pair(ex, tax), Pair(ex, tax))
    line = ChargedLine(whole, Pair(ex, tax), cost, used)
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
    line = ChargedLine(
        D(3), Pair(D("300.00"), D("30.00")), deposit=DepositUsed(D(2), Pair(D("200.00")), Pair(D("200.00")))
    )
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
    line = ChargedLine(whole + besides, shares + Pair(*rest), deposit=used)
    credited = D(0)
    for piece in units:
        again = deposit_again(line, credited, piece)
        assert again is not None
        assert again.stated.inc == again.shares.inc <= max(take_back(line, credited, piece).amount.inc, D(0))
        assert security or again.stated == again.shares
        assert min(again.shares.ex, again.shares.gst) >= 0
        credited += piece
