"""A processed creditor invoice by keys: recalled, looked at, and taken back with a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models
from app.rules.facts import ListFacts
from app.rules.found import CreditorFound, PartFound
from app.rules.money_questions import UndoCreditorInvoice
from app.services.buying import receiving
from app.services.counter import Counter
from app.ui.kit.records.picker import Picker
from app.ui.main_window import MainWindow
from app.ui.windows.creditor_invoice.window import CreditorInvoices
from tests import make
from tests.services.goods import allocated, loose, paper, sent, waits
from tests.ui.buying import TypeKeys, in_dialog, said, typist
from tests.ui.keys import CTRL, ENTER, ESC, KEY, SHIFT
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F9 = KEY.Key_F9
UNDO = (KEY.Key_U, CTRL | SHIFT)


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    return make.a_creditor(counter, "Repco Wholesale", code="REPCO")


@pytest.fixture
def cable(counter: Counter, repco: CreditorFound) -> PartFound:
    return make.a_part(counter, "CAB-220", 0, creditor_id=repco.id)


@pytest.fixture
def type_keys(desk: MainWindow, qtbot: QtBot) -> TypeKeys:
    return typist(desk, qtbot)


@pytest.fixture
def window(desk: MainWindow, repco: CreditorFound, cable: PartFound) -> CreditorInvoices:
    opened = desk.open("creditor_invoice")
    assert isinstance(opened, CreditorInvoices)
    return opened


def state_of(counter: Counter) -> list[str]:
    with counter.db.read() as session:
        return list(session.scalars(select(models.CreditorInvoice.status).order_by(models.CreditorInvoice.id)))


def shown(window: CreditorInvoices, name: str) -> str:
    label = next(each for each in window.findChildren(QLabel) if each.accessibleName() == name)
    assert label.isVisible()
    return label.text()


def test_a_processed_invoice_is_recalled_and_undone(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    waiting = waits(counter, cable, 5, make.a_debtor(counter, "Miller Motors", backorder_mode="automatic"))
    order = sent(counter, repco, (cable, 6))
    receiving.process(counter, paper(counter, repco, "R-7", order), {})
    saved = receiving.save(counter, loose(counter, repco, "R-8", (cable, 1, "60")))
    assert allocated(counter, waiting) == [D(5)]

    def first_are_saved(picker: Picker) -> None:
        assert [each.status for each in picker.list.shown()] == ["saved", "processed"]

    in_dialog(desk, Picker, "r-7", ENTER, look=first_are_saved)
    type_keys(F9)
    assert window.windowTitle() == "Creditor Invoice 10001"
    assert shown(window, "Which invoice") == "Creditor invoice 10001 – Repco Wholesale R-7"
    assert [window.action(slot).isEnabled() for slot in ("do_process", "do_save", "do_delete", "do_undo")] == [
        False, False, False, True,
    ]  # fmt: skip

    prompter.expect_text("received for another shop").expect(UndoCreditorInvoice, "yes")
    type_keys(UNDO)
    assert state_of(counter) == ["undone", "saved"]
    assert allocated(counter, waiting) == [D(0)]
    assert said(desk) == (
        "Creditor invoice 10001 is undone, number 10001. 1 backorder has to wait again. "
        "Expected again on stock order 10001."
    )
    assert "Undone on 16 Nov 2026 by Kim, number 10001: received for another shop" in shown(window, "How it was undone")
    assert not window.action("do_undo").isEnabled()

    type_keys(ESC)
    assert window.windowTitle() == "Creditor Invoice"
    in_dialog(desk, Picker, "r-8", ENTER)
    type_keys(F9)
    assert window.draft.creditor_invoice_id == saved.creditor_invoice_id
    assert not window.action("do_undo").isEnabled()


def test_whoever_thinks_better_of_it_changes_nothing(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    done = receiving.process(counter, loose(counter, repco, "R-7", (cable, 2, "60")), {})
    desk.open("creditor_invoice", creditor_invoice_id=done.creditor_invoice_id)
    prompter.expect_text(None)
    type_keys(UNDO)
    prompter.expect_text("wrong").expect(UndoCreditorInvoice, None)
    type_keys(UNDO)
    prompter.expect_text("wrong").expect(UndoCreditorInvoice, "no")
    type_keys(UNDO)
    assert said(desk) == "Nothing was undone: creditor invoice 10001 stands as it is."
    prompter.expect_text("   ")
    type_keys(UNDO)
    assert said(desk) == "The reason is missing. Type it, then save again."
    assert state_of(counter) == ["processed"]


def test_what_was_sold_keeps_the_invoice_and_names_the_document(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    waits(counter, cable, 2, make.a_debtor(counter, "Miller Motors", backorder_mode="automatic"))
    done = receiving.process(counter, loose(counter, repco, "R-7", (cable, 2, "60")), {})
    desk.open("creditor_invoice", creditor_invoice_id=done.creditor_invoice_id)
    with counter.work() as session:
        stock = session.get_one(models.Stock, cable.id)
        backorder = session.scalars(select(models.Backorder)).one()
        from app.services.within import queue, shelf

        source = shelf.Source("invoice", session.scalars(select(models.Invoice.id)).one())
        queue.fill(session, counter, stock, backorder, D(2), source)
        shelf.issue(session, counter, stock, D(2), source)
    prompter.expect_text("wrong")
    type_keys(UNDO)
    assert "sold or promised by Invoice 10001" in said(desk)
    assert state_of(counter) == ["processed"]


def test_it_is_printed_for_the_file(
    window: CreditorInvoices, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    desk: MainWindow, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    draft = loose(counter, repco, "R-7", (cable, 5, "60"))
    draft.lines[0].received = D(3)
    done = receiving.process(counter, draft, {})
    opened = desk.open("creditor_invoice", creditor_invoice_id=done.creditor_invoice_id)
    printed: list[object] = []
    monkeypatch.setattr(type(opened.context.paper), "preview", lambda _self, facts, _window: printed.append(facts))
    type_keys((KEY.Key_P, CTRL))
    (facts,) = printed
    assert isinstance(facts, ListFacts)
    assert facts.heading == "Creditor invoice 10001 – Repco Wholesale R-7"
    assert facts.rows[0] == ("CAB-220", "Part CAB-220", "", "5", "3", "60.00", "", "300.00", "", "120.00")
    assert "total 330.00 · 330.00 owed" in facts.about
