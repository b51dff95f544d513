"""Any sequence of sales, fills, credits, payments and undos: no cent is lost, whatever is done in whatever order."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app import models
from app.rules.deposits import Pair
from app.rules.money import rounded
from app.rules.questions import Answers
from app.rules.settling import auto_pay
from app.rules.supplier_drafts import PAID_BY, CreditorPays, PaidBy
from app.services import backorder_lists, backorders, lookup
from app.services import settings as shop_settings
from app.services.buying import claims, creditor_credits, undoing
from app.services.masters import debtors
from app.services.money import creditor_payments, day_end, receipts, statements
from app.services.money.creditor_payments import CreditorAccount
from app.services.money.receipts import OpenAccount
from app.services.sales import credits, invoicing, releasing
from tests.make import a_debtor, a_part, a_shop, given_back
from tests.services.any_shop import few
from tests.services.money import an_order_of, answering, arrive, held, owed, sold, the_books_hold
from tests.services.test_any_day import AnyDay, _days

D = Decimal
T = TypeVar("T")
pick = st.integers(0, 11)
part_of_it = st.sampled_from([D("1.00"), D("0.50"), D("0.37")])
WITH_THE_CUSTOMER = ("handed over", "with a customer already")


def some_of(whole: D, part: D) -> D:
    return max(D("0.01"), rounded(whole * part))


class AnyMoney(AnyDay):
    """Everything that people do in one shop, what is taken back of it, and what is paid for it."""

    def try_to(self, call: Callable[[Answers], T], *may_be_refused: str) -> T | None:
        """What a customer has in hand already is in many ways not somebody else's."""
        return super().try_to(call, *may_be_refused, *WITH_THE_CUSTOMER)

    @rule(which=pick, quantity=few)
    def cancel(self, which: int, quantity: D) -> None:
        if line := self.waiting(which):
            gone = min(quantity, line.open)
            self.try_to(lambda said: backorders.cancel(self.counter, line.id, gone, "bought elsewhere", said))

    @rule(which=pick)
    def delete(self, which: int) -> None:
        ids = self.invoices("invoice", "saved") + self.invoices("quote", "saved")
        if ids:
            invoice_id = ids[which % len(ids)]
            self.try_to(lambda answers: invoicing.delete(self.counter, invoice_id, answers))

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
        draft = self.try_to(
            lambda _: credits.begin(self.counter, invoice_id), "has been credited already", "has supplied nothing"
        )
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

    # ---- how deposits are charged from now on ----

    @rule(
        percent=st.sampled_from([D("100.00"), D("50.00"), D("33.33")]),
        treatment=st.sampled_from(["prepayment", "security"]),
        gst_rate=st.sampled_from([D("10.00"), D("12.50")]),
        gst_per_line=st.booleans(),
        handed_over=st.sampled_from(["do nothing", "invoice automatically"]),
    )
    def change_the_settings(self, **how: object) -> None:
        names = {"percent": "deposit_percent", "treatment": "deposit_treatment", "handed_over": "when_handed_over"}
        shop_settings.save(self.counter, {names.get(name, name): value for name, value in how.items()})

    # ---- handing over ----

    @rule(which=pick)
    def release_all_of_a_customer(self, which: int) -> None:
        ready = [each for each in releasing.ready(self.counter) if each.order_id is None]
        if ready:
            wanted = ready[which % len(ready)].wanted
            draft = self.asked(lambda said: releasing.draft(self.counter, wanted, said))
            draft.name = draft.name or "Jo Walker"
            self.put(draft, True)

    @rule(which=pick, quantity=few)
    def hand_over_to_the_customer(self, which: int, quantity: D) -> None:
        ready = [each for each in backorder_lists.ready(self.counter) if each.to_hand_over]
        if ready:
            line = ready[which % len(ready)]
            releasing.hand_over(self.counter, [line.id], quantity=min(quantity, line.to_hand_over))

    @rule(which=pick)
    def it_was_not_handed_over(self, which: int) -> None:
        marked = [each for each in backorder_lists.every(self.counter) if each.handed_over]
        if marked:
            releasing.take_mark_back(self.counter, marked[which % len(marked)].id)

    # ---- money in and out ----

    @rule(who=pick, part=part_of_it, matched=st.booleans())
    def a_debtor_pays(self, who: int, part: D, matched: bool) -> None:
        debtor = self.debtor(who)
        if debtor.balance > 0:
            amount = some_of(debtor.balance, part)
            applied = _auto_pay(receipts.account(self.counter, debtor.id), amount) if matched else ()
            draft = receipts.DebtorPays(debtor.id, amount, applied)
            posted = self.asked(lambda said: receipts.post(self.counter, draft, said))
            assert receipts.post(self.counter, draft, {}).number == posted.number, "received twice"

    @rule(who=pick)
    def match_what_is_open(self, who: int) -> None:
        debtor = self.debtor(who)
        account = self.try_to(lambda _: receipts.account(self.counter, debtor.id), "has no account")
        if account and (proposed := _auto_pay(account, D(0))):
            receipts.match(self.counter, debtor.id, proposed)
        creditor = self.creditors[who % 2]
        if proposed := _auto_pay(creditor_payments.account(self.counter, creditor.id), D(0)):
            creditor_payments.match(self.counter, creditor.id, proposed)

    @rule(who=pick)
    def the_terms_change(self, who: int) -> None:
        """An account turns cash and cash an account, whatever is open."""
        card = debtors.open_card(self.counter, self.debtor(who).id)
        debtors.save(self.counter, replace(card, kind="cash" if card.kind == "account" else "account"), card)

    @rule(which=pick, part=part_of_it, paid_by=st.sampled_from(PAID_BY), matched=st.booleans())
    def pay_a_creditor(self, which: int, part: D, paid_by: PaidBy, matched: bool) -> None:
        account = creditor_payments.account(self.counter, self.creditors[which % 2].id)
        if account.balance > 0:
            amount = some_of(account.balance, part)
            applied = _auto_pay(account, amount) if matched else ()
            draft = CreditorPays(account.creditor.id, amount, paid_by, applied)
            posted = self.try_to(lambda _: creditor_payments.post(self.counter, draft), "the smallest coin is 5 c")
            assert posted is None or creditor_payments.post(self.counter, draft) == posted, "paid twice"

    @rule(which=pick, claimed=st.booleans(), goods=st.none() | st.tuples(st.integers(0, 3), few), part=part_of_it)
    def a_creditor_credits(self, which: int, claimed: bool, goods: tuple[int, D] | None, part: D) -> None:
        creditor = self.creditors[which % 2]
        open_ones = [each.id for each in claims.listed(self.counter, creditor.id)] if claimed else []
        draft = creditor_credits.new(self.counter, creditor.id, open_ones[:2])
        for line in draft.lines:
            line.amount = some_of(line.amount, part)
        if goods:
            found = lookup.part(self.counter, self.parts[goods[0]].id)
            draft.lines.append(creditor_credits.goods_line(found, goods[1]))
        if draft.lines:
            self.papers += 1
            draft.their_number = f"CR-{self.papers}"
            posted = self.try_to(lambda said: creditor_credits.post(self.counter, draft, said), "available of")
            if posted is not None:
                assert creditor_credits.post(self.counter, draft, {}).number == posted.number, "credited twice"

    @rule(which=pick)
    def undo_a_creditor_invoice(self, which: int) -> None:
        with self.counter.db.read() as session:
            ids = session.scalars(
                select(models.CreditorInvoice.id).where(models.CreditorInvoice.status.in_(("processed", "undone")))
            ).all()
        if ids:
            invoice_id = ids[which % len(ids)]
            done = self.try_to(
                lambda said: undoing.undo(self.counter, invoice_id, "sent twice", said), "cannot be undone"
            )
            assert done is None or undoing.undo(self.counter, invoice_id, "again", {}).number == done.number

    @rule(off=st.sampled_from([D("0.00"), D("-0.05"), D("20.00")]))
    def close_the_day(self, off: D) -> None:
        taken = day_end.today(self.counter).taken
        counts = tuple(
            day_end.Count(each.kind, each.taken + (off if at == 0 else 0), "float", each.taken)
            for at, each in enumerate(taken)
        )
        draft = day_end.DayEndDraft(counts)
        closed = day_end.close(self.counter, draft)
        assert day_end.close(self.counter, draft) == closed
        assert not any(each.tenders for each in day_end.today(self.counter).taken)

    # ---- what always holds ----

    @invariant()
    def what_is_open_is_what_is_owed(self) -> None:
        if not hasattr(self, "counter"):
            return
        for each in self.debtors:
            facts = statements.facts(self.counter, each.id)
            assert owed(self.counter, each) == facts.total == facts.ageing.owed - facts.unallocated, each.name
        for creditor in self.creditors:
            account = creditor_payments.account(self.counter, creditor.id)
            with self.counter.db.read() as session:
                of = models.CreditorEntry.creditor_id == creditor.id
                entered = session.scalar(select(func.sum(models.CreditorEntry.amount)).where(of)) or D(0)
            assert account.balance == entered == sum((each.item.open for each in account.items), D(0)), creditor.name

    @invariant()
    def no_more_goes_back_than_was_paid(self) -> None:
        if not hasattr(self, "counter"):
            return
        of = models.DebtorEntry
        money = of.kind.in_(("payment", "receipt", "refund"))
        with self.counter.db.read() as session:
            kept = session.execute(select(of.debtor_id, func.sum(of.amount)).where(money).group_by(of.debtor_id)).all()
        assert all(amount <= 0 for _, amount in kept), kept

    @invariant()
    def deposits_are_held_for_what_is_waited_for(self) -> None:
        if not hasattr(self, "counter"):
            return
        row, line = models.Deposit, models.InvoiceLine
        with self.counter.db.read() as session:
            on_orders = dict(
                session.execute(
                    select(line.fills_id, func.sum(line.supplied))
                    .join(models.Invoice, models.Invoice.id == line.invoice_id)
                    .where(models.Invoice.status == "saved", line.fills_id.is_not(None))
                    .group_by(line.fills_id)
                ).all()
            )
            deposits = session.execute(
                select(row, models.Backorder.open).join(models.Backorder, models.Backorder.id == row.backorder_id)
            ).all()
        for each, still_open in deposits:
            units = each.quantity - each.applied_quantity - each.refunded_quantity
            assert units <= still_open + on_orders.get(each.backorder_id, D(0)), each.backorder_id

    @invariant()
    def nobody_is_charged_less_than_nothing(self) -> None:
        if hasattr(self, "counter"):
            with self.counter.db.read() as session:
                totals = [*session.scalars(select(models.Invoice.total)), *session.scalars(select(models.Credit.total))]
            assert all(total >= 0 for total in totals), totals


def _auto_pay(account: OpenAccount | CreditorAccount, amount: D) -> tuple[tuple[int, D], ...]:
    return tuple(auto_pay([each.item for each in account.items], amount).items())


def test_any_money_leaves_the_books_whole() -> None:
    run_state_machine_as_test(AnyMoney, settings=_days(3, 16))


@pytest.mark.long
def test_a_lot_of_money_leaves_the_books_whole() -> None:
    run_state_machine_as_test(AnyMoney, settings=_days(60, 50))


@settings(max_examples=6, deadline=None)
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
    with tempfile.TemporaryDirectory() as folder, given_back():
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
