"""Every window over a shop in which everybody and everything is called by markup, as long as it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QTabBar, QTabWidget, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models
from app.rules.questions import PutOnBackorder
from app.services.counter import Counter
from app.ui.kit.asking.prompts import QuestionDialog
from app.ui.kit.commands import WINDOWS
from app.ui.kit.elided import Elided
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.kit.window import TaskWindow
from app.ui.main_window import SMALLEST, MainWindow
from tests import make
from tests.faults.children import counter_at
from tests.services.hostile_shop import lived, opened, settled
from tests.ui.test_accessible import speaks_by_colour_alone

WORDS = f'<b>Bold</b> & "S" {"W" * 170}\nsecond line'
SHOWN = "<b>Bold"
"""How all of it begins on the screen."""

Facts = Callable[[Counter], dict[str, object]]


def newest(counter: Counter, table: type[models.base.Base], **is_: object) -> int:
    with counter.db.read() as session:
        key = table.id  # type: ignore[attr-defined]
        return int(session.scalars(select(key).filter_by(**is_).order_by(key.desc())).first() or 0)


VIEWS: dict[str, tuple[str, Facts]] = {
    **{name: (name, lambda _counter: {}) for name in WINDOWS},
    "order on the books": ("parts_invoicing", lambda c: {"invoice_id": newest(c, models.Invoice, status="saved")}),
    "finalised": ("parts_invoicing", lambda c: {"invoice_id": newest(c, models.Invoice, status="finalised")}),
    "debtor": ("debtors", lambda c: {"debtor_id": newest(c, models.Debtor)}),
    "ready": ("debtors", lambda _counter: {"query": "ready"}),
    "waiting": ("debtors", lambda _counter: {"query": "waiting"}),
    "creditor": ("creditors", lambda c: {"creditor_id": newest(c, models.Creditor)}),
    "part": ("parts", lambda c: {"part_id": newest(c, models.Part)}),
    "stock of a part": ("parts", lambda c: {"part_id": newest(c, models.Part), "page": "stock"}),
    "bill": ("creditor_invoice", lambda c: {"creditor_invoice_id": newest(c, models.CreditorInvoice)}),
    "pays": ("creditor_payments", lambda c: {"creditor_id": newest(c, models.Creditor)}),
    "sent order": ("stock_order", lambda c: {"order_id": newest(c, models.StockOrder)}),
    "credit": ("credits", lambda c: {"invoice_id": newest(c, models.Invoice, status="finalised")}),
    "adjusted": ("stock_adjustment", lambda c: {"adjustment_id": newest(c, models.StockAdjustment)}),
    "receipt": ("receipts", lambda c: {"debtor_id": newest(c, models.Debtor)}),
    "backorders of one": ("backorders", lambda c: {"debtor_id": newest(c, models.Debtor)}),
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of that shop."""
    folder = tmp_path_factory.mktemp("hostile")
    counter = make.a_shop(folder)
    settled(counter, WORDS)
    lived(opened(counter, WORDS), folder / "out")
    counter.db.tidy()
    counter.db.close()
    return Path(make.place_of(counter)).read_bytes()


@pytest.fixture
def counter(file: bytes, tmp_path: Path) -> Iterator[Counter]:
    """The counter of that shop."""
    place = tmp_path / "shop.db"
    place.write_bytes(file)
    counter = counter_at(str(place))
    yield counter
    counter.db.close()


def harmless(tip: str) -> bool:
    """Whether Qt shows it to the letter."""
    return "<b>" not in tip and ("<" not in tip or tip.startswith("<qt>"))


def tips(window: QWidget) -> Iterator[str]:
    """Every tool tip of every widget, action and cell."""
    for widget in (window, *window.findChildren(QWidget)):
        yield widget.toolTip()
        yield from (action.toolTip() for action in widget.actions())
        if isinstance(widget, QTabBar):
            yield from (widget.tabToolTip(at) for at in range(widget.count()))
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            for row in range(min(model.rowCount(), 50)):
                for column in range(model.columnCount()):
                    yield str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")


def is_wide(widget: QWidget) -> bool:
    return widget.minimumSizeHint().width() > SMALLEST.width() // 2


def looked_at(window: TaskWindow) -> list[str]:
    """What is wrong with how it shows those words."""
    faults = []
    for label in window.findChildren(QLabel):
        if label.textFormat() != Qt.TextFormat.PlainText:
            faults.append(f"reads markup: {label.accessibleName()} {label.text()[:40]}")
        gives_way = label.wordWrap() or isinstance(label, Elided)
        if label.isVisible() and not gives_way and label.sizeHint().width() > label.width() + 2:
            faults.append(f"cut off: {label.accessibleName()} {label.text()[:40]}")
    faults += [f"a tip reads markup: {tip[:60]}" for tip in tips(window) if not harmless(tip)]
    if window.minimumSizeHint().width() > SMALLEST.width():
        wide = [
            f"{type(each).__name__} {each.accessibleName()}: {each.minimumSizeHint().width()}"
            for each in window.findChildren(QWidget)
            if is_wide(each) and not any(map(is_wide, each.findChildren(QWidget)))
        ]
        faults.append(f"needs {window.minimumSizeHint().width()} pixels: {wide}")
    for tabs in window.findChildren(QTabWidget):
        faults += [f"a tab has a letter of its own: {tabs.tabText(at)}" for at in range(tabs.count())
                   if "Bold" in tabs.tabText(at) and "& " in tabs.tabText(at).replace("&&", "")]  # fmt: skip
    return faults


def shown(window: QWidget) -> bool:
    """Whether those words are anywhere in it."""
    texts = [str(each.property("text") or "") for each in window.findChildren(QWidget)]
    for view in window.findChildren(QAbstractItemView):
        if (model := view.model()) is not None:
            texts += [
                str(model.index(row, column).data() or "")
                for row in range(min(model.rowCount(), 50))
                for column in range(model.columnCount())
            ]
    return any(SHOWN.casefold() in text.casefold() for text in texts)


@pytest.mark.parametrize(("name", "facts"), VIEWS.values(), ids=VIEWS.keys())
def test_it_is_shown_to_the_letter_and_fits(
    name: str, facts: Facts, counter: Counter, desk: MainWindow, qtbot: QtBot
) -> None:
    with_facts = facts(counter)
    window = desk.open(name, **with_facts)
    assert window.isVisible()
    QApplication.processEvents()
    for tabs in window.findChildren(QTabWidget):
        for page in range(tabs.count()):
            tabs.setCurrentIndex(page)
            QApplication.processEvents()
            assert looked_at(window) == [], tabs.tabText(page)
    assert looked_at(window) == []
    assert speaks_by_colour_alone(window) == []
    assert shown(window) or not with_facts, "nothing of it is there to be looked at"
    assert not window.grab().isNull()
    assert desk.minimumSizeHint().width() <= SMALLEST.width() and desk.width() <= SMALLEST.width()
    assert [tip for tip in tips(desk) if not harmless(tip)] == []
    assert [action.text() for action in desk.findChildren(QAction) if "<b>" in action.text()] == []


def test_a_question_about_those_words_is_a_small_dialog(desk: MainWindow) -> None:
    asked = QuestionDialog(PutOnBackorder(1, WORDS[:60], Decimal(5), Decimal(2)), desk, 0)
    told = QuestionDialog(SaveAsPdf(WORDS, f"The printer {WORDS} is not there any more."), desk, 0)
    for dialog in (asked, told):
        dialog.show()
        assert dialog.width() < SMALLEST.width() and dialog.height() < SMALLEST.height()
        assert all(label.textFormat() == Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))
        dialog.close()
