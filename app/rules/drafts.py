"""What the operator types, as plain objects in memory; it must not know a window or a table.

A draft stands on no books. Saving, finalising or processing it writes a document; recalling a document makes a draft.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Literal
from uuid import uuid4

from app.rules.deposits import Deposit
from app.rules.found import CreditorFound, DebtorFound, PartFound
from app.rules.money import ZERO
from app.rules.questions import Answer, Question

DocumentKind = Literal["invoice", "quote"]
LineKind = Literal["part", "charge", "comment", "deposit"]
"""A *deposit* line is never typed: it stands on finalised documents that are looked at."""
_keys = count(1)


def _next_key() -> int:
    return next(_keys)


def _draft_key() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Fills:
    """The backorder that a line fills: how much of it is allocated, and where it began."""

    backorder_id: int
    origin: str
    """The document it began on, for a person: *Invoice 10023*."""
    most: Decimal
    """Allocated to it, this line's own included."""
    agreed_price: Decimal
    agreed_discount: Decimal
    deposit: Deposit | None = None
    """What was paid for it in advance: its price and GST are locked."""


@dataclass
class InvoiceLine:
    """A line of a parts invoice. Quantities hold: ordered = supplied + backordered + cancelled."""

    key: int = field(default_factory=_next_key)
    kind: LineKind = "part"
    part: PartFound | None = None
    description: str = ""
    note: str = ""
    ordered: Decimal = ZERO
    supplied: Decimal = ZERO
    backordered: Decimal = ZERO
    cancelled: Decimal = ZERO
    price: Decimal = ZERO
    """Unit price in dollars ex GST."""
    discount: Decimal = ZERO
    """Percent off the price."""
    price_from: str = ""
    price_was: Decimal | None = None
    """The price before somebody typed another one."""
    gst_rate: Decimal = ZERO
    fills: Fills | None = None
    split_typed: bool = False
    """Somebody typed Supplied or Back Order: what is free beyond that is left alone."""
    line_id: int | None = None
    """Its row, when the document is on the books."""
    filled_here: Decimal = ZERO
    """How much of Supplied was moved from Back Order on the books."""
    lost_because: str = ""
    """Why the cancelled rest was lost: *no stock*, *price*, *other*; *none*: not recorded; empty: nobody has said."""
    ready_here: Decimal = ZERO
    """What is allocated to the backorder that began on this line, and could be moved to Supplied."""

    @property
    def number(self) -> str:
        """The part's number, empty on a comment line."""
        return self.part.number if self.part else ""

    @property
    def from_shelf(self) -> Decimal:
        """What this line takes from what is available: not what a backorder already holds for it."""
        if self.fills or self.part is None or not self.part.stocked:
            return ZERO
        return self.supplied - self.filled_here

    @property
    def blank(self) -> bool:
        """Whether nothing was entered on this line."""
        return self.part is None and not self.description


@dataclass
class InvoiceDraft:
    """A parts invoice or a quote being typed."""

    kind: DocumentKind = "invoice"
    debtor: DebtorFound | None = None
    name: str = ""
    phone: str = ""
    address: str = ""
    customer_order: str = ""
    delivery_address: str = ""
    salesperson: str = ""
    lines: list[InvoiceLine] = field(default_factory=list)
    answers: dict[Question, Answer] = field(default_factory=dict)
    """What was asked and answered while typing; stored with the document."""
    key: str = field(default_factory=_draft_key)
    """The same draft never makes a second document."""
    invoice_id: int | None = None
    reference: int | None = None
    version: int | None = None
    from_quote_id: int | None = None
    on_books: dict[int, Decimal] = field(default_factory=dict)
    """By part id, what this document already takes from the shelf on the books: available includes it."""

    @property
    def filled_lines(self) -> list[InvoiceLine]:
        """The lines on which something was entered."""
        return [line for line in self.lines if not line.blank]


