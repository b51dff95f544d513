"""A list on the screen as a CSV file; it must not know what is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.rules import words
from app.rules.faults import Refused
from app.ui.kit.records.lists import RecordList
from app.ui.kit.sheets.paper import file_name
from app.ui.kit.window import TaskWindow

_KINDS: Final = "CSV (*.csv);;All files (*)"


def export(window: TaskWindow, shown: RecordList, name: str) -> bool:
    """Asks for a file and writes what is shown into it; tells whether it was written."""
    proposed = Path(file_name(name)).with_suffix(".csv")
    path = window.context.prompter.choose_file(f"Export {name}", _KINDS, save_as=str(proposed))
    if path is None:
        return False
    if not path.suffix:
        path = path.with_suffix(".csv")
    lines = len(shown.shown())
    try:
        shown.save_csv(path)
    except Refused as fault:
        window.refuse(fault)
        return False
    window.say(f"{words.counted(lines, 'line')} written into {path.name}.", "good")
    return True
