"""A stock order's look-up of suppliers: first those whose parts debtors wait for; it must not know what is ordered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from app.rules import words
from app.services import lookup
from app.services.buying import whom_to_order
from app.services.buying.whom_to_order import SupplierWanted, Wanted
from app.services.counter import Counter
from app.ui.kit.context import Context
from app.ui.kit.entry.finding import Finder
from app.ui.kit.entry.lookup_field import Hit
from app.ui.windows.shared import buying_find

WHOM: Final = "Whom to order from? First come those whose parts debtors wait for: Enter takes one, then F5 gets them."


def hits(context: Context) -> Finder[Hit]:
    """Suppliers by code, name, phone or ABN; nothing typed shows all, with how many backorders are to be ordered."""
    return Finder(context.busy.look, lambda text: partial(_found, context.counter, text))


def _found(counter: Counter, text: str) -> list[Hit]:
    creditors = lookup.find_creditors(counter, text)
    first = () if text else whom_to_order.wanted(counter).suppliers
    known = {each.creditor.id for each in first}
    others = [buying_find.creditor_hit(each) for each in creditors if each.id not in known]
    return [*(_waited_for(each) for each in first), *others]


def _waited_for(supplier: SupplierWanted) -> Hit:
    to_order = f"{words.counted(supplier.backorders, 'backorder')} to order"
    return replace(buying_find.creditor_hit(supplier.creditor), detail=to_order)


def missing(wanted: Wanted) -> str:
    """What is said when debtors wait for no part of any supplier that is still to be ordered."""
    if not wanted.of_nobody:
        return buying_find.MISSING
    waits = f"{words.counted(wanted.of_nobody, 'backorder')} {'waits' if wanted.of_nobody == 1 else 'wait'}"
    return f"{buying_find.MISSING} {waits} for parts without a supplier: F5 and No shows them to whom you choose."
