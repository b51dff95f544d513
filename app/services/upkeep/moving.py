"""A shop carried over into another store, from a file to a server or back: everything, exactly, or nothing.

It must not know what the rows mean. Nobody works in either store meanwhile, and the old books stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app import paths
from app.rules.faults import Refused, Unavailable
from app.services import check, setup
from app.services.check import Proved
from app.services.upkeep import verifying
from app.services.within import moving_rows as rows
from app.services.within import moving_stores as stores
from app.services.within.moving_stores import Books

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many rows are done, of how many."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried over and compared: tables and rows; `statements` of check that hold there as they did here.

    `sealed` is how many rows of the chain of who did what were walked there.
    """

    tables: int
    rows: int
    statements: int
    sealed: int


def move(source: str, target: str, progress: Progress | None = None) -> Moved:
    """Carry the shop at `source` over to `target`, each a file or an address, and prove that it has arrived.

    On a server the target has its tables and nothing in them; a file must not be there yet. Raises Refused when there
    is no shop at the source, when its books do not hold or its chain of who did what is broken, when the target is not
    empty, when anybody is at work in either, or when the other store cannot keep something; Unavailable like any
    database. Nothing is in the target then.
    """
    tell = progress or _tell_nobody
    if stores.same(source, target):
        raise Refused("The shop is there already. Name two different databases.", field="database")
    with stores.old_books(source) as old, stores.new_books(target) as new:
        _refuse_broken(old)
        of = rows.count(old.connection)
        if new.on_server:
            rows.refuse_what_does_not_fit(old.connection, lambda done: tell("Looking through the old books", done, of))
        rows.carry(old.connection, new.connection, lambda done: tell("Carrying the rows over", done, of))
        same = rows.compare(old.connection, new.connection, lambda done: tell("Comparing every row", done, of))
        if same != of:
            raise Unavailable(f"Of {of:,} rows {same:,} have arrived. Nothing is moved; try again.")
        statements, sealed = _prove(new), _walk(new)
    return Moved(len(rows.TABLES), of, statements, sealed)


def _refuse_broken(old: Books) -> None:
    broken = [each for each in _proved(old) if not each.holds]
    if broken:
        raise Refused(
            f"The books of {old.name} do not hold: {broken[0].says} ({broken[0].broken[0]}). "
            f"“{paths.typed('check')}” tells all of it; what is broken is not moved.",
            field="database",
        )


def _prove(new: Books) -> int:
    """How many statements hold; what does not is a fault of the move, for they held before it."""
    proved = _proved(new)
    broken = [each for each in proved if not each.holds]
    if broken:
        raise Unavailable(
            f"In {new.name} it would not hold that {broken[0].says} ({broken[0].broken[0]}). "
            "Nothing is moved; report this."
        )
    return len(proved)


def _walk(new: Books) -> int:
    """How many rows the chain of who did what has there. What is broken in it was broken before, and is said."""
    verified = verifying.verify(new.db)
    if verified.broken:
        raise Refused(
            f"The chain of who did what is broken: {verified.broken} “{paths.typed('verify')}” tells where; "
            "nothing is moved.",
            field="database",
        )
    return verified.rows


def _proved(books: Books) -> tuple[Proved, ...]:
    return check.prove(setup.open_counter(books.db))


def _tell_nobody(_what: str, _done: int, _of: int) -> None:
    """Nobody watches."""
