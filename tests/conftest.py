"""What every test stands on: no window on anybody's desktop, no file outside the test's own folder, no hurry."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import compiled_once, make, once, postgres

if sys.platform == "linux":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
else:
    # on a desktop only one window is in front and has the keys, and each worker's tests need theirs to be that;
    # a person who wants to see a test's windows names the platform and runs it alone
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # which knows no fonts but those of a folder
    os.environ.setdefault("QT_QPA_FONTDIR", str(Path(__file__).parents[1] / "resources" / "fonts"))

_SERVER = pytest.StashKey[ExitStack]()
_WINDOWS = pytest.StashKey[bool]()
_IN_MEMORY = Path("/dev/shm")
_ROOM_ENOUGH = 4 << 30

# what tests write need not outlive the machine: in memory, no disk is waited for
if "TMPDIR" not in os.environ and _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ROOM_ENOUGH:
    os.environ["TMPDIR"] = tempfile.tempdir = str(_IN_MEMORY)

_HOW_FAST = [HealthCheck.too_slow]  # is no matter of the program's
settings.register_profile("house", deadline=None, suppress_health_check=_HOW_FAST, database=None, print_blob=True)
settings.load_profile("house")
compiled_once.compile_once()


def pytest_configure(config: pytest.Config) -> None:
    """One PostgreSQL server serves the tests of all workers: it is started before them and stopped after them."""
    config.stash[_SERVER] = ExitStack()
    if hasattr(config, "workerinput"):
        return
    folder = config.stash[_SERVER].enter_context(tempfile.TemporaryDirectory(prefix="parts-tests-"))
    os.environ[once.FOLDER] = folder
    postgres.begin_run()
    if postgres.NAMED in os.environ:
        config.stash[_SERVER].callback(postgres.end_run)
        return
    try:
        server = config.stash[_SERVER].enter_context(postgres.running())
    except LookupError:
        return
    os.environ[postgres.NAMED] = server.address


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_SERVER].close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of windows come after the others, so that few change from the one to the other; see below."""
    items.sort(key=_shows_windows)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What is left of closed windows is taken apart here, before a test whose threads might: Qt allows the main one."""
    shows_windows = _shows_windows(item)
    if not shows_windows and item.config.stash.get(_WINDOWS, False):
        gc.collect()
    item.config.stash[_WINDOWS] = shows_windows


def _shows_windows(item: pytest.Item) -> bool:
    return "qapp" in getattr(item, "fixturenames", ())


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds all the program's files during one test, and in the programs it starts."""
    folder = tmp_path / "home"
    monkeypatch.setenv("PARTS_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _given_back(home: Path) -> Iterator[None]:
    """No shop that a test has made stays open after it."""
    with make.given_back():
        yield
