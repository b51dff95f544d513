"""The Journal by key events: entries with their lines, and the chart that is changed beneath its balances."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.rules.drafts import InvoiceDraft
from app.rules.facts import InvoiceFacts
from app.rules.faults import Unanswered
from app.rules.money_facts import DayEndFacts
from app.rules.questions import LeaveUnsaved
from app.services import accounts
from app.services.buying import receiving, undoing
from app.services.counter import Counter
from app.services.money import day_end
from app.services.sales import invoicing
from app.ui.main_window import MainWindow
from app.ui.windows.creditor_invoice.window import CreditorInvoices
from app.ui.windows.journal.window import Journal
from app.ui.windows.parts_invoicing.paper import WhichSheet
from tests.make import a_creditor, a_debtor, a_part
from tests.services.goods import loose
from tests.ui.keys import ALT, CTRL, DOWN, ENTER, ESC, KEY, press
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F2, F7, NEW, EXPORT = KEY.Key_F2, KEY.Key_F7, (KEY.Key_N, CTRL), (KEY.Key_E, CTRL)
LINES, ACCOUNTS, FROM, TO = ((key, ALT) for key in (KEY.Key_L, KEY.Key_O, KEY.Key_F, KEY.Key_T))


@pytest.fixture
def journal(desk: MainWindow, counter: Counter) -> Journal:
    """The Journal in front, after two on the shelf and one of them sold on account."""
    part = a_part(counter, "CAB-220", on_hand=2)
    debtor = a_debtor(counter)
    draft = InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(1))])
    invoicing.finalise(counter, draft, {})
    window = desk.open("journal")
    assert isinstance(window, Journal)
    return window


def shown(window: Journal) -> list[tuple[str, str, Decimal]]:
    return [(each.document, each.about, each.debit) for each in window.entries.shown()]


def the_lines(window: Journal) -> list[tuple[str, Decimal | None, Decimal | None]]:
    return [(each.code, each.debit, each.credit) for each in window.lines.shown()]


def test_the_lines_of_the_current_entry_stand_beside_it(journal: Journal) -> None:
    assert shown(journal) == [
        ("Invoice 10001", "Miller Motors", D("170.00")),
        ("Opening stock", "", D("120.00")),
    ]
    assert the_lines(journal) == [
        ("1-1200", D("110.00"), None),
        ("4-1000", None, D("100.00")),
        ("2-1310", None, D("10.00")),
        ("5-1000", D("60.00"), None),
        ("1-1300", None, D("60.00")),
    ]
    press(DOWN)
    assert the_lines(journal) == [("1-1300", D("120.00"), None), ("3-9999", None, D("120.00"))]


def test_days_narrow_the_entries(journal: Journal) -> None:
    press(FROM, "17/11/2026", ENTER)
    assert shown(journal) == []
    press(FROM, KEY.Key_Backspace, ENTER)
    assert len(shown(journal)) == 2
    press(TO, "15/11/2026", ENTER)
    assert shown(journal) == []
    press(ACCOUNTS)
    assert {each.balance for each in journal.chart.shown()} == {D("0.00")}


def test_the_trial_balance_sums_to_zero_and_leads_to_the_entries_of_an_account(journal: Journal) -> None:
    press(ACCOUNTS)
    assert [(each.code, each.balance) for each in journal.chart.shown() if each.balance] == [
        ("1-1200", D("110.00")),
        ("1-1300", D("60.00")),
        ("2-1310", D("-10.00")),
        ("3-9999", D("-120.00")),
        ("4-1000", D("-100.00")),
        ("5-1000", D("60.00")),
    ]
    assert journal._sums["Debits"].text() == journal._sums["Credits"].text() == "230.00"
    press("stock on hand", F7)
    assert [(each.document, each.debit, each.credit) for each in journal.entries.shown()] == [
        ("Invoice 10001", D("0.00"), D("60.00")),
        ("Opening stock", D("120.00"), D("0.00")),
    ]
    press(ESC)
    assert shown(journal)[0] == ("Invoice 10001", "Miller Motors", D("170.00"))


def test_an_account_gets_another_code_and_name(journal: Journal, counter: Counter) -> None:
    press(ACCOUNTS, "trade debtors", ENTER, "1-1210", ENTER, "Debtors", F2)
    assert [(each.code, each.name, each.balance) for each in accounts.listed(counter) if each.role == "debtors"] == [
        ("1-1210", "Debtors", D("110.00"))
    ]
    assert journal.unfinished() is None


def test_a_new_account_takes_a_role_over(journal: Journal, counter: Counter) -> None:
    press(NEW, "4-1100", ENTER, "Sales of engines", (KEY.Key_K, ALT), "income", (KEY.Key_S, ALT), "sales", F2)
    roles = {each.code: each.role for each in accounts.listed(counter) if each.code.startswith("4-1")}
    assert roles == {"4-1000": "", "4-1100": "sales"}


def test_a_code_that_is_taken_is_refused_where_it_was_typed(journal: Journal, desk: MainWindow) -> None:
    press(NEW, "1-1200", ENTER, "Another", F2)
    assert "1-1200 is taken already." in desk.status_line.sentence
    assert journal.fields["code"].hasFocus()
    assert journal.unfinished() is not None


def test_what_is_typed_is_not_lost_by_choosing_another(journal: Journal, prompter: ScriptedPrompter) -> None:
    press(NEW, "9-0000", ENTER)
    prompter.expect(LeaveUnsaved, "stay")
    journal.chart.setFocus()
    press(ENTER)
    assert journal._form.changes() == {"code": "9-0000"}


def test_what_was_posted_meanwhile_is_there_when_the_tab_is_looked_at(
    journal: Journal, desk: MainWindow, counter: Counter
) -> None:
    desk.open("home")
    a_part(counter, "OIL-1", on_hand=1, cost="10.00")
    desk.context.changes.tell("stock")
    assert len(shown(journal)) == 2
    desk.open("journal")
    assert shown(journal)[0] == ("Opening stock", "", D("10.00"))
    a_part(counter, "OIL-2", on_hand=1, cost="20.00")
    desk.context.changes.tell("stock")
    assert shown(journal)[0] == ("Opening stock", "", D("20.00"))


def test_the_list_in_front_is_exported(journal: Journal, prompter: ScriptedPrompter, tmp_path: Path) -> None:
    prompter.expect_file(tmp_path / "journal.csv")
    press(EXPORT)
    written = (tmp_path / "journal.csv").read_text(encoding="utf-8-sig").splitlines()
    assert written[:2] == [
        "Date,Document,About,Debit,Credit",
        "2026-11-16,Invoice 10001,Miller Motors,170.00,170.00",
    ]


def test_every_line_is_exported_and_leads_to_its_account(
    journal: Journal, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    press(LINES, "stock on hand")
    assert [(each.document, each.code, each.debit, each.credit) for each in journal.every_line.shown()] == [
        ("Invoice 10001", "1-1300", None, D("60.00")),
        ("Opening stock", "1-1300", D("120.00"), None),
    ]
    assert (journal._sums["Debits"].text(), journal._sums["Credits"].text()) == ("120.00", "60.00")
    prompter.expect_file(tmp_path / "lines.csv")
    press(EXPORT)
    written = (tmp_path / "lines.csv").read_text(encoding="utf-8-sig").splitlines()
    assert written == [
        "Date,Document,About,Code,Account,Debit,Credit",
        "2026-11-16,Invoice 10001,Miller Motors,1-1300,Stock on hand,,60.00",
        "2026-11-16,Opening stock,,1-1300,Stock on hand,120.00,",
    ]
    press(ENTER)
    assert journal.account.currentText() == "1-1300  Stock on hand"
    assert [each.document for each in journal.entries.shown()] == ["Invoice 10001", "Opening stock"]


@pytest.fixture
def shown_on_paper(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was shown on paper; nothing is printed."""
    found: list[object] = []
    monkeypatch.setattr(
        "app.ui.kit.sheets.paper.Paper.preview", lambda _self, facts, *_rest, **_more: found.append(facts) or "none"
    )
    return found


