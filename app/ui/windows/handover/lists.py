"""The lists of the hand-over: documents with their state, batches with their files; it must not know what is done."""

from __future__ import annotations

from typing import Final

from app.services.handing_over import Batch, Handed
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList

_TONES: Final = {"sent": "good", "not sent": "waits", "refused": "refused"}


def documents() -> RecordList:
    """Posted documents as they stand in one format; several can be ticked to be refused or sent again."""
    return RecordList(
        "Documents",
        (
            Column("State", "state", width=10, tone=lambda each: _TONES[each.state]),
            Column("Date", "date", show=dates.full_day, width=12),
            Column("Document", "about", width=44),
            Column("Batch", "batch", width=7, align="right"),
            Column("Why refused", "reason", width=0),
            Column("Known as", "key", width=20),
        ),
        empty="Nothing is to be handed over. What is finalised or processed comes here by itself.",
        ticks=True,
    )


def batches() -> RecordList:
    """What was handed over, the latest first."""
    return RecordList(
        "Batches",
        (
            Column("Batch", "number", width=8, align="right"),
            Column("When", "at", get=_when, width=20),
            Column("Who", "by", width=14),
            Column("Documents", "documents", width=10, align="right"),
            Column("State", "written", get=_written, width=22, tone=_tone),
            Column("Files", "files", get=_files, width=0),
        ),
        empty="Nothing was handed over in this format yet. F12 does it.",
    )


def counted(shown: tuple[Handed, ...]) -> str:
    """How many there are of each state, in words."""
    said = []
    for state in ("not sent", "refused", "sent"):
        many = sum(1 for each in shown if each.state == state)
        if many:
            said.append(f"{many:,} {state}")
    return " · ".join(said)


def _when(batch: Batch) -> str:
    at = batch.at.astimezone()
    return f"{dates.full_day(at.date())} {at:%H:%M}"


def _written(batch: Batch) -> str:
    return "written" if batch.written else "not known to be written"


def _tone(batch: Batch) -> str:
    return "good" if batch.written else "waits"


def _files(batch: Batch) -> str:
    first = ", ".join(batch.files[:3])
    return first if len(batch.files) <= 3 else f"{first} and {len(batch.files) - 3} more"
