"""Debtor Receipts by key events: the oldest first or by hand, and what the books say of it afterwards."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app import models
from app.rules.found import DebtorFound
from app.rules.money_questions import ReceivePayment
from app.rules.questions import LeaveUnfinished, Payment
from app.services import settings
from app.services.counter import Counter
from app.services.masters import debtors
from app.services.money import receipts
from app.ui.kit.sheets import kept
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.kit.sheets.preview import Preview
from app.ui.main_window import MainWindow
from app.ui.windows.debtors.window import Debtors
from app.ui.windows.receipts.window import Receipts
from tests.make import a_debtor
from tests.services.owing import pay, sold
from tests.ui.buying import in_dialog, said
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter

D = Decimal


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    debtor = a_debtor(counter, "Miller Motors", code="MILLER")
    sold(counter, debtor, "110.00")
    sold(counter, debtor, "220.00")
    return debtor


@pytest.fixture
def window(desk: MainWindow, miller: DebtorFound) -> Receipts:
    opened = desk.open("receipts")
    assert isinstance(opened, Receipts)
    return opened


def matched(window: Receipts) -> list[tuple[str, str]]:
    return [(line.listed.document, str(line.applied)) for line in window.grid.lines]


def books(counter: Counter, debtor: DebtorFound) -> tuple[Decimal, list[tuple[str, Decimal]]]:
    account = receipts.account(counter, debtor.id)
    return debtors.balance(counter, debtor.id), [(each.document, each.item.open) for each in account.items]


EFTPOS = Payment("EFTPOS", D("150.00"))


def test_debtor_amount_f12_pays_the_oldest_first(
    window: Receipts, desk: MainWindow, hands: Hands, prompter: ScriptedPrompter, counter: Counter, miller: DebtorFound
) -> None:
    prompter.expect(ReceivePayment, (EFTPOS,))
    hands.type("MILLER").press("Enter")
    assert hands.at == "Amount"
    hands.type("150").press("Enter", "F12")
    assert said(desk) == "Receipt 10001 – 150.00 from Miller Motors. Ctrl+P prints it."
    assert books(counter, miller) == (D("180.00"), [("Invoice 10002", D("180.00"))])
    assert hands.at == "Debtor"
    assert window.grid.lines == []


def test_a_desk_that_wants_receipts_at_once_prints_them_after_the_payment(
    window: Receipts, desk: MainWindow, hands: Hands, prompter: ScriptedPrompter, counter: Counter, tmp_path: Path
) -> None:
    kept.change(receipt_at_once=True)
    window.context.paper._printing = kept.now
    prompter.expect(ReceivePayment, (EFTPOS,)).expect(SaveAsPdf, "save").expect_file(tmp_path / "receipt.pdf")
    hands.type("MILLER").press("Enter").type("150").press("F12")
    assert said(desk) == "Receipt 10001 – 150.00 from Miller Motors – receipt saved as PDF"
    assert "Receipt 10001".encode("utf-16-be") in (tmp_path / "receipt.pdf").read_bytes()
    with counter.db.read() as session:
        (run,) = session.scalars(select(models.PaperRun)).all()
        assert (run.document_kind, run.how) == ("receipt", "pdf")
    prompter.expect(ReceivePayment, (EFTPOS,)).expect(SaveAsPdf, "none")
    hands.type("MILLER").press("Enter").type("150").press("F12")
    assert said(desk) == "Receipt 10002 – 150.00 from Miller Motors – receipt not printed, Ctrl+P prints it"


def test_f12_takes_the_amount_that_is_still_being_typed(
    window: Receipts, hands: Hands, prompter: ScriptedPrompter, counter: Counter, miller: DebtorFound
) -> None:
    prompter.expect(ReceivePayment, (EFTPOS,))
    hands.type("MILLER").press("Enter").type("150").press("F12")
    assert books(counter, miller)[0] == D("180.00")


def test_what_is_typed_by_hand_is_matched_and_the_rest_stays_unallocated(
    window: Receipts, desk: MainWindow, hands: Hands, prompter: ScriptedPrompter, counter: Counter, miller: DebtorFound
) -> None:
    hands.type("MILLER").press("Enter").type("150").press("Enter", "Enter", "Enter")
    assert hands.at == "Open items"
    assert matched(window) == [("Invoice 10001", "110.00"), ("Invoice 10002", "40.00")]
    hands.type("0").press("Enter").type("100").press("Enter")
    assert matched(window) == [("Invoice 10001", "0.00"), ("Invoice 10002", "100.00")]
    assert window.grid.rest == D("50.00")
    prompter.expect(ReceivePayment, (EFTPOS,))
    hands.press("F12")
    assert said(desk) == "Receipt 10001 – 150.00 from Miller Motors – 50.00 unallocated. Ctrl+P prints it."
    assert books(counter, miller) == (
        D("180.00"),
        [("Invoice 10001", D("110.00")), ("Invoice 10002", D("120.00")), ("Receipt 10001", D("-50.00"))],
    )


def test_f6_turns_an_item_and_f5_begins_anew(window: Receipts, hands: Hands, miller: DebtorFound) -> None:
    hands.type("MILLER").press("Enter").type("150").press("Enter", "Enter", "Enter", "F6")
    assert matched(window) == [("Invoice 10001", "0.00"), ("Invoice 10002", "40.00")]
    hands.press("Down", "F6", "F6")
    assert matched(window) == [("Invoice 10001", "0.00"), ("Invoice 10002", "150.00")]
    hands.press("F5")
    assert matched(window) == [("Invoice 10001", "110.00"), ("Invoice 10002", "40.00")]


def test_without_an_amount_what_was_paid_before_is_matched(
    window: Receipts, desk: MainWindow, hands: Hands, counter: Counter, miller: DebtorFound
) -> None:
    pay(counter, miller, "130.00")
    hands.type("MILLER").press("Enter")
    assert matched(window) == [("Invoice 10001", "110.00"), ("Invoice 10002", "20.00"), ("Receipt 10001", "130.00")]
    hands.press("F12")
    assert said(desk) == "Miller Motors: 130.00 matched, no new money."
    assert books(counter, miller) == (D("200.00"), [("Invoice 10002", D("200.00"))])
    hands.type("MILLER").press("Enter", "F12")
    assert said(desk).startswith("Type what is paid, or F5 for all that is owed:")


@pytest.mark.parametrize(
    ("typed", "says", "at"),
    [
        ("330.01", "330.01 is more than the 330.00 that Miller Motors owes.", "Amount"),
        ("1..5", "is no amount", "Amount"),
        ("-5", "-5 is less than nothing", "Amount"),
    ],
)
def test_what_cannot_be_received_is_said_at_its_field(
    window: Receipts,
    desk: MainWindow,
    hands: Hands,
    counter: Counter,
    miller: DebtorFound,
    typed: str,
    says: str,
    at: str,
) -> None:
    hands.type("MILLER").press("Enter").type(typed).press("F12")
    assert says in said(desk)
    assert hands.at == at
    assert debtors.balance(counter, miller.id) == D("330.00")


def test_more_than_is_open_cannot_be_typed_and_more_than_is_there_not_posted(
    window: Receipts, desk: MainWindow, hands: Hands, counter: Counter, miller: DebtorFound
) -> None:
    hands.type("MILLER").press("Enter").type("150").press("Enter", "Enter", "Enter")
    hands.type("110.01").press("Enter")
    assert said(desk) == "At most 110.00 is open of Invoice 10001. Type less."
    hands.press("Escape", "Down").type("220").press("Enter", "F12")
    assert said(desk).startswith("330.00 is matched, but there is only 150.00 to match. Match 180.00 less.")
    assert hands.at == "Open items"
    assert debtors.balance(counter, miller.id) == D("330.00")


def test_no_debtor_is_said_and_walk_ins_are_not_offered(
    window: Receipts, desk: MainWindow, hands: Hands, counter: Counter
) -> None:
    hands.press("F12")
    assert said(desk) == "No debtor is chosen yet. Type a code or a name."
    a_debtor(counter, "Walk ins", code="WALK", kind="cash")
    hands.type("WALK").press("Enter")
    assert said(desk).startswith("There is no account debtor")


def test_backing_out_of_the_payment_keeps_everything(
    window: Receipts, hands: Hands, prompter: ScriptedPrompter, counter: Counter, miller: DebtorFound
) -> None:
    prompter.expect(ReceivePayment, None)
    hands.type("MILLER").press("Enter").type("150").press("Enter", "F12")
    assert matched(window) == [("Invoice 10001", "110.00"), ("Invoice 10002", "40.00")]
    assert debtors.balance(counter, miller.id) == D("330.00")
    prompter.expect(LeaveUnfinished, "stay")
    hands.press("Ctrl+W")
    assert window.isVisible()


def test_a_receipt_from_another_counter_is_seen_and_what_is_typed_stays(
    window: Receipts, desk: MainWindow, hands: Hands, counter: Counter, miller: DebtorFound
) -> None:
    hands.type("MILLER").press("Enter").type("50").press("Enter", "Enter", "Enter").type("20").press("Enter")
    entry = window.grid.lines[0].key
    pay(counter, miller, "100.00", (entry, "100.00"))
    window.changed("debtors")
    assert matched(window) == [("Invoice 10001", "10.00"), ("Invoice 10002", "0.00")]
    assert window.amount.value == D("50.00")


def test_the_receipt_is_shown_on_paper_from_here_and_from_the_ledger(
    window: Receipts, desk: MainWindow, hands: Hands, prompter: ScriptedPrompter, counter: Counter, miller: DebtorFound
) -> None:
    hands.press("Ctrl+P")
    assert said(desk).startswith("No receipt is here to print.")
    prompter.expect(ReceivePayment, (EFTPOS,))
    hands.type("MILLER").press("Enter").type("150").press("Enter", "F12")
    seen: list[str] = []
    in_dialog(desk, Preview, "c", look=lambda dialog: seen.append(dialog.windowTitle()))
    hands.press("Ctrl+P")
    ledger = desk.open("debtors", debtor_id=miller.id, page="ledger")
    assert isinstance(ledger, Debtors)
    in_dialog(desk, Preview, "c", look=lambda dialog: seen.append(dialog.windowTitle()))
    hands.press("Enter")
    assert seen == ["Receipt 10001", "Receipt 10001"]


def test_a_receipt_is_mailed_from_its_preview(
    window: Receipts, desk: MainWindow, hands: Hands, prompter: ScriptedPrompter, counter: Counter, miller: DebtorFound
) -> None:
    settings.save(counter, {"mail_server": "localhost", "mail_from": "shop@bayside.com.au", "mail_user": ""})
    prompter.expect(ReceivePayment, (EFTPOS,)).expect_text("office@miller.com.au")
    hands.type("MILLER").press("Enter").type("150").press("F12")
    in_dialog(desk, Preview, "e")
    hands.press("Ctrl+P")
    with counter.db.read() as session:
        (mail,) = session.scalars(select(models.Mail))
        assert (mail.to, mail.document, mail.sheet) == ("office@miller.com.au", "Receipt 10001", "receipt")


def test_statements_open_the_receipt_of_a_debtor(desk: MainWindow, miller: DebtorFound) -> None:
    window = desk.open("receipts", debtor_id=miller.id)
    assert isinstance(window, Receipts)
    assert [line.listed.document for line in window.grid.lines] == ["Invoice 10001", "Invoice 10002"]
    assert desk.open("receipts", debtor_id=miller.id) is window


def test_an_account_that_pays_exactly_is_f5_f12(
    window: Receipts, hands: Hands, prompter: ScriptedPrompter, counter: Counter, miller: DebtorFound
) -> None:
    hands.type("MILLER").press("Enter", "F5")
    assert window.amount.value == D("330.00")
    assert matched(window) == [("Invoice 10001", "110.00"), ("Invoice 10002", "220.00")]
    prompter.expect(ReceivePayment, (Payment("bank transfer", D("330.00")),))
    hands.press("F12")
    assert books(counter, miller) == (D("0.00"), [])


def test_f5_leaves_an_amount_that_was_typed(window: Receipts, hands: Hands) -> None:
    hands.type("MILLER").press("Enter").type("150").press("F5")
    assert window.amount.value == D("150.00")


def test_a_receipt_of_a_known_debtor_begins_at_the_amount(desk: MainWindow, hands: Hands, miller: DebtorFound) -> None:
    desk.open("receipts", debtor_id=miller.id)
    assert hands.at == "Amount"


def test_alt_and_a_letter_that_nothing_has_is_not_typed_into_an_open_cell(window: Receipts, hands: Hands) -> None:
    hands.type("MILLER").press("Enter", "Enter", "Enter", "Enter").type("5").press("Alt+8").type("0").press("Enter")
    assert matched(window)[0] == ("Invoice 10001", "50.00")
