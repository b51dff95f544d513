"""The debtors' master file: cards, two people at one card, agreed prices and the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import text

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.questions import Payment, TakePayment
from app.services import lookup, settings
from app.services.counter import Counter
from app.services.masters import debtors, ledgers
from app.services.masters.debtors import DebtorCard
from app.services.sales import invoicing
from tests import make, postgres

MILLER = DebtorCard(
    code="mil001", name=" Miller  Motors ", phone="03 9555 0101", abn="51824753556", use_backorders=True
)


def test_a_card_is_kept_tidy(counter: Counter) -> None:
    card = debtors.save(counter, replace(MILLER, delivery_addresses=("1 Road\nTown ", " ", "2 Street")), None)
    assert (card.code, card.name, card.abn) == ("MIL001", "Miller Motors", "51 824 753 556")
    assert card.delivery_addresses == ("1 Road\nTown", "2 Street")
    assert card.id is not None
    assert debtors.open_card(counter, card.id) == card
    found = lookup.debtor(counter, card.id)
    assert (found.use_backorders, found.balance) == (True, Decimal("0.00"))
    assert found.delivery_addresses == card.delivery_addresses


def test_saving_without_a_change_changes_nothing(counter: Counter) -> None:
    card = debtors.save(counter, MILLER, None)
    assert debtors.save(counter, card, card) == card
    assert debtors.save(counter, replace(card, terms_days=14), card).version == card.version + 1


def test_two_people_changing_different_fields_both_get_their_way(counter: Counter) -> None:
    was = debtors.save(counter, MILLER, None)
    debtors.save(counter, replace(was, phone="0412 000 111"), was)
    after = debtors.save(counter, replace(was, credit_limit=Decimal("5000"), delivery_addresses=("Dock 2",)), was)
    assert (after.phone, after.credit_limit) == ("0412 000 111", Decimal("5000.00"))
    assert after.delivery_addresses == ("Dock 2",)
    assert after.version == was.version + 2


def test_two_people_changing_one_field_are_shown_both_values(counter: Counter) -> None:
    was = debtors.save(counter, MILLER, None)
    debtors.save(counter, replace(was, phone="0412 000 111"), was)
    with pytest.raises(Refused) as refused:
        debtors.save(counter, replace(was, phone="0499 999 999", terms_days=7), was)
    assert refused.value.field == "phone"
    assert "0412 000 111" in refused.value.sentence
    assert "0499 999 999" in refused.value.sentence
    assert was.id is not None
    assert debtors.open_card(counter, was.id).terms_days == 30


def test_two_people_typing_the_same_agree(counter: Counter) -> None:
    was = debtors.save(counter, MILLER, None)
    debtors.save(counter, replace(was, stop_credit=True), was)
    assert debtors.save(counter, replace(was, stop_credit=True, contact="Ann"), was).contact == "Ann"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": " "}, "code"),
        ({"code": "X" * 21}, "code"),
        ({"name": ""}, "name"),
        ({"name": "N" * 201}, "name"),
        ({"abn": "51 824 753 557"}, "abn"),
        ({"email": "office at miller"}, "email"),
        ({"invoice_by": "email"}, "email"),
        ({"terms_days": -1}, "terms_days"),
        ({"credit_limit": Decimal("-0.01")}, "credit_limit"),
        ({"credit_limit": Decimal("0.005")}, "credit_limit"),
        ({"notes": "n" * 10_001}, "notes"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(counter: Counter, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        debtors.save(counter, replace(MILLER, **wrong), None)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert debtors.search(counter, "miller") == ()


def test_a_code_belongs_to_one_debtor(counter: Counter) -> None:
    debtors.save(counter, MILLER, None)
    with pytest.raises(Refused, match="MIL001 is taken"):
        debtors.save(counter, replace(MILLER, name="Milton"), None)
    other = debtors.save(counter, replace(MILLER, code="MIL002"), None)
    with pytest.raises(Refused):
        debtors.save(counter, replace(other, code="mil001"), other)


def test_get_next_code_goes_on(counter: Counter) -> None:
    assert debtors.next_code(counter, "Miller Motors") == "MIL001"
    debtors.save(counter, MILLER, None)
    assert debtors.next_code(counter, "Milton Autos") == "MIL002"


def test_the_search_takes_code_name_phone_and_abn(counter: Counter) -> None:
    miller = debtors.save(counter, MILLER, None)
    make.a_debtor(counter, "Sea Motors", phone="03 9000 0000")
    for typed in (
        "MIL",
        "mil001",
        "motors mil",
        "95550101",
        "9555 0101",
        "51 824 753",
        "51824753556",
        "+61 3 9555 0101",
    ):
        assert [each.id for each in debtors.search(counter, typed)] == [miller.id], typed
    assert len(debtors.search(counter, "motors")) == 2
    assert debtors.search(counter, "otors") == ()
    assert debtors.search(counter, "100% _") == ()
    assert len(debtors.search(counter, "")) == 3


def test_who_is_no_longer_served_is_found_in_the_master_file_only(counter: Counter) -> None:
    card = debtors.save(counter, replace(MILLER, active=False), None)
    assert lookup.find_debtors(counter, "miller") == ()
    (found,) = debtors.search(counter, "miller")
    assert (found.id, found.active) == (card.id, False)


def test_the_closest_debtor_comes_first(counter: Counter) -> None:
    for code, name in (("SEA", "Zed"), ("SEA2", "Able"), ("X1", "Sea Motors")):
        make.a_debtor(counter, name, code=code)
    assert [each.code for each in lookup.find_debtors(counter, "sea")] == ["SEA", "SEA2", "X1"]


def test_the_price_at_filling_is_the_shops_unless_the_debtor_has_another(counter: Counter) -> None:
    usual = make.a_debtor(counter)
    other = make.a_debtor(counter, price_at_filling="ask")
    settings.save(counter, {"price_at_filling": "today's"})
    assert lookup.debtor(counter, usual.id).price_at_filling == "today's"
    assert lookup.debtor(counter, other.id).price_at_filling == "ask"


def test_a_price_is_agreed_changed_and_given_up(counter: Counter) -> None:
    debtor, part = make.a_debtor(counter), make.a_part(counter, "CAB-220")
    debtors.agree_price(counter, debtor.id, part.id, Decimal("80"))
    debtors.agree_price(counter, debtor.id, part.id, Decimal("79.5"))
    (agreed,) = debtors.agreed_prices(counter, debtor.id)
    assert (agreed.number, agreed.list_price, agreed.price) == ("CAB-220", Decimal("100.0000"), Decimal("79.5000"))
    priced = lookup.price_for(counter, debtor, part, Decimal(1))
    assert (priced.price, priced.price_from) == (Decimal("79.5000"), "special price")
    with pytest.raises(Refused):
        debtors.agree_price(counter, debtor.id, part.id, Decimal("-1"))
    debtors.agree_price(counter, debtor.id, part.id, None)
    debtors.agree_price(counter, debtor.id, part.id, None)
    assert debtors.agreed_prices(counter, debtor.id) == ()
    assert lookup.price_for(counter, debtor, part, Decimal(1)).price == Decimal("100.0000")


def test_several_prices_are_agreed_all_or_none(counter: Counter) -> None:
    debtor, cable, clamp = make.a_debtor(counter), make.a_part(counter, "CAB-220"), make.a_part(counter, "CLA-1")
    debtors.agree_price(counter, debtor.id, cable.id, Decimal("80"))
    with pytest.raises(Refused):
        debtors.agree_prices(counter, debtor.id, {cable.id: None, clamp.id: Decimal("-1")})
    assert [each.number for each in debtors.agreed_prices(counter, debtor.id)] == ["CAB-220"]
    debtors.agree_prices(counter, debtor.id, {cable.id: None, clamp.id: Decimal("70")})
    (agreed,) = debtors.agreed_prices(counter, debtor.id)
    assert (agreed.number, agreed.price) == ("CLA-1", Decimal("70.0000"))


def test_the_ledger_shows_what_is_open_and_the_running_balance(counter: Counter) -> None:
    debtor, other = make.a_debtor(counter), make.a_debtor(counter)
    day = dt.date(2026, 11, 1)
    with counter.work() as session:
        charge = models.DebtorEntry(debtor_id=debtor.id, kind="invoice", date=day, due=day, amount=Decimal("220.00"))
        second = models.DebtorEntry(debtor_id=debtor.id, kind="invoice", date=day, due=day, amount=Decimal("30.00"))
        paid = models.DebtorEntry(
            debtor_id=debtor.id, kind="receipt", date=day + dt.timedelta(3), due=None, amount=Decimal("-250.00")
        )
        session.add_all([charge, second, paid])
        session.add(models.DebtorEntry(debtor_id=other.id, kind="invoice", date=day, amount=Decimal("1.00")))
        session.flush()
        session.add(models.Settlement(charge_id=charge.id, payment_id=paid.id, amount=Decimal("200.00")))
        session.add(models.Settlement(charge_id=second.id, payment_id=paid.id, amount=Decimal("30.00")))
    rows = tuple(ledgers.of_debtor(counter, debtor.id).every())
    assert [row.amount for row in rows] == [Decimal("220.00"), Decimal("30.00"), Decimal("-250.00")]
    assert [row.open for row in rows] == [Decimal("20.00"), Decimal("0.00"), Decimal("-20.00")]
    assert [row.balance for row in rows] == [Decimal("220.00"), Decimal("250.00"), Decimal("0.00")]
    assert debtors.balance(counter, debtor.id) == Decimal("0.00")
    assert debtors.balance(counter, other.id) == lookup.debtor(counter, other.id).balance == Decimal("1.00")


def test_a_debtor_that_is_gone_is_said(counter: Counter) -> None:
    for look in (debtors.open_card, lookup.debtor):
        with pytest.raises(Refused, match="no longer there"):
            look(counter, 999)


def test_the_ledger_names_the_document_and_how_it_was_paid(counter: Counter) -> None:
    walk_in, part = make.a_debtor(counter, "Cash sales", kind="cash"), make.a_part(counter, "CAB-220")
    line = invoicing.line_for(counter, part, walk_in, Decimal(1))
    draft = InvoiceDraft(debtor=walk_in, name="Jo", lines=[line])
    invoicing.finalise(counter, draft, {TakePayment(Decimal("110.00")): (Payment("EFTPOS", Decimal("110.00")),)})
    assert [(row.reference, row.amount) for row in tuple(ledgers.of_debtor(counter, walk_in.id).every())] == [
        ("Invoice 10001", Decimal("110.00")),
        ("Invoice 10001, EFTPOS", Decimal("-110.00")),
    ]


def test_deposits_and_statements_of_a_debtor_are_kept(counter: Counter) -> None:
    usual, own = debtors.save(counter, MILLER, None), replace(MILLER, code="MIL002")
    assert (usual.charge_deposits, usual.statement_by) == (None, "print")
    card = debtors.save(counter, replace(own, charge_deposits="always", statement_by="none"), None)
    assert card.id is not None
    assert debtors.open_card(counter, card.id) == card
    settings.save(counter, {"charge_deposits": "ask"})
    assert lookup.debtor(counter, card.id).deposits.charge == "always"
    assert usual.id is not None
    assert lookup.debtor(counter, usual.id).deposits.charge == "ask"


def test_a_kept_rule_for_deposits_that_nobody_knows_counts_as_never(counter: Counter) -> None:
    settings.save(counter, {"charge_deposits": "always"})
    card = debtors.save(counter, MILLER, None)
    assert card.id is not None
    if counter.db.on_server:
        postgres.as_its_owner()
    with counter.work() as session:
        if counter.db.on_server:
            session.execute(text("ALTER TABLE debtor DROP CONSTRAINT ck_debtor_charge_deposits"))
        else:
            session.execute(text("PRAGMA ignore_check_constraints=ON"))
        session.get_one(models.Debtor, card.id).charge_deposits = "later"
    assert lookup.debtor(counter, card.id).deposits.charge == "never"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"charge_deposits": "often"}, "charge_deposits"),
        ({"statement_by": "pigeon"}, "statement_by"),
        ({"statement_by": "email", "email": ""}, "email"),
    ],
)
def test_wrong_deposits_and_statements_are_refused(counter: Counter, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        debtors.save(counter, replace(MILLER, **wrong), None)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ({"credit_limit": Decimal("100.00")}, {"credit_limit": Decimal("100.01")}, False),
        ({"credit_limit": Decimal("100.00")}, {"credit_limit": None}, False),
        ({"stop_credit": True}, {"stop_credit": False}, False),
        ({"credit_limit": Decimal("100.00")}, {"credit_limit": Decimal("99.00")}, True),
        ({"credit_limit": None}, {"credit_limit": Decimal("50.00")}, True),
        ({"stop_credit": False}, {"stop_credit": True}, True),
        ({"credit_limit": Decimal("100.00"), "stop_credit": True}, {"phone": "1234"}, True),
    ],
)
def test_more_credit_needs_the_right(
    counter: Counter, before: dict[str, object], after: dict[str, object], allowed: bool
) -> None:
    was = debtors.save(counter, replace(MILLER, **before), None)  # type: ignore[arg-type]
    lee = make.somebody(counter, "Lee")
    card = replace(was, **after)  # type: ignore[arg-type]
    if allowed:
        assert debtors.save(lee, card, was).version == was.version + 1
        return
    with pytest.raises(Unanswered, match="Lee may not raise a credit limit or lift a stop"):
        debtors.save(lee, card, was)
    assert was.id is not None
    assert debtors.open_card(counter, was.id) == was
    assert debtors.save(counter, card, was).version == was.version + 1
