"""Verify: what nobody has touched is as it was written, and each thing that somebody has touched is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models import guards
from app.services import setup
from app.services.buying import ordering
from app.services.counter import Counter
from app.services.masters import debtors
from app.services.upkeep import verifying
from app.services.within import audit_digest
from tests.make import a_creditor, a_debtor, a_part
from tests.services.goods import an_order
from tests.services.money import an_order_of, sold
from tests.services.test_check import a_day, some_money
from tests.unguarded import unguarded

D = Decimal


@pytest.fixture
def busy(counter: Counter) -> Counter:
    """A shop with opening stock, a debtor who has moved, an invoice and a stock order; the invoice is in row `-2`."""
    creditor = a_creditor(counter)
    part = a_part(counter, "CAB-220", on_hand=5)
    debtor = a_debtor(counter, "Miller", backorder_mode="automatic")
    card = debtors.open_card(counter, debtor.id)
    debtors.save(counter, replace(card, phone="02 5550 0140"), card)
    sold(counter, an_order_of(counter, debtor, part, 2, 2))
    ordering.finalise(counter, an_order(counter, creditor, (part, 3)), {})
    return counter


def tampered(counter: Counter, *statements: str) -> str:
    """What verify says after somebody has changed the tables by hand; afterwards they are as they were.

    {last} is the last row of the chain, {before} the one before it: that of the invoice.
    """
    last = verifying.verify(counter.db).rows
    with counter.db.engine.connect() as connection, connection.begin() as changes:
        guards.lift(connection)
        for statement in statements:
            connection.execute(text(statement.format(last=last, before=last - 1)))
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            broken = verifying.verified(session).broken
        changes.rollback()
    return broken


def test_what_nobody_touched_is_as_it_was_written(counter: Counter) -> None:
    a_day(counter)
    some_money(counter)
    verified = verifying.verify(counter.db)
    assert verified.broken == ""
    with counter.db.read() as session:
        posted = {kind: len(audit_digest.numbered(session, kind)) for kind in audit_digest.KINDS}
        rows, seal = session.execute(text("SELECT last, seal FROM audit_head")).one()
    assert all(posted.values()), f"the day has none of these: {posted}"
    assert verified.documents == sum(posted.values()) + 3, "opening stock came in three times"
    assert verified.documents + verified.changes == verified.rows
    assert (verified.rows, verified.seal) == (rows, seal)
    again_from_before_the_chain(counter)


CHAIN = [
    ("UPDATE audit SET name = 'Invoice 10009' WHERE id = {before}", "Row {before} (Invoice 10009, posted by Kim, "),
    ("UPDATE audit SET facts = '[]' WHERE id = {before}", "was changed: it is not what was sealed."),
    ("UPDATE audit SET at = '2020-01-01 09:30:00' WHERE id = 4", "Row 4 ("),
    ("UPDATE audit SET seal = before WHERE id = {last}", "Row {last} (Stock order 10001, "),
    ("DELETE FROM audit WHERE id = {before}", "Row {before} is missing from the chain: what comes next is row {last}"),
    (
        "DELETE FROM audit WHERE id BETWEEN 3 AND 5",
        "Rows 3 to 5 are missing from the chain: what comes next is row 6 (",
    ),
    ("DELETE FROM audit WHERE id = {last}", "Rows {last} to {last} are missing at the end of the chain."),
    ("DELETE FROM audit WHERE subject = 'chain'", "The chain has not begun, or its beginning is missing."),
    ("UPDATE audit_head SET seal = ''", "The end of the chain is not row {last} as it was sealed"),
    (
        "UPDATE audit_head SET last = last - 1",
        "Row {last} was put in behind the end of the chain, which is row {before}",
    ),
]


def test_a_row_of_the_chain_that_was_touched_is_named(busy: Counter) -> None:
    last = verifying.verify(busy.db).rows
    for statement, says in CHAIN:
        assert says.format(last=last, before=last - 1) in tampered(busy, statement), statement


def test_a_row_that_was_put_in_between_is_named(busy: Counter) -> None:
    columns = "at, operator_id, what, subject, subject_key, name, facts, before, seal"
    said = tampered(
        busy,
        "UPDATE audit SET id = id + 1000 WHERE id >= 5",
        "UPDATE audit SET id = id - 999 WHERE id >= 1000",
        f"INSERT INTO audit (id, {columns}) SELECT 5, {columns} FROM audit WHERE id = 4",
        "UPDATE audit_head SET last = last + 1",
    )
    assert "does not follow on row 4: one of the two was put in or written anew." in said


DOCUMENTS = [
    ("UPDATE invoice SET total = total + 1, amount = amount + 1",
     "its rows were changed after row {before} (Invoice 10001, posted by Kim, "),
    ("UPDATE invoice_line SET description = 'Something else'", "Invoice 10001 is not what was posted"),
    ("UPDATE stock_movement SET reason = 'sold' WHERE document_kind = 'invoice'", "Invoice 10001 is not what was"),
    ("UPDATE debtor_entry SET due = NULL", "Invoice 10001 is not what was posted"),
    ("UPDATE journal_line SET amount = amount * 2", "is not what was posted"),
    ("DELETE FROM journal_line WHERE entry_id IN (SELECT id FROM journal_entry WHERE document_kind = 'invoice')",
     "Invoice 10001 is not what was posted"),
    ("UPDATE stock_movement SET value = value + 1 WHERE document_kind = 'opening'", "Opening stock is not what was"),
    ("DELETE FROM stock_movement WHERE document_kind = 'opening'", "Opening stock is not what was posted"),
    ("UPDATE stock_order_line SET cost = cost + 1", "Stock order 10001 is not what was posted"),
]  # fmt: skip


def test_a_document_that_is_not_what_was_posted_is_named(busy: Counter) -> None:
    last = verifying.verify(busy.db).rows
    for statement, says in DOCUMENTS:
        assert says.format(before=last - 1) in tampered(busy, statement), statement


def test_what_moves_on_after_posting_is_no_change(busy: Counter) -> None:
    moves = "UPDATE stock_order_line SET received = received + 1000, outstanding = outstanding - 1000"
    assert tampered(busy, moves, "UPDATE stock_order SET status = 'complete', version = 9") == ""


def test_a_document_that_is_gone_is_named(busy: Counter) -> None:
    said = tampered(
        busy, "DELETE FROM meant_for", "DELETE FROM stock_order_line", "DELETE FROM answer", "DELETE FROM stock_order"
    )
    assert "Stock order 10001 is no longer there: it was posted as row" in said


def test_a_document_that_nobody_has_posted_is_named(busy: Counter) -> None:
    columns = [each for each in guards.fixed("invoice") if each not in {"id", "number", "draft_key"}]
    listed = ", ".join(columns)
    said = tampered(
        busy,
        f"INSERT INTO invoice (id, number, draft_key, {listed}) SELECT 900, 10002, 'x', {listed} FROM invoice",
    )
    assert said == "Invoice 10002 stands in the books, but nobody has posted it: it has no row."


def again_from_before_the_chain(counter: Counter) -> None:
    """A shop whose documents were posted before there was a chain is entered once, when it is opened."""
    documents = verifying.verify(counter.db).documents
    with unguarded(counter.db), counter.db.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit"))
        connection.execute(text("UPDATE audit_head SET last = 0, seal = ''"))
    assert "has not begun" in verifying.verify(counter.db).broken
    opened = setup.open_counter(counter.db, counter.clock)
    verified = verifying.verify(opened.db)
    # opening stock came in three times, and is entered as one
    assert (verified.broken, verified.documents) == ("", documents - 2)
    setup.open_counter(counter.db, counter.clock)
    assert verifying.verify(counter.db).rows == verified.rows
