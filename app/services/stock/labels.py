"""Which labels parts get, and how many for what has come in; it must not know label paper or printers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import CreditorInvoice, CreditorInvoiceLine, Part, PartNumber
from app.rules.faults import Refused
from app.rules.label_facts import MOST_LABELS
from app.services.counter import Counter

_NOTHING = Decimal("0.000")


@dataclass(frozen=True, slots=True)
class PartToLabel:
    """A part with what its label says, and how many labels are proposed.

    `code` is what a scanner shall read: the part's newest barcode, else its number.
    """

    part_id: int
    number: str
    description: str
    bin: str
    code: str
    count: int = 1


def of_part(counter: Counter, part_id: int) -> PartToLabel:
    """One label of a part; raises Refused when it is gone."""
    with counter.db.read() as session:
        found = _parts(session, {part_id: 1})
    if not found:
        raise Refused("This part is no longer there. Look it up again.")
    return found[0]


def of_receipt(counter: Counter, creditor_invoice_id: int) -> tuple[PartToLabel, ...]:
    """A label for each piece that came with a processed creditor invoice, in the order of its lines.

    What is counted in parts of a unit, as hose by the metre, gets one label. Raises Refused when nothing came with it.
    """
    with counter.db.read() as session:
        invoice = session.get(CreditorInvoice, creditor_invoice_id)
        if invoice is None or invoice.number is None:
            raise Refused("This creditor invoice is not processed. F9 shows those that are.")
        rows = session.execute(
            select(CreditorInvoiceLine.part_id, func.sum(CreditorInvoiceLine.received))
            .where(CreditorInvoiceLine.invoice_id == creditor_invoice_id, CreditorInvoiceLine.received > _NOTHING)
            .group_by(CreditorInvoiceLine.part_id)
            .order_by(func.min(CreditorInvoiceLine.position))
        ).all()
        found = _parts(session, {part_id: _count(received) for part_id, received in rows})
    if not found:
        raise Refused(f"Nothing was received with creditor invoice {invoice.number}, so there is nothing to label.")
    return found


def _count(received: Decimal) -> int:
    return min(int(received), MOST_LABELS) if received == received.to_integral_value() else 1


def _parts(session: Session, counts: dict[int, int]) -> tuple[PartToLabel, ...]:
    """The parts in the order of `counts`; charges lie on no shelf and get no label."""
    rows = session.execute(
        select(Part.id, Part.number, Part.description, Part.bin, Part.whole_units).where(
            Part.id.in_(counts), Part.kind != "charge"
        )
    ).all()
    codes = _barcodes(session, counts)
    by_id = {
        row.id: PartToLabel(
            part_id=row.id,
            number=row.number,
            description=row.description,
            bin=row.bin,
            code=codes.get(row.id, row.number),
            count=counts[row.id] if row.whole_units else 1,
        )
        for row in rows
    }
    return tuple(by_id[part_id] for part_id in counts if part_id in by_id)


def _barcodes(session: Session, part_ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(
        select(PartNumber.part_id, PartNumber.number)
        .where(PartNumber.part_id.in_(part_ids), PartNumber.kind == "barcode")
        .order_by(PartNumber.id)
    )
    return dict(rows.all())
