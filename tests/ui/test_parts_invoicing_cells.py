"""The cells of Parts Invoicing: parts by number, words and scan, prices inc. and ex GST, and the keys about a line."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models
from app.rules.questions import (
    LeaveUnfinished,
    PutOnBackorder,
    RecordLostSale,
    SellBelowCost,
)
from app.services.counter import Counter
from app.services.masters import parts
from app.services.sales import lost_sales
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_part, stock
from tests.ui import keys
from tests.ui.hands import Hands
from tests.ui.invoices import lines, open_cell, written
from tests.ui.scripted import ScriptedPrompter

D = Decimal


# ───────────────────────────────────────────────────────────────────────────────────────────────────── the part cell


def test_an_unknown_part_is_named_and_the_cell_stays_open(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    hands.type("miller").press("Enter").type("k55").press("Enter")
    assert hands.said == "× There is no part k55. F3 finds by description."
    assert open_cell() == "k55"


def test_words_that_fit_several_open_the_list(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands, qtbot: QtBot
) -> None:
    for number in ("BP-1", "BP-2"):
        a_part(counter, number, description="Brake pads front")
    hands.type("miller").press("Enter").type("pads brake").press("Enter")
    assert "fits 2 parts" in hands.said
    hands.press("Down", "Enter")
    assert [line.number for line in invoicing.draft.lines] == ["BP-2"]
    assert invoicing._lines.grid.current_attribute() == "ordered"


def test_numbers_that_collide_are_chosen_from(counter: Counter, invoicing: PartsInvoicing, hands: Hands) -> None:
    a_part(counter, "AB-12")
    a_part(counter, "A-B12")
    hands.type("miller").press("Enter").type("ab12").press("Enter")
    assert invoicing.draft.lines == [] and "fits 2 parts" in hands.said
    hands.press("Enter")
    assert len(invoicing.draft.lines) == 1


def test_a_quantity_before_the_part(counter: Counter, invoicing: PartsInvoicing, hands: Hands) -> None:
    a_part(counter, "CAB-220", on_hand=30)
    hands.type("miller").press("Enter").type("12*cab220").press("Enter", "Enter")
    assert [(line.number, line.ordered) for line in invoicing.draft.lines] == [("CAB-220", D(12))]


def test_charges_and_comments_are_lines_too(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    parts.save(counter, parts.PartCard(number="FRT", description="Freight", list_price=D("25.00"), kind="charge"), None)
    prompter.expect_text("By courier").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("frt").press("Enter", "Ctrl+M", "Enter")
    hands.type(";Thank you").press("Enter", "F12")
    assert lines(counter) == [("FRT", D(1), D(1), D(0)), ("Thank you", D(0), D(0), D(0))]
    assert written(counter).total == D("27.50")
    with counter.db.read() as session:
        assert session.scalars(select(models.InvoiceLine.note)).all() == ["By courier", ""]


def test_a_deleted_line_comes_back(counter: Counter, invoicing: PartsInvoicing, hands: Hands) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Ctrl+Del")
    assert invoicing.draft.lines == []
    hands.press("Ctrl+Shift+Z")
    assert [line.number for line in invoicing.draft.lines] == ["CAB-220"]


# ─────────────────────────────────────────────────────────────────────────────────────────────────────── the scanner


def with_barcode(counter: Counter, number: str, code: str, on_hand: int = 50) -> None:
    part = a_part(counter, number, on_hand=on_hand)
    with counter.work() as session:
        session.add(models.PartNumber(part_id=part.id, kind="barcode", number=code))


def test_a_scan_in_ordered_is_a_new_line_and_the_same_part_again_adds_one(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    with_barcode(counter, "CAB-220", "9312345678907")
    with_barcode(counter, "OIL-5", "9399999999994")
    hands.type("miller").press("Enter")
    hands.scan("9312345678907").scan("9312345678907").scan("9399999999994").scan("9312345678907")
    assert [(line.number, line.ordered) for line in invoicing.draft.lines] == [("CAB-220", D(3)), ("OIL-5", D(1))]


def test_a_known_barcode_typed_slowly_into_ordered_is_no_quantity(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    with_barcode(counter, "BULB", "12345")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("12345").press("Enter")
    assert [(line.number, line.ordered) for line in invoicing.draft.lines] == [("CAB-220", D(1)), ("BULB", D(1))]


def test_a_short_line_is_asked_about_once_for_each_scan(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    with_barcode(counter, "CAB-220", "9312345678907", on_hand=1)
    prompter.expect(PutOnBackorder, "yes").expect(PutOnBackorder, "yes")
    hands.type("miller").press("Enter")
    hands.scan("9312345678907").scan("9312345678907").scan("9312345678907")
    assert [(line.ordered, line.supplied, line.backordered) for line in invoicing.draft.lines] == [(D(3), D(1), D(2))]


def test_an_unknown_scan_in_ordered_is_refused(counter: Counter, invoicing: PartsInvoicing, hands: Hands) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter").scan("9300000000005")
    assert "There is no part 9300000000005" in hands.said
    assert [(line.number, line.ordered) for line in invoicing.draft.lines] == [("CAB-220", D(1))]


# ──────────────────────────────────────────────────────────────────────────────────────────────────────────── prices


def to_price(hands: Hands) -> None:
    """From the line that was just finished to its price."""
    hands.press("Up", "Right", "Right", "Right", "Right", "Right")


def test_a_price_is_typed_as_margin_discount_or_amount(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9, price="100.00", cost="60.00")
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter")
    to_price(hands)
    hands.type("+20").press("Tab")
    line = invoicing.draft.lines[0]
    assert (line.price, line.price_was, line.price_from) == (D("75.0000"), D("100.0000"), "typed")
    to_price(hands)
    hands.type("-10").press("Tab")
    assert (line.price, line.discount) == (D("75.0000"), D(10))


def test_prices_are_shown_and_typed_inc_gst_with_one_key(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter", "Ctrl+I")
    to_price(hands)
    hands.type("121").press("Tab")
    assert invoicing.draft.lines[0].price == D("110.0000")
    grid = invoicing._lines.grid.rows
    assert grid.columns[5].heading == "Price inc" and grid.columns[5].text(invoicing.draft.lines[0]) == "121.00"
    hands.press("Ctrl+I")
    assert grid.columns[5].text(invoicing.draft.lines[0]) == "110.00"


def test_below_cost_is_asked_on_leaving_the_price_and_not_again(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9, cost="60.00")
    prompter.expect(SellBelowCost, "no").expect(SellBelowCost, "yes").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter")
    to_price(hands)
    hands.type("50").press("Tab")
    assert "type a price of 60.00 or more" in hands.said and open_cell() == "50"
    hands.press("Tab").press("F12")
    assert written(counter).amount == D("50.00")


# ──────────────────────────────────────────────────────────────────────────────────────────────── everything besides


def test_the_screen_knows_when_the_stock_has_moved(
    counter: Counter, prompter: ScriptedPrompter, desk: MainWindow, invoicing: PartsInvoicing, hands: Hands
) -> None:
    part = a_part(counter, "CAB-220", on_hand=5)
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("4").press("Enter")
    prompter.expect(SaveAsPdf, "none").expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none")
    second = desk.open("parts_invoicing")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("3").press("F12")
    assert invoicing.draft.lines[0].part is not None and invoicing.draft.lines[0].part.available == D(2)
    desk.close_tab(second)
    hands.press("F12")
    assert lines(counter, 10002) == [("CAB-220", D(4), D(2), D(2))]
    assert stock(counter, part)[0] == D(0)


def test_two_customers_have_two_drafts(
    counter: Counter, desk: MainWindow, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter", "Ctrl+2")
    assert len(desk.windows()) == 2
    hands.type("cash").press("Enter")
    other = desk.front
    assert isinstance(other, PartsInvoicing) and other.draft.lines == [] and len(invoicing.draft.lines) == 1


def test_an_unfinished_draft_is_asked_about_before_it_goes(
    counter: Counter, prompter: ScriptedPrompter, desk: MainWindow, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    prompter.expect(LeaveUnfinished, "stay")
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter", "Esc")
    assert len(invoicing.draft.lines) == 1 and hands.at == "Debtor"
    hands.press("Ctrl+W")
    assert desk.windows() == [invoicing]


def test_a_lost_sale_is_recorded_and_the_line_comes_off(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    prompter.expect(RecordLostSale, "price")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("4").press("F6")
    assert invoicing.draft.lines == []
    (lost,) = lost_sales.every(counter)
    assert (lost.number, lost.quantity, lost.reason, lost.debtor) == ("CAB-220", D(4), "price", "Miller Motors")


def test_f3_puts_the_found_part_on_the_line(counter: Counter, invoicing: PartsInvoicing, hands: Hands) -> None:
    a_part(counter, "CAB-220", on_hand=9, description="Clutch cable")
    hands.type("miller").press("Enter")
    hands.then(lambda: keys.press("clutch", keys.ENTER)).press("F3")
    assert [line.number for line in invoicing.draft.lines] == ["CAB-220"]
    assert hands.at == "Lines" and invoicing._lines.grid.current_attribute() == "ordered"


def test_f8_replaces_the_part_by_one_that_shares_a_number(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "AB-12", on_hand=9)
    other = a_part(counter, "NEW-12", on_hand=9)
    with counter.work() as session:
        session.add(models.PartNumber(part_id=other.id, kind="old", number="AB12"))
    hands.type("miller").press("Enter").type("3*new12").press("Enter")
    hands.then(lambda: keys.press(keys.ENTER)).press("F8")
    assert [(line.number, line.ordered) for line in invoicing.draft.lines] == [("AB-12", D(3))]


def test_f7_shows_price_and_margin(counter: Counter, invoicing: PartsInvoicing, hands: Hands) -> None:
    a_part(counter, "CAB-220", on_hand=9, price="100.00", cost="60.00")
    seen: dict[str, str] = {}

    def look() -> None:
        card = QApplication.activeModalWidget()
        assert card is not None
        seen.update({label.accessibleName(): label.text() for label in card.findChildren(QLabel)})
        keys.press(keys.ESC)

    hands.type("miller").press("Enter").type("cab220").press("Enter")
    hands.then(look).press("F7")
    assert (seen["Cost"], seen["Margin"]) == ("60.00", "40 %")


def test_f4_looks_up_on_the_field(counter: Counter, invoicing: PartsInvoicing, hands: Hands) -> None:
    hands.press("F4")
    assert invoicing._head.debtor.list_open
    hands.press("Esc").type("miller").press("Enter")
    a_part(counter, "CAB-220", on_hand=9)
    hands.press("F4", "Enter")
    assert [line.number for line in invoicing.draft.lines] == ["CAB-220"]
