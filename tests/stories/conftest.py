"""What the sentences of the .feature files do: each is said to the program's own services."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, then, when

from app.rules import invoicing as rules
from app.rules.drafts import InvoiceDraft, ReceiptDraft
from app.rules.faults import Unanswered
from app.rules.questions import Answer, Question
from app.rules.stock_questions import CountAgain
from app.rules.stocktaking import AdjustmentDraft, AdjustmentLine, Count, Scope
from app.services import backorder_lists, backorders, check, lookup, supersession
from app.services.buying import ordering, receiving, undoing
from app.services.masters import debtors, parts
from app.services.sales import documents, invoicing, lost_sales
from app.services.stock import adjusting, counting, stocktakes
from app.services.within import posting, shelf
from tests.make import a_creditor, a_debtor, a_part, stock
from tests.services import e_documents
from tests.stories.day import Day

D = Decimal


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return Day(tmp_path)


# ── how the day begins ────────────────────────────────────────────────────────────────────────────────────────────────


@given(parsers.parse("{supplier} sells us {number} for {cost}, and we sell it for {price} plus GST"))
def _(day: Day, supplier: str, number: str, cost: str, price: str) -> None:
    creditor = day.creditors[supplier] = day.creditors.get(supplier) or a_creditor(day.counter, supplier)
    day.parts[number] = a_part(day.counter, number, on_hand=0, price=price, creditor_id=creditor.id)


@given(parsers.parse("{quantity:d} {number} are on the shelf"))
def _(day: Day, quantity: int, number: str) -> None:
    with day.counter.work() as session:
        row = shelf.lock(session, [day.parts[number].id])[day.parts[number].id]
        row.last_cost = D("60.0000")
        shelf.set_opening(session, day.counter, row, D(quantity), D(quantity * 60), shelf.Source("opening"))
        session.flush()
        posting.opening(session, day.counter)


@given(parsers.parse("{who} uses backorders"))
def _(day: Day, who: str) -> None:
    day.debtors[who] = a_debtor(day.counter, who, use_backorders=True)


@given(parsers.parse("{who} does not use backorders"))
def _(day: Day, who: str) -> None:
    day.debtors[who] = a_debtor(day.counter, who, use_backorders=False)


@given(parsers.parse("{who} takes complete lines only"))
def _(day: Day, who: str) -> None:
    card = debtors.open_card(day.counter, day.debtors[who].id)
    debtors.save(day.counter, replace(card, ship_rule="complete lines"), card)


@given(parsers.parse("we sell {number} for {price} plus GST"))
def _(day: Day, number: str, price: str) -> None:
    card = parts.open_card(day.counter, day.parts[number].id)
    parts.save(day.counter, replace(card, list_price=D(price)), card)


# ── selling ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@when(parsers.re(r"(?P<who>\w+) orders (?P<quantity>\d+) (?P<number>[\w-]+)"))
def _(day: Day, who: str, quantity: str, number: str) -> None:
    day.types(who, quantity, number)
    day.finalises()


@when(parsers.re(r"(?P<who>\w+) orders (?P<quantity>\d+) (?P<number>[\w-]+) and waits for what is missing"))
def _(day: Day, who: str, quantity: str, number: str) -> None:
    day.types(who, quantity, number)
    day.finalises("yes")


@when(parsers.parse("{who} has an order of {quantity} {number} kept on the books"))
def _(day: Day, who: str, quantity: str, number: str) -> None:
    day.types(who, quantity, number)
    with pytest.raises(Unanswered) as undecided:
        invoicing.save(day.counter, day.draft, {})
    answers: dict[Question, Answer] = dict.fromkeys(undecided.value.questions, "yes")
    day.invoice = invoicing.save(day.counter, day.draft, answers).invoice_id


@when(parsers.parse('we answer "{answer}"'))
def _(day: Day, answer: str) -> None:
    day.finalises(answer)


@when(parsers.parse("we invoice what is ready for {who}"))
def _(day: Day, who: str) -> None:
    debtor = lookup.debtor(day.counter, day.debtors[who].id)
    ready = [(line.id, line.ready) for line in backorder_lists.for_debtor(day.counter, debtor.id) if line.ready]
    lines = invoicing.fill_lines(day.counter, debtor, ready, {})
    day.draft, day.asked = InvoiceDraft(debtor=debtor, lines=list(lines)), ()
    day.finalises()
    assert day.asked == ()


@when(parsers.parse("we recall {who}'s order, move what is ready, and finalise it"))
def _(day: Day, who: str) -> None:
    day.draft, day.asked = invoicing.recall(day.counter, day.invoice), ()
    for line in day.draft.lines:
        rules.move_ready(line)
    day.finalises()
    assert day.asked == ()


@when(parsers.parse('{who} no longer wants {quantity} of the {number}, because "{reason}"'))
def _(day: Day, who: str, quantity: str, number: str, reason: str) -> None:
    (line,) = backorder_lists.every(day.counter, debtor_id=day.debtors[who].id, part_id=day.parts[number].id)
    day.told = backorders.cancel(day.counter, line.id, D(quantity), reason).sentence


@when(parsers.parse("the price of {number} becomes {price}"))
def _(day: Day, number: str, price: str) -> None:
    card = parts.open_card(day.counter, day.parts[number].id)
    parts.save(day.counter, replace(card, list_price=D(price)), card)


# ── buying ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def proposed(day: Day, supplier: str) -> list[ordering.BackorderProposal]:
    proposals = ordering.proposals(day.counter, day.creditors[supplier].id, True)
    return [each for each in proposals if each.ticked]


@when(parsers.parse("we get the backorders into a stock order to {supplier}"))
def _(day: Day, supplier: str) -> None:
    order = ordering.new(day.counter, day.creditors[supplier].id)
    order.lines = [ordering.line_from(each) for each in proposed(day, supplier)]
    day.order = ordering.finalise(day.counter, order, {}).order_id


def receive(day: Day, supplier: str, quantity: str, number: str, *, close: bool = False) -> None:
    receipt: ReceiptDraft = receiving.new(day.counter, day.creditors[supplier].id, [day.order])
    receipt.their_number = f"R-{len(receiving.list_receipts(day.counter)) + 1}"
    (line,) = [each for each in receipt.lines if each.number == number]
    line.billed = line.received = D(quantity)
    line.close_remainder = close
    receipt.total = receiving.sums(day.counter, receipt).total
    day.filled = receiving.process(day.counter, receipt, {}).filled


@when(parsers.re(r"(?P<supplier>\w+)'s invoice brings (?P<quantity>\d+) (?P<number>[\w-]+)"))
def _(day: Day, supplier: str, quantity: str, number: str) -> None:
    receive(day, supplier, quantity, number)


@when(
    parsers.re(r"(?P<supplier>\w+)'s invoice brings (?P<quantity>\d+) (?P<number>[\w-]+), and the remainder is closed")
)
def _(day: Day, supplier: str, quantity: str, number: str) -> None:
    receive(day, supplier, quantity, number, close=True)


# ── numbers that take the place of others ─────────────────────────────────────────────────────────────────────────────


@given(parsers.parse("{old} is superseded by {new}"))
@when(parsers.parse("{new} takes the place of {old}"))
def _(day: Day, old: str, new: str) -> None:
    card = parts.open_card(day.counter, day.parts[old].id)
    parts.save(day.counter, replace(card, superseded_by=new), card)


@when(parsers.re(r"(?P<who>\w+) asks for (?P<quantity>\d+) (?P<number>[\w-]+)"))
def _(day: Day, who: str, quantity: str, number: str) -> None:
    offer = supersession.offer(day.counter, day.part(number), day.debtors[who], D(quantity))
    day.asked = (offer.question,) if offer else ()


@when(parsers.parse("we let those who wait for old numbers have the new ones"))
def _(day: Day) -> None:
    (creditor,) = {each.id for each in day.creditors.values()}
    with pytest.raises(Unanswered) as undecided:
        supersession.for_ordering(day.counter, creditor, True)
    supersession.for_ordering(day.counter, creditor, True, answers=dict.fromkeys(undecided.value.questions, "yes"))


@when(parsers.re(r"(?P<supplier>\w+)'s parcel of (?P<quantity>\d+) (?P<number>[\w-]+) is opened"))
def _(day: Day, supplier: str, quantity: str, number: str) -> None:
    day.receipt = receiving.new(day.counter, day.creditors[supplier].id, [])
    day.receipt.lines = [receiving.line_for(day.part(number), D(quantity))]
    opened(day)


@when(parsers.re(r"(?P<supplier>\w+) sends (?P<quantity>\d+) (?P<new>[\w-]+) for the (?P<old>[\w-]+) we ordered"))
def _(day: Day, supplier: str, quantity: str, new: str, old: str) -> None:
    day.receipt = receiving.new(day.counter, day.creditors[supplier].id, [day.order])
    found = supersession.ordered_before(day.counter, day.receipt, day.part(new))
    assert found is not None and found[1].number == old
    day.receipt.lines = [replace(supersession.received_as(found[1], day.part(new)), received=D(quantity))]
    opened(day)


def opened(day: Day) -> None:
    day.receipt.their_number = f"R-{len(receiving.list_receipts(day.counter)) + 1}"
    with pytest.raises(Unanswered) as undecided:
        receiving.process(day.counter, day.receipt, {})
    day.asked = undecided.value.questions


@when("we give them the new number")
def _(day: Day) -> None:
    day.filled = receiving.process(day.counter, day.receipt, dict.fromkeys(day.asked, "yes")).filled


@when("that parcel turns out to be for another shop, and its creditor invoice is undone")
def _(day: Day) -> None:
    (done,) = receiving.list_receipts(day.counter)
    with pytest.raises(Unanswered) as undecided:
        undoing.undo(day.counter, done.creditor_invoice_id, "for another shop", {})
    undoing.undo(
        day.counter, done.creditor_invoice_id, "for another shop", dict.fromkeys(undecided.value.questions, "yes")
    )


@then(parsers.parse("{who} waits for {quantity} {number} again"))
def _(day: Day, who: str, quantity: str, number: str) -> None:
    lines = [each for each in backorder_lists.every(day.counter) if each.debtor == who]
    assert [(each.number, each.open, each.allocated) for each in lines] == [(number, D(quantity), D(0))]


@then(parsers.parse('the old number is proposed, because "{said}"'))
def _(day: Day, said: str) -> None:
    (question,) = day.asked
    assert (question.default, said in question.sentence) == ("no", True)


@then(parsers.parse('the invoice says "{number}" and "{note}"'))
def _(day: Day, number: str, note: str) -> None:
    (line,) = documents.invoice_facts(day.counter, day.invoice).lines
    assert (line.number, line.note) == (number, note)


# ── counting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@when(parsers.re(r"(?P<quantity>\d+) (?P<number>[\w-]+) are (?P<how>found|lost)"))
def _(day: Day, quantity: str, number: str, how: str) -> None:
    line = AdjustmentLine(part=day.part(number), change=D(quantity) if how == "found" else -D(quantity))
    done = adjusting.post(day.counter, AdjustmentDraft(reason="Counted", lines=[line]))
    day.filled, day.taken_back = done.filled, done.withdrawn


@when("we begin to count")
def _(day: Day) -> None:
    day.stocktake = stocktakes.start(day.counter, Scope(), "the shelves").stocktake_id


def count_of(day: Day, number: str) -> Count:
    counts = stocktakes.sheet(day.counter, day.stocktake).counts
    return next(each for each in counts if each.part.number == number)


@when(parsers.re(r"(?P<quantity>\d+) (?P<number>[\w-]+) are counted"))
def _(day: Day, quantity: str, number: str) -> None:
    line = count_of(day, number)
    counting.count(day.counter, line.line_id, D(quantity), line.counted)


@when(parsers.parse("we count {number} again"))
def _(day: Day, number: str) -> None:
    answers = {CountAgain(10001, 1): "yes"}
    counting.count_again(day.counter, day.stocktake, [count_of(day, number).line_id], answers)


@when("what was counted is posted")
def _(day: Day) -> None:
    stocktakes.post(day.counter, day.stocktake, "", {})


# ── what is seen ──────────────────────────────────────────────────────────────────────────────────────────────────────


@then(parsers.parse('we are asked "{sentence}"'))
def _(day: Day, sentence: str) -> None:
    assert [question.sentence for question in day.asked] == [sentence]


@then(parsers.parse("the invoice is {total} with GST {gst}, and {waiting} are on backorder"))
def _(day: Day, total: str, gst: str, waiting: str) -> None:
    facts = documents.invoice_facts(day.counter, day.invoice)
    assert (facts.kind, facts.inc, facts.gst) == ("tax invoice", D(total), D(gst))
    assert sum(line.backordered for line in facts.lines) == D(waiting)


@then(parsers.parse("{quantity} {number} are on order"))
def _(day: Day, quantity: str, number: str) -> None:
    assert day.part(number).on_order == D(quantity)


@then(parsers.parse("{quantity} {number} are free on the shelf"))
def _(day: Day, quantity: str, number: str) -> None:
    assert day.part(number).available == D(quantity)


@then("getting the backorders again proposes nothing")
def _(day: Day) -> None:
    assert [proposed(day, supplier) for supplier in day.creditors] == [[]]


@then(parsers.parse("getting the backorders again proposes {quantity} {number}"))
def _(day: Day, quantity: str, number: str) -> None:
    (proposal,) = [each for supplier in day.creditors for each in proposed(day, supplier)]
    assert (proposal.part.number, proposal.quantity) == (number, D(quantity))


@then(parsers.parse("backorders have been filled: {quantity} {number} for {who}"))
def _(day: Day, quantity: str, number: str, who: str) -> None:
    assert (D(quantity), number, who) in [(each.quantity, each.number, each.debtor) for each in day.filled]


@then(parsers.parse("ready to invoice are {quantity} {number} for {who}"))
def _(day: Day, quantity: str, number: str, who: str) -> None:
    ready = [(line.ready, line.number, line.debtor) for line in backorder_lists.ready(day.counter)]
    assert (D(quantity), number, who) in ready


@then(parsers.parse("{quantity} {number} are taken back from {who}"))
def _(day: Day, quantity: str, number: str, who: str) -> None:
    assert [(each.quantity, each.number, each.debtor) for each in day.taken_back] == [(D(quantity), number, who)]


@then(parsers.parse("{quantity} {number} are on hand, worth {value}"))
def _(day: Day, quantity: str, number: str, value: str) -> None:
    assert stock(day.counter, day.part(number))[:2] == (D(quantity), D(value))


@then(parsers.parse("a sale explains why {number} differs"))
def _(day: Day, number: str) -> None:
    assert count_of(day, number).explained


@then("nothing is ready to invoice")
def _(day: Day) -> None:
    assert backorder_lists.ready(day.counter) == ()


@then(parsers.parse("nobody waits for {number}"))
def _(day: Day, number: str) -> None:
    assert backorder_lists.every(day.counter, part_id=day.parts[number].id) == ()


@then(parsers.parse('we are told "{sentence}"'))
def _(day: Day, sentence: str) -> None:
    assert day.told == sentence


@then(parsers.parse('a lost sale of {quantity} {number} is recorded because of "{reason}"'))
def _(day: Day, quantity: str, number: str, reason: str) -> None:
    lost = lost_sales.every(day.counter)
    assert [(each.quantity, each.number, each.reason) for each in lost] == [(D(quantity), number, reason)]


@then("the books hold")
def _(day: Day) -> None:
    assert [(each.says, each.broken) for each in check.prove(day.counter) if not each.holds] == []
    e_documents.every_one_is_valid(day.counter)
    day.counter.db.close()
