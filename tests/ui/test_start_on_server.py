"""A start on a server by key events: chosen, its password asked, its first day begun, a fault told with a way on."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from types import SimpleNamespace

import psycopg
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app import paths
from app.__main__ import main
from app.db.addresses import keep_password, with_password
from app.services import settings
from app.ui import opening
from app.ui.kit.asking import dialog as dialogs
from app.ui.opening import Opened
from app.ui.windows.start.server import ServerDialog
from tests import postgres
from tests.guarded_server import BARE, NEW, PASSWORD, SHOP, USER, Guarded, guarded_server
from tests.memory_keyring import Memory, in_use
from tests.ui.keys import ALT, ENTER, ESC, KEY, press

pytestmark = pytest.mark.skipif(postgres.program("initdb") is None, reason="no PostgreSQL server is installed")

SERVER = "The shop on a server"
FAULT = "Parts Counter cannot open the shop"
WELCOME = "Welcome to Parts Counter"
PATIENCE = 20
"""Seconds after which a dialog that stays open is a fault."""


@pytest.fixture(scope="module")
def server() -> Iterator[Guarded]:
    with guarded_server() as there:
        yield there


@pytest.fixture(autouse=True)
def ring(dressed: QApplication) -> Iterator[Memory]:
    with in_use(memory := Memory()):
        yield memory


class Person:
    """Somebody who answers the dialogs of a start, one after the other."""

    def __init__(self, qtbot: QtBot) -> None:
        self._steps: list[tuple[str, Callable[[QDialog], object]]] = []
        self.met: list[str] = []
        self.fault: BaseException | None = None
        self._there = True
        self._last: QDialog | None = None
        self._acting: QDialog | None = None
        self._since = monotonic()
        self._look()

    def sees(self, title: str, act: Callable[[QDialog], object]) -> Person:
        """What is done as soon as a dialog with this title listens."""
        self._steps.append((title, act))
        return self

    def _look(self) -> None:
        if self._there:  # one timer does not run again inside what it has called
            QTimer.singleShot(5, self._look)
        dialog = QApplication.activeModalWidget()
        focus = QApplication.focusWidget()
        if not isinstance(dialog, dialogs.Dialog) or dialog.deaf:
            return
        if focus is None or focus.window() is not dialog:
            dialog.activateWindow()  # what was over it has closed, and there is no manager of windows here
            return
        if dialog is self._acting or dialog.windowTitle() == "Trying the server":
            return
        if not self._steps or self._steps[0][0] != dialog.windowTitle():
            if dialog is not self._last or monotonic() > self._since + PATIENCE:
                told = getattr(dialog, "told", "")
                self.fault = AssertionError(f"nobody expected {dialog.windowTitle()} {told}")
                dialog.reject()
            return
        self._since = monotonic()
        title, act = self._steps.pop(0)
        self.met.append(title)
        before, self._last, self._acting = self._acting, dialog, dialog
        try:
            act(dialog)
        except BaseException as fault:  # noqa: BLE001 – raised in the test
            self.fault = fault
            dialog.reject()
        finally:
            self._acting = before

    def done(self) -> None:
        self._there = False
        if self.fault is not None:
            raise self.fault
        assert self._steps == []


def empty_again(server: Guarded) -> None:
    """Nobody works in the database of tables only, as before."""
    with psycopg.connect(host="127.0.0.1", port=server.port, user="postgres", dbname=NEW, autocommit=True) as keeper:
        keeper.execute("SET session_replication_role = replica")
        keeper.execute("DELETE FROM operator")


@pytest.fixture
def person(qtbot: QtBot) -> Iterator[Person]:
    person = Person(qtbot)
    yield person
    person.done()


def opened(place: str, *, known: bool = True) -> Opened:
    found = opening.open_shop(place, known=known)
    assert isinstance(found, Opened)
    assert settings.load(found.counter).shop_name == "Bayside Parts"
    found.counter.db.close()
    return found


def test_a_password_that_nobody_knows_is_asked_for_and_kept(server: Guarded, person: Person, ring: Memory) -> None:
    def give(dialog: QDialog) -> None:
        assert isinstance(dialog, ServerDialog)
        assert "password" in dialog.told
        press(PASSWORD, ENTER, ENTER, ENTER)

    person.sees(SERVER, give)
    found = opened(server.address())
    assert found.place == server.address()
    assert list(ring.kept.values()) == [PASSWORD]
    assert opened(server.address()).place == server.address()


def test_a_password_that_is_wrong_by_now_is_asked_for_again(server: Guarded, person: Person, ring: Memory) -> None:
    keep_password(server.address(), "of last year")
    person.sees(SERVER, lambda _dialog: press(PASSWORD, ENTER, ENTER, ENTER))
    opened(server.address())
    assert list(ring.kept.values()) == [PASSWORD]


def test_without_a_keyring_the_password_is_asked_for_at_each_start(server: Guarded, person: Person) -> None:
    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, ServerDialog)
        assert "It will be asked for at each start." in dialog.told
        press(ENTER)

    for _start in range(2):
        person.sees(SERVER, lambda _dialog: press(PASSWORD, ENTER, ENTER, ENTER)).sees(SERVER, read)
    with in_use(None):
        opened(server.address())
        opened(server.address())


def test_a_password_in_the_address_opens_the_shop_and_is_not_part_of_what_is_remembered(server: Guarded) -> None:
    found = opened(with_password(server.address(), PASSWORD), known=False)
    assert PASSWORD not in found.place and "%20" not in found.place
    assert found.place == server.address()


def test_giving_the_password_up_ends_the_start(server: Guarded, person: Person) -> None:
    person.sees(SERVER, lambda _dialog: press(ESC))
    assert opening.open_shop(server.address(), known=True) == 1


def test_a_server_that_does_not_answer_is_told_and_tried_again_or_left_for_another(
    server: Guarded, person: Person, ring: Memory
) -> None:
    keep_password(server.address(), PASSWORD)
    gone = server.address().replace(str(server.port), "1")

    def another(dialog: QDialog) -> None:
        assert isinstance(dialog, ServerDialog)
        press((KEY.Key_P, ALT), str(server.port), ENTER, (KEY.Key_O, ALT))

    person.sees(FAULT, lambda dialog: press("t")).sees(FAULT, lambda dialog: press("s")).sees(SERVER, another)
    assert opened(gone).place == server.address()


def test_tables_that_the_owner_has_not_made_are_a_fault_with_a_next_step(server: Guarded, person: Person) -> None:
    told: list[str] = []

    def read(dialog: QDialog) -> None:
        told.append(dialog.sentence)  # type: ignore[attr-defined]
        press(ESC)

    person.sees(FAULT, read)
    assert opening.open_shop(with_password(server.address(BARE), PASSWORD), known=True) == 1
    assert paths.typed("migrate") in told[0]


def test_an_empty_database_asks_for_the_names_and_is_where_the_next_start_looks(
    server: Guarded, person: Person, tmp_path: Path, ring: Memory
) -> None:
    def choose(_dialog: QDialog) -> None:
        press("127.0.0.1", ENTER, str(server.port), ENTER, NEW, ENTER, USER, ENTER, PASSWORD, (KEY.Key_O, ALT))

    def name(_dialog: QDialog) -> None:
        press("Riverside Spares", ENTER, "Pat", *(ENTER,) * 5)

    person.sees(WELCOME, lambda _dialog: press((KEY.Key_S, ALT))).sees(SERVER, choose).sees(WELCOME, name)
    try:
        found = opening.open_shop(str(tmp_path / "shop.db"), known=False)
        assert isinstance(found, Opened)
        assert settings.load(found.counter).shop_name == "Riverside Spares"
        assert found.counter.operator.name == "Pat"
        assert found.counter.db.name == f"{NEW} at 127.0.0.1"
        assert found.place == server.address(NEW)
        found.counter.db.close()
    finally:
        empty_again(server)


def test_a_letter_on_the_tick_presses_no_button(server: Guarded, person: Person, tmp_path: Path, ring: Memory) -> None:
    seen: list[str] = []

    def typed_astray(dialog: QDialog) -> None:
        press("127.0.0.1", ENTER, ENTER, ENTER, ENTER, ENTER, "cot")
        seen.append(QApplication.focusWidget().accessibleName())
        dialog.reject()

    person.sees(WELCOME, lambda _dialog: press((KEY.Key_S, ALT))).sees(SERVER, typed_astray)
    person.sees(WELCOME, lambda dialog: dialog.reject())
    assert opening.open_shop(str(tmp_path / "shop.db"), known=False) == 0
    assert seen == ["Keep the password"]


def test_a_first_start_finds_the_shop_that_is_on_the_server_already(
    server: Guarded, person: Person, tmp_path: Path
) -> None:
    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, ServerDialog)
        press("127.0.0.1", ENTER, str(server.port), ENTER, SHOP, ENTER, USER, ENTER, PASSWORD, (KEY.Key_O, ALT))

    person.sees(WELCOME, lambda _dialog: press((KEY.Key_S, ALT))).sees(SERVER, choose)
    found = opened(str(tmp_path / "shop.db"), known=False)
    assert found.place == server.address()
    assert not (tmp_path / "shop.db").exists()


def test_try_says_what_is_there_and_leaves_the_window_open(server: Guarded, person: Person, tmp_path: Path) -> None:
    told: list[str] = []

    def wrong(_dialog: QDialog) -> None:
        press("127.0.0.1", ENTER, str(server.port), ENTER, SHOP, ENTER, USER, ENTER, "wrong", (KEY.Key_T, ALT))

    def right(dialog: QDialog) -> None:
        told.append(dialog.told)  # type: ignore[attr-defined]
        press(PASSWORD, (KEY.Key_T, ALT))

    def leave(dialog: QDialog) -> None:
        told.append(dialog.told)  # type: ignore[attr-defined]
        dialog.reject()

    person.sees(WELCOME, lambda _dialog: press((KEY.Key_S, ALT)))
    person.sees(SERVER, wrong).sees(SERVER, right).sees(SERVER, leave).sees(WELCOME, lambda dialog: dialog.reject())
    assert opening.open_shop(str(tmp_path / "shop.db"), known=False) == 0
    assert told[0].startswith("× The server of parts") and told[1].endswith("Bayside Parts is there.")
    assert PASSWORD not in "".join(told)


def test_a_command_asks_for_the_password_at_a_terminal(
    server: Guarded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "")
    typed = iter(["a red door", PASSWORD])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(typed))
    with in_use(None):
        assert main(["check", "--database", server.address()]) == 0
        said = capsys.readouterr()
        assert said.out.endswith("statements hold\n")
        assert said.err.count("password") == 2 and PASSWORD not in said.err
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: False))
        monkeypatch.setenv("PGPASSWORD", "")
        assert main(["check", "--database", server.address()]) == 1
