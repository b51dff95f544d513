"""Day End: takings by tender against what was counted, the day's documents, deposits; it must not know the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import draft_codec
from app.rules import words
from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.questions import LeaveUnfinished
from app.services import accounts
from app.services.money import day_end
from app.services.money.day_end import DayEndDraft, DayEndListed, DayToClose
from app.services.sales import documents
from app.ui.kit import dates, style
from app.ui.kit.context import Context
from app.ui.kit.drafts import Typed
from app.ui.kit.drafts_books import look_whether_written
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records import picker
from app.ui.kit.records.lists import RecordList
from app.ui.kit.window import TaskWindow
from app.ui.windows.day_end.lines import CountLine, CountLines, DayTyped

_SHOWN_HERE: Final = frozenset({"invoices", "receipts", "tenders", "journal", "debtors", "creditors"})
_NOTHING = rounded(ZERO)
_MOST_SENTENCES = 3
"""So many differences of the books are told; the command `check` names them all."""

_DOCUMENTS = (
    Column("Documents", "kind", width=24),
    Column("From", "first", show=str, width=8, align="right"),
    Column("To", "last", show=str, width=8, align="right"),
    Column("Count", "count", show=str, width=7, align="right"),
    Column("GST", "gst", show=words.money, width=12, align="right"),
    Column("Total inc", "total", show=words.money, width=14, align="right"),
)
_EARLIER = (
    Column("Number", "number", show=str, width=8, align="right"),
    Column("Date", "date", show=dates.full_day, width=12),
    Column("Closed by", "operator", width=14),
    Column("Taken", "taken", show=words.money, width=13, align="right"),
    Column("Counted", "counted", show=words.money, width=13, align="right"),
)


class DayEnd(TaskWindow):
    """One count of the till being typed."""

    name = "day_end"
    heading = "Day End"
    single = True
    help: ClassVar[str] = (
        "Count each kind of tender and type what is there; F6 takes what was taken. A difference needs its reason and "
        "is posted to over or short. F12 closes the day – not while the books do not agree: what "
        "differs stands above. F9 shows earlier days, Ctrl+P prints the last one again."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._key = DayEndDraft(()).key
        self._last: int | None = None
        self._make_head()
        self.grid = CountLines()
        self.grid.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.grid.lines_changed.connect(self._sum)
        self.documents = RecordList(
            "Documents of the day", _DOCUMENTS, empty="Nothing was posted since the till was closed.", filtered=False
        )
        halves = style.named(QWidget(), "Till and documents")
        down = style.column(halves, margin=0)
        down.addWidget(self.grid, 3)
        down.addWidget(self.documents, 2)
        self.body(halves, scrolls=True)
        self._make_foot()
        self.do_reload()

    def _make_head(self) -> None:
        head = self.head_band(1)
        self._since = style.label("", "strong", name="Closed last")
        self._books = style.label("", name="The books", wrap=True)
        self._books.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.add("Since", self._since, wide=True)
        head.add("Books", self._books, wide=True)

    def _make_foot(self) -> None:
        foot = self.foot_band()
        self._deposits = style.label(role="muted", name="Deposits held", wrap=True)
        foot.remarks.addWidget(self._deposits)
        self._taken = foot.total("Taken")
        self._counted = foot.total("Counted")
        self._apart = foot.total("Difference", large=True)
        foot.add(
            self.button("do_recall", "Earlier days"),
            self.button("do_as_taken"),
            self.button("do_process", "Close the day", primary=True),
        )

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    def do_reload(self) -> None:
        """F5: how the day stands now, and whether the books agree; what was counted stays."""
        differences = self.ask_and_call(lambda _answers: accounts.differences(self.context.counter))
        if differences is not None:
            self._tell_books(differences)
        self._look()

    def on_changed(self, words: frozenset[str]) -> None:
        """Somebody sold or was paid meanwhile; to prove the books each time would hold the counter up."""
        if words & _SHOWN_HERE:
            self._look()

    def _look(self) -> None:
        day = self.read(lambda: day_end.today(self.context.counter))
        if day is not None:
            self._show(day)

    def _show(self, day: DayToClose) -> None:
        last = day.closed_last.astimezone() if day.closed_last else None
        self._since.setText(f"{dates.full_day(last)}, {last:%H:%M}" if last else "the beginning: never closed before")
        self.grid.show_taken(day.taken)
        self.documents.show_records(day.documents)
        agree = day.deposits_held == day.deposits_account
        self._deposits.setText(
            f"Deposits held {words.money(day.deposits_held)} · account Customer deposits "
            f"{words.money(day.deposits_account)} · {'they agree' if agree else 'they do not agree'}"
        )
        self._sum()

    def _tell_books(self, differences: tuple[str, ...]) -> None:
        if not differences:
            self._books.setText(f"{style.SIGNS['good']} The books agree: documents, ledgers, deposits and accounts.")
            style.mark(self._books, "good")
            return
        more = len(differences) - _MOST_SENTENCES
        rest = f" And {words.counted(more, 'difference')} more." if more > 0 else ""
        self._books.setText(f"{style.SIGNS['refused']} {' '.join(differences[:_MOST_SENTENCES])}{rest}")
        style.mark(self._books, "refused")

    def _sum(self) -> None:
        lines: Sequence[CountLine] = self.grid.lines
        apart = sum((line.difference for line in lines), _NOTHING)
        self._taken.setText(words.money(sum((line.taken.taken for line in lines), _NOTHING)))
        self._counted.setText(words.money(sum((line.counted or _NOTHING for line in lines), _NOTHING)))
        self._apart.setText(words.money(apart))
        style.mark(self._apart, "waits" if apart else "strong")

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_as_taken(self) -> None:
        """F6: what was taken is there; on the line with the cursor, else on all that nobody has counted."""
        line: CountLine | None = self.grid.current_line()
        for each in [line] if line and line.counted is None else self.grid.lines:
            if each.counted is None and each.taken.tenders:
                each.counted = each.taken.taken
        self.grid.refresh()
        self._sum()

    def do_process(self) -> None:
        """F12: close the day."""
        if self._nothing:
            self._look()  # another counter may have sold meanwhile
        if self._nothing:
            self.say("Nothing was taken or posted since the till was closed. There is no day to close.", "refused")
            return
        draft = DayEndDraft(self.grid.counts, self._key)
        closed = self.ask_and_call(lambda answers: day_end.close(self.context.counter, draft, answers))
        if closed is None:
            return
        self._key = DayEndDraft(()).key
        self._last = closed.day_end_id
        self.grid.forget()
        self.do_reload()
        self.changed("tenders", "journal")
        self.say(f"{closed.sentence}. Ctrl+P prints it.", "good" if not closed.difference else "waits")

    @property
    def _nothing(self) -> bool:
        """Whether this day has nothing in it: F12 once more does not close an empty one."""
        taken = any(line.taken.tenders for line in self.grid.lines)
        return not (taken or self.grid.counts or self.documents.shown())

    def do_recall(self) -> None:
        """F9: an earlier end of day, on paper."""
        counter = self.context.counter

        def fitting(typed: str) -> list[DayEndListed]:
            return [each for each in day_end.earlier(counter) if _fits(each, typed)]

        found: DayEndListed | None = picker.pick(
            self.context, fitting, _EARLIER, "Earlier ends of day", hint="Number, date or operator"
        )
        if found is not None:
            self._print(found.id)

    def do_print(self) -> None:
        """Ctrl+P: the sheet of the day closed last."""
        last = self._closed_last()
        if last is not None:
            self._print(last)

    def do_history(self) -> None:
        """Ctrl+H: who closed the day that was closed last, and who approved of it."""
        last = self._closed_last()
        if last is not None:
            self.context.desk.open("history", subject=day_end.KIND, key=last, called="the day closed last")

    def _closed_last(self) -> int | None:
        if self._last is not None:
            return self._last
        newest = self.read(lambda: day_end.earlier(self.context.counter, limit=1))
        if newest == ():
            self.say("No day was closed yet. F12 closes this one.", "refused")
        return newest[0].id if newest else None

    def _print(self, day_end_id: int) -> None:
        context = self.context
        facts = self.read(lambda: day_end.facts(context.counter, day_end_id))
        if facts is None:
            return
        counter = context.counter
        context.paper.preview(
            facts,
            self,
            keep=lambda how: documents.printed(counter, day_end.KIND, day_end_id, day_end.KIND, how),
        )

    # ── focus ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def refuse(self, fault: Refused) -> None:
        """A refusal names the kind of tender: the cursor goes to its count, or to its reason."""
        self._look()
        kind = fault.field.removesuffix(" reason")
        line = next((each for each in self.grid.lines if each.kind == kind), None)
        super().refuse(fault)
        if line is not None:
            self.grid.go_to(line, "reason" if fault.field.endswith(" reason") else "counted")
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """The first count."""
        self.grid.start()

    def unfinished(self) -> LeaveUnfinished | None:
        """Counts that were typed and not closed."""
        typed = len(self.grid.counts)
        return LeaveUnfinished("This day end", typed) if typed else None

    def kept(self) -> Typed | None:
        """What was counted and why it differs."""
        counted = self.grid.typed
        if not counted:
            return None
        said = [f"{each.kind} {words.money(each.counted)}" for each in counted if each.counted is not None]
        payload = draft_codec.written(DayTyped(self._key, counted))
        return Typed(payload, f"Day End: {', '.join(said)}")

    def take_up(self, payload: str) -> Sequence[str]:
        """What was counted, against what was taken until now."""
        typed = draft_codec.read(payload, DayTyped)
        look_whether_written(self.context.counter, "day end", typed)
        self._key = typed.key
        self.grid.take_up(typed.counted)
        self._sum()
        return ()


def _fits(listed: DayEndListed, typed: str) -> bool:
    about = f"{listed.number} {dates.full_day(listed.date)} {listed.operator}".casefold()
    return all(word in about for word in typed.casefold().split())
