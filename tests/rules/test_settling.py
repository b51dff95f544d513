"""Which payment pays which charge: the oldest first, never more than is open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import Refused
from app.rules.settling import NEW, Match, OpenItem, auto_pay, divide, oldest_first, refuse_wrong, unallocated
from tests.rules.amounts import cents

D = Decimal
DAY = dt.date(2026, 11, 1)


def item(key: int, amount: str, left: str | None = None) -> OpenItem:
    return OpenItem(key, "any", DAY, None, D(amount), D(amount if left is None else left))


def test_the_oldest_is_paid_first_and_the_rest_goes_on() -> None:
    charges = [item(1, "100.00", "40.00"), item(2, "30.00"), item(3, "20.00")]
    assert oldest_first(charges, [item(9, "-60.00")]) == (Match(1, 9, D("40.00")), Match(2, 9, D("20.00")))


def test_two_payments_go_on_where_the_first_ended() -> None:
    found = oldest_first([item(1, "100.00")], [item(8, "-60.00"), item(9, "-60.00")])
    assert found == (Match(1, 8, D("60.00")), Match(1, 9, D("40.00")))


@given(st.lists(cents, max_size=6), st.lists(cents, max_size=6))
def test_all_that_can_be_matched_is_and_nothing_more(owed: list[Decimal], paid: list[Decimal]) -> None:
    charges = [item(key, str(amount)) for key, amount in enumerate(owed)]
    payments = [item(100 + key, str(-amount)) for key, amount in enumerate(paid)]
    matches = oldest_first(charges, payments)
    refuse_wrong([each for each in (*charges, *payments) if each.amount], matches)
    assert sum((each.amount for each in matches), D(0)) == min(sum(owed, D(0)), sum(paid, D(0)))
    assert unallocated(payments) == sum(paid, D("0.00"))


ITEMS = (item(1, "100.00", "40.00"), item(2, "30.00"), item(9, "-60.00", "-35.00"))


@pytest.mark.parametrize(
    ("matches", "sentence"),
    [
        ([Match(2, 9, D("30.01"))], "30.01 is more than the 30.00 that is open of this item."),
        ([Match(1, 9, D("30.00")), Match(2, 9, D("10.00"))], "10.00 is more than the 5.00 that is open of what pays"),
        ([Match(3, 9, D("1.00"))], "This item is not open any more."),
        ([Match(9, 2, D("1.00"))], "This item is not open any more."),
        ([Match(1, 2, D("1.00"))], "This item is not open any more."),
        ([Match(1, 9, D("0.00"))], "An amount that pays nothing"),
    ],
)
def test_what_cannot_be_matched_is_refused(matches: list[Match], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_wrong(ITEMS, matches)
    assert refused.value.sentence.startswith(sentence)
    assert refused.value.field == "matched"


def test_what_is_open_can_be_matched_to_the_cent() -> None:
    refuse_wrong(ITEMS, [Match(1, 9, D("5.00")), Match(2, 9, D("30.00"))])


def test_auto_pay_uses_earlier_credits_before_new_money() -> None:
    items = (item(1, "100.00"), item(2, "50.00"), item(9, "-30.00"))
    assert auto_pay(items, D("100.00")) == {1: D("100.00"), 9: D("30.00"), 2: D("30.00")}
    assert auto_pay(items, D("0.00")) == {1: D("30.00"), 9: D("30.00")}
    assert auto_pay((item(1, "20.00"), item(9, "-30.00")), D("5.00")) == {1: D("20.00"), 9: D("20.00")}


@given(st.lists(cents, max_size=5), st.lists(cents, max_size=5), cents)
def test_what_auto_pay_proposes_can_be_posted(owed: list[Decimal], credits: list[Decimal], amount: Decimal) -> None:
    items = [item(1 + key, str(each)) for key, each in enumerate(owed) if each]
    items += [item(100 + key, str(-each)) for key, each in enumerate(credits) if each]
    applied = auto_pay(items, amount)
    matches = divide(items, applied, amount)
    settled: dict[int, Decimal] = {}
    for each in matches:
        for key in (each.charge_id, each.payment_id):
            settled[key] = settled.get(key, D(0)) + each.amount
    assert settled.pop(NEW, D(0)) <= amount
    assert settled == applied
    assert sum((each.amount for each in matches), D(0)) == min(sum(owed, D(0)), sum(credits, D(0)) + amount)


def test_what_is_matched_by_hand_leaves_the_rest_unallocated() -> None:
    items = (item(1, "100.00"), item(2, "50.00"))
    assert divide(items, {2: D("50.00")}, D("120.00")) == (Match(2, NEW, D("50.00")),)


@pytest.mark.parametrize(
    ("applied", "sentence"),
    [
        ({1: D("100.01")}, "100.01 is more than the 100.00 that is open."),
        ({9: D("30.01")}, "30.01 is more than the 30.00 that is open."),
        ({1: D("71.00")}, "71.00 is matched, but there is only 70.00 to match. Match 1.00 less."),
        ({1: D("90.00"), 9: D("10.00")}, "90.00 is matched, but there is only 80.00 to match."),
        ({1: D("10.00"), 9: D("30.00")}, "30.00 of earlier credits is matched, but only 10.00 of what is owed."),
        ({1: D("-1.00")}, "Less than nothing"),
        ({1: D("1.005")}, "An amount has whole cents."),
        ({7: D("1.00")}, "An item is not open any more."),
    ],
)
def test_what_is_matched_wrong_by_hand_is_refused(applied: dict[int, Decimal], sentence: str) -> None:
    items = (item(1, "100.00"), item(9, "-30.00"))
    with pytest.raises(Refused) as refused:
        divide(items, applied, D("70.00"))
    assert refused.value.sentence.startswith(sentence)
    assert refused.value.field == "matched"
