"""A few days in which every kind of document is posted: what accounting is to get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from app.rules import tender
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Unanswered
from app.rules.found import DebtorFound, PartFound
from app.rules.money_questions import GiveBack
from app.rules.questions import Answers, Payment, TakePayment
from app.rules.stocktaking import AdjustmentDraft, line_for
from app.rules.supplier_drafts import CreditorPays
from app.services import backorder_lists, backorders, lookup, settings
from app.services.buying import claims, creditor_credits, receiving, undoing
from app.services.counter import Counter
from app.services.money import creditor_payments, receipts
from app.services.sales import credits, invoicing
from app.services.stock import adjusting
from tests.make import Clock, a_creditor, a_debtor, a_part
from tests.services.goods import loose
from tests.services.money import an_order_of

T = TypeVar("T")
D = Decimal
MILLERS_ABN = "53 004 085 616"


@dataclass(frozen=True, slots=True)
class Posted:
    """What the tests look at closely: a debtor with an ABN, a part, and the keys of some documents."""

    miller: DebtorFound
    part: PartFound
    plain: int
    with_deposit: int
    fill: int
    cash: int
    credit: int


def answered(call: Callable[[Answers], T]) -> T:
    """What comes of it: paid and refunded in cash, everything else with yes or as it is proposed."""
    answers: dict[Any, Any] = {}
    for _ in range(6):
        try:
            return call(answers)
        except Unanswered as undecided:
            for question in undecided.questions:
                if isinstance(question, TakePayment):
                    answers[question] = (Payment("cash", tender.due(question.total, "cash")),)
                elif isinstance(question, GiveBack):
                    money = (Payment("EFTPOS", question.refundable),)
                    answers[question] = "account" if question.account else money
                else:
                    answers[question] = "yes"
    raise AssertionError("it asks without end")


def everything(counter: Counter) -> Posted:
    """Sales with deposits of both treatments, fills, a cancel, credits, money in and out, bills, stock."""
    clock = counter.clock
    assert isinstance(clock, Clock)
    settings.save(counter, {"charge_deposits": "always", "address": "1 Bay St\nSandgate QLD 4017"})
    address = "12 Mill Rd\nYandina QLD 4561"
    miller = a_debtor(
        counter, "Miller & Söhne", code="MILLER", abn=MILLERS_ABN, backorder_mode="automatic", address=address
    )
    part = a_part(counter, "CAB-220", on_hand=3)
    plain = _plain(counter, miller, part)
    with_deposit = sold(counter, an_order_of(counter, miller, part, 5, 2))
    clock.go_on(days=1)
    _bill(counter, part, 3, "R-1")
    fill = sold(counter, invoicing.next_invoice(counter, with_deposit))
    _credit(counter, fill, D(3))  # the backorder lives again, and its deposit
    sold(counter, invoicing.next_invoice(counter, with_deposit))
    settings.save(counter, {"deposit_treatment": "security"})
    secured = sold(counter, an_order_of(counter, miller, part, 4, 0))
    clock.go_on(days=1)
    _bill(counter, part, 3, "R-2")
    sold(counter, invoicing.next_invoice(counter, secured))
    waiting = backorder_lists.every(counter)[0]
    answered(lambda said: backorders.cancel(counter, waiting.id, D(1), "bought elsewhere", said))
    cash = _cash_sale(counter)
    _credit(counter, cash, D(1))
    credit = _credit(counter, plain, D(1))
    pays = receipts.DebtorPays(miller.id, D("100.03"))
    answered(lambda said: receipts.post(counter, pays, said))
    _supplier(counter, part)
    lines = [line_for(lookup.part(counter, part.id), D(change)) for change in (2, -1)]
    adjusting.post(counter, AdjustmentDraft(reason="Counted", lines=lines))
    return Posted(miller, lookup.part(counter, part.id), plain, with_deposit, fill, cash, credit)


def sold(counter: Counter, draft: InvoiceDraft) -> int:
    return answered(lambda said: invoicing.finalise(counter, draft, said)).invoice_id


def _plain(counter: Counter, miller: DebtorFound, part: PartFound) -> int:
    freight = lookup.exact_part(counter, "FREIGHT")[0]
    draft = InvoiceDraft(debtor=miller, customer_order="=PO 7")
    draft.lines = [invoicing.line_for(counter, each, miller, D(1)) for each in (part, freight)]
    draft.lines[0].discount = D("12.50")
    draft.lines[1].price = D("9.9900")
    return sold(counter, draft)


def _cash_sale(counter: Counter) -> int:
    """42.97, in coins 42.95."""
    oil = a_part(counter, "OIL-1", on_hand="5.5", price="19.5313", whole_units=False)
    buyer = lookup.find_debtors(counter, "CASH")[0]
    draft = InvoiceDraft(debtor=buyer, name="Jo Walker", phone="0400 000 000")
    draft.lines = [invoicing.line_for(counter, lookup.part(counter, oil.id), buyer, D(2))]
    return sold(counter, draft)


def _credit(counter: Counter, invoice_id: int, quantity: Decimal) -> int:
    draft = credits.begin(counter, invoice_id)
    draft.reason = "brought back"
    draft.lines[0].quantity, draft.lines[0].back_to_stock = quantity, True
    return answered(lambda said: credits.post(counter, draft, said)).credit_id


def _bill(counter: Counter, part: PartFound, quantity: int, number: str, received: int | None = None) -> int:
    creditor = lookup.find_creditors(counter, "REPCO") or (a_creditor(counter, "Repco", code="REPCO"),)
    draft = loose(counter, creditor[0], number, (part, quantity, "61.3333"))
    draft.freight = D("11.11")
    if received is not None:
        draft.lines[0].received = D(received)
    return receiving.process(counter, draft, {}).creditor_invoice_id


def _supplier(counter: Counter, part: PartFound) -> None:
    """A short delivery, its claim and goods credited, a bill undone, a payment from the bank and one from the till."""
    _bill(counter, part, 5, "R-3", received=3)
    wrong = _bill(counter, part, 2, "R-4")
    answered(lambda said: undoing.undo(counter, wrong, "not ours", said))
    creditor = lookup.find_creditors(counter, "REPCO")[0]
    back = creditor_credits.new(counter, creditor.id, [each.id for each in claims.listed(counter, creditor.id)])
    back.their_number = "C-1"
    goods = creditor_credits.goods_line(lookup.part(counter, part.id), D(1))
    goods.amount = D("58.00")
    back.lines.append(goods)
    answered(lambda said: creditor_credits.post(counter, back, said))
    creditor_payments.post(counter, CreditorPays(creditor.id, D("50.00")))
    creditor_payments.post(counter, CreditorPays(creditor.id, D("12.52"), paid_by="cash"))
