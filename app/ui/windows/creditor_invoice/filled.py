"""Backorders have been filled: whom to call, what to pick, whom to invoice; it must not know what was received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from app.rules import words
from app.rules.facts import ListFacts
from app.rules.found import BackorderFilled
from app.services import backorder_lists
from app.services.backorder_lists import BackorderLine
from app.ui.kit import style
from app.ui.kit.flow import Flow
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.window import TaskWindow
from app.ui.windows.backorders import actions as backorder_actions
from app.ui.windows.shared.backorder_tones import TONES


@dataclass(frozen=True, slots=True)
class FilledRow:
    """Who got something from the goods, and how that backorder stands by now."""

    got: BackorderFilled
    now: BackorderLine

    @property
    def state(self) -> str:
        """Whether it can be handed over, or has been."""
        return "invoiced" if self.now.state == "filled" else self.now.state


_TONES: Final = TONES | {"on order": "waits"}
_COLUMNS: Final = (
    Column("Debtor", "debtor", get=lambda row: row.got.debtor, width=0),
    Column("Phone", "phone", get=lambda row: row.got.phone, width=14),
    Column("Document", "origin", get=lambda row: row.got.origin, width=14),
    Column("Part", "number", get=lambda row: row.got.number, width=16),
    Column("Description", "description", get=lambda row: row.got.description, width=0),
    Column("Got", "quantity", get=lambda row: row.got.quantity, show=words.quantity, width=6, align="right"),
    Column(
        "Still waiting",
        "still_waiting",
        get=lambda row: row.now.still_waiting,
        show=words.quantity,
        width=10,
        align="right",
    ),
    Column("State", "state", width=11, tone=lambda row: _TONES.get(row.state, "quiet")),
    Column("Bin", "bin", get=lambda row: row.got.bin, width=8),
    Column("Told", "told", get=lambda row: row.now.told, width=14, tone=lambda row: "good" if row.now.told else ""),
)


class FilledPage(QWidget):
    """The list that processing leaves behind; it stays until somebody goes back to an empty invoice."""

    def __init__(self, window: TaskWindow) -> None:
        super().__init__()
        style.named(self, "Backorders have been filled")
        self._window = window
        self._heading = style.label("", "heading", name="What was processed", wrap=True)
        self._also = style.label("", "muted", name="What else was done", wrap=True)
        self.list = RecordList(
            "Backorders that have been filled", _COLUMNS, key=lambda row: row.got.backorder_id,
            empty="No backorder got anything.",
        )  # fmt: skip
        self.list.table.setStatusTip("Enter invoices the debtor, Ctrl+T call done, Ctrl+L pick lists, Esc goes back.")
        self.list.opened.connect(lambda _row: self.invoice())
        page = style.column(self)
        for widget in (self._heading, self._also):
            page.addWidget(widget)
        page.addWidget(self.list, 1)
        foot = Flow()
        next_one = window.button_of_a_page("do_new", "Next creditor invoice")
        for button in (
            window.button_of_a_page("do_pick_list", "Pick lists"),
            window.button("do_call_done"),
            window.button_of_a_page("do_labels", "Labels"),
            window.button_of_a_page("do_print", "Call list"),
            next_one,
            window.button_of_a_page("do_release", "Invoice this debtor", primary=True),
        ):
            foot.addWidget(button)
        page.addLayout(foot)

    def show_filled(self, heading: str, also: Sequence[str], filled: Sequence[BackorderFilled]) -> None:
        """Show who got something, and above it what was processed."""
        self._heading.setText(f"{style.SIGNS['good']} {heading}")
        self._also.setText("  ".join(also))
        self._also.setVisible(bool(also))
        self._read(filled)
        self.list.table.setFocus()

    def read_again(self) -> None:
        """Somebody has called, invoiced or cancelled meanwhile."""
        self._read([row.got for row in self.list.rows.records])

    def call_done(self) -> None:
        """The debtor of this row has been told about everything that is there."""
        lines = [row.now for row in self._of_this_debtor() if not row.now.told]
        if lines:
            backorder_actions.call_done(self._window, lines)
        elif self.list.current() is not None:
            self._window.say(f"{self.list.current().got.debtor} has been told already.")

    def pick_lists(self) -> None:
        """A pick list for each debtor with something ready."""
        ready: dict[int, list[BackorderLine]] = {}
        for row in self.list.rows.records:
            if row.now.ready:
                ready.setdefault(row.now.debtor_id, []).append(row.now)
        if not ready:
            backorder_actions.pick_list(self._window, ())
            return
        done = 0
        for lines in ready.values():
            if not backorder_actions.pick_list(self._window, lines):
                break
            done += 1
        if done:
            self._window.say(f"{words.counted(done, 'pick list')} of {len(ready)} made.", "good")

    def invoice(self) -> None:
        """Open invoicing for the debtor of this row, with what is ready."""
        row = self.list.current()
        if row is not None:
            backorder_actions.invoice(self._window, row.now)

    def call_list(self, heading: str) -> ListFacts:
        """The list on paper."""
        return self.list.facts(heading, dated=self._window.context.counter.today())

    def _of_this_debtor(self) -> list[FilledRow]:
        row = self.list.current()
        return [each for each in self.list.rows.records if row is not None and each.now.debtor_id == row.now.debtor_id]

    def _read(self, filled: Sequence[BackorderFilled]) -> None:
        counter = self._window.context.counter
        rows = self._window.read(
            lambda: [FilledRow(each, backorder_lists.one(counter, each.backorder_id)) for each in filled]
        )
        if rows is not None:
            self.list.show_records(rows)
