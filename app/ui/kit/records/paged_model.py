"""The model beneath a long list: its keys, and of its rows those pages that are looked at.

It must not know what a row is or where it comes from, and never waits for one while it is painted: a row that is not
there yet is shown as “…” and asked for.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal

from app.rules.listing import Listing, Sums, Wanted
from app.ui.kit.grid.line_model import NOWHERE, TONE_ROLE, Column, Index, cell_data
from app.ui.kit.records import reading
from app.ui.kit.records.reading import FIRST, PAGE, Asked, Found, Reader, Rows
from app.ui.kit.records.record_model import RowsModel, itself

KEPT: Final = 15
"""So many pages stay in memory; those that were looked at longest ago go first."""
MOST_TICKED: Final = 1_000
"""So many rows can be ticked: more than that nobody calls, picks or hands over at once."""
_AT_A_TIME: Final = 3
_NOT_YET: Final = "…"
_TYPED: Final = 150
"""Milliseconds after the last letter before a list that is not whole at once is searched."""


class PagedModel(RowsModel):
    """Rows of a `Listing`, page by page; what is told after the next look is dropped."""

    placed = Signal(int)
    """Other rows are shown, and the cursor belongs in this one; −1 for none."""
    arrived = Signal()
    """More is known: rows, how many there are, their sums."""

    def __init__(self, columns: Sequence[Column], key: Callable[[Any], Any] = itself) -> None:
        super().__init__(columns, key)
        self.keys = array("q")
        self.whole = True
        """Whether all keys are known, and so how many rows there are."""
        self.is_read = False
        self.being_read = False
        """Whether what is asked for now is not there yet; what is shown may be what was asked for before."""
        self.sums: Sums | None = None
        """What the rows come to; None while it is being worked out."""
        self.ticked_rows: dict[int, Any] = {}
        self.ticked_here: frozenset[int] = frozenset()
        self.cursor: Callable[[], tuple[int | None, int]] = lambda: (None, 0)
        """The key and the row of the cursor."""
        self._listing: Listing[Any] | None = None
        self._reader: Reader | None = None
        self._pages: OrderedDict[int, Rows] = OrderedDict()
        self._missed: dict[int, None] = {}
        self._reading = False
        self._to_end = False
        """Whether the cursor goes to the last row as soon as it is known which one that is."""
        self._filling = 0
        """How often other rows were shown: what was read for those before is not kept."""
        self._shown = Wanted()
        self._stale = threading.Event()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read_missed)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED)
        self._typed.timeout.connect(self._look_anew)

    # --------------------------------------------------------------------------------------------- what is to be shown

    def show_listing(
        self, listing: Listing[Any], reader: Reader, *, key: int | None = None, at_end: bool = False
    ) -> None:
        """Shows this list, or the same one read again; what is shown stays until that is there."""
        self._listing, self._reader, self.key = listing, reader, listing.key
        self._look(key=key, at_end=at_end)

    def forget(self) -> None:
        """Shows nothing any more."""
        self._stale.set()
        self._stale = threading.Event()
        self._listing, self.keys, self.whole, self.sums, self.being_read = None, array("q"), True, {}, False
        self._fill({}, {}, frozenset(), -1)

    def arrange(self, text: str | None = None, column: int | None = None, descending: bool = False) -> None:
        """Another filter (all its words must be in the row, in any case), another order, or both."""
        if text is not None:
            self.filter = text
        if column is not None:
            self.sorted_by, self.descending = column, descending
        if text is not None and not self._is_short:
            self._typed.start()
        else:
            self._look_anew()

    def go_to_end(self) -> None:
        """The cursor goes to the last row; while it is not known which one that is, as soon as it is."""
        self._to_end = not self.whole or self.being_read
        if not self._to_end:
            self.placed.emit(len(self.keys) - 1)

    def stay(self) -> None:
        """The cursor was moved by hand: it does not go to the end any more."""
        self._to_end = False

    def read_again(self) -> None:
        """Reads the rows again that were looked at last, and the others when they are; which there are is as it was."""
        pages = list(self._pages)[-_AT_A_TIME:]
        for page in self._pages.keys() - set(pages):
            del self._pages[page]
        if pages:
            self._read(pages)

    @property
    def wanted(self) -> Wanted:
        """What is asked for."""
        return Wanted(self.filter, self.sorting, self.descending)

    @property
    def listing(self) -> Listing[Any] | None:
        """What is listed; None while nothing is."""
        return self._listing

    @property
    def _is_short(self) -> bool:
        return self.whole and len(self.keys) <= FIRST

    def _look_anew(self) -> None:
        """In another order or choice: at the top where the cursor's record is not; all of it again where that is."""
        self._look(anew=True, key=None if self.filter else self.cursor()[0] if self._shown.words else None)

    def _look(self, *, anew: bool = False, key: int | None = None, at_end: bool = False) -> None:
        """Reads the list: one that was deep is read whole before anything changes on the screen."""
        if self._listing is None or self._reader is None:
            return
        self._typed.stop()
        self._to_end = False
        self._stale.set()
        self._stale = threading.Event()
        of_cursor, row = self.cursor()
        row = 0 if anew else row
        known = of_cursor if key is None and not at_end else key
        asked = Asked(self._listing, self.wanted, known, row, at_end, frozenset(self.ticked), self._stale.is_set)
        deep = key is not None or at_end or (not anew and row >= FIRST)
        most = None if deep else FIRST
        self.being_read = True
        self._reader.look(lambda: reading.find(asked, most), partial(self._take, asked), wait=True)
        if self.being_read:
            self.arrived.emit()

    def _take(self, asked: Asked, found: Found | None) -> None:
        if asked.stop():
            return
        self.is_read, self.being_read = found is not None, False
        if found is None:
            self.arrived.emit()
            return
        to_end = self._to_end
        grown = found.whole and not self.whole and found.keys[: len(self.keys)] == self.keys
        if grown and found.asked.wanted == self._shown:
            self._grow(found)
        else:
            self._swap(found)
        if to_end:
            self.go_to_end()
        self._go_on(found)

    def _go_on(self, found: Found) -> None:
        """The rest of the keys, and then the sums."""
        asked, reader = found.asked, self._reader
        if reader is None:
            return
        if not found.whole:
            reader.look(lambda: reading.find(asked, None), partial(self._take, asked))
        elif found.sums is None:

            def known(sums: Sums | None) -> None:
                if not asked.stop():
                    self.sums = sums
                    self.arrived.emit()

            reader.look(lambda: asked.listing.sums(asked.wanted), known)

    def _swap(self, found: Found) -> None:
        self.keys, self.whole, self.sums, self._shown = found.keys, found.whole, found.sums, found.asked.wanted
        self._fill(found.pages, found.ticked, found.ticked_here, found.row)

    def _fill(self, pages: Mapping[int, Rows], ticked: Mapping[int, Any], here: frozenset[int], row: int) -> None:
        self.beginResetModel()
        self._filling += 1
        self._pages = OrderedDict(pages)
        self._missed.clear()
        self.ticked_rows, self.ticked, self.ticked_here = dict(ticked), set(ticked), here
        self.endResetModel()
        self.placed.emit(row)
        self.arrived.emit()

    def _grow(self, found: Found) -> None:
        before = len(self.keys)
        if len(found.keys) > before:
            self.beginInsertRows(NOWHERE, before, len(found.keys) - 1)
            self.keys = found.keys
            self.endInsertRows()
        self.whole, self.sums = True, found.sums
        self.arrived.emit()

    # --------------------------------------------------------------------------------------------------------- its rows

    def record(self, row: int) -> Any:
        page = self._pages.get(row // PAGE)
        return page[row % PAGE] if page is not None and row % PAGE < len(page) else None

    def row_of(self, key: Any) -> int:
        return reading.row_of(self.keys, key) if isinstance(key, int) else -1

    def shown(self) -> tuple[Any, ...]:
        """The rows in their order, as far as they are in memory: of a short list all that were looked at."""
        return tuple(row for page in sorted(self._pages) for row in self._pages[page] if row is not None)

    @property
    def all_in_memory(self) -> bool:
        """Whether every row has been read: of a short list they have."""
        return self.whole and sum(map(len, self._pages.values())) == len(self.keys)

    def have(self, row: int) -> None:
        """The cursor comes to this row: it is waited for, for a blink; its neighbours are read ahead."""
        page = row // PAGE
        if page not in self._pages:
            self._read((page,), wait=True)
        ahead = page + (1 if row % PAGE >= PAGE // 2 else -1)
        if 0 <= ahead <= (len(self.keys) - 1) // PAGE and ahead not in self._pages:
            self._miss(ahead)

    def _miss(self, page: int) -> None:
        self._missed[page] = None
        if not self._reading and not self._soon.isActive():
            self._soon.start()

    def _read_missed(self) -> None:
        """What was painted as missing last of all; what was scrolled past is not read."""
        pages = [page for page in list(self._missed)[-_AT_A_TIME:] if page not in self._pages]
        self._missed.clear()
        if pages:
            self._read(pages)

    def _read(self, pages: Iterable[int], *, wait: bool = False) -> None:
        listing, reader, keys, filling = self._listing, self._reader, self.keys, self._filling
        if listing is None or reader is None:
            return
        asked = tuple(pages)

        def take(found: dict[int, Rows] | None) -> None:
            self._reading = False
            if found is not None and filling == self._filling:
                self._keep(found)
            if self._missed:
                self._soon.start()

        self._reading = True
        reader.look(lambda: reading.read(listing, keys, asked), take, wait=wait)

    def _keep(self, found: dict[int, Rows]) -> None:
        for page, rows in found.items():
            self._pages[page] = rows
            self._pages.move_to_end(page)
            first, last = page * PAGE, page * PAGE + len(rows) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        self.arrived.emit()

    # -------------------------------------------------------------------------------------------------------- its ticks

    def turn(self, rows: Sequence[Any]) -> None:
        """Ticks these records, or takes the tick off when all of them have it."""
        keys = {self.key(row) for row in rows}
        if keys <= self.ticked:
            self.tick({key: row for key, row in self.ticked_rows.items() if key not in keys})
        else:
            self.tick(self.ticked_rows | {self.key(row): row for row in rows})

    def tick(self, rows: dict[int, Any]) -> None:
        """Ticks exactly these; all of them are shown, or were when they were ticked."""
        new = rows.keys() - self.ticked_rows.keys()
        self.ticked_here = frozenset(rows) & (self.ticked_here | new)
        self.ticked_rows, self.ticked = rows, set(rows)

    # ------------------------------------------------------------------------------------------- what Qt asks a model

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.keys):
            return None
        row, column = index.row(), self.columns[index.column()]
        page = row // PAGE
        if page not in self._pages:
            self._miss(page)
            return _blank(column, role, _NOT_YET)
        self._pages.move_to_end(page)
        record = self.record(row)
        return _blank(column, role, "") if record is None else cell_data(column, record, role, row)


def _blank(column: Column, role: int, shown: str) -> Any:
    """The cell of a row that is not read yet, or is gone."""
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return column.side()
    if role == TONE_ROLE:
        return ""
    return shown if role == Qt.ItemDataRole.DisplayRole and not column.tick else None
