"""Who may do what: the rights that rules ask for; it must not know how an operator has got them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.rules.faults import Refused


class Right(StrEnum):
    """A thing that not everybody may do, in the words of the refusal."""

    SELL_BELOW_COST = "sell below cost"
    GO_OVER_CREDIT_LIMIT = "charge over the credit limit"
    GIVE_CREDIT = "raise a credit limit or lift a stop"
    ISSUE_BELOW_ZERO = "supply what is not on the shelf"
    UNALLOCATE = "take stock from a backorder"
    SEE_COST = "see costs"
    ADJUST_STOCK = "adjust stock"
    UNDO_RECEIPTS = "undo a processed creditor invoice"
    CLOSE_DAY = "close the day"
    CHANGE_SETUP = "change the set-up"


@dataclass(frozen=True, slots=True)
class Operator:
    """The person at the counter."""

    id: int
    name: str
    rights: frozenset[Right] = field(default_factory=lambda: frozenset(Right))

    def may(self, right: Right) -> bool:
        """Whether this person has the right."""
        return right in self.rights

    def need(self, right: Right) -> None:
        """Raises Refused, in a sentence, unless this person has the right."""
        if not self.may(right):
            raise Refused(f"{self.name} may not {right.value}. Ask somebody who may.")
