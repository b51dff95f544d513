"""Backorders beside their debtor and the document they began on, for statements that look at every one of them.

It must not know the lists. `backorder_columns` says the same of a single backorder; where all of them are looked at,
the store is faster along a join than with a question for each row.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.orm import aliased

from app.models import Backorder, Debtor, Invoice, InvoiceLine
from app.services.within import backorder_columns as columns
from app.services.within import listed_names
from app.services.within.found import NOTHING

DEBTOR: Final = aliased(Debtor)
ORIGIN: Final = aliased(Invoice)
"""The document that it began on."""
_line, _beside, _other = aliased(InvoiceLine), aliased(InvoiceLine), aliased(Backorder)
_order_lacks_something = (
    select(literal(1))
    .select_from(_beside)
    .join(_other, _other.id == _beside.begins_id)
    .where(_beside.invoice_id == ORIGIN.id, _other.open > NOTHING, _other.allocated < _other.open)
    .exists()
)

BUYER: Final = listed_names.filled(ORIGIN.name, DEBTOR.name)
"""By the name that was typed on the document, or else the debtor's own."""
PHONE: Final = listed_names.filled(ORIGIN.phone, DEBTOR.phone)
DOCUMENT: Final = listed_names.of_invoice(ORIGIN)
READY: Final = columns.ready(DEBTOR.ship_rule, _order_lacks_something)
STATE: Final = columns.state(READY)
IS_OPEN: Final = Backorder.open > NOTHING
IS_READY: Final = (IS_OPEN, Backorder.allocated > NOTHING, READY > NOTHING)


def chosen(*conditions: ColumnElement[bool]) -> Select[int]:
    """The keys of those that fit, with both joined to them."""
    return (
        select(Backorder.id)
        .join(DEBTOR, DEBTOR.id == Backorder.debtor_id)
        .join(_line, _line.begins_id == Backorder.id)
        .join(ORIGIN, ORIGIN.id == _line.invoice_id)
        .where(*conditions)
    )
