"""Stock Order by keys: what debtors wait for, lines by hand, saved, sent, closed short."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models, paths
from app.rules.found import CreditorFound, PartFound
from app.rules.questions import DeleteSaved, SuppliersPartsOnly
from app.services import lookup
from app.services.buying import ordering
from app.services.counter import Counter
from app.services.masters import parts
from app.ui.kit.records.picker import Picker
from app.ui.kit.records.tick_list import TickLine
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.stock_order.send import SendStockOrder
from app.ui.windows.stock_order.window import StockOrders
from tests import make
from tests.services.goods import sent, waits
from tests.ui.buying import TypeKeys, in_dialog, said, typist
from tests.ui.keys import ALT, BACK_TAB, CTRL, DOWN, ENTER, ESC, KEY, SHIFT, Stroke, type_at_speed
from tests.ui.mail import a_mail_program
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F2, F5, F9, F12 = KEY.Key_F2, KEY.Key_F5, KEY.Key_F9, KEY.Key_F12
CLOSE_SHORT = (KEY.Key_C, CTRL | SHIFT)


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    return make.a_creditor(counter, "Repco Wholesale", code="REPCO", email="orders@repco.example", lead_days=7)


@pytest.fixture
def cable(counter: Counter, repco: CreditorFound) -> PartFound:
    return make.a_part(counter, "CAB-220", 0, creditor_id=repco.id, pack=D(5), minimum=D(4), maximum=D(20))


@pytest.fixture
def window(desk: MainWindow, repco: CreditorFound, cable: PartFound) -> StockOrders:
    opened = desk.open("stock_order")
    assert isinstance(opened, StockOrders)
    return opened


@pytest.fixture
def type_keys(desk: MainWindow, qtbot: QtBot) -> TypeKeys:
    return typist(desk, qtbot)


def picks(desk: MainWindow, *strokes: Stroke) -> None:
    """Does this in the find window as soon as it is up."""
    in_dialog(desk, Picker, *strokes)


def on_books(counter: Counter) -> list[tuple[str, str, Decimal]]:
    """Status, part and quantity of every order line."""
    with counter.db.read() as session:
        rows = session.execute(
            select(models.StockOrder.status, models.Part.number, models.StockOrderLine.quantity)
            .join(models.StockOrderLine, models.StockOrderLine.order_id == models.StockOrder.id)
            .join(models.Part, models.Part.id == models.StockOrderLine.part_id)
            .order_by(models.StockOrderLine.id)
        )
        return [(status, number, quantity) for status, number, quantity in rows]


def sheets(counter: Counter) -> list[tuple[str, str]]:
    with counter.db.read() as session:
        runs = session.scalars(select(models.PaperRun).order_by(models.PaperRun.id))
        return [(run.sheet, run.how) for run in runs]


def test_what_debtors_wait_for_is_ordered_in_packs_and_asked_twice_proposes_nothing(
    window: StockOrders, counter: Counter, cable: PartFound, prompter: ScriptedPrompter,
    type_keys: TypeKeys, desk: MainWindow,
) -> None:  # fmt: skip
    waits(counter, cable, 5, make.a_debtor(counter, "Miller Motors", backorder_mode="automatic"))
    waits(counter, cable, 3, make.a_debtor(counter, "Jones", backorder_mode="automatic"))
    prompter.expect(SuppliersPartsOnly, "yes").expect_ticks()
    type_keys("repco", ENTER, F5)
    line = window.draft.lines[0]
    assert (line.number, line.quantity, line.who_waits) == ("CAB-220", D(10), "Miller Motors 5, Jones 3")
    assert "1 part for 2 backorders" in said(desk)

    again: list[TickLine] = []
    prompter.expect(SuppliersPartsOnly, "yes").expect_ticks(again.extend)
    type_keys(F5)
    assert [line.ticked for line in again] == [False]

    prompter.expect(SendStockOrder, "none")
    type_keys(F12)
    assert on_books(counter) == [("finalised", "CAB-220", D(10))]
    assert make.stock(counter, cable)[4] == D(10)
    assert window.draft.lines == []
    assert window.supplier.hasFocus()


def test_parts_of_another_supplier_come_marked_and_the_quantity_may_be_changed(
    window: StockOrders, counter: Counter, prompter: ScriptedPrompter, type_keys: TypeKeys
) -> None:
    burson = make.a_creditor(counter, "Burson")
    plug = make.a_part(counter, "NGK-5", 0, creditor_id=burson.id)
    waits(counter, plug, 4)
    seen: list[TickLine] = []

    def change(lines: list[TickLine]) -> list[TickLine]:
        seen.extend(lines)
        return [replace(lines[0], quantity=D(6))]

    prompter.expect(SuppliersPartsOnly, "no").expect_ticks(change)
    type_keys("repco", ENTER, F5)
    assert seen[0].cells[-1] == "! Burson"
    assert [(line.number, line.quantity) for line in window.draft.lines] == [("NGK-5", D(6))]


def test_only_the_suppliers_parts_leaves_those_of_others_out(
    window: StockOrders, counter: Counter, prompter: ScriptedPrompter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    waits(counter, make.a_part(counter, "NGK-5", 0, creditor_id=make.a_creditor(counter, "Burson").id), 4)
    prompter.expect(SuppliersPartsOnly, "yes")
    type_keys("repco", ENTER, F5)
    assert said(desk) == "Nobody waits for any part of Repco Wholesale."


def test_get_back_orders_without_a_supplier_goes_to_the_supplier(
    window: StockOrders, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys(F5)
    assert "The supplier is missing" in said(desk)
    assert window.supplier.hasFocus()


def test_suggest_fills_up_to_the_maximum(window: StockOrders, type_keys: TypeKeys, prompter: ScriptedPrompter) -> None:
    type_keys("repco", ENTER, (KEY.Key_G, CTRL))
    assert [(line.number, line.quantity) for line in window.draft.lines] == [("CAB-220", D(20))]
    type_keys((KEY.Key_G, CTRL))
    assert [line.quantity for line in window.draft.lines] == [D(20)]


def test_lines_are_typed_and_f2_saves_the_open_cell(
    window: StockOrders, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    make.a_part(counter, "OIL-5", 2)
    type_keys("repco", ENTER, "cab220", ENTER, "15", ENTER, "7*oil-5", ENTER, "8", F2)
    assert on_books(counter) == [("saved", "CAB-220", D(15)), ("saved", "OIL-5", D(8))]
    assert make.stock(counter, lookup.exact_part(counter, "CAB-220")[0])[4] == 0
    assert "saved, reference" in said(desk)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("0", "0 is no quantity"), ("-1", "less than nothing"), ("1e9", "more than"), ("abc", "is no quantity"),
     ("1.0005", "sold in whole units")],
)  # fmt: skip
def test_a_quantity_that_cannot_be_is_refused_in_its_cell(
    typed: str, sentence: str, window: StockOrders, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys("repco", ENTER, "cab220", ENTER, typed, ENTER)
    assert sentence in said(desk)
    assert window.grid.editor is not None and window.grid.editor.text() == typed
    assert window.draft.lines[0].quantity == D(5)


def test_an_unknown_part_is_told_and_stays(window: StockOrders, type_keys: TypeKeys, desk: MainWindow) -> None:
    type_keys("repco", ENTER, "K55", ENTER)
    assert said(desk) == "There is no part “K55”. F3 finds by description."
    assert window.grid.editor is not None and window.grid.editor.text() == "K55"


def test_a_broken_pack_is_told_but_taken(window: StockOrders, type_keys: TypeKeys, desk: MainWindow) -> None:
    type_keys("repco", ENTER, "cab220", ENTER, "7", ENTER)
    assert window.draft.lines[0].quantity == D(7)
    assert "packs of 5" in said(desk)


def test_a_scan_in_the_quantity_is_one_more_of_its_part(
    window: StockOrders, counter: Counter, cable: PartFound, type_keys: TypeKeys
) -> None:
    card = parts.open_card(counter, cable.id)
    parts.save(counter, replace(card, numbers=(parts.OtherNumber("barcode", "9300675024235"),)), card)
    type_keys("repco", ENTER, "cab220", ENTER)
    type_at_speed("9300675024235", gap=5)
    type_keys(ENTER)
    assert [(line.number, line.quantity) for line in window.draft.lines] == [("CAB-220", D(6))]


def test_a_part_that_is_on_the_order_gets_the_cursor_instead_of_a_second_line(
    window: StockOrders, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys("repco", ENTER, "cab220", ENTER, ENTER, "CAB-220", ENTER)
    assert len(window.draft.lines) == 1
    assert window.grid.current_attribute() == "quantity"
    assert "already" in said(desk)


def test_a_line_without_its_tick_is_not_ordered(
    window: StockOrders, counter: Counter, type_keys: TypeKeys, prompter: ScriptedPrompter
) -> None:
    make.a_part(counter, "OIL-5", 2)
    prompter.expect(SendStockOrder, "none")
    type_keys("repco", ENTER, "cab220", ENTER, ENTER, "oil-5", ENTER)
    type_keys(BACK_TAB, BACK_TAB, BACK_TAB, " ", F12)
    assert on_books(counter) == [("finalised", "CAB-220", D(5))]


def test_what_has_not_gone_out_is_told_and_may_be_ordered_by_phone(
    window: StockOrders, counter: Counter, type_keys: TypeKeys, prompter: ScriptedPrompter, desk: MainWindow
) -> None:
    prompter.expect(SendStockOrder, "none")
    type_keys("repco", ENTER, "cab220", ENTER, ENTER, F12)
    assert "has not gone out yet" in said(desk)
    assert [each.status for each in ordering.list_orders(counter)] == ["not sent"]
    prompter.expect(SendStockOrder, "phone")
    type_keys((KEY.Key_P, CTRL))
    assert "ordered by phone" in said(desk)
    assert [each.status for each in ordering.list_orders(counter)] == ["sent"]


def test_an_empty_order_is_refused(window: StockOrders, type_keys: TypeKeys, desk: MainWindow) -> None:
    type_keys("repco", ENTER, F12)
    assert "There is nothing to order" in said(desk)
    assert window.grid.hasFocus()


def test_a_saved_order_is_recalled_changed_and_sent(
    window: StockOrders, counter: Counter, type_keys: TypeKeys, desk: MainWindow, prompter: ScriptedPrompter
) -> None:
    type_keys("repco", ENTER, "cab220", ENTER, "15", (KEY.Key_F, ALT), "PO 7", F2)
    picks(desk, "repco", ENTER)
    type_keys(F9)
    assert window.windowTitle().startswith("Stock Order saved")
    assert window.fields["their_reference"].value == "PO 7"  # type: ignore[attr-defined]
    window.grid.go_to(window.draft.lines[0], "quantity")
    prompter.expect(SendStockOrder, "none")
    type_keys("20", F12)
    assert on_books(counter) == [("finalised", "CAB-220", D(20))]


def test_a_saved_order_is_deleted_after_a_question(
    window: StockOrders, counter: Counter, type_keys: TypeKeys, desk: MainWindow, prompter: ScriptedPrompter
) -> None:
    type_keys("repco", ENTER, "cab220", ENTER, F2)
    picks(desk, ENTER)
    type_keys(F9)
    prompter.expect(DeleteSaved, "no")
    type_keys((KEY.Key_Delete, CTRL | SHIFT))
    assert on_books(counter)[0][0] == "saved"
    prompter.expect(DeleteSaved, "yes")
    type_keys((KEY.Key_Delete, CTRL | SHIFT))
    assert on_books(counter)[0][0] == "deleted"


def test_recall_beside_typed_lines_opens_a_second_tab(
    window: StockOrders, counter: Counter, type_keys: TypeKeys, desk: MainWindow, prompter: ScriptedPrompter
) -> None:
    type_keys("repco", ENTER, "cab220", ENTER, F2, "repco", ENTER, "2*cab220", ENTER)
    picks(desk, ENTER)
    type_keys(F9)
    assert [line.quantity for line in window.draft.lines] == [D(2)]
    assert isinstance(desk.front, StockOrders) and desk.front is not window
    assert [line.quantity for line in desk.front.draft.lines] == [D(5)]


def test_what_was_sent_is_looked_at_and_closed_short(
    window: StockOrders, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    desk: MainWindow, prompter: ScriptedPrompter,
) -> None:  # fmt: skip
    waits(counter, cable, 3, make.a_debtor(counter, "Miller Motors", backorder_mode="automatic"))
    sent(counter, repco, (cable, 10))
    picks(desk, "sent", ENTER)
    type_keys(F9)
    assert window.windowTitle() == "Stock Order 10001"
    assert not window.action("do_finalise").isEnabled()
    prompter.expect_ticks().expect_text("discontinued")
    type_keys(CLOSE_SHORT)
    assert make.stock(counter, cable)[4] == 0
    assert "10 not expected any more" in said(desk) and "Miller Motors" in said(desk)
    assert on_books(counter)[0][0] == "closed short"
    type_keys(ESC)
    assert window.action("do_finalise").isEnabled()


def test_closing_short_without_a_reason_leaves_the_order(
    window: StockOrders, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    desk: MainWindow, prompter: ScriptedPrompter,
) -> None:  # fmt: skip
    sent(counter, repco, (cable, 10))
    picks(desk, ENTER)
    type_keys(F9)
    prompter.expect_ticks().expect_text(None)
    type_keys(CLOSE_SHORT)
    assert make.stock(counter, cable)[4] == D(10)


def test_an_order_goes_out_by_mail_with_its_pdf_and_again_as_csv(
    window: StockOrders, counter: Counter, type_keys: TypeKeys, desk: MainWindow, prompter: ScriptedPrompter,
    tmp_path: Path,
) -> None:  # fmt: skip
    with a_mail_program() as messages:
        prompter.expect(SendStockOrder, "e-mail")
        type_keys("repco", ENTER, "10*cab220", F12)
    assert messages[0].startswith("orders@repco.example?subject=Stock Order")
    assert "10 each  CAB-220" in messages[0]
    (file,) = paths.sheets_folder().glob("Stock Order *.pdf")
    assert file.read_bytes().startswith(b"%PDF")
    assert f"attach {file.name}" in said(desk)

    prompter.expect(SendStockOrder, "csv").expect_file(tmp_path / "order.csv")
    type_keys((KEY.Key_P, CTRL))
    assert ordering.facts(counter, 1).copy, "what goes out again says so, lest it is supplied twice"
    rows = list(csv.reader((tmp_path / "order.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0][:2] == ["Order", "Your number"] and rows[1][1] == "CAB-220" and rows[1][4] == "10"
    assert sheets(counter) == [("stock order", "e-mail"), ("stock order", "csv")]


def test_without_a_printer_it_is_said_and_a_pdf_offered(
    window: StockOrders, counter: Counter, type_keys: TypeKeys, desk: MainWindow, prompter: ScriptedPrompter
) -> None:
    prompter.expect(SendStockOrder, "print").expect(SaveAsPdf, "none")
    type_keys("repco", ENTER, "10*cab220", F12)
    assert "has not gone out yet" in said(desk)
    assert on_books(counter)[0][0] == "finalised"
    assert sheets(counter) == []


def test_closing_with_typed_lines_asks(window: StockOrders, type_keys: TypeKeys) -> None:
    assert window.unfinished() is None
    type_keys("repco", ENTER, "cab220", ENTER)
    question = window.unfinished()
    assert question is not None and question.lines == 1


def test_the_cursor_comes_down_on_the_part_of_the_new_line(window: StockOrders, type_keys: TypeKeys) -> None:
    type_keys("repco", ENTER, "cab220", ENTER, DOWN)
    assert window.grid.current_line() is None
    assert window.grid.current_attribute() == "part"


def test_another_supplier_after_all_keeps_the_lines(window: StockOrders, counter: Counter, type_keys: TypeKeys) -> None:
    make.a_creditor(counter, "Burson", code="BURSON")
    type_keys("repco", ENTER, "15*cab220", ENTER, (KEY.Key_S, ALT), "burson", ENTER, F2)
    assert [(line.number, line.quantity) for line in ordering.recall(counter, 1).lines] == [("CAB-220", D(15))]
    assert ordering.list_orders(counter)[0].creditor == "Burson"


def test_what_is_typed_already_counts_and_is_made_more(
    window: StockOrders, counter: Counter, cable: PartFound, prompter: ScriptedPrompter, type_keys: TypeKeys
) -> None:
    waits(counter, cable, 8, make.a_debtor(counter, "Miller Motors", backorder_mode="automatic"))
    type_keys("repco", ENTER, "5*cab220", ENTER)
    prompter.expect(SuppliersPartsOnly, "yes").expect_ticks()
    type_keys(F5)
    assert [(line.quantity, line.who_waits) for line in window.draft.lines] == [(D(10), "Miller Motors 8")]


def test_for_whom_follows_the_quantity(
    window: StockOrders, counter: Counter, cable: PartFound, type_keys: TypeKeys
) -> None:
    waits(counter, cable, 8, make.a_debtor(counter, "Miller Motors", backorder_mode="automatic"))
    type_keys("repco", ENTER, "10*cab220", ENTER, "3", ENTER)
    assert window.draft.lines[0].who_waits == "Miller Motors 3"


def test_the_suppliers_number_is_the_suppliers(
    window: StockOrders, counter: Counter, cable: PartFound, type_keys: TypeKeys
) -> None:
    make.a_creditor(counter, "Burson", code="BURSON")
    card = parts.open_card(counter, cable.id)
    parts.save(counter, replace(card, numbers=(parts.OtherNumber("supplier", "RW-77"),)), card)
    type_keys("repco", ENTER, "cab220", ENTER)
    assert window.draft.lines[0].supplier_number == "RW-77"
    type_keys((KEY.Key_S, ALT), "burson", ENTER)
    assert window.draft.lines[0].supplier_number == ""


def test_what_is_on_the_books_may_be_closed_without_a_question(
    window: StockOrders, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys("repco", ENTER, "cab220", ENTER, F2)
    picks(desk, ENTER)
    type_keys(F9)
    assert len(window.draft.lines) == 1
    assert window.unfinished() is None
