"""The balanced entry that a posted document makes, and the accounts it needs; it must not know where either is kept.

Amounts are dollars in whole cents; a debit is positive, a credit negative, and an entry sums to zero (domain 7). Goods
are posted at what their stock movements say, so that the account of stock is the stock value at all times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal, get_args

from app.rules.money import ZERO, rounded
from app.rules.questions import TenderKind

AccountKind = Literal["asset", "liability", "equity", "income", "expense"]
ACCOUNT_KINDS: tuple[AccountKind, ...] = get_args(AccountKind)

DocumentKind = Literal[
    "invoice",
    "credit",
    "receipt",
    "creditor invoice",
    "creditor invoice undo",
    "creditor credit",
    "creditor payment",
    "stock adjustment",
    "day end",
]
"""The documents that are posted; what is on the shelves on the first day is posted without one, as *opening*."""
DOCUMENT_KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)

_NOTHING = rounded(ZERO)


class Role(StrEnum):
    """What the program posts to an account; each role is one account's, and every one of them is needed."""

    BANK = "bank"
    CASH = "till: cash"
    EFTPOS = "till: EFTPOS"
    CARD = "till: card"
    CHEQUE = "till: cheque"
    BANK_TRANSFER = "till: bank transfer"
    DEBTORS = "debtors"
    STOCK = "stock"
    CLAIMS = "claims on suppliers"
    CREDITORS = "creditors"
    DEPOSITS = "customer deposits"
    GST_COLLECTED = "GST collected"
    GST_PAID = "GST paid"
    OPENING = "opening balances"
    SALES = "sales"
    CHARGES = "freight and labour"
    COST_OF_SALES = "cost of sales"
    FREIGHT = "freight inwards"
    VARIANCE = "purchase variance"
    ADJUSTMENTS = "stock adjustments"
    CASH_ROUNDING = "cash rounding"
    GST_ROUNDING = "GST rounding"
    OVER_SHORT = "till over or short"


CONTROL_ROLES: Final = frozenset(
    {
        Role.DEBTORS,
        Role.STOCK,
        Role.CLAIMS,
        Role.CREDITORS,
        Role.DEPOSITS,
        Role.GST_COLLECTED,
        Role.GST_PAID,
    }
)
"""The accounts that must equal a ledger at all times: nothing else is ever posted to them."""

CLEARING: Final[dict[TenderKind, Role]] = {
    "cash": Role.CASH,
    "EFTPOS": Role.EFTPOS,
    "card": Role.CARD,
    "cheque": Role.CHEQUE,
    "bank transfer": Role.BANK_TRANSFER,
}
"""Where money waits that came in this way, until it is banked."""

PROVED_ROLES: Final = CONTROL_ROLES | frozenset(CLEARING.values())
"""The accounts that `check` proves from ledgers and tenders: nobody books anything else to them."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """An account as the first chart has it."""

    code: str
    name: str
    kind: AccountKind
    role: Role


DEFAULT_CHART: Final = (
    ChartRow("1-1110", "Bank account", "asset", Role.BANK),
    ChartRow("1-1120", "Cash in the till", "asset", Role.CASH),
    ChartRow("1-1130", "EFTPOS clearing", "asset", Role.EFTPOS),
    ChartRow("1-1140", "Card clearing", "asset", Role.CARD),
    ChartRow("1-1150", "Cheques to be banked", "asset", Role.CHEQUE),
    ChartRow("1-1160", "Bank transfers received", "asset", Role.BANK_TRANSFER),
    ChartRow("1-1200", "Trade debtors", "asset", Role.DEBTORS),
    ChartRow("1-1300", "Stock on hand", "asset", Role.STOCK),
    ChartRow("1-1400", "Claims on suppliers", "asset", Role.CLAIMS),
    ChartRow("2-1100", "Trade creditors", "liability", Role.CREDITORS),
    ChartRow("2-1200", "Customer deposits", "liability", Role.DEPOSITS),
    ChartRow("2-1310", "GST collected", "liability", Role.GST_COLLECTED),
    ChartRow("2-1330", "GST paid", "liability", Role.GST_PAID),
    ChartRow("3-9999", "Opening balances", "equity", Role.OPENING),
    ChartRow("4-1000", "Sales of parts", "income", Role.SALES),
    ChartRow("4-2000", "Freight and labour charged", "income", Role.CHARGES),
    ChartRow("5-1000", "Cost of sales", "expense", Role.COST_OF_SALES),
    ChartRow("5-2000", "Freight inwards", "expense", Role.FREIGHT),
    ChartRow("5-3000", "Purchase and stock variance", "expense", Role.VARIANCE),
    ChartRow("5-4000", "Stock adjustments", "expense", Role.ADJUSTMENTS),
    ChartRow("6-1100", "Cash rounding", "expense", Role.CASH_ROUNDING),
    ChartRow("6-1200", "GST rounding", "expense", Role.GST_ROUNDING),
    ChartRow("6-1300", "Till over or short", "expense", Role.OVER_SHORT),
)
"""The chart of a new shop, in the numbering that Australian shops know: 1 assets to 6 expenses."""


@dataclass(frozen=True, slots=True)
class Line:
    """A debit (positive) or a credit of an account: that of a role, or the one with this key."""

    account: Role | int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Tendered:
    """What came into the till (negative: went out of it), and what cash rounding added to the document's amount."""

    kind: TenderKind
    amount: Decimal
    rounding: Decimal = _NOTHING


