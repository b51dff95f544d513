"""The floor of the list of backorders that are ready to invoice: what the list shows of each, in as few statements.

What is ready is what is allocated, unless it is held or the debtor's ship rule waits for the rest of the line or of the
order. Shown are the debtor and the phone, the document it began on, the day, the part, how many, what is ready and what
still waits, what that is worth, the deposit, and whether the customer was told or has it already. The amount inc. GST
is left to whoever shows it: price, discount and whether the part is free of GST are read.

Every row is one statement. What is to be seen at once is two: the keys of all in their order with what their sums are
made of, and the rows of the first page.
"""

from __future__ import annotations

from typing import Any, Final

from tests.bench.floors.bare import Bare, marks

_SHOWN: Final = """
SELECT b.id, coalesce(nullif(i.name, ''), d.name), coalesce(nullif(i.phone, ''), d.phone), i.number, i.reference,
       b.queue_date, p.number, p.description, b.quantity, b.open, b.allocated, b.price, b.discount, p.gst_free,
       dep.held, dep.held_gst, told.at, teller.name, b.debtor_id, i.id, p.id
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


def every(bare: Bare) -> list[tuple[Any, ...]]:
    """A row for each that is ready, by debtor, the longest waiting first."""
    rows: list[tuple[Any, ...]] = bare(_SHOWN + _IS_READY).fetchall()
    return rows


def seen(bare: Bare, page: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The keys of all with what their sums are made of, and the rows of the first page."""
    keys = bare(_KEYS + _IS_READY).fetchall()
    first = [row[0] for row in keys[:page]]
    return keys, bare(f"{_SHOWN} WHERE b.id IN ({marks(len(first))})", first).fetchall()
