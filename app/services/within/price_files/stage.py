"""The temporary tables in which a price file lies while it is compared and brought in; it must not know what differs.

Amounts lie in them as in the tables of the shop: whole numbers of their smallest unit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Insert,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from app.db import aside
from app.db.aside import Aside
from app.exchange.part_columns import Layout
from app.exchange.refused_rows import RefusedRows
from app.models import Creditor, Part, PriceGroup
from app.rules.faults import Refused
from app.rules.price_files import Choices
from app.rules.rows import RefusedRow
from app.services.within.price_files.source import Source

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""
Cancelled = Callable[[], bool]

_OTHER_NUMBERS: Final = frozenset({
    "supplier_number", "supplier_key", "old_number", "old_key", "barcode", "barcode_key",
})  # fmt: skip
_KEY: Final = BigInteger().with_variant(Integer, "sqlite")
_COLLATION: Final = text(
    "SELECT l.collname FROM pg_attribute a JOIN pg_collation l ON l.oid = a.attcollation "
    "WHERE a.attrelid = 'part'::regclass AND a.attname = 'number'"
)


class CancelledError(Exception):
    """Somebody pressed Cancel: everything that was written is taken back."""


@dataclass(slots=True)
class Refusals:
    """Rows that are refused, with why."""

    every: RefusedRows = field(default_factory=RefusedRows)
    ruined: int = 0
    repeated: int = 0

    def add(self, row: RefusedRow) -> None:
        """One more."""
        self.every.add(row)

    @property
    def count(self) -> int:
        """How many."""
        return len(self.every)

    def in_order(self) -> tuple[RefusedRow, ...]:
        """Those that a list shows, as they stand in the file."""
        return tuple(sorted(self.every.first, key=lambda row: row.row))


@dataclass(slots=True)
class Stage:
    """A price file in temporary tables."""

    layout: Layout
    rows: Table
    """Every good row."""
    breaks: Table
    """Quantity breaks, by row."""
    listed: Table
    """What the numbers of rows that are refused or passed over are searched by: their parts are not gone."""
    known: Table
    """Rows whose part is in the books, and whether the two differ."""
    fresh: Table
    """Rows that become new parts, with the keys that these get."""
    has_breaks: bool
    choices: Choices
    creditor_id: int | None
    count: int = 0
    skipped: int = 0
    """Rows that were passed over because they have no price."""
    refusals: Refusals = field(default_factory=Refusals)
    missing_groups: dict[str, int] = field(default_factory=dict)
    """Price groups that the shop lacks, by their code, with what stands for their key meanwhile."""

    def has(self, column: str) -> bool:
        """Whether the file says anything of this column."""
        return column in self.rows.c


def filled(
    aside_of: Aside,
    source: Source,
    choices: Choices,
    creditor_id: int | None,
    progress: Progress,
    cancelled: Cancelled,
) -> Stage:
    """Read the whole source into temporary tables; the shop itself is only looked at.

    Raises CancelledError, Refused for a file that cannot be read, and Unavailable.
    """
    with aside_of.looking() as connection:
        missing: dict[str, int] = {}
        layout = source.begin(choices, _resolve(connection, missing))
        stage = _made(connection, layout, source.has_breaks, choices, creditor_id)
        stage.missing_groups = missing
    total = max(source.total, 1)
    for pieces in source.rounds():
        with aside_of.looking() as connection:
            for table in (stage.rows, stage.breaks, stage.listed):
                connection.execute(delete(table))
        stage.refusals, stage.count = Refusals(), 0
        progress(0, total)
        for piece in pieces:
            if cancelled():
                raise CancelledError
            with aside_of.looking() as connection:
                aside.write(connection, stage.rows, layout.columns, piece.rows)
                flat = [(row, *pair) for row, of_row in piece.breaks for pair in of_row]
                aside.write(connection, stage.breaks, ("row", "minimum", "price"), flat)
                aside.write(connection, stage.listed, ("key",), [(key,) for key in piece.listed])
            stage.count += len(piece.rows)
            for refused in piece.refused:
                stage.refusals.add(refused)
            stage.refusals.ruined += piece.ruined
            stage.refusals.repeated += piece.repeated
            progress(min(piece.last, total), total)
    if aside_of.on_server:
        with aside_of.looking() as connection:
            connection.exec_driver_sql(f"ANALYZE {stage.rows.name}")
    return stage


def refuse(connection: Connection, stage: Stage, refused: list[RefusedRow]) -> None:
    """Take these rows out of the stage."""
    if not refused:
        return
    numbers = [{"gone": each.row} for each in refused]
    connection.execute(_stay_listed(stage, stage.rows.c.row == bindparam("gone")), numbers)
    for table in (stage.rows, stage.known):
        connection.execute(delete(table).where(table.c.row == bindparam("gone")), numbers)
    for each in refused:
        stage.refusals.add(each)
    stage.count -= len(refused)


def pass_over(connection: Connection, stage: Stage) -> None:
    """Take the rows without a list price out of the stage."""
    blank = stage.rows.c.list_price.is_(None)
    connection.execute(_stay_listed(stage, blank))
    stage.skipped = connection.execute(delete(stage.rows).where(blank)).rowcount
    stage.count -= stage.skipped


def _stay_listed(stage: Stage, rows: ColumnElement[bool]) -> Insert:
    return insert(stage.listed).from_select(["key"], select(stage.rows.c.key).where(rows))


def _made(connection: Connection, layout: Layout, has_breaks: bool, choices: Choices, creditor_id: int | None) -> Stage:
    words = _text_of(connection)
    names = MetaData()

    def table(name: str, *columns: Column[Any]) -> Table:
        made = Table(name, names, *columns, prefixes=["TEMPORARY"])
        aside.make_table(connection, made)
        return made

    def kind(column: str) -> TypeEngine[Any]:
        of_part = Part.__table__.c.get(column)
        if column in _OTHER_NUMBERS or (of_part is not None and isinstance(of_part.type, String)):
            return words
        return Boolean() if of_part is not None and isinstance(of_part.type, Boolean) else BigInteger()

    rest = (Column(name, kind(name)) for name in layout.columns if name != "row")
    return Stage(
        layout=layout,
        rows=table("price_row", Column("row", _KEY, primary_key=True, autoincrement=False), *rest),
        breaks=table(
            "price_break",
            Column("row", _KEY, primary_key=True, autoincrement=False),
            Column("minimum", BigInteger(), primary_key=True, autoincrement=False),
            Column("price", BigInteger()),
        ),
        listed=table("price_listed", Column("key", words)),
        known=table(
            "price_known",
            Column("row", _KEY, primary_key=True, autoincrement=False),
            Column("part_id", BigInteger()),
            Column("differs", Boolean()),
        ),
        fresh=table(
            "price_fresh",
            Column("part_id", _KEY, primary_key=True, autoincrement=False),
            Column("row", BigInteger()),
        ),
        has_breaks=has_breaks,
        choices=choices,
        creditor_id=creditor_id,
    )


def _text_of(connection: Connection) -> TypeEngine[Any]:
    """Texts as the shop's tables have them: an index is of use only where both are compared in one way."""
    if connection.dialect.name == "sqlite":
        return Text()
    name = connection.execute(_COLLATION).scalar_one()
    return Text(collation=None if name == "default" else name)


def _resolve(connection: Connection, missing: dict[str, int]) -> dict[str, Callable[[str], int]]:
    """By field what makes the key of a record of its code; a price group that the shop lacks gets one below zero."""
    creditors: dict[str, int] = {code: key for key, code in connection.execute(select(Creditor.id, Creditor.code))}
    groups = {code.upper(): key for key, code in connection.execute(select(PriceGroup.id, PriceGroup.code))}

    def creditor(code: str) -> int:
        found = creditors.get(code.upper())
        if found is None:
            raise Refused(
                f"There is no creditor {code}. Import the creditors first, correct the code, or leave it out."
            )
        return found

    def group(code: str) -> int:
        found = groups.get(code.upper())
        return missing.setdefault(code.upper(), -1 - len(missing)) if found is None else found

    return {"creditor": creditor, "price_group": group}
