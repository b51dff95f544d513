"""Open items inside a unit of work: the same for debtors and creditors."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app import models
from app.rules.faults import Refused
from app.rules.settling import Match
from app.services.counter import Counter
from app.services.within import settling
from app.services.within.settling import CREDITORS, DEBTORS, Ledger
from tests import make

D = Decimal
DAY = dt.date(2026, 11, 1)


def entry(session: Session, ledger: Ledger, owner: int, amount: str, days: int = 0) -> int:
    name = "debtor_id" if ledger is DEBTORS else "creditor_id"
    row = ledger.entry(kind="any", date=DAY + dt.timedelta(days), amount=D(amount), **{name: owner})
    session.add(row)
    session.flush()
    return row.id  # type: ignore[no-any-return, attr-defined]


@pytest.mark.parametrize("ledger", [DEBTORS, CREDITORS], ids=["debtors", "creditors"])
def test_a_payment_settles_charges_in_their_order_and_is_used_up(counter: Counter, ledger: Ledger) -> None:
    made = make.a_debtor(counter) if ledger is DEBTORS else make.a_creditor(counter)
    other = make.a_debtor(counter, "Other") if ledger is DEBTORS else make.a_creditor(counter, "Other")
    with counter.work() as session:
        entry(session, ledger, other.id, "500.00", -9)
        younger, older = entry(session, ledger, made.id, "30.00", 2), entry(session, ledger, made.id, "100.00")
        paid = entry(session, ledger, made.id, "-120.00", 3)
        assert settling.settle_on(session, made.id, paid, [older, younger], ledger) == D("120.00")
        left = settling.open_items(session, made.id, ledger)
        assert [(each.id, each.open) for each in left] == [(younger, D("10.00"))]
        assert settling.open_of_each(session, made.id, ledger) == {younger: D("10.00")}
        assert older not in settling.open_of_each(session, made.id, ledger)
        more = entry(session, ledger, made.id, "-25.00", 4)
        assert settling.settle_on(session, made.id, more, [younger], ledger) == D("10.00")
        assert [(each.id, each.open) for each in settling.open_items(session, made.id, ledger)] == [(more, D("-15.00"))]


def test_what_is_somebody_elses_cannot_be_settled(counter: Counter) -> None:
    mine, other = make.a_debtor(counter), make.a_debtor(counter, "Other")
    with counter.work() as session:
        charge = entry(session, DEBTORS, other.id, "30.00")
        paid = entry(session, DEBTORS, mine.id, "-30.00")
        with pytest.raises(Refused, match="not open any more"):
            settling.settle(session, mine.id, [Match(charge, paid, D("30.00"))])


def test_what_was_settled_before_counts(counter: Counter) -> None:
    mine = make.a_debtor(counter)
    with counter.work() as session:
        charge, paid = entry(session, DEBTORS, mine.id, "30.00"), entry(session, DEBTORS, mine.id, "-30.00")
        settling.settle(session, mine.id, [Match(charge, paid, D("20.00"))])
        with pytest.raises(Refused, match=r"11\.00 is more than the 10\.00"):
            settling.settle(session, mine.id, [Match(charge, paid, D("11.00"))])
        assert session.query(models.Settlement).count() == 1


def test_as_of_a_day_later_entries_and_what_they_settle_do_not_count(counter: Counter) -> None:
    mine, other = make.a_debtor(counter), make.a_debtor(counter, "Other")
    with counter.work() as session:
        charge, paid = entry(session, DEBTORS, mine.id, "30.00"), entry(session, DEBTORS, mine.id, "-30.00", 5)
        later = entry(session, DEBTORS, other.id, "7.00", 5)
        settling.settle_on(session, mine.id, paid, [charge])
        before = settling.every_open(session, as_of=DAY + dt.timedelta(4))
        assert {key: [(each.id, each.open) for each in of] for key, of in before.items()} == {
            mine.id: [(charge, D("30.00"))]
        }
        after = settling.every_open(session, as_of=DAY + dt.timedelta(5))
        assert {key: [(each.id, each.open) for each in of] for key, of in after.items()} == {
            other.id: [(later, D("7.00"))]
        }
        assert settling.every_open(session) == after
