"""The lists of backorders of the Query tab: ready, waiting, late, and those of one debtor; it must not change any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from app.models import Backorder
from app.rules import gst
from app.rules.listing import Listing, Sums
from app.services import backorder_lists, backorders_listed
from app.services.backorder_lists import BackorderLine
from app.services.counter import Counter
from app.services.queries.declared import ATTRIBUTES, OF_DEBTOR, Cell, QueryRow, query
from app.services.within import backorder_columns as columns
from app.services.within import listed_fields
from app.services.within.found import NOTHING
from app.services.within.listed import Listed
from app.services.within.listed_fields import Expression, Field

_OPEN: Final = Backorder.open > NOTHING
_IS_READY: Final = (_OPEN, Backorder.allocated > NOTHING, columns.READY > NOTHING)
_OLDEST_FIRST: Final[Sequence[Expression]] = (Backorder.queue_date, Backorder.id)


def ready(counter: Counter) -> Listing[QueryRow]:
    """Backorders Ready to Invoice – ALL DEBTORS: by debtor, the longest waiting first."""
    return _listed(counter, "ready", _IS_READY, (columns.DEBTOR, *_OLDEST_FIRST))


def waiting(counter: Counter) -> Listing[QueryRow]:
    """What is not ready, the longest waiting first."""
    return _listed(counter, "waiting", (_OPEN, Backorder.open > columns.READY), _OLDEST_FIRST)


def late(counter: Counter) -> Listing[QueryRow]:
    """Promises running late, the latest first."""
    return _listed(counter, "late", _is_late(counter.today()), (Backorder.promised, Backorder.id))


def of_debtor(counter: Counter, debtor_id: int) -> Listing[QueryRow]:
    """The open backorders of one debtor: ready first, then the longest waiting."""
    ready_first = case((columns.READY > NOTHING, 0), else_=1)
    return _listed(counter, OF_DEBTOR.key, (_OPEN, Backorder.debtor_id == debtor_id), (ready_first, *_OLDEST_FIRST))


def count_late(counter: Counter) -> tuple[int, int]:
    """How many promises of how many debtors run late."""
    counted = select(func.count(), func.count(Backorder.debtor_id.distinct())).where(*_is_late(counter.today()))
    with counter.db.read() as session:
        lines, debtors = session.execute(counted).one()
        return lines, debtors


def days_late(line: BackorderLine, today: dt.date) -> int:
    """How many days after the promised one it is today, or will be when what still waits has come; 0: in time."""
    if line.promised is None or not line.open:
        return 0
    comes = line.due if line.due and line.still_waiting else today
    return max(0, (max(today, comes) - line.promised).days)


def _is_late(today: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Open, and the promised day has passed or comes before the goods do: where `days_late` is not 0."""
    goods_come_after = (Backorder.open > columns.READY) & (Backorder.promised < columns.DUE)
    return (_OPEN, Backorder.promised.is_not(None), or_(Backorder.promised < today, goods_come_after))


def _listed(
    counter: Counter, key: str, conditions: Sequence[ColumnElement[bool]], order: Sequence[Expression]
) -> Listing[QueryRow]:
    names = ATTRIBUTES[key].split()

    def read(session: Session, keys: Sequence[int]) -> Iterator[QueryRow]:
        today = counter.today()
        for line in backorder_lists.of_keys(session, counter, keys):
            cells = tuple(_cell(line, name, today) for name in names)
            yield QueryRow(line.id, cells, line.debtor_id, line.origin_invoice_id, line.part_id, line)

    def sums(session: Session, fitting: Select[int]) -> Sums:
        headings = [column.heading for column in (OF_DEBTOR if key == OF_DEBTOR.key else query(key)).columns]
        return {
            heading: _SUMMED[name](session, fitting)
            for name, heading in zip(names, headings, strict=True)
            if name in _SUMMED
        }

    fields = {f"cell_{at}": _field(name, at) for at, name in enumerate(names)}
    return Listed(counter, select(Backorder.id).where(*conditions), order, fields, read, sums=sums)


_SUMMED: Final = {
    "ready_value": backorders_listed.ready_value,
    "waiting_value": backorders_listed.waiting_value,
    "deposit": backorders_listed.deposits,
}
_TEXTS: Final[Mapping[str, Expression]] = {"told": columns.TOLD_BY, "told_or_has": columns.TOLD_BY}


def _field(name: str, at: int) -> Field:
    """The column of a query as the store has it, or worked out of the cell."""
    known = backorders_listed.FIELDS.get(name)
    if known is not None and known.of_row is None:
        return known
    return listed_fields.worked_out(lambda row: row.cells[at], _TEXTS.get(name))


def _cell(line: BackorderLine, name: str, today: dt.date) -> Cell:
    if name == "waiting_value":
        return gst.line_amount(line.still_waiting, line.price, line.discount)
    if name == "days_late":
        return days_late(line, today)
    if name == "deposit":
        return line.deposit or None
    if name == "told_or_has":
        return f"handed over {line.handed}" if line.handed else line.told
    cell: Cell = getattr(line, name)
    return cell
