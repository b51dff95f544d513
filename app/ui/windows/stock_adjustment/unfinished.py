"""A stock adjustment that was not finished, kept and read again with the facts of now; it must not know the screen."""

from __future__ import annotations

from dataclasses import dataclass

from app import draft_codec
from app.rules import stocktaking, words
from app.rules.stocktaking import AdjustmentDraft
from app.services.counter import Counter
from app.ui.kit.drafts import Typed
from app.ui.kit.drafts_books import fresh_parts, look_whether_written


@dataclass(frozen=True, slots=True)
class AdjustmentTyped:
    """The draft as text, and the head as it stands on the screen."""

    draft: str
    reason: str
    more: str
    account: str


def typed(draft: AdjustmentDraft, reason: str, more: str, account: str) -> Typed:
    """What is to be kept of it."""
    said = ", ".join(f"{stocktaking.signed(line.change)} {line.number}" for line in draft.filled_lines)
    payload = draft_codec.written(AdjustmentTyped(draft_codec.written(draft), reason, more, account))
    return Typed(payload, f"Stock Adjustment: {said}")


def read(counter: Counter, payload: str) -> tuple[AdjustmentTyped, AdjustmentDraft, list[str]]:
    """What was typed, and what lies elsewhere by now; raises like `take_up`."""
    kept = draft_codec.read(payload, AdjustmentTyped)
    draft = draft_codec.read(kept.draft, AdjustmentDraft)
    look_whether_written(counter, "stock adjustment", draft)
    before = {line.key: line.part.on_hand for line in draft.filled_lines if line.part}
    fresh_parts(counter, draft.lines)
    moved = [line.part for line in draft.filled_lines if line.part and line.part.on_hand != before[line.key]]
    return kept, draft, [f"{part.number}: {words.quantity(part.on_hand)} on hand now." for part in moved]
