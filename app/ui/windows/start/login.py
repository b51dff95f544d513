"""The name of whoever sits at this computer, as far as its login tells one; it must not know what it is used for."""

from __future__ import annotations

import getpass
import re
from typing import Final

_NOBODYS: Final = frozenset({
    "admin", "administrator", "counter", "desktop", "guest", "home", "office", "owner", "parts", "pc", "root", "sales",
    "shop", "staff", "test", "user", "workshop",
})  # fmt: skip
_WORDS: Final = re.compile(r"[^\W\d_]{2,}(?:[ ._-]+[^\W\d_]{2,})*")


def person() -> str:
    """A login that reads like a person's name, as a name: *pat.miller* is Pat Miller; "" for one that does not."""
    try:
        return named(getpass.getuser())
    except (KeyError, ImportError, OSError):  # nobody is signed on to this computer, as in a bare container
        return ""


def named(login: str) -> str:
    """The name in a login; "" for one that is a post, a computer or a code: *admin*, *counter2*, *x81*."""
    if not _WORDS.fullmatch(login):
        return ""
    words = [word for word in re.split(r"[ ._-]+", login) if word]
    if any(word.casefold() in _NOBODYS for word in words):
        return ""
    return " ".join(word if word != word.casefold() else word.capitalize() for word in words)
