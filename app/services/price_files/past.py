"""The price files that were brought in, the latest first; it must not know what was in them."""

from __future__ import annotations

from sqlalchemy import select

from app.models import Creditor, Operator, PriceImport
from app.rules.price_files import PastImport
from app.services.counter import Counter

SHOWN = 500
"""So many are shown: a supplier sends a file a month."""


def latest(counter: Counter, creditor_id: int | None = None) -> tuple[PastImport, ...]:
    """The price files of a supplier, or of everybody (None), with those that were taken back and their undos."""
    statement = (
        select(PriceImport, Operator.name, Creditor.name)
        .join(Operator, Operator.id == PriceImport.operator_id)
        .outerjoin(Creditor, Creditor.id == PriceImport.creditor_id)
        .order_by(PriceImport.id.desc())
        .limit(SHOWN)
    )
    if creditor_id is not None:
        statement = statement.where(PriceImport.creditor_id == creditor_id)
    with counter.db.read() as session:
        undone = set(session.scalars(select(PriceImport.undoes_id).where(PriceImport.undoes_id.is_not(None))))
        return tuple(
            PastImport(
                id=row.id,
                at=row.at,
                operator=operator,
                creditor=creditor or "",
                file_name=row.file_name,
                new=row.new,
                changed=row.changed,
                unchanged=row.unchanged,
                gone=row.gone,
                refused=row.refused,
                undone=row.id in undone,
                is_undo=row.undoes_id is not None,
            )
            for row, operator, creditor in session.execute(statement)
        )
