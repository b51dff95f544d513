"""Posted documents as accounting is to have them, as frozen records; it must not know a format or where they were read.

Amounts are dollars in whole cents, quantities have three decimals, unit prices four, rates are per cent. Every figure
is a stored one of the document: what accounting gets is what was printed and posted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from app.rules import gst
from app.rules.facts import SellerFacts
from app.rules.journal import AccountKind
from app.rules.money import ZERO, rounded

Format = Literal["xero", "myob", "quickbooks", "beancount", "hledger", "pint"]
FORMATS: Final[tuple[Format, ...]] = ("xero", "myob", "quickbooks", "beancount", "hledger", "pint")

SaleKind = Literal["invoice", "credit"]
SaleLineKind = Literal["part", "charge", "deposit"]
BillKind = Literal["bill", "credit"]
BillLineKind = Literal["goods", "claim", "freight", "other", "rounding"]

_HUNDRED = Decimal(100)
_NOTHING = rounded(ZERO)


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a document is for, or from. `address` may have several lines; `abn` is its eleven digits or nothing."""

    name: str
    code: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    abn: str = ""


@dataclass(frozen=True, slots=True)
class SaleLine:
    """A line as it stands on the document: `amount` ex GST, `gst` its stored share; `account` is the code of the chart.

    On an invoice a deposit line is above zero where the deposit is taken and below where it is used up; on a credit
    above zero where it is given back. A *security* deposit is its gross amount and no supply (GST Act Division 99).
    """

    kind: SaleLineKind
    number: str
    description: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    gst: Decimal
    gst_rate: Decimal
    account: str
    discount: Decimal = ZERO
    unit: str = ""
    security: bool = False

    @property
    def inc(self) -> Decimal:
        """The line inc. GST."""
        return self.amount + self.gst

    @property
    def by_units(self) -> bool:
        """Whether quantity × price less discount is the very amount; else only quantity and amount say what it is."""
        return self.quantity > ZERO and gst.line_amount(self.quantity, self.price, self.discount) == self.amount

    @property
    def net_price(self) -> Decimal:
        """The unit price after discount, exactly."""
        return self.price * (_HUNDRED - self.discount) / _HUNDRED


@dataclass(frozen=True, slots=True)
class Sale:
    """A parts invoice, or a credit (adjustment note) with its amounts above zero: what the customer gets back."""

    kind: SaleKind
    key: str
    number: str
    dated: date
    due: date
    buyer: Party
    lines: tuple[SaleLine, ...]
    amount: Decimal
    gst: Decimal
    total: Decimal
    reference: str = ""
    """The customer's order number; of a credit the reason."""
    adjusts: str = ""
    """Of a credit: the number of the invoice that it adjusts, and the day of that."""
    adjusts_dated: date | None = None
    paid: Decimal = _NOTHING
    """What was paid with the document itself, at the till; of a credit what was refunded there."""


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line of a creditor's document: `amount` ex GST as billed, on the account with this code."""

    kind: BillLineKind
    number: str
    description: str
    quantity: Decimal
    amount: Decimal
    gst: Decimal
    gst_rate: Decimal
    account: str


@dataclass(frozen=True, slots=True)
class Bill:
    """A creditor's invoice; a *credit* takes off what we owe, with its amounts above zero: theirs, or a bill undone."""

    kind: BillKind
    key: str
    number: str
    """Theirs."""
    dated: date
    due: date
    seller: Party
    lines: tuple[BillLine, ...]
    amount: Decimal
    gst: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    """An account of the chart."""

    code: str
    name: str
    kind: AccountKind


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A debit (positive) or a credit of the account with this code."""

    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A balanced entry; `key` is what accounting knows its document by, or *opening*."""

    key: str
    dated: date
    narrative: str
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The chart and what was posted to it, in the order of days."""

    accounts: tuple[LedgerAccount, ...]
    entries: tuple[LedgerEntry, ...]


@dataclass(frozen=True, slots=True)
class Documents:
    """What a hand-over is made of: the shop, and the documents in the order of their days."""

    shop: SellerFacts
    sales: tuple[Sale, ...] = ()
    bills: tuple[Bill, ...] = ()
    ledger: Ledger = Ledger((), ())


@dataclass(frozen=True, slots=True)
class OutFile:
    """A file that is to be written."""

    name: str
    content: bytes


def with_reversals_apart(sales: Sequence[Sale]) -> tuple[Sale, ...]:
    """The same documents for a system that refuses negative lines.

    What is below zero on an invoice (a deposit that is used up) becomes a credit note of its own, what is below zero on
    a credit (a deposit that is held again) an invoice of its own; both carry the number with *-D*. Sums stay the same.
    """
    return tuple(part for sale in sales for part in _apart(sale))


def _apart(sale: Sale) -> list[Sale]:
    below = [line for line in sale.lines if line.amount < ZERO or line.gst < ZERO]
    if not below:
        return [sale]
    above = [line for line in sale.lines if line not in below]
    turned = [replace(line, amount=-line.amount, gst=-line.gst, price=abs(line.price)) for line in below]
    other: SaleKind = "credit" if sale.kind == "invoice" else "invoice"
    reversal = _of(sale, turned, kind=other, number=f"{sale.number}-D", adjusts=sale.number, adjusts_dated=sale.dated)
    return [*([_of(sale, above)] if above else []), reversal]


def _of(sale: Sale, lines: Sequence[SaleLine], **changed: object) -> Sale:
    amount = sum((line.amount for line in lines), _NOTHING)
    tax = sum((line.gst for line in lines), _NOTHING)
    only: Sale = replace(sale, lines=tuple(lines), amount=amount, gst=tax, total=amount + tax, **changed)  # type: ignore[arg-type]
    return only
