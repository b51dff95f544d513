"""Stocktakes: what is to be counted, what was counted, and posting the difference; it must not know who holds the list.

Quantities are in the part's unit, values dollars in whole cents. A variance is counted − snapshot, so that what is sold
or received between the snapshot and the posting stays sold and received.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import (
    Creditor,
    Operator,
    Part,
    PriceGroup,
    Stock,
    StockAdjustment,
    Stocktake,
    StocktakeLine,
)
from app.rules import stocktaking, words
from app.rules.faults import Refused
from app.rules.money_facts import CountLineFacts, CountSheetFacts
from app.rules.questions import Answers
from app.rules.rights import Right
from app.rules.stock_questions import AbandonStocktake, PostUncounted
from app.rules.stocktaking import Count, Scope
from app.services.counter import Counter
from app.services.masters import cards
from app.services.stock import adjusting
from app.services.stock.adjusting import Adjusted
from app.services.within import adjustments, asking, counting, entitled, found, numbers, opening
from app.services.within.adjustments import Change
from app.services.within.asking import NO_ANSWERS, Asking
from app.services.within.shop import settings

KIND = "stocktake"
_NOTHING = Decimal("0.000")


@dataclass(frozen=True, slots=True)
class StocktakeListed:
    """A stocktake as a list shows it."""

    stocktake_id: int
    number: int
    status: str
    about: str
    started_at: dt.datetime
    parts: int
    counted: int
    operator: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stocktake with its counts as somebody walks along the shelves: by bin, then by number."""

    stocktake_id: int
    number: int
    status: str
    about: str
    started_at: dt.datetime
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class StocktakePosted:
    """A stocktake that is posted; without any variance there is no adjustment."""

    stocktake_id: int
    number: int
    adjustment: Adjusted | None
    left_out: int = 0
    """Parts that were not counted and stay as they are."""
    notices: tuple[str, ...] = ()


def would_count(counter: Counter, scope: Scope) -> int:
    """How many parts a stocktake of this scope would count now."""
    with counter.db.read() as session:
        return len(_parts(session, scope))


def start(counter: Counter, scope: Scope, draft_key: str, answers: Answers = NO_ANSWERS) -> Sheet:
    """Make the sheets: every part with stock or a bin that the scope takes, with what is on hand at this moment.

    Without the right to adjust stock it asks who approves. The same `draft_key` makes one stocktake, however often it
    is called. Raises Refused when nothing is to be counted, and when one of the parts is being counted already.
    """
    with counter.work() as session:
        chosen = _parts(session, scope)
        shelves = opening.locked(session, chosen)
        before = session.scalar(select(Stocktake).where(Stocktake.draft_key == draft_key))
        if before is not None:
            return _sheet(session, before)
        if not chosen:
            raise Refused(
                f"Nothing in {scope.bins} has a bin or stock. Choose other bins, or give the parts a bin first.",
                field="first",
            )
        counting.refuse_counted_twice(session, list(chosen))
        about = _about(session, scope)
        asked = Asking(answers)
        entitled.approved(session, counter, asked, Right.ADJUST_STOCK, f"A stocktake of {about}.")
        asked.settle()
        stocktake = Stocktake(
            draft_key=draft_key,
            status="counting",
            about=about,
            started_at=counter.now(),
            operator_id=counter.operator.id,
            lines=[
                StocktakeLine(part_id=part_id, bin=bin_, snapshot=shelves[part_id].on_hand)
                for part_id, bin_ in chosen.items()
            ],
        )
        stocktake.number = numbers.take(session, KIND)
        session.add(stocktake)
        session.flush()
        asking.store(session, counter, KIND, stocktake.id, [asked.used])
        return _sheet(session, stocktake)


