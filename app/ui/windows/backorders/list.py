"""The list of backorders and what narrows it: debtor, part, supplier, state; it must not know what is done to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from app.rules import words
from app.rules.allocation import State
from app.services.backorder_history import Happening
from app.services.backorder_lists import BackorderLine
from app.services.backorders_listed import remark
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.records.long_list import LongList
from app.ui.windows.shared.backorder_tones import TONES

STATES: Final[tuple[State, ...]] = (
    "ready",
    "part ready",
    "goods here",
    "part here",
    "on order",
    "waiting",
    "held",
    "filled",
    "cancelled",
)
"""What a backorder can be, in the order in which it is worked through."""


Options = tuple[tuple[object, str], ...]


def options(pairs: Iterable[tuple[object, str]], everything: str) -> Options:
    """What there is to choose from, each once, by its words; first of all everything."""
    there = {value: said for value, said in pairs if value is not None}
    return ((None, everything), *sorted(there.items(), key=lambda each: each[1].casefold()))


def made() -> LongList:
    """The list with its columns; several rows can be ticked for one call or one pick list."""
    return LongList(
        "Backorders",
        (
            Column("State", "state", width=10, tone=_tone),
            Column("Debtor", "debtor", width=18),
            Column("Part", "number", width=16),
            Column("Description", "description", width=0),
            Column("Document", "origin", width=12),
            Column("Since", "since", show=dates.day, width=6),
            _quantity("Open", "open"),
            _quantity("Alloc.", "allocated"),
            _quantity("Ready", "ready", lambda line: "good" if line.ready else ""),
            Column("Coming", "on_order", get=_coming, width=10),
            Column("Promised", "promised", show=dates.day, width=8),
            Column("Remark", "remark", get=remark, width=11),
            Column("Told", "told", width=10),
        ),
        empty="Nobody waits. A short line of a debtor who uses backorders comes here. Ctrl+2 writes an invoice.",
        ticks=True,
    )


def history() -> RecordList:
    """Everything that happened to one backorder, the latest first."""
    return RecordList(
        "History",
        (
            Column("When", "at", show=lambda when: dates.full_day(when.astimezone().date()), width=12),
            Column("What", "what", width=0),
            Column("Who", "who", width=14),
        ),
        empty="Nothing has happened to it since it was made.",
        filtered=False,
        key=_happened,
    )


def about(line: BackorderLine) -> str:
    """Whom to call about it, what the customer calls it, has and has paid in advance."""
    said = [line.debtor, line.phone, line.customer_order and f"their order {line.customer_order}"]
    said.append(f"{words.quantity(line.filled)} of {words.quantity(line.quantity)} invoiced")
    said.append(f"handed over: {line.handed}" if line.handed else "")
    said.append(f"deposit of {words.money(line.deposit)} held" if line.deposit else "")
    return "  ·  ".join(each for each in said if each)


def _tone(line: BackorderLine) -> str:
    """Green is only what can be invoiced now: allocated stock may have to wait for the rest of its order."""
    return TONES.get(line.state, "")


def _coming(line: BackorderLine) -> str:
    """How much is on order, and when it is due."""
    due = f", {dates.day(line.due)}" if line.due else ""
    return f"{words.quantity(line.on_order)}{due}" if line.on_order else ""


def _happened(row: Happening) -> object:
    return (row.at, row.what)


def _quantity(heading: str, attribute: str, tone: Callable[[Any], str] | None = None) -> Column:
    return Column(heading, attribute, show=words.quantity, width=5, align="right", tone=tone)


def others_waiting(lines: Sequence[BackorderLine], line: BackorderLine) -> list[BackorderLine]:
    """To whom its stock could be handed: open backorders of the same part that wait and are not held."""
    return [
        each
        for each in lines
        if each.part_id == line.part_id and each.id != line.id and not each.held and each.open > each.allocated
    ]
