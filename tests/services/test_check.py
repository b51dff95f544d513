"""The proof of the books: a real day holds, and each statement finds the very row that breaks it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import text

from app.rules.drafts import InvoiceDraft
from app.rules.questions import DeleteSaved, Payment, PutOnBackorder, TakePayment, UseLinesTotal
from app.services import check, lookup
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.sales import invoicing
from tests.make import a_creditor, a_debtor, a_part

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


def test_a_real_day_holds(counter: Counter) -> None:
    a_day(counter)
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []


BREAKS = {
    "on hand is the sum of the movements": "UPDATE stock SET on_hand = on_hand + 1000 WHERE on_hand > 0",
    "stock value is the sum of the movements' values": "UPDATE stock SET value = value + 1 WHERE on_hand > 0",
    "an empty shelf is worth nothing": "UPDATE stock SET value = 5 WHERE on_hand = 0",
    "committed is what saved orders supply": "UPDATE stock SET committed = committed + 1000 WHERE on_hand > 9000",
    "allocated is what backorders hold": "UPDATE stock SET allocated = allocated - 1000 WHERE allocated > 0",
    "committed and allocated are on hand": "UPDATE stock SET allocated = on_hand + 1000 WHERE allocated > 0",
    "on order is what is outstanding on stock orders": "UPDATE stock SET on_order = on_order + 1000",
    "a backorder is filled + cancelled + open": "UPDATE backorder SET quantity = quantity + 1000",
    "filled is what the filling lines supply": "UPDATE backorder SET filled = filled + 1000, open = open - 1000",
    "what is allocated is open, and has its reasons": "DELETE FROM allocation",
    "a saved order and its backorders say the same": (
        "UPDATE invoice_line SET backordered = backordered - 1000, cancelled = cancelled + 1000"
        " WHERE invoice_id IN (SELECT id FROM invoice WHERE status = 'saved') AND backordered > 0"
    ),
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
    "every processed creditor invoice is owed": "DELETE FROM creditor_entry",
    "the cost of goods sold is what left the stock value": "UPDATE invoice_line SET cost = cost + 1 WHERE cost > 0",
    "what was received is what came into the stock value": (
        "UPDATE creditor_invoice_line SET stock_value = stock_value + 1"
    ),
    "no row names another that is missing": "UPDATE invoice SET debtor_id = 999",
}


def broken_by(counter: Counter, statement: str) -> dict[str, tuple[str, ...]]:
    """What fails after somebody has changed the tables by hand, past every constraint."""
    with counter.db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.execute(text(statement))
    counter.db.close()
    return {each.says: each.broken for each in check.prove(counter) if not each.holds}


@pytest.mark.parametrize("says", BREAKS)
def test_each_statement_names_what_breaks_it(counter: Counter, says: str) -> None:
    a_day(counter)
    broken = broken_by(counter, BREAKS[says])
    assert broken.get(says), f"still holds; broken were {list(broken)}"


def test_every_statement_has_been_broken(counter: Counter) -> None:
    assert {each.says for each in check.prove(counter)} - set(BREAKS) == {"the database file is whole"}
