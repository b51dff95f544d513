"""Credits by key events: find the invoice, take back, post, print, and what bad input gets."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app import models, paths
from app.rules.drafts import InvoiceDraft
from app.rules.found import DebtorFound, PartFound
from app.rules.money_questions import ON_ACCOUNT, GiveBack, LiveAgain
from app.rules.questions import LeaveUnfinished, Payment, TakePayment
from app.services import backorder_lists, lookup
from app.services.counter import Counter
from app.services.sales import credits, releasing
from app.services.sales import invoicing as use_cases
from app.ui.kit.sheets.paper import Keeps, SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.credits.window import Credits
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_debtor, a_part, stock
from tests.services.test_backorders import arrives, waits
from tests.ui import keys
from tests.ui.hands import Hands
from tests.ui.mail import a_mail_program
from tests.ui.scripted import ScriptedPrompter

D = Decimal


@pytest.fixture
def part(counter: Counter) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=9)


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    return a_debtor(counter, "Miller Motors", code="MILLER")


@pytest.fixture
def window(desk: MainWindow) -> Credits:
    opened = desk.open("credits")
    assert isinstance(opened, Credits)
    return opened


def sold(counter: Counter, debtor: DebtorFound, *wanted: tuple[PartFound, int], paid: str = "") -> int:
    """A finalised invoice; `paid` by EFTPOS."""
    lines = [use_cases.line_for(counter, lookup.part(counter, part.id), debtor, D(many)) for part, many in wanted]
    answers = {TakePayment(D(paid)): (Payment("EFTPOS", D(paid)),)} if paid else {}
    return use_cases.finalise(counter, InvoiceDraft(debtor=debtor, lines=lines), answers).invoice_id


def figure(window: Credits, name: str) -> str:
    return next(label.text() for label in window.findChildren(QLabel) if label.accessibleName() == name)


def the_credit(counter: Counter, number: int = 10001) -> models.Credit:
    with counter.db.read() as session:
        return session.query(models.Credit).filter_by(number=number).one()


def test_what_came_back_is_credited_at_its_price_and_the_screen_is_empty_again(
    counter: Counter,
    prompter: ScriptedPrompter,
    window: Credits,
    hands: Hands,
    part: PartFound,
    miller: DebtorFound,
) -> None:
    sold(counter, miller, (part, 5))
    prompter.expect(SaveAsPdf, "none")
    hands.type("10001").press("Enter").type("wrong part").press("Enter").type("2").press("Enter")
    assert (figure(window, "Total ex"), figure(window, "GST"), figure(window, "Total inc")) == (
        "200.00", "20.00", "220.00",
    )  # fmt: skip
    assert figure(window, "What comes back") == "1 line of Invoice 10001 taken back"
    hands.press("F12")
    assert hands.said == "✓ Credit 10001 – 220.00 – adjustment note not printed, Ctrl+P prints it"
    posted = the_credit(counter)
    assert (posted.reason, posted.total, posted.gst, posted.refunded) == (
        "wrong part", D("220.00"), D("20.00"), D("0.00"),
    )  # fmt: skip
    assert stock(counter, part)[:2] == (D(6), D("360.00"))
    assert lookup.debtor(counter, miller.id).balance == D("330.00")
    assert hands.at == "Invoice" and window.draft is None and window.grid.lines == []


def test_by_a_scan_of_the_part_in_the_invoice_field_and_one_more_by_a_scan_in_the_lines(
    counter: Counter, window: Credits, hands: Hands, part: PartFound, miller: DebtorFound
) -> None:
    with counter.work() as session:
        session.add(models.PartNumber(part_id=part.id, kind="barcode", number="9312345678907"))
    sold(counter, miller, (a_part(counter, "OIL-5", on_hand=9), 1))
    sold(counter, miller, (part, 2))
    hands.scan("9312345678907")
    assert window.draft is not None and window.draft.invoice == "Invoice 10002"
    hands.type("faulty").press("Enter")
    hands.scan("9312345678907").scan("9312345678907")
    assert [line.quantity for line in window.draft.lines] == [D(2)]
    hands.scan("9312345678907")
    assert hands.said == "× CAB-220: 0 to 2 can be credited; 2 were supplied."


def test_several_invoices_that_hold_the_part_are_chosen_from(
    counter: Counter, window: Credits, hands: Hands, qtbot: QtBot, part: PartFound, miller: DebtorFound
) -> None:
    for many in (1, 2, 3):
        sold(counter, miller, (part, many))
    hands.type("cab220").press("Enter")
    qtbot.waitUntil(lambda: window.invoice.list_open)
    hands.press("Down", "Enter")
    assert window.draft is not None and window.draft.invoice == "Invoice 10002"


@pytest.mark.parametrize(
    ("typed", "said", "at"),
    [
        ("6", "× CAB-220: 0 to 5 can be credited; 5 were supplied.", "quantity"),
        ("-1", "×", "quantity"),
        ("0.5", "×", "quantity"),
        ("x", "×", "quantity"),
    ],
)
def test_more_than_was_supplied_or_no_quantity_is_refused_and_the_cell_stays_open(
    counter: Counter,
    window: Credits,
    hands: Hands,
    part: PartFound,
    miller: DebtorFound,
    typed: str,
    said: str,
    at: str,
) -> None:
    sold(counter, miller, (part, 5))
    hands.type("10001").press("Enter").type("why").press("Enter").type(typed).press("F12")
    assert hands.said.startswith(said)
    assert window.grid.current_attribute() == at
    assert credits.posted(counter) == ()


def test_without_an_invoice_a_line_or_a_reason_nothing_is_posted(
    counter: Counter, window: Credits, hands: Hands, part: PartFound, miller: DebtorFound
) -> None:
    hands.press("F12")
    assert hands.said.startswith("× No invoice is chosen yet") and hands.at == "Invoice"
    hands.type("77").press("Enter")
    assert hands.said == "× There is no finalised invoice with “77”. F4 shows the latest."
    hands.press("Esc")
    sold(counter, miller, (part, 5))
    hands.type("10001").press("Enter", "F12")
    assert hands.said.startswith("× Nothing is taken back yet")
    hands.press("F6", "F12")
    assert hands.said == "× Why is it credited? Type a reason." and hands.at == "Reason"
    assert credits.posted(counter) == ()


def test_what_is_all_credited_cannot_be_credited_again(
    counter: Counter,
    prompter: ScriptedPrompter,
    window: Credits,
    hands: Hands,
    part: PartFound,
    miller: DebtorFound,
) -> None:
    sold(counter, miller, (part, 5), (a_part(counter, "OIL-5", on_hand=1), 1))
    prompter.expect(SaveAsPdf, "none").expect(SaveAsPdf, "none")
    hands.type("10001").press("Enter").type("wrong").press("Enter").type("5").press("Enter", "F12")
    hands.type("10001").press("Enter").type("wrong").press("Enter")
    assert window.draft is not None
    assert [(line.number, line.can) for line in window.draft.lines] == [("CAB-220", D(0)), ("OIL-5", D(1))]
    hands.press("F6", "F12")
    assert [each.total for each in credits.posted(counter)] == [D("110.00"), D("550.00")]
    hands.type("10001").press("Enter")
    assert hands.said == "× Invoice 10001: everything on it has been credited already."
    assert window.draft is None


def test_goods_that_are_thrown_away_do_not_go_back_to_stock(
    counter: Counter,
    prompter: ScriptedPrompter,
    window: Credits,
    hands: Hands,
    part: PartFound,
    miller: DebtorFound,
) -> None:
    sold(counter, miller, (part, 5))
    prompter.expect(SaveAsPdf, "none")
    hands.type("10001").press("Enter").type("broken").press("Enter").type("1").press("Tab", "Up")
    window.grid.go_to(window.grid.lines[0], "back_to_stock")
    keys.press(keys.KEY.Key_Space)
    assert figure(window, "What comes back") == "1 line of Invoice 10001 taken back, 1 not to stock"
    hands.press("F12")
    assert stock(counter, part)[0] == D(4)


def test_a_fill_that_is_void_lives_again_when_the_customer_still_wants_it(
    counter: Counter,
    prompter: ScriptedPrompter,
    window: Credits,
    hands: Hands,
    miller: DebtorFound,
) -> None:
    part = a_part(counter, "CAB-330", on_hand=0)
    backorder = waits(counter, miller, part, 3)
    arrives(counter, part, 3)
    (ready,) = releasing.ready(counter)
    use_cases.finalise(counter, releasing.draft(counter, ready.wanted), {})
    prompter.expect(LiveAgain, "yes").expect(SaveAsPdf, "none")
    hands.type("10002").press("Enter").type("void").press("Enter", "F6", "F12")
    line = backorder_lists.one(counter, backorder)
    assert (line.open, line.ready, line.filled) == (D(3), D(3), D(0))


def test_a_cash_customer_gets_the_money_back(
    counter: Counter, prompter: ScriptedPrompter, window: Credits, hands: Hands, part: PartFound
) -> None:
    sold(counter, a_debtor(counter, "Walk-in", code="WALK", kind="cash"), (part, 1), paid="110.00")
    prompter.expect(GiveBack, None)
    hands.type("10001").press("Enter").type("faulty").press("Enter", "F6", "F12")
    assert credits.posted(counter) == () and window.draft is not None
    prompter.expect(GiveBack, ON_ACCOUNT)
    hands.press("F12")
    assert hands.said == "× A cash customer has no account. Give the money back."
    prompter.expect(GiveBack, (Payment("EFTPOS", D("110.00")),)).expect(SaveAsPdf, "none")
    hands.press("F12")
    assert hands.said.startswith("✓ Credit 10001 – 110.00 – 110.00 refunded")
    assert the_credit(counter).refunded == D("110.00")


def test_what_is_typed_is_not_thrown_away_and_another_credit_has_its_own_tab(
    counter: Counter,
    desk: MainWindow,
    prompter: ScriptedPrompter,
    window: Credits,
    hands: Hands,
    part: PartFound,
    miller: DebtorFound,
) -> None:
    sold(counter, miller, (part, 5))
    hands.type("10001").press("Enter", "F6", "Ctrl+N")
    assert len(desk.windows()) == 2 and window.draft is not None
    desk.lay_down(window)
    prompter.expect(LeaveUnfinished, "stay")
    hands.press("Ctrl+W")
    assert window in desk.windows()


def test_a_line_stays_on_its_invoice(
    counter: Counter, window: Credits, hands: Hands, part: PartFound, miller: DebtorFound
) -> None:
    sold(counter, miller, (part, 5))
    hands.type("10001").press("Enter", "Enter", "Ctrl+Del")
    assert hands.said == "× CAB-220 stays on its invoice. Type 0 to take none of it back."
    assert len(window.grid.lines) == 1


def test_f9_shows_what_is_posted_to_print_it_again(
    counter: Counter,
    prompter: ScriptedPrompter,
    window: Credits,
    hands: Hands,
    part: PartFound,
    miller: DebtorFound,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hands.press("Ctrl+P")
    assert hands.said.startswith("× Nothing is posted yet")
    sold(counter, miller, (part, 5))
    prompter.expect(SaveAsPdf, "none")
    hands.type("10001").press("Enter").type("void").press("Enter", "F6", "F12")
    shown: list[str] = []

    def preview(facts: object, *_rest: object, keep: Keeps) -> str:
        shown.append(f"{facts.title} {facts.copy}")  # type: ignore[attr-defined]
        keep("printer")
        return "printer"

    monkeypatch.setattr(window.context.paper, "preview", preview)
    hands.then(lambda: keys.press(keys.ENTER)).press("F9")
    hands.press("Ctrl+P")
    assert shown == ["Adjustment Note 10001 False", "Adjustment Note 10001 True"]


def test_it_begins_with_the_invoice_that_was_looked_at(
    counter: Counter, desk: MainWindow, part: PartFound, miller: DebtorFound
) -> None:
    invoice = sold(counter, miller, (part, 5))
    opened = desk.open("credits", invoice_id=invoice)
    assert isinstance(opened, Credits)
    assert opened.windowTitle() == "Credit of Invoice 10001"
    assert desk.open("credits", invoice_id=invoice) is opened


def test_a_debtor_who_wants_e_mail_gets_the_adjustment_note_by_e_mail(
    counter: Counter, window: Credits, hands: Hands, part: PartFound
) -> None:
    posted = a_debtor(counter, "Posted Pty", code="POST", invoice_by="email", email="office@posted.example")
    sold(counter, posted, (part, 2))
    with a_mail_program() as messages:
        hands.type("10001").press("Enter").type("void").press("Enter", "F6", "F12")
    assert messages[0].startswith("office@posted.example?subject=Adjustment Note 10001")
    file = paths.sheets_folder() / "Adjustment Note 10001.pdf"
    assert file.read_bytes().startswith(b"%PDF")
    assert f"attach {file.name} from {file.parent}" in hands.said


def test_a_long_name_does_not_hide_what_is_owed(
    counter: Counter, window: Credits, hands: Hands, part: PartFound
) -> None:
    sold(counter, a_debtor(counter, "Miller and Daughters " * 5), (part, 5))
    hands.type("10001").press("Enter")
    assert figure(window, "About the invoice").startswith("owes 550.00 · Miller and")


def test_from_the_invoice_that_is_looked_at(
    counter: Counter, desk: MainWindow, invoicing: PartsInvoicing, hands: Hands, part: PartFound
) -> None:
    hands.press("Ctrl+Shift+R")
    assert hands.said == "× Recall a finalised invoice with F9 first: its lines are credited."
    sold(counter, a_debtor(counter, "Jones"), (part, 5))
    hands.then(lambda: keys.press(keys.ENTER)).press("F9")
    hands.press("Ctrl+Shift+R")
    front = desk.front
    assert isinstance(front, Credits) and front.draft is not None
    assert front.draft.invoice == "Invoice 10001"


def test_an_invoice_that_cannot_be_credited_sends_the_cursor_back_to_it(
    counter: Counter, window: Credits, hands: Hands, qtbot: QtBot, miller: DebtorFound
) -> None:
    waits(counter, miller, a_part(counter, "CAB-330", on_hand=0), 3)
    hands.type("10001").press("Enter")
    assert hands.said == ("× Invoice 10001 has supplied nothing yet. What waits is cancelled in Backorders (Ctrl+6).")
    qtbot.waitUntil(lambda: hands.at == "Invoice")
    assert window.invoice.text() == ""


def test_keys_in_the_lines_before_an_invoice_is_chosen_do_nothing(window: Credits, hands: Hands) -> None:
    window.grid.setFocus()
    hands.type("1").press("Enter", "Shift+Enter", "Space", "Ctrl+Del", "Down", "Tab")
    assert window.draft is None
