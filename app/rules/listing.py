"""How a long list is asked for: in which order, with which words in it, and page by page; it must not know of what.

A list may be a million rows long. So its keys – whole numbers – are read once, in the order that is asked for, and its
rows only where they are looked at. What is shown stays in its order while others write, a row is found again by its
key, and its last page costs no more than its first.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol, TypeVar

Row_co = TypeVar("Row_co", covariant=True)
Sums = Mapping[str, Decimal | int]

AT_ONCE: Final = 500
"""So many rows are read in one go where all of them are wanted."""
MOST_SORTED_BY_READING: Final = 20_000
"""A column that no table holds is sorted by reading every row; of more rows than that it is refused."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """All these `words` must be in the row, in any case; `sort` is a column's name, "" the list's own order."""

    words: str = ""
    sort: str = ""
    descending: bool = False


ALL: Final = Wanted()


def never() -> bool:
    """Nobody has lost interest meanwhile."""
    return False


class Listing(Protocol[Row_co]):
    """A list whose rows are ordered and chosen by the store. Each method may take a while, none changes anything.

    All raise Unavailable when the store does not answer, and Refused for who may not see the list.
    """

    def keys(self, wanted: Wanted = ALL, most: int | None = None, stop: Callable[[], bool] = never) -> array[int]:
        """The keys of the rows that fit, in their order, at most so many; short of that when `stop()` says so.

        Raises Refused when they are too many to be ordered so.
        """

    def rows(self, keys: Sequence[int]) -> tuple[Row_co | None, ...]:
        """The rows of these keys as they are now, in that order; None for one that does not belong there any more."""

    def key(self, row: Any) -> int:
        """By what a row is known from one reading to the next."""

    def sums(self, wanted: Wanted = ALL) -> Sums:
        """What the rows that fit come to together, by the names of the list; nothing where it has no sums."""

    def every(self, wanted: Wanted = ALL, stop: Callable[[], bool] = never) -> Iterator[Row_co]:
        """All rows that fit, one after the other, however many they are."""


def in_order(value: Any) -> tuple[int, Any]:
    """Sorts what is missing first, then ticks, numbers, days, texts, each among their own."""
    if value is None or value == "":
        return (0, 0)
    if isinstance(value, (bool, int, Decimal)):
        return (1, value)
    if isinstance(value, date):
        return (2, value.isoformat())
    return (3, str(value).casefold())
