"""Those who wait for an old number get the new one: as goods come, by hand, and when it is ordered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

import pytest
from sqlalchemy import select

from app import models
from app.rules.drafts import InvoiceDraft, ReceiptDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import CreditorFound, DebtorFound, PartFound
from app.rules.money_questions import LiveAgain
from app.rules.questions import Answer, Answers, Question
from app.rules.supersession_questions import GiveToOldNumbers, ReceivedForOldNumber
from app.services import backorder_history, backorder_lists, backorders, check, lookup, settings, supersession
from app.services.buying import ordering, processed, receiving, undoing
from app.services.counter import Counter
from app.services.masters import parts
from app.services.sales import credits, documents, invoicing
from tests.make import a_creditor, a_debtor, a_part, stock
from tests.services.goods import allocated, an_order, loose, paper, sent, ticked, waits

D = Decimal
T = TypeVar("T")


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


def says(answer: str, *kinds: type[Question]) -> Callable[[Callable[[Answers], T]], T]:
    """Answers every question of these kinds so, once; another kind of question is a mistake of the test."""

    def asked(call: Callable[[Answers], T]) -> T:
        answers: dict[Question, Answer] = {}
        for _ in range(3):
            try:
                return call(answers)
            except Unanswered as unanswered:
                if not all(isinstance(each, kinds) for each in unanswered.questions):
                    raise
                answers |= dict.fromkeys(unanswered.questions, answer)
        raise AssertionError("asked without end")

    return asked


def broken(counter: Counter) -> list[str]:
    """What the proof of the books finds wrong."""
    return [name for each in check.books(counter) for name in each.broken]


def came(counter: Counter, draft: ReceiptDraft, answer: str = "yes") -> receiving.ReceiptOutcome:
    """The goods come; who waits for an old number is given some or not. What was previewed is what happened."""
    said = says(answer, GiveToOldNumbers)
    before = said(lambda answers: receiving.preview(counter, draft, answers))
    done = said(lambda answers: receiving.process(counter, draft, answers))
    assert before.filled == done.filled and before.waiting == done.waiting
    assert not broken(counter)
    return done


def numbers_of(counter: Counter) -> list[tuple[str, Decimal]]:
    """What every open backorder waits for, and how much it has."""
    return [(each.number, each.allocated) for each in sorted(backorder_lists.every(counter), key=lambda each: each.id)]


def test_the_arrival_of_the_new_number_is_offered_to_who_waits_for_the_old_one(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    miller, jones = (a_debtor(counter, name, backorder_mode="automatic") for name in ("Miller", "Jones"))
    first, second = waits(counter, old, 2, miller), waits(counter, old, 1, jones)
    own = waits(counter, new, 1)
    draft = loose(counter, repco, "R-1", (new, 3, "30.00"))
    with pytest.raises(Unanswered) as asked:
        receiving.process(counter, draft, {})
    (question,) = asked.value.questions
    assert question.sentence == "3 of A-100 wait for Miller and Jones; C-300 takes its place: give it to them?"
    done = came(counter, draft)
    assert allocated(counter, own, first, second) == [1, 2, 0]
    assert [(each.number, each.debtor, each.quantity) for each in done.filled] == [
        ("C-300", "Miller Motors", 1),
        ("C-300 (for A-100)", "Miller", 2),
    ]
    assert numbers_of(counter) == [("C-300 (for A-100)", 2), ("A-100", 0), ("C-300", 1)]
    assert stock(counter, new)[3] == 3 and stock(counter, old)[3] == 0
    line = backorder_lists.one(counter, first)
    assert line is not None
    assert "allocated in place of the old number, as number 1 of 2" in backorder_history.why(counter, first)
    assert any("superseded: A-100 → C-300" in each.what for each in backorder_history.history(counter, first))


def test_no_and_never_leave_them_waiting_and_always_asks_nobody(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    waiting = waits(counter, old, 2)
    came(counter, loose(counter, repco, "R-1", (new, 1, "30.00")), "no")
    settings.save(counter, {"backorders_of_old_numbers": "never"})
    receiving.process(counter, loose(counter, repco, "R-2", (new, 1, "30.00")), {})
    assert allocated(counter, waiting) == [0]
    settings.save(counter, {"backorders_of_old_numbers": "always"})
    receiving.process(counter, loose(counter, repco, "R-3", (new, 1, "30.00")), {})
    assert allocated(counter, waiting) == [2]


def test_nobody_is_asked_while_their_own_number_takes_it_all_or_a_person_allocates(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    waits(counter, old, 2)
    own = waits(counter, new, 3)
    receiving.process(counter, loose(counter, repco, "R-1", (new, 3, "30.00")), {})
    assert allocated(counter, own) == [3]
    settings.save(counter, {"allocate_automatically": False})
    receiving.process(counter, loose(counter, repco, "R-2", (new, 3, "30.00")), {})
    assert not broken(counter)


@pytest.mark.parametrize(
    ("rule", "price"), [("keep agreed", "50.00"), ("today's", "55.00"), ("lower of both", "50.00")]
)
def test_the_invoice_says_both_numbers_at_the_agreed_price_or_as_the_debtors_rule_says(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound, rule: str, price: str
) -> None:
    debtor = a_debtor(counter, backorder_mode="automatic", price_at_filling=rule)
    waiting = waits(counter, old, 2, debtor)
    came(counter, loose(counter, repco, "R-1", (new, 2, "30.00")))
    (line,) = invoicing.fill_lines(counter, debtor, [(waiting, D(2))], {})
    assert (line.number, line.note, line.price) == ("C-300", "in place of A-100", D(price))
    done = invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    (printed,) = documents.invoice_facts(counter, done.invoice_id).lines
    (picked,) = documents.pick_list(counter, done.invoice_id).lines
    assert (printed.number, printed.note) == ("C-300", "in place of A-100 – for Invoice 10001")
    assert (picked.number, picked.note) == ("C-300", "in place of A-100")
    assert stock(counter, new)[0] == 0
    assert not broken(counter)


def test_lists_to_pick_and_the_note_to_take_home_say_both_numbers(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    debtor = a_debtor(counter, backorder_mode="automatic")
    waiting = waits(counter, old, 2, debtor)
    came(counter, loose(counter, repco, "R-1", (new, 1, "30.00")))
    (line,) = documents.ready_pick_list(counter, (waiting,)).lines
    assert line.number == "C-300 (for A-100)"
    origin = backorder_lists.every(counter)[0].origin_invoice_id
    (open_,) = documents.backorder_note(counter, origin).lines
    assert open_.number == "C-300 (for A-100)"


def test_an_order_by_the_old_number_is_received_as_the_new_one(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    special = waits(counter, old, 2)
    backorders.mark_special(counter, special, True)
    own = waits(counter, new, 5)
    order = ordering.finalise(counter, ticked_of(counter, repco, old), {}).order_id
    draft = paper(counter, repco, "R-1", order)
    (line,) = draft.lines
    found = supersession.ordered_before(counter, draft, lookup.part(counter, new.id))
    assert found is not None and found[1] is line and isinstance(found[0], ReceivedForOldNumber)
    assert "outstanding on stock order" in found[0].sentence
    draft.lines = [supersession.received_as(line, lookup.part(counter, new.id))]
    assert draft.lines[0].ordered_as == "A-100"
    done = came(counter, draft)
    assert [each.number for each in processed.shown(counter, done.creditor_invoice_id).lines] == ["C-300 (for A-100)"]
    assert [each.outstanding for each in done.orders] == [0]
    assert (stock(counter, old)[4], stock(counter, new)[:1]) == (0, (2,))
    assert allocated(counter, special, own) == [2, 0], "what was bought for somebody is theirs, by whatever number"
    saved = undoing.undo(counter, done.creditor_invoice_id, "not ours", says_yes(counter, done))
    assert saved.orders
    assert (stock(counter, old)[4], stock(counter, new)[0]) == (2, 0)
    assert not broken(counter)


def ticked_of(counter: Counter, creditor: CreditorFound, part: PartFound) -> ordering.OrderDraft:
    """An order for who waits for this part."""
    draft = ticked(counter, creditor)
    draft.lines = [line for line in draft.lines if line.number == part.number]
    return draft


def says_yes(counter: Counter, done: receiving.ReceiptOutcome) -> dict[Question, Answer]:
    """The answers that let an undo go through."""
    with pytest.raises(Unanswered) as asked:
        undoing.undo(counter, done.creditor_invoice_id, "not ours", {})
    return dict.fromkeys(asked.value.questions, "yes")


def test_a_stranger_is_not_received_for_an_order(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    other = a_part(counter, "X-1", 0)
    order = sent(counter, repco, (old, 2))
    draft = paper(counter, repco, "R-1", order)
    assert supersession.ordered_before(counter, draft, other) is None
    draft.lines = [replace(draft.lines[0], part=other)]
    with pytest.raises(Refused, match="is on no sent order"):
        receiving.process(counter, draft, {})


def test_both_numbers_on_one_paper(counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound) -> None:
    waiting = waits(counter, old, 3)
    order = sent(counter, repco, (old, 2))
    draft = paper(counter, repco, "R-1", order)
    draft.lines = [supersession.received_as(draft.lines[0], lookup.part(counter, new.id))]
    draft.lines += loose(counter, repco, "", (old, 1, "20.00")).lines
    came(counter, draft)
    assert allocated(counter, waiting) == [1]
    assert numbers_of(counter) == [("A-100", 1)], "who has something of the old number keeps it"
    assert stock(counter, old)[4] == 0


def test_by_hand_a_backorder_takes_the_new_number_and_goes_back(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    waiting = waits(counter, old, 2)
    receiving.process(counter, loose(counter, repco, "R-1", (new, 5, "30.00")), {_any(counter, repco): "no"})
    done = supersession.take_new(counter, waiting)
    assert done.sentence == "2 wait for C-300 (for A-100) now, in their old place."
    assert [(each.number, each.quantity) for each in done.filled] == [("C-300 (for A-100)", 2)]
    assert not broken(counter)
    with pytest.raises(Refused, match="Nothing takes the place of C-300"):
        supersession.take_new(counter, waiting)
    supersession.take_old(counter, waiting)
    assert (stock(counter, new)[3], numbers_of(counter)) == (0, [("A-100", 0)])
    assert not broken(counter)


def _any(counter: Counter, repco: CreditorFound) -> Question:
    """What would be asked if five of the new number came now."""
    (part,) = lookup.exact_part(counter, "C-300")
    with pytest.raises(Unanswered) as asked:
        receiving.preview(counter, loose(counter, repco, "LOOK", (part, 5, "1.00")), {})
    return asked.value.questions[0]


def test_who_has_something_of_the_old_number_or_holds_it_on_an_order_stays(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    debtor = a_debtor(counter, backorder_mode="automatic")
    waiting = waits(counter, old, 3, debtor)
    receiving.process(counter, loose(counter, repco, "R-1", (old, 1, "20.00")), {})
    with pytest.raises(Refused, match="1 of it lie there for this customer"):
        supersession.take_new(counter, waiting)
    lines = list(invoicing.fill_lines(counter, debtor, [(waiting, D(1))], {}))
    saved = invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=lines), {})
    with pytest.raises(Refused, match="Order 1 supplies some of it|supplies some of it"):
        supersession.take_new(counter, waiting)
    invoicing.finalise(counter, invoicing.recall(counter, saved.invoice_id), {})
    supersession.take_new(counter, waiting)
    assert numbers_of(counter) == [("C-300 (for A-100)", 0)]
    assert not broken(counter)


def on_an_order(counter: Counter, part: PartFound, debtor: DebtorFound, quantity: int) -> int:
    """A saved order on which so many of the part wait."""
    line = invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(quantity))
    return invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[line]), {}).invoice_id


def test_the_line_of_a_saved_order_goes_over_with_its_backorder(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    debtor = a_debtor(counter, backorder_mode="automatic")
    order = on_an_order(counter, old, debtor, 2)
    stale = invoicing.recall(counter, order)
    came(counter, loose(counter, repco, "R-1", (new, 2, "30.00")))
    with pytest.raises(Refused, match="changed by somebody else"):
        invoicing.save(counter, stale, {})
    draft = invoicing.recall(counter, order)
    (line,) = draft.lines
    assert (line.number, line.note, line.ready_here, line.price) == ("C-300", "in place of A-100", 2, D("50.00"))
    draft.lines[0] = replace(line, supplied=D(2), backordered=D(0), filled_here=D(2), ready_here=D(0))
    invoicing.finalise(counter, draft, {})
    assert (stock(counter, new)[0], stock(counter, old)[0]) == (0, 0)
    assert not broken(counter)


def test_of_a_saved_order_that_supplies_some_nothing_goes_over(
    counter: Counter, repco: CreditorFound, new: PartFound
) -> None:
    old = a_part(counter, "A-100", 1, superseded_by="C-300")
    on_an_order(counter, old, a_debtor(counter, backorder_mode="automatic"), 3)
    came(counter, loose(counter, repco, "R-1", (new, 2, "30.00")))
    (line,) = backorder_lists.every(counter)
    assert line.number == "A-100"
    with pytest.raises(Refused, match="does not wait"):
        supersession.take_new(counter, line.id)


def test_a_fill_before_it_went_over_is_credited_and_lives_again_as_the_new_number(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    debtor = a_debtor(counter, backorder_mode="automatic")
    waiting = waits(counter, old, 3, debtor)
    receiving.process(counter, loose(counter, repco, "R-1", (old, 1, "20.00")), {})
    lines = list(invoicing.fill_lines(counter, debtor, [(waiting, D(1))], {}))
    sold = invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=lines), {})
    came(counter, loose(counter, repco, "R-2", (new, 5, "30.00")))
    assert allocated(counter, waiting) == [2]
    draft = credits.begin(counter, sold.invoice_id)
    draft.reason = "wrong"
    draft.lines[0].quantity = D(1)

    says("yes", LiveAgain)(lambda answers: credits.post(counter, draft, answers))
    assert not broken(counter)
    assert allocated(counter, waiting) == [3], "it waits for the new number, of which some lies free"
    assert (stock(counter, old)[0], stock(counter, old)[3]) == (1, 0)


def test_get_back_orders_orders_the_current_number_for_who_waits_for_an_old_one(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    miller = a_debtor(counter, "Miller", backorder_mode="automatic")
    waits(counter, old, 3, miller)
    with pytest.raises(Unanswered) as asked:
        supersession.for_ordering(counter, repco.id, True)
    (question,) = asked.value.questions
    assert question.sentence == (
        "3 of A-100 wait for Miller. Superseded: A-100 by C-300. Let the customers wait for it, and order it?"
    )
    assert supersession.for_ordering(counter, repco.id, True, answers={question: "no"}).sentence == ""
    assert [line.number for line in ticked(counter, repco).lines] == ["A-100"]
    done = supersession.for_ordering(counter, repco.id, True, answers={question: "yes"})
    assert done.sentence == "1 backorder waits for C-300 now."
    draft = ticked(counter, repco)
    assert [(line.number, line.quantity) for line in draft.lines] == [("C-300", 3)]
    order = ordering.finalise(counter, draft, {}).order_id
    assert supersession.for_ordering(counter, repco.id, True).sentence == "", "asked twice, nothing new"
    assert ticked(counter, repco).lines == []
    receiving.process(counter, paper(counter, repco, "R-1", order), {})
    assert numbers_of(counter) == [("C-300 (for A-100)", 3)]
    assert not broken(counter)


def test_who_is_covered_by_an_order_of_the_old_number_goes_on_waiting_for_it(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    waits(counter, old, 3)
    ordering.finalise(counter, an_order(counter, repco, (old, 3)), {})
    assert supersession.for_ordering(counter, repco.id, True).sentence == ""
    settings.save(counter, {"backorders_of_old_numbers": "always"})
    waits(counter, old, 1)
    assert supersession.for_ordering(counter, repco.id, True).sentence
    assert numbers_of(counter) == [("A-100", 0), ("C-300 (for A-100)", 0)]


def test_what_is_superseded_by_nothing_in_the_books_offers_nothing(counter: Counter, repco: CreditorFound) -> None:
    part = a_part(counter, "OLD-1", 0, superseded_by="GONE", creditor_id=repco.id)
    waiting = waits(counter, part, 1)
    assert supersession.for_ordering(counter, repco.id, True).sentence == ""
    assert supersession.offer(counter, part, None, D(1)) is None
    with pytest.raises(Refused, match="GONE, which is not in the books"):
        supersession.take_new(counter, waiting)


def test_a_sale_of_any_number_of_the_chain_offers_the_current_one(
    counter: Counter, old: PartFound, new: PartFound
) -> None:
    offer = supersession.offer(counter, old, None, D(1))
    assert offer is not None and offer.part.number == "C-300"
    assert offer.question.sentence == "A-100 is superseded by C-300: 0 available at 55.00. Take C-300?"
    assert offer.question.default == "yes"
    assert supersession.offer(counter, new, None, D(1)) is None
    left = replace(old, on_hand=D(2))
    offer = supersession.offer(counter, left, None, D(1))
    assert offer is not None and offer.question.default == "no"
    assert "2 A-100 are still on the shelf" in offer.question.sentence


def test_a_part_saved_with_a_new_number_keeps_what_backorders_were_ordered_as(
    counter: Counter, repco: CreditorFound, old: PartFound, new: PartFound
) -> None:
    waiting = waits(counter, old, 1)
    supersession.take_new(counter, waiting)
    card = parts.open_card(counter, new.id)
    parts.save(counter, replace(card, number="C-301"), card)
    assert numbers_of(counter) == [("C-301 (for A-100)", 0)]


def test_events_are_kept_and_counted(counter: Counter, old: PartFound, new: PartFound) -> None:
    waiting = waits(counter, old, 1)
    supersession.take_other(counter, waiting)
    supersession.take_other(counter, waiting)
    with counter.db.read() as session:
        said = session.scalars(
            select(models.BackorderEvent.reason)
            .where(models.BackorderEvent.backorder_id == waiting)
            .order_by(models.BackorderEvent.id)
        ).all()
    assert list(said) == ["A-100 → C-300", "C-300 → A-100"]


def test_a_part_of_a_unit_does_not_go_over_to_what_is_sold_in_whole_ones(
    counter: Counter, repco: CreditorFound, new: PartFound
) -> None:
    hose = a_part(counter, "HOSE", 0, whole_units=False, superseded_by="C-300")
    waiting, whole = waits(counter, hose, "1.5"), waits(counter, hose, 2)
    came(counter, loose(counter, repco, "R-1", (new, 5, "30.00")))
    assert allocated(counter, waiting, whole) == [0, 2]
    with pytest.raises(Refused, match="sold in whole units, and 1.5 of HOSE wait"):
        supersession.take_new(counter, waiting)
