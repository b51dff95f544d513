"""What became of an invoice that was typed, as it lies in the tables, and what stands in the cell that is open."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QLineEdit
from sqlalchemy import select

from app import models
from app.services.counter import Counter
from tests.ui import keys


def lines(counter: Counter, number: int = 10001) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """The lines of a finalised invoice: part or text, ordered, supplied, on backorder."""
    with counter.db.read() as session:
        invoice = session.scalars(select(models.Invoice).where(models.Invoice.number == number)).one()
        return [(row.number or row.description, row.ordered, row.supplied, row.backordered) for row in invoice.lines]


def written(counter: Counter, number: int = 10001) -> models.Invoice:
    """The head of a finalised invoice."""
    with counter.db.read() as session:
        return session.scalars(select(models.Invoice).where(models.Invoice.number == number)).one()


def open_cell() -> str:
    """The text of the field or open cell that has the focus."""
    field = keys.focus()
    assert isinstance(field, QLineEdit)
    return field.text()
