"""Grids and spreadsheets: what is pasted goes the way of what is typed, what is refused comes back; what is copied."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.rules import words
from app.rules.questions import PutOnBackorder
from app.services.counter import Counter
from app.ui.kit.context import Context
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.main_window import MainWindow
from app.ui.windows.creditor_invoice.window import CreditorInvoices
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from app.ui.windows.stock_adjustment.window import StockAdjustments
from app.ui.windows.stock_order.window import StockOrders
from app.ui.windows.stocktake.window import Stocktakes
from tests import make
from tests.ui import keys
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter
from tests.ui.windows import Notes

D = Decimal
PASTE, COPY = "Ctrl+V", "Ctrl+C"
COPY_ALL = "Ctrl+Shift+E"


@pytest.fixture(autouse=True)
def two_parts(counter: Counter) -> None:
    make.a_part(counter, "CAB-220", 10, description="Battery cable")
    make.a_part(counter, "OIL-5", 20, description='Oil 5" drum')


def put(text: str) -> None:
    """Somebody copied this in a spreadsheet."""
    QGuiApplication.clipboard().setText(text)


def clipboard() -> list[list[str]]:
    return [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]


# ──────────────────────────────────────────────────────────────────────────────────────────────────────── pasted


def on_invoice(invoicing: PartsInvoicing) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    return [(line.number, line.ordered, line.supplied, line.backordered) for line in invoicing.draft.filled_lines]


def test_rows_become_lines_of_an_invoice_and_a_short_one_asks(
    invoicing: PartsInvoicing, hands: Hands, prompter: ScriptedPrompter
) -> None:
    prompter.expect(PutOnBackorder, "yes")
    put("cab220\t12\r\nOIL 5\t2\r\n")
    hands.type("miller").press("Enter").press(PASTE)

    assert on_invoice(invoicing) == [("CAB-220", D(12), D(10), D(2)), ("OIL-5", D(2), D(2), D(0))]
    assert hands.said == "✓ 2 rows are pasted."


def test_what_is_refused_is_named_and_comes_back_with_its_reason(invoicing: PartsInvoicing, hands: Hands) -> None:
    put("Part\tQty\nCAB-220\t1\nK55\t2\nOIL-5\tmany\n")
    hands.type("miller").press("Enter").press(PASTE)

    assert [line[0] for line in on_invoice(invoicing)] == ["CAB-220"]
    assert hands.said == (
        "× 1 row is pasted; row 3 (K55), row 4 (OIL-5) are not. They are on the clipboard, each with its reason."
    )
    headings, k55, oil = clipboard()
    assert headings == ["Part", "Qty", "Why not"]
    assert k55 == ["K55", "2", "There is no part K55. F3 finds by description."]
    assert oil[:2] == ["OIL-5", "many"]

    mended = QGuiApplication.clipboard().text().replace("many", "3").replace("K55", "CAB-220")
    put(mended)
    hands.press(PASTE)

    assert [line[:2] for line in on_invoice(invoicing)] == [("CAB-220", D(1)), ("CAB-220", D(2)), ("OIL-5", D(3))]


def test_going_back_from_a_question_stops_and_keeps_the_rows_after_it(
    invoicing: PartsInvoicing, hands: Hands, prompter: ScriptedPrompter
) -> None:
    prompter.expect(PutOnBackorder, None)
    put("CAB-220\t12\nOIL-5\t2\n")
    hands.type("miller").press("Enter").press(PASTE)

    assert [line[:2] for line in on_invoice(invoicing)] == [("CAB-220", D(12))]
    assert clipboard()[1][:2] == ["OIL-5", "2"]


def test_one_value_is_pasted_into_the_cell_as_ever(invoicing: PartsInvoicing, hands: Hands) -> None:
    put("CAB-220\r\n")
    hands.type("miller").press("Enter").press(PASTE, "Enter")

    assert [line[0] for line in on_invoice(invoicing)] == ["CAB-220"]


def test_rows_also_come_in_while_the_part_cell_is_open(invoicing: PartsInvoicing, hands: Hands) -> None:
    put("CAB-220\t1\nOIL-5\t2\n")
    hands.type("miller").press("Enter").type("x").press(PASTE)

    assert [line[0] for line in on_invoice(invoicing)] == ["CAB-220", "OIL-5"]


def test_rows_become_lines_of_a_stock_order(desk: MainWindow, counter: Counter, hands: Hands) -> None:
    make.a_creditor(counter, "Repco", code="REPCO")
    window = desk.open("stock_order")
    assert isinstance(window, StockOrders)
    put("Qty\tItem\n6\tCAB-220\n2\tOIL-5\n4\tCAB-220\n")
    hands.type("repco").press("Enter")
    window.grid.start()
    hands.press(PASTE)

    assert [(line.number, line.quantity) for line in window.grid.draft.filled_lines] == [
        ("CAB-220", D(10)),
        ("OIL-5", D(2)),
    ]


def test_rows_become_lines_of_a_creditor_invoice(desk: MainWindow, counter: Counter, hands: Hands) -> None:
    make.a_creditor(counter, "Repco", code="REPCO")
    window = desk.open("creditor_invoice")
    assert isinstance(window, CreditorInvoices)
    put("CAB-220\tBattery cable\t6\nOIL-5\tOil\t2\n")
    hands.type("repco").press("Enter")
    window.grid.start()
    hands.press(PASTE)

    lines = window.grid.draft.filled_lines
    assert [(line.number, line.billed, line.received) for line in lines] == [
        ("CAB-220", D(6), D(6)),
        ("OIL-5", D(2), D(2)),
    ]


def test_an_adjustment_takes_what_is_missing_with_a_minus(desk: MainWindow, hands: Hands) -> None:
    window = desk.open("stock_adjustment")
    assert isinstance(window, StockAdjustments)
    put("CAB-220\t-3\nOIL-5\t1.5\n")
    window.grid.start()
    hands.press(PASTE)

    assert [(line.number, line.change) for line in window.grid.draft.filled_lines] == [("CAB-220", D(-3))]
    assert "OIL-5 is sold in whole units" in hands.said


def test_counts_are_pasted_into_the_sheets(desk: MainWindow, hands: Hands) -> None:
    window = desk.open("stocktake")
    assert isinstance(window, Stocktakes)
    hands.press("F12")
    put("cab220\t9\nNOPE\t1\nOIL-5\t0\n")
    window.grid.start()
    hands.press(PASTE)

    assert {row.part.number: row.count.counted for row in window.grid.lines} == {"CAB-220": D(9), "OIL-5": D(0)}
    assert "“NOPE” is not on these sheets" in hands.said


# ──────────────────────────────────────────────────────────────────────────────────────────────────────── copied


def test_a_cell_of_a_grid_and_all_its_lines_are_copied(invoicing: PartsInvoicing, hands: Hands) -> None:
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("2").press("Enter")
    keys.press(keys.UP)
    hands.press(COPY)
    assert clipboard() == [["CAB-220"]]

    hands.press(COPY_ALL)
    headings, line = clipboard()
    assert headings[:3] == ["Part", "Description", "Ordered"]
    assert line[:3] == ["CAB-220", "Battery cable", "2"]
    assert "1 row is copied" in hands.said


def test_what_was_copied_can_be_pasted_again(invoicing: PartsInvoicing, hands: Hands) -> None:
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("2").press("Enter").press(COPY_ALL, PASTE)

    assert [line[:2] for line in on_invoice(invoicing)] == [("CAB-220", D(2)), ("CAB-220", D(2))]


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    owed: Decimal


class Listed(Notes):
    """A window with a list."""

    name = "home"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        owed = Column("Owed", "owed", show=words.money, align="right")
        self.list = RecordList("Debtors", (Column("Name", "name"), owed), ticks=True)
        self.list.show_records([Row(1, "=Miller+1", D("1234.50")), Row(2, "Jones", D(-3)), Row(3, "Wu", D(0))])
        self.body(self.list)


@pytest.fixture
def listed(desk: MainWindow) -> Listed:
    window = Listed(desk.context)
    desk.lay_down(window)
    window.list.setFocus(Qt.FocusReason.OtherFocusReason)
    return window


def test_a_list_goes_out_with_plain_figures_and_nothing_that_runs(listed: Listed, hands: Hands) -> None:
    hands.press(COPY_ALL)

    assert clipboard() == [["Name", "Owed"], ["'=Miller+1", "1234.50"], ["Jones", "-3"], ["Wu", "0"]]
    assert hands.said == "✓ 3 rows are copied, with headings: a spreadsheet takes them by Ctrl+V."


def test_a_row_of_a_list_is_copied_or_those_that_are_ticked(listed: Listed, hands: Hands) -> None:
    keys.press(keys.DOWN)
    hands.press(COPY)
    assert clipboard() == [["Jones", "-3"]]

    keys.press(keys.KEY.Key_Space, keys.DOWN, keys.KEY.Key_Space)
    hands.press(COPY)
    assert clipboard() == [["Jones", "-3"], ["Wu", "0"]]


def test_only_what_is_on_the_screen_goes_out(listed: Listed, hands: Hands) -> None:
    listed.list.table.setColumnHidden(1, True)
    listed.list.filter_by("jones")
    hands.press(COPY_ALL)

    assert clipboard() == [["Owed"], ["-3"]]
