"""Keys that a desk gives itself: pressed once, live everywhere, never twice, kept, and on one page of paper."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea

from app import desk_keys
from app.printing.sheets import lay_out
from app.ui.kit import actions, key_map
from app.ui.kit.commands import DESK, TABLE, WINDOWS, for_scope
from app.ui.kit.foot.key_page import KeyPage
from app.ui.kit.key_map import DEEDS, PROFILES, KeyMap
from app.ui.kit.sheets import ink
from app.ui.main_window import MainWindow
from app.ui.windows.keys.new_key import NewKey
from app.ui.windows.keys.window import DeskKeys
from tests.printing.ruler import measure
from tests.ui.hands import Hands
from tests.ui.keys import ALT, CTRL, DOWN, ENTER, ESC, KEY, SHIFT, press, said


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A desk of its own, which goes back to the handbook's keys."""
    monkeypatch.setenv("PARTS_HOME", str(tmp_path / "home"))
    yield
    key_map.use(KeyMap())


@pytest.fixture
def window(desk: MainWindow) -> DeskKeys:
    """The window in front."""
    opened = desk.open("keys")
    assert isinstance(opened, DeskKeys)
    return opened


def choose(window: DeskKeys, name: str) -> None:
    """The cursor on the row of this command."""
    assert window.list.select(name)


def bar(desk: MainWindow) -> list[str]:
    foot = desk.findChild(object, "key-bar")
    return [key.accessibleName() for key in foot.findChildren(QPushButton) if key.isVisible()]  # type: ignore[attr-defined]


def kept() -> KeyMap:
    """What the next start would read."""
    return key_map.loaded(*desk_keys.load(desk_keys.place()))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("scope", [DESK, *WINDOWS])
def test_no_profile_gives_a_key_twice_in_a_window(profile: str, scope: str) -> None:
    now = KeyMap(profile)
    commands = {*for_scope(DESK), *for_scope(scope)}
    keys = Count(key for command in commands for key in now.keys_of(command))
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("profile", PROFILES)
def test_no_profile_gives_a_key_that_would_be_refused(profile: str) -> None:
    now = KeyMap(profile)
    assert [(name, now.refusal(name, key)) for name in DEEDS for key in now.keys(name) if now.refusal(name, key)] == []


def test_a_command_bears_the_same_key_in_every_window() -> None:
    assert {key_map.name_of(command): command.keys for command in TABLE} == {n: d.usual for n, d in DEEDS.items()}


def test_a_new_key_is_live_in_menu_bar_help_and_under_the_fingers(desk: MainWindow, window: DeskKeys) -> None:
    hands = Hands(desk)
    choose(window, "do_reload")
    hands.then(lambda: press((KEY.Key_J, CTRL), ENTER)).press("Return")
    assert hands.said.endswith("Reload is Ctrl+J now.")
    home = desk.open("home")
    assert "Ctrl+J Reload" in bar(desk)
    assert actions.key(home.action("do_reload")) == "Ctrl+J"
    assert "Ctrl+J" in home.action("do_reload").toolTip()
    page = KeyPage(home, desk.context.paper, desk)
    assert ("Ctrl+J", "Read everything again") in page.rows
    page.deleteLater()
    read: list[str] = []
    home.do_reload = lambda: read.append("again")  # type: ignore[attr-defined]
    hands.press("F5")
    assert read == []
    hands.press("Ctrl+J")
    assert read == ["again"]
    assert kept().keys("do_reload") == ("Ctrl+J",)


def test_a_window_that_was_open_already_has_the_new_key_too(desk: MainWindow) -> None:
    before = desk.open("stock_order")
    desk.use_keys(KeyMap().given("do_suggest", ("Ctrl+Shift+G",)))
    assert actions.key(before.action("do_suggest")) == "Ctrl+Shift+G"
    assert "Ctrl+Shift+G Suggest" in bar(desk)


@pytest.mark.parametrize(
    ("name", "stroke", "who"),
    [
        ("do_reload", (KEY.Key_K, CTRL), "“Any command or record…”"),
        ("do_save", KEY.Key_F9, "“Recall”"),
        ("desk.lock", KEY.Key_F7, "“Price”, “Why?” and"),
        ("do_save", (KEY.Key_C, CTRL), "copies"),
        ("do_save", "x", "is typed into fields"),
        ("do_save", (KEY.Key_X, ALT), "belongs to the menus"),
        ("do_save", (KEY.Key_F4, ALT), "closes the program"),
    ],
)
def test_a_key_that_is_taken_is_refused_with_who_has_it(
    desk: MainWindow, window: DeskKeys, name: str, stroke: object, who: str
) -> None:
    choose(window, name)
    heard: list[str] = []

    def at_the_dialog() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NewKey)
        press(stroke, ENTER)  # type: ignore[arg-type]
        heard.append(said(dialog))
        assert dialog.isVisible()
        press(ESC)

    Hands(desk).then(at_the_dialog).press("F12")
    assert who in heard[0]
    assert key_map.current() == KeyMap()


def test_the_same_key_may_be_used_where_the_other_is_not(desk: MainWindow) -> None:
    now = KeyMap()
    assert now.refusal("do_try_again", "F2") == ""
    assert "“Save”" in now.refusal("do_price", "F2")


def test_two_commands_change_places(desk: MainWindow) -> None:
    crossed = KeyMap().given("do_note", ("Ctrl+P",)).given("do_print", ("Ctrl+M",)).given("do_email", ())
    assert key_map.loaded(crossed.profile, key_map.as_kept(crossed)).changed == crossed.changed


