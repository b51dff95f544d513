"""The lists of the Query tab, each a long list of cells, so that one list on the screen shows them all.

It must not know how they are shown, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.rules.listing import Listing
from app.services.counter import Counter
from app.services.queries import of_backorders, of_debtors, of_invoices, of_lost_sales, of_parts
from app.services.queries.declared import QueryRow, query
from app.services.queries.of_backorders import of_debtor as of_debtor
from app.services.sales import deposits_held

_LISTINGS: Final[Mapping[str, Callable[[Counter], Listing[QueryRow]]]] = {
    "ready": of_backorders.ready,
    "waiting": of_backorders.waiting,
    "late": of_backorders.late,
    "saved": of_invoices.saved,
    "deposits_held": of_invoices.deposits_held,
    "over_limit": of_debtors.over_limit,
    "debtors": of_debtors.every,
    "lost_sales": of_lost_sales.lost_sales,
    "superseded": of_parts.still_in_stock,
    "dangling": of_parts.by_none_in_the_books,
}


def listing(counter: Counter, key: str) -> Listing[QueryRow]:
    """The list with this key; raises Refused for a key that is none.

    Its columns are called cell_0, cell_1 and so on, its sums by their headings.
    """
    return _LISTINGS[query(key).key](counter)


def remark(counter: Counter, key: str) -> str:
    """What all rows of the list together have to be compared with, for a person; "" where there is nothing."""
    return deposits_held.against_the_books(counter) if key == "deposits_held" else ""
