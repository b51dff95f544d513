"""Numbers and codes as they are searched, checked and handed out; it must not know whose they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from stdnum.au import abn
from stdnum.exceptions import InvalidChecksum, ValidationError

from app.rules.entry import quoted
from app.rules.faults import Refused

KEY_LENGTH = 60
FIRST_CODE = 1001
"""The first numeric code of a shop that has none."""

_ALL = bytes(range(256))
_NO_KEY = bytes(letter for letter in _ALL if not chr(letter).isascii() or not chr(letter).isalnum())
_CAPITALS = _ALL.upper()
_WORDS = bytes(ord(" ") if letter in _NO_KEY else _CAPITALS[letter] for letter in _ALL)
_NO_KEY_IN_A_LINE = _NO_KEY.replace(b"\n", b"")
_WORDS_IN_A_LINE = _WORDS[: ord("\n")] + b"\n" + _WORDS[ord("\n") + 1 :]
"""A million numbers and descriptions are made searchable at a time: of ASCII text as bytes, by one table each."""
_LETTERS = 3
_LONGEST_COUNTER = 9
"""More digits than that are somebody's phone number or ABN, nothing to count on from."""


def search_key(number: str) -> str:
    """The form in which a number is stored for searching, and searched: A–Z and 0–9 only, upper case.

    Spaces, dashes, dots, slashes, case and accents are ignored. A number that has letters or digits, but none of these,
    is searched by its own. At most KEY_LENGTH characters; empty only for a number without any letter or digit.
    """
    if number.isascii():
        return number.encode().translate(_CAPITALS, _NO_KEY).decode()[:KEY_LENGTH]
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", number).upper())
    latin = "".join(char for char in plain if char.isascii() and char.isalnum())
    return (latin or "".join(char for char in plain if char.isalnum()))[:KEY_LENGTH]


def part_key(number: str) -> str:
    """The form in which a part's number is stored and searched: `search_key` with leading zeros forgiven.

    00128-100, 128100 and 128.100 are all searched as 128100; of a number of nothing but zeros one is left.
    """
    key = search_key(number)
    return key.lstrip("0") or key[-1:]


def part_keys(lines: str) -> list[str]:
    """The keys of many numbers of ASCII text, one in a line, at once."""
    return [key.lstrip("0") or key[-1:] for key in _keys(lines)]


def _keys(lines: str) -> list[str]:
    found = lines.encode().translate(_CAPITALS, _NO_KEY_IN_A_LINE).decode().split("\n")
    return [key[:KEY_LENGTH] for key in found] if max(map(len, found)) > KEY_LENGTH else found


def words_of(text: str) -> tuple[str, ...]:
    """The words by which a text is found, each once, in its order: capitals without accents, cut at all punctuation.

    2015-2021 is two words. Each is at most KEY_LENGTH characters long, none holds a space or a punctuation mark.
    """
    if text.isascii():
        words = text.encode().translate(_WORDS).decode().split()
    else:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).upper())
        bare = (char for char in plain if not unicodedata.combining(char))
        words = "".join(char if char.isalnum() else " " for char in bare).split()
    if len(text) > KEY_LENGTH:
        words = [word[:KEY_LENGTH] for word in words]
    return tuple(dict.fromkeys(words))


def search_words(text: str) -> str:
    """The words of `words_of` with single spaces between them, as they are stored."""
    return " ".join(words_of(text))


def search_words_of_lines(lines: str) -> list[str]:
    """The words of many texts of ASCII, one in a line of at most KEY_LENGTH letters, at once."""
    found = lines.encode().translate(_WORDS_IN_A_LINE).decode().split("\n")
    return [" ".join(dict.fromkeys(line.split())) for line in found]


def phone_key(phone: str) -> str:
    """The digits of a phone number as it is dialled within Australia: +61 412, 0011 61 412 and 0412 are the same."""
    digits = "".join(str(unicodedata.decimal(char)) for char in phone if char.isdecimal())
    if not phone.lstrip().startswith(("+", "0011")):
        return digits
    abroad = digits.removeprefix("0011")
    return "0" + abroad[2:].removeprefix("0") if abroad.startswith("61") else abroad


def is_email(address: str) -> bool:
    """Whether mail can reach something that is written like this; it does not ask whether there is such a box."""
    before, at, after = address.rpartition("@")
    return bool(before and at and "." in after and " " not in address)


def checked_abn(text: str) -> str:
    """An Australian Business Number as it is written, 51 824 753 556; nothing stays nothing.

    Raises Refused (field `abn`) when it is none: the check digits are those of the Australian Business Register.
    """
    if not text.strip():
        return ""
    try:
        return str(abn.format(abn.validate("".join(text.split()).replace("-", ""))))
    except InvalidChecksum:
        sentence = f"{quoted(text)} is no ABN: its check digits do not fit, so one is wrong. Compare it with the paper."
        raise Refused(sentence, field="abn") from None
    except ValidationError:
        raise Refused(
            f"{quoted(text)} is no ABN. It has 11 digits, for instance 51 824 753 556; compare it with the paper.",
            field="abn",
        ) from None


def next_code(existing: Iterable[str], name: str | None = None) -> str:
    """The next free code (*Get Next Code*), in the manner of the codes that the shop has already.

    A shop whose codes are mostly plain numbers goes on after the largest, as wide as it is; so does everybody without a
    `name`. Otherwise it is the first three letters or digits of the name and a number of three: MIL001, MIL002.
    Never one of `existing`, whichever way those are written.
    """
    taken = {code.strip().upper() for code in existing}
    counters = [code for code in taken if re.fullmatch(rf"[0-9]{{1,{_LONGEST_COUNTER}}}", code)]
    letters = search_key(name or "")[:_LETTERS]
    if not letters or 2 * len(counters) > len(taken):
        return _numbered("", counters, str(FIRST_CODE - 1), taken)
    ours = re.compile(rf"{letters}([0-9]{{1,{_LONGEST_COUNTER}}})")
    return _numbered(letters, [found[1] for code in taken if (found := ours.fullmatch(code))], "000", taken)


def _numbered(letters: str, counters: list[str], before_the_first: str, taken: set[str]) -> str:
    """`letters` and the number after the largest of `counters`, in that one's width, that is not taken."""
    last = max(counters or [before_the_first], key=lambda counter: (int(counter), len(counter)))
    number = int(last) + 1
    while (code := f"{letters}{number:0{len(last)}d}") in taken:
        number += 1
    return code
