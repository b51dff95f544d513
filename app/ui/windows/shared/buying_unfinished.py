"""Documents with a supplier that were not finished, read again with the facts of now; it must not know the screen.

Each returns the draft and what has changed since it was typed. They raise OnTheBooks, Unreadable, Refused, Unavailable.
"""

from __future__ import annotations

from app import draft_codec
from app.rules import words
from app.rules.drafts import OrderDraft, ReceiptDraft
from app.rules.supplier_drafts import SupplierCreditDraft
from app.services import lookup
from app.services.buying import creditor_credits, receiving
from app.services.counter import Counter
from app.ui.kit.drafts_books import fresh_parts, look_whether_written


def order(counter: Counter, payload: str) -> tuple[OrderDraft, list[str]]:
    """A stock order."""
    draft = draft_codec.read(payload, OrderDraft)
    wanted = [line for line in draft.filled_lines if line.wanted]
    remarks = look_whether_written(counter, "stock order", draft, wanted, recalled=draft.order_id)
    _fresh(counter, draft)
    return draft, remarks


def receipt(counter: Counter, payload: str) -> tuple[ReceiptDraft, list[str]]:
    """A creditor invoice; what is outstanding on its orders may have come meanwhile."""
    draft = draft_codec.read(payload, ReceiptDraft)
    remarks = look_whether_written(
        counter, "creditor invoice", draft, draft.filled_lines, "billed", recalled=draft.creditor_invoice_id
    )
    _fresh(counter, draft)
    of_orders = [line for line in draft.filled_lines if line.order_line_id is not None]
    if draft.creditor is None or not of_orders:
        return draft, remarks
    open_orders = receiving.outstanding_orders(counter, draft.creditor.id)
    now = receiving.new(counter, draft.creditor.id, [each.order_id for each in open_orders]).lines
    outstanding = {each.order_line_id: each.outstanding for each in now}
    for line in of_orders:
        left = outstanding.get(line.order_line_id, line.outstanding * 0)
        if left != line.outstanding:
            still = f"{words.quantity(left)} outstanding now" if left else "nothing outstanding any more"
            remarks.append(f"{line.number}: {still} on order {line.order_number}.")
            line.outstanding = left
    return draft, remarks


def credit(counter: Counter, payload: str) -> tuple[SupplierCreditDraft, list[str]]:
    """A creditor's credit; claims may have been credited meanwhile."""
    draft = draft_codec.read(payload, SupplierCreditDraft)
    remarks = look_whether_written(counter, "creditor credit", draft)
    _fresh(counter, draft)
    if draft.creditor is None or not any(line.claim_id for line in draft.lines):
        return draft, remarks
    claims = {each.claim_id: each for each in creditor_credits.claim_lines(counter, draft.creditor.id)}
    for line in [each for each in draft.lines if each.claim_id is not None]:
        now = claims.get(line.claim_id)
        if now is None:
            draft.lines.remove(line)
            remarks.append(f"The claim for {line.name} was credited meanwhile.")
        else:
            line.open_quantity, line.open_amount = now.open_quantity, now.open_amount
    return draft, remarks


def _fresh(counter: Counter, draft: OrderDraft | ReceiptDraft | SupplierCreditDraft) -> None:
    fresh_parts(counter, draft.lines)
    if draft.creditor is not None:
        draft.creditor = lookup.creditor(counter, draft.creditor.id)
