"""A long list that is read in one statement where all of it is wanted; it must not know whose list it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.rules.listing import ALL, AT_ONCE, Sums, Wanted, never
from app.services.counter import Counter
from app.services.within.listed import Listed
from app.services.within.listed_fields import Expression, Field

R = TypeVar("R")
_WHOLE: Final = 5_000
"""A list of so many rows is read in one go; of a longer one nobody holds all rows at once."""


class ListedWhole(Listed[R]):
    """A Listing as `Listed` is one, whose rows know themselves whether they still belong to it.

    `read(session, keys)` gives those of these keys that do, in any order; `first(session, most)` the first so many of
    the list in its own order.
    """

    def __init__(
        self,
        counter: Counter,
        of: Select[int],
        order: Sequence[Expression],
        fields: Mapping[str, Field],
        read: Callable[[Session, Sequence[int]], Sequence[R]],
        first: Callable[[Session, int], Sequence[R]],
        *,
        sums: Callable[[Session, Select[int]], Sums],
    ) -> None:
        super().__init__(counter, of, order, fields, read, sums=sums)
        self._first = first

    def every(self, wanted: Wanted = ALL, stop: Callable[[], bool] = never) -> Iterator[R]:
        """See `Listing.every`."""
        if wanted == ALL:
            with self._counter.db.read() as session:
                rows = self._first(session, _WHOLE + 1)
            if len(rows) <= _WHOLE:
                return iter(rows)
        return super().every(wanted, stop)

    def _rows(self, session: Session, keys: Sequence[int]) -> Iterator[R | None]:
        for at in range(0, len(keys), AT_ONCE):
            some = keys[at : at + AT_ONCE]
            found = {self._key(row): row for row in self._read(session, some)}
            yield from (found.get(each) for each in some)
