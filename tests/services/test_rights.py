"""Each right where it is needed: who lacks it is asked for somebody who has it, and nothing is written before that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app import models
from app.rules.approving import Approve
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.questions import Answer, Answers, PutOnBackorder, Question, SellBelowCost
from app.rules.rights import APPROVABLE, Approval, Right, Role
from app.rules.stocktaking import AdjustmentDraft, Scope, line_for
from app.services import (
    accounts_read,
    backorder_history,
    backorder_lists,
    backorders,
    history,
    lookup,
    operators,
    settings,
)
from app.services.buying import receiving, undoing
from app.services.counter import Counter
from app.services.history import Wanted
from app.services.masters import debtors, stock_card
from app.services.money import day_end
from app.services.sales import invoicing
from app.services.stock import adjusting, counting, stocktakes
from tests import make
from tests.services.goods import loose, waits

D = Decimal
PIN = "1357"


@dataclass
class Case:
    """Something that needs a right: prepared by the owner, then done by whoever is at that counter."""

    do: Callable[[Counter, Answers], object]
    written: Callable[[], object]
    """What is on the books of it: the same before, another value after."""
    kind: str
    """What its answers are kept under."""
    also: Callable[[Question], Answer] = lambda question: "yes"


def count(counter: Counter, model: type, *which: object) -> object:
    with counter.db.read() as session:
        return session.scalar(select(func.count()).select_from(model).where(*which))  # type: ignore[arg-type]


def finalised(counter: Counter) -> object:
    return count(counter, models.Invoice, models.Invoice.status == "finalised")


def below_cost(counter: Counter) -> Case:
    debtor, part = make.a_debtor(counter), make.a_part(counter, "CAB-220", 5, price="50.00", cost="60.00")
    draft = InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(1))])
    return Case(lambda at, given: invoicing.finalise(at, draft, given), lambda: finalised(counter), "invoice")


def over_limit(counter: Counter) -> Case:
    debtor = make.a_debtor(counter, credit_limit=D("10.00"))
    part = make.a_part(counter, "CAB-220", 5)
    draft = InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(1))])
    return Case(lambda at, given: invoicing.finalise(at, draft, given), lambda: finalised(counter), "invoice")


def below_zero(counter: Counter) -> Case:
    settings.save(counter, {"allow_issue_below_zero": True})
    debtor, part = make.a_debtor(counter), make.a_part(counter, "CAB-220", 1)
    line = invoicing.line_for(counter, part, debtor, D(3))
    line.supplied, line.backordered = D(3), D(0)
    draft = InvoiceDraft(debtor=debtor, lines=[line])

    def also(question: Question) -> Answer:
        assert isinstance(question, PutOnBackorder)
        return "anyway"

    return Case(lambda at, given: invoicing.finalise(at, draft, given), lambda: finalised(counter), "invoice", also)


def unallocate(counter: Counter) -> Case:
    part = make.a_part(counter, "CAB-220", 0)
    backorder = waits(counter, part, 3)
    adjusting.post(counter, found(counter, "CAB-220", 3))

    def allocated() -> object:
        return lookup.part(counter, part.id).allocated

    return Case(lambda at, given: backorders.unallocate(at, backorder, D(2), "promised", given), allocated, "backorder")


def hand_over(counter: Counter) -> Case:
    part = make.a_part(counter, "CAB-220", 0)
    first, second = (
        waits(counter, part, 3),
        waits(counter, part, 2, make.a_debtor(counter, "Smith", backorder_mode="automatic")),
    )
    adjusting.post(counter, found(counter, "CAB-220", 3))
    return Case(
        lambda at, given: backorders.unallocate(at, first, D(2), "urgent", given, to=second),
        lambda: backorder_lists.one(counter, second).allocated,
        "backorder",
    )


def found(counter: Counter, number: str, quantity: int) -> AdjustmentDraft:
    line = line_for(lookup.exact_part(counter, number)[0])
    line.change = D(quantity)
    return AdjustmentDraft(reason="Counted", lines=[line])


def adjust(counter: Counter) -> Case:
    part = make.a_part(counter, "CAB-220", 5)
    draft = found(counter, "CAB-220", -1)
    return Case(
        lambda at, given: adjusting.post(at, draft, given),
        lambda: lookup.part(counter, part.id).on_hand,
        "stock adjustment",
    )


def start_stocktake(counter: Counter) -> Case:
    make.a_part(counter, "CAB-220", 5, bin="A1")
    return Case(
        lambda at, given: stocktakes.start(at, Scope(), "shelves", given),
        lambda: count(counter, models.Stocktake),
        "stocktake",
    )


def post_stocktake(counter: Counter) -> Case:
    part = make.a_part(counter, "CAB-220", 5, bin="A1")
    sheet = stocktakes.start(counter, Scope(), "shelves")
    counting.count(counter, sheet.counts[0].line_id, D(4), None)
    return Case(
        lambda at, given: stocktakes.post(at, sheet.stocktake_id, "", given),
        lambda: lookup.part(counter, part.id).on_hand,
        "stocktake",
    )


def undo(counter: Counter) -> Case:
    creditor, part = make.a_creditor(counter), make.a_part(counter, "CAB-220", 0)
    done = receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    return Case(
        lambda at, given: undoing.undo(at, done.creditor_invoice_id, "wrong goods", given),
        lambda: lookup.part(counter, part.id).on_hand,
        undoing.KIND,
    )


def close_day(counter: Counter) -> Case:
    draft = day_end.DayEndDraft((day_end.Count("cash", D("2.00"), "found in the drawer"),))
    return Case(lambda at, given: day_end.close(at, draft, given), lambda: count(counter, models.DayEnd), day_end.KIND)


def raise_limit(counter: Counter) -> Case:
    found_ = make.a_debtor(counter, credit_limit=D("10.00"))
    was = debtors.open_card(counter, found_.id)
    card = replace(was, credit_limit=D("500.00"))
    return Case(
        lambda at, given: debtors.save(at, card, was, given),
        lambda: debtors.open_card(counter, found_.id).credit_limit,
        "debtor",
    )


def open_account(counter: Counter) -> Case:
    card = debtors.DebtorCard(code="NEW", name="New Motors")
    return Case(lambda at, given: debtors.save(at, card, None, given), lambda: count(counter, models.Debtor), "debtor")


CASES: list[tuple[Callable[[Counter], Case], Right, Role]] = [
    (below_cost, Right.SELL_BELOW_COST, "parts manager"),
    (over_limit, Right.GO_OVER_CREDIT_LIMIT, "office"),
    (below_zero, Right.ISSUE_BELOW_ZERO, "parts manager"),
    (unallocate, Right.UNALLOCATE, "parts manager"),
    (hand_over, Right.UNALLOCATE, "parts manager"),
    (adjust, Right.ADJUST_STOCK, "parts manager"),
    (start_stocktake, Right.ADJUST_STOCK, "parts manager"),
    (post_stocktake, Right.ADJUST_STOCK, "parts manager"),
    (undo, Right.UNDO_RECEIPTS, "parts manager"),
    (close_day, Right.CLOSE_DAY, "office"),
    (raise_limit, Right.GIVE_CREDIT, "office"),
    (open_account, Right.GIVE_CREDIT, "office"),
]
NOT_IN_THE_CHAIN = (unallocate, hand_over, start_stocktake)
"""A backorder has a history of its own, a stocktake is told once it is posted."""
each_case = pytest.mark.parametrize(("make_case", "right", "role"), CASES, ids=[each[0].__name__ for each in CASES])


def test_every_right_that_can_be_approved_is_tried() -> None:
    assert {right for _, right, _ in CASES} == APPROVABLE


def asked(case: Case, at: Counter, answers: dict[Question, Answer]) -> Approve:
    """Answers everything but the approval, and returns that."""
    for _ in range(5):
        with pytest.raises(Unanswered) as undecided:
            case.do(at, dict(answers))
        approvals = [each for each in undecided.value.questions if isinstance(each, Approve)]
        answers |= {each: case.also(each) for each in undecided.value.questions if each not in approvals}
        if approvals and not set(undecided.value.questions) - set(approvals):
            (approval,) = approvals
            return approval
    raise AssertionError("it is never asked who approves")


@each_case
def test_who_may_not_needs_somebody_who_may(
    counter: Counter, make_case: Callable[[Counter], Case], right: Right, role: Role
) -> None:
    case = make_case(counter)
    lee, pat = make.somebody(counter, "Lee"), make.somebody(counter, "Pat", role, PIN)
    before, answers = case.written(), dict[Question, Answer]()
    question = asked(case, lee, answers)
    assert question.right == right
    assert f"Lee may not {right.value}" in question.sentence
    assert case.written() == before
    answers[question] = operators.approve(lee, question, pat.operator.id, PIN)
    case.do(lee, answers)
    assert case.written() != before
    with counter.db.read() as session:
        kept = session.execute(
            select(models.StoredAnswer.answer, models.StoredAnswer.operator_id, models.StoredAnswer.sentence).where(
                models.StoredAnswer.document_kind == case.kind, models.StoredAnswer.question == "Approve"
            )
        ).all()
    assert [(each.answer, each.operator_id) for each in kept] == [("approved by Pat", lee.operator.id)]
    assert kept[0].sentence == question.sentence
    if make_case not in NOT_IN_THE_CHAIN:
        told = [each.told for each in tuple(history.every(counter, Wanted()).every()) if "approved" in each.told]
        assert len(told) == 1, "neither what was done before nor what else was done was approved"
        assert f"approved by Pat: {question.what}" in told[0]


@each_case
def test_an_approval_of_somebody_who_may_not_any_more_writes_nothing(
    counter: Counter, make_case: Callable[[Counter], Case], right: Right, role: Role
) -> None:
    case = make_case(counter)
    lee, pat = make.somebody(counter, "Lee"), make.somebody(counter, "Pat", role, PIN)
    before, answers = case.written(), dict[Question, Answer]()
    question = asked(case, lee, answers)
    answers[question] = operators.approve(lee, question, pat.operator.id, PIN)
    operators.save_roles(counter, {(role, right): False})
    again = asked(case, lee, answers)
    assert again != question
    assert "Pat may not any more" in again.sentence
    assert case.written() == before
    with pytest.raises(Refused, match=f"Pat may not {right.value}"):
        operators.approve(lee, again, pat.operator.id, PIN)


@each_case
def test_who_may_is_not_asked_for_somebody_else(
    counter: Counter, make_case: Callable[[Counter], Case], right: Right, role: Role
) -> None:
    case = make_case(counter)
    pat = make.somebody(counter, "Pat", role)
    before, answers = case.written(), dict[Question, Answer]()
    for _ in range(5):
        try:
            case.do(pat, answers)
        except Unanswered as undecided:
            answers |= {each: case.also(each) for each in undecided.questions}
        else:
            break
    assert not any(isinstance(each, Approve) for each in answers)
    assert case.written() != before


def test_another_price_is_another_approval(counter: Counter) -> None:
    debtor, part = make.a_debtor(counter), make.a_part(counter, "CAB-220", 5, price="50.00", cost="60.00")
    lee, pat = make.somebody(counter, "Lee"), make.somebody(counter, "Pat", "parts manager", PIN)
    line = invoicing.line_for(counter, part, debtor, D(1))
    draft = InvoiceDraft(debtor=debtor, lines=[line])
    with pytest.raises(Unanswered) as undecided:
        invoicing.finalise(lee, draft, {})
    (question,) = undecided.value.questions
    assert isinstance(question, Approve)
    assert "CAB-220 at 50.00" in question.sentence
    assert "60.00" not in question.sentence  # who may not see costs does not learn them here
    approval = operators.approve(lee, question, pat.operator.id, PIN)
    line.price = D("40.00")
    with pytest.raises(Unanswered) as undecided:
        invoicing.finalise(lee, draft, {question: approval})
    (other,) = undecided.value.questions
    assert isinstance(other, Approve)
    assert "CAB-220 at 40.00" in other.sentence
    with pytest.raises(Unanswered):
        invoicing.finalise(lee, draft, {other: approval})  # an approval of one thing under the name of another
    assert finalised(counter) == 0


def test_several_lines_below_cost_are_approved_at_once(counter: Counter) -> None:
    debtor = make.a_debtor(counter)
    parts = [make.a_part(counter, f"P-{at}", 5, price="5.00", cost="6.00") for at in range(5)]
    lee, pat = make.somebody(counter, "Lee"), make.somebody(counter, "Pat", "parts manager", PIN)
    draft = InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, each, debtor, D(1)) for each in parts])
    with pytest.raises(Unanswered) as undecided:
        invoicing.finalise(lee, draft, {})
    (question,) = undecided.value.questions
    assert isinstance(question, Approve)
    assert "P-2 at 5.00 and 2 more." in question.sentence
    draft.lines[4].price = D("4.00")  # one that the sentence does not name
    with pytest.raises(Unanswered):
        invoicing.finalise(lee, draft, {question: operators.approve(lee, question, pat.operator.id, PIN)})


@pytest.mark.parametrize("answer", ["yes", "no", "approved by Pat"])
def test_a_word_is_no_approval(counter: Counter, answer: str) -> None:
    case = adjust(counter)
    lee = make.somebody(counter, "Lee")
    question = asked(case, lee, {})
    before = case.written()
    with pytest.raises(Unanswered, match="Who approves"):
        case.do(lee, {question: answer})
    assert case.written() == before


def test_an_approval_that_nobody_gave_is_turned_down(counter: Counter) -> None:
    case = adjust(counter)
    lee = make.somebody(counter, "Lee")
    question = asked(case, lee, {})
    forged = Approval(lee.operator.id, "Lee", question.right, question.what, question.facts)
    before = case.written()
    with pytest.raises(Unanswered, match="Lee may not any more"):
        case.do(lee, {question: forged})
    assert case.written() == before


def test_who_has_the_right_answers_the_question_itself(counter: Counter) -> None:
    case = below_cost(counter)
    with pytest.raises(Unanswered) as undecided:
        case.do(counter, {})
    assert [type(each) for each in undecided.value.questions] == [SellBelowCost]


def test_who_may_sell_below_cost_and_not_see_it_is_asked_without_it(counter: Counter) -> None:
    case = below_cost(counter)
    lee = make.somebody(counter, "Lee")
    operators.save_roles(counter, {("counter", Right.SELL_BELOW_COST): True})
    with pytest.raises(Unanswered) as undecided:
        case.do(lee, {})
    (question,) = undecided.value.questions
    assert question.sentence == "CAB-220: the price 50.00 is below its cost. Sell it all the same?"
    with pytest.raises(Refused, match="CAB-220: type a higher price."):
        case.do(lee, {question: "no"})
    case.do(lee, {question: "yes"})
    assert case.written() == 1


def test_a_posted_adjustment_is_told_again_without_asking(counter: Counter) -> None:
    make.a_part(counter, "CAB-220", 5)
    draft = found(counter, "CAB-220", -1)
    first = adjusting.post(counter, draft)
    assert adjusting.post(make.somebody(counter, "Lee"), draft).number == first.number


def test_what_was_approved_when_a_stocktake_began_is_told_of_its_adjustment(counter: Counter) -> None:
    case = start_stocktake(counter)
    lee, pat = make.somebody(counter, "Lee"), make.somebody(counter, "Pat", "parts manager", PIN)
    answers = dict[Question, Answer]()
    question = asked(case, lee, answers)
    case.do(lee, answers | {question: operators.approve(lee, question, pat.operator.id, PIN)})
    (listed,) = stocktakes.list_stocktakes(counter)
    counting.count(lee, stocktakes.sheet(counter, listed.stocktake_id).counts[0].line_id, D(4), None)
    stocktakes.post(pat, listed.stocktake_id, "", {})
    (done, *_) = tuple(history.every(counter, Wanted(kind="posted documents")).every())
    assert (done.operator, done.told) == ("Pat", "approved by Pat: A stocktake of all bins.")


def test_a_record_that_changes_again_is_not_approved_again(counter: Counter) -> None:
    case = raise_limit(counter)
    lee, pat = make.somebody(counter, "Lee"), make.somebody(counter, "Pat", "office", PIN)
    answers = dict[Question, Answer]()
    question = asked(case, lee, answers)
    case.do(lee, answers | {question: operators.approve(lee, question, pat.operator.id, PIN)})
    debtor = lookup.find_debtors(counter, "Miller")[0].id
    card = debtors.open_card(counter, debtor)
    assert isinstance(counter.clock, make.Clock)
    counter.clock.go_on(minutes=5)
    debtors.save(lee, replace(card, phone="222"), card)
    told = [each.told for each in tuple(history.of_record(counter, "debtor", debtor).every())]
    assert [("approved by Pat" in each) for each in told] == [False, True, False]


def test_the_history_of_an_undone_creditor_invoice_tells_of_both(counter: Counter) -> None:
    case = undo(counter)
    lee, pat = make.somebody(counter, "Lee"), make.somebody(counter, "Pat", "parts manager", PIN)
    answers = dict[Question, Answer]()
    question = asked(case, lee, answers)
    case.do(lee, answers | {question: operators.approve(lee, question, pat.operator.id, PIN)})
    undone, processed = tuple(history.of_record(counter, "creditor invoice", 1).every())
    assert (undone.operator, "approved by Pat" in undone.told) == ("Lee", True)
    assert (processed.operator, processed.told) == ("Kim", "")


def test_the_history_of_a_backorder_names_who_approved(counter: Counter) -> None:
    case = unallocate(counter)
    lee, pat = make.somebody(counter, "Lee"), make.somebody(counter, "Pat", "parts manager", PIN)
    answers = dict[Question, Answer]()
    question = asked(case, lee, answers)
    case.do(lee, answers | {question: operators.approve(lee, question, pat.operator.id, PIN)})
    with counter.db.read() as session:
        backorder = session.scalars(select(models.Backorder.id)).one()
    told = [(each.who, each.what) for each in backorder_history.history(counter, backorder)]
    assert ("Lee", "approved by Pat") in told


def test_costs_are_shown_by_right_alone(counter: Counter) -> None:
    lee = make.somebody(counter, "Lee")
    for look in (
        lambda at: tuple(accounts_read.entries(at, None, None).every()),
        lambda at: tuple(accounts_read.every_line(at, None, None).every()),
        lambda at: accounts_read.lines(at, 1),
    ):
        with pytest.raises(Refused, match="Lee may not see costs"):
            look(lee)
    part = make.a_part(counter, "CAB-220", 5, cost="60.00")
    assert [each.value for each in tuple(stock_card.movements(lee, part.id).every())] == [None]
    operators.save_roles(counter, {("counter", Right.SEE_COST): True})
    assert [each.value for each in tuple(stock_card.movements(lee, part.id).every())] == [D("300.00")]
    assert tuple(accounts_read.entries(lee, None, None).every()) == tuple(
        accounts_read.entries(counter, None, None).every()
    )
