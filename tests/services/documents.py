"""Documents for the tests of look-ups, put straight into the tables: what a look-up shows must not depend on how they
came about."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app import models
from app.rules.found import CreditorFound, DebtorFound, PartFound
from app.services.counter import Counter


def invoice(
    counter: Counter,
    debtor: DebtorFound,
    part: PartFound,
    quantity: int,
    day: dt.date,
    status: str = "finalised",
    begins_id: int | None = None,
) -> int:
    """An invoice of one line at the list price; with `begins_id` nothing of it is supplied."""
    ordered = Decimal(quantity).quantize(Decimal("0.001"))
    supplied = ordered if begins_id is None else Decimal("0.000")
    amount = (supplied * part.list_price).quantize(Decimal("0.01"))
    with counter.work() as session:
        number = (session.scalar(select(func.max(models.Invoice.number))) or 0) + 1
        row = models.Invoice(
            draft_key=f"draft {session.scalar(select(func.count(models.Invoice.id)))}",
            kind="invoice",
            status=status,
            reference=1,
            number=number if status == "finalised" else None,
            debtor_id=debtor.id,
            date=day,
            amount=amount,
            total=amount,
            operator_id=counter.operator.id,
            saved_at=counter.now(),
            lines=[
                models.InvoiceLine(
                    position=1,
                    kind="part",
                    part_id=part.id,
                    number=part.number,
                    ordered=ordered,
                    supplied=supplied,
                    backordered=ordered - supplied,
                    price=part.list_price,
                    amount=amount,
                    begins_id=begins_id,
                )
            ],
        )
        session.add(row)
        session.flush()
        return row.id


def backorder(counter: Counter, debtor: DebtorFound, part: PartFound, quantity: int, day: int, **facts: Any) -> int:
    """A backorder that waits since that many days, with the invoice on which it began."""
    open_quantity = Decimal(quantity).quantize(Decimal("0.001"))
    with counter.work() as session:
        row = models.Backorder(
            debtor_id=debtor.id,
            part_id=part.id,
            quantity=open_quantity,
            open=open_quantity,
            price=part.list_price,
            discount=Decimal("0.00"),
            queue_date=counter.now() + dt.timedelta(days=day),
            **facts,
        )
        session.add(row)
        session.flush()
        backorder_id = row.id
    invoice(counter, debtor, part, quantity, counter.today(), begins_id=backorder_id)
    return backorder_id


def stock_order(
    counter: Counter,
    creditor: CreditorFound,
    part: PartFound,
    quantity: int,
    expected: dt.date | None,
    status: str = "finalised",
) -> int:
    """A stock order of one line, all of it outstanding."""
    outstanding = Decimal(quantity).quantize(Decimal("0.001"))
    with counter.work() as session:
        count = session.scalar(select(func.count(models.StockOrder.id))) or 0
        row = models.StockOrder(
            draft_key=f"order {count}",
            status=status,
            reference=count + 1,
            number=None if status == "saved" else count + 1,
            creditor_id=creditor.id,
            date=counter.today(),
            expected=expected,
            operator_id=counter.operator.id,
            saved_at=counter.now(),
            lines=[
                models.StockOrderLine(
                    position=1, part_id=part.id, quantity=outstanding, outstanding=outstanding, cost=part.last_cost
                )
            ],
        )
        session.add(row)
        session.flush()
        return row.id
