"""The Import window: a file, what it holds, which column is what, and what has become of every row.

It must not know how a file is read or how rows are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import ClassVar, Final, Literal

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.exchange.mapping import Matching, auto_match, headings_row, require
from app.exchange.report import write_refused_rows
from app.exchange.rows import read_rows
from app.exchange.tables import Table, open_table
from app.exchange.text_file import DELIMITERS, ENCODINGS, Row
from app.rules.faults import Fault, Refused, Unavailable
from app.rules.questions import Answers
from app.rules.rows import ImportKind, ImportReport, ImportRow, RefusedRow
from app.services import importing
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import Choice, TextField, Tick
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.window import TaskWindow
from app.ui.windows.importing.columns import ColumnChoices, Preview

_KINDS: Final[tuple[tuple[ImportKind, str], ...]] = (
    ("parts", "Parts"),
    ("debtors", "Debtors"),
    ("creditors", "Creditors"),
    ("stock", "Opening stock"),
)
_FILES: Final = "Tables (*.csv *.txt *.tsv *.xlsx *.xls *.ods);;All files (*)"
_CHANGES: Final[dict[ImportKind, tuple[str, ...]]] = {
    "parts": ("parts", "stock"),
    "debtors": ("debtors",),
    "creditors": ("creditors",),
    "stock": ("stock", "parts", "backorders"),
}
_LOOKED_AT = 50


class Importing(TaskWindow):
    """From a file to the books in one screen; the report of refused rows takes the place of the preview."""

    name = "importing"
    heading = "Import"
    single = True
    help: ClassVar[str] = (
        "Choose a file with Ctrl+O and say what it holds. Columns whose headings are known are matched already; choose "
        "the others. F12 brings every good row in. The same file twice changes nothing. Opening stock sets what is on "
        "hand, and is refused for a part that has been bought or sold already."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._table: Table | None = None
        self._first: list[Row] = []
        self._matching: Matching | None = None
        self._report: ImportReport | None = None
        self._make_head()
        self._columns = ColumnChoices()
        self._columns.changed.connect(self._matched_by_hand)
        self._preview = Preview()
        self._refused = RecordList(
            "Refused rows",
            (
                Column("Row", "row", width=6, align="right"),
                Column("Why", "sentence", width=70),
                Column("The row", "text", width=0),
            ),
            empty="Every row has come in. Ctrl+O chooses the next file.",
            key=lambda row: row.row,
        )
        self._pages = QStackedWidget()
        match = QWidget()
        style.named(match, "Columns and first rows")
        page = QVBoxLayout(match)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(style.SIZES.gap)
        page.addWidget(self._columns)
        page.addWidget(self._preview, 1)
        self._pages.addWidget(match)
        self._pages.addWidget(self._refused)
        self.body(self._pages, style.SIZES.margin)
        foot = self.foot_band()
        self._remarks = style.label(wrap=True, name="Remarks")
        foot.remarks.addWidget(self._remarks)
        self._whole = style.label(wrap=True, name="Why the row was refused")
        foot.remarks.addWidget(self._whole)
        self._refused.chosen.connect(lambda row: self._whole.setText(row.sentence if row else ""))
        foot.add(
            self.button("do_choose_file"),
            self.button("do_export", "Export refused rows"),
            self.button("do_import", primary=True),
        )
        self._clear()

    def _make_head(self) -> None:
        head = self.head_band(2)
        self._kind = Choice("Contents", _KINDS, "What does the file hold? Up and Down choose.")
        self._file = TextField("File", "Type the name of the file, or choose it with Ctrl+O.", longest=1000)
        self._headings = Tick("First row is headings", "Space turns it. Without headings columns go by their numbers.")
        self._delimiter = Choice(
            "Separated by",
            (("", "recognised"), *((mark, word) for mark, word in DELIMITERS)),
            "What parts the columns of a text file? Recognised unless you choose.",
        )
        self._encoding = Choice(
            "Encoding",
            (("", "recognised"), *ENCODINGS),
            "If accents look wrong, choose the encoding that the file was written in.",
        )
        self._sheet = Choice("Sheet", (("", "–"),), "Which sheet of the spreadsheet?")
        self._how = style.label("", "muted", name="How the file is read")
        head.add("&Contents", self._kind)
        head.add("&File", self._file, wide=True)
        head.add("", self._headings, self._how)
        head.add("&Separated by", self._delimiter, column=1)
        head.add("&Encoding", self._encoding, column=1)
        head.add("Shee&t", self._sheet, column=1)
        self._kind.committed.connect(lambda _kind: self._match(None))
        self._file.committed.connect(lambda _name: self._open())
        self._headings.committed.connect(self._match)
        self._sheet.committed.connect(self._open)
        for choice in (self._delimiter, self._encoding):
            choice.committed.connect(lambda _value: self._open())
        self.fields = {
            "file": self._file,
            "delimiter": self._delimiter,
            "encoding": self._encoding,
            "sheet": self._sheet,
        }

    # ── the file ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_choose_file(self) -> None:
        """Ctrl+O: the system's file dialog, then the file's first rows."""
        path = self.context.prompter.choose_file("Choose the file to import", _FILES)
        if path is not None:
            self._file.value = str(path)
            self._open()

    def do_new(self) -> None:
        """Ctrl+N: an empty screen."""
        self._file.value = ""
        for choice in (self._delimiter, self._encoding):
            choice.value = ""
        self._clear()
        self._file.setFocus()

    def _open(self, sheet: str = "") -> None:
        name, delimiter, encoding = self._file.value.strip('"'), self._delimiter.value, self._encoding.value
        self._clear()
        if not name:
            return
        table = self.ask_and_call(
            lambda _answers: open_table(Path(name), delimiter=delimiter, encoding=encoding, sheet=sheet)
        )
        if table is None:
            return
        self._table = table
        self._first = table.first(_LOOKED_AT)
        self._how.setText(f"Read as {table.how}")
        self._sheet.offer([(title, title) for title in table.sheets] or (("", "–"),))
        self._sheet.value = table.sheet
        self._sheet.setEnabled(len(table.sheets) > 1)
        for choice in (self._delimiter, self._encoding):
            choice.setEnabled(not table.sheets)
        self._match(None)

    def _clear(self) -> None:
        self._table, self._first, self._matching, self._report = None, [], None, None
        self._how.setText("")
        self._sheet.offer((("", "–"),))
        self._sheet.setEnabled(False)
        for choice in (self._delimiter, self._encoding):
            choice.setEnabled(True)
        self._columns.hide()
        self._preview.clear()
        self._show_state()

    # ── the columns ───────────────────────────────────────────────────────────────────────────────────────────────

    def _match(self, headings: bool | None) -> None:
        """Match the columns anew, by their headings; None lets the rows tell whether there are any."""
        kind: ImportKind = self._kind.value
        self._report = None
        if self._table is None:
            return
        row = headings_row(kind, self._first, headings=headings)
        self._headings.value = bool(row)
        names = self._first[row - 1] if row else None
        chosen = auto_match(kind, names) if names is not None else {}
        self._columns.show_columns(kind, self._first, names, chosen)
        self._columns.show()
        self._take(Matching(kind, chosen, names, row))

    def _matched_by_hand(self) -> None:
        if self._matching is not None:
            was = self._matching
            self._take(Matching(was.kind, self._columns.columns, was.headings, was.headings_row))

    def _take(self, matching: Matching) -> None:
        self._matching = matching
        self._preview.show_rows(self._first, matching)
        self._show_state()

    def _show_state(self) -> None:
        """What is missing or left out, what may be pressed, and which page is in front."""
        self._pages.setCurrentIndex(0 if self._report is None else 1)
        self._whole.setVisible(self._report is not None and bool(self._report.refused))
        self.action("do_import").setEnabled(self._report is None)
        self.action("do_export").setEnabled(self._report is not None and bool(self._report.refused))
        remark = ""
        tone: Literal["muted", "waits", "good"] = "muted"
        if self._report is not None:
            remark = " ".join((self._report.summary, *self._report.remarks))
            tone = "waits" if self._report.refused else "good"
        elif self._matching is not None:
            try:
                require(self._matching.kind, self._matching.columns, self._matching.headings)
                unread = self._matching.unread
                remark = f"Not read: {', '.join(unread)}." if unread else "Every column is read."
            except Refused as fault:
                remark, tone = fault.sentence, "waits"
        self._remarks.setText(f"{style.SIGNS.get(tone, '')} {remark}".strip())
        style.mark(self._remarks, tone)

    # ── bringing it in ────────────────────────────────────────────────────────────────────────────────────────────

    def do_import(self) -> None:
        """F12: bring every good row in, with a progress bar; Cancel takes everything back."""
        if self._table is None or self._matching is None:
            self.refuse(Refused("There is no file yet. Choose one with Ctrl+O.", field="file"))
            return
        table, matching = self._table, self._matching
        try:
            require(matching.kind, matching.columns, matching.headings)
        except Refused as fault:
            self.say(fault.sentence, "refused")
            self._columns.choices[fault.field].setFocus()
            return

        def bring_in(progress: importing.Progress, cancelled: Callable[[], bool]) -> ImportReport | None:
            rows = _until(read_rows(table, matching), cancelled)
            return importing.bring_in(self.context.counter, matching.kind, rows, progress=progress, cancelled=cancelled)

        try:
            report = self.context.busy.with_progress(f"Importing {table.name}", bring_in)
        except (Refused, Unavailable) as fault:
            self.ask_and_call(_that_raises(fault))
            return
        if report is None:
            self.say("Cancelled: nothing was brought in.", "waits")
            return
        self._show_report(report)

    def do_export(self) -> None:
        """Ctrl+E: the report of refused rows as a CSV file."""
        if self._report is None:
            return
        path = self.context.prompter.choose_file(
            "Export the refused rows", "CSV (*.csv);;All files (*)", save_as="refused rows.csv"
        )
        if path is not None:
            refused = self._report.refused

            def write(_answers: Answers) -> Path:
                write_refused_rows(path, refused)
                return path

            if self.ask_and_call(write):
                self.say(f"{path.name} is written.", "good")

    def do_back(self) -> None:
        """Esc: from the report back to the columns, from there to the file."""
        if self._report is not None:
            self._report = None
            self._show_state()
        self._file.setFocus()

    def focus_field(self, field: str, line: int | None = None) -> None:
        """A file is opened while its name is taken in, and Enter moves on only then: this comes after it and stands."""
        widget = self.fields.get(field)
        if widget is not None:
            QTimer.singleShot(0, widget, widget.setFocus)

    def _show_report(self, report: ImportReport) -> None:
        self._report = report
        self._refused.show_records(report.refused)
        self._show_state()
        self.say(report.summary, "waits" if report.refused else "good")
        if report.refused:
            self._refused.setFocus()
        else:
            self._file.setFocus()
        if report.new or report.changed:
            self.changed(*_CHANGES[report.kind])


def _until(rows: Iterator[ImportRow | RefusedRow], cancelled: Callable[[], bool]) -> Iterator[ImportRow | RefusedRow]:
    """The rows, as long as nobody presses Cancel."""
    for row in rows:
        if cancelled():
            return
        yield row


def _that_raises(fault: Fault) -> Callable[[Answers], None]:
    """A call that ends like the one under the progress bar did, so that its fault is told like any other.

    It is run on another thread, where nothing may be let go of that leads to a window: what the fault has come through.
    """
    bare = copy(fault)

    def call(_answers: Answers) -> None:
        raise copy(bare)

    return call
