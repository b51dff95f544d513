"""What the lists of backorders show of each and what it comes to together, in one statement, whatever they show.

It must not know the lists. Everything comes as it lies in the tables, and only what is shown is asked for and made into
quantities, money and days: a list of thousands takes little longer than the store itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain, compress, repeat
from operator import sub
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app.db import bulk
from app.models import Backorder, BackorderEvent, Deposit, Operator, Part
from app.rules import gst, supersession, words
from app.rules.money import MONEY_PLACES, QUANTITY_PLACES, RATE_PLACES, of_units
from app.services.counter import Counter
from app.services.within import backorder_columns as columns
from app.services.within import backorders_joined as joined
from app.services.within import handed
from app.services.within.handed import HANDED_OVER
from app.services.within.listed_fields import Expression
from app.services.within.shop import settings
from app.settings import ShopSettings

R = TypeVar("R")
_BEGAN: Final = dt.datetime.fromtimestamp(0, dt.UTC).replace(tzinfo=None)
_SECOND: Final = dt.timedelta(seconds=1)

Cell = str | int | Decimal | dt.date | None

_part, _deposit, _teller = aliased(Part), aliased(Deposit), aliased(Operator)
_told, _event = aliased(BackorderEvent), aliased(BackorderEvent)
_LAST_TOLD: Final = (
    select(func.max(_event.id)).where(_event.backorder_id == Backorder.id, _event.kind == "told").scalar_subquery()
)
_PIECES: Final[Mapping[str, Expression]] = {
    "id": Backorder.id,
    "debtor_id": Backorder.debtor_id,
    "invoice_id": joined.ORIGIN.id,
    "part_id": Backorder.part_id,
    "debtor": joined.BUYER,
    "phone": joined.PHONE,
    "origin": joined.DOCUMENT,
    "since": Backorder.queue_date,
    "number": _part.number,
    "ordered_as": Backorder.ordered_as,
    "description": _part.description,
    "gst_free": _part.gst_free,
    "quantity": Backorder.quantity,
    "filled": Backorder.filled,
    "open": Backorder.open,
    "allocated": Backorder.allocated,
    "ready": joined.READY,
    "price": Backorder.price,
    "discount": Backorder.discount,
    "on_order": columns.ON_ORDER,
    "due": columns.DUE,
    "promised": Backorder.promised,
    "creditor": func.coalesce(columns.CREDITOR, ""),
    "state": joined.STATE,
    "held": _deposit.held,
    "held_gst": _deposit.held_gst,
    "told_by": _teller.name,
    "told_at": _told.at,
    "marked": select(_event.id).where(_event.backorder_id == Backorder.id, _event.kind == HANDED_OVER).exists(),
}
"""What can be asked of a backorder in one statement."""
_OF_ITS_PART: Final = frozenset(("number", "description", "gst_free"))
_MADE_OF: Final = {
    "number": "number ordered_as",
    "still_waiting": "open ready",
    "ready_value": "ready price discount gst_free",
    "waiting_value": "open ready price discount",
    "deposit": "held held_gst",
    "days": "since",
    "days_late": "promised open ready due",
    "told": "told_by told_at",
    "told_or_has": "id allocated told_by told_at",
}
"""Of which pieces a cell is made that is not simply the piece of its name."""
_KNOWN_BY: Final = ("id", "debtor_id", "invoice_id", "part_id", "ready", "allocated", "marked")
_QUANTITIES: Final = ("quantity", "filled", "open", "ready", "on_order")

Columns = Mapping[str, Sequence[Any]]
"""The pieces of all rows, each as long as there are rows."""


class Shown:
    """Backorders that fit `conditions`, in `order`, as a list shows them with the cells of these `names`.

    Where all of them are ready, `ready` is what is allocated to them. The statements are made once: to make one takes
    as long as the store takes to find a page.
    """

    def __init__(
        self,
        names: Sequence[str],
        conditions: Sequence[ColumnElement[bool]],
        order: Sequence[Expression],
        ready: Expression = joined.READY,
    ) -> None:
        self.names = names
        self.chosen = joined.chosen(*conditions)
        self.order = order
        self._ready = ready
        self._pieces = _pieces(_KNOWN_BY, names)
        rows = _asked(self.chosen, self._pieces, ready)
        self._these = rows.where(Backorder.id.in_(bindparam("keys", expanding=True)))
        self._first = rows.order_by(*order).limit(bindparam("most"))
        self._summed = tuple(name for name in names if name in _SUMMED)
        self._to_sum = _asked(self.chosen, _pieces((), self._summed), ready) if self._summed else None

    def these(self, session: Session, counter: Counter, keys: Sequence[int], row: Callable[..., R]) -> list[R]:
        """Those of these keys that fit, in any order.

        A `row` is made of its key, its cells, the keys of debtor, document and part, whether anything of it is ready,
        and whether all of that is with the customer already.
        """
        return self._made(session, counter, self._these, {"keys": list(keys)}, row)

    def first(self, session: Session, counter: Counter, most: int, row: Callable[..., R]) -> list[R]:
        """The first so many of the list, in its order."""
        return self._made(session, counter, self._first, {"most": most}, row)

    def sums(self, session: Session, fitting: Select[int]) -> dict[str, Decimal]:
        """What the cells come to that can be summed, of `chosen` or of a statement made of it."""
        if self._to_sum is None:
            return {}
        statement = self._to_sum if fitting is self.chosen else _asked(fitting, _pieces((), self._summed), self._ready)
        return _summed(session, statement, self._summed)

    def _made(
        self,
        session: Session,
        counter: Counter,
        statement: Select[Any],
        given: Mapping[str, object],
        row: Callable[..., R],
    ) -> list[R]:
        rows = list(chain.from_iterable(bulk.as_it_lies(session, statement, given)))
        if not rows:
            return []
        column = _columns(self._pieces, rows)
        marked = list(compress(column["id"], column["marked"]))
        has = _with_customers(session, marked, column) if marked else {}
        facts = _Facts(column, counter.today(), settings(session), has)
        cells = zip(*(facts.cell(name) for name in self.names), strict=True)
        opened = (column[piece] for piece in ("debtor_id", "invoice_id", "part_id"))
        ready, all_handed_over = map(bool, column["ready"]), facts.all_handed_over()
        return list(map(row, column["id"], cells, *opened, ready, all_handed_over))


class _Facts:
    """The pieces of some rows, and what is the same for all of them: the day, the rate, and who has what already."""

    def __init__(self, column: Columns, today: dt.date, shop: ShopSettings, has: Mapping[int, _Has]) -> None:
        self.column, self.today, self.has = column, today, has
        self.rate, self.dates = shop.gst_rate, shop.dates

    def cell(self, name: str) -> Iterable[Cell]:
        """The cells of one name, row by row."""
        column = self.column
        if name in _SUMMED:
            made = map(of_units, _SUMMED[name](column, self.rate), repeat(MONEY_PLACES))
            return (amount or None for amount in made) if name == "deposit" else made
        if name in _QUANTITIES:
            return map(of_units, column[name], repeat(QUANTITY_PLACES))
        if name == "still_waiting":
            return map(of_units, map(sub, column["open"], column["ready"]), repeat(QUANTITY_PLACES))
        if name == "number":
            return map(supersession.both, column["number"], column["ordered_as"])
        if name == "days":
            return [(self.today - since).days for since in column["since"]]
        if name == "days_late":
            return map(self._days_late, *(column[piece] for piece in ("promised", "open", "ready", "due")))
        if name == "told" or (name == "told_or_has" and not self.has):
            return map(self._who_told, column["told_by"], column["told_at"])
        if name == "told_or_has":
            return map(self._told_or_has, column["id"], column["told_by"], column["told_at"])
        return column[name]

    def all_handed_over(self) -> Iterable[bool]:
        """Of each row, whether what is ready of it is with the customer already."""
        if not self.has:
            return repeat(False)
        return [
            key in self.has and 0 < self.has[key].quantity >= ready
            for key, ready in zip(self.column["id"], self.column["ready"], strict=True)
        ]

    def _days_late(self, promised: dt.date | None, is_open: int, ready: int, due: dt.date | None) -> int:
        """How many days after the promised one it is today, or will be when what still waits has come; 0: in time."""
        if promised is None or not is_open:
            return 0
        comes = due if due and is_open > ready else self.today
        return max(0, (max(self.today, comes) - promised).days)

    def _told_or_has(self, key: int, told_by: str | None, told_at: Any) -> str:
        return self.has[key].said if key in self.has else self._who_told(told_by, told_at)

    def _who_told(self, told_by: str | None, told_at: str | dt.datetime | None) -> str:
        """By whom and when the customer was called; empty when nobody has."""
        return f"{told_by}, {self.dates.day(_day_of(told_at))}" if told_at else ""


class _Has(NamedTuple):
    """What of a backorder is with its customer and not invoiced yet, as it lies in the tables and in words."""

    quantity: int
    said: str


def _with_customers(session: Session, marked: Sequence[int], column: Columns) -> dict[int, _Has]:
    allocated = dict(zip(column["id"], column["allocated"], strict=True))
    found, dates = {}, settings(session).dates
    for key, has in handed.of(session, marked).items():
        quantity = min(int(has.quantity.scaleb(QUANTITY_PLACES)), allocated[key])
        many, day = words.quantity(of_units(quantity, QUANTITY_PLACES)), dates.day(has.at.astimezone().date())
        found[key] = _Has(quantity, f"handed over {many}, {has.by}, {day}")
    return found


def _ready_value(column: Columns, rate: Decimal) -> Iterable[int]:
    taxed = int(rate.scaleb(RATE_PLACES))
    rates = (0 if free else taxed for free in column["gst_free"])
    return map(gst.cents_inc, column["ready"], column["price"], column["discount"], rates)


def _waiting_value(column: Columns, _rate: Decimal) -> Iterable[int]:
    waiting = map(sub, column["open"], column["ready"])
    return map(gst.cents, waiting, column["price"], column["discount"])


def _deposits(column: Columns, _rate: Decimal) -> Iterable[int]:
    return (
        0 if held is None else held + held_gst
        for held, held_gst in zip(column["held"], column["held_gst"], strict=True)
    )


_SUMMED: Final[Mapping[str, Callable[[Columns, Decimal], Iterable[int]]]] = {
    "ready_value": _ready_value,
    "waiting_value": _waiting_value,
    "deposit": _deposits,
}
"""In cents, row by row."""


def ready_value(session: Session, fitting: Select[int]) -> Decimal:
    """What is ready of these comes to inc. GST, each line rounded as `BackorderLine.ready_value` is."""
    chosen = joined.chosen(*joined.IS_READY, Backorder.id.in_(fitting))
    statement = _asked(chosen, _pieces((), ("ready_value",)), Backorder.allocated)
    return _summed(session, statement, ("ready_value",))["ready_value"]


def _summed(session: Session, statement: Select[Any], names: Sequence[str]) -> dict[str, Decimal]:
    rate, total = settings(session).gst_rate, dict.fromkeys(names, 0)
    for rows in bulk.as_it_lies(session, statement):
        column = _columns(_pieces((), names), rows)
        for name in names:
            total[name] += sum(_SUMMED[name](column, rate))
    return {name: of_units(amount, MONEY_PLACES) for name, amount in total.items()}


def _pieces(always: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    made_of = (piece for name in names for piece in _MADE_OF.get(name, name).split())
    return tuple(dict.fromkeys((*always, *made_of)))


def _asked(chosen: Select[int], pieces: Sequence[str], ready: Expression) -> Select[Any]:
    wanted = (ready if piece == "ready" else _PIECES[piece] for piece in pieces)
    statement: Select[Any] = chosen.with_only_columns(*wanted)
    if not _OF_ITS_PART.isdisjoint(pieces):
        statement = statement.join(_part, _part.id == Backorder.part_id)
    if "held" in pieces:
        statement = statement.outerjoin(_deposit, _deposit.backorder_id == Backorder.id)
    if "told_at" in pieces:
        statement = statement.outerjoin(_told, _told.id == _LAST_TOLD)
        statement = statement.outerjoin(_teller, _teller.id == _told.operator_id)
    return statement


def _columns(pieces: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Columns:
    column: dict[str, Sequence[Any]] = dict(zip(pieces, zip(*rows, strict=True), strict=True))
    for piece, made in _DAYS.items():
        if piece in column:
            column[piece] = [made(day) for day in column[piece]]
    return column


def _day_of(moment: str | dt.datetime) -> dt.date:
    """The day on the shop's calendar of a moment in UTC, as a file or a server keeps it."""
    at = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return dt.date.fromtimestamp((at - _BEGAN) // _SECOND)  # noqa: DTZ012 – a third of the time of astimezone()


def _day(day: str | dt.date | None) -> dt.date | None:
    return dt.date.fromisoformat(day) if isinstance(day, str) else day


_DAYS: Final[Mapping[str, Callable[[Any], dt.date | None]]] = {"since": _day_of, "promised": _day, "due": _day}
