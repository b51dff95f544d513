"""What stands on each sheet about money and counts, as frozen records; it must not know how a sheet is laid out.

As in facts.py: amounts are dollars, quantities are in the part's unit, and whoever fills a record takes the stored
figures of the document, so that a reprint shows what was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from app.rules.facts import BuyerFacts, CreditorFacts, SellerFacts, TenderFacts
from app.rules.money import ZERO

CreditLineKind = Literal["goods", "deposit"]


@dataclass(frozen=True, slots=True)
class CreditLineFacts:
    """One line as it is given back. `unit_price` and `amount` are ex GST, `gst` is the share given back.

    A *deposit* line gives back what is held of a cancelled backorder (a positive amount), or takes back into the
    deposit what a fill had used of it (a negative one); `quantity` says for how many units, `unit_price` is not shown.
    """

    number: str = ""
    description: str = ""
    quantity: Decimal = ZERO
    unit_price: Decimal = ZERO
    discount: Decimal = ZERO
    amount: Decimal = ZERO
    gst: Decimal = ZERO
    note: str = ""
    kind: CreditLineKind = "goods"

    @property
    def inc(self) -> Decimal:
        """The line's total inc. GST."""
        return self.amount + self.gst


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """An adjustment note for a tax invoice (GST Act s 29-75); amounts are positive: what the customer gets back."""

    seller: SellerFacts
    buyer: BuyerFacts
    number: str
    dated: date
    invoice: str
    """The number of the tax invoice that it adjusts."""
    invoiced: date
    """The date of that invoice."""
    reason: str
    lines: tuple[CreditLineFacts, ...]
    ex: Decimal
    gst: Decimal
    inc: Decimal
    tenders: tuple[TenderFacts, ...] = ()
    """What was handed back, as positive amounts."""
    rounding: Decimal = ZERO
    """What rounding to 5 c adds to what is handed back in cash; negative when it takes off."""
    on_account: Decimal = ZERO
    """What of `inc` stands on the debtor's account instead."""
    customer_order: str = ""
    served_by: str = ""
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Adjustment Note {self.number}"


@dataclass(frozen=True, slots=True)
class PaidItemFacts:
    """What a receipt or a payment did to one document: `paid` of its `amount`; `left` is what stayed open then."""

    document: str
    """In words: “Invoice 10023”; to a creditor their own number."""
    dated: date
    amount: Decimal
    paid: Decimal
    left: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """A debtor paid on account: `amount` is what it takes off the account, `unallocated` what paid no document yet."""

    seller: SellerFacts
    buyer: BuyerFacts
    number: str
    dated: date
    amount: Decimal
    lines: tuple[PaidItemFacts, ...] = ()
    unallocated: Decimal = ZERO
    tenders: tuple[TenderFacts, ...] = ()
    """What was handed over, kind by kind."""
    rounding: Decimal = ZERO
    change: Decimal = ZERO
    balance: Decimal | None = None
    """What the account owed after it; None leaves it out."""
    note: str = ""
    served_by: str = ""
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Receipt {self.number}"


@dataclass(frozen=True, slots=True)
class StatementLineFacts:
    """A document on a statement: it charged, or it took off; `balance` is the running balance with it."""

    dated: date
    document: str
    """In words: “Invoice 10023”, “Receipt 10004”."""
    reference: str = ""
    """The customer's order number, or what else tells it to them."""
    due: date | None = None
    charge: Decimal = ZERO
    credit: Decimal = ZERO
    """What it takes off, as a positive amount."""
    balance: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class AgeingFacts:
    """What is owed by how long it has been owed, in days: current, 30, 60, 90 and more; credits not matched apart."""

    current: Decimal = ZERO
    thirty: Decimal = ZERO
    sixty: Decimal = ZERO
    ninety: Decimal = ZERO

    @property
    def owed(self) -> Decimal:
        """All of it together."""
        return self.current + self.thirty + self.sixty + self.ninety


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """What a debtor owes as of `dated`; `total` = what is owed by age − `unallocated` = the last running balance."""

    seller: SellerFacts
    buyer: BuyerFacts
    dated: date
    lines: tuple[StatementLineFacts, ...]
    ageing: AgeingFacts
    total: Decimal
    unallocated: Decimal = ZERO
    """Receipts and credits that pay no document yet, as a positive amount."""
    since: date | None = None
    """From this day on each document is shown; None: the lines are the open documents."""
    brought_forward: Decimal = ZERO
    """With `since`: what was owed before that day."""
    terms: str = ""
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Statement {self.buyer.code or self.buyer.name} {self.dated.isoformat()}"


@dataclass(frozen=True, slots=True)
class RemittanceFacts:
    """What a creditor is paid, and for which of their documents."""

    seller: SellerFacts
    creditor: CreditorFacts
    number: str
    dated: date
    amount: Decimal
    paid_by: str
    """“bank transfer”, “cheque” or “cash”."""
    lines: tuple[PaidItemFacts, ...] = ()
    unallocated: Decimal = ZERO
    reference: str = ""
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Remittance Advice {self.number}"


@dataclass(frozen=True, slots=True)
class DayEndCountFacts:
    """One kind of tender at the end of the day: what was taken, what was counted, and why they differ."""

    kind: str
    taken: Decimal
    counted: Decimal
    reason: str = ""

    @property
    def difference(self) -> Decimal:
        """Counted − taken: above zero there is too much in the till."""
        return self.counted - self.taken


@dataclass(frozen=True, slots=True)
class DayEndDocumentsFacts:
    """The documents of one kind since the last end of day: their numbers, how many, and what they come to."""

    kind: str
    """In words and in the plural: “Invoices”, “Receipts”."""
    first: int
    last: int
    count: int
    gst: Decimal
    total: Decimal
    """Inc. GST."""


@dataclass(frozen=True, slots=True)
class DayEndFacts:
    """The till counted and closed, with the documents of the day and the deposits that are held."""

    seller: SellerFacts
    number: str
    dated: date
    closed_at: datetime
    closed_by: str
    counts: tuple[DayEndCountFacts, ...]
    documents: tuple[DayEndDocumentsFacts, ...] = ()
    deposits_held: Decimal = ZERO
    """Ex GST, as the deposits say."""
    deposits_account: Decimal = ZERO
    """What the liability account *Customer deposits* said."""
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Day End {self.number}"


@dataclass(frozen=True, slots=True)
class CountLineFacts:
    """A part to count. `on_hand` is what the program believes; None leaves it to be found out."""

    number: str
    description: str
    bin: str = ""
    unit: str = ""
    on_hand: Decimal | None = None
    counted: Decimal | None = None
    """What was counted already; None: an empty place to write on."""


@dataclass(frozen=True, slots=True)
class CountSheetFacts:
    """The sheets of one stocktake, to count by; printed in the order of the bins, whatever order they come in."""

    seller: SellerFacts
    number: str
    dated: date
    lines: tuple[CountLineFacts, ...]
    about: str = ""
    """Which bins it counts."""
    show_on_hand: bool = False
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Count Sheets {self.number}"
