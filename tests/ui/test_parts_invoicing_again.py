"""Parts Invoicing the second time: backorders that have come, orders recalled, invoices looked at, quotes."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import models, paths
from app.rules.drafts import InvoiceDraft
from app.rules.questions import (
    DeleteSaved,
    IncludeReadyBackorders,
    PutOnBackorder,
    TodaysPrice,
)
from app.services import backorder_lists
from app.services.counter import Counter
from app.services.sales import documents, invoice_lists
from app.services.sales import invoicing as use_cases
from app.ui.kit.records.tick_list import TickLine
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.parts_invoicing.paper import WhichSheet
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_debtor, a_part, stock
from tests.services.test_backorders import arrives, waits
from tests.ui import keys
from tests.ui.hands import Hands
from tests.ui.invoices import lines, written
from tests.ui.mail import a_mail_program
from tests.ui.scripted import ScriptedPrompter

D = Decimal


# ────────────────────────────────────────────────────────────────────────────────────────────────── ready backorders


def test_choosing_the_debtor_offers_what_has_come_and_fills_it(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    waiting = a_debtor(counter, "Waiting Workshop", code="WAIT")
    part = a_part(counter, "CAB-220", on_hand=2)
    waits(counter, waiting, part, 5)
    arrives(counter, part, 3)
    prompter.expect(IncludeReadyBackorders, "yes").expect_ticks().expect(SaveAsPdf, "none")
    hands.type("wait").press("Enter")
    assert hands.at == "Lines"
    assert [(line.number, line.supplied, line.price_from) for line in invoicing.draft.lines] == [
        ("CAB-220", D(3), "agreed")
    ]
    hands.press("F12")
    invoice = written(counter, 10002)
    assert (invoice.total, invoice.gst) == (D("330.00"), D("30.00"))
    assert backorder_lists.every(counter) == ()


def test_walk_ins_are_not_offered_what_another_one_waits_for(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    walk_in = a_debtor(counter, "Walk-in", code="WALK", kind="cash")
    part = a_part(counter, "CAB-220", on_hand=0)
    for name in ("Pat Lee", "Ann Ray"):
        line = use_cases.line_for(counter, part, walk_in, D(1))
        draft = InvoiceDraft(debtor=walk_in, name=name, phone="555", lines=[line])
        use_cases.finalise(counter, draft, {PutOnBackorder(line.key, "CAB-220", D(1), D(0)): "yes"})
    arrives(counter, part, 2)
    ticked: list[bool] = []

    def the_second(lines: list[TickLine]) -> list[TickLine]:
        ticked.extend(line.ticked for line in lines)
        return [type(line)(**{**_fields(line), "ticked": "Ann Ray" in line.cells}) for line in lines]

    prompter.expect_ticks(the_second)
    hands.type("walk").press("Enter")
    assert "2 backorders of walk-ins ready" in hands.said
    hands.press("F5")
    assert ticked == [False, False]
    assert (invoicing.draft.name, invoicing.draft.phone, len(invoicing.draft.lines)) == ("Ann Ray", "555", 1)


def test_nothing_is_asked_while_nothing_is_ready(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    waits(counter, a_debtor(counter, "Waiting", code="WAIT"), a_part(counter, "CAB-220", on_hand=0), 5)
    hands.type("wait").press("Enter")
    assert prompter.asked == []


def test_the_list_is_there_at_any_time_and_what_waits_is_grey(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    waiting = a_debtor(counter, "Waiting", code="WAIT")
    ready, late = a_part(counter, "CAB-220", on_hand=0), a_part(counter, "CAB-330", on_hand=0)
    waits(counter, waiting, ready, 5)
    waits(counter, waiting, late, 1)
    arrives(counter, ready, 3)
    seen: list[TickLine] = []

    def two_of_them(lines: list[TickLine]) -> list[TickLine]:
        seen.extend(lines)
        return [*(type(line)(**{**_fields(line), "quantity": D(2)}) for line in lines[:1]), *lines[1:]]

    prompter.expect(IncludeReadyBackorders, "no").expect_ticks(two_of_them)
    hands.type("wait").press("Enter", "F5")
    assert [(line.ticked, line.offered, line.most) for line in seen] == [(True, True, D(3)), (False, False, None)]
    assert [(line.number, line.supplied) for line in invoicing.draft.lines] == [("CAB-220", D(2))]
    again: list[TickLine] = []
    prompter.expect_ticks(again.extend)
    hands.press("Alt+B")
    assert [line.cells[0] for line in again] == ["CAB-330"]


def _fields(line: TickLine) -> dict[str, object]:
    return {name: getattr(line, name) for name in TickLine.__dataclass_fields__}


def test_the_price_at_filling_is_asked_once_for_each(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    waiting = a_debtor(counter, "Waiting", code="WAIT", price_at_filling="ask")
    part = a_part(counter, "CAB-220", on_hand=0)
    waits(counter, waiting, part, 5)
    arrives(counter, part, 5)
    with counter.work() as session:
        session.get_one(models.Part, part.id).list_price = D("120.0000")
    prompter.expect(IncludeReadyBackorders, "yes").expect_ticks().expect(TodaysPrice, "today")
    hands.type("wait").press("Enter")
    assert [line.price for line in invoicing.draft.lines] == [D("120.0000")]


# ───────────────────────────────────────────────────────────────────────────────────────── saved, recalled, released


def picks_the_first(hands: Hands) -> None:
    """F9, Enter."""
    hands.then(lambda: keys.press(keys.ENTER)).press("F9")


def test_an_order_is_saved_recalled_and_finalised(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("F2")
    assert "Order 10001 – 220.00 – 3 on backorder" in hands.said
    assert stock(counter, part)[2] == D(2)
    assert hands.at == "Debtor"
    picks_the_first(hands)
    assert invoicing.windowTitle() == "Order 10001" and len(invoicing.draft.lines) == 1
    hands.press("F12")
    assert lines(counter) == [("CAB-220", D(5), D(2), D(3))]


def test_what_has_come_is_moved_on_the_recalled_orders_own_line(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(PutOnBackorder, "yes").expect(IncludeReadyBackorders, "yes").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("F2")
    arrives(counter, part, 3)
    picks_the_first(hands)
    assert [(line.supplied, line.backordered) for line in invoicing.draft.lines] == [(D(5), D(0))]
    hands.press("F12")
    assert written(counter).total == D("550.00")
    assert stock(counter, part)[0] == D(0)


def test_a_saved_order_is_deleted_after_a_question(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(DeleteSaved, "no").expect(DeleteSaved, "yes")
    hands.type("miller").press("Enter").type("cab220").press("Enter", "F2")
    picks_the_first(hands)
    hands.press("Ctrl+Shift+Del")
    assert "stays on the books" in hands.said and invoicing.draft.invoice_id is not None
    hands.press("Ctrl+Shift+Del")
    assert "Order 10001 is deleted" in hands.said
    assert stock(counter, part)[2] == D(0) and invoice_lists.recallable(counter) == ()


def test_f9_on_a_finalised_one_opens_its_next_invoice(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("F12")
    arrives(counter, part, 3)
    picks_the_first(hands)
    assert [(line.supplied, line.fills is not None) for line in invoicing.draft.lines] == [(D(3), True)]
    hands.press("F12")
    assert written(counter, 10002).total == D("330.00")


def test_a_finalised_one_is_only_looked_at_and_says_how_far_it_is(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=2)
    prompter.expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("F12")
    picks_the_first(hands)
    assert "2 of 5 invoiced, 3 waiting" in hands.said
    assert invoicing.unfinished() is None
    hands.press("F12")
    assert "never changes again" in hands.said
    hands.press("Ctrl+R")
    assert "3 still waiting, nothing ready yet" in hands.said
    hands.press("Ctrl+Del")
    assert len(invoicing.draft.lines) == 1
    hands.press("Esc")
    assert hands.at == "Debtor" and invoicing.draft.lines == []


def test_recalling_leaves_what_is_unfinished_in_its_own_tab(
    counter: Counter,
    prompter: ScriptedPrompter,
    desk: MainWindow,
    invoicing: PartsInvoicing,
    hands: Hands,
    qtbot: QtBot,
) -> None:
    a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter", "F2")
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter")
    picks_the_first(hands)
    qtbot.waitUntil(lambda: len(desk.windows()) == 2 and desk.windows()[1].windowTitle() == "Order 10001")
    assert len(invoicing.draft.lines) == 1 and invoicing.draft.invoice_id is None


def offered(desk: MainWindow) -> set[str]:
    """The buttons of the window in front."""
    assert desk.front is not None
    return {button.accessibleName() for button in desk.front.findChildren(QPushButton) if button.isVisible()}


def test_a_quote_becomes_an_invoice_and_what_is_short_is_asked_then(
    counter: Counter, prompter: ScriptedPrompter, desk: MainWindow, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_part(counter, "CAB-220", on_hand=2)
    desk.open("parts_invoicing", kind="quote")
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("5").press("Enter", "F12")
    assert "A quote is saved with F2" in hands.said
    hands.press("F2")
    assert "Quote 10001" in hands.said or "Quote" in hands.said
    prompter.expect(PutOnBackorder, "yes").expect(SaveAsPdf, "none")
    picks_the_first(hands)
    assert {"Save Quote", "Make Invoice"} < offered(desk)
    hands.press("Ctrl+Return")
    assert {"Save Invoice", "Finalise"} < offered(desk)
    hands.press("F12")
    assert lines(counter) == [("CAB-220", D(5), D(2), D(3))]


def test_a_document_opens_from_elsewhere_and_so_does_a_debtor(
    counter: Counter, prompter: ScriptedPrompter, desk: MainWindow, qtbot: QtBot
) -> None:
    waiting = a_debtor(counter, "Waiting", code="WAIT")
    part = a_part(counter, "CAB-220", on_hand=0)
    waits(counter, waiting, part, 5)
    arrives(counter, part, 5)
    prompter.expect_ticks()
    opened = desk.open("parts_invoicing", debtor_id=waiting.id, include_ready=True)
    assert isinstance(opened, PartsInvoicing)
    qtbot.waitUntil(lambda: len(opened.draft.lines) == 1)


# ─────────────────────────────────────────────────────────────────────────────────────────────────────────────── paper


def test_a_debtor_who_wants_e_mail_gets_a_message_and_the_pdf_to_attach(
    counter: Counter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_debtor(counter, "Posted Pty", code="POST", invoice_by="email", email="office@posted.example")
    a_part(counter, "CAB-220", on_hand=9)
    with a_mail_program() as messages:
        hands.type("post").press("Enter").type("cab220").press("Enter", "F12")
    assert messages[0].startswith("office@posted.example?subject=Tax Invoice 10001")
    file = paths.sheets_folder() / "Tax Invoice 10001.pdf"
    assert file.read_bytes().startswith(b"%PDF")
    assert f"attach {file.name} from {file.parent}" in hands.said
    assert documents.invoice_facts(counter, 1).copy


def test_a_sheet_that_was_only_looked_at_is_no_copy(
    counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    a_debtor(counter, "Miller", code="MIL")
    a_part(counter, "CAB-220", on_hand=9)
    prompter.expect(SaveAsPdf, "none").expect(WhichSheet, "invoice")
    hands.type("mil").press("Enter").type("cab220").press("Enter", "F12")
    hands.then(lambda: QApplication.activeModalWidget().reject()).press("Ctrl+P")
    assert not documents.invoice_facts(counter, 1).copy


def test_button_and_bar_say_what_is_saved(desk: MainWindow, invoicing: PartsInvoicing) -> None:
    def save_is_called() -> tuple[str, list[str]]:
        shown = [button.accessibleName() for button in desk.findChildren(QPushButton) if button.isVisible()]
        return invoicing.action("do_save").text(), [name for name in shown if name.startswith("Save")]

    assert save_is_called() == ("Save Invoice", ["Save Invoice"])
    invoicing = desk.open("parts_invoicing", kind="quote")  # type: ignore[assignment]
    assert save_is_called() == ("Save Quote", ["Save Quote"])
