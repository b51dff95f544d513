"""Parts Invoicing by keys alone: from the empty screen to the books, and what is asked on the way."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.questions import PutOnBackorder
from app.services import lookup
from app.services.counter import Counter
from app.ui.kit.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.parts_invoicing import PartsInvoicing
from tests.make import a_debtor, a_part, stock
from tests.ui.scripted import ScriptedPrompter
from tests.ui.hands import Hands

D = Decimal


@pytest.fixture
def hands(qtbot: QtBot, desk: MainWindow) -> Hands:
    return Hands(qtbot, desk)


def test_the_short_line_from_the_empty_screen_to_the_books(
    counter: Counter, prompter: ScriptedPrompter, desk: MainWindow, hands: Hands
) -> None:
    a_debtor(counter, code="MILLER")
    part = a_part(counter, "CAB-220", on_hand=2)
    desk.open("parts_invoicing")
    prompter.expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("F12")
    assert hands.said.startswith("✓ Invoice 10001 – 220.00 – 3 on backorder")
    assert stock(counter, part)[0] == D(0)
    assert hands.focus_name == "Debtor"
