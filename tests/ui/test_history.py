"""Who did what by key events: narrowed down, read field by field, written into a file; and one record's own history."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.rules.approving import Approve
from app.rules.faults import Unanswered
from app.rules.found import DebtorFound
from app.rules.stocktaking import AdjustmentDraft, line_for
from app.services import accounts, history, lookup, operators, settings
from app.services.counter import Counter
from app.services.masters import debtors, price_groups
from app.services.stock import adjusting
from app.ui.kit.window import TaskWindow
from app.ui.main_window import MainWindow
from app.ui.windows.history.window import WhoDidWhat
from tests import make
from tests.make import a_creditor, a_debtor, a_part
from tests.ui.keys import ALT, CTRL, DOWN, ENTER, KEY, TAB, focus, press
from tests.ui.scripted import ScriptedPrompter

HISTORY, EXPORT = (KEY.Key_H, CTRL), (KEY.Key_E, CTRL)


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    """A debtor whose phone number Lee has changed."""
    debtor = a_debtor(counter, "Miller", code="MIL001", phone="111")
    card = debtors.open_card(counter, debtor.id)
    debtors.save(make.somebody(counter, "Lee", "owner"), replace(card, phone="222", notes="Gate 4\nRing twice"), card)
    return debtor


def opened(desk: MainWindow, **facts: object) -> WhoDidWhat:
    window = desk.open("history", **facts)
    assert isinstance(window, WhoDidWhat)
    return window


def test_the_latest_stands_first_with_what_it_changed_beneath(desk: MainWindow, miller: DebtorFound) -> None:
    window = opened(desk)
    assert focus() is window.list.table
    row = window.current
    assert row is not None
    assert (row.operator, row.what, row.name) == ("Lee", "changed", "MIL001 Miller")
    assert [(each.field, each.old, each.new) for each in window.changes.rows.records] == [
        ("Phone", "111", "222"),
        ("Notes", "", "Gate 4\nRing twice"),
    ]
    press(DOWN)
    assert window.current is not None and window.current.name == "Lee"
    assert [each.field for each in window.changes.rows.records][:1] == ["Code"]


def test_it_is_narrowed_down_by_words_person_and_kind(desk: MainWindow, counter: Counter, miller: DebtorFound) -> None:
    a_part(counter, "CAB-220", on_hand=0)
    window = opened(desk)
    press((KEY.Key_I, ALT), "222", ENTER)
    assert [row.told for row in window.list.shown()] == ["Phone 111 → 222; Notes nothing → Gate 4 Ring twice"]
    window.words.value = ""
    window.kind.value = "parts"
    window.do_reload()
    assert {row.subject for row in window.list.shown()} == {"Part"}
    window.kind.value = ""
    window.operator.value = next(key for key, name in history.operators(counter) if name == "Lee")
    window.do_reload()
    assert [row.what for row in window.list.shown()] == ["changed"]


def test_days_that_are_typed_are_asked_for(desk: MainWindow, counter: Counter, miller: DebtorFound) -> None:
    window = opened(desk)
    press((KEY.Key_F, ALT), "17/11/2026", TAB)
    assert window.list.shown() == ()
    press((KEY.Key_F, ALT), "16/11/2026", TAB)
    assert window.list.shown()


def test_the_list_goes_into_a_file(
    desk: MainWindow, prompter: ScriptedPrompter, tmp_path: Path, miller: DebtorFound
) -> None:
    window = opened(desk)
    prompter.expect_file(tmp_path / "who.csv")
    press(EXPORT)
    with (tmp_path / "who.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["When", "Who", "What", "Name", "How"]
    assert rows[1][1:4] == ["Lee", "Debtor changed", "MIL001 Miller"]
    assert len(rows) == len(window.list.shown()) + 1


def test_ctrl_h_shows_the_history_of_the_record_in_front(
    desk: MainWindow, counter: Counter, miller: DebtorFound
) -> None:
    creditor, part = a_creditor(counter, code="REP001"), a_part(counter, "CAB-220", on_hand=0)
    for name, facts, expected in (
        ("debtors", {"debtor_id": miller.id}, ["changed", "made"]),
        ("creditors", {"creditor_id": creditor.id}, ["made"]),
        ("parts", {"part_id": part.id}, ["made"]),
    ):
        desk.open(name, **facts)
        press(HISTORY)
        window = desk.front
        assert isinstance(window, WhoDidWhat), name
        assert [row.what for row in window.list.shown()] == expected
    assert window.windowTitle() == "History of part CAB-220"
    desk.open("parts", part_id=part.id)
    press(HISTORY)
    assert desk.front is window


def test_prices_accounts_settings_and_people_have_their_history(desk: MainWindow, counter: Counter) -> None:
    group = price_groups.save_group(counter, price_groups.GroupCard(code="OIL", name="Oils"), None)
    price_groups.save_group(counter, replace(group, name="Oil and grease"), group)
    price_groups.save_structure(counter, price_groups.StructureCard(name="Trade"), None)
    account = accounts.listed(counter)[0]
    card = accounts.open_card(counter, account.id)
    accounts.save(counter, replace(card, name="Cash in hand"), card)
    settings.save(counter, {"shop_name": "Bayside Parts and Tools"})

    def at_prices(window: TaskWindow) -> None:
        window.groups.setFocus()  # type: ignore[attr-defined]

    def at_structure(window: TaskWindow) -> None:
        window.title.setFocus()  # type: ignore[attr-defined]

    def at_accounts(window: TaskWindow) -> None:
        window.pages.setCurrentIndex(2)  # type: ignore[attr-defined]
        window.chart.select(account.id)  # type: ignore[attr-defined]

    oil = ["Name Oils → Oil and grease", "Code OIL; Name Oils"]
    shop_name = ["Value Bayside Parts → Bayside Parts and Tools", "Value Bayside Parts"]
    for name, go, title, done in (
        ("price_groups", at_prices, "History of price group OIL", oil),
        ("price_groups", at_structure, "History of pricing structure Trade", ["Name Trade"]),
        ("journal", at_accounts, f"History of account {account.code} Cash in hand", None),
        ("setup", lambda _window: None, "History of setting Shop name", shop_name),
        ("operators", lambda _window: None, "History of operator Kim", None),
    ):
        go(desk.open(name))
        press(HISTORY)
        window = desk.front
        assert isinstance(window, WhoDidWhat), name
        assert window.windowTitle() == title
        assert window.list.shown(), title
        if done is not None:
            assert [row.told for row in window.list.shown()] == done


def test_the_history_of_a_document_says_who_approved(desk: MainWindow, counter: Counter) -> None:
    a_part(counter, "CAB-220", on_hand=5)
    pat = make.somebody(counter, "Pat", "parts manager", "1357")
    lee = make.somebody(counter, "Lee")
    line = line_for(lookup.exact_part(counter, "CAB-220")[0])
    line.change = Decimal(-1)
    draft = AdjustmentDraft(reason="Broken", lines=[line])
    with pytest.raises(Unanswered) as undecided:
        adjusting.post(lee, draft)
    (question,) = undecided.value.questions
    assert isinstance(question, Approve)
    done = adjusting.post(lee, draft, {question: operators.approve(lee, question, pat.operator.id, "1357")})
    desk.sign_on(lee)
    desk.open("stock_adjustment", adjustment_id=done.adjustment_id)
    press(HISTORY)
    window = desk.front
    assert isinstance(window, WhoDidWhat)
    assert window.windowTitle() == "History of stock adjustment 10001"
    approved = f"by Pat: {question.what}"
    assert [(row.operator, row.told) for row in window.list.shown()] == [("Lee", f"approved {approved}")]
    assert [(each.field, each.new) for each in window.changes.rows.records] == [("Approved", approved)]


@pytest.mark.parametrize("name", ["parts_invoicing", "stock_adjustment", "creditor_invoice", "day_end"])
def test_a_document_that_is_not_written_has_no_history(name: str, desk: MainWindow) -> None:
    desk.open(name)
    press(HISTORY)
    assert desk.front is not None and desk.front.name == name
    assert desk.status_line.sentence.startswith("× ")


def test_a_new_record_has_no_history_yet(desk: MainWindow) -> None:
    desk.open("debtors")
    press((KEY.Key_N, CTRL), HISTORY)
    assert desk.status_line.sentence == "× A new debtor has no history yet. F2 saves it."


def test_without_the_right_nothing_is_shown(desk: MainWindow, counter: Counter, miller: DebtorFound) -> None:
    desk.sign_on(make.somebody(counter, "Jo"))
    window = opened(desk)
    assert window.list.shown() == ()
    assert "Jo may not see who did what" in desk.status_line.sentence
