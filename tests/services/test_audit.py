"""Who did what: every change of a record with its old and new values, every posted document, and no secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from app import models
from app.rules.faults import Refused
from app.rules.pricing import Break, StructureRule
from app.rules.rights import Right, Role
from app.rules.rows import DebtorRow, OpeningStockRow, PartRow
from app.services import accounts, history, importing, operators, settings
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.history import Done, Wanted
from app.services.masters import creditors, debtors, parts, price_groups
from app.services.masters.parts import OtherNumber
from app.services.masters.price_groups import GroupCard, RuleFor, StructureCard
from app.services.sales import invoicing
from app.services.upkeep import verifying
from tests import make
from tests.make import a_creditor, a_debtor, a_part
from tests.services.goods import loose
from tests.services.money import an_order_of, sold
from tests.services.test_at_once import all_at_once

D = Decimal
Told = list[tuple[str, str, list[tuple[str, str, str]]]]


def told(rows: tuple[Done, ...]) -> Told:
    """What happened to which record, field by field, the first first."""
    return [(row.what, row.name, [(each.field, each.old, each.new) for each in row.changes]) for row in reversed(rows)]


def since(counter: Counter, call: Callable[[], object]) -> Told:
    """What a call adds to the chain."""
    before = len(tuple(history.every(counter, Wanted()).every()))
    call()
    rows = tuple(history.every(counter, Wanted()).every())
    return told(rows[: len(rows) - before])


def change(save: Callable[..., Any], counter: Counter, was: Any, **facts: Any) -> Callable[[], object]:
    return lambda: save(counter, replace(was, **facts), was)


def test_a_new_debtor_is_told_without_what_nobody_typed(counter: Counter) -> None:
    rows = since(counter, lambda: a_debtor(counter, "Miller", code="MIL001", credit_limit=D("5000.00")))
    assert rows == [
        (
            "made",
            "MIL001 Miller",
            [("Code", "", "MIL001"), ("Name", "", "Miller"), ("Use backorders", "", "yes"),
             ("Credit limit", "", "5,000.00")],
        )
    ]  # fmt: skip


def test_each_change_of_a_record_tells_the_old_and_the_new_value(counter: Counter) -> None:
    trade = price_groups.save_structure(counter, StructureCard(name="Trade"), None)
    miller = debtors.open_card(counter, a_debtor(counter, "Miller", code="MIL001", phone="111").id)
    changed = change(debtors.save, counter, miller, phone="222", structure_id=trade.id, credit_limit=D("100.00"))
    assert since(counter, changed) == [
        (
            "changed",
            "MIL001 Miller",
            [("Phone", "111", "222"), ("Pricing structure", "", "Trade"), ("Credit limit", "", "100.00")],
        )
    ]
    repco = creditors.open_card(counter, a_creditor(counter, code="REP001").id)
    assert since(counter, change(creditors.save, counter, repco, lead_days=3)) == [
        ("changed", "REP001 Repco Wholesale", [("Lead time in days", "7", "3")])
    ]
    part = parts.open_card(counter, a_part(counter, "CAB-220", creditor_id=repco.id).id)
    assert since(counter, change(parts.save, counter, part, creditor_id=None, list_price=D("110.5000"), pack=D(2))) == [
        (
            "changed",
            "CAB-220",
            [("Supplier", "REP001 Repco Wholesale", ""), ("List price", "100.00", "110.50"), ("Pack", "1", "2")],
        )
    ]
    bank = next(each for each in accounts.listed(counter) if each.role == "bank")
    card = accounts.open_card(counter, bank.id)
    assert since(counter, change(accounts.save, counter, card, name="Our bank")) == [
        ("changed", "1-1110 Our bank", [("Name", "Bank account", "Our bank")])
    ]
    assert since(counter, lambda: settings.save(counter, {"round_cash": False, "deposit_percent": D(50)})) == [
        ("changed", "Round cash to 5 c", [("Value", "yes", "no")]),
        ("changed", "Deposit %", [("Value", "100.00", "50.00")]),
    ]


def test_what_belongs_to_a_record_is_told_as_its_change(counter: Counter) -> None:
    part_id = a_part(counter, "CAB-220").id
    barcode, old = OtherNumber("barcode", "9312345"), OtherNumber("old", "CAB-219")
    card = parts.open_card(counter, part_id)
    was = parts.save(counter, replace(card, numbers=(barcode,)), card)
    rows = since(counter, change(parts.save, counter, was, numbers=(old,), breaks=(Break(D(10), D("9.0000")),)))
    ((what, name, facts),) = rows
    assert (what, name) == ("changed", "CAB-220")
    assert sorted(facts) == [
        ("Other number", "", "CAB-219 (old)"),
        ("Other number", "9312345 (barcode)", ""),
        ("Quantity break", "", "9.00 from 10"),
    ]
    debtor = a_debtor(counter, "Miller", code="MIL001", delivery_addresses=("1 Quay St",)).id
    assert since(counter, lambda: debtors.agree_price(counter, debtor, part_id, D("90.00"))) == [
        ("changed", "MIL001 Miller", [("Special price", "", "CAB-220 90.00")])
    ]
    assert since(counter, lambda: debtors.agree_price(counter, debtor, part_id, D("85.00"))) == [
        ("changed", "MIL001 Miller", [("Special price", "CAB-220 90.00", "CAB-220 85.00")])
    ]
    card = debtors.open_card(counter, debtor)
    moved = change(debtors.save, counter, card, delivery_addresses=("2 Dock Rd", "3 Yard Ln"))
    ((_, _, facts),) = since(counter, moved)
    assert sorted(facts) == [("Delivery address", "", "3 Yard Ln"), ("Delivery address", "1 Quay St", "2 Dock Rd")]


def test_prices_that_are_taken_away_are_told(counter: Counter) -> None:
    oil = price_groups.save_group(counter, GroupCard(code="OIL", name="Oils"), None)
    rule = RuleFor(oil.id or 0, StructureRule("list", D("10.00")))
    trade = price_groups.save_structure(counter, StructureCard(name="Trade", rules=(rule,)), None)
    assert since(counter, lambda: price_groups.remove_group(counter, oil.id or 0)) == [
        ("changed", "Trade", [("Rule", "OIL 10 % off list", "")]),
        ("removed", "OIL", [("Code", "OIL", ""), ("Name", "Oils", "")]),
    ]
    assert since(counter, lambda: price_groups.remove_structure(counter, trade.id or 0)) == [
        ("removed", "Trade", [("Name", "Trade", "")])
    ]


def test_of_a_pin_only_that_it_was_set(counter: Counter) -> None:
    lee = make.somebody(counter, "Lee", "office")
    assert since(counter, lambda: operators.set_pin(counter, lee.operator.id, "4711")) == [
        ("changed", "Lee", [("PIN", "", "set")])
    ]
    assert since(counter, lambda: operators.set_pin(counter, lee.operator.id, "8150")) == [
        ("changed", "Lee", [("PIN", "set", "set anew")])
    ]
    with counter.db.read() as session:
        pin = session.get_one(models.Operator, lee.operator.id).pin
        everything = " ".join(str(row) for row in session.execute(text("SELECT * FROM audit")))
    assert pin and pin not in everything and "argon2" not in everything and "8150" not in everything


def test_rights_of_a_role_are_told(counter: Counter) -> None:
    grant: dict[tuple[Role, Right], bool] = {("counter", Right.SEE_COST): True}
    assert since(counter, lambda: operators.save_roles(counter, grant)) == [
        ("changed", "counter", [("Right", "", "see costs: granted")])
    ]


def test_what_changes_nothing_leaves_no_trace(counter: Counter) -> None:
    card = debtors.open_card(counter, a_debtor(counter).id)
    assert since(counter, lambda: debtors.save(counter, card, card)) == []
    assert since(counter, lambda: settings.save(counter, {"quote_days": 30})) == []
    with pytest.raises(Refused):
        debtors.save(counter, replace(card, name=""), card)
    assert since(counter, lambda: None) == []


def test_who_and_when(counter: Counter) -> None:
    lee = make.somebody(counter, "Lee", "owner")
    counter.clock.go_on(hours=2)  # type: ignore[attr-defined]
    a_debtor(lee, "Miller", code="MIL001")
    (row,) = tuple(history.every(counter, Wanted(operator_id=lee.operator.id)).every())
    assert (row.operator, row.at, row.name) == ("Lee", counter.now(), "MIL001 Miller")


def test_posted_documents_are_in_it_once(counter: Counter) -> None:
    creditor = a_creditor(counter)
    part, debtor = a_part(counter, "CAB-220", on_hand=5), a_debtor(counter)
    draft = an_order_of(counter, debtor, part, 1, 1)
    rows = since(counter, lambda: (sold(counter, draft), sold(counter, draft)))
    assert rows == [("posted", "Invoice 10001", [])]
    came = loose(counter, creditor, "A1", (part, 2, "10.00"))
    assert since(counter, lambda: receiving.process(counter, came, {})) == [("posted", "Creditor invoice 10001", [])]
    kept = an_order_of(counter, debtor, part, 1, 1)
    assert since(counter, lambda: invoicing.save(counter, kept, {})) == []


def test_an_import_of_parts_is_one_row_and_others_are_told_record_by_record(counter: Counter) -> None:
    rows = [
        PartRow(row=2, number="P-1", description="Plug", list_price=D(5), barcode="931"),
        PartRow(row=3, number="P-2", description="Pin", price_group="SMALL"),
    ]
    told_rows = since(counter, lambda: importing.bring_in(counter, "parts", rows))
    assert [(what, name) for what, name, _ in told_rows] == [("posted", "Price file of no name"), ("made", "SMALL")]
    stock = [OpeningStockRow(row=2, number="P-1", quantity=D(3), cost=D(2))]
    assert since(counter, lambda: importing.bring_in(counter, "stock", stock)) == [("posted", "Opening stock", [])]
    assert since(counter, lambda: importing.bring_in(counter, "stock", stock)) == []
    people = [DebtorRow(row=2, code="NEW001", name="New")]
    assert [name for _, name, _ in since(counter, lambda: importing.bring_in(counter, "debtors", people))] == [
        "NEW001 New"
    ]
    assert verifying.verify(counter.db).broken == ""


def test_what_is_asked_for(counter: Counter) -> None:
    a_part(counter, "CAB-220", on_hand=1)
    counter.clock.go_on(days=1)  # type: ignore[attr-defined]
    miller = a_debtor(counter, "Müller 100% _Motors", code="MUL001")
    sold(counter, an_order_of(counter, miller, a_part(counter, "OIL-1", on_hand=5), 1, 1))

    def names(**wanted: Any) -> list[str]:
        return [row.name for row in tuple(history.every(counter, Wanted(**wanted)).every())]

    second = date(2026, 11, 17)
    assert names(since=second, kind="posted documents") == ["Invoice 10001", "Opening stock"]
    assert names(since=second, kind="debtors") == ["MUL001 Müller 100% _Motors"]
    assert names(until=date(2026, 11, 16), kind="parts")[0] == "CAB-220"
    assert names(words="100% _motors") == ["MUL001 Müller 100% _Motors"]
    assert names(words="Müller") == ["MUL001 Müller 100% _Motors"]
    assert names(words="nobody at all") == []
    assert tuple(history.of_record(counter, "debtor", miller.id).every())[0].what == "made"
    assert {name for _, name in history.operators(counter)} >= {"Kim"}


def test_everything_takes_the_right_and_one_record_does_not(counter: Counter) -> None:
    miller = a_debtor(counter)
    junior = make.somebody(counter, "Jo")
    assert not junior.operator.may(Right.SEE_AUDIT)
    with pytest.raises(Refused, match="Jo may not see who did what"):
        tuple(history.every(junior, Wanted()).every())
    assert len(tuple(history.of_record(junior, "debtor", miller.id).every())) == 1


def test_counters_at_once_write_one_chain(counter: Counter) -> None:
    part = a_part(counter, "OIL-1", on_hand=50)
    buyers = [a_debtor(counter, f"Buyer {each}") for each in range(6)]
    drafts = [an_order_of(counter, buyer, part, 1, 1) for buyer in buyers]
    cards = [debtors.open_card(counter, buyer.id) for buyer in buyers]
    calls: list[Callable[[], object]] = [lambda draft=draft: sold(counter, draft) for draft in drafts]
    calls += [lambda card=card: debtors.save(counter, replace(card, phone="1"), card) for card in cards]
    calls += [lambda: verifying.verify(counter.db)]
    before = verifying.verify(counter.db).rows
    assert all_at_once(calls) == []
    verified = verifying.verify(counter.db)
    assert (verified.broken, verified.rows) == ("", before + 12)
    with counter.db.read() as session:
        assert list(session.scalars(select(models.Audit.id).order_by(models.Audit.id))) == list(range(1, before + 13))
