"""Where a part stands among those that a search finds: in stock first, then sold lately; it must not know the search.

Of a million parts in the lists of suppliers a shop sells some thousands. These are what somebody at the counter means.
"""

from __future__ import annotations

from typing import Final

IN_STOCK_AND_SOLD: Final = 0
IN_STOCK: Final = 1
SOLD_LATELY: Final = 2
CATALOGUE: Final = 3
"""Neither in stock nor sold lately: most of what suppliers list."""
LATELY_DAYS: Final = 365
"""A part counts as sold lately for so many days after it was sold; the end of each day looks after it."""


def standing(*, in_stock: bool, sold: bool) -> int:
    """The smaller, the earlier a part is shown among equals."""
    if in_stock:
        return IN_STOCK_AND_SOLD if sold else IN_STOCK
    return SOLD_LATELY if sold else CATALOGUE


def was_sold(now: int) -> bool:
    """Whether a part that stands so was sold lately."""
    return now in (IN_STOCK_AND_SOLD, SOLD_LATELY)
