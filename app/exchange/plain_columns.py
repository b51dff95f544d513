"""Columns of a price file whose cells can be read in one way only, read as a whole; others say which rows are odd.

What is read here is exactly what the careful readers (app/exchange/fields.py) make of it; what is odd is theirs. It
must not know what the columns are for. Of a million rows each look at a single cell costs a second, so a look is at
thousands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from app.exchange.fields import DATE_MADE_OF_A_NUMBER
from app.rules import codes
from app.rules.faults import Refused
from app.rules.money import COST_PLACES

Cells = Sequence[str]

_KEPT: Final = 100_000
"""So many different texts of one column are remembered."""
_WHOLE_DIGITS: Final = 7
_SCALE: Final[tuple[int, ...]] = tuple(10 ** (COST_PLACES - places) for places in range(COST_PLACES + 1))
_AMBIGUOUS: Final = 3
"""Decimals of an amount that may also be a thousand: 1.234."""
_SHORTENED: Final = re.compile(r"^\d[.,]\d+[Ee]\d", re.ASCII | re.MULTILINE)
"""How a number begins that a spreadsheet has shortened without a plus."""
_ODD: Final = object()


class Column(Protocol):
    """Reads the same column of some rows at a time."""

    def read(self, cells: Cells, odd: set[int]) -> list[Sequence[Any]]:
        """What lies in the store's columns; the places of rows that have to be read with care go into `odd`."""
        ...


@dataclass(slots=True)
class Texts:
    """Lines of text that stay as they are; nothing is None. `code`: what a spreadsheet may have ruined."""

    longest: int
    code: bool = False
    keyed: bool = False
    """A second column is the key that a number is searched by."""
    worded: bool = False
    """A second column are the words that a text is searched by."""

    def read(self, cells: Cells, odd: set[int]) -> list[Sequence[Any]]:
        """The texts, and what they are searched by."""
        lines = "\n".join(cells)
        all_plain = self._all_plain(cells, lines)
        if not all_plain:
            odd.update(at for at, cell in enumerate(cells) if not self._is_plain(cell))
        texts: Sequence[str | None] = cells if all(cells) else [cell or None for cell in cells]
        if self.keyed:
            keys = codes.part_keys(lines) if all_plain else [codes.part_key(cell) for cell in cells]
            if not all(keys):
                odd.update(at for at, (cell, key) in enumerate(zip(cells, keys, strict=True)) if cell and not key)
                return [texts, [key or None for key in keys]]
            return [texts, keys]
        if self.worded:
            short = all_plain and max(map(len, cells)) <= codes.KEY_LENGTH
            words = codes.search_words_of_lines(lines) if short else [codes.search_words(cell) for cell in cells]
            return [
                texts,
                words if texts is cells else [cell and each for cell, each in zip(texts, words, strict=True)],
            ]
        return [texts]

    def _all_plain(self, cells: Cells, lines: str) -> bool:
        if not lines.isascii() or lines.count("\n") != len(cells) - 1 or not lines.replace("\n", "").isprintable():
            return False
        around = f"\n{lines}\n"
        if "  " in around or " \n" in around or "\n " in around or "\n'" in around or "\n=" in around:
            return False
        if self.code and ("+" in lines or _SHORTENED.search(lines) or (" " in lines and any(map(_is_a_date, cells)))):
            return False
        return max(map(len, cells)) <= self.longest

    def _is_plain(self, cell: str) -> bool:
        if not cell:
            return True
        if self.code and ("+" in cell or _SHORTENED.match(cell) or _is_a_date(cell)):
            return False
        return (
            cell.isprintable()
            and len(cell) <= self.longest
            and cell[0] not in " '="
            and cell[-1] != " "
            and "  " not in cell
            and "\ufffd" not in cell
        )


@dataclass(slots=True)
class Remembered:
    """Values of which the same texts stand again and again: `read_one` is asked once for each."""

    read_one: Callable[[str], Any]
    known: dict[str, Any] = field(default_factory=dict)

    def read(self, cells: Cells, odd: set[int]) -> list[Sequence[Any]]:
        """The values."""
        if len(self.known) > _KEPT:
            self.known.clear()
        known = self.known
        for cell in set(cells) - known.keys():
            known[cell] = self._one(cell)
        values = [known[cell] for cell in cells]
        if _ODD in values:
            odd.update(at for at, value in enumerate(values) if value is _ODD)
        return [values]

    def _one(self, cell: str) -> Any:
        if "\n" in cell:
            return _ODD
        try:
            return self.read_one(cell)
        except (Refused, NotPlainError):
            return _ODD


class NotPlainError(Exception):
    """The cell has to be read with care."""


def price(told: set[str]) -> Callable[[str], int | None]:
    """Reads a price such as 12.50 as a whole number of its smallest unit, or raises NotPlainError.

    `told` learns that a point parts the decimals.
    """

    def read(cell: str) -> int | None:
        if not cell:
            return None
        whole, point, decimals = cell.partition(".")
        if not (cell.isascii() and whole.isdigit() and len(whole) <= _WHOLE_DIGITS):
            raise NotPlainError
        if not point:
            return int(whole) * _SCALE[0]
        if not decimals.isdigit() or len(decimals) > COST_PLACES:
            raise NotPlainError
        if len(decimals) == _AMBIGUOUS and len(whole) <= _AMBIGUOUS and whole[0] != "0":
            raise NotPlainError
        told.add(".")
        return int(whole) * _SCALE[0] + int(decimals) * _SCALE[len(decimals)]

    return read


def _is_a_date(cell: str) -> bool:
    return DATE_MADE_OF_A_NUMBER.fullmatch(cell) is not None
