"""Statements: who owes how much for how long, and what they are told of it; it must not know how age is worked out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.rules import words
from app.rules.money import ZERO, rounded
from app.services.money import statements
from app.services.money.statements import DebtorOwing
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import DateField
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.window import TaskWindow
from app.ui.windows.shared import list_output
from app.ui.windows.statements import send
from app.ui.windows.statements.send import Sent

_SHOWN_HERE: Final = frozenset({"debtors", "invoices", "tenders"})
_WAYS: Final = {"print": "print", "email": "e-mail", send.NEVER: "none"}
_ON_A_ROW: Final = ("do_send", "do_print", "do_email", "do_save_pdf")


class Statements(TaskWindow):
    """The list of debtors with something open, as of a day; those who want a statement come ticked."""

    name = "statements"
    heading = "Statements"
    single = True
    help: ClassVar[str] = (
        "Every debtor with something open, by how long it has been due: current is not overdue yet, 30 is overdue by "
        "up to 30 days, 60 by up to 60, 90+ by more. Those who want a statement come ticked; Space turns a tick, "
        "Ctrl+A all of them. F12 sends each as its debtor wants it; Ctrl+M sends them by e-mail, Ctrl+S saves PDF "
        "files, Ctrl+P shows the one with the cursor. Enter opens a debtor's receipt."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        told = "The day the statement is of: 5, 5/12, -3."
        self.day = DateField("As of", told, today=context.counter.today, required=True)
        self.day.value = context.counter.today()
        self._about = Elided("What is owed", "muted")
        head = self.head_band(2)
        head.add("As &of", self.day, self._about)
        self.fields["day"] = self.day
        self.list = _list()
        self.body(self.list, style.SIZES.margin, scrolls=True)
        foot = self.foot_band()
        self._told = Elided("Ticked", "muted")
        foot.remarks.addWidget(self._told)
        self._sums = {name: foot.total(name, large=name == "Owed") for name in (*_AGES, "Unallocated", "Owed")}
        foot.add(
            self.button("do_save_pdf"), self.button("do_email"), self.button("do_print"),
            self.button("do_send", primary=True),
        )  # fmt: skip
        self.day.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.day.committed.connect(lambda _day: self.do_reload())
        self.list.ticks_changed.connect(self._follow)
        self.list.chosen.connect(lambda _row: self._follow())
        self.list.opened.connect(lambda row: self.context.desk.open("receipts", debtor_id=row.debtor_id))
        self._read_again(first=True)

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def as_of(self) -> dt.date:
        """The day the statements are of."""
        day: dt.date = self.day.value or self.context.counter.today()
        return day

    def do_reload(self) -> None:
        """F5: read everything again; another day ticks anew."""
        self._read_again(first=False)

    def _read_again(self, *, first: bool) -> None:
        rows = self.read(lambda: statements.owing(self.context.counter, self.as_of))
        if rows is None:
            return
        known = {row.debtor_id for row in self.list.rows.records}
        ticked = {row.debtor_id for row in self.list.ticked()}
        self.list.show_records(rows)
        fresh = (row for row in rows if row.debtor_id not in known and row.statement_by != send.NEVER)
        self.list.tick([*(row for row in rows if row.debtor_id in ticked), *fresh])
        overdue = _sum(row.overdue for row in rows)
        self._about.tell(f"{words.counted(len(rows), 'debtor')}, {words.money(overdue)} overdue")
        for name, part in _AGES.items():
            self._sums[name].setText(words.money(_sum(part(row) for row in rows)))
        self._sums["Unallocated"].setText(words.money(_sum(row.unallocated for row in rows)))
        self._sums["Owed"].setText(words.money(_sum(row.total for row in rows)))
        if first:
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._follow()

    def _follow(self) -> None:
        ticked = self.list.ticked()
        for slot in _ON_A_ROW:
            self.action(slot).setEnabled(bool(ticked) or self.list.current() is not None)
        mailed = sum(row.statement_by == "email" for row in ticked)
        self._told.tell(
            f"{words.counted(len(ticked), 'debtor')} ticked, {mailed} by e-mail" if ticked else "None is ticked"
        )

    def focus_first(self) -> None:
        """The cursor goes into the list."""
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_changed(self, words: frozenset[str]) -> None:
        """Somebody charged, paid, or changed a card."""
        if words & _SHOWN_HERE:
            self.do_reload()

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_send(self) -> None:
        """F12: what is ticked, each as its debtor wants it."""
        self._go(send.by_wish)

    def do_email(self) -> None:
        """Ctrl+M: what is ticked, by e-mail."""
        self._go(send.by_mail)

    def do_save_pdf(self) -> None:
        """Ctrl+S: what is ticked, as PDF files."""
        self._go(send.as_files)

    def do_print(self) -> None:
        """Ctrl+P: the statement of the row with the cursor; from there it is printed, saved or e-mailed."""
        row: DebtorOwing | None = self.list.current()
        if row is None:
            self.say("Nobody owes anything on that day. Choose another one.", "refused")
            return
        self.read(lambda: send.show(self.context, row, self.as_of, self))

    def do_export(self) -> None:
        """Ctrl+E: the list as a CSV file."""
        list_output.export(self, self.list, f"Debtors by age {self.as_of.isoformat()}")

    def do_back(self) -> None:
        """Esc: from the list to the day, and back."""
        at_list = QApplication.focusWidget() is self.list.table
        (self.day if at_list else self.list.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self, way: Callable[[Context, Sequence[DebtorOwing], dt.date], Sent]) -> None:
        rows = self.list.ticked()
        if not rows:
            self.say("No debtor is ticked. Space ticks one, Ctrl+A all of them.", "refused")
            return
        sent = self.read(lambda: way(self.context, rows, self.as_of))
        if sent is not None:
            self.say(sent.sentence, "waits" if sent.faults else "good")


_AGES: Final[dict[str, Callable[[DebtorOwing], Decimal]]] = {
    "Current": lambda row: row.ageing.current,
    "30 days": lambda row: row.ageing.thirty,
    "60 days": lambda row: row.ageing.sixty,
    "90+ days": lambda row: row.ageing.ninety,
}


def _list() -> RecordList:
    def amount(heading: str, get: Callable[[DebtorOwing], Decimal], tone: str = "") -> Column:
        return Column(
            heading, heading, show=lambda value: words.money(value) if value else "", width=13, align="right", get=get,
            tone=lambda row: tone if get(row) else "",
        )  # fmt: skip

    made = RecordList(
        "Statements",
        (
            Column("Code", "code", width=10),
            Column("Debtor", "name", width=0),
            Column("Phone", "phone", width=14),
            *(
                amount(name, get, {"Current": "", "30 days": "waits", "60 days": "waits"}.get(name, "refused"))
                for name, get in _AGES.items()
            ),
            amount("Unallocated", lambda row: row.unallocated),
            Column("Owes", "total", show=words.money, width=13, align="right"),
            Column("Send by", "statement_by", show=lambda way: _WAYS[way], width=9),
        ),
        empty="Nobody owes anything. Ctrl+2 writes an invoice; what is charged to an account comes here.",
        ticks=True,
        key=lambda row: row.debtor_id,
    )
    made.table.setStatusTip("Space ticks, Ctrl+A all; F12 sends what is ticked. Type to filter; Enter takes a receipt.")
    return made


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, rounded(ZERO))
