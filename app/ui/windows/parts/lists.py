"""What the lists about a part show, and the list of all parts; it must not know who shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from app.rules import words
from app.services.masters.stock_card import Waiting
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.records.long_list import LongList
from app.ui.windows.shared.backorder_tones import TONES

_STANDING: Final = {"superseded": "waits", "not in use": "quiet", "charge": "quiet", "catalogue": "quiet"}


def every_part() -> LongList:
    """All parts, by number; what is typed is looked for as everywhere, in numbers and words."""
    shown = LongList(
        "All parts",
        (
            Column("Part", "number", width=18),
            Column("Description", "description", width=0),
            Column("Bin", "bin", width=9),
            _shelf("On hand", "on_hand"),
            _shelf("Available", "available"),
            _shelf("On order", "on_order"),
            Column("List price", "list_price", show=words.price, width=11, align="right"),
            Column("Superseded by", "superseded_by", width=15),
            Column("State", "state", width=11, tone=lambda row: _STANDING.get(row.state, "")),
        ),
        empty="There are no parts yet. Ctrl+N begins one, Import brings many.",
    )
    shown.filter.setPlaceholderText("Number or words")
    shown.filter.setStatusTip("Number, barcode or words of the description; Enter opens the part, Esc shows all again.")
    shown.table.setStatusTip("Type a number or words to narrow it; Enter opens the part, F5 its backorders.")
    return shown


def who_waits() -> RecordList:
    """The queue of a part, urgent first."""
    return RecordList(
        "Who waits",
        (
            Column("Debtor", "debtor_name", width=0),
            Column("Phone", "phone", width=15),
            Column("Document", "origin", width=15),
            Column("Since", "queue_date", show=_moment, width=12),
            _quantity("Open", "open"),
            _quantity("Allocated", "allocated", 10),
            _quantity("Waiting", "waiting", 9, tone=lambda row: "waits" if row.waiting else ""),
            Column("Promised", "promised", show=dates.full_day, width=12),
            Column("Remark", "remark", get=_remark, width=16, tone=lambda row: "waits" if row.held else ""),
        ),
        empty="Nobody waits for this part.",
        filtered=False,
        key=lambda row: row.backorder_id,
    )


def movements(seen: Callable[[], bool]) -> LongList:
    """What came and went, the newest first; what it was worth for those only who may see costs."""
    return LongList(
        "Movements",
        (
            Column("When", "at", show=_moment, width=12),
            Column("Document", "document", width=24),
            Column("What", "kind", width=18),
            _quantity("Quantity", "quantity", 10),
            _quantity("On hand", "on_hand", 10),
            Column("Value", "value", show=words.money, width=12, align="right", seen=seen),
            Column("Reason", "reason", width=0),
            Column("Who", "operator", width=12),
        ),
        empty="Nothing has come or gone yet. Ctrl+4 receives goods, Import brings opening stock.",
    )


def backorders() -> LongList:
    """Every backorder of a part, closed ones too."""
    return LongList(
        "Backorders",
        (
            Column("State", "state", width=13, tone=lambda row: TONES.get(row.state, "")),
            Column("Debtor", "debtor", width=0),
            Column("Phone", "phone", width=15),
            Column("Document", "origin", width=15),
            Column("Since", "since", show=dates.full_day, width=12),
            _quantity("Ordered", "quantity", 9),
            _quantity("Filled", "filled"),
            _quantity("Cancelled", "cancelled", 10),
            _quantity("Open", "open"),
            _quantity("Ready", "ready", tone=lambda row: "good" if row.ready else ""),
            Column("Promised", "promised", show=dates.full_day, width=12),
        ),
        empty="No backorder was ever made for this part.",
    )


def orders() -> RecordList:
    """What is still to come on stock orders, the earliest first."""
    return RecordList(
        "Orders",
        (
            Column("Stock order", "number", show=str, width=12),
            Column("Supplier", "creditor_name", width=0),
            Column("Ordered on", "date", show=dates.full_day, width=12),
            Column("Expected", "expected", show=dates.full_day, width=12),
            _quantity("Ordered", "quantity", 10),
            _quantity("Outstanding", "outstanding", 12),
        ),
        empty="Nothing is on order. Ctrl+5 orders from a supplier.",
        key=lambda row: row.order_id,
    )


def _quantity(heading: str, attribute: str, width: int = 8, tone: Callable[[Any], str] | None = None) -> Column:
    return Column(heading, attribute, show=words.quantity, width=width, align="right", tone=tone)


def _shelf(heading: str, attribute: str) -> Column:
    """A quantity on the shelf; a charge has no shelf."""

    def of(row: Any) -> object:
        return getattr(row, attribute) if row.stocked else None

    return Column(heading, attribute, show=words.quantity, width=9, align="right", get=of)


def _moment(when: dt.datetime) -> str:
    return dates.full_day(when.astimezone().date())


def _remark(row: Waiting) -> str:
    said = ["on hold"] if row.held else []
    said += ["special order"] if row.special_order else []
    said += [f"priority {row.priority}"] if row.priority else []
    return ", ".join(said)
