"""Parts invoices and quotes: from a draft to the books and back; it must not know the window they are typed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from types import MappingProxyType
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from app.db import bulk
from app.models import Backorder, Debtor, Invoice, InvoiceLine
from app.rules import pricing, words
from app.rules.drafts import Fills, InvoiceDraft, LineKind
from app.rules.drafts import InvoiceLine as DraftLine
from app.rules.faults import Refused
from app.rules.found import BackorderFilled, DebtorFound, PartFound
from app.rules.money import ZERO
from app.rules.questions import Answers, DeleteSaved, UseQuotedPrices
from app.services.counter import Counter
from app.services.within import entitled, found, handed, queue, shelf, taking_over
from app.services.within.asking import Asking, store, without_approvals
from app.services.within.sales import deposit_read, invoice_read, invoice_words, invoice_write, prices
from app.services.within.sales.invoice_plan import Facts, decide
from app.services.within.shop import settings

NO_ANSWERS: Final[Answers] = MappingProxyType({})

_FROM_DRAFT: Final = select(Invoice.id).where(Invoice.draft_key == bindparam("draft")).with_for_update(key_share=True)
_DEBTOR_LOCKED: Final = select(Debtor.id).where(Debtor.id == bindparam("debtor")).with_for_update(key_share=True)
_ON_ORDERS: Final = (
    select(InvoiceLine.begins_id)
    .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    .where(InvoiceLine.begins_id.in_(bindparam("keys", expanding=True)), Invoice.status == "saved")
)


@dataclass(frozen=True, slots=True)
class Written:
    """An invoice or quote that is on the books now."""

    invoice_id: int
    name: str
    """What a person calls it: *Invoice 10023*."""
    reference: int
    number: int | None
    total: Decimal
    backordered: Decimal
    said: tuple[str, ...] = ()
    filled: tuple[BackorderFilled, ...] = ()
    """Other backorders that got what became free."""
    change: Decimal = field(default=ZERO)
    pick_list: bool = False

    @property
    def sentence(self) -> str:
        """For the status line: “Invoice 10023 – 440.00 – 3 on backorder”."""
        parts = [self.name, words.money(self.total)]
        if self.backordered:
            parts.append(f"{words.quantity(self.backordered)} on backorder")
        if self.change:
            parts.append(f"change {words.money(self.change)}")
        return " – ".join([*parts, *self.said])


def line_for(counter: Counter, part: PartFound, debtor: DebtorFound | None, quantity: Decimal) -> DraftLine:
    """A new line of this part with the debtor's price for that quantity, or the list price while nobody is chosen."""
    return lines_for(counter, debtor, [(part, quantity)])[0]


def lines_for(
    counter: Counter, debtor: DebtorFound | None, wanted: Sequence[tuple[PartFound, Decimal]]
) -> tuple[DraftLine, ...]:
    """The same for many parts at once, in their order."""
    with counter.db.read() as session:
        terms = prices.terms(session, debtor, [part for part, _ in wanted])
    return tuple(
        _new_line(part, quantity, pricing.price_for(part, terms[part.id], quantity)) for part, quantity in wanted
    )


def _new_line(part: PartFound, quantity: Decimal, priced: pricing.Priced) -> DraftLine:
    kind: LineKind = "part" if part.stocked else "charge"
    return DraftLine(
        kind=kind,
        part=part,
        description=part.description,
        ordered=quantity,
        supplied=quantity,
        price=priced.price,
        price_from=priced.price_from,
        gst_rate=part.gst_rate,
    )


def save(counter: Counter, draft: InvoiceDraft, answers: Answers) -> Written:
    """Put the draft on the books as an order (or a quote): it commits its Supplied, its backorders are live.

    Raises Refused, Unanswered; writes everything or nothing. The same draft never makes a second document.
    """
    return _put(counter, draft, answers, finalise=False)


def finalise(counter: Counter, draft: InvoiceDraft, answers: Answers) -> Written:
    """Post the invoice: stock is issued, the debtor charged, the number taken; it never changes again.

    Raises Refused, Unanswered; writes everything or nothing. The same draft never makes a second invoice.
    """
    if draft.kind == "quote":
        raise Refused("A quote is saved with F2. Ctrl+Enter makes it an invoice first.", field="kind")
    return _put(counter, draft, answers, finalise=True)


