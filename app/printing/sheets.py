"""The one door to all sheets: facts in, pages out; it must not know how they are shown or printed."""

from __future__ import annotations

from typing import assert_never

from app.printing import (
    count_sheet,
    credit,
    day_end,
    goods,
    invoice,
    key_sheet,
    label,
    listing,
    order,
    receipt,
    remittance,
    roll,
    statement,
    trial,
)
from app.printing.page import Measure, Page
from app.rules.facts import (
    BackorderNoteFacts,
    InvoiceFacts,
    ListFacts,
    PackingSlipFacts,
    PickListFacts,
    StockOrderFacts,
)
from app.rules.key_facts import KeySheetFacts
from app.rules.label_facts import LabelsFacts
from app.rules.money_facts import (
    CountSheetFacts,
    CreditFacts,
    DayEndFacts,
    ReceiptFacts,
    RemittanceFacts,
    StatementFacts,
)
from app.rules.papers import may_be_narrow
from app.rules.trial_facts import TrialFacts

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
    | LabelsFacts
    | KeySheetFacts
    | TrialFacts
)


def lay_out(facts: Facts, measure: Measure, *, narrow: bool = False) -> tuple[Page, ...]:
    """The pages of a document, at least one; `narrow` ones are for the receipt roll, where there is such a layout.

    `measure(text, size, bold)` tells how wide a text is in hundredths of a millimetre, `size` in tenths of a point.
    """
    if narrow and may_be_narrow(facts):
        assert isinstance(facts, InvoiceFacts | CreditFacts | ReceiptFacts)
        return roll.lay_out(facts, measure)
    match facts:
        case TrialFacts():
            return trial.lay_out(facts, measure)
        case LabelsFacts():
            return label.lay_out(facts, measure)
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
        case KeySheetFacts():
            return key_sheet.lay_out(facts, measure)
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
