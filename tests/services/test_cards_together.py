"""Two people at one record: different fields both hold, the same field shows both values with name and time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app import settings as declared
from app.rules.faults import Refused
from app.rules.pricing import Break, StructureRule
from app.services import accounts, settings
from app.services.counter import Counter
from app.services.masters import creditors, debtors, parts, price_groups
from app.services.masters.creditors import CreditorCard
from app.services.masters.debtors import DebtorCard
from app.services.masters.parts import OtherNumber, PartCard
from app.services.masters.price_groups import GroupCard, RuleFor, StructureCard
from tests import make

D = Decimal
Save = Callable[[Counter, Any, Any], Any]

CARDS: list[tuple[Save, Any, dict[str, Any], dict[str, Any]]] = [
    (debtors.save, DebtorCard(code="MIL001", name="Miller"), {"phone": "111"}, {"contact": "Ann"}),
    (creditors.save, CreditorCard(code="REP001", name="Repco"), {"phone": "111"}, {"contact": "Ann"}),
    (parts.save, PartCard(number="CAB-220", description="Cable"), {"description": "Lead"}, {"bin": "A1"}),
    (price_groups.save_group, GroupCard(code="OIL", name="Oils"), {"name": "Oil"}, {"code": "OILS"}),
    (price_groups.save_structure, StructureCard(name="Trade"), {"name": "Fleet"}, {}),
    (accounts.save, accounts.AccountCard(code="6-1", name="Rent"), {"name": "Hire"}, {"code": "6-2"}),
]
NAMES = ["debtors", "creditors", "parts", "price groups", "structures", "accounts"]


def at_five_past_two(counter: Counter, who: str) -> Counter:
    """Somebody else's counter, on the same day."""
    other = make.somebody(counter, who, "owner")
    local = counter.now().astimezone().replace(hour=14, minute=5)
    return replace(other, clock=lambda: local)


@pytest.mark.parametrize(("save", "new", "theirs", "mine"), CARDS, ids=NAMES)
def test_different_fields_both_hold(
    counter: Counter, save: Save, new: Any, theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    was = save(counter, new, None)
    save(make.somebody(counter, "Lee", "owner"), replace(was, **theirs), was)
    stored = save(counter, replace(was, **mine), was)
    assert {name: getattr(stored, name) for name in theirs | mine} == theirs | mine


@pytest.mark.parametrize(("save", "new", "theirs", "_mine"), CARDS, ids=NAMES)
def test_the_same_field_shows_both_values_with_name_and_time(
    counter: Counter, save: Save, new: Any, theirs: dict[str, Any], _mine: object
) -> None:
    was = save(counter, new, None)
    save(at_five_past_two(counter, "Lee"), replace(was, **theirs), was)
    ((field, value),) = theirs.items()
    with pytest.raises(Refused) as fault:
        save(counter, replace(was, **{field: "mine"}), was)
    assert f"was changed to “{value}” by Lee at 14:05 while you typed “mine”" in fault.value.sentence
    assert fault.value.field == field


@pytest.mark.parametrize(("save", "new", "_theirs", "_mine"), CARDS, ids=NAMES)
def test_a_new_card_whose_reply_was_lost_is_saved_once(
    counter: Counter, save: Save, new: Any, _theirs: object, _mine: object
) -> None:
    assert save(counter, new, None).id == save(counter, new, None).id
    field = "description" if isinstance(new, PartCard) else "name"
    if isinstance(new, StructureCard):
        return
    with pytest.raises(Refused, match="is taken already"):
        save(counter, replace(new, **{field: "Another one"}), None)


def test_yesterday_is_told_with_its_day(counter: Counter) -> None:
    was = debtors.save(counter, DebtorCard(code="MIL001", name="Miller"), None)
    debtors.save(at_five_past_two(counter, "Lee"), replace(was, phone="111"), was)
    counter.clock.go_on(days=1)  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="by Lee on 16 Nov at 14:05 while"):
        debtors.save(counter, replace(was, phone="222"), was)