@dataclass
class OrderLine:
    """A line of a stock order; `meant_for` names the backorders it was written for, with their quantities."""

    key: int = field(default_factory=_next_key)
    wanted: bool = True
    """The tick: lines without it are not ordered."""
    part: PartFound | None = None
    supplier_number: str = ""
    description: str = ""
    quantity: Decimal = ZERO
    cost: Decimal = ZERO
    meant_for: tuple[tuple[int, Decimal], ...] = ()
    who_waits: str = ""
    line_id: int | None = None

    @property
    def number(self) -> str:
        """The part's number."""
        return self.part.number if self.part else ""

    @property
    def pack(self) -> Decimal:
        """How many the supplier sells at once."""
        return self.part.pack if self.part else Decimal(1)

    @property
    def blank(self) -> bool:
        """Whether nothing was entered on this line."""
        return self.part is None


@dataclass
class OrderDraft:
    """A stock order being typed."""

    creditor: CreditorFound | None = None
    their_reference: str = ""
    expected: date | None = None
    delivery: str = ""
    notes: str = ""
    lines: list[OrderLine] = field(default_factory=list)
    answers: dict[Question, Answer] = field(default_factory=dict)
    key: str = field(default_factory=_draft_key)
    order_id: int | None = None
    reference: int | None = None
    version: int | None = None

    @property
    def filled_lines(self) -> list[OrderLine]:
        """The lines on which a part was entered."""
        return [line for line in self.lines if not line.blank]


@dataclass
class ReceiptLine:
    """A line of a creditor's invoice: billed and received are apart from each other."""

    key: int = field(default_factory=_next_key)
    part: PartFound | None = None
    description: str = ""
    order_line_id: int | None = None
    order_number: str = ""
    ordered_as: str = ""
    """The number it was ordered by, when the part that came has superseded that one; else empty."""
    ordered: Decimal = ZERO
    outstanding: Decimal = ZERO
    billed: Decimal = ZERO
    received: Decimal = ZERO
    cost: Decimal = ZERO
    discount: Decimal = ZERO
    gst_rate: Decimal = ZERO
    new_list_price: Decimal | None = None
    close_remainder: bool = False
    line_id: int | None = None

    @property
    def number(self) -> str:
        """The part's number."""
        return self.part.number if self.part else ""

    @property
    def blank(self) -> bool:
        """Whether nothing was entered on this line."""
        return self.part is None


@dataclass
class ReceiptDraft:
    """A creditor's invoice being typed."""

    creditor: CreditorFound | None = None
    their_number: str = ""
    day: date | None = None
    total: Decimal | None = None
    """The document total as typed from the paper."""
    freight: Decimal = ZERO
    gst: Decimal | None = None
    """GST as billed; None takes what we work out."""
    lines: list[ReceiptLine] = field(default_factory=list)
    answers: dict[Question, Answer] = field(default_factory=dict)
    key: str = field(default_factory=_draft_key)
    creditor_invoice_id: int | None = None
    reference: int | None = None
    version: int | None = None

    @property
    def filled_lines(self) -> list[ReceiptLine]:
        """The lines on which a part was entered."""
        return [line for line in self.lines if not line.blank]


@dataclass
class CreditLine:
    """A line of a finalised invoice that may be taken back, and how much of it is."""

    line_id: int
    kind: LineKind
    number: str
    description: str
    supplied: Decimal
    credited: Decimal
    """By earlier credits."""
    inc: Decimal
    """What the whole line was charged at, inc. GST, in whole cents."""
    stocked: bool
    origin: str = ""
    """The document whose backorder it had filled; empty when it had filled none."""
    quantity: Decimal = ZERO
    """Taken back now."""
    back_to_stock: bool = True
    key: int = field(default_factory=_next_key)

    @property
    def can(self) -> Decimal:
        """How much can still be credited: supplied − credited."""
        return self.supplied - self.credited

    @property
    def blank(self) -> bool:
        """Whether nothing of it is taken back."""
        return not self.quantity


@dataclass
class CreditDraft:
    """A credit of one finalised invoice being typed; `reason` is the whole credit's."""

    invoice_id: int
    invoice: str
    """For a person: *Invoice 10023*."""
    debtor: DebtorFound
    name: str
    lines: list[CreditLine] = field(default_factory=list)
    reason: str = ""
    answers: dict[Question, Answer] = field(default_factory=dict)
    key: str = field(default_factory=_draft_key)

    @property
    def filled_lines(self) -> list[CreditLine]:
        """The lines of which something is taken back."""
        return [line for line in self.lines if not line.blank]