@dataclass(frozen=True, slots=True)
class Moved:
    """What a document's movements did to the stock value.

    `settled` is what of the goods that came had been sold before they came: it is cost of sales, and it has left the
    stock value again (`value` is after that).
    """

    value: Decimal = _NOTHING
    settled: Decimal = _NOTHING


@dataclass(frozen=True, slots=True)
class Sold:
    """An invoice, or a credit with its amounts as they stand on it: ex GST by what they are for.

    `deposits` is the sum of its Deposit lines, above zero when more is taken (on a credit: given back) than used up.
    """

    goods: Decimal
    charges: Decimal
    deposits: Decimal
    gst: Decimal
    total: Decimal
    moved: Moved = Moved()
    tenders: tuple[Tendered, ...] = ()


@dataclass(frozen=True, slots=True)
class Bought:
    """A creditor's invoice: `gst` is as billed, `gst_rounding` what of it is not ours, `freight_expense` in no cost."""

    claims: Decimal
    freight_expense: Decimal
    gst: Decimal
    gst_rounding: Decimal
    total: Decimal
    moved: Moved


@dataclass(frozen=True, slots=True)
class GoneBack:
    """A creditor's credit: `claims` is what it gives for goods that were billed and never came."""

    claims: Decimal
    gst: Decimal
    total: Decimal
    moved: Moved


@dataclass(frozen=True, slots=True)
class Counted:
    """What was taken in one way since the last end of day, and what was counted."""

    kind: TenderKind
    taken: Decimal
    counted: Decimal


def invoice(sold: Sold) -> tuple[Line, ...]:
    """A sale: what is owed for it, what it earns, what goods it took; deposits are owed to the customer until used."""
    return _entry([*_sold(sold, 1), *_tendered(sold.tenders, Role.DEBTORS)])


def credit(sold: Sold) -> tuple[Line, ...]:
    """A sale taken back, line for line the mirror of it; what went out of the till is a tender below zero."""
    return _entry([*_sold(sold, -1), *_tendered(sold.tenders, Role.DEBTORS)])


def receipt(tenders: Sequence[Tendered]) -> tuple[Line, ...]:
    """Money of a debtor."""
    return _entry(_tendered(tenders, Role.DEBTORS))


def creditor_invoice(bought: Bought) -> tuple[Line, ...]:
    """Goods and the bill for them: what had been sold before it came is cost of sales, what did not come is a claim."""
    return _entry(
        [Line(Role.STOCK, bought.moved.value), Line(Role.COST_OF_SALES, bought.moved.settled), *_bill(bought)]
    )


