"""Deposits inside a unit of work: taken, used up by fills, given back, taken in again; it must not decide for whom.

Whoever calls has locked the backorder that a deposit belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from app.models import Deposit
from app.rules import deposits, words
from app.rules.deposits import DepositTerms, Pair
from app.rules.invoicing import Amounts
from app.services.within.sales import deposit_read
from app.services.within.sales.new_line import LineRow, NewLine

_DEPOSIT = "deposit"


def lines(
    session: Session,
    goods: Sequence[LineRow],
    amounts: Amounts,
    held: dict[int, Deposit],
    terms: DepositTerms,
    origins: Sequence[str],
    *,
    finalise: bool,
) -> list[NewLine]:
    """The Deposit lines of a document, after its `goods`, to be written; finalised, they use up and take deposits.

    On a saved order they are provisional: nothing of a deposit is used up before its fill is finalised (domain 5).
    `origins` are the documents on which the goods were paid in advance, in the order of the goods.
    """
    position = len(goods)
    made: list[NewLine] = []
    for place, stated in amounts.applied:
        line = goods[place]
        assert line.fills_id is not None
        row = held[line.fills_id]
        position += 1
        units = min(line.supplied, deposit_read.as_it_stands(row).units_left)
        used = apply(row, units) if finalise else deposit_read.as_it_stands(row).of_next(units)
        made.append(_line(line, row, position, units, stated, used, f"Deposit applied, from {origins[place]}"))
    for place, stated in amounts.taken:
        line = goods[place]
        position += 1
        row = _take(line, stated, terms)
        session.add(row)
        session.flush()
        shares = Pair(row.taken, row.taken_gst)
        made.append(_line(line, row, position, line.backordered, stated, shares, "Deposit"))
    return made


def apply(row: Deposit, units: Decimal) -> Pair:
    """The next `units` are filled: what was held for them has paid for the goods."""
    pair = deposit_read.as_it_stands(row).of_next(units)
    row.applied += pair.ex
    row.applied_gst += pair.gst
    row.applied_quantity += units
    _hold(row, -pair)
    return pair


def give_back(row: Deposit, units: Decimal) -> Pair:
    """The next `units` are cancelled: what was held for them goes back to the customer."""
    pair = deposit_read.as_it_stands(row).of_next(units)
    row.refunded += pair.ex
    row.refunded_gst += pair.gst
    row.refunded_quantity += units
    _hold(row, -pair)
    return pair


def take_in_again(row: Deposit, units: Decimal, pair: Pair) -> None:
    """A fill is void: what it had used for `units` is held again."""
    row.applied -= pair.ex
    row.applied_gst -= pair.gst
    row.applied_quantity -= units
    _hold(row, pair)


def _hold(row: Deposit, more: Pair) -> None:
    row.held += more.ex
    row.held_gst += more.gst


def _take(line: LineRow, stated: Pair, terms: DepositTerms) -> Deposit:
    assert line.begins_id is not None
    taken = stated
    if terms.treatment == "security":
        ex = deposits.to_take(line.backordered, line.price, line.discount, terms.percent)
        taken = deposits.secured(ex, line.gst_rate)
    return Deposit(
        backorder_id=line.begins_id,
        treatment=terms.treatment,
        percent=terms.percent,
        gst_rate=line.gst_rate,
        quantity=line.backordered,
        taken=taken.ex,
        taken_gst=taken.gst,
        held=taken.ex,
        held_gst=taken.gst,
    )


def _line(
    goods: LineRow,
    deposit: Deposit,
    position: int,
    units: Decimal,
    stated: Pair,
    shares: Pair,
    what: str,
) -> NewLine:
    secured = deposit.treatment == "security"
    return NewLine(
        position=position,
        kind=_DEPOSIT,
        number=goods.number,
        description=f"{what}: {words.quantity(units)} × {goods.number} {goods.description}".strip(),
        unit=goods.unit,
        gst_rate=Decimal("0.00") if secured else deposit.gst_rate,
        amount=stated.ex,
        gst=stated.gst,
        deposit_id=deposit.id,
        deposit_of=goods.position,
        deposited=units,
        gst_inside=shares.gst if secured else Decimal("0.00"),
    )
