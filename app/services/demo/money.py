"""The demo shop's money: what debtors pay, what comes back, what suppliers get, and the till at the end of each day.

It must not know what was sold; it has a generator of its own, so that the sales stay the same whatever is paid.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from app.rules.money import ZERO
from app.rules.money_questions import ON_ACCOUNT, GiveBack
from app.rules.questions import Answer, Payment, Question, TenderKind
from app.rules.settling import auto_pay
from app.rules.supplier_drafts import CreditorPays
from app.services.demo.business import Business, answered
from app.services.money import creditor_payments, day_end, receipts
from app.services.money.day_end import Count, DayEndDraft
from app.services.money.receipts import DebtorPays, OpenAccount
from app.services.sales import credits

_SEED = 412
_WEEK = 5
_FORTNIGHT = 10
_MOST = 70
"""Of a hundred accounts, so many pay in time."""
_PAYS_AFTER = 16
"""Days after which most of an account's invoices are paid."""
_MISCOUNTED = 20
"""Of a hundred days on which cash was taken, so many."""
_APART = (Decimal("-0.50"), Decimal("0.20"), Decimal("-1.00"))
_WAYS: tuple[TenderKind, ...] = ("bank transfer", "bank transfer", "bank transfer", "cheque", "card")
_REASONS = ("Wrong part picked", "Not needed", "Faulty out of the box")


class MoneyDays:
    """The money of an open shop, day by day."""

    def __init__(self, shop: Business) -> None:
        self.shop = shop
        self.random = Random(_SEED)
        self._keys = 0
        self._looked_at: set[int] = set()

    def pass_one(self, before: int) -> None:
        """What happens with money on one working day, before the door is closed."""
        if before % _WEEK == 0:
            self._debtors_pay()
        if before % _WEEK == 2:
            self._something_comes_back()
        if before % _FORTNIGHT == 1:
            self._suppliers_are_paid()
        self._close()

    def _debtors_pay(self) -> None:
        """Once a week the post brings what is old enough."""
        for code in self.shop.debtors:
            debtor = self.shop.debtor(code)
            if debtor.kind == "cash" or debtor.balance <= ZERO or debtor.stop_credit:
                continue
            if self.random.randrange(100) < _MOST:
                self._pays(receipts.account(self.shop.counter, debtor.id))

    def _pays(self, account: OpenAccount) -> None:
        due = [each for each in account.items if each.item.open > ZERO and each.days >= _PAYS_AFTER]
        paid = min(sum((each.item.open for each in due), ZERO), account.balance)
        if paid <= ZERO:
            return
        how = self.random.choice(_WAYS)
        applied = tuple(auto_pay(account.open_items, paid).items())
        draft = DebtorPays(account.debtor.id, paid, applied, key=self._key("receipt"))
        answered(lambda given: receipts.post(self.shop.counter, draft, given), lambda _: (Payment(how, paid),))

    def _something_comes_back(self) -> None:
        """A part of some invoice of the last weeks comes back, mostly into its bin."""
        counter = self.shop.counter
        invoices = credits.find_invoices(counter, "", limit=40)
        found = [each.id for each in invoices if each.supplied and each.id not in self._looked_at]
        chosen = self.random.choice(found)
        self._looked_at.add(chosen)
        draft = credits.begin(counter, chosen)
        goods = [line for line in draft.lines if line.stocked and line.can >= 1 and not line.origin]
        if not goods:
            return
        line = self.random.choice(goods)
        draft.key, draft.reason = self._key("credit"), self.random.choice(_REASONS)
        line.quantity = Decimal(1)
        line.back_to_stock = not draft.reason.startswith("Faulty")
        self.shop.clock_goes_on()
        answered(lambda given: credits.post(counter, draft, given), _gives_back)

    def _suppliers_are_paid(self) -> None:
        """Every other week, what has been owed for long enough."""
        counter = self.shop.counter
        for creditor_id in self.shop.creditors.values():
            account = creditor_payments.account(counter, creditor_id)
            old = [each for each in account.items if each.item.open > ZERO and each.days >= _PAYS_AFTER]
            amount = min(sum((each.item.open for each in old), ZERO), account.balance)
            if amount > ZERO:
                applied = tuple(auto_pay([each.item for each in account.items], amount).items())
                creditor_payments.post(
                    counter, CreditorPays(creditor_id, amount, applied=applied, key=self._key("payment"))
                )

    def _close(self) -> None:
        """The till is counted; now and then there is a little too much or too little cash in it."""
        counter = self.shop.counter
        counts = []
        for each in day_end.today(counter).taken:
            apart = ZERO
            if each.kind == "cash" and each.tenders and self.random.randrange(100) < _MISCOUNTED:
                apart = self.random.choice(_APART)
            counts.append(Count(each.kind, each.taken + apart, "Float miscounted" if apart else ""))
        day_end.close(counter, DayEndDraft(tuple(counts), self._key("day end")))

    def _key(self, what: str) -> str:
        self._keys += 1
        return f"demo {what} {self._keys}"


def _gives_back(question: Question) -> Answer:
    """A walk-in gets the money, everybody else a credit on the account."""
    if isinstance(question, GiveBack) and not question.account:
        return (Payment("EFTPOS", question.total),)
    return ON_ACCOUNT if isinstance(question, GiveBack) else "no"
