"""Several counters at once on one database: nothing is sold twice, no number is left out or taken twice."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.supplier_drafts import CreditorPays
from app.services import backorder_lists, check, lookup
from app.services.buying import creditor_credits, creditor_credits_read, ordering, receiving, undoing
from app.services.counter import Counter
from app.services.masters import creditors
from app.services.money import creditor_payments
from app.services.sales import invoicing
from tests.make import a_creditor, a_debtor, a_part, place_of, stock
from tests.services.goods import loose, sent, waits

D = Decimal
COUNTERS = 8


def all_at_once(calls: list[Callable[[], object]]) -> list[BaseException]:
    """Every call in a thread of its own, let go together; returns what was raised."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        start.wait()
        call()

    with ThreadPoolExecutor(len(calls)) as threads:
        done = [threads.submit(run, call) for call in calls]
    return [fault for each in done if (fault := each.exception())]


def numbers(counter: Counter) -> list[int]:
    with counter.db.read() as session:
        return sorted(number for number in session.scalars(select(models.Invoice.number)) if number is not None)


def broken(counter: Counter) -> list[object]:
    return [(each.says, each.broken) for each in check.prove(counter) if not each.holds]


def test_eight_counters_sell_the_last_pieces(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=5)
    debtors = [a_debtor(counter, f"Debtor {each}", backorder_mode="automatic") for each in range(COUNTERS)]
    drafts = [
        InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(1))]) for debtor in debtors
    ]
    assert all_at_once([lambda draft=draft: invoicing.finalise(counter, draft, {}) for draft in drafts]) == []
    assert numbers(counter) == list(range(10001, 10001 + COUNTERS))
    assert stock(counter, part)[:2] == (D(0), D(0))
    assert len(backorder_lists.every(counter)) == COUNTERS - 5
    assert broken(counter) == []


def test_one_draft_finalised_from_all_sides_is_one_invoice(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=9), a_debtor(counter)
    draft = InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(2))])
    assert all_at_once([lambda: invoicing.finalise(counter, draft, {})] * COUNTERS) == []
    assert numbers(counter) == [10001]
    assert stock(counter, part)[0] == D(7)


def test_one_order_is_finalised_by_one_of_those_who_recalled_it(counter: Counter) -> None:
    """Recalled twice it is two drafts of one document: the same key, so both are told of the same invoice."""
    part, debtor = a_part(counter, "CAB-220", on_hand=9), a_debtor(counter)
    saved = invoicing.save(
        counter, InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(2))]), {}
    )
    drafts = [invoicing.recall(counter, saved.invoice_id) for _ in range(COUNTERS)]
    for draft in drafts[1:]:
        draft.lines[0].discount = D(5)
    raised = all_at_once([lambda draft=draft: invoicing.finalise(counter, draft, {}) for draft in drafts])
    assert all(isinstance(each, Refused) for each in raised)
    assert numbers(counter) == [10001]
    assert stock(counter, part)[:3] == (D(7), D(420), D(0))


def test_what_is_ready_is_invoiced_once(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=0), a_debtor(counter, backorder_mode="automatic")
    backorder = waits(counter, part, 3, debtor)
    receiving.process(counter, loose(counter, a_creditor(counter), "A1", (part, 3, "60")), {})
    drafts = [
        InvoiceDraft(debtor=debtor, lines=list(invoicing.fill_lines(counter, debtor, [(backorder, D(3))], {})))
        for _ in range(COUNTERS)
    ]
    raised = all_at_once([lambda draft=draft: invoicing.finalise(counter, draft, {}) for draft in drafts])
    assert [type(each) for each in raised] == [Refused] * (COUNTERS - 1)
    assert numbers(counter) == [10001, 10002]
    assert broken(counter) == []


def test_goods_come_while_others_sell_and_order(counter: Counter) -> None:
    part, creditor = a_part(counter, "CAB-220", on_hand=3), a_creditor(counter)
    debtors = [a_debtor(counter, f"Debtor {each}", backorder_mode="automatic") for each in range(4)]
    order = sent(counter, creditor, (part, 6))
    papers = [loose(counter, creditor, f"A{each}", (part, 2, "60")) for each in range(2)]
    papers.append(receiving.new(counter, creditor.id, [order]))
    papers[-1].their_number = "A9"
    sales = [InvoiceDraft(debtor=each, lines=[invoicing.line_for(counter, part, each, D(4))]) for each in debtors]
    calls: list[Callable[[], object]] = []
    calls += [lambda draft=draft: receiving.process(counter, draft, {}) for draft in papers]
    calls += [lambda draft=draft: invoicing.finalise(counter, draft, {}) for draft in sales]
    calls.append(lambda: ordering.proposals(counter, creditor.id, False))
    assert all_at_once(calls) == []
    on_hand, _value, _committed, allocated, _on_order = stock(counter, part)
    supplied = D(16) - sum(each.open for each in backorder_lists.every(counter))
    assert (on_hand + supplied, on_hand) == (D(13), allocated)
    assert broken(counter) == []


