"""A stock order's look-up of suppliers: first those whose parts debtors wait for; it must not know what is ordered."""

from __future__ import annotations

from functools import partial
from typing import Final

from app.rules import words
from app.services import lookup
from app.services.buying import whom_to_order
from app.services.buying.whom_to_order import Wanted
from app.services.counter import Counter
from app.ui.kit.context import Context
from app.ui.kit.entry.finding import Finder
from app.ui.kit.entry.lookup_field import Hit
from app.ui.windows.shared.buying_find import creditor_hit

WHOM: Final = "Whom to order from? First come those whose parts debtors wait for: Enter takes one, then F5 gets them."
_MISSING: Final = "The supplier is missing. Type its code or name; F4 shows them all."


def hits(context: Context) -> Finder[Hit]:
    """Suppliers by code, name, phone or ABN; nothing typed shows all, with how many backorders are to be ordered."""
    return Finder(context.busy.look, lambda text: partial(_found, context.counter, text))


def _found(counter: Counter, text: str) -> list[Hit]:
    creditors = lookup.find_creditors(counter, text)
    if text:
        return [creditor_hit(each) for each in creditors]
    first = whom_to_order.wanted(counter).suppliers
    waited_for = [
        Hit(each.creditor.id, each.creditor.code, each.creditor.name, _to_order(each.backorders), each.creditor)
        for each in first
    ]
    known = {each.creditor.id for each in first}
    return [*waited_for, *(creditor_hit(each) for each in creditors if each.id not in known)]


def _to_order(backorders: int) -> str:
    return f"{words.counted(backorders, 'backorder')} to order"


def missing(wanted: Wanted) -> str:
    """What is said when debtors wait for no part of any supplier that is still to be ordered."""
    if not wanted.of_nobody:
        return _MISSING
    waits = f"{words.counted(wanted.of_nobody, 'backorder')} {'waits' if wanted.of_nobody == 1 else 'wait'}"
    return f"{_MISSING} {waits} for parts without a supplier: F5 and No shows them to whom you choose."
