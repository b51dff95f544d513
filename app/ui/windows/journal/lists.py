"""The lists of the Journal: their columns and what an empty one says; it must not know who reads them."""

from __future__ import annotations

from collections.abc import Callable

from app.rules import words
from app.services.accounts import AccountListed
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.records.long_list import LongList


def entries() -> LongList:
    """The entries of a stretch of days."""
    made = LongList(
        "Entries",
        (
            Column("Date", "date", show=dates.full_day, width=12),
            Column("Document", "document", width=23),
            Column("About", "about", width=0),
            Column("Debit", "debit", show=words.money, width=11, align="right"),
            Column("Credit", "credit", show=words.money, width=11, align="right"),
        ),
        empty="Nothing was posted in these days.",
    )
    made.table.setStatusTip("Type to filter. Enter shows the document; the lines of the entry stand beside it.")
    return made


def entry_lines() -> RecordList:
    """The lines of one entry."""
    made = RecordList(
        "Lines of the entry",
        (
            Column("Code", "code", width=10),
            Column("Account", "account", width=0),
            Column("Debit", "debit", show=words.money, width=11, align="right"),
            Column("Credit", "credit", show=words.money, width=11, align="right"),
        ),
        empty="No lines: no entry is chosen, or its document comes to nothing.",
        filtered=False,
    )
    made.table.setStatusTip("Enter shows every entry of this account.")
    return made


def every_line() -> LongList:
    """The lines of all entries, one beneath the other."""
    made = LongList(
        "Journal lines",
        (
            Column("Date", "date", show=dates.full_day, width=11),
            Column("Document", "document", width=23),
            Column("About", "about", width=0),
            Column("Code", "code", width=9),
            Column("Account", "account", width=24),
            Column("Debit", "debit", show=words.money, width=11, align="right"),
            Column("Credit", "credit", show=words.money, width=11, align="right"),
        ),
        empty="Nothing was posted in these days.",
    )
    made.table.setStatusTip("Type to filter. Enter shows every entry of this account.")
    return made


def chart(seen: Callable[[], bool]) -> RecordList:
    """The chart of accounts with its balances – the trial balance – for those who may see costs."""
    made = RecordList(
        "Chart of accounts",
        (
            Column("Code", "code", width=10),
            Column("Account", "name", width=0, tone=_tone),
            Column("Kind", "kind", width=9),
            Column("Posted to it", "role", width=20),
            Column("In use", "active", get=_in_use, width=10, tone=_tone),
            Column("Debit", "debit", show=words.money, width=13, align="right", seen=seen),
            Column("Credit", "credit", show=words.money, width=13, align="right", seen=seen),
        ),
        empty="There are no accounts yet. Ctrl+N begins one.",
    )
    made.table.setStatusTip("Type to filter. Enter changes the account, F7 shows its entries, Ctrl+N begins a new one.")
    return made


def _in_use(account: AccountListed) -> str:
    return "yes" if account.active else "not used"


def _tone(account: AccountListed) -> str:
    return "" if account.active else "quiet"
