"""What is typed of a creditor's credit and of a payment to a creditor; it must not know a window or a table.

A draft stands on no books, and the same draft never makes a second document. Amounts are dollars ex GST unless they say
otherwise, quantities in the part's unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Literal
from uuid import uuid4

from app.rules import gst as gst_rule
from app.rules.faults import Refused
from app.rules.found import CreditorFound, PartFound
from app.rules.money import ZERO, rounded
from app.rules.questions import Answer, Question
from app.rules.receiving import GST_TOLERANCE
from app.rules.words import money

SupplierCreditKind = Literal["claim", "goods", "other"]
"""A *claim* was billed and never came, *goods* go back to the supplier, *other* is neither."""
PaidBy = Literal["bank transfer", "cheque", "cash"]
PAID_BY: tuple[PaidBy, ...] = ("bank transfer", "cheque", "cash")
_keys = count(1)


@dataclass
class SupplierCreditLine:
    """A line of a creditor's credit: `amount` is what they credit for it, ex GST."""

    key: int = field(default_factory=lambda: next(_keys))
    kind: SupplierCreditKind = "goods"
    part: PartFound | None = None
    description: str = ""
    claim_id: int | None = None
    """The line of the creditor invoice that claims it."""
    claim: str = ""
    """For a person: the supplier's invoice that billed it."""
    open_quantity: Decimal = ZERO
    open_amount: Decimal = ZERO
    """What of the claim is not credited yet."""
    quantity: Decimal = ZERO
    amount: Decimal = ZERO
    gst_rate: Decimal = ZERO

    @property
    def number(self) -> str:
        """The part's number."""
        return self.part.number if self.part else ""

    @property
    def name(self) -> str:
        """What a sentence calls it: the part's number, or the words of the line."""
        return self.number or self.description

    @property
    def blank(self) -> bool:
        """Whether nothing was entered on this line."""
        return self.part is None and not self.description


@dataclass
class SupplierCreditDraft:
    """A creditor's credit being typed."""

    creditor: CreditorFound | None = None
    their_number: str = ""
    day: date | None = None
    reason: str = ""
    total: Decimal | None = None
    """The document total as typed from the paper."""
    gst: Decimal | None = None
    """GST as it is credited; None takes what we work out."""
    lines: list[SupplierCreditLine] = field(default_factory=list)
    answers: dict[Question, Answer] = field(default_factory=dict)
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def filled_lines(self) -> list[SupplierCreditLine]:
        """The lines on which something was entered."""
        return [line for line in self.lines if not line.blank]


@dataclass(frozen=True, slots=True)
class SupplierCreditSums:
    """What a creditor's credit comes to: `total` = `amount` + `gst`; `shares` are the lines' GST, together `gst`."""

    amount: Decimal
    gst: Decimal
    gst_ours: Decimal
    total: Decimal
    shares: tuple[Decimal, ...]

    @property
    def gst_agrees(self) -> bool:
        """Whether GST as it is credited is within 5 c of ours."""
        return abs(self.gst - self.gst_ours) <= GST_TOLERANCE


@dataclass(frozen=True, slots=True)
class CreditorPays:
    """A payment to a creditor being typed. `applied` says of open items (by entry) how much of each is matched.

    These are positive amounts inc. GST. An `amount` of 0 only matches what was credited or paid before.
    """

    creditor_id: int
    amount: Decimal
    paid_by: PaidBy = "bank transfer"
    applied: tuple[tuple[int, Decimal], ...] = ()
    day: date | None = None
    reference: str = ""
    key: str = field(default_factory=lambda: uuid4().hex)


def credit_sums(lines: Sequence[SupplierCreditLine], gst: Decimal | None, per_line: bool = False) -> SupplierCreditSums:
    """What these lines come to; `gst` None takes the GST that we work out, by rate as on their invoices.

    A difference between theirs and ours goes to the share of the largest line.
    """
    shares = list(gst_rule.shares([gst_rule.Taxable(line.amount, line.gst_rate) for line in lines], per_line))
    ours = sum(shares, rounded(ZERO))
    as_credited = ours if gst is None else gst
    if shares:
        largest = max(range(len(lines)), key=lambda place: lines[place].amount)
        shares[largest] += as_credited - ours
    amount = sum((line.amount for line in lines), rounded(ZERO))
    return SupplierCreditSums(amount, as_credited, ours, amount + as_credited, tuple(shares))


def refuse_wrong_gst(sums: SupplierCreditSums) -> None:
    """Raises Refused (field `gst`) when GST as it is credited is more than 5 c away from ours."""
    if not sums.gst_agrees:
        raise Refused(
            f"GST is credited as {money(sums.gst)}, the lines come to {money(sums.gst_ours)}. Type the GST that the "
            "document says, or correct the lines.",
            field="gst",
        )


def credited(line: SupplierCreditLine, quantity: Decimal) -> SupplierCreditLine:
    """The line with that quantity and its amount: of a claim as much of what is open, of goods at the last cost."""
    amount = line.amount
    if line.kind == "claim" and line.open_quantity:
        whole = quantity == line.open_quantity
        amount = line.open_amount if whole else rounded(line.open_amount * quantity / line.open_quantity)
    elif line.kind == "goods" and line.part is not None:
        unit = line.part.last_cost or line.part.average_cost
        amount = rounded(unit * quantity)
    return replace(line, quantity=quantity, amount=amount)
