"""The lists of the Query tab: their names, their columns and what an empty one says; it must not know their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from app.rules.faults import Refused
from app.services.within.backorder_cells import Cell

CellKind = Literal["text", "day", "number", "quantity", "money", "price", "state"]
LeadsTo = Literal["invoicing", "order", "final invoice", "backorders", "ledger", "debtor", "part"]
"""What Enter opens for a row: invoicing for its debtor, its order or invoice, a page of its debtor, its part."""


@dataclass(frozen=True, slots=True)
class QueryColumn:
    """A column: heading, what its cells are, how many letters wide (0: the rest), whether its sum means something."""

    heading: str
    kind: CellKind = "text"
    width: int = 10
    total: bool = False


class QueryRow(NamedTuple):
    """A line of a list, and what can be opened from it; `id` is its key within the list."""

    id: int
    cells: tuple[Cell, ...]
    debtor_id: int | None = None
    invoice_id: int | None = None
    part_id: int | None = None
    ready: bool = True
    """Whether an invoice in the row can have its next one now; of a backorder, whether anything of it is ready."""
    all_handed_over: bool = False
    """What is ready of a backorder is with the customer already."""


@dataclass(frozen=True, slots=True)
class Query:
    """One entry of the drop-down: its key, its name, its columns, where a row leads to, and what an empty list says."""

    key: str
    name: str
    columns: tuple[QueryColumn, ...]
    leads_to: LeadsTo
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

ATTRIBUTES: Final = {
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
    "debtors": (
        QueryColumn("Code", width=10),
        QueryColumn("Debtor", width=0),
        QueryColumn("Phone", width=14),
        QueryColumn("Kind", width=8),
        QueryColumn("Owes", "money", 13, total=True),
        QueryColumn("Credit limit", "money", 13),
        QueryColumn("Last charge", "day", 10),
        QueryColumn("Standing", width=12),
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
    "superseded": (
        QueryColumn("Part", width=16),
        QueryColumn("Description", width=0),
        QueryColumn("Bin", width=8),
        QueryColumn("On hand", "quantity", 8),
        QueryColumn("Available", "quantity", 8),
        QueryColumn("Superseded by", width=16),
        QueryColumn("Sold today", width=16),
        QueryColumn("Available of it", "quantity", 12),
        QueryColumn("Supplier", width=16),
    ),
    "dangling": (
        QueryColumn("Part", width=16),
        QueryColumn("Description", width=0),
        QueryColumn("Superseded by", width=16),
        QueryColumn("On hand", "quantity", 8),
        QueryColumn("On order", "quantity", 8),
        QueryColumn("Waiting", "quantity", 8),
        QueryColumn("Supplier", width=16),
    ),
    **{key: tuple(_BACKORDER_COLUMNS[name] for name in names.split()) for key, names in ATTRIBUTES.items()},
}


def _query(key: str, name: str, leads_to: LeadsTo, empty: str) -> Query:
    return Query(key, name, _COLUMNS[key], leads_to, empty)


OF_DEBTOR: Final = _query(
    "debtor",
    "Backorders",
    "invoicing",
    "Nothing is on backorder. With Use Backorders ticked in Options, a short line of an invoice comes here.",
)
"""The Backorders tab of one debtor."""

QUERIES: Final = (
    _query(
        "ready",
        "Backorders Ready to Invoice – ALL DEBTORS",
        "invoicing",
        "No backorder is ready. Goods that come in fill this list: Ctrl+4 receives a creditor invoice.",
    ),
    _query(
        "waiting",
        "Backorders waiting",
        "backorders",
        "Nobody waits for goods. A short line that is put on backorder comes here.",
    ),
    _query(
        "late",
        "Promises running late",
        "backorders",
        "Every promise can be kept. Once the promised day has passed, or the goods come after it, it stands here.",
    ),
    _query(
        "saved",
        "Saved invoices",
        "order",
        "No invoice is on the books as an order. F2 in Parts Invoicing saves one.",
    ),
    _query(
        "deposits_held",
        "Invoices with deposits held",
        "final invoice",
        "No deposit is held. Where Charge deposits on backorders says so, F12 takes one for what is not in stock.",
    ),
    _query(
        "over_limit",
        "Over credit limit",
        "ledger",
        "Nobody owes more than the credit limit allows. The Options of a debtor hold the limit.",
    ),
    _query(
        "debtors",
        "All debtors",
        "debtor",
        "There are no debtors yet. Ctrl+1 and Ctrl+N begin one, Import brings many.",
    ),
    _query(
        "lost_sales",
        "Lost sales",
        "part",
        "No sale was lost. F6 in Parts Invoicing records one, and so does a short line that is cancelled.",
    ),
    _query(
        "superseded",
        "Superseded, still in stock",
        "part",
        "Nothing of a superseded number is left on the shelf. A part's card says what takes its place.",
    ),
    _query(
        "dangling",
        "Superseded by a number not in the books",
        "part",
        "Every number that takes the place of another is in the books.",
    ),
)
"""What the drop-down offers, in its order."""


def query(key: str) -> Query:
    """The query with this key; raises Refused when there is none."""
    for each in QUERIES:
        if each.key == key:
            return each
    raise Refused(f"There is no list “{key}”. The Query tab shows those there are.")
