"""Creditors' credits: for claims, for goods that go back, or for something else; it must not know the window.

Amounts are dollars in whole cents, ex GST unless they say otherwise; quantities are in the part's unit.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    Creditor,
    CreditorCredit,
    CreditorCreditLine,
    CreditorEntry,
    CreditorInvoice,
    CreditorInvoiceLine,
    CreditorSettlement,
)
from app.rules import codes, invoicing, supplier_drafts, words
from app.rules.entry import LARGEST_AMOUNT, one_line
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.rules.money import RATE_PLACES, ZERO, rounded
from app.rules.questions import Answers, UseLinesTotal
from app.rules.rights import Right
from app.rules.supplier_drafts import SupplierCreditDraft, SupplierCreditLine, SupplierCreditSums
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import asking, entitled, found, numbers, posting, settling, shelf, shop
from app.services.within.asking import Asking
from app.services.within.buying import buying, open_claims
from app.services.within.buying.open_claims import OpenClaim
from app.services.within.shelf import Shelves, Source

KIND: Final = "creditor credit"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class CreditorCreditPosted:
    """A creditor's credit that is on the books. `settled` is what of it its claims' invoices took, inc. GST.

    `to_variance` is what was credited for goods less what they were worth on the shelf; below zero it was too little.
    """

    credit_id: int
    number: int
    creditor: str
    total: Decimal
    settled: Decimal
    to_variance: Decimal

    @property
    def sentence(self) -> str:
        """For the status line: “Creditor credit 10001 – 110.00 from Repco – 10.00 unallocated”."""
        said = [f"Creditor credit {self.number}", f"{words.money(self.total)} from {self.creditor}"]
        if self.total != self.settled:
            said.append(f"{words.money(self.total - self.settled)} unallocated")
        return " – ".join(said)


def new(counter: Counter, creditor_id: int, claim_ids: Collection[int] = ()) -> SupplierCreditDraft:
    """A credit of this creditor, with these open claims on it in full.

    Raises Refused for an unknown creditor, and for who may not see costs: the whole paper is about them.
    """
    with counter.db.read() as session:
        entitled.need(session, counter, Right.SEE_COST)
        creditor = buying.creditor(session, creditor_id)
        chosen = open_claims.read(session, creditor_id, claim_ids)
        lines = _claim_lines(session, chosen)
    return SupplierCreditDraft(creditor=creditor, day=counter.today(), lines=lines)


def claim_lines(counter: Counter, creditor_id: int) -> tuple[SupplierCreditLine, ...]:
    """What can be credited of this creditor's claims: a line for each that is open, in full, the oldest first.

    Raises Refused for who may not see costs.
    """
    with counter.db.read() as session:
        entitled.need(session, counter, Right.SEE_COST)
        return tuple(_claim_lines(session, open_claims.read(session, creditor_id)))


def goods_line(part: PartFound, quantity: Decimal = Decimal(1)) -> SupplierCreditLine:
    """A line for goods that go back, at their last cost until another amount is typed; raises Refused for a charge."""
    line = SupplierCreditLine(kind="goods", part=part, description=part.description, gst_rate=part.gst_rate)
    _refuse_charge(line)
    return supplier_drafts.credited(line, quantity)


def other_line(counter: Counter, description: str) -> SupplierCreditLine:
    """A line for something that is neither a claim nor goods, taxed as the shop's purchases are."""
    with counter.db.read() as session:
        rate = shop.settings(session).gst_rate
    return SupplierCreditLine(kind="other", description=description, gst_rate=rate)


def sums(counter: Counter, draft: SupplierCreditDraft) -> SupplierCreditSums:
    """What the draft comes to while it is typed; refuses nothing but who may not see costs."""
    with counter.db.read() as session:
        entitled.need(session, counter, Right.SEE_COST)
        return _sums(session, draft)


def post(counter: Counter, draft: SupplierCreditDraft, answers: Answers) -> CreditorCreditPosted:
    """Put the credit on the books: claims are settled, goods leave the shelf, the creditor is owed less.

    Asks UseLinesTotal. Raises Refused (fields `creditor`, `their_number`, `gst`, `lines`, `quantity`, `amount`) for
    more than is open of a claim, goods that are promised, a number used before, and for who may not see costs. The
    same draft never makes a second.
    """
    with counter.work() as session:
        entitled.need(session, counter, Right.SEE_COST)
        there = _written(session, draft)
        if there is not None:
            return _posted(session, there)
        their_number = _checked(draft)
        creditor = buying.lock_creditor(session, draft.creditor)
        # somebody may have posted it while this one waited for the creditor
        there = _written(session, draft)
        if there is not None:
            return _posted(session, there)
        their_key = codes.search_key(their_number) or their_number
        _refuse_used(session, creditor, their_number, their_key)
        comes_to = _sums(session, draft)
        supplier_drafts.refuse_wrong_gst(comes_to)
        asked = Asking({**draft.answers, **answers})
        _check_total(draft, comes_to, asked)
        _check_claims(session, draft, creditor)
        shelves = shelf.lock(
            session, {line.part.id for line in draft.filled_lines if line.kind == "goods" and line.part}
        )
        _check_goods(draft, shelves)
        asked.settle()
        credit = CreditorCredit(
            draft_key=draft.key,
            number=numbers.take(session, KIND),
            creditor_id=creditor.id,
            their_number=their_number,
            their_key=their_key,
            date=draft.day or counter.today(),
            reason=one_line(draft.reason),
            amount=comes_to.amount,
            gst=comes_to.gst,
            total=comes_to.total,
            operator_id=counter.operator.id,
            at=counter.now(),
            lines=_rows(draft, comes_to),
        )
        session.add(credit)
        session.flush()
        _send_back(session, counter, credit, shelves)
        _enter(session, credit)
        asking.store(session, counter, KIND, credit.id, [draft.answers, asked.used])
        session.flush()
        posting.post(session, counter, KIND, credit.id, date=credit.date)
        return _posted(session, credit)


