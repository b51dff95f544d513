"""Creditor Credit by keys: claims to tick, goods that go back, something else, and the total of the paper."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.rules.facts import ListFacts
from app.rules.found import CreditorFound, PartFound
from app.rules.questions import UseLinesTotal
from app.services import lookup
from app.services.buying import claims, creditor_credits, creditor_credits_read, receiving
from app.services.counter import Counter
from app.ui.kit.records.picker import Picker
from app.ui.main_window import MainWindow
from app.ui.windows.creditor_credit.window import CreditorCredits
from app.ui.windows.creditors.window import Creditors
from tests import make
from tests.services.goods import loose
from tests.ui.buying import TypeKeys, in_dialog, said, typist
from tests.ui.keys import CTRL, ENTER, ESC, KEY
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F5, F6, F12 = KEY.Key_F5, KEY.Key_F6, KEY.Key_F12


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    return make.a_creditor(counter, "Repco Wholesale", code="REPCO")


@pytest.fixture
def cable(counter: Counter, repco: CreditorFound) -> PartFound:
    return make.a_part(counter, "CAB-220", 10, creditor_id=repco.id)


@pytest.fixture
def type_keys(desk: MainWindow, qtbot: QtBot) -> TypeKeys:
    return typist(desk, qtbot)


@pytest.fixture
def window(desk: MainWindow, repco: CreditorFound, cable: PartFound) -> CreditorCredits:
    opened = desk.open("creditor_credit")
    assert isinstance(opened, CreditorCredits)
    return opened


def billed_short(counter: Counter, repco: CreditorFound, cable: PartFound, number: str = "A1") -> None:
    """5 at 100.00 billed, 3 received."""
    draft = loose(counter, repco, number, (cable, 5, "100"))
    draft.lines[0].received = D(3)
    receiving.process(counter, draft, {})


def figure(window: CreditorCredits, name: str) -> str:
    return next(each.text() for each in window.findChildren(QLabel) if each.accessibleName() == name)


def test_an_empty_screen_warns_of_nothing(window: CreditorCredits, cable: PartFound, type_keys: TypeKeys) -> None:
    balance = next(each for each in window.findChildren(QLabel) if each.accessibleName() == "Out of balance")
    assert (balance.text(), balance.property("role")) == ("0.00", "strong")
    type_keys("repco", ENTER, "CN-9", ENTER, ENTER, "220", ENTER)
    assert (balance.text(), balance.property("role")) == ("! 220.00 missing", "waits")


def test_a_claim_is_ticked_and_credited(
    window: CreditorCredits, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    billed_short(counter, repco, cable)
    prompter.expect_ticks()
    type_keys("repco", ENTER)
    assert [(line.number, line.quantity, line.amount) for line in window.draft.lines] == [("CAB-220", D(2), D(200))]
    type_keys("CN-9", ENTER, ENTER, "220", ENTER)
    assert figure(window, "Out of balance") == "✓ 0.00 balanced"
    type_keys(F12)
    assert said(desk) == "Creditor credit 10001 – 220.00 from Repco Wholesale."
    assert claims.listed(counter) == ()
    assert window.draft.lines == []


def test_half_of_a_claim_takes_half_its_amount_and_more_is_refused(
    window: CreditorCredits, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    billed_short(counter, repco, cable)
    prompter.expect_ticks()
    type_keys("repco", ENTER)
    window.grid.go_to(window.draft.lines[0], "quantity")
    window.grid.setFocus()
    type_keys("3", ENTER)
    assert said(desk) == "2 are claimed of CAB-220. Type less."
    type_keys(ESC, "1", ENTER)
    assert window.draft.lines[0].amount == D(100)
    type_keys("200.01", ENTER)
    assert said(desk) == "200.00 are claimed for CAB-220. F6 takes what is beyond it."
    type_keys(ESC, "90", ENTER)
    assert (window.draft.lines[0].quantity, window.draft.lines[0].amount) == (D(1), D(90))


def test_goods_go_back_by_their_part(
    window: CreditorCredits, counter: Counter, type_keys: TypeKeys, desk: MainWindow, cable: PartFound
) -> None:
    type_keys("repco", ENTER)
    assert said(desk).startswith("Nothing is claimed from Repco Wholesale.")
    type_keys("CN-9", ENTER, ENTER, "132", ENTER)
    window.grid.start()
    window.grid.setFocus()
    type_keys("2*cab220", ENTER)
    assert [(line.number, line.quantity, line.amount) for line in window.draft.lines] == [("CAB-220", D(2), D(120))]
    assert figure(window, "Out of balance") == "✓ 0.00 balanced"
    type_keys(F12)
    assert said(desk) == "Creditor credit 10001 – 132.00 from Repco Wholesale – 132.00 unallocated."
    assert make.stock(counter, cable)[:2] == (D(8), D(480))


def test_more_than_is_available_is_refused_on_its_line(
    window: CreditorCredits, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys("repco", ENTER, "CN-9", ENTER, ENTER, "726", ENTER)
    window.grid.start()
    window.grid.setFocus()
    type_keys("11*cab220", ENTER, F12)
    assert said(desk).startswith("CAB-220: 11 to go back, 10 available of 10 on hand; 0 are promised.")
    assert window.grid.current_attribute() == "quantity"
    assert creditor_credits_read.listed(counter) == ()


def test_something_else_is_typed_in_words(
    window: CreditorCredits, counter: Counter, type_keys: TypeKeys, desk: MainWindow, prompter: ScriptedPrompter
) -> None:
    type_keys("repco", ENTER, "CN-9", ENTER, ENTER, "60", ENTER)
    prompter.expect_text("Rebate November")
    type_keys(F6)
    type_keys("50", ENTER)
    assert figure(window, "Out of balance") == "! 5.00 missing"
    prompter.expect(UseLinesTotal, "back")
    type_keys(F12)
    assert said(desk) == "Type the total that the document says, or correct its lines or GST."
    prompter.expect(UseLinesTotal, "use")
    type_keys(F12)
    (posted,) = creditor_credits_read.listed(counter)
    assert posted.total == D(55)


def test_without_the_total_of_the_paper_nothing_is_posted(
    window: CreditorCredits, counter: Counter, type_keys: TypeKeys, desk: MainWindow, prompter: ScriptedPrompter
) -> None:
    type_keys(F12)
    assert said(desk) == "The supplier is missing. Type its code or name."
    type_keys("repco", ENTER, F12)
    assert said(desk).startswith("There is nothing on this credit.")
    window._their_number.setFocus()
    type_keys("CN-9", ENTER)
    prompter.expect_text("Rebate")
    type_keys(F6)
    type_keys("50", ENTER, F12)
    assert said(desk) == "Type the total of the supplier's paper, so that the lines are checked."
    assert creditor_credits_read.listed(counter) == ()


def test_claims_of_one_supplier_do_not_go_to_another(
    window: CreditorCredits, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    prompter: ScriptedPrompter, desk: MainWindow,
) -> None:  # fmt: skip
    make.a_creditor(counter, "Bosch", code="BOSCH")
    billed_short(counter, repco, cable)
    prompter.expect_ticks()
    type_keys("repco", ENTER)
    window.supplier.setFocus()
    window.supplier.selectAll()
    type_keys("bosch", ENTER)
    assert said(desk).startswith("Claims on Repco Wholesale stand on this credit.")
    assert window.draft.creditor is not None and window.draft.creditor.code == "REPCO"
    prompter.expect_ticks(lambda lines: [replace(line, ticked=False) for line in lines])
    type_keys(F5)
    assert window.draft.lines == []


def test_the_list_of_claims_leads_to_the_credit(
    desk: MainWindow, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys
) -> None:
    billed_short(counter, repco, cable, "A1")
    billed_short(counter, repco, cable, "A2")
    listed = desk.open("creditors", page="query")
    assert isinstance(listed, Creditors)
    shown = listed._lists["query"].shown()
    assert [(row.their_number, row.amount, row.age) for row in shown] == [("A1", D(200), 0), ("A2", D(200), 0)]
    listed._lists["query"].select(shown[1].id)
    type_keys(F12)
    opened = desk.front
    assert isinstance(opened, CreditorCredits)
    assert [(line.claim, line.amount) for line in opened.draft.lines] == [("A2", D(200))]
    assert opened._their_number.hasFocus()
    assert opened.unfinished() is not None


def test_a_posted_credit_is_looked_at(
    window: CreditorCredits, counter: Counter, repco: CreditorFound, cable: PartFound, type_keys: TypeKeys,
    desk: MainWindow, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    billed_short(counter, repco, cable)
    draft = creditor_credits.new(counter, repco.id, [each.id for each in claims.listed(counter)])
    draft.their_number, draft.reason = "CN-9", "short delivery"
    draft.lines.append(creditor_credits.goods_line(lookup.part(counter, cable.id), D(1)))
    draft.lines[1].amount = D(90)
    creditor_credits.post(counter, draft, {})
    shown: list[object] = []
    monkeypatch.setattr("app.ui.kit.sheets.paper.Paper.preview", lambda _self, facts, _window: shown.append(facts))
    in_dialog(desk, Picker, "short", ENTER)
    type_keys(KEY.Key_F9)
    (facts,) = shown
    assert isinstance(facts, ListFacts)
    assert facts.heading == "Creditor credit 10001 – Repco Wholesale CN-9"
    assert facts.rows == (
        ("Claim", "CAB-220", "Part CAB-220", "2", "200.00", "20.00", ""),
        ("Goods back", "CAB-220", "Part CAB-220", "1", "90.00", "9.00", "69.23"),
    )
    assert facts.about == "short delivery · total inc. GST 319.00"


def test_another_credit_is_typed_beside_an_unfinished_one(
    window: CreditorCredits, desk: MainWindow, type_keys: TypeKeys, prompter: ScriptedPrompter
) -> None:
    type_keys("repco", ENTER)
    prompter.expect_text("Rebate")
    type_keys(F6)
    type_keys((KEY.Key_N, CTRL))
    assert desk.front is not window
    assert len(window.draft.lines) == 1
