"""The questions about numbers that took the place of others; it must not know how or by whom they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final

from app.rules import words
from app.rules.questions import YES, Choice, Question

_THE_OLD_ONE: Final = Choice("no", "&No, the old number")


@dataclass(frozen=True)
class TakeCurrentPart(Question):
    """A number was entered on a sale that another one has superseded, and of the old one nothing is left."""

    number: str
    current: str
    available: Decimal
    """Of the current one."""
    price: Decimal
    """Of the current one for this debtor, ex GST."""
    left: Decimal
    """Available of the number that was entered."""

    title: ClassVar[str] = "Superseded"
    default: ClassVar[str] = "yes"

    @property
    def sentence(self) -> str:
        return (
            f"{self.number} is superseded by {self.current}: {words.quantity(self.available)} available at "
            f"{words.price(self.price)}. Take {self.current}?"
        )


@dataclass(frozen=True)
class TakeCurrentBeforeOld(TakeCurrentPart):
    """The same while the old number is still on the shelf: what is old is sold first, unless somebody says else."""

    default: ClassVar[str] = "no"
    choices: ClassVar[tuple[Choice, ...]] = (YES, _THE_OLD_ONE)

    @property
    def sentence(self) -> str:
        are = "is" if self.left == 1 else "are"
        return (
            f"{self.number} is superseded by {self.current} ({words.quantity(self.available)} available at "
            f"{words.price(self.price)}), but {words.quantity(self.left)} {self.number} {are} still on the shelf. "
            f"Take {self.current} all the same?"
        )


@dataclass(frozen=True)
class OrderCurrentPart(Question):
    """A number is to be ordered that another one has superseded."""

    number: str
    current: str
    available: Decimal
    """Of the current one."""

    title: ClassVar[str] = "Superseded"
    default: ClassVar[str] = "yes"

    @property
    def sentence(self) -> str:
        return (
            f"{self.number} is superseded by {self.current} ({words.quantity(self.available)} available). "
            f"Order {self.current}?"
        )


@dataclass(frozen=True)
class CurrentPartHasCome(Question):
    """A number is entered on a supplier's invoice that another one has superseded: what is on the box counts."""

    number: str
    current: str

    title: ClassVar[str] = "Superseded"
    choices: ClassVar[tuple[Choice, ...]] = (YES, _THE_OLD_ONE)

    @property
    def sentence(self) -> str:
        return f"{self.number} is superseded by {self.current}. Is it {self.current} that has come?"


@dataclass(frozen=True)
class ReceivedForOldNumber(Question):
    """A number has come, and one that it supersedes is outstanding on a stock order (domain 4)."""

    number: str
    ordered: str
    order: str
    outstanding: Decimal

    title: ClassVar[str] = "Ordered by its old number"
    default: ClassVar[str] = "yes"

    @property
    def sentence(self) -> str:
        return (
            f"{self.number} takes the place of {self.ordered}, of which {words.quantity(self.outstanding)} are "
            f"outstanding on stock order {self.order}. Has {self.number} come for them?"
        )


@dataclass(frozen=True, slots=True)
class WaitsForOld:
    """Somebody who waits for an old number, and how many of it."""

    backorder_id: int
    debtor: str
    number: str
    quantity: Decimal


@dataclass(frozen=True)
class GiveToOldNumbers(Question):
    """Goods have come that take the place of a number for which customers wait (domain 3.11)."""

    current: str
    waiting: tuple[WaitsForOld, ...]

    title: ClassVar[str] = "Waiting for the old number"
    default: ClassVar[str] = "yes"

    @property
    def sentence(self) -> str:
        return f"{_said(self.waiting)}; {self.current} takes its place: give it to them?"


@dataclass(frozen=True)
class OrderForOldNumbers(Question):
    """Get Back Orders: customers wait for numbers that others have superseded (domain 3.11)."""

    waiting: tuple[tuple[WaitsForOld, str], ...]
    """Who waits, each with the number that holds today."""

    title: ClassVar[str] = "Waiting for old numbers"
    default: ClassVar[str] = "yes"

    @property
    def sentence(self) -> str:
        instead = dict.fromkeys(f"{each.number} by {current}" for each, current in self.waiting)
        them = "it" if len(instead) == 1 else "these"
        return (
            f"{_said(tuple(each for each, _ in self.waiting))}. Superseded: {_listed(list(instead))}. Let the "
            f"customers wait for {them}, and order {them}?"
        )


def _said(waiting: tuple[WaitsForOld, ...]) -> str:
    """Who waits for what: *3 of A-100 wait for Miller Motors and Jones*."""
    numbers: dict[str, Decimal] = {}
    for each in waiting:
        numbers[each.number] = numbers.get(each.number, Decimal(0)) + each.quantity
    what = _listed([f"{words.quantity(quantity)} of {number}" for number, quantity in numbers.items()])
    who = _listed(list(dict.fromkeys(each.debtor for each in waiting)))
    waits = "waits" if sum(numbers.values()) == 1 else "wait"
    return f"{what} {waits} for {who}"


def _listed(names: list[str]) -> str:
    """One, *two and three*; of many the first ones."""
    return " and ".join(names) if len(names) == 2 else words.some(names)