def _claim_lines(session: Session, claims: Sequence[OpenClaim]) -> list[SupplierCreditLine]:
    parts = found.parts(session, {claim.part_id for claim in claims})
    return [
        SupplierCreditLine(
            kind="claim",
            part=parts[claim.part_id],
            description=claim.description,
            claim_id=claim.id,
            claim=claim.their_number,
            open_quantity=claim.quantity,
            open_amount=claim.amount,
            quantity=claim.quantity,
            amount=claim.amount,
            gst_rate=claim.gst_rate,
        )
        for claim in claims
    ]


def _sums(session: Session, draft: SupplierCreditDraft) -> SupplierCreditSums:
    return supplier_drafts.credit_sums(draft.filled_lines, draft.gst, shop.settings(session).gst_per_line)


def _written(session: Session, draft: SupplierCreditDraft) -> CreditorCredit | None:
    return session.scalar(select(CreditorCredit).where(CreditorCredit.draft_key == draft.key))


def _checked(draft: SupplierCreditDraft) -> str:
    """The supplier's number as it is kept; raises Refused for what cannot be."""
    if draft.creditor is None:
        raise Refused("The supplier is missing. Type its code or name.", field="creditor")
    if not draft.filled_lines:
        raise Refused(
            "There is nothing on this credit. F5 offers the claims; or type a part that goes back.", field="lines"
        )
    number = cards.line(draft.their_number, "The supplier's credit number", "their_number", 60, required=True)
    cards.line(draft.reason, "The reason", "reason", 200)
    for name, amount in (("total", draft.total), ("gst", draft.gst)):
        if amount is not None and not _is_money(amount):
            raise Refused(f"{amount} cannot be the {name}. Type dollars and cents, for instance 12.50.", field=name)
    for line in draft.filled_lines:
        _check_line(line)
    return number


def _check_line(line: SupplierCreditLine) -> None:
    if line.kind == "goods":
        _refuse_charge(line)
        invoicing.check_quantity(line.part, line.quantity, key=line.key, field="quantity")
    if not _is_money(line.amount) or (line.kind != "goods" and not line.amount):
        raise Refused(
            f"{line.name}: {words.money(line.amount)} is no amount to credit. Type what the supplier gives ex GST.",
            field="amount",
            line=line.key,
        )
    if not ZERO <= line.gst_rate <= _HUNDRED or line.gst_rate != rounded(line.gst_rate, RATE_PLACES):
        raise Refused(f"{line.name}: {line.gst_rate} is no GST rate. Type 10 or 0.", field="gst_rate", line=line.key)


def _refuse_charge(line: SupplierCreditLine) -> None:
    if line.part is None or not line.part.stocked:
        raise Refused(
            f"{line.name} lies on no shelf. Type what the supplier credits as a line of words.",
            field="part",
            line=line.key,
        )


def _is_money(amount: Decimal) -> bool:
    return ZERO <= amount <= LARGEST_AMOUNT and amount == rounded(amount)


def _refuse_used(session: Session, creditor: Creditor, their_number: str, their_key: str) -> None:
    """A supplier's number stands on one paper, be it a credit or an invoice that is not undone."""
    credit = session.scalar(
        select(CreditorCredit).where(CreditorCredit.creditor_id == creditor.id, CreditorCredit.their_key == their_key)
    )
    invoice = session.scalar(
        select(CreditorInvoice).where(
            CreditorInvoice.creditor_id == creditor.id,
            CreditorInvoice.their_key == their_key,
            CreditorInvoice.status.not_in(("deleted", "undone")),
        )
    )
    of = credit or invoice
    if of is not None:
        what = "credit" if credit is not None else "invoice"
        day = shop.settings(session).dates.full_day(of.date)
        raise Refused(
            f"{creditor.name}'s {what} {their_number} of {day} is on the books already. Look "
            "whether this is the same paper.",
            field="their_number",
        )


def _check_total(draft: SupplierCreditDraft, comes_to: SupplierCreditSums, asked: Asking) -> None:
    if draft.total is None or draft.total == comes_to.total:
        return
    if asked.ask(UseLinesTotal(entered=draft.total, lines_come_to=comes_to.total)) == "back":
        raise Refused("Type the total that the document says, or correct its lines or GST.", field="total")


