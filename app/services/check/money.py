"""What must hold of deposits, credits, receipts and payments (domain 5, 7, 8), as queries; it must not change any."""

from __future__ import annotations

from app.services.check.statement import Special, Statement, money, quantity

_DEPOSIT_LINES = """SELECT l.deposit_id AS deposit_id,
        CASE WHEN l.amount + l.gst > 0 THEN l.amount ELSE 0 END AS taken,
        CASE WHEN l.amount + l.gst > 0 THEN l.gst ELSE 0 END AS taken_gst,
        CASE WHEN l.amount + l.gst > 0 THEN 0 ELSE -l.amount END AS applied,
        CASE WHEN l.amount + l.gst > 0 THEN 0 ELSE -l.gst END AS applied_gst,
        0 AS refunded, 0 AS refunded_gst
    FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
    WHERE l.kind = 'deposit' AND i.status = 'finalised'
    UNION ALL SELECT l.deposit_id, 0, 0,
        CASE WHEN c.amount + c.gst > 0 THEN 0 ELSE c.amount END, CASE WHEN c.amount + c.gst > 0 THEN 0 ELSE c.gst END,
        CASE WHEN c.amount + c.gst > 0 THEN c.amount ELSE 0 END, CASE WHEN c.amount + c.gst > 0 THEN c.gst ELSE 0 END
    FROM credit_line c JOIN invoice_line l ON l.id = c.invoice_line_id WHERE c.kind = 'deposit'"""
"""What each Deposit line of a posted document does to its deposit, as it stands on paper."""


def _on_paper(what: str) -> str:
    """How the lines of a deposit state an amount of it: a security deposit is its gross amount, without GST."""
    return f"CASE WHEN d.treatment = 'security' THEN d.{what} + d.{what}_gst ELSE d.{what} END"


def _gst_on_paper(what: str) -> str:
    return f"CASE WHEN d.treatment = 'security' THEN 0 ELSE d.{what}_gst END"


_AMOUNTS = ("taken", "applied", "refunded")
_SUMS = ", ".join(f"sum({each}) AS {each}, sum({each}_gst) AS {each}_gst" for each in _AMOUNTS)
_DIFFERS = " OR ".join(
    f"{_on_paper(each)} <> coalesce(s.{each}, 0) OR {_gst_on_paper(each)} <> coalesce(s.{each}_gst, 0)"
    for each in _AMOUNTS
)

_IN_LEDGERS = """(SELECT 'credit' AS kind, c.number AS number, c.refunded - c.total AS amount,
          (SELECT coalesce(sum(e.amount), 0) FROM debtor_entry e
           WHERE e.credit_id = c.id AND e.debtor_id = c.debtor_id) AS entered FROM credit c
   UNION ALL SELECT 'receipt', r.number, -r.amount,
          (SELECT coalesce(sum(e.amount), 0) FROM debtor_entry e
           WHERE e.receipt_id = r.id AND e.debtor_id = r.debtor_id) FROM debtor_receipt r
   UNION ALL SELECT 'creditor credit', c.number, -c.total,
          (SELECT coalesce(sum(e.amount), 0) FROM creditor_entry e
           WHERE e.creditor_credit_id = c.id AND e.creditor_id = c.creditor_id) FROM creditor_credit c
   UNION ALL SELECT 'creditor payment', p.number, -p.amount,
          (SELECT coalesce(sum(e.amount), 0) FROM creditor_entry e
           WHERE e.creditor_payment_id = p.id AND e.creditor_id = p.creditor_id) FROM creditor_payment p)"""

