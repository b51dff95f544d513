"""What was sold and comes back: money at most as far as it was paid, and whoever waits again gets what lies there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app import models
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound
from app.rules.money_questions import ReceivePayment
from app.rules.questions import Payment
from app.rules.settling import auto_pay
from app.services import backorder_lists, backorders, lookup, settings
from app.services.counter import Counter
from app.services.masters import debtors
from app.services.money import receipts
from app.services.sales import invoicing, releasing
from tests.make import a_debtor, a_part, a_shop
from tests.services.money import an_order_of, answering, arrive, held, owed, sold, take_back, the_books_hold

D = Decimal


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    counter = a_shop(tmp_path, charge_deposits="always")
    yield counter
    the_books_hold(counter)
    counter.db.close()


@pytest.fixture
def part(shop: Counter) -> PartFound:
    return a_part(shop, "CAB-220", on_hand=2)


@pytest.fixture
def miller(shop: Counter) -> DebtorFound:
    return a_debtor(shop)


def pays(counter: Counter, debtor: DebtorFound, amount: str, entry: int | None = None) -> None:
    items = receipts.account(counter, debtor.id).items
    charge = next(each for each in items if each.item.charge and entry in (None, each.item.id))
    total = D(amount)
    draft = receipts.DebtorPays(debtor.id, total, ((charge.item.id, total),))
    receipts.post(counter, draft, {ReceivePayment(total, debtor=debtor.name): (Payment("EFTPOS", total),)})


def in_money(amount: str) -> tuple[Payment, ...]:
    return (Payment("EFTPOS", D(amount)),)


def test_what_went_back_for_the_final_invoice_does_not_go_back_for_the_first(
    shop: Counter, part: PartFound, miller: DebtorFound
) -> None:
    """550.00 is charged and 330.00 paid: however it is credited, 330.00 goes back in money."""
    first = sold(shop, an_order_of(shop, miller, part, 5, 2))
    pays(shop, miller, "330.00")
    arrive(shop, part, 3, "R-1")
    final = sold(shop, invoicing.next_invoice(shop, first.invoice_id))
    assert take_back(shop, final.invoice_id, 3, refund=in_money("330.00")).refunded == D("330.00")
    assert take_back(shop, first.invoice_id, 2, refund=in_money("220.00")).refunded == 0
    assert owed(shop, miller) == 0


def test_two_final_invoices_do_not_give_back_the_same_money(
    shop: Counter, part: PartFound, miller: DebtorFound
) -> None:
    first = sold(shop, an_order_of(shop, miller, part, 5, 2))
    pays(shop, miller, "110.00")
    arrive(shop, part, 1, "R-1")
    one = sold(shop, invoicing.next_invoice(shop, first.invoice_id))
    arrive(shop, part, 2, "R-2")
    two = sold(shop, invoicing.next_invoice(shop, first.invoice_id))
    assert take_back(shop, one.invoice_id, 1, refund=in_money("110.00")).refunded == D("110.00")
    assert take_back(shop, two.invoice_id, 2, refund=in_money("110.00")).refunded == 0


def test_who_waits_again_beside_free_stock_gets_it(shop: Counter, part: PartFound, miller: DebtorFound) -> None:
    first = sold(shop, an_order_of(shop, miller, part, 3, 2))
    arrive(shop, part, 3, "R-1")
    final = sold(shop, invoicing.next_invoice(shop, first.invoice_id))
    assert lookup.part(shop, part.id).available == 2
    credited = take_back(shop, final.invoice_id, 1, to_stock=False, again="yes")
    assert [each.quantity for each in credited.filled] == [1]
    (waits,) = backorder_lists.every(shop)
    assert (waits.open, waits.allocated) == (1, 1)


def test_an_invoice_on_account_of_who_pays_cash_now_is_credited_on_the_account(
    shop: Counter, part: PartFound, miller: DebtorFound
) -> None:
    invoice = sold(shop, an_order_of(shop, miller, part, 2, 2))
    card = debtors.open_card(shop, miller.id)
    debtors.save(shop, replace(card, kind="cash"), card)
    take_back(shop, invoice.invoice_id, 1)
    assert owed(shop, miller) == D("110.00")
    total = D("110.00")
    draft = receipts.DebtorPays(miller.id, total)
    answers = {ReceivePayment(total, debtor=miller.name): in_money("110.00")}
    posted = receipts.post(shop, draft, answers)
    assert (owed(shop, miller), receipts.post(shop, draft, answers)) == (0, posted)
    receipts.match(
        shop, miller.id, auto_pay([each.item for each in receipts.account(shop, miller.id).items], D(0)).items()
    )
    with pytest.raises(Refused, match="has no account"):
        receipts.account(shop, miller.id)


@pytest.mark.parametrize("less", ["line", "back order"])
def test_an_order_keeps_waiting_for_what_the_customer_has(
    shop: Counter, part: PartFound, miller: DebtorFound, less: str
) -> None:
    """What was handed over is neither struck off its order nor lowered on it: it is still to be invoiced."""
    saved = invoicing.save(shop, an_order_of(shop, miller, part, 3, 2), {})
    arrive(shop, part, 1, "R-1")
    (waits,) = backorder_lists.every(shop)
    releasing.hand_over(shop, [waits.id])
    draft = invoicing.recall(shop, saved.invoice_id)
    if less == "line":
        draft.lines = [invoicing.line_for(shop, a_part(shop, "OIL"), miller, D(1))]
    else:
        draft.lines[0].backordered, draft.lines[0].cancelled = D(0), D(1)
    with pytest.raises(Refused, match="handed over already"):
        answering(lambda said: invoicing.save(shop, draft, said))
    (waits,) = backorder_lists.every(shop)
    assert (waits.allocated, waits.handed_over) == (1, 1)


def test_what_came_back_is_in_nobodys_hands(shop: Counter, part: PartFound, miller: DebtorFound) -> None:
    """Handed over, invoiced and brought back: an order that is deleted then gives back no mark that it never took."""
    first = sold(shop, an_order_of(shop, miller, part, 3, 2))
    arrive(shop, part, 1, "R-1")
    (waits,) = backorder_lists.every(shop)
    releasing.hand_over(shop, [waits.id])
    final = sold(shop, invoicing.next_invoice(shop, first.invoice_id))
    take_back(shop, final.invoice_id, 1, again="yes")
    saved = invoicing.save(shop, invoicing.next_invoice(shop, first.invoice_id), {})
    answering(lambda said: invoicing.delete(shop, saved.invoice_id, said))
    (waits,) = backorder_lists.every(shop)
    assert (waits.allocated, waits.handed_over) == (1, 0)


def test_a_share_of_nothing_lives_again_too(shop: Counter, miller: DebtorFound) -> None:
    """A deposit of one cent for three: the first fill uses none of it, and is void all the same."""
    cheap = a_part(shop, "WASHER", on_hand=0, price="0.0033", cost="0.0010")
    first = sold(shop, an_order_of(shop, miller, cheap, 3, 0))
    arrive(shop, cheap, 1, "R-1")
    final = sold(shop, invoicing.next_invoice(shop, first.invoice_id))
    before = held(shop)
    take_back(shop, final.invoice_id, 1, again="yes")
    with shop.db.read() as session:
        deposit = session.scalars(select(models.Deposit)).one()
    assert (deposit.applied_quantity, held(shop)) == (0, before)


def test_a_third_of_a_security_deposit_lives_again(shop: Counter, miller: DebtorFound) -> None:
    """33.33 and 3.33 of 110.00 are 36.66 on paper too, not a third of 110.00 that is a cent more."""
    settings.save(shop, {"deposit_treatment": "security"})
    hose = a_part(shop, "HOSE", on_hand=0, price="33.3333")
    first = sold(shop, an_order_of(shop, miller, hose, 3, 0))
    arrive(shop, hose, 3, "R-1")
    final = sold(shop, invoicing.next_invoice(shop, first.invoice_id))
    for left in (2, 1, 0):
        assert take_back(shop, final.invoice_id, 1, again="yes").total == 0
        the_books_hold(shop)
        assert backorder_lists.every(shop)[0].open == 3 - left
    assert held(shop).inc == D("110.00")


@pytest.mark.parametrize("reason", ["no\nlonger\twanted \u202egnitnaw", "x" * 300, "\x00\u202e \n"])
def test_a_reason_is_kept_as_one_line(shop: Counter, part: PartFound, miller: DebtorFound, reason: str) -> None:
    sold(shop, an_order_of(shop, miller, part, 5, 2))
    (waits,) = backorder_lists.every(shop)

    def cancel() -> object:
        return answering(lambda said: backorders.cancel(shop, waits.id, D(3), reason, said))

    refused = {"\x00": "Type a reason", "x": "The reason holds 200 letters; this is 300. Shorten it."}
    if reason[0] in refused:
        with pytest.raises(Refused, match=refused[reason[0]]):
            cancel()
        return
    cancel()
    with shop.db.read() as session:
        kept = [*session.scalars(select(models.Credit.reason)), *session.scalars(select(models.BackorderEvent.reason))]
    assert kept == ["no longer wanted gnitnaw"] * 2
