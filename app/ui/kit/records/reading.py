"""One look into a long list: its keys, the rows around the cursor, its sums; it must not know a model or a window.

Everything here runs off the main thread, so it holds nothing of Qt.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from app.rules.listing import Listing, Sums, Wanted, never

T = TypeVar("T")

PAGE: Final = 200
"""So many rows are read together."""
FIRST: Final = 2_000
"""So many keys are looked for first; a list that is no longer is whole at once."""

Rows = tuple[Any, ...]


class Reader(Protocol):
    """Who reads for a list and tells what went wrong: a window."""

    def look(self, call: Callable[[], T], done: Callable[[T | None], None], *, wait: bool = False) -> None:
        """Runs `call` off the main thread; `done` gets the result there, None when it could not be read.

        With `wait` a result that is there within a blink is shown before anything else happens.
        """

    def wait(self, call: Callable[[], T]) -> T:
        """What `call` returns, or the error it raised; nobody types meanwhile."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is to show, and what it shows and has ticked now: the key and the row of the cursor."""

    listing: Listing[Any]
    wanted: Wanted
    key: int | None = None
    row: int = 0
    at_end: bool = False
    """The cursor goes to the last row."""
    ticked: frozenset[int] = frozenset()
    stop: Callable[[], bool] = never


@dataclass(frozen=True, slots=True)
class Found:
    """What is there: the keys – all of them, or the first –, the pages at the top and around the cursor.

    `row` is where the cursor belongs; `ticked` are the ticked rows that are still in the list, also those that the
    filter hides, `ticked_here` those that it does not. `sums` are there once the keys are all.
    """

    asked: Asked
    keys: array[int]
    whole: bool
    row: int
    pages: Mapping[int, Rows]
    ticked: Mapping[int, Any]
    ticked_here: frozenset[int]
    sums: Sums | None


def find(asked: Asked, most: int | None = FIRST) -> Found:
    """The first so many keys, or all of them."""
    listing = asked.listing
    keys = listing.keys(asked.wanted, None if most is None else most + 1, asked.stop)
    whole = most is None or len(keys) <= most
    if not whole:
        keys.pop()
    row = _place(keys, asked)
    ticked = rows_of(listing, asked.ticked)
    return Found(
        asked=asked,
        keys=keys,
        whole=whole,
        row=row,
        pages=read(listing, keys, {0, max(row, 0) // PAGE}) if keys and not asked.stop() else {},
        ticked=ticked,
        ticked_here=frozenset(ticked).intersection(keys) if ticked else frozenset(),
        sums=listing.sums(asked.wanted) if whole and most is not None and not asked.stop() else None,
    )


def read(listing: Listing[Any], keys: array[int], pages: Iterable[int]) -> dict[int, Rows]:
    """These pages of the list."""
    return {page: listing.rows(keys[page * PAGE : (page + 1) * PAGE]) for page in pages}


def rows_of(listing: Listing[Any], keys: Collection[int]) -> dict[int, Any]:
    """The rows of these keys, by key; what is gone is left out."""
    if not keys:
        return {}
    asked = sorted(keys)
    return {key: row for key, row in zip(asked, listing.rows(asked), strict=True) if row is not None}


def _place(keys: array[int], asked: Asked) -> int:
    """The row of the record that the cursor is on, or else the row nearest to where it was; −1 in an empty list."""
    if asked.key is not None and (place := row_of(keys, asked.key)) >= 0:
        return place
    return len(keys) - 1 if asked.at_end else min(asked.row, len(keys) - 1)


def row_of(keys: array[int], key: int) -> int:
    """The row of this key; −1 when it is not there."""
    try:
        return keys.index(key)
    except ValueError:
        return -1
