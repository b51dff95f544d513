"""What must hold of stock and backorders (domain 9), as queries for what breaks it; it must not change anything."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.services.check.statement import Found, Special, Statement, money, one, quantity, rows
from app.services.within.shop import settings


def _enough(session: Session) -> Found:
    total = one(session, "SELECT coalesce(sum(on_hand - committed - allocated), 0) FROM stock")
    if settings(session).allow_issue_below_zero:
        return Found(f"{quantity(total[0])} available; the shop allows issue below zero")
    broken = rows(
        session,
        """SELECT p.number, s.on_hand, s.committed, s.allocated FROM stock s JOIN part p ON p.id = s.part_id
           WHERE s.committed + s.allocated > s.on_hand AND s.committed + s.allocated > 0 ORDER BY p.number""",
    )
    return Found(
        f"{quantity(total[0])} available",
        tuple(
            f"{number}: {quantity(hand)} on hand for {quantity(committed)} committed and {quantity(held)} allocated"
            for number, hand, committed, held in broken
        ),
    )


STATEMENTS: tuple[Statement | Special, ...] = (
    Statement(
        "on hand is the sum of the movements",
        "SELECT count(*), coalesce(sum(on_hand), 0) FROM stock",
        lambda first, second: f"{first:,} parts, {quantity(second)} on hand",
        """SELECT p.number, s.on_hand, coalesce(m.quantity, 0) FROM stock s JOIN part p ON p.id = s.part_id
           LEFT JOIN (SELECT part_id, sum(quantity) AS quantity FROM stock_movement GROUP BY part_id) m
           ON m.part_id = s.part_id WHERE s.on_hand <> coalesce(m.quantity, 0) ORDER BY p.number""",
        lambda number, a, b: f"{number}: {quantity(a)} on hand, movements {quantity(b)}",
    ),
    Statement(
        "stock value is the sum of the movements' values",
        "SELECT coalesce(sum(value), 0) FROM stock",
        lambda first: f"{money(first)} of stock",
        """SELECT p.number, s.value, coalesce(m.value, 0) FROM stock s JOIN part p ON p.id = s.part_id
           LEFT JOIN (SELECT part_id, sum(value) AS value FROM stock_movement GROUP BY part_id) m
           ON m.part_id = s.part_id WHERE s.value <> coalesce(m.value, 0) ORDER BY p.number""",
        lambda number, a, b: f"{number}: worth {money(a)}, movements {money(b)}",
    ),
    Statement(
        "an empty shelf is worth nothing",
        "SELECT count(*) FROM stock WHERE on_hand <= 0",
        lambda first: f"{first:,} empty shelves",
        """SELECT p.number, s.on_hand, s.value FROM stock s JOIN part p ON p.id = s.part_id
           WHERE (s.on_hand <= 0 AND s.value <> 0) OR s.value < 0 ORDER BY p.number""",
        lambda number, on_hand, value: f"{number}: {quantity(on_hand)} on hand are worth {money(value)}",
    ),
    Statement(
        "committed is what saved orders supply",
        "SELECT coalesce(sum(committed), 0) FROM stock",
        lambda first: f"{quantity(first)} committed",
        """SELECT p.number, s.committed, coalesce(c.supplied, 0) FROM stock s JOIN part p ON p.id = s.part_id
           LEFT JOIN (SELECT l.part_id, sum(l.supplied) AS supplied FROM invoice_line l
                      JOIN invoice i ON i.id = l.invoice_id
                      WHERE i.status = 'saved' AND i.kind = 'invoice' AND l.kind = 'part' GROUP BY l.part_id) c
           ON c.part_id = s.part_id WHERE s.committed <> coalesce(c.supplied, 0) ORDER BY p.number""",
        lambda number, a, b: f"{number}: {quantity(a)} committed, saved orders {quantity(b)}",
    ),
    Statement(
        "allocated is what backorders hold",
        "SELECT coalesce(sum(allocated), 0) FROM stock",
        lambda first: f"{quantity(first)} allocated",
        """SELECT p.number, s.allocated, coalesce(b.allocated, 0) FROM stock s JOIN part p ON p.id = s.part_id
           LEFT JOIN (SELECT part_id, sum(allocated) AS allocated FROM backorder GROUP BY part_id) b
           ON b.part_id = s.part_id WHERE s.allocated <> coalesce(b.allocated, 0) ORDER BY p.number""",
        lambda number, a, b: f"{number}: {quantity(a)} allocated, backorders {quantity(b)}",
    ),
    Special("committed and allocated are on hand", _enough),
    Statement(
        "a search shows first what is in stock",
        "SELECT count(*) FROM part WHERE standing < 3",
        lambda first: f"{first:,} parts in stock or sold lately",
        """SELECT p.number, s.on_hand, p.standing FROM stock s JOIN part p ON p.id = s.part_id
           WHERE p.standing <> CASE WHEN p.active THEN s.standing ELSE 3 END
              OR s.standing NOT BETWEEN 0 AND 3 OR (s.on_hand > 0) <> (s.standing < 2) ORDER BY p.number""",
        lambda number, on_hand, stands: f"{number}: {quantity(on_hand)} on hand, place {stands} in a search",
    ),
    Statement(
        "on order is what is outstanding on stock orders",
        "SELECT coalesce(sum(on_order), 0) FROM stock",
        lambda first: f"{quantity(first)} on order",
        """SELECT p.number, s.on_order, coalesce(o.outstanding, 0) FROM stock s JOIN part p ON p.id = s.part_id
           LEFT JOIN (SELECT l.part_id, sum(l.outstanding) AS outstanding FROM stock_order_line l
                      JOIN stock_order o ON o.id = l.order_id
                      WHERE o.status NOT IN ('saved', 'deleted') GROUP BY l.part_id) o
           ON o.part_id = s.part_id
           WHERE s.on_order <> coalesce(o.outstanding, 0) OR s.on_order < 0 ORDER BY p.number""",
        lambda number, a, b: f"{number}: {quantity(a)} on order, outstanding {quantity(b)}",
    ),
    Statement(
        "a backorder is filled + cancelled + open",
        "SELECT count(*), coalesce(sum(open), 0) FROM backorder",
        lambda first, second: f"{first:,} backorders, {quantity(second)} open",
        """SELECT b.id, l.number, b.quantity, b.filled, b.cancelled, b.open FROM backorder b
           LEFT JOIN invoice_line l ON l.begins_id = b.id
           WHERE b.quantity <> b.filled + b.cancelled + b.open OR b.filled < 0 OR b.cancelled < 0 OR b.open < 0
              OR l.id IS NULL ORDER BY b.id""",
        lambda key, number, whole, filled, gone, left: (
            f"backorder {key} of {number}: {quantity(whole)} is not {quantity(filled)} filled"
            f" + {quantity(gone)} cancelled + {quantity(left)} open"
        ),
    ),
    Statement(
        "filled is what the filling lines supply",
        "SELECT coalesce(sum(filled), 0) FROM backorder",
        lambda first: f"{quantity(first)} filled",
        """SELECT b.id, o.number, b.filled,
                  coalesce(f.supplied, 0) + coalesce(o.filled_here, 0) - coalesce(r.restored, 0) FROM backorder b
           LEFT JOIN invoice_line o ON o.begins_id = b.id
           LEFT JOIN (SELECT l.fills_id, sum(l.supplied) AS supplied FROM invoice_line l
                      JOIN invoice i ON i.id = l.invoice_id
                      WHERE l.fills_id IS NOT NULL AND i.kind = 'invoice' AND i.status IN ('saved', 'finalised')
                      GROUP BY l.fills_id) f ON f.fills_id = b.id
           LEFT JOIN (SELECT coalesce(l.fills_id, l.begins_id) AS backorder_id, sum(c.restored) AS restored
                      FROM credit_line c JOIN invoice_line l ON l.id = c.invoice_line_id
                      GROUP BY coalesce(l.fills_id, l.begins_id)) r ON r.backorder_id = b.id
           WHERE b.filled <> coalesce(f.supplied, 0) + coalesce(o.filled_here, 0) - coalesce(r.restored, 0)
           ORDER BY b.id""",
        lambda key, number, a, b: f"backorder {key} of {number}: {quantity(a)} filled, its lines say {quantity(b)}",
    ),
    Statement(
        "what is allocated is open, and has its reasons",
        "SELECT count(*) FROM allocation",
        lambda first: f"{first:,} allocations, each with its reason",
        """SELECT b.id, l.number, b.allocated, b.open, coalesce(a.quantity, 0) FROM backorder b
           LEFT JOIN invoice_line l ON l.begins_id = b.id
           LEFT JOIN (SELECT backorder_id, sum(quantity) AS quantity FROM allocation GROUP BY backorder_id) a
           ON a.backorder_id = b.id
           WHERE b.allocated < 0 OR b.allocated > b.open OR b.allocated <> coalesce(a.quantity, 0) ORDER BY b.id""",
        lambda key, number, held, left, why: (
            f"backorder {key} of {number}: {quantity(held)} allocated of {quantity(left)}, by reasons {quantity(why)}"
        ),
    ),
    Statement(
        "a saved order and its backorders say the same",
        """SELECT count(*) FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
           WHERE i.status = 'saved' AND l.begins_id IS NOT NULL""",
        lambda first: f"{first:,} live backorders on saved orders",
        """SELECT i.reference, l.number, l.backordered, b.open FROM invoice_line l
           JOIN invoice i ON i.id = l.invoice_id JOIN backorder b ON b.id = l.begins_id
           WHERE i.status = 'saved' AND l.backordered <> b.open ORDER BY i.reference""",
        lambda reference, number, a, b: f"order {reference}, {number}: Back Order {quantity(a)}, open {quantity(b)}",
    ),
)
