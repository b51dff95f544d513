"""Creditor Invoice by keys: orders to receive, billed and received, the balance, preview, process, whom to call."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models
from app.rules.found import CreditorFound, DebtorFound, PartFound
from app.rules.questions import DeleteSaved, ReceiveMoreThanOrdered, UseLinesTotal
from app.services import lookup
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.masters import parts
from app.ui.kit.records.picker import Picker
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.creditor_invoice.filled import FilledPage, FilledRow
from app.ui.windows.creditor_invoice.preview import PreviewDialog
from app.ui.windows.creditor_invoice.window import CreditorInvoices
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests import make
from tests.services.goods import allocated, paper, sent, waits
from tests.ui.buying import TypeKeys, in_dialog, said, typist
from tests.ui.keys import BACK_TAB, CTRL, ENTER, ESC, KEY, SHIFT, type_at_speed
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F2, F5, F6, F8, F9, F12 = KEY.Key_F2, KEY.Key_F5, KEY.Key_F6, KEY.Key_F8, KEY.Key_F9, KEY.Key_F12
BARCODE = "9300675024235"


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    return make.a_creditor(counter, "Repco Wholesale", code="REPCO")


@pytest.fixture
def cable(counter: Counter, repco: CreditorFound) -> PartFound:
    part = make.a_part(counter, "CAB-220", 0, creditor_id=repco.id)
    card = parts.open_card(counter, part.id)
    parts.save(counter, replace(card, numbers=(parts.OtherNumber("barcode", BARCODE),)), card)
    return part


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    return make.a_debtor(counter, "Miller Motors", backorder_mode="automatic", phone="0412 555 001")


@pytest.fixture
def jones(counter: Counter) -> DebtorFound:
    return make.a_debtor(counter, "Jones", backorder_mode="automatic", phone="0412 555 002")


@pytest.fixture
def window(desk: MainWindow, repco: CreditorFound, cable: PartFound) -> CreditorInvoices:
    opened = desk.open("creditor_invoice")
    assert isinstance(opened, CreditorInvoices)
    return opened


@pytest.fixture
def type_keys(desk: MainWindow, qtbot: QtBot) -> TypeKeys:
    return typist(desk, qtbot)


def status(counter: Counter) -> list[tuple[str, str, Decimal]]:
    with counter.db.read() as session:
        rows = session.scalars(select(models.CreditorInvoice).order_by(models.CreditorInvoice.id))
        return [(row.status, row.their_number, row.total) for row in rows]


def shown(window: CreditorInvoices, name: str) -> str:
    """What a figure of the foot says."""
    return next(each.text() for each in window.findChildren(QLabel) if each.accessibleName() == name)


def filled(window: CreditorInvoices) -> tuple[FilledRow, ...]:
    """The list of those who got something."""
    page = window.findChild(FilledPage)
    assert page is not None and page.isVisible()
    return page.list.shown()


def test_two_debtors_wait_for_five_and_three_and_six_arrive(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, miller: DebtorFound,
    jones: DebtorFound, type_keys: TypeKeys, prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    first, second = waits(counter, cable, 5, miller), waits(counter, cable, 3, jones)
    sent(counter, repco, (cable, 6))
    prompter.expect_ticks()
    type_keys("repco", ENTER)
    assert [(line.number, line.billed, line.received) for line in window.draft.lines] == [("CAB-220", D(6), D(6))]

    type_keys("R-5512", ENTER, ENTER, "396", ENTER)
    assert shown(window, "Out of balance") == "! 396.00 missing"
    type_keys(ENTER, ENTER, "60", ENTER)
    assert shown(window, "Out of balance") == "✓ 0.00 balanced"

    type_keys(F12)
    assert status(counter) == [("processed", "R-5512", D("396.00"))]
    assert allocated(counter, first, second) == [D(5), D(1)]
    rows = filled(window)
    assert [(row.got.debtor, row.got.quantity, row.state) for row in rows] == [
        ("Miller Motors", D(5), "ready"),
        ("Jones", D(1), "part ready"),
    ]
    assert "backorders have been filled" in said(desk)

    type_keys((KEY.Key_T, CTRL))
    assert [bool(row.now.told) for row in filled(window)] == [True, False]

    type_keys(ESC)
    assert window.supplier.hasFocus() and window.draft.lines == []


def test_the_list_opens_invoicing_for_its_debtor(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, miller: DebtorFound,
    type_keys: TypeKeys, prompter: ScriptedPrompter, desk: MainWindow, qtbot: QtBot,
) -> None:  # fmt: skip
    waits(counter, cable, 2, miller)
    sent(counter, repco, (cable, 2))
    prompter.expect_ticks()
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "0", ENTER, F12)
    prompter.expect_ticks()
    type_keys(ENTER)
    front = desk.front
    assert isinstance(front, PartsInvoicing)
    qtbot.waitUntil(lambda: bool(front.draft.filled_lines))
    assert [(line.number, line.supplied) for line in front.draft.filled_lines] == [("CAB-220", D(2))]


def test_pick_lists_without_a_printer_are_offered_as_pdf(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, miller: DebtorFound,
    jones: DebtorFound, type_keys: TypeKeys, prompter: ScriptedPrompter,
) -> None:  # fmt: skip
    waits(counter, cable, 2, miller)
    waits(counter, cable, 1, jones)
    sent(counter, repco, (cable, 3))
    prompter.expect_ticks()
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "0", ENTER, F12)
    prompter.expect(SaveAsPdf, "none")
    type_keys((KEY.Key_L, CTRL))


def test_preview_shows_what_will_happen_and_writes_nothing_until_f12(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, miller: DebtorFound,
    jones: DebtorFound, type_keys: TypeKeys, prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    waits(counter, cable, 5, miller)
    waits(counter, cable, 3, jones)
    sent(counter, repco, (cable, 5))
    prompter.expect_ticks()
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "110", ENTER, ENTER, ENTER, "20", ENTER)
    seen: list[Any] = []

    def look(dialog: PreviewDialog) -> None:
        seen.append([(fate.what, fate.of.debtor, fate.of.quantity) for fate in dialog.backorders.shown()])
        seen.append([(cost.number, cost.before, cost.after) for cost in dialog.costs.shown()])
        seen.append(status(counter))

    in_dialog(desk, PreviewDialog, ESC, look=look)
    type_keys(F8)
    assert seen == [
        [("filled", "Miller Motors", D(5)), ("left", "Jones", D(0))],
        [("CAB-220", D(0), D(20))],
        [],
    ]
    assert status(counter) == []

    in_dialog(desk, PreviewDialog, F12)
    type_keys(F8)
    assert status(counter) == [("processed", "R-1", D("110.00"))]


def test_more_than_ordered_is_asked_in_the_cell(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    sent(counter, repco, (cable, 6))
    prompter.expect_ticks().expect(ReceiveMoreThanOrdered, None)
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "0", ENTER, ENTER, "8", ENTER)
    assert window.draft.lines[0].received == D(6)
    assert window.grid.editor is not None and window.grid.editor.text() == "8"

    prompter.expect(ReceiveMoreThanOrdered, "no")
    type_keys(ENTER)
    assert "at most 6" in said(desk)
    assert window.draft.lines[0].received == D(6)

    prompter.expect(ReceiveMoreThanOrdered, "yes")
    type_keys(ENTER, F12)
    assert make.stock(counter, cable)[0] == D(8)
    assert make.stock(counter, cable)[4] == 0


def test_an_unbalanced_document_is_asked_and_goes_to_the_total(
    window: CreditorInvoices, counter: Counter, cable: PartFound, type_keys: TypeKeys, prompter: ScriptedPrompter
) -> None:
    prompter.expect(UseLinesTotal, None)
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "100", ENTER, "cab220", ENTER, ENTER, ENTER, "100", ENTER, F12)
    assert status(counter) == []
    assert shown(window, "Out of balance") == "! 10.00 too much"
    prompter.expect(UseLinesTotal, "use")
    type_keys(F12)
    assert status(counter) == [("processed", "R-1", D("110.00"))]


def test_a_total_that_was_not_typed_gets_the_focus(
    window: CreditorInvoices, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, ENTER, "cab220", ENTER, F12)
    assert window.fields["total"].hasFocus()
    assert "total" in said(desk)
    assert status(counter) == []


def test_a_suppliers_number_used_before_gets_the_focus(
    window: CreditorInvoices, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    bill = ("repco", ENTER, "R-1", ENTER, ENTER, "110", ENTER, "cab220", ENTER, ENTER, ENTER, "100", ENTER, F12)
    type_keys(*bill)
    assert status(counter) == [("processed", "R-1", D("110.00"))]
    type_keys(*bill)
    assert len(status(counter)) == 1
    assert "on the books already" in said(desk)
    assert window.fields["their_number"].hasFocus()
    assert len(window.draft.lines) == 1


def test_wrong_gst_gets_the_focus(window: CreditorInvoices, type_keys: TypeKeys, desk: MainWindow) -> None:
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "112", ENTER, "cab220", ENTER, ENTER, ENTER, "100", ENTER)
    window.fields["gst"].setFocus()
    type_keys("12", F12)
    assert "GST is billed as 12.00" in said(desk)
    assert window.fields["gst"].hasFocus()


def test_freight_and_its_gst_are_in_the_balance(
    window: CreditorInvoices, counter: Counter, cable: PartFound, type_keys: TypeKeys
) -> None:
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "121", ENTER, "cab220", ENTER, ENTER, ENTER, "100", ENTER)
    window.fields["freight"].setFocus()
    type_keys("10", ENTER)
    assert shown(window, "Out of balance") == "✓ 0.00 balanced"
    type_keys(F12)
    assert make.stock(counter, cable)[1] == D("110.00")


def test_received_follows_billed_until_it_is_typed(window: CreditorInvoices, type_keys: TypeKeys) -> None:
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "1", ENTER, "cab220", ENTER, "10", ENTER)
    line = window.draft.lines[0]
    assert (line.billed, line.received) == (D(10), D(10))
    type_keys("8", ENTER, BACK_TAB, BACK_TAB, "12", ENTER)
    assert (line.billed, line.received) == (D(12), D(8))


def test_a_scan_adds_one_received_wherever_it_lands(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    sent(counter, repco, (cable, 3))
    prompter.expect_ticks()
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "1", ENTER, F6)
    assert [line.received for line in window.draft.lines] == [D(0)]
    for so_far in (1, 2):
        type_at_speed(BARCODE, gap=5, start=1000 * so_far)
        type_keys(ENTER)
        assert [(line.billed, line.received) for line in window.draft.lines] == [(D(3), D(so_far))]
    assert said(desk) == "CAB-220: 2 received."


def test_a_scan_of_what_was_not_ordered_is_a_new_line(
    window: CreditorInvoices, counter: Counter, type_keys: TypeKeys
) -> None:
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "1", ENTER)
    for so_far in (1, 2):
        type_at_speed(BARCODE, gap=5, start=1000 * so_far)
        type_keys(ENTER)
        assert [(line.number, line.billed, line.received) for line in window.draft.lines] == [
            ("CAB-220", D(so_far), D(so_far))
        ]


def test_short_delivery_closes_the_remainder(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter,
) -> None:  # fmt: skip
    sent(counter, repco, (cable, 6))
    prompter.expect_ticks()
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "0", ENTER, "4", ENTER)
    window.grid.go_to(window.draft.lines[0], "close_remainder")
    type_keys(" ", F12)
    assert make.stock(counter, cable)[0] == D(4)
    assert make.stock(counter, cable)[4] == 0


def test_short_delivery_leaves_the_rest_on_order(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter,
) -> None:  # fmt: skip
    sent(counter, repco, (cable, 6))
    prompter.expect_ticks()
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "0", ENTER, "4", ENTER, F12)
    assert make.stock(counter, cable)[4] == D(2)


def test_a_new_list_price_and_a_discount(
    window: CreditorInvoices, counter: Counter, cable: PartFound, type_keys: TypeKeys
) -> None:
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "99", ENTER, "cab220", ENTER, ENTER, ENTER, "100", ENTER)
    window.grid.go_to(window.draft.lines[0], "discount")
    window.grid.setFocus()
    type_keys("10", ENTER)
    window.grid.go_to(window.draft.lines[0], "new_list_price")
    type_keys("150", F12)
    assert status(counter) == [("processed", "R-1", D("99.00"))]
    assert lookup.part(counter, cable.id).list_price == D(150)


def test_saved_recalled_and_deleted(
    window: CreditorInvoices, counter: Counter, cable: PartFound, type_keys: TypeKeys, prompter: ScriptedPrompter,
    desk: MainWindow,
) -> None:  # fmt: skip
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "110", ENTER, "cab220", ENTER, F2)
    assert status(counter)[0][:2] == ("saved", "R-1")
    assert make.stock(counter, cable)[0] == 0
    in_dialog(desk, Picker, "r-1", ENTER)
    type_keys(F9)
    assert window.fields["total"].value == D(110)  # type: ignore[attr-defined]
    prompter.expect(DeleteSaved, "yes")
    type_keys((KEY.Key_Delete, CTRL | SHIFT))
    assert status(counter)[0][0] == "deleted"


def test_orders_can_be_chosen_again_and_lines_typed_stay(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter,
) -> None:  # fmt: skip
    oil = make.a_part(counter, "OIL-5", 0)
    sent(counter, repco, (cable, 6))
    sent(counter, repco, (oil, 2))
    prompter.expect_ticks(lambda lines: [replace(lines[0], ticked=True), lines[1]])
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "0", ENTER, "4", ENTER)
    prompter.expect_ticks(lambda lines: [replace(line, ticked=True) for line in lines])
    type_keys(F5)
    assert [(line.number, line.received) for line in window.draft.lines] == [("CAB-220", D(4)), ("OIL-5", D(2))]
    prompter.expect_ticks(lambda lines: [replace(lines[0], ticked=False), lines[1]])
    type_keys(F5)
    assert [line.number for line in window.draft.lines] == ["OIL-5"]


def test_another_supplier_cannot_take_over_the_orders_of_the_first(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    make.a_creditor(counter, "Burson", code="BURSON")
    sent(counter, repco, (cable, 6))
    prompter.expect_ticks()
    type_keys("repco", ENTER, BACK_TAB, "burson", ENTER)
    assert "Orders of Repco Wholesale" in said(desk)
    assert window.draft.creditor is not None and window.draft.creditor.code == "REPCO"
    assert window.supplier.text() == "REPCO"


def test_nothing_received_and_nothing_billed_goes_to_its_line(
    window: CreditorInvoices, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "0", ENTER, "cab220", ENTER, "0", ENTER, F12)
    assert "neither billed nor received" in said(desk)
    assert window.grid.hasFocus() and window.grid.current_attribute() == "received"


def test_without_backorders_the_screen_is_ready_for_the_next(
    window: CreditorInvoices, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "110", ENTER, "cab220", ENTER, ENTER, ENTER, "100", F12)
    assert status(counter) == [("processed", "R-1", D("110.00"))]
    assert "no backorder was filled" in said(desk)
    assert window.supplier.hasFocus()


def test_a_no_to_more_than_ordered_is_asked_again_the_next_time(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    order_id = sent(counter, repco, (cable, 6))
    prompter.expect_ticks()
    type_keys("repco", ENTER, "R-2", ENTER, ENTER, "0", ENTER)
    elsewhere = paper(counter, repco, "R-1", order_id)
    elsewhere.lines[0].billed = elsewhere.lines[0].received = D(2)
    receiving.process(counter, elsewhere, {})
    for _ in range(2):
        prompter.expect(ReceiveMoreThanOrdered, "no")
        type_keys(F12)
        assert "at most 4" in said(desk)
    assert make.stock(counter, cable)[0] == D(2)


def test_the_preview_tells_the_balance_and_asks_nothing_about_it(
    window: CreditorInvoices, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "100", ENTER, "cab220", ENTER, ENTER, ENTER, "100", ENTER)
    seen: list[str] = []
    in_dialog(desk, PreviewDialog, ESC, look=lambda dialog: seen.extend(dialog.sentences))
    type_keys(F8)
    assert seen == ["The document total does not agree yet: 10.00 too much."]


def test_a_debtor_is_told_once(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, miller: DebtorFound,
    type_keys: TypeKeys, prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    waits(counter, cable, 2, miller)
    sent(counter, repco, (cable, 2))
    prompter.expect_ticks()
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "0", ENTER, F12, (KEY.Key_T, CTRL), (KEY.Key_T, CTRL))
    assert said(desk) == "Miller Motors has been told already."


def test_orders_chosen_again_leave_lines_that_were_on_no_order(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter,
) -> None:  # fmt: skip
    make.a_part(counter, "OIL-5", 0)
    sent(counter, repco, (cable, 6))
    prompter.expect_ticks(lambda lines: [replace(lines[0], ticked=False)])
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "0", ENTER, "oil-5", ENTER)
    prompter.expect_ticks(lambda lines: [replace(lines[0], ticked=True)])
    type_keys(F5)
    assert [line.number for line in window.draft.lines] == ["OIL-5", "CAB-220"]
