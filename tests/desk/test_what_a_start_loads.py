"""What is loaded by the time a shop in a file stands on the screen: nothing that only others need.

The program runs in a process of its own, as everything is loaded where the tests are.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from app.db import open_database
from app.services import setup
from app.services.setup import SetupFacts
from tests.own_process import environment

ROOT: Final = Path(__file__).parents[2]
_DESK: Final = """
import json, sys
from app.__main__ import loaded, main
loaded()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.ui.main_window import MainWindow
app = QApplication([])

def look():
    desks = [each for each in app.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible()]
    if desks and desks[0].front is not None:
        print(json.dumps({"open": desks[0].front.name, "modules": sorted(sys.modules)}))
        timer.stop()
        desks[0].close()

timer = QTimer(interval=1)
timer.timeout.connect(look)
timer.start()
sys.exit(main(["--database", sys.argv[1]]))
"""


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The modules of a program that has just opened a shop in a file."""
    home = tmp_path_factory.mktemp("desk")
    place = str(home / "shop.db")
    db = open_database(place)
    setup.begin(db, SetupFacts("Miller's Parts"))
    db.close()
    env = environment(ROOT, PARTS_HOME=str(home), QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(
        [sys.executable, "-c", _DESK, place], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["open"] == "home"
    return frozenset(told["modules"])


@pytest.mark.parametrize(
    "room",
    [
        "psycopg",  # a server's driver
        "app.db.server",
        "keyring",  # passwords
        "alembic",  # tables of an older version
        "pyqtgraph",  # pictures, and what they bring along
        "numpy",
        "python_calamine",  # files to import
        "charset_normalizer",
        "app.services.price_files",
        "app.services.demo",
        "app.exchange.handover",  # accounting systems
        "app.ui.no_shop",  # a first start, a shop that does not open
        "app.ui.windows.start",
        "app.cli_check",
    ],
)
def test_a_start_does_not_load_what_only_others_need(modules: frozenset[str], room: str) -> None:
    assert not {each for each in modules if each == room or each.startswith(f"{room}.")}


def test_a_start_loads_no_window_but_the_first(modules: frozenset[str]) -> None:
    windows = {each for each in modules if each.startswith("app.ui.windows.") and each.endswith(".window")}
    assert not windows
    assert "app.ui.windows.home" in modules