def delete(counter: Counter, invoice_id: int, answers: Answers) -> Written:
    """Take a saved order or quote off the books; what it held is given back, its backorders are cancelled.

    Raises Unanswered to make sure, Refused when it is no longer on the books, or the customer has some of it already.
    """
    with counter.work() as session:
        invoice = _locked(session, invoice_id)
        name = queue.document_name(invoice)
        if handed.of(session, [row.begins_id for row in invoice.lines if row.begins_id]):
            raise Refused(f"Of {name} something is handed over already. Finalise it with F12, or take that mark back.")
        asking = Asking(answers)
        own = sum(1 for row in invoice.lines if row.begins_id and row.backordered)
        if asking.ask(DeleteSaved(name, own)) == "no":
            raise Refused(f"{name} stays on the books.")
        asking.settle()
        _lock_debtor(session, invoice.debtor_id)
        facts = _facts(session, counter, InvoiceDraft(kind=invoice_read.kind(invoice)), invoice, invoice.debtor_id)
        gifts = invoice_write.take_off_the_books(session, counter, facts, f"{name} was deleted")
        _refuse_lost(session, facts, invoice)
        store(session, counter, "invoice", invoice.id, (asking.used,))
        session.flush()
        return _written(invoice, _waiting(invoice), (), queue.said(session, gifts))


def recall(counter: Counter, invoice_id: int) -> InvoiceDraft:
    """A saved order or quote as a draft again, its own stock available to it. Raises Refused when it is not saved."""
    with counter.db.read() as session:
        invoice = session.get(Invoice, invoice_id, options=[selectinload(Invoice.lines)])
        if invoice is None or invoice.status != "saved":
            raise Refused("This document is no longer on the books. F9 shows those that are.")
        return invoice_read.draft(session, invoice)


def make_invoice(counter: Counter, draft: InvoiceDraft, answers: Answers) -> InvoiceDraft:
    """A quote's draft as the draft of an invoice: same lines and prices, nothing divided yet.

    Writing it marks the quote as invoiced. Raises Refused when the draft is no quote, and Unanswered when the quote has
    expired: do the quoted prices hold, or today's?
    """
    if draft.kind != "quote":
        raise Refused("This is an invoice already. F12 finalises it.")
    with counter.db.read() as session:
        parts = found.parts(session, {line.part.id for line in draft.lines if line.part})
        quote = session.get(Invoice, draft.invoice_id) if draft.invoice_id else None
        asking = Asking(answers)
        if quote and quote.expires and quote.expires < counter.today():
            asking.ask(UseQuotedPrices(queue.document_name(quote), quote.expires, settings(session).dates))
        asking.settle()
    lines = [
        replace(
            line,
            part=parts.get(line.part.id, line.part) if line.part else None,
            line_id=None,
            split_typed=False,
        )
        for line in draft.filled_lines
    ]
    if "today" in asking.used.values():
        _price_anew(counter, draft.debtor, lines)
    return replace(
        draft,
        kind="invoice",
        lines=lines,
        key=InvoiceDraft().key,
        answers=dict(asking.used),
        invoice_id=None,
        reference=None,
        version=None,
        on_books={},
        from_quote_id=draft.invoice_id,
    )


def _price_anew(counter: Counter, debtor: DebtorFound | None, lines: Sequence[DraftLine]) -> None:
    """Today's prices for every line with a part, whatever was quoted or typed."""
    priced = [line for line in lines if line.part]
    today = lines_for(counter, debtor, [(line.part, line.ordered) for line in priced if line.part])
    for line, new in zip(priced, today, strict=True):
        line.price, line.price_from = new.price, new.price_from
        line.discount, line.price_was = new.discount, None


def fill_lines(
    counter: Counter, debtor: DebtorFound, wanted: Sequence[tuple[int, Decimal]], answers: Answers
) -> tuple[DraftLine, ...]:
    """Lines that fill these backorders (id, quantity), at the agreed price or as the debtor's rule says (domain 3.9).

    Raises Unanswered where the rule is *ask* and the prices differ; Refused when one is no longer allocated.
    """
    with counter.db.read() as session:
        statement = select(Backorder).where(Backorder.id.in_([each for each, _ in wanted]))
        backorders = {each.id: each for each in session.scalars(statement)}
        parts = found.parts(session, {each.part_id for each in backorders.values()})
        origins = invoice_read.origins(session, backorders)
        held = deposit_read.standing(session, backorders)
        asking = Asking(answers)
        lines = []
        for backorder_id, quantity in wanted:
            backorder = backorders.get(backorder_id)
            if backorder is None or quantity > backorder.allocated or quantity <= ZERO:
                name = parts[backorder.part_id].number if backorder else "This backorder"
                most = words.quantity(backorder.allocated if backorder else ZERO)
                raise Refused(f"{name}: {most} is allocated now. Choose again.")
            part = parts[backorder.part_id]
            today = prices.price(session, part, debtor, quantity)
            fills = Fills(
                backorder_id=backorder.id,
                origin=origins[backorder.id],
                most=backorder.allocated,
                agreed_price=backorder.price,
                agreed_discount=backorder.discount,
                deposit=held.get(backorder.id),
            )
            lines.append(taking_over.noted(_fill_line(fills, part, quantity, today, debtor, asking), backorder))
        asking.settle()
        return tuple(lines)


