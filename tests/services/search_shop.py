"""The catalogue of the search's model in the books of a shop."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app import models
from app.services.counter import Counter
from tests.services.search_model import Known


def with_parts(counter: Counter, known: Sequence[Known]) -> list[Known]:
    """Puts these parts beside the charges that every shop has; all of them, in the order of their keys."""
    with counter.work() as session:
        charges = [
            Known(part.id, part.number, part.description, (), part.standing, part.active)
            for part in session.scalars(select(models.Part).order_by(models.Part.id))
        ]
        for part in known:
            session.add(
                models.Part(
                    id=len(charges) + part.id,
                    number=part.number,
                    description=part.description,
                    active=part.active,
                    stock=models.Stock(standing=part.standing),
                    numbers=[models.PartNumber(kind=kind, number=number) for kind, number in part.numbers],
                )
            )
    assert len(charges) == charges[-1].id
    return [*charges, *known]
