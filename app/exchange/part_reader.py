"""A price file read in pieces, ready to be taken in bulk: quick for plain rows, and with all care for the others.

It must not know what is in the books. What a careful reading (app/exchange/rows.py) would make of a row, this makes
too; a row that is not plain in every cell goes that way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import Any, Final

from app.exchange.amounts import DecimalMark, is_ambiguous, says_mark, told_by
from app.exchange.fields import BREAKS, Field, is_ruined
from app.exchange.mapping import Matching
from app.exchange.part_columns import Breaks, Layout, Resolve, Values, breaks_of, layout
from app.exchange.plain_columns import Column, Remembered, Texts, price
from app.exchange.rows import decimal_mark_of, read_row, stands_already
from app.exchange.tables import Table
from app.exchange.text_file import Row
from app.rules import codes
from app.rules.faults import Refused
from app.rules.price_files import Choices
from app.rules.rows import PartRow, RefusedRow

PIECE: Final = 2_500
"""Rows that are in memory at a time."""
_GUESSED_FROM: Final = 2_000
_NUMBERS: Final = ("number", "supplier_number", "old_number", "barcode")
_PRICES: Final = ("list_price", "cost")


@dataclass(slots=True)
class Piece:
    """Some rows of a file: those that are good, their quantity breaks by row, and those that are refused."""

    rows: list[Values] = field(default_factory=list)
    breaks: list[tuple[int, Breaks]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    """What the numbers of refused rows are searched by: their parts are in the file all the same."""
    ruined: int = 0
    repeated: int = 0
    last: int = 0
    """The number of the last row that was looked at."""

    def take(self, rows: list[tuple[Values, Breaks]]) -> None:
        """These rows are good."""
        self.rows = [row for row, _ in rows]
        self.breaks = [(row[0], of_row) for row, of_row in rows if of_row]


class PartReader:
    """Reads the parts of one table; `layout` says in which columns its rows come."""

    def __init__(self, table: Table, matching: Matching, choices: Choices, resolve: Resolve) -> None:
        self._table = table
        self._matching = matching
        names = {each.name for each, _ in matching.fields}
        self._break_columns = [
            (matching.columns[f"break_{at}_quantity"], matching.columns[f"break_{at}_price"])
            for at in range(1, BREAKS + 1)
            if {f"break_{at}_quantity", f"break_{at}_price"} <= names
        ]
        self._half_a_break = 2 * len(self._break_columns) != sum(name.startswith("break_") for name in names)
        self.layout: Layout = layout(names, choices, resolve)
        self._must_fit = (
            [(matching.columns["minimum"], matching.columns["maximum"])] if {"minimum", "maximum"} <= names else []
        )
        self._told: set[str] = set()
        self._ambiguous = False

    @property
    def has_breaks(self) -> bool:
        """Whether the file says anything of quantity breaks."""
        return bool(self._break_columns) or self._half_a_break

    def guessed_mark(self) -> DecimalMark:
        """How amounts write decimals, by the first rows."""
        return decimal_mark_of(self._table, self._matching, _GUESSED_FROM)

    def mark_after_all(self, mark: DecimalMark) -> DecimalMark:
        """After every piece was read with `mark`: with which mark the file has to be read again, or that very one."""
        right = told_by(self._told)
        return right if self._ambiguous else mark

    def pieces(self, mark: DecimalMark) -> Iterator[Piece]:
        """Every row that is not blank. Of rows with the same number the first good one counts, in any letter case."""
        self._told.clear()
        self._ambiguous = False
        columns = self._columns(mark)
        seen: dict[int, int] = {}
        rows = enumerate(self._table.rows(), start=1)
        rest = islice(rows, self._matching.headings_row, None)
        while some := list(islice(rest, PIECE)):
            piece = Piece(last=some[-1][0])
            plain, odd = self._plain(some, columns)
            self._with_care(odd, mark, plain, piece)
            self._once(plain, seen, piece, some)
            yield piece

    # ---- plain rows ----

    def _columns(self, mark: DecimalMark) -> list[tuple[int, Column]]:
        """What reads each column, in the order of the layout; then quantities and prices of breaks."""
        at = self._matching.columns
        by_name = {each.name: each for each, _ in self._matching.fields}
        read = [(at[name], self._column(by_name[name], mark)) for name in self.layout.names]
        for quantity_at, price_at in self._break_columns:
            read.append((quantity_at, Remembered(self._value(by_name["break_1_quantity"], mark))))
            read.append((price_at, Remembered(price(self._told))))
        return read

    def _column(self, each: Field, mark: DecimalMark) -> Column:
        if each.name in _NUMBERS:
            return Texts(60, code=True, keyed=True)
        if each.name == "superseded_by":
            return Texts(60, code=True)
        if each.name == "description":
            return Texts(500, worded=True)
        return Remembered(price(self._told) if each.name in _PRICES else self._value(each, mark))

    def _value(self, each: Field, mark: DecimalMark) -> Callable[[str], Any]:
        """What lies in the store for a cell, read with care."""
        lay = self.layout.value_of(each.name)

        def careful(cell: str) -> Any:
            if each.is_amount:
                self._note(cell)
            if not cell or cell.isspace():
                return None
            value = each.read(cell, mark)
            return None if value == "" else lay(value)

        return careful

    def _plain(self, some: list[tuple[int, Row]], columns: list[tuple[int, Column]]) -> tuple[_Rows, list[_Numbered]]:
        """The rows whose every cell is plain, and those that are not."""
        if self._half_a_break:
            return [], some
        width = 1 + max(at for at, _ in columns)
        usual = len(max(some[0][1], some[-1][1], key=len))
        even = [each for each in some if len(each[1]) == usual] if usual >= width else []
        if not even:
            return [], some
        across: list[Sequence[str]] = list(zip(*map(itemgetter(1), even), strict=True))
        odd: set[int] = set()
        values: list[Sequence[Any]] = [[number for number, _ in even]]
        for at, column in columns:
            values += column.read(across[at], odd)
        self._look_for_what_is_no_data(across, odd)
        breaks = self._breaks(values, odd)
        told = values[: len(self.layout.columns_told)]
        rows: list[Values] = list(zip(*told, strict=True))
        if self.layout.has_more:
            descriptions = across[self._matching.columns["description"]] if "description" in self.layout.names else None
            rows = [
                (*row, *self.layout.following(None if descriptions is None else descriptions[at], row))
                for at, row in enumerate(rows)
            ]
        if len(even) == len(some) and not odd:
            return list(zip(rows, breaks, strict=True)), []
        good = [(row, of_row) for at, (row, of_row) in enumerate(zip(rows, breaks, strict=True)) if at not in odd]
        fine = {row[0] for row, _ in good}
        return good, [each for each in some if each[0] not in fine]

    def _look_for_what_is_no_data(self, across: list[Sequence[str]], odd: set[int]) -> None:
        """Rows without a number, those that repeat the headings, and those that may have run together are odd."""
        number_at = self._matching.columns["number"]
        numbers = across[number_at]
        if not all(numbers):
            odd.update(at for at, cell in enumerate(numbers) if not cell)
        headings = self._matching.headings
        if headings is not None and number_at < len(headings) and (heading := headings[number_at].strip()) in numbers:
            odd.update(at for at, cell in enumerate(numbers) if cell == heading)
        if self._table.delimiter:
            for cells in across:
                if "\n" in "".join(cells):
                    odd.update(at for at, cell in enumerate(cells) if "\n" in cell)
        for smaller, larger in self._must_fit:
            lows, highs = across[smaller], across[larger]
            # both at once are rare: the careful reading compares them
            odd.update(at for at, (low, high) in enumerate(zip(lows, highs, strict=True)) if low and high)

    def _breaks(self, values: list[Sequence[Any]], odd: set[int]) -> Sequence[Breaks]:
        """The quantity breaks of each row."""
        pairs = values[len(self.layout.columns_told) :]
        if not pairs:
            return [()] * len(values[0])
        found: list[Breaks] = []
        for at, row in enumerate(zip(*pairs, strict=True)):
            of_row: dict[int, int] = {}
            for minimum, costs in zip(row[::2], row[1::2], strict=True):
                half = (minimum is None) != (costs is None)
                if half or (minimum is not None and at not in odd and of_row.setdefault(minimum, costs) != costs):
                    odd.add(at)
            found.append(() if at in odd else tuple(sorted(of_row.items())))
        return found

    # ---- the others ----

    def _with_care(self, odd: list[_Numbered], mark: DecimalMark, good: _Rows, piece: Piece) -> None:
        """Read these rows one by one, and put the good ones in their places."""
        if not odd:
            return
        for number, cells in odd:
            if (found := self._one(number, cells, mark, piece)) is not None:
                good.append(found)
        good.sort(key=_row_number)

    def _one(self, number: int, cells: Row, mark: DecimalMark, piece: Piece) -> tuple[Values, Breaks] | None:
        for each, column in self._matching.fields:
            if each.is_amount and column < len(cells):
                self._note(cells[column])
        found = read_row(number, cells, self._matching, mark, self._table.delimiter)
        if found is None:
            return None
        if isinstance(found, RefusedRow):
            piece.refused.append(found)
            column = self._matching.columns["number"]
            if column < len(cells):
                piece.ruined += is_ruined(cells[column])
                piece.listed.append(codes.part_key(cells[column]))
            return None
        assert isinstance(found, PartRow)
        try:
            return self.layout.staged(found), breaks_of(found)
        except Refused as fault:
            piece.refused.append(RefusedRow(number, fault.sentence, found.number))
            piece.listed.append(codes.part_key(found.number))
            return None

    def _note(self, cell: str) -> None:
        """What an amount says of how the file writes decimals."""
        if said := says_mark(cell):
            self._told.add(said)
        elif is_ambiguous(cell):
            self._ambiguous = True

    @staticmethod
    def _once(rows: _Rows, seen: dict[int, int], piece: Piece, some: list[_Numbered]) -> None:
        """Take the rows into the piece; one whose number stood in an earlier row is refused."""
        # two of a million numbers share such a hash once in thirty million files
        mine = [hash(row[1].casefold()) for row, _ in rows]
        before = len(seen)
        if seen.keys().isdisjoint(mine):
            seen.update(zip(mine, [row[0] for row, _ in rows], strict=True))
            if len(seen) == before + len(rows):
                piece.take(rows)
                return
            for each in mine:
                seen.pop(each, None)
        kept: _Rows = []
        cells = dict(some)
        for each, (row, of_row) in zip(mine, rows, strict=True):
            if (first := seen.setdefault(each, row[0])) != row[0]:
                piece.refused.append(stands_already(row[0], row[1], first, cells[row[0]]))
                piece.repeated += 1
            else:
                kept.append((row, of_row))
        piece.take(kept)


_Numbered = tuple[int, Row]
_Rows = list[tuple[Values, Breaks]]


def _row_number(of_row: tuple[Values, Breaks]) -> int:
    number: int = of_row[0][0]
    return number
