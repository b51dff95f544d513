"""A credit that was not finished, kept and read again with what can be credited now; it must not know the screen."""

from __future__ import annotations

from app import draft_codec
from app.rules import words
from app.rules.drafts import CreditDraft
from app.services.counter import Counter
from app.services.sales import credits
from app.ui.kit.drafts import Typed, told
from app.ui.kit.drafts_books import look_whether_written, told_lines


def typed(draft: CreditDraft) -> Typed:
    """What is to be kept of a credit."""
    said = told(f"Credit of {draft.invoice}", told_lines(draft.filled_lines, "quantity"))
    return Typed(draft_codec.written(draft), said)


def read(counter: Counter, payload: str) -> tuple[CreditDraft, list[str]]:
    """The lines of the invoice as they stand now, with what was taken back of each; raises like `take_up`."""
    kept = draft_codec.read(payload, CreditDraft)
    look_whether_written(counter, "credit", kept)
    draft = credits.begin(counter, kept.invoice_id)
    draft.key, draft.reason = kept.key, kept.reason
    remarks = []
    taken = {line.line_id: line for line in kept.lines}
    for line in draft.lines:
        was = taken.get(line.line_id)
        if was is None:
            continue
        line.quantity, line.back_to_stock = min(was.quantity, line.can), was.back_to_stock
        if line.quantity != was.quantity:
            remarks.append(f"{line.number}: only {words.quantity(line.can)} can be credited now.")
    return draft, remarks