def test_enter_on_an_entry_shows_its_document(
    journal: Journal, desk: MainWindow, prompter: ScriptedPrompter, shown_on_paper: list[object]
) -> None:
    prompter.expect(WhichSheet, "invoice")
    press(ENTER)
    (facts,) = shown_on_paper
    assert isinstance(facts, InvoiceFacts)
    assert facts.inc == D("110.00")
    press(DOWN, ENTER)
    assert "Opening stock: everything that it did stands in the lines beside it." in desk.status_line.sentence


def test_enter_on_a_bill_opens_it_and_on_its_undo_too(journal: Journal, desk: MainWindow, counter: Counter) -> None:
    creditor = a_creditor(counter)
    bill = receiving.process(
        counter, loose(counter, creditor, "A1", (a_part(counter, "OIL-1", on_hand=0), 1, "5.00")), {}
    )
    try:
        undoing.undo(counter, bill.creditor_invoice_id, "not ours", {})
    except Unanswered as asked:
        undoing.undo(counter, bill.creditor_invoice_id, "not ours", dict.fromkeys(asked.questions, "yes"))
    desk.context.changes.tell("receipts")
    for document in ("Creditor invoice undo 10001", "Creditor invoice 10001"):
        desk.open("journal")
        journal.entries.filter_by(document.lower())
        journal.entries.setFocus()
        press(ENTER)
        assert desk.front is not journal
        assert isinstance(desk.front, CreditorInvoices)
        assert "10001" in desk.front.windowTitle()


def test_enter_on_an_end_of_day_shows_its_sheet(
    journal: Journal, desk: MainWindow, counter: Counter, shown_on_paper: list[object]
) -> None:
    day_end.close(counter, day_end.DayEndDraft((day_end.Count("cash", D("2.00"), "found in the drawer"),)))
    desk.context.changes.tell("tenders")
    journal.entries.filter_by("day end")
    assert shown(journal) == [("Day end 10001", "cash: found in the drawer", D("2.00"))]
    press(ENTER)
    (facts,) = shown_on_paper
    assert isinstance(facts, DayEndFacts)
