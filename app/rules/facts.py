"""What stands on each printed sheet, as frozen records; it must not know how a sheet is laid out or where it was read.

Amounts are dollars, quantities are in the part's unit, percentages are per hundred. Whoever fills these records
takes the stored figures of the document: a reprint shows what was, so nothing is worked out anew here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from app.rules.dates import USUAL, Dates
from app.rules.money import ZERO

IDENTITY_FROM = Decimal(1000)
"""Total inc. GST from which a tax invoice must show who the buyer is, or the buyer's ABN (GST Act s 29-70(1)(c))."""

InvoiceKind = Literal["tax invoice", "quote", "saved order"]
LineKind = Literal["goods", "comment", "deposit"]
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class SellerFacts:
    """The shop as it stands at the head of its paper. `address` may have several lines; `abn` is its eleven digits."""

    name: str
    abn: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    how_to_pay: str = ""
    """Bank details and the like, at the foot of an invoice on account."""
    foot: str = ""
    """A few words for the foot of every invoice: conditions, thanks."""
    dates: Dates = USUAL
    """How its paper writes dates."""


@dataclass(frozen=True, slots=True)
class BuyerFacts:
    """Whom a sheet is for: a debtor, or the walk-in whose name, phone and address the cash document carries."""

    name: str = ""
    code: str = ""
    address: str = ""
    phone: str = ""
    abn: str = ""


@dataclass(frozen=True, slots=True)
class CreditorFacts:
    """The supplier a stock order goes to; `our_account` is what they know this shop by."""

    name: str
    code: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    our_account: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLineFacts:
    """One line as it was charged. `unit_price` and `amount` are ex GST, `gst` is the line's stored share.

    A comment line has only its `description`; `note` is printed beneath any line. A deposit line has its `description`
    (“Deposit: 3 × CAB-220 Brake cable”) and amounts: positive where it is taken, negative where it is used up.
    """

    number: str = ""
    description: str = ""
    ordered: Decimal = ZERO
    supplied: Decimal = ZERO
    backordered: Decimal = ZERO
    unit_price: Decimal = ZERO
    discount: Decimal = ZERO
    amount: Decimal = ZERO
    gst: Decimal = ZERO
    note: str = ""
    kind: LineKind = "goods"

    @property
    def inc(self) -> Decimal:
        """The line's total inc. GST."""
        return self.amount + self.gst


@dataclass(frozen=True, slots=True)
class TenderFacts:
    """One payment taken with the document: its kind (“cash”, “EFTPOS”) and what was handed over."""

    words: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """A tax invoice, a quote, or the confirmation of a saved order; `ex`, `gst` and `inc` are the document's totals."""

    seller: SellerFacts
    buyer: BuyerFacts
    number: str
    dated: date
    lines: tuple[InvoiceLineFacts, ...]
    ex: Decimal
    gst: Decimal
    inc: Decimal
    kind: InvoiceKind = "tax invoice"
    customer_order: str = ""
    delivery_address: str = ""
    salesperson: str = ""
    terms: str = ""
    """For instance “30 days”; a cash document leaves it empty."""
    due: date | None = None
    valid_until: date | None = None
    """Of a quote: its last day."""
    tenders: tuple[TenderFacts, ...] = ()
    change: Decimal = ZERO
    rounding: Decimal = ZERO
    """What rounding to 5 c adds to what is paid in cash; negative when it takes off."""
    note: str = ""
    show_unsupplied: bool = False
    """The setting *Include backorder in invoice*: the backordered quantity in brackets beneath the supplied one."""
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        words = {"tax invoice": "Tax Invoice", "quote": "Quote", "saved order": "Order"}[self.kind]
        return f"{words} {self.number}"


def lacks_buyer(inc: Decimal, buyer: BuyerFacts) -> bool:
    """Whether a tax invoice over `inc` dollars would be unlawful for want of the buyer's name or ABN."""
    return inc >= IDENTITY_FROM and not buyer.name.strip() and not buyer.abn.strip()


