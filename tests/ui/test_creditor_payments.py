"""Creditor Payments by keys: the oldest first, by hand, out of the till, and the remittance advice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.rules.found import CreditorFound
from app.rules.money_facts import RemittanceFacts
from app.rules.supplier_drafts import CreditorPays
from app.services.buying import creditor_credits, receiving
from app.services.counter import Counter
from app.services.masters import creditors
from app.services.money import creditor_payments
from app.ui.kit.records.picker import Picker
from app.ui.main_window import MainWindow
from app.ui.windows.creditor_payments.window import CreditorPayments
from app.ui.windows.creditors.window import Creditors
from tests import make
from tests.services.goods import loose
from tests.ui.buying import TypeKeys, in_dialog, said, typist
from tests.ui.keys import CTRL, DOWN, ENTER, KEY

D = Decimal
F5, F6, F12 = KEY.Key_F5, KEY.Key_F6, KEY.Key_F12


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    """A1 of 110.00 and A2 of 220.00 are owed."""
    creditor = make.a_creditor(counter, "Repco Wholesale", code="REPCO")
    part = make.a_part(counter, "CAB-220", 10, creditor_id=creditor.id)
    receiving.process(counter, loose(counter, creditor, "A1", (part, 1, "100")), {})
    receiving.process(counter, loose(counter, creditor, "A2", (part, 2, "100")), {})
    return creditor


@pytest.fixture
def window(desk: MainWindow, repco: CreditorFound) -> CreditorPayments:
    opened = desk.open("creditor_payments")
    assert isinstance(opened, CreditorPayments)
    return opened


@pytest.fixture
def type_keys(desk: MainWindow, qtbot: QtBot) -> TypeKeys:
    return typist(desk, qtbot)


@pytest.fixture
def printed(desk: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was shown on paper; nothing is printed."""
    found: list[object] = []

    def preview(_self: object, facts: object, _window: object, *, keep: object) -> str:
        found.append(facts)
        return "none"

    monkeypatch.setattr("app.ui.kit.sheets.paper.Paper.preview", preview)
    return found


def matched(window: CreditorPayments) -> list[tuple[str, Decimal]]:
    return [(line.listed.document, line.applied) for line in window.grid.lines]


def figure(window: CreditorPayments, name: str) -> str:
    return next(each.text() for each in window.findChildren(QLabel) if each.accessibleName() == name)


def test_the_oldest_is_paid_first_and_the_advice_is_printed(
    window: CreditorPayments, counter: Counter, repco: CreditorFound, type_keys: TypeKeys, desk: MainWindow,
    printed: list[object],
) -> None:  # fmt: skip
    type_keys("repco", ENTER, "200", ENTER)
    assert matched(window) == [("Invoice A1", D(110)), ("Invoice A2", D(90))]
    assert figure(window, "We owe") == "330.00"
    type_keys(F12)
    assert said(desk).startswith("Creditor payment 10001 – 200.00 to Repco Wholesale by bank transfer.")
    assert creditors.balance(counter, repco.id) == D(130)
    type_keys((KEY.Key_P, CTRL))
    (facts,) = printed
    assert isinstance(facts, RemittanceFacts)
    assert [(line.document, line.paid) for line in facts.lines] == [("Invoice A1", D(110)), ("Invoice A2", D(90))]


def test_by_hand_one_item_and_out_of_the_till(
    window: CreditorPayments, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys("repco", ENTER, "219.98", ENTER)
    window.paid_by.setFocus()
    type_keys(DOWN, DOWN)
    assert window.paid_by.value == "cash"
    window.grid.setFocus()
    window.grid.go_to(window.grid.lines[0], "applied")
    type_keys(F6)
    window.grid.go_to(window.grid.lines[1], "applied")
    type_keys(F6, F6)
    assert matched(window) == [("Invoice A1", D(0)), ("Invoice A2", D("219.98"))]
    type_keys(F12)
    assert "by cash – 220.00 out of the till" in said(desk)
    (paid,) = creditor_payments.listed(counter)
    assert (paid.paid_by, paid.amount) == ("cash", D("219.98"))


def test_an_earlier_payment_is_found_for_its_advice(
    window: CreditorPayments, counter: Counter, repco: CreditorFound, type_keys: TypeKeys, desk: MainWindow,
    printed: list[object],
) -> None:  # fmt: skip
    creditor_payments.post(counter, CreditorPays(repco.id, D(10), reference="ALPHA"))
    creditor_payments.post(counter, CreditorPays(repco.id, D(20), reference="BETA"))
    in_dialog(desk, Picker, "alpha", ENTER)
    type_keys(KEY.Key_F9)
    (facts,) = printed
    assert isinstance(facts, RemittanceFacts)
    assert (facts.number, facts.amount, facts.unallocated) == ("10001", D(10), D(10))


def test_more_than_is_owed_is_refused(
    window: CreditorPayments, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys("repco", ENTER, "330.01", ENTER, F12)
    assert said(desk).startswith("330.01 is more than we owe. Repco Wholesale is owed 330.00")
    assert creditor_payments.listed(counter) == ()
    assert window.amount.hasFocus()


def test_without_a_supplier_or_an_amount_nothing_is_paid(
    window: CreditorPayments, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys(F12)
    assert said(desk) == "No supplier is chosen yet. Type a code or a name."
    type_keys("repco", ENTER, F12)
    assert said(desk).startswith("Type what is paid, or F5 for all that we owe:")


def test_a_credit_is_matched_without_money(
    window: CreditorPayments, counter: Counter, repco: CreditorFound, type_keys: TypeKeys, desk: MainWindow
) -> None:
    draft = creditor_credits.new(counter, repco.id)
    draft.their_number = "C1"
    draft.lines = [creditor_credits.other_line(counter, "Rebate")]
    draft.lines[0].amount = D(50)
    creditor_credits.post(counter, draft, {})
    type_keys("repco", ENTER)
    assert matched(window) == [("Invoice A1", D(55)), ("Invoice A2", D(0)), ("Credit C1", D(55))]
    type_keys(F12)
    assert said(desk) == "Repco Wholesale: 55.00 matched, no new money."


def test_the_ledger_leads_to_the_payment_and_a_payment_to_its_advice(
    desk: MainWindow, counter: Counter, repco: CreditorFound, type_keys: TypeKeys, printed: list[object]
) -> None:
    card = desk.open("creditors", creditor_id=repco.id, page="ledger")
    assert isinstance(card, Creditors)
    type_keys(F12)
    paying = desk.front
    assert isinstance(paying, CreditorPayments)
    assert paying.amount.hasFocus()
    type_keys("330", ENTER, F12)
    assert said(desk).startswith("Creditor payment 10001")
    ledger = card._lists["ledger"]
    desk.open("creditors", creditor_id=repco.id, page="ledger")
    last = card._lists["ledger"].shown()[-1]
    assert (last.document, last.balance) == ("Payment 10001", D(0))
    ledger.opened.emit(last)
    assert isinstance(printed[0], RemittanceFacts)
