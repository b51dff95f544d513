"""Parts Invoicing by keys alone: from the empty screen to the books, and what a short line asks on the way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app import models
from app.rules.questions import (
    GoOverCreditLimit,
    Payment,
    PutOnBackorder,
    RecordLostSale,
    TakePayment,
)
from app.services import backorder_lists, settings
from app.services.counter import Counter
from app.services.sales import invoice_lists, lost_sales
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_debtor, a_part, stock
from tests.ui.hands import Hands
from tests.ui.invoices import lines, open_cell, written
from tests.ui.scripted import ScriptedPrompter

D = Decimal


# ───────────────────────────────────────────────────────────────────────────────────────────── the way of the budget


def test_three_lines_with_one_short_take_the_data_and_at_most_twelve_other_keys(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    for number, on_hand in (("CAB-220", 2), ("BP-1044", 30), ("OIL-5", 100)):
        a_part(counter, number, on_hand=on_hand)
    prompter.expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter")
    hands.type("bp1044").press("Enter").type("4").press("Enter")
    hands.type("cab220").press("Enter").type("5").press("Enter")
    hands.type("oil5").press("Enter").type("10").press("F12")
    answers = len(prompter.asked)
    assert hands.pressed + answers <= 12
    assert hands.said.startswith("✓ Invoice 10001 – 1,760.00 – 3 on backorder")
    assert lines(counter) == [
        ("BP-1044", D(4), D(4), D(0)),
        ("CAB-220", D(5), D(2), D(3)),
        ("OIL-5", D(10), D(10), D(0)),
    ]
    assert hands.at == "Debtor" and open_cell() == ""
    assert not invoicing.draft.lines


def test_the_short_line_is_charged_for_what_is_supplied(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab 220").press("Enter").type("5").press("Enter")
    assert [(line.supplied, line.backordered) for line in invoicing.draft.lines] == [(D(2), D(3))]
    hands.press("F12")
    invoice = written(counter)
    assert (invoice.total, invoice.gst) == (D("220.00"), D("20.00"))
    assert stock(counter, part)[0] == D(0)
    with counter.db.read() as session:
        answers = session.scalars(select(models.StoredAnswer.sentence)).all()
    assert answers == ["CAB-220: 2 available of 5. Put 3 on backorder?"]


def test_a_pdf_is_offered_and_kept_where_there_is_no_printer(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands, tmp_path: Path
) -> None:
    a_part(counter, "CAB-220", on_hand=2)
    sheet = tmp_path / "invoice.pdf"
    prompter.expect(SaveAsPdf, "save").expect_file(sheet)
    hands.type("miller").press("Enter").type("cab220").press("Enter", "F12")
    assert sheet.read_bytes().startswith(b"%PDF")
    assert hands.said.endswith("tax invoice saved as PDF")


def test_a_sheet_that_cannot_be_written_does_not_undo_the_sale(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands, tmp_path: Path
) -> None:
    a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(SaveAsPdf, "save").expect_file(tmp_path / "no such folder" / "invoice.pdf")
    hands.type("miller").press("Enter").type("cab220").press("Enter", "F12")
    assert "Invoice 10001" in hands.said and "not printed" in hands.said
    assert written(counter).status == "finalised"


def test_the_pick_list_comes_with_the_invoice_where_the_shop_wants_it(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    settings.save(counter, {"pick_list_on_finalise": True})
    a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(SaveAsPdf, "none").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter", "F12")
    documents = [getattr(question, "document", "") for question in prompter.asked]
    assert documents == ["Tax Invoice 10001", "Pick List Invoice 10001"]


# ──────────────────────────────────────────────────────────────────────────────────────────────────── the short line


def test_esc_on_the_question_goes_back_to_the_quantity(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(PutOnBackorder, None)
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("Enter")
    assert open_cell() == "5"
    hands.type("2").press("Enter")
    assert [(line.ordered, line.supplied) for line in invoicing.draft.lines] == [(D(2), D(2))]


def test_no_asks_why_the_sale_was_lost_and_it_counts(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(PutOnBackorder, "no").expect(RecordLostSale, "price").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("Enter", "F12")
    assert [(each.number, each.quantity, each.reason) for each in lost_sales.every(counter)] == [
        ("CAB-220", D(3), "price")
    ]
    assert lines(counter) == [("CAB-220", D(5), D(2), D(0))]


def test_enter_past_a_part_that_is_not_there_asks_as_if_one_had_been_typed(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=0)
    prompter.expect(PutOnBackorder, "yes")
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter")
    assert [(line.supplied, line.backordered) for line in invoicing.draft.lines] == [(D(0), D(1))]


def test_without_backorders_the_rest_is_cancelled_and_the_status_line_says_so(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_debtor(counter, "Plain Buyer", code="PLAIN", use_backorders=False)
    a_part(counter, "CAB-220", on_hand=2)
    hands.type("plain").press("Enter").type("cab220").press("Enter").type("5").press("Enter")
    assert "Plain Buyer does not use backorders" in hands.said
    assert [(line.supplied, line.cancelled) for line in invoicing.draft.lines] == [(D(2), D(3))]


def test_ordered_on_a_divided_line_is_asked_about_again(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(PutOnBackorder, "yes").expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("Enter", "Up")
    hands.press("Tab").type("7").press("F12")
    assert lines(counter) == [("CAB-220", D(7), D(2), D(5))]
    with counter.db.read() as session:
        assert session.scalars(select(models.StoredAnswer.sentence)).all() == [
            "CAB-220: 2 available of 7. Put 5 on backorder?"
        ]


def test_supplied_and_back_order_can_be_typed(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("Right")
    hands.press("Enter", "Up", "Right", "Right", "Right").type("2").press("Tab")
    line = invoicing.draft.lines[0]
    assert (line.supplied, line.backordered) == (D(2), D(3))
    hands.press("Up", "Right", "Right", "Right", "Right").type("1").press("Tab")
    assert (line.supplied, line.backordered, line.cancelled) == (D(2), D(1), D(2))
    hands.press("Up", "Right", "Right", "Right").type("9").press("Tab")
    assert "Supplied can be 0 to 5 here" in hands.said


def test_two_lines_of_one_part_share_the_shelf(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=5)
    prompter.expect(PutOnBackorder, "yes")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("4").press("Enter")
    hands.type("cab220").press("Enter").type("3").press("Enter")
    assert [(line.supplied, line.backordered) for line in invoicing.draft.lines] == [(D(4), D(0)), (D(1), D(2))]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0", "0 is no quantity"),
        ("-1", "less than nothing"),
        ("1e9", "more than"),
        ("abc", "is no quantity"),
        ("1.0005", "whole units"),
    ],
)
def test_a_quantity_that_cannot_be_stays_in_its_cell(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands, typed: str, says: str
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter").type(typed).press("Enter")
    assert says in hands.said
    assert open_cell() == typed
    hands.press("F12")
    assert open_cell() == typed and backorder_lists.every(counter) == ()
    assert invoice_lists.recallable(counter) == ()


def test_what_was_refused_is_not_said_any_more_once_it_is_read(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("nobody").press("Enter")
    assert "There is no debtor" in hands.said
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("abc").press("Enter")
    assert "is no quantity" in hands.said
    hands.type("2").press("Enter")
    assert hands.said == ""


# ──────────────────────────────────────────────────────────────────────────────────────────────────────── the debtor


def test_an_unknown_debtor_keeps_the_focus(invoicing: PartsInvoicing, hands: Hands) -> None:
    hands.type("nobody").press("Enter")
    assert "There is no debtor “nobody”" in hands.said
    assert hands.at == "Debtor"


def test_tab_goes_through_the_head_and_enter_to_the_lines(invoicing: PartsInvoicing, hands: Hands) -> None:
    hands.type("miller").press("Tab")
    assert hands.at == "Customer order"
    hands.type("PO 7").press("Tab", "Tab", "Tab", "Tab")
    assert hands.at == "Lines"
    assert invoicing.draft.customer_order == "PO 7"


def test_the_walk_in_of_a_cash_debtor_is_named_and_pays(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    prompter.expect(TakePayment, (Payment("cash", D("120.00")),)).expect(SaveAsPdf, "none")
    hands.type("cash").press("Tab")
    assert hands.at == "Name"
    hands.type("Jo Walker").press("Enter").type("0412 000 111").press("Alt+D", "Enter")
    hands.type("cab220").press("Enter", "F12")
    invoice = written(counter)
    assert (invoice.name, invoice.phone) == ("Jo Walker", "0412 000 111")
    assert "change 10.00" in hands.said


def test_stop_credit_is_said_on_choosing_and_refused_at_finalise(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_debtor(counter, "Stopped", code="STOP", stop_credit=True)
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("stop").press("Enter")
    assert "On stop credit" in hands.said
    hands.press("Alt+D").type("miller").press("Enter")
    assert hands.said == ""
    hands.press("Alt+D").type("stop").press("Enter")
    hands.type("cab220").press("Enter", "F12")
    assert "stop credit" in hands.said and hands.at == "Debtor"
    assert len(invoicing.draft.lines) == 1


def test_a_limit_that_was_refused_is_asked_again(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_debtor(counter, "Small", code="SMALL", credit_limit=D("50.00"))
    a_part(counter, "CAB-220", on_hand=9)
    prompter.expect(GoOverCreditLimit, "no").expect(GoOverCreditLimit, "yes").expect(SaveAsPdf, "none")
    hands.type("small").press("Enter").type("cab220").press("Enter", "F12")
    assert "over the credit limit" in hands.said
    hands.press("F12")
    assert written(counter).total == D("110.00")


def test_another_debtor_has_other_prices_and_nothing_is_divided(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    special = a_debtor(counter, "Special", code="SPEC")
    with counter.work() as session:
        session.add(models.SpecialPrice(debtor_id=special.id, part_id=part.id, price=D("80.0000")))
    prompter.expect(PutOnBackorder, "yes")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("Enter", "Alt+D")
    hands.type("spec").press("Enter")
    line = invoicing.draft.lines[0]
    assert (line.price, line.supplied, line.backordered) == (D("80.0000"), D(5), D(0))


def test_an_address_is_chosen_or_typed(counter: Counter, invoicing: PartsInvoicing, hands: Hands) -> None:
    a_debtor(counter, "Two Yards", code="YARDS", delivery_addresses=("North Yard\nBayside", "South Yard"))
    hands.type("yards").press("Tab", "Tab", "Down", "Down", "Enter")
    assert invoicing.draft.delivery_address == "South Yard"
    hands.press("Alt+L").type("c/o the pub").press("Enter")
    assert invoicing.draft.delivery_address == "c/o the pub"


def test_lines_before_the_debtor_are_priced_and_divided_when_it_is_chosen(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    special = a_debtor(counter, "Special", code="SPEC")
    with counter.work() as session:
        session.add(models.SpecialPrice(debtor_id=special.id, part_id=part.id, price=D("80.0000")))
    invoicing._lines.grid.start()
    hands.type("cab220").press("Enter").type("5").press("F12")
    assert "No debtor is chosen yet" in hands.said and hands.at == "Debtor"
    assert invoicing.draft.lines[0].price == D("100.0000")
    prompter.expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none")
    hands.type("spec").press("F12")
    assert written(counter).total == D("176.00")


def test_the_type_is_turned_and_a_quote_holds_nothing(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(PutOnBackorder, "yes")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("Enter", "Alt+T", "Down")
    line = invoicing.draft.lines[0]
    assert (invoicing.draft.kind, line.supplied, line.backordered) == ("quote", D(5), D(0))
    hands.press("F2")
    assert "550.00" in hands.said
    assert stock(counter, part)[2] == D(0)


def test_f12_takes_in_the_field_of_the_head_that_is_being_typed(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Alt+C").type("PO 88").press("F12")
    assert written(counter).customer_order == "PO 88"
