"""What the tests of buying begin with: somebody who waits, an order, and the paper that comes with the goods."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from app import models
from app.rules.drafts import InvoiceDraft, OrderDraft, ReceiptDraft
from app.rules.found import CreditorFound, DebtorFound, PartFound
from app.services import lookup
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.sales import documents, invoicing
from tests.make import a_debtor

D = Decimal


def waits(counter: Counter, part: PartFound, quantity: int | str, debtor: DebtorFound | None = None) -> int:
    """A debtor on *automatic* wants so many of a part that is not there; the key of the backorder."""
    debtor = debtor or a_debtor(counter, backorder_mode="automatic")
    line = invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(quantity))
    invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    with counter.db.read() as session:
        return session.scalars(select(models.Backorder.id).order_by(models.Backorder.id.desc())).first() or 0


def an_order(counter: Counter, creditor: CreditorFound, *wanted: tuple[PartFound, int | str]) -> OrderDraft:
    """A draft with these parts and quantities."""
    draft = ordering.new(counter, creditor.id)
    draft.lines = [ordering.line_for(counter, creditor, part, D(quantity)) for part, quantity in wanted]
    return draft


def ticked(counter: Counter, creditor: CreditorFound) -> OrderDraft:
    """A draft that holds what *Get Back Orders* ticks."""
    draft = ordering.new(counter, creditor.id)
    proposed = ordering.proposals(counter, creditor.id, True, draft)
    draft.lines += [ordering.line_from(each) for each in proposed if each.ticked]
    return draft


def sent(counter: Counter, creditor: CreditorFound, *wanted: tuple[PartFound, int | str]) -> int:
    """The key of an order for these parts that was finalised and e-mailed."""
    order_id = ordering.finalise(counter, an_order(counter, creditor, *wanted), {}).order_id
    documents.printed(counter, "stock order", order_id, "stock order", "e-mail")
    return order_id


def paper(counter: Counter, creditor: CreditorFound, number: str, *order_ids: int) -> ReceiptDraft:
    """The supplier's invoice for all that is outstanding on these orders."""
    draft = receiving.new(counter, creditor.id, order_ids)
    draft.their_number = number
    return draft


def loose(
    counter: Counter, creditor: CreditorFound, number: str, *came: tuple[PartFound, int | str, str]
) -> ReceiptDraft:
    """The supplier's invoice for goods that nobody has ordered: part, quantity and unit cost."""
    draft = paper(counter, creditor, number)
    for part, quantity, cost in came:
        line = receiving.line_for(lookup.part(counter, part.id), D(quantity))
        line.cost = D(cost)
        draft.lines.append(line)
    return draft


def allocated(counter: Counter, *backorder_ids: int) -> list[Decimal]:
    """What each of the backorders has."""
    with counter.db.read() as session:
        return [session.get_one(models.Backorder, backorder_id).allocated for backorder_id in backorder_ids]
