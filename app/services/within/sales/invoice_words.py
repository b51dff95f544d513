"""The words of an invoice's draft as they can be kept; it must not know what the invoice costs or takes."""

from __future__ import annotations

from dataclasses import replace

from app.rules.drafts import InvoiceDraft, InvoiceLine
from app.services.masters import cards


def tidied(draft: InvoiceDraft) -> InvoiceDraft:
    """The draft with every text in one tidy line, addresses and notes in tidy lines; what is typed elsewhere stays.

    Raises Refused, with its field or line, for a text longer than can be kept.
    """
    return replace(
        draft,
        name=cards.line(draft.name, "The name", "name", 200),
        phone=cards.line(draft.phone, "The phone number", "phone", 60),
        address=cards.lines(draft.address, "The address", "address"),
        customer_order=cards.line(draft.customer_order, "The customer's order number", "customer_order", 60),
        delivery_address=cards.lines(draft.delivery_address, "The delivery address", "delivery_address"),
        salesperson=cards.line(draft.salesperson, "The salesperson", "salesperson", 80),
        lines=[_line(line) for line in draft.lines],
    )


def _line(line: InvoiceLine) -> InvoiceLine:
    description = cards.lines(line.description, "The description", "lines")
    note = cards.lines(line.note, "The note", "lines")
    if (description, note) == (line.description, line.note):
        return line
    return replace(line, description=description, note=note)
