"""How big a shop is, and which part of its list plays which role in it; it knows no table.

Of each hundred parts four lie on the shelf, and three of these were sold lately: that is what a shop with suppliers'
whole lists in its books looks like. The others stand in the lists, wait for a debtor or have come for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

TODAY: Final = date(2026, 11, 16)
"""The day on which the shop is opened for measuring; everything in it happened in the year before."""

SOLD: Final = (0, 3)
"""Of each hundred parts, from and up to which place: in stock and sold."""
SHELVED: Final = (3, 4)
"""In stock, sold long ago or never."""
READY: Final = (10, 20)
"""On the shelf for somebody who waited."""
AWAITED: Final = (20, 50)
"""On a stock order, and somebody waits."""
SHORT: Final = (60, 70)
"""Usually on the shelf, and out: what a new invoice is short of."""

LINES_OF_AN_INVOICE: Final = 10
WAITING_ON_AN_INVOICE: Final = 8
LINES_OF_AN_ORDER: Final = 100
AWAITED_ON_AN_ORDER: Final = 40
_PARTS_OF_A_DEBTOR: Final = 50
_FEWEST_DEBTORS: Final = 40


@dataclass(frozen=True, slots=True)
class Size:
    """A shop of so many parts, with so many lines on finalised invoices besides those on which somebody waits.

    `ready` lines of backorders may be invoiced; `orders` stock orders of a hundred lines are out, on each of which
    forty are waited for. `short` parts are out.
    """

    parts: int
    lines: int
    ready: int = 2_000
    orders: int = 64
    short: int = 600

    @property
    def debtors(self) -> int:
        """As many to a part in every size, so that a debtor's own business is alike in all of them."""
        return max(_FEWEST_DEBTORS, self.parts // _PARTS_OF_A_DEBTOR)

    @property
    def invoices(self) -> int:
        """Finalised ones."""
        return self.lines // LINES_OF_AN_INVOICE

    @property
    def awaited(self) -> int:
        """Backorders that wait for one of the orders."""
        return self.orders * AWAITED_ON_AN_ORDER

    @property
    def name(self) -> str:
        """For a file or a database."""
        return f"p{self.parts}_l{self.lines}_r{self.ready}_o{self.orders}_s{self.short}"

    def place(self, role: tuple[int, int], number: int) -> int:
        """The place in the list of the `number`th part of this role; after the last it begins again."""
        first, end = role
        hundred, within = divmod(number, end - first)
        return hundred % (self.parts // 100) * 100 + first + within

    def count(self, role: tuple[int, int]) -> int:
        """How many parts can have this role."""
        return self.parts // 100 * (role[1] - role[0])


WHOLE: Final = Size(1_000_000, 1_000_000)
QUICK: Final = Size(50_000, 50_000)
SMALL: Final = Size(10_000, 10_000)
MIDDLE: Final = Size(100_000, 100_000)
TINY: Final = Size(2_000, 400, ready=12, orders=4, short=24)
"""For the tests of the benchmark itself."""