_IN_THE_TILL = """(SELECT 'credit' AS kind, c.number AS number, -c.refunded AS amount,
          (SELECT coalesce(sum(t.amount), 0) - coalesce(sum(t.rounding), 0) FROM tender t
           WHERE t.credit_id = c.id) AS moved FROM credit c
   UNION ALL SELECT 'receipt', r.number, r.amount,
          (SELECT coalesce(sum(t.amount), 0) - coalesce(sum(t.rounding), 0) FROM tender t
           WHERE t.receipt_id = r.id) FROM debtor_receipt r
   UNION ALL SELECT 'creditor payment', p.number, CASE WHEN p.paid_by = 'cash' THEN -p.amount ELSE 0 END,
          (SELECT coalesce(sum(t.amount), 0) - coalesce(sum(t.rounding), 0) FROM tender t
           WHERE t.creditor_payment_id = p.id) FROM creditor_payment p)"""

_MATCHED = """(SELECT 'debtor' AS whose, s.id AS id, s.amount AS amount,
          CASE WHEN c.debtor_id = p.debtor_id AND c.amount > 0 AND p.amount < 0 THEN 1 ELSE 0 END AS fits
   FROM settlement s JOIN debtor_entry c ON c.id = s.charge_id JOIN debtor_entry p ON p.id = s.payment_id
   UNION ALL SELECT 'creditor', s.id, s.amount,
          CASE WHEN c.creditor_id = p.creditor_id AND c.amount > 0 AND p.amount < 0 THEN 1 ELSE 0 END
   FROM creditor_settlement s JOIN creditor_entry c ON c.id = s.charge_id
   JOIN creditor_entry p ON p.id = s.payment_id)"""

_GOODS = """(SELECT 'credit' AS kind, c.number AS number,
          (SELECT coalesce(sum(l.cost), 0) FROM credit_line l WHERE l.credit_id = c.id) AS worth,
          (SELECT coalesce(sum(m.value), 0) FROM stock_movement m
           WHERE m.document_kind = 'credit' AND m.document_id = c.id AND m.kind <> 'value') AS moved FROM credit c
   UNION ALL SELECT 'creditor credit', c.number,
          (SELECT -coalesce(sum(l.stock_value), 0) FROM creditor_credit_line l WHERE l.credit_id = c.id),
          (SELECT coalesce(sum(m.value), 0) FROM stock_movement m WHERE m.document_kind = 'creditor credit'
           AND m.document_id = c.id AND m.kind <> 'value') FROM creditor_credit c)"""

