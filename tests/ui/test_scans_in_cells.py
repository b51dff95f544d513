"""A scan into a cell that is typed into: what a hand typed is kept, no sign of the scan is, and it becomes a line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.pricing import Break
from app.services.counter import Counter
from app.services.masters import parts
from app.ui.main_window import MainWindow
from app.ui.windows.parts.grids import QuantityBreaks
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests import make
from tests.ui.keys import ALT, ENTER, KEY, TAB, focus, press, scan, stamped

CODE, LABEL, UNKNOWN = "9310072000015", "FLT-1", "9300000000009"
"""A part's barcode, what the shop's own label of it says, and what nobody knows."""
WORDS = "description"
HELD = {"ordered": "3", "supplied": "3", "price": "100", "discount": "0", WORDS: "Fit on Friday"}
TYPED = {"ordered": "2", "supplied": "1", "price": "120", "discount": "5", WORDS: "Fit at the gate"}


@pytest.fixture
def window(counter: Counter, invoicing: PartsInvoicing) -> PartsInvoicing:
    """An invoice for MILLER: three cables, and a line of words; filters with a barcode lie there."""
    make.a_part(counter, "CAB-220", on_hand=9)
    make.a_part(counter, LABEL, on_hand=9, numbers=(parts.OtherNumber("barcode", CODE),))
    press("miller", ENTER, ";Fit on Friday", ENTER, "cab220", ENTER, "3", ENTER)
    return invoicing


def to_cell(window: PartsInvoicing, column: str) -> Any:
    """The cursor goes to this column of the line that has it; returns the line."""
    words, goods = window.draft.lines[:2]
    line = words if column == WORDS else goods
    assert window._lines.grid.go_to(line, column)
    return line


def kept(window: PartsInvoicing, column: str) -> str:
    words, goods = window.draft.lines[:2]
    value = getattr(words if column == WORDS else goods, column)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def scanned(window: PartsInvoicing) -> list[tuple[str, Decimal]]:
    """The lines after the first two, which were typed."""
    return [(line.number, line.ordered) for line in window.draft.lines[2:] if line.part]


def where(window: PartsInvoicing) -> tuple[str, str, bool, bool]:
    """The cursor's part and column, whether the grid has the focus, whether a cell is open."""
    grid = window._lines.grid
    return (grid.current_line() or window.draft.lines[0]).number, grid.current_attribute(), grid.hasFocus(), bool(
        grid.editor
    )  # fmt: skip


AFTER = (LABEL, "ordered", True, False)


@pytest.mark.parametrize("code", [CODE, LABEL])
@pytest.mark.parametrize("column", HELD)
def test_without_a_hand_the_cell_stays_and_a_second_scan_adds_one(
    window: PartsInvoicing, column: str, code: str
) -> None:
    for pieces in (1, 2):
        to_cell(window, column)
        scan(code, start=pieces * 5_000)
        assert kept(window, column) == HELD[column]
        assert scanned(window) == [(LABEL, Decimal(pieces))]
        assert where(window) == AFTER


@pytest.mark.parametrize("end", [ENTER, TAB])
@pytest.mark.parametrize("code", [CODE, LABEL])
@pytest.mark.parametrize("column", HELD)
def test_what_a_hand_typed_before_is_kept(window: PartsInvoicing, column: str, code: str, end: Any) -> None:
    to_cell(window, column)
    press(TYPED[column])
    scan(code, end=end)
    assert kept(window, column) == TYPED[column]
    assert scanned(window) == [(LABEL, Decimal(1))]
    assert where(window) == AFTER
    assert window._lines.grid.go_to(window.draft.lines[1], "ordered")
    press("3")
    scan(code, start=9_000, end=end)
    assert scanned(window) == [(LABEL, Decimal(2))]


def test_what_a_hand_types_with_time_stamps_is_kept_too(window: PartsInvoicing) -> None:
    to_cell(window, WORDS)
    for at, letter in enumerate("Gate"):
        stamped(ord(letter.upper()), letter, 1_000 + at * 80)
    scan(CODE, start=1_600)
    assert kept(window, WORDS) == "Gate"
    assert scanned(window) == [(LABEL, Decimal(1))]


def test_a_scan_in_the_middle_of_words_leaves_them_as_they_were(window: PartsInvoicing) -> None:
    to_cell(window, WORDS)
    press("Fit at the gate", *[KEY.Key_Left] * 5)
    scan(LABEL)
    assert kept(window, WORDS) == "Fit at the gate"
    assert scanned(window) == [(LABEL, Decimal(1))]


def test_what_cannot_be_taken_in_stays_and_the_scan_is_not_taken(window: PartsInvoicing, desk: MainWindow) -> None:
    to_cell(window, "ordered")
    press("2x")
    scan(CODE)
    assert kept(window, "ordered") == "3"
    assert scanned(window) == []
    assert "“2x” is no quantity." in desk.status_line.sentence
    editor = window._lines.grid.editor
    assert editor is not None and editor.selectedText() == "2x"
    press("2")
    scan(CODE, start=9_000)
    assert (kept(window, "ordered"), scanned(window)) == ("2", [(LABEL, Decimal(1))])


