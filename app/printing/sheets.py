"""The one door to all sheets: facts in, pages out; it must not know how they are shown or printed."""

from __future__ import annotations

from typing import assert_never

from app.printing import count_sheet, credit, day_end, goods, invoice, listing, order, receipt, remittance, statement
from app.printing.page import Measure, Page
from app.rules.facts import (
    BackorderNoteFacts,
    InvoiceFacts,
    ListFacts,
    PackingSlipFacts,
    PickListFacts,
    StockOrderFacts,
)
from app.rules.money_facts import (
    CountSheetFacts,
    CreditFacts,
    DayEndFacts,
    ReceiptFacts,
    RemittanceFacts,
    StatementFacts,
)

Facts = (
    InvoiceFacts
    | PickListFacts
    | PackingSlipFacts
    | BackorderNoteFacts
    | StockOrderFacts
    | ListFacts
    | CreditFacts
    | ReceiptFacts
    | StatementFacts
    | RemittanceFacts
    | DayEndFacts
    | CountSheetFacts
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
            return _about_money(facts, measure)


def _about_money(
    facts: CreditFacts | ReceiptFacts | StatementFacts | RemittanceFacts | DayEndFacts | CountSheetFacts,
    measure: Measure,
) -> tuple[Page, ...]:
    match facts:
        case CreditFacts():
            return credit.lay_out(facts, measure)
        case ReceiptFacts():
            return receipt.lay_out(facts, measure)
        case StatementFacts():
            return statement.lay_out(facts, measure)
        case RemittanceFacts():
            return remittance.lay_out(facts, measure)
        case DayEndFacts():
            return day_end.lay_out(facts, measure)
        case CountSheetFacts():
            return count_sheet.lay_out(facts, measure)
        case _:
            assert_never(facts)
