"""Lost sales, of the Query tab; it must not change any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models import Invoice, LostSale
from app.rules import gst
from app.rules.listing import Listing, Sums
from app.services.counter import Counter
from app.services.queries.declared import QueryRow
from app.services.sales import lost_sales as lost
from app.services.within import listed_fields, listed_names
from app.services.within.listed import Listed


def lost_sales(counter: Counter) -> Listing[QueryRow]:
    """The lost sales, the latest first."""

    def read(session: Session, keys: Sequence[int]) -> Iterator[QueryRow]:
        for sale in lost.of_keys(session, keys):
            cells = (
                sale.date,
                sale.number,
                sale.description,
                sale.debtor,
                sale.quantity,
                sale.price,
                gst.line_amount(sale.quantity, sale.price),
                sale.reason,
                sale.operator,
            )
            yield QueryRow(sale.id, cells, sale.debtor_id, part_id=sale.part_id)

    def sums(session: Session, fitting: Select[int]) -> Sums:
        wanted = fitting.with_only_columns(LostSale.quantity, LostSale.price).execution_options(yield_per=1000)
        return {"Value ex GST": sum((gst.line_amount(*row) for row in session.execute(wanted)), Decimal("0.00"))}

    walk_in = select(Invoice.name).where(Invoice.id == LostSale.invoice_id).scalar_subquery()
    fields = (
        listed_fields.moment(LostSale.at),
        listed_fields.text(listed_names.part("number", LostSale.part_id)),
        listed_fields.text(listed_names.part("description", LostSale.part_id)),
        listed_fields.text(listed_names.filled(walk_in, listed_names.debtor(LostSale.debtor_id))),
        listed_fields.quantity(LostSale.quantity),
        listed_fields.price(LostSale.price),
        listed_fields.worked_out(lambda row: row.cells[6]),
        listed_fields.text(LostSale.reason),
        listed_fields.text(listed_names.operator(LostSale.operator_id)),
    )
    return Listed(
        counter,
        select(LostSale.id),
        (LostSale.id.desc(),),
        {f"cell_{at}": field for at, field in enumerate(fields)},
        read,
        sums=sums,
    )
