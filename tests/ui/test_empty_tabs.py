"""A new document's key goes to the empty one that already stands there; with anything on it, it opens another."""

from __future__ import annotations

import pytest

from app.services.counter import Counter
from app.ui.kit.drafts import PutAside
from app.ui.kit.window import TaskWindow
from app.ui.main_window import MainWindow
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests import make
from tests.ui import keys
from tests.ui.desks import Desks
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter

EMPTY_ONES = (
    "parts_invoicing",
    "creditor_invoice",
    "creditor_credit",
    "stock_order",
    "credits",
    "stock_adjustment",
    "receipts",
    "creditor_payments",
    "debtors",
    "creditors",
    "parts",
)
"""Every window that may lie on the desk more than once, and begins with an empty screen."""


def pressed(desk: MainWindow, hands: Hands, key: str) -> TaskWindow:
    """The window that the key brings to the front."""
    hands.press(key)
    assert desk.front is not None
    return desk.front


@pytest.mark.parametrize("key", ["Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5", "Ctrl+7", "Ctrl+8"])
def test_the_same_key_again_stays_at_the_empty_one(desk: MainWindow, hands: Hands, key: str) -> None:
    desk.open("home")
    first = pressed(desk, hands, key)
    desk.open("home")
    assert pressed(desk, hands, key) is first
    assert pressed(desk, hands, key) is first
    assert len(desk.windows()) == 2


@pytest.mark.parametrize("name", EMPTY_ONES)
def test_what_has_no_key_goes_to_its_empty_one_too(desk: MainWindow, name: str) -> None:
    assert desk.open(name) is desk.open(name)


def test_the_cursor_is_in_the_first_field_then(desk: MainWindow, hands: Hands, invoicing: PartsInvoicing) -> None:
    hands.press("Tab", "Tab")
    assert hands.at != "Debtor"
    assert pressed(desk, hands, "Ctrl+2") is invoicing
    assert hands.at == "Debtor"


def test_a_debtor_is_not_nothing(desk: MainWindow, hands: Hands, invoicing: PartsInvoicing) -> None:
    hands.type("miller").press("Return")
    assert pressed(desk, hands, "Ctrl+2") is not invoicing
    assert invoicing.draft.debtor is not None


def test_a_debtor_who_is_only_about_to_stand_there_is_not_nothing(
    desk: MainWindow, counter: Counter, hands: Hands
) -> None:
    debtor = make.a_debtor(counter, code="MILLER")
    begun = desk.open("parts_invoicing", debtor_id=debtor.id)
    assert desk.open("parts_invoicing") is not begun


def test_a_text_that_is_not_taken_in_yet_is_not_nothing(
    desk: MainWindow, hands: Hands, invoicing: PartsInvoicing
) -> None:
    hands.type("mil")
    assert pressed(desk, hands, "Ctrl+2") is not invoicing
    hands.press("Ctrl+Tab")
    assert desk.front is invoicing
    assert keys.focus().text() == "mil"  # type: ignore[attr-defined]


def test_a_cell_that_is_open_is_not_nothing(desk: MainWindow, hands: Hands) -> None:
    adjustment = desk.open("stock_adjustment")
    assert desk.open("stock_adjustment") is adjustment
    adjustment.grid.start()  # type: ignore[attr-defined]
    hands.type("k5")
    assert desk.open("stock_adjustment") is not adjustment


def test_a_field_of_the_head_is_not_nothing(desk: MainWindow, hands: Hands, invoicing: PartsInvoicing) -> None:
    hands.press("Alt+C").type("PO 7").press("Return")
    assert pressed(desk, hands, "Ctrl+2") is not invoicing


@pytest.mark.parametrize(("name", "field"), [("receipts", "note"), ("creditor_payments", "amount"),
                                             ("stock_adjustment", "more"), ("credits", "reason"),
                                             ("stock_order", "notes"), ("creditor_invoice", "their_number"),
                                             ("debtors", "name")])  # fmt: skip
def test_one_field_typed_is_not_nothing(desk: MainWindow, hands: Hands, name: str, field: str) -> None:
    begun = desk.open(name)
    widget = begun.fields.get(field) or begun._form.fields[field]  # type: ignore[attr-defined]
    widget.setFocus()
    hands.type("7").press("Tab")
    assert desk.open(name) is not begun


def test_a_quote_is_no_invoice(desk: MainWindow) -> None:
    quote = desk.open("parts_invoicing", kind="quote")
    invoice = desk.open("parts_invoicing")
    assert invoice is not quote
    assert desk.open("parts_invoicing", kind="quote") is quote
    assert desk.open("parts_invoicing") is invoice


def test_what_is_only_looked_at_is_not_nothing(desk: MainWindow, counter: Counter) -> None:
    debtor = make.a_debtor(counter)
    shown = desk.open("debtors", debtor_id=debtor.id)
    assert desk.open("debtors") is not shown


def test_an_invoice_that_is_written_leaves_an_empty_one_behind(
    desk: MainWindow, counter: Counter, hands: Hands, invoicing: PartsInvoicing
) -> None:
    make.a_part(counter, "CAB-220", 9)
    hands.type("miller").press("Return").type("cab220").press("Return", "Return", "F2")
    assert "saved" in hands.said
    desk.open("home")
    assert pressed(desk, hands, "Ctrl+2") is invoicing


def test_ctrl_n_beside_what_is_typed_goes_to_the_empty_one(
    desk: MainWindow, counter: Counter, hands: Hands, invoicing: PartsInvoicing
) -> None:
    make.a_part(counter, "CAB-220", 9)
    hands.type("miller").press("Return").type("cab220").press("Return", "Return")
    empty = pressed(desk, hands, "Ctrl+2")
    desk.bring_to_front(invoicing)
    assert pressed(desk, hands, "Ctrl+N") is empty


def test_drafts_are_taken_up_each_in_a_tab_of_its_own(counter: Counter, desks: Desks) -> None:
    make.a_part(counter, "CAB-220", 9)
    for code in ("MILLER", "JONES"):
        make.a_debtor(counter, code, code=code)
        desks.hands.press("Ctrl+2").type(code).press("Return").type("cab220").press("Return", "Return")
    desks.hands.press("Ctrl+2")
    desks.dies("2 unfinished documents were taken up again")
    assert desks.titles() == ["Home", "Parts Invoicing – MILLER", "Parts Invoicing – JONES"]


def test_a_draft_that_cannot_be_taken_up_leaves_the_empty_tab_that_somebody_has_opened_meanwhile(
    counter: Counter, desks: Desks, prompter: ScriptedPrompter
) -> None:
    make.a_debtor(counter, code="MILLER")
    desks.hands.press("Ctrl+2").type("miller").press("Return", "Alt+C").type("PO 7").press("Return")
    (row,) = desks.drafts.all()
    desks.drafts.keep(row.tab, row.window, "of another version", row.told)
    prompter.expect(PutAside, "read")
    opened: list[TaskWindow] = []
    desks.dies(until=lambda: prompter.asked, meanwhile=lambda: opened.append(desks.desk.open("parts_invoicing")))
    assert opened == desks.desk.windows()[1:]
    desks.hands.press("Ctrl+2").type("miller").press("Return")
    assert len(desks.drafts.all()) == 1
