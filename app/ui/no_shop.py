"""What is asked where no shop opens: its place, its password, what a new one is to be; it must not know the desk."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from app.db import is_server, open_database, there_is
from app.rules.faults import Refused
from app.services import demo, setup
from app.services.counter import Counter
from app.ui import tour
from app.ui.kit.sheets import kept
from app.ui.windows.backups import at_start
from app.ui.windows.start import server, start_fault
from app.ui.windows.start.first_start import FirstStartFacts, ask


def password(sentence: str, place: str) -> str | None:
    """The address of a server that wants a password, as the sentence says, with one; None: give up."""
    return server.ask(sentence, place)


def elsewhere(sentence: str, place: str, *, new: bool) -> str | None:
    """Where to look next, as the shop at `place` does not open; the sentence says why.

    Empty: begin a new shop at the same place, which `new` offers. None: give up.
    """
    while True:
        chosen = start_fault.ask(sentence, place, new=new)
        if chosen == "server":
            address = server.ask(place=place if is_server(place) else "")
            if address is not None:
                return address
        elif isinstance(chosen, start_fault.RestoreFrom):
            sentence = at_start.restore(place, chosen.backup)
        elif chosen == "again":
            return place
        elif chosen == "new":
            return ""
        else:
            return None if chosen is None else str(chosen)


def first_start(place: str) -> Counter | str | None:
    """The counter of a new shop; a text: the shop is at that place already; None: given up."""
    return ask(place, begin, tour.taken)


def begin(facts: FirstStartFacts) -> Counter:
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
    if facts.printer:
        with suppress(Refused):  # the desk tells it when it keeps which shop is its own, in the same file
            kept.change(documents=replace(kept.now().documents, printer=facts.printer))
    return counter
