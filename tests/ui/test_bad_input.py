"""What bad input gets, at the real windows by keys: a sentence, the focus where it is mended, and nothing is lost."""

from __future__ import annotations

import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import event, select

from app import models
from app.rules.facts import InvoiceFacts
from app.rules.faults import Refused
from app.rules.questions import PutOnBackorder
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import creditors, debtors, parts
from app.services.sales import documents, invoice_lists
from app.ui import opening, start
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.asking.prompts import QuestionDialog
from app.ui.kit.commands import WINDOWS
from app.ui.kit.faults import LOG, FaultReport, Faults
from app.ui.kit.not_saved import NotSavedBar
from app.ui.kit.records.lists import RecordList
from app.ui.kit.records.long_list import LongList
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.kit.window import TaskWindow
from app.ui.main_window import MainWindow
from app.ui.windows.importing.window import Importing
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from app.ui.windows.start.start_fault import StartFault
from tests.impatient import impatient
from tests.make import a_creditor, a_debtor, a_part
from tests.ui import keys
from tests.ui.hands import Hands
from tests.ui.invoices import lines
from tests.ui.scripted import ScriptedPrompter

D = Decimal
MARKUP = '<b>Bold</b> & "Sons" <img src=x>'
TURNED = "Oil\u202eretlif"
HOSTILE = {
    "markup": MARKUP,
    "quotes": 'O\'Neil "the" `drop` %_\\ ; --',
    "right to left": "מוסך השלום / ورشة النيل",
    "long": "Interminable " * 15,
    "one long word": "W" * 190,
    "pictures": "Bob's 🔧 Garage ﷽",
}


@contextmanager
def written_by_somebody_else(counter: Counter) -> Iterator[sqlite3.Connection]:
    """Another program holds the database; whoever waits for it is told at once instead of after five seconds."""
    impatient(counter)
    other = sqlite3.connect(str(counter.db.engine.url.database), isolation_level=None, timeout=5)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield other
    finally:
        if other.in_transaction:
            other.execute("ROLLBACK")
        other.close()


def not_saved(window: TaskWindow) -> str:
    """The sentence of the bar on top of the window; empty while there is none."""
    bar = next(each for each in window.findChildren(QWidget) if each.objectName() == "not-saved")
    return " ".join(label.text() for label in bar.findChildren(QLabel)) if bar.isVisible() else ""


def heard(window: TaskWindow) -> None:
    """The bar listens to keys again: what comes now is meant for it."""
    bar = window.findChild(NotSavedBar)
    for _ in range(1000):
        if not bar.deaf:
            return
        QTest.qWait(5)
    pytest.fail("the bar stays deaf")


