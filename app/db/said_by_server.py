"""What a PostgreSQL server answers when it will not, by the state it names, in sentences; nothing of what is stored."""

from __future__ import annotations

from typing import Final

import psycopg

from app import paths
from app.rules.faults import Unavailable

_GONE: Final = "The server of {name} does not answer. Nothing was saved; try again when it is back."
_UNKNOWN: Final = (
    "The server of {name} went away while it was saving, so nobody knows yet whether it did. "
    "Look whether it is there before you do it again."
)
_RACE: Final = "Somebody else changed the same things in {name} at that very moment. Nothing was saved; try again."
_BUSY: Final = "The database {name} is being written by somebody else. Try again in a moment."
_FULL: Final = "The disk of the server of {name} is full. Nothing was saved: make room on it and try again."
_MANY: Final = "The server of {name} serves as many desks as it may. Close one, or ask its keeper for more connections."
_DAMAGED: Final = "The database {name} is damaged. Restore the last backup."
_LOGIN: Final = "The server of {name} does not know this user with this password. Check both."

_STATES: Final = {
    "40001": _RACE,
    "40P01": _RACE,
    "55P03": _BUSY,
    "53100": _FULL,
    "53200": "The server of {name} has no memory left. Nothing was saved; try again in a moment.",
    "53300": _MANY,
    "57014": "The server of {name} took too long and gave up. Nothing was saved; try again.",
    "25006": "The server of {name} can only be read at the moment. Nothing was saved; ask whoever looks after it.",
    "42501": "This desk's user may not do that in {name}. Whoever looks after it runs "
    f"“{paths.typed('migrate')}” once.",
    "42P01": "The database {name} is damaged: a table is missing. Restore the last backup.",
    "58030": "The disk of the server of {name} is failing. Nothing was saved; ask whoever looks after it.",
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "28P01": _LOGIN,
    "28000": _LOGIN,
    "3D000": "There is no database {name}. Check its name, or make it on the server first.",
}
_RACES: Final = ("40001", "40P01")
_LET_GO: Final = ("57P01", "57P02", "57P03", "57P05", "25P03")
"""By its keeper's command, after a crash, while it is still starting; and because this desk kept still for too long."""
_CONNECTION: Final = "08"

_NOT_LET_IN: Final = (
    ("password authentication failed", _LOGIN, True),
    ("no password supplied", "The server of {name} wants a password. Type it.", True),
    ("no pg_hba.conf entry", "The server of {name} lets no such user in from this computer. Ask its keeper.", False),
    ("too many", _MANY, False),
    ("connection slots", _MANY, False),
    ("role", "The server of {name} does not know this user. Check the name.", True),
    ("does not exist", _STATES["3D000"], False),
)
"""A connection that was never made has no state, only the server's words; in another language they are quoted."""
_STARTING: Final = ("starting up", "shutting down", "recovery")


def fault_of(error: psycopg.Error, name: str, *, saving: bool = False) -> Unavailable | None:
    """The fault of the world that this error is; None when it is a bug, or a race for one row that was lost.

    `saving` says that the commit had been sent: a server that is lost then may have kept everything.
    """
    state = error.sqlstate
    if state is None:
        return _without_state(error, name, saving=saving)
    if state in _LET_GO or state.startswith(_CONNECTION):
        return _gone(name, saving=saving)
    sentence = _STATES.get(state)
    return Unavailable(sentence.format(name=name), again=state in _RACES) if sentence else None


def _gone(name: str, *, saving: bool) -> Unavailable:
    if saving:
        return Unavailable(_UNKNOWN.format(name=name), gone=True, unknown=True)
    return Unavailable(_GONE.format(name=name), again=True, gone=True)


def _without_state(error: psycopg.Error, name: str, *, saving: bool) -> Unavailable | None:
    """The wire broke, or there never was one: libpq hands on no state then."""
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return None
    said = str(error)
    if "FATAL" not in said and not (error.pgconn is not None and error.pgconn.needs_password):
        return _gone(name, saving=saving)
    if any(sign in said for sign in _STARTING):
        return _gone(name, saving=saving)
    for sign, sentence, password in _NOT_LET_IN:
        if sign in said:
            return Unavailable(sentence.format(name=name), password=password)
    words = said.rpartition("FATAL:")[2].strip()
    return Unavailable(f"The server of {name} does not let this desk in: “{words}”. Check user, password and database.")
