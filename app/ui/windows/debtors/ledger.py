"""A debtor's ledger as a list, and a debtor's standing in a few words; it must not know where they are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from app.rules import words
from app.rules.money import ZERO
from app.services.masters.debtors import DebtorCard
from app.services.masters.ledgers import DebtorLedgerRow
from app.ui.kit import dates, style
from app.ui.kit.context import Tone
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.long_list import LongList


def ledger_list(today: Callable[[], dt.date]) -> LongList:
    """The list of a ledger; what is overdue is marked."""

    def tone(row: DebtorLedgerRow) -> str:
        return "refused" if row.open > ZERO and row.due is not None and row.due < today() else ""

    made = LongList(
        "Ledger",
        (
            Column("Date", "date", show=dates.full_day, width=14),
            Column("Kind", "kind", width=14),
            Column("Reference", "reference", width=0),
            Column("Due", "due", show=dates.full_day, width=16, tone=tone),
            Column("Amount", "amount", show=words.money, width=14, align="right"),
            Column("Open", "open", show=words.money, width=14, align="right"),
            Column("Balance", "balance", show=words.money, width=14, align="right"),
        ),
        empty="Nothing was charged or paid yet. Ctrl+2 writes an invoice, Ctrl+8 takes a receipt.",
    )
    made.table.setStatusTip("Type to filter; Enter opens the document. × beside a due date: it is overdue.")
    return made


def standing(card: DebtorCard, owes: Decimal, waiting: int, ready: int) -> tuple[str, Tone]:
    """How a debtor stands, in a line: what is owed, how many backorders wait, and what keeps it from being charged."""
    said = [card.name, f"owes {words.money(owes)}" if owes >= ZERO else f"{words.money(-owes)} in credit"]
    tone: Tone = "plain"
    if waiting:
        said.append(words.counted(waiting, "backorder") + (f", {ready} ready" if ready else ""))
    if card.credit_limit is not None and owes > card.credit_limit:
        said.append(f"over the limit of {words.money(card.credit_limit)}")
        tone = "waits"
    if card.stop_credit:
        said.append("stop credit")
        tone = "refused"
    if not card.active:
        said.append("not in use")
    return f"{style.SIGNS[tone]} {'  ·  '.join(said)}".strip(), tone
