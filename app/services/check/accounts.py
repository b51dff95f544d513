"""What must hold of the journal and its accounts (domain 7, 9), as queries for what breaks it; it must change none."""

from __future__ import annotations

from app.rules.journal import CLEARING, Role
from app.services.check.statement import Special, Statement, money

_POSTED = """(SELECT 'invoice' AS kind, id, number FROM invoice WHERE status = 'finalised'
   UNION ALL SELECT 'credit', id, number FROM credit
   UNION ALL SELECT 'receipt', id, number FROM debtor_receipt
   UNION ALL SELECT 'creditor invoice', id, number FROM creditor_invoice WHERE status IN ('processed', 'undone')
   UNION ALL SELECT 'creditor invoice undo', id, number FROM creditor_invoice_undo
   UNION ALL SELECT 'creditor credit', id, number FROM creditor_credit
   UNION ALL SELECT 'creditor payment', id, number FROM creditor_payment
   UNION ALL SELECT 'stock adjustment', id, number FROM stock_adjustment
   UNION ALL SELECT 'day end', id, number FROM day_end)"""
"""Every posted document: kind, key, number."""


def _balance(role: Role) -> str:
    return f"""(SELECT coalesce(sum(l.amount), 0) FROM journal_line l JOIN account a ON a.id = l.account_id
                WHERE a.role = '{role.value}')"""


def _control(says: str, role: Role, ledger: str, what: str, *, owed: bool = False) -> Statement:
    """That an account is what its ledger comes to; `owed`: a credit balance is shown as what is owed."""
    account = f"-{_balance(role)}" if owed else _balance(role)
    both = f"(SELECT {account} AS account, ({ledger}) AS ledger) both_sides"
    return Statement(
        says,
        f"SELECT account FROM {both}",
        lambda balance: f"{money(balance)}",
        f"SELECT account, ledger FROM {both} WHERE account <> ledger",
        lambda balance, comes_to: f"the account says {money(balance)}, {what} {money(comes_to)}",
    )


def _tills() -> Statement:
    kinds = " UNION ALL ".join(f"SELECT '{kind}' AS kind, '{role.value}' AS role" for kind, role in CLEARING.items())
    both = f"""SELECT t.kind, (SELECT coalesce(sum(l.amount), 0) FROM journal_line l
                       JOIN account a ON a.id = l.account_id WHERE a.role = t.role) AS account,
                      (SELECT coalesce(sum(amount), 0) FROM tender WHERE tender.kind = t.kind)
                      + (SELECT coalesce(sum(counted), 0) - coalesce(sum(taken), 0) FROM day_end_count c
                         WHERE c.kind = t.kind) AS taken FROM ({kinds}) t"""
    return Statement(
        "each account of the till is its tenders and what counting corrected",
        f"SELECT coalesce(sum(account), 0) FROM ({both}) tills",
        lambda balance: f"{money(balance)} in all ways to pay",
        f"SELECT kind, account, taken FROM ({both}) tills WHERE account <> taken ORDER BY kind",
        lambda kind, a, b: f"{kind}: the account says {money(a)}, tenders and counts {money(b)}",
    )


STATEMENTS: tuple[Statement | Special, ...] = (
    Statement(
        "each journal entry sums to zero",
        "SELECT count(*), coalesce(sum(CASE WHEN amount > 0 THEN amount ELSE 0 END), 0) FROM journal_line",
        lambda first, second: f"{first:,} lines over {money(second)}",
        """SELECT e.id, e.narrative, sum(l.amount) FROM journal_entry e JOIN journal_line l ON l.entry_id = e.id
           GROUP BY e.id, e.narrative HAVING sum(l.amount) <> 0 ORDER BY e.id""",
        lambda key, narrative, rest: f"entry {key}, {narrative}: out by {money(rest)}",
    ),
    Statement(
        "every posted document has its journal entry",
        f"SELECT count(*) FROM {_POSTED} d",
        lambda first: f"{first:,} posted documents",
        f"""SELECT d.kind, d.number FROM {_POSTED} d
            LEFT JOIN journal_entry e ON e.document_kind = d.kind AND e.document_id = d.id
            GROUP BY d.kind, d.id, d.number HAVING count(e.id) <> 1 ORDER BY d.kind, d.number""",
        lambda kind, number: f"{kind} {number} is not in the journal once",
    ),
    Statement(
        "no journal entry lacks its document",
        "SELECT count(*) FROM journal_entry",
        lambda first: f"{first:,} entries",
        f"""SELECT e.id, e.narrative FROM journal_entry e
            LEFT JOIN {_POSTED} d ON d.kind = e.document_kind AND d.id = e.document_id
            WHERE d.id IS NULL AND NOT (e.document_kind = 'opening' AND e.document_id IS NULL) ORDER BY e.id""",
        lambda key, narrative: f"entry {key}, {narrative}: there is no such posted document",
    ),
    Statement(
        "every posted document is there for accounting",
        "SELECT count(*) FROM handover",
        lambda first: f"{first:,} documents to hand over",
        f"""SELECT d.kind, d.number FROM {_POSTED} d
            LEFT JOIN handover h ON h.document_kind = d.kind AND h.document_id = d.id
            WHERE h.id IS NULL ORDER BY d.kind, d.number""",
        lambda kind, number: f"{kind} {number} would never be handed over",
    ),
    _control(
        "the account of debtors is what debtors owe",
        Role.DEBTORS,
        "SELECT coalesce(sum(amount), 0) FROM debtor_entry",
        "their ledgers",
    ),
    _control(
        "the account of creditors is what we owe them",
        Role.CREDITORS,
        "SELECT coalesce(sum(amount), 0) FROM creditor_entry",
        "their ledgers",
        owed=True,
    ),
    _control(
        "the account of stock is the stock value",
        Role.STOCK,
        "SELECT coalesce(sum(value), 0) FROM stock",
        "the shelves",
    ),
    _control(
        "the account of customer deposits is what is held",
        Role.DEPOSITS,
        """SELECT coalesce(sum(CASE WHEN treatment = 'security' THEN held + held_gst ELSE held END), 0)
           FROM deposit""",
        "deposits held",
        owed=True,
    ),
    _control(
        "the account of GST collected is that of invoices less credits",
        Role.GST_COLLECTED,
        """SELECT (SELECT coalesce(sum(gst), 0) FROM invoice WHERE status = 'finalised')
                - (SELECT coalesce(sum(gst), 0) FROM credit)""",
        "the documents",
        owed=True,
    ),
    _control(
        "the account of GST paid is that of bills less credits",
        Role.GST_PAID,
        """SELECT (SELECT coalesce(sum(gst), 0) - coalesce(sum(gst_rounding), 0) FROM creditor_invoice
                   WHERE status = 'processed') - (SELECT coalesce(sum(gst), 0) FROM creditor_credit)""",
        "the documents",
    ),
    _control(
        "the account of claims is what suppliers have still to credit",
        Role.CLAIMS,
        """SELECT (SELECT coalesce(sum(l.claim), 0) FROM creditor_invoice_line l
                   JOIN creditor_invoice c ON c.id = l.invoice_id WHERE c.status = 'processed')
                - (SELECT coalesce(sum(amount), 0) FROM creditor_credit_line WHERE kind = 'claim')""",
        "the claims",
    ),
    _tills(),
)
