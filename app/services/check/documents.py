"""What must hold of documents (domain 9), as queries for what breaks it; it must not change anything."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.services.check.statement import Found, Special, Statement, money, one, quantity


def _numbers(session: Session) -> Found:
    figures, broken = [], []
    for table, kind, condition in (
        ("invoice", "invoice", "kind = 'invoice' AND number IS NOT NULL"),
        ("stock_order", "stock order", "number IS NOT NULL"),
        ("creditor_invoice", "creditor invoice", "number IS NOT NULL"),
        ("credit", "credit", "1 = 1"),
        ("debtor_receipt", "receipt", "1 = 1"),
        ("creditor_invoice_undo", "creditor invoice undo", "1 = 1"),
        ("creditor_credit", "creditor credit", "1 = 1"),
        ("creditor_payment", "creditor payment", "1 = 1"),
        ("stock_adjustment", "stock adjustment", "1 = 1"),
        ("stocktake", "stocktake", "1 = 1"),
        ("day_end", "day end", "1 = 1"),
    ):
        count, first, last, different = one(
            session,
            f"SELECT count(*), min(number), max(number), count(DISTINCT number) FROM {table} WHERE {condition}",
        )
        after = session.scalar(text("SELECT next FROM next_number WHERE kind = :kind"), {"kind": kind})
        figures.append(f"{kind} {first}–{last}" if count else f"no {kind}")
        if count and (different != count or last - first + 1 != count):
            broken.append(f"{kind}: {count} documents, but the numbers {first} to {last}")
        if count and after != last + 1:
            broken.append(f"{kind}: the last is {last}, the next would be {after}")
    return Found(", ".join(figures), tuple(broken))


STATEMENTS: tuple[Statement | Special, ...] = (
    Statement(
        "ordered is supplied + backordered + cancelled",
        "SELECT count(*) FROM invoice_line",
        lambda first: f"{first:,} lines",
        """SELECT i.reference, l.number, l.ordered, l.supplied, l.backordered, l.cancelled
           FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
           WHERE l.ordered <> l.supplied + l.backordered + l.cancelled
              OR l.supplied < 0 OR l.backordered < 0 OR l.cancelled < 0
              OR l.filled_here < 0 OR l.filled_here > l.supplied ORDER BY i.reference""",
        lambda reference, number, a, b, c, d: (
            f"order {reference}, {number}: {quantity(a)} ordered is not {quantity(b)} + {quantity(c)} + {quantity(d)}"
        ),
    ),
    Statement(
        "a document's total is its lines and their GST shares",
        "SELECT count(*), coalesce(sum(total), 0) FROM invoice WHERE status = 'finalised'",
        lambda first, second: f"{first:,} finalised invoices over {money(second)}",
        """SELECT i.kind, i.reference, i.total, coalesce(sum(l.amount), 0) + coalesce(sum(l.gst), 0)
           FROM invoice i LEFT JOIN invoice_line l ON l.invoice_id = i.id WHERE i.status <> 'deleted'
           GROUP BY i.id, i.kind, i.reference, i.total, i.amount, i.gst
           HAVING i.amount <> coalesce(sum(l.amount), 0) OR i.gst <> coalesce(sum(l.gst), 0)
               OR i.total <> i.amount + i.gst ORDER BY i.reference""",
        lambda kind, reference, a, b: f"{kind} {reference}: {money(a)}, its lines {money(b)}",
    ),
    Statement(
        "a creditor invoice is its lines, freight and GST",
        "SELECT count(*), coalesce(sum(total), 0) FROM creditor_invoice WHERE status = 'processed'",
        lambda first, second: f"{first:,} creditor invoices over {money(second)}",
        """SELECT c.number, c.total, coalesce(sum(l.amount), 0) + c.freight + c.gst
           FROM creditor_invoice c LEFT JOIN creditor_invoice_line l ON l.invoice_id = c.id
           WHERE c.status IN ('processed', 'undone')
           GROUP BY c.id, c.number, c.total, c.freight, c.gst, c.gst_rounding
           HAVING c.total <> coalesce(sum(l.amount), 0) + c.freight + c.gst OR abs(c.gst_rounding) > 5
           ORDER BY c.number""",
        lambda number, a, b: f"creditor invoice {number}: {money(a)}, its lines {money(b)}",
    ),
    Statement(
        "an order line is received + closed + outstanding",
        "SELECT count(*), coalesce(sum(outstanding), 0) FROM stock_order_line",
        lambda first, second: f"{first:,} order lines, {quantity(second)} outstanding",
        """SELECT o.reference, p.number, l.quantity, l.received, l.closed, l.outstanding FROM stock_order_line l
           JOIN stock_order o ON o.id = l.order_id JOIN part p ON p.id = l.part_id
           WHERE l.quantity <> l.received + l.closed + l.outstanding OR l.outstanding < 0
              OR (l.outstanding > 0 AND o.status NOT IN ('saved', 'finalised')) ORDER BY o.reference""",
        lambda reference, number, a, b, c, d: (
            f"stock order {reference}, {number}: {quantity(a)} is not {quantity(b)} received"
            f" + {quantity(c)} closed + {quantity(d)} outstanding, or its order is closed"
        ),
    ),
    Special("posted numbers have no gap and no repeat", _numbers),
)
