"""The journal as a ledger for beancount 3; it must not know where the journal is kept.

Source: the Beancount language syntax. Every account is opened on the first day of the ledger; an entry carries the key
of its document as a link, so that a document is found by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.exchange.handover.ledgers import amounts, link, slug, unique_names
from app.rules.entry import one_line
from app.rules.journal import AccountKind
from app.rules.posted import Documents, LedgerEntry, OutFile

ROOTS: Final[Mapping[AccountKind, str]] = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
CURRENCY: Final = "AUD"


def files(documents: Documents, name: str) -> tuple[OutFile, ...]:
    """The whole ledger in one file of that name; none when nothing was posted."""
    ledger = documents.ledger
    if not ledger.entries:
        return ()
    names = unique_names(ledger.accounts, lambda each: f"{ROOTS[each.kind]}:{slug(f'{each.code} {each.name}')}")
    first = min(entry.dated for entry in ledger.entries)
    heads = [
        f'option "title" {_quoted(documents.shop.name)}',
        f'option "operating_currency" "{CURRENCY}"',
        "",
        f"{first} commodity {CURRENCY}",
        *(f"{first} open {names[each.code]}  {CURRENCY}" for each in ledger.accounts),
    ]
    blocks = ["\n".join(heads), *(_entry(entry, names) for entry in ledger.entries)]
    return (OutFile(name, ("\n\n".join(blocks) + "\n").encode()),)


def _entry(entry: LedgerEntry, names: Mapping[str, str]) -> str:
    head = f"{entry.dated} * {_quoted(entry.narrative)} ^{link(entry.key)}"
    return "\n".join([head, *amounts(entry, names, CURRENCY)])


def _quoted(words: str) -> str:
    return '"' + one_line(words).replace("\\", "\\\\").replace('"', '\\"') + '"'
