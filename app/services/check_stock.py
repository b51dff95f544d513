"""What must hold of stock and backorders (domain 9), as queries for what breaks it; it must not change anything.

Plain SQL on the whole numbers in the tables, so that a mistake in the program's own types cannot hide one in the data.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.services.check_kit import Found, money, one, quantity, rows
from app.services.within.shop import settings


def _on_hand(session: Session) -> Found:
    total = one(session, "SELECT count(*), coalesce(sum(on_hand), 0) FROM stock")
    broken = rows(
        session,
        """SELECT p.number, s.on_hand, coalesce(m.quantity, 0) FROM stock s JOIN part p ON p.id = s.part_id
           LEFT JOIN (SELECT part_id, sum(quantity) AS quantity FROM stock_movement GROUP BY part_id) m
           ON m.part_id = s.part_id WHERE s.on_hand <> coalesce(m.quantity, 0) ORDER BY p.number""",
    )
    return Found(
        f"{total[0]:,} parts, {quantity(total[1])} on hand",
        tuple(f"{number}: {quantity(a)} on hand, movements {quantity(b)}" for number, a, b in broken),
    )


def _value(session: Session) -> Found:
    total = one(session, "SELECT coalesce(sum(value), 0) FROM stock")
    broken = rows(
        session,
        """SELECT p.number, s.value, coalesce(m.value, 0) FROM stock s JOIN part p ON p.id = s.part_id
           LEFT JOIN (SELECT part_id, sum(value) AS value FROM stock_movement GROUP BY part_id) m
           ON m.part_id = s.part_id WHERE s.value <> coalesce(m.value, 0) ORDER BY p.number""",
    )
    return Found(
        f"{money(total[0])} of stock",
        tuple(f"{number}: worth {money(a)}, movements {money(b)}" for number, a, b in broken),
    )


def _empty_is_worth_nothing(session: Session) -> Found:
    total = one(session, "SELECT count(*) FROM stock WHERE on_hand <= 0")
    broken = rows(
        session,
        """SELECT p.number, s.on_hand, s.value FROM stock s JOIN part p ON p.id = s.part_id
           WHERE (s.on_hand <= 0 AND s.value <> 0) OR s.value < 0 ORDER BY p.number""",
    )
    return Found(
        f"{total[0]:,} empty shelves",
        tuple(f"{number}: {quantity(on_hand)} on hand are worth {money(value)}" for number, on_hand, value in broken),
    )


def _committed(session: Session) -> Found:
    total = one(session, "SELECT coalesce(sum(committed), 0) FROM stock")
    broken = rows(
        session,
        """SELECT p.number, s.committed, coalesce(c.supplied, 0) FROM stock s JOIN part p ON p.id = s.part_id
           LEFT JOIN (SELECT l.part_id, sum(l.supplied) AS supplied FROM invoice_line l
                      JOIN invoice i ON i.id = l.invoice_id
                      WHERE i.status = 'saved' AND i.kind = 'invoice' AND l.kind = 'part' GROUP BY l.part_id) c
           ON c.part_id = s.part_id WHERE s.committed <> coalesce(c.supplied, 0) ORDER BY p.number""",
    )
    return Found(
        f"{quantity(total[0])} committed",
        tuple(f"{number}: {quantity(a)} committed, saved orders {quantity(b)}" for number, a, b in broken),
    )


def _allocated(session: Session) -> Found:
    total = one(session, "SELECT coalesce(sum(allocated), 0) FROM stock")
    broken = rows(
        session,
        """SELECT p.number, s.allocated, coalesce(b.allocated, 0) FROM stock s JOIN part p ON p.id = s.part_id
           LEFT JOIN (SELECT part_id, sum(allocated) AS allocated FROM backorder GROUP BY part_id) b
           ON b.part_id = s.part_id WHERE s.allocated <> coalesce(b.allocated, 0) ORDER BY p.number""",
    )
    return Found(
        f"{quantity(total[0])} allocated",
        tuple(f"{number}: {quantity(a)} allocated, backorders {quantity(b)}" for number, a, b in broken),
    )


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


def _on_order(session: Session) -> Found:
    total = one(session, "SELECT coalesce(sum(on_order), 0) FROM stock")
    broken = rows(
        session,
        """SELECT p.number, s.on_order, coalesce(o.outstanding, 0) FROM stock s JOIN part p ON p.id = s.part_id
           LEFT JOIN (SELECT l.part_id, sum(l.outstanding) AS outstanding FROM stock_order_line l
                      JOIN stock_order o ON o.id = l.order_id
                      WHERE o.status NOT IN ('saved', 'deleted') GROUP BY l.part_id) o
           ON o.part_id = s.part_id
           WHERE s.on_order <> coalesce(o.outstanding, 0) OR s.on_order < 0 ORDER BY p.number""",
    )
    return Found(
        f"{quantity(total[0])} on order",
        tuple(f"{number}: {quantity(a)} on order, outstanding {quantity(b)}" for number, a, b in broken),
    )


def _backorders(session: Session) -> Found:
    total = one(session, "SELECT count(*), coalesce(sum(open), 0) FROM backorder")
    broken = rows(
        session,
        """SELECT b.id, l.number, b.quantity, b.filled, b.cancelled, b.open FROM backorder b
           LEFT JOIN invoice_line l ON l.begins_id = b.id
           WHERE b.quantity <> b.filled + b.cancelled + b.open OR b.filled < 0 OR b.cancelled < 0 OR b.open < 0
              OR l.id IS NULL ORDER BY b.id""",
    )
    return Found(
        f"{total[0]:,} backorders, {quantity(total[1])} open",
        tuple(
            f"backorder {key} of {number}: {quantity(whole)} is not {quantity(filled)} filled"
            f" + {quantity(gone)} cancelled + {quantity(left)} open"
            for key, number, whole, filled, gone, left in broken
        ),
    )


def _filled(session: Session) -> Found:
    total = one(session, "SELECT coalesce(sum(filled), 0) FROM backorder")
    broken = rows(
        session,
        """SELECT b.id, o.number, b.filled, coalesce(f.supplied, 0) + coalesce(o.filled_here, 0) FROM backorder b
           LEFT JOIN invoice_line o ON o.begins_id = b.id
           LEFT JOIN (SELECT l.fills_id, sum(l.supplied) AS supplied FROM invoice_line l
                      JOIN invoice i ON i.id = l.invoice_id
                      WHERE l.fills_id IS NOT NULL AND i.kind = 'invoice' AND i.status IN ('saved', 'finalised')
                      GROUP BY l.fills_id) f ON f.fills_id = b.id
           WHERE b.filled <> coalesce(f.supplied, 0) + coalesce(o.filled_here, 0) ORDER BY b.id""",
    )
    return Found(
        f"{quantity(total[0])} filled",
        tuple(
            f"backorder {key} of {number}: {quantity(a)} filled, its lines supply {quantity(b)}"
            for key, number, a, b in broken
        ),
    )


def _held(session: Session) -> Found:
    total = one(session, "SELECT count(*) FROM allocation")
    broken = rows(
        session,
        """SELECT b.id, l.number, b.allocated, b.open, coalesce(a.quantity, 0) FROM backorder b
           LEFT JOIN invoice_line l ON l.begins_id = b.id
           LEFT JOIN (SELECT backorder_id, sum(quantity) AS quantity FROM allocation GROUP BY backorder_id) a
           ON a.backorder_id = b.id
           WHERE b.allocated < 0 OR b.allocated > b.open OR b.allocated <> coalesce(a.quantity, 0) ORDER BY b.id""",
    )
    return Found(
        f"{total[0]:,} allocations, each with its reason",
        tuple(
            f"backorder {key} of {number}: {quantity(held)} allocated of {quantity(left)}, by reasons {quantity(why)}"
            for key, number, held, left, why in broken
        ),
    )


def _on_saved_orders(session: Session) -> Found:
    total = one(
        session,
        """SELECT count(*) FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
           WHERE i.status = 'saved' AND l.begins_id IS NOT NULL""",
    )
    broken = rows(
        session,
        """SELECT i.reference, l.number, l.backordered, b.open FROM invoice_line l
           JOIN invoice i ON i.id = l.invoice_id JOIN backorder b ON b.id = l.begins_id
           WHERE i.status = 'saved' AND l.backordered <> b.open ORDER BY i.reference""",
    )
    return Found(
        f"{total[0]:,} live backorders on saved orders",
        tuple(
            f"order {reference}, {number}: Back Order {quantity(a)}, open {quantity(b)}"
            for reference, number, a, b in broken
        ),
    )


STATEMENTS: tuple[tuple[str, Callable[[Session], Found]], ...] = (
    ("on hand is the sum of the movements", _on_hand),
    ("stock value is the sum of the movements' values", _value),
    ("an empty shelf is worth nothing", _empty_is_worth_nothing),
    ("committed is what saved orders supply", _committed),
    ("allocated is what backorders hold", _allocated),
    ("committed and allocated are on hand", _enough),
    ("on order is what is outstanding on stock orders", _on_order),
    ("a backorder is filled + cancelled + open", _backorders),
    ("filled is what the filling lines supply", _filled),
    ("what is allocated is open, and has its reasons", _held),
    ("a saved order and its backorders say the same", _on_saved_orders),
)
