"""What must hold of stock that is corrected and counted, as queries for what breaks it; it must not change anything."""

from __future__ import annotations

from app.services.check.statement import Statement, money, quantity

STATEMENTS: tuple[Statement, ...] = (
    Statement(
        "a stock adjustment is what it moved",
        "SELECT count(*), coalesce(sum(value), 0) FROM stock_adjustment_line",
        lambda first, second: f"{first:,} lines of stock adjustments over {money(second)}",
        """SELECT a.number, p.number, sum(l.quantity), sum(l.value), coalesce(m.quantity, 0), coalesce(m.value, 0)
           FROM stock_adjustment_line l
           JOIN stock_adjustment a ON a.id = l.adjustment_id JOIN part p ON p.id = l.part_id
           LEFT JOIN (SELECT document_id, part_id, sum(quantity) AS quantity, sum(value) AS value FROM stock_movement
                      WHERE document_kind = 'stock adjustment' AND kind IN ('gain', 'loss')
                      GROUP BY document_id, part_id) m ON m.document_id = a.id AND m.part_id = l.part_id
           GROUP BY a.number, p.number, m.quantity, m.value
           HAVING sum(l.quantity) <> coalesce(m.quantity, 0) OR sum(l.value) <> coalesce(m.value, 0)
           ORDER BY a.number, p.number""",
        lambda number, part, a, worth, b, moved: (
            f"stock adjustment {number}, {part}: {quantity(a)} for {money(worth)},"
            f" moved {quantity(b)} for {money(moved)}"
        ),
    ),
    Statement(
        "a posted stocktake has moved counted less snapshot",
        "SELECT count(*) FROM stocktake_line WHERE counted IS NOT NULL",
        lambda first: f"{first:,} parts counted",
        """SELECT s.number, p.number, coalesce(l.counted - l.snapshot, 0), coalesce(j.quantity, 0)
           FROM stocktake_line l JOIN stocktake s ON s.id = l.stocktake_id JOIN part p ON p.id = l.part_id
           LEFT JOIN (SELECT a.stocktake_id, al.part_id, sum(al.quantity) AS quantity FROM stock_adjustment_line al
                      JOIN stock_adjustment a ON a.id = al.adjustment_id
                      WHERE a.stocktake_id IS NOT NULL GROUP BY a.stocktake_id, al.part_id) j
           ON j.stocktake_id = s.id AND j.part_id = l.part_id
           WHERE coalesce(j.quantity, 0)
              <> CASE s.status WHEN 'posted' THEN coalesce(l.counted - l.snapshot, 0) ELSE 0 END
           ORDER BY s.number, p.number""",
        lambda number, part, a, b: f"stocktake {number}, {part}: counted {quantity(a)} off, adjusted by {quantity(b)}",
    ),
)
