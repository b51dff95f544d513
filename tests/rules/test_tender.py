"""How a cash document is paid: to the cent, or in cash to 5 c with change."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import Refused
from app.rules.questions import TENDERS, Payment, TenderKind
from app.rules.tender import Paid, Tendered, due, pay, refund, rest, settles
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


def one(kind: TenderKind, given_: str) -> tuple[Payment, ...]:
    return (Payment(kind, D(given_)),)


def test_change_is_what_was_given_beyond_what_is_due() -> None:
    assert pay(D("42.98"), one("cash", "50.00")) == Paid((Tendered("cash", D("43.00"), D("50.00"), D("0.02")),), D(7))
    paid = pay(D("42.97"), one("cash", "42.95"))
    assert paid == Paid((Tendered("cash", D("42.95"), D("42.95"), D("-0.02")),), NOTHING)
    assert pay(D("42.98"), one("cash", "50.00"), round_cash=False).change == D("7.02")
    assert pay(D("42.98"), one("card", "42.98")) == Paid((Tendered("card", D("42.98"), D("42.98"), NOTHING),), NOTHING)


def test_only_the_cash_that_is_left_is_rounded() -> None:
    split = (Payment("EFTPOS", D("20.00")), Payment("cash", D("25.00")))
    assert pay(D("42.98"), split) == Paid(
        (
            Tendered("EFTPOS", D("20.00"), D("20.00"), NOTHING),
            Tendered("cash", D("23.00"), D("25.00"), D("0.02")),
        ),
        D("2.00"),
    )


def test_the_rest_is_rounded_where_it_is_paid_in_cash() -> None:
    paid = one("EFTPOS", "20.00")
    assert rest(D("42.98"), (), "cash") == D("43.00")
    assert rest(D("42.98"), (), "card") == D("42.98")
    assert rest(D("42.98"), paid, "cash") == D("23.00")
    assert rest(D("42.98"), one("cash", "20.00"), "card") == D("22.98")
    assert rest(D("42.98"), one("cash", "20.00"), "cash") == D("23.00")
    assert rest(D("42.98"), one("cash", "50.00"), "card") == NOTHING


amounts = st.lists(st.tuples(others, cents), max_size=3)


@given(cents.filter(lambda total: total > 0), amounts, st.sampled_from(TENDERS))
def test_the_rest_by_any_tender_pays_it_without_change(
    total: Decimal, ways: list[tuple[TenderKind, Decimal]], last: TenderKind
) -> None:
    payments: list[Payment] = []
    for kind, amount in ways:
        payments.append(Payment(kind, min(amount, rest(total, payments, kind))))
    paid = pay(total, (*payments, Payment(last, rest(total, payments, last))))
    assert settles(paid) == total
    assert paid.change == 0


@given(cents.filter(lambda total: total > 0), amounts, scaled(2, 0, 100_000).map(lambda extra: extra * 5))
def test_a_payment_in_many_ways_adds_up(total: Decimal, ways: list[tuple[TenderKind, Decimal]], extra: Decimal) -> None:
    payments = []
    left = total
    for kind, amount in ways:
        payments.append(Payment(kind, min(amount, left)))
        left -= payments[-1].given
    cash = due(left, "cash") + extra
    paid = pay(total, (*payments, Payment("cash", cash)))
    assert settles(paid) == total
    assert sum((each.amount for each in paid.tenders), paid.change) == total - left + cash
    assert all(each.rounding == 0 for each in paid.tenders if each.kind != "cash")
    assert paid.change % D("0.05") == 0


@pytest.mark.parametrize(
    ("payments", "sentence"),
    [
        (one("cash", "40.00"), "3.00 too little: 42.98 has to be paid. Type what the customer gives."),
        (one("cash", "43.01"), "43.01 is no amount of cash: the smallest coin is 5 c."),
        (one("card", "42.97"), "0.01 too little: 42.98 has to be paid."),
        (one("EFTPOS", "50.00"), "7.02 too much: only cash has change. Type 42.98 by EFTPOS."),
        ((), "42.98 too little"),
        (one("cash", "-5.00"), "An amount below zero cannot be handed over."),
    ],
)
def test_what_cannot_be_paid_so_is_refused(payments: tuple[Payment, ...], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        pay(D("42.98"), payments)
    assert refused.value.sentence.startswith(sentence)
    assert refused.value.field == "given"


@given(cents.filter(lambda total: total > 0), st.sampled_from(TENDERS))
def test_too_little_is_never_taken(total: Decimal, kind: TenderKind) -> None:
    short = due(total, kind) - D("0.05")
    with pytest.raises(Refused, match="too little|below zero"):
        pay(total, (Payment(kind, short),))


@pytest.mark.parametrize("kind", TENDERS)
def test_money_has_whole_cents(kind: TenderKind) -> None:
    for payments in (one(kind, "42.985"), (Payment("EFTPOS", D("20.005")), Payment(kind, D("22.975")))):
        with pytest.raises(Refused, match="whole cents"):
            pay(D("42.98"), payments, round_cash=False)
        with pytest.raises(Refused, match="whole cents"):
            refund(D("42.98"), payments, round_cash=False)


def test_a_refund_in_cash_is_what_can_be_counted_out() -> None:
    assert refund(D("42.98"), one("cash", "43.00")).tenders == (Tendered("cash", D("-43.00"), D("-43.00"), D("-0.02")),)
    assert settles(refund(D("42.98"), one("cash", "43.00"))) == D("-42.98")
    assert settles(refund(D("42.98"), one("cash", "20.00"))) == D("-20.00")
    assert settles(refund(D("42.98"), (Payment("card", D("40.00")), Payment("cash", D("3.00"))))) == D("-42.98")


@pytest.mark.parametrize("given_", ["43.05", "50.00"])
def test_no_more_goes_back_than_is_due(given_: str) -> None:
    with pytest.raises(Refused, match=r"more than 42\.98"):
        refund(D("42.98"), one("cash", given_))
