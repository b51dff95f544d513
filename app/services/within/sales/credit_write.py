"""Writes a decided credit: goods, backorders and deposits go back, the customer is credited; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Backorder, Credit, CreditLine, Deposit
from app.rules import crediting as rules
from app.rules.crediting import DepositUsed, TakenBack
from app.rules.money import QUANTITY_PLACES, ZERO, rounded
from app.services.counter import Counter
from app.services.within import queue, shelf
from app.services.within.queue import Gift
from app.services.within.sales import crediting, deposit_write
from app.services.within.sales.credit_read import Creditable
from app.services.within.sales.crediting import Head
from app.services.within.shelf import Shelves, Source


@dataclass(frozen=True, slots=True)
class Locked:
    """What a credit may change, locked in the house's order: parts, backorders, deposits."""

    shelves: Shelves
    backorders: dict[int, Backorder]
    deposits: dict[int, Deposit]


@dataclass(frozen=True, slots=True)
class Back:
    """So much of a line is taken back: where its goods go, and how much its backorder waits for again."""

    line: Creditable
    quantity: Decimal
    to_stock: bool
    restored: Decimal = rounded(ZERO, QUANTITY_PLACES)

    @property
    def taken(self) -> TakenBack:
        """What it is credited at."""
        return rules.take_back(self.line.charged, self.line.credited, self.quantity)

    @property
    def deposit(self) -> DepositUsed | None:
        """What the deposit takes back in, when the backorder lives again."""
        if not self.restored:
            return None
        return rules.deposit_again(self.line.charged, self.line.credited, self.quantity)


def lock(session: Session, lines: Sequence[Creditable]) -> Locked:
    """Lock the parts of these lines, the backorders they had filled, with the parts these wait for, and deposits."""
    filled = [line.backorder_id for line in lines if line.backorder_id]
    parts = {line.row.part_id for line in lines if line.row.part_id and line.row.kind == "part"}
    parts |= set(session.scalars(select(Backorder.part_id).where(Backorder.id.in_(filled)))) if filled else set()
    shelves = shelf.lock(session, parts)
    backorders = queue.locked(session, filled)
    statement = (
        select(Deposit)
        .where(Deposit.id.in_([line.deposit.deposit_id for line in lines if line.deposit]))
        .order_by(Deposit.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return Locked(shelves, backorders, {row.id: row for row in session.scalars(statement)})


def write(
    session: Session, counter: Counter, head: Head, backs: Sequence[Back], locked: Locked
) -> tuple[Credit, list[Gift]]:
    """Everything that the credit does; returns it and what other backorders got of what came back."""
    credit = crediting.begin(session, counter, head, _lines(backs))
    source = Source(crediting.KIND, credit.id, head.reason)
    for back in backs:
        if back.to_stock:
            stock = locked.shelves[back.line.row.part_id or 0]
            shelf.receive(session, counter, stock, back.quantity, back.taken.cost, source, kind="return")
        if back.restored:
            _live_again(session, counter, back, locked, source)
    # who waits again may wait beside free stock, whatever became of the goods themselves (domain 3.5)
    moved = {back.line.row.part_id for back in backs if back.to_stock or back.restored}
    moved |= {locked.backorders[back.line.backorder_id or 0].part_id for back in backs if back.restored}
    shelves = {part_id: stock for part_id, stock in locked.shelves.items() if part_id in moved}
    gifts = queue.serve(session, counter, shelves, source)
    crediting.charge_back(session, counter, head, credit)
    return credit, gifts


def _live_again(session: Session, counter: Counter, back: Back, locked: Locked, source: Source) -> None:
    """The backorder waits again in its old place; with the goods back on the shelf it holds them at once (domain 8).

    One that has gone over to a new number meanwhile waits for that: the old goods are not for it.
    """
    backorder = locked.backorders[back.line.backorder_id or 0]
    stock = locked.shelves[back.line.row.part_id or 0]
    its_own = back.to_stock and backorder.part_id == back.line.row.part_id
    there = min(back.restored, max(ZERO, shelf.available(stock))) if its_own else ZERO
    queue.reopen(session, counter, stock, backorder, back.restored, there, source)
    deposit = back.deposit
    if deposit is not None and back.line.deposit is not None:
        row = locked.deposits[back.line.deposit.deposit_id or 0]
        deposit_write.take_in_again(row, deposit.units, deposit.shares)


def _lines(backs: Sequence[Back]) -> list[CreditLine]:
    lines: list[CreditLine] = []
    for back in backs:
        lines.append(
            CreditLine(
                position=len(lines) + 1,
                kind=back.line.row.kind,
                invoice_line_id=back.line.row.id,
                quantity=back.quantity,
                back_to_stock=back.to_stock,
                restored=back.restored,
                amount=back.taken.amount.ex,
                gst=back.taken.amount.gst,
                cost=back.taken.cost if back.to_stock else rounded(ZERO),
            )
        )
        deposit = back.deposit
        if deposit is not None and back.line.deposit is not None:
            lines.append(
                CreditLine(
                    position=len(lines) + 1,
                    kind="deposit",
                    invoice_line_id=back.line.deposit.id,
                    quantity=deposit.units,
                    amount=-deposit.stated.ex,
                    gst=-deposit.stated.gst,
                )
            )
    return lines
