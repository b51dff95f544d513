"""Every window in which something is typed that is on no books: it dies, and goes on until it is on the books once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import func, select

from app import models
from app.rules.found import CreditorFound, DebtorFound, PartFound
from app.rules.money_questions import ReceivePayment
from app.rules.questions import LeaveUnsaved, Payment
from app.services import accounts, settings
from app.services.buying import creditor_credits, ordering, receiving
from app.services.counter import Counter
from app.services.masters import debtors, parts, price_groups
from app.services.money import creditor_payments, day_end, receipts
from app.services.sales import credits
from app.services.stock import adjusting
from app.ui.kit.commands import WINDOWS
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.kit.window import TaskWindow
from app.ui.windows.stock_order.send import SendStockOrder
from tests.make import a_creditor, a_debtor, a_part, the_debtor
from tests.services.goods import an_order, loose, sent
from tests.services.owing import sold
from tests.ui.desks import Desks
from tests.ui.scripted import ScriptedPrompter
from tests.ui.test_day_end import sell_for_cash

D = Decimal


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    return a_creditor(counter, "Repco Wholesale", code="REPCO")


@pytest.fixture
def cable(counter: Counter, repco: CreditorFound) -> PartFound:
    return a_part(counter, "CAB-220", 10, creditor_id=repco.id)


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    return a_debtor(counter, "Miller Motors", code="MILLER")


def dies_and_goes_on(desks: Desks, told: str) -> None:
    """What is typed in the window in front is kept, and stands there again with the cursor where it was."""
    (before,) = desks.drafts.all()
    assert before.told == told
    at, title = desks.hands.at, desks.front.windowTitle()
    desks.dies()
    assert (desks.hands.said, desks.hands.at) == ("✓ 1 unfinished document was taken up again.", at)
    assert desks.front.windowTitle() == title
    (after,) = desks.drafts.all()
    assert after.told == told


def nothing_is_kept(desks: Desks) -> None:
    assert desks.drafts.all() == ()


def count(counter: Counter, table: type[Any]) -> int:
    with counter.db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


# ───────────────────────────────────────────────────────────────────────────────────────────────────────── buying


def test_a_stock_order(
    desks: Desks, counter: Counter, repco: CreditorFound, cable: PartFound, prompter: ScriptedPrompter
) -> None:
    desks.hands.press("Ctrl+5").type("repco").press("Enter").type("cab220").press("Enter").type("7").press("Enter")
    dies_and_goes_on(desks, "Stock Order – REPCO: 7 CAB-220")
    prompter.expect(SendStockOrder, None)
    desks.hands.press("F12")
    (order,) = ordering.list_orders(counter)
    assert (order.number, order.lines) == (10001, 1)
    nothing_is_kept(desks)


def test_a_creditor_invoice_and_what_came_meanwhile(
    desks: Desks, counter: Counter, repco: CreditorFound, cable: PartFound, prompter: ScriptedPrompter
) -> None:
    sent(counter, repco, (cable, 5))
    prompter.expect_ticks()
    desks.hands.press("Ctrl+4").type("repco").press("Enter").type("A-1").press("Enter", "Enter").type("330.00")
    desks.hands.press("Enter")
    dies_and_goes_on(desks, "Creditor Invoice – REPCO: 5 CAB-220")
    other = receiving.new(
        counter, repco.id, [each.order_id for each in receiving.outstanding_orders(counter, repco.id)]
    )
    other.their_number, other.lines[0].billed, other.lines[0].received = "B-1", D(2), D(2)
    receiving.process(counter, other, {})
    desks.dies()
    assert "CAB-220: 3 outstanding now on order 10001." in desks.hands.said
    (line,) = desks.front.draft.lines  # type: ignore[attr-defined]
    assert (line.outstanding, line.billed) == (D(3), D(5))
    desks.hands.press("F2")
    assert [each.their_number for each in receiving.list_receipts(counter) if each.status == "saved"] == ["A-1"]
    nothing_is_kept(desks)


def test_a_creditors_credit(desks: Desks, counter: Counter, repco: CreditorFound, cable: PartFound) -> None:
    draft = loose(counter, repco, "A1", (cable, 5, "100"))
    draft.lines[0].received = D(3)
    receiving.process(counter, draft, {})
    desks.desk.open("creditor_credit", creditor_id=repco.id, claim_ids=tuple(
        each.claim_id for each in creditor_credits.claim_lines(counter, repco.id)))  # fmt: skip
    desks.hands.type("CN-1").press("Enter", "Enter").type("220.00").press("Enter")
    dies_and_goes_on(desks, "Creditor Credit – REPCO: 2 CAB-220")
    desks.hands.press("F12")
    assert count(counter, models.CreditorCredit) == 1
    nothing_is_kept(desks)


def test_a_recalled_stock_order_goes_on_as_that_order(
    desks: Desks, counter: Counter, repco: CreditorFound, cable: PartFound
) -> None:
    order_id = ordering.save(counter, an_order(counter, repco, (cable, 5))).order_id
    desks.desk.open("stock_order", order_id=order_id)
    desks.hands.press("Alt+F").type("theirs 7").press("Enter")
    dies_and_goes_on(desks, "Stock Order – REPCO: 5 CAB-220")
    desks.hands.press("F2")
    (listed,) = ordering.list_orders(counter)
    assert listed.order_id == order_id
    assert ordering.recall(counter, order_id).their_reference == "theirs 7"
    nothing_is_kept(desks)


def test_a_recalled_creditor_invoice_that_was_saved_before_the_crash(
    desks: Desks, counter: Counter, repco: CreditorFound, cable: PartFound
) -> None:
    saved = receiving.save(counter, loose(counter, repco, "A-1", (cable, 3, "10")))
    desks.desk.open("creditor_invoice", creditor_invoice_id=saved.creditor_invoice_id)
    desks.hands.press("Alt+I").type("A-2").press("Enter")
    receiving.save(counter, desks.front.draft)  # type: ignore[attr-defined]
    desks.dies("was saved")
    assert desks.hands.said.endswith("Creditor invoice A-2 was saved.")
    assert desks.titles() == ["Home"]
    nothing_is_kept(desks)


# ────────────────────────────────────────────────────────────────────────────────────────────────────────── money


def test_a_receipt_that_is_matched_by_hand(
    desks: Desks, counter: Counter, miller: DebtorFound, prompter: ScriptedPrompter
) -> None:
    sold(counter, miller, "110.00")
    sold(counter, miller, "220.00")
    desks.hands.press("Ctrl+8").type("miller").press("Enter").type("200.00").press("Enter", "Enter").type("rem 7")
    desks.hands.press("Enter", "F6", "Down", "F6", "F6")
    dies_and_goes_on(desks, "Debtor Receipts – MILLER 200.00")
    grid = desks.front.grid  # type: ignore[attr-defined]
    assert [line.applied for line in grid.lines] == [D("0.00"), D("200.00")]
    paid = (Payment("EFTPOS", D("200.00")),)
    prompter.expect(ReceivePayment, paid)
    desks.hands.press("F12")
    assert [each.item.open for each in receipts.account(counter, miller.id).items] == [D("110.00"), D("20.00")]
    nothing_is_kept(desks)


def test_a_receipt_that_was_posted_is_not_offered_again(desks: Desks, counter: Counter, miller: DebtorFound) -> None:
    sold(counter, miller, "110.00")
    desks.hands.press("Ctrl+8").type("miller").press("Enter").type("110.00").press("Enter")
    window: Any = desks.front
    draft = receipts.DebtorPays(miller.id, D("110.00"), window.grid.applied, window.day.value, "", window.draft_key)
    question = ReceivePayment(D("110.00"), debtor="Miller Motors")
    receipts.post(counter, draft, {question: (Payment("EFTPOS", D("110.00")),)})
    desks.dies("posted")
    assert desks.titles() == ["Home"]
    assert desks.hands.said.endswith("Receipt 10001 was posted.")
    nothing_is_kept(desks)


def test_a_payment_of_which_something_was_paid_meanwhile(
    desks: Desks, counter: Counter, repco: CreditorFound, cable: PartFound
) -> None:
    receiving.process(counter, loose(counter, repco, "A1", (cable, 1, "100")), {})
    desks.desk.open("creditor_payments", creditor_id=repco.id)
    desks.hands.type("110.00").press("Enter", "Down", "Enter", "Enter").type("CHQ 9").press("Enter", "F6", "F6")
    dies_and_goes_on(desks, "Creditor Payments – REPCO 110.00")
    assert desks.front.fields["paid_by"].value == "cheque"  # type: ignore[attr-defined]
    (item,) = creditor_payments.account(counter, repco.id).items
    creditor_payments.post(
        counter, creditor_payments.CreditorPays(repco.id, D("60.00"), "cash", ((item.entry_id, D("60.00")),))
    )
    desks.dies()
    assert "Of what REPCO had open, something was paid meanwhile" in desks.hands.said
    assert [line.applied for line in desks.front.grid.lines] == [D("50.00")]  # type: ignore[attr-defined]


def test_a_credit(desks: Desks, counter: Counter, miller: DebtorFound, prompter: ScriptedPrompter) -> None:
    invoice_id = sold(counter, miller, "110.00")
    desks.desk.open("credits", invoice_id=invoice_id)
    desks.hands.press("Alt+O").type("wrong part").press("Enter").type("1").press("Enter")
    (line,) = desks.front.draft.lines  # type: ignore[attr-defined]
    dies_and_goes_on(desks, f"Credit of Invoice 10001: 1 {line.number}")
    prompter.expect(SaveAsPdf, "none")
    desks.hands.press("F12")
    assert [each.reason for each in credits.posted(counter)] == ["wrong part"]
    nothing_is_kept(desks)


def test_a_day_end(desks: Desks, counter: Counter) -> None:
    sell_for_cash(counter, "120.00")
    desks.desk.open("day_end")
    desks.hands.type("109.50").press("Enter")
    dies_and_goes_on(desks, "Day End: cash 109.50")
    desks.hands.press("F12")
    assert "Cash: 0.50 missing" in desks.hands.said
    desks.hands.type("50 c on the floor").press("F12")
    assert [each.counted for each in day_end.earlier(counter)] == [D("109.50")]
    nothing_is_kept(desks)


# ────────────────────────────────────────────────────────────────────────────────────────────────── stock and cards


def test_a_stock_adjustment(desks: Desks, counter: Counter, cable: PartFound) -> None:
    desks.desk.open("stock_adjustment")
    desks.hands.type("d").press("Enter").type("fell off").press("Enter", "Enter")
    desks.hands.type("cab220").press("Enter").type("-2").press("Enter")
    dies_and_goes_on(desks, "Stock Adjustment: -2 CAB-220")
    desks.hands.press("F12")
    assert [(each.reason, each.lines) for each in adjusting.list_adjustments(counter)] == [("Damaged: fell off", 1)]
    nothing_is_kept(desks)


def test_a_new_debtor(desks: Desks, counter: Counter) -> None:
    desks.hands.press("Ctrl+1", "Ctrl+N").type("JON").press("Enter").type("Jones Garage").press("Enter")
    dies_and_goes_on(desks, "Debtor JON Jones Garage: Code JON, Name Jones Garage")
    desks.hands.press("F2")
    assert the_debtor(counter, "JON") is not None
    nothing_is_kept(desks)


def test_a_changed_debtor_with_a_special_price_and_what_somebody_else_changed(
    desks: Desks, counter: Counter, miller: DebtorFound, cable: PartFound
) -> None:
    desks.hands.press("Ctrl+1").type("miller").press("Enter", "Alt+E").type("03 9555 0101").press("Enter")
    desks.hands.press("Alt+O")
    window: Any = desks.front
    window._prices.grid.start()
    desks.hands.type("cab220").press("Enter").type("88").press("Enter")
    card = debtors.open_card(counter, miller.id)
    debtors.save(counter, replace(card, contact="Pat"), card)
    desks.dies()
    assert "debtor MILLER was changed by somebody else meanwhile; F2 puts both together." in desks.hands.said
    desks.hands.press("F2")
    now = debtors.open_card(counter, miller.id)
    assert (now.phone, now.contact) == ("03 9555 0101", "Pat")
    assert [each.price for each in debtors.agreed_prices(counter, miller.id)] == [D("88")]
    nothing_is_kept(desks)


def test_a_part_with_its_other_numbers(desks: Desks, counter: Counter, cable: PartFound) -> None:
    desks.desk.open("parts", part_id=cable.id, page="details")
    window: Any = desks.front
    window._form.fields["numbers"].start()
    desks.hands.type("R-220").press("Enter").type("o").press("Enter")
    dies_and_goes_on(desks, "Part CAB-220 Part CAB-220: Other numbers (1)")
    desks.hands.press("F2")
    assert [each.number for each in parts.open_card(counter, cable.id).numbers] == ["R-220"]
    nothing_is_kept(desks)


def test_price_groups(desks: Desks, counter: Counter) -> None:
    desks.desk.open("price_groups")
    desks.hands.press("Alt+G").type("oil").press("Enter").type("Oils").press("Enter")
    dies_and_goes_on(desks, "Price Groups: oil Oils, ")
    desks.hands.press("F2")
    assert [each.code for each in price_groups.groups(counter)] == ["OIL"]
    nothing_is_kept(desks)


def test_settings_and_never_a_password(desks: Desks, counter: Counter, prompter: ScriptedPrompter) -> None:
    desks.desk.open("setup")
    desks.hands.type("Harbour Parts").press("Enter")
    window: Any = desks.front
    window.mail_page.password.setText("secret")
    dies_and_goes_on(desks, "Settings: Shop name Harbour Parts")
    assert "secret" not in desks.drafts.all()[0].payload
    window = desks.front
    assert window.mail_page.password.value == ""
    window.mail_page.password.setText("secret")
    prompter.expect(LeaveUnsaved, "stay")
    desks.hands.press("Ctrl+Q")
    window.mail_page.password.setText("")
    desks.hands.press("F2")
    assert settings.load(counter).shop_name == "Harbour Parts"
    nothing_is_kept(desks)


def test_an_account_of_the_journal(desks: Desks, counter: Counter) -> None:
    desks.desk.open("journal")
    desks.hands.press("Ctrl+N").type("6-9000").press("Enter").type("Coffee").press("Enter")
    dies_and_goes_on(desks, "Account 6-9000: Code 6-9000, Name Coffee")
    desks.hands.press("F2")
    assert "6-9000" in [each.code for each in accounts.listed(counter)]
    nothing_is_kept(desks)


NOT_KEPT = {"operators"}
"""Who may do what is never taken from a file that lies about: leaving it unfinished asks, as ever."""


def test_every_window_that_asks_before_it_is_left_keeps_what_is_typed() -> None:
    for name, place in WINDOWS.items():
        module, _, kind = place.partition(":")
        window = getattr(import_module(module), kind)
        asks = window.unfinished is not TaskWindow.unfinished
        keeps = window.kept is not TaskWindow.kept
        assert (keeps, window.take_up is not TaskWindow.take_up) == (asks and name not in NOT_KEPT,) * 2, name
