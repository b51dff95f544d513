"""Amounts as files of other programs write them, 1,200.00 or 1.234,50; it must not know which column it reads.

A comma may be a decimal mark or part the thousands. Most amounts say it themselves; one such as 1,234 does not, and
is read as the other amounts of the same file are written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Literal

from app.rules.entry import quoted
from app.rules.faults import Refused

DecimalMark = Literal[".", ",", "both"]
"""How a file writes decimals; "both" when some rows say this and some that."""

_DOLLARS = re.compile(r"^(?:A\$|AU\$|AUD|\$)\s*|\s*(?:A\$|AU\$|AUD|\$)$", re.IGNORECASE)
_OTHER_MONEY = re.compile(r"[€£¥]|US\$|NZ\$|\b(?:USD|NZD|EUR|GBP)\b", re.IGNORECASE)
_SPACES = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_DIGITS = re.compile(r"\d+", re.ASCII)
_TWO_MARKS = re.compile(r"(\d{1,3}(?:,\d{3})+)(\.\d+)|(\d{1,3}(?:\.\d{3})+)(,\d+)", re.ASCII)
_MANY_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:\.\d{3}){2,}", re.ASCII)
_ONE_MARK = re.compile(r"(\d*)([.,])(\d+)", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[Ee]\+\d+|\d[.,]\d+[Ee]\d+", re.ASCII)
_LONGEST = 40


def decimal_mark(texts: Iterable[str]) -> DecimalMark:
    """How these amounts write decimals, by those of them that can be read in one way only; "." when none can."""
    return told_by({mark for mark in map(says_mark, texts) if mark})


def told_by(marks: Collection[str]) -> DecimalMark:
    """What `says_mark` has said of all amounts, as one: "." when none of them said anything."""
    if len(marks) == 2:
        return "both"
    return "," if "," in marks else "."


def amount(text: str, mark: DecimalMark = ".") -> Decimal:
    """The amount this text stands for, with or without a dollar sign, thousands and a sign.

    Raises Refused for what is no number, is in another currency, or could be two different amounts.
    """
    if len(text) > _LONGEST:
        raise Refused(f"{quoted(text[:_LONGEST])} is no number.")
    bare, negative = _bare(text)
    if _OTHER_MONEY.search(bare):
        raise Refused(f"{quoted(text)} is not in dollars. Convert it first.")
    if _SCIENTIFIC.fullmatch(bare):
        raise Refused(f"{quoted(text)} was shortened by a spreadsheet. Format the column as number there and save.")
    number = _read(bare, mark)
    if number is None:
        raise Refused(f"{quoted(text)} is no number.")
    return -number if negative else number


def shortened_by_a_spreadsheet(text: str) -> bool:
    """Whether this is a long number as a spreadsheet shows it, such as 6.5E+17: its last digits are lost.

    Some programs write 6.5e17. A part number like 14E4289 is none of these.
    """
    return _SCIENTIFIC.fullmatch(text) is not None


def is_ambiguous(text: str) -> bool:
    """Whether the mark in this amount may part decimals or thousands: 1,234."""
    if len(text) > _LONGEST:
        return False
    one = _ONE_MARK.fullmatch(_bare(text)[0])
    return one is not None and _ambiguous(one)


def _bare(text: str) -> tuple[str, bool]:
    bare = text.strip().replace("\u2212", "-")
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        bare, negative = bare[1:-1], True
    bare = _DOLLARS.sub("", bare.strip()).strip()
    if bare.startswith(("-", "+")):
        negative, bare = negative or bare[0] == "-", bare[1:]
    elif bare.endswith("-"):
        negative, bare = True, bare[:-1]
    return _SPACES.sub("", _DOLLARS.sub("", bare.strip()).strip()), negative


def _read(bare: str, mark: DecimalMark) -> Decimal | None:
    if _DIGITS.fullmatch(bare):
        return Decimal(bare)
    if _TWO_MARKS.fullmatch(bare):
        return Decimal(_plain(bare, decimals="." if bare.rfind(".") > bare.rfind(",") else ","))
    if _MANY_THOUSANDS.fullmatch(bare):
        return Decimal(bare.replace(",", "").replace(".", ""))
    if not (match := _ONE_MARK.fullmatch(bare)):
        return None
    if _ambiguous(match):
        if mark == "both":
            whole = bare.replace(",", "").replace(".", "")
            raise Refused(
                f"{quoted(bare)} may be {whole} or {_plain(bare, match[2])}: the file writes decimals both ways. "
                "Write it without thousands marks."
            )
        return Decimal(_plain(bare, mark))
    return Decimal(_plain(bare, match[2]))


def _plain(bare: str, decimals: str) -> str:
    return bare.replace("." if decimals == "," else ",", "").replace(decimals, ".")


def _ambiguous(match: re.Match[str]) -> bool:
    before, _, after = match.groups()
    return len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")


def says_mark(text: str) -> str:
    """Which decimal mark this amount shows beyond doubt; "" when it has none, or when it may be either."""
    if len(text) > _LONGEST:
        return ""
    bare, _ = _bare(text)
    if two := _TWO_MARKS.fullmatch(bare):
        return "." if two[2] else ","
    if _MANY_THOUSANDS.fullmatch(bare):
        return "," if "." in bare else "."
    if (one := _ONE_MARK.fullmatch(bare)) and not _ambiguous(one):
        return one[2]
    return ""
