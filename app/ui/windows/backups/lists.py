"""The lists of the backups and of how one differs from the books of now; it must not know what is done with them."""

from __future__ import annotations

from typing import Final

from app.rules import words
from app.rules.backups import Difference, State
from app.services.upkeep.backups_folder import Backup
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList

TONES: Final[dict[State, str]] = {
    "good": "good",
    "books do not agree": "waits",
    "not proved": "waits",
    "damaged": "refused",
}
_UNITS: Final = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


def backups() -> RecordList:
    """Every backup of this shop in the desk's folder, the newest first."""
    return RecordList(
        "Backups",
        (
            Column("When", "at", get=_when, width=19),
            Column("Why", "why", get=lambda each: words.begun(each.why), width=16),
            Column("State", "state", get=lambda each: words.begun(each.state), width=18, tone=_tone),
            Column("By", "by", get=lambda each: each.manifest.by if each.manifest else "", width=12),
            Column("Size", "size", show=size, width=9, align="right"),
            Column("File", "file", get=lambda each: each.path.name, width=0),
        ),
        empty="There is no backup of this shop in this folder yet. F12 makes one.",
        filtered=False,
        key=lambda each: each.path,
    )


def differences() -> RecordList:
    """The figures of now beside those of the backup."""
    return RecordList(
        "Now and in this backup",
        (
            Column("Figure", "what", width=26),
            Column("Now", "now", width=18, align="right"),
            Column("In this backup", "then", width=18, align="right"),
            Column("Restoring does", "change", width=0, tone=lambda each: "waits" if each.differs else ""),
        ),
        empty="Its figures are not known before it is read to its end. F6 does that.",
        filtered=False,
        key=_named,
    )


def size(number: int) -> str:
    """So many bytes in words: 1.4 MB."""
    for unit, name in _UNITS:
        if number >= unit:
            tenths = number * 10 // unit
            return f"{tenths // 10:,}.{tenths % 10} {name}"
    return f"{number} bytes"


def _named(each: Difference) -> str:
    return each.what


def _when(backup: Backup) -> str:
    at = backup.at.astimezone()
    return f"{dates.full_day(at.date())} {at:%H:%M}"


def _tone(backup: Backup) -> str:
    return TONES[backup.state]
