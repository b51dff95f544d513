"""The Backorders window: every line that waits, narrowed as one likes, and what is done about it.

It must not know the rules of the queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rules import words
from app.services import backorder_history, backorder_lists, backorders_listed, lookup
from app.services.backorder_lists import BackorderLine
from app.services.backorders_listed import AGES, Narrowed, Narrowing
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Choice, Tick
from app.ui.kit.window import TaskWindow
from app.ui.windows.backorders import actions as backorder_actions
from app.ui.windows.backorders import done as backorders_done
from app.ui.windows.backorders import list as backorders_list
from app.ui.windows.backorders import releases
from app.ui.windows.backorders.list import options
from app.ui.windows.shared import list_output

_SHOWN_HERE: Final = frozenset({"backorders", "invoices", "stock", "orders", "receipts", "parts", "debtors"})
_BUTTONS: Final = (
    "do_cancel_backorder",
    "do_call_done",
    "do_pick_list",
    "do_handed_over",
    "do_release",
    "do_invoice",
)
_ON_A_ROW: Final = (
    *_BUTTONS,
    "do_why",
    "do_hold",
    "do_allocate",
    "do_unallocate",
    "do_priority",
    "do_promise",
    "do_special",
)


class Backorders(TaskWindow):
    """The list, why the current line stands as it does, and its history."""

    name = "backorders"
    heading = "Backorders"
    help: ClassVar[str] = (
        "Every backorder with something open. Typing filters by any word; the fields above narrow by debtor, part, "
        "supplier, state and weeks of waiting. Beneath the list stands why the current line got stock or did not, and "
        "everything that happened to it. Space ticks several for Call done, Pick list and Handed over. Ctrl+O keeps "
        "that what is ready was handed over to the customer, and pressed once more takes that back; Ctrl+R opens "
        "the next invoice of this document, debtor or all."
    )

    def __init__(
        self,
        context: Context,
        *,
        debtor_id: int | None = None,
        part_id: int | None = None,
        state: str | None = None,
        backorder_id: int | None = None,
        weeks: str | None = None,
    ) -> None:
        super().__init__(context)
        self._anything_ready = False
        self._make_head()
        self.list = backorders_list.made()
        self._about, self._why = Elided("About it", "strong"), Elided("Why")
        self.history = backorders_list.history()
        self.history.setFixedHeight(4 * style.row_height() + style.SIZES.step)
        self._make_body()
        foot = self.foot_band()
        for said in (self._about, self._why):
            said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            foot.remarks.addWidget(said)
        self._sums = {name: foot.total(name) for name in ("Debtors", "Ready inc GST")}
        foot.add(*(self.button(slot, primary=slot == "do_invoice") for slot in _BUTTONS))
        self.list.chosen.connect(lambda _line: self._follow())
        self.list.ticks_changed.connect(self._follow)
        self.list.known.connect(self._sum)
        self.list.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.list.opened.connect(lambda _line: self.do_invoice())
        self._narrow_to(debtor_id, part_id, state)
        self.weeks.value = weeks
        self.do_reload(backorder_id)

    def _make_head(self) -> None:
        self.debtor = Choice("Debtor", ((None, "all debtors"),), "Only the backorders of this debtor.")
        self.part = Choice("Part", ((None, "all parts"),), "Only the backorders of this part.")
        self.supplier = Choice("Supplier", ((None, "all suppliers"),), "Only parts that come from this supplier.")
        states = [(state, state) for state in backorders_list.STATES]
        self.state = Choice("State", ((None, "any state"), *states), "Only backorders in this state.")
        ages = [(weeks, f"{weeks} week{'' if weeks == 'under 1' else 's'}") for weeks in AGES]
        self.weeks = Choice("Waiting", ((None, "any time"), *ages), "Only those that have waited so long.")
        self.closed = Tick("Closed ones &too", "Ticked: those that are filled or cancelled as well.")
        head = self.head_band(3)
        for column, label, choice in (
            (0, "&Debtor", self.debtor),
            (0, "Part", self.part),
            (1, "&Supplier", self.supplier),
            (1, "Stat&e", self.state),
        ):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(10)
            head.add(label, choice, column=column, wide=True)
        head.add("Waiting", self.weeks, column=2, wide=True)
        head.add("", self.closed, column=2, wide=True)
        for choice in self._narrowing():
            choice.committed.connect(lambda _value: self._show())
        self.closed.committed.connect(lambda _value: self.do_reload())

    def _narrowing(self) -> tuple[Choice, ...]:
        return self.debtor, self.part, self.supplier, self.state, self.weeks

    def _make_body(self) -> None:
        inside = QWidget()
        page = style.column(style.named(inside, "Backorders"), margin=0)
        page.addWidget(self.list, 1)
        page.addWidget(self.history)
        self.body(inside, style.SIZES.margin, scrolls=True)

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    def do_reload(self, backorder_id: int | None = None) -> None:
        """F5: read everything again; filters, ticks and the current line stay."""
        counter, closed = self.context.counter, self.closed.value
        self.look(lambda: backorders_listed.narrowing(counter, closed=closed), self._narrowable, wait=True)
        self._show(backorder_id)

    def _narrowable(self, by: Narrowing | None) -> None:
        """What there is to choose from."""
        if by is not None:
            self._anything_ready = by.anything_ready
            self._offer(self.debtor, by.debtors, "all debtors")
            self._offer(self.part, by.parts, "all parts")
            self._offer(self.supplier, by.creditors, "all suppliers")
            self._follow()

    def on_changed(self, words: frozenset[str]) -> None:
        """Somebody wrote what is shown here."""
        if words & _SHOWN_HERE:
            self.do_reload()

    def focus_first(self) -> None:
        """At first sight: the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_back(self) -> None:
        """Esc: to the list; once more shows everything again."""
        if self.list.table.hasFocus():
            for choice in self._narrowing():
                choice.value = None
            self._show()
        self.focus_first()

    def _narrow_to(self, debtor_id: int | None, part_id: int | None, state: str | None) -> None:
        """What it was opened for can be chosen even while nothing of it waits."""
        counter = self.context.counter
        debtor = self.read(lambda: lookup.debtor(counter, debtor_id)) if debtor_id is not None else None
        part = self.read(lambda: lookup.part(counter, part_id)) if part_id is not None else None
        if debtor is not None:
            self._choose(self.debtor, debtor.id, debtor.name)
        if part is not None:
            self._choose(self.part, part.id, f"{part.number}  {part.description}")
        self.state.value = state

    def _choose(self, choice: Choice, value: object, said: str) -> None:
        choice.addItem(said, value)
        choice.value = value

    def _offer(self, choice: Choice, pairs: Sequence[tuple[object, str]], everything: str) -> None:
        chosen = choice.value
        kept = [(chosen, choice.currentText())] if chosen is not None else []
        choice.offer(options((*kept, *pairs), everything))
        choice.value = chosen

    def _show(self, backorder_id: int | None = None) -> None:
        narrowed = Narrowed(
            self.debtor.value,
            self.part.value,
            self.supplier.value,
            self.state.value,
            self.closed.value,
            self.weeks.value,
        )
        self.list.show_listing(backorders_listed.listing(self.context.counter, narrowed), self, key=backorder_id)
        self._sum()

    def _sum(self) -> None:
        """What the shown lines come to, when that is known."""
        sums = self.list.sums
        self._sums["Debtors"].setText("…" if sums is None else f"{sums.get('debtors', 0):,}")
        self._sums["Ready inc GST"].setText("…" if sums is None else words.money(Decimal(sums.get("ready", 0))))

    def _follow(self) -> None:
        """Why the current line stands as it does, its history, and which commands are live."""
        line = self.current()
        picked = self._picked()
        for slot in _ON_A_ROW:
            self.action(slot).setEnabled(line is not None and bool(line.open))
        self.action("do_why").setEnabled(line is not None)
        self.action("do_call_done").setEnabled(any(each.open for each in picked))
        self.action("do_pick_list").setEnabled(any(each.ready for each in picked))
        self.action("do_handed_over").setEnabled(any(each.ready for each in picked))
        self.action("do_handed_over").setText(releases.hand_over_words(undone=releases.is_all_handed_over(picked)))
        self.action("do_release").setEnabled(self._anything_ready)
        self.action("do_hold").setText("Lift hold" if line is not None and line.held else "Hold")
        counter = self.context.counter
        why = None if line is None else self.read(lambda: backorder_history.why(counter, line.id))
        history = None if line is None else self.read(lambda: backorder_history.history(counter, line.id))
        self._about.tell(backorders_list.about(line) if line is not None else "")
        self._why.tell(why or "")
        self.history.show_records(history or ())

    def current(self) -> BackorderLine | None:
        """The line with the cursor."""
        line: BackorderLine | None = self.list.current()
        return line

    @property
    def why(self) -> str:
        """The sentence at the foot."""
        return self._why.whole

    def _picked(self) -> list[BackorderLine]:
        """The ticked lines, or the current one."""
        ticked = list(self.list.ticked())
        line = self.current()
        return ticked or ([line] if line is not None else [])

    # ── what is done ──────────────────────────────────────────────────────────────────────────────────────────────

    def do_why(self) -> None:
        """F7: in one sentence, why this line got stock or did not."""
        self.say(self.why)

    def do_stock_card(self) -> None:
        """F11: the stock card of this line's part."""
        line = self.current()
        if line is None:
            super().do_stock_card()
        else:
            self.context.desk.open("parts", part_id=line.part_id)

    def do_hold(self) -> None:
        """Ctrl+H: put it on hold with a reason, or lift the hold."""
        if (line := self.current()) is not None:
            backorders_done.hold_or_lift(self, line)

    def do_priority(self) -> None:
        """Ctrl+Y: another place in the queue."""
        if (line := self.current()) is not None:
            backorders_done.priority(self, line)

    def do_promise(self) -> None:
        """Ctrl+D: until when it was promised."""
        if (line := self.current()) is not None:
            backorders_done.promise(self, line)

    def do_special(self) -> None:
        """Ctrl+S: bought for this customer, or not any more."""
        if (line := self.current()) is not None:
            backorders_done.special(self, line)

    def do_allocate(self) -> None:
        """Ctrl+Shift+A: hold free stock for it."""
        if (line := self.current()) is not None:
            backorders_done.allocate(self, line)

    def do_unallocate(self) -> None:
        """Ctrl+Shift+U: take its stock away: on hold, or to another backorder."""
        if (line := self.current()) is not None:
            counter, part_id = self.context.counter, line.part_id
            lines = self.read(lambda: backorder_lists.every(counter, part_id=part_id))
            if lines is not None:
                backorders_done.unallocate(self, line, backorders_list.others_waiting(lines, line))

    def do_take_other(self) -> None:
        """F8: it waits for the number that superseded its own, or again for the one that was ordered."""
        if (line := self.current()) is not None:
            backorders_done.take_other(self, line)

    def do_cancel_backorder(self) -> None:
        """Ctrl+Shift+Del: the customer no longer wants it, or less of it."""
        if (line := self.current()) is not None:
            backorder_actions.cancel(self, line)

    def do_call_done(self) -> None:
        """Ctrl+T: the customers of the ticked lines, or of this one, have been told."""
        if picked := [line for line in self._picked() if line.open]:
            backorder_actions.call_done(self, picked)

    def do_pick_list(self) -> None:
        """Ctrl+L: what to fetch for the ticked lines, or for this one."""
        if picked := self._picked():
            backorder_actions.pick_list(self, picked)

    def do_handed_over(self) -> None:
        """Ctrl+O: the customer has what is ready of the ticked lines, or of this one; or not after all."""
        if picked := [line for line in self._picked() if line.ready]:
            releases.hand_over(self, picked)

    def do_release(self) -> None:
        """Ctrl+R: the next invoice with all that is ready: of this document, of this debtor, or of everybody."""
        releases.release(self, self.current())

    def do_invoice(self) -> None:
        """F12 or Enter: open its next invoice with what is ready."""
        line = self.current()
        if line is not None and line.open:
            backorder_actions.invoice(self, line)

    def do_print(self) -> None:
        """Ctrl+P: the list, as it is narrowed and sorted."""
        facts = list_output.facts(self, self.list, "Backorders")
        if facts is not None:
            self.context.paper.preview(facts, self)

    def do_export(self) -> None:
        """Ctrl+E: the list as a CSV file."""
        list_output.export(self, self.list, "Backorders")
