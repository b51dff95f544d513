"""What must hold of ledgers and the value of goods (domain 9), as queries for what breaks it; it must change none."""

from __future__ import annotations

from app.services.check.statement import Special, Statement, money

STATEMENTS: tuple[Statement | Special, ...] = (
    Statement(
        "every finalised invoice is charged to its debtor",
        "SELECT coalesce(sum(amount), 0) FROM debtor_entry",
        lambda first: f"debtors owe {money(first)}",
        """SELECT i.number, i.total, coalesce(sum(e.amount), 0) FROM invoice i
           LEFT JOIN debtor_entry e ON e.invoice_id = i.id AND e.kind = 'invoice' AND e.debtor_id = i.debtor_id
           WHERE i.status = 'finalised' GROUP BY i.id, i.number, i.total
           HAVING i.total <> coalesce(sum(e.amount), 0) ORDER BY i.number""",
        lambda number, a, b: f"invoice {number}: {money(a)}, charged {money(b)}",
    ),
    Statement(
        "nothing is charged that was not finalised",
        "SELECT count(*) FROM debtor_entry",
        lambda first: f"{first:,} entries",
        """SELECT e.id, d.name, e.amount FROM debtor_entry e JOIN debtor d ON d.id = e.debtor_id
           LEFT JOIN invoice i ON i.id = e.invoice_id
           WHERE e.kind = 'invoice' AND (i.id IS NULL OR i.status <> 'finalised') ORDER BY e.id""",
        lambda key, name, amount: f"entry {key} of {name} over {money(amount)} has no finalised invoice",
    ),
    Statement(
        "no entry is settled beyond its amount",
        "SELECT count(*), coalesce(sum(amount), 0) FROM settlement",
        lambda first, second: f"{first:,} settlements over {money(second)}",
        """SELECT e.id, d.name, e.amount, s.amount FROM debtor_entry e JOIN debtor d ON d.id = e.debtor_id
           JOIN (SELECT entry, sum(amount) AS amount FROM
                 (SELECT charge_id AS entry, amount FROM settlement
                  UNION ALL SELECT payment_id AS entry, amount FROM settlement) both_sides GROUP BY entry) s
           ON s.entry = e.id WHERE s.amount > abs(e.amount) ORDER BY e.id""",
        lambda key, name, a, b: f"entry {key} of {name} over {money(a)} is settled by {money(b)}",
    ),
    Statement(
        "cash documents are paid in full",
        "SELECT count(*), coalesce(sum(amount), 0) FROM tender",
        lambda first, second: f"{first:,} tenders over {money(second)}",
        """SELECT i.number, i.total, coalesce(sum(t.amount - t.rounding), 0) FROM invoice i
           JOIN debtor d ON d.id = i.debtor_id LEFT JOIN tender t ON t.invoice_id = i.id
           WHERE i.status = 'finalised' AND EXISTS
                 (SELECT 1 FROM debtor_entry e WHERE e.invoice_id = i.id AND e.kind = 'payment')
           GROUP BY i.id, i.number, i.total HAVING i.total <> coalesce(sum(t.amount - t.rounding), 0)
           ORDER BY i.number""",
        lambda number, a, b: f"invoice {number}: {money(a)}, paid {money(b)}",
    ),
    Statement(
        "every processed creditor invoice is owed, and no undone one",
        "SELECT coalesce(sum(amount), 0) FROM creditor_entry",
        lambda first: f"we owe creditors {money(first)}",
        """SELECT c.number, CASE WHEN c.status = 'undone' THEN 0 ELSE c.total END, coalesce(sum(e.amount), 0)
           FROM creditor_invoice c
           LEFT JOIN creditor_entry e ON e.creditor_invoice_id = c.id AND e.creditor_id = c.creditor_id
           WHERE c.status IN ('processed', 'undone') GROUP BY c.id, c.number, c.total, c.status
           HAVING coalesce(sum(e.amount), 0) <> CASE WHEN c.status = 'undone' THEN 0 ELSE c.total END
           ORDER BY c.number""",
        lambda number, a, b: f"creditor invoice {number}: {money(a)}, in the ledger {money(b)}",
    ),
    Statement(
        "the cost of goods sold is what left the stock value",
        "SELECT coalesce(sum(cost), 0) FROM invoice_line",
        lambda first: f"goods sold cost {money(first)}",
        """SELECT i.number, coalesce(l.cost, 0), coalesce(m.value, 0) FROM invoice i
           LEFT JOIN (SELECT invoice_id, sum(cost) AS cost FROM invoice_line GROUP BY invoice_id) l
           ON l.invoice_id = i.id
           LEFT JOIN (SELECT document_id, -sum(value) AS value FROM stock_movement
                      WHERE document_kind = 'invoice' AND kind = 'sale' GROUP BY document_id) m
           ON m.document_id = i.id
           WHERE i.status = 'finalised' AND coalesce(l.cost, 0) <> coalesce(m.value, 0) ORDER BY i.number""",
        lambda number, a, b: f"invoice {number}: costs {money(a)}, taken from stock {money(b)}",
    ),
    Statement(
        "what was received is what came into the stock value",
        """SELECT coalesce(sum(l.stock_value), 0), coalesce(sum(l.claim), 0) FROM creditor_invoice_line l
           JOIN creditor_invoice c ON c.id = l.invoice_id WHERE c.status = 'processed'""",
        lambda first, second: f"{money(first)} came in, {money(second)} is claimed from suppliers",
        """SELECT c.number, coalesce(l.value, 0), coalesce(m.value, 0) FROM creditor_invoice c
           LEFT JOIN (SELECT invoice_id, sum(stock_value) AS value FROM creditor_invoice_line GROUP BY invoice_id) l
           ON l.invoice_id = c.id
           LEFT JOIN (SELECT document_id, sum(value) AS value FROM stock_movement
                      WHERE document_kind = 'creditor invoice' AND kind = 'receipt' GROUP BY document_id) m
           ON m.document_id = c.id
           WHERE c.status IN ('processed', 'undone') AND coalesce(l.value, 0) <> coalesce(m.value, 0)
           ORDER BY c.number""",
        lambda number, a, b: f"creditor invoice {number}: worth {money(a)}, put on the shelf {money(b)}",
    ),
)
