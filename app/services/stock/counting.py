"""Counting for a stocktake: typed or scanned, by several people at once; it must not know what becomes of a variance.

Quantities are in the part's unit.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from app.rules import stocktaking, words
from app.rules.faults import Refused
from app.rules.money import QUANTITY_PLACES, rounded
from app.rules.questions import Answers
from app.rules.stock_questions import CountAgain
from app.rules.stocktaking import Count
from app.services.counter import Counter
from app.services.within import counting, found, opening
from app.services.within.asking import Asking

_NOTHING = Decimal("0.000")


def count(counter: Counter, line_id: int, counted: Decimal | None, was: Decimal | None) -> Count:
    """Write down what was counted of one part; None takes the count back. `was` is what stood there when it was typed.

    Raises Refused for what cannot be a quantity of the part, when somebody else has counted it otherwise meanwhile, and
    when the stocktake is not being counted any more.
    """
    with counter.work() as session:
        line = counting.line(session, line_id)
        part = found.parts(session, [line.part_id])[line.part_id]
        if counted is not None:
            stocktaking.check_count(part, counted)
            counted = rounded(counted, QUANTITY_PLACES)
        if line.counted not in (was, counted):
            there = "nothing" if line.counted is None else words.quantity(line.counted)
            raise Refused(
                f"Somebody else has counted {there} of {part.number} meanwhile. "
                "Enter once more takes yours, Esc leaves theirs.",
                field="counted",
            )
        counting.note(counter, line, counted)
        session.flush()
        return counting.counts(session, line.stocktake_id, [line_id])[0]


def count_more(counter: Counter, stocktake_id: int, part_id: int, more: Decimal = Decimal(1)) -> Count:
    """So many more of a part were found, for instance one by each scan; a part that is on no sheet comes onto one.

    What others scan meanwhile is added up. Raises Refused for what lies on no shelf, a part that another stocktake
    counts, and when the stocktake is not being counted any more.
    """
    with counter.work() as session:
        stocktake = counting.being_counted(session, stocktake_id)
        line = counting.line_of(session, stocktake, part_id)
        part = found.parts(session, [part_id])[part_id]
        counted = (line.counted or _NOTHING) + more
        stocktaking.check_count(part, counted)
        counting.note(counter, line, rounded(counted, QUANTITY_PLACES))
        session.flush()
        return counting.counts(session, stocktake.id, [line.id])[0]


def add_part(counter: Counter, stocktake_id: int, part_id: int) -> Count:
    """The part's line on the sheets; one that nobody expected comes onto them, with what is on hand now.

    Raises Refused as `count_more` does.
    """
    with counter.work() as session:
        stocktake = counting.being_counted(session, stocktake_id)
        line = counting.line_of(session, stocktake, part_id)
        return counting.counts(session, stocktake.id, [line.id])[0]


def count_again(counter: Counter, stocktake_id: int, line_ids: Collection[int], answers: Answers) -> tuple[Count, ...]:
    """Forget these counts; what is on hand now is their new snapshot. Asks CountAgain.

    So what was sold between the first snapshot and the first count no longer looks like a loss.
    """
    with counter.work() as session:
        stocktake = counting.being_counted(session, stocktake_id)
        lines = [line for line in stocktake.lines if line.id in set(line_ids)]
        forgotten = sum(line.counted is not None for line in lines)
        if forgotten:
            asked = Asking(answers)
            answer = asked.ask(CountAgain(stocktake.number, forgotten))
            asked.settle()
            if answer != "yes":
                raise Refused(f"The counts of stocktake {stocktake.number} are kept.")
        shelves = opening.locked(session, [line.part_id for line in lines])
        for line in lines:
            line.counted, line.counted_at = None, None
            line.snapshot = shelves[line.part_id].on_hand
        session.flush()
        return counting.counts(session, stocktake.id, [line.id for line in lines])