def next_invoice(counter: Counter, invoice_id: int, answers: Answers = NO_ANSWERS) -> InvoiceDraft:
    """The next invoice of a finalised one: its debtor and head, with all that is ready of its backorders as lines.

    Raises Refused when nothing of it is ready, Unanswered where the price at filling is to be asked.
    """
    with counter.db.read() as session:
        invoice = session.get(Invoice, invoice_id, options=[selectinload(Invoice.lines)])
        if invoice is None:
            raise Refused("This invoice does not exist.")
        ids = [row.begins_id for row in invoice.lines if row.begins_id]
        backorders = list(session.scalars(select(Backorder).where(Backorder.id.in_(ids), Backorder.open > ZERO)))
        ready = queue.ready(session, backorders)
        wanted = [
            (backorder_id, quantity) for backorder_id, quantity in ready.items() if quantity and backorder_id in ids
        ]
        name = queue.document_name(invoice)
        if not wanted:
            waits = sum((each.open for each in backorders), ZERO)
            raise Refused(
                f"{name}: {words.quantity(waits)} still waiting, nothing ready yet. Ctrl+6 shows why."
                if waits
                else f"{name} has no open backorders."
            )
        debtor = found.debtors(session, [invoice.debtor_id])[invoice.debtor_id]
        draft = InvoiceDraft(
            debtor=debtor,
            name=invoice.name if debtor.kind == "cash" else "",
            phone=invoice.phone if debtor.kind == "cash" else "",
            address=invoice.address if debtor.kind == "cash" else "",
            customer_order=invoice.customer_order,
            delivery_address=invoice.delivery_address,
            salesperson=invoice.salesperson,
        )
    draft.answers = dict(answers)
    draft.lines = list(fill_lines(counter, debtor, wanted, answers))
    return draft


def _put(counter: Counter, draft: InvoiceDraft, answers: Answers, *, finalise: bool) -> Written:
    if draft.debtor is None:
        raise Refused("No debtor is chosen yet. Type a code or a name.", field="debtor")
    debtor_id = draft.debtor.id
    draft = invoice_words.tidied(draft)
    with counter.work() as session:
        invoice = _written_from(session, draft)
        quote = _locked_quote(session, draft.from_quote_id) if invoice is None else None
        _lock_debtor(session, debtor_id)
        if invoice is None:
            # the very same draft may have been written while this one waited for the debtor
            invoice = _written_from(session, draft)
        if invoice and invoice.status == "finalised" and finalise:
            return _written(invoice, _waiting(invoice), (), ())
        _refuse_moved(draft, invoice)
        if invoice is None:
            _mark_invoiced(quote)
        elif draft.invoice_id is None:
            draft = _with_its_rows(draft, invoice)
        facts = _facts(session, counter, draft, invoice, debtor_id)
        asking = Asking({**draft.answers, **answers})
        plan = decide(facts, asking, finalise=finalise)
        invoice, gifts = invoice_write.write(session, counter, facts, plan, finalise=finalise)
        _refuse_lost(session, facts, invoice)
        store(session, counter, "invoice", invoice.id, (without_approvals(draft.answers), asking.used))
        session.flush()
        waiting = sum((line.split.backordered for line in plan.lines), ZERO)
        written = _written(invoice, waiting, plan.said, queue.said(session, gifts))
        return replace(
            written,
            change=plan.paid.change if plan.paid else ZERO,
            pick_list=finalise and facts.settings.pick_list_on_finalise,
        )


def _refuse_moved(draft: InvoiceDraft, invoice: Invoice | None) -> None:
    if invoice is None:
        if draft.invoice_id is not None:
            raise Refused("This document is no longer on the books. F9 shows those that are.")
        return
    name = queue.document_name(invoice)
    if invoice.status != "saved":
        raise Refused(f"{name} is {invoice.status} and never changes again. Start a new one.")
    if invoice.kind != draft.kind:
        hint = "Ctrl+Enter makes an invoice of it" if invoice.kind == "quote" else "Start a new one for a quote"
        raise Refused(f"{name} stays what it is. {hint}.", field="kind")
    if draft.version is not None and invoice.version != draft.version:
        raise Refused(f"{name} was changed by somebody else meanwhile. Recall it again with F9.")


def _written_from(session: Session, draft: InvoiceDraft) -> Invoice | None:
    """The document that this very draft has made, or was recalled from, locked; None while there is none."""
    key = bulk.read(session, _FROM_DRAFT, {"draft": draft.key}).scalar()
    return session.get(Invoice, key, options=[selectinload(Invoice.lines)], populate_existing=True) if key else None