@dataclass(frozen=True, slots=True)
class PickLineFacts:
    """What to fetch: `quantity` of a part from its `bin`."""

    number: str
    description: str
    quantity: Decimal
    bin: str = ""
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PickListFacts:
    """What the storeman fetches for one document; printed in the order of the bins, whatever order it comes in."""

    seller: SellerFacts
    buyer: BuyerFacts
    document: str
    """The document in words: “Invoice 10023”, “Order 412”, “Backorders ready”."""
    dated: date
    lines: tuple[PickLineFacts, ...]
    customer_order: str = ""
    delivery_address: str = ""
    salesperson: str = ""
    note: str = ""
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Pick List {self.document}"


@dataclass(frozen=True, slots=True)
class PackingLineFacts:
    """What is in the parcel, and what of it is still to come; no prices."""

    number: str
    description: str
    ordered: Decimal
    supplied: Decimal
    backordered: Decimal = ZERO
    note: str = ""
    kind: LineKind = "goods"


@dataclass(frozen=True, slots=True)
class PackingSlipFacts:
    """What travels with the goods of one document."""

    seller: SellerFacts
    buyer: BuyerFacts
    document: str
    dated: date
    lines: tuple[PackingLineFacts, ...]
    customer_order: str = ""
    delivery_address: str = ""
    note: str = ""
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Packing Slip {self.document}"


@dataclass(frozen=True, slots=True)
class BackorderLineFacts:
    """One open backorder as its debtor is told of it: `open` of `ordered` are still to come."""

    number: str
    description: str
    ordered: Decimal
    open: Decimal
    ready: Decimal = ZERO
    unit_price: Decimal = ZERO
    """As agreed, ex GST and after the discount."""
    due: date | None = None
    state: str = ""
    """In words: “waiting”, “on order”, “ready”, “held”."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BackorderNoteFacts:
    """What a debtor takes home about the goods that are still to come."""

    seller: SellerFacts
    buyer: BuyerFacts
    document: str
    """The origin in words: “Invoice 10023”; empty when the note gathers several documents."""
    dated: date
    lines: tuple[BackorderLineFacts, ...]
    customer_order: str = ""
    delivery_address: str = ""
    note: str = ""
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Backorder Note {self.document or self.buyer.code or self.buyer.name}"


@dataclass(frozen=True, slots=True)
class StockOrderLineFacts:
    """What the supplier is asked for. `cost` is ex GST for one unit; `pack` is how many units one pack holds."""

    number: str
    description: str
    quantity: Decimal
    suppliers_number: str = ""
    unit: str = ""
    pack: Decimal = Decimal(1)
    cost: Decimal = ZERO
    total: Decimal = ZERO
    note: str = ""


@dataclass(frozen=True, slots=True)
class StockOrderFacts:
    """An order to a supplier, in the supplier's own part numbers; `ex` is what its lines come to ex GST."""

    seller: SellerFacts
    creditor: CreditorFacts
    number: str
    dated: date
    lines: tuple[StockOrderLineFacts, ...]
    ex: Decimal = ZERO
    their_reference: str = ""
    expected: date | None = None
    delivery_address: str = ""
    ordered_by: str = ""
    note: str = ""
    show_costs: bool = True
    copy: bool = False

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Stock Order {self.number}"


@dataclass(frozen=True, slots=True)
class ListColumnFacts:
    """A column of a printed list; figures are set right."""

    heading: str
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class ListFacts:
    """Any list or query as it stands on the screen: its cells are words already."""

    heading: str
    columns: tuple[ListColumnFacts, ...]
    rows: tuple[tuple[str, ...], ...]
    shop: str = ""
    dated: date | None = None
    about: str = ""
    """What was asked for, beneath the heading: “filter: brake · sorted by days waiting”."""
    totals: tuple[str, ...] = ()
    """A last row, one cell for each column; empty for none."""
    dates: Dates = USUAL

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return self.heading
