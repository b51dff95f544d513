"""How a cash document is paid: to the cent, or in cash to 5 c with change."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import Refused
from app.rules.questions import TENDERS, TenderKind
from app.rules.tender import Paid, due, pay
from tests.rules.amounts import cents, scaled

D = Decimal
NOTHING = D("0.00")
others: st.SearchStrategy[TenderKind] = st.sampled_from([kind for kind in TENDERS if kind != "cash"])


@pytest.mark.parametrize(
    ("total", "in_cash"),
    [("10.00", "10.00"), ("10.02", "10.00"), ("10.03", "10.05"), ("10.07", "10.05"), ("10.08", "10.10"), ("0.02", "0")],
)
def test_cash_goes_to_the_nearest_5_cents(total: str, in_cash: str) -> None:
    assert due(D(total), "cash") == D(in_cash)
    assert due(D(total), "cash", round_cash=False) == D(total)
    assert due(D(total), "EFTPOS") == D(total)


def test_change_is_what_was_given_beyond_what_is_due() -> None:
    assert pay(D("42.98"), "cash", D("50.00")) == Paid(D("43.00"), D("0.02"), D("7.00"))
    assert pay(D("42.97"), "cash", D("42.95")) == Paid(D("42.95"), D("-0.02"), NOTHING)
    assert pay(D("42.98"), "cash", D("50.00"), round_cash=False) == Paid(D("42.98"), NOTHING, D("7.02"))
    assert pay(D("42.98"), "card", D("42.98")) == Paid(D("42.98"), NOTHING, NOTHING)


@given(cents, scaled(2, 0, 100_000).map(lambda extra: extra * 5))
def test_cash_adds_up_and_can_be_counted_out(total: Decimal, extra: Decimal) -> None:
    amount = due(total, "cash")
    paid = pay(total, "cash", amount + extra)
    assert paid.amount - paid.rounding == total
    assert paid.amount + paid.change == amount + extra
    assert abs(paid.rounding) <= D("0.02")
    assert paid.amount % D("0.05") == paid.change % D("0.05") == 0


@given(cents, others)
def test_everything_but_cash_is_paid_to_the_cent(total: Decimal, kind: TenderKind) -> None:
    assert pay(total, kind, total) == Paid(total, NOTHING, NOTHING)


@pytest.mark.parametrize(
    ("kind", "given_", "sentence"),
    [
        ("cash", "40.00", "40.00 is 3.00 too little: 43.00 has to be paid. Type what the customer gives."),
        ("cash", "43.01", "43.01 is no amount of cash: the smallest coin is 5 c."),
        ("card", "42.97", "42.97 is 0.01 too little: 42.98 has to be paid."),
        ("EFTPOS", "50.00", "50.00 by EFTPOS is 7.02 too much, and only cash has change. Type 42.98."),
    ],
)
def test_what_cannot_be_paid_so_is_refused(kind: TenderKind, given_: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        pay(D("42.98"), kind, D(given_))
    assert refused.value.sentence.startswith(sentence)
    assert refused.value.field == "given"


@given(cents.filter(lambda total: total > 0), st.sampled_from(TENDERS))
def test_too_little_is_never_taken(total: Decimal, kind: TenderKind) -> None:
    short = due(total, kind) - D("0.05")
    with pytest.raises(Refused, match="too little"):
        pay(total, kind, short)
