"""A parts invoice that was not finished, kept and taken up again; it must not know the screen."""

from __future__ import annotations

from app import draft_codec
from app.rules import invoicing
from app.rules.drafts import InvoiceDraft
from app.services import lookup
from app.services.counter import Counter
from app.ui.kit.drafts import Typed, told
from app.ui.kit.drafts_books import fresh_parts, look_whether_written, other_prices, told_lines
from app.ui.windows.parts_invoicing.head import credit_warning

_HEAD = ("debtor", "name", "phone", "address", "customer_order", "delivery_address")


def typed(draft: InvoiceDraft, title: str) -> Typed | None:
    """What is to be kept of a draft that somebody has typed on; None while it is empty."""
    if not draft.filled_lines and not any(getattr(draft, attribute) for attribute in _HEAD):
        return None
    return Typed(draft_codec.written(draft), told(title, told_lines(draft.filled_lines, "ordered")))


def read(counter: Counter, payload: str) -> tuple[InvoiceDraft, list[str]]:
    """The draft as it was typed with the facts of now, and what has changed since; raises like `take_up`."""
    draft = draft_codec.read(payload, InvoiceDraft)
    lines = draft.filled_lines
    remarks = look_whether_written(counter, "invoice", draft, lines, "ordered", recalled=draft.invoice_id)
    before = [line.key for line in draft.filled_lines if invoicing.undecided(draft, line)]
    fresh_parts(counter, draft.lines)
    if draft.debtor is not None:
        warned = credit_warning(draft.debtor)
        draft.debtor = lookup.debtor(counter, draft.debtor.id)
        if (warning := credit_warning(draft.debtor)) and not warned:
            remarks.append(f"{draft.debtor.code}: {warning[:1].lower()}{warning[1:]}")
    moved = [line.number for line in draft.filled_lines if invoicing.undecided(draft, line) and line.key not in before]
    remarks += [f"{number}: the stock has moved." for number in moved]
    return draft, remarks + other_prices(counter, draft.debtor, draft.filled_lines)
