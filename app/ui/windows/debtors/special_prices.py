"""The prices agreed with one debtor, as a grid that is typed into; it must not know when they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.rules import entry, pricing, words
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.services import lookup
from app.services.masters.debtors import AgreedPrice
from app.ui.kit.context import Context
from app.ui.kit.entry.lookup_field import LookupField
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column
from app.ui.windows.shared.buying_find import part_given, scanned
from app.ui.windows.shared.part_hits import part_hits

_PART_PROMPT: Final = "Part number, barcode or words of the description."
_PRICE_PROMPT: Final = "The agreed price ex GST; -10 is 10 % off list, +20 a margin of 20 %. Ctrl+Del ends it."


@dataclass
class PriceLine:
    """A line of the grid: a part, and the price agreed for it (dollars ex GST), None until one is typed."""

    part_id: int | None = None
    number: str = ""
    description: str = ""
    list_price: Decimal | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PricesTyped:
    """What is agreed on and not stored, by part; None where an agreement ends."""

    prices: tuple[tuple[int, Decimal | None], ...]


class SpecialPrices:
    """A grid over a draft of the debtor's prices; `changes` is what differs from what is stored."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._stored: dict[int, Decimal] = {}
        self._lines: list[PriceLine] = []
        search = part_hits(context)
        self.grid = LineGrid(
            "Special prices",
            (
                Column(
                    "Part",
                    "number",
                    width=16,
                    editable=lambda line: line.part_id is None,
                    stop=True,
                    prompt=_PART_PROMPT,
                    editor=lambda parent: LookupField("Part", search, _PART_PROMPT, parent, free=True),
                ),
                Column("Description", "description", width=0),
                Column("List price", "list_price", show=words.price, width=11, align="right"),
                Column(
                    "Special price",
                    "price",
                    self._price,
                    words.price,
                    12,
                    "right",
                    editable=lambda line: line.part_id is not None,
                    stop=True,
                    prompt=_PRICE_PROMPT,
                    scanned=self._scan,
                ),
            ),
            blank=PriceLine,
            committed=self._take,
            empty="No special prices. Type a part here, then its price; they win over every other price.",
        )
        self.grid.setStatusTip("Special prices ex GST: type a part, then its price. They win over every other price.")

    def show(self, prices: Sequence[AgreedPrice]) -> None:
        """Shows what is stored."""
        self._stored = {each.part_id: each.price for each in prices}
        self._lines = [
            PriceLine(each.part_id, each.number, each.description, each.list_price, each.price) for each in prices
        ]
        self.grid.show_lines(self._lines)

    @property
    def stored(self) -> dict[int, Decimal]:
        """What was agreed on when it was shown, by part."""
        return dict(self._stored)

    def changes(self) -> dict[int, Decimal | None]:
        """What to agree on, by part; None where an agreement ends."""
        now = {line.part_id: line.price for line in self._lines if line.part_id is not None and line.price is not None}
        ended: dict[int, Decimal | None] = {part_id: None for part_id in self._stored if part_id not in now}
        return ended | {part_id: price for part_id, price in now.items() if self._stored.get(part_id) != price}

    def take_up(self, typed: PricesTyped) -> None:
        """Shows what was agreed on and not stored over what is stored."""
        for part_id, price in typed.prices:
            line = next((each for each in self._lines if each.part_id == part_id), None)
            if price is None:
                self._lines = [each for each in self._lines if each is not line]
            elif line is not None:
                line.price = price
            else:
                part = lookup.part(self._context.counter, part_id)
                self._lines.append(PriceLine(part.id, part.number, part.description, part.list_price, price))
        self.grid.show_lines(self._lines)

    def _price(self, text: str, line: PriceLine) -> Decimal:
        typed = entry.price(text)
        if typed.kind == "price":
            return typed.amount
        assert line.part_id is not None
        part = lookup.part(self._context.counter, line.part_id)
        if typed.kind == "discount":
            return pricing.net(part.list_price, typed.amount)
        if not self._context.sees_costs():
            name = self._context.counter.operator.name
            raise Refused(f"{name} may not see costs, so a margin tells no price. Type the price, or -10 for 10 % off.")
        return pricing.from_margin(pricing.cost_of(part), typed.amount)

    def _scan(self, text: str) -> None:
        """To the price of the part that was scanned: its own line, or a new one."""
        given = scanned(self._context, text)
        there = next((each for each in self._lines if each.part_id == given.part.id), None)
        if there is None:
            self.grid.enter(None, "number", given)
        else:
            self.grid.go_to(there, "price")

    def _take(self, line: PriceLine, attribute: str, value: Any) -> None:
        if attribute == "price":
            line.price = value
            return
        part: PartFound = part_given(self._context, value, typed_fast=self.grid.typed_fast).part
        if any(each.part_id == part.id for each in self._lines if each is not line):
            raise Refused(f"{part.number} has a special price already. Change it on its own line.")
        line.part_id, line.number, line.description = part.id, part.number, part.description
        line.list_price = part.list_price
