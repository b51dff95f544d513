"""Deposits on the screen by key events: the list of what is held, the invoice that takes one, the fill that uses it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.rules.found import DebtorFound, PartFound
from app.rules.money_questions import ChargeDeposits
from app.rules.questions import IncludeReadyBackorders, PutOnBackorder
from app.services import settings
from app.services.counter import Counter
from app.services.sales import deposits_held
from app.ui.kit.records.tick_list import TickLine
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.debtors.window import Debtors
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_debtor, a_part
from tests.services.test_backorders import arrives, waits
from tests.ui import keys
from tests.ui.hands import Hands
from tests.ui.invoices import written
from tests.ui.scripted import ScriptedPrompter

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
    assert window.action("do_invoice").text() == "Make final invoice"
    hands.press("Enter")
    assert hands.said == "× Invoice 10001: nothing of it is ready yet. Ctrl+6 shows what it waits for."
    assert desk.front is window
    window._query.choice.value = "saved"
    window._query.reload()
    assert figure(window, "Against the books") == ""
    assert window.action("do_invoice").text() == "Invoice"


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


# ───────────────────────────────────────────────────────────────────────────────────────────── on a parts invoice


def test_the_foot_shows_what_f12_takes_as_deposit_and_the_invoice_shows_its_line(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands, cable: PartFound
) -> None:
    settings.save(counter, {"charge_deposits": "always"})
    prompter.expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter")
    assert figure(invoicing, "Deposit") == "–"
    hands.type("5").press("Enter")
    assert (figure(invoicing, "Deposit"), figure(invoicing, "Total inc")) == ("330.00", "550.00")
    hands.press("F12")
    assert (written(counter).total, written(counter).gst) == (D("550.00"), D("50.00"))
    hands.then(lambda: keys.press(keys.ENTER)).press("F9")
    deposit = invoicing.draft.lines[1]
    cells = {column.heading: column.text(deposit) for column in invoicing._lines.grid.rows.columns}
    assert cells["Description"] == "Deposit: 3 × CAB-220 Part CAB-220"
    assert (cells["Ordered"], cells["Supplied"], cells["Unit price"], cells["GST"], cells["Total inc"]) == (
        "", "", "", "30.00", "330.00",
    )  # fmt: skip
    assert (figure(invoicing, "Deposit"), figure(invoicing, "Total inc")) == ("330.00", "550.00")
    assert "2 of 5 invoiced, 3 waiting" in figure(invoicing, "Document")
    hands.press("Down").type("x")
    assert "cannot be typed into here" in hands.said
    hands.press("Ctrl+Del")
    assert len(invoicing.draft.lines) == 2


def test_where_the_shop_asks_nothing_is_in_the_foot_before_it_was_answered(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands, cable: PartFound
) -> None:
    settings.save(counter, {"charge_deposits": "ask"})
    prompter.expect(PutOnBackorder, "yes").expect(ChargeDeposits, "no").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("Enter")
    assert (figure(invoicing, "Deposit"), figure(invoicing, "Total inc")) == ("–", "220.00")
    hands.press("F12")
    assert written(counter).total == D("220.00")


def test_what_was_paid_in_advance_keeps_its_price_and_costs_nothing_more(
    counter: Counter,
    prompter: ScriptedPrompter,
    invoicing: PartsInvoicing,
    hands: Hands,
    cable: PartFound,
    jones: DebtorFound,
) -> None:
    waits(counter, jones, cable, 5)
    arrives(counter, cable, 3)
    ticked: list[TickLine] = []

    def as_they_come(lines: list[TickLine]) -> list[TickLine]:
        ticked.extend(lines)
        return lines

    prompter.expect(IncludeReadyBackorders, "yes").expect_ticks(as_they_come).expect(SaveAsPdf, "none")
    hands.type("jones").press("Enter")
    assert "330.00" in ticked[0].cells
    assert (figure(invoicing, "Deposit"), figure(invoicing, "Total inc")) == ("-330.00", "0.00")
    invoicing._lines.grid.go_to(invoicing.draft.lines[0], "price")
    assert "deposit of 330.00 held, so the price is locked" in figure(invoicing, "This line")
    hands.type("90").press("Enter")
    assert hands.said == "× CAB-220: a deposit was paid for it on Invoice 10001, so its price stays 100.00."
    hands.press("Esc", "F12")
    invoice = written(counter, 10002)
    assert (invoice.total, invoice.gst) == (D("0.00"), D("0.00"))
    assert deposits_held.every(counter) == ()
