"""How long something has been owed: by the day it was due."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.rules.money_facts import AgeingFacts
from app.rules.settling import OpenItem
from app.rules.statements import age, bucket, overdue

D = Decimal
TODAY = dt.date(2026, 11, 16)


def owed(amount: str, days_overdue: int) -> OpenItem:
    due = TODAY - dt.timedelta(days_overdue)
    return OpenItem(1, "invoice", due - dt.timedelta(30), due, D(amount), D(amount))


@pytest.mark.parametrize(
    ("days", "name"),
    [(-30, "current"), (0, "current"), (1, "thirty"), (30, "thirty"), (31, "sixty"), (60, "sixty"), (61, "ninety")],
)
def test_the_days_overdue_say_how_old_it_is(days: int, name: str) -> None:
    assert bucket(days) == name


def test_what_is_open_is_added_up_by_age_and_credits_are_left_out() -> None:
    part_paid = OpenItem(2, "invoice", TODAY, TODAY - dt.timedelta(45), D("100.00"), D("40.00"))
    credit = OpenItem(3, "credit", TODAY, None, D("-30.00"), D("-30.00"))
    items = (
        owed("10.00", -3),
        owed("20.00", 0),
        owed("5.00", 30),
        part_paid,
        owed("7.00", 61),
        owed("8.00", 400),
        credit,
    )
    assert age(items, TODAY) == AgeingFacts(D("30.00"), D("5.00"), D("40.00"), D("15.00"))
    assert age(items, TODAY).owed == D("90.00")


def test_what_names_no_day_was_due_at_once() -> None:
    refund = OpenItem(1, "refund", TODAY - dt.timedelta(2), None, D("1.00"), D("1.00"))
    assert overdue(refund, TODAY) == 2
