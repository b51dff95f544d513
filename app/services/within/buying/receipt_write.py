"""Writing a creditor's invoice inside a unit of work: what may stand on it, and from a draft onto the books.

It must not know whether its goods are received with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NoReturn

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from app.models import Creditor, CreditorInvoice
from app.rules import codes
from app.rules.drafts import ReceiptDraft, ReceiptLine
from app.rules.entry import LARGEST_AMOUNT, LARGEST_PRICE
from app.rules.faults import Refused
from app.rules.money import COST_PLACES, MONEY_PLACES, RATE_PLACES, ZERO, rounded
from app.rules.receiving import DocumentSums, OrderReceipt
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import numbers, shop
from app.services.within.buying import arriving, buying
from app.services.within.buying.arriving import KIND

_HUNDRED = Decimal(100)

_FROM_DRAFT: Final = (
    select(CreditorInvoice)
    .where(CreditorInvoice.draft_key == bindparam("draft"))
    .execution_options(populate_existing=True)
)
_OF_THAT_NUMBER: Final = select(CreditorInvoice).where(
    CreditorInvoice.creditor_id == bindparam("creditor"),
    CreditorInvoice.their_key == bindparam("their_key"),
    CreditorInvoice.status.not_in(("deleted", "undone")),
    CreditorInvoice.id != bindparam("own"),
)


def checked(session: Session, draft: ReceiptDraft) -> DocumentSums:
    """What the draft comes to; raises Refused for what cannot be received or kept."""
    if not draft.filled_lines:
        raise Refused("There is nothing on this invoice. Type a part, or choose an order to receive.", field="lines")
    _their_number(draft)
    for name, amount in (("freight", draft.freight), ("total", draft.total), ("gst", draft.gst)):
        if amount is not None and (not ZERO <= amount <= LARGEST_AMOUNT or amount != rounded(amount, MONEY_PLACES)):
            raise Refused(f"{amount} cannot be the {name}. Type dollars and cents, for instance 12.50.", field=name)
    for line in draft.filled_lines:
        _check(line)
    return arriving.sums(draft, shop.settings(session))


def _check(line: ReceiptLine) -> None:
    if not line.billed and not line.received:
        raise Refused(
            f"{line.number}: neither billed nor received. Type how many came; Ctrl+Del takes the line off.",
            field="received",
            line=line.key,
        )
    typed = (("billed", line.billed), ("received", line.received))
    buying.check_line(line, *((name, quantity) for name, quantity in typed if quantity))
    if not ZERO <= line.discount <= _HUNDRED or line.discount != rounded(line.discount, RATE_PLACES):
        _refuse(line, "discount", f"{line.discount} is no discount. Type a percentage from 0 to 100.")
    price = line.new_list_price
    if price is not None and (not ZERO <= price <= LARGEST_PRICE or price != rounded(price, COST_PLACES)):
        _refuse(line, "new_list_price", f"{price} is no list price. Type for instance 12.50, or nothing.")


def _refuse(line: ReceiptLine, field: str, sentence: str) -> NoReturn:
    raise Refused(f"{line.number}: {sentence}", field=field, line=line.key)


def _their_number(draft: ReceiptDraft) -> str:
    return cards.line(draft.their_number, "The supplier's invoice number", "their_number", 60, required=True)


def _their_key(draft: ReceiptDraft) -> str:
    number = _their_number(draft)
    return codes.search_key(number) or number


def _refuse_used_number(session: Session, draft: ReceiptDraft, creditor: Creditor, own_id: int | None) -> None:
    """A supplier's number is used once among its invoices that are not undone (domain 4)."""
    given = {"creditor": creditor.id, "their_key": _their_key(draft), "own": own_id or 0}
    other = session.scalar(_OF_THAT_NUMBER, given)
    if other is not None:
        ours = f"number {other.number}" if other.number is not None else f"saved, reference {other.reference}"
        raise Refused(
            f"{creditor.name}'s invoice {other.their_number} is on the books already: our {ours}, of "
            f"{shop.settings(session).dates.full_day(other.date)}. Look whether this is the same paper.",
            field="their_number",
        )


def written(session: Session, draft: ReceiptDraft) -> CreditorInvoice | None:
    """The invoice that was already written from this very draft; None when there is none."""
    return session.scalar(_FROM_DRAFT, {"draft": draft.key})


def opened(session: Session, counter: Counter, draft: ReceiptDraft, creditor: Creditor) -> CreditorInvoice:
    """The invoice that the draft was recalled from or saved as before, or a new one; the creditor must be locked.

    Raises Refused when the supplier's number was used before, and when somebody else has changed, processed or deleted
    the invoice meanwhile.
    """
    own = written(session, draft)
    invoice_id = own.id if own else draft.creditor_invoice_id
    _refuse_used_number(session, draft, creditor, invoice_id)
    if invoice_id is None:
        return CreditorInvoice(draft_key=draft.key, status="saved", saved_at=counter.now(), version=0)
    invoice = saved(session, invoice_id)
    if own is None and invoice.version != draft.version:
        raise Refused(
            f"Creditor invoice {invoice.their_number} was changed by somebody else meanwhile. Recall it again."
        )
    return invoice


def write(
    session: Session,
    counter: Counter,
    invoice: CreditorInvoice,
    draft: ReceiptDraft,
    creditor: Creditor,
    comes_to: DocumentSums,
    receipts: Mapping[int, OrderReceipt],
) -> None:
    """Put the draft on the books as the saved `invoice`, new or old, with what its lines do to their order lines."""
    invoice.draft_key = draft.key
    invoice.version += 1
    invoice.creditor_id = creditor.id
    invoice.their_number = _their_number(draft)
    invoice.their_key = _their_key(draft)
    invoice.date = draft.day or counter.today()
    invoice.freight, invoice.gst = comes_to.freight, comes_to.gst
    invoice.gst_rounding, invoice.total = comes_to.gst_rounding, comes_to.total
    invoice.operator_id = counter.operator.id
    if invoice in session:
        invoice.lines.clear()
        session.flush()
        session.expire(invoice, ["lines"])
    else:
        invoice.reference = numbers.take(session, f"{KIND} reference")
        session.add(invoice)
        session.flush()
    arriving.write_lines(session, invoice, draft, comes_to, receipts)


def locked(session: Session, creditor_invoice_id: int, *, lock: bool = True) -> CreditorInvoice:
    """The invoice with its lines, locked and read afresh; raises Refused when it was deleted.

    A look-up, which changes nothing, does without the `lock`.
    """
    statement = (
        select(CreditorInvoice)
        .where(CreditorInvoice.id == creditor_invoice_id)
        .options(selectinload(CreditorInvoice.lines))
        .execution_options(populate_existing=True)
    )
    invoice = session.scalar(statement.with_for_update(key_share=True) if lock else statement)
    if invoice is None or invoice.status == "deleted":
        raise Refused("This creditor invoice was deleted by somebody else. Show the list again.")
    return invoice


def saved(session: Session, creditor_invoice_id: int, *, lock: bool = True) -> CreditorInvoice:
    """The saved invoice with its lines, read like `locked`; raises Refused when it is saved no longer."""
    invoice = locked(session, creditor_invoice_id, lock=lock)
    if invoice.status == "undone":
        raise Refused(f"Creditor invoice {invoice.number} was undone. Type the supplier's paper anew.")
    if invoice.status != "saved":
        raise Refused(f"Creditor invoice {invoice.number} has been processed and cannot be changed.")
    return invoice
