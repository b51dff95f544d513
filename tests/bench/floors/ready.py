"""The floor of the list of backorders that are ready to invoice: what the list shows of each, in as few statements.

What is ready is what is allocated, unless it is held or the debtor's ship rule waits for the rest of the line or of the
order. Shown are the debtor and the phone, the document it began on, the day in the shop's calendar and how long ago
that is, the part with the number that was ordered, how many, what is ready and what still waits, what that comes to
inc. GST, the deposit, and whether the customer was told or has it already: all of it in the smallest units, nothing
made into decimals. What was handed over is not compared with what was invoiced since, which the program does.

Every row is one statement. What is to be seen at once is two: the keys of all in their order with what their sums are
made of, and the rows of the first page. The rate of GST and the day are given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from tests.bench.floors.bare import Bare, marks

_SHOWN: Final = """
SELECT b.id, coalesce(nullif(i.name, ''), d.name), coalesce(nullif(i.phone, ''), d.phone), i.number, i.reference,
       b.queue_date, p.number, b.ordered_as, p.description, b.quantity, b.open, b.allocated, b.price, b.discount,
       p.gst_free, dep.held, dep.held_gst, told.kind, told.at, teller.name, b.debtor_id, i.id, p.id
FROM backorder b
JOIN debtor d ON d.id = b.debtor_id
JOIN invoice_line l ON l.begins_id = b.id
JOIN invoice i ON i.id = l.invoice_id
JOIN part p ON p.id = b.part_id
LEFT JOIN deposit dep ON dep.backorder_id = b.id
LEFT JOIN backorder_event told ON told.id = (
    SELECT max(e.id) FROM backorder_event e WHERE e.backorder_id = b.id AND e.kind IN ('told', 'handed over'))
LEFT JOIN operator teller ON teller.id = told.operator_id
"""
_KEYS: Final = """
SELECT b.id, coalesce(nullif(i.name, ''), d.name), b.allocated, b.price, b.discount, p.gst_free, dep.held, dep.held_gst
FROM backorder b
JOIN debtor d ON d.id = b.debtor_id
JOIN invoice_line l ON l.begins_id = b.id
JOIN invoice i ON i.id = l.invoice_id
JOIN part p ON p.id = b.part_id
LEFT JOIN deposit dep ON dep.backorder_id = b.id
"""
_IS_READY: Final = """
WHERE b.open > 0 AND b.allocated > 0 AND NOT b.held AND (
    d.ship_rule = 'any'
    OR d.ship_rule = 'complete lines' AND b.allocated = b.open
    OR d.ship_rule = 'complete order' AND NOT EXISTS (
        SELECT 1 FROM invoice_line other JOIN backorder o ON o.id = other.begins_id
        WHERE other.invoice_id = l.invoice_id AND o.open > o.allocated))
ORDER BY 2, b.queue_date, b.id
"""


_BEGAN: Final = dt.datetime.fromtimestamp(0, dt.UTC).replace(tzinfo=None)
_SECOND: Final = dt.timedelta(seconds=1)
_RATE: Final = 10
"""Per cent of GST."""

Row = tuple[Any, ...]


def every(bare: Bare, today: dt.date) -> list[Row]:
    """A row for each that is ready, by debtor, the longest waiting first."""
    return _shown(bare(_SHOWN + _IS_READY).fetchall(), today)


def seen(bare: Bare, page: int, today: dt.date) -> tuple[list[int], list[Row], tuple[int, int]]:
    """The keys of all, the rows of the first page, and what all of them and their deposits come to inc. GST."""
    rows = bare(_KEYS + _IS_READY).fetchall()
    keys = [row[0] for row in rows]
    worth = sum(_inc(ready, price, discount, gst_free) for _, _, ready, price, discount, gst_free, _, _ in rows)
    held = sum(row[6] + row[7] for row in rows if row[6] is not None)
    first = keys[:page]
    there = {row[0]: row for row in bare(f"{_SHOWN} WHERE b.id IN ({marks(len(first))})", first).fetchall()}
    return keys, _shown([there[key] for key in first], today), (worth, held)


def _shown(rows: Iterable[Row], today: dt.date) -> list[Row]:
    shown = []
    for (key, debtor, phone, number, reference, since, part, ordered_as, description, quantity, waits, ready, price,
         discount, gst_free, held, held_gst, kind, at, teller, debtor_id, invoice_id, part_id) in rows:  # fmt: skip
        day = _day(since)
        shown.append((
            key,
            debtor,
            phone,
            f"Order {reference}" if number is None else f"Invoice {number}",
            day,
            f"{part} (for {ordered_as})" if ordered_as and ordered_as != part else part,
            description,
            quantity,
            ready,
            waits - ready,
            _inc(ready, price, discount, gst_free),
            None if held is None else held + held_gst,
            (today - day).days,
            f"{kind}, {teller}, {_day(at)}" if kind else "",
            debtor_id,
            invoice_id,
            part_id,
        ))  # fmt: skip
    return shown


def _day(moment: str | dt.datetime) -> dt.date:
    at = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return dt.date.fromtimestamp((at - _BEGAN) // _SECOND)  # noqa: DTZ012 – the quickest way to the day here


def _inc(quantity: int, price: int, discount: int, gst_free: bool) -> int:
    """In cents, rounded to the line and then to its GST."""
    amount = (2 * quantity * price * (10_000 - discount) + 10**9) // (2 * 10**9)
    return amount if gst_free else amount + (amount * _RATE + 50) // 100
