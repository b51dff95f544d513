"""A line of an invoice that is not on the books yet, as it will be written; it must not know how it came about.

It has the columns of `InvoiceLine` by their names. As a plain record it costs a fraction of a row of the session, and
an invoice has many.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter
from typing import Final

from sqlalchemy.orm import Session

from app.db import bulk
from app.models import InvoiceLine

_NO_QUANTITY: Final = Decimal("0.000")
_NO_MONEY: Final = Decimal("0.00")


@dataclass(slots=True)
class NewLine:
    """See `InvoiceLine`."""

    invoice_id: int = 0
    position: int = 0
    kind: str = "part"
    part_id: int | None = None
    number: str = ""
    description: str = ""
    unit: str = ""
    note: str = ""
    struck: bool = False
    ordered: Decimal = _NO_QUANTITY
    supplied: Decimal = _NO_QUANTITY
    backordered: Decimal = _NO_QUANTITY
    cancelled: Decimal = _NO_QUANTITY
    filled_here: Decimal = _NO_QUANTITY
    lost_because: str = ""
    price: Decimal = Decimal("0.0000")
    discount: Decimal = Decimal("0.00")
    price_from: str = ""
    price_was: Decimal | None = None
    priced_by_id: int | None = None
    gst_rate: Decimal = Decimal("0.00")
    amount: Decimal = _NO_MONEY
    gst: Decimal = _NO_MONEY
    cost: Decimal = _NO_MONEY
    begins_id: int | None = None
    fills_id: int | None = None
    deposit_id: int | None = None
    deposit_of: int | None = None
    deposited: Decimal = _NO_QUANTITY
    gst_inside: Decimal = _NO_MONEY


LineRow = InvoiceLine | NewLine
"""A line of a document, on the books already or not yet."""

_COLUMNS: Final = tuple(each.name for each in fields(NewLine))
_values: Final = attrgetter(*_COLUMNS)


def write(session: Session, invoice_id: int, lines: Iterable[NewLine]) -> None:
    """Have them written as lines of this invoice with the next flush."""
    for line in lines:
        line.invoice_id = invoice_id
        bulk.append(session, InvoiceLine, **dict(zip(_COLUMNS, _values(line), strict=True)))