@pytest.mark.parametrize("code", [UNKNOWN, "NO-SUCH", "654321"])
@pytest.mark.parametrize("column", HELD)
def test_a_scan_of_nothing_that_is_known_is_told_and_leaves_no_sign(
    window: PartsInvoicing, desk: MainWindow, column: str, code: str
) -> None:
    to_cell(window, column)
    scan(code)
    assert f"There is no part {code}." in desk.status_line.sentence
    assert (kept(window, column), scanned(window)) == (HELD[column], [])
    assert window._lines.grid.editor is None and window._lines.grid.hasFocus()
    assert window._lines.grid.current_attribute() == column
    press(ENTER)
    assert kept(window, column) == HELD[column]


def test_a_short_word_typed_fast_is_no_scan(window: PartsInvoicing) -> None:
    """Two or three letters come together under good fingers; the next one, or Enter, does not."""
    to_cell(window, WORDS)
    for at, letter in zip((0, 20, 40, 160, 180, 200), "seefit", strict=True):
        stamped(ord(letter.upper()), letter, 1_000 + at)
    stamped(int(ENTER), "\r", 1_230)
    assert (kept(window, WORDS), scanned(window)) == ("seefit", [])
    to_cell(window, WORDS)
    for at, letter in enumerate("gate"):
        stamped(ord(letter.upper()), letter, 3_000 + at * 20)
    stamped(int(ENTER), "\r", 3_000 + 3 * 20 + 120)
    assert (kept(window, WORDS), scanned(window)) == ("gate", [])


def test_the_part_cell_still_reads_how_many_before_the_scan(window: PartsInvoicing) -> None:
    window._lines.grid.start()
    press("4*")
    scan(CODE)
    assert scanned(window) == [(LABEL, Decimal(4))]


def test_in_an_order_the_suppliers_number_is_no_barcode(counter: Counter, desk: MainWindow, qtbot: QtBot) -> None:
    made = make.a_part(counter, LABEL, on_hand=9, numbers=(parts.OtherNumber("barcode", CODE),))
    make.a_creditor(counter, code="ACME")
    orders: Any = desk.open("stock_order")
    press("acme", ENTER, LABEL, ENTER, "3", ENTER)
    (line,) = orders.draft.lines
    for typed, pieces in (("", 4), ("X-9", 5)):
        assert orders.grid.go_to(line, "supplier_number")
        press(typed)
        scan(CODE, start=pieces * 5_000)
        assert [(each.part.id, each.quantity) for each in orders.draft.lines] == [(made.id, Decimal(pieces))]
        assert orders.draft.lines[0].supplier_number == typed
        assert focus() is orders.grid


def test_in_a_creditors_credit_a_scan_is_one_more_that_goes_back(counter: Counter, desk: MainWindow) -> None:
    make.a_part(counter, LABEL, on_hand=9, numbers=(parts.OtherNumber("barcode", CODE),))
    make.a_part(counter, "CAB-220", on_hand=9)
    make.a_creditor(counter, code="ACME")
    credit: Any = desk.open("creditor_credit")
    press("acme", ENTER)
    credit.grid.start()
    press("cab220", ENTER, "2")
    for pieces in (1, 2):
        scan(CODE, start=pieces * 5_000)
        assert [(line.number, line.quantity) for line in credit.draft.lines] == [
            ("CAB-220", Decimal(2)),
            (LABEL, Decimal(pieces)),
        ]
        assert (credit.grid.current_line().number, credit.grid.current_attribute()) == (LABEL, "quantity")
    credit.grid.start()
    scan(CODE, start=20_000)
    assert credit.draft.lines[1].quantity == 3


def test_among_special_prices_a_scan_goes_to_the_price_of_its_part(counter: Counter, desk: MainWindow) -> None:
    make.a_part(counter, LABEL, on_hand=9, numbers=(parts.OtherNumber("barcode", CODE),))
    make.a_part(counter, "CAB-220", on_hand=9)
    debtors: Any = desk.open("debtors", debtor_id=make.a_debtor(counter, "Miller", code="MIL001").id)
    press((KEY.Key_O, ALT))
    grid = debtors._prices.grid
    grid.setFocus()
    press("cab220", ENTER, "90")
    for start in (5_000, 6_000):
        scan(CODE, start=start)
        assert [(line.number, line.price) for line in grid.lines] == [("CAB-220", Decimal(90)), (LABEL, None)]
        assert (grid.current_line().number, grid.current_attribute()) == (LABEL, "price")
        grid.go_to(grid.lines[0], "price")


def test_where_nothing_takes_a_part_words_may_be_scanned(desk: MainWindow) -> None:
    operators: Any = desk.open("operators")
    operators.grid.start()
    scan("KIM-1")
    assert operators.grid.lines[-1].code == "KIM-1"


def test_where_nothing_takes_a_part_a_scan_is_no_figure(dressed: QApplication, qtbot: QtBot) -> None:
    grid, told = QuantityBreaks(), list[str]()
    qtbot.addWidget(grid)
    grid.refused.connect(told.append)
    grid.value = (Break(Decimal(10), Decimal(8)),)
    grid.show()
    grid.activateWindow()
    qtbot.waitActive(grid)
    for typed, price in (("", 8), ("7", 7)):
        grid.setFocus()
        grid.go_to(grid.lines[0], "price")
        press(typed)
        scan("01234", start=price * 1_000)
        assert grid.value == (Break(Decimal(10), Decimal(price)),)
        assert told[-1] == "01234 was scanned, and nothing here takes a part."
