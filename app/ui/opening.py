"""From a place to the counter of the shop there, asking for whatever is missing; it must not know the desk."""

from __future__ import annotations

from dataclasses import dataclass

from app.db import is_server, open_database, there_is
from app.rules.faults import Refused, Unavailable
from app.services import operators, settings, setup, unfinished
from app.services.counter import Counter
from app.services.upkeep import backups, broken_off
from app.ui.kit import dates
from app.ui.kit.asking.prompts import Prompter


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
            chosen = _asked(fault.sentence, place, password=fault.password)
        except Refused as fault:
            chosen = _asked(fault.sentence, place, new=known and isinstance(fault, _Gone))
        else:
            if not isinstance(found, str):
                return found if found is not None else 0
            chosen = found
        if chosen is None:
            return 1
        known = known and chosen != ""
        place = chosen or place


def _asked(sentence: str, place: str, *, password: bool = False, new: bool = False) -> str | None:
    from app.ui import no_shop  # half the windows of a start, and a shop that opens shows none of them

    return no_shop.password(sentence, place) if password else no_shop.elsewhere(sentence, place, new=new)


class _Gone(Refused):
    """The shop that this desk knows is not where it was."""


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
    from app.ui import no_shop  # with the demo shop, which an ordinary start does not need

    found = no_shop.first_start(place)
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
    shop, said = settings.load(signed), broken_off.what_became(signed.db)
    dates.use(shop.dates)
    return Opened(signed, signed.db.place, shop.shop_name, _identity(signed), said)


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