def list_stocktakes(counter: Counter) -> tuple[StocktakeListed, ...]:
    """Every stocktake, those that are being counted first, then the newest."""
    sums = (
        select(
            StocktakeLine.stocktake_id,
            func.count(StocktakeLine.id).label("parts"),
            func.count(StocktakeLine.counted).label("counted"),
        )
        .group_by(StocktakeLine.stocktake_id)
        .subquery()
    )
    statement = (
        select(Stocktake, Operator.name, sums.c.parts, sums.c.counted)
        .join(Operator, Operator.id == Stocktake.operator_id)
        .join(sums, sums.c.stocktake_id == Stocktake.id)
        .order_by(Stocktake.status != "counting", Stocktake.number.desc())
    )
    with counter.db.read() as session:
        return tuple(
            StocktakeListed(row.id, row.number, row.status, row.about, row.started_at, parts, counted, operator)
            for row, operator, parts, counted in session.execute(statement)
        )


def sheet(counter: Counter, stocktake_id: int) -> Sheet:
    """The stocktake with its counts as they stand now; raises Refused when there is none."""
    with counter.db.read() as session:
        return _sheet(session, counting.stocktake(session, stocktake_id))


def counts(counter: Counter, stocktake_id: int, line_ids: Collection[int]) -> tuple[Count, ...]:
    """Some of its counts as they stand now."""
    with counter.db.read() as session:
        return counting.counts(session, counting.stocktake(session, stocktake_id).id, line_ids)


def count_sheet(counter: Counter, stocktake_id: int, *, show_on_hand: bool) -> CountSheetFacts:
    """The sheets to count by; whoever does not see what is on hand counts more honestly."""
    with counter.db.read() as session:
        stocktake = counting.stocktake(session, stocktake_id)
        return CountSheetFacts(
            seller=settings(session).seller,
            number=str(stocktake.number),
            dated=stocktake.started_at.astimezone().date(),
            about=stocktake.about,
            show_on_hand=show_on_hand,
            lines=tuple(
                CountLineFacts(
                    number=each.part.number,
                    description=each.part.description,
                    bin=each.bin,
                    unit=each.part.unit,
                    on_hand=each.snapshot if show_on_hand else None,
                    counted=each.counted,
                )
                for each in stocktaking.by_bin(counting.counts(session, stocktake.id))
            ),
        )


def post(counter: Counter, stocktake_id: int, account: str, answers: Answers) -> StocktakePosted:
    """Post every variance as a line of one stock adjustment: counted − snapshot; all of it or nothing.

    Asks PostUncounted, and without the right to adjust stock who approves. It is posted once, however often it is
    called; then the outcome is told from the books. Raises Refused for an account that is not there, and, naming the
    part, when less would be left than is committed.
    """
    with counter.work() as session:
        stocktake = counting.stocktake(session, stocktake_id, lock=True)
        if stocktake.status == "posted":
            return _told_again(session, stocktake)
        stocktake = counting.being_counted(session, stocktake_id)
        asked = Asking(answers)
        left_out = _settle_uncounted(counter, stocktake, asked)
        asked.settle()
        _need_approval(session, counter, stocktake, asked)
        changes = [
            Change(line.part_id, line.counted - line.snapshot, line=line.id)
            for line in stocktake.lines
            if line.counted is not None and line.counted != line.snapshot
        ]
        done = None
        if changes:
            shelves = opening.locked(session, [change.part_id for change in changes])
            adjustment = StockAdjustment(
                draft_key=f"{KIND} {stocktake.id}",
                stocktake_id=stocktake.id,
                account_id=adjustments.account(session, account).id,
                date=counter.today(),
                reason=f"Stocktake {stocktake.number}",
                operator_id=counter.operator.id,
                at=counter.now(),
            )
            told = adjustments.post(session, counter, adjustment, changes, shelves, mend="Count it again.")
            done = adjusting.outcome(session, adjustment, told)
        stocktake.status = "posted"
        stocktake.posted_at = counter.now()
        asking.store(session, counter, KIND, stocktake.id, [asked.used])
        return StocktakePosted(stocktake.id, stocktake.number, done, left_out)


