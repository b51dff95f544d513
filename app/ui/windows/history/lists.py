"""The lists of Who did what: their columns and what an empty one says; it must not know who reads them."""

from __future__ import annotations

from datetime import datetime

from app.services.history import Done, FieldChanged
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.records.long_list import LongList

_NOTHING = "–"


def rows(called: str = "") -> LongList:
    """What was done, the latest first; all of it, or to the record that is called so."""
    made = LongList(
        "Who did what",
        (
            Column("When", "at", show=_moment, width=18),
            Column("Who", "operator", width=14),
            Column("What", "what", get=lambda row: f"{row.subject} {row.what}".strip(), width=22),
            Column("Name", "name", width=28),
            Column("How", "told", width=0),
        ),
        empty=f"Nothing of {called} was posted or changed yet."
        if called
        else "Nobody did anything of that. Ask for more days, or for everybody.",
    )
    made.table.setStatusTip("Type to filter; beneath stands what the current row changed. Ctrl+E writes the list.")
    return made


def changes() -> RecordList:
    """What one row changed, field by field."""
    return RecordList(
        "What it changed",
        (
            Column("Field", "field", width=24),
            Column("Before", "old", show=_value, width=44),
            Column("After", "new", show=_value, width=0),
        ),
        empty="A posted document: what it says never changes, and nobody had to approve of it.",
        filtered=False,
        key=lambda change: (change.field, change.old, change.new),
    )


def about(row: Done) -> str:
    """The row in front, in words."""
    return f"{f'{row.subject} {row.name}'.strip()} – {row.what} by {row.operator}"


def _moment(at: datetime) -> str:
    when = at.astimezone()
    return f"{dates.full_day(when.date())}  {when:%H:%M}"


def _value(text: str) -> str:
    return " · ".join(text.splitlines()) or _NOTHING


def shown(row: Done | None) -> tuple[FieldChanged, ...]:
    """The changes of the row in front."""
    return row.changes if row is not None else ()
