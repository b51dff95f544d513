"""The lists of backorders of the Query tab: ready, waiting, late, and those of one debtor; it must not change any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Select, case, func, or_
from sqlalchemy.orm import Session

from app.models import Backorder
from app.rules.listing import Listing, Sums
from app.services import backorders_listed
from app.services.counter import Counter
from app.services.queries.declared import ATTRIBUTES, OF_DEBTOR, QueryRow, query
from app.services.within import backorder_columns as columns
from app.services.within import backorders_joined as joined
from app.services.within import listed_fields
from app.services.within.backorder_cells import Shown
from app.services.within.backorders_joined import IS_OPEN, IS_READY, READY
from app.services.within.found import NOTHING
from app.services.within.listed_fields import Expression, Field
from app.services.within.listed_whole import ListedWhole

_OLDEST_FIRST: Final[Sequence[Expression]] = (Backorder.queue_date, Backorder.id)


def _shown(key: str, conditions: Sequence[ColumnElement[bool]], order: Sequence[Expression]) -> Shown:
    return Shown(ATTRIBUTES[key].split(), conditions, order)


_READY: Final = Shown(ATTRIBUTES["ready"].split(), IS_READY, (joined.BUYER, *_OLDEST_FIRST), Backorder.allocated)
_WAITING: Final = _shown("waiting", (IS_OPEN, Backorder.open > READY), _OLDEST_FIRST)


def ready(counter: Counter) -> Listing[QueryRow]:
    """Backorders Ready to Invoice – ALL DEBTORS: by debtor, the longest waiting first."""
    return _listed(counter, "ready", _READY)


def waiting(counter: Counter) -> Listing[QueryRow]:
    """What is not ready, the longest waiting first."""
    return _listed(counter, "waiting", _WAITING)


def late(counter: Counter) -> Listing[QueryRow]:
    """Promises running late, the latest first."""
    return _listed(counter, "late", _shown("late", _is_late(counter.today()), (Backorder.promised, Backorder.id)))


def of_debtor(counter: Counter, debtor_id: int) -> Listing[QueryRow]:
    """The open backorders of one debtor: ready first, then the longest waiting."""
    order = (case((READY > NOTHING, 0), else_=1), *_OLDEST_FIRST)
    key = OF_DEBTOR.key
    return _listed(counter, key, _shown(key, (IS_OPEN, Backorder.debtor_id == debtor_id), order))


def count_late(counter: Counter) -> tuple[int, int]:
    """How many promises of how many debtors run late."""
    counted = joined.chosen(*_is_late(counter.today())).with_only_columns(
        func.count(), func.count(Backorder.debtor_id.distinct()), maintain_column_froms=True
    )
    with counter.db.read() as session:
        lines, debtors = session.execute(counted).one()
        return lines, debtors


def _is_late(today: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Open, and the promised day has passed or comes before the goods do: where the cell *Days late* is not 0."""
    goods_come_after = (Backorder.open > READY) & (Backorder.promised < columns.DUE)
    return (IS_OPEN, Backorder.promised.is_not(None), or_(Backorder.promised < today, goods_come_after))


def _listed(counter: Counter, key: str, shown: Shown) -> Listing[QueryRow]:
    columns = (OF_DEBTOR if key == OF_DEBTOR.key else query(key)).columns
    headings = {name: column.heading for name, column in zip(shown.names, columns, strict=True)}

    def read(session: Session, keys: Sequence[int]) -> list[QueryRow]:
        return shown.these(session, counter, keys, QueryRow)

    def first(session: Session, most: int) -> list[QueryRow]:
        return shown.first(session, counter, most, QueryRow)

    def sums(session: Session, fitting: Select[int]) -> Sums:
        return {headings[name]: amount for name, amount in shown.sums(session, fitting).items()}

    fields = {f"cell_{at}": _field(name, at) for at, name in enumerate(shown.names)}
    return ListedWhole(counter, shown.chosen, shown.order, fields, read, first, sums=sums)


_TEXTS: Final[Mapping[str, Expression]] = {"told": columns.TOLD_BY, "told_or_has": columns.TOLD_BY}


def _field(name: str, at: int) -> Field:
    """The column of a query as the store has it, or worked out of the cell."""
    known = backorders_listed.FIELDS.get(name)
    if known is not None and known.of_row is None:
        return known
    return listed_fields.worked_out(lambda row: row.cells[at], _TEXTS.get(name))