STATEMENTS: tuple[Statement | Special, ...] = (
    Statement(
        "a deposit is applied + refunded + held",
        "SELECT coalesce(sum(taken + taken_gst), 0), coalesce(sum(held + held_gst), 0) FROM deposit",
        lambda first, second: f"{money(first)} taken, {money(second)} held",
        """SELECT d.id, l.number, d.taken, d.applied, d.refunded, d.held FROM deposit d
           LEFT JOIN invoice_line l ON l.begins_id = d.backorder_id
           WHERE d.taken <> d.applied + d.refunded + d.held
              OR d.taken_gst <> d.applied_gst + d.refunded_gst + d.held_gst
              OR d.held < 0 OR d.held_gst < 0 OR d.applied_quantity + d.refunded_quantity > d.quantity
              OR (d.applied_quantity + d.refunded_quantity = d.quantity AND d.held + d.held_gst <> 0)
           ORDER BY d.id""",
        lambda key, number, whole, applied, refunded, held: (
            f"deposit {key} for {number}: {money(whole)} taken is not {money(applied)} applied"
            f" + {money(refunded)} refunded + {money(held)} held, or its GST or quantity is not"
        ),
    ),
    Statement(
        "a deposit is what its lines on invoices and credits say",
        f"SELECT count(*) FROM ({_DEPOSIT_LINES}) s",
        lambda first: f"{first:,} Deposit lines",
        f"""SELECT d.id, d.taken, d.applied, d.refunded FROM deposit d
            LEFT JOIN (SELECT deposit_id, {_SUMS} FROM ({_DEPOSIT_LINES}) every_line GROUP BY deposit_id) s
            ON s.deposit_id = d.id WHERE {_DIFFERS} ORDER BY d.id""",
        lambda key, taken, applied, refunded: (
            f"deposit {key}: {money(taken)} taken, {money(applied)} applied, {money(refunded)} refunded; "
            "its lines say otherwise"
        ),
    ),
    Statement(
        "a credit's total is its lines and their GST",
        "SELECT count(*), coalesce(sum(total), 0) FROM credit",
        lambda first, second: f"{first:,} credits over {money(second)}",
        """SELECT c.number, c.total, coalesce(sum(l.amount), 0) + coalesce(sum(l.gst), 0) FROM credit c
           LEFT JOIN credit_line l ON l.credit_id = c.id GROUP BY c.id, c.number, c.total, c.amount, c.gst
           HAVING c.amount <> coalesce(sum(l.amount), 0) OR c.gst <> coalesce(sum(l.gst), 0)
               OR c.total <> c.amount + c.gst ORDER BY c.number""",
        lambda number, a, b: f"credit {number}: {money(a)}, its lines {money(b)}",
    ),
    Statement(
        "no more is credited than was supplied and charged",
        "SELECT coalesce(sum(quantity), 0) FROM credit_line WHERE kind <> 'deposit'",
        lambda first: f"{quantity(first)} credited",
        """SELECT i.number, l.number, l.supplied, sum(c.quantity) FROM credit_line c
           JOIN invoice_line l ON l.id = c.invoice_line_id JOIN invoice i ON i.id = l.invoice_id
           WHERE c.kind <> 'deposit' GROUP BY i.number, l.id, l.number, l.supplied, l.amount, l.gst
           HAVING sum(c.quantity) > l.supplied OR sum(c.amount) > l.amount OR sum(c.gst) > l.gst ORDER BY i.number""",
        lambda invoice, number, a, b: f"invoice {invoice}, {number}: {quantity(a)} supplied, {quantity(b)} credited",
    ),
    Statement(
        "credits, receipts and payments stand in their ledgers",
        f"SELECT count(*) FROM {_IN_LEDGERS} d",
        lambda first: f"{first:,} documents",
        f"SELECT kind, number, amount, entered FROM {_IN_LEDGERS} d WHERE amount <> entered ORDER BY kind, number",
        lambda kind, number, a, b: f"{kind} {number}: {money(a)}, in the ledger {money(b)}",
    ),
    Statement(
        "money given back, received and paid in cash is in the till",
        f"SELECT coalesce(sum(moved), 0) FROM {_IN_THE_TILL} d",
        lambda first: f"{money(first)} in and out",
        f"SELECT kind, number, amount, moved FROM {_IN_THE_TILL} d WHERE amount <> moved ORDER BY kind, number",
        lambda kind, number, a, b: f"{kind} {number}: {money(a)}, its tenders {money(b)}",
    ),
    Statement(
        "no entry of a creditor is settled beyond its amount",
        "SELECT count(*), coalesce(sum(amount), 0) FROM creditor_settlement",
        lambda first, second: f"{first:,} settlements over {money(second)}",
        """SELECT e.id, c.name, e.amount, s.amount FROM creditor_entry e JOIN creditor c ON c.id = e.creditor_id
           JOIN (SELECT entry, sum(amount) AS amount FROM
                 (SELECT charge_id AS entry, amount FROM creditor_settlement
                  UNION ALL SELECT payment_id AS entry, amount FROM creditor_settlement) both_sides GROUP BY entry) s
           ON s.entry = e.id WHERE s.amount > abs(e.amount) ORDER BY e.id""",
        lambda key, name, a, b: f"entry {key} of {name} over {money(a)} is settled by {money(b)}",
    ),
    Statement(
        "what settles a charge is the same one's payment or credit",
        f"SELECT count(*), coalesce(sum(amount), 0) FROM {_MATCHED} m",
        lambda first, second: f"{first:,} settlements over {money(second)}",
        f"SELECT whose, id, amount FROM {_MATCHED} m WHERE fits = 0 ORDER BY whose, id",
        lambda whose, key, amount: (
            f"settlement {key} of a {whose} over {money(amount)} joins what does not belong together"
        ),
    ),
    Statement(
        "a creditor's credit is its lines and their GST",
        "SELECT count(*), coalesce(sum(total), 0) FROM creditor_credit",
        lambda first, second: f"{first:,} creditor credits over {money(second)}",
        """SELECT c.number, c.total, coalesce(sum(l.amount), 0) + c.gst FROM creditor_credit c
           LEFT JOIN creditor_credit_line l ON l.credit_id = c.id GROUP BY c.id, c.number, c.total, c.amount, c.gst
           HAVING c.amount <> coalesce(sum(l.amount), 0) OR c.total <> c.amount + c.gst ORDER BY c.number""",
        lambda number, a, b: f"creditor credit {number}: {money(a)}, its lines {money(b)}",
    ),
    Statement(
        "no claim is credited beyond what was billed and not received",
        "SELECT coalesce(sum(amount), 0) FROM creditor_credit_line WHERE kind = 'claim'",
        lambda first: f"{money(first)} of claims credited",
        """SELECT i.number, l.claim, sum(c.amount) FROM creditor_credit_line c
           JOIN creditor_invoice_line l ON l.id = c.creditor_invoice_line_id
           JOIN creditor_invoice i ON i.id = l.invoice_id WHERE c.kind = 'claim'
           GROUP BY i.number, i.status, l.id, l.claim HAVING sum(c.amount) > l.claim OR i.status <> 'processed'
           ORDER BY i.number""",
        lambda number, a, b: f"creditor invoice {number}: {money(a)} claimed, {money(b)} credited",
    ),
    Statement(
        "goods that came back or went back are in the stock value",
        f"SELECT count(*) FROM {_GOODS} d",
        lambda first: f"{first:,} documents",
        f"SELECT kind, number, worth, moved FROM {_GOODS} d WHERE worth <> moved ORDER BY kind, number",
        lambda kind, number, a, b: f"{kind} {number}: worth {money(a)}, the shelf moved by {money(b)}",
    ),
    Statement(
        "an undone creditor invoice has put back every quantity",
        "SELECT count(*) FROM creditor_invoice_undo",
        lambda first: f"{first:,} undone",
        """SELECT c.number, p.number, sum(m.quantity) FROM creditor_invoice_undo u
           JOIN creditor_invoice c ON c.id = u.creditor_invoice_id
           JOIN stock_movement m ON (m.document_kind = 'creditor invoice' AND m.document_id = c.id)
                                 OR (m.document_kind = 'creditor invoice undo' AND m.document_id = u.id)
           JOIN part p ON p.id = m.part_id GROUP BY c.number, p.number HAVING sum(m.quantity) <> 0
           ORDER BY c.number, p.number""",
        lambda number, part, a: f"creditor invoice {number}, {part}: {quantity(a)} of it moved still",
    ),
    Statement(
        "the end of a day closes the tenders that it counted",
        "SELECT count(*), coalesce(sum(taken), 0) FROM day_end_count",
        lambda first, second: f"{first:,} counts over {money(second)}",
        """SELECT e.number, c.kind, c.taken, coalesce(sum(t.amount), 0) FROM day_end_count c
           LEFT JOIN day_end e ON e.id = c.day_end_id LEFT JOIN day_end_tender l ON l.day_end_id = e.id
           LEFT JOIN tender t ON t.id = l.tender_id AND t.kind = c.kind
           GROUP BY e.number, c.id, c.kind, c.taken HAVING c.taken <> coalesce(sum(t.amount), 0) ORDER BY e.number""",
        lambda number, kind, a, b: f"day end {number}, {kind}: {money(a)} taken, its tenders {money(b)}",
    ),
)
