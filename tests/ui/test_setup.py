"""Setup by key events: every setting has its place, F2 keeps all or nothing, what is this desk's holds at once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import desk_settings, paths
from app.desk_settings import DeskSettings
from app.rules.label_facts import OwnPaper
from app.rules.papers import Printed, Printing
from app.rules.questions import LeaveUnsaved
from app.services import settings
from app.services.counter import Counter
from app.settings import DECLARED
from app.ui.kit import style
from app.ui.main_window import MainWindow
from app.ui.windows.setup.label_paper import LabelPaperDialog
from app.ui.windows.setup.window import Setup
from tests import make
from tests.ui.buying import in_dialog
from tests.ui.keys import ALT, BACK_TAB, CTRL, DOWN, ENTER, KEY, focus, press
from tests.ui.scripted import ScriptedPrompter

F2 = KEY.Key_F2


@pytest.fixture
def window(desk: MainWindow) -> Setup:
    opened = desk.open("setup")
    assert isinstance(opened, Setup)
    return opened


def test_every_declared_setting_has_its_field(window: Setup) -> None:
    assert set(window.fields) == set(DECLARED)
    assert {name: field.accessibleName() for name, field in window.fields.items()} == {
        name: declared.label for name, declared in DECLARED.items()
    }


def test_typed_settings_are_kept(window: Setup, counter: Counter) -> None:
    press("Bayside Parts Pty Ltd", ENTER, "51824753556", ENTER, "1 High St", ENTER, "03 9555 0101", F2)
    now = settings.load(counter)
    assert (now.shop_name, now.abn, now.address, now.phone) == (
        "Bayside Parts Pty Ltd",
        "51 824 753 556",
        "1 High St",
        "03 9555 0101",
    )
    assert window.unfinished() is None


def test_pages_are_turned_by_their_letters_and_saved_together(window: Setup, counter: Counter) -> None:
    press("Shop A", (KEY.Key_I, ALT), "12.5", ENTER, " ", (KEY.Key_B, ALT), " ", ENTER, DOWN, F2)
    now = settings.load(counter)
    assert (now.shop_name, now.gst_rate, now.gst_per_line) == ("Shop A", Decimal("12.50"), True)
    assert (now.include_backorder_in_invoice, now.price_at_filling) == (True, "today's")


def test_what_cannot_be_is_told_on_its_page_and_nothing_is_kept(
    window: Setup, desk: MainWindow, counter: Counter
) -> None:
    press("Other", ENTER, "51 824 753 557", F2)
    assert "is no ABN" in desk.status_line.sentence
    assert focus().accessibleName() == "ABN"
    assert settings.load(counter).shop_name == "Bayside Parts"
    press((KEY.Key_A, CTRL), KEY.Key_Delete, BACK_TAB, KEY.Key_Delete, (KEY.Key_B, ALT), F2)
    assert "shop name is missing" in desk.status_line.sentence
    assert focus().accessibleName() == "Shop name"


def test_leaving_with_changes_is_asked(desk: MainWindow, window: Setup, prompter: ScriptedPrompter) -> None:
    press("Other")
    prompter.expect(LeaveUnsaved, "stay")
    assert not desk.close_tab(window)
    prompter.expect(LeaveUnsaved, "leave")
    assert desk.close_tab(window)


def test_look_and_letters_hold_at_once_and_are_kept(window: Setup, dressed: QApplication) -> None:
    try:
        press((KEY.Key_D, ALT), DOWN, DOWN)
        assert dressed.palette().window().color().lightness() < 128
        press(ENTER, DOWN)
        assert style.row_height() == style.SIZES.row + 4
        assert desk_settings.load(paths.desk_settings_file()) == DeskSettings(theme="dark", bigger=2)
    finally:
        style.apply(dressed, "light")


def test_printers_are_chosen_for_each_paper_and_kept_at_once(
    window: Setup, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    press((KEY.Key_L, ALT))
    press(ENTER, ENTER, "3", ENTER, ENTER, ENTER, "10", ENTER)
    assert focus().accessibleName() == "Pick lists: copies"
    assert "from 1 to 9" in desk.status_line.sentence
    press((KEY.Key_A, CTRL), "2", ENTER, *[ENTER] * 6, " ", ENTER, ENTER, " ", ENTER, ENTER, DOWN, ENTER)
    press((KEY.Key_A, CTRL), "1601", ENTER)
    assert "from 1 to 1600" in desk.status_line.sentence
    press((KEY.Key_A, CTRL), "7", ENTER, " ")
    assert desk_settings.load(paths.desk_settings_file()).printing == Printing(
        documents=Printed(copies=3),
        pick_lists=Printed(copies=2),
        on_roll=("receipts", "account"),
        label_stock="50x25",
        next_label=7,
        offer_labels=True,
    )
    assert window.unfinished() is None


def test_label_paper_of_ones_own_is_measured_checked_and_kept(
    window: Setup, desk: MainWindow, qtbot: QtBot, prompter: ScriptedPrompter
) -> None:
    page = window.printers_page
    assert page.next_label.value == 1

    def measure(dialog: LabelPaperDialog) -> None:
        press("9", *[ENTER] * 9)
        assert dialog.message == "9 columns take 602.5 mm with edge and gaps; A4 is 210 mm wide."
        assert focus().accessibleName() == "Columns"
        press("2", ENTER, "5", ENTER, "wide", ENTER)
        assert dialog.message == "“wide” is no length. Type millimetres, for instance 63.5."
        press((KEY.Key_A, CTRL), "90", ENTER, "50", ENTER, "10", ENTER, "12", ENTER, "5", ENTER, "3", ENTER, ENTER)

    in_dialog(desk, LabelPaperDialog, look=measure)
    page.describe_labels()
    now = desk_settings.load(paths.desk_settings_file()).printing
    assert now.own_paper == OwnPaper(2, 5, 9000, 5000, 1000, 1200, 500, 300)
    assert now.stock.words == page.stock.currentText() == "Own A4 sheet, 2 × 5 of 90 × 50 mm"
    in_dialog(desk, LabelPaperDialog, "3", ENTER, KEY.Key_Escape)
    page.describe_labels()
    assert desk_settings.load(paths.desk_settings_file()).printing == now


def test_a_printer_chosen_before_there_were_kinds_prints_the_documents(window: Setup) -> None:
    file = paths.desk_settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        '{"printer": "COUNTER",'
        ' "printing": {"labels": {"printer": 3, "copies": 99}, "label_stock": "none", "narrow": 1}}'
    )
    assert desk_settings.load(file) == DeskSettings(printing=Printing(documents=Printed("COUNTER")))
    file.write_text('{"printing": {"narrow": true, "next_label": 0, "label_stock": "own", "own_paper": {"rows": 3}}}')
    assert desk_settings.load(file).printing == Printing(on_roll=("receipts", "paid"))
    desk_settings.save(file, DeskSettings(printing=Printing(labels=Printed("ZEBRA", "roll", 2))))
    again = desk_settings.load(file).printing
    assert again.of("labels") == Printed("ZEBRA", "roll", 2)
    assert again.of("receipts") == Printed()


def test_what_another_window_changed_is_shown_unless_something_is_typed(window: Setup, counter: Counter) -> None:
    settings.save(counter, {"phone": "111"})
    window.context.changes.tell("settings")
    assert window.fields["phone"].value == "111"  # type: ignore[attr-defined]
    press("Other")
    settings.save(counter, {"phone": "222"})
    window.context.changes.tell("settings")
    assert window.fields["phone"].value == "111"  # type: ignore[attr-defined]
    press(F2)
    assert (settings.load(counter).phone, settings.load(counter).shop_name) == ("222", "Other")


def test_every_page_has_its_own_letter(window: Setup) -> None:
    tabs = window._pages.tabBar()
    titles = [tabs.tabText(at) for at in range(tabs.count())]
    letters = [title[title.index("&") + 1].casefold() for title in titles]
    assert len(set(letters)) == len(titles)


@pytest.mark.parametrize("name", ["shop_name", "address"])
def test_alt_and_a_letter_that_nothing_has_is_not_typed(window: Setup, name: str) -> None:
    window.focus_field(name)
    press((KEY.Key_J, ALT))
    assert window.unfinished() is None
    press("j")
    assert window.unfinished() == LeaveUnsaved("The set-up")


def test_who_may_not_change_the_set_up_only_reads_it(desk: MainWindow, window: Setup, counter: Counter) -> None:
    name, rounds = window.fields["shop_name"], window.fields["round_cash"]
    was = settings.load(counter).shop_name
    desk.sign_on(make.somebody(counter, "Lee"))
    window.focus_field("shop_name")
    press("Another shop", F2)

    assert settings.load(counter).shop_name == name.text() == was  # type: ignore[attr-defined]
    assert not rounds.isEnabled() and not window.action("do_save").isEnabled()
    assert any("You read these pages only" in each.text() and each.isVisible() for each in window.findChildren(QLabel))
    assert window.desk_page.theme.isEnabled(), "the look of a desk is anybody's"

    desk.sign_on(counter)
    window.focus_field("shop_name")
    press("Another shop", F2)
    assert settings.load(counter).shop_name == "Another shop"
