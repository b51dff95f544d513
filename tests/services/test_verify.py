"""Verify: what nobody has touched is as it was written, and each thing that somebody has touched is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models import guards
from app.rules.pricing import Break, StructureRule
from app.services import lookup, setup
from app.services.buying import ordering
from app.services.counter import Counter
from app.services.masters import creditors, debtors, parts, price_groups
from app.services.upkeep import verifying
from app.services.within import audit_digest
from tests import postgres
from tests.make import a_creditor, a_debtor, a_part, somebody
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
    if counter.db.on_server:
        postgres.as_its_owner()
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


MASTER = [
    ("UPDATE debtor SET credit_limit = 999900 WHERE name = 'Miller'",
     "Debtor {miller} Miller was changed past the program: Credit limit is 9,999.00, nothing after row "),
    ("UPDATE debtor SET phone = '0400' WHERE name = 'Miller'", "Phone is 0400, 02 5550 0140 after row "),
    ("UPDATE debtor SET stop_credit = NOT stop_credit WHERE name = 'Miller'", "Stop credit is yes, no after row "),
    ("UPDATE part SET list_price = 10000 WHERE number = 'CAB-220'",
     "Part CAB-220 was changed past the program: List price is 1.00, 100.00 after row "),
    ("UPDATE part SET creditor_id = (SELECT min(id) FROM creditor) WHERE number = 'FREIGHT'", "Supplier is "),
    ("UPDATE account SET name = 'Mine' WHERE code = (SELECT min(code) FROM account)", "Name is Mine, "),
    ("UPDATE setting SET value = 'Mine' WHERE name = 'shop_name'",
     "Setting Shop name was changed past the program: Value is Mine, Bayside Parts after row "),
    ("DELETE FROM setting WHERE name = 'shop_name'", "Setting Shop name is no longer there, and nobody has removed it"),
    ("UPDATE operator SET pin = 'x' WHERE name = 'Kim'", "Operator Kim was changed past the program: PIN is set, "),
    ("UPDATE operator SET role = 'owner' WHERE name = 'Lee'", "Role is owner, counter after row "),
    ("INSERT INTO role_right (role, right_to, granted) VALUES ('counter', 'SEE_COST', true)",
     "Role counter was changed past the program: Right see costs: granted is there, and no row tells of it."),
    ("DELETE FROM part_number WHERE number = 'X-9'", "Other number X-9 (old) is not there any more (row "),
    ("UPDATE quantity_break SET price = 10000", "Quantity break 1.00 from 10 is there, and no row tells of it"),
    ("UPDATE special_price SET price = 10000", "Special price CAB-220 1.00 is there, and no row tells of it"),
    ("DELETE FROM creditor WHERE code = 'NOB'", "is no longer there, and nobody has removed it"),
    ("INSERT INTO pricing_structure (id, name) VALUES (77, 'Friends')",
     "Pricing structure Friends stands in the tables, but nobody has made it: it has no row."),
]  # fmt: skip


def test_master_data_that_was_changed_past_the_program_is_named(busy: Counter) -> None:
    somebody(busy, "Lee")
    part = lookup.exact_part(busy, "CAB-220")[0]
    card = parts.open_card(busy, part.id)
    other, cheaper = parts.OtherNumber("old", "X-9"), Break(D(10), D("80.00"))
    parts.save(busy, replace(card, numbers=(other,), breaks=(cheaper,)), card)
    miller = lookup.find_debtors(busy, "Miller")[0]
    debtors.agree_price(busy, miller.id, part.id, D("80.00"))
    a_creditor(busy, "Nobody's", code="NOB")
    assert verifying.verify(busy.db).broken == ""
    for statement, says in MASTER:
        assert says.format(miller=miller.code) in tampered(busy, statement), statement


def test_names_that_have_changed_since_are_no_change(counter: Counter) -> None:
    creditor = a_creditor(counter, "Repco")
    part = a_part(counter, "CAB-220", creditor_id=creditor.id)
    debtor = a_debtor(counter, "Miller")
    debtors.agree_price(counter, debtor.id, part.id, D("80.00"))
    group = price_groups.save_group(counter, price_groups.GroupCard(code="OIL", name="Oils"), None)
    rule = price_groups.RuleFor(group.id or 0, StructureRule("list", D("15.00")))
    price_groups.save_structure(counter, price_groups.StructureCard(name="Trade", rules=(rule,)), None)
    price_groups.save_group(counter, replace(group, code="LUBE"), group)
    card = creditors.open_card(counter, creditor.id)
    creditors.save(counter, replace(card, name="Repco Wholesale"), card)
    number = parts.open_card(counter, part.id)
    parts.save(counter, replace(number, number="CAB-221"), number)
    assert verifying.verify(counter.db).broken == ""


def test_what_was_removed_stays_away(counter: Counter) -> None:
    group = price_groups.save_group(counter, price_groups.GroupCard(code="OIL", name="Oils"), None)
    price_groups.remove_group(counter, group.id or 0)
    assert verifying.verify(counter.db).broken == ""
    said = tampered(counter, f"INSERT INTO price_group (id, code, name) VALUES ({group.id}, 'OIL', 'Oils')")
    assert said.startswith("Price group OIL stands in the tables, but was removed: row ")


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
