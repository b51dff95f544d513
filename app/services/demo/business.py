"""The demo shop at work: what people at its counter do, through the services and by a clock that moves.

It must not know the story that is told with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import TypeVar

from app.rules.drafts import InvoiceDraft, OrderDraft, ReceiptDraft
from app.rules.faults import Unanswered
from app.rules.found import DebtorFound, PartFound
from app.rules.questions import Answer, Answers, Payment, PutOnBackorder, Question, RecordLostSale, TakePayment
from app.services import backorder_lists, backorders, lookup
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.demo import opening as demo_masters
from app.services.sales import documents, invoicing

T = TypeVar("T")
Wanted = tuple[str, int | str | Decimal]
"""A part's number and how many."""

DAYS = 30
"""Working days of history before the demo's day."""
_OPENS = time(7, 30)
_SATURDAY = 5
_SEED = 220
_ORDER = "stock order"
_SALESPEOPLE = ("Kim", "Dana", "Tom")


class Clock:
    """A clock that stands still until somebody lets time pass."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def first_morning(day: date) -> datetime:
    """When the door is opened for the first time in the history before `day`."""
    return _opening(_calendar(day)[DAYS])


class Business:
    """The shop with its parts and people by number and code. Days are counted in working days before the demo's day."""

    def __init__(self, counter: Counter, day: date) -> None:
        self._calendar = _calendar(day)
        self.clock = Clock(_opening(self.day(DAYS)))
        self.counter = replace(counter, clock=self.clock)
        self.random = Random(_SEED)
        self.on_demand = demo_masters.bought_on_demand()
        self.parts: dict[str, int] = {}
        self.debtors: dict[str, int] = {}
        self.creditors: dict[str, int] = {}
        self._drafts = count(1)
        self._bills = count(48217)

    def open(self) -> None:
        """Put the shop's parts and people into its books."""
        demo_masters.bring_in(self.counter)
        self.parts, self.debtors, self.creditors = demo_masters.ids(self.counter)

    def day(self, before: int) -> date:
        """The working day so many before the demo's day; below zero: so many after it."""
        return self._calendar[before]

    def begin_day(self, before: int) -> None:
        """The door is opened."""
        self.clock.moment = _opening(self.day(before))

    def debtor(self, code: str) -> DebtorFound:
        """The debtor as it is at this moment."""
        return lookup.debtor(self.counter, self.debtors[code])

    def part(self, number: str) -> PartFound:
        """The part as it is at this moment."""
        return lookup.part(self.counter, self.parts[number])

    def chance(self, percent: int) -> bool:
        """Whether it happens this time, when it happens in so many of a hundred."""
        return self.random.randrange(100) < percent

    # ---- selling

    def draft(
        self, whom: str | DebtorFound, *wanted: Wanted, customer_order: str = "", name: str = "", phone: str = ""
    ) -> InvoiceDraft:
        """An invoice of this debtor, or of the one with this code, for these parts; not on the books yet."""
        debtor = self.debtor(whom) if isinstance(whom, str) else whom
        numbers = {self.parts[number]: Decimal(quantity) for number, quantity in wanted}
        found = lookup.parts(self.counter, list(numbers)).values()
        lines = invoicing.lines_for(self.counter, debtor, [(part, numbers[part.id]) for part in found])
        return InvoiceDraft(
            debtor=debtor,
            name=name,
            phone=phone,
            customer_order=customer_order,
            salesperson=self.random.choice(_SALESPEOPLE),
            lines=list(lines),
            key=self._key(),
        )

    def sell(self, code: str, *wanted: Wanted, customer_order: str = "", name: str = "", phone: str = "") -> int:
        """A finalised invoice; what is short goes on backorder where it may. Returns its key."""
        draft = self.draft(code, *wanted, customer_order=customer_order, name=name, phone=phone)
        return self.finalise(draft)

    def finalise(self, draft: InvoiceDraft, decide: Callable[[Question], Answer] | None = None) -> int:
        """Post the invoice; returns its key."""
        self.clock_goes_on()
        written = answered(lambda given: invoicing.finalise(self.counter, draft, given), decide or usual_answer)
        return written.invoice_id

    def save(self, draft: InvoiceDraft) -> int:
        """Put an order or a quote on the books; returns its key."""
        self.clock_goes_on()
        return answered(lambda given: invoicing.save(self.counter, draft, given), usual_answer).invoice_id

    def fill(self, code: str, ready: Collection[tuple[int, Decimal]]) -> int:
        """Invoice what is ready of these backorders of the debtor; returns the invoice's key."""
        draft = self.draft(code)
        assert draft.debtor is not None
        lines = invoicing.fill_lines(self.counter, draft.debtor, list(ready), {})
        return self.finalise(replace(draft, lines=list(lines)))

    def invoice_quote(self, quote_id: int) -> None:
        """A quote becomes an invoice."""
        draft = invoicing.make_invoice(self.counter, invoicing.recall(self.counter, quote_id), {})
        self.finalise(replace(draft, key=self._key()))

    def delete(self, invoice_id: int) -> None:
        """Take a saved order off the books."""
        self.clock_goes_on()
        answered(lambda given: invoicing.delete(self.counter, invoice_id, given), lambda _question: "yes")

    # ---- backorders

    def backorder(self, code: str, number: str) -> int:
        """The open backorder of this debtor for this part."""
        lines = backorder_lists.every(self.counter, debtor_id=self.debtors[code], part_id=self.parts[number])
        return lines[-1].id

    def promise(self, backorder_id: int, before: int) -> None:
        """Promise it for a day."""
        backorders.promise(self.counter, backorder_id, self.day(before))

    # ---- buying

    def order(self, code: str, *wanted: Wanted, due: int) -> int:
        """A stock order that is sent; `due` is the day it is expected, before the demo's. Returns its key."""
        draft = self.order_draft(code, due)
        assert draft.creditor is not None
        for number, quantity in wanted:
            line = ordering.line_for(self.counter, draft.creditor, self.part(number), Decimal(quantity), draft)
            draft.lines.append(line)
        return self.send(draft)

    def order_draft(self, code: str, due: int) -> OrderDraft:
        """An order to this creditor, with nothing on it yet."""
        draft = ordering.new(self.counter, self.creditors[code])
        return replace(draft, expected=self.day(due), key=self._key())

    def fill_shelves(self, draft: OrderDraft) -> None:
        """Onto the order what those who wait need and what shelves lack; what is bought on demand is left alone."""
        assert draft.creditor is not None
        proposed = ordering.proposals(self.counter, draft.creditor.id, True, draft)
        draft.lines += [
            ordering.line_from(each) for each in proposed if each.ticked and each.number not in self.on_demand
        ]
        draft.lines += ordering.suggest(self.counter, draft.creditor.id, draft)

    def send(self, draft: OrderDraft) -> int:
        """Finalise the stock order, which the creditor is told by e-mail; returns its key."""
        self.clock_goes_on()
        order_id = ordering.finalise(self.counter, draft, {}).order_id
        documents.printed(self.counter, _ORDER, order_id, _ORDER, "e-mail")
        return order_id

    def save_order(self, draft: OrderDraft) -> None:
        """Leave the stock order on the books, not sent."""
        self.clock_goes_on()
        ordering.save(self.counter, draft)

    def bill(self, code: str, order_id: int, freight: str = "0.00") -> ReceiptDraft:
        """The creditor's invoice for all that is outstanding on an order."""
        draft = receiving.new(self.counter, self.creditors[code], [order_id])
        their_number = f"{code[:2]}{next(self._bills)}"
        return replace(draft, their_number=their_number, freight=Decimal(freight), key=self._key())

    def receive(self, draft: ReceiptDraft) -> None:
        """Process the creditor's invoice: the goods come in, and those who wait get theirs."""
        self.clock_goes_on()
        answered(lambda given: receiving.process(self.counter, draft, given), usual_answer)

    def save_bill(self, draft: ReceiptDraft) -> None:
        """Leave the creditor's invoice on the books, nothing received."""
        self.clock_goes_on()
        receiving.save(self.counter, draft)

    def clock_goes_on(self) -> None:
        """Some minutes pass before the next customer."""
        self.clock.moment += timedelta(minutes=self.random.randint(4, 16))

    def _key(self) -> str:
        return f"demo {next(self._drafts)}"


def usual_answer(question: Question) -> Answer:
    """What the counter says when nothing speaks against it."""
    match question:
        case TakePayment():
            return (Payment("EFTPOS", question.total),)
        case PutOnBackorder() | RecordLostSale():
            return question.default
        case _:
            return "yes"


def answered(call: Callable[[Answers], T], decide: Callable[[Question], Answer]) -> T:
    """The call with everything answered that it asks."""
    answers: dict[Question, Answer] = {}
    while True:
        try:
            return call(answers)
        except Unanswered as undecided:
            answers |= {question: decide(question) for question in undecided.questions}


def _opening(day: date) -> datetime:
    """On the shop's own clock, so that the day is the day wherever the shop is."""
    return datetime.combine(day, _OPENS).astimezone()


def _calendar(day: date) -> dict[int, date]:
    """Working days by how many they are before `day`, which is one itself."""
    found = {0: day}
    for step in (1, -1):
        at = day
        for before in range(step, step * (DAYS + 1), step):
            at -= timedelta(days=step)
            while at.weekday() >= _SATURDAY:
                at -= timedelta(days=step)
            found[before] = at
    return found
