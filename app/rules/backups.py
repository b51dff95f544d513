"""What a backup says of itself, and how it differs from the books of now; it must not know where either lies.

The figures are counts of rows, sums of columns and newest numbers, in whole numbers of the smallest unit as they lie in
the tables: they can be taken of a store as well as counted out of a backup that is only read through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from app.rules import words

Why = Literal["daily", "day end", "asked for", "before an update", "before restoring"]
LASTING: Final[frozenset[Why]] = frozenset({"asked for", "before an update", "before restoring"})
"""These are kept for a time of their own; the others go by the rotation of days, weeks and months."""
Kind = Literal["file", "server"]
State = Literal["good", "books do not agree", "not proved", "damaged", "of a newer version"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is taken of a column: what a person calls it, and the decimals it is written with."""

    says: str
    table: str
    column: str
    places: int = 0


SUMS: Final = (
    Figure("Pieces on hand", "stock", "on_hand", 3),
    Figure("Stock value", "stock", "value", 2),
    Figure("Debtors owe", "debtor_entry", "amount", 2),
    Figure("Owed to creditors", "creditor_entry", "amount", 2),
    Figure("Deposits held, ex GST", "deposit", "held", 2),
    Figure("GST of deposits held", "deposit", "held_gst", 2),
    Figure("Goods and money moved", "stock_movement", "value", 2),
    Figure("Taken in the till", "tender", "amount", 2),
)
NEWEST: Final = (
    Figure("Newest parts invoice", "invoice", "number"),
    Figure("Newest credit", "credit", "number"),
    Figure("Newest receipt", "debtor_receipt", "number"),
    Figure("Newest stock order", "stock_order", "number"),
    Figure("Newest creditor invoice", "creditor_invoice", "number"),
    Figure("Newest creditor payment", "creditor_payment", "number"),
    Figure("Newest day end", "day_end", "number"),
)
COUNTED: Final = (
    Figure("Parts invoices, quotes", "invoice", ""),
    Figure("Credits", "credit", ""),
    Figure("Receipts", "debtor_receipt", ""),
    Figure("Backorders", "backorder", ""),
    Figure("Stock orders", "stock_order", ""),
    Figure("Creditor invoices", "creditor_invoice", ""),
    Figure("Creditor payments", "creditor_payment", ""),
    Figure("Stock movements", "stock_movement", ""),
    Figure("Journal entries", "journal_entry", ""),
    Figure("Debtors", "debtor", ""),
    Figure("Creditors", "creditor", ""),
    Figure("Parts", "part", ""),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows of every table, the sums and the newest numbers by *table.column*."""

    rows: Mapping[str, int] = field(default_factory=dict)
    sums: Mapping[str, int] = field(default_factory=dict)
    newest: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is kept beside a backup. `place` is the store it was taken of, `broken` what did not hold of its books."""

    file: str
    kind: Kind
    place: str
    shop: str
    at: datetime
    why: Why
    by: str
    version: str
    revision: str
    size: int
    """In bytes."""
    sha256: str
    facts: Facts
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of now and of the backup, as a person reads them; `differs` when they are not the same."""

    what: str
    now: str
    then: str
    change: str

    @property
    def differs(self) -> bool:
        """Whether restoring would change it."""
        return bool(self.change)


def key(figure: Figure) -> str:
    """The name of a figure among the facts."""
    return f"{figure.table}.{figure.column}"


def unlike(taken: Facts, found: Facts) -> tuple[str, ...]:
    """Where a backup is not what it was taken of, in words; nothing when it is good."""
    said = []
    for table in sorted({*taken.rows, *found.rows}):
        was, there = taken.rows.get(table, 0), found.rows.get(table, 0)
        if was != there or (table in taken.rows) != (table in found.rows):
            said.append(f"{table} has {words.counted(was, 'row')}, {there} in the backup")
    for figure in (*SUMS, *NEWEST):
        for one, other in ((taken.sums, found.sums), (taken.newest, found.newest)):
            before, after = one.get(key(figure)), other.get(key(figure))
            if before != after:
                said.append(f"{figure.says}: {_written(before, figure)}, {_written(after, figure)} in the backup")
    return tuple(said)


def differences(now: Facts | None, then: Facts) -> tuple[Difference, ...]:
    """What the books have now and had then; `now` is None for books that cannot be read."""
    found = []
    for figures, group in ((NEWEST, "newest"), (COUNTED, "rows"), (SUMS, "sums")):
        for figure in figures:
            name = figure.table if group == "rows" else key(figure)
            of_now = None if now is None else getattr(now, group).get(name)
            of_then = getattr(then, group).get(name)
            if of_now is None and of_then is None:
                continue
            change = "" if now is None or of_now == of_then else _change(of_now or 0, of_then or 0, figure, group)
            said_now = "cannot be read" if now is None else _written(of_now, figure)
            found.append(Difference(figure.says, said_now, _written(of_then, figure), change))
    return tuple(found)


def lost(now: Facts, then: Facts) -> str:
    """What is in the books and not in the backup, in one sentence; empty when nothing is."""
    said = [
        f"{words.counted(more, one, many)}"
        for table, one, many in _LOST
        if (more := now.rows.get(table, 0) - then.rows.get(table, 0)) > 0
    ]
    return ", ".join(said)


_LOST: Final = (
    ("invoice", "parts invoice", "parts invoices"),
    ("credit", "credit", "credits"),
    ("debtor_receipt", "receipt", "receipts"),
    ("stock_order", "stock order", "stock orders"),
    ("creditor_invoice", "creditor invoice", "creditor invoices"),
    ("creditor_payment", "creditor payment", "creditor payments"),
    ("stock_movement", "stock movement", "stock movements"),
    ("debtor", "debtor", "debtors"),
    ("part", "part", "parts"),
)


def _change(now: int, then: int, figure: Figure, group: str) -> str:
    """What restoring does to the figure; of a newest number nothing is added up."""
    if group == "newest":
        return f"back to {then}" if then else "none any more"
    sign = "+" if then > now else "−"
    return f"{sign}{_written(abs(then - now), figure)}"


def _written(value: int | None, figure: Figure) -> str:
    if value is None or (figure in NEWEST and not value):
        return "none"
    amount = Decimal(value).scaleb(-figure.places)
    if figure.places == 3:
        return words.quantity(amount)
    return f"{amount:,.{figure.places}f}" if figure.column != "number" else str(value)