def _locked_quote(session: Session, quote_id: int | None) -> Invoice | None:
    return session.get_one(Invoice, quote_id, with_for_update={"key_share": True}) if quote_id else None


def _mark_invoiced(quote: Invoice | None) -> None:
    """A quote becomes one invoice; raises Refused when it has become one already, or is gone."""
    if quote is None:
        return
    if quote.status != "saved":
        raise Refused(f"{queue.document_name(quote)} was {quote.status} already. Start a new invoice.")
    quote.status = "invoiced"


def _with_its_rows(draft: InvoiceDraft, invoice: Invoice) -> InvoiceDraft:
    """A draft that was saved before, but nobody learned of it: its lines are those it made, with their backorders."""
    rows = [row for row in invoice.lines if not row.struck]
    lines = [
        replace(line, line_id=row.id) if row and row.part_id == (line.part.id if line.part else None) else line
        for line, row in zip_longest(draft.filled_lines, rows[: len(draft.filled_lines)])
    ]
    return replace(draft, lines=lines)


def _refuse_lost(session: Session, facts: Facts, invoice: Invoice) -> None:
    """What a customer was handed over stays on its order until it is invoiced, or the mark is taken back."""
    if not facts.fills:
        return
    numbers = {row.begins_id: row.number for row in invoice.lines if row.begins_id and row.begins_id in facts.fills}
    handed.refuse_lost(session, {each: facts.fills[each] for each in numbers}, numbers)


def _locked(session: Session, invoice_id: int) -> Invoice:
    invoice = session.get(
        Invoice, invoice_id, options=[selectinload(Invoice.lines)], with_for_update={"key_share": True}
    )
    if invoice is None or invoice.status != "saved":
        raise Refused("This document is no longer on the books. F9 shows those that are.")
    return invoice


def _lock_debtor(session: Session, debtor_id: int | None) -> None:
    bulk.read(session, _DEBTOR_LOCKED, {"debtor": debtor_id})


def _facts(session: Session, counter: Counter, draft: InvoiceDraft, invoice: Invoice | None, debtor_id: int) -> Facts:
    """Everything a decision needs, locked in the house's order: parts by id, backorders by id; the debtor is."""
    rows = list(invoice.lines) if invoice else []
    part_ids = {line.part.id for line in draft.filled_lines if line.part} | {row.part_id for row in rows if row.part_id}
    shelves = shelf.lock(session, part_ids)
    ids = {line.fills.backorder_id for line in draft.lines if line.fills}
    ids |= {row.fills_id for row in rows if row.fills_id} | {row.begins_id for row in rows if row.begins_id}
    backorders = queue.locked(session, ids)
    fresh = found.parts(session, part_ids)
    lines = [replace(line, part=fresh.get(line.part.id, line.part)) if line.part else line for line in draft.lines]
    return Facts(
        draft=replace(draft, lines=lines),
        debtor=found.debtors(session, [debtor_id])[debtor_id],
        parts=fresh,
        shelves=shelves,
        fills=backorders,
        invoice=invoice,
        settings=settings(session),
        operator=entitled.admit(session, counter.operator),
        approved=partial(entitled.approved, session, counter),
        deposits=deposit_read.of(session, ids, lock=True),
        saved_origins=_on_orders(session, ids),
    )


def _on_orders(session: Session, backorder_ids: Iterable[int]) -> frozenset[int]:
    keys = list(backorder_ids)
    if not keys:
        return frozenset()
    return frozenset(begins for (begins,) in bulk.read(session, _ON_ORDERS, {"keys": keys}) if begins)


def _fill_line(
    fills: Fills,
    part: PartFound,
    quantity: Decimal,
    today: pricing.Priced,
    debtor: DebtorFound,
    asking: Asking,
) -> DraftLine:
    line = DraftLine(
        kind="part",
        part=part,
        description=part.description,
        ordered=quantity,
        supplied=quantity,
        price=fills.agreed_price,
        discount=fills.agreed_discount,
        price_from="agreed",
        gst_rate=fills.deposit.gst_rate if fills.deposit else part.gst_rate,
        fills=fills,
    )
    prices.at_filling(line, today, debtor, asking)
    return line


def _waiting(invoice: Invoice) -> Decimal:
    return sum((row.backordered for row in invoice.lines), ZERO)


def _written(invoice: Invoice, waiting: Decimal, said: tuple[str, ...], filled: tuple[BackorderFilled, ...]) -> Written:
    return Written(
        invoice_id=invoice.id,
        name=queue.document_name(invoice),
        reference=invoice.reference,
        number=invoice.number,
        total=invoice.total,
        backordered=waiting,
        said=said,
        filled=filled,
    )
