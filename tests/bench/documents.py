"""Documents that are ready to be posted, for the program as drafts and for the floor as rows; it posts none.

Each is of parts of its own, or of parts with enough for all of them, so that no round changes what the next one finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from app.models import Account
from app.rules import gst
from app.rules.drafts import InvoiceDraft, InvoiceLine, ReceiptDraft
from app.rules.faults import Unanswered
from app.rules.money import COST_PLACES, MONEY_PLACES, QUANTITY_PLACES, RATE_PLACES
from app.rules.questions import Answer, Question
from app.services import lookup
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.sales import invoicing
from tests.bench.floors import finalise as bare_finalise
from tests.bench.floors import receive as bare_receive
from tests.bench.floors.bare import Row, blank
from tests.bench.shop import books, catalogue
from tests.bench.shop.size import SHORT, SOLD, Size

LINES = 20
SHORT_LINES = 3


@dataclass(frozen=True, slots=True)
class Invoice:
    """A draft of twenty lines, three of them short, with the answers that put these on backorder."""

    draft: InvoiceDraft
    answers: Mapping[Question, Answer]


def invoice(counter: Counter, size: Size, number: int) -> Invoice:
    """The `number`th draft."""
    there, out = LINES - SHORT_LINES, SHORT_LINES
    places = [size.place(SOLD, number * there + line) for line in range(there)]
    # short ones stand among the others, as they do when somebody reads a list aloud
    for line in range(out):
        places.insert(5 * (line + 1), size.place(SHORT, number * out + line))
    debtor = lookup.debtor(counter, books.FIRST_DEBTOR + number * 4 % size.debtors)
    parts = lookup.parts(counter, [books.FIRST_PART + place for place in places])
    lines = invoicing.lines_for(counter, debtor, [(part, Decimal(1)) for part in parts.values()])
    draft = InvoiceDraft(debtor=debtor, lines=list(lines))
    try:
        invoicing.finalise(counter, draft, {})
    except Unanswered as asked:
        answers: dict[Question, Answer] = dict.fromkeys(asked.questions, "yes")
    if len(answers) != SHORT_LINES:
        raise ValueError(f"{len(answers)} questions: {list(answers)}")
    return Invoice(draft, answers)


def bare_invoice(counter: Counter, made: Invoice) -> bare_finalise.Prepared:
    """The same draft as rows."""
    draft, day, moment, who = made.draft, counter.today(), _moment(counter), counter.operator.id
    short = {question.line for question in made.answers}  # type: ignore[attr-defined]
    amounts = [
        Decimal("0.00") if line.key in short else gst.line_amount(line.ordered, line.price) for line in draft.lines
    ]
    taxes = gst.shares([gst.Taxable(amount, line.gst_rate) for amount, line in zip(amounts, draft.lines, strict=True)])
    debtor = draft.debtor
    assert debtor is not None
    amount, tax = _cents(sum(amounts)), _cents(sum(taxes))
    head = blank("invoice", draft_key=draft.key, kind="invoice", status="finalised", number=0, reference=0,
                 debtor_id=debtor.id, date=str(day), due=str(day + timedelta(days=debtor.terms_days)),
                 name=debtor.name, phone=debtor.phone, address=debtor.address, abn=debtor.abn, amount=amount, gst=tax,
                 total=amount + tax, operator_id=who, saved_at=moment, finalised_at=moment)  # fmt: skip
    lines = [
        _invoice_line(line, position, _cents(amount), _cents(tax), line.key in short)
        for position, (line, amount, tax) in enumerate(zip(draft.lines, amounts, taxes, strict=True), start=1)
    ]
    waiting = {
        line["position"]: blank("backorder", debtor_id=debtor.id, part_id=line["part_id"], quantity=line["ordered"],
                                open=line["ordered"], price=line["price"], discount=0, queue_date=moment)
        for line in lines if line["backordered"]
    }  # fmt: skip
    answers = [
        blank("answer", document_kind="invoice", document_id=0, question=type(question).__name__,
              sentence=question.sentence, answer="Yes", operator_id=who, at=moment)
        for question in made.answers
    ]  # fmt: skip
    return bare_finalise.Prepared(head, lines, waiting, answers, _accounts(counter), debtor.name)


def _invoice_line(line: InvoiceLine, position: int, amount: int, tax: int, short: bool) -> Row:
    part = line.part
    assert part is not None
    quantity = _scaled(line.ordered, QUANTITY_PLACES)
    return blank("invoice_line", invoice_id=0, position=position, kind="part", part_id=part.id, number=part.number,
                 description=line.description, unit=part.unit, ordered=quantity, supplied=0 if short else quantity,
                 backordered=quantity if short else 0, price=_scaled(line.price, COST_PLACES),
                 price_from=line.price_from, gst_rate=_scaled(line.gst_rate, RATE_PLACES), amount=amount,
                 gst=tax)  # fmt: skip


def bill(counter: Counter, order: int) -> ReceiptDraft:
    """The creditor's invoice for the whole of the `order`th stock order, a hundred lines of which forty are awaited."""
    draft = receiving.new(counter, books.FIRST_CREDITOR + order % catalogue.MAKERS, [1 + order])
    draft.their_number = f"INV-{order:05d}"
    return draft


def bare_bill(counter: Counter, draft: ReceiptDraft) -> bare_receive.Prepared:
    """The same draft as rows."""
    day, moment, creditor = counter.today(), _moment(counter), draft.creditor
    assert creditor is not None
    lines = []
    for position, line in enumerate(draft.lines, start=1):
        assert line.part is not None
        came, cost = _scaled(line.received, QUANTITY_PLACES), _scaled(line.cost, COST_PLACES)
        amount = _cents(gst.line_amount(line.billed, line.cost))
        lines.append(blank("creditor_invoice_line", invoice_id=0, position=position, part_id=line.part.id,
                           order_line_id=line.order_line_id, description=line.description, billed=came, received=came,
                           cost=cost, gst_rate=_scaled(line.gst_rate, RATE_PLACES), applied=came, amount=amount,
                           stock_value=amount))  # fmt: skip
    amount = sum(line["amount"] for line in lines)
    tax = (amount + 5) // 10
    head = blank("creditor_invoice", draft_key=draft.key, status="processed", reference=0, number=0,
                 creditor_id=creditor.id, their_number=draft.their_number,
                 their_key=draft.their_number.replace("-", ""), date=str(day),
                 due=str(day + timedelta(days=creditor.terms_days)), gst=tax, total=amount + tax,
                 operator_id=counter.operator.id, saved_at=moment, processed_at=moment)  # fmt: skip
    order = (draft.lines[0].order_line_id or 0) // len(lines) + 1
    return bare_receive.Prepared(head, lines, order, _accounts(counter), creditor.name)


def _accounts(counter: Counter) -> dict[str, int]:
    with counter.db.read() as session:
        return {role: key for role, key in session.execute(select(Account.role, Account.id)) if role}


def _moment(counter: Counter) -> str:
    return f"{counter.now():%Y-%m-%d %H:%M:%S}.000000"


def _scaled(value: Decimal, places: int) -> int:
    return int(value.scaleb(places))


def _cents(value: Decimal | int) -> int:
    return _scaled(Decimal(value), MONEY_PLACES)