def _need_approval(session: Session, counter: Counter, stocktake: Stocktake, asked: Asking) -> None:
    """Who may not adjust stock needs somebody who may, for just these differences."""
    differs = [line for line in stocktake.lines if line.counted not in (None, line.snapshot)]
    entitled.approved(
        session,
        counter,
        asked,
        Right.ADJUST_STOCK,
        f"Stocktake {stocktake.number}: {words.counted(len(differs), 'part differs', 'parts differ')}.",
        facts=tuple(f"{line.part_id} {line.snapshot} {line.counted}" for line in differs),
    )
    asked.settle()


def abandon(counter: Counter, stocktake_id: int, answers: Answers) -> None:
    """Give the stocktake up with all that was counted; asks AbandonStocktake. The stock stays as it is."""
    with counter.work() as session:
        stocktake = counting.being_counted(session, stocktake_id)
        asked = Asking(answers)
        answer = asked.ask(
            AbandonStocktake(stocktake.number, sum(line.counted is not None for line in stocktake.lines))
        )
        asked.settle()
        if answer != "yes":
            raise Refused(f"Stocktake {stocktake.number} is kept.")
        stocktake.status = "abandoned"
        asking.store(session, counter, KIND, stocktake.id, [asked.used])


def _parts(session: Session, scope: Scope) -> dict[int, str]:
    """The parts of the scope with their bins."""
    statement = (
        select(Part.id, Part.bin)
        .join(Stock, Stock.part_id == Part.id)
        .where(Part.kind != "charge", or_(Part.bin != "", Stock.on_hand != found.NOTHING))
        .order_by(Part.id)
    )
    if scope.creditor_id is not None:
        statement = statement.where(Part.creditor_id == scope.creditor_id)
    if scope.price_group_id is not None:
        statement = statement.where(Part.price_group_id == scope.price_group_id)
    return {part_id: bin_ for part_id, bin_ in session.execute(statement) if scope.takes(bin_)}


def _about(session: Session, scope: Scope) -> str:
    """What is counted, for a person."""
    said = [scope.bins]
    if scope.creditor_id is not None:
        said.append(f"parts of {session.get_one(Creditor, scope.creditor_id).name}")
    if scope.price_group_id is not None:
        said.append(f"price group {session.get_one(PriceGroup, scope.price_group_id).code}")
    return cards.line(", ".join(said), "The choice", "first", 200)


def _sheet(session: Session, row: Stocktake) -> Sheet:
    counted = stocktaking.by_bin(counting.counts(session, row.id))
    return Sheet(row.id, row.number, row.status, row.about, row.started_at, counted)


def _settle_uncounted(counter: Counter, stocktake: Stocktake, asked: Asking) -> int:
    """What becomes of parts that are not counted; returns how many are left out."""
    missing = [line for line in stocktake.lines if line.counted is None]
    if not missing:
        return 0
    if len(missing) == len(stocktake.lines):
        raise Refused(f"Nothing is counted in stocktake {stocktake.number} yet. Type what is there, or abandon it.")
    answer = asked.ask(PostUncounted(stocktake.number, len(missing)))
    if answer == "back":
        raise Refused(f"Nothing is posted: go on counting stocktake {stocktake.number}.")
    if answer == "zero":
        for line in missing:
            counting.note(counter, line, _NOTHING)
        return 0
    return len(missing)


def _told_again(session: Session, stocktake: Stocktake) -> StocktakePosted:
    before = session.scalar(select(StockAdjustment).where(StockAdjustment.stocktake_id == stocktake.id))
    done = None
    if before is not None:
        done = adjusting.outcome(session, before, adjustments.told_again(session, before))
    return StocktakePosted(
        stocktake.id,
        stocktake.number,
        done,
        sum(line.counted is None for line in stocktake.lines),
        (f"Stocktake {stocktake.number} has been posted before; nothing was moved twice.",),
    )
