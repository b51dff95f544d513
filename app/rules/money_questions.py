"""The questions about money that a use case may raise; it must not know how or by whom they are asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from app.rules import words
from app.rules.questions import Choice, Question

ON_ACCOUNT = "account"
"""The answer to GiveBack that leaves everything on the debtor's account."""


@dataclass(frozen=True)
class ChargeDeposits(Question):
    """Lines go on backorder, and the shop asks whether their deposit is taken now (domain 5)."""

    debtor: str
    lines: int
    amount: Decimal
    """Inc. GST, as far as it is charged now."""

    title: ClassVar[str] = "Charge deposits?"
    default: ClassVar[str] = "yes"

    @property
    def sentence(self) -> str:
        return (
            f"{words.counted(self.lines, 'backordered line')} of {self.debtor}: "
            f"charge a deposit of {words.money(self.amount)} now?"
        )


@dataclass(frozen=True)
class GiveBack(Question):
    """A credit is to be given back: in money, as far as it was paid, or on the debtor's account.

    Answered with ON_ACCOUNT or with the payments that go out.
    """

    document: str
    total: Decimal
    refundable: Decimal
    """At most so much may go back in money."""
    account: bool = True
    """Whether something may stay on the account; a cash debtor has none."""
    round_cash: bool = field(default=True, compare=False)

    title: ClassVar[str] = "Refund"
    default: ClassVar[str] = ON_ACCOUNT
    choices: ClassVar[tuple[Choice, ...]] = ()

    @property
    def sentence(self) -> str:
        return f"{self.document}: {words.money(self.total)} to give back"


@dataclass(frozen=True)
class LiveAgain(Question):
    """Goods come back that had filled a backorder: does the customer still want them? (domain 8)"""

    line: int
    number: str
    quantity: Decimal
    origin: str

    title: ClassVar[str] = "Backorder again?"

    @property
    def sentence(self) -> str:
        return (
            f"{words.quantity(self.quantity)} {self.number} had filled the backorder of {self.origin}. "
            "Does that backorder live again, in its old place?"
        )
