"""The shop's settings, and the first start of a shop."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.db import open_database
from app.rules.faults import Refused
from app.services import lookup, settings, setup
from app.services.counter import Counter
from app.services.within import shop
from app.settings import DECLARED, ShopSettings, from_texts, to_texts
from tests import make


def test_a_new_shop_has_the_defaults_of_the_trade(counter: Counter) -> None:
    now = settings.load(counter)
    assert now.gst_rate == Decimal("10.00")
    assert not now.gst_per_line
    assert not now.include_backorder_in_invoice
    assert not now.allow_issue_below_zero
    assert now.allocate_automatically
    assert now.price_at_filling == "keep agreed"
    assert now.freight_into_cost == "by value"


def test_a_change_is_kept_and_leaves_the_others_alone(counter: Counter) -> None:
    settings.save(counter, {"phone": " 03 9555 0101 "})
    after = settings.save(counter, {"price_at_filling": "lower of both", "gst_per_line": True, "quote_days": 14})
    assert after == settings.load(counter)
    assert (after.phone, after.price_at_filling, after.gst_per_line) == ("03 9555 0101", "lower of both", True)
    assert after.quote_days == 14
    assert after.shop_name == "Bayside Parts"


def test_settings_survive_being_written_and_read() -> None:
    odd = ShopSettings(shop_name="A", gst_rate=Decimal("12.50"), allocate_automatically=False, address="1 Road\nTown")
    assert from_texts(to_texts(odd)) == odd
    assert set(to_texts(odd)) == set(DECLARED)
    assert from_texts({"of a later version": "yes"}) == ShopSettings()


def test_a_kept_word_that_is_no_choice_counts_as_the_default() -> None:
    choices = {name: "of a later version" for name, declared in DECLARED.items() if declared.choices}
    assert from_texts({**choices, "phone": "1"}) == ShopSettings(phone="1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shop_name", "  "),
        ("abn", "51 824 753 557"),
        ("gst_rate", Decimal("-1")),
        ("gst_rate", Decimal("100")),
        ("gst_rate", Decimal("10.005")),
        ("quote_days", 0),
        ("price_at_filling", "whatever"),
        ("phone", "9" * 501),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_written(
    counter: Counter, name: str, value: str | int | Decimal
) -> None:
    before = settings.load(counter)
    with pytest.raises(Refused) as refused:
        settings.save(counter, {"email": "new@bayside.com.au", name: value})
    assert refused.value.field == name
    assert settings.load(counter) == before


def test_the_set_up_needs_its_right(counter: Counter) -> None:
    junior = make.somebody(counter, "Jo", "parts manager")
    with pytest.raises(Refused, match="Jo may not change the set-up"):
        settings.save(junior, {"phone": "1"})


def test_the_abn_on_paper_is_its_digits(counter: Counter) -> None:
    now = settings.save(counter, {"abn": "51824753556"})
    assert now.abn == "51 824 753 556"
    assert now.seller.abn == "51824753556"


def test_the_first_start_makes_what_the_first_invoice_needs(tmp_path: Path) -> None:
    db = open_database(tmp_path / "new.db")
    assert setup.is_new(db)
    with pytest.raises(Refused):
        setup.open_counter(db)
    counter = setup.begin(db, setup.SetupFacts("Bayside", "51824753556", Decimal("15.00")), make.Clock())
    assert not setup.is_new(db)
    assert setup.open_counter(db).operator == counter.operator
    cash = make.the_debtor(counter, "CASH")
    assert cash is not None
    assert (cash.kind, cash.terms_days) == ("cash", 0)
    freight, labour = (lookup.exact_part(counter, number)[0] for number in ("freight", "LABOUR"))
    assert (freight.kind, freight.gst_rate, freight.stocked) == ("charge", Decimal("15.00"), False)
    assert not labour.whole_units
    db.close()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (setup.SetupFacts(" "), "shop_name"),
        (setup.SetupFacts("Bayside", "123"), "abn"),
        (setup.SetupFacts("Bayside", operator_name=" "), "operator_name"),
    ],
)
def test_a_first_start_that_is_refused_leaves_an_empty_shop(
    tmp_path: Path, facts: setup.SetupFacts, field: str
) -> None:
    db = open_database(tmp_path / "new.db")
    with pytest.raises(Refused) as refused:
        setup.begin(db, facts)
    assert refused.value.field == field
    assert setup.is_new(db)
    db.close()


def test_a_shop_is_opened_only_once(counter: Counter) -> None:
    with pytest.raises(Refused, match="already"):
        setup.begin(counter.db, setup.SetupFacts("Another"))
    assert settings.load(counter).shop_name == "Bayside Parts"


def test_what_is_changed_in_a_unit_of_work_holds_in_it_at_once(counter: Counter) -> None:
    with counter.work() as session:
        before = shop.settings(session)
        settings.keep(session, before, replace(before, quote_days=7))
        assert shop.settings(session).quote_days == 7
    assert settings.load(counter).quote_days == 7
