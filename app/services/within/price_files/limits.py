"""What a row of a price file may not say of its part: a charge on a shelf, a part of a whole unit, a minimum too large.

It must not know how the rest of the row is compared.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, or_, select

from app.rules import words
from app.rules.faults import Refused
from app.rules.money import QUANTITY_PLACES, ZERO, of_units
from app.rules.part_kinds import Shelf, need_no_goods, need_whole_units
from app.rules.rows import RefusedRow
from app.services.within.price_files.differences import PART, STOCK, raw
from app.services.within.price_files.stage import Stage, refuse

_COLUMNS: Final = ("kind", "whole_units", "minimum", "maximum", "pack")
_SHELF: Final = ("on_hand", "committed", "allocated", "on_order")
_AT_ONCE: Final = 1_000


def refuse_what_does_not_fit(connection: Connection, stage: Stage) -> None:
    """Look at the rows that say something of these columns, one by one; most files have none of them."""
    told = [name for name in _COLUMNS if stage.has(name)]
    if not told:
        return
    rows, known = stage.rows, stage.known
    joined = rows.outerjoin(known, known.c.row == rows.c.row)
    joined = joined.outerjoin(PART, PART.c.id == known.c.part_id).outerjoin(STOCK, STOCK.c.part_id == PART.c.id)
    new = {name: rows.c[name].label(f"new_{name}") for name in told}
    now = [raw(PART.c[name]).label(name) for name in _COLUMNS]
    shelf = [raw(STOCK.c[name]).label(name) for name in _SHELF]
    statement = (
        select(rows.c.row, rows.c.number, *new.values(), *now, *shelf)
        .select_from(joined)
        .where(or_(*(rows.c[name].is_not(None) for name in told)))
        .order_by(rows.c.row)
    )
    refused: list[RefusedRow] = []
    for found in connection.execute(statement).yield_per(_AT_ONCE):
        try:
            _fit(found._mapping)
        except Refused as fault:
            refused.append(RefusedRow(found.row, fault.sentence, found.number))
    refuse(connection, stage, refused)


def _fit(row: Any) -> None:
    """Raises Refused for what could not be saved on the part's card."""
    number = row["number"]
    is_known = row["kind"] is not None

    def told(name: str) -> Any:
        return row.get(f"new_{name}")

    if is_known:
        becomes = told("kind") or row["kind"]
        shelf = Shelf(*(_amount(row[name]) for name in _SHELF))
        if becomes == "charge" != row["kind"]:
            need_no_goods(number, shelf)
        if told("whole_units") and not row["whole_units"]:
            need_whole_units(number, shelf)
    whole = told("whole_units")
    if whole is None:
        whole = row["whole_units"] if is_known else True
    amounts = {name: told(name) if told(name) is not None else row[name] for name in ("minimum", "maximum", "pack")}
    if whole:
        for name, amount in amounts.items():
            if (amount or 0) % _WHOLE:
                said = words.quantity(_amount(amount))
                raise Refused(f"{number} is sold in whole units, so its {name} cannot be {said}.")
    minimum = amounts["minimum"] or 0
    if minimum > (amounts["maximum"] or 0) and told("maximum"):
        said = words.quantity(_amount(minimum))
        raise Refused(f"The maximum of {number} would be less than its minimum of {said}.")


_WHOLE: Final = 10**QUANTITY_PLACES


def _amount(units: int | None) -> Decimal:
    return ZERO if units is None else of_units(units, QUANTITY_PLACES)
