"""The questions about money that a use case may raise; it must not know how or by whom they are asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from app.rules import words
from app.rules.questions import Choice, Question, TakePayment

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


@dataclass(frozen=True)
class UndoCreditorInvoice(Question):
    """A processed creditor invoice is to be taken back; the question says all that will happen (domain 4)."""

    number: int
    creditor: str
    their_number: str
    total: Decimal
    goods: tuple[tuple[str, Decimal], ...]
    """Part number and quantity of what leaves the shelf again."""
    lost: tuple[tuple[str, str, Decimal], ...]
    """Debtor, part number and quantity of who has to wait again."""
    orders: tuple[int, ...]
    """The stock orders that wait for the goods again."""
    variance: Decimal
    """Of the cost, what the stock value cannot give back; below zero when more than the cost leaves it."""
    credit: Decimal
    """What was paid of it and stays with the creditor."""

    title: ClassVar[str] = "Undo"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("yes", "&Undo it"), Choice("no", "&Keep it"))

    @property
    def sentence(self) -> str:
        said = [
            f"Undo creditor invoice {self.number} ({self.creditor} {self.their_number}, {words.money(self.total)})?"
        ]
        if self.goods:
            goods = ", ".join(f"{words.quantity(quantity)} {number}" for number, quantity in self.goods)
            one = len(self.goods) == 1 and self.goods[0][1] == 1
            said.append(f"{goods} {'leaves' if one else 'leave'} the shelf.")
        if self.lost:
            lost = "; ".join(f"{debtor} {words.quantity(quantity)} {number}" for debtor, number, quantity in self.lost)
            said.append(f"Has to wait again: {lost}.")
        if self.orders:
            numbers = ", ".join(str(number) for number in self.orders)
            said.append(f"Expected again on stock order {numbers}.")
        if self.variance:
            said.append(f"{words.money(self.variance)} of its cost is not in the stock value any more: variance.")
        if self.credit:
            said.append(f"{words.money(self.credit)} was settled of it and stays as a credit there.")
        return " ".join(said)


@dataclass(frozen=True)
class ReceivePayment(TakePayment):
    """A debtor pays on account: how? Answered with payments, like a cash document."""

    debtor: str = ""

    title: ClassVar[str] = "Receipt"
    default: ClassVar[str] = "bank transfer"

    @property
    def sentence(self) -> str:
        return f"{self.debtor} pays {words.money(self.total)}"
