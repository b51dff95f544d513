"""Setup, page Database, by key events: a server is tried and told in a sentence, and chosen without a password kept."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import desk_settings, paths
from app.desk_settings import DeskSettings
from app.rules.faults import Refused
from app.services import stores
from app.services.counter import Counter
from app.ui.main_window import MainWindow
from app.ui.windows.setup.window import Setup
from tests import postgres
from tests.guarded_server import BARE, NEW, PASSWORD, SHOP, USER, Guarded, guarded_server
from tests.make import a_shop, somebody
from tests.memory_keyring import Memory, in_use
from tests.ui.hands import Hands
from tests.ui.keys import ALT, DOWN, ENTER, KEY, focus, press

pytestmark = pytest.mark.skipif(postgres.program("initdb") is None, reason="no PostgreSQL server is installed")

LETTER = (KEY.Key_T, ALT)


@pytest.fixture(scope="module")
def server() -> Iterator[Guarded]:
    with guarded_server() as there:
        yield there


@pytest.fixture
def ring() -> Iterator[Memory]:
    with in_use(memory := Memory()):
        yield memory


@pytest.fixture
def window(desk: MainWindow, ring: Memory) -> Setup:
    opened = desk.open("setup")
    assert isinstance(opened, Setup)
    return opened


def fill(server: Guarded, database: str = SHOP, password: str = PASSWORD, user: str = USER, port: int = 0) -> None:
    """The page in front, a server chosen, its fields typed, the focus in the last one."""
    press(
        LETTER, DOWN, ENTER, "127.0.0.1", ENTER, str(port or server.port), ENTER, database, ENTER, user, ENTER, password
    )


def remembered() -> DeskSettings:
    return desk_settings.load(paths.desk_settings_file())


def test_a_shop_that_is_tried_is_named_and_nothing_is_chosen_by_it(
    window: Setup, hands: Hands, server: Guarded
) -> None:
    fill(server)
    hands.press("F6")
    assert hands.said.startswith(f"✓ Reached {SHOP} at 127.0.0.1, PostgreSQL ")
    assert hands.said.endswith("Bayside Parts is there.")
    assert remembered() == DeskSettings()


def test_a_shop_that_is_used_opens_from_the_next_start_and_its_password_is_in_the_keyring_alone(
    window: Setup, hands: Hands, server: Guarded, ring: Memory, home: Path
) -> None:
    fill(server)
    hands.press("F8")
    assert hands.said.endswith("This desk works there from its next start.")
    assert remembered().database == server.address()
    assert ring.kept == {(f"Parts Counter database 127.0.0.1:{server.port}/{SHOP}", USER): PASSWORD}
    kept = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    assert kept and not any(PASSWORD.encode() in content for content in kept)
    assert window.database_page.server.password.text() == ""
    assert "Its next start opens parts at 127.0.0.1, as kim." in window.database_page._now.text()


def test_what_the_keyring_knows_need_not_be_typed_again(
    window: Setup, hands: Hands, server: Guarded, ring: Memory
) -> None:
    fill(server)
    hands.press("F8")
    hands.press("F6")
    assert hands.said.endswith("Bayside Parts is there.")


@pytest.mark.parametrize("password", ["", "a red door"])
def test_a_wrong_or_missing_password_is_said_at_its_field(
    window: Setup, hands: Hands, server: Guarded, password: str
) -> None:
    fill(server, password=password)
    hands.press("F8")
    assert hands.said.startswith("× The server of parts at 127.0.0.1 ")
    assert "password" in hands.said
    assert focus().accessibleName() == "Password"
    assert remembered() == DeskSettings()


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("none", "× There is no database none at 127.0.0.1."),
        (BARE, f"bare at 127.0.0.1 has no tables yet. Whoever looks after it runs “{paths.typed('migrate')}” once."),
    ],
)
def test_what_cannot_be_worked_in_is_said_and_not_chosen(
    window: Setup, hands: Hands, server: Guarded, database: str, said: str
) -> None:
    fill(server, database=database)
    hands.press("F8")
    assert said in hands.said
    assert remembered() == DeskSettings()


def test_tables_without_a_shop_can_be_chosen(window: Setup, hands: Hands, server: Guarded) -> None:
    fill(server, database=NEW)
    hands.press("F8")
    assert "It is empty: a shop can be opened in it, or moved to it." in hands.said
    assert remembered().database == server.address(NEW)


def test_the_owner_of_the_tables_is_told_to_be_somebody_else(window: Setup, hands: Hands, server: Guarded) -> None:
    fill(server, user="postgres", password="")
    hands.press("F6")
    assert "This user owns the tables and could change what is posted" in hands.said


def test_a_server_that_is_not_there_is_said(window: Setup, hands: Hands, server: Guarded) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        fill(server, port=nobody.getsockname()[1])
        hands.press("F6")
    assert hands.said.startswith("× The server of parts at 127.0.0.1 does not answer.")


def test_a_server_that_never_answers_is_not_waited_for_once_it_is_cancelled(
    window: Setup, hands: Hands, server: Guarded
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        fill(server, port=silent.getsockname()[1])

        def cancel() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None or dialog.windowTitle() != "Trying the server":
                QTimer.singleShot(5, cancel)
            else:
                dialog.close()

        QTimer.singleShot(0, cancel)
        hands.press("F6")
    assert hands.said == "× Stopped before the server has answered."


def test_a_missing_field_is_asked_for(window: Setup, hands: Hands) -> None:
    press(LETTER, DOWN, ENTER)
    hands.press("F6")
    assert hands.said.startswith("× Server is missing.")
    assert focus().accessibleName() == "Server"


def test_without_a_keyring_it_is_chosen_all_the_same_and_says_what_that_means(
    window: Setup, hands: Hands, server: Guarded
) -> None:
    fill(server)
    with in_use(None):
        hands.press("F8")
    assert hands.said.startswith("! This desk works there from its next start.")
    assert "It will be asked for at each start." in hands.said
    assert remembered().database == server.address()


def test_who_may_not_change_the_set_up_chooses_nothing(counter: Counter) -> None:
    with pytest.raises(Refused, match="Sam may not"):
        stores.may_choose(somebody(counter, "Sam"))


def test_another_file_of_this_computer_can_be_chosen(
    window: Setup, hands: Hands, tmp_path: Path, counter: Counter
) -> None:
    other = a_shop(tmp_path / "other")
    other.db.close()
    press(LETTER, ENTER, str(tmp_path / "none.db"))
    hands.press("F8")
    assert "There is no database" in hands.said
    assert not (tmp_path / "none.db").exists()
    press(str(tmp_path / "other" / "shop.db"))
    hands.press("F8")
    assert hands.said == "✓ Bayside Parts is in shop.db. This desk works there from its next start."
    assert remembered().database == str(tmp_path / "other" / "shop.db")
