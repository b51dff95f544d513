"""The proof of the books: a real day holds, and each statement finds the very row that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.db import Database
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Unanswered
from app.rules.money_questions import GiveBack
from app.rules.questions import Answers, DeleteSaved, Payment, PutOnBackorder, TakePayment, UseLinesTotal
from app.rules.stock_questions import PostUncounted
from app.rules.stocktaking import AdjustmentDraft, AdjustmentLine, Scope
from app.services import accounts, backorder_lists, backorders, check, lookup, settings
from app.services.buying import creditor_credits, ordering, receiving, undoing
from app.services.counter import Counter
from app.services.money import creditor_payments, day_end, receipts
from app.services.sales import credits, invoicing
from app.services.stock import adjusting, counting, stocktakes
from tests import postgres
from tests.make import Kept, Store, a_creditor, a_debtor, a_part, a_shop, begun_from, kept
from tests.unguarded import unguarded

D = Decimal


def a_day(counter: Counter) -> None:
    """Sales with and without shorts, a cash sale, an order on the books, one deleted, goods ordered and received."""
    supplier = a_creditor(counter)
    part = a_part(counter, "CAB-220", on_hand=2, creditor_id=supplier.id)
    plenty = a_part(counter, "OIL-1", on_hand=50)
    debtor, cash = a_debtor(counter, "Miller"), a_debtor(counter, "Walk-in", kind="cash", use_backorders=False)

    def draft(who: str, *wanted: tuple[str, int]) -> InvoiceDraft:
        buyer = debtor if who == "Miller" else cash
        found = {"CAB-220": lookup.part(counter, part.id), "OIL-1": lookup.part(counter, plenty.id)}
        return InvoiceDraft(
            debtor=buyer, lines=[invoicing.line_for(counter, found[number], buyer, D(n)) for number, n in wanted]
        )

    sold = draft("Miller", ("CAB-220", 5), ("OIL-1", 3))
    invoicing.finalise(counter, sold, {PutOnBackorder(sold.lines[0].key, "CAB-220", D(5), D(2)): "yes"})
    invoicing.finalise(
        counter, draft("Walk-in", ("OIL-1", 1)), {TakePayment(D("110.00")): (Payment("EFTPOS", D("110.00")),)}
    )
    kept = draft("Miller", ("CAB-220", 2), ("OIL-1", 4))
    invoicing.save(counter, kept, {PutOnBackorder(kept.lines[0].key, "CAB-220", D(2), D(0)): "yes"})
    gone = invoicing.save(counter, draft("Miller", ("OIL-1", 6)), {})
    invoicing.delete(counter, gone.invoice_id, {DeleteSaved(gone.name, 0): "yes"})

    order = ordering.new(counter, supplier.id)
    order.lines = [ordering.line_from(each) for each in ordering.proposals(counter, supplier.id, True)]
    sent = ordering.finalise(counter, order, {})
    receipt = receiving.new(counter, supplier.id, [sent.order_id])
    receipt.their_number = "R-1"
    receipt.lines[0].billed = receipt.lines[0].received = D(4)
    total = receiving.sums(counter, receipt).total
    receipt.total = total
    receiving.process(counter, receipt, {UseLinesTotal(total, total): "use"})


def some_money(counter: Counter) -> None:
    """Deposits taken, used up, given back and taken back in; a refund, a bill undone, a claim, stock found and lost."""
    settings.save(counter, {"charge_deposits": "always"})
    supplier = a_creditor(counter, "Bosch")
    part = a_part(counter, "PUMP-9", on_hand=2, creditor_id=supplier.id)
    debtor = a_debtor(counter, "Nguyen")
    sold = InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(6))])
    first = answered(lambda answers: invoicing.finalise(counter, sold, answers))
    bring(counter, supplier.id, part.id, "B-1", 5, 2)
    rest = invoicing.next_invoice(counter, first.invoice_id)
    second = answered(lambda answers: invoicing.finalise(counter, rest, answers))
    filled = credits.begin(counter, second.invoice_id)
    filled.reason, filled.lines[0].quantity = "not wanted", D(1)
    answered(lambda answers: credits.post(counter, filled, answers))
    (waiting,) = [each for each in backorder_lists.every(counter) if each.debtor_id == debtor.id]
    answered(lambda answers: backorders.cancel(counter, waiting.id, D(1), "found another", answers))
    wrong = bring(counter, supplier.id, part.id, "B-2", 1, 1)
    answered(lambda answers: undoing.undo(counter, wrong, "not ours", answers))
    paid = credits.begin(counter, credits.find_invoices(counter, "10002")[0].id)
    paid.reason, paid.lines[0].quantity = "broken", D(1)
    answered(lambda answers: credits.post(counter, paid, answers))
    (oil,) = lookup.exact_part(counter, "OIL-1")
    changes = [AdjustmentLine(part=oil, change=D(-2)), AdjustmentLine(part=part, change=D(1))]
    adjusting.post(counter, AdjustmentDraft(reason="counted", lines=changes))
    back = creditor_credits.new(counter, supplier.id)
    back.their_number, back.reason = "C-1", "short and broken"
    back.lines = [*creditor_credits.claim_lines(counter, supplier.id), creditor_credits.goods_line(oil)]
    back.total = creditor_credits.sums(counter, back).total
    answered(lambda answers: creditor_credits.post(counter, back, answers))
    creditor_payments.post(counter, creditor_payments.CreditorPays(supplier.id, D("12.52"), paid_by="cash"))
    pays = receipts.DebtorPays(debtor.id, D("20.02"))
    answered(lambda answers: receipts.post(counter, pays, answers))
    taken = [each for each in day_end.today(counter).taken if each.tenders]
    counts = tuple(day_end.Count(each.kind, each.taken - D("0.55"), "wrong change") for each in taken)
    day_end.close(counter, day_end.DayEndDraft(counts))
    sheet = stocktakes.start(counter, Scope(), "the oil is counted")
    (barrel,) = [each for each in sheet.counts if each.part.number == "OIL-1"]
    counting.count(counter, barrel.line_id, barrel.snapshot + 1, None)
    stocktakes.post(counter, sheet.stocktake_id, "", {PostUncounted(sheet.number, len(sheet.counts) - 1): "leave"})


def answered(ask: Callable[[Answers], Any]) -> Any:
    """What comes of it when everything is answered as an obliging person would."""
    answers: dict[Any, Any] = {}
    while True:
        try:
            return ask(answers)
        except Unanswered as fault:
            for question in fault.questions:
                if isinstance(question, TakePayment):
                    answers[question] = (Payment("EFTPOS", question.total),)
                elif isinstance(question, GiveBack):
                    answers[question] = "account" if question.account else (Payment("EFTPOS", question.refundable),)
                else:
                    answers[question] = "yes"


def bring(
    counter: Counter, creditor_id: int, part_id: int, their_number: str, billed: Decimal, received: Decimal
) -> int:
    """A bill without an order; returns its key."""
    draft = receiving.new(counter, creditor_id, [])
    draft.their_number = their_number
    line = receiving.line_for(lookup.part(counter, part_id))
    draft.lines = [replace(line, billed=D(billed), received=D(received), cost=D(60))]
    draft.total = receiving.sums(counter, draft).total
    return receiving.process(counter, draft, {}).creditor_invoice_id


@pytest.fixture(scope="module")
def day(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The shop after that day, made once."""
    counter = a_shop(tmp_path_factory.mktemp("day"))
    a_day(counter)
    some_money(counter)
    return kept(counter)


