"""What may still go back of the money that was paid: each dollar once, whatever is credited first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.rules.money import ZERO
from app.rules.paid_back import InvoiceMoney, may_go_back
from tests.rules.amounts import scaled

D = Decimal
FIRST, FINAL = 1, 2
amounts = scaled(2, 0, 50_000)


def test_a_final_invoice_gives_back_what_its_deposit_was_paid_with() -> None:
    family = {FIRST: InvoiceMoney(D("330.00")), FINAL: InvoiceMoney(D("0.00"), deposits={FIRST: D("330.00")})}
    assert [may_go_back(family, each) for each in (FIRST, FINAL)] == [D("330.00"), D("330.00")]
    family[FINAL] = replace(family[FINAL], refunded=D("330.00"))
    assert [may_go_back(family, each) for each in (FIRST, FINAL)] == [0, 0]


def test_its_own_money_goes_back_before_that_of_its_deposit() -> None:
    family = {
        FIRST: InvoiceMoney(D("385.00")),
        FINAL: InvoiceMoney(D("165.00"), refunded=D("200.00"), deposits={FIRST: D("165.00")}),
    }
    assert [may_go_back(family, each) for each in (FIRST, FINAL)] == [D("350.00"), D("130.00")]


@given(
    st.tuples(amounts, amounts, amounts, amounts),
    st.tuples(amounts, amounts, amounts),
    st.lists(st.tuples(st.integers(1, 4), amounts), max_size=12),
)
def test_no_more_goes_back_than_was_paid(
    money: tuple[Decimal, ...], used: tuple[Decimal, ...], asked: list[tuple[int, Decimal]]
) -> None:
    deposits = {3: {1: used[0], 2: used[1]}, 4: {1: used[2]}}
    family = {key: InvoiceMoney(paid, deposits=deposits.get(key, {})) for key, paid in enumerate(money, start=1)}
    for key, wanted in asked:
        most = may_go_back(family, key)
        assert most >= 0
        family[key] = replace(family[key], refunded=family[key].refunded + min(wanted, most))
    assert sum((each.refunded for each in family.values()), ZERO) <= sum(money, ZERO)
