"""What debtors are told they owe: the open documents as of a day, by age."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.rules.faults import Refused
from app.rules.money_facts import AgeingFacts
from app.services.counter import Counter
from app.services.masters import debtors
from app.services.money import statements
from app.services.sales import documents
from tests import make
from tests.make import TODAY
from tests.services.owing import pay, sold

D = Decimal
NOTHING = D("0.00")


def later(counter: Counter, days: int) -> None:
    counter.clock.go_on(days=days)  # type: ignore[attr-defined]


def test_the_open_documents_stand_on_the_statement_with_their_balance(counter: Counter) -> None:
    miller = make.a_debtor(counter)
    first = sold(counter, miller, "110.00", order="PO 7")
    later(counter, 40)
    sold(counter, miller, "220.00")
    pay(counter, miller, "80.00", (first, "60.00"))
    facts = statements.facts(counter, miller.id)
    assert [(each.document, each.reference, each.charge, each.credit, each.balance) for each in facts.lines] == [
        ("Invoice 10001", "PO 7, 50.00 left of 110.00", D("50.00"), NOTHING, D("50.00")),
        ("Invoice 10002", "", D("220.00"), NOTHING, D("270.00")),
        ("Receipt 10001", "EFTPOS, 20.00 left of 80.00", NOTHING, D("20.00"), D("250.00")),
    ]
    assert facts.lines[0].due == TODAY + dt.timedelta(30)
    assert facts.ageing == AgeingFacts(D("220.00"), D("50.00"), NOTHING, NOTHING)
    assert (facts.total, facts.unallocated, facts.terms) == (D("250.00"), D("20.00"), "30 days")
    assert facts.total == facts.ageing.owed - facts.unallocated == debtors.balance(counter, miller.id)


def test_as_of_an_earlier_day_what_came_later_does_not_count(counter: Counter) -> None:
    miller = make.a_debtor(counter)
    first = sold(counter, miller, "110.00")
    later(counter, 100)
    pay(counter, miller, "110.00", (first, "110.00"))
    assert statements.facts(counter, miller.id).lines == ()
    assert statements.owing(counter) == ()
    before = statements.facts(counter, miller.id, TODAY + dt.timedelta(99))
    assert before.ageing == AgeingFacts(NOTHING, NOTHING, NOTHING, D("110.00"))
    assert before.total == D("110.00")


def test_the_list_has_everybody_with_something_open_and_how_they_are_told(counter: Counter) -> None:
    miller = make.a_debtor(counter, "Miller", statement_by="email", email="office@miller.com.au")
    anna, zed = make.a_debtor(counter, "Anna"), make.a_debtor(counter, "Zed", statement_by="none")
    make.a_debtor(counter, "Nothing owed")
    walk_in = make.a_debtor(counter, "Cash", kind="cash")
    for debtor, amount in ((miller, "10.00"), (anna, "20.00"), (zed, "30.00")):
        sold(counter, debtor, amount)
    later(counter, 31)
    pay(counter, zed, "30.00")
    found = statements.owing(counter)
    assert [(each.name, each.total, each.overdue, each.statement_by) for each in found] == [
        ("Anna", D("20.00"), D("20.00"), "print"),
        ("Miller", D("10.00"), D("10.00"), "email"),
        ("Zed", D("0.00"), D("30.00"), "none"),
    ]
    assert walk_in.id not in {each.debtor_id for each in found}


def test_a_statement_that_went_out_that_day_is_a_copy(counter: Counter) -> None:
    miller = make.a_debtor(counter)
    sold(counter, miller, "110.00")
    assert not statements.facts(counter, miller.id).copy
    documents.printed(counter, "statement", miller.id, f"statement {TODAY.isoformat()}", "printer")
    assert statements.facts(counter, miller.id).copy
    assert not statements.facts(counter, miller.id, TODAY + dt.timedelta(1)).copy


def test_nobody_is_refused(counter: Counter) -> None:
    with pytest.raises(Refused, match="no longer there"):
        statements.facts(counter, 999)
