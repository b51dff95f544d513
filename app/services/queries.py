"""The lists of the Query tab, each as one table of cells, so that one list on the screen shows them all.

It must not know how they are shown, and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Backorder, Debtor, DebtorEntry, Invoice, InvoiceLine
from app.rules import gst
from app.rules.faults import Refused
from app.services import backorder_lists
from app.services.backorder_lists import BackorderLine
from app.services.counter import Counter
from app.services.sales import deposits_held, lost_sales
from app.services.within import queue

CellKind = Literal["text", "day", "number", "quantity", "money", "price", "state"]
MOST_LOST_SALES: Final = 20_000
"""So many of the latest are listed."""
Cell = str | int | Decimal | dt.date | None


@dataclass(frozen=True, slots=True)
class QueryColumn:
    """A column: heading, what its cells are, how many letters wide (0: the rest), whether its sum means something."""

    heading: str
    kind: CellKind = "text"
    width: int = 10
    total: bool = False


@dataclass(frozen=True, slots=True)
class QueryRow:
    """A line of a list, and what can be opened from it; `id` is its key within the list."""

    id: int
    cells: tuple[Cell, ...]
    debtor_id: int | None = None
    invoice_id: int | None = None
    part_id: int | None = None
    backorder: BackorderLine | None = None
    ready: bool = True
    """Whether an invoice in the row can have its next one now."""


@dataclass(frozen=True, slots=True)
class QueryTable:
    """A list with its name, its columns and its rows in the order in which they are best worked through.

    `remark` is what all of its rows together have to be compared with, for a person.
    """

    name: str
    columns: tuple[QueryColumn, ...]
    rows: tuple[QueryRow, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """One entry of the drop-down: its key, its name, its columns, and what an empty list says."""

    key: str
    name: str
    columns: tuple[QueryColumn, ...]
    empty: str


_BACKORDER_COLUMNS: Final[dict[str, QueryColumn]] = {
    "debtor": QueryColumn("Debtor", width=14),
    "phone": QueryColumn("Phone", width=13),
    "origin": QueryColumn("Document", width=11),
    "since": QueryColumn("Date", "day", 10),
    "number": QueryColumn("Part", width=11),
    "description": QueryColumn("Description", width=0),
    "quantity": QueryColumn("Ordered", "quantity", 6),
    "filled": QueryColumn("Filled", "quantity", 5),
    "open": QueryColumn("Open", "quantity", 5),
    "ready": QueryColumn("Ready", "quantity", 5),
    "still_waiting": QueryColumn("Still waiting", "quantity", 9),
    "ready_value": QueryColumn("Value inc", "money", 9, total=True),
    "waiting_value": QueryColumn("Waiting ex GST", "money", 11, total=True),
    "on_order": QueryColumn("On order", "quantity", 7),
    "due": QueryColumn("Due", "day", 10),
    "promised": QueryColumn("Promised", "day", 10),
    "days_late": QueryColumn("Days late", "number", 9),
    "creditor": QueryColumn("Supplier", width=11),
    "state": QueryColumn("State", "state", 9),
    "deposit": QueryColumn("Deposit", "money", 9, total=True),
    "days": QueryColumn("Days", "number", 5),
    "told": QueryColumn("Told", width=9),
    "told_or_has": QueryColumn("Told", width=12),
}
"""The columns of the lists of backorders, by what of a backorder stands in them."""

_ATTRIBUTES: Final = {
    "ready": "debtor phone origin since number description quantity ready still_waiting ready_value deposit days "
    "told_or_has",
    "waiting": "debtor origin since number description still_waiting waiting_value on_order due creditor state days",
    "late": "debtor phone origin number description open ready promised days_late due creditor told",
    "debtor": "origin since number description quantity filled ready still_waiting ready_value deposit state due "
    "promised told_or_has",
}
_COLUMNS: Final = {
    "saved": (
        QueryColumn("Order", width=12),
        QueryColumn("Date", "day", 10),
        QueryColumn("Debtor", width=10),
        QueryColumn("Name", width=0),
        QueryColumn("Phone", width=14),
        QueryColumn("Customer order", width=14),
        QueryColumn("Lines", "number", 6),
        QueryColumn("Total inc. GST", "money", 13, total=True),
        QueryColumn("On backorder", "quantity", 12),
        QueryColumn("Days", "number", 6),
    ),
    "deposits_held": (
        QueryColumn("Debtor", width=0),
        QueryColumn("Phone", width=14),
        QueryColumn("Document", width=13),
        QueryColumn("Date", "day", 11),
        QueryColumn("Days", "number", 6),
        QueryColumn("Held ex", "money", 12, total=True),
        QueryColumn("Held GST", "money", 11, total=True),
        QueryColumn("Held inc", "money", 12, total=True),
        QueryColumn("Lines ready", "number", 11),
        QueryColumn("Ready", "quantity", 8),
        QueryColumn("Ready inc. GST", "money", 13, total=True),
    ),
    "over_limit": (
        QueryColumn("Code", width=10),
        QueryColumn("Debtor", width=0),
        QueryColumn("Phone", width=14),
        QueryColumn("Owes", "money", 13, total=True),
        QueryColumn("Credit limit", "money", 13),
        QueryColumn("Over by", "money", 13, total=True),
        QueryColumn("Last charge", "day", 10),
        QueryColumn("Credit", width=12),
    ),
    "lost_sales": (
        QueryColumn("Date", "day", 10),
        QueryColumn("Part", width=14),
        QueryColumn("Description", width=0),
        QueryColumn("Debtor", width=22),
        QueryColumn("Quantity", "quantity", 8),
        QueryColumn("Price ex GST", "price", 12),
        QueryColumn("Value ex GST", "money", 13, total=True),
        QueryColumn("Reason", width=12),
        QueryColumn("Recorded by", width=12),
    ),
    **{key: tuple(_BACKORDER_COLUMNS[name] for name in names.split()) for key, names in _ATTRIBUTES.items()},
}


def _query(key: str, name: str, empty: str) -> Query:
    return Query(key, name, _COLUMNS[key], empty)


OF_DEBTOR: Final = _query(
    "debtor",
    "Backorders",
    "Nothing is on backorder. With Use Backorders ticked in Options, a short line of an invoice comes here.",
)
"""The Backorders tab of one debtor."""

QUERIES: Final = (
    _query(
        "ready",
        "Backorders Ready to Invoice – ALL DEBTORS",
        "No backorder is ready. Goods that come in fill this list: Ctrl+4 receives a creditor invoice.",
    ),
    _query(
        "waiting",
        "Backorders waiting",
        "Nobody waits for goods. A short line that is put on backorder comes here.",
    ),
    _query(
        "late",
        "Promises running late",
        "Every promise can be kept. Once the promised day has passed, or the goods come after it, it stands here.",
    ),
    _query(
        "saved",
        "Saved invoices",
        "No invoice is on the books as an order. F2 in Parts Invoicing saves one.",
    ),
    _query(
        "deposits_held",
        "Invoices with deposits held",
        "No deposit is held. Where Charge deposits on backorders says so, F12 takes one for what is not in stock.",
    ),
    _query(
        "over_limit",
        "Over credit limit",
        "Nobody owes more than the credit limit allows. The Options of a debtor hold the limit.",
    ),
    _query(
        "lost_sales",
        "Lost sales",
        "No sale was lost. F6 in Parts Invoicing records one, and so does a short line that is cancelled.",
    ),
)
"""What the drop-down offers, in its order."""


def query(key: str) -> Query:
    """The query with this key; raises Refused when there is none."""
    for each in QUERIES:
        if each.key == key:
            return each
    raise Refused(f"There is no list “{key}”. The Query tab shows those there are.")


def run(counter: Counter, key: str) -> QueryTable:
    """The list as it stands now; raises Refused for a key that is none."""
    asked = query(key)
    rows = tuple(_READERS[key](counter))
    remark = deposits_held.against_the_books(counter) if key == "deposits_held" and rows else ""
    return QueryTable(asked.name, asked.columns, rows, remark)


def of_debtor(counter: Counter, debtor_id: int) -> QueryTable:
    """The open backorders of one debtor: ready first, then the longest waiting."""
    lines = backorder_lists.every(counter, debtor_id=debtor_id)
    lines = tuple(sorted(lines, key=lambda each: (not each.ready, each.since, each.id)))
    return QueryTable(OF_DEBTOR.name, OF_DEBTOR.columns, tuple(_backorders(counter, OF_DEBTOR.key, lines)))


def _backorders(counter: Counter, key: str, lines: Iterable[BackorderLine]) -> Iterable[QueryRow]:
    today = counter.today()
    names = _ATTRIBUTES[key].split()
    for line in lines:
        cells = tuple(_cell(line, name, today) for name in names)
        yield QueryRow(line.id, cells, line.debtor_id, line.origin_invoice_id, line.part_id, line)


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


def _ready(counter: Counter) -> Iterable[QueryRow]:
    return _backorders(counter, "ready", backorder_lists.ready(counter))


def _waiting(counter: Counter) -> Iterable[QueryRow]:
    lines = [each for each in backorder_lists.every(counter) if each.still_waiting]
    return _backorders(counter, "waiting", sorted(lines, key=lambda each: (each.since, each.id)))


def _late(counter: Counter) -> Iterable[QueryRow]:
    return _backorders(counter, "late", late(counter))


def late(counter: Counter) -> tuple[BackorderLine, ...]:
    """Promises running late: open, and the promised day has passed or comes before the goods do; the latest first."""
    today = counter.today()
    lines = [each for each in backorder_lists.every(counter) if days_late(each, today) > 0]
    return tuple(sorted(lines, key=lambda each: (each.promised or today, each.id)))


def days_late(line: BackorderLine, today: dt.date) -> int:
    """How many days after the promised one it is today, or will be when what still waits has come; 0: in time."""
    if line.promised is None or not line.open:
        return 0
    comes = line.due if line.due and line.still_waiting else today
    return max(0, (max(today, comes) - line.promised).days)


def _saved(counter: Counter) -> Iterable[QueryRow]:
    wanted = (
        select(Invoice, Debtor.code, Debtor.name, Debtor.phone)
        .join(Debtor, Debtor.id == Invoice.debtor_id)
        .where(Invoice.status == "saved", Invoice.kind == "invoice")
        .order_by(Invoice.date, Invoice.id)
    )
    today = counter.today()
    with counter.db.read() as session:
        rows = session.execute(wanted).all()
        lines = _lines_of(session, [invoice.id for invoice, *_ in rows])
        return [
            QueryRow(
                invoice.id,
                (
                    queue.document_name(invoice),
                    invoice.date,
                    code,
                    invoice.name or name,
                    invoice.phone or phone,
                    invoice.customer_order,
                    lines.get(invoice.id, (0, None))[0],
                    invoice.total,
                    lines.get(invoice.id, (0, None))[1],
                    (today - invoice.date).days,
                ),
                invoice.debtor_id,
                invoice.id,
            )
            for invoice, code, name, phone in rows
        ]


def _lines_of(session: Session, invoice_ids: Sequence[int]) -> dict[int, tuple[int, Decimal | None]]:
    """Of each order, how many lines it has and how much of it is still on backorder."""
    statement = (
        select(InvoiceLine.invoice_id, func.count(InvoiceLine.id), func.sum(Backorder.open))
        .outerjoin(Backorder, Backorder.id == InvoiceLine.begins_id)
        .where(InvoiceLine.invoice_id.in_(invoice_ids), InvoiceLine.struck.is_(False))
        .group_by(InvoiceLine.invoice_id)
    )
    return {invoice_id: (count, on_backorder) for invoice_id, count, on_backorder in session.execute(statement)}


def _deposits_held(counter: Counter) -> Iterable[QueryRow]:
    return [
        QueryRow(
            each.invoice_id,
            (
                each.debtor,
                each.phone,
                each.document,
                each.date,
                each.days,
                each.held.ex,
                each.held.gst,
                each.held.inc,
                each.ready_lines or None,
                each.ready or None,
                each.ready_value or None,
            ),
            each.debtor_id,
            each.invoice_id,
            ready=bool(each.ready),
        )
        for each in deposits_held.every(counter)
    ]


def _over_limit(counter: Counter) -> Iterable[QueryRow]:
    owed = func.sum(DebtorEntry.amount)
    last = func.max(DebtorEntry.date).filter(DebtorEntry.amount > Decimal("0.00"))
    wanted = (
        select(Debtor, owed, last)
        .join(DebtorEntry, DebtorEntry.debtor_id == Debtor.id)
        .where(Debtor.kind == "account", Debtor.credit_limit.is_not(None))
        .group_by(Debtor.id)
        .having(owed > Debtor.credit_limit)
        .order_by(Debtor.name, Debtor.code)
    )
    with counter.db.read() as session:
        return [
            QueryRow(
                debtor.id,
                (
                    debtor.code,
                    debtor.name,
                    debtor.phone,
                    owes,
                    debtor.credit_limit,
                    owes - debtor.credit_limit,
                    day,
                    "stopped" if debtor.stop_credit else "",
                ),
                debtor.id,
            )
            for debtor, owes, day in session.execute(wanted)
            if debtor.credit_limit is not None
        ]


def _lost_sales(counter: Counter) -> Iterable[QueryRow]:
    return [
        QueryRow(
            sale.id,
            (
                sale.date,
                sale.number,
                sale.description,
                sale.debtor,
                sale.quantity,
                sale.price,
                gst.line_amount(sale.quantity, sale.price),
                sale.reason,
                sale.operator,
            ),
            sale.debtor_id,
            part_id=sale.part_id,
        )
        for sale in lost_sales.every(counter, MOST_LOST_SALES)
    ]


_READERS: Final[dict[str, Callable[[Counter], Iterable[QueryRow]]]] = {
    "ready": _ready,
    "waiting": _waiting,
    "late": _late,
    "saved": _saved,
    "deposits_held": _deposits_held,
    "over_limit": _over_limit,
    "lost_sales": _lost_sales,
}
