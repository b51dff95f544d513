"""The chart, the entries that documents write, and the control accounts, on real databases."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused
from app.rules.journal import DEFAULT_CHART
from app.rules.questions import Payment, TakePayment
from app.rules.rows import OpeningStockRow
from app.services import accounts, accounts_read, check, importing, setup
from app.services.accounts import AccountCard
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.sales import invoicing
from app.services.upkeep import verifying
from tests import make
from tests.make import a_creditor, a_debtor, a_part
from tests.services.goods import loose
from tests.unguarded import unguarded

D = Decimal


def the(counter: Counter, role: str) -> accounts.AccountListed:
    (found,) = [each for each in accounts.listed(counter) if each.role == role]
    return found


def balances(counter: Counter) -> dict[str, Decimal]:
    """By what is posted there, those that are not zero."""
    return {each.role or each.code: each.balance for each in accounts.listed(counter) if each.balance}


def changed(counter: Counter, whose: str, /, **typed: Any) -> AccountCard:
    was = accounts.open_card(counter, the(counter, whose).id)
    return accounts.save(counter, replace(was, **typed), was)


def a_sale(counter: Counter, *, quantity: int = 1, kind: str = "account", paid: str = "EFTPOS") -> invoicing.Written:
    part = a_part(counter, f"CAB-{quantity}-{kind}-{paid}", on_hand=5, price="33.33", cost="20.00")
    debtor = a_debtor(counter, f"{kind} {paid}", kind=kind)
    draft = InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(quantity))])
    due = D("36.65") if paid == "cash" else D("36.66")
    return invoicing.finalise(counter, draft, {TakePayment(D("36.66")): (Payment(paid, due),)})  # type: ignore[arg-type]


def test_a_new_shop_has_the_usual_chart(counter: Counter) -> None:
    assert [(each.code, each.name, each.role) for each in accounts.listed(counter)] == sorted(
        (row.code, row.name, row.role.value) for row in DEFAULT_CHART
    )
    assert balances(counter) == {}


def test_a_sale_on_account_and_one_in_cash(counter: Counter) -> None:
    a_sale(counter)
    a_sale(counter, kind="cash", paid="cash")
    assert balances(counter) == {
        "debtors": D("36.66"),
        "till: cash": D("36.65"),
        "cash rounding": D("0.01"),
        "sales": D("-66.66"),
        "GST collected": D("-6.66"),
        "cost of sales": D("40.00"),
        "stock": D("160.00"),
        "opening balances": D("-200.00"),
    }
    assert accounts.differences(counter) == ()


def test_goods_that_were_sold_before_they_came_are_cost_of_sales_when_they_come(counter: Counter) -> None:
    creditor = a_creditor(counter)
    part = a_part(counter, "CAB-220", on_hand=0)
    with counter.work() as session:  # ten were issued short, worth nothing yet
        stock = session.get_one(models.Stock, part.id)
        stock.on_hand = D("-10.000")
        session.add(
            models.StockMovement(
                part_id=part.id, kind="sale", quantity=D(-10), value=D("0.00"), operator_id=1, at=counter.now()
            )
        )
    receiving.process(counter, loose(counter, creditor, "A1", (part, 20, "10.00")), {})
    assert balances(counter) == {
        "stock": D("100.00"),
        "cost of sales": D("100.00"),
        "GST paid": D("20.00"),
        "creditors": D("-220.00"),
    }


def test_opening_stock_is_posted_once_and_again_only_for_what_changed(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    row = OpeningStockRow(2, number=part.number, quantity=D(4), cost=None, value=D("50.00"))
    for value in ("50.00", "50.00", "30.00"):
        importing.bring_in(counter, "stock", [replace(row, value=D(value))])
    assert balances(counter) == {"stock": D("30.00"), "opening balances": D("-30.00")}
    found = tuple(accounts_read.entries(counter, None, None).every())
    assert [(each.document, each.debit) for each in found] == [
        ("Opening stock", D("20.00")),
        ("Opening stock", D("50.00")),
    ]
    assert accounts.differences(counter) == ()


def test_a_finalised_draft_called_again_is_posted_once(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220"), a_debtor(counter)
    draft = InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(1))])
    invoicing.finalise(counter, draft, {})
    before = balances(counter)
    invoicing.finalise(counter, draft, {})
    assert balances(counter) == before
    with counter.db.read() as session:
        assert session.scalars(select(models.Handover.key)).all() == ["invoice-10001"]


def test_a_saved_order_posts_nothing(counter: Counter) -> None:
    part, debtor = a_part(counter, "CAB-220", on_hand=5), a_debtor(counter)
    before = balances(counter)
    invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(1))]), {})
    assert balances(counter) == before


def test_an_account_gets_another_code_and_what_was_posted_goes_with_it(counter: Counter) -> None:
    a_sale(counter)
    stored = changed(counter, "debtors", code="110", name="Customers")
    assert (stored.code, stored.name, stored.version) == ("110", "Customers", 2)
    assert the(counter, "debtors").balance == D("36.66")
    assert accounts.differences(counter) == ()


def test_what_is_posted_later_goes_to_the_account_that_has_the_role_then(counter: Counter) -> None:
    a_sale(counter)
    accounts.save(counter, AccountCard(code="4-1100", name="Engines", kind="income", role="sales"), None)
    a_sale(counter, quantity=2)
    by_code = {each.code: (each.role, each.balance) for each in accounts.listed(counter) if each.code.startswith("4-1")}
    assert by_code == {"4-1000": ("", D("-33.33")), "4-1100": ("sales", D("-66.66"))}
    assert accounts.differences(counter) == ()


def test_an_account_that_is_proved_does_not_lose_its_past(counter: Counter) -> None:
    a_sale(counter)
    with pytest.raises(Refused, match="1-1200 Trade debtors stands at 36.66") as fault:
        accounts.save(counter, AccountCard(code="1-1201", name="Others", kind="asset", role="debtors"), None)
    assert fault.value.field == "role"
    stored = accounts.save(
        counter, AccountCard(code="1-1401", name="Claims", kind="asset", role="claims on suppliers"), None
    )
    assert the(counter, "claims on suppliers").id == stored.id


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"code": ""}, "code", "The code is missing"),
        ({"code": "4-1000"}, "code", "4-1000 is taken already"),
        ({"name": " "}, "name", "The name is missing"),
        ({"kind": "profit"}, "kind", "is no choice"),
        ({"role": "luck"}, "role", "is no choice"),
        ({"role": ""}, "role", "1-1200 is needed for debtors"),
        ({"role": "stock"}, "role", "1-1200 is needed for debtors"),
        ({"active": False}, "active", "1-1200 is needed for debtors"),
        ({"kind": "income"}, "kind", "debtors is posted to an account of kind asset"),
    ],
)
def test_what_an_account_cannot_be_is_refused_at_its_field(
    counter: Counter, typed: dict[str, Any], field: str, says: str
) -> None:
    before = accounts.listed(counter)
    with pytest.raises(Refused, match=says) as fault:
        changed(counter, "debtors", **typed)
    assert fault.value.field == field
    assert accounts.listed(counter) == before


def test_two_people_change_an_account(counter: Counter) -> None:
    was = accounts.open_card(counter, the(counter, "sales").id)
    accounts.save(counter, replace(was, name="Parts sold"), was)
    merged = accounts.save(counter, replace(was, code="400"), was)
    assert (merged.code, merged.name) == ("400", "Parts sold")
    with pytest.raises(Refused, match="was changed to “Parts sold” by Kim at "):
        accounts.save(counter, replace(was, name="Goods"), was)


def test_the_chart_and_the_journal_need_their_rights(counter: Counter) -> None:
    apprentice = make.somebody(counter, "Ali")
    with pytest.raises(Refused, match="Ali may not change the set-up"):
        accounts.save(apprentice, AccountCard(code="9", name="Mine"), None)
    with pytest.raises(Refused, match="Ali may not see costs"):
        tuple(accounts_read.entries(apprentice, None, None).every())


def test_a_role_that_is_nobodys_stops_the_document_that_needs_it(counter: Counter) -> None:
    with counter.work() as session:
        session.execute(text("UPDATE account SET role = NULL WHERE role = 'sales'"))
    with pytest.raises(Refused, match="No account is for sales. Give one that purpose"):
        a_sale(counter)
    with counter.db.read() as session:
        assert session.scalars(select(models.Invoice)).all() == []
        assert session.scalars(select(models.JournalEntry.document_kind)).all() == ["opening"]


def test_balances_are_those_at_the_end_of_a_day(counter: Counter) -> None:
    a_sale(counter)
    yesterday = counter.today().replace(day=counter.today().day - 1)
    assert {each.balance for each in accounts.listed(counter, yesterday)} == {D("0.00")}
    assert sum(each.balance for each in accounts.listed(counter, counter.today())) == 0
    assert len(tuple(accounts_read.entries(counter, None, yesterday).every())) == 0
    assert len(tuple(accounts_read.entries(counter, counter.today(), counter.today()).every())) == 2


def test_an_entry_is_shown_with_its_lines_and_an_account_with_its_entries(counter: Counter) -> None:
    a_sale(counter)
    stock = the(counter, "stock").id
    sale, opening = tuple(accounts_read.entries(counter, None, None, stock).every())
    assert (sale.document, sale.debit, sale.credit) == ("Invoice 10001", D("0.00"), D("20.00"))
    assert (opening.document, opening.debit, opening.credit) == ("Opening stock", D("100.00"), D("0.00"))
    assert tuple(accounts_read.entries(counter, None, None, the(counter, "bank").id).every()) == ()
    assert [(each.account, each.debit, each.credit) for each in accounts_read.lines(counter, opening.id)] == [
        ("Stock on hand", D("100.00"), None),
        ("Opening balances", None, D("100.00")),
    ]


def test_a_shop_from_before_the_journal_is_entered_when_it_is_opened(counter: Counter) -> None:
    creditor = a_creditor(counter)
    a_sale(counter)
    a_sale(counter, kind="cash", paid="cash")
    receiving.process(counter, loose(counter, creditor, "A1", (a_part(counter, "X"), 2, "10.00")), {})
    before = balances(counter)
    with unguarded(counter.db), counter.work() as session:
        for table in ("journal_line", "journal_entry", "handover", "account", "audit"):
            session.execute(text(f"DELETE FROM {table}"))
        session.execute(text("UPDATE audit_head SET last = 0, seal = ''"))
    opened = setup.open_counter(counter.db, counter.clock)
    assert balances(opened) == before
    assert [(each.says, each.broken) for each in check.prove(opened) if not each.holds] == []
    assert verifying.verify(opened.db).broken == ""
    setup.open_counter(counter.db, counter.clock)
    assert balances(opened) == before


def test_what_does_not_agree_is_said_in_sentences(counter: Counter) -> None:
    a_sale(counter)
    with unguarded(counter.db), counter.work() as session:
        session.execute(text("UPDATE debtor_entry SET amount = amount + 100"))
    assert "The account of debtors is what debtors owe – but the account says 36.66, their ledgers 37.66." in (
        accounts.differences(counter)
    )
