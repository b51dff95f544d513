"""Backups by key events: one made, one checked, one restored while the desk is closed; and those made by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import desk_settings, paths
from app.services import lookup, setup
from app.services.counter import Counter
from app.services.upkeep import backups, backups_folder
from app.services.upkeep.opening import open_shop
from app.ui.main_window import MainWindow
from app.ui.windows.backups import at_start
from app.ui.windows.backups.keeper import Keeper
from app.ui.windows.backups.window import Backups
from app.ui.windows.start.start_fault import StartFault
from tests import make
from tests.ui import keys
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter

RESTORE = (keys.KEY.Key_R, keys.CTRL | keys.SHIFT)


@pytest.fixture
def window(counter: Counter, desk: MainWindow) -> Backups:
    make.a_debtor(counter, code="MILLER")
    opened = desk.open("backups")
    assert isinstance(opened, Backups)
    return opened


def listed(window: Backups) -> list[tuple[str, str]]:
    return [(each.why, each.state) for each in window.list.shown()]


def differing(window: Backups) -> list[tuple[str, str, str, str]]:
    return [(e.what, e.now, e.then, e.change) for e in window.differences.shown() if e.differs]


def test_f12_makes_one_and_says_where(window: Backups, hands: Hands, desk: MainWindow) -> None:
    assert hands.at == "Backups" and listed(window) == []
    assert window.list.table.statusTip()
    hands.press("F12")
    (made,) = backups_folder.listed(paths.backups_folder())
    assert hands.said == f"✓ {made.path.name} is made, opened and compared; it is in {paths.backups_folder()}."
    assert listed(window) == [("asked for", "good")]
    assert differing(window) == []


def test_beneath_stands_what_was_written_since(window: Backups, hands: Hands, counter: Counter) -> None:
    hands.press("F12")
    make.a_part(counter, "CAB-220", on_hand=2, cost="60.00")
    hands.press("F5")
    assert ("Stock value", "120.00", "0.00", "−120.00") in differing(window)
    assert ("Parts", "4", "3", "−1") in differing(window)


def test_f6_reads_it_to_its_end(window: Backups, hands: Hands) -> None:
    hands.press("F12", "F6")
    assert "can be read to its end. The books would be those of 16 Nov 2026" in hands.said
    (made,) = backups_folder.listed(paths.backups_folder())
    written = bytearray(made.path.read_bytes())
    written[9000] ^= 1
    made.path.write_bytes(written)
    hands.press("F6")
    assert hands.said.endswith("is not as it was written: it is damaged. Choose another backup.")


def test_folders_are_typed_or_chosen_and_kept(
    window: Backups, hands: Hands, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    hands.press("Alt+F").type(str(tmp_path / "none")).press("Enter", "F12")
    assert "There is no folder" in hands.said and hands.at == "Folder"
    hands.press("Ctrl+A").type(str(tmp_path)).press("Enter")
    assert hands.at == "Second copy"
    prompter.expect_file(tmp_path / "stick")
    hands.press("Ctrl+O", "F12")
    assert f"it is in {tmp_path} and {tmp_path / 'stick'}." in hands.said
    kept = desk_settings.load(paths.desk_settings_file())
    assert (kept.backup_folder, kept.backup_second_folder) == (str(tmp_path), str(tmp_path / "stick"))
    assert len(backups_folder.listed(tmp_path / "stick")) == 1


# ─────────────────────────────────────────────────────────────────────────────────────────────────────────── restoring


def test_a_restore_shows_the_difference_is_typed_and_closes_the_desk(
    window: Backups, hands: Hands, prompter: ScriptedPrompter, desk: MainWindow, counter: Counter
) -> None:
    hands.press("F12")
    make.a_debtor(counter, "Later Motors", code="LATER")
    prompter.expect_text(" Restore")
    keys.press(RESTORE)
    assert "1 debtor would be missing. A backup of what is there now is made first." in str(prompter.asked[-1])
    assert ("Debtors", "3", "2", "−1") in differing(window)
    assert desk.isHidden() and desk.afterwards is not None
    counter.db.close()
    said = desk.afterwards(make.place_of(counter))
    assert said.startswith("The books are those of 16 Nov 2026, ") and "statements hold." in said
    again = setup.open_counter(open_shop(make.place_of(counter)))
    assert [each.code for each in lookup.find_debtors(again, "")] == ["CASH", "MILLER"]
    again.db.close()


@pytest.mark.parametrize("typed", [None, "yes"])
def test_without_the_word_nothing_is_restored(
    window: Backups, hands: Hands, prompter: ScriptedPrompter, desk: MainWindow, typed: str | None
) -> None:
    hands.press("F12")
    prompter.expect_text(typed)
    hands.press("Ctrl+Shift+R")
    assert hands.said == "Nothing was restored."
    assert desk.isVisible() and desk.afterwards is None


def test_who_may_not_is_told(window: Backups, hands: Hands, desk: MainWindow, counter: Counter) -> None:
    hands.press("F12")
    desk.sign_on(make.somebody(counter, "Sam"))
    hands.press("Ctrl+Shift+R")
    assert "Sam may not" in hands.said


def test_a_file_from_elsewhere(window: Backups, hands: Hands, prompter: ScriptedPrompter, tmp_path: Path) -> None:
    letter = tmp_path / "letter.db"
    letter.write_text("Dear Sir or Madam", encoding="utf-8")
    prompter.expect_file(letter)
    hands.press("F8")
    assert hands.said == "× letter.db cannot be read to its end: it is damaged. Choose another backup."


def test_while_the_shop_is_open_elsewhere_it_is_said_and_nothing_done(
    window: Backups, hands: Hands, prompter: ScriptedPrompter, desk: MainWindow, counter: Counter
) -> None:
    hands.press("F12")
    prompter.expect_text("restore")
    keys.press(RESTORE)
    assert desk.afterwards is not None
    assert backups.figures(counter).rows["debtor"] == 2  # somebody has it open
    assert desk.afterwards(make.place_of(counter)).startswith("Nothing was restored. Another program has shop.db open.")


# ──────────────────────────────────────────────────────────────────────────────────────────────────────── by themselves


def test_a_quiet_moment_makes_the_days_backup(
    window: Backups, desk: MainWindow, counter: Counter, qtbot: QtBot
) -> None:
    keeper = Keeper(desk.context, desk, quiet=50)
    qtbot.waitUntil(lambda: listed(window) == [("daily", "good")])
    assert backups.due(counter) is None
    keeper.look()
    assert not keeper.running


def test_what_keeps_it_is_told_once(desk: MainWindow, counter: Counter, hands: Hands, qtbot: QtBot) -> None:
    paths.backups_folder().parent.mkdir(parents=True, exist_ok=True)
    paths.backups_folder().write_text("in the way", encoding="utf-8")
    keeper = Keeper(desk.context, desk)
    keeper.look()
    qtbot.waitUntil(lambda: "Backup: " in hands.said)
    assert "backups cannot be written or read" in hands.said
    desk.say("")
    keeper.look()
    qtbot.waitUntil(lambda: not keeper.running)
    assert hands.said == ""


def test_leaving_the_desk_makes_what_is_due(desk: MainWindow, counter: Counter) -> None:
    Keeper(desk.context, desk).at_the_end()
    assert backups.due(counter) is None
    assert [each.why for each in backups_folder.listed(paths.backups_folder())] == ["daily"]


# ─────────────────────────────────────────────────────────────────────────────────────────── a shop that does not open


def test_a_shop_that_does_not_open_is_restored_before_there_is_a_desk(
    dressed: QApplication, counter: Counter, qtbot: QtBot
) -> None:
    make.a_debtor(counter, code="MILLER")
    done = backups.make(counter)
    assert done is not None
    counter.db.close()
    place = Path(make.place_of(counter))
    place.write_bytes(b"Dear Sir or Madam")
    told = StartFault("shop.db is not a database of Parts Counter.", str(place), new=False, guard=0)
    qtbot.addWidget(told)
    assert "&Restore a backup…" in [each.text() for each in told.findChildren(QPushButton)]

    def type_it() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or QApplication.focusWidget() is None:
            QTimer.singleShot(5, type_it)
        else:
            keys.press("restore", keys.ENTER)

    QTimer.singleShot(0, type_it)
    said = at_start.restore(str(place), done.backup.path, guard=0)
    assert (
        said.startswith("The books are those of 16 Nov 2026, ")
        and "What was there before is kept as shop-damaged-" in said
    )
    again = setup.open_counter(open_shop(place))
    assert make.the_debtor(again, "MILLER") is not None
    again.db.close()


def test_what_is_no_backup_is_told_at_the_start(dressed: QApplication, tmp_path: Path) -> None:
    said = at_start.restore(str(tmp_path / "shop.db"), tmp_path / "none.db", guard=0)
    assert said == f"There is no file {tmp_path / 'none.db'}. Choose another backup."
