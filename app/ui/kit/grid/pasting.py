"""Rows of a spreadsheet into a grid, one after the other, and what is said of them; it must not know what a line is.

Each row goes the way of what is typed, so the same is asked and refused. What was not taken is put on the clipboard
with the reasons, so that it can be mended in the spreadsheet and pasted once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtGui import QGuiApplication

from app.exchange import cells
from app.rules import entry
from app.rules import pasting as rules
from app.rules.faults import Refused, Unavailable
from app.rules.pasting import PastedRow
from app.ui.kit.grid.line_model import StayInCell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.kit.grid.line_grid import LineGrid

_SHOWN: Final = 4
_LEFT: Final = "You went back, so it waits."
_STOPPED: Final = "You went back, so this row and those after it wait."


class GoneBack(Exception):
    """A person went back from what a pasted row asked: its line stands, and the rows after it wait."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said when the rows have been gone through."""

    sentence: str
    tone: Literal["good", "waits", "refused"]


def paste_here(grid: LineGrid, text: str) -> Told | None:
    """Takes the rows of this text; None when it is one value, or words that only look like rows in another cell."""
    here = grid.current_attribute() == grid.pasted_into
    if not grid.pasted_into or not rules.is_table(text) or not (here or (grid.editor is None and "\t" in text)):
        return None
    grid.cancel_open_cell()
    if not grid.may_grow(grid.pasted_into):
        return Told("Nothing can be pasted here: this document never changes again.", "refused")
    return _paste(grid, text)


def _paste(grid: LineGrid, text: str) -> Told:
    """Takes the rows of this text; raises nothing: what is refused is told, and goes back to the clipboard."""
    try:
        rows = rules.rows(text)
    except Refused as fault:
        return Told(fault.sentence, "refused")
    not_taken: list[tuple[PastedRow, str]] = []
    for at, row in enumerate(rows):
        try:
            grid.take_row(PastedRow(row.at, cells.read(row.part), row.quantity))
        except GoneBack:
            not_taken += [(each, _STOPPED) for each in rows[at + 1 :]]
            break
        except StayInCell:
            not_taken.append((row, _LEFT))
        except Refused as fault:
            not_taken.append((row, fault.sentence))
        except Unavailable as fault:
            not_taken += [(each, fault.sentence) for each in rows[at:]]
            break
    if not_taken:
        _put_on_the_clipboard(not_taken)
    return _told(len(rows) - len(not_taken), not_taken)


def _put_on_the_clipboard(not_taken: Sequence[tuple[PastedRow, str]]) -> None:
    table = [(cells.shown(row.part), row.quantity, cells.shown(why)) for row, why in not_taken]
    QGuiApplication.clipboard().setText(rules.as_text([("Part", "Qty", "Why not"), *table]))


def _told(taken: int, not_taken: Sequence[tuple[PastedRow, str]]) -> Told:
    said = f"{taken} {'row is' if taken == 1 else 'rows are'} pasted"
    if not not_taken:
        return Told(f"{said}.", "good")
    if len(not_taken) == 1:
        ((row, why),) = not_taken
        return Told(f"{said}; {_named(row)} is not, and is on the clipboard: {why}", "refused")
    named = ", ".join(_named(row) for row, _ in not_taken[:_SHOWN])
    more = f" and {len(not_taken) - _SHOWN} more" if len(not_taken) > _SHOWN else ""
    return Told(f"{said}; {named}{more} are not. They are on the clipboard, each with its reason.", "refused")


def _named(row: PastedRow) -> str:
    return f"row {row.at} ({entry.brief(row.part)})"
