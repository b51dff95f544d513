"""GST: rounded once on the document, shared out to its lines, and the same inc. and ex."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.rules.gst import Taxable, cents_inc, ex_from_inc, inc, line_amount, shares
from app.rules.gst import cents as in_cents
from app.rules.money import rounded
from tests.rules.amounts import cents, discounts, gst_rates, prices, quantities, signed_cents

D = Decimal
TEN = D("10.00")


def taxed(*amounts: str, rate: Decimal = TEN) -> list[Taxable]:
    return [Taxable(D(amount), rate) for amount in amounts]


lines = st.lists(st.builds(Taxable, signed_cents | cents.map(lambda amount: amount / 1000).map(rounded), gst_rates))


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "amount"),
    [
        ("2", "100.0000", "0", "200.00"),
        ("3", "33.3333", "0", "100.00"),
        ("1", "0.0050", "0", "0.01"),
        ("1", "0.0100", "50.00", "0.01"),
        ("1.5", "3.3333", "10.00", "4.50"),
        ("7", "9.9900", "100.00", "0.00"),
        ("999999.999", "9999999.9999", "12.34", "8765999991146.34"),
    ],
)
def test_a_line_is_rounded_once_to_the_cent(quantity: str, price: str, discount: str, amount: str) -> None:
    assert str(line_amount(D(quantity), D(price), D(discount))) == amount


@given(quantities, prices, discounts)
def test_a_line_is_within_half_a_cent_of_what_it_is(quantity: Decimal, price: Decimal, discount: Decimal) -> None:
    exact = quantity * price * (100 - discount) / 100
    assert abs(line_amount(quantity, price, discount) - exact) <= D("0.005")


@given(quantities, prices, discounts, gst_rates, st.sampled_from((1, -1)))
@example(D("999999.999"), D("9999999.9999"), D("0.00"), D("10.00"), 1)
def test_whole_numbers_come_to_the_same_as_a_line_alone(
    quantity: Decimal, price: Decimal, discount: Decimal, rate: Decimal, sign: int
) -> None:
    amount = line_amount(sign * quantity, price, discount)
    units = int(sign * quantity.scaleb(3)), int(price.scaleb(4)), int(discount.scaleb(2))
    assert in_cents(*units) == amount * 100
    assert cents_inc(*units, int(rate.scaleb(2))) == (amount + shares([Taxable(amount, rate)])[0]) * 100


def test_the_figures_of_the_counter() -> None:
    assert shares(taxed("200.00")) == (D("20.00"),)
    assert shares(taxed("300.00")) == (D("30.00"),)


def test_total_rule_rounds_once_and_the_rule_by_line_rounds_each() -> None:
    assert shares(taxed("0.05", "0.05", "0.05")) == (D("0.01"), D("0.01"), D("0.00"))
    assert shares(taxed("0.05", "0.05", "0.05"), per_line=True) == (D("0.01"), D("0.01"), D("0.01"))
    assert shares(taxed("0.04", "0.04", "0.04")) == (D("0.01"), D("0.00"), D("0.00"))
    assert shares(taxed("0.04", "0.04", "0.04"), per_line=True) == (0, 0, 0)


def test_the_largest_remainder_comes_first() -> None:
    assert shares(taxed("0.11", "0.19", "0.12")) == (D("0.01"), D("0.02"), D("0.01"))


def test_lines_that_nearly_cancel_keep_shares_of_their_own_size() -> None:
    assert shares(taxed("100.00", "-99.95")) == (D("10.00"), D("-9.99"))
    assert shares(taxed("100.00", "-100.00")) == (D("10.00"), D("-10.00"))


def test_rates_do_not_mix() -> None:
    mixed = [Taxable(D("0.05"), TEN), Taxable(D("50.00"), D(0)), Taxable(D("0.05"), D("15.00"))]
    assert shares(mixed) == (D("0.01"), D("0.00"), D("0.01"))
    assert shares([]) == ()


@given(lines)
def test_shares_add_up_to_the_gst_of_the_document(document: list[Taxable]) -> None:
    result = shares(document)
    for rate in {line.rate for line in document}:
        of_rate = [(line, gst) for line, gst in zip(document, result, strict=True) if line.rate == rate]
        assert sum(gst for _, gst in of_rate) == rounded(sum(line.amount for line, _ in of_rate) * rate / 100)


@given(lines, st.booleans())
def test_no_share_is_a_cent_off(document: list[Taxable], per_line: bool) -> None:
    for line, gst in zip(document, shares(document, per_line), strict=True):
        exact = line.amount * line.rate / 100
        assert gst == rounded(gst)
        assert abs(gst - exact) <= D("0.005") if per_line else abs(gst - exact) < D("0.01")
        assert exact or gst == 0


@given(lines, st.booleans())
@example(taxed("0.05", "0.05"), False)
@example(taxed("0.05", "-0.05"), False)
def test_a_credit_mirrors_its_invoice(document: list[Taxable], per_line: bool) -> None:
    credit = [Taxable(-line.amount, line.rate) for line in document]
    assert shares(credit, per_line) == tuple(-gst for gst in shares(document, per_line))


@given(prices, gst_rates)
def test_a_price_shown_inc_and_typed_again_is_the_same_price(price: Decimal, rate: Decimal) -> None:
    assert ex_from_inc(inc(price, rate), rate) == price


@given(cents, gst_rates)
def test_a_price_typed_inc_is_shown_inc_to_the_cent(typed: Decimal, rate: Decimal) -> None:
    ex = ex_from_inc(typed, rate)
    assert ex == rounded(ex, 4)
    assert rounded(inc(ex, rate)) == typed


def test_inc_and_ex() -> None:
    assert inc(D("100.0000"), TEN) == D("110.0000")
    assert ex_from_inc(D("99.95"), TEN) == D("90.8636")
