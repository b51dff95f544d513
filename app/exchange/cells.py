"""How a text stands in a cell so that a spreadsheet shows it and never runs it; it must not know any file.

One rule for every table that leaves the program: what begins like a formula gets an apostrophe before it, and so does
what begins with apostrophes and then like a formula. So it can be told apart again: our own import takes exactly one
off, and every text comes back as it was. A plain number below zero is no formula and stays a number.
"""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = "'"
# the wide signs are the same to a spreadsheet of East Asia; blanks before a sign are skipped by some
_FORMULA: Final = re.compile(r"['\s]*[=+\-@＝＋－＠]|'*[\t\r\n]")
_NUMBER: Final = re.compile(r"-(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?(?<=\d)", re.ASCII)


def shown(text: str) -> str:
    """The text as it is written into a cell."""
    return f"{_MARK}{text}" if _is_run(text) else text


def read(cell: str) -> str:
    """The text that a cell was written from, by us or by another program with the same custom."""
    return cell[1:] if cell.startswith(_MARK) and _is_run(cell[1:]) else cell


def _is_run(text: str) -> bool:
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None
