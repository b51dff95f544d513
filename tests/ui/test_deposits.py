"""Deposits on the screen by key events: the list of what is held, the invoice that takes one, the fill that uses it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.rules.found import DebtorFound, PartFound
from app.services import settings
from app.services.counter import Counter
from app.ui.main_window import MainWindow
from app.ui.windows.debtors.window import Debtors
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_debtor, a_part
from tests.services.test_backorders import arrives, waits
from tests.ui.hands import Hands

D = Decimal


@pytest.fixture
def cable(counter: Counter) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=2)


@pytest.fixture
def jones(counter: Counter) -> DebtorFound:
    """Pays deposits for what goes on backorder."""
    settings.save(counter, {"charge_deposits": "always"})
    return a_debtor(counter, "Jones", code="JONES", backorder_mode="automatic")


def figure(window: QWidget, name: str) -> str:
    """What stands in a figure of the foot, or beside a list."""
    return next(label.text() for label in window.findChildren(QLabel) if label.accessibleName() == name)


def test_the_deposits_that_are_held_stand_beside_what_the_books_owe(
    counter: Counter, desk: MainWindow, hands: Hands, cable: PartFound, jones: DebtorFound
) -> None:
    waits(counter, jones, cable, 5)
    next(each for each in desk.actions() if each.text() == "Invoices with deposits held").trigger()
    window = desk.front
    assert isinstance(window, Debtors)
    assert figure(window, "Sum").startswith("Held ex  300.00      Held GST  30.00      Held inc  330.00")
    assert figure(window, "Against the books") == "Customer deposits account 300.00: agrees"
    hands.press("Enter")
    assert hands.said == "× Invoice 10001: nothing of it is ready yet. Ctrl+6 shows what it waits for."
    assert desk.front is window
    window._query.choice.value = "saved"
    window._query.reload()
    assert figure(window, "Against the books") == ""


def test_enter_on_an_invoice_with_a_deposit_makes_its_final_invoice(
    counter: Counter, desk: MainWindow, hands: Hands, qtbot: QtBot, cable: PartFound, jones: DebtorFound
) -> None:
    waits(counter, jones, cable, 5)
    arrives(counter, cable, 2)
    desk.open("debtors", query="deposits_held")
    hands.press("Enter")
    front = desk.front
    assert isinstance(front, PartsInvoicing)
    qtbot.waitUntil(lambda: bool(front.draft.lines))
    assert [(line.number, line.supplied) for line in front.draft.lines] == [("CAB-220", D(2))]
    assert front.draft.lines[0].fills is not None
    assert front.draft.lines[0].fills.origin == "Invoice 10001"
