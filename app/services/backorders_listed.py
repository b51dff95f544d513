"""Backorders as a long list, and what it can be narrowed by; it must not change anything.

Quantities in the part's unit, money in dollars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from app.models import Backorder, Creditor, Debtor, Part
from app.rules import words
from app.rules.allocation import State
from app.rules.listing import Listing, Sums
from app.services import backorder_lists
from app.services.backorder_lists import BackorderLine
from app.services.counter import Counter
from app.services.within import ages, backorder_cells, listed_fields
from app.services.within import backorder_columns as columns
from app.services.within.ages import AGES as AGES
from app.services.within.found import NOTHING
from app.services.within.listed import Listed
from app.services.within.listed_fields import Expression, Field

MOST_OFFERED: Final = 500
"""So many debtors, parts or suppliers are offered to choose from; of more, words in the filter choose."""
QUEUES: Final[Sequence[Expression]] = (
    columns.of_part("number"),
    Backorder.priority.desc(),
    Backorder.queue_date,
    Backorder.id,
)
"""Part by part, each in the order of its queue."""
FIELDS: Final[Mapping[str, Field]] = {
    "state": listed_fields.text(columns.STATE),
    "debtor": listed_fields.text(columns.DEBTOR),
    "phone": listed_fields.text(columns.PHONE),
    "number": listed_fields.text(columns.NUMBER),
    "description": listed_fields.text(columns.of_part("description")),
    "origin": listed_fields.text(columns.DOCUMENT),
    "since": listed_fields.moment(Backorder.queue_date),
    "days": listed_fields.days_since(Backorder.queue_date),
    "quantity": listed_fields.quantity(Backorder.quantity),
    "filled": listed_fields.quantity(Backorder.filled),
    "cancelled": listed_fields.quantity(Backorder.cancelled),
    "open": listed_fields.quantity(Backorder.open),
    "allocated": listed_fields.quantity(Backorder.allocated),
    "ready": listed_fields.quantity(columns.READY),
    "still_waiting": listed_fields.quantity(columns.STILL_WAITING),
    "on_order": listed_fields.quantity(columns.ON_ORDER),
    "due": listed_fields.day(columns.DUE),
    "promised": listed_fields.day(Backorder.promised),
    "creditor": listed_fields.text(columns.CREDITOR),
    "deposit": listed_fields.money(columns.DEPOSIT),
    "told": listed_fields.worked_out(attrgetter("told"), columns.TOLD_BY),
    "ready_value": listed_fields.worked_out(attrgetter("ready_value")),
}
"""The columns of a list of backorders, by what of a BackorderLine stands in them."""
_OF_THE_WINDOW: Final = (
    "state", "debtor", "number", "description", "origin", "since", "open", "allocated", "ready", "on_order", "promised",
    "told",
)  # fmt: skip
"""What is not shown is not searched: each column costs a look at every row."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What must fit; None lets everything through. Without `closed` only what is open; `weeks` is one of AGES."""

    debtor_id: int | None = None
    part_id: int | None = None
    creditor_id: int | None = None
    state: State | None = None
    closed: bool = False
    weeks: str | None = None


Offered = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """By whom and what the list can be narrowed: key and name, at most MOST_OFFERED of each, and none of more."""

    debtors: Offered
    parts: Offered
    creditors: Offered
    anything_ready: bool


def listing(counter: Counter, narrowed: Narrowed) -> Listing[BackorderLine]:
    """The backorders that fit, part by part in the order of their queues.

    Its sums are how many `debtors` wait, and what is `ready` inc. GST, in dollars.
    """
    conditions: list[ColumnElement[bool]] = [] if narrowed.closed else [Backorder.open > NOTHING]
    if narrowed.debtor_id is not None:
        conditions.append(Backorder.debtor_id == narrowed.debtor_id)
    if narrowed.part_id is not None:
        conditions.append(Backorder.part_id == narrowed.part_id)
    if narrowed.creditor_id is not None:
        conditions.append(Backorder.part_id.in_(select(Part.id).where(Part.creditor_id == narrowed.creditor_id)))
    if narrowed.weeks is not None:
        conditions.append(ages.waits(narrowed.weeks, counter.today()))
    if narrowed.state is not None:
        conditions.append(columns.STATE.in_([narrowed.state]))

    def sums(session: Session, fitting: Select[int]) -> Sums:
        debtors = session.scalar(
            fitting.with_only_columns(func.count(Backorder.debtor_id.distinct()), maintain_column_froms=True)
        )
        return {"debtors": debtors or 0, "ready": backorder_cells.ready_value(session, fitting)}

    fields = {name: FIELDS[name] for name in _OF_THE_WINDOW}
    fields["remark"] = listed_fields.worked_out(remark, columns.REMARK)
    return Listed(
        counter,
        select(Backorder.id).where(*conditions),
        QUEUES,
        fields,
        lambda session, keys: backorder_lists.of_keys(session, counter, keys),
        sums=sums,
    )


def of_part(counter: Counter, part_id: int) -> Listing[BackorderLine]:
    """Every backorder of a part, closed ones too: those that are open first, in the order of their queue."""
    open_first = case((Backorder.open > NOTHING, 0), else_=1)
    return Listed(
        counter,
        select(Backorder.id).where(Backorder.part_id == part_id),
        (open_first, Backorder.priority.desc(), Backorder.queue_date, Backorder.id),
        FIELDS,
        lambda session, keys: backorder_lists.of_keys(session, counter, keys),
    )


def remark(line: BackorderLine) -> str:
    """What makes it different from others: with the customer already, urgency, special order, why it is held."""
    said = [f"{words.quantity(line.handed_over)} handed over"] if line.handed_over else []
    said += [f"priority {line.priority}"] if line.priority else []
    said += ["special order"] if line.special_order else []
    said += [line.hold_reason] if line.held and line.hold_reason else []
    return ", ".join(said)


def narrowing(counter: Counter, *, closed: bool = False) -> Narrowing:
    """By whom and what the list can be narrowed now."""
    waiting = select(Backorder.part_id).distinct()
    if not closed:
        waiting = waiting.where(Backorder.open > NOTHING)
    of_debtors = waiting.with_only_columns(Backorder.debtor_id).distinct()
    with counter.db.read() as session:
        return Narrowing(
            debtors=_offered(session, of_debtors, select(Debtor.id, Debtor.name), Debtor.id),
            parts=_offered(session, waiting, select(Part.id, Part.number + "  " + Part.description), Part.id),
            creditors=_offered(
                session,
                waiting.join(Part, Part.id == Backorder.part_id)
                .where(Part.creditor_id.is_not(None))
                .with_only_columns(Part.creditor_id)
                .distinct(),
                select(Creditor.id, Creditor.name),
                Creditor.id,
            ),
            anything_ready=session.scalar(
                select(Backorder.id)
                .where(Backorder.open > NOTHING, Backorder.allocated > NOTHING, columns.READY > NOTHING)
                .limit(1)
            )
            is not None,
        )


def _offered(session: Session, keys: Select[Any], named: Select[int, str], key: Any) -> Offered:
    there = session.scalars(keys.limit(MOST_OFFERED + 1)).all()
    if len(there) > MOST_OFFERED:
        return ()
    return tuple((each, name) for each, name in session.execute(named.where(key.in_(there))))