def test_each_delivery_address_is_changed_by_itself(counter: Counter) -> None:
    new = DebtorCard(code="MIL001", name="Miller", delivery_addresses=("1 Quay St", "2 Yard Rd"))
    was = debtors.save(counter, new, None)
    debtors.save(counter, replace(was, delivery_addresses=("1 Quay Street", "2 Yard Rd")), was)
    stored = debtors.save(counter, replace(was, delivery_addresses=("1 Quay St", "2 Yard Road")), was)
    assert stored.delivery_addresses == ("1 Quay Street", "2 Yard Road")
    with pytest.raises(Refused, match="Delivery address was changed to 1 Quay Street by Kim at .* typed 1 Kai"):
        debtors.save(counter, replace(was, delivery_addresses=("1 Kai", "2 Yard Rd")), was)
    debtors.save(counter, replace(stored, delivery_addresses=("2 Yard Road",)), stored)
    added = (*stored.delivery_addresses, "3 Dock Lane")
    assert debtors.save(counter, replace(stored, delivery_addresses=added), stored).delivery_addresses == (
        "2 Yard Road",
        "3 Dock Lane",
    )


def test_numbers_and_breaks_of_a_part_are_changed_one_by_one(counter: Counter) -> None:
    barcode, old = OtherNumber("barcode", "9312345"), OtherNumber("old", "CAB-219")
    was = parts.save(
        counter, PartCard(number="CAB-220", description="Cable", breaks=(Break(D(10), D("9.0000")),)), None
    )
    parts.save(counter, replace(was, numbers=(barcode,), breaks=(Break(D(10), D("8.5000")),)), was)
    mine = replace(was, numbers=(old,), breaks=(*was.breaks, Break(D(50), D("7.0000"))))
    stored = parts.save(counter, mine, was)
    assert (stored.numbers, stored.breaks) == (
        (old, barcode),
        (Break(D("10.000"), D("8.5000")), Break(D("50.000"), D("7.0000"))),
    )
    with pytest.raises(Refused, match=r"changed to 8\.50 from 10 by Kim at .* while you typed 8\.00 from 10"):
        parts.save(counter, replace(was, breaks=(Break(D(10), D("8.0000")),)), was)


def test_rules_of_a_structure_are_changed_one_by_one(counter: Counter) -> None:
    oil, belts = (price_groups.save_group(counter, GroupCard(code=code), None).id or 0 for code in ("OIL", "BELTS"))
    was = price_groups.save_structure(counter, StructureCard(name="Trade"), None)
    ten, twenty = StructureRule("list", D("10.00")), StructureRule("list", D("20.00"))
    price_groups.save_structure(counter, replace(was, rules=(RuleFor(oil, ten),)), was)
    stored = price_groups.save_structure(counter, replace(was, rules=(RuleFor(belts, twenty),)), was)
    assert {each.price_group_id: each.rule for each in stored.rules} == {oil: ten, belts: twenty}
    with pytest.raises(Refused, match="Rule was changed to OIL 10 % off list by Kim at"):
        price_groups.save_structure(counter, replace(was, rules=(RuleFor(oil, twenty),)), was)


def test_each_agreed_price_is_changed_by_itself(counter: Counter) -> None:
    debtor = make.a_debtor(counter).id
    cable, oil = make.a_part(counter, "CAB-220").id, make.a_part(counter, "OIL-1").id
    debtors.agree_prices(counter, debtor, {cable: D("90.00"), oil: D("50.00")}, {})
    seen = {cable: D("90.0000"), oil: D("50.0000")}
    debtors.agree_prices(counter, debtor, {cable: D("80.00")}, seen)
    debtors.agree_prices(counter, debtor, {oil: None}, seen)
    assert {each.number: each.price for each in debtors.agreed_prices(counter, debtor)} == {"CAB-220": D("80.0000")}
    with pytest.raises(Refused, match=r"The price of CAB-220 was changed to 80\.00 by Kim at .* typed 85\.00"):
        debtors.agree_prices(counter, debtor, {cable: D("85.00")}, seen)
    with pytest.raises(Refused, match=r"The price of OIL-1 was changed to nothing by Kim"):
        debtors.agree_prices(counter, debtor, {oil: D("45.00")}, seen)


def test_settings_are_changed_one_by_one(counter: Counter) -> None:
    was = settings.load(counter)
    settings.save(at_five_past_two(counter, "Lee"), {"quote_days": 14}, was)
    assert settings.save(counter, {"gst_rate": D("12.50")}, was).quote_days == 14
    with pytest.raises(Refused) as fault:
        settings.save(counter, {"quote_days": 7}, was)
    label = declared.DECLARED["quote_days"].label
    assert f"{label} was changed to “14” by Lee at 14:05 while you typed “7”" in fault.value.sentence
    assert fault.value.field == "quote_days"
