"""The stock master file: the cards of parts with their other numbers and prices; it must not know how they are shown.

How much there is of a part, and who waits for it, tells app/services/masters/stock_card.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Literal, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Creditor, Part, PartNumber, PriceGroup, QuantityBreak, Stock
from app.rules import codes, words
from app.rules.faults import Refused
from app.rules.found import PartHit, PartKind
from app.rules.money import COST_PLACES, QUANTITY_PLACES
from app.rules.part_kinds import Shelf, need_no_goods, need_whole_units
from app.rules.pricing import Break
from app.services import search as find
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import audit_read, superseding

NumberKind = Literal["old", "supplier", "customer", "barcode"]
_SMALLEST = Decimal("0.001")
_SETS = frozenset({"numbers", "breaks"})
_ROWS: Mapping[str, cards.RowKey] = {"numbers": lambda each: each, "breaks": lambda each: each.minimum}


@dataclass(frozen=True, slots=True)
class OtherNumber:
    """Another number by which a part is found."""

    kind: NumberKind
    number: str


@dataclass(frozen=True, slots=True)
class PartCard:
    """What the Stock Master File shows and changes; prices are dollars ex GST, `pack` is how many are bought at once.

    Minimum and maximum say when and how far to order; both zero: never by themselves.
    """

    id: int | None = None
    version: int = 0
    number: str = ""
    description: str = ""
    kind: PartKind = "stock"
    numbers: tuple[OtherNumber, ...] = ()
    creditor_id: int | None = None
    price_group_id: int | None = None
    list_price: Decimal = Decimal("0.0000")
    breaks: tuple[Break, ...] = ()
    gst_free: bool = False
    unit: str = "each"
    whole_units: bool = True
    no_backorders: bool = False
    bin: str = ""
    minimum: Decimal = Decimal("0.000")
    maximum: Decimal = Decimal("0.000")
    pack: Decimal = Decimal("1.000")
    superseded_by: str = ""
    """The number that takes its place; it need not be in the books."""
    notes: str = ""
    active: bool = True


def open_card(counter: Counter, part_id: int) -> PartCard:
    """The part's card as it is stored; raises Refused when it is gone."""
    with counter.db.read() as session:
        return _card(_row(session, part_id), _breaks(session, part_id))


def save(counter: Counter, card: PartCard, was: PartCard | None) -> PartCard:
    """Store a new card (`was` None) or the changes to the card as it `was` when it was opened; returns what is stored.

    A new number is carried along to the parts that it has superseded. Raises Refused, with the field, for what cannot
    be, and when somebody else has changed the same field meanwhile.
    """
    card = _checked(card)
    with counter.work() as session:
        predecessors: list[Part] = []
        if was is None:
            card = _linked(session, card)
            again = cards.made_already(
                session,
                Part.id,
                Part.number,
                card,
                card.number,
                lambda key: _card(_row(session, key), _breaks(session, key)),
            )
            if again is not None:
                return again
            row = Part(version=1, stock=Stock())
            breaks: list[QuantityBreak] = []
        else:
            row, *predecessors = _locked(session, was.id or 0)
            breaks = _breaks(session, row.id)
            stored = _card(row, breaks)
            by = audit_read.said_by(session, counter, "part", row.id)
            card = _checked(cards.merged(card, was, stored, partial(_say, session), by=by, rows=_ROWS))
            if card == stored:
                return stored
            _need_fitting_stock(row, card)
            if (card.number, card.superseded_by, card.kind) != (stored.number, stored.superseded_by, stored.kind):
                card = _linked(session, card)
            row.version += 1
        cards.need_free_code(session, Part.id, Part.number, card.number, row.id, field="number")
        for each in predecessors:
            if each.superseded_by != card.number:
                each.superseded_by = card.number
                each.version += 1
        for name in cards.typed_fields(card):
            if name not in _SETS:
                setattr(row, name, getattr(card, name))
        _keep_numbers(row, card.numbers)
        session.add(row)
        session.flush()
        _keep_breaks(session, row.id, breaks, card.breaks)
        session.flush()
        return _card(row, _breaks(session, row.id))


