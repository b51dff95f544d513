"""The parts that are bought from a creditor, as a long list; it must not know how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select, type_coerce
from sqlalchemy.orm import Session

from app.models import Part, PartNumber, Stock
from app.models.types import QUANTITY
from app.rules.listing import Listing
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import listed_fields
from app.services.within.listed import Listed


@dataclass(frozen=True, slots=True)
class SuppliedPart:
    """A part that is bought from a creditor, with its place on the shelf; costs and prices are dollars ex GST."""

    id: int
    number: str
    supplier_number: str
    description: str
    bin: str
    available: Decimal
    on_order: Decimal
    minimum: Decimal
    last_cost: Decimal
    list_price: Decimal


def parts(counter: Counter, creditor_id: int) -> Listing[SuppliedPart]:
    """The parts whose supplier this is and that are still sold, by number."""
    available = type_coerce(Stock.on_hand - Stock.committed - Stock.allocated, QUANTITY)
    theirs = (
        select(PartNumber.number)
        .where(PartNumber.part_id == Part.id, PartNumber.kind == "supplier")
        .order_by(PartNumber.id)
        .limit(1)
        .scalar_subquery()
    )

    def read(session: Session, keys: Sequence[int]) -> list[SuppliedPart]:
        statement = select(Part, Stock, theirs).join(Stock, Stock.part_id == Part.id).where(Part.id.in_(keys))
        return [
            SuppliedPart(
                id=part.id,
                number=part.number,
                supplier_number=number or "",
                description=part.description,
                bin=part.bin,
                available=stock.on_hand - stock.committed - stock.allocated,
                on_order=stock.on_order,
                minimum=part.minimum,
                last_cost=stock.last_cost,
                list_price=part.list_price,
            )
            for part, stock, number in session.execute(statement)
        ]

    return Listed(
        counter,
        select(Part.id).where(Part.creditor_id == creditor_id, Part.active),
        (Part.number, Part.id),
        {
            "number": listed_fields.text(Part.number),
            "supplier_number": listed_fields.text(theirs),
            "description": listed_fields.text(Part.description),
            "bin": listed_fields.text(Part.bin),
            "available": listed_fields.quantity(_of_stock(available)),
            "minimum": listed_fields.quantity(Part.minimum),
            "on_order": listed_fields.quantity(_of_stock(Stock.on_order)),
            "last_cost": listed_fields.price(_of_stock(Stock.last_cost), Right.SEE_COST),
            "list_price": listed_fields.price(Part.list_price),
        },
        read,
    )


def _of_stock(what: Any) -> ColumnElement[Any]:
    return select(what).where(Stock.part_id == Part.id).scalar_subquery()
