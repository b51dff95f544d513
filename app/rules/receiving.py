"""What a creditor's invoice comes to, and what its goods do to orders (domain 4); it must not know where it is kept.

Billed and received are apart from each other. Amounts are whole cents, unit costs ex GST with four decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.rules import costing, gst
from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.words import money

GST_TOLERANCE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line as it stands on the creditor's invoice, and what was received of it."""

    billed: Decimal
    received: Decimal
    cost: Decimal
    discount: Decimal = ZERO
    gst_rate: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class LineSums:
    """What a line comes to: `amount` as billed = `goods` (what came, without freight) + `claim` on the supplier."""

    amount: Decimal
    goods: Decimal
    claim: Decimal
    freight: Decimal = ZERO

    @property
    def stock_value(self) -> Decimal:
        """What the goods are worth as they come in, freight included."""
        return self.goods + self.freight


@dataclass(frozen=True, slots=True)
class DocumentSums:
    """What a creditor's invoice comes to. `total` = `amount` + `freight` + `gst`.

    `gst` is as billed, `gst_reckoned` ours. `freight_expense` is the part of the freight that no goods carry.
    """

    lines: tuple[LineSums, ...]
    amount: Decimal
    freight: Decimal
    freight_expense: Decimal
    gst: Decimal
    gst_reckoned: Decimal
    total: Decimal

    @property
    def gst_rounding(self) -> Decimal:
        """GST as billed less ours: posted as rounding when it is within the tolerance."""
        return self.gst - self.gst_reckoned

    @property
    def gst_agrees(self) -> bool:
        """Whether GST as billed is within 5 c of ours."""
        return abs(self.gst_rounding) <= GST_TOLERANCE

    @property
    def claim(self) -> Decimal:
        """Billed and not received, ex GST: to be had back from the supplier."""
        return sum((line.claim for line in self.lines), rounded(ZERO))


@dataclass(frozen=True, slots=True)
class OrderReceipt:
    """What a receipt does to an order line: `applied` + `closed` + `outstanding` is what was outstanding before.

    `over` is what came beyond that: it touches no order.
    """

    applied: Decimal
    closed: Decimal
    outstanding: Decimal
    over: Decimal


def line_sums(billed: Decimal, received: Decimal, cost: Decimal, discount: Decimal = ZERO) -> LineSums:
    """What a line comes to without freight.

    Billed more than received: the goods are worth received × cost, the difference is a claim. Billed less than
    received: the goods carry what was billed.
    """
    amount = gst.line_amount(billed, cost, discount)
    goods = gst.line_amount(min(billed, received), cost, discount)
    return LineSums(amount, goods, amount - goods)


def document_sums(
    lines: Sequence[BilledLine],
    freight: Decimal,
    gst_billed: Decimal | None,
    freight_gst_rate: Decimal,
    freight_into_cost: costing.FreightIntoCost,
    gst_per_line: bool = False,
) -> DocumentSums:
    """What lines, `freight` (ex GST) and GST come to; `gst_billed` None takes the GST that we work out."""
    without = [line_sums(line.billed, line.received, line.cost, line.discount) for line in lines]
    amounts = [gst.Taxable(sums.amount, line.gst_rate) for sums, line in zip(without, lines, strict=True)] + [
        gst.Taxable(freight, freight_gst_rate)
    ]
    reckoned = sum(gst.shares(amounts, gst_per_line), rounded(ZERO))
    carried = costing.freight_shares(
        freight,
        [costing.FreightLine(sums.goods, line.received) for sums, line in zip(without, lines, strict=True)],
        freight_into_cost,
    )
    amount = sum((sums.amount for sums in without), rounded(ZERO))
    as_billed = reckoned if gst_billed is None else gst_billed
    return DocumentSums(
        lines=tuple(
            LineSums(sums.amount, sums.goods, sums.claim, share)
            for sums, share in zip(without, carried.shares, strict=True)
        ),
        amount=amount,
        freight=freight,
        freight_expense=carried.expense,
        gst=as_billed,
        gst_reckoned=reckoned,
        total=amount + freight + as_billed,
    )


def out_of_balance(entered_total: Decimal, lines: Decimal, freight: Decimal, gst_billed: Decimal) -> Decimal:
    """What the document total says beyond lines + freight + GST as billed; negative when it says less, 0 in balance."""
    return entered_total - (lines + freight + gst_billed)


def refuse_wrong_gst(sums: DocumentSums) -> None:
    """Raises Refused (field `gst`) when GST as billed is more than 5 c away from ours."""
    if not sums.gst_agrees:
        raise Refused(
            f"GST is billed as {money(sums.gst)}, the lines and freight come to {money(sums.gst_reckoned)}. "
            "Type the GST that the document says, or correct the lines.",
            field="gst",
        )


def receipt_on_order(outstanding: Decimal, received: Decimal, close: bool) -> OrderReceipt:
    """What `received` does to an order line with `outstanding`: it stops at zero; `close` closes what is left."""
    applied = min(outstanding, received)
    left = outstanding - applied
    return OrderReceipt(applied, left if close else ZERO, ZERO if close else left, received - applied)
