"""The Debtor Master File by key events: find, new, save, options, prices, backorders, queries."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.found import DebtorFound, PartFound
from app.rules.questions import LeaveUnsaved
from app.services import backorder_lists, backorders
from app.services.counter import Counter
from app.services.masters import debtors
from app.services.queries.declared import QUERIES
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.kit.sheets.preview import Preview
from app.ui.main_window import MainWindow
from app.ui.windows.debtors.window import Debtors
from app.ui.windows.parts.window import Parts
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_debtor, a_part, the_debtor
from tests.services.goods import waits
from tests.services.test_backorders import arrives
from tests.ui.keys import ALT, CTRL, DOWN, ENTER, ESC, KEY, SHIFT, TAB, focus, press
from tests.ui.scripted import ScriptedPrompter

D = Decimal
SAVE, NEW, NEXT_CODE = KEY.Key_F2, (KEY.Key_N, CTRL), (KEY.Key_G, CTRL)
DETAILS, ADDRESSES, OPTIONS = (KEY.Key_D, ALT), (KEY.Key_S, ALT), (KEY.Key_O, ALT)
LEDGER, QUERY = (KEY.Key_L, ALT), (KEY.Key_Q, ALT)


def opened(desk: MainWindow, **facts: object) -> Debtors:
    window = desk.open("debtors", **facts)
    assert isinstance(window, Debtors)
    return window


def only(counter: Counter, code: str) -> debtors.DebtorCard:
    found = the_debtor(counter, code)
    assert found is not None
    return debtors.open_card(counter, found.id)


def field(window: Debtors, name: str) -> object:
    return window._form.fields[name]


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    return a_debtor(counter, "Miller Motors", phone="03 9555 0101", abn="51824753556", backorder_mode="automatic")


@pytest.fixture
def cable(counter: Counter) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=0, description="Cable")


# ----------------------------------------------------------------------------------------------------------- find, save


@pytest.mark.parametrize("typed", ["mil001", "motors mill", "0395550101", "51 824 753 556"])
def test_a_debtor_is_found_by_code_name_phone_and_abn(desk: MainWindow, miller: DebtorFound, typed: str) -> None:
    window = opened(desk)
    assert focus() is window.finder
    press(typed, ENTER)
    assert window.record_id == miller.id
    assert window.windowTitle() == "Debtor MIL001"
    assert "Miller Motors" in window.standing.whole and "owes 0.00" in window.standing.whole


def test_a_new_debtor_is_typed_and_saved_with_the_code_that_was_proposed(desk: MainWindow, counter: Counter) -> None:
    opened(desk)
    press(NEW, TAB, "Hume Panel Beaters", ENTER, TAB, "51824753556", ENTER)
    press(OPTIONS, KEY.Key_Space, SAVE)
    card = only(counter, "HUM001")
    assert (card.name, card.abn, card.use_backorders) == ("Hume Panel Beaters", "51 824 753 556", True)
    assert desk.status_line.sentence == "✓ HUM001 Hume Panel Beaters is saved."


def test_what_was_not_found_becomes_the_name_of_a_new_debtor(desk: MainWindow, counter: Counter) -> None:
    window = opened(desk)
    press("Hume Panel", ENTER)
    assert "There is no debtor “Hume Panel”" in desk.status_line.sentence
    assert focus() is window.finder
    press(NEW, SAVE)
    assert only(counter, "HUM001").name == "Hume Panel"


def test_get_next_code_is_for_new_debtors(desk: MainWindow, miller: DebtorFound) -> None:
    window = opened(desk)
    press(NEXT_CODE)
    assert field(window, "code").value == "1001"  # type: ignore[attr-defined]
    window.open_record(miller.id)
    assert not window.action("do_next_code").isEnabled()


@pytest.mark.parametrize(
    ("typed", "page", "name", "sentence"),
    [
        ((DETAILS, "OTHER1"), "details", "code", "OTHER1 is taken already"),
        ((DETAILS, TAB, " "), "details", "name", "The name is missing"),
        ((OPTIONS, *[TAB] * 6, DOWN), "details", "email", "no e-mail address to send invoices to"),
        ((OPTIONS, *[TAB] * 7, DOWN), "details", "email", "no e-mail address to send statements to"),
    ],
)
def test_a_refusal_turns_to_the_page_of_its_field(
    desk: MainWindow, counter: Counter, miller: DebtorFound, typed: tuple[str], page: str, name: str, sentence: str
) -> None:
    a_debtor(counter, "Other", code="OTHER1")
    window = opened(desk, debtor_id=miller.id)
    press(*typed, LEDGER, SAVE)
    assert window.page == page
    assert focus() is field(window, name)
    assert sentence in desk.status_line.sentence
    assert only(counter, "MIL001").code == "MIL001"


def test_an_abn_that_is_none_is_refused_in_its_field(desk: MainWindow, miller: DebtorFound) -> None:
    window = opened(desk, debtor_id=miller.id)
    press(DETAILS, TAB, TAB, TAB, "12345678901", TAB)
    assert focus() is field(window, "abn")
    assert "is no ABN" in desk.status_line.sentence


def test_two_people_at_one_debtor_merge_and_the_same_field_shows_both(
    desk: MainWindow, counter: Counter, miller: DebtorFound
) -> None:
    window = opened(desk, debtor_id=miller.id)
    press(DETAILS, TAB, "Miller & Sons", TAB)
    card = only(counter, "MIL001")
    card = debtors.save(counter, replace(card, contact="Jo"), card)
    press(SAVE)
    assert (only(counter, "MIL001").name, only(counter, "MIL001").contact) == ("Miller & Sons", "Jo")
    press(DETAILS, TAB, "Miller Brothers", TAB)
    card = only(counter, "MIL001")
    debtors.save(counter, replace(card, name="Miller Trucks"), card)
    press(SAVE)
    assert "“Miller Trucks”" in desk.status_line.sentence and "“Miller Brothers”" in desk.status_line.sentence
    assert focus() is field(window, "name")


def test_every_option_is_kept(desk: MainWindow, counter: Counter) -> None:
    opened(desk)
    press(NEW, TAB, "Hume", ENTER, OPTIONS, KEY.Key_Space, TAB, DOWN, TAB, DOWN, DOWN, TAB, DOWN, TAB)
    press(TAB, DOWN, TAB, TAB, DOWN, DOWN, TAB, "5000", TAB, "14", TAB, KEY.Key_Space, SAVE)
    card = only(counter, "HUM001")
    assert (card.use_backorders, card.backorder_mode, card.ship_rule) == (True, "automatic", "complete order")
    assert (card.price_at_filling, card.credit_limit, card.terms_days) == ("keep agreed", D("5000.00"), 14)
    assert (card.charge_deposits, card.invoice_by, card.statement_by) == ("never", "print", "none")
    assert card.stop_credit


def test_delivery_addresses_grow_one_by_one(desk: MainWindow, counter: Counter, miller: DebtorFound) -> None:
    opened(desk, debtor_id=miller.id)
    press(ADDRESSES, "12 High Street", (ENTER, SHIFT), "Brunswick", TAB, "Rear gate", TAB, "Depot", SAVE)
    card = only(counter, "MIL001")
    assert card.address == "12 High Street\nBrunswick"
    assert card.delivery_addresses == ("Rear gate", "Depot")


def test_what_is_typed_is_not_lost_by_looking_at_another_debtor(
    desk: MainWindow, counter: Counter, miller: DebtorFound, prompter: ScriptedPrompter
) -> None:
    a_debtor(counter, "Hume", code="HUME")
    window = opened(desk, debtor_id=miller.id)
    press(DETAILS, TAB, "Miller & Sons", ESC, ESC)
    assert field(window, "name").value == "Miller Motors"  # type: ignore[attr-defined]
    press(DETAILS, TAB, "Miller & Sons", TAB, ESC)
    assert focus() is window.finder
    prompter.expect(LeaveUnsaved, "stay")
    press("hume", ENTER)
    assert window.record_id == miller.id
    assert field(window, "name").value == "Miller & Sons"  # type: ignore[attr-defined]
    prompter.expect(LeaveUnsaved, "leave")
    window.finder.setFocus()
    press("hume", ENTER)
    assert window.windowTitle() == "Debtor HUME"
    assert window.unfinished() is None


def test_a_debtor_only_looked_at_is_never_written(desk: MainWindow, counter: Counter, miller: DebtorFound) -> None:
    window = opened(desk, debtor_id=miller.id)
    for page in (DETAILS, ADDRESSES, OPTIONS, LEDGER, QUERY):
        press(page)
    press(SAVE)
    assert window.unfinished() is None
    assert only(counter, "MIL001").version == 1


# ---------------------------------------------------------------------------------------------------------- the prices


def test_special_prices_are_typed_and_stored_with_the_card(
    desk: MainWindow, counter: Counter, miller: DebtorFound, cable: PartFound
) -> None:
    a_part(counter, "K1")
    window = opened(desk, debtor_id=miller.id)
    press(OPTIONS)
    window._prices.grid.setFocus()
    press("cab220", ENTER, "-10", ENTER, "k1", ENTER, "79.5", ENTER)
    assert debtors.agreed_prices(counter, miller.id) == ()
    press(SAVE)
    agreed = [(each.number, each.price) for each in debtors.agreed_prices(counter, miller.id)]
    assert agreed == [("CAB-220", D("90.0000")), ("K1", D("79.5000"))]
    window._prices.grid.setFocus()
    window._prices.grid.setCurrentIndex(window._prices.grid.rows.index(0, 3))
    press((KEY.Key_Delete, CTRL), SAVE)
    assert [each.number for each in debtors.agreed_prices(counter, miller.id)] == ["K1"]


def test_a_part_has_one_special_price(desk: MainWindow, miller: DebtorFound, cable: PartFound) -> None:
    window = opened(desk, debtor_id=miller.id)
    press(OPTIONS)
    window._prices.grid.setFocus()
    press("cab220", ENTER, "90", ENTER, "CAB-220", ENTER)
    assert "has a special price already" in desk.status_line.sentence


# ---------------------------------------------------------------------------------------------- backorders and queries


@pytest.fixture
def ready(counter: Counter, miller: DebtorFound, cable: PartFound) -> int:
    """Miller waits for 5 cables, 3 have come."""
    backorder = waits(counter, cable, 5, miller)
    arrives(counter, cable, 3)
    return backorder


def test_the_reports_menu_opens_the_ready_list_with_the_cursor_in_it(desk: MainWindow, ready: int) -> None:
    action = next(each for each in desk.actions() if each.text() == "Backorders Ready to Invoice – ALL DEBTORS")
    action.trigger()
    window = cast(Debtors, desk.front)
    assert window.page == "query"
    shown = window._query.shown
    assert focus() is shown.list.table
    assert [column.heading for column in shown.query.columns] == [
        "Debtor", "Phone", "Document", "Date", "Part", "Description", "Ordered", "Ready", "Still waiting",
        "Value inc", "Deposit", "Days", "Told",
    ]  # fmt: skip
    assert [row.id for row in shown.list.shown()] == [ready]
    assert shown.totals()[9] == "330.00"


def test_every_list_opens_and_says_where_enter_leads(desk: MainWindow) -> None:
    for each in QUERIES:
        shown = opened(desk, query=each.key)._query.shown
        assert shown.query.key == each.key
        assert "Enter" in shown.list.table.statusTip()
        assert desk.front is not None and desk.front.windowTitle() == each.name


def test_a_list_that_is_open_is_gone_back_to(desk: MainWindow, miller: DebtorFound, prompter: ScriptedPrompter) -> None:
    ready = opened(desk, query="ready")
    late = opened(desk, query="late")
    assert late is not ready
    desk.status_line.ready_clicked.emit()
    assert (desk.front, len(desk.windows())) == (ready, 2)
    assert focus() is ready._query.shown.list.table
    assert ready.open_record(miller.id)
    press(DETAILS)
    assert opened(desk, query="ready") is not ready


def test_a_list_with_something_typed_behind_it_is_left_alone(desk: MainWindow) -> None:
    typed = opened(desk, query="ready")
    press(NEW, TAB, "Hume", QUERY)
    assert (typed.page, typed.unfinished() is None) == ("query", False)
    assert opened(desk, query="ready") is not typed


def test_the_lists_are_chosen_by_key_and_filter_as_one_types(desk: MainWindow, counter: Counter, ready: int) -> None:
    waits(counter, a_part(counter, "K1", on_hand=0), 2)
    window = opened(desk, query="ready")
    window._query.choice.setFocus()
    press(DOWN, ENTER)
    shown = window._query.shown
    assert shown.query.key == "waiting"
    assert len(shown.list.shown()) == 2
    shown.list.setFocus()
    press("k1")
    assert [row.cells[3] for row in shown.list.shown()] == ["K1"]


def test_enter_on_a_ready_row_opens_invoicing_for_that_debtor(
    desk: MainWindow, qtbot: QtBot, miller: DebtorFound, ready: int, prompter: ScriptedPrompter
) -> None:
    prompter.expect_ticks()
    opened(desk, query="ready")
    press(ENTER)
    assert isinstance(desk.front, PartsInvoicing)
    invoicing = desk.front
    qtbot.waitUntil(lambda: bool(invoicing.draft.filled_lines))
    draft = invoicing.draft
    assert draft.debtor is not None and draft.debtor.id == miller.id
    assert [(line.number, line.supplied) for line in draft.filled_lines] == [("CAB-220", D(3))]


def test_call_done_is_written_down_and_shown(desk: MainWindow, counter: Counter, ready: int) -> None:
    window = opened(desk, query="ready")
    press((KEY.Key_T, CTRL))
    assert backorder_lists.one(counter, ready).told == "Kim, 16 Nov"
    row = window._query.shown.current()
    assert row is not None and row.cells[-1] == "Kim, 16 Nov"


def test_ticked_rows_are_called_together(desk: MainWindow, counter: Counter, miller: DebtorFound, ready: int) -> None:
    clamp = a_part(counter, "CLA-1", on_hand=0)
    second = waits(counter, clamp, 1, miller)
    arrives(counter, clamp, 1)
    opened(desk, query="ready")
    press((KEY.Key_A, CTRL), (KEY.Key_T, CTRL))
    assert [backorder_lists.one(counter, each).told for each in (ready, second)] == ["Kim, 16 Nov"] * 2


def test_cancelling_asks_how_many_and_why_and_waiting_goes_first(
    desk: MainWindow, counter: Counter, ready: int, prompter: ScriptedPrompter
) -> None:
    opened(desk, query="ready")
    cancel = (KEY.Key_Delete, CTRL | SHIFT)
    prompter.expect_text(None)
    press(cancel)
    assert backorder_lists.one(counter, ready).cancelled == D(0)
    prompter.expect_text("abc").expect_text("9").expect_text("3").expect_text("bought elsewhere")
    press(cancel)
    line = backorder_lists.one(counter, ready)
    assert (line.cancelled, line.open, line.ready) == (D(3), D(2), D(2))
    assert "3 CAB-220 cancelled." in desk.status_line.sentence


def test_the_pick_list_comes_on_paper_or_offers_a_file(
    desk: MainWindow, ready: int, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    opened(desk, query="ready")
    file = tmp_path / "pick.pdf"
    prompter.expect(SaveAsPdf, "save").expect_file(file)
    press((KEY.Key_L, CTRL))
    assert file.read_bytes().startswith(b"%PDF")
    assert desk.status_line.sentence == "✓ Pick list of 1 line saved as a PDF."


def test_a_list_is_exported_as_it_is_shown(
    desk: MainWindow, counter: Counter, ready: int, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    file = tmp_path / "ready.csv"
    opened(desk, query="ready")
    prompter.expect_file(file)
    press((KEY.Key_E, CTRL))
    with file.open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["Debtor"], row["Ready"], row["Value inc"]) == ("Miller Motors", "3.000", "330.00")
    assert (row["Date"], row["Days"]) == ("2026-11-16", "0")


def test_a_list_is_printed_as_it_is_shown(desk: MainWindow, ready: int) -> None:
    opened(desk, query="ready")
    titles = []

    def close() -> None:
        preview = QApplication.activeModalWidget()
        assert isinstance(preview, Preview)
        titles.append(preview.windowTitle())
        preview.reject()

    QTimer.singleShot(0, close)
    press((KEY.Key_P, CTRL))
    assert titles == ["Backorders Ready to Invoice – ALL DEBTORS"]


def test_f5_shows_the_backorders_of_the_debtor_and_what_others_do_to_them(
    desk: MainWindow, counter: Counter, miller: DebtorFound, ready: int
) -> None:
    window = opened(desk, debtor_id=miller.id)
    assert "1 backorder, 1 ready" in window.standing.whole
    press(KEY.Key_F5)
    assert window.page == "backorders"
    row = window._backorders.current()
    assert row is not None and row.id == ready
    backorders.cancel(counter, ready, D(5), "no longer wanted")
    desk.changes.tell("backorders", "stock")
    assert window._backorders.current() is None
    assert "backorder" not in window.standing.whole


def test_a_new_debtor_has_no_backorders_of_the_one_before(desk: MainWindow, miller: DebtorFound, ready: int) -> None:
    window = opened(desk, debtor_id=miller.id)
    at = next(at for at in range(window.pages.count()) if window.pages.tabText(at) == "Backorders (1)")
    press(NEW)
    assert window.pages.tabText(at) == "Backorders"


def test_the_ledger_shows_what_is_owed_and_enter_opens_the_invoice(
    desk: MainWindow, counter: Counter, miller: DebtorFound
) -> None:
    waits(counter, a_part(counter, "K1", on_hand=9), 2, miller)
    window = opened(desk, debtor_id=miller.id)
    press(LEDGER)
    row = window._ledger.current()
    assert (row.reference, row.open, row.balance) == ("Invoice 10001", D("220.00"), D("220.00"))
    press(ENTER)
    assert isinstance(desk.front, PartsInvoicing)


def test_enter_on_who_waits_shows_that_debtor(desk: MainWindow, miller: DebtorFound, ready: int) -> None:
    window = opened(desk, query="waiting")
    press(ENTER)
    assert (window.record_id, window.page) == (miller.id, "backorders")
    assert focus() is window._backorders.list.table


def test_enter_on_a_superseded_part_that_is_still_there_shows_its_card(desk: MainWindow, counter: Counter) -> None:
    old = a_part(counter, "A-100", 3, superseded_by="GONE")
    for query in ("superseded", "dangling"):
        opened(desk, query=query)
        press(ENTER)
        assert isinstance(desk.front, Parts) and desk.front.record_id == old.id
        press((KEY.Key_W, CTRL))


def test_f4_lists_all_debtors_or_those_that_fit_and_enter_opens_one(desk: MainWindow, counter: Counter) -> None:
    for name, phone in (("Zebra Hire", "03 9555 0101"), ("Acme Motors", "0412 345 678"), ("Acme Tractors", "")):
        a_debtor(counter, name, phone=phone, abn="51 824 753 556" if name == "Zebra Hire" else "")
    window = opened(desk)

    def names() -> list[str]:
        return [row.cells[1] for row in window._query.shown.list.shown()]

    press(KEY.Key_F4)
    assert (window.page, window._query.choice.value, focus()) == ("query", "debtors", window._query.shown.list.table)
    assert [name for name in names() if name != "Cash sale"] == ["Acme Motors", "Acme Tractors", "Zebra Hire"]
    press(ESC, "acme", KEY.Key_F4)
    assert names() == ["Acme Motors", "Acme Tractors"]
    press(ESC, "51824753556", KEY.Key_F4)
    assert names() == ["Zebra Hire"]
    press(ESC, "0412345678", KEY.Key_F4, ENTER)
    assert (window._was.name, window.page) == ("Acme Motors", "details")


def test_stop_credit_is_said_in_words(desk: MainWindow, counter: Counter) -> None:
    stopped = a_debtor(counter, "Late Payer", stop_credit=True)
    window = opened(desk, debtor_id=stopped.id)
    assert window.standing.whole.startswith("×") and "stop credit" in window.standing.whole
