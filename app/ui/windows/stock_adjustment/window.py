"""Stock Adjustment: what was found or lost, why, and where its value goes; it must not know how stock is moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt

from app.rules import stocktaking, words
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.rules.money import ZERO, rounded
from app.rules.questions import LeaveUnfinished
from app.rules.stocktaking import REASONS, AdjustmentDraft
from app.services import settings
from app.services.stock import adjusting
from app.services.stock.adjusting import AdjustmentListed
from app.ui.kit import dates, style
from app.ui.kit.context import Context
from app.ui.kit.drafts import Typed
from app.ui.kit.entry.fields import Choice, TextField
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records import picker
from app.ui.kit.records.lists import RecordList
from app.ui.kit.room import Stack
from app.ui.windows.shared.stock_window import StockWindow, gifts_named, gifts_said
from app.ui.windows.stock_adjustment import unfinished
from app.ui.windows.stock_adjustment.grid import AdjustmentGrid

_WIDTH: Final = 1000
_TYPED: Final = ("do_process", "do_delete_line", "do_restore_line")
_DONE: Final = (
    Column("Part", "number", width=17),
    Column("Description", "description", width=0),
    Column("Found / lost", "quantity", show=stocktaking.signed, width=11, align="right"),
    Column("Note", "note", width=30),
)
_LISTED: Final = (
    Column("Number", "number", show=str, width=9),
    Column("Date", "date", show=dates.full_day, width=12),
    Column("Reason", "reason", width=0),
    Column("Account", "account", width=24),
    Column("Lines", "lines", show=str, width=7, align="right"),
    Column("By", "operator", width=12),
)


class StockAdjustments(StockWindow):
    """One adjustment being typed, or one that was posted and is looked at."""

    name = "stock_adjustment"
    heading = "Stock Adjustment"
    help: ClassVar[str] = (
        "Type a part and how many of it were found, with a minus how many are missing; or type what lies there now. "
        "Say why; the value goes to the account for stock adjustments unless another is named. F12 posts it: what was "
        "found goes to the backorders that wait, what is missing is taken back from the last in the queue, and below "
        "what saved orders have promised it is refused. F9 shows what was posted."
    )

    def __init__(self, context: Context, adjustment_id: int | None = None) -> None:
        super().__init__(context)
        self.draft = AdjustmentDraft()
        self._shown: AdjustmentListed | None = None
        self._last: AdjustmentListed | None = None
        self._make_head()
        self._make_body()
        self._make_foot()
        self.action("do_process").setText("Post")
        self._clear()
        if adjustment_id is not None:
            self._show_posted(self.read(lambda: adjusting.listed(context.counter, adjustment_id)))

    # ── making it ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _make_head(self) -> None:
        self.reason = Choice("Reason", [(each, each) for each in REASONS], "Why is the stock corrected?")
        self.more = TextField("More about it", "In your own words, for whoever asks in a year.", longest=180)
        self._number = style.label("new", "strong", name="Adjustment no.")
        head = self.head_band(2)
        head.add("Reaso&n", self.reason)
        head.add("&More", self.more, wide=True)
        head.add("Adjustment no.", self._number, column=1)
        head.add("A&ccount", self.account, self.account_found, column=1)
        self.fields = {"reason": self.reason, "more": self.more, "account": self.account}
        self.tell_what_is_refused(self.more)

    def _make_body(self) -> None:
        self.grid: AdjustmentGrid = AdjustmentGrid(self.context, self.sees_cost)
        self.grid.told.connect(self.say)
        self.wire_grid()
        self.grid.lines_changed.connect(self._show_sums)
        self.grid.moved.connect(self._arrived)
        columns = (*_DONE[:-1], self._value_column(), _DONE[-1])
        self._became = RecordList("Lines of the posted adjustment", columns, filtered=False)
        self._became.table.setStatusTip("It is posted and cannot be changed. Ctrl+P prints it, Esc goes back.")
        self._pages = Stack()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self._became)
        self.body(self._pages)

    def _make_foot(self) -> None:
        foot = self.foot_band()
        foot.remarks.addWidget(self.remark)
        self._count = foot.total("Lines")
        self._value = foot.total("Value", large=True)
        foot.add(
            self.button("do_recall", "Posted adjustments"),
            self.button("do_new"),
            self.button("do_process", primary=True),
        )

    # ── the draft and the screen ──────────────────────────────────────────────────────────────────────────────────

    def _clear(self) -> None:
        """An empty adjustment on the screen."""
        self.draft, self._shown = AdjustmentDraft(), None
        self.reason.value, self.more.value = REASONS[0], ""
        self._number.setText("new")
        self.setWindowTitle(self.heading)
        self.show_usual_account()
        self.grid.show_draft(self.draft)
        self._turn_to(posted=False)
        self._show_sums()

    def _turn_to(self, *, posted: bool) -> None:
        self._pages.setCurrentIndex(int(posted))
        self.reason.setEnabled(not posted)
        for field in (self.more, self.account):
            field.setReadOnly(posted)
        for slot in _TYPED:
            self.action(slot).setEnabled(not posted)

    def _show_sums(self) -> None:
        lines = self.draft.filled_lines
        self._count.setText(str(len(lines)))
        seen = self.sees_cost()
        self.grid.worth = (self.read(lambda: adjusting.worth(self.context.counter, lines)) or {}) if seen else {}
        self._value.setText(words.money(sum(self.grid.worth.values(), rounded(ZERO))) if seen else "–")
        self.grid.refresh()

    def _value_column(self) -> Column:
        """What a line was worth, for those who may see it."""
        return Column(
            "Value",
            "value",
            get=lambda each: each.value if self.sees_cost() else None,
            show=words.money,
            width=11,
            align="right",
        )

    def staffed(self) -> None:
        """Values are shown to those only who may see costs."""
        if self._shown is None:
            self._show_sums()
        else:
            self._show_posted(self._shown)

    def _arrived(self, line: Any, attribute: str) -> None:
        """On the new line there is nothing but a part to type, in whatever column the cursor comes down."""
        if line is None and attribute != "part":
            self.grid.setCurrentIndex(self.grid.currentIndex().siblingAtColumn(0))
        else:
            self.show_remark(line.part if line is not None else None)

    def take_part(self, part: PartFound) -> None:
        self.grid.take_part(part)

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_process(self) -> None:
        """F12: post the adjustment."""
        try:
            self.draft.reason = stocktaking.reason(self.reason.value, self.more.value)
        except Refused as fault:
            self.refuse(fault)
            return
        self.draft.account = self.account_code
        draft = self.draft
        done = self.ask_and_call(lambda answers: adjusting.post(self.context.counter, draft, answers))
        if done is None:
            return
        self._clear()
        self._last = self.read(lambda: adjusting.listed(self.context.counter, done.adjustment_id))
        self.changed("stock", "backorders")
        value = f", value {words.money(done.value)}" if self.sees_cost() else ""
        what = f"Stock adjustment {done.number} – {words.counted(len(done.lines), 'line')}{value}."
        said = f"{what}{gifts_said(done)}{''.join(f' {each}' for each in done.notices)}"
        self.say(said, "waits" if done.withdrawn else "good")
        self.grid.start()
        self.remark.tell(gifts_named(done))

    def do_recall(self) -> None:
        """F9: look at an adjustment that was posted."""
        listed = self.read(lambda: adjusting.list_adjustments(self.context.counter))
        if listed is None:
            return
        chosen: AdjustmentListed | None = picker.pick(
            self.context,
            lambda text: [each for each in listed if _fits(each, text)],
            (*_LISTED[:-1], self._value_column(), _LISTED[-1]),
            "Posted stock adjustments",
            empty="There is no such adjustment. F12 posts one.",
            hint="Number, reason or account",
            width=_WIDTH,
        )
        if chosen is None:
            return
        if self.unfinished() is not None:
            self.context.desk.open("stock_adjustment", adjustment_id=chosen.adjustment_id)
        else:
            self._show_posted(chosen)

    def _show_posted(self, chosen: AdjustmentListed | None) -> None:
        """Look at a posted adjustment."""
        if chosen is None:
            return
        done = self.read(lambda: adjusting.posted(self.context.counter, chosen.adjustment_id))
        if done is None:
            return
        self._clear()
        self._shown = chosen
        of = f", stocktake {chosen.stocktake}" if chosen.stocktake else ""
        self._number.setText(f"{chosen.number} of {dates.full_day(chosen.date)}{of}")
        self.setWindowTitle(f"{self.heading} {chosen.number}")
        self.reason.value, self.more.value = stocktaking.parted(chosen.reason)
        code, _, name = chosen.account.partition(" ")
        self.account.value = code
        self.account_found.tell(name)
        self._became.show_records(done.lines)
        self._turn_to(posted=True)
        self._count.setText(str(len(done.lines)))
        self._value.setText(words.money(chosen.value) if self.sees_cost() else "–")
        self.remark.tell(gifts_named(done))
        self._became.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_new(self) -> None:
        """Ctrl+N: an empty screen; with lines on this one, beside it."""
        if self.unfinished() is not None:
            self.context.desk.open("stock_adjustment")
        else:
            self._clear()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_print(self) -> None:
        """Ctrl+P: the posted adjustment on the screen, or the one that was posted last."""
        shown = self._shown or (None if self.draft.filled_lines else self._last)
        if shown is None:
            self.refuse(Refused("This adjustment is not posted yet. F12 posts it; F9 shows the others."))
            return
        if self._shown is None:
            self._show_posted(shown)
        shop = self.read(lambda: settings.load(self.context.counter).shop_name)
        facts = self._became.facts(f"Stock adjustment {shown.number}", shop=shop or "", dated=shown.date)
        about = f"{shown.reason} · {shown.account} · {shown.operator}"
        self.context.paper.preview(replace(facts, about=about), self)

    def do_history(self) -> None:
        """Ctrl+H: who posted the adjustment on the screen, or the last one, and who approved of it."""
        shown = self._shown or self._last
        if shown is None:
            self.refuse(Refused("This adjustment is not posted yet. F12 posts it; F9 shows the others."))
            return
        called = f"stock adjustment {shown.number}"
        self.context.desk.open("history", subject="stock adjustment", key=shown.adjustment_id, called=called)

    def do_delete_line(self) -> None:
        """Ctrl+Del: take this line off; Ctrl+Shift+Z brings it back."""
        self.grid.delete_line()

    def do_restore_line(self) -> None:
        """Ctrl+Shift+Z: bring the line back that was deleted last."""
        self.grid.restore_line()

    def do_back(self) -> None:
        """Esc: from a posted adjustment to an empty screen, from the lines to the reason."""
        if self._shown is not None:
            self._clear()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """The reason; of a posted adjustment its lines."""
        (self._became if self._shown else self.reason).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, field: str, line: int | None = None) -> None:
        """Focus on a field of the head, or on the cell of a line."""
        found = next((each for each in self.draft.lines if each.key == line), None)
        if found is not None:
            if not self.grid.go_to(found, field):
                self.grid.go_to(found, "change")
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        elif field == "lines":
            self.grid.start()
        else:
            super().focus_field(field, line)

    def unfinished(self) -> LeaveUnfinished | None:
        """Lines that were typed and are not posted."""
        lines = len(self.draft.filled_lines)
        return LeaveUnfinished("This stock adjustment", lines) if lines else None

    def is_empty(self) -> bool:
        """No line, and the head as it was at first."""
        head = (self.reason.value, self.more.value or "", self.account_code)
        return self._shown is None and not self.draft.filled_lines and head == (REASONS[0], "", self.usual_account)

    def kept(self) -> Typed | None:
        """The adjustment, once there is a line on it."""
        if not self.draft.filled_lines:
            return None
        return unfinished.typed(self.draft, self.reason.value, self.more.value, self.account_code)

    def take_up(self, payload: str) -> Sequence[str]:
        """The adjustment as it was typed, beside what is on hand now."""
        kept, draft, remarks = unfinished.read(self.context.counter, payload)
        self.draft = draft
        self.reason.value, self.more.value = kept.reason, kept.more
        self.show_account(kept.account)
        self.grid.show_draft(draft)
        self._show_sums()
        return remarks


def _fits(each: AdjustmentListed, text: str) -> bool:
    row = f"{each.number} {each.reason} {each.account} {each.operator}".casefold()
    return all(word in row for word in text.casefold().split())
