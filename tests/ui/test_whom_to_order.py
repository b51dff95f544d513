"""A stock order whose supplier is not known yet: whom to order from, and what its tab says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.rules.found import CreditorFound, PartFound
from app.rules.questions import SuppliersPartsOnly
from app.services.counter import Counter
from app.ui.kit.entry.lookup_field import HitList
from app.ui.kit.records.picker import Picker
from app.ui.main_window import MainWindow
from app.ui.windows.stock_order.window import StockOrders
from tests import make
from tests.services.goods import waits
from tests.ui.buying import TypeKeys, in_dialog, said, typist
from tests.ui.keys import ENTER, ESC, KEY
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F2, F4, F5, F9 = KEY.Key_F2, KEY.Key_F4, KEY.Key_F5, KEY.Key_F9


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    return make.a_creditor(counter, "Repco Wholesale", code="REPCO")


@pytest.fixture
def cable(counter: Counter, repco: CreditorFound) -> PartFound:
    return make.a_part(counter, "CAB-220", 0, creditor_id=repco.id, pack=D(5))


@pytest.fixture
def window(desk: MainWindow, cable: PartFound) -> StockOrders:
    opened = desk.open("stock_order")
    assert isinstance(opened, StockOrders)
    return opened


@pytest.fixture
def type_keys(desk: MainWindow, qtbot: QtBot) -> TypeKeys:
    return typist(desk, qtbot)


def listed(window: StockOrders) -> list[tuple[str, str]]:
    """Code and what stands beside it of each row of the open list of suppliers."""
    (hits,) = (each for each in window.window().findChildren(HitList) if each.isVisible())
    rows = (hits.model().index(at, 0).data(Qt.ItemDataRole.UserRole) for at in range(hits.model().rowCount()))
    return [(hit.code, hit.detail) for hit in rows]


@pytest.mark.parametrize("key", [F5, F4])
def test_without_a_supplier_those_come_first_whose_parts_debtors_wait_for(
    window: StockOrders, counter: Counter, cable: PartFound, prompter: ScriptedPrompter, type_keys: TypeKeys,
    desk: MainWindow, key: Qt.Key,
) -> None:  # fmt: skip
    make.a_creditor(counter, "Allparts", code="ALL", phone="02 1111 1111")
    for debtor in ("Miller Motors", "Jones"):
        waits(counter, cable, 3, make.a_debtor(counter, debtor, backorder_mode="automatic"))
    type_keys(key)
    assert listed(window) == [("REPCO", "2 backorders to order"), ("ALL", "02 1111 1111")]
    if key == F5:
        assert said(desk).startswith("Whom to order from?")
    type_keys(ENTER)
    assert window.creditor().code == "REPCO"
    prompter.expect(SuppliersPartsOnly, "yes").expect_ticks()
    type_keys(F5)
    assert [(line.number, line.quantity) for line in window.draft.lines] == [("CAB-220", D(10))]


def test_whom_to_order_from_is_asked_from_the_lines_too(
    window: StockOrders, counter: Counter, cable: PartFound, type_keys: TypeKeys
) -> None:
    waits(counter, cable, 3, make.a_debtor(counter, backorder_mode="automatic"))
    window.grid.start()
    type_keys(F5, ESC)
    assert window.supplier.hasFocus()
    assert not window.supplier.list_open
    assert window.unfinished() is None


def test_who_waits_for_a_part_without_a_supplier_is_named(
    window: StockOrders, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    waits(counter, make.a_part(counter, "NGK-5", 0), 4)
    type_keys(F5)
    assert "1 backorder waits for parts without a supplier" in said(desk)


def test_the_tab_says_whose_order_it_is(window: StockOrders, type_keys: TypeKeys, desk: MainWindow) -> None:
    assert window.windowTitle() == "Stock Order – no supplier yet"
    type_keys("repco", ENTER)
    assert window.windowTitle() == "Stock Order – REPCO"
    type_keys("cab220", ENTER, F2)
    assert window.windowTitle() == "Stock Order – no supplier yet"
    in_dialog(desk, Picker, ENTER)
    type_keys(F9)
    assert window.windowTitle() == "Stock Order saved 10001"
