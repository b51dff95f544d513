"""Eight programs at one shop sell the last pieces, receive, cancel, credit and recall, all at once: the books hold."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from contextlib import ExitStack
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app import models
from app.services import check
from app.services.counter import Counter
from tests.faults.children import child, counter_at
from tests.faults.counters import at_the_counter
from tests.make import place_of

COUNTERS = 8


def promised(stock: models.Stock) -> Decimal:
    return max(stock.committed + stock.allocated, Decimal(0))


@pytest.mark.parametrize(
    ("things", "seconds", "killed"), [(3, 0, 0), pytest.param(1, 60, 2, marks=pytest.mark.long)], ids=["short", "long"]
)
def test_eight_counters_at_once(
    counter: Counter, things: int, seconds: float, killed: int, record_property: Callable[[str, object], None]
) -> None:
    place = place_of(counter)
    counter.db.close()
    with ExitStack() as stack:
        others = [stack.enter_context(child(at_the_counter, place, seed, things, seconds)) for seed in range(COUNTERS)]
        for other in others:
            other.first_word()
        for other in others[:killed]:  # what it held is free at once, and the others go on
            other.listen(seconds / 4)
            other.kill()
        told = [other.told if other in others[:killed] else other.end() for other in others]
    went: Tally[str] = Tally()
    for words in told[killed:]:
        assert words[-1][0] == "went", "a counter has broken down"
        went.update(words[-1][1])
    posted = {key: number for words in told for kind, key, number in (each for each in words if each[0] == "posted")}
    afterwards = counter_at(place)
    assert [(each.says, each.broken) for each in check.prove(afterwards) if not each.holds] == []
    with afterwards.db.read() as session:
        finalised = models.Invoice.status == "finalised"
        there = dict(session.execute(select(models.Invoice.draft_key, models.Invoice.number).where(finalised)).all())
        last = session.scalar(select(func.max(models.Invoice.number)))
        oversold = [each.part_id for each in session.scalars(select(models.Stock)) if promised(each) > each.on_hand]
    assert {key: there.get(key) for key in posted} == posted, "lost"
    assert sorted(there.values()) == list(range(10001, (last or 10000) + 1)), "a gap, or a number twice"
    assert len(there) - len(posted) <= killed, "doubled"
    assert oversold == []
    assert went["done"]
    afterwards.db.close()
    record_property(
        "figures",
        f"{went['done'] + went['refused']} things by {COUNTERS - killed} counters to the end, {killed} killed; "
        f"{len(there)} invoices; {went['refused']} refused, {went['asked again']} asked again, "
        f"{went['called again']} called again, {went['not available']} not available; "
        "doubled 0, lost 0, oversold 0, gaps 0",
    )