SELL = """
import sys
from decimal import Decimal
from app.db import open_database
from app.rules.drafts import InvoiceDraft
from app.services import lookup, setup
from app.services.sales import invoicing
counter = setup.open_counter(open_database(sys.argv[1]))
debtor = lookup.debtor(counter, int(sys.argv[2]))
for _ in range(3):
    line = invoicing.line_for(counter, lookup.part(counter, int(sys.argv[3])), debtor, Decimal(1))
    invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
"""


def test_two_programs_sell_from_one_shop(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=4), a_debtor(counter, backorder_mode="automatic")
    command = [sys.executable, "-c", SELL, place_of(counter), str(debtor.id), str(part.id)]
    counter.db.close()
    programs = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(2)]
    assert [program.wait() for program in programs] == [0, 0]
    assert numbers(counter) == list(range(10001, 10007))
    assert stock(counter, part)[0] == D(0)
    assert broken(counter) == []


def test_an_invoice_is_undone_once_by_whoever_comes_first(counter: Counter) -> None:
    creditor = a_creditor(counter)
    part = a_part(counter, "CAB-220", on_hand=0)
    done = receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    with pytest.raises(Unanswered) as asked:
        undoing.undo(counter, done.creditor_invoice_id, "wrong", {})
    answers = dict.fromkeys(asked.value.questions, "yes")
    calls = [lambda: undoing.undo(counter, done.creditor_invoice_id, "wrong", answers) for _ in range(COUNTERS)]
    assert all_at_once(calls) == []
    assert stock(counter, part)[:2] == (D(0), D(0))
    assert creditors.balance(counter, creditor.id) == D(0)
    assert broken(counter) == []


def test_an_undo_and_sales_share_one_shelf(counter: Counter) -> None:
    creditor = a_creditor(counter)
    part = a_part(counter, "CAB-220", on_hand=0)
    done = receiving.process(counter, loose(counter, creditor, "A1", (part, 3, "60")), {})
    with pytest.raises(Unanswered) as asked:
        undoing.undo(counter, done.creditor_invoice_id, "wrong", {})
    answers = dict.fromkeys(asked.value.questions, "yes")
    debtors = [a_debtor(counter, f"Debtor {each}", backorder_mode="automatic") for each in range(3)]
    found = lookup.part(counter, part.id)
    drafts = [
        InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, found, debtor, D(1))]) for debtor in debtors
    ]
    faults = all_at_once(
        [
            lambda: undoing.undo(counter, done.creditor_invoice_id, "wrong", answers),
            *(lambda draft=draft: invoicing.finalise(counter, draft, {}) for draft in drafts),
        ]
    )
    assert all(isinstance(fault, Refused) and "sold or promised" in fault.sentence for fault in faults)
    # the undo took all of it, or it came too late and all of it was sold
    assert stock(counter, part)[:3] == (D(0), D(0), D(0))
    with counter.db.read() as session:
        sold = session.scalars(select(models.InvoiceLine.supplied)).all()
    assert sum(sold) == (D(3) if faults else D(0))
    assert broken(counter) == []


def test_one_payment_and_one_credit_however_often_they_are_posted(counter: Counter) -> None:
    creditor = a_creditor(counter)
    part = a_part(counter, "CAB-220", on_hand=9)
    receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    pays = CreditorPays(creditor.id, D(100))
    credit = creditor_credits.new(counter, creditor.id)
    credit.their_number, credit.lines = "C1", [creditor_credits.goods_line(lookup.part(counter, part.id), D(2))]
    calls = [lambda: creditor_payments.post(counter, pays)] * 4
    calls += [lambda: creditor_credits.post(counter, credit, {})] * 4
    assert all_at_once(calls) == []
    assert [each.number for each in creditor_payments.listed(counter)] == [10001]
    assert [each.number for each in creditor_credits_read.listed(counter)] == [10001]
    assert creditors.balance(counter, creditor.id) == D(330) - D(100) - D(132)
    assert stock(counter, part)[0] == D(12)
    assert broken(counter) == []
