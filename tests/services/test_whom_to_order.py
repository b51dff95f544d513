"""Whom to order from: by the usual supplier of what waits and is not ordered yet, in a fixed number of queries."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.found import CreditorFound, DebtorFound
from app.services import backorders
from app.services.buying import ordering, whom_to_order
from app.services.counter import Counter
from tests import make
from tests.services.goods import an_order, sent, waits
from tests.services.test_lookup import statements

D = Decimal


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    return make.a_debtor(counter, "Miller Motors", backorder_mode="automatic")


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    return make.a_creditor(counter, "Repco Wholesale", code="REPCO")


@pytest.fixture
def burson(counter: Counter) -> CreditorFound:
    return make.a_creditor(counter, "Burson", code="BURSON")


def whom(counter: Counter) -> list[tuple[str, int]]:
    return [(each.creditor.code, each.backorders) for each in whom_to_order.wanted(counter).suppliers]


def test_who_has_the_most_backorders_comes_first(
    counter: Counter, miller: DebtorFound, repco: CreditorFound, burson: CreditorFound
) -> None:
    make.a_creditor(counter, "Nobody's")
    plug, cable, hose = (
        make.a_part(counter, number, 0, creditor_id=supplier.id)
        for number, supplier in (("NGK-5", burson), ("CAB-220", repco), ("HOSE-1", repco))
    )
    assert whom(counter) == []
    waits(counter, plug, 1, miller)
    waits(counter, cable, 3, miller)
    waits(counter, cable, 1, make.a_debtor(counter, "Jones", backorder_mode="automatic"))
    waits(counter, hose, 1, miller)
    assert whom(counter) == [("REPCO", 3), ("BURSON", 1)]


def test_what_is_ordered_already_or_saved_to_be_ordered_is_not_wanted_again(
    counter: Counter, miller: DebtorFound, repco: CreditorFound
) -> None:
    cable, hose = (make.a_part(counter, number, 0, creditor_id=repco.id) for number in ("CAB-220", "HOSE-1"))
    waits(counter, cable, 3, miller)
    waits(counter, hose, 2, miller)
    sent(counter, repco, (cable, 2))
    assert whom(counter) == [("REPCO", 2)]
    ordering.save(counter, an_order(counter, repco, (cable, 1)))
    assert whom(counter) == [("REPCO", 1)]
    sent(counter, repco, (hose, 2))
    assert whom(counter) == []


def test_a_held_one_waits_for_nothing(counter: Counter, miller: DebtorFound, repco: CreditorFound) -> None:
    held = waits(counter, make.a_part(counter, "CAB-220", 0, creditor_id=repco.id), 3, miller)
    backorders.hold(counter, held, "the customer is away")
    assert whom(counter) == []


def test_parts_without_a_supplier_are_counted_apart(
    counter: Counter, miller: DebtorFound, repco: CreditorFound
) -> None:
    waits(counter, make.a_part(counter, "CAB-220", 0), 3, miller)
    assert whom(counter) == []
    assert whom_to_order.wanted(counter).of_nobody == 1


def test_it_says_what_get_back_orders_ticks(counter: Counter, miller: DebtorFound, repco: CreditorFound) -> None:
    for at, (on_hand, ordered) in enumerate([(0, 1), (2, 2), (0, 3), (5, 9)]):
        part = make.a_part(counter, f"P-{at}", on_hand, creditor_id=repco.id)
        waits(counter, part, ordered, miller)
    sent(counter, repco, *((each.part, 1) for each in ordering.proposals(counter, repco.id, True)[:2]))
    ticked = [len(each.who_waits) for each in ordering.proposals(counter, repco.id, True) if each.ticked]
    assert 0 < sum(ticked) < 4
    assert whom(counter) == [("REPCO", sum(ticked))]


def test_however_many_wait_it_asks_as_often(counter: Counter, miller: DebtorFound) -> None:
    asked: list[int] = []
    for at in range(6):
        supplier = make.a_creditor(counter, f"Supplier {at}")
        waits(counter, make.a_part(counter, f"P-{at}", 0, creditor_id=supplier.id), 1, miller)
        with statements(counter.db.engine) as sent_now:
            whom_to_order.wanted(counter)
        asked.append(len(sent_now))
    assert set(asked) == {5}
