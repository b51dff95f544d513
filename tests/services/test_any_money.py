"""Any sequence of sales, fills, cancels, credits and refunds: no cent is lost, whatever is done in whatever order."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app import models
from app.rules.deposits import Pair
from app.rules.money import rounded
from app.services import backorder_lists, backorders
from app.services.sales import credits, invoicing
from tests.make import a_debtor, a_part, a_shop
from tests.services.money import an_order_of, answering, arrive, held, owed, sold, the_books_hold
from tests.services.test_any_day import AnyDay, _days

D = Decimal
pick = st.integers(0, 11)


class AnyMoney(AnyDay):
    """Everything that people do in one shop, and what is taken back of it."""

    @rule(
        which=pick,
        takes=st.lists(st.tuples(pick, st.integers(1, 4).map(D), st.booleans()), min_size=1, max_size=2),
        again=st.sampled_from(["yes", "no"]),
        refund=st.sampled_from([D("0.00"), D("20.00"), D("9999.00")]),
    )
    def credit(self, which: int, takes: list[tuple[int, D, bool]], again: str, refund: D) -> None:
        ids = self.invoices("invoice", "finalised")
        if not ids:
            return
        invoice_id = ids[which % len(ids)]
        draft = self.try_to(lambda _: credits.begin(self.counter, invoice_id), "has been credited already")
        if draft is None:
            return
        draft.reason = "brought back"
        for place, quantity, to_stock in takes:
            line = draft.lines[place % len(draft.lines)]
            line.quantity, line.back_to_stock = min(quantity, line.can), to_stock and line.stocked
        self.saying, self.refund = again, refund
        posted = self.try_to(
            lambda said: credits.post(self.counter, draft, said), "Nothing is taken back", "was paid and not given back"
        )
        if posted is not None:
            assert credits.post(self.counter, draft, {}).number == posted.number, "credited twice"

    @rule(which=pick)
    def credit_a_fill_and_fill_it_again(self, which: int) -> None:
        with self.counter.db.read() as session:
            fills = session.scalars(
                select(models.InvoiceLine.invoice_id)
                .join(models.Invoice, models.Invoice.id == models.InvoiceLine.invoice_id)
                .where(models.InvoiceLine.fills_id.is_not(None), models.Invoice.status == "finalised")
            ).all()
        if fills:
            draft = self.try_to(
                lambda _: credits.begin(self.counter, fills[which % len(fills)]), "has been credited already"
            )
            if draft:
                draft.reason = "wrong customer"
                for line in draft.lines:
                    line.quantity = line.can
                self.saying = "yes"
                self.try_to(lambda said: credits.post(self.counter, draft, said), "was paid and not given back")

    @invariant()
    def nobody_is_charged_less_than_nothing(self) -> None:
        if hasattr(self, "counter"):
            with self.counter.db.read() as session:
                totals = [*session.scalars(select(models.Invoice.total)), *session.scalars(select(models.Credit.total))]
            assert all(total >= 0 for total in totals), totals


def test_any_money_leaves_the_books_whole() -> None:
    run_state_machine_as_test(AnyMoney, settings=_days(15, 30))


@pytest.mark.long
def test_a_lot_of_money_leaves_the_books_whole() -> None:
    run_state_machine_as_test(AnyMoney, settings=_days(400, 60))


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 3)), min_size=1, max_size=5),
    st.sampled_from(["33.3333", "0.3333", "10.05", "7.7777"]),
    st.sampled_from([D("100.00"), D("50.00"), D("33.33")]),
    st.sampled_from(["prepayment", "security"]),
)
def test_any_split_of_a_deposit_comes_to_the_same(
    steps: list[tuple[bool, int]], price: str, percent: Decimal, treatment: str
) -> None:
    """Without restores: applied + refunded = round(total × k ÷ n), all of it once nothing is open (domain 9)."""
    whole = sum(quantity for _, quantity in steps)
    with tempfile.TemporaryDirectory() as folder:
        counter = a_shop(Path(folder), charge_deposits="always", deposit_percent=percent, deposit_treatment=treatment)
        try:
            part, miller = a_part(counter, "CAB-220", on_hand=0, price=price, cost="0.1000"), a_debtor(counter)
            first = sold(counter, an_order_of(counter, miller, part, whole, 0))
            taken, gone = held(counter), 0
            for number, (fill, quantity) in enumerate(steps):
                gone += quantity
                if fill:
                    arrive(counter, part, quantity, f"R-{number}")
                    total = sold(counter, invoicing.next_invoice(counter, first.invoice_id)).total
                    assert total >= 0
                    assert percent < 100 or total == 0
                else:
                    (line,) = backorder_lists.every(counter)
                    answering(
                        lambda said, line=line, quantity=quantity: backorders.cancel(
                            counter, line.id, D(quantity), "no longer wanted", said
                        )
                    )
                used = Pair(taken.ex - held(counter).ex, taken.gst - held(counter).gst)
                assert used.ex == rounded(taken.ex * gone / whole)
                assert used.gst == rounded(taken.gst * gone / whole)
            assert held(counter) == Pair()
            the_books_hold(counter)
            assert owed(counter, miller) >= 0
        finally:
            counter.db.close()
