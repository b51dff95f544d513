"""Statements by key events: who is listed and ticked, and what goes where."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app import models
from app.rules.found import DebtorFound
from app.services import settings
from app.services.counter import Counter
from app.ui.kit.sheets.preview import Preview
from app.ui.kit.sheets.queues import NO_PRINTER
from app.ui.main_window import MainWindow
from app.ui.windows.receipts.window import Receipts
from app.ui.windows.statements.window import Statements
from tests.make import TODAY, a_debtor
from tests.services.owing import pay, sold
from tests.ui.buying import in_dialog, said
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter

D = Decimal


@pytest.fixture
def owing(counter: Counter) -> tuple[DebtorFound, ...]:
    """Anna wants it printed, Miller by e-mail, Zed not at all; each owes something for 40 days."""
    found = (
        a_debtor(counter, "Anna"),
        a_debtor(counter, "Miller", statement_by="email", email="office@miller.com.au"),
        a_debtor(counter, "Zed", statement_by="none"),
    )
    for debtor, amount in zip(found, ("10.00", "20.00", "30.00"), strict=True):
        sold(counter, debtor, amount)
    counter.clock.go_on(days=40)  # type: ignore[attr-defined]
    return found


@pytest.fixture
def window(desk: MainWindow, counter: Counter, owing: tuple[DebtorFound, ...]) -> Statements:
    settings.save(counter, {"mail_server": "localhost", "mail_from": "shop@bayside.com.au", "mail_user": ""})
    opened = desk.open("statements")
    assert isinstance(opened, Statements)
    assert owing
    return opened


def ticked(window: Statements) -> list[str]:
    return [row.name for row in window.list.ticked()]


def mails(counter: Counter) -> list[tuple[str, str, list[str]]]:
    with counter.db.read() as session:
        return [
            (mail.to, mail.document, [each.name for each in mail.files])
            for mail in session.scalars(select(models.Mail))
        ]


def runs(counter: Counter) -> list[tuple[int, str]]:
    with counter.db.read() as session:
        found = select(models.PaperRun).where(models.PaperRun.document_kind == "statement")
        return [(run.document_id, run.how) for run in session.scalars(found)]


def test_those_who_want_one_come_ticked(window: Statements) -> None:
    assert [(row.name, row.ageing.thirty, row.total) for row in window.list.shown()] == [
        ("Anna", D("10.00"), D("10.00")),
        ("Miller", D("20.00"), D("20.00")),
        ("Zed", D("30.00"), D("30.00")),
    ]
    assert ticked(window) == ["Anna", "Miller"]


def test_f12_sends_each_in_its_way_and_says_what_could_not_go(
    window: Statements, desk: MainWindow, hands: Hands, counter: Counter
) -> None:
    hands.press("F12")
    (mail,) = mails(counter)
    assert mail[0] == "office@miller.com.au"
    assert mail[2] == [f"Statement MIL001 {window.as_of.isoformat()}.pdf"]
    assert said(desk) == f"1 statement in the outbox – {NO_PRINTER}"
    assert runs(counter) == []


def test_pdf_files_of_all_that_are_ticked(
    window: Statements, desk: MainWindow, hands: Hands, counter: Counter, home: Path, owing: tuple[DebtorFound, ...]
) -> None:
    hands.press("Ctrl+A", "Ctrl+S")
    files = sorted(path.name for path in home.rglob("Statement*.pdf"))
    assert len(files) == 3
    assert said(desk).startswith("3 statements saved in ")
    assert runs(counter) == [(debtor.id, "pdf") for debtor in owing]


def test_by_mail_without_an_address_is_said_and_the_others_go(
    window: Statements, desk: MainWindow, hands: Hands, counter: Counter
) -> None:
    hands.press("Ctrl+M")
    assert [each[0] for each in mails(counter)] == ["office@miller.com.au"]
    assert said(desk).startswith("1 statement in the outbox – Anna has no e-mail address.")
    hands.press("Ctrl+M")
    assert len(mails(counter)) == 1
    assert "on its way" in said(desk)


def test_without_a_mail_server_it_is_said_what_to_do(
    window: Statements, desk: MainWindow, hands: Hands, counter: Counter
) -> None:
    settings.save(counter, {"mail_server": ""})
    hands.press("Ctrl+M")
    assert said(desk).startswith("Nothing was sent – No mail server is set up: Setup, page E-mail.")
    assert mails(counter) == []


def test_nothing_ticked_is_said(window: Statements, desk: MainWindow, hands: Hands, counter: Counter) -> None:
    hands.press("Ctrl+A", "Ctrl+A", "F12")
    assert ticked(window) == []
    assert said(desk) == "No debtor is ticked. Space ticks one, Ctrl+A all of them."
    assert mails(counter) == []


def test_ctrl_p_shows_the_one_with_the_cursor(window: Statements, desk: MainWindow, hands: Hands) -> None:
    seen: list[str] = []
    in_dialog(desk, Preview, "c", look=lambda dialog: seen.append(dialog.windowTitle()))
    hands.press("Down", "Ctrl+P")
    assert seen == [f"Statement MIL001 {window.as_of.isoformat()}"]


def test_from_the_preview_it_is_mailed_to_any_address(
    window: Statements, desk: MainWindow, hands: Hands, prompter: ScriptedPrompter, counter: Counter
) -> None:
    prompter.expect_text("anna@example.com")
    in_dialog(desk, Preview, "e")
    hands.press("Ctrl+P")
    assert [each[0] for each in mails(counter)] == ["anna@example.com"]


def test_as_of_another_day_and_after_a_receipt_the_list_is_read_again(
    window: Statements, desk: MainWindow, hands: Hands, counter: Counter, owing: tuple[DebtorFound, ...]
) -> None:
    pay(counter, owing[0], "10.00")
    window.changed("tenders")
    assert [(row.name, row.total) for row in window.list.shown()][0] == ("Anna", D("0.00"))
    hands.press("Escape").type(f"{TODAY.day}/{TODAY.month}").press("Enter")
    assert window.as_of == TODAY
    assert [(row.name, row.ageing.current) for row in window.list.shown()][0] == ("Anna", D("10.00"))
    assert ticked(window) == ["Anna", "Miller"]


def test_enter_takes_a_receipt_of_the_row(window: Statements, desk: MainWindow, hands: Hands) -> None:
    hands.press("Down", "Enter")
    receipt = desk.windows()[-1]
    assert isinstance(receipt, Receipts)
    assert [line.item.open for line in receipt.grid.lines] == [D("20.00")]
    assert window is not receipt
