"""The demo shop's ordinary days: sales, goods that come, orders that go out; it must not know the special cases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import groupby

from app.rules import tender
from app.rules.found import DebtorFound, PartFound
from app.rules.money import rounded
from app.rules.questions import Answer, Payment, PutOnBackorder, Question, TakePayment, TenderKind
from app.services import backorder_lists, lookup, setup
from app.services.demo.business import Business, Wanted, usual_answer
from app.services.sales import lost_sales

_SALES = (3, 6)
"""So many invoices a day, from and to."""
_CASH = 22
"""Of a hundred sales."""
_WALK_INS = (
    ("Bruno Caputo", "0491 571 804"),
    ("Heather Nolan", "0491 572 665"),
    ("Yusuf Demir", "0491 573 087"),
    ("Carol Pratt", "0491 574 632"),
    ("Liam O'Dea", "0491 575 789"),
    ("Mele Fonua", "0491 576 801"),
)
_TENDERS: tuple[TenderKind, ...] = ("EFTPOS", "EFTPOS", "EFTPOS", "cash", "cash", "card")
_QUANTITIES = {"metre": ("1", "1.5", "2", "3", "4.5", "6"), "litre": ("5", "10", "12.5", "20", "40")}
_LEAD = {"IRO001": 4, "WES001": 4, "PLA001": 5}
"""Working days until a creditor's goods come, where it is not the usual."""
_USUAL_LEAD = 2
_ROUND = 5
"""Every creditor is ordered from once in so many days."""
_CALLS_END = 2
"""From so many days before the demo's day on, nobody has found the time to invoice what is ready."""
_BANK_NOTE = Decimal(10)
_OFTEN = 12_000
"""So much more credit is one more share of the sales."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Goods on their way: the creditor, its order and what of it comes this time."""

    code: str
    order_id: int
    short: bool


class OrdinaryDays:
    """The ordinary business of an open shop, day by day, with what is on its way."""

    def __init__(self, shop: Business) -> None:
        self.shop = shop
        self.coming: dict[int, list[Delivery]] = defaultdict(list)
        self.accounts = tuple(code for code in shop.debtors for _ in range(_weight(shop.debtor(code))))
        known = lookup.parts(shop.counter, list(shop.parts.values())).values()
        self.kept = tuple(part for part in known if part.stocked and part.number not in shop.on_demand)

    def pass_one(self, before: int) -> None:
        """One working day, from the first delivery to the last order."""
        self._unload(before)
        if before > _CALLS_END:
            self._invoice_what_is_ready()
        for _ in range(self.shop.random.randint(*_SALES)):
            if self.shop.chance(_CASH):
                self._walk_in()
            else:
                self._account()
        if self.shop.chance(25):
            self._too_dear()
        self._order(before)

    # ---- the counter

    def _account(self) -> None:
        shop = self.shop
        while True:
            code = shop.random.choice(self.accounts)
            debtor = shop.debtor(code)
            limit = debtor.credit_limit
            if not debtor.stop_credit and (limit is None or debtor.balance * 2 < limit):
                break
        customer_order = f"PO {shop.random.randint(1100, 9800)}" if shop.chance(60) else ""
        draft = shop.draft(debtor, *self._basket(), customer_order=customer_order)
        if debtor.delivery_addresses and shop.chance(50):
            draft.delivery_address = shop.random.choice(debtor.delivery_addresses)
        shop.finalise(draft)

    def _walk_in(self) -> None:
        shop = self.shop
        name, phone = shop.random.choice(_WALK_INS)
        draft = shop.draft(setup.CASH_DEBTOR, *self._basket()[:2], name=name, phone=phone)
        how = shop.random.choice(_TENDERS)

        def decide(question: Question) -> Answer:
            if isinstance(question, TakePayment):
                return (Payment(how, _handed_over(question.total, how)),)
            return "no" if isinstance(question, PutOnBackorder) else usual_answer(question)

        if all(line.part and line.part.available > 0 for line in draft.lines):
            shop.finalise(draft, decide)

    def _basket(self) -> list[Wanted]:
        found = self.shop.random.sample(self.kept, self.shop.random.choice((1, 1, 2, 2, 3, 4)))
        return [(part.number, self._quantity(part)) for part in found]

    def _quantity(self, part: PartFound) -> str:
        if part.unit in _QUANTITIES:
            return self.shop.random.choice(_QUANTITIES[part.unit])
        if part.list_price < _BANK_NOTE:
            return self.shop.random.choice(("2", "4", "5", "10", "12"))
        return self.shop.random.choice(("1", "1", "1", "2", "2", "4", "6"))

    def _too_dear(self) -> None:
        shop = self.shop
        part = shop.random.choice(self.kept)
        reason = shop.random.choice(("price", "price", "other"))
        lost_sales.record(shop.counter, part, None, Decimal(1), part.list_price, reason)

    def _invoice_what_is_ready(self) -> None:
        shop = self.shop
        ready = [
            line
            for line in backorder_lists.ready(shop.counter)
            if not line.on_saved_order and line.number not in shop.on_demand and line.debtor_code != setup.CASH_DEBTOR
        ]
        for code, lines in groupby(ready, lambda line: line.debtor_code):
            wanted = [(line.id, line.ready) for line in lines]
            if shop.chance(70):
                shop.fill(code, wanted)

    # ---- the yard

    def _order(self, before: int) -> None:
        shop = self.shop
        for place, code in enumerate(shop.creditors):
            if (before + place) % _ROUND:
                continue
            due = before - _LEAD.get(code, _USUAL_LEAD)
            draft = shop.order_draft(code, due)
            shop.fill_shelves(draft)
            if draft.lines:
                order_id = shop.send(draft)
                late = shop.random.choice((0, 0, 0, 0, 1))
                self.coming[due - late].append(Delivery(code, order_id, shop.chance(20)))

    def _unload(self, before: int) -> None:
        shop = self.shop
        for delivery in self.coming.pop(before, []):
            freight = str(shop.random.choice((Decimal("0.00"), Decimal("18.50"), Decimal("32.00"))))
            bill = shop.bill(delivery.code, delivery.order_id, freight)
            if delivery.short and len(bill.lines) > 1:
                del bill.lines[shop.random.randrange(len(bill.lines))]
                self.coming[before - 3].append(Delivery(delivery.code, delivery.order_id, False))
            if shop.chance(20):
                bill.lines[0].cost = (bill.lines[0].cost * Decimal("1.03")).quantize(Decimal("0.01"))
            shop.receive(bill)


def _weight(debtor: DebtorFound) -> int:
    """Who may owe more buys more often; who pays at once is no account."""
    return 0 if debtor.credit_limit is None else 1 + int(debtor.credit_limit / _OFTEN)


def _handed_over(total: Decimal, how: TenderKind) -> Decimal:
    if how != "cash":
        return total
    exact = tender.due(total, how)
    return rounded((exact / _BANK_NOTE).to_integral_value(ROUND_CEILING) * _BANK_NOTE)
