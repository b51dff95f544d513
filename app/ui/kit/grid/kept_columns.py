"""How whoever is at the desk has set the columns of each grid and list; it must not know what is in them.

There is one desk in a running program, so there is one `HERE`, as there is one palette: tables ask it when they are
shown, and the desk tells it who has come.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from app.desk_looks import USUAL, DeskLooks, ListLook
from app.ui.kit.grid.line_model import Column

_A_WHILE: Final = 1000
"""Milliseconds after the last pull at a heading until the file is written."""


class Here:
    """Whose looks hold at this desk now. Without a file they hold until the program ends."""

    def __init__(self) -> None:
        self._looks: DeskLooks | None = None
        self._operator = 0
        self._unkept: dict[tuple[int, str], ListLook] = {}

    def follow(self, looks: DeskLooks | None, operator: int) -> None:
        """A desk opens: this person's looks hold."""
        self._looks, self._operator = looks, operator
        self._unkept.clear()

    def staffed(self, operator: int) -> None:
        """Somebody else is at the desk."""
        self._operator = operator

    def look(self, name: str) -> ListLook:
        """How the list of this name looks."""
        if self._looks is None:
            return self._unkept.get((self._operator, name), USUAL)
        return self._looks.look(self._operator, name)

    def set_look(self, name: str, look: ListLook) -> None:
        """It looks so from now on."""
        if self._looks is None:
            self._unkept[self._operator, name] = look
        else:
            self._looks.set_look(self._operator, name, look)

    def write(self) -> None:
        """Keeps what has changed."""
        if self._looks is not None:
            self._looks.write()


HERE: Final = Here()


class KeptColumns(QObject):
    """The columns of one table: dressed as the person at the desk wants them, and kept when they are changed.

    `usual` gives the table its usual widths; `columns` tells which columns it has now.
    """

    def __init__(self, view: QTableView, columns: Callable[[], Sequence[Column]], usual: Callable[[], None]) -> None:
        super().__init__(view)
        self._view, self._columns, self._usual = view, columns, usual
        self._name = _name_of(view)
        self._taken_away: set[str] = set()
        self._busy = False
        self._soon = QTimer(self, singleShot=True, interval=_A_WHILE)
        self._soon.timeout.connect(HERE.write)
        header = view.horizontalHeader()
        header.setSectionsMovable(True)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(lambda *_where: self._moved())
        self.put_on()

    @property
    def look(self) -> ListLook:
        """What differs from the usual now."""
        return HERE.look(self._name)

    def put_on(self) -> None:
        """Dresses the table as the person who is at the desk wants it."""
        look, header = self.look, self._view.horizontalHeader()
        self._busy = True
        self._usual()
        for at, column in enumerate(self._columns()):
            width = look.widths.get(column.attribute)
            if width and header.sectionResizeMode(at) == QHeaderView.ResizeMode.Interactive:
                header.resizeSection(at, width)
        for place, logical in enumerate(self._in_order(look)):
            header.moveSection(header.visualIndex(logical), place)
        self.hide()
        self._busy = False

    def hide(self) -> None:
        """Takes away what this person does not want to see, and brings back only what it has taken away itself."""
        hidden = self.look.hidden
        was, self._busy = self._busy, True
        for at, column in enumerate(self._columns()):
            name = column.attribute
            if name in hidden and may_be_hidden(column):
                self._view.setColumnHidden(at, True)
                self._taken_away.add(name)
            elif name in self._taken_away:
                self._view.setColumnHidden(at, not column.is_seen)
                self._taken_away.remove(name)
        self._busy = was

    def set_look(self, look: ListLook) -> None:
        """Somebody has chosen: it is shown at once, and kept."""
        HERE.set_look(self._name, look)
        self.put_on()
        self._soon.start()

    def shown(self) -> list[tuple[Column, bool, int]]:
        """Its columns from left to right, whether each is shown, and its width; those that may be seen."""
        header, columns, hidden = self._view.horizontalHeader(), self._columns(), self.look.hidden
        in_order = [header.logicalIndex(at) for at in range(header.count())]
        return [
            (columns[at], columns[at].attribute not in hidden, header.sectionSize(at))
            for at in in_order
            if columns[at].is_seen
        ]

    def _in_order(self, look: ListLook) -> list[int]:
        """The columns as they are wanted; one that is new since then stays where it is among the others."""
        columns = self._columns()
        wanted = {attribute: place for place, attribute in enumerate(look.order)}
        keys, last = [], -1.0
        for at, column in enumerate(columns):
            last = float(wanted[column.attribute]) if column.attribute in wanted else last + 1e-3
            keys.append((last, at))
        return [at for _, at in sorted(keys)]

    def _resized(self, logical: int, _was: int, now: int) -> None:
        header = self._view.horizontalHeader()
        pulled = not self._busy and now and not header.isSectionHidden(logical) and self._view.isVisible()
        if pulled and header.sectionResizeMode(logical) == QHeaderView.ResizeMode.Interactive:
            widths = {**self.look.widths, self._columns()[logical].attribute: now}
            HERE.set_look(self._name, replace(self.look, widths=widths))
            self._soon.start()

    def _moved(self) -> None:
        if not self._busy:
            header, columns = self._view.horizontalHeader(), self._columns()
            order = tuple(columns[header.logicalIndex(at)].attribute for at in range(header.count()))
            HERE.set_look(self._name, replace(self.look, order=order))
            self._soon.start()


def may_be_hidden(column: Column) -> bool:
    """Where the cursor stops and where ticks are turned has to stay on the screen."""
    return not column.stop and not column.tick


def kept_of(widget: QWidget | None) -> KeptColumns | None:
    """The columns of the table that holds this widget, or that is seen first around it; None where there is none."""
    while widget is not None:
        if isinstance(widget, QTableView):
            return widget.findChild(KeptColumns, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for table in widget.findChildren(QTableView):
            if table.isVisible():
                return kept_of(table)
        widget = widget.parentWidget()
    return None


def _name_of(view: QTableView) -> str:
    """The window as the table of commands calls it, or the words of the dialog, and the list's own name."""
    around: QWidget | None = view
    while around is not None and not getattr(around, "name", ""):
        around = around.parentWidget()
    window = str(getattr(around, "name", "")) or type(view.window()).__name__
    return f"{window}/{view.accessibleName()}"
