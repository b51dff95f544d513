"""A list that may be a million rows long: it shows the first at once and reads the others where they are looked at.

It must not know what the rows are, nor how they are stored. Whatever needs all of them – Ctrl+A, paper, a file – says
how many are too many, and what to do then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Signal

from app.rules.faults import Refused
from app.rules.listing import Listing, Sums
from app.ui.kit.records import reading
from app.ui.kit.records.lists import RecordView
from app.ui.kit.records.paged_model import MOST_TICKED, PagedModel
from app.ui.kit.records.reading import Reader

MOST_PRINTED: Final = 5_000
"""So many lines go on paper, a hundred sheets."""


class LongList(RecordView):
    """A list over a `Listing`. What it shows stays until what is asked for next is there.

    `Ctrl+A` ticks all that fit the filter, up to a thousand.
    """

    known = Signal()
    """More is known of it: other rows are shown, or it is clear how many they are, or what they come to."""
    refused = Signal(str)
    """A key was pressed that asks for too much; the sentence says what to do."""
    rows: PagedModel
    model = PagedModel

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._reader: Reader | None = None
        self._told: Any = None
        self.rows.cursor = self._cursor
        self.rows.placed.connect(self._place)
        self.rows.arrived.connect(self._arrived)

    def show_listing(
        self, listing: Listing[Any], reader: Reader, *, key: int | None = None, at_end: bool = False
    ) -> None:
        """Shows this, or the same read again; the current row stays the current one where it is still there.

        With a `key` the cursor goes to that row, with `at_end` to the last one.
        """
        self._reader = reader
        self.table.show_what_is_seen()
        self.rows.show_listing(listing, reader, key=key, at_end=at_end)

    def read_again(self) -> None:
        """Reads the rows again that are looked at; which there are, and in which order, stays as it is."""
        self.rows.read_again()

    def forget(self) -> None:
        """Shows nothing: what was listed is not for whoever is at the desk now."""
        self.rows.forget()

    def go_to_end(self) -> None:
        self.rows.go_to_end()

    def arrange(self, text: str | None = None, column: int | None = None, descending: bool = False) -> None:
        self.rows.arrange(text, column, descending)

    @property
    def is_read(self) -> bool:
        """Whether what was asked for could be read, so far."""
        return self.rows.is_read

    @property
    def whole(self) -> bool:
        """Whether it is known how many rows there are."""
        return self.rows.whole

    @property
    def sums(self) -> Sums | None:
        """What the rows that are shown come to; None while that is being worked out."""
        return self.rows.sums

    def shown(self) -> tuple[Any, ...]:
        return self.rows.shown()

    def ticked(self) -> tuple[Any, ...]:
        return tuple(self.rows.ticked_rows.values())

    def ticked_here(self) -> tuple[Any, ...]:
        """The ticked records that the filter lets through."""
        return tuple(row for key, row in self.rows.ticked_rows.items() if key in self.rows.ticked_here)

    @property
    def being_read(self) -> bool:
        return self.rows.being_read

    @property
    def nothing_fits(self) -> bool:
        return bool(self.rows.filter)

    def _source(self) -> Callable[[Callable[[], bool]], Iterator[Any]]:
        listing, wanted = self.rows.listing, self.rows.wanted
        return lambda stop: iter(()) if listing is None else listing.every(wanted, stop)

    def _printed(self) -> Sequence[Any]:
        listing, wanted = self.rows.listing, self.rows.wanted
        if self.rows.all_in_memory or listing is None or self._reader is None:
            return self.shown()
        keys = self._reader.wait(lambda: listing.keys(wanted, MOST_PRINTED + 1))
        if len(keys) > MOST_PRINTED:
            raise Refused(
                f"More than {MOST_PRINTED:,} lines are too many for paper. "
                "Type some words into the filter, or Ctrl+E writes them all into a file."
            )
        rows = self._reader.wait(lambda: listing.rows(keys))
        return [row for row in rows if row is not None]

    # --------------------------------------------------------------------------------------------------------- inside

    def _cursor(self) -> tuple[int | None, int]:
        row = self.table.currentIndex().row()
        return (self.rows.keys[row] if 0 <= row < len(self.rows.keys) else None), max(row, 0)

    def _place(self, row: int) -> None:
        self.table.setCurrentIndex(self.rows.index(row, 0) if row >= 0 else QModelIndex())
        if row < 0:
            self._tell(None)

    def _moved(self, current: QModelIndex) -> None:
        self.rows.stay()
        if current.isValid():
            self.rows.have(current.row())
        self._tell(self.current())

    def _arrived(self) -> None:
        current = self.current()
        if current is not self._told:
            self._tell(current)
        self._tell_count()
        self.table.viewport().update()
        self.known.emit()

    def _tell(self, record: Any) -> None:
        self._told = record
        self.chosen.emit(record)

    def _tell_count(self) -> None:
        count = self.rows.rowCount()
        more = "…" if self.rows.being_read or not self.rows.whole else ""
        fit = " fit" if self.rows.filter else ""
        figure = "" if more and not count else f"{count:,}"
        self._count.setText(f"{figure}{more} {'line' if count == 1 and not more else 'lines'}{fit}")

    def _turn(self, everything: bool) -> None:
        current = self.current()
        if not self._ticks or current is None:
            return
        if not everything:
            self._ticked([current])
            return
        listing, keys, reader = self.rows.listing, self.rows.keys, self._reader
        if listing is None or reader is None:
            return
        if len(keys) > MOST_TICKED or not self.rows.whole:
            self.refused.emit(
                f"More than {MOST_TICKED:,} lines cannot be ticked at once. Type some words into the filter first."
            )
            return
        reader.look(lambda: reading.rows_of(listing, keys), lambda rows: self._ticked((rows or {}).values()), wait=True)

    def _ticked(self, rows: Any) -> None:
        self.rows.turn(list(rows))
        self.table.viewport().update()
        self.ticks_changed.emit()
