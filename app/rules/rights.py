"""Who may do what: rights, the roles that have them, approval by somebody else; it must not know how people sign on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from app.rules.faults import NotEntitled


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
    RESTORE_BACKUP = "restore a backup"
    SEE_AUDIT = "see who did what"
    MANAGE_OPERATORS = "change operators and what their roles may do"


Role = Literal["counter", "parts manager", "office", "owner"]
ROLES: Final[tuple[Role, ...]] = ("counter", "parts manager", "office", "owner")

APPROVABLE: Final = frozenset({
    Right.SELL_BELOW_COST, Right.GO_OVER_CREDIT_LIMIT, Right.GIVE_CREDIT, Right.ISSUE_BELOW_ZERO, Right.UNALLOCATE,
    Right.ADJUST_STOCK, Right.UNDO_RECEIPTS, Right.CLOSE_DAY,
})  # fmt: skip
"""What somebody else who has the right can approve on the spot; the others one has or has not."""

OWNERS_ALONE: Final = frozenset({Right.MANAGE_OPERATORS})
"""No other role can be given these: whoever changes operators could become anybody."""

DEFAULTS: Final[Mapping[Role, frozenset[Right]]] = {
    "counter": frozenset(),
    "parts manager": frozenset({
        Right.SELL_BELOW_COST, Right.ISSUE_BELOW_ZERO, Right.UNALLOCATE, Right.SEE_COST, Right.ADJUST_STOCK,
        Right.UNDO_RECEIPTS,
    }),
    "office": frozenset({
        Right.GO_OVER_CREDIT_LIMIT, Right.GIVE_CREDIT, Right.SEE_COST, Right.CLOSE_DAY, Right.SEE_AUDIT,
    }),
    "owner": frozenset(Right),
}  # fmt: skip
"""What the program gives each role: the counter sells and takes payment, the parts manager also has the stock and the
buying, the office the money."""


def of_role(role: Role, differs: Mapping[Right, bool]) -> frozenset[Right]:
    """The rights of a role in a shop; `differs` says what this shop grants or withdraws.

    An owner may do everything, whatever is withdrawn, so that no shop is ever locked out of itself.
    """
    if role == "owner":
        return DEFAULTS["owner"]
    granted = {right for right, yes in differs.items() if yes}
    withdrawn = {right for right, yes in differs.items() if not yes}
    return ((DEFAULTS[role] | granted) - withdrawn) - OWNERS_ALONE


@dataclass(frozen=True, slots=True)
class Operator:
    """The person at the counter, with the rights as they were looked up last."""

    id: int
    name: str
    rights: frozenset[Right] = field(default_factory=lambda: frozenset(Right))

    def may(self, right: Right) -> bool:
        """Whether this person has the right."""
        return right in self.rights

    def need(self, right: Right) -> None:
        """Raises Refused, in a sentence, unless this person has the right."""
        if not self.may(right):
            raise NotEntitled(f"{self.name} may not {right.value}. Ask somebody who may.")


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody with the right has typed the PIN for just this; the answer to `Approve`.

    Only the service of the operators makes one, and whoever takes it looks again whether the person has the right.
    """

    operator_id: int
    name: str
    right: Right
    what: str
    facts: tuple[str, ...] = ()
