"""Where the rows of a price file come from, in pieces: a file, or rows somebody holds; it must not know the books."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from itertools import islice
from typing import Any, Final, Protocol

from app.exchange.mapping import Matching
from app.exchange.part_columns import EVERY_FIELD, Layout, Resolve, breaks_of, layout
from app.exchange.part_reader import PartReader, Piece
from app.exchange.rows import stands_already
from app.exchange.tables import Table
from app.rules import codes
from app.rules.entry import one_line
from app.rules.faults import Refused
from app.rules.price_files import Choices
from app.rules.rows import PartRow, RefusedRow

_AT_ONCE: Final = 500


class Source(Protocol):
    """Rows of parts that can be read from the first to the last, more than once."""

    name: str
    sha256: str
    total: int
    """About how many rows there are; 0 when that is not known."""

    def begin(self, choices: Choices, resolve: Resolve) -> Layout:
        """How the rows will lie in columns."""
        ...

    @property
    def has_breaks(self) -> bool:
        """Whether rows may say something of quantity breaks."""
        ...

    def rounds(self) -> Iterator[Iterator[Piece]]:
        """The pieces; a second round begins everything anew and is the one that counts."""
        ...

    def matching(self, choices: Choices) -> str:
        """JSON: which column held what, and what was chosen."""
        ...


class FromTable:
    """The rows of a file."""

    def __init__(self, table: Table, matching: Matching) -> None:
        self._table = table
        self._matching = matching
        self._reader: PartReader | None = None
        self.name = table.name
        self.sha256 = table.sha256
        self.total = table.lines

    def begin(self, choices: Choices, resolve: Resolve) -> Layout:
        """The columns that are matched."""
        self._reader = PartReader(self._table, self._matching, choices, resolve)
        return self._reader.layout

    @property
    def has_breaks(self) -> bool:
        """Whether columns of breaks are matched."""
        return self._reader is not None and self._reader.has_breaks

    def rounds(self) -> Iterator[Iterator[Piece]]:
        """One, and another one where it turns out that the file writes decimals otherwise than its first rows."""
        assert self._reader is not None
        mark = self._reader.guessed_mark()
        yield self._reader.pieces(mark)
        if (right := self._reader.mark_after_all(mark)) != mark:
            yield self._reader.pieces(right)

    def matching(self, choices: Choices) -> str:
        """Columns by their headings, where there are any."""
        return told(self._matching.columns, self._matching.headings, choices)


class FromRows:
    """Rows that were read with care; of rows with the same number the first one counts."""

    def __init__(self, rows: Iterable[PartRow | RefusedRow], name: str = "") -> None:
        self._rows: Sequence[PartRow | RefusedRow] = tuple(rows)
        self._layout: Layout | None = None
        self.name = name
        self.sha256 = ""
        self.total = sum(isinstance(row, PartRow) for row in self._rows)
        self.has_breaks = any(isinstance(row, PartRow) and row.breaks for row in self._rows)

    def begin(self, choices: Choices, resolve: Resolve) -> Layout:
        """Every column that a row may have."""
        self._layout = layout(EVERY_FIELD, choices, resolve)
        return self._layout

    def rounds(self) -> Iterator[Iterator[Piece]]:
        """One."""
        yield self._pieces()

    def matching(self, choices: Choices) -> str:
        """Only what was chosen."""
        return told({}, None, choices)

    def _pieces(self) -> Iterator[Piece]:
        assert self._layout is not None
        seen: dict[str, int] = {}
        rows, done = iter(self._rows), 0
        while some := list(islice(rows, _AT_ONCE)):
            done += len(some)
            piece = Piece(last=done)
            for row in some:
                if isinstance(row, RefusedRow):
                    piece.refused.append(row)
                    continue
                first = seen.setdefault(row.number.casefold(), row.row)
                if first != row.row:
                    piece.refused.append(stands_already(row.row, row.number, first, (row.number,)))
                    piece.repeated += 1
                    continue
                try:
                    piece.rows.append(self._layout.staged(row))
                except Refused as fault:
                    piece.refused.append(RefusedRow(row.row, fault.sentence, row.number))
                    piece.listed.append(codes.part_key(row.number))
                    continue
                if row.breaks:
                    piece.breaks.append((row.row, breaks_of(row)))
            yield piece


def told(columns: Any, headings: Sequence[str] | None, choices: Choices) -> str:
    """What was matched and chosen, as it is kept: by field the heading of its column, or its number from 1."""
    named = {
        name: one_line(headings[at]) if headings is not None and at < len(headings) and headings[at].strip() else at + 1
        for name, at in columns.items()
    }
    kept = {key: str(value) if isinstance(value, Decimal) else value for key, value in asdict(choices).items()}
    return json.dumps({"columns": named, "choices": kept}, ensure_ascii=False, sort_keys=True)
