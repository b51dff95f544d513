"""Bad input in every field and cell of the money windows, by keys: a sentence at the field, or taken whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from app.rules import entry
from app.rules.drafts import InvoiceDraft
from app.rules.money_questions import GiveBack
from app.rules.questions import TakePayment
from app.services import lookup
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.sales import invoicing
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.asking.prompts import TextDialog
from app.ui.kit.asking.refund import RefundDialog
from app.ui.kit.asking.tender import TenderDialog
from app.ui.kit.entry.fields import LineField, LookupField, NoteField
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.window import TaskWindow
from app.ui.main_window import MainWindow
from app.ui.windows.shared.password_field import PasswordField
from app.ui.windows.stock_adjustment.window import StockAdjustments
from tests.make import a_creditor, a_debtor, a_part
from tests.memory_keyring import Memory, in_use
from tests.services.goods import loose
from tests.services.owing import sold
from tests.ui import keys
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter
from tests.ui.test_day_end import sell_for_cash

D = Decimal
BAD = {
    "empty": "",
    "less than nothing": "-1",
    "a thousand million": "1e9",
    "letters": "abc",
    "a thousandth": "0.001",
    "ten thousand letters": "x" * 10_000,
    "ten thousand figures": "9" * 10_000,
    "markup": '<b>O\'Neil</b> "x"; --',
    "nul": "a\x00b",
    "turned": "12\u202e3",
    "far too fine": f"-0.{'0' * 10_000}1",
}
LONGEST_SENTENCE = 200


@dataclass(frozen=True)
class Shop:
    counter: Counter
    desk: MainWindow
    hands: Hands
    prompter: ScriptedPrompter


def _receipts(shop: Shop) -> TaskWindow:
    sold(shop.counter, a_debtor(shop.counter, "Miller Motors", code="MILLER"), "110.00")
    window = shop.desk.open("receipts")
    shop.hands.type("MILLER").press("Enter").type("50").press("Enter")
    return window


def _owed(shop: Shop) -> None:
    creditor = a_creditor(shop.counter, "Repco Wholesale", code="REPCO")
    part = a_part(shop.counter, "CAB-220", 10, creditor_id=creditor.id, cost="10.00", bin="A1")
    draft = loose(shop.counter, creditor, "A1", (part, 5, "100"))
    draft.lines[0].received = D(3)
    receiving.process(shop.counter, draft, {})


def _creditor_payments(shop: Shop) -> TaskWindow:
    _owed(shop)
    window = shop.desk.open("creditor_payments")
    shop.hands.type("REPCO").press("Enter").type("50").press("Enter")
    return window


def _creditor_credit(shop: Shop) -> TaskWindow:
    _owed(shop)
    window = shop.desk.open("creditor_credit")
    shop.prompter.expect_ticks()
    shop.hands.type("REPCO").press("Enter")
    return window


def _goods_back(shop: Shop) -> TaskWindow:
    a_part(shop.counter, "CAB-220", 5, creditor_id=a_creditor(shop.counter, "Repco Wholesale", code="REPCO").id)
    window = shop.desk.open("creditor_credit")
    shop.hands.type("REPCO").press("Enter")
    window.findChildren(LineGrid)[0].setFocus()
    shop.hands.type("cab-220").press("Enter")
    return window


def _credits(shop: Shop) -> TaskWindow:
    debtor, part = a_debtor(shop.counter, "Miller Motors", code="MILLER"), a_part(shop.counter, "CAB-220", on_hand=9)
    line = invoicing.line_for(shop.counter, lookup.part(shop.counter, part.id), debtor, D(2))
    invoicing.finalise(shop.counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    window = shop.desk.open("credits")
    shop.hands.type("10001").press("Enter")
    return window


def _stock_adjustment(shop: Shop) -> TaskWindow:
    a_part(shop.counter, "CAB-220", 5, cost="10.00", bin="A1")
    window = shop.desk.open("stock_adjustment")
    assert isinstance(window, StockAdjustments)
    window.grid.start()
    shop.hands.type("cab-220").press("Enter").type("1").press("Enter")
    return window


def _stocktake(shop: Shop) -> TaskWindow:
    a_part(shop.counter, "CAB-220", 5, cost="10.00", bin="A1")
    return shop.desk.open("stocktake")


def _counting(shop: Shop) -> TaskWindow:
    window = _stocktake(shop)
    shop.hands.press("F12")
    return window


def _day_end(shop: Shop) -> TaskWindow:
    sell_for_cash(shop.counter, "120.00")
    return shop.desk.open("day_end")


def _plain(name: str) -> Callable[[Shop], TaskWindow]:
    return lambda shop: shop.desk.open(name)


def _a_card(shop: Shop) -> TaskWindow:
    window = shop.desk.open("journal")
    shop.hands.press("Ctrl+N")
    return window


SCENES: dict[str, Callable[[Shop], TaskWindow]] = {
    "receipts": _receipts,
    "creditor_payments": _creditor_payments,
    "creditor_credit": _creditor_credit,
    "goods back": _goods_back,
    "credits": _credits,
    "stock_adjustment": _stock_adjustment,
    "stocktake": _stocktake,
    "counting": _counting,
    "day_end": _day_end,
    "statements": _plain("statements"),
    "journal": _plain("journal"),
    "account card": _a_card,
    "handover": _plain("handover"),
    "setup": _plain("setup"),
}
SCENES_OF = {"goods back": "creditor_credit", "counting": "stocktake", "account card": "journal"}
"""The windows of the scenes that do not bear their names."""
TYPED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "receipts": (("Debtor", "Amount", "Date", "Note"), ("applied",)),
    "creditor_payments": (("Supplier", "Amount", "Date", "Reference"), ("applied",)),
    "creditor_credit": (
        ("Supplier", "Their credit no.", "Date", "Document total", "Reason", "GST as credited"),
        ("quantity", "amount", "gst_rate"),
    ),
    "goods back": ((), ("part",)),
    "credits": (("Invoice", "Reason"), ("quantity",)),
    "stock_adjustment": (("More about it", "Account"), ("part", "change", "new_on_hand", "note")),
    "stocktake": (("From bin", "To bin", "Supplier"), ()),
    "counting": (("Go to bin", "Account"), ("counted",)),
    "day_end": ((), ("counted", "reason")),
    "statements": (("As of",), ()),
    "journal": (("From", "To"), ()),
    "account card": (("Code", "Name"), ()),
    "handover": (("Folder", "From", "To"), ()),
    "setup": (
        ("Shop name", "ABN", "Address", "Phone", "E-mail", "Website", "How to pay", "Foot of invoices", "GST %",
         "Quotes are good for", "Deposit %", "Server", "Port", "User", "From address", "From name", "Password",
         "Days kept", "Weeks kept", "Months kept", "Documents: copies", "Pick lists: copies", "Receipts: copies",
         "Labels: copies", "Next free label"),
        (),
    ),
}  # fmt: skip
"""What is typed into in each scene: the fields by their names, the cells by their attributes."""
WITH_TESTS_OF_THEIR_OWN = {"Database", "Database file"}
"""Where the books are is tried before it is chosen: test_database_page.py."""


@pytest.fixture
def shop(counter: Counter, desk: MainWindow, hands: Hands, prompter: ScriptedPrompter) -> Iterator[Shop]:
    with in_use(Memory()):
        yield Shop(counter, desk, hands, prompter)


def fields(window: TaskWindow) -> dict[str, LineField | NoteField]:
    """Every field of the window that text is typed into, by its name; open cells are none."""
    found: list[LineField | NoteField] = [*window.findChildren(LineField), *window.findChildren(NoteField)]
    return {each.accessibleName(): each for each in found if each.window() is window.window()}


def turn_to(field: QWidget) -> None:
    """Its page comes to the front, as its letter brings it."""
    above: QWidget | None = field
    while above is not None and not field.isVisible():
        tabs = above.parentWidget() and above.parentWidget().parentWidget()
        if isinstance(tabs, QTabWidget):
            tabs.setCurrentWidget(above)
        above = above.parentWidget()


def text_of(field: LineField | NoteField) -> str:
    return field.toPlainText() if isinstance(field, NoteField) else field.text()


def paste(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    keys.press((keys.KEY.Key_A, keys.CTRL))
    keys.press((keys.KEY.Key_V, keys.CTRL) if text else keys.KEY.Key_Delete)


def assert_told(said: str) -> None:
    assert said.startswith("×"), "silence"
    assert 20 < len(said) < LONGEST_SENTENCE and said.rstrip().endswith(".")
    assert "\x00" not in said and "\u202e" not in said


def assert_whole(value: object, typed: str) -> None:
    """Nothing of what was typed is missing; only signs that no one can see are."""
    if isinstance(value, str):
        assert value == typed
    elif isinstance(value, Decimal | int):
        assert value == D(typed or "0")
    else:
        assert isinstance(value, date) or (value is None and not typed)


@pytest.mark.parametrize(("scene", "name"), [(scene, name) for scene, (names, _) in TYPED.items() for name in names])
def test_a_field_tells_what_is_wrong_and_keeps_it_or_takes_it_whole(scene: str, name: str, shop: Shop) -> None:
    field = fields(SCENES[scene](shop))[name]
    turn_to(field)
    for kind, typed in BAD.items():
        field.setFocus(Qt.FocusReason.TabFocusReason)
        shop.desk.say("")
        before = field.value
        paste(typed)
        stood = text_of(field)
        assert len(stood) == len(typed), kind
        shop.hands.press("Enter")
        if QApplication.focusWidget() is not field:
            assert shop.hands.said == "", kind
            assert_whole(field.value, stood if isinstance(field, PasswordField) else entry.one_line(typed))
            continue
        assert text_of(field) == stood, kind
        if not (isinstance(field, LookupField) and field.list_open):
            assert_told(shop.hands.said)
        if isinstance(field, LineField):
            shop.hands.press(*["Esc"] * (1 + (isinstance(field, LookupField) and field.list_open)))
            assert field.value == before, kind


@pytest.mark.parametrize(("scene", "cell"), [(scene, cell) for scene, (_, cells) in TYPED.items() for cell in cells])
def test_a_cell_tells_what_is_wrong_and_keeps_it_or_takes_it_whole(scene: str, cell: str, shop: Shop) -> None:
    window = SCENES[scene](shop)
    (grid,) = (each for each in window.findChildren(LineGrid) if each.isVisible())
    column = next(each for each in grid.rows.columns if each.attribute == cell)
    for kind, typed in BAD.items():
        line = grid.lines[0]
        grid.setFocus()
        assert grid.go_to(line, cell)
        shop.desk.say("")
        before = column.value(line)
        QGuiApplication.clipboard().setText(typed)
        keys.press((keys.KEY.Key_V, keys.CTRL) if typed else keys.KEY.Key_Delete)
        assert grid.editor is not None
        stood = grid.editor.text()
        assert len(stood) == len(typed), kind
        shop.hands.press("Enter")
        if grid.editor is None:
            assert shop.hands.said == "", kind
            assert_whole(column.value(grid.lines[0]), entry.one_line(typed))
            continue
        assert (grid.editor.text(), grid.current_attribute()) == (stood, cell), kind
        assert_told(shop.hands.said)
        assert column.value(line) == before, kind
        shop.hands.press("Esc")


@pytest.mark.parametrize("scene", SCENES)
def test_no_field_and_no_cell_is_left_out(scene: str, shop: Shop) -> None:
    window = SCENES[scene](shop)
    same = [each for each in SCENES if SCENES_OF.get(each, each) == window.name]
    cells = {
        column.attribute
        for grid in window.findChildren(LineGrid)
        for column in grid.rows.columns
        if column.editable and not column.tick
    }
    assert set(fields(window)) - {"Part"} - WITH_TESTS_OF_THEIR_OWN == {
        name for each in same for name in TYPED[each][0]
    }
    assert cells == {cell for each in same for cell in TYPED[each][1]}


# ──────────────────────────────────────────────────────────────────────────────────────────────────────── dialogs


@contextmanager
def opened(dialog: Dialog, qtbot: QtBot) -> Iterator[QLineEdit]:
    """The field of a dialog that is up."""
    dialog.open()
    dialog.activateWindow()
    field = dialog.findChild(QLineEdit)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and QApplication.focusWidget().window() is dialog)
    field.setFocus()
    try:
        yield field
    finally:
        dialog.close()
        dialog.deleteLater()


def told_in(dialog: Dialog) -> str:
    said = next(each for each in dialog.findChildren(QLabel) if each.accessibleName() == "What is wrong")
    return said.text() if said.isVisible() else ""


@pytest.mark.parametrize(
    "make",
    [
        lambda: TenderDialog(TakePayment(D("110.00")), None, 0),
        lambda: RefundDialog(GiveBack("Credit 10001", D("110.00"), D("110.00")), None, 0),
    ],
    ids=["tender", "refund"],
)
def test_a_payment_tells_what_is_wrong_and_keeps_it(
    make: Callable[[], Dialog], dressed: QApplication, qtbot: QtBot
) -> None:
    dialog = make()
    with opened(dialog, qtbot) as given:
        for kind, typed in (BAD | {"turned": "\u202eabc"}).items():
            paste(typed)
            stood = given.text()
            assert len(stood) == len(typed), kind
            keys.press(keys.ENTER)
            assert dialog.isVisible() and QApplication.focusWidget() is given, kind
            assert given.text() == stood, kind
            assert_told(told_in(dialog))


@pytest.mark.parametrize("kind", BAD)
def test_a_line_of_text_is_taken_whole_or_stays(kind: str, dressed: QApplication, qtbot: QtBot) -> None:
    dialog = TextDialog("Undo", "Why is it taken back?", "", None, 0)
    with opened(dialog, qtbot) as field:
        paste(BAD[kind])
        stood = field.text()
        assert len(stood) == len(BAD[kind])
        keys.press(keys.ENTER)
        if not dialog.isVisible():
            assert dialog.text == entry.one_line(BAD[kind])
            return
        assert QApplication.focusWidget() is field and field.text() == stood
        if stood:
            assert_told(told_in(dialog))
