"""What a posted document consists of, and the digest of it that stands in the chain; it must not know who posted it.

The digest is over what lies in the tables – whole numbers of smallest units – in every column that never changes again
(app/models/guards.py), so it is the same on every store.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, DateTime, Select, Table, and_, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from app.models import Base, guards
from app.models.types import Moment, Scaled
from app.services.within.price_files import evidence

OPENING: Final = "opening"
PRICE_FILE: Final = "price file"
"""A file of parts that was brought in, or taken back; it posts nothing to the journal."""
FORM: Final = 1
"""Which columns the digests are over that are written now."""
SINCE: Final[Mapping[str, int]] = {}
"""Columns (*table.column*) that came later, by the form that took them in: older digests are without them."""

_AT_ONCE: Final = 500
_TABLES: Final = Base.metadata.tables

# by kind: each table of the document, and how its rows lead to it
_OWN: Final[Mapping[str, Mapping[str, str]]] = {
    "invoice": {"invoice": "id", "invoice_line": "invoice_id", "tender": "invoice_id", "debtor_entry": "invoice_id"},
    "credit": {"credit": "id", "credit_line": "credit_id", "tender": "credit_id", "debtor_entry": "credit_id"},
    "receipt": {"debtor_receipt": "id", "tender": "receipt_id", "debtor_entry": "receipt_id"},
    "stock order": {"stock_order": "id", "stock_order_line": "order_id"},
    "creditor invoice": {
        "creditor_invoice": "id",
        "creditor_invoice_line": "invoice_id",
        "creditor_entry": "creditor_invoice_id",
    },
    "creditor invoice undo": {"creditor_invoice_undo": "id"},
    "creditor credit": {
        "creditor_credit": "id",
        "creditor_credit_line": "credit_id",
        "creditor_entry": "creditor_credit_id",
    },
    "creditor payment": {
        "creditor_payment": "id",
        "tender": "creditor_payment_id",
        "creditor_entry": "creditor_payment_id",
    },
    "stock adjustment": {"stock_adjustment": "id", "stock_adjustment_line": "adjustment_id"},
    "day end": {"day_end": "id", "day_end_count": "day_end_id", "day_end_tender": "day_end_id"},
}
KINDS: Final = tuple(_OWN)
"""Every kind of posted document."""


def of_documents(session: Session, kind: str, keys: Collection[int], form: int = FORM) -> dict[int, str]:
    """The digest of each of these documents as it lies in the tables now; one that is not there has none."""
    if kind == PRICE_FILE:
        return {key: seal for key in keys if (seal := evidence.seal(session, key)) is not None}
    digests: dict[int, str] = {}
    ordered = sorted(keys)
    connection = session.connection()
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        found: dict[int, list[tuple[str, list[Any]]]] = {}
        for table, statement in _statements(kind, form):
            rows = connection.execute(statement, {"keys": some})
            for key, of_it in groupby(rows, itemgetter(0)):
                found.setdefault(key, []).append((table, [list(row[1:]) for row in of_it]))
        heads = _head(kind)
        digests |= {key: _hashed(parts) for key, parts in found.items() if parts[0][0] == heads}
    return digests


def of_opening(session: Session, movements: Collection[int], entries: Collection[int], form: int = FORM) -> str:
    """The digest of opening stock: these movements, and these entries with their lines."""
    parts: list[tuple[str, list[Any]]] = []
    for table, column, keys in (
        ("stock_movement", "id", movements),
        ("journal_entry", "id", entries),
        ("journal_line", "entry_id", entries),
    ):
        rows: list[Any] = []
        ordered = sorted(keys)
        for start in range(0, len(ordered), _AT_ONCE):
            some = ordered[start : start + _AT_ONCE]
            rows += [list(row[1:]) for row in session.execute(_by_key(table, column, form), {"keys": some})]
        parts.append((table, rows))
    return _hashed(parts)


def numbered(session: Session, kind: str) -> list[tuple[int, int]]:
    """Key and number of every posted document of this kind, by number."""
    table = _TABLES[_head(kind)]
    statement = select(table.c.id, table.c.number).where(table.c.number.is_not(None)).order_by(table.c.number)
    return [(key, number) for key, number in session.execute(statement).all()]


def spans(keys: Collection[int]) -> list[list[int]]:
    """Keys as first and last of each run without gaps."""
    runs: list[list[int]] = []
    for key in sorted(keys):
        if runs and key == runs[-1][1] + 1:
            runs[-1][1] = key
        else:
            runs.append([key, key])
    return runs


def keys_of(runs: Sequence[Sequence[int]]) -> list[int]:
    """What `spans` was made from."""
    return [key for first, last in runs for key in range(first, last + 1)]


def columns(table: str, form: int = FORM) -> tuple[str, ...]:
    """The columns of a table that a digest of this form is over, by name."""
    return tuple(name for name in guards.fixed(table) if SINCE.get(f"{table}.{name}", 1) <= form)


def tables() -> frozenset[str]:
    """Every table of which something is sealed."""
    own = {table for of_kind in _OWN.values() for table in of_kind}
    return frozenset(own | {"stock_movement", "journal_entry", "journal_line"})


def _hashed(parts: list[tuple[str, list[Any]]]) -> str:
    told = json.dumps(parts, separators=(",", ":"), default=_plain)
    return hashlib.sha256(told.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be sealed")


def _head(kind: str) -> str:
    return next(iter(_OWN[kind]))


@cache
def _statements(kind: str, form: int) -> tuple[tuple[str, Select[Any]], ...]:
    """For each table of the document: its key first, then what is sealed; the document's own row comes first."""
    made = []
    for table, column in _OWN[kind].items():
        statement = _by_key(table, column, form)
        if (kind, table) == ("creditor invoice", "creditor_entry"):
            # an undo writes another entry for the same invoice, later
            statement = statement.where(_TABLES[table].c.kind == "invoice")
        made.append((table, statement))
    movement, entry, line = (_TABLES[name] for name in ("stock_movement", "journal_entry", "journal_line"))
    made.append(("stock_movement", _selected(movement, movement.c.document_id, form, movement.c.document_kind == kind)))
    of_kind = entry.c.document_kind == kind
    made.append(("journal_entry", _selected(entry, entry.c.document_id, form, of_kind)))
    lines = _selected(line, entry.c.document_id, form, of_kind).join_from(entry, line, line.c.entry_id == entry.c.id)
    made.append(("journal_line", lines))
    return tuple(made)


@cache
def _by_key(table: str, column: str, form: int) -> Select[Any]:
    return _selected(_TABLES[table], _TABLES[table].c[column], form)


def _selected(table: Table, leads: ColumnElement[Any], form: int, *where: ColumnElement[bool]) -> Select[Any]:
    raw = [_raw(table, name) for name in columns(table.name, form)]
    wanted = and_(leads.in_(bindparam("keys", expanding=True)), *where)
    return select(leads, *raw).where(wanted).order_by(leads, *table.primary_key.columns)


def _raw(table: Table, name: str) -> ColumnElement[Any]:
    """A column as it lies in the table."""
    column = table.c[name]
    if isinstance(column.type, Scaled):
        return type_coerce(column, BigInteger)
    if isinstance(column.type, Moment):
        return type_coerce(column, DateTime)
    return column
