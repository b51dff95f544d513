"""Deposits for goods that are not in stock: the table of the rules, figure by figure, with what the books say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.rules.deposits import Pair
from app.rules.faults import Refused, Unanswered
from app.rules.journal import Role
from app.rules.money_questions import ChargeDeposits, GiveBack
from app.rules.questions import Payment
from app.services import backorder_lists, backorders
from app.services.counter import Counter
from app.services.masters import debtors
from app.services.sales import credits, invoicing
from tests.make import a_debtor, a_part, a_shop, stock
from tests.services.money import (
    account,
    an_order_of,
    arrive,
    held,
    owed,
    sold,
    take_back,
    the_books_hold,
)

D = Decimal


def opened(tmp_path: Path, **how: object) -> Counter:
    return a_shop(tmp_path, **{"charge_deposits": "always", **how})


def the_backorder(counter: Counter) -> backorder_lists.BackorderLine:
    return next(iter(backorder_lists.every(counter)))


def liability(counter: Counter) -> Decimal:
    return -account(counter, Role.DEPOSITS)


def fill(counter: Counter, invoice_id: int) -> Decimal:
    return sold(counter, invoicing.next_invoice(counter, invoice_id)).total


def gst_due(counter: Counter) -> Decimal:
    return -account(counter, Role.GST_COLLECTED)


@pytest.mark.parametrize(
    ("how", "first", "first_gst", "liable", "second", "second_gst"),
    [
        ({"charge_deposits": "never"}, "220.00", "20.00", "0.00", "330.00", "30.00"),
        ({}, "550.00", "50.00", "300.00", "0.00", "0.00"),
        ({"deposit_percent": D("50.00")}, "385.00", "35.00", "150.00", "165.00", "15.00"),
        ({"deposit_treatment": "security"}, "550.00", "20.00", "330.00", "0.00", "30.00"),
    ],
    ids=["no deposit", "deposit", "deposit 50 %", "security deposit"],
)
def test_the_table_of_the_rules(
    tmp_path: Path,
    how: dict[str, object],
    first: str,
    first_gst: str,
    liable: str,
    second: str,
    second_gst: str,
) -> None:
    counter = opened(tmp_path, **how)
    part, miller = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    written = sold(counter, an_order_of(counter, miller, part, 5, 2))
    assert (written.total, gst_due(counter)) == (D(first), D(first_gst))
    assert (owed(counter, miller), liability(counter)) == (D(first), D(liable))
    assert stock(counter, part)[0] == 0
    the_books_hold(counter)

    arrive(counter, part, 3, "R-1")
    assert fill(counter, written.invoice_id) == D(second)
    assert gst_due(counter) == D(first_gst) + D(second_gst)
    assert (owed(counter, miller), liability(counter)) == (D("550.00"), 0)
    assert held(counter) == Pair()
    assert stock(counter, part)[0] == 0
    the_books_hold(counter)


def test_a_deposit_is_used_up_in_pieces(tmp_path: Path) -> None:
    counter = opened(tmp_path)
    part, miller = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    written = sold(counter, an_order_of(counter, miller, part, 5, 2))
    assert held(counter).inc == D("330.00")
    for came, left in ((1, "220.00"), (2, "0.00")):
        arrive(counter, part, came, f"R-{came}")
        assert fill(counter, written.invoice_id) == 0
        assert held(counter).inc == D(left)
        the_books_hold(counter)
    assert (owed(counter, miller), gst_due(counter)) == (D("550.00"), D("50.00"))


def test_thirds_of_a_cent_add_up_over_the_fills(tmp_path: Path) -> None:
    counter = opened(tmp_path)
    part, miller = a_part(counter, "CAB-220", on_hand=0, price="33.3333"), a_debtor(counter)
    written = sold(counter, an_order_of(counter, miller, part, 3, 0))
    assert held(counter) == Pair(D("100.00"), D("10.00"))
    used = []
    for piece in range(3):
        arrive(counter, part, 1, f"R-{piece}")
        before = held(counter)
        assert fill(counter, written.invoice_id) == 0
        used.append(before.ex - held(counter).ex)
    assert used == [D("33.33"), D("33.34"), D("33.33")]
    the_books_hold(counter)


@pytest.mark.parametrize("treatment", ["prepayment", "security"])
def test_what_is_cancelled_is_credited(tmp_path: Path, treatment: str) -> None:
    counter = opened(tmp_path, deposit_treatment=treatment)
    part, miller = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    sold(counter, an_order_of(counter, miller, part, 5, 2))
    before = stock(counter, part)
    done = backorders.cancel(counter, the_backorder(counter).id, D(3), "no longer wanted")
    (credit,) = credits.posted(counter)
    assert (credit.total, credit.id) == (D("330.00"), done.credit_id)
    assert gst_due(counter) == D("20.00")
    assert stock(counter, part) == before
    assert (owed(counter, miller), liability(counter), held(counter)) == (D("220.00"), 0, Pair())
    the_books_hold(counter)


def test_one_is_cancelled_and_two_are_filled(tmp_path: Path) -> None:
    counter = opened(tmp_path)
    part, miller = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    written = sold(counter, an_order_of(counter, miller, part, 5, 2))
    backorders.cancel(counter, the_backorder(counter).id, D(1), "no longer wanted")
    assert credits.posted(counter)[0].total == D("110.00")
    arrive(counter, part, 2, "R-1")
    assert fill(counter, written.invoice_id) == 0
    assert (owed(counter, miller), liability(counter), gst_due(counter)) == (D("440.00"), 0, D("40.00"))
    the_books_hold(counter)


def test_money_goes_back_at_most_as_far_as_it_was_paid(tmp_path: Path) -> None:
    counter = opened(tmp_path)
    part = a_part(counter, "CAB-220", on_hand=2)
    walk_in = a_debtor(counter, "Walk-in", kind="cash")
    draft = an_order_of(counter, walk_in, part, 5, 2)
    draft.name, draft.phone = "Jo Lang", "0400 000 000"
    with pytest.raises(Unanswered) as undecided:
        invoicing.finalise(counter, draft, {})
    (asked,) = undecided.value.questions
    sold(counter, draft, {asked: (Payment("card", D("550.00")),)})
    backorder = the_backorder(counter)
    question = GiveBack("Credit of invoice 10001", D("330.00"), D("330.00"), account=False)
    for wrong in ((Payment("card", D("330.01")),), (Payment("card", D("300.00")),), "account"):
        with pytest.raises(Refused):
            backorders.cancel(counter, backorder.id, D(3), "no longer wanted", {question: wrong})
    assert held(counter).inc == D("330.00")
    backorders.cancel(counter, backorder.id, D(3), "no longer wanted", {question: (Payment("cash", D("330.00")),)})
    assert (owed(counter, walk_in), held(counter)) == (0, Pair())
    assert account(counter, Role.CASH) == D("-330.00")
    with pytest.raises(Refused, match="closed"):
        backorders.cancel(counter, backorder.id, D(1), "again", {})
    the_books_hold(counter)


def test_an_account_that_has_not_paid_gets_nothing_in_money(tmp_path: Path) -> None:
    counter = opened(tmp_path)
    part, miller = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    sold(counter, an_order_of(counter, miller, part, 5, 2))
    backorders.cancel(counter, the_backorder(counter).id, D(3), "no longer wanted", {})
    assert credits.posted(counter)[0].refunded == 0


def test_whether_a_deposit_is_charged_can_be_asked(tmp_path: Path) -> None:
    counter = opened(tmp_path, charge_deposits="ask")
    part = a_part(counter, "CAB-220", on_hand=2)
    miller = a_debtor(counter)
    draft = an_order_of(counter, miller, part, 5, 2)
    with pytest.raises(Unanswered) as undecided:
        invoicing.finalise(counter, draft, {})
    assert undecided.value.questions == (ChargeDeposits("Miller Motors", 1, D("330.00")),)
    written = invoicing.finalise(counter, draft, dict.fromkeys(undecided.value.questions, "no"))
    assert (written.total, held(counter)) == (D("220.00"), Pair())
    never = a_debtor(counter, "Never Pty", charge_deposits="never")
    assert sold(counter, an_order_of(counter, never, part, 5, 0)).total == 0
    always = a_debtor(counter, "Always Pty", charge_deposits="always")
    assert invoicing.finalise(counter, an_order_of(counter, always, part, 1, 0), {}).total == D("110.00")


def test_what_was_paid_in_advance_keeps_its_price(tmp_path: Path) -> None:
    counter = opened(tmp_path, price_at_filling="ask")
    part, miller = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    written = sold(counter, an_order_of(counter, miller, part, 5, 2))
    arrive(counter, part, 3, "R-1")
    draft = invoicing.next_invoice(counter, written.invoice_id)
    draft.lines[0].price = D("90.0000")
    with pytest.raises(Refused, match=r"its price stays 100\.00") as refused:
        invoicing.finalise(counter, draft, {})
    assert refused.value.field == "price"


def test_an_order_on_the_books_uses_nothing_up(tmp_path: Path) -> None:
    counter = opened(tmp_path)
    part, miller = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    written = sold(counter, an_order_of(counter, miller, part, 5, 2))
    arrive(counter, part, 3, "R-1")
    saved = invoicing.save(counter, invoicing.next_invoice(counter, written.invoice_id), {})
    assert (saved.total, held(counter).inc) == (0, D("330.00"))
    the_books_hold(counter)
    again = invoicing.recall(counter, saved.invoice_id)
    assert [line.kind for line in again.lines] == ["part"]
    assert sold(counter, again).total == 0
    assert held(counter) == Pair()
    the_books_hold(counter)


def test_a_voided_fill_leaves_everything_as_before(tmp_path: Path) -> None:
    for treatment in ("prepayment", "security"):
        counter = opened(tmp_path / treatment, deposit_treatment=treatment)
        part, miller = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
        written = sold(counter, an_order_of(counter, miller, part, 5, 2))
        arrive(counter, part, 3, "R-1")

        def everything(counter: Counter = counter, part=part, miller=miller) -> tuple[object, ...]:  # type: ignore[no-untyped-def]
            line = the_backorder(counter)
            return (
                stock(counter, part),
                (line.open, line.allocated, line.ready, line.filled),
                held(counter),
                owed(counter, miller),
                liability(counter),
                gst_due(counter),
            )

        before = everything()
        filled = sold(counter, invoicing.next_invoice(counter, written.invoice_id))
        credit = take_back(counter, filled.invoice_id, 3, again="yes")
        assert credit.total == 0
        assert everything() == before
        the_books_hold(counter)
        assert fill(counter, written.invoice_id) == 0
        the_books_hold(counter)


def test_a_fill_that_is_brought_back_for_good_gives_the_price_back(tmp_path: Path) -> None:
    counter = opened(tmp_path)
    part, miller = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    written = sold(counter, an_order_of(counter, miller, part, 5, 2))
    arrive(counter, part, 3, "R-1")
    filled = sold(counter, invoicing.next_invoice(counter, written.invoice_id))
    assert take_back(counter, filled.invoice_id, 1).total == D("110.00")
    assert (owed(counter, miller), held(counter), stock(counter, part)[0]) == (D("440.00"), Pair(), 1)
    the_books_hold(counter)


def test_on_stop_credit_what_is_paid_is_handed_over(tmp_path: Path) -> None:
    counter = opened(tmp_path)
    part, miller = a_part(counter, "CAB-220", on_hand=2), a_debtor(counter)
    written = sold(counter, an_order_of(counter, miller, part, 5, 2))
    arrive(counter, part, 4, "R-1")
    card = debtors.open_card(counter, miller.id)
    debtors.save(counter, replace(card, stop_credit=True), card)
    draft = invoicing.next_invoice(counter, written.invoice_id)
    draft.lines.append(an_order_of(counter, miller, part, 1, 1).lines[0])
    with pytest.raises(Refused, match="stop credit"):
        sold(counter, draft)
    del draft.lines[1]
    assert sold(counter, draft).total == 0
