"""A long list over one statement: its keys in any order and choice, its rows by their keys.

It must not know whose list it is. The keys come over in one statement, so the store sorts and searches; of a page only
the rows are read that are looked at.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_
from sqlalchemy.orm import Session

from app.db.wanted import while_wanted
from app.rules.faults import Refused
from app.rules.listing import ALL, AT_ONCE, MOST_SORTED_BY_READING, Sums, Wanted, in_order, never
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import entitled, matching, shop
from app.services.within.listed_fields import Expression, Field

R = TypeVar("R")
_FETCHED: Final = 10_000
"""So many keys come over at a time; between two such the list may turn out to be wanted no more."""


def by_id(row: Any) -> int:
    """What most rows are known by."""
    key: int = row.id
    return key


class Listed(Generic[R]):
    """A Listing: `of` selects the keys of everything in it, `order` is its own order, `fields` are its columns.

    `read(session, keys)` gives the rows with these keys, in any order. `right` is what it takes to see the list at all;
    `sums(session, keys)` works its sums out over such a statement of keys. With `search(session, words)` that says what
    fits the words, instead of the texts of the columns.
    """

    def __init__(
        self,
        counter: Counter,
        of: Select[int],
        order: Sequence[Expression],
        fields: Mapping[str, Field],
        read: Callable[[Session, Sequence[int]], Iterable[R]],
        *,
        key: Callable[[Any], int] = by_id,
        right: Right | None = None,
        sums: Callable[[Session, Select[int]], Sums] | None = None,
        search: Callable[[Session, str], ColumnElement[bool]] | None = None,
    ) -> None:
        self._counter, self._of, self._order, self._fields = counter, of, order, fields
        self._read, self._key, self._right, self._sums, self._search = read, key, right, sums, search

    def key(self, row: Any) -> int:
        """By what a row is known."""
        return self._key(row)

    def keys(self, wanted: Wanted = ALL, most: int | None = None, stop: Callable[[], bool] = never) -> array[int]:
        """See `Listing.keys`."""
        with self._counter.db.read() as session:
            fields = self._seen(session)
            field = fields.get(wanted.sort, Field())
            fitting = self._fitting(session, wanted, fields)
            if field.of_row is not None:
                found = _fetched(session, fitting.order_by(*self._order).limit(MOST_SORTED_BY_READING + 1), stop)
                return self._sorted_by_reading(session, found, field.of_row, wanted.descending)[:most]
            order = self._order
            if field.order is not None:
                down = wanted.descending is not field.backwards
                first = field.order.desc() if down else field.order.asc()
                if not field.always:
                    first = first.nulls_last() if down else first.nulls_first()
                order = (first, *order)
            statement = fitting.order_by(*order)
            return _fetched(session, statement if most is None else statement.limit(most), stop)

    def rows(self, keys: Sequence[int]) -> tuple[R | None, ...]:
        """See `Listing.rows`."""
        with self._counter.db.read() as session:
            self._seen(session)
            return tuple(self._rows(session, keys))

    def sums(self, wanted: Wanted = ALL) -> Sums:
        """See `Listing.sums`."""
        if self._sums is None:
            return {}
        with self._counter.db.read() as session:
            return self._sums(session, self._fitting(session, wanted, self._seen(session)))

    def every(self, wanted: Wanted = ALL, stop: Callable[[], bool] = never) -> Iterator[R]:
        """See `Listing.every`."""
        keys = self.keys(wanted, None, stop)
        for at in range(0, len(keys), AT_ONCE):
            if stop():
                return
            yield from (row for row in self.rows(keys[at : at + AT_ONCE]) if row is not None)

    def _seen(self, session: Session) -> Mapping[str, Field]:
        """The columns that the operator may see now; raises Refused for who may not see the list."""
        if self._right is not None:
            entitled.need(session, self._counter, self._right)
        return {
            name: field
            for name, field in self._fields.items()
            if field.right is None or entitled.may(session, self._counter, field.right)
        }

    def _fitting(self, session: Session, wanted: Wanted, fields: Mapping[str, Field]) -> Select[int]:
        if not wanted.words.strip():
            return self._of
        if self._search is not None:
            return self._of.where(self._search(session, wanted.words))
        order = shop.settings(session).date_order

        def fits(word: str) -> ColumnElement[bool]:
            found = [holds for field in fields.values() if (holds := field.holds(word, order)) is not None]
            return or_(false(), *found)

        return self._of.where(*matching.each_word(wanted.words, fits))

    def _rows(self, session: Session, keys: Sequence[int]) -> Iterator[R | None]:
        (key,) = self._of.selected_columns
        for at in range(0, len(keys), AT_ONCE):
            some = list(keys[at : at + AT_ONCE])
            there = session.scalars(self._of.where(key.in_(some))).all()
            found = {self._key(row): row for row in self._read(session, there)}
            yield from (found.get(each) for each in some)

    def _sorted_by_reading(
        self, session: Session, keys: array[int], value: Callable[[R], Any], descending: bool
    ) -> array[int]:
        if len(keys) > MOST_SORTED_BY_READING:
            raise Refused(
                f"More than {MOST_SORTED_BY_READING:,} lines cannot be sorted by this column. "
                "Type some words into the filter first, or sort by another column."
            )
        rows = [row for row in self._rows(session, keys) if row is not None]
        rows.sort(key=lambda row: in_order(value(row)), reverse=descending)
        return array("q", map(self._key, rows))


def _fetched(session: Session, statement: Select[int], stop: Callable[[], bool]) -> array[int]:
    """Whole numbers as the driver gives them: a million of them are too many to be made into rows first."""
    found = array("q")
    with while_wanted(session, stop):
        result = session.connection().execute(statement)
        cursor: Any = result.cursor
        while not stop() and (some := cursor.fetchmany(_FETCHED)):
            found.extend(key for (key,) in some)
        result.close()
    return found
