"""What the shelf lacks of a creditor's parts, inside a look-up (domain 4); it must not know who waits, nor write.

A number that is superseded is not bought any more: its minimum and maximum are kept with the current one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.models import Backorder, Part, Stock, StockOrderLine
from app.rules import ordering, words
from app.rules.drafts import OrderDraft, OrderLine
from app.rules.money import ZERO
from app.services.within import found, superseding
from app.services.within.buying import order_needs
from app.services.within.buying.buying import Standing

_ONE: Final = Decimal(1)
_LONGEST: Final = 500
"""Letters of a description."""


class _Kept(NamedTuple):
    """A part as it is kept on the shelf."""

    id: int
    number: str
    creditor_id: int | None
    sold: bool
    minimum: Decimal
    maximum: Decimal
    pack: Decimal
    whole_units: bool
    on_hand: Decimal
    committed: Decimal

    @property
    def has_levels(self) -> bool:
        return self.minimum > ZERO or self.maximum > ZERO


@dataclass(slots=True)
class _Place:
    """A part that is bought, and the numbers it has superseded that somebody keeps, sells or waits for."""

    part: _Kept
    olds: list[_Kept] = field(default_factory=list)
    by: str = ""
    """What supersedes it, where that is not in the books."""

    @property
    def kept_olds(self) -> list[_Kept]:
        return [each for each in self.olds if each.has_levels and each.sold]

    def levels(self) -> tuple[Decimal, Decimal]:
        """Its own minimum and maximum; without any, the largest of the numbers it has superseded."""
        kept = [self.part] if self.part.has_levels else self.kept_olds
        highest = max((each.maximum for each in kept), default=ZERO)
        return max((each.minimum for each in kept), default=ZERO), highest

    def is_bought_from(self, creditor_id: int) -> bool:
        """The current number's supplier counts; where it has none, that of a number that it has superseded."""
        if self.part.creditor_id is not None:
            return self.part.creditor_id == creditor_id
        return any(each.creditor_id == creditor_id for each in self.kept_olds)

    def lacks(self, standings: dict[int, Standing]) -> Decimal:
        """What is to be ordered; what lies there of an old number is sold too, and who waits for it may get the new."""
        both = (self.part, *self.olds)
        at = [standings.get(each.id) or Standing() for each in both]
        minimum, maximum = self.levels()
        return ordering.reorder(
            sum((each.on_hand for each in both), ZERO),
            sum((each.committed for each in both), ZERO),
            sum((each.open for each in at), ZERO),
            sum((each.outstanding for each in at), ZERO),
            minimum,
            maximum,
            self.part.pack or (_ONE if self.part.whole_units else ZERO),
        )

    def described(self, description: str) -> str:
        """The description of its line, with what a person has to know of the numbers."""
        olds = words.some(tuple(sorted(each.number for each in self.kept_olds)))
        note = f", superseded by {self.by}" if self.by else f", in place of {olds}" if olds else ""
        return f"{description[: _LONGEST - len(note)]}{note}"


def suggest(session: Session, creditor_id: int, draft: OrderDraft | None = None) -> tuple[OrderLine, ...]:
    """Lines that bring this creditor's parts up to their maximum, where the position is at or below the minimum.

    Position = on hand − committed − backorders open + outstanding, saved orders and `draft` included (domain 4); that
    of the numbers that a part has superseded counts with it.
    """
    places = [each for each in _places(session, creditor_id) if each.is_bought_from(creditor_id)]
    ids = {each.id for place in places for each in (place.part, *place.olds)}
    standings = order_needs.standings_with(session, ids, draft)
    lacking = {place.part.id: (place, place.lacks(standings)) for place in places}
    quantities = {part_id: quantity for part_id, (_, quantity) in lacking.items() if quantity > ZERO}
    lines = order_needs.lines_of(session, creditor_id, found.parts(session, quantities), quantities, standings)
    for line in lines:
        assert line.part is not None
        line.description = lacking[line.part.id][0].described(line.description)
    return tuple(sorted(lines, key=lambda line: line.number))


def _places(session: Session, creditor_id: int) -> list[_Place]:
    """The parts of which something may have to be bought, not yet looked at whose they are."""
    levels = or_(Part.minimum > found.NOTHING, Part.maximum > found.NOTHING)
    own = _read(session, Part.creditor_id == creditor_id, Part.active.is_(True), Part.kind == "stock", levels)
    ordered = exists().where(StockOrderLine.part_id == Part.id, StockOrderLine.outstanding > found.NOTHING)
    waited = exists().where(Backorder.part_id == Part.id, Backorder.open > found.NOTHING)
    there = or_(Stock.on_hand != found.NOTHING, Stock.committed != found.NOTHING)
    olds = _read(session, superseding.SUPERSEDED, Part.kind == "stock", or_(levels, there, ordered, waited))
    today = superseding.currents(session, [each.id for each in olds])
    instead = {old: now.part_id for old, now in today.items() if now.part_id is not None}
    dangling = {old: now.number for old, now in today.items() if now.part_id is None}
    places = {each.id: _Place(each, by=dangling.get(each.id, "")) for each in own if each.id not in instead}
    places |= {each.id: _Place(each) for each in _read(session, Part.id.in_({*instead.values()} - {*places}))}
    for old in olds:
        if old.id in instead:
            places[instead[old.id]].olds.append(old)
    return list(places.values())


def _read(session: Session, *where: ColumnElement[bool]) -> Sequence[_Kept]:
    statement = select(
        Part.id,
        Part.number,
        Part.creditor_id,
        Part.active,
        Part.minimum,
        Part.maximum,
        Part.pack,
        Part.whole_units,
        Stock.on_hand,
        Stock.committed,
    )
    rows = session.execute(statement.join(Stock, Stock.part_id == Part.id).where(*where))
    return [_Kept._make(row) for row in rows]
