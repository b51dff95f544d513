"""How parts that were found are shown where one is picked; it must not know what is done with the one that is."""

from __future__ import annotations

from functools import partial
from typing import Final

from app.rules import entry, words
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound, PartHit
from app.services import search
from app.services.counter import Counter
from app.ui.kit import dates
from app.ui.kit.context import Context
from app.ui.kit.entry.finding import Finder
from app.ui.kit.entry.lookup_field import Hit
from app.ui.kit.grid.line_model import Column

WIDTH: Final = 1080
"""Of the window in which a part is picked, in pixels."""


def part_hits(context: Context) -> Finder[Hit]:
    """The search of a part cell where nothing is sold: nothing is proposed for what cannot be a part."""
    return Finder(context.busy.look, lambda text: partial(_hits, context.counter, text))


def _hits(counter: Counter, text: str) -> list[Hit]:
    try:
        wanted = entry.part(text).text
    except Refused:
        return []
    return [as_hit(each) for each in search.parts(counter, wanted)] if wanted else []


def finder(context: Context, debtor: DebtorFound | None = None, *, priced: bool = False) -> Finder[PartHit]:
    """The search of a window in which a part is picked; with `priced` each tells what one costs this debtor."""
    return Finder(context.busy.look, lambda text: partial(search.parts, context.counter, text, debtor, priced=priced))


def as_hit(part: PartHit, record: object = None) -> Hit:
    """A part as a row of the list beneath a cell."""
    return Hit(part.id, part.number, described(part), beside(part), record or part)


def described(part: PartHit) -> str:
    """What it is called, and the number that takes its place."""
    return f"{part.description}  → now {part.now}" if part.now else part.description


def beside(part: PartHit) -> str:
    """What stands beside a part in a list while one types: available, on order, price ex GST, why it was found."""
    said = [f"{words.quantity(part.available)} available" if part.stocked else "charge"]
    if part.on_order:
        said.append(f"{words.quantity(part.on_order)} on order")
    if part.price is not None:
        said.append(words.price(part.price))
    if not part.active:
        said.append("no longer sold")
    if part.why:
        said.append(part.why)
    return " · ".join(said)


def shelf(part: PartFound | PartHit) -> str:
    """What is there of a part and what is to come: “2 available · 10 on order, due 28 Nov”."""
    if not part.stocked:
        return "charge"
    said = [f"{words.quantity(part.available)} available"]
    said += _coming_said(part)
    if part.bin:
        said.append(f"bin {part.bin}")
    return " · ".join(said)


def standing(part: PartFound | PartHit) -> str:
    """How a part stands, in a line: what is there, what is free, what is coming, where it lies, what it is now."""
    pieces = [f"{words.quantity(part.on_hand)} on hand", f"{words.quantity(part.available)} available"]
    if not part.stocked:
        pieces = ["charge"]
    pieces += _coming_said(part)
    if part.pack != 1:
        pieces.append(f"packs of {words.quantity(part.pack)}")
    if part.bin:
        pieces.append(f"bin {part.bin}")
    if isinstance(part, PartHit) and part.now:
        pieces.append(f"superseded, now {part.now}")
    return f"{part.number}  {part.description}  –  {', '.join(pieces)}"


def _coming_said(part: PartFound | PartHit) -> list[str]:
    if not part.on_order:
        return []
    due = f", due {dates.day(part.due)}" if part.due else ""
    return [f"{words.quantity(part.on_order)} on order{due}"]


def columns(context: Context, *, selling: bool) -> tuple[Column, ...]:
    """The columns of a list to pick from: who sells sees the price for the debtor, who buys the last cost."""
    money = (
        Column("Price", "price", show=words.price, width=11, align="right")
        if selling
        else Column("Last cost", "last_cost", show=words.price, width=11, align="right", seen=context.sees_costs)
    )
    return found_at(money)


def found_at(money: Column) -> tuple[Column, ...]:
    """The same columns with another amount."""
    return (*_SHELF, money, Column("Superseded by", "now", width=15), Column("Found by", "why", width=18))


def _coming(part: PartFound | PartHit) -> object:
    return part.on_order or None


_SHELF: Final = (
    Column("Part", "number", width=18),
    Column("Description", "description", width=0),
    Column("Available", "available", show=words.quantity, width=10, align="right"),
    Column("On order", "on_order", get=_coming, show=words.quantity, width=10, align="right"),
)
LIST_PRICE: Final = Column("List price", "list_price", show=words.price, width=11, align="right")
ALTERNATES: Final = (*_SHELF, LIST_PRICE, Column("Found by", "why", width=18))
"""The columns of a list of parts that may take the place of one."""
