"""What the plain-text ledgers share: names of accounts, amounts in their column; it must not know either of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from app.rules.posted import LedgerAccount, LedgerEntry

_NO_LETTER: Final = re.compile(r"[^0-9A-Za-z]+")
_WIDTH: Final = 12


def slug(words: str) -> str:
    """Letters, digits and dashes only, beginning with a capital letter or a digit."""
    plain = _NO_LETTER.sub("-", words).strip("-") or "X"
    return plain[0].upper() + plain[1:]


def link(key: str) -> str:
    """A key as it may stand behind the sign of a link."""
    return _NO_LETTER.sub("-", key)


def unique_names(accounts: Sequence[LedgerAccount], name: Callable[[LedgerAccount], str]) -> dict[str, str]:
    """The name of each account by its code; those that would be called the same are numbered."""
    names: dict[str, str] = {}
    for account in accounts:
        wanted = name(account)
        taken, number, chosen = set(names.values()), 2, wanted
        while chosen in taken:
            chosen, number = f"{wanted}-{number}", number + 1
        names[account.code] = chosen
    return names


def amounts(entry: LedgerEntry, names: Mapping[str, str], currency: str) -> list[str]:
    """The lines of an entry: account, at least two blanks, amount and currency."""
    widest = max((len(names[line.account]) for line in entry.lines), default=0)
    return [f"    {names[line.account]:<{widest}}  {line.amount:>{_WIDTH}.2f} {currency}" for line in entry.lines]
