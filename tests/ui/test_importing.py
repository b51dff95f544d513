"""The Import window: a file, its columns, and what has become of every row; by keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models
from app.rules.price_files import TakePriceFileBack
from app.services.counter import Counter
from app.ui.kit.busy import Busy
from app.ui.kit.not_saved import NotSavedBar
from app.ui.kit.records.lists import RecordList
from app.ui.main_window import MainWindow
from app.ui.windows.importing.window import Importing
from tests import make
from tests.impatient import impatient
from tests.ui.scripted import ScriptedPrompter

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
LIST = (
    "Part No;Text;RRP;Bin;Colour\n"
    "K5;Bolt;1.234,50;A1;red\n"
    "K6;Nut;POA;A2;\n"
    "6.5E+17;Ring;1;;\n"
    "K7;Käfer;2,50;;blue\n"
    "k5;Bolt again;3;;\n"
)


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    if focus is None or not focus.isVisible():
        # offscreen no window manager brings the desk back to the front after a dialog
        desk = next(
            each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible()
        )
        desk.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is desk)
        focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, modifiers)


def named(window: QWidget, name: str) -> Any:
    """The widget that a screen reader calls so, of those that are shown."""
    found = [each for each in window.findChildren(QWidget) if each.accessibleName() == name and each.isVisible()]
    assert found, f"There is no {name} on the screen"
    return found[0]


def remarks(window: QWidget) -> str:
    return cast(QLabel, named(window, "Remarks")).text()


def numbers(counter: Counter) -> dict[str, str]:
    with counter.db.read() as session:
        rows = session.scalars(select(models.Part).where(models.Part.kind == "stock").order_by(models.Part.id))
        return {row.number: row.description for row in rows}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(LIST.encode("cp1252"))
    return path


@pytest.fixture
def window(desk: MainWindow) -> Importing:
    opened = desk.open("importing")
    assert isinstance(opened, Importing)
    return opened


def choose(qtbot: QtBot, prompter: ScriptedPrompter, path: Path) -> None:
    prompter.expect_file(path)
    press(qtbot, KEY.Key_O, CTRL)


def pick(qtbot: QtBot, window: QWidget, field: str, downs: int) -> None:
    """Go to the choice of this field and press Down so often."""
    named(window, field).setFocus()
    for _ in range(downs):
        press(qtbot, KEY.Key_Down)


def report_rows(window: QWidget) -> list[tuple[int, str]]:
    shown = cast(RecordList, named(window, "Refused rows"))
    return [(row.row, row.sentence) for row in shown.shown()]


def test_a_file_comes_in_by_keys_and_every_refused_row_is_told(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, file: Path, counter: Counter
) -> None:
    choose(qtbot, prompter, file)
    assert named(window, "How the file is read").text() == "Read as Windows (Western), separated by semicolon"
    assert named(window, "Part number").currentText() == "1  Part No"
    assert named(window, "List price ex GST").currentText() == "3  RRP"
    assert named(window, "Description").value is None
    assert remarks(window) == "Not read: Text, Colour."
    pick(qtbot, window, "Description", 2)
    assert remarks(window) == "Not read: Colour."
    press(qtbot, KEY.Key_F12)
    assert numbers(counter) == {"K5": "Bolt", "K7": "Käfer"}
    assert remarks(window) == "! Parts: 2 new, 3 refused."
    assert [row for row, _ in report_rows(window)] == [3, 4, 6]
    assert report_rows(window)[0][1] == "List price ex GST “POA” is no number."
    assert named(window, "Why the row was refused").text() == "List price ex GST “POA” is no number."


def test_the_same_file_again_changes_nothing(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path, counter: Counter
) -> None:
    path = tmp_path / "good.csv"
    path.write_text("Number,Description\nK5,Bolt\nK6,Nut\n", encoding="utf-8")
    told: list[frozenset[str]] = []
    window.context.changes.told.connect(told.append)
    choose(qtbot, prompter, path)
    press(qtbot, KEY.Key_F12)
    assert remarks(window) == "✓ Parts: 2 new."
    assert told == [frozenset({"parts", "stock"})]
    press(qtbot, KEY.Key_Escape)
    press(qtbot, KEY.Key_F12)
    assert remarks(window) == "✓ Parts: 2 unchanged."
    assert len(told) == 1


def test_the_preview_says_which_rows_would_be_refused(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, file: Path
) -> None:
    choose(qtbot, prompter, file)
    shown = cast(RecordList, named(window, "First rows"))
    refused = next(column for column in shown.rows.columns if column.heading == "Would be refused")
    assert [refused.text(row).split(":")[0] for row in shown.shown()] == [
        "",
        "List price ex GST “POA” is no number.",
        "“6.5E+17” is no part number",
        "",
        "k5 stands in row 2 already. Keep one of the two rows.",
    ]


def test_the_report_can_be_exported(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, file: Path, tmp_path: Path
) -> None:
    choose(qtbot, prompter, file)
    press(qtbot, KEY.Key_F12)
    out = tmp_path / "refused.csv"
    prompter.expect_file(out)
    press(qtbot, KEY.Key_E, CTRL)
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert lines[:2] == ["Row,Why,The row", '2,"There is no part K5 yet, and a new one needs a description.",K5']
    prompter.expect_file(tmp_path / "none" / "refused.csv")
    press(qtbot, KEY.Key_E, CTRL)
    assert "cannot be written" in _status(window)


def test_a_missing_column_is_said_and_gets_the_focus(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path, counter: Counter
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Artikel,Description\nK5,Bolt\n", encoding="utf-8")
    choose(qtbot, prompter, path)
    assert remarks(window).startswith("! No column holds Part number, which every row needs.")
    press(qtbot, KEY.Key_F12)
    assert named(window, "Part number").hasFocus()
    assert numbers(counter) == {}
    press(qtbot, KEY.Key_Down)
    press(qtbot, KEY.Key_F12)
    assert numbers(counter) == {"K5": "Bolt"}


def test_a_file_without_headings_goes_by_its_columns(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path, counter: Counter
) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"11;STONEGUARD\r\n50;Use TGK125\r\n")
    choose(qtbot, prompter, path)
    assert named(window, "First row is headings").value is False
    pick(qtbot, window, "Part number", 1)
    pick(qtbot, window, "Description", 2)
    press(qtbot, KEY.Key_F12)
    assert numbers(counter) == {"11": "STONEGUARD", "50": "Use TGK125"}


def test_headings_can_be_said_not_to_be_there(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    path = tmp_path / "list.txt"
    path.write_text("Part,Bin\nK5,Bolt\n", encoding="utf-8")
    choose(qtbot, prompter, path)
    assert len(cast(RecordList, named(window, "First rows")).shown()) == 1
    named(window, "First row is headings").setFocus()
    press(qtbot, KEY.Key_Space)
    assert len(cast(RecordList, named(window, "First rows")).shown()) == 2
    assert named(window, "Part number").value is None


def test_a_file_can_be_typed_and_a_wrong_one_is_said_at_its_field(
    window: Importing, qtbot: QtBot, tmp_path: Path, file: Path
) -> None:
    field = named(window, "File")
    field.setFocus()
    qtbot.keyClicks(field, str(tmp_path / "none.csv"))
    press(qtbot, KEY.Key_Return)
    assert "There is no file" in _status(window)
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, f'"{file}"')
    press(qtbot, KEY.Key_Return)
    assert named(window, "Part number").value == 0


def test_f12_without_a_file_says_what_to_do(window: Importing, qtbot: QtBot) -> None:
    press(qtbot, KEY.Key_F12)
    assert "There is no file yet. Choose one with Ctrl+O." in _status(window)
    qtbot.waitUntil(named(window, "File").hasFocus)


def test_a_wrong_encoding_is_said_at_its_field_and_another_one_is_chosen(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, file: Path
) -> None:
    choose(qtbot, prompter, file)
    named(window, "Encoding").setFocus()
    press(qtbot, KEY.Key_Down)
    assert "is not in UTF-8: row 5" in _status(window)
    qtbot.waitUntil(named(window, "Encoding").hasFocus)
    press(qtbot, KEY.Key_Down)
    assert named(window, "How the file is read").text().startswith("Read as Windows (Western)")


def test_another_sheet_can_be_chosen(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path, counter: Counter
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["About"])
    sheet = book.create_sheet("Prices")
    for row in (["Number", "Description"], ["K5", "Bolt"]):
        sheet.append(row)
    book.save(tmp_path / "list.xlsx")
    choose(qtbot, prompter, tmp_path / "list.xlsx")
    assert named(window, "How the file is read").text() == "Read as sheet “Sheet”"
    named(window, "Sheet").setFocus()
    press(qtbot, KEY.Key_Down)
    press(qtbot, KEY.Key_F12)
    assert numbers(counter) == {"K5": "Bolt"}


def test_other_contents_have_other_fields(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path, counter: Counter
) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("customer_id,company_name,city\nALFKI,Alfreds,Berlin\n", encoding="utf-8")
    choose(qtbot, prompter, path)
    named(window, "Contents").setFocus()
    press(qtbot, KEY.Key_Down)
    assert named(window, "Suburb").value == 2
    press(qtbot, KEY.Key_F12)
    assert remarks(window) == "✓ Debtors: 1 new."
    with counter.db.read() as session:
        assert session.scalars(select(models.Debtor.address).where(models.Debtor.code == "ALFKI")).one() == "Berlin"


def test_cancel_brings_nothing_in(
    desk: MainWindow, qtbot: QtBot, prompter: ScriptedPrompter, file: Path, counter: Counter
) -> None:
    class PressesCancel(Busy):
        """Somebody is quick with Cancel."""

        def with_progress(self, title: str, call: Callable[..., Any]) -> Any:
            return call(lambda _done, _of: None, lambda: True)

    window = Importing(replace(desk.context, busy=PressesCancel()))
    desk.lay_down(window)
    choose(qtbot, prompter, file)
    press(qtbot, KEY.Key_F12)
    assert "Cancelled: nothing was brought in." in _status(window)
    assert numbers(counter) == {}
    assert named(window, "First rows")


def test_a_locked_database_leaves_everything_as_it_is_and_can_be_tried_again(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path, counter: Counter
) -> None:
    path = tmp_path / "good.csv"
    path.write_text("Number,Description\nK5,Bolt\n", encoding="utf-8")
    choose(qtbot, prompter, path)
    impatient(counter)
    with closing(sqlite3.connect(str(counter.db.engine.url.database), isolation_level=None)) as somebody_else:
        somebody_else.execute("BEGIN IMMEDIATE")
        press(qtbot, KEY.Key_F12)
        assert named(window, "Not saved").isVisible()
        somebody_else.execute("ROLLBACK")
    qtbot.waitUntil(lambda: not window.findChild(NotSavedBar).deaf)
    press(qtbot, KEY.Key_Space)
    assert numbers(counter) == {"K5": "Bolt"}


def prices(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"Part No,Description,List Price\n{text}", encoding="utf-8")
    return path


def listed(counter: Counter) -> dict[str, Decimal]:
    with counter.db.read() as session:
        statement = select(models.Part.number, models.Part.list_price).where(models.Part.creditor_id.is_not(None))
        return dict(session.execute(statement).all())


def test_a_price_file_by_keys_supplier_preview_import_and_undo(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path, counter: Counter
) -> None:
    make.a_creditor(counter, code="ACME", name="Acme")
    named(window, "Supplier").setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "ACME")
    press(qtbot, KEY.Key_Return)
    choose(qtbot, prompter, prices(tmp_path, "spring.csv", "K5,Bolt,1.00\nK6,Nut,2.00\n"))
    assert named(window, "New parts are").value == "catalogue"
    press(qtbot, KEY.Key_F12)
    assert remarks(window) == "✓ Parts: 2 new."
    choose(qtbot, prompter, prices(tmp_path, "autumn.csv", "K5,Bolt,1.50\nK7,Pin,3.00\nK7,Pin,4.00\n"))
    assert "columns and choices as last time" in named(window, "How the file is read").text()
    press(qtbot, KEY.Key_F8)
    assert named(window, "Figures").text().splitlines() == [
        "1 new, 1 changed, 1 refused.",
        "Not in this file, but in an earlier one: 1 (1 can be marked as no longer sold).",
        "Number in an earlier row already, refused: 1.",
    ]
    assert listed(counter) == {"K5": Decimal(1), "K6": Decimal(2)}
    press(qtbot, KEY.Key_F12)
    assert remarks(window) == "! Parts: 1 new, 1 changed, 1 refused."
    assert listed(counter) == {"K5": Decimal("1.5"), "K6": Decimal(2), "K7": Decimal(3)}
    press(qtbot, KEY.Key_F9)
    shown = cast(RecordList, named(window, "Past imports"))
    assert [row.file_name for row in shown.shown()] == ["autumn.csv", "spring.csv"]
    prompter.expect(TakePriceFileBack, "yes")
    press(qtbot, KEY.Key_U, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert listed(counter) == {"K5": Decimal(1), "K6": Decimal(2)}
    assert [row.is_undo for row in shown.shown()] == [True, False, False]


def test_a_choice_after_the_preview_is_looked_through_anew(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path, counter: Counter
) -> None:
    choose(qtbot, prompter, prices(tmp_path, "list.csv", "K5,Bolt,1.00\nK6,Nut,\n"))
    press(qtbot, KEY.Key_F8)
    assert "Without a price: 1." in named(window, "Figures").text()
    press(qtbot, KEY.Key_Escape)
    pick(qtbot, window, "Rows without a price", 1)
    press(qtbot, KEY.Key_F12)
    assert remarks(window) == "✓ Parts: 1 new. Rows without a price, passed over: 1."
    assert numbers(counter) == {"K5": "Bolt"}


def test_an_empty_screen_again(window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, file: Path) -> None:
    choose(qtbot, prompter, file)
    press(qtbot, KEY.Key_N, CTRL)
    assert named(window, "File").text() == ""
    assert remarks(window) == ""


def test_every_widget_has_a_name(window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, file: Path) -> None:
    choose(qtbot, prompter, file)
    nameless = [
        each
        for each in window.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible() and not each.accessibleName()
    ]
    assert nameless == []


def _status(window: Importing) -> str:
    return cast(MainWindow, window.window()).status_line.sentence