def creditor_invoice_undo(bought: Bought) -> tuple[Line, ...]:
    """A bill taken back (`bought` as it was billed, but for `moved`): the goods leave as their movements say.

    What the stock value cannot give back – the goods were sold meanwhile, or their average has moved – is variance.
    """
    lines = [Line(Role.STOCK, bought.moved.value), *(Line(line.account, -line.amount) for line in _bill(bought))]
    return _entry(_rest_to(Role.VARIANCE, lines))


def creditor_credit(back: GoneBack) -> tuple[Line, ...]:
    """A creditor's credit: claims are settled; goods that went back leave at their average, the rest is variance."""
    lines = [
        Line(Role.CREDITORS, back.total),
        Line(Role.CLAIMS, -back.claims),
        Line(Role.GST_PAID, -back.gst),
        Line(Role.STOCK, back.moved.value),
    ]
    return _entry(_rest_to(Role.VARIANCE, lines))


def creditor_payment(amount: Decimal, tenders: Sequence[Tendered]) -> tuple[Line, ...]:
    """Money to a creditor: out of the till when there are tenders (below zero), else out of the bank account."""
    if tenders:
        return _entry(_tendered(tenders, Role.CREDITORS))
    return _entry([Line(Role.CREDITORS, amount), Line(Role.BANK, -amount)])


def stock_adjustment(moved: Moved, account: int) -> tuple[Line, ...]:
    """Stock found or lost, against the account that was named; what was found and had been sold is cost of sales."""
    lines = [Line(Role.STOCK, moved.value), Line(Role.COST_OF_SALES, moved.settled)]
    return _entry([*lines, Line(account, -moved.value - moved.settled)])


def day_end(counts: Sequence[Counted]) -> tuple[Line, ...]:
    """A till that does not agree: every kind's difference on its own account, all of it to over or short."""
    differences = [Line(CLEARING[each.kind], each.counted - each.taken) for each in counts]
    return _entry(_rest_to(Role.OVER_SHORT, differences))


def opening(value: Decimal) -> tuple[Line, ...]:
    """What lay on the shelves before the first document; the line of stock is the first."""
    return _entry([Line(Role.STOCK, value), Line(Role.OPENING, -value)])


def _sold(sold: Sold, sign: int) -> list[Line]:
    return [
        Line(Role.DEBTORS, sign * sold.total),
        Line(Role.SALES, -sign * sold.goods),
        Line(Role.CHARGES, -sign * sold.charges),
        Line(Role.DEPOSITS, -sign * sold.deposits),
        Line(Role.GST_COLLECTED, -sign * sold.gst),
        # the movements have their own sign: a sale takes value off, goods that come back bring it
        Line(Role.COST_OF_SALES, -sold.moved.value),
        Line(Role.STOCK, sold.moved.value),
    ]


def _bill(bought: Bought) -> list[Line]:
    return [
        Line(Role.CLAIMS, bought.claims),
        Line(Role.FREIGHT, bought.freight_expense),
        Line(Role.GST_PAID, bought.gst - bought.gst_rounding),
        Line(Role.GST_ROUNDING, bought.gst_rounding),
        Line(Role.CREDITORS, -bought.total),
    ]


def _tendered(tenders: Sequence[Tendered], owed: Role) -> list[Line]:
    """What each tender does: its amount to the till, what it settles to the ledger, the odd cents to rounding."""
    lines = []
    for each in tenders:
        lines += [
            Line(CLEARING[each.kind], each.amount),
            Line(Role.CASH_ROUNDING, -each.rounding),
            Line(owed, each.rounding - each.amount),
        ]
    return lines


def _rest_to(role: Role, lines: list[Line]) -> list[Line]:
    return [*lines, Line(role, -_sum(lines))]


def _sum(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), _NOTHING)


def _entry(lines: Sequence[Line]) -> tuple[Line, ...]:
    """One line for each account, in the order they came; raises ValueError when they do not sum to zero – a bug."""
    amounts: dict[Role | int, Decimal] = {}
    for line in lines:
        amounts[line.account] = amounts.get(line.account, _NOTHING) + line.amount
    if _sum(lines):
        raise ValueError(f"an entry out of balance by {_sum(lines)}: {amounts}")
    return tuple(Line(account, amount) for account, amount in amounts.items() if amount)
