"""The creditors' master file: cards, two people at one card and the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from app import models
from app.rules.faults import Refused
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import creditors, ledgers, parts, supplied
from app.services.masters.creditors import CreditorCard
from tests import make

REPCO = CreditorCard(code="rep001", name="Repco Wholesale", phone="(03) 9555-0101", our_account="B 12", lead_days=3)


def test_a_card_is_kept_and_found(counter: Counter) -> None:
    card = creditors.save(counter, REPCO, None)
    assert card.id is not None
    assert card.code == "REP001"
    assert creditors.open_card(counter, card.id) == card
    found = make.the_creditor(counter, "REP001")
    assert found == lookup.creditor(counter, card.id)
    assert found is not None
    assert (found.our_account, found.lead_days) == ("B 12", 3)
    for typed in ("rep", "wholesale rep", "0395550101", "9555 0101"):
        assert creditors.search(counter, typed) == (found,), typed


def test_a_creditor_is_found_by_the_phone_number_however_it_is_written(counter: Counter) -> None:
    written = ("03 9000 1111", "(03) 9000-1111", "+61 3 9000 1111", "9000 1111")
    for number, stored in enumerate(written[:3]):
        card = creditors.save(counter, replace(REPCO, code=f"C{number}", phone=stored), None)
        for typed in written:
            assert card.id in {each.id for each in creditors.search(counter, typed)}, (stored, typed)
    moved = creditors.save(counter, replace(card, phone="02 8000 2222"), card)
    assert [each.id for each in creditors.search(counter, "(02) 8000 2222")] == [moved.id]
    assert moved.id not in {each.id for each in creditors.search(counter, "03 9000 1111")}


def test_different_fields_merge_and_the_same_field_shows_both_values(counter: Counter) -> None:
    was = creditors.save(counter, REPCO, None)
    creditors.save(counter, replace(was, lead_days=10), was)
    merged = creditors.save(counter, replace(was, terms_days=60), was)
    assert (merged.lead_days, merged.terms_days) == (10, 60)
    with pytest.raises(Refused, match=r"“60”.*“14”") as refused:
        creditors.save(counter, replace(was, terms_days=14), was)
    assert refused.value.field == "terms_days"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": ""}, "code"),
        ({"name": " "}, "name"),
        ({"abn": "1"}, "abn"),
        ({"email": "x@"}, "email"),
        ({"lead_days": 366}, "lead_days"),
        ({"our_account": "A" * 61}, "our_account"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(counter: Counter, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        creditors.save(counter, replace(REPCO, **wrong), None)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert creditors.search(counter, "") == ()


def test_codes_go_on_and_belong_to_one(counter: Counter) -> None:
    creditors.save(counter, REPCO, None)
    assert creditors.next_code(counter, "Repower") == "REP002"
    with pytest.raises(Refused, match="REP001 is taken"):
        creditors.save(counter, replace(REPCO, name="Another"), None)


def test_the_ledger_adds_up(counter: Counter) -> None:
    creditor = make.a_creditor(counter)
    assert creditors.balance(counter, creditor.id) == Decimal("0.00")
    with counter.work() as session:
        for amount in ("110.00", "55.00", "-100.00"):
            session.add(
                models.CreditorEntry(
                    creditor_id=creditor.id, kind="invoice", date=dt.date(2026, 11, 1), amount=Decimal(amount)
                )
            )
    assert [row.balance for row in ledgers.of_creditor(counter, creditor.id).every()] == [
        Decimal("110.00"),
        Decimal("165.00"),
        Decimal("65.00"),
    ]
    assert creditors.balance(counter, creditor.id) == Decimal("65.00")


def test_a_creditor_that_is_gone_is_said(counter: Counter) -> None:
    for look in (creditors.open_card, lookup.creditor):
        with pytest.raises(Refused, match="no longer there"):
            look(counter, 999)


def test_the_parts_of_a_creditor_are_those_it_supplies_that_are_still_sold(counter: Counter) -> None:
    repco, bosch = make.a_creditor(counter), make.a_creditor(counter, "Bosch")
    theirs = (parts.OtherNumber("supplier", "R-77"), parts.OtherNumber("barcode", "93001234"))
    make.a_part(counter, "CAB-220", on_hand=2, creditor_id=repco.id, numbers=theirs, bin="A1")
    make.a_part(counter, "OLD-1", creditor_id=repco.id, active=False)
    make.a_part(counter, "K1", creditor_id=bosch.id)
    (part,) = supplied.parts(counter, repco.id).every()
    assert (part.number, part.supplier_number, part.bin) == ("CAB-220", "R-77", "A1")
    assert (part.available, part.last_cost) == (Decimal(2), Decimal(60))
