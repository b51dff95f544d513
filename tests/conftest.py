"""What every test stands on: no window on anybody's desktop, no file outside the test's own folder, no hurry."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

if sys.platform == "linux":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

settings.register_profile("house", deadline=None, database=None, print_blob=True)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds all the program's files during one test, and in the programs it starts."""
    folder = tmp_path / "home"
    monkeypatch.setenv("PARTS_HOME", str(folder))
    return folder