@pytest.fixture
def after_a_day(day: Kept, tmp_path: Path) -> Iterator[Counter]:
    counter = begun_from(day, tmp_path)
    yield counter
    counter.db.close()


def test_a_real_day_holds(after_a_day: Counter) -> None:
    assert [(each.says, each.broken) for each in check.prove(after_a_day) if not each.holds] == []
    assert accounts.differences(after_a_day) == ()


def moved(role: str) -> str:
    """A cent more on the account of this role."""
    return (
        f"UPDATE journal_line SET amount = amount + 1 WHERE account_id = (SELECT id FROM account WHERE role = '{role}')"
    )


BREAKS = {
    "on hand is the sum of the movements": "UPDATE stock SET on_hand = on_hand + 1000 WHERE on_hand > 0",
    "stock value is the sum of the movements' values": "UPDATE stock SET value = value + 1 WHERE on_hand > 0",
    "an empty shelf is worth nothing": "UPDATE stock SET value = 5 WHERE on_hand = 0",
    "committed is what saved orders supply": "UPDATE stock SET committed = committed + 1000 WHERE on_hand > 9000",
    "allocated is what backorders hold": "UPDATE stock SET allocated = allocated - 1000 WHERE allocated > 0",
    "committed and allocated are on hand": "UPDATE stock SET allocated = on_hand + 1000 WHERE allocated > 0",
    "a search shows first what is in stock": "UPDATE stock SET standing = 3 WHERE on_hand > 0",
    "on order is what is outstanding on stock orders": "UPDATE stock SET on_order = on_order + 1000",
    "a backorder is filled + cancelled + open": "UPDATE backorder SET quantity = quantity + 1000",
    "filled is what the filling lines supply": "UPDATE backorder SET filled = filled + 1000, open = open - 1000",
    "what is allocated is open, and has its reasons": "DELETE FROM allocation",
    "a saved order and its backorders say the same": (
        "UPDATE invoice_line SET backordered = backordered - 1000, cancelled = cancelled + 1000"
        " WHERE invoice_id IN (SELECT id FROM invoice WHERE status = 'saved') AND backordered > 0"
    ),
    "a stock adjustment is what it moved": "UPDATE stock_adjustment_line SET value = value + 1",
    "a posted stocktake has moved counted less snapshot": "UPDATE stocktake_line SET snapshot = snapshot - 1000",
    "ordered is supplied + backordered + cancelled": "UPDATE invoice_line SET ordered = ordered + 1000",
    "a document's total is its lines and their GST shares": "UPDATE invoice_line SET gst = gst + 1",
    "a creditor invoice is its lines, freight and GST": "UPDATE creditor_invoice SET freight = freight + 1",
    "an order line is received + closed + outstanding": "UPDATE stock_order_line SET quantity = quantity + 1000",
    "posted numbers have no gap and no repeat": "UPDATE invoice SET number = number + 5 WHERE number = 10002",
    "every finalised invoice is charged to its debtor": "UPDATE debtor_entry SET amount = amount + 1 WHERE amount > 0",
    "nothing is charged that was not finalised": (
        "UPDATE debtor_entry SET invoice_id = (SELECT id FROM invoice WHERE status = 'saved') WHERE kind = 'invoice'"
    ),
    "no entry is settled beyond its amount": "UPDATE settlement SET amount = amount + 1",
    "cash documents are paid in full": "UPDATE tender SET amount = amount - 1",
    "every processed creditor invoice is owed, and no undone one": "DELETE FROM creditor_entry WHERE kind = 'undo'",
    "the cost of goods sold is what left the stock value": "UPDATE invoice_line SET cost = cost + 1 WHERE cost > 0",
    "what was received is what came into the stock value": (
        "UPDATE creditor_invoice_line SET stock_value = stock_value + 1"
    ),
    "each journal entry sums to zero": moved("sales"),
    "every posted document has its journal entry": "DELETE FROM journal_entry WHERE document_kind = 'credit'",
    "no journal entry lacks its document": (
        "UPDATE journal_entry SET document_id = 99 WHERE narrative LIKE 'Invoice 10001%'"
    ),
    "every posted document is there for accounting": "DELETE FROM handover WHERE document_kind = 'stock adjustment'",
    "the account of debtors is what debtors owe": moved("debtors"),
    "the account of creditors is what we owe them": moved("creditors"),
    "the account of stock is the stock value": moved("stock"),
    "the account of customer deposits is what is held": moved("customer deposits"),
    "the account of GST collected is that of invoices less credits": moved("GST collected"),
    "the account of GST paid is that of bills less credits": moved("GST paid"),
    "the account of claims is what suppliers have still to credit": moved("claims on suppliers"),
    "each account of the till is its tenders and what counting corrected": moved("till: EFTPOS"),
    "a deposit is applied + refunded + held": "UPDATE deposit SET held = held + 1",
    "a deposit is what its lines on invoices and credits say": (
        "UPDATE deposit SET applied_gst = applied_gst + 1, held_gst = held_gst - 1"
    ),
    "a credit's total is its lines and their GST": "UPDATE credit_line SET gst = gst + 1",
    "no more is credited than was supplied and charged": "UPDATE credit_line SET quantity = quantity + 9000",
    "credits, receipts and payments stand in their ledgers": "DELETE FROM debtor_entry WHERE kind = 'refund'",
    "money given back, received and paid in cash is in the till": "UPDATE credit SET refunded = refunded + 1",
    "no entry of a creditor is settled beyond its amount": ("UPDATE creditor_settlement SET amount = amount + 1000000"),
    "what settles a charge is the same one's payment or credit": "UPDATE settlement SET charge_id = payment_id",
    "a creditor's credit is its lines and their GST": "UPDATE creditor_credit SET gst = gst + 1",
    "no claim is credited beyond what was billed and not received": (
        "UPDATE creditor_credit_line SET amount = amount + 100000 WHERE kind = 'claim'"
    ),
    "goods that came back or went back are in the stock value": "UPDATE credit_line SET cost = cost + 1 WHERE cost > 0",
    "an undone creditor invoice has put back every quantity": (
        "UPDATE stock_movement SET quantity = quantity - 1000 WHERE document_kind = 'creditor invoice undo'"
    ),
    "the end of a day closes the tenders that it counted": "UPDATE day_end_count SET taken = taken + 1",
    "no row names another that is missing": "UPDATE invoice SET debtor_id = 999",
}


