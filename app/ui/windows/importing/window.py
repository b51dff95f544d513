"""The Import window: a file, what it holds, which column is what, and what has become of every row.

It must not know how a file is read or how rows are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.exchange.mapping import Matching, as_remembered, auto_match, headings_row, require
from app.exchange.report import write_refused_rows
from app.exchange.rows import read_rows
from app.exchange.tables import Table, open_table
from app.exchange.text_file import Row
from app.rules.faults import Refused, Unanswered, Unavailable
from app.rules.price_files import Choices, Preview, Undone
from app.rules.questions import Answer, Answers, Question
from app.rules.rows import ImportKind, ImportReport, RefusedRow
from app.services import again, importing
from app.services.price_files import bringing, matchings, past, undoing
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.room import Stack
from app.ui.kit.window import TaskWindow
from app.ui.windows.importing.choices import PartChoices
from app.ui.windows.importing.columns import ColumnChoices, FirstRows
from app.ui.windows.importing.dropped import Dropped
from app.ui.windows.importing.head import FileHead
from app.ui.windows.importing.look import Look, past_imports
from app.ui.windows.importing.staged import Staged, that_raises, until

_FILES: Final = "Tables (*.csv *.txt *.tsv *.xlsx *.xls *.ods);;All files (*)"
_CHANGES: Final[dict[ImportKind, tuple[str, ...]]] = {
    "parts": ("parts", "stock"),
    "debtors": ("debtors",),
    "creditors": ("creditors",),
    "stock": ("stock", "parts", "backorders"),
}
_LOOKED_AT = 50
_NOBODYS: Final = Choices(kind="stock")
_FAILED: Final = object()
"""What has been refused or could not be saved, and has been told."""
T = TypeVar("T")


class Importing(TaskWindow):
    """From a file to the books in one screen; the report of refused rows takes the place of the preview."""

    name = "importing"
    heading = "Import"
    single = True
    help: ClassVar[str] = (
        "Choose a file with Ctrl+O, or drop it here, and say what it holds. Columns whose headings are known are "
        "matched already; choose the others. F12 brings every good row in. The same file twice changes nothing. "
        "Opening stock sets what is on hand, and is refused for a part that has been bought or sold already. For a "
        "price file type its supplier first: columns and choices are those of the last one. F8 shows what would "
        "change and writes nothing; F9 shows the price files that came in, Ctrl+Shift+U takes the last one of this "
        "supplier back."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._table: Table | None = None
        self._first: list[Row] = []
        self._matching: Matching | None = None
        self._report: ImportReport | None = None
        self._looked: Preview | None = None
        self._staged = Staged()
        self.destroyed.connect(self._staged.close)
        self._head = self._make_head()
        self._columns = ColumnChoices()
        self._columns.changed.connect(self._matched_by_hand)
        self._choices = PartChoices()
        self._choices.value = _NOBODYS
        self._choices.of_a_supplier(False)
        self._choices.changed.connect(self._staged.close)
        self._choices.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self._look = Look(context.sees_costs)
        self._past = past_imports()
        self._preview = FirstRows()
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
        self._pages = Stack()
        match = QWidget()
        style.named(match, "Columns and first rows")
        page = QVBoxLayout(match)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(style.SIZES.gap)
        page.addWidget(self._choices)
        page.addWidget(self._columns)
        page.addWidget(self._preview, 1)
        for each in (match, self._refused, self._look, self._past):
            self._pages.addWidget(each)
        self.body(self._pages, style.SIZES.margin)
        foot = self.foot_band()
        self._remarks = style.label(wrap=True, name="Remarks")
        foot.remarks.addWidget(self._remarks)
        self._whole = style.label(wrap=True, name="Why the row was refused")
        foot.remarks.addWidget(self._whole)
        self._refused.chosen.connect(lambda row: self._whole.setText(row.sentence if row else ""))
        foot.add(
            self.button("do_choose_file"),
            self.button("do_export", "Save the list of refused rows…"),
            self.button("do_preview"),
            self.button("do_import", primary=True),
        )
        self._dropped = Dropped(self, self._take_file)
        self._clear()

    def _make_head(self) -> FileHead:
        head = FileHead(self.context, self.head_band(2))
        head.kind.committed.connect(lambda _kind: self._match(None))
        head.supplier.committed.connect(lambda _hit: self._take_supplier())
        head.supplier.refused.connect(lambda sentence: self.say(sentence, "refused"))
        head.file.committed.connect(lambda _name: self._open())
        head.headings.committed.connect(self._match)
        head.sheet.committed.connect(self._open)
        for choice in (head.delimiter, head.encoding):
            choice.committed.connect(lambda _value: self._open())
        self.fields = {
            "file": head.file,
            "delimiter": head.delimiter,
            "encoding": head.encoding,
            "sheet": head.sheet,
        }
        return head

    # ── the file ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_choose_file(self) -> None:
        """Ctrl+O: the system's file dialog, then the file's first rows."""
        path = self.context.prompter.choose_file("Choose the file to import", _FILES)
        if path is not None:
            self._take_file(path)

    def _take_file(self, path: Path) -> None:
        self._head.file.value = str(path)
        self._open()

    def do_new(self) -> None:
        """Ctrl+N: an empty screen."""
        self._head.file.value = ""
        for choice in (self._head.delimiter, self._head.encoding):
            choice.value = ""
        self._clear()
        self._head.file.setFocus()

    def _open(self, sheet: str = "") -> None:
        name, delimiter, encoding = (
            self._head.file.value.strip('"'),
            self._head.delimiter.value,
            self._head.encoding.value,
        )
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
        self._head.how.setText(f"Read as {table.how}")
        self._head.sheet.offer([(title, title) for title in table.sheets] or (("", "–"),))
        self._head.sheet.value = table.sheet
        self._head.sheet.setEnabled(len(table.sheets) > 1)
        for choice in (self._head.delimiter, self._head.encoding):
            choice.setEnabled(not table.sheets)
        self._match(None)

    def _clear(self) -> None:
        self._table, self._first, self._matching, self._report = None, [], None, None
        self._looked = None
        self._head.how.setText("")
        self._head.sheet.offer((("", "–"),))
        self._head.sheet.setEnabled(False)
        for choice in (self._head.delimiter, self._head.encoding):
            choice.setEnabled(True)
        self._staged.close()
        self._columns.hide()
        self._choices.hide()
        self._preview.clear()
        self._show_state()

    # ── the columns ───────────────────────────────────────────────────────────────────────────────────────────────

    def _match(self, headings: bool | None) -> None:
        """Match the columns anew, by their headings; None lets the rows tell whether there are any."""
        kind: ImportKind = self._head.kind.value
        self._report = None
        self._head.supplier.setEnabled(kind == "parts")
        if self._table is None:
            return
        matching = self._as_last_time() if kind == "parts" and headings is None else None
        if matching is None:
            row = headings_row(kind, self._first, headings=headings)
            names = self._first[row - 1] if row else None
            matching = Matching(kind, auto_match(kind, names) if names is not None else {}, names, row)
        self._head.headings.value = bool(matching.headings_row)
        self._columns.show_columns(kind, self._first, matching.headings, dict(matching.columns))
        self._columns.show()
        self._choices.setVisible(kind == "parts")
        self._take(matching)

    def _take_supplier(self) -> None:
        """The next file is this supplier's: columns and choices as they were for the last one."""
        hit = self._head.supplier.value
        self._head.supplier_found.tell("" if hit is None else hit.text)
        self._choices.of_a_supplier(hit is not None)
        known = None if hit is None else self.read(lambda: matchings.of_creditor(self.context.counter, hit.id))
        usual = _NOBODYS if hit is None else Choices()
        self._choices.value = known.choices if known else usual
        self._match(None)

    def _as_last_time(self) -> Matching | None:
        """The columns as in this supplier's last file, when this one has them all."""
        hit, table = self._head.supplier.value, self._table
        if hit is None or table is None:
            return None
        known = self.read(lambda: matchings.of_creditor(self.context.counter, hit.id))
        found = as_remembered("parts", table, known.columns) if known else None
        if found is not None:
            self._head.how.setText(f"Read as {table.how}; columns and choices as last time")
        return found

    def _matched_by_hand(self) -> None:
        if self._matching is not None:
            was = self._matching
            self._take(Matching(was.kind, self._columns.columns, was.headings, was.headings_row))

    def _take(self, matching: Matching) -> None:
        self._staged.close()
        self._looked = None
        self._matching = matching
        self._preview.show_rows(self._first, matching)
        self._show_state()

    def _show_state(self) -> None:
        """What is missing or left out, what may be pressed, and which page is in front."""
        self._pages.setCurrentIndex(0 if self._report is None else 1)
        self.action("do_preview").setEnabled(self._report is None and self._head.kind.value == "parts")
        self._whole.setVisible(self._report is not None and bool(self._report.refused))
        self.action("do_import").setEnabled(self._report is None)
        self.action("do_export").setEnabled(self._report is not None and bool(self._report.refused))
        remark = ""
        tone: Literal["muted", "waits", "good"] = "muted"
        if self._report is not None:
            shown = len(self._report.refused)
            cut = f"The first {shown:,} refused rows are shown; Ctrl+E saves all of them."
            more = (cut,) if self._report.refused_count > shown else ()
            remark = " ".join((self._report.summary, *self._report.remarks, *more))
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
        ready = self._ready()
        if ready is None:
            return
        table, matching = ready
        if matching.kind == "parts":
            self._bring_parts_in(table, matching)
            return

        def bring_in(progress: importing.Progress, cancelled: Callable[[], bool]) -> ImportReport | None:
            rows = until(read_rows(table, matching), cancelled)
            return importing.bring_in(self.context.counter, matching.kind, rows, progress=progress, cancelled=cancelled)

        self._finish(self._with_progress(f"Importing {table.name}", bring_in))

    def do_preview(self) -> None:
        """F8: what the price file would do; nothing is written."""
        ready = self._ready()
        if ready is None or ready[1].kind != "parts":
            return
        file = self._price_file(*ready)
        found = self._with_progress(f"Looking through {ready[0].name}", file.preview)
        if not isinstance(found, Preview):
            if found is None:
                self.say("Cancelled: nothing was looked at.", "waits")
            return
        self._looked = found
        self._look.show_preview(found)
        self.action("do_export").setEnabled(bool(found.refused_count))
        self._pages.setCurrentWidget(self._look)
        self._look.set_focus()
        self._remarks.setText("Nothing is written yet. F12 brings it in, Esc goes back to the columns.")

    def do_past(self) -> None:
        """F9: the price files of this supplier, or of everybody, that came in."""
        hit = self._head.supplier.value
        found = self.read(lambda: past.latest(self.context.counter, None if hit is None else hit.id))
        self._past.show_records(found or ())
        self._pages.setCurrentWidget(self._past)
        self._past.setFocus()

    def do_take_back(self) -> None:
        """Ctrl+Shift+U: take the last price file of this supplier back, after a question."""
        hit = self._head.supplier.value
        self._staged.close()
        creditor_id = None if hit is None else hit.id
        counter, given = self.context.counter, dict[Question, Answer]()
        if not self.ask_and_call(lambda answers: undoing.decided(counter, creditor_id, answers), given):
            return

        def take_back(progress: importing.Progress, cancelled: Callable[[], bool]) -> Undone | None:
            try:
                return undoing.undo_last(counter, creditor_id, given, progress, cancelled)
            except Unanswered:
                raise Refused(
                    "Another price file has come in meanwhile: nothing was taken back. F9 shows it."
                ) from None

        undone = self._with_progress("Taking the price file back", take_back)
        if undone is None:
            self.say("Cancelled: nothing was taken back.", "waits")
        elif undone is not _FAILED:
            self.say(undone.summary, "good")
            self.changed("parts", "stock")
            self._report = None
            self._show_state()
            self.do_past()

    def do_lookup(self) -> None:
        """F4: the suppliers."""
        self._head.supplier.setFocus()
        self._head.supplier.look_up(first=True)

    def _ready(self) -> tuple[Table, Matching] | None:
        """The file with its columns; None, and it is said, while something is missing."""
        if self._table is None or self._matching is None:
            self.refuse(Refused("There is no file yet. Choose one with Ctrl+O.", field="file"))
            return None
        try:
            require(self._matching.kind, self._matching.columns, self._matching.headings)
        except Refused as fault:
            self.say(fault.sentence, "refused")
            self._columns.choices[fault.field].setFocus()
            return None
        return self._table, self._matching

    def _price_file(self, table: Table, matching: Matching) -> bringing.PriceFile:
        """The file as it is staged; anew when anything was chosen otherwise since."""
        hit = self._head.supplier.value
        return self._staged.of(
            self.context.counter, table, matching, self._choices.value, None if hit is None else hit.id
        )

    def _bring_parts_in(self, table: Table, matching: Matching) -> None:
        file = self._price_file(table, matching)
        report = self._with_progress(f"Importing {table.name}", file.bring_in)
        if report is not _FAILED:
            self._staged.close()
            self._finish(report)

    def _with_progress(self, title: str, call: Callable[[importing.Progress, Callable[[], bool]], T]) -> T | Any:
        """What it comes to under a bar with Cancel; _FAILED when it was refused or not saved, which is told."""
        try:
            return self.context.busy.with_progress(title, lambda *told: again.while_it_may_help(lambda: call(*told)))
        except (Refused, Unavailable) as fault:
            self.ask_and_call(that_raises(fault))
            return _FAILED

    def _finish(self, report: ImportReport | Any) -> None:
        if report is None:
            self.say("Cancelled: nothing was brought in.", "waits")
        elif report is not _FAILED:
            self._show_report(report)

    def do_export(self) -> None:
        """Ctrl+E: every refused row as a CSV file, of the preview or of the import, however many are shown."""
        refused = self._every_refused()
        if refused is None:
            return
        path = self.context.prompter.choose_file(
            "Save the list of refused rows", "CSV (*.csv);;All files (*)", save_as="refused rows.csv"
        )
        if path is not None:

            def write(_answers: Answers) -> Path:
                write_refused_rows(path, refused)
                return path

            if self.ask_and_call(write):
                self.say(f"{path.name} is written.", "good")

    def _every_refused(self) -> Iterable[RefusedRow] | None:
        """Those of what is in front; None where nothing was refused."""
        if self._report is not None:
            return self._report.every_refused if self._report.refused else None
        looks = self._pages.currentWidget() is self._look and self._looked is not None
        return self._looked.every_refused if looks and self._looked and self._looked.refused_count else None

    def do_back(self) -> None:
        """Esc: from the report back to the columns, from there to the file."""
        if self._report is not None or self._pages.currentIndex():
            self._report = None
            self._show_state()
        self._head.file.setFocus()

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
            self._head.file.setFocus()
        if report.new or report.changed:
            self.changed(*_CHANGES[report.kind])
