"""The Creditor Master File by key events: find, new, save, and what is ordered, billed, owed and bought there."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.rules.found import CreditorFound
from app.rules.questions import LeaveUnsaved
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.masters import creditors, parts
from app.ui.main_window import MainWindow
from app.ui.windows.creditors.window import Creditors
from app.ui.windows.stock_order.window import StockOrders
from tests.make import a_creditor, a_part, the_creditor
from tests.services.goods import loose, sent
from tests.ui.keys import ALT, CTRL, ENTER, ESC, KEY, TAB, focus, press
from tests.ui.scripted import ScriptedPrompter

D = Decimal
SAVE, NEW = KEY.Key_F2, (KEY.Key_N, CTRL)
DETAILS, ORDERS, INVOICES = (KEY.Key_D, ALT), (KEY.Key_O, ALT), (KEY.Key_I, ALT)
LEDGER, PARTS = (KEY.Key_L, ALT), (KEY.Key_S, ALT)


def opened(desk: MainWindow, **facts: object) -> Creditors:
    window = desk.open("creditors", **facts)
    assert isinstance(window, Creditors)
    return window


def only(counter: Counter, code: str) -> creditors.CreditorCard:
    found = the_creditor(counter, code)
    assert found is not None
    return creditors.open_card(counter, found.id)


@pytest.fixture
def repco(counter: Counter) -> CreditorFound:
    return a_creditor(counter, "Repco Wholesale", phone="03 9000 1111", abn="51824753556")


@pytest.mark.parametrize("typed", ["rep001", "wholesale", "90001111", "51824753556"])
def test_a_creditor_is_found_by_code_name_phone_and_abn(desk: MainWindow, repco: CreditorFound, typed: str) -> None:
    window = opened(desk)
    press(typed, ENTER)
    assert window.record_id == repco.id
    assert window.standing.whole == "Repco Wholesale  ·  we owe 0.00"


def test_a_new_creditor_is_typed_and_saved(desk: MainWindow, counter: Counter) -> None:
    opened(desk)
    press(NEW, TAB, "Bosch", ENTER, "B 1204", TAB, TAB, TAB, "Jo", TAB, "03 9000", TAB, TAB, "14", TAB, "3", SAVE)
    card = only(counter, "BOS001")
    assert (card.name, card.our_account, card.terms_days, card.lead_days) == ("Bosch", "B 1204", 14, 3)
    assert (card.contact, card.phone) == ("Jo", "03 9000")


def test_days_that_cannot_be_read_keep_the_cursor_and_nothing_is_saved(
    desk: MainWindow, counter: Counter, repco: CreditorFound
) -> None:
    window = opened(desk, creditor_id=repco.id)
    press((KEY.Key_T, ALT), "abc", SAVE)
    assert focus() is window._form.fields["terms_days"]
    assert "abc" in desk.status_line.sentence
    press(ESC)
    assert only(counter, "REP001").terms_days == 30


def test_closing_asks_about_what_is_not_saved(
    desk: MainWindow, repco: CreditorFound, prompter: ScriptedPrompter
) -> None:
    window = opened(desk, creditor_id=repco.id)
    press(DETAILS, TAB, "Repco", TAB)
    prompter.expect(LeaveUnsaved, "stay")
    press((KEY.Key_W, CTRL))
    assert window in desk.windows()


def test_what_is_ordered_billed_owed_and_bought_there(desk: MainWindow, counter: Counter, repco: CreditorFound) -> None:
    theirs = (parts.OtherNumber("supplier", "R-77"),)
    part = a_part(counter, "CAB-220", on_hand=0, creditor_id=repco.id, numbers=theirs)
    order = sent(counter, repco, (part, 4))
    receiving.process(counter, loose(counter, repco, "INV-7", (part, 2, "10.00")), {})
    window = opened(desk, creditor_id=repco.id)
    assert window.standing.whole == "Repco Wholesale  ·  we owe 22.00  ·  1 order outstanding"
    press(ORDERS)
    row = window._lists["orders"].current()
    assert (row.order_id, row.status, row.outstanding) == (order, "sent", D(4))
    press(INVOICES)
    row = window._lists["invoices"].current()
    assert (row.their_number, row.status, row.total) == ("INV-7", "processed", D("22.00"))
    press(LEDGER)
    row = window._lists["ledger"].current()
    assert (row.document, row.balance) == ("Invoice INV-7", D("22.00"))
    press(PARTS)
    row = window._lists["parts"].current()
    assert (row.number, row.supplier_number, row.available, row.on_order) == ("CAB-220", "R-77", D(2), D(4))


def test_enter_on_an_order_opens_it(desk: MainWindow, counter: Counter, repco: CreditorFound) -> None:
    sent(counter, repco, (a_part(counter, "CAB-220"), 4))
    opened(desk, creditor_id=repco.id)
    press(ORDERS, ENTER)
    assert isinstance(desk.front, StockOrders)


def test_a_list_is_exported(
    desk: MainWindow, counter: Counter, repco: CreditorFound, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    a_part(counter, "CAB-220", creditor_id=repco.id)
    opened(desk, creditor_id=repco.id)
    file = tmp_path / "parts.csv"
    prompter.expect_file(file)
    press(PARTS, (KEY.Key_E, CTRL))
    with file.open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["Part"], row["Available"]) == ("CAB-220", "2.000")


def test_what_others_write_is_seen_but_never_over_what_is_typed(
    desk: MainWindow, counter: Counter, repco: CreditorFound
) -> None:
    window = opened(desk, creditor_id=repco.id)
    card = only(counter, "REP001")
    card = creditors.save(counter, replace(card, contact="Jo"), card)
    desk.changes.tell("creditors")
    contact = window._form.fields["contact"]
    assert contact.value == "Jo"  # type: ignore[attr-defined]
    press(DETAILS, TAB, "Repco", TAB)
    creditors.save(counter, replace(card, contact="Kit"), card)
    desk.changes.tell("creditors")
    assert contact.value == "Jo"  # type: ignore[attr-defined]
    press(SAVE)
    assert (only(counter, "REP001").name, only(counter, "REP001").contact) == ("Repco", "Kit")


def test_f4_lists_all_creditors_or_those_that_fit_and_enter_opens_one(desk: MainWindow, counter: Counter) -> None:
    repco = a_creditor(counter, "Repco", phone="0412 345 678")
    for name in ("Bursons", "Burnside Bearings"):
        a_creditor(counter, name)
    receiving.process(counter, loose(counter, repco, "R-1", (a_part(counter, "K55"), 2, "10.00")), {})
    window = opened(desk)

    def shown() -> list[tuple[str, str]]:
        return [(row.name, str(row.owed)) for row in window._lists["list"].shown()]

    press(KEY.Key_F4)
    assert (window.page, focus().accessibleName()) == ("list", "All creditors")
    assert shown() == [("Burnside Bearings", "0.00"), ("Bursons", "0.00"), ("Repco", "22.00")]
    press("burn", ENTER)
    assert (window._was.name, window.page) == ("Burnside Bearings", "details")
    press(ESC, "0412345678", KEY.Key_F4)
    assert shown() == [("Repco", "22.00")]
    press(ESC, KEY.Key_F4, ENTER)
    assert window._was.name == "Repco", "the cursor stays on its row when all are shown again"
