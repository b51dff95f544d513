"""Stock adjustments: what was found or lost, with its reason; it must not know how it was counted.

Quantities are in the part's unit, values dollars in whole cents.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models import Account, Operator, Part, Stock, StockAdjustment, StockAdjustmentLine, Stocktake
from app.rules import costing, entry, words
from app.rules.faults import Refused
from app.rules.found import BackorderFilled
from app.rules.money import QUANTITY_PLACES, ZERO, rounded
from app.rules.questions import Answers
from app.rules.rights import Right
from app.rules.stocktaking import LONGEST_REASON, AdjustmentDraft, AdjustmentLine, check_line
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import adjustments, entitled, opening, queue
from app.services.within.adjustments import Change, Told
from app.services.within.asking import NO_ANSWERS, Asking, store

LISTED = 500


@dataclass(frozen=True, slots=True)
class AccountFound:
    """An account that stock may be adjusted against; `usual` is where it goes when none is named."""

    id: int
    code: str
    name: str
    usual: bool


@dataclass(frozen=True, slots=True)
class AdjustedLine:
    """What one line did: so many found (positive) or lost, and what they were worth."""

    number: str
    description: str
    quantity: Decimal
    value: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class AdjustmentListed:
    """A posted adjustment as a list shows it; `stocktake` is the number of the stocktake it came from."""

    adjustment_id: int
    number: int
    date: dt.date
    reason: str
    account: str
    lines: int
    value: Decimal
    operator: str
    stocktake: int | None


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What posting did. `filled`: who got something of what was found; `withdrawn`: who lost what was put aside."""

    adjustment_id: int
    number: int
    lines: tuple[AdjustedLine, ...]
    filled: tuple[BackorderFilled, ...] = ()
    withdrawn: tuple[BackorderFilled, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def value(self) -> Decimal:
        """What it did to the stock value."""
        return sum((line.value for line in self.lines), rounded(ZERO))


def accounts(counter: Counter) -> tuple[AccountFound, ...]:
    """The accounts that stock may be adjusted against, by code."""
    with counter.db.read() as session:
        usual = adjustments.account(session, "").id
        return tuple(AccountFound(row.id, row.code, row.name, row.id == usual) for row in adjustments.accounts(session))


def worth(counter: Counter, lines: Sequence[AdjustmentLine]) -> dict[int, Decimal]:
    """What each line would do to the stock value as it is now, by the line's key; refuses nothing."""
    parts = sorted({line.part.id for line in lines if line.part})
    shelves: dict[int, tuple[Decimal, Decimal, Decimal]] = {}
    with counter.db.read() as session:
        for some in opening.chunks(parts):
            rows = session.scalars(select(Stock).where(Stock.part_id.in_(some)))
            shelves |= {row.part_id: (row.on_hand, row.value, row.last_cost) for row in rows}
    worth_of: dict[int, Decimal] = {}
    for line in lines:
        if line.part is None:
            continue
        on_hand, value, last_cost = shelves[line.part.id]
        if line.change > ZERO:
            gained = costing.gain(on_hand, value, line.change, last_cost)
            worth_of[line.key] = gained.value_in
            shelves[line.part.id] = (gained.on_hand, gained.value, last_cost)
        else:
            lost = costing.issue(on_hand, value, -line.change)
            worth_of[line.key] = -lost.cost
            shelves[line.part.id] = (lost.on_hand, lost.value, last_cost)
    return worth_of


def post(counter: Counter, draft: AdjustmentDraft, answers: Answers = NO_ANSWERS) -> Adjusted:
    """Move the stock as typed, give what was found to those who wait, take what is lost from the back of the queue.

    The same draft is posted once, however often it is called; then the outcome is told from the books. Raises
    Unanswered without the right to adjust: somebody who has it approves of these lines. Raises Refused for an empty
    draft, a missing reason, an account that is not there, and when less would be left than is committed (domain 3.5).
    """
    lines = draft.filled_lines
    if not lines:
        raise Refused("There is nothing to adjust. Type a part, and how many were found or lost.", field="lines")
    for line in lines:
        check_line(line)
    reason = cards.line(draft.reason, "The reason", "reason", LONGEST_REASON, required=True)
    with counter.work() as session:
        shelves = opening.locked(session, [line.part.id for line in lines if line.part])
        before = adjustments.written(session, draft.key)
        if before is not None:
            notice = f"Stock adjustment {before.number} has been posted before; nothing was moved twice."
            return outcome(session, before, adjustments.told_again(session, before), (notice,))
        asked = Asking(answers)
        moved = tuple(f"{line.number} {words.signed(line.change)}" for line in lines)
        what = f"Stock adjustment, {reason}: {words.some(moved)}."
        entitled.approved(session, counter, asked, Right.ADJUST_STOCK, what, facts=moved)
        asked.settle()
        adjustment = StockAdjustment(
            draft_key=draft.key,
            account_id=adjustments.account(session, draft.account).id,
            date=counter.today(),
            reason=reason,
            operator_id=counter.operator.id,
            at=counter.now(),
        )
        changes = [
            Change(line.part.id, rounded(line.change, QUANTITY_PLACES), entry.one_line(line.note), line.key)
            for line in lines
            if line.part
        ]
        told = adjustments.post(session, counter, adjustment, changes, shelves)
        store(session, counter, "stock adjustment", adjustment.id, (asked.used,))
        return outcome(session, adjustment, told)


def list_adjustments(counter: Counter) -> tuple[AdjustmentListed, ...]:
    """The last adjustments, the newest first."""
    with counter.db.read() as session:
        return _listed(session, None)


def of_stocktake(counter: Counter, stocktake_id: int) -> AdjustmentListed | None:
    """The adjustment that a stocktake was posted as; None when nothing differed, or while it is not posted."""
    with counter.db.read() as session:
        return next(iter(_listed(session, StockAdjustment.stocktake_id == stocktake_id)), None)


def listed(counter: Counter, adjustment_id: int) -> AdjustmentListed:
    """A posted adjustment as a list shows it; raises Refused when there is none."""
    with counter.db.read() as session:
        for each in _listed(session, StockAdjustment.id == adjustment_id):
            return each
    raise Refused("This stock adjustment is not there. F9 shows them all.")


def posted(counter: Counter, adjustment_id: int) -> Adjusted:
    """What a posted adjustment has done, from the books; raises Refused when there is none."""
    with counter.db.read() as session:
        row = session.get(StockAdjustment, adjustment_id)
        if row is None:
            raise Refused("This stock adjustment is not there. F9 shows them all.")
        return outcome(session, row, adjustments.told_again(session, row))


def outcome(session: Session, adjustment: StockAdjustment, told: Told, notices: tuple[str, ...] = ()) -> Adjusted:
    """A posted adjustment as it is told to the operator."""
    return Adjusted(
        adjustment_id=adjustment.id,
        number=adjustment.number,
        lines=_lines(session, adjustment.lines),
        filled=queue.said(session, told.filled),
        withdrawn=queue.said(session, told.withdrawn),
        notices=notices,
    )


def _lines(session: Session, lines: Sequence[StockAdjustmentLine]) -> tuple[AdjustedLine, ...]:
    parts: dict[int, tuple[str, str]] = {}
    for some in opening.chunks(sorted({line.part_id for line in lines})):
        rows = session.execute(select(Part.id, Part.number, Part.description).where(Part.id.in_(some)))
        parts |= {part_id: (number, description) for part_id, number, description in rows}
    return tuple(AdjustedLine(*parts[line.part_id], line.quantity, line.value, line.note) for line in lines)


def _listed(session: Session, which: ColumnElement[bool] | None) -> tuple[AdjustmentListed, ...]:
    sums = (
        select(
            StockAdjustmentLine.adjustment_id,
            func.count(StockAdjustmentLine.id).label("lines"),
            func.sum(StockAdjustmentLine.value).label("value"),
        )
        .group_by(StockAdjustmentLine.adjustment_id)
        .subquery()
    )
    statement = (
        select(StockAdjustment, Account, Operator.name, Stocktake.number, sums.c.lines, sums.c.value)
        .join(Account, Account.id == StockAdjustment.account_id)
        .join(Operator, Operator.id == StockAdjustment.operator_id)
        .join(sums, sums.c.adjustment_id == StockAdjustment.id)
        .join(Stocktake, Stocktake.id == StockAdjustment.stocktake_id, isouter=True)
        .order_by(StockAdjustment.number.desc())
        .limit(LISTED)
    )
    if which is not None:
        statement = statement.where(which)
    return tuple(
        AdjustmentListed(
            adjustment_id=row.id,
            number=row.number,
            date=row.date,
            reason=row.reason,
            account=f"{account.code} {account.name}",
            lines=lines,
            value=value,
            operator=operator,
            stocktake=stocktake,
        )
        for row, account, operator, stocktake, lines, value in session.execute(statement)
    )
