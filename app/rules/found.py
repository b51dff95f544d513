"""What a look-up has found, as frozen records that drafts and windows hold; it must not know where it was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from app.rules.deposits import DepositTerms
from app.rules.money import ZERO

PartKind = Literal["stock", "charge", "catalogue"]
DebtorKind = Literal["account", "cash"]
BackorderMode = Literal["ask", "automatic"]
ShipRule = Literal["any", "complete lines", "complete order"]
PriceAtFilling = Literal["keep agreed", "today's", "lower of both", "ask"]


@dataclass(frozen=True, slots=True)
class PartFound:
    """A part as the counter sees it: what it is, what it costs, and how much of it is free to sell."""

    id: int
    number: str
    description: str
    kind: PartKind = "stock"
    whole_units: bool = True
    unit: str = "each"
    gst_rate: Decimal = ZERO
    list_price: Decimal = ZERO
    average_cost: Decimal = ZERO
    last_cost: Decimal = ZERO
    price_group_id: int | None = None
    creditor_id: int | None = None
    bin: str = ""
    pack: Decimal = Decimal(1)
    no_backorders: bool = False
    on_hand: Decimal = ZERO
    committed: Decimal = ZERO
    allocated: Decimal = ZERO
    on_order: Decimal = ZERO
    due: date | None = None
    active: bool = True
    why: str = ""
    """Why the search has found it: own number, old number, supplier's number, barcode, words."""

    @property
    def available(self) -> Decimal:
        """On hand − committed − allocated: the only figure a shortage is measured against."""
        return self.on_hand - self.committed - self.allocated

    @property
    def stocked(self) -> bool:
        """Whether this part lies on a shelf; charges do not."""
        return self.kind != "charge"


class PartHit(NamedTuple):
    """A part as a list of what was found shows it: why it is there, what is free, and what it costs this debtor."""

    id: int
    number: str
    description: str
    why: str = ""
    """Own number, old number, supplier's number, customer's number, barcode, number and words, or words."""
    kind: PartKind = "stock"
    list_price: Decimal = ZERO
    price: Decimal | None = None
    """What one costs this debtor, dollars ex GST; None where nobody has asked."""
    bin: str = ""
    pack: Decimal = Decimal(1)
    on_hand: Decimal = ZERO
    available: Decimal = ZERO
    on_order: Decimal = ZERO
    due: date | None = None
    last_cost: Decimal = ZERO
    now: str = ""
    """The number that takes its place; empty for a part that nothing has superseded."""
    active: bool = True

    @property
    def stocked(self) -> bool:
        """Whether this part lies on a shelf; charges do not."""
        return self.kind != "charge"


@dataclass(frozen=True, slots=True)
class DebtorFound:
    """A debtor as the counter sees it: who it is and on which terms it buys."""

    id: int
    code: str
    name: str
    kind: DebtorKind = "account"
    phone: str = ""
    email: str = ""
    abn: str = ""
    address: str = ""
    use_backorders: bool = False
    backorder_mode: BackorderMode = "ask"
    ship_rule: ShipRule = "any"
    price_at_filling: PriceAtFilling = "keep agreed"
    credit_limit: Decimal | None = None
    stop_credit: bool = False
    balance: Decimal = ZERO
    deposits: DepositTerms = DepositTerms()
    terms_days: int = 30
    structure_id: int | None = None
    invoice_by: str = "print"
    statement_by: str = "print"
    delivery_addresses: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class CreditorFound:
    """A creditor as the buyer sees it: who it is and how it is reached."""

    id: int
    code: str
    name: str
    phone: str = ""
    email: str = ""
    abn: str = ""
    address: str = ""
    our_account: str = ""
    terms_days: int = 30
    lead_days: int = 7
    """How long its goods usually take."""
    active: bool = True


@dataclass(frozen=True, slots=True)
class BackorderFilled:
    """Goods came and a backorder got some: what the operator is told at once, to call the customer."""

    backorder_id: int
    debtor_id: int
    debtor: str
    phone: str
    origin: str
    """The document the backorder began on, for a person."""
    number: str
    description: str
    quantity: Decimal
    still_waiting: Decimal
    bin: str = ""
    reason: str = ""
