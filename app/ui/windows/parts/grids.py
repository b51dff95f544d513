"""A part's other numbers and its quantity breaks, as grids that are fields of its card; they must not know the part."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, get_args

from app.rules import entry, words
from app.rules.faults import Refused
from app.rules.pricing import Break
from app.services.masters.parts import NumberKind, OtherNumber
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column

_KINDS: Final[dict[NumberKind, str]] = {
    "old": "old number",
    "supplier": "supplier's number",
    "customer": "customer's number",
    "barcode": "barcode",
}
_BARCODE_DIGITS: Final = 8


@dataclass
class NumberLine:
    """Another number while it is typed."""

    number: str = ""
    kind: NumberKind = "supplier"


@dataclass
class BreakLine:
    """From how many on a unit costs how much (dollars ex GST), while it is typed."""

    minimum: Decimal | None = None
    price: Decimal | None = None


class OtherNumbers(LineGrid):
    """Its value is a tuple of numbers, in the order in which a card keeps them."""

    def __init__(self) -> None:
        self._typed: list[NumberLine] = []
        super().__init__(
            "Other numbers",
            (
                Column(
                    "Other number",
                    "number",
                    width=0,
                    editable=True,
                    stop=True,
                    prompt="A number by which it is found too: old, supplier's, customer's or a barcode.",
                ),
                Column(
                    "Kind",
                    "kind",
                    parse=_kind,
                    show=lambda kind: _KINDS[kind],
                    typed=str,
                    width=20,
                    editable=True,
                    stop=True,
                    prompt="Old, supplier, customer or barcode; the first letter is enough.",
                ),
            ),
            blank=NumberLine,
            committed=_take_number,
            empty="Type a supplier's number, an old one or a barcode.",
        )

    @property
    def value(self) -> tuple[OtherNumber, ...]:
        """The numbers that are not empty, by kind."""
        kinds = list(_KINDS)
        typed = {OtherNumber(line.kind, line.number.strip()) for line in self._typed if line.number.strip()}
        return tuple(sorted(typed, key=lambda each: (kinds.index(each.kind), each.number)))

    @value.setter
    def value(self, numbers: tuple[OtherNumber, ...]) -> None:
        self._typed = [NumberLine(each.number, each.kind) for each in numbers]
        self.show_lines(self._typed)


class QuantityBreaks(LineGrid):
    """Its value is a tuple of breaks, by quantity."""

    def __init__(self) -> None:
        self._typed: list[BreakLine] = []
        super().__init__(
            "Quantity breaks",
            (
                Column(
                    "From quantity",
                    "minimum",
                    parse=lambda text, _line: entry.quantity(text, allow_zero=False),
                    show=words.quantity,
                    width=13,
                    align="right",
                    editable=True,
                    stop=True,
                    prompt="From how many on does the price hold? For instance 10.",
                ),
                Column(
                    "Price ex GST",
                    "price",
                    parse=lambda text, _line: entry.unit_price(text),
                    show=words.price,
                    width=0,
                    align="right",
                    editable=True,
                    stop=True,
                    prompt="What a unit costs then, ex GST: 12.50, or 0.0375.",
                ),
            ),
            blank=BreakLine,
            empty="Type from how many on a unit costs less.",
        )

    @property
    def value(self) -> tuple[Break, ...]:
        """The breaks that have both quantity and price."""
        typed = [Break(line.minimum, line.price) for line in self._typed if line.minimum and line.price is not None]
        return tuple(sorted(typed, key=lambda each: each.minimum))

    @value.setter
    def value(self, breaks: tuple[Break, ...]) -> None:
        self._typed = [BreakLine(each.minimum, each.price) for each in breaks]
        self.show_lines(self._typed)

    def need_complete(self) -> None:
        """Raises Refused for a line with a quantity and no price, or a price and no quantity."""
        for line in self._typed:
            if bool(line.minimum) != (line.price is not None):
                missing = "price" if line.minimum else "quantity"
                raise Refused(f"A quantity break has no {missing}. Type it, or take the line away.", field="breaks")


def _kind(text: str, _line: object) -> NumberKind:
    typed = text.strip().casefold()
    for kind in get_args(NumberKind):
        if typed and kind.startswith(typed[: len(kind)]):
            known: NumberKind = kind
            return known
    raise Refused(f"{entry.quoted(text)} is no kind of number. Type old, supplier, customer or barcode.")


def _take_number(line: NumberLine, attribute: str, value: str) -> None:
    """What looks like a barcode is one, until somebody says otherwise."""
    if attribute == "number" and not line.number and value.isdigit() and len(value) >= _BARCODE_DIGITS:
        line.kind = "barcode"
    setattr(line, attribute, value)
