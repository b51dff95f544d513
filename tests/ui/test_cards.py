"""Each field of a card is on its window, and what is typed there is there again when the card is opened."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.rules.pricing import Break
from app.services.counter import Counter
from app.services.masters import cards, creditors, debtors, parts, price_groups
from app.services.masters.creditors import CreditorCard
from app.services.masters.debtors import DebtorCard
from app.services.masters.parts import OtherNumber, PartCard
from app.ui.main_window import MainWindow
from tests.make import a_creditor

D = Decimal
SERVICES: dict[str, Any] = {"debtors": debtors, "creditors": creditors, "parts": parts}
EMPTY: dict[str, Any] = {"debtors": DebtorCard(), "creditors": CreditorCard(), "parts": PartCard()}

PEOPLE: dict[str, Any] = {
    "code": "QUILL",
    "name": "Quill & Sons",
    "contact": "Ann Quill",
    "phone": "02 5550 1234",
    "email": "ann@quill.example",
    "abn": "51 824 753 556",
    "address": "1 Quay Street\nKiama",
    "notes": "Rings twice.",
    "active": False,
    "terms_days": 14,
}
TYPED: dict[str, dict[str, Any]] = {
    "debtors": PEOPLE
    | {
        "kind": "cash",
        "delivery_addresses": ("Gate 3",),
        "use_backorders": True,
        "backorder_mode": "automatic",
        "ship_rule": "complete order",
        "price_at_filling": "today's",
        "charge_deposits": "always",
        "credit_limit": D("500.00"),
        "stop_credit": True,
        "invoice_by": "email",
        "statement_by": "email",
    },
    "creditors": PEOPLE | {"our_account": "H-77", "lead_days": 3},
    "parts": {
        "number": "CAB-1",
        "description": "Cab mount",
        "kind": "catalogue",
        "numbers": (OtherNumber("old", "C1"),),
        "list_price": D("12.3400"),
        "breaks": (Break(D(10), D("11.0000")),),
        "gst_free": True,
        "unit": "metre",
        "whole_units": False,
        "no_backorders": True,
        "bin": "A-01",
        "minimum": D("1.500"),
        "maximum": D("4.000"),
        "pack": D("2.000"),
        "superseded_by": "CAB-2",
        "notes": "Heavy.",
        "active": False,
    },
}


def linked(counter: Counter, which: str) -> dict[str, Any]:
    """The fields that name another record of the shop."""
    if which == "debtors":
        return {"structure_id": price_groups.save_structure(counter, price_groups.StructureCard(name="Trade"), None).id}
    if which == "parts":
        group = price_groups.save_group(counter, price_groups.GroupCard(code="CAB", name="Cabs"), None)
        return {"creditor_id": a_creditor(counter).id, "price_group_id": group.id}
    return {}


@pytest.mark.parametrize("which", SERVICES)
def test_each_field_of_a_card_has_its_widget(desk: MainWindow, which: str) -> None:
    window: Any = desk.open(which)
    assert set(window._form.fields) == set(cards.typed_fields(EMPTY[which]))


@pytest.mark.parametrize("which", SERVICES)
def test_each_field_of_a_card_is_kept(counter: Counter, which: str) -> None:
    typed = TYPED[which] | linked(counter, which)
    card = replace(EMPTY[which], **typed)
    untouched = [name for name in cards.typed_fields(card) if getattr(card, name) == getattr(EMPTY[which], name)]
    assert untouched == [], "a new field wants an example above"
    stored = SERVICES[which].save(counter, card, None)
    again = SERVICES[which].open_card(counter, stored.id)
    assert {name: getattr(again, name) for name in cards.typed_fields(card)} == typed
