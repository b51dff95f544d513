"""How the price files of a supplier were read last, so that the next one is read in the same way.

It must not know how a file is matched when nothing is remembered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.models import PriceMatching
from app.rules.price_files import Choices
from app.services.counter import Counter


@dataclass(frozen=True, slots=True)
class Remembered:
    """Columns by field: the heading, or the number from 1 where a file had no headings; and what was chosen."""

    columns: Mapping[str, str | int]
    choices: Choices


def of_creditor(counter: Counter, creditor_id: int) -> Remembered | None:
    """How this supplier's last price file was read; None before the first."""
    with counter.db.read() as session:
        row = session.get(PriceMatching, creditor_id)
        if row is None:
            return None
        kept: dict[str, Any] = json.loads(row.matching)
    choices = dict(kept["choices"])
    if choices.get("discount") is not None:
        choices["discount"] = Decimal(choices["discount"])
    return Remembered(kept["columns"], Choices(**choices))
