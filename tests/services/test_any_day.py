"""Any day at the counter: whatever is done in whatever order, every statement about the books holds after each step."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app import models
from app.rules import invoicing as typing_rules
from app.rules import tender
from app.rules.drafts import InvoiceDraft, OrderDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import DebtorFound
from app.rules.invoicing import Split
from app.rules.questions import (
    Answer,
    Answers,
    Payment,
    PutOnBackorder,
    Question,
    RecordLostSale,
    StockHasMoved,
    TakePayment,
    UseLinesTotal,
)
from app.rules.rows import OpeningStockRow
from app.services import backorder_lists, backorders, check, importing, invoicing, lookup, ordering, receiving
from app.services.counter import Counter
from tests.make import Clock, a_creditor, a_debtor, a_part, a_shop

D = Decimal
T = TypeVar("T")

pick = st.integers(0, 11)
"""Which one of what there is, counted round."""
which_part = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 4])
"""Mostly the same ones: where two want the same, something happens."""
which_debtor = st.sampled_from([0, 1, 1, 2, 3, 4])
few = st.integers(1, 6).map(D)
some_lines = st.lists(st.tuples(which_part, few), min_size=1, max_size=3)
sayings = st.sampled_from(["yes", "no", "anyway"])


class AnyDay(RuleBasedStateMachine):
    """One shop, and everything that people do in it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.saying = "yes"
        self.papers = 0
        self.left_alone: set[int] = set()
        """Parts of which somebody left something free beside a backorder, as is his right."""

    @initialize(
        below_zero=st.booleans(),
        automatic=st.sampled_from([True, True, True, False]),
        on_hand=st.lists(st.integers(0, 5), min_size=3, max_size=3),
    )
    def open_the_shop(self, below_zero: bool, automatic: bool, on_hand: list[int]) -> None:
        how = {"allow_issue_below_zero": below_zero, "allocate_automatically": automatic}
        counter = a_shop(Path(self.folder.name), **how)
        self.counter = Counter(counter.db, counter.operator, self.clock)
        self.below_zero, self.automatic = below_zero, automatic
        self.creditors = [a_creditor(self.counter, "Repco"), a_creditor(self.counter, "Bosch")]
        mine, other = (each.id for each in self.creditors)
        self.parts = [
            a_part(self.counter, "CAB-220", on_hand=on_hand[0], creditor_id=mine),
            a_part(self.counter, "HOSE", on_hand=f"{on_hand[1]}.5", creditor_id=mine, whole_units=False, pack=D(4)),
            a_part(self.counter, "OIL", on_hand=on_hand[2], creditor_id=other, no_backorders=True, price="50.00"),
            a_part(self.counter, "NEW-1", on_hand=0, creditor_id=other, kind="catalogue", minimum=D(2), maximum=D(6)),
            lookup.exact_part(self.counter, "FREIGHT")[0],
        ]
        self.debtors = [
            a_debtor(self.counter, "Asked"),
            a_debtor(self.counter, "Never asked", backorder_mode="automatic", credit_limit=D(500)),
            a_debtor(self.counter, "Without", use_backorders=False),
            a_debtor(self.counter, "Whole orders", backorder_mode="automatic", ship_rule="complete order"),
            a_debtor(self.counter, "Walk-in", kind="cash", price_at_filling="ask"),
        ]
        self.sell(1, [(0, D(on_hand[0] + 3))], "yes", False, False)
        self.sell(3, [(0, D(2)), (1, D(3))], "yes", False, True)
        self.sell(0, [(0, D(1)), (4, D(1))], "yes", False, False)

    def teardown(self) -> None:
        if hasattr(self, "counter"):
            self.counter.db.close()
        self.folder.cleanup()

    # ---- how questions are answered ----

    def answer(self, question: Question) -> Answer:
        if isinstance(question, PutOnBackorder | StockHasMoved):
            offered = [choice.value for choice in question.offered()]
            return self.saying if self.saying in offered else "yes"
        if isinstance(question, RecordLostSale):
            return "no stock" if self.saying == "yes" else "price"
        if isinstance(question, TakePayment):
            return Payment("cash", tender.due(question.total, "cash"))
        if isinstance(question, UseLinesTotal):
            return "use"
        choices = [choice.value for choice in question.offered()]
        return "yes" if "yes" in choices else choices[-1]

    def asked(self, call: Callable[[Answers], T]) -> T:
        """The call with every question answered; nobody is asked without end."""
        answers: dict[Question, Answer] = {}
        for _ in range(6):
            try:
                return call(answers)
            except Unanswered as unanswered:
                answers |= {question: self.answer(question) for question in unanswered.questions}
        raise AssertionError(f"there is no end to the questions: {list(answers)}")

    def try_to(self, call: Callable[[Answers], T], *may_be_refused: str) -> T | None:
        """The call, which may be refused in words with one of these beginnings and for no other reason."""
        try:
            return self.asked(call)
        except Refused as refused:
            if not any(words in refused.sentence for words in may_be_refused):
                raise
            return None

    def put(self, draft: InvoiceDraft, finalise: bool, *may_be_refused: str) -> bool:
        """Save or finalise, and whether that was done; the invariants look at the books afterwards."""
        write = invoicing.finalise if finalise else invoicing.save
        written = self.try_to(
            lambda answers: write(self.counter, draft, answers),
            "Nothing is supplied",
            "Nothing is entered",
            *may_be_refused,
        )
        if written is not None and finalise:
            assert invoicing.finalise(self.counter, draft, {}).number == written.number, "written twice"
        return written is not None

    # ---- what there is ----

    def debtor(self, which: int) -> DebtorFound:
        return lookup.debtor(self.counter, self.debtors[which % len(self.debtors)].id)

    def invoices(self, kind: str, *status: str) -> list[int]:
        with self.counter.db.read() as session:
            return list(
                session.scalars(
                    select(models.Invoice.id).where(models.Invoice.kind == kind, models.Invoice.status.in_(status))
                )
            )

    def recalled(self, which: int, kind: str = "invoice") -> InvoiceDraft | None:
        ids = self.invoices(kind, "saved")
        return invoicing.recall(self.counter, ids[which % len(ids)]) if ids else None

    def waiting(self, which: int) -> backorder_lists.BackorderLine | None:
        lines = backorder_lists.every(self.counter)
        return lines[which % len(lines)] if lines else None

    # ---- selling ----

    def typed(self, debtor: DebtorFound, wanted: list[tuple[int, D]], as_typed: bool) -> InvoiceDraft:
        """A draft; `as_typed` asks on leaving each cell, as the window does."""
        draft = InvoiceDraft(debtor=debtor, name="Jo Walker", phone="0400 000 000")
        for which, quantity in wanted:
            part = lookup.part(self.counter, self.parts[which % len(self.parts)].id)
            line = invoicing.line_for(self.counter, part, debtor, quantity)
            draft.lines.append(line)
            if as_typed:
                free = typing_rules.free_for(draft, line)
                found = typing_rules.shortage(debtor, line, quantity, free, below_zero=self.below_zero)
                if isinstance(found, Question):
                    draft.answers[found] = self.answer(found)
                    found = typing_rules.answered(found, draft.answers[found])
                assert isinstance(found, Split)
                typing_rules.apply(line, quantity, found)
        return draft

    @rule(who=which_debtor, wanted=some_lines, saying=sayings, as_typed=st.booleans(), finalise=st.booleans())
    def sell(self, who: int, wanted: list[tuple[int, D]], saying: str, as_typed: bool, finalise: bool) -> None:
        self.saying = saying
        self.put(self.typed(self.debtor(who), wanted, as_typed), finalise)

    @rule(who=pick, wanted=some_lines)
    def quote(self, who: int, wanted: list[tuple[int, D]]) -> None:
        draft = self.typed(self.debtor(who), wanted, False)
        draft.kind = "quote"
        self.put(draft, False)

    @rule(which=pick, saying=sayings, finalise=st.booleans())
    def quote_becomes_invoice(self, which: int, saying: str, finalise: bool) -> None:
        self.saying = saying
        if quote := self.recalled(which, "quote"):
            done = self.put(invoicing.make_invoice(self.counter, quote, {}), finalise)
            assert done != (quote.invoice_id in self.invoices("quote", "saved"))

    @rule(which=pick, line=pick, to=st.integers(0, 6).map(D), finalise=st.booleans())
    def change_supplied(self, which: int, line: int, to: D, finalise: bool) -> None:
        if draft := self.recalled(which):
            assert draft.debtor is not None
            changed = draft.lines[line % len(draft.lines)] if draft.lines else None
            if changed and changed.part and changed.part.stocked:
                try:
                    typing_rules.type_supplied(draft, changed, to, draft.debtor)
                except Refused:
                    return
                self.left_alone.add(changed.part.id)
            if not any(each.ordered == 0 for each in draft.lines):
                self.put(draft, finalise)

    @rule(which=pick, line=pick, to=st.integers(0, 6).map(D), finalise=st.booleans())
    def change_back_order(self, which: int, line: int, to: D, finalise: bool) -> None:
        if draft := self.recalled(which):
            assert draft.debtor is not None
            changed = draft.lines[line % len(draft.lines)] if draft.lines else None
            if changed and changed.part and changed.part.stocked:
                try:
                    typing_rules.type_backordered(changed, to, draft.debtor)
                except Refused:
                    return
                self.left_alone.add(changed.part.id)
            self.put(draft, finalise)

    @rule(which=pick, line=pick, finalise=st.booleans())
    def take_a_line_off(self, which: int, line: int, finalise: bool) -> None:
        if (draft := self.recalled(which)) and draft.lines:
            del draft.lines[line % len(draft.lines)]
            self.put(draft, finalise)

    @rule(which=pick, wanted=some_lines, saying=sayings, finalise=st.booleans())
    def add_lines(self, which: int, wanted: list[tuple[int, D]], saying: str, finalise: bool) -> None:
        self.saying = saying
        if draft := self.recalled(which):
            assert draft.debtor is not None
            draft.lines += self.typed(draft.debtor, wanted, False).lines
            self.put(draft, finalise)

    @rule(which=pick, finalise=st.booleans())
    def fill_on_its_own_order(self, which: int, finalise: bool) -> None:
        if draft := self.recalled(which):
            for line in draft.lines:
                if line.ready_here:
                    typing_rules.move_ready(line)
            self.put(draft, finalise)

    @rule(which=pick, who=pick, finalise=st.booleans())
    def give_it_to_another_debtor(self, which: int, who: int, finalise: bool) -> None:
        if draft := self.recalled(which):
            draft.debtor, draft.name = self.debtor(who), "Jo Walker"
            self.put(draft, finalise, "is of another debtor", "cannot be put on backorder")

    @rule(which=pick)
    def delete(self, which: int) -> None:
        ids = self.invoices("invoice", "saved") + self.invoices("quote", "saved")
        if ids:
            invoice_id = ids[which % len(ids)]
            self.asked(lambda answers: invoicing.delete(self.counter, invoice_id, answers))

    @rule(who=which_debtor, quantity=few, which=pick, came=few)
    def order_wait_receive_and_change_his_mind(self, who: int, quantity: D, which: int, came: D) -> None:
        self.sell(who, [(0, quantity)], "yes", False, False)
        self.receive(which, [(1, 1, False)], [(0, came)], D("0.00"), False)
        self.delete(which)

    @rule(which=pick)
    def change_nothing(self, which: int) -> None:
        """An order that is recalled and saved again is what it was."""
        if draft := self.recalled(which):
            assert draft.invoice_id is not None
            self.saying = "anyway"
            before = replace(draft, version=None)
            self.put(draft, False)
            after = replace(invoicing.recall(self.counter, draft.invoice_id), version=None)
            if not self.below_zero:
                assert [_figures(line) for line in after.lines] == [_figures(line) for line in before.lines]

    # ---- backorders ----

    @rule(
        who=pick, part_of_it=st.integers(1, 3), also=st.lists(st.tuples(pick, few), max_size=1), finalise=st.booleans()
    )
    def include_ready(self, who: int, part_of_it: int, also: list[tuple[int, D]], finalise: bool) -> None:
        debtor = self.debtor(who)
        lines = [each for each in backorder_lists.for_debtor(self.counter, debtor.id) if each.allocated]
        wanted = [
            (each.id, max(D(1), each.allocated // part_of_it) if each.allocated >= 1 else each.allocated)
            for each in lines
        ]
        if not wanted:
            return
        draft = self.typed(debtor, also, False)
        draft.lines += self.asked(lambda answers: invoicing.fill_lines(self.counter, debtor, wanted, answers))
        self.put(draft, finalise)

    @rule(which=pick)
    def release(self, which: int) -> None:
        ids = self.invoices("invoice", "finalised")
        if ids:
            invoice_id = ids[which % len(ids)]
            draft = self.try_to(
                lambda answers: invoicing.next_invoice(self.counter, invoice_id, answers),
                "nothing ready yet",
                "no open backorders",
            )
            if draft:
                self.put(draft, True)

    @rule(which=pick, quantity=few)
    def cancel(self, which: int, quantity: D) -> None:
        if line := self.waiting(which):
            backorders.cancel(self.counter, line.id, min(quantity, line.open), "bought elsewhere")

    @rule(which=pick)
    def hold_or_lift(self, which: int) -> None:
        if line := self.waiting(which):
            if line.held:
                backorders.lift(self.counter, line.id)
            else:
                backorders.hold(self.counter, line.id, "on holiday")

    @rule(which=pick, priority=st.integers(-2, 2), special=st.booleans())
    def matters_more(self, which: int, priority: int, special: bool) -> None:
        if line := self.waiting(which):
            backorders.set_priority(self.counter, line.id, priority)
            backorders.mark_special(self.counter, line.id, special)

    @rule(which=pick, quantity=few)
    def allocate(self, which: int, quantity: D) -> None:
        if line := self.waiting(which):
            self.try_to(
                lambda _: backorders.allocate(self.counter, line.id, quantity), "can be allocated now", "is on hold"
            )

    @rule(which=pick, quantity=few, other=st.none() | pick)
    def unallocate(self, which: int, quantity: D, other: int | None) -> None:
        held = [each for each in backorder_lists.every(self.counter) if each.allocated]
        if not held:
            return
        line = held[which % len(held)]
        others = [each for each in backorder_lists.every(self.counter, part_id=line.part_id) if each.id != line.id]
        to = others[other % len(others)].id if others and other is not None else None
        self.try_to(
            lambda _: backorders.unallocate(self.counter, line.id, min(quantity, line.allocated), "promised", to=to),
            "waits for",
            "not on hold",
        )

    # ---- buying ----

    def stock_orders(self, status: str) -> list[int]:
        with self.counter.db.read() as session:
            return list(session.scalars(select(models.StockOrder.id).where(models.StockOrder.status == status)))

    def put_order(self, draft: OrderDraft, send: bool) -> None:
        if draft.filled_lines:
            if send:
                self.asked(lambda answers: ordering.finalise(self.counter, draft, answers))
            else:
                ordering.save(self.counter, draft)

    @rule(which=pick, only_theirs=st.booleans(), send=st.booleans())
    def get_back_orders(self, which: int, only_theirs: bool, send: bool) -> None:
        creditor = self.creditors[which % 2]
        draft = ordering.new(self.counter, creditor.id)
        proposed = ordering.proposals(self.counter, creditor.id, only_theirs, draft)
        draft.lines += [ordering.line_from(each) for each in proposed if each.ticked]
        self.put_order(draft, send)
        again = ordering.proposals(self.counter, creditor.id, only_theirs)
        assert not any(each.ticked for each in again), "proposed a second time"

    @rule(which=pick, wanted=st.lists(st.tuples(st.sampled_from([0, 0, 1, 2, 3]), few), max_size=2), send=st.booleans())
    def order_for_the_shelf(self, which: int, wanted: list[tuple[int, D]], send: bool) -> None:
        creditor = self.creditors[which % 2]
        draft = ordering.new(self.counter, creditor.id)
        draft.lines += ordering.suggest(self.counter, creditor.id, draft)
        for part, quantity in wanted:
            found = lookup.part(self.counter, self.parts[part].id)
            draft.lines.append(ordering.line_for(self.counter, creditor, found, quantity, draft))
        self.put_order(draft, send)

    @rule(which=pick, quantity=few, send=st.booleans())
    def change_an_order(self, which: int, quantity: D, send: bool) -> None:
        if ids := self.stock_orders("saved"):
            draft = ordering.recall(self.counter, ids[which % len(ids)])
            draft.lines[0].quantity = quantity
            self.put_order(draft, send)

    @rule(which=pick)
    def delete_an_order(self, which: int) -> None:
        if ids := self.stock_orders("saved"):
            order_id = ids[which % len(ids)]
            self.asked(lambda answers: ordering.delete(self.counter, order_id, answers))

    @rule(which=pick)
    def close_short(self, which: int) -> None:
        if ids := self.stock_orders("finalised"):
            lines = ordering.order_lines(self.counter, ids[which % len(ids)])
            open_lines = [each.line_id for each in lines if each.outstanding]
            ordering.close_short(self.counter, ids[which % len(ids)], open_lines, "not made any more")

    @rule(
        which=pick,
        came=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.booleans()), min_size=1, max_size=3),
        loose=st.lists(st.tuples(st.sampled_from([0, 0, 0, 1, 2, 3]), few), max_size=2),
        freight=st.sampled_from([D("0.00"), D("9.95")]),
        saved_first=st.booleans(),
    )
    def receive(
        self,
        which: int,
        came: list[tuple[int, int, bool]],
        loose: list[tuple[int, D]],
        freight: D,
        saved_first: bool,
    ) -> None:
        creditor = self.creditors[which % 2]
        orders = [each.order_id for each in receiving.outstanding_orders(self.counter, creditor.id)]
        draft = receiving.new(self.counter, creditor.id, orders)
        self.papers += 1
        draft.their_number, draft.freight = f"INV-{self.papers}", freight
        for line, (billed, received, close) in zip(draft.lines, came, strict=False):
            line.billed, line.received, line.close_remainder = D(billed), D(received), close
            line.new_list_price = D(120) if close else None
        for part, quantity in loose:
            found = lookup.part(self.counter, self.parts[part].id)
            draft.lines.append(receiving.line_for(self.counter, found, quantity))
            draft.lines[-1].cost = D("47.1234")
        draft.lines = [line for line in draft.lines if line.billed or line.received]
        if not draft.lines:
            return
        if saved_first:
            saved = receiving.save(self.counter, draft)
            draft = receiving.recall(self.counter, saved.creditor_invoice_id)
        previewed = self.asked(lambda answers: receiving.preview(self.counter, draft, answers))
        processed = self.asked(lambda answers: receiving.process(self.counter, draft, answers))
        assert previewed == processed

    @rule(which=st.integers(0, 3), quantity=st.integers(0, 9).map(D))
    def bring_in_opening_stock(self, which: int, quantity: D) -> None:
        row = OpeningStockRow(1, self.parts[which].number, quantity, cost=D("12.3400"))
        assert importing.bring_in(self.counter, "stock", [row]) is not None

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.clock.go_on(hours=hours)

    # ---- what always holds ----

    @invariant()
    def the_books_hold(self) -> None:
        if hasattr(self, "counter"):
            broken = [(each.says, each.broken) for each in check.prove(self.counter) if not each.holds]
            assert not broken, broken

    @invariant()
    def nothing_is_sold_that_is_not_there(self) -> None:
        if hasattr(self, "counter") and not self.below_zero:
            for part in self.parts:
                assert lookup.part(self.counter, part.id).on_hand >= 0, part.number

    @invariant()
    def nobody_waits_beside_free_stock(self) -> None:
        if not hasattr(self, "counter") or not self.automatic:
            return
        waiting = {
            each.part_id for each in backorder_lists.every(self.counter) if not each.held and each.allocated < each.open
        }
        beside = {part_id for part_id in waiting if lookup.part(self.counter, part_id).available > 0}
        self.left_alone &= beside
        assert beside == self.left_alone


def _figures(line: object) -> tuple[object, ...]:
    names = ("ordered", "supplied", "backordered", "cancelled", "filled_here", "price", "discount", "line_id")
    return tuple(getattr(line, name) for name in names)


def _days(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


def test_any_day_leaves_the_books_whole() -> None:
    run_state_machine_as_test(AnyDay, settings=_days(15, 30))


@pytest.mark.long
def test_many_long_days_leave_the_books_whole() -> None:
    run_state_machine_as_test(AnyDay, settings=_days(400, 60))
