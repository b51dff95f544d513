"""A list on the screen as a CSV file, or on paper; it must not know what is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.rules import words
from app.rules.facts import ListFacts
from app.rules.faults import Refused, Unavailable
from app.rules.listing import never
from app.services import settings
from app.ui.kit.records.lists import RecordView
from app.ui.kit.sheets.paper import file_name
from app.ui.kit.window import TaskWindow

_KINDS: Final = "CSV (*.csv);;All files (*)"
_SHORT: Final = 2_000
"""A list that is no longer is written before anybody could press Cancel."""


def export(window: TaskWindow, shown: RecordView, name: str) -> bool:
    """Asks for a file and writes all that is shown into it; tells whether it was written."""
    proposed = Path(file_name(name)).with_suffix(".csv")
    path = window.context.prompter.choose_file(f"Export {name}", _KINDS, save_as=str(proposed))
    if path is None:
        return False
    if not path.suffix:
        path = path.with_suffix(".csv")
    write = shown.writing(path)
    try:
        if shown.count() <= _SHORT:
            lines = window.wait(lambda: write(_nobody_watches, never))
        else:
            lines = window.context.busy.with_progress(f"Writing {path.name}", write)
    except Refused as fault:
        window.refuse(fault)
        return False
    except Unavailable as fault:
        window.say(fault.sentence, "refused")
        return False
    if lines is None:
        window.say(f"{path.name} was not written.")
        return False
    window.say(f"{words.counted(lines, 'line')} written into {path.name}.", "good")
    return True


def facts(window: TaskWindow, shown: RecordView, heading: str) -> ListFacts | None:
    """What is shown, for paper; None when it is too long for that or cannot be read, which is told."""

    def read() -> ListFacts:
        shop = settings.load(window.context.counter).shop_name
        return shown.facts(heading, shop=shop, dated=window.context.counter.today())

    return window.read(read)


def _nobody_watches(_done: int, _of: int) -> None:
    """Nobody is told how far it is."""
