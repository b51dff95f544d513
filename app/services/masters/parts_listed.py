"""Every part of the shop as a long list, by number; it must not know how it is shown, and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models import Part, Stock
from app.models.types import QUANTITY
from app.rules.listing import Listing
from app.services.counter import Counter
from app.services.within import listed_parts
from app.services.within.listed import Listed
from app.services.within.listed_fields import Field

_AVAILABLE: Final = type_coerce(Stock.on_hand - Stock.committed - Stock.allocated, QUANTITY)
_STATE: Final = case(
    (Part.active.is_(False), "not in use"), (Part.superseded_by != "", "superseded"), (Part.kind != "stock", Part.kind),
    else_="",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartListed:
    """A part with its shelf and its list price, dollars ex GST.

    `state` is *not in use*, *superseded* (by the number in `superseded_by`, which need not be in the books), *charge*
    or *catalogue*; empty for a stock part that is sold.
    """

    id: int
    number: str
    description: str
    bin: str
    on_hand: Decimal
    available: Decimal
    on_order: Decimal
    list_price: Decimal
    superseded_by: str
    state: str
    stocked: bool
    """Whether it lies on a shelf; charges do not."""


def every(counter: Counter) -> Listing[PartListed]:
    """All parts by number, those no longer sold included.

    Words keep what the search of a part finds (app/services/search.py), all of it, in the order of the list: a number's
    beginning, any of its numbers, words of the description by their beginnings.
    """

    def read(session: Session, keys: Sequence[int]) -> list[PartListed]:
        shown = (
            Part.id, Part.number, Part.description, Part.bin, Stock.on_hand, _AVAILABLE, Stock.on_order,
            Part.list_price, Part.superseded_by, _STATE, Part.kind != "charge",
        )  # fmt: skip
        rows = session.execute(select(*shown).join(Stock, Stock.part_id == Part.id).where(Part.id.in_(keys)))
        return [PartListed(*row) for row in rows]

    return Listed(
        counter,
        select(Part.id),
        (Part.number,),
        {
            "number": Field(Part.number, always=True),
            "description": Field(func.lower(Part.description)),
            "bin": Field(func.lower(Part.bin)),
            "on_hand": Field(_of_stock(Stock.on_hand)),
            "available": Field(_of_stock(_AVAILABLE)),
            "on_order": Field(_of_stock(Stock.on_order)),
            "list_price": Field(Part.list_price),
            "superseded_by": Field(func.lower(Part.superseded_by)),
            "state": Field(_STATE),
        },
        read,
        search=listed_parts.found,
    )


def _of_stock(what: Any) -> ColumnElement[Any]:
    return select(what).where(Stock.part_id == Part.id).scalar_subquery()
