"""Any account: however it is charged, paid and matched, its open items are its balance, and the books hold."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.rules.money import rounded
from app.rules.settling import auto_pay
from app.services import check
from app.services.masters import debtors
from app.services.money import receipts, statements
from tests import make
from tests.rules.amounts import scaled
from tests.services.owing import pay, sold
from tests.services.test_at_once import all_at_once, broken

D = Decimal
amounts = scaled(2, 1, 50_000)
steps = st.one_of(
    st.tuples(st.just("sell"), amounts, st.just(True)),
    st.tuples(st.sampled_from(["pay", "match"]), amounts, st.booleans()),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=2, max_size=8))
def test_open_items_are_the_balance_and_the_books_hold(day: list[tuple[str, Decimal, bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        counter = make.a_shop(Path(folder))
        miller = make.a_debtor(counter)
        owed = D("0.00")
        for step, amount, matched in day:
            account = receipts.account(counter, miller.id)
            if step == "sell":
                sold(counter, miller, str(amount))
                owed += amount
            elif step == "pay" and account.balance > 0:
                paid = rounded(min(amount, account.balance))
                proposed = auto_pay(account.open_items, paid) if matched else {}
                pay(counter, miller, str(paid), *((key, str(part)) for key, part in proposed.items()))
                owed -= paid
            elif step == "match" and (proposed := auto_pay(account.open_items, D(0))):
                receipts.match(counter, miller.id, tuple(proposed.items()))
            account = receipts.account(counter, miller.id)
            facts = statements.facts(counter, miller.id)
            assert sum((each.item.open for each in account.items), D(0)) == owed
            assert account.balance == debtors.balance(counter, miller.id) == owed
            assert facts.total == facts.ageing.owed - facts.unallocated == owed
        assert [each.broken for each in check.prove(counter) if not each.holds] == []
        counter.db.close()


def test_what_is_owed_is_received_at_one_counter_only(tmp_path: Path) -> None:
    counter = make.a_shop(tmp_path)
    miller = make.a_debtor(counter)
    invoice = sold(counter, miller, "110.00")
    faults = all_at_once([lambda: pay(counter, miller, "110.00", (invoice, "110.00"))] * 4)
    assert len(faults) == 3
    assert all("Miller Motors owes nothing" in str(fault) for fault in faults)
    assert debtors.balance(counter, miller.id) == 0
    assert broken(counter) == []
    counter.db.close()
