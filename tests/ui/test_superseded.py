"""Numbers that others have superseded, by key events: sold, ordered, received, waited for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from app.rules.found import CreditorFound, PartFound
from app.rules.questions import PutOnBackorder, SuppliersPartsOnly
from app.rules.supersession_questions import (
    CurrentPartHasCome,
    GiveToOldNumbers,
    OrderCurrentPart,
    OrderForOldNumbers,
    ReceivedForOldNumber,
    TakeCurrentBeforeOld,
    TakeCurrentPart,
)
from app.services import backorder_lists
from app.services.counter import Counter
from app.services.masters import parts
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.backorders.window import Backorders
from app.ui.windows.creditor_invoice.window import CreditorInvoices
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from app.ui.windows.stock_order.window import StockOrders
from tests.make import a_creditor, a_debtor, a_part, stock
from tests.services.goods import allocated, sent, waits
from tests.ui.buying import TypeKeys, said, typist
from tests.ui.hands import Hands
from tests.ui.invoices import lines
from tests.ui.keys import ENTER, KEY
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F5, F8, F12 = KEY.Key_F5, KEY.Key_F8, KEY.Key_F12
BARCODE = "9300675024235"


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    return a_creditor(counter, "Repco Wholesale", code="REPCO")


@pytest.fixture
def new(counter: Counter, repco: CreditorFound) -> PartFound:
    return a_part(counter, "C-300", 4, price="155.00", creditor_id=repco.id)


@pytest.fixture
def old(counter: Counter, new: PartFound, repco: CreditorFound) -> PartFound:
    barcode = (parts.OtherNumber("barcode", BARCODE),)
    return a_part(counter, "A-100", 0, price="150.00", superseded_by="C-300", creditor_id=repco.id, numbers=barcode)


@pytest.fixture
def type_keys(desk: MainWindow, qtbot: QtBot) -> TypeKeys:
    return typist(desk, qtbot)


def test_an_old_number_is_sold_as_the_current_one_with_both_on_the_line(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands, old: PartFound
) -> None:
    prompter.expect(TakeCurrentPart, "yes").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("a100").press("Enter").type("2").press("Enter")
    assert [(line.number, line.note, line.price) for line in invoicing.draft.lines] == [
        ("C-300", "in place of A-100", D("155.00"))
    ]
    hands.press("F12")
    assert lines(counter) == [("C-300", D(2), D(2), D(0))]


def test_no_keeps_the_old_number_and_esc_goes_back_to_the_cell(
    prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands, old: PartFound
) -> None:
    prompter.expect(TakeCurrentPart, None)
    hands.type("miller").press("Enter").type("a100").press("Enter")
    assert invoicing.draft.lines == []
    prompter.expect(TakeCurrentPart, "no").expect(PutOnBackorder, "yes")
    hands.press("Enter", "Enter")
    assert [(line.number, line.note, line.backordered) for line in invoicing.draft.lines] == [("A-100", "", D(1))]


def test_what_is_old_and_still_on_the_shelf_is_sold_first(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands, new: PartFound
) -> None:
    a_part(counter, "A-100", 2, superseded_by="C-300")
    prompter.expect(TakeCurrentBeforeOld, TakeCurrentBeforeOld.default)
    hands.type("miller").press("Enter").type("a100").press("Enter")
    assert [line.number for line in invoicing.draft.lines] == ["A-100"]


def test_who_waits_for_more_of_the_old_number_is_told_of_the_new_one(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands, new: PartFound
) -> None:
    a_part(counter, "A-100", 2, superseded_by="C-300")
    prompter.expect(TakeCurrentBeforeOld, "no").expect(PutOnBackorder, "yes")
    hands.type("miller").press("Enter").type("a100").press("Enter").type("5").press("Enter")
    assert "3 on backorder. C-300 takes its place, 4 available. F8 takes it." in hands.said


def test_a_number_that_is_not_in_use_any_more_still_leads_to_the_current_one(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands, new: PartFound
) -> None:
    a_part(counter, "A-100", 0, superseded_by="C-300", active=False)
    prompter.expect(TakeCurrentPart, "no")
    hands.type("miller").press("Enter").type("a100").press("Enter")
    assert "A-100 is not in use any more" in hands.said
    prompter.expect(TakeCurrentPart, "yes")
    hands.press("Enter")
    assert [line.number for line in invoicing.draft.lines] == ["C-300"]


def test_a_scan_of_the_old_barcode_asks_once_and_then_adds_one(
    prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands, old: PartFound
) -> None:
    prompter.expect(TakeCurrentPart, "yes")
    hands.type("miller").press("Enter").type(BARCODE).press("Enter")
    hands.type(BARCODE).press("Enter")
    assert [(line.number, line.ordered) for line in invoicing.draft.lines] == [("C-300", D(2))]


def test_ordering_an_old_number_offers_the_current_one(
    desk: MainWindow, prompter: ScriptedPrompter, type_keys: TypeKeys, repco: CreditorFound, old: PartFound
) -> None:
    window = desk.open("stock_order")
    assert isinstance(window, StockOrders)
    prompter.expect(OrderCurrentPart, "yes")
    type_keys("repco", ENTER, "a100", ENTER, "3", ENTER)
    assert [(line.number, line.quantity) for line in window.draft.lines] == [("C-300", D(3))]


def test_get_back_orders_lets_who_waits_for_an_old_number_wait_for_the_current_one(
    counter: Counter,
    desk: MainWindow,
    prompter: ScriptedPrompter,
    type_keys: TypeKeys,
    repco: CreditorFound,
    old: PartFound,
) -> None:
    waiting = waits(counter, old, 6)
    window = desk.open("stock_order")
    assert isinstance(window, StockOrders)
    type_keys("repco", ENTER)
    prompter.expect(SuppliersPartsOnly, "yes").expect(OrderForOldNumbers, "yes").expect_ticks()
    type_keys(F5)
    assert [(line.number, line.quantity) for line in window.draft.lines] == [("C-300", D(2))]
    assert allocated(counter, waiting) == [4]


def test_goods_that_come_are_offered_to_who_waits_for_the_old_number(
    counter: Counter,
    desk: MainWindow,
    prompter: ScriptedPrompter,
    type_keys: TypeKeys,
    repco: CreditorFound,
    old: PartFound,
    new: PartFound,
) -> None:
    waiting = waits(counter, old, 6, a_debtor(counter, "Jones", backorder_mode="automatic"))
    desk.open("creditor_invoice")
    prompter.expect(GiveToOldNumbers, "yes")
    type_keys("repco", ENTER, "R-77", ENTER, ENTER, "33", ENTER, "c300", ENTER, ENTER, ENTER, "30", ENTER, F12)
    assert allocated(counter, waiting) == [5]
    assert "backorders have been filled" in said(desk) or "C-300 (for A-100)" in said(desk)


def test_what_was_ordered_by_the_old_number_is_received_as_the_new_one(
    counter: Counter,
    desk: MainWindow,
    prompter: ScriptedPrompter,
    type_keys: TypeKeys,
    repco: CreditorFound,
    old: PartFound,
    new: PartFound,
) -> None:
    sent(counter, repco, (old, 2))
    window = desk.open("creditor_invoice")
    assert isinstance(window, CreditorInvoices)
    prompter.expect_ticks(lambda lines: [line.__class__(line.key, line.cells, True) for line in lines])
    type_keys("repco", ENTER)
    assert [line.number for line in window.draft.lines] == ["A-100"]
    window.grid.start()
    prompter.expect(ReceivedForOldNumber, "yes")
    type_keys("c300", ENTER)
    assert [(line.number, line.ordered_as, line.received) for line in window.draft.lines] == [("C-300", "A-100", D(2))]
    assert "C-300 (for A-100)" in window.grid.model().index(0, 0).data()


def test_of_an_old_number_on_the_paper_it_is_asked_what_has_come(
    desk: MainWindow, prompter: ScriptedPrompter, type_keys: TypeKeys, repco: CreditorFound, old: PartFound
) -> None:
    window = desk.open("creditor_invoice")
    assert isinstance(window, CreditorInvoices)
    prompter.expect(CurrentPartHasCome, "no")
    type_keys("repco", ENTER, "R-77", ENTER, ENTER, ENTER)
    type_keys("a100", ENTER)
    assert [line.number for line in window.draft.lines] == ["A-100"]


def test_a_backorder_takes_the_other_number_and_the_old_one_again(
    counter: Counter, desk: MainWindow, type_keys: TypeKeys, old: PartFound, new: PartFound
) -> None:
    waits(counter, old, 6)
    window = desk.open("backorders")
    assert isinstance(window, Backorders)
    type_keys(F8)
    assert "6 wait for C-300 (for A-100) now" in said(desk)
    (line,) = backorder_lists.every(counter)
    assert (line.number, line.allocated) == ("C-300 (for A-100)", D(4))
    assert [each.number for each in window.list.shown()] == ["C-300 (for A-100)"]
    type_keys(F8)
    (line,) = backorder_lists.every(counter)
    assert (line.number, line.allocated) == ("A-100", D(0))
    assert stock(counter, new)[3] == 0
