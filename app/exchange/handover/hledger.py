"""The journal as a ledger that `hledger check --strict` accepts; it must not know where the journal is kept.

Source: hledger's manual, journal format: accounts and the commodity are declared, at least two blanks stand between an
account and its amount, and the code of a transaction is the key of its document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from app.exchange.handover.ledgers import amounts, unique_names
from app.rules.entry import one_line
from app.rules.journal import AccountKind
from app.rules.posted import Documents, LedgerAccount, LedgerEntry, OutFile

ROOTS: Final[Mapping[AccountKind, str]] = {
    "asset": "assets",
    "liability": "liabilities",
    "equity": "equity",
    "income": "revenues",
    "expense": "expenses",
}
TYPES: Final[Mapping[AccountKind, str]] = {
    "asset": "A",
    "liability": "L",
    "equity": "E",
    "income": "R",
    "expense": "X",
}
COMMODITY: Final = "AUD"
_NOT_IN_A_NAME: Final = re.compile(r"[:;()\[\]]")
_NOT_IN_WORDS: Final = re.compile(r"[;|]")


def files(documents: Documents, name: str) -> tuple[OutFile, ...]:
    """The whole ledger in one file of that name; none when nothing was posted."""
    ledger = documents.ledger
    if not ledger.entries:
        return ()
    names = unique_names(ledger.accounts, _name)
    heads = [
        f"; {one_line(documents.shop.name)}",
        "",
        f"commodity 1000.00 {COMMODITY}",
        *(f"account {names[each.code]}  ; type: {TYPES[each.kind]}" for each in ledger.accounts),
    ]
    blocks = ["\n".join(heads), *(_entry(entry, names) for entry in ledger.entries)]
    return (OutFile(name, ("\n\n".join(blocks) + "\n").encode()),)


def _name(account: LedgerAccount) -> str:
    return f"{ROOTS[account.kind]}:{one_line(_NOT_IN_A_NAME.sub(' ', f'{account.code} {account.name}'))}"


def _entry(entry: LedgerEntry, names: Mapping[str, str]) -> str:
    words = one_line(_NOT_IN_WORDS.sub(",", entry.narrative))
    code = entry.key.replace(")", "")
    return "\n".join([f"{entry.dated} * ({code}) {words}", *amounts(entry, names, COMMODITY)])
