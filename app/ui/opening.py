"""From a place to the counter of the shop there, asking for whatever is missing; it must not know the desk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.db import is_server, open_database, there_is
from app.rules.faults import Refused, Unavailable
from app.services import demo, operators, settings, setup, unfinished
from app.services.counter import Counter
from app.services.upkeep import backups, broken_off
from app.ui.kit.asking.prompts import Prompter
from app.ui.windows.backups import at_start
from app.ui.windows.start import first_start, server, start_fault


@dataclass(frozen=True, slots=True)
class Opened:
    """The counter of a shop with whoever is at it, and where the shop is: never with a password.

    `identity` tells this shop from every other, empty when the books cannot say it; `said` is for a person to know.
    """

    counter: Counter
    place: str
    shop_name: str = ""
    identity: str = ""
    said: str = ""


def open_shop(place: str, *, known: bool) -> Opened | int:
    """The shop at `place`, or where a person says that it is instead.

    A number: they gave up, and the program ends with it, 0 when there was no shop yet or nobody signed on, and 1 when
    it does not open. A shop that is `known` to this desk is missed when it is not there, and not made anew.
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
            return _entered(setup.open_counter(db), place)
    except BaseException:
        db.close()
        raise
    db.close()
    return _first_start(place)


def _first_start(place: str) -> Opened | str | None:
    found = first_start.ask(place, _begin)
    if not isinstance(found, Counter):
        return found
    try:
        return _entered(found, place)
    except BaseException:
        found.db.close()
        raise


def _entered(counter: Counter, place: str) -> Opened | None:
    """Everything that has to be read before there is a desk, so that a server that goes meanwhile is told here."""
    signed = signed_on(counter)
    if signed is None:
        return None
    name, said = settings.load(signed).shop_name, broken_off.what_became(signed.db)
    return Opened(signed, signed.db.place, name, _identity(signed), said)


def _identity(counter: Counter) -> str:
    try:
        return unfinished.identity(counter)
    except Refused:
        return ""
    except Unavailable as fault:
        if fault.gone:
            raise
        return ""


def signed_on(counter: Counter) -> Counter | None:
    """The counter of whoever signs on, where it has to be asked who is there; None, and closed, when nobody does."""
    if not operators.must_sign_on(counter):
        return counter
    signed = Prompter(counter, lambda: None).sign_on()
    if signed is None:
        counter.db.close()
    return signed


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