def _check_claims(session: Session, draft: SupplierCreditDraft, creditor: Creditor) -> None:
    """No claim is credited beyond what is open of it; two lines for one claim share what is open."""
    lines = [line for line in draft.filled_lines if line.kind == "claim"]
    claims = {each.id: each for each in open_claims.read(session, creditor.id, {line.claim_id or 0 for line in lines})}
    left = {each.id: (each.quantity, each.amount) for each in claims.values()}
    for line in lines:
        if line.claim_id not in claims:
            raise Refused(
                f"The claim for {line.name} is not open any more. Ctrl+Del takes the line off.",
                field="part",
                line=line.key,
            )
        quantity, amount = left[line.claim_id]
        if not ZERO <= line.quantity <= quantity:
            raise Refused(
                f"{line.name}: {words.quantity(line.quantity)} to credit, {words.quantity(quantity)} open. "
                "Type what the supplier credits of it.",
                field="quantity",
                line=line.key,
            )
        if line.amount > amount:
            raise Refused(
                f"{line.name}: {words.money(line.amount)} is more than the {words.money(amount)} claimed "
                "for it. Type the rest on a line of words.",
                field="amount",
                line=line.key,
            )
        left[line.claim_id] = (quantity - line.quantity, amount - line.amount)


def _check_goods(draft: SupplierCreditDraft, shelves: Shelves) -> None:
    """Only what is available goes back; two lines of one part share one shelf."""
    left = {part_id: shelf.available(stock) for part_id, stock in shelves.items()}
    for line in draft.filled_lines:
        if line.kind != "goods" or line.part is None:
            continue
        stock, free = shelves[line.part.id], max(ZERO, left[line.part.id])
        if line.quantity > free:
            promised = words.quantity(stock.committed + stock.allocated)
            raise Refused(
                f"{line.number}: {words.quantity(line.quantity)} to go back, {words.quantity(free)} available of "
                f"{words.quantity(stock.on_hand)} on hand; {promised} are promised. Type less, or free them first.",
                field="quantity",
                line=line.key,
            )
        left[line.part.id] -= line.quantity


def _rows(draft: SupplierCreditDraft, comes_to: SupplierCreditSums) -> list[CreditorCreditLine]:
    return [
        CreditorCreditLine(
            position=position,
            kind=line.kind,
            creditor_invoice_line_id=line.claim_id,
            part_id=line.part.id if line.part else None,
            description=cards.line(line.description, "The description", "lines", 500),
            quantity=line.quantity,
            amount=line.amount,
            gst_rate=line.gst_rate,
            gst=share,
        )
        for position, (line, share) in enumerate(zip(draft.filled_lines, comes_to.shares, strict=True), start=1)
    ]


def _send_back(session: Session, counter: Counter, credit: CreditorCredit, shelves: Shelves) -> None:
    source = Source(KIND, credit.id, credit.reason)
    for line in credit.lines:
        if line.kind == "goods" and line.part_id is not None:
            line.stock_value = shelf.send_back(session, counter, shelves[line.part_id], line.quantity, source)


def _enter(session: Session, credit: CreditorCredit) -> None:
    """The ledger takes it off; the invoices whose claims it credits are settled with it first, the rest is free."""
    entry = CreditorEntry(
        creditor_id=credit.creditor_id,
        creditor_credit_id=credit.id,
        kind="credit",
        date=credit.date,
        amount=-credit.total,
        reference=credit.their_number,
    )
    session.add(entry)
    session.flush()
    claimed = [line.creditor_invoice_line_id for line in credit.lines if line.creditor_invoice_line_id]
    charges = session.scalars(
        select(CreditorEntry.id)
        .join(CreditorInvoiceLine, CreditorInvoiceLine.invoice_id == CreditorEntry.creditor_invoice_id)
        .where(CreditorInvoiceLine.id.in_(claimed), CreditorEntry.kind == "invoice")
        .distinct()
        .order_by(CreditorEntry.id)
    ).all()
    settling.settle_on(session, credit.creditor_id, entry.id, charges, settling.CREDITORS)


def _posted(session: Session, credit: CreditorCredit) -> CreditorCreditPosted:
    """What was posted, from the books: what was settled with it at once and ever since."""
    settled = session.scalar(
        select(func.coalesce(func.sum(CreditorSettlement.amount), rounded(ZERO)))
        .join(CreditorEntry, CreditorEntry.id == CreditorSettlement.payment_id)
        .where(CreditorEntry.creditor_credit_id == credit.id)
    )
    rows = session.scalars(
        select(CreditorCreditLine).where(CreditorCreditLine.credit_id == credit.id, CreditorCreditLine.kind == "goods")
    ).all()
    return CreditorCreditPosted(
        credit_id=credit.id,
        number=credit.number,
        creditor=session.get_one(Creditor, credit.creditor_id).name,
        total=credit.total,
        settled=settled or rounded(ZERO),
        to_variance=sum((row.amount - row.stock_value for row in rows), rounded(ZERO)),
    )
