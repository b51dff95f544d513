"""Holds for every dialog: it fits every screen, a reader can announce it, Enter means one button and Esc ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.services.counter import Counter
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.foot.about import AboutDialog
from app.ui.kit.room import Room
from app.ui.main_window import MainWindow
from tests.ui.dialogs import DIALOGS, every_dialog
from tests.ui.test_accessible import speaks_by_colour_alone, told, what_is_wrong
from tests.ui.test_room import around, cut_off, screen

__all__ = ["screen"]

NEVER_LEFT = {"_ProgressWindow"}
"""It ends with its work: Esc asks that to stop."""
NO_ENTER = {"_ProgressWindow", "Picker", "Palette", "NewKey"}
"""Enter is taken by the line in front, or by nothing."""

PAGES = ("QScrollArea “Keys” ", "PagesView “Pages of ")
"""What is read with the arrow keys."""

Shows = Callable[[str], Dialog]


@pytest.fixture
def shown(desk: MainWindow, counter: Counter, qtbot: QtBot) -> Iterator[Shows]:
    """Shows a dialog by name, in front."""
    made: list[Dialog] = []

    def show(name: str) -> Dialog:
        dialog = DIALOGS[name](desk, counter)
        made.append(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        return dialog

    yield show
    for dialog in made:
        dialog.hide()
        dialog.deleteLater()


def test_the_list_names_every_dialog_of_the_program() -> None:
    assert set(DIALOGS) == every_dialog()


@pytest.mark.parametrize("name", DIALOGS)
def test_it_fits_and_nothing_is_cut_off(name: str, screen: QSize, shown: Shows) -> None:
    dialog = shown(name)
    needed = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
    assert needed == needed.boundedTo(screen)
    dialog.resize(dialog.size().boundedTo(screen))
    QApplication.processEvents()
    assert cut_off(dialog) == []
    for button in dialog.findChildren(QPushButton):
        scrolls = any(isinstance(each, Room) for each in around(button))
        assert scrolls or not button.isVisibleTo(dialog) or not button.visibleRegion().isEmpty(), button.text()


@pytest.mark.parametrize("name", DIALOGS)
def test_a_reader_can_announce_it(name: str, shown: Shows) -> None:
    dialog = shown(name)
    interface = told(dialog)
    assert interface.text(QAccessible.Text.Name).strip()
    assert interface.role() == QAccessible.Role.Dialog
    assert speaks_by_colour_alone(dialog) == []
    assert [wrong for wrong in what_is_wrong(dialog) if not wrong.startswith(PAGES)] == []


@pytest.mark.parametrize("name", DIALOGS)
def test_every_letter_belongs_to_one_thing_and_leads_to_a_field(name: str, shown: Shows) -> None:
    letters = []
    for widget in shown(name).findChildren(QWidget):
        text = str(widget.property("text") or "").replace("&&", "")
        if "&" in text and not isinstance(widget, QLineEdit):
            assert not isinstance(widget, QLabel) or widget.buddy() is not None, text
            letters.append(text[text.index("&") + 1].casefold())
    assert sorted(letters) == sorted(set(letters))


@pytest.mark.parametrize("name", sorted(set(DIALOGS) - NO_ENTER))
def test_enter_means_one_button(name: str, shown: Shows) -> None:
    default = [button.text() for button in shown(name).findChildren(QPushButton) if button.isDefault()]
    assert len(default) == 1


@pytest.mark.parametrize("name", sorted(set(DIALOGS) - NEVER_LEFT))
def test_esc_ends_it(name: str, shown: Shows, qtbot: QtBot) -> None:
    dialog = shown(name)
    qtbot.waitUntil(lambda: not dialog.deaf)
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_dialog_that_was_answered_is_given_back(desk: MainWindow, qtbot: QtBot) -> None:
    """A counter is open all day: hundreds of questions must not stay behind the desk."""
    dialog = AboutDialog(desk)
    QTimer.singleShot(0, dialog, dialog.accept)
    assert dialog.exec() == QDialog.DialogCode.Accepted

    qtbot.waitUntil(lambda: not desk.findChildren(AboutDialog))