def search(counter: Counter, typed: str, limit: int = find.LIMIT) -> tuple[PartHit, ...]:
    """The parts that fit what was typed, the closest first, those no longer sold included."""
    return find.parts(counter, typed, limit=limit, retired=True)


def supplier_numbers(counter: Counter, part_ids: Collection[int]) -> dict[int, str]:
    """By which number the supplier knows each of these parts; a part without one is left out."""
    statement = (
        select(PartNumber.part_id, PartNumber.number)
        .where(PartNumber.part_id.in_(part_ids), PartNumber.kind == "supplier")
        .order_by(PartNumber.id.desc())
    )
    with counter.db.read() as session:
        return dict(session.execute(statement).all())


def _row(session: Session, part_id: int) -> Part:
    row = session.get(Part, part_id)
    if row is None:
        raise Refused("This part is no longer there. Look it up again.", field="number")
    return row


def _locked(session: Session, part_id: int) -> list[Part]:
    """The part, and after it those that it has superseded."""
    rows = superseding.lock_predecessors(session, part_id)
    if not rows or rows[0].id != part_id:
        raise Refused("This part is no longer there. Look it up again.", field="number")
    return rows


def _linked(session: Session, card: PartCard) -> PartCard:
    """The card with the number that takes its place as the books spell it."""
    by = superseding.successor(session, card.number, card.superseded_by, charge=card.kind == "charge")
    return replace(card, superseded_by=by)


def _breaks(session: Session, part_id: int) -> list[QuantityBreak]:
    statement = select(QuantityBreak).where(QuantityBreak.part_id == part_id).order_by(QuantityBreak.minimum)
    return list(session.scalars(statement))


def _keep_numbers(row: Part, numbers: tuple[OtherNumber, ...]) -> None:
    """Leaves the rows that stay alone, so that the unique constraint never meets a number twice."""
    wanted = set(numbers)
    kept = [each for each in row.numbers if _other(each) in wanted]
    there = {_other(each) for each in kept}
    new = [each for each in numbers if each not in there]
    row.numbers = kept + [PartNumber(kind=each.kind, number=each.number) for each in new]


def _keep_breaks(session: Session, part_id: int, rows: list[QuantityBreak], breaks: tuple[Break, ...]) -> None:
    wanted = {each.minimum: each.price for each in breaks}
    for row in rows:
        price = wanted.pop(row.minimum, None)
        if price is None:
            session.delete(row)
        else:
            row.price = price
    session.add_all(QuantityBreak(part_id=part_id, minimum=minimum, price=price) for minimum, price in wanted.items())


def _other(row: PartNumber) -> OtherNumber:
    return OtherNumber(cast(NumberKind, row.kind), row.number)


def _card(row: Part, breaks: list[QuantityBreak]) -> PartCard:
    return PartCard(
        id=row.id,
        version=row.version,
        number=row.number,
        description=row.description,
        kind=cast(PartKind, row.kind),
        numbers=_sorted(_other(each) for each in row.numbers),
        creditor_id=row.creditor_id,
        price_group_id=row.price_group_id,
        list_price=row.list_price,
        breaks=tuple(Break(each.minimum, each.price) for each in breaks),
        gst_free=row.gst_free,
        unit=row.unit,
        whole_units=row.whole_units,
        no_backorders=row.no_backorders,
        bin=row.bin,
        minimum=row.minimum,
        maximum=row.maximum,
        pack=row.pack,
        superseded_by=row.superseded_by,
        notes=row.notes,
        active=row.active,
    )


def _sorted(numbers: Any) -> tuple[OtherNumber, ...]:
    kinds = get_args(NumberKind)
    return tuple(sorted(numbers, key=lambda each: (kinds.index(each.kind), each.number)))


