"""Money at several counters at once on one database: nothing is paid, credited, refunded, closed or undone twice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused
from app.rules.found import CreditorFound, DebtorFound, PartFound
from app.rules.questions import Answers, Payment, TakePayment
from app.rules.supplier_drafts import CreditorPays
from app.services import backorder_lists, backorders, lookup, settings
from app.services.buying import creditor_credits, receiving, undoing
from app.services.counter import Counter
from app.services.masters import debtors
from app.services.money import creditor_payments, day_end, receipts
from app.services.sales import credits, invoicing
from tests.make import a_creditor, a_debtor, a_part, stock
from tests.services.goods import loose
from tests.services.money import NOTHING, an_order_of, answering, arrive, held, owed, sold
from tests.services.owing import pay, ways
from tests.services.owing import sold as owes
from tests.services.test_at_once import all_at_once, broken

D = Decimal
COUNTERS = 6
Call = Callable[[], object]


@pytest.fixture
def part(counter: Counter) -> PartFound:
    settings.save(counter, {"charge_deposits": "always"})
    return a_part(counter, "CAB-220", on_hand=2)


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    return a_debtor(counter)


def refused(calls: list[Call]) -> int:
    """How many of them were refused in words; nothing else may happen to any."""
    raised = all_at_once(calls)
    assert [each for each in raised if not isinstance(each, Refused)] == []
    return len(raised)


def count(counter: Counter, of: type[models.base.Base]) -> int:
    with counter.db.read() as session:
        return session.scalar(select(func.count()).select_from(of)) or 0


def credit_of(counter: Counter, invoice_id: int, quantity: int, answer: str = "no") -> Call:
    draft = credits.begin(counter, invoice_id)
    draft.reason = "brought back"
    draft.lines[0].quantity = D(quantity)
    return lambda: answering(lambda said: credits.post(counter, draft, said), again=answer)


def test_a_line_is_credited_once(counter: Counter, part: PartFound, miller: DebtorFound) -> None:
    invoice = sold(counter, an_order_of(counter, miller, part, 2, 2))
    same = credit_of(counter, invoice.invoice_id, 1)
    assert refused([same] * COUNTERS) == 0
    assert refused([credit_of(counter, invoice.invoice_id, 1) for _ in range(COUNTERS)]) == COUNTERS - 1
    assert (count(counter, models.Credit), stock(counter, part)[0], owed(counter, miller)) == (2, D(2), NOTHING)
    assert broken(counter) == []


def test_a_fill_lives_again_once(counter: Counter, part: PartFound, miller: DebtorFound) -> None:
    first = sold(counter, an_order_of(counter, miller, part, 5, 2))
    arrive(counter, part, 3, "R-1")
    final = sold(counter, invoicing.next_invoice(counter, first.invoice_id))
    calls = [credit_of(counter, final.invoice_id, 3, "yes") for _ in range(COUNTERS)]
    assert refused(calls) == COUNTERS - 1
    (waits,) = backorder_lists.every(counter)
    assert (waits.open, waits.allocated, held(counter).inc) == (D(3), D(3), D("330.00"))
    assert broken(counter) == []


@pytest.mark.parametrize("same", [True, False])
def test_a_deposited_backorder_is_cancelled_once(
    counter: Counter, part: PartFound, miller: DebtorFound, same: bool
) -> None:
    sold(counter, an_order_of(counter, miller, part, 5, 2))
    (waits,) = backorder_lists.every(counter)

    def cancel(key: str) -> Call:
        return lambda: answering(
            lambda said: backorders.cancel(counter, waits.id, D(3), "bought elsewhere", said, key=key)
        )

    calls = [cancel("the same" if same else f"number {each}") for each in range(COUNTERS)]
    assert refused(calls) == (0 if same else COUNTERS - 1)
    assert (count(counter, models.Credit), owed(counter, miller), held(counter).inc) == (1, D("220.00"), NOTHING)
    assert broken(counter) == []


def test_it_is_filled_or_cancelled(counter: Counter, part: PartFound, miller: DebtorFound) -> None:
    first = sold(counter, an_order_of(counter, miller, part, 5, 2))
    arrive(counter, part, 3, "R-1")
    (waits,) = backorder_lists.every(counter)
    drafts = [invoicing.next_invoice(counter, first.invoice_id) for _ in range(2)]

    def cancel(said: Answers) -> object:
        return backorders.cancel(counter, waits.id, D(3), "bought elsewhere", said)

    calls: list[Call] = [lambda: answering(cancel)] * 2
    calls += [lambda draft=draft: sold(counter, draft) for draft in drafts]
    assert refused(calls) == 3
    assert held(counter).inc == NOTHING
    assert owed(counter, miller) in (D("220.00"), D("550.00"))
    assert broken(counter) == []


def test_what_is_owed_is_received_at_one_counter_only(counter: Counter, miller: DebtorFound) -> None:
    entry = owes(counter, miller, "110.00")
    draft = receipts.DebtorPays(miller.id, D("60.00"), ((entry, D("60.00")),))
    assert refused([lambda: receipts.post(counter, draft, ways(miller, "60.00"))] * COUNTERS) == 0
    assert refused([lambda: pay(counter, miller, "50.00", (entry, "50.00"))] * COUNTERS) == COUNTERS - 1
    assert (count(counter, models.DebtorReceipt), debtors.balance(counter, miller.id)) == (2, 0)
    assert broken(counter) == []


@pytest.fixture
def bill(counter: Counter, creditor: CreditorFound, part: PartFound) -> int:
    return receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {}).creditor_invoice_id


@pytest.fixture
def creditor(counter: Counter) -> CreditorFound:
    return a_creditor(counter)


def test_a_bill_is_paid_once_and_undone_once(counter: Counter, creditor: CreditorFound, bill: int) -> None:
    """330.00 is owed: 200.00 fits once, and one draft is one payment wherever it is pressed."""
    drafts = [CreditorPays(creditor.id, D("200.00")) for _ in range(COUNTERS)]
    assert refused([lambda draft=draft: creditor_payments.post(counter, draft) for draft in drafts]) == COUNTERS - 1
    draft = CreditorPays(creditor.id, D("130.00"))
    assert refused([lambda: creditor_payments.post(counter, draft)] * COUNTERS) == 0
    undo: Call = lambda: answering(lambda said: undoing.undo(counter, bill, "sent twice", said))  # noqa: E731
    assert refused([undo] * COUNTERS) == 0
    assert (count(counter, models.CreditorPayment), count(counter, models.CreditorInvoiceUndo)) == (2, 1)
    assert broken(counter) == []


def test_goods_go_back_or_are_sold(
    counter: Counter, creditor: CreditorFound, bill: int, part: PartFound, miller: DebtorFound
) -> None:
    assert bill
    found = lookup.part(counter, part.id)
    calls: list[Call] = []
    for each in range(3):
        back = creditor_credits.new(counter, creditor.id)
        back.their_number = f"C-{each}"
        back.lines = [creditor_credits.goods_line(found, D(4))]
        calls.append(lambda back=back: creditor_credits.post(counter, back, {}))
    calls.append(lambda: answering(lambda said: undoing.undo(counter, bill, "sent twice", said)))
    sale = InvoiceDraft(debtor=a_debtor(counter, "Buyer", backorder_mode="automatic"))
    sale.lines = [invoicing.line_for(counter, found, sale.debtor, D(4))]
    calls.append(lambda: sold(counter, sale))
    all_at_once(calls)
    assert stock(counter, part)[0] >= 0
    assert broken(counter) == []


def test_every_tender_is_counted_once_while_others_are_written(counter: Counter, part: PartFound) -> None:
    walk_in = a_debtor(counter, "Walk-in", kind="cash")
    fee = a_part(counter, "FEE", 0, kind="charge", price="100.00")
    assert part.number

    def sale() -> Call:
        draft = InvoiceDraft(debtor=walk_in, lines=[invoicing.line_for(counter, fee, walk_in, D(1))])
        return lambda: invoicing.finalise(counter, draft, {TakePayment(D("110.00")): (Payment("cash", D("110.00")),)})

    def close() -> object:
        return day_end.close(counter, day_end.DayEndDraft((day_end.Count("cash", D("110.00"), "counted"),)))

    assert refused([sale() for _ in range(3)] + [close] * 3) == 0
    close()
    with counter.db.read() as session:
        taken = session.scalar(select(func.sum(models.DayEndCount.taken)))
    assert (taken, count(counter, models.DayEndTender)) == (D("330.00"), 3)
    assert broken(counter) == []