def test_a_kept_key_that_somebody_else_has_by_now_is_left_out() -> None:
    assert key_map.loaded("autosoft", {"autosoft": {"do_lost_sale": ["F11"]}}).keys("do_lost_sale") == ("F6",)


def test_no_key_at_all_and_back_to_the_usual_one(desk: MainWindow, window: DeskKeys) -> None:
    hands = Hands(desk)
    choose(window, "do_reload")
    hands.then(lambda: press(KEY.Key_Delete, ENTER)).press("F12")
    assert key_map.current().keys("do_reload") == ()
    assert hands.said.endswith("Reload has no key now.")
    hands.press("F6")
    assert key_map.current() == KeyMap(own={"autosoft": {}})


def test_the_usual_key_is_not_taken_from_whoever_has_it_by_now(desk: MainWindow, window: DeskKeys) -> None:
    desk.use_keys(KeyMap().given("do_stock_card", ("Ctrl+J",)).given("do_lost_sale", ("F11",)))
    choose(window, "do_stock_card")
    hands = Hands(desk).press("F6")
    assert "“Lost sale”" in hands.said
    assert key_map.current().keys("do_stock_card") == ("Ctrl+J",)


def test_each_profile_keeps_its_own_changes(desk: MainWindow, window: DeskKeys) -> None:
    desk.use_keys(KeyMap().given("do_note", ("Ctrl+J",)))
    window.profile.setFocus()
    press(DOWN)
    assert key_map.current().profile == "windows"
    assert key_map.current().keys("do_save") == ("Ctrl+S", "F2")
    assert key_map.current().keys("do_note") == ("Ctrl+M",)
    invoice = desk.open("stock_order")
    assert actions.key(invoice.action("do_save")) == "Ctrl+S"
    assert kept().profile == "windows"
    assert kept().in_profile("autosoft").keys("do_note") == ("Ctrl+J",)


def test_sentences_say_the_live_keys(desk: MainWindow) -> None:
    assert KeyMap().live("F2 saves, F3 finds.", "parts") == "F2 saves, F3 finds."
    now = KeyMap("windows").given("do_find", ())
    assert now.live("F2 saves, F3 finds, Ctrl+Enter too; 12*F2", "parts") == (
        "Ctrl+S saves, “Find part” finds, Ctrl+Enter too; 12*F2"
    )
    assert now.live("Alt+B or F5", "parts") == "Alt+B or F5"
    desk.open("parts")
    desk.use_keys(KeyMap("windows"))
    desk.say("F2 saves it.")
    assert desk.status_line.sentence == "Ctrl+S saves it."


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"profile": 3, "changed": []}', '{"changed": {"autosoft": 1}}'])
def test_a_file_that_says_nothing_sensible_is_the_handbook(text: str) -> None:
    desk_keys.place().parent.mkdir(parents=True)
    desk_keys.place().write_text(text, encoding="utf-8")
    assert all(kept().keys(name) == deed.usual for name, deed in DEEDS.items())


def test_what_cannot_be_kept_is_told_and_holds_all_the_same(desk: MainWindow, window: DeskKeys, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be", encoding="utf-8")
    choose(window, "do_reload")
    hands = Hands(desk).then(lambda: press((KEY.Key_J, CTRL | SHIFT), ENTER)).press("F12")
    assert key_map.current().keys("do_reload") == ("Ctrl+Shift+J",)
    assert hands.said


@pytest.mark.parametrize("profile", PROFILES)
def test_the_whole_map_stands_on_one_page(profile: str) -> None:
    pages = lay_out(key_map.sheet(KeyMap(profile), "Bayside Parts"), measure)
    assert len(pages) == 1
    texts = {text.text for text in pages[0].texts}
    assert {"Everywhere", "In windows", "Fields and grids", "F12", "Finalise"} <= texts


def every_key_changed(profile: str) -> KeyMap:
    """Each deed, those without a key too, has the one key that a desk may give it, in words as long as they come."""
    return KeyMap(profile, {profile: dict.fromkeys(DEEDS, ("Ctrl+Alt+Shift+F12",))})


@pytest.mark.parametrize("profile", PROFILES)
def test_the_whole_map_stands_on_one_page_when_every_key_was_changed(profile: str, dressed: QApplication) -> None:
    assert len(lay_out(key_map.sheet(every_key_changed(profile), "Bayside Parts"), ink.measure)) == 1


@pytest.mark.parametrize("profile", PROFILES)
def test_nothing_on_the_sheet_is_cut(profile: str, dressed: QApplication) -> None:
    facts = key_map.sheet(KeyMap(profile), "Bayside Parts")
    (page,) = lay_out(facts, ink.measure)
    own = {words for _title, rows in facts.parts for row in rows for words in row}
    assert [text.text for text in page.texts if text.text.endswith("…") and text.text not in own] == []


def test_the_page_of_f1_is_read_to_its_end_and_back_without_a_mouse(desk: MainWindow) -> None:
    seen: list[int] = []

    def read() -> None:
        page = QApplication.activeModalWidget()
        assert isinstance(page, KeyPage)
        page.resize(880, 300)
        (scroll,) = page.findChildren(QScrollArea)
        bar = scroll.verticalScrollBar()
        for key in (KEY.Key_PageDown, KEY.Key_End, KEY.Key_PageUp, KEY.Key_Home):
            press(key)
            seen.append(bar.value())
        seen.append(bar.maximum())
        press(ESC)

    desk.open("home")
    Hands(desk).then(read).press("F1")
    down, end, up, top, lowest = seen
    assert 0 < down < end == lowest
    assert 0 < up < end
    assert top == 0
