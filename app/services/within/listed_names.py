"""What a person calls a document, told by the store itself so that it can sort and search by it.

It must not know the lists. The same in Python: `queue.document_name`, `entries.named`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, literal, select
from sqlalchemy.orm import aliased

from app.models import Creditor, Debtor, Operator, Part
from app.services.within.listed_fields import Expression


def of_invoice(invoice: Any) -> ColumnElement[str]:
    """*Invoice 10023*, *Order 17*, *Quote 4*; `invoice` is the table or an alias of it."""
    return case(
        (invoice.number.is_not(None), literal("Invoice ") + cast(invoice.number, String)),
        (invoice.kind == "quote", literal("Quote ") + cast(invoice.reference, String)),
        else_=literal("Order ") + cast(invoice.reference, String),
    )


def filled(first: Expression, second: Expression) -> ColumnElement[str]:
    """The first text, or the second where there is none."""
    return func.coalesce(func.nullif(first, ""), second, type_=String)


def joined(*texts: Expression) -> ColumnElement[str]:
    """Texts beside each other; one that is missing is empty."""
    shown: ColumnElement[str] = func.coalesce(texts[0], "", type_=String)
    for each in texts[1:]:
        shown = shown + ", " + func.coalesce(each, "", type_=String)
    return shown


def operator(key: Expression) -> ColumnElement[str]:
    """The name of who did it."""
    return _looked_up(aliased(Operator), "name", key)


def debtor(key: Expression) -> ColumnElement[str]:
    """The debtor's name."""
    return _looked_up(aliased(Debtor), "name", key)


def creditor(key: Expression) -> ColumnElement[str]:
    """The creditor's name."""
    return _looked_up(aliased(Creditor), "name", key)


def part(column: str, key: Expression) -> ColumnElement[str]:
    """A column of the part."""
    return _looked_up(aliased(Part), column, key)


def _looked_up(table: Any, column: str, key: Expression) -> ColumnElement[str]:
    return select(getattr(table, column)).where(table.id == key).scalar_subquery()
