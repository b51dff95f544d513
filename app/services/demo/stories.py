"""What the demo shop has to show besides ordinary days: a backorder in every state, and documents on the books.

Each story is told in the order in which it happens; `yield 9` lets time pass until nine working days before the demo's
day. The parts are those that the shop buys on demand only, so no ordinary sale comes between. It must not know how
anything is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from app.rules.drafts import InvoiceDraft
from app.rules.money import rounded
from app.services import backorders, setup
from app.services.buying import ordering
from app.services.demo.business import Business
from app.services.masters import debtors

Story = Iterator[int]


def _two_here_and_ten_on_order(shop: Business) -> Story:
    """CAB-220: 2 available, 10 on order; whoever asks for 5 is asked whether 3 go on backorder."""
    yield 21
    shop.sell("THI001", ("CAB-220", 2), customer_order="Tow truck 2")
    yield 2
    shop.order("WES001", ("CAB-220", 10), due=-3)


def _waits_and_nobody_has_ordered(shop: Business) -> Story:
    yield 4
    shop.sell("MIL001", ("CAB-145", 1), customer_order="Rego 441")
    yield 1
    shop.sell("BOW001", ("CAB-145", 2))


def _on_order_and_promised(shop: Business) -> Story:
    yield 6
    shop.sell("RED001", ("BRK-415", 4), customer_order="PO 7720")
    yield 5
    shop.order("BRA001", ("BRK-415", 6), due=-2)
    shop.promise(shop.backorder("RED001", "BRK-415"), -3)


def _promise_runs_late(shop: Business) -> Story:
    yield 14
    shop.sell("SUT001", ("ENG-118", 1), customer_order="Truck 12")
    yield 13
    shop.order("IRO001", ("ENG-118", 1), due=3)
    shop.promise(shop.backorder("SUT001", "ENG-118"), 2)


def _ready_since_yesterday(shop: Business) -> Story:
    yield 9
    shop.sell("HAL001", ("HYD-205", 2), ("HYD-220", 1), customer_order="Excavator 3")
    order = shop.order("PLA001", ("HYD-205", 2), ("HYD-220", 1), due=1)
    yield 1
    shop.receive(shop.bill("PLA001", order, "24.00"))


def _ready_and_told(shop: Business) -> Story:
    yield 12
    shop.sell("GOU001", ("ENG-266", 1))
    order = shop.order("IRO001", ("ENG-266", 1), due=3)
    yield 3
    shop.receive(shop.bill("IRO001", order))
    yield 2
    backorders.tell(shop.counter, [shop.backorder("GOU001", "ENG-266")])


def _two_of_five_have_come(shop: Business) -> Story:
    yield 8
    shop.sell("CAM001", ("BRG-640", 5), customer_order="PO 3055")
    order = shop.order("MER001", ("BRG-640", 5), due=-1)
    yield 2
    bill = shop.bill("MER001", order)
    bill.lines[0].billed = bill.lines[0].received = Decimal(2)
    shop.receive(bill)


def _held_while_it_waits(shop: Business) -> Story:
    yield 11
    shop.sell("FIG001", ("ELE-330", 2))
    yield 7
    backorders.hold(shop.counter, shop.backorder("FIG001", "ELE-330"), "Bus is off the road until next month")


def _held_with_its_goods(shop: Business) -> Story:
    yield 10
    shop.sell("ULL001", ("ELE-154", 1), customer_order="FV Petrel")
    order = shop.order("VOL001", ("ELE-154", 1), due=5)
    yield 5
    shop.receive(shop.bill("VOL001", order))
    yield 4
    backorders.hold(shop.counter, shop.backorder("ULL001", "ELE-154"), "Boat is at sea until the end of the month")


def _no_longer_wanted(shop: Business) -> Story:
    yield 13
    shop.sell("NOW001", ("CAB-185", 3))
    yield 6
    backorders.cancel(shop.counter, shop.backorder("NOW001", "CAB-185"), Decimal(2), "Found them elsewhere")


def _half_no_longer_wanted(shop: Business) -> Story:
    yield 12
    shop.sell("TAL001", ("CAB-120", 4), customer_order="PO 1881")
    shop.order("WES001", ("CAB-120", 4), due=-4)
    yield 5
    backorders.cancel(shop.counter, shop.backorder("TAL001", "CAB-120"), Decimal(2), "One truck was sold")


def _came_and_was_invoiced(shop: Business) -> Story:
    yield 18
    shop.sell("HAL001", ("MAC-510", 2), customer_order="Excavator 8")
    order = shop.order("PLA001", ("MAC-510", 2), due=10)
    yield 10
    shop.receive(shop.bill("PLA001", order, "36.00"))
    yield 9
    shop.fill("HAL001", [(shop.backorder("HAL001", "MAC-510"), Decimal(2))])


def _here_but_the_rest_is_not(shop: Business) -> Story:
    """One debtor takes complete orders, the other complete lines: what is allocated is not ready yet."""
    yield 7
    shop.sell("COA001", ("BRK-416", 2), ("CAB-225", 1), customer_order="Van 6")
    shop.sell("ILL001", ("BRK-416", 6), customer_order="PO 60417")
    order = shop.order("BRA001", ("BRK-416", 8), due=-1)
    yield 2
    bill = shop.bill("BRA001", order)
    bill.lines[0].billed = bill.lines[0].received = Decimal(6)
    shop.receive(bill)


def _bought_for_one_customer(shop: Business) -> Story:
    yield 10
    shop.sell("BAT001", ("ENG-306", 1), customer_order="PO 219")
    special = shop.backorder("BAT001", "ENG-306")
    backorders.mark_special(shop.counter, special, True)
    backorders.set_priority(shop.counter, special, 5)
    shop.order("IRO001", ("ENG-306", 1), due=0)
    yield 4
    shop.sell("CAN001", ("ENG-306", 1))


def _two_wait_and_six_come_today(shop: Business) -> Story:
    """5 and 3 are wanted and 6 come: the one who has waited longer gets 5, the other 1."""
    yield 6
    shop.sell("APP001", ("FIL-720", 5), customer_order="Loader 2")
    yield 5
    shop.sell("MIL001", ("FIL-720", 3))
    yield 3
    shop.order("SOU001", ("FIL-720", 6), due=0)


def _walk_in_waits(shop: Business) -> Story:
    yield 5
    shop.sell(setup.CASH_DEBTOR, ("MAC-481", 1), ("OIL-320", 2), name="Bruno Caputo", phone="0491 571 804")


def _order_on_the_books_is_ready(shop: Business) -> Story:
    """Recalling it asks whether what has come is to be included."""
    yield 8
    shop.save(shop.draft("HEL001", ("HYD-250", 1), ("SEL-200", 2), customer_order="Grader"))
    order = shop.order("PLA001", ("HYD-250", 1), due=1)
    yield 1
    shop.receive(shop.bill("PLA001", order))


def _orders_on_the_books(shop: Business) -> Story:
    yield 11
    changed_his_mind = shop.save(shop.draft("ROB001", ("MAC-499", 10)))
    yield 10
    shop.delete(changed_his_mind)
    yield 2
    shop.save(shop.draft("SHE001", ("ELE-226", 2), ("OIL-320", 6), customer_order="WO 5512"))
    yield 1
    shop.save(shop.draft("JON001", ("MAC-427", 2), ("MAC-436", 2), ("OIL-280", 1)))


def _quotes(shop: Business) -> Story:
    yield 29
    shop.save(_quote(shop, "GER001", ("ELE-136", 1), ("ELE-154", 1)))
    yield 15
    taken = shop.save(_quote(shop, "PIC001", ("MAC-427", 2), ("MAC-526", 1)))
    yield 12
    shop.invoice_quote(taken)
    yield 2
    shop.save(_quote(shop, "BER001", ("ENG-258", 1), ("BLT-910", 1), ("OIL-310", 2)))


def _order_not_sent(shop: Business) -> Story:
    yield 1
    draft = shop.order_draft("WES001", due=-4)
    shop.fill_shelves(draft)
    assert draft.creditor is not None
    draft.lines.append(ordering.line_for(shop.counter, draft.creditor, shop.part("CAB-185"), Decimal(1), draft))
    shop.save_order(draft)


def _bill_not_processed(shop: Business) -> Story:
    yield 4
    order = shop.order("CAS001", ("OIL-200", 6), ("OIL-260", 4), due=1)
    yield 1
    shop.save_bill(shop.bill("CAS001", order, "45.00"))


def _not_made_any_more(shop: Business) -> Story:
    yield 16
    order = shop.order("VOL001", ("ELE-361", 3), due=11)
    yield 11
    bill = shop.bill("VOL001", order)
    bill.lines[0].billed = bill.lines[0].received = Decimal(1)
    shop.receive(bill)
    yield 9
    lines = [line.line_id for line in ordering.order_lines(shop.counter, order)]
    ordering.close_short(shop.counter, order, lines, "Not made any more")


def _stop_credit(shop: Business) -> Story:
    yield 17
    shop.sell("STA001", ("ELE-330", 1), ("ELE-109", 1))
    yield 8
    card = debtors.open_card(shop.counter, shop.debtors["STA001"])
    notes = "On stop until the account of last quarter is paid."
    debtors.save(shop.counter, replace(card, stop_credit=True, notes=notes), card)


def _near_the_limit(shop: Business) -> Story:
    yield 3
    shop.sell("KIA001", ("ENG-258", 1), ("ENG-330", 1), customer_order="Slipway")
    yield 1
    card = debtors.open_card(shop.counter, shop.debtors["KIA001"])
    hundreds = rounded(debtors.balance(shop.counter, shop.debtors["KIA001"]) / 100 + 1, 0)
    debtors.save(shop.counter, replace(card, credit_limit=rounded(hundreds * 100)), card)


def _paid_in_advance(shop: Business) -> Story:
    """A deposit of the full price: one of three has come and cost nothing more, for two the money is held."""
    yield 12
    card = debtors.open_card(shop.counter, shop.debtors["GER001"])
    debtors.save(shop.counter, replace(card, charge_deposits="always"), card)
    shop.sell("GER001", ("ENG-412", 3), customer_order="Mixers 4, 5, 7")
    order = shop.order("IRO001", ("ENG-412", 3), due=-2)
    yield 5
    bill = shop.bill("IRO001", order, "35.00")
    bill.lines[0].billed = bill.lines[0].received = Decimal(1)
    shop.receive(bill)
    yield 3
    shop.fill("GER001", [(shop.backorder("GER001", "ENG-412"), Decimal(1))])


def _paid_in_advance_and_ready(shop: Business) -> Story:
    """One slew motor is no longer wanted, its deposit went back to the account; the other one has come."""
    yield 15
    card = debtors.open_card(shop.counter, shop.debtors["BER001"])
    debtors.save(shop.counter, replace(card, charge_deposits="always"), card)
    shop.sell("BER001", ("HYD-318", 2), customer_order="Excavators")
    order = shop.order("PLA001", ("HYD-318", 1), due=1)
    yield 9
    backorder = shop.backorder("BER001", "HYD-318")
    backorders.cancel(shop.counter, backorder, Decimal(1), "One machine was sold", key="demo cancel BER001")
    yield 1
    shop.receive(shop.bill("PLA001", order, "60.00"))


STORIES: tuple[Callable[[Business], Story], ...] = (
    _quotes,
    _two_here_and_ten_on_order,
    _came_and_was_invoiced,
    _stop_credit,
    _not_made_any_more,
    _promise_runs_late,
    _no_longer_wanted,
    _ready_and_told,
    _half_no_longer_wanted,
    _held_while_it_waits,
    _orders_on_the_books,
    _held_with_its_goods,
    _bought_for_one_customer,
    _ready_since_yesterday,
    _two_of_five_have_come,
    _order_on_the_books_is_ready,
    _here_but_the_rest_is_not,
    _on_order_and_promised,
    _two_wait_and_six_come_today,
    _walk_in_waits,
    _waits_and_nobody_has_ordered,
    _bill_not_processed,
    _near_the_limit,
    _order_not_sent,
    _paid_in_advance_and_ready,
    _paid_in_advance,
)


class Telling:
    """The stories under way: each goes on when its day has come."""

    def __init__(self, shop: Business) -> None:
        started = [story(shop) for story in STORIES]
        self._waiting = [(next(story), story) for story in started]

    def go_on(self, before: int) -> None:
        """What the stories have for the day that is so many working days before the demo's."""
        self._waiting = [(next(story, 0), story) if day == before else (day, story) for day, story in self._waiting]


def _quote(shop: Business, code: str, *wanted: tuple[str, int]) -> InvoiceDraft:
    return replace(shop.draft(code, *wanted), kind="quote")
