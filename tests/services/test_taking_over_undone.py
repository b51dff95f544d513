"""Those who went over to a new number get their old one back when the creditor invoice that brought it is undone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused
from app.rules.found import CreditorFound, PartFound
from app.services import backorder_history, backorders, supersession
from app.services.buying import ordering, receiving, undoing
from app.services.counter import Counter
from app.services.masters import parts
from app.services.sales import invoicing
from tests.make import a_creditor, a_debtor, a_part, stock
from tests.services.goods import allocated, loose, paper, ticked, waits
from tests.services.test_taking_over import broken, came, numbers_of, on_an_order, says_yes

D = Decimal


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    return a_creditor(counter)


@pytest.fixture
def new(counter: Counter, repco: CreditorFound) -> PartFound:
    return a_part(counter, "C-300", 0, price="55.00", creditor_id=repco.id)


@pytest.fixture
def old(counter: Counter, new: PartFound, repco: CreditorFound) -> PartFound:
    a_part(counter, "B-200", 0, superseded_by="C-300")
    return a_part(counter, "A-100", 0, price="50.00", superseded_by="B-200", creditor_id=repco.id)


def test_undoing_the_receipt_gives_who_went_over_their_number_back(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    first, second, own = waits(counter, old, 2), waits(counter, old, 1), waits(counter, new, 1)
    done = came(counter, loose(counter, repco, "R-1", (new, 4, "30.00")))
    assert numbers_of(counter) == [("C-300 (for A-100)", 2), ("C-300 (for A-100)", 1), ("C-300", 1)]
    undone = undoing.undo(counter, done.creditor_invoice_id, "wrong shop", says_yes(counter, done))
    assert numbers_of(counter) == [("A-100", 0), ("A-100", 0), ("C-300", 0)]
    assert {(each.number, each.quantity) for each in undone.lost} == {("A-100", 2), ("A-100", 1), ("C-300", 1)}
    assert any("superseded: C-300 → A-100" in each.what for each in backorder_history.history(counter, first))
    assert not broken(counter)
    with pytest.raises(Refused, match="is the number that was ordered"):
        supersession.take_old(counter, second)
    came(counter, loose(counter, repco, "R-2", (new, 4, "30.00")))
    assert allocated(counter, first, second, own) == [2, 1, 1], "as if the first one had never come"


def test_who_went_over_by_hand_before_goes_back_to_that_number_only(
    counter: Counter, repco: CreditorFound, new: PartFound
) -> None:
    between = a_part(counter, "B-200", 0)
    old = a_part(counter, "A-100", 0, superseded_by="B-200", creditor_id=repco.id)
    waiting = waits(counter, old, 2)
    supersession.take_new(counter, waiting)
    card = parts.open_card(counter, between.id)
    parts.save(counter, replace(card, superseded_by="C-300"), card)
    done = came(counter, loose(counter, repco, "R-1", (new, 2, "30.00")))
    assert numbers_of(counter) == [("C-300 (for A-100)", 2)]
    undoing.undo(counter, done.creditor_invoice_id, "wrong shop", says_yes(counter, done))
    assert numbers_of(counter) == [("B-200 (for A-100)", 0)]
    assert not broken(counter)


@pytest.mark.parametrize(
    ("there_besides", "left"),
    [
        (3, [("C-300 (for A-100)", 1), ("C-300 (for A-100)", 2)]),
        (1, [("A-100", 0), ("C-300 (for A-100)", 1)]),
        (0, [("A-100", 0), ("C-300 (for A-100)", 0)]),
    ],
)
def test_an_undo_leaves_the_new_number_to_who_has_some_of_it_still_or_was_invoiced_some(
    counter: Counter,
    repco: CreditorFound,
    old: PartFound,
    new: PartFound,
    there_besides: int,
    left: list[tuple[str, int]],
) -> None:
    jones = a_debtor(counter, "Jones", backorder_mode="automatic")
    waits(counter, old, 2)
    was_invoiced = waits(counter, old, 3, jones)
    done = came(counter, loose(counter, repco, "R-1", (new, 4, "30.00")))
    came(counter, loose(counter, repco, "R-2", (new, 1, "30.00")))
    lines = invoicing.fill_lines(counter, jones, [(was_invoiced, D(1))], {})
    invoicing.finalise(counter, InvoiceDraft(debtor=jones, lines=list(lines)), {})
    if there_besides:
        came(counter, loose(counter, repco, "R-3", (new, there_besides, "30.00")))
    undoing.undo(counter, done.creditor_invoice_id, "wrong shop", says_yes(counter, done))
    assert numbers_of(counter) == left
    assert not broken(counter)


def test_an_undo_finds_what_has_come_of_the_old_number_since(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    waiting = waits(counter, old, 2)
    done = came(counter, loose(counter, repco, "R-1", (new, 2, "30.00")))
    receiving.process(counter, loose(counter, repco, "R-2", (old, 1, "30.00")), {})
    undoing.undo(counter, done.creditor_invoice_id, "wrong shop", says_yes(counter, done))
    assert (numbers_of(counter), allocated(counter, waiting)) == ([("A-100", 1)], [1])
    assert not broken(counter)


def test_an_undo_takes_the_line_of_a_saved_order_back_too(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    debtor = a_debtor(counter, "Miller", backorder_mode="automatic")
    invoice_id = on_an_order(counter, old, debtor, 2)
    before = invoicing.recall(counter, invoice_id)
    done = came(counter, loose(counter, repco, "R-1", (new, 2, "30.00")))
    assert invoicing.recall(counter, invoice_id).lines[0].number == "C-300"
    undoing.undo(counter, done.creditor_invoice_id, "wrong shop", says_yes(counter, done))
    after = invoicing.recall(counter, invoice_id)
    assert [replace(each, key=0) for each in after.lines] == [replace(each, key=0) for each in before.lines]
    assert not broken(counter)


def test_what_was_bought_for_somebody_under_the_old_number_is_still_to_come_to_them_after_an_undo(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    special = waits(counter, old, 2)
    backorders.mark_special(counter, special, True)
    order = ordering.finalise(counter, ticked(counter, repco), {}).order_id
    draft = paper(counter, repco, "R-1", order)
    draft.lines = [supersession.received_as(line, new) for line in draft.lines]
    done = came(counter, draft)
    assert numbers_of(counter) == [("C-300 (for A-100)", 2)]
    undoing.undo(counter, done.creditor_invoice_id, "wrong shop", says_yes(counter, done))
    assert (numbers_of(counter), stock(counter, old)[4]) == ([("A-100", 0)], 2)
    other = waits(counter, old, 1, a_debtor(counter, "Jones", backorder_mode="automatic"))
    backorders.set_priority(counter, other, 2)
    receiving.process(counter, paper(counter, repco, "R-2", order), {})
    assert allocated(counter, special, other) == [2, 0]
    assert not broken(counter)