def paste(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    keys.press((keys.KEY.Key_V, keys.CTRL))


# ──────────────────────────────────────────────────────────────────────────────────── a database that cannot be written


def test_a_locked_database_keeps_the_draft_and_retry_finalises_it(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("4").press("Enter")
    with written_by_somebody_else(counter):
        hands.press("F12")
        assert "! Not saved" in not_saved(invoicing) and "being written by somebody else" in not_saved(invoicing)
        assert [(line.number, line.ordered) for line in invoicing.draft.lines] == [("CAB-220", D(4))]
        assert hands.at == "Retry"
        heard(invoicing)
        hands.press("Space")
        assert not_saved(invoicing) and len(invoicing.draft.lines) == 1
    prompter.expect(SaveAsPdf, "none")
    heard(invoicing)
    hands.press("Space")
    assert not_saved(invoicing) == ""
    assert lines(counter) == [("CAB-220", D(4), D(4), D(0))]
    assert invoicing.draft.lines == [] and hands.at == "Debtor"


def test_retry_runs_what_was_not_saved_whatever_was_pressed_meanwhile(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter")
    with written_by_somebody_else(counter):
        hands.press("F12")
        heard(invoicing)
        hands.press("Ctrl+I")
    assert not_saved(invoicing)
    prompter.expect(SaveAsPdf, "none")
    next(each for each in invoicing.findChildren(QPushButton) if each.accessibleName() == "Retry").setFocus()
    hands.press("Space")
    assert lines(counter) == [("CAB-220", D(1), D(1), D(0))]


def test_looking_things_up_goes_on_while_somebody_else_writes(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    with written_by_somebody_else(counter):
        hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter")
    assert [line.number for line in invoicing.draft.lines] == ["CAB-220"]


def test_a_full_disk_keeps_the_draft(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter")

    @event.listens_for(counter.db.engine, "checkout")
    def full(connection: Any, *_about: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    fill = "W" * 4000
    for line in invoicing.draft.lines:
        line.note = fill  # needs a page that is not there
    hands.press("F12")
    assert "is full" in not_saved(invoicing)
    assert len(invoicing.draft.lines) == 1 and invoice_lists.recallable(counter) == ()
    event.remove(counter.db.engine, "checkout", full)
    counter.db.close()
    prompter.expect(SaveAsPdf, "none")
    heard(invoicing)
    hands.press("Space")
    assert lines(counter) == [("CAB-220", D(1), D(1), D(0))]


# ───────────────────────────────────────────────────────────────────────────────────────────── what is typed or scanned


@pytest.mark.parametrize("typed", ["x" * 10_000, " ".join(f"word{at}" for at in range(3000)), "%" * 5000])
def test_a_text_far_too_long_is_no_part_and_no_debtor(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands, typed: str
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    paste(typed)
    hands.press("Enter")
    assert "There is no debtor" in hands.said and len(hands.said) < 120
    assert hands.at == "Debtor"
    hands.press("Esc").type("miller").press("Enter")
    paste(typed)
    hands.press("Enter")
    assert "There is no part" in hands.said and len(hands.said) < 120
    assert invoicing.draft.lines == []


def test_what_is_pasted_becomes_one_harmless_line(counter: Counter, invoicing: PartsInvoicing, hands: Hands) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Tab")
    paste("PO\x00 7\r\n\tof\u202e May")
    hands.press("Tab")
    assert invoicing.draft.customer_order == "PO 7 of May"


@pytest.mark.parametrize("column", ["supplied", "backordered", "price", "discount"])
def test_a_scan_that_lands_in_any_cell_of_a_line_is_a_new_line(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands, column: str
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    bulb = a_part(counter, "BULB", on_hand=9)
    with counter.work() as session:
        session.add(models.PartNumber(part_id=bulb.id, kind="barcode", number="01234565"))
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("3").press("Enter")
    before = invoicing.draft.lines[0]
    was = (before.supplied, before.backordered, before.price, before.discount)
    assert invoicing._lines.grid.go_to(before, column)
    hands.scan("01234565")
    assert [(line.number, line.ordered) for line in invoicing.draft.lines] == [("CAB-220", D(3)), ("BULB", D(1))]
    assert (before.supplied, before.backordered, before.price, before.discount) == was


# ───────────────────────────────────────────────────────────────────────────────────────── keys ahead of a dialog


SLOW_TYPIST = 180
"""Milliseconds from key to key of somebody who looks at the customer."""


def test_keys_typed_ahead_never_answer_put_on_backorder(dressed: QApplication, counter: Counter, qtbot: QtBot) -> None:
    """A slow typist goes on with the next part: what began while the dialog was deaf is swallowed to its end."""
    question = PutOnBackorder(1, "CAB-220", D(5), D(2))
    dialog = QuestionDialog(question, None, 300)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    for letter in ("o", "n", "l", "y", "\r", "n", "\r"):
        keys.press(keys.ENTER if letter == "\r" else letter)
        assert dialog.isVisible() and dialog.answer == ""
        qtbot.wait(SLOW_TYPIST)
    qtbot.waitUntil(lambda: not dialog.deaf)
    keys.press("n")
    assert dialog.answer == "no"


# ───────────────────────────────────────────────────────────────────────────────────────────────────── hostile names


@pytest.mark.parametrize("window", WINDOWS)
def test_no_label_of_any_window_reads_markup(window: str, desk: MainWindow) -> None:
    opened = desk.open(window)
    rich = [label for label in opened.findChildren(QLabel) if label.textFormat() != Qt.TextFormat.PlainText]
    assert [f"{type(label).__name__} {label.accessibleName()} {label.text()}" for label in rich] == []


def test_no_label_of_the_desk_and_of_a_dialog_reads_markup(desk: MainWindow, qtbot: QtBot) -> None:
    asked = QuestionDialog(PutOnBackorder(1, MARKUP, D(5), D(2)), desk, 0)
    told = StartFault(f"{MARKUP}.db is damaged.", "shop.db", new=True, guard=0)
    for widget in (desk, asked, told):
        labels = widget.findChildren(QLabel)
        assert labels and all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
        widget.close() if isinstance(widget, Dialog) else None


def test_a_tool_tip_shows_markup_to_the_letter(counter: Counter, desk: MainWindow, hands: Hands) -> None:
    a_part(counter, "CAB-220", description=MARKUP)
    a_debtor(counter, MARKUP, code="BAD")
    window = desk.open("parts_invoicing")
    assert isinstance(window, PartsInvoicing)
    hands.type("bad").press("Enter").type("cab220").press("Enter")
    tip = str(window._lines.grid.rows.index(0, 1).data(Qt.ItemDataRole.ToolTipRole))
    assert "<b>" not in tip and "&lt;b&gt;Bold" in tip
    desk.say(MARKUP)
    said = next(each for each in desk.findChildren(QLabel) if each.accessibleName() == "Message")
    assert "<b>" not in said.toolTip()


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_names_are_sold_to_and_printed(
    name: str, counter: Counter, prompter: ScriptedPrompter, desk: MainWindow, hands: Hands, tmp_path: Path
) -> None:
    name = name.strip()
    a_debtor(counter, name, code="BAD", address=f"{name}\n{name}", notes=name)
    a_creditor(counter, name, code="WORSE")
    a_part(counter, "CAB-220", on_hand=2, description=name)
    file = tmp_path / "sheet.pdf"
    prompter.expect(PutOnBackorder, "yes").expect(SaveAsPdf, "save").expect_file(file)
    opened = desk.open("parts_invoicing")
    assert isinstance(opened, PartsInvoicing)
    hands.type("bad").press("Tab").type("PO").press("Alt+D", "Enter").type("cab220").press("Enter").type("5")
    hands.press("Enter", "F12")
    assert lines(counter) == [("CAB-220", D(5), D(2), D(3))]
    assert file.read_bytes().startswith(b"%PDF")
    with counter.db.read() as session:
        invoice_id = session.scalars(select(models.Invoice.id)).one()
    facts = documents.invoice_facts(counter, invoice_id)
    assert isinstance(facts, InvoiceFacts) and facts.buyer.name == name
    waiting = desk.open("backorders")
    (seen,) = (each for each in waiting.findChildren(LongList) if each.isVisible() and each.shown())
    assert name in {seen.rows.index(0, at).data() for at in range(seen.rows.columnCount())}


@pytest.mark.parametrize("window", WINDOWS)
def test_every_window_is_painted_over_hostile_names(window: str, counter: Counter, desk: MainWindow) -> None:
    for at, name in enumerate(HOSTILE.values()):
        a_debtor(counter, name, code=f"BAD{at}")
        a_creditor(counter, name, code=f"BAD{at}")
        a_part(counter, f"BAD-{at}", description=name, bin=name[:10])
    assert not desk.open(window).grab().isNull()


@pytest.mark.parametrize("what", ["debtor", "creditor", "part"])
def test_signs_that_turn_a_line_round_and_nul_do_not_get_into_a_card(counter: Counter, what: str) -> None:
    text = f"{TURNED}\x00 x\x07"
    if what == "debtor":
        card = debtors.save(counter, debtors.DebtorCard(code="BAD", name=text, notes=f"{text}\nb"), None)
        assert (card.name, card.notes) == ("Oilretlif x", "Oilretlif  x\nb")
    elif what == "creditor":
        assert creditors.save(counter, creditors.CreditorCard(code="BAD", name=text), None).name == "Oilretlif x"
    else:
        part = parts.save(counter, parts.PartCard(number="P\x00 1", description=text), None)
        assert part.description == "Oilretlif x"
        assert lookup.exact_part(counter, "P1")


# ───────────────────────────────────────────────────────────────────────────────────────────────────────── files


def test_five_megabytes_in_one_cell_are_shown_short_and_refused(
    counter: Counter, desk: MainWindow, prompter: ScriptedPrompter, hands: Hands, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"Number,Description\nK5,Bolt\nK6,{'x' * 5_000_000}\nK7,Nut\nK5,Again\n", encoding="utf-8")
    window = desk.open("importing")
    assert isinstance(window, Importing)
    prompter.expect_file(file)
    hands.press("Ctrl+O")
    preview = next(each for each in window.findChildren(RecordList) if each.isVisible())
    shown = [str(preview.rows.index(row, at).data()) for row in range(preview.rows.rowCount()) for at in range(3)]
    assert max(map(len, shown)) < 300
    hands.press("F12")
    with counter.db.read() as session:
        numbers = session.scalars(select(models.Part.number).where(models.Part.kind == "stock")).all()
    assert sorted(numbers) == ["K5", "K7"]
    refused = next(each for each in window.findChildren(RecordList) if each.isVisible())
    why = [(row.row, row.sentence) for row in refused.shown()]
    assert [row for row, _ in why] == [3, 5]
    assert all(len(sentence) < 200 for _, sentence in why)


@pytest.mark.parametrize("heading", ["H" * 2_000_000, MARKUP, "a\x00b"])
def test_a_hostile_heading_is_shown_short(
    counter: Counter, desk: MainWindow, prompter: ScriptedPrompter, hands: Hands, tmp_path: Path, heading: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f'Number,Description,"{heading.replace(chr(34), chr(34) * 2)}"\nK5,Bolt,red\n', encoding="utf-8")
    window = desk.open("importing")
    prompter.expect_file(file)
    hands.press("Ctrl+O")
    told = [label.text() for label in window.findChildren(QLabel)]
    assert max(map(len, told)) < 1000
    hands.press("F12")
    assert lookup.exact_part(counter, "K5")


# ───────────────────────────────────────────────────────────────────────────────────────────────────────── starting


@pytest.mark.parametrize(("stroke", "chosen"), [(keys.ENTER, "again"), ("t", "again"), ("n", "new"), (keys.ESC, None)])
def test_a_shop_that_cannot_be_opened_leaves_a_way_on(
    stroke: keys.Stroke, chosen: str | None, dressed: QApplication, qtbot: QtBot
) -> None:
    window = StartFault("shop.db is damaged. Restore the last backup.", "shop.db", new=True, guard=0)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: (focus := QApplication.focusWidget()) is not None and focus.window() is window)
    keys.press(stroke)
    assert not window.isVisible() and window.chosen == chosen
    window.deleteLater()


def test_a_shop_that_is_missed_is_not_made_anew(tmp_path: Path) -> None:
    place = tmp_path / "usb" / "shop.db"
    with pytest.raises(Refused, match="is not there any more. Connect its disk, or choose where it is now."):
        opening._open(str(place), known=True)
    assert not place.parent.exists()


def test_a_home_that_cannot_be_written_is_said_and_the_shop_opens(home: Path) -> None:
    home.write_text("a file stands where the folder should be", encoding="utf-8")
    said = start._remember("shop.db")
    assert "cannot be written" in said and "the next start will ask again" in said


def test_without_a_place_for_the_log_nothing_fails(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", sys.excepthook)
    before, handlers = qInstallMessageHandler(None), list(LOG.handlers)
    home.write_text("a file stands where the folder should be", encoding="utf-8")
    Faults(home / "log" / "parts-counter.log").install()
    qInstallMessageHandler(before)
    (made,) = (each for each in LOG.handlers if each not in handlers)
    LOG.removeHandler(made)
    assert type(made) is logging.StreamHandler


def test_a_bug_at_the_start_is_shown(dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    seen: list[str] = []

    def look() -> None:
        report = QApplication.activeModalWidget()
        assert isinstance(report, FaultReport)
        seen.extend(each.toPlainText() for each in report.findChildren(QPlainTextEdit))
        report.accept()

    QTimer.singleShot(0, look)
    Faults(tmp_path / "parts.log").tell(ValueError("nobody thought of that"))
    assert "nobody thought of that" in seen[0]