def _say(session: Session, field: str, value: Any) -> str:
    """A part's field within a sentence."""
    if field == "creditor_id" and value is not None:
        value = session.get_one(Creditor, value).name
    elif field == "price_group_id" and value is not None:
        value = session.get_one(PriceGroup, value).code
    elif field == "numbers":
        value = tuple(f"{each.number} ({each.kind})" for each in value)
    elif field == "breaks":
        value = tuple(f"{words.price(each.price)} from {words.quantity(each.minimum)}" for each in value)
    elif field in {"minimum", "maximum", "pack"}:
        return words.quantity(value)
    return cards.said(value)


def _need_fitting_stock(row: Part, card: PartCard) -> None:
    """Refuses what would leave stock, or promises, without a shelf to lie on."""
    shelf = Shelf(row.stock.on_hand, row.stock.committed, row.stock.allocated, row.stock.on_order)
    if card.kind == "charge" and row.kind != "charge":
        need_no_goods(row.number, shelf)
    if card.whole_units and not row.whole_units:
        need_whole_units(row.number, shelf)


def _checked(card: PartCard) -> PartCard:
    """The card as it can be stored; raises Refused with the field."""
    cards.one_of(card.kind, get_args(PartKind), "Kind", "kind")
    number = cards.line(card.number, "The part number", "number", 60, required=True)
    if not codes.search_key(number):
        raise Refused(f"“{number}” has no letter or digit to find it by. Type another number.", field="number")
    tidy = replace(
        card,
        number=number,
        description=cards.line(card.description, "The description", "description", 500, required=True),
        numbers=_checked_numbers(card.numbers),
        list_price=cards.at_least(card.list_price, COST_PLACES, "The list price", "list_price"),
        breaks=_checked_breaks(card.breaks),
        unit=cards.line(card.unit, "The unit", "unit", 20) or "each",
        bin=cards.line(card.bin, "The bin", "bin", 30),
        minimum=cards.at_least(card.minimum, QUANTITY_PLACES, "Minimum", "minimum"),
        maximum=cards.at_least(card.maximum, QUANTITY_PLACES, "Maximum", "maximum"),
        pack=cards.at_least(card.pack, QUANTITY_PLACES, "The pack", "pack", _SMALLEST),
        superseded_by=cards.line(card.superseded_by, "The number that takes its place", "superseded_by", 60),
        notes=cards.lines(card.notes, "The notes", "notes"),
    )
    if tidy.minimum > tidy.maximum:
        raise Refused(
            f"The maximum of {words.quantity(tidy.maximum)} is less than the minimum of "
            f"{words.quantity(tidy.minimum)}. Type a larger maximum.",
            field="maximum",
        )
    if tidy.whole_units:
        _need_whole(tidy)
    return tidy


def _need_whole(card: PartCard) -> None:
    for name in ("minimum", "maximum", "pack"):
        amount: Decimal = getattr(card, name)
        if amount != int(amount):
            raise Refused(
                f"{card.number} is sold in whole units, so its {name} cannot be {words.quantity(amount)}. "
                "Type a whole number.",
                field=name,
            )


def _checked_numbers(numbers: tuple[OtherNumber, ...]) -> tuple[OtherNumber, ...]:
    tidy = {}
    for each in numbers:
        cards.one_of(each.kind, get_args(NumberKind), "Kind of number", "numbers")
        number = cards.line(each.number, "The other number", "numbers", 60)
        if number and not codes.search_key(number):
            raise Refused(f"“{number}” has no letter or digit to find it by. Type another number.", field="numbers")
        if number:
            tidy[each.kind, number] = OtherNumber(each.kind, number)
    return _sorted(tidy.values())


def _checked_breaks(breaks: tuple[Break, ...]) -> tuple[Break, ...]:
    tidy: dict[Decimal, Break] = {}
    for each in breaks:
        minimum = cards.at_least(each.minimum, QUANTITY_PLACES, "The quantity of a break", "breaks", _SMALLEST)
        price = cards.at_least(each.price, COST_PLACES, "The price of a break", "breaks")
        if minimum in tidy and tidy[minimum].price != price:
            raise Refused(
                f"There are two prices from {words.quantity(minimum)} on. Take one of them away.", field="breaks"
            )
        tidy[minimum] = Break(minimum, price)
    return tuple(sorted(tidy.values(), key=lambda each: each.minimum))
