"""The counter's day on a real database: every figure from what was really sold, promised, ordered and received."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.rules.drafts import InvoiceDraft
from app.rules.faults import Unanswered
from app.rules.questions import Answer, PutOnBackorder, Question
from app.services import backorder_lists, backorders, home, lookup
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.home import Aged, LateCount, OrdersCount, WeekFilled
from app.services.sales import documents, invoicing
from tests.make import TODAY, Clock, a_creditor, a_debtor, a_part
from tests.services.goods import an_order, paper, sent, waits

D = Decimal


def clock(counter: Counter) -> Clock:
    assert isinstance(counter.clock, Clock)
    return counter.clock


def sells(counter: Counter, number: str, quantity: int, answer: str = "yes") -> None:
    """So much of a part is asked for at the counter; what is not there goes on backorder, or with “no” is lost."""
    debtor = a_debtor(counter)
    (part,) = lookup.exact_part(counter, number)
    draft = InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, D(quantity))])
    answers: dict[Question, Answer] = {}
    while True:
        try:
            invoicing.finalise(counter, draft, answers)
        except Unanswered as undecided:
            answers |= {
                each: answer if isinstance(each, PutOnBackorder) else each.default for each in undecided.questions
            }
        else:
            return


def test_a_new_shop_has_a_quiet_day(counter: Counter) -> None:
    day = home.day(counter)
    assert day.ready == backorder_lists.ReadyCount(0, 0)
    assert day.late == LateCount(0, 0)
    assert (day.to_send, day.due) == (OrdersCount(0, 0), OrdersCount(0, 0))
    assert not day.has_parts
    assert home.drawn(counter) == home.Drawn((), ())


def test_what_arrived_for_those_who_wait_is_ready(counter: Counter) -> None:
    creditor, part = a_creditor(counter), a_part(counter, "CAB-220", on_hand=0)
    miller, jones = (a_debtor(counter, name, backorder_mode="automatic") for name in ("Miller Motors", "Jones"))
    for debtor in (miller, miller, jones):
        waits(counter, part, 2, debtor)
    assert home.day(counter).has_parts
    assert home.day(counter).ready == backorder_lists.ReadyCount(0, 0)
    receiving.process(counter, paper(counter, creditor, "A-1", sent(counter, creditor, (part, 6))), {})
    assert home.day(counter).ready == backorder_lists.ReadyCount(3, 2)


def test_a_promise_is_late_the_day_after(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    for each in (waits(counter, part, 2), waits(counter, part, 1)):
        backorders.promise(counter, each, TODAY)
    assert home.day(counter).late == LateCount(0, 0)
    clock(counter).go_on(days=1)
    assert home.day(counter).late == LateCount(2, len({each.debtor_id for each in backorder_lists.every(counter)}))
    backorders.cancel(counter, backorder_lists.every(counter)[0].id, D(2), "bought elsewhere")
    assert home.day(counter).late.lines == 1


def test_orders_are_to_send_until_they_are_sent_and_due_from_the_expected_day(counter: Counter) -> None:
    creditor = a_creditor(counter, lead_days=3)
    part = a_part(counter, "CAB-220")
    ordering.save(counter, an_order(counter, creditor, (part, 10)))
    sent(counter, creditor, (part, 5))
    assert home.day(counter).to_send == OrdersCount(1, 1)
    assert home.day(counter).due == OrdersCount(0, 0)
    clock(counter).go_on(days=3)
    assert home.day(counter).due == OrdersCount(1, 1, overdue=0)
    clock(counter).go_on(days=1)
    assert home.day(counter).due == OrdersCount(1, 1, overdue=1)
    (due,) = home.deliveries_due(counter)
    assert (due.creditor, due.outstanding) == (creditor.name, D(5))
    assert [each.number for each in home.orders_to_send(counter)] == [None]


def test_an_order_that_is_final_and_never_went_out_is_to_send_until_it_went_or_something_came(counter: Counter) -> None:
    creditor = a_creditor(counter)
    part = a_part(counter, "CAB-220")
    told, came = (ordering.finalise(counter, an_order(counter, creditor, (part, 5)), {}).order_id for _ in range(2))
    assert [(each.order_id, each.status) for each in home.orders_to_send(counter)] == [
        (came, "not sent"), (told, "not sent"),
    ]  # fmt: skip
    assert home.day(counter).to_send == OrdersCount(2, 1)
    documents.printed(counter, "stock order", told, "phone", "phone")
    draft = paper(counter, creditor, "A1", came)
    draft.lines[0].received = draft.lines[0].billed = D(2)
    receiving.process(counter, draft, {})
    assert home.orders_to_send(counter) == ()
    assert {each.status for each in ordering.list_orders(counter)} == {"sent", "part received"}


def test_the_fill_rate_counts_lines_supplied_in_full_at_once(counter: Counter) -> None:
    a_part(counter, "CAB-220", on_hand=4)
    sells(counter, "FREIGHT", 1)
    sells(counter, "CAB-220", 2)
    sells(counter, "CAB-220", 3, answer="no")
    sells(counter, "CAB-220", 3, answer="yes")
    monday = TODAY - timedelta(days=TODAY.weekday())
    assert home.drawn(counter).weeks == (WeekFilled(monday, 3, 1),)
    assert home.drawn(counter).weeks[0].rate == D("33.33")
    clock(counter).go_on(days=7)
    a_part(counter, "OIL-5", on_hand=9)
    sells(counter, "OIL-5", 9)
    assert [(week.monday, week.rate) for week in home.drawn(counter).weeks] == [
        (monday, D("33.33")),
        (monday + timedelta(days=7), D("100.00")),
    ]
    clock(counter).go_on(days=7 * home.WEEKS)
    assert home.drawn(counter).weeks == ()


def test_open_backorders_are_counted_by_their_weeks(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    gone = waits(counter, part, 5)
    backorders.cancel(counter, gone, D(5), "bought elsewhere")
    waits(counter, part, 1)
    clock(counter).go_on(days=57)
    waits(counter, part, 1)
    clock(counter).go_on(days=6)
    waits(counter, part, 1)
    assert home.drawn(counter).ages == (
        Aged("under 1", 2),
        Aged("1 to 2", 0),
        Aged("2 to 4", 0),
        Aged("4 to 8", 0),
        Aged("over 8", 1),
    )
