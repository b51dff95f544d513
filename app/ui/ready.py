"""What is ready to invoice, for the status line, and what of it has just become so; it must not know any window."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from app.rules import words
from app.rules.money import ZERO
from app.services import backorder_lists
from app.services.backorder_lists import ReadyNow
from app.services.counter import Counter

_MOST: Final = 3
"""Lines of a notice."""


class Ready:
    """What was ready at the last look; one look-up for each."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._lines: tuple[ReadyNow, ...] = ()

    @property
    def quantities(self) -> Mapping[int, Decimal]:
        """How many of each backorder, by its key."""
        return {line.id: line.ready for line in self._lines}

    def count(self) -> int:
        """Look again; how many backorders are ready. Raises Unavailable."""
        self._lines = backorder_lists.ready_now(self._counter)
        return len(self._lines)

    def news(self, before: Mapping[int, Decimal], served: Collection[int], operator_id: int) -> str:
        """What has become ready since `before` and matters at this desk, a sentence for each debtor; empty if nothing.

        It matters where a debtor of `served` is on an unfinished invoice, and to the operator who took the order.
        """
        mattering = {
            line.debtor_id: line.debtor
            for line in self._lines
            if line.ready > before.get(line.id, ZERO) and (line.debtor_id in served or line.taken_by_id == operator_id)
        }
        told = [
            f"{words.counted(sum(line.debtor_id == debtor_id for line in self._lines), 'backorder')} ready for {name}"
            for debtor_id, name in mattering.items()
        ]
        if len(told) > _MOST:
            told[_MOST - 1 :] = [f"and for {words.counted(len(told) - _MOST + 1, 'other debtor')}"]
        return "\n".join(told)
