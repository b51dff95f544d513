"""How a row of parts lies in columns that a store takes in bulk: whole numbers of smallest units, keys to search by.

It must not know the store, nor what becomes of the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

from app.rules import codes
from app.rules.faults import Refused
from app.rules.money import COST_PLACES, QUANTITY_PLACES
from app.rules.price_files import Choices, after_discount, successor_in
from app.rules.rows import PartRow

Values = tuple[Any, ...]
Breaks = tuple[tuple[int, int], ...]
"""Quantity breaks as whole numbers: from, price."""
Resolve = Mapping[str, Callable[[str], int]]
"""By field what makes the key of a record of its code; raises Refused."""


def units(amount: Decimal, places: int) -> int:
    """An amount as a whole number of its smallest unit."""
    return int(amount.scaleb(places))


def _price(value: Decimal) -> Values:
    return (units(value, COST_PLACES),)


def _quantity(value: Decimal) -> Values:
    return (units(value, QUANTITY_PLACES),)


def _as_it_is(value: Any) -> Values:
    return (value,)


def _number(value: str) -> Values:
    """A number and its key; raises Refused for one that could not be found again."""
    key = codes.part_key(value)
    if not key:
        raise Refused(f"“{value}” has no letter or digit to find it by.")
    return value, key


def _searched(value: str) -> Values:
    return value, codes.search_words(value)


_LAYOUT: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Any], Values]]]] = {
    "number": (("number", "key"), _number),
    "description": (("description", "words"), _searched),
    "creditor": (("creditor_id",), _as_it_is),
    "supplier_number": (("supplier_number", "supplier_key"), _number),
    "old_number": (("old_number", "old_key"), _number),
    "barcode": (("barcode", "barcode_key"), _number),
    "price_group": (("price_group_id",), _as_it_is),
    "list_price": (("list_price",), _price),
    "cost": (("cost",), _price),
    "minimum": (("minimum",), _quantity),
    "maximum": (("maximum",), _quantity),
    "pack": (("pack",), _quantity),
    "gst": (("gst_free",), lambda value: (not value,)),
    **{
        name: ((name,), _as_it_is)
        for name in ("bin", "unit", "kind", "whole_units", "no_backorders", "notes", "superseded_by")
    },
}
_QUANTITY: Final = ((), _quantity)
"""Of a field that has no columns of its own: the quantity of a break."""
EVERY_FIELD: Final = tuple(name for name in (each.name for each in fields(PartRow)) if name in _LAYOUT)
RESOLVED: Final = ("creditor", "price_group")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of the fields that a file has, in their order; `cost` and `superseded_by` may follow from others."""

    names: tuple[str, ...]
    choices: Choices
    resolve: Resolve

    @property
    def discounted(self) -> bool:
        """Whether the cost is made of the list price."""
        return self.choices.discount is not None and "list_price" in self.names and "cost" not in self.names

    @property
    def looks_for_successors(self) -> bool:
        """Whether descriptions are looked through for the number that takes a part's place."""
        chosen = self.choices.successors_in_words and "description" in self.names
        return chosen and "superseded_by" not in self.names

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a staged row, its number in the file first."""
        more = [*(("cost",) if self.discounted else ()), *(("superseded_by",) if self.looks_for_successors else ())]
        return (*self.columns_told, *more)

    @property
    def columns_told(self) -> tuple[str, ...]:
        """Those of them that the file itself says."""
        return ("row", *(column for name in self.names for column in _LAYOUT[name][0]))

    @property
    def has_more(self) -> bool:
        """Whether something follows from what the file says."""
        return self.discounted or self.looks_for_successors

    def value_of(self, name: str) -> Callable[[Any], Any]:
        """What makes of a value of this field, which lies in one column, what lies there."""
        resolve, laid = self.resolve.get(name), _LAYOUT.get(name, _QUANTITY)[1]
        return lambda value: laid(resolve(value) if resolve is not None else value)[0]

    def staged(self, row: PartRow) -> Values:
        """The row in these columns; raises Refused for what names nothing that is in the books."""
        values: list[Any] = [row.row]
        for name in self.names:
            value = getattr(row, name)
            columns, laid = _LAYOUT[name]
            if value is None:
                values += [None] * len(columns)
            else:
                values += laid(self.resolve[name](value) if name in RESOLVED else value)
        return (*values, *self.following(row.description, values))

    def following(self, description: str | None, values: Sequence[Any]) -> Iterable[Any]:
        """What follows from the other values of a row."""
        if self.discounted:
            price = values[self.columns.index("list_price")]
            assert self.choices.discount is not None
            yield None if price is None else after_discount(price, self.choices.discount)
        if self.looks_for_successors:
            yield (successor_in(description) or None) if description else None


def layout(names: Iterable[str], choices: Choices, resolve: Resolve) -> Layout:
    """The layout of the fields of these names, in the order in which a part has them."""
    given = set(names)
    return Layout(tuple(name for name in EVERY_FIELD if name in given), choices, resolve)


def breaks_of(row: PartRow) -> Breaks:
    """The quantity breaks of a row as whole numbers."""
    return tuple((units(minimum, QUANTITY_PLACES), units(price, COST_PLACES)) for minimum, price in row.breaks or ())