def broken_by(counter: Counter, statement: str) -> dict[str, tuple[str, ...]]:
    """What fails after somebody has changed the tables by hand, past every constraint."""
    by_hand = _on_server if counter.db.on_server else _in_file
    by_hand(counter.db, statement)
    counter.db.close()
    return {each.says: each.broken for each in check.prove(counter) if not each.holds}


def _in_file(db: Database, statement: str) -> None:
    with unguarded(db), db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.execute(text(statement))


def _on_server(db: Database, statement: str) -> None:
    """Neither triggers nor references are asked, and no constraint of the table that does not like it."""
    postgres.as_its_owner()
    while True:
        try:
            with db.engine.begin() as connection:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                connection.execute(text(statement))
            return
        except IntegrityError as refused:
            of = refused.orig.diag  # type: ignore[union-attr]
        with db.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {of.table_name} DROP CONSTRAINT {of.constraint_name}"))


@pytest.mark.parametrize(
    "says",
    # a server keeps the references itself, nobody gets past them
    [pytest.param(each, marks=pytest.mark.file) if each.startswith("no row names") else each for each in BREAKS],
)
def test_each_statement_names_what_breaks_it(after_a_day: Counter, says: str) -> None:
    broken = broken_by(after_a_day, BREAKS[says])
    assert broken.get(says), f"still holds; broken were {list(broken)}"


def test_every_statement_has_been_broken(counter: Counter) -> None:
    assert {each.says for each in check.prove(counter)} - set(BREAKS) == {"the database file is whole"}
