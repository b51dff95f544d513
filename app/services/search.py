"""Parts for somebody who types: the closest first, each with why it was found; it must not change anything."""

from __future__ import annotations

from typing import Final

from app.rules.found import DebtorFound, PartHit
from app.services.counter import Counter
from app.services.within import hits, searching

LIMIT: Final = 50


def parts(
    counter: Counter,
    typed: str,
    debtor: DebtorFound | None = None,
    limit: int = LIMIT,
    *,
    priced: bool = False,
    retired: bool = False,
) -> tuple[PartHit, ...]:
    """The parts that fit what was typed, the closest first; nothing typed fits every part.

    In this order: a part's own number exactly, any other of its numbers exactly (old, supplier's, customer's, barcode),
    the beginning of the own number, of another, a number and words together, words of the description in any order,
    each by its beginning. Within each of these comes first what is in stock, then what was sold lately. With `priced`
    each tells what one costs this debtor, or anybody. `retired` takes in parts that are no longer sold. May be called
    off the main thread.
    """
    with counter.db.read() as session:
        return hits.of(session, searching.parts(session, typed, limit, retired=retired), debtor, priced=priced)
