"""From a place to the counter of the shop there, asking for whatever is missing; it must not know the desk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.db import addresses, is_server, open_database, there_is
from app.rules.faults import Refused, Unavailable
from app.services import demo, setup
from app.services.counter import Counter
from app.services.upkeep import backups, broken_off
from app.ui.windows.backups import at_start
from app.ui.windows.start import first_start, server, start_fault


@dataclass(frozen=True, slots=True)
class Opened:
    """The counter of a shop, and where the shop is: never with a password. `said` is what a person should know."""

    counter: Counter
    place: str
    said: str = ""


def open_shop(place: str, *, known: bool) -> Opened | int:
    """The shop at `place`, or where a person says that it is instead.

    A number: they gave up, and the program ends with it, 0 when there was no shop yet and 1 when it does not open. A
    shop that is `known` to this desk is missed when it is not there, and not made anew.
    """
    while True:
        try:
            found = _open(place, known=known)
        except Unavailable as fault:
            chosen = server.ask(fault.sentence, place) if fault.password else _after(fault.sentence, place, new=False)
        except Refused as fault:
            chosen = _after(fault.sentence, place, new=known and isinstance(fault, _Gone))
        else:
            if not isinstance(found, str):
                return found if found is not None else 0
            chosen = found
        if chosen is None:
            return 1
        known = known and chosen != ""
        place = chosen or place


class _Gone(Refused):
    """The shop that this desk knows is not where it was."""


def _after(sentence: str, place: str, *, new: bool) -> str | None:
    """Where to look next, empty: begin a new shop at the same place; None: give up."""
    while True:
        chosen = start_fault.ask(sentence, place, new=new)
        if chosen == "server":
            elsewhere = server.ask(place=place if is_server(place) else "")
            if elsewhere is not None:
                return elsewhere
        elif isinstance(chosen, start_fault.RestoreFrom):
            sentence = at_start.restore(place, chosen.backup)
        elif chosen == "again":
            return place
        elif chosen == "new":
            return ""
        else:
            return None if chosen is None else str(chosen)


def _plain(counter: Counter, place: str) -> str:
    """A file is found again from any folder, and of an address everything but the password is kept."""
    return addresses.without_password(place) if is_server(place) else str(counter.db.engine.url.database)


def _open(place: str, *, known: bool) -> Opened | str | None:
    """The shop at `place`; when there is none yet, the one that is made there.

    A text: the shop is at that place instead. None: given up.
    """
    if not is_server(place) and "://" not in place and not there_is(place):
        if known:
            raise _Gone(f"The database {place} is not there any more. Connect its disk, or choose where it is now.")
        return _first_start(place)
    db = open_database(place, before_migration=backups.before_migration)
    try:
        if not setup.is_new(db):
            counter = setup.open_counter(db)
            return Opened(counter, _plain(counter, place), broken_off.what_became(db))
    except BaseException:
        db.close()
        raise
    db.close()
    return _first_start(place)


def _first_start(place: str) -> Opened | str | None:
    found = first_start.ask(place, _begin)
    return Opened(found, _plain(found, place)) if isinstance(found, Counter) else found


def _begin(facts: first_start.FirstStartFacts) -> Counter:
    """Make the shop that the first start describes; raises Refused with the field to mend, and leaves no half shop."""
    there_before = is_server(facts.database) or there_is(facts.database)
    db = open_database(facts.database)
    try:
        counter = setup.begin(db, setup.SetupFacts(facts.shop_name, facts.abn, facts.gst_rate, facts.operator_name))
        if facts.demo:
            demo.fill(counter, counter.today())
    except BaseException:
        db.close()
        if not there_before:
            for ending in ("", "-wal", "-shm"):
                Path(f"{facts.database}{ending}").unlink(missing_ok=True)
        raise
    return counter
