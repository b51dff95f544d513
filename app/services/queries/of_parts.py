"""The lists of parts of the Query tab; it must not change any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from app.models import Backorder, Part, Stock
from app.models.types import QUANTITY
from app.rules.listing import Listing
from app.services.counter import Counter
from app.services.queries.declared import QueryRow
from app.services.within import listed_fields, listed_names, superseding
from app.services.within.found import NOTHING
from app.services.within.listed import Listed

_AVAILABLE = type_coerce(Stock.on_hand - Stock.committed - Stock.allocated, QUANTITY)
_SUPPLIER = listed_names.creditor(Part.creditor_id)


def still_in_stock(counter: Counter) -> Listing[QueryRow]:
    """What lies on the shelf of numbers that others have superseded, by number; parts not in use included."""

    def read(session: Session, keys: Sequence[int]) -> Iterator[QueryRow]:
        today = superseding.currents(session, keys)
        there = _available(session, [each.part_id for each in today.values() if each.part_id is not None])
        columns = (Part.id, Part.number, Part.description, Part.bin, Stock.on_hand, _AVAILABLE, Part.superseded_by)
        rows = select(*columns, _SUPPLIER).join(Stock, Stock.part_id == Part.id).where(Part.id.in_(keys))
        for key, number, description, place, on_hand, available, by, supplier in session.execute(rows):
            now = today.get(key)
            sold = now.number if now and now.part_id is not None else ""
            of_it = there.get(now.part_id) if now and now.part_id is not None else None
            cells = (number, description, place, on_hand, available, by, sold, of_it, supplier or "")
            yield QueryRow(key, cells, part_id=key)

    fields = (
        listed_fields.text(Part.number),
        listed_fields.text(Part.description),
        listed_fields.text(Part.bin),
        listed_fields.quantity(Stock.on_hand),
        listed_fields.quantity(_AVAILABLE),
        listed_fields.text(Part.superseded_by),
        listed_fields.worked_out(lambda row: row.cells[6]),
        listed_fields.worked_out(lambda row: row.cells[7]),
        listed_fields.text(func.coalesce(_SUPPLIER, "")),
    )
    of = select(Part.id).join(Stock, Stock.part_id == Part.id).where(superseding.SUPERSEDED, Stock.on_hand > NOTHING)
    return _listed(counter, of, fields, read)


def by_none_in_the_books(counter: Counter) -> Listing[QueryRow]:
    """Parts in use whose successor is in no books, by number: nothing can be offered in their place."""
    waits = select(func.sum(Backorder.open - Backorder.allocated)).where(
        Backorder.part_id == Part.id, Backorder.open > NOTHING
    )
    waiting = type_coerce(func.coalesce(waits.scalar_subquery(), NOTHING), QUANTITY)

    def read(session: Session, keys: Sequence[int]) -> Iterator[QueryRow]:
        columns = (Part.number, Part.description, Part.superseded_by, Stock.on_hand, Stock.on_order, waiting)
        rows = select(Part.id, *columns, _SUPPLIER).join(Stock, Stock.part_id == Part.id).where(Part.id.in_(keys))
        for key, number, description, by, on_hand, on_order, wanted, supplier in session.execute(rows):
            cells = (number, description, by, on_hand, on_order, wanted, supplier or "")
            yield QueryRow(key, cells, part_id=key)

    fields = (
        listed_fields.text(Part.number),
        listed_fields.text(Part.description),
        listed_fields.text(Part.superseded_by),
        listed_fields.quantity(Stock.on_hand),
        listed_fields.quantity(Stock.on_order),
        listed_fields.quantity(waiting),
        listed_fields.text(func.coalesce(_SUPPLIER, "")),
    )
    other = aliased(Part)
    nowhere = ~exists().where(other.number == Part.superseded_by)
    of = select(Part.id).join(Stock, Stock.part_id == Part.id).where(superseding.SUPERSEDED, Part.active, nowhere)
    return _listed(counter, of, fields, read)


def _listed(counter: Counter, of: Any, fields: Sequence[listed_fields.Field], read: Any) -> Listing[QueryRow]:
    by_cell = {f"cell_{at}": field for at, field in enumerate(fields)}
    return Listed(counter, of, (Part.number,), by_cell, read)


def _available(session: Session, part_ids: Sequence[int]) -> dict[int, Decimal]:
    rows = session.execute(select(Stock.part_id, _AVAILABLE).where(Stock.part_id.in_(part_ids)))
    return dict(rows.all())
