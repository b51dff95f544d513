"""The stock master file: cards, the stock card, price groups and pricing structures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from app import models
from app.rules.faults import Refused
from app.rules.pricing import Break, StructureRule
from app.services import lookup, search
from app.services.counter import Counter
from app.services.masters import parts, price_groups, stock_card
from app.services.masters.parts import OtherNumber, PartCard
from app.services.masters.price_groups import GroupCard, RuleFor, StructureCard
from app.services.sales import years
from app.services.within import shelf
from tests import make
from tests.services import documents

CABLE = PartCard(
    number="CAB-220",
    description="Clutch cable",
    list_price=Decimal("100"),
    numbers=(OtherNumber("barcode", "9312345678907"), OtherNumber("old", "K 220")),
    breaks=(Break(Decimal(10), Decimal("85")), Break(Decimal(5), Decimal("90"))),
)


def test_a_card_is_kept_with_its_numbers_and_breaks(counter: Counter) -> None:
    card = parts.save(counter, CABLE, None)
    assert card.id is not None
    assert parts.open_card(counter, card.id) == card
    assert card.numbers == (OtherNumber("old", "K 220"), OtherNumber("barcode", "9312345678907"))
    assert [each.minimum for each in card.breaks] == [Decimal(5), Decimal(10)]
    found = lookup.part(counter, card.id)
    assert (found.on_hand, found.available, found.average_cost) == (Decimal(0), Decimal(0), Decimal(0))
    assert lookup.price_for(counter, None, found, Decimal(4)).price == Decimal(100)
    assert lookup.price_for(counter, None, found, Decimal(7)).price == Decimal(90)
    assert lookup.price_for(counter, None, found, Decimal(10)).price == Decimal(85)


def test_numbers_and_breaks_are_changed_one_by_one(counter: Counter) -> None:
    was = parts.save(counter, CABLE, None)
    changed = replace(
        was,
        numbers=(OtherNumber("supplier", "XK-9"), OtherNumber("old", "K 220")),
        breaks=(Break(Decimal(5), Decimal("88")), Break(Decimal(20), Decimal("80"))),
    )
    after = parts.save(counter, changed, was)
    assert after.numbers == (OtherNumber("old", "K 220"), OtherNumber("supplier", "XK-9"))
    assert after.breaks == (Break(Decimal(5), Decimal(88)), Break(Decimal(20), Decimal(80)))
    assert after.id is not None
    assert parts.supplier_numbers(counter, [after.id]) == {after.id: "XK-9"}
    assert lookup.exact_part(counter, "9312345678907") == ()


def test_saving_without_a_change_changes_nothing(counter: Counter) -> None:
    card = parts.save(counter, CABLE, None)
    assert parts.save(counter, replace(card, description=" Clutch  cable "), card) == card


def test_different_fields_merge_and_the_same_field_shows_both_values(counter: Counter) -> None:
    repco, other = make.a_creditor(counter), make.a_creditor(counter, "Burson")
    was = parts.save(counter, CABLE, None)
    parts.save(counter, replace(was, bin="A1", creditor_id=repco.id), was)
    assert parts.save(counter, replace(was, list_price=Decimal(110)), was).bin == "A1"
    with pytest.raises(Refused, match="“A1”.*“B7”") as refused:
        parts.save(counter, replace(was, bin="B7"), was)
    assert refused.value.field == "bin"
    with pytest.raises(Refused, match="Supplier was changed to “Repco Wholesale”.*“Burson”"):
        parts.save(counter, replace(was, creditor_id=other.id), was)
    with pytest.raises(Refused, match=r"110\.00.*99\.50"):
        parts.save(counter, replace(was, list_price=Decimal("99.5")), was)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": " "}, "number"),
        ({"number": "--"}, "number"),
        ({"number": "9" * 61}, "number"),
        ({"description": ""}, "description"),
        ({"description": "x" * 5_000_000}, "description"),
        ({"list_price": Decimal("-1")}, "list_price"),
        ({"list_price": Decimal("1.00005")}, "list_price"),
        ({"minimum": Decimal(5), "maximum": Decimal(4)}, "maximum"),
        ({"pack": Decimal(0)}, "pack"),
        ({"pack": Decimal("1.5")}, "pack"),
        ({"numbers": (OtherNumber("old", "..."),)}, "numbers"),
        ({"breaks": (Break(Decimal(0), Decimal(1)),)}, "breaks"),
        ({"breaks": (Break(Decimal(5), Decimal(1)), Break(Decimal(5), Decimal(2)))}, "breaks"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(counter: Counter, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        parts.save(counter, replace(CABLE, **wrong), None)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert len(refused.value.sentence) < 200
    assert search.parts(counter, "cab") == ()


def test_a_number_belongs_to_one_part_but_its_key_may_be_shared(counter: Counter) -> None:
    parts.save(counter, CABLE, None)
    with pytest.raises(Refused, match="CAB-220 is taken"):
        parts.save(counter, replace(CABLE, description="Another"), None)
    parts.save(counter, replace(CABLE, number="CAB 220"), None)
    assert [each.number for each in lookup.exact_part(counter, "cab220")] == ["CAB 220", "CAB-220"]


def test_stock_keeps_a_shelf_to_lie_on(counter: Counter) -> None:
    hose = make.a_part(counter, "HOSE", on_hand="1.5", whole_units=False)
    card = parts.open_card(counter, hose.id)
    with pytest.raises(Refused) as refused:
        parts.save(counter, replace(card, kind="charge"), card)
    assert refused.value.field == "kind"
    with pytest.raises(Refused) as refused:
        parts.save(counter, replace(card, whole_units=True), card)
    assert refused.value.field == "whole_units"


def test_a_part_that_is_gone_is_said(counter: Counter) -> None:
    for look in (parts.open_card, lookup.part, stock_card.of):
        with pytest.raises(Refused, match="no longer there"):
            look(counter, 999)


def test_the_stock_card_shows_shelf_orders_and_who_waits(counter: Counter) -> None:
    part, creditor = make.a_part(counter, "CAB-220", on_hand=3, cost="10.00"), make.a_creditor(counter)
    late, early = make.a_debtor(counter, "Late"), make.a_debtor(counter, "Early")
    urgent, held = make.a_debtor(counter, "Urgent"), make.a_debtor(counter, "Held")
    for day, debtor, more in ((2, late, {}), (1, early, {}), (9, urgent, {"priority": 5}), (0, held, {"held": True})):
        documents.backorder(counter, debtor, part, 4, day, **more)
    documents.stock_order(counter, creditor, part, 6, dt.date(2026, 11, 28))
    documents.stock_order(counter, creditor, part, 5, None)
    documents.stock_order(counter, creditor, part, 2, dt.date(2026, 11, 20), status="saved")
    card = stock_card.of(counter, part.id)
    assert (card.part.on_hand, card.value, card.part.average_cost) == (Decimal(3), Decimal("30.00"), Decimal(10))
    assert card.part.due == dt.date(2026, 11, 28)
    assert [(each.outstanding, each.expected) for each in card.orders] == [
        (Decimal(6), dt.date(2026, 11, 28)),
        (Decimal(5), None),
    ]
    assert [each.debtor_name for each in card.who_waits] == ["Urgent", "Early", "Late", "Held"]
    assert card.waiting == Decimal(16)
    assert stock_card.who_waits(counter, part.id) == card.who_waits


def test_movements_are_shown_newest_first_with_what_lay_there_afterwards(counter: Counter) -> None:
    part, debtor = make.a_part(counter, "CAB-220", on_hand=5, cost="10.00"), make.a_debtor(counter)
    invoice_id = documents.invoice(counter, debtor, part, 2, make.TODAY)
    with counter.work() as session:
        stock = shelf.lock(session, [part.id])[part.id]
        shelf.issue(session, counter, stock, Decimal("2.000"), shelf.Source("invoice", invoice_id))
    sale, opening = stock_card.movements(counter, part.id).every()
    assert (sale.kind, sale.quantity, sale.value, sale.on_hand) == ("sale", Decimal(-2), Decimal(-20), Decimal(3))
    assert sale.document == "Invoice 1"
    assert (opening.document, opening.on_hand, opening.operator) == ("Opening", Decimal(5), "Kim")


def test_sales_are_told_by_month_with_the_empty_ones(counter: Counter) -> None:
    part, debtor = make.a_part(counter, "CAB-220"), make.a_debtor(counter)
    for quantity, day in ((1, (2026, 11, 1)), (2, (2026, 11, 16)), (4, (2026, 1, 31)), (8, (2025, 11, 30))):
        documents.invoice(counter, debtor, part, quantity, dt.date(*day))
    documents.invoice(counter, debtor, part, 99, dt.date(2026, 10, 1), status="saved")
    months = [each.sold for each in years.of_part(counter, part.id)]
    assert len(months) == 12
    assert (months[0].first, months[-1].last) == (dt.date(2025, 12, 1), dt.date(2026, 11, 30))
    assert all((late.first - early.last).days == 1 for early, late in pairwise(months))
    sold = {each.first.month: (each.quantity, each.amount) for each in months if each.quantity}
    assert sold == {11: (Decimal(3), Decimal(300)), 1: (Decimal(4), Decimal(400))}


def test_structures_price_by_group(counter: Counter) -> None:
    brakes = price_groups.save_group(counter, GroupCard(code="brk", name="Brakes"), None)
    oils = price_groups.save_group(counter, GroupCard(code="OIL", name="Oils"), None)
    assert brakes.id is not None
    assert oils.id is not None
    trade = price_groups.save_structure(
        counter,
        StructureCard(
            name="Trade",
            rules=(
                RuleFor(oils.id, StructureRule("cost", Decimal(25))),
                RuleFor(brakes.id, StructureRule("list", Decimal(20))),
            ),
        ),
        None,
    )
    assert trade.id is not None
    assert price_groups.open_structure(counter, trade.id) == trade
    debtor = make.a_debtor(counter, structure_id=trade.id)
    pad = make.a_part(counter, "PAD", price_group_id=brakes.id)
    oil = make.a_part(counter, "OIL", price_group_id=oils.id, cost="40.00")
    bulb = make.a_part(counter, "BULB")
    priced = lookup.prices_for(counter, debtor, [(part, Decimal(1)) for part in (pad, oil, bulb)])
    assert [(each.price, each.price_from) for each in priced] == [
        (Decimal("80.0000"), "structure"),
        (Decimal("50.0000"), "structure"),
        (Decimal("100.0000"), "list"),
    ]
    assert [(each.code, each.parts) for each in price_groups.groups(counter)] == [("BRK", 1), ("OIL", 1)]
    assert [(each.name, each.debtors) for each in price_groups.structures(counter)] == [("Trade", 1)]


def test_rules_of_a_structure_are_changed_and_refused(counter: Counter) -> None:
    group = price_groups.save_group(counter, GroupCard(code="BRK", name="Brakes"), None)
    assert group.id is not None
    rule = RuleFor(group.id, StructureRule("list", Decimal(20)))
    was = price_groups.save_structure(counter, StructureCard(name="Trade", rules=(rule,)), None)
    other = replace(rule, rule=StructureRule("cost", Decimal(150)))
    after = price_groups.save_structure(counter, replace(was, rules=(other,)), was)
    assert after.rules[0].rule == StructureRule("cost", Decimal("150.00"))
    with pytest.raises(Refused, match="BRK 150 % on cost.*nothing"):
        price_groups.save_structure(counter, replace(was, rules=()), was)
    for percent in (Decimal(101), Decimal(-1), Decimal("0.005")):
        wrong = replace(rule, rule=StructureRule("list", percent))
        with pytest.raises(Refused) as refused:
            price_groups.save_structure(counter, replace(after, rules=(wrong,)), after)
        assert refused.value.field == "rules"
    with pytest.raises(Refused, match="two rules"):
        price_groups.save_structure(counter, replace(after, rules=(rule, other)), after)
    assert price_groups.save_structure(counter, replace(after, rules=()), after).rules == ()


def test_what_is_used_is_not_removed(counter: Counter) -> None:
    group = price_groups.save_group(counter, GroupCard(code="BRK", name="Brakes"), None)
    assert group.id is not None
    rule = RuleFor(group.id, StructureRule("list", Decimal(20)))
    trade = price_groups.save_structure(counter, StructureCard(name="Trade", rules=(rule,)), None)
    assert trade.id is not None
    part = make.a_part(counter, "PAD", price_group_id=group.id)
    debtor = make.a_debtor(counter, structure_id=trade.id)
    with pytest.raises(Refused, match="There is 1 part in BRK"):
        price_groups.remove_group(counter, group.id)
    with pytest.raises(Refused, match="1 debtor has Trade"):
        price_groups.remove_structure(counter, trade.id)
    with counter.work() as session:
        session.get_one(models.Part, part.id).price_group_id = None
        session.get_one(models.Debtor, debtor.id).structure_id = None
    price_groups.remove_group(counter, group.id)
    assert price_groups.open_structure(counter, trade.id).rules == ()
    price_groups.remove_structure(counter, trade.id)
    assert price_groups.structures(counter) == ()
    assert price_groups.groups(counter) == ()
