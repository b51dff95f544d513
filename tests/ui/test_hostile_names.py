"""A document's file has a name that every system takes, whatever the document is called."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.kit.sheets.paper import file_name
from tests.hostile import TYPED

DEVICES = ("CON", "nul", "COM1", "lpt9", "aux.invoice", "CON .x", " prn")


@pytest.mark.parametrize("title", [*TYPED.values(), *DEVICES, "", "...", "/", "x" * 10_000, "🔧" * 500])
def test_it_can_be_written_here_and_is_no_path_and_no_device(title: str, tmp_path: Path) -> None:
    name = file_name(title)
    assert name.endswith(".pdf") and len(name.encode()) < 120
    assert not set(name) & set('<>:"/\\|?*') and name.isprintable()
    assert name.split(".")[0].strip().casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    (tmp_path / name).write_bytes(b"%PDF")
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [name]


@given(st.text())
def test_any_title_makes_a_name(title: str) -> None:
    name = file_name(title)
    assert name == Path(name).name and not name.startswith((" ", ".", "-")) and name != ".pdf"


def test_a_plain_title_stays_as_it_is() -> None:
    assert file_name("Tax Invoice 10023") == "Tax Invoice 10023.pdf"
