"""Whether a debtor may be charged: credit limit and stop credit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.credit import over_limit, over_limit_question, refuse_stopped
from app.rules.faults import Refused
from app.rules.found import DebtorFound, DebtorKind
from app.rules.questions import GoOverCreditLimit
from tests.rules.amounts import cents, signed_cents

D = Decimal


def debtor(
    limit: str | None = "500.00", balance: str = "400.00", *, kind: DebtorKind = "account", stop: bool = False
) -> DebtorFound:
    limited = None if limit is None else D(limit)
    return DebtorFound(1, "MIL001", "Miller", kind, credit_limit=limited, balance=D(balance), stop_credit=stop)


def test_up_to_the_limit_is_not_over_it() -> None:
    assert not over_limit(D("400.00"), D("100.00"), D("500.00"))
    assert over_limit(D("400.00"), D("100.01"), D("500.00"))
    assert not over_limit(D("400.00"), D("99999.00"), None)
    assert over_limit(D("0.00"), D("0.01"), D("0.00"))


def test_who_owes_too_much_already_may_still_get_what_costs_nothing() -> None:
    assert not over_limit(D("900.00"), D("0.00"), D("500.00"))
    assert over_limit(D("900.00"), D("0.01"), D("500.00"))


@given(signed_cents, signed_cents, cents, cents)
def test_a_higher_limit_never_forbids_more(balance: Decimal, charge: Decimal, limit: Decimal, more: Decimal) -> None:
    assert over_limit(balance, charge, limit) or not over_limit(balance, charge, limit + more)


def test_over_the_limit_is_asked_with_its_figures() -> None:
    assert over_limit_question(debtor(), D("220.00")) == GoOverCreditLimit("Miller", D("500.00"), D("620.00"))
    assert over_limit_question(debtor(), D("100.00")) is None
    assert over_limit_question(debtor(limit=None), D("99999.00")) is None
    assert over_limit_question(debtor(kind="cash"), D("99999.00")) is None


def test_stop_credit_refuses_new_charges() -> None:
    with pytest.raises(Refused, match="Miller is on stop credit") as refused:
        refuse_stopped(debtor(stop=True), D("0.01"))
    assert refused.value.field == "debtor"


@pytest.mark.parametrize(
    ("of", "charge"),
    [(debtor(stop=True), "0.00"), (debtor(stop=True, kind="cash"), "10.00"), (debtor(), "10.00")],
)
def test_stop_credit_is_for_charges_to_a_stopped_account(of: DebtorFound, charge: str) -> None:
    refuse_stopped(of, D(charge))


@given(st.booleans(), signed_cents)
def test_a_stop_refuses_exactly_what_would_be_charged(stop: bool, charge: Decimal) -> None:
    try:
        refuse_stopped(debtor(stop=stop), charge)
    except Refused:
        assert stop
        assert charge > 0
    else:
        assert not stop or charge <= 0
