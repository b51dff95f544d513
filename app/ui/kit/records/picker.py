"""Finds one record in a window of its own: a search line, a list, a line of detail; it must not know what is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.rules.faults import Refused, Unavailable
from app.ui.kit import style
from app.ui.kit.asking.dialog import GUARD, Dialog
from app.ui.kit.context import Context
from app.ui.kit.entry.field_base import Keys, is_enter
from app.ui.kit.entry.finding import Finder, Finding
from app.ui.kit.entry.lookup_field import FINDS_AFTER
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList

PART_HINT = "Number, barcode or words of the description"
WIDTH = 820
_STEPS = (Keys.Key_Down, Keys.Key_Up, Keys.Key_PageDown, Keys.Key_PageUp)


def pick(
    context: Context,
    search: Callable[[str], Sequence[Any]],
    columns: Sequence[Column],
    title: str,
    start: str = "",
    *,
    detail: Callable[[Any], str] | None = None,
    empty: str = "",
    hint: str = PART_HINT,
    width: int = WIDTH,
    guard: int | None = None,
) -> Any:
    """Lets a person find one record; None when they go back. Never while a unit of work is open (RuntimeError).

    Opened with something to `start` from, it comes up by itself over a cell: then it is deaf for a moment, so that a
    scan typed ahead does not answer it. Opened empty, by F3, it listens at once.
    """
    if context.counter.db.open_works:
        raise RuntimeError("A picker was opened while a unit of work is open.")
    deaf = guard if guard is not None else GUARD if start else 0
    picker = Picker(search, columns, title, start, detail, empty, QApplication.activeWindow(), deaf, hint)
    picker.resize(width, picker.height())
    return picker.record if picker.exec() else None


class Picker(Dialog):
    """Type, Up and Down, Enter picks, Esc goes back. The focus stays in the search line."""

    takes_scans: ClassVar[bool] = True

    def __init__(
        self,
        search: Callable[[str], Sequence[Any]],
        columns: Sequence[Column],
        title: str,
        start: str,
        detail: Callable[[Any], str] | None,
        empty: str,
        parent: QWidget | None,
        guard: int,
        hint: str = PART_HINT,
    ) -> None:
        super().__init__(title, parent, guard)
        self.record: Any = None
        self._search, self._detail, self._looked_for = search, detail, ""
        self.field = QLineEdit(start)
        self.field.setAccessibleName(title)
        self.field.setStatusTip("Type a code or words; Up and Down choose a row, Enter picks it.")
        self.field.setPlaceholderText(hint)
        self.list = RecordList(title, columns, empty=empty, filtered=False)
        self.list.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.table.serve(self.field)
        self._line = style.label(" ", "muted", wrap=True)
        keys = style.label("Enter picks · Esc goes back", "muted")
        choose, back = self.button("Choose", primary=True), self.button("Back")
        page = style.column(self, margin=style.SIZES.step * 4, gap=style.SIZES.gap)
        foot = style.row()
        foot.addWidget(keys)
        foot.addStretch(1)
        foot.addWidget(back)
        foot.addWidget(choose)
        for widget in (self.field, self.list, self._line):
            page.addWidget(widget, 1 if widget is self.list else 0)
        page.addLayout(foot)
        self.resize(QSize(WIDTH, 480))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(FINDS_AFTER)
        self._wait.timeout.connect(self._look)
        self._finding = Finding(search, self._came, self) if isinstance(search, Finder) else None
        self.field.textEdited.connect(self._typed)
        self.field.installEventFilter(self)
        self.list.opened.connect(self._pick)
        self.list.chosen.connect(self._tell)
        choose.clicked.connect(self._enter)
        back.clicked.connect(self.reject)
        self._look(anew=True)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        if self._finding is None:
            self._wait.start()
        else:
            self._finding.seek(self.field.text().strip())

    def _came(self, text: str, found: Future[Sequence[Any]]) -> None:
        """What was found off the main thread; an answer for what no longer stands there has been dropped."""
        self._looked_for = text
        self._show(found.result)

    def _look(self, anew: bool = False) -> None:
        self._wait.stop()
        if self._finding is not None:
            self._finding.forget()
        text = self.field.text().strip()
        if text == self._looked_for and not anew:
            return
        self._looked_for = text
        self._show(lambda: self._search(text))

    def _show(self, found: Callable[[], Sequence[Any]]) -> None:
        try:
            self.list.show_records(found())
            self.list.could_not_read("")
        except (Refused, Unavailable) as fault:
            self.list.show_records(())
            self.list.could_not_read(fault.sentence)
            self._line.setText(fault.sentence)
            return
        if self.list.rows.rowCount():
            self.list.table.setCurrentIndex(self.list.rows.index(0, 0))

    def _tell(self, record: Any) -> None:
        words = self._detail(record) if record is not None and self._detail else " "
        self._line.setText(words)
        self._line.setAccessibleName(words)

    def _pick(self, record: Any) -> None:
        self.record = record
        self.accept()

    def _enter(self) -> None:
        """Looks up what has just been typed first: Enter never picks a row of the search before."""
        waiting = self.field.text().strip() != self._looked_for
        self._look()
        if (record := self.list.current()) is not None and not (waiting and self.list.rows.rowCount() > 1):
            self._pick(record)

    def press_letter(self, letter: str) -> bool:
        """Letters belong to the search line here."""
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if super().eventFilter(watched, event):
            return True
        if watched is not self.field or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if is_enter(event):
            self._enter()
        elif event.key() in _STEPS:
            self._look()
            self.list.table.keyPressEvent(event)
        else:
            return False
        return True
