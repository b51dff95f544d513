"""A second start of the same shop at the same desk: the running window comes to the front, and nothing else opens."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import only_one
from tests.own_process import environment

ROOT = Path(__file__).parents[2]
SECOND = """
import sys
from PySide6.QtCore import QCoreApplication
from app.ui import only_one
app = QCoreApplication([])
sys.exit(0 if only_one.brought_to_front(sys.argv[1]) else 3)
"""


@pytest.fixture
def name(tmp_path: Path) -> str:
    return only_one.name_of(str(tmp_path / "shop.db"))


@pytest.fixture
def running(dressed: QApplication, name: str) -> Iterator[only_one.Running]:
    made = only_one.Running(name)
    yield made
    made.close()


def a_second_start(name: str, qtbot: QtBot) -> int:
    """What another program, started now, finds: 0 when it was answered."""
    env = environment(ROOT, QT_QPA_PLATFORM="offscreen")
    second = subprocess.Popen([sys.executable, "-c", SECOND, name], env=env)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=30_000)
    return second.returncode


@pytest.mark.qt_log_ignore(r"does not support raise\(\)", extend=True)
def test_the_window_comes_to_the_front_even_when_it_was_minimised(
    running: only_one.Running, name: str, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.setWindowState(Qt.WindowState.WindowMinimized)

    assert a_second_start(name, qtbot) == 0
    assert not window.isMinimized()
    assert window.isActiveWindow()


def test_where_nothing_runs_nothing_answers(name: str, dressed: QApplication) -> None:
    assert not only_one.brought_to_front(name)


def test_after_the_end_a_start_is_a_new_one(running: only_one.Running, name: str) -> None:
    running.close()
    assert not only_one.brought_to_front(name)


def test_what_a_killed_program_has_left_is_in_nobodys_way(name: str, qtbot: QtBot, dressed: QApplication) -> None:
    program = f"import os; {SECOND.splitlines()[2]}\nfrom app.ui import only_one\n"
    program += f"app = QCoreApplication([]); only_one.Running({name!r}); os._exit(0)"
    subprocess.run([sys.executable, "-c", program], env=environment(ROOT), check=True, timeout=60)
    made = only_one.Running(name)
    try:
        assert a_second_start(name, qtbot) == 0
    finally:
        made.close()


def test_another_shop_and_another_desk_are_strangers(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert only_one.name_of(str(tmp_path / "demo.db")) != name
    assert only_one.name_of(str(tmp_path / "x" / ".." / "shop.db")) == name
    monkeypatch.setenv("PARTS_HOME", str(tmp_path / "desk2"))
    assert only_one.name_of(str(tmp_path / "shop.db")) != name


def test_the_program_itself_opens_nothing_where_its_shop_is_open(
    tmp_path: Path, running: only_one.Running, qtbot: QtBot
) -> None:
    shop = tmp_path / "shop.db"
    program = [sys.executable, "-m", "app", "--database", str(shop)]
    second = subprocess.Popen(program, env=dict(os.environ, QT_QPA_PLATFORM="offscreen"), cwd=ROOT)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)

    assert second.returncode == 0
    assert not shop.exists()
