"""The one door to all sheets: facts in, pages out; it must not know how they are shown or printed."""

from __future__ import annotations

from typing import assert_never

from app.printing import goods, invoice, listing, order
from app.printing.page import Measure, Page
from app.rules.facts import (
    BackorderNoteFacts,
    Facts,
    InvoiceFacts,
    ListFacts,
    PackingSlipFacts,
    PickListFacts,
    StockOrderFacts,
)


def lay_out(facts: Facts, measure: Measure) -> tuple[Page, ...]:
    """The pages of a document, at least one.

    `measure(text, size, bold)` tells how wide a text is in hundredths of a millimetre, `size` in tenths of a point.
    """
    match facts:
        case InvoiceFacts():
            return invoice.lay_out(facts, measure)
        case PickListFacts():
            return goods.lay_out_pick_list(facts, measure)
        case PackingSlipFacts():
            return goods.lay_out_packing_slip(facts, measure)
        case BackorderNoteFacts():
            return goods.lay_out_backorder_note(facts, measure)
        case StockOrderFacts():
            return order.lay_out(facts, measure)
        case ListFacts():
            return listing.lay_out(facts, measure)
        case _:
            assert_never(facts)
