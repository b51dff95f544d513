"""Any day at the counter: whatever is done in whatever order, every statement about the books holds after each step."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app import models
from app.rules import invoicing as typing_rules
from app.rules.drafts import OrderDraft
from app.rules.faults import Refused
from app.rules.rows import OpeningStockRow
from app.rules.stocktaking import AdjustmentDraft, AdjustmentLine, Scope
from app.services import backorder_lists, backorders, check, importing, lookup, supersession
from app.services import settings as shop_settings
from app.services.buying import ordering, receiving
from app.services.masters import parts
from app.services.sales import invoicing
from app.services.stock import adjusting, counting, stocktakes
from tests.services.any_shop import AnyShop, D, few, pick, sayings, some_lines, which_debtor


class AnyDay(AnyShop):
    """Everything that people do in one shop."""

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
            gone = min(quantity, line.open)
            self.asked(lambda said: backorders.cancel(self.counter, line.id, gone, "bought elsewhere", said))

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

    @rule(by=st.sampled_from(["NEW-1", "NEW-1", "", "GONE"]))
    def supersede(self, by: str) -> None:
        """The first part is superseded by the one of the other supplier, by nothing, or by none in the books."""
        card = parts.open_card(self.counter, self.parts[0].id)
        parts.save(self.counter, replace(card, superseded_by=by), card)

    @rule(how=st.sampled_from(["ask", "always", "never"]))
    def who_waits_for_old_numbers(self, how: str) -> None:
        shop_settings.save(self.counter, {"backorders_of_old_numbers": how})

    @rule(which=pick)
    def take_the_other_number(self, which: int) -> None:
        if line := self.waiting(which):
            self.try_to(
                lambda _: supersession.take_other(self.counter, line.id),
                "Nothing takes the place of",
                f"{self.parts[0].number}: ",
                f"{self.parts[3].number}: ",
            )

    # ---- buying ----

    def stock_orders(self, status: str) -> list[int]:
        with self.counter.db.read() as session:
            with_status = select(models.StockOrder.id).where(models.StockOrder.status == status)
            return list(session.scalars(with_status.order_by(models.StockOrder.id)))

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
        self.asked(lambda answers: supersession.for_ordering(self.counter, creditor.id, only_theirs, draft, answers))
        proposed = ordering.proposals(self.counter, creditor.id, only_theirs, draft)
        draft.lines += [ordering.line_from(each) for each in proposed if each.ticked]
        self.put_order(draft, send)
        assert not supersession.for_ordering(self.counter, creditor.id, only_theirs).sentence, "offered a second time"
        again = ordering.proposals(self.counter, creditor.id, only_theirs)
        assert not any(each.ticked for each in again), "proposed a second time"

    @rule(which=pick, wanted=st.lists(st.tuples(st.sampled_from([0, 0, 1, 2, 3]), few), max_size=2), send=st.booleans())
    def order_for_the_shelf(self, which: int, wanted: list[tuple[int, D]], send: bool) -> None:
        creditor = self.creditors[which % 2]
        draft = ordering.new(self.counter, creditor.id)
        draft.lines += ordering.suggest(self.counter, creditor.id, draft)
        catalogue = set()  # of which nothing is kept until some is ordered
        for part, quantity in wanted:
            found = lookup.part(self.counter, self.parts[part].id)
            catalogue |= {found.number} if found.kind == "catalogue" else set()
            draft.lines.append(ordering.line_for(self.counter, creditor, found, quantity, draft))
        self.put_order(draft, send)
        again = {line.number for line in ordering.suggest(self.counter, creditor.id)}
        assert again <= catalogue, "suggested a second time"

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
        by_new_number=st.booleans(),
    )
    def receive(
        self,
        which: int,
        came: list[tuple[int, int, bool]],
        loose: list[tuple[int, D]],
        freight: D,
        saved_first: bool,
        by_new_number: bool = False,
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
            draft.lines.append(receiving.line_for(found, quantity))
            draft.lines[-1].cost = D("47.1234")
        if by_new_number:
            new = lookup.part(self.counter, self.parts[3].id)
            while found_before := supersession.ordered_before(self.counter, draft, new):
                at = draft.lines.index(found_before[1])
                draft.lines[at] = supersession.received_as(found_before[1], new)
        draft.lines = [line for line in draft.lines if line.billed or line.received]
        if not draft.lines:
            return
        if saved_first:
            saved = receiving.save(self.counter, draft)
            draft = receiving.recall(self.counter, saved.creditor_invoice_id)
        previewed = self.asked(lambda answers: receiving.preview(self.counter, draft, answers))
        processed = self.asked(lambda answers: receiving.process(self.counter, draft, answers))
        # a server never gives the same key twice, whether the row is kept or not
        assert replace(previewed, creditor_invoice_id=processed.creditor_invoice_id) == processed

    @rule(which=st.integers(0, 3), quantity=st.integers(0, 9).map(D))
    def bring_in_opening_stock(self, which: int, quantity: D) -> None:
        row = OpeningStockRow(1, self.parts[which].number, quantity, cost=D("12.3400"))
        assert importing.bring_in(self.counter, "stock", [row]) is not None

    @rule(which=st.integers(0, 3), change=st.integers(-4, 4).map(D))
    def find_or_lose(self, which: int, change: D) -> None:
        if change:
            line = AdjustmentLine(part=lookup.part(self.counter, self.parts[which].id), change=change)
            draft = AdjustmentDraft(reason="Counted", lines=[line])
            done = self.try_to(lambda _answers: adjusting.post(self.counter, draft), "cannot be missing")
            assert done is None or adjusting.post(self.counter, draft).number == done.number, "posted twice"

    @rule()
    def make_count_sheets(self) -> None:
        self.try_to(
            lambda _answers: stocktakes.start(self.counter, Scope(), f"at {self.clock()}"), "being counted", "has a bin"
        )

    @rule(which=pick, seen=few)
    def count_and_post(self, which: int, seen: D) -> None:
        for each in stocktakes.list_stocktakes(self.counter):
            if each.status != "counting":
                continue
            counts = stocktakes.sheet(self.counter, each.stocktake_id).counts
            for at, line in enumerate(counts):
                there = seen if at == which % len(counts) else max(line.snapshot, D(0))
                counting.count(self.counter, line.line_id, there, line.counted)
            after = {
                line.part.id: line.part.on_hand + (line.variance or 0)
                for line in stocktakes.sheet(self.counter, each.stocktake_id).counts
            }
            post = partial(stocktakes.post, self.counter, each.stocktake_id, "")
            if self.try_to(post, "cannot be missing") is None:
                self.asked(partial(stocktakes.abandon, self.counter, each.stocktake_id))
            else:
                assert {part_id: lookup.part(self.counter, part_id).on_hand for part_id in after} == after

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
    def everybody_locks_in_one_order(self) -> None:
        if hasattr(self, "counter") and self.locks:
            assert self.locks.seen and not self.locks.wrong, self.locks.wrong[:3]

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
    run_state_machine_as_test(AnyDay, settings=_days(4, 16))


@pytest.mark.long
def test_many_long_days_leave_the_books_whole() -> None:
    run_state_machine_as_test(AnyDay, settings=_days(100, 50))
