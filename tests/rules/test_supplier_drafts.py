"""What a creditor's credit comes to: GST by rate, theirs within five cents, amounts that follow quantities."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import Refused
from app.rules.supplier_drafts import SupplierCreditLine, credit_sums, credited, refuse_wrong_gst

D = Decimal
cents = st.integers(0, 10_000_00).map(lambda amount: D(amount) / 100)
rates = st.sampled_from([D(0), D(10), D("12.50")])
lines = st.lists(st.builds(SupplierCreditLine, amount=cents, gst_rate=rates), min_size=1, max_size=6)
off = st.integers(-5, 5).map(lambda amount: D(amount) / 100)


@given(lines, off)
def test_the_shares_are_the_gst_and_the_total_is_both(
    given_lines: list[SupplierCreditLine], difference: Decimal
) -> None:
    ours = credit_sums(given_lines, None)
    theirs = credit_sums(given_lines, ours.gst + difference)
    for sums in (ours, theirs):
        assert sum(sums.shares) == sums.gst
        assert sums.total == sum(line.amount for line in given_lines) + sums.gst
        refuse_wrong_gst(sums)
    changed = [at for at, (one, two) in enumerate(zip(ours.shares, theirs.shares, strict=True)) if one != two]
    assert len(changed) == (1 if difference else 0)
    assert all(given_lines[at].amount == max(line.amount for line in given_lines) for at in changed)


@given(lines, st.sampled_from([D("-0.06"), D("0.06"), D(1)]))
def test_more_than_five_cents_off_is_refused(given_lines: list[SupplierCreditLine], difference: Decimal) -> None:
    with pytest.raises(Refused) as fault:
        refuse_wrong_gst(credit_sums(given_lines, credit_sums(given_lines, None).gst + difference))
    assert fault.value.field == "gst"


@given(cents, st.integers(1, 50), st.data())
def test_of_a_claim_the_amount_follows_the_quantity(amount: Decimal, open_quantity: int, data: st.DataObject) -> None:
    claim = SupplierCreditLine(kind="claim", open_quantity=D(open_quantity), open_amount=amount)
    quantity = D(data.draw(st.integers(0, open_quantity)))
    part = credited(claim, quantity)
    assert D(0) <= part.amount <= amount
    assert abs(part.amount - amount * quantity / open_quantity) <= D("0.005")
    assert credited(claim, D(open_quantity)).amount == amount


def test_what_is_in_words_keeps_its_amount() -> None:
    line = SupplierCreditLine(kind="other", description="Rebate", amount=D(50))
    assert (credited(line, D(3)).amount, line.name, line.blank) == (D(50), "Rebate", False)
