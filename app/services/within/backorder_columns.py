"""What the lists show of a backorder, told by the store itself so that it can choose, sort and search by it.

It must not know the lists. Each is a column beside `Backorder`; what is ready is the rule of
`app/rules/allocation.py::ready`, and a test holds the two against each other.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, String, case, func, literal, select, type_coerce
from sqlalchemy.orm import aliased

from app.models import (
    Backorder,
    BackorderEvent,
    Creditor,
    Debtor,
    Deposit,
    Invoice,
    InvoiceLine,
    Operator,
    Part,
    Stock,
    StockOrder,
    StockOrderLine,
)
from app.models.types import MONEY, QUANTITY
from app.services.within import listed_names
from app.services.within.found import NOTHING
from app.services.within.listed_fields import Expression

_debtor, _part, _stock, _creditor = aliased(Debtor), aliased(Part), aliased(Stock), aliased(Creditor)
_line, _invoice = aliased(InvoiceLine), aliased(Invoice)
_other, _beside = aliased(Backorder), aliased(InvoiceLine)


def of_debtor(what: str) -> ColumnElement[Any]:
    """A column of its debtor."""
    return select(getattr(_debtor, what)).where(_debtor.id == Backorder.debtor_id).scalar_subquery()


def of_part(what: str) -> ColumnElement[Any]:
    """A column of its part."""
    return select(getattr(_part, what)).where(_part.id == Backorder.part_id).scalar_subquery()


def _number() -> ColumnElement[str]:
    number: ColumnElement[str] = type_coerce(of_part("number"), String)
    both = number + " (for " + Backorder.ordered_as + ")"
    return case(((Backorder.ordered_as != "") & (Backorder.ordered_as != number), both), else_=number)


NUMBER: Final = _number()
"""The part's number, with the one that was ordered: the same as `app/rules/supersession.py::both`."""


def of_origin(what: Expression) -> ColumnElement[Any]:
    """A column of the document that it began on; `what` is of `ORIGIN`."""
    joined = select(what).join(_line, _line.invoice_id == _invoice.id)
    return joined.where(_line.begins_id == Backorder.id).scalar_subquery()


ORIGIN: Final = _invoice
ON_ORDER: Final[ColumnElement[Any]] = (
    select(_stock.on_order).where(_stock.part_id == Backorder.part_id).scalar_subquery()
)
CREDITOR: Final[ColumnElement[Any]] = (
    select(_creditor.name)
    .join(_part, _part.creditor_id == _creditor.id)
    .where(_part.id == Backorder.part_id)
    .scalar_subquery()
)
DEBTOR: Final = listed_names.filled(of_origin(_invoice.name), of_debtor("name"))
"""By the name that was typed on the document, or else the debtor's own."""
PHONE: Final = listed_names.filled(of_origin(_invoice.phone), of_debtor("phone"))
DOCUMENT: Final = of_origin(listed_names.of_invoice(_invoice))

_ship_rule = of_debtor("ship_rule")
_its_order_lacks_something = (
    select(literal(1))
    .select_from(_line)
    .join(_beside, _beside.invoice_id == _line.invoice_id)
    .join(_other, _other.id == _beside.begins_id)
    .where(_line.begins_id == Backorder.id, _other.open > NOTHING, _other.allocated < _other.open)
    .exists()
)


def ready(ship_rule: Expression, order_lacks_something: ColumnElement[bool]) -> ColumnElement[Any]:
    """What of it is ready, by the ship rule of its debtor."""
    return type_coerce(
        case(
            (Backorder.held, NOTHING),
            (Backorder.allocated == NOTHING, NOTHING),
            ((ship_rule == "complete lines") & (Backorder.allocated < Backorder.open), NOTHING),
            ((ship_rule == "complete order") & order_lacks_something, NOTHING),
            else_=Backorder.allocated,
        ),
        QUANTITY,
    )


def state(ready: Expression) -> ColumnElement[Any]:
    """As `app/rules/allocation.py::state` says it."""
    return case(
        ((Backorder.open <= NOTHING) & (Backorder.filled > NOTHING), "filled"),
        (Backorder.open <= NOTHING, "cancelled"),
        (Backorder.held, "held"),
        (Backorder.open <= ready, "ready"),
        (ready > NOTHING, "part ready"),
        (Backorder.allocated >= Backorder.open, "goods here"),
        (Backorder.allocated > NOTHING, "part here"),
        (ON_ORDER > NOTHING, "on order"),
        else_="waiting",
    )


READY: Final = ready(_ship_rule, _its_order_lacks_something)
STILL_WAITING: Final[ColumnElement[Any]] = type_coerce(Backorder.open - READY, QUANTITY)
STATE: Final = state(READY)
DUE: Final[ColumnElement[Any]] = (
    select(func.min(StockOrder.expected))
    .join(StockOrderLine, StockOrderLine.order_id == StockOrder.id)
    .where(
        StockOrderLine.part_id == Backorder.part_id,
        StockOrderLine.outstanding > NOTHING,
        StockOrder.status == "finalised",
    )
    .scalar_subquery()
)
"""When the next goods of its part are expected."""
DEPOSIT: Final[ColumnElement[Any]] = type_coerce(
    select(Deposit.held + Deposit.held_gst).where(Deposit.backorder_id == Backorder.id).scalar_subquery(), MONEY
)
TOLD_BY: Final[ColumnElement[Any]] = (
    select(Operator.name)
    .join(BackorderEvent, BackorderEvent.operator_id == Operator.id)
    .where(BackorderEvent.backorder_id == Backorder.id, BackorderEvent.kind == "told")
    .order_by(BackorderEvent.id.desc())
    .limit(1)
    .scalar_subquery()
)
REMARK: Final[ColumnElement[Any]] = (
    case((Backorder.priority != 0, "priority "), else_="")
    + case((Backorder.special_order, "special order "), else_="")
    + case((Backorder.held, Backorder.hold_reason), else_="")
)
