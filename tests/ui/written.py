"""What a list writes into a file, read back."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from app.rules.faults import Refused
from app.rules.listing import never
from app.ui.kit.records.lists import RecordView


def write(shown: RecordView, path: Path) -> int | None:
    """Writes the list into that file; returns how many lines there are beneath the heading."""
    return shown.writing(path)(lambda _done, _of: None, never)


def csv_of(shown: RecordView) -> str:
    """The list as the file has it, without the mark that it is UTF-8; nothing of one that may not be seen."""
    with suppress(Refused), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        write(shown, path)
        return path.read_bytes().decode("utf-8-sig")
    return ""
