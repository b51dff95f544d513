"""A desk that goes without a word, and the next one: the same tabs, lines and cursor, and nothing is lost."""

from __future__ import annotations

import sqlite3
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desk_drafts import DeskDrafts
from app.rules.questions import LeaveUnfinished, PutOnBackorder
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import debtors, parts
from app.services.sales import invoice_lists, invoicing
from app.ui.kit.drafts import PutAside, TakeUpHere
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.kit.window import TaskWindow
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_debtor, a_part, the_debtor
from tests.services.money import an_order_of
from tests.ui.desks import Desks
from tests.ui.invoices import lines, open_cell
from tests.ui.scripted import ScriptedPrompter

D = Decimal


@pytest.fixture(autouse=True)
def shop(counter: Counter) -> None:
    """MILLER buys on account; of CAB-220 there are 2, of OIL-5 there are 50."""
    a_debtor(counter, "Miller Motors", code="MILLER")
    a_part(counter, "CAB-220", on_hand=2)
    a_part(counter, "OIL-5", on_hand=50)


def typed(window: TaskWindow) -> list[tuple[str, Decimal, Decimal]]:
    assert isinstance(window, PartsInvoicing)
    return [(line.number, line.ordered, line.supplied) for line in window.draft.lines]


def an_invoice(desks: Desks, *ordered: tuple[str, str]) -> None:
    """A parts invoice for MILLER, as it is typed."""
    desks.hands.press("Ctrl+2").type("miller").press("Enter")
    for number, quantity in ordered:
        desks.hands.type(number).press("Enter").type(quantity).press("Enter")


def kept(desks: Desks) -> list[str]:
    return [each.told for each in desks.drafts.all()]


# ─────────────────────────────────────────────────────────────────────────────────────── the same tabs, lines, cursor


def test_the_same_tab_lines_and_cursor(desks: Desks, prompter: ScriptedPrompter) -> None:
    prompter.expect(PutOnBackorder, "yes")
    an_invoice(desks, ("cab220", "5"), ("oil5", "4"))
    desks.dies()
    assert desks.hands.said == "✓ 1 unfinished document was taken up again."
    assert desks.titles() == ["Home", "Parts Invoicing – MILLER"]
    assert typed(desks.front) == [("CAB-220", D(5), D(2)), ("OIL-5", D(4), D(4))]
    assert desks.hands.at == "Lines"
    desks.hands.type("oil5")
    assert open_cell() == "oil5"


def test_each_cell_is_kept_as_it_is_taken_in(desks: Desks) -> None:
    an_invoice(desks)
    assert kept(desks) == ["Parts Invoicing – MILLER"]
    desks.hands.type("oil5").press("Enter")
    assert kept(desks) == ["Parts Invoicing – MILLER: 1 OIL-5"]
    desks.hands.type("4").press("Enter")
    assert kept(desks) == ["Parts Invoicing – MILLER: 4 OIL-5"]
    desks.hands.type("cab")
    assert kept(desks) == ["Parts Invoicing – MILLER: 4 OIL-5"]


def test_the_answer_that_was_given_is_not_asked_again(
    desks: Desks, prompter: ScriptedPrompter, counter: Counter
) -> None:
    prompter.expect(PutOnBackorder, "yes")
    an_invoice(desks, ("cab220", "5"))
    desks.dies()
    prompter.expect(SaveAsPdf, "none")
    desks.hands.press("F12")
    assert lines(counter) == [("CAB-220", D(5), D(2), D(3))]
    assert kept(desks) == []


def test_the_tabs_lie_as_they_lay_and_the_same_one_is_in_front(desks: Desks, counter: Counter) -> None:
    a_debtor(counter, "Jones", code="JONES")
    an_invoice(desks, ("oil5", "1"))
    desks.hands.press("Ctrl+2").type("jones").press("Enter").type("oil5").press("Enter").type("2").press("Enter")
    an_invoice(desks, ("oil5", "3"))
    desks.hands.press("Ctrl+PgUp")
    desks.dies()
    assert desks.titles() == [
        "Home", "Parts Invoicing – MILLER", "Parts Invoicing – JONES", "Parts Invoicing – MILLER"
    ]  # fmt: skip
    assert desks.front.windowTitle() == "Parts Invoicing – JONES"
    assert desks.hands.said == "✓ 3 unfinished documents were taken up again."


def test_the_cursor_in_the_middle_of_a_line(desks: Desks) -> None:
    an_invoice(desks, ("oil5", "4"), ("cab220", "1"))
    desks.hands.press("Up", "Shift+Tab", "Shift+Tab")
    grid = desks.front.fields["lines"]
    at = (grid.currentIndex().row(), grid.currentIndex().column())  # type: ignore[attr-defined]
    desks.dies()
    grid = desks.front.fields["lines"]
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == at  # type: ignore[attr-defined]


def test_a_line_that_was_deleted_does_not_come_back(desks: Desks) -> None:
    an_invoice(desks, ("oil5", "4"), ("cab220", "1"))
    desks.hands.press("Up", "Ctrl+Del")
    desks.dies()
    assert typed(desks.front) == [("OIL-5", D(4), D(4))]


def test_new_lines_after_a_crash_are_lines_of_their_own(desks: Desks, counter: Counter) -> None:
    an_invoice(desks, ("oil5", "4"))
    desks.dies()
    desks.hands.type("cab220").press("Enter").type("1").press("Enter", "F2")
    (saved,) = invoice_lists.recallable(counter)
    assert (saved.lines, saved.total) == (2, D("550.00"))


# ─────────────────────────────────────────────────────────────────────────────── saved, thrown away, left on quitting


def test_what_is_saved_is_forgotten_in_the_same_breath(desks: Desks) -> None:
    an_invoice(desks, ("oil5", "4"))
    desks.hands.press("F2")
    assert kept(desks) == []


def test_what_is_thrown_away_is_forgotten(desks: Desks, prompter: ScriptedPrompter) -> None:
    an_invoice(desks, ("oil5", "4"))
    prompter.expect(LeaveUnfinished, "leave")
    desks.hands.press("Ctrl+W")
    assert kept(desks) == []


def test_quitting_asks_nothing_and_takes_up_even_what_stood_in_the_open_cell(desks: Desks) -> None:
    an_invoice(desks, ("oil5", "4"))
    desks.hands.type("CAB-22")
    desks.quits()
    desks.start()
    desks.says("taken up again")
    assert typed(desks.front) == [("OIL-5", D(4), D(4))]
    assert open_cell() == "CAB-22"
    desks.hands.type("CAB-220").press("Enter")
    assert typed(desks.front) == [("OIL-5", D(4), D(4)), ("CAB-220", D(1), D(1))]


def test_quitting_keeps_a_field_that_nobody_has_left(desks: Desks) -> None:
    an_invoice(desks, ("oil5", "4"))
    desks.hands.press("Alt+C").type("PO-7")
    desks.quits()
    desks.start()
    desks.says("taken up again")
    assert (desks.hands.at, open_cell()) == ("Customer order", "PO-7")


def test_nothing_typed_is_nothing_kept(desks: Desks) -> None:
    desks.hands.press("Ctrl+2", "Ctrl+5")
    assert kept(desks) == []


# ─────────────────────────────────────────────────────────────────────────────────────── what has happened meanwhile


def test_what_was_on_the_books_before_the_crash_is_not_offered_again(
    desks: Desks, counter: Counter, prompter: ScriptedPrompter
) -> None:
    an_invoice(desks, ("oil5", "4"))
    draft = desks.front.draft  # type: ignore[attr-defined]
    invoicing.finalise(counter, draft, {})  # its answer never reaches the desk
    desks.dies("finalised")
    assert desks.hands.said.endswith("Invoice 10001 was finalised.")
    assert desks.titles() == ["Home"]
    assert kept(desks) == []


def test_what_was_saved_and_then_typed_on_goes_on(desks: Desks, counter: Counter) -> None:
    an_invoice(desks, ("oil5", "4"))
    invoicing.save(counter, desks.front.draft, {})  # type: ignore[attr-defined]
    desks.hands.type("cab220").press("Enter").type("1").press("Enter")
    desks.dies()
    assert "Order 10001 was saved, and more was typed since: save it again." in desks.hands.said
    desks.hands.press("F2")
    assert [(each.name, each.lines) for each in invoice_lists.recallable(counter)] == [("Order 10001", 2)]


def test_a_recalled_order_goes_on_as_that_order(desks: Desks, counter: Counter) -> None:
    saved = invoicing.save(counter, an_order(counter, "OIL-5", 4), {})
    desks.desk.open("parts_invoicing", invoice_id=saved.invoice_id)
    desks.until(lambda: "recalled" in desks.hands.said)
    desks.hands.type("cab220").press("Enter").type("1").press("Enter")
    desks.dies()
    assert desks.titles() == ["Home", "Order 10001"]
    desks.hands.press("F2")
    assert [(each.name, each.lines) for each in invoice_lists.recallable(counter)] == [("Order 10001", 2)]


def test_an_order_that_somebody_else_finalised_is_told_and_what_was_typed_is_in_a_file(
    desks: Desks, counter: Counter, tmp_path: Path, prompter: ScriptedPrompter
) -> None:
    saved = invoicing.save(counter, an_order(counter, "OIL-5", 4), {})
    desks.desk.open("parts_invoicing", invoice_id=saved.invoice_id)
    desks.until(lambda: "recalled" in desks.hands.said)
    desks.hands.type("cab220").press("Enter").type("1").press("Enter")
    invoicing.finalise(counter, invoicing.recall(counter, saved.invoice_id), {})
    prompter.expect(PutAside, "read")
    desks.dies(until=lambda: prompter.asked)
    assert desks.titles() == ["Home"]
    (file,) = (tmp_path / "drafts" / "1").glob("*.txt")
    assert prompter.asked[-1].sentence == f"Invoice 10001 was finalised. What was typed is in {file}."
    assert "4 OIL-5, 1 CAB-220" in file.read_text(encoding="utf-8")


def test_the_stock_the_price_and_the_debtor_are_those_of_now(desks: Desks, counter: Counter) -> None:
    an_invoice(desks, ("cab220", "2"))
    other = a_debtor(counter, "Jones", code="JONES")
    part = lookup.exact_part(counter, "CAB-220")[0]
    invoicing.save(counter, an_order_of(counter, other, part, 1, 1), {})
    card = parts.open_card(counter, part.id)
    parts.save(counter, replace(card, list_price=D("120.00")), card)
    miller = the_debtor(counter, "MILLER")
    assert miller is not None
    terms = debtors.open_card(counter, miller.id)
    debtors.save(counter, replace(terms, stop_credit=True), terms)
    desks.dies()
    assert "MILLER: on stop credit" in desks.hands.said
    assert "CAB-220: the stock has moved." in desks.hands.said
    assert "CAB-220 is 120.00 today, the line keeps 100.00." in desks.hands.said
    (line,) = desks.front.draft.lines  # type: ignore[attr-defined]
    assert line.part.available == D(1)


def test_in_a_shop_that_was_moved_or_copied_it_is_asked_first(desks: Desks, prompter: ScriptedPrompter) -> None:
    an_invoice(desks, ("oil5", "4"))
    prompter.expect(TakeUpHere, "no")
    desks.place = "/training/shop.db"
    desks.dies(until=lambda: prompter.asked)
    assert desks.titles() == ["Home"]
    assert prompter.asked[-1].sentence == (
        "1 unfinished document was typed when this shop lay in /shop.db. Take it up here?"
    )
    assert kept(desks) == ["Parts Invoicing – MILLER: 4 OIL-5"]
    prompter.expect(TakeUpHere, "yes")
    desks.dies()
    assert typed(desks.front) == [("OIL-5", D(4), D(4))]
    desks.dies()
    assert typed(desks.front) == [("OIL-5", D(4), D(4))]


# ────────────────────────────────────────────────────────────────────────────────────────────── when it cannot be kept


def test_a_draft_of_another_version_is_told_and_its_parts_can_be_read(
    desks: Desks, tmp_path: Path, prompter: ScriptedPrompter
) -> None:
    an_invoice(desks, ("oil5", "4"))
    (row,) = desks.drafts.all()
    desks.drafts.keep(row.tab, row.window, row.payload.replace('"kind":', '"was_kind":'), row.told)
    prompter.expect(PutAside, "read")
    desks.dies(until=lambda: prompter.asked)
    assert desks.titles() == ["Home"]
    (file,) = (tmp_path / "drafts" / "1").glob("*.txt")
    assert "Parts Invoicing – MILLER: 4 OIL-5" in file.read_text(encoding="utf-8")
    said = "Parts Invoicing – MILLER was typed with another version of the program. What was typed is in"
    assert prompter.asked[-1].sentence == f"{said} {file}."
    assert kept(desks) == []


def test_a_window_that_this_version_does_not_have(desks: Desks, prompter: ScriptedPrompter) -> None:
    an_invoice(desks, ("oil5", "4"))
    (row,) = desks.drafts.all()
    desks.drafts.keep("another", "crystal_ball", row.payload, "Crystal Ball: 1 future")
    prompter.expect(PutAside, "read")
    desks.dies()
    assert desks.titles() == ["Home", "Parts Invoicing – MILLER"]
    assert "There is no window crystal_ball in this version. What was typed is in" in prompter.asked[-1].sentence


def test_a_disk_that_cannot_be_written_is_told_once_and_typing_goes_on(
    desks: Desks, counter: Counter, prompter: ScriptedPrompter
) -> None:
    an_invoice(desks)
    writable(desks.drafts, "OFF")
    desks.hands.type("oil5").press("Enter")
    assert "is not being kept on this computer" in desks.hands.said and "it cannot be written" in desks.hands.said
    desks.desk.say("")
    desks.hands.type("4").press("Enter")
    assert desks.hands.said == ""
    prompter.expect(LeaveUnfinished, "stay")
    desks.hands.press("Ctrl+Q")
    assert desks.desk.isVisible()
    writable(desks.drafts, "ON")
    desks.hands.type("cab220").press("Enter")
    assert kept(desks) == ["Parts Invoicing – MILLER: 4 OIL-5, 1 CAB-220"]
    desks.hands.press("Ctrl+Del", "F2")
    assert [each.lines for each in invoice_lists.recallable(counter)] == [1]


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be moved there")
def test_a_store_that_is_gone_for_a_moment_loses_no_draft(desks: Desks, counter: Counter) -> None:
    an_invoice(desks, ("oil5", "4"))
    where = Path(str(counter.db.engine.url.database))
    away = where.with_name("unplugged.db")

    def unplugged() -> None:
        counter.db.close()
        where.rename(away)
        where.mkdir()

    desks.dies("is still kept, and is taken up at the next start.", meanwhile=unplugged)
    assert desks.titles() == ["Home"]
    assert kept(desks) == ["Parts Invoicing – MILLER: 4 OIL-5"]
    counter.db.close()
    where.rmdir()
    away.rename(where)
    desks.dies()
    assert typed(desks.front) == [("OIL-5", D(4), D(4))]


def test_a_bug_in_one_draft_does_not_take_the_others_with_it(desks: Desks, qtbot: QtBot) -> None:
    desks.drafts.keep("first of all", "statements", "{}", "A window that keeps nothing", place=-1)
    an_invoice(desks, ("oil5", "4"))
    with qtbot.capture_exceptions() as caught:
        desks.dies()
    assert [kind for kind, *_ in caught] == [NotImplementedError]
    assert desks.titles() == ["Home", "Parts Invoicing – MILLER"]


def test_what_was_typed_in_two_programs_into_a_window_of_which_there_is_one(
    desks: Desks, prompter: ScriptedPrompter
) -> None:
    desks.desk.open("setup")
    desks.hands.type("Harbour Parts").press("Enter")
    (row,) = desks.drafts.all()
    desks.drafts.keep("another program's", row.window, row.payload, "Settings: Shop name Wharf Parts")
    prompter.expect(PutAside, "read")
    desks.dies()
    assert desks.titles() == ["Home", "Settings"]
    assert prompter.asked[-1].sentence.startswith("Settings was typed in two programs at once. What was typed is in ")
    assert kept(desks) == ["Settings: Shop name Harbour Parts"]


def writable(drafts: DeskDrafts, on: str) -> None:
    """Whether the file of drafts can be written, as SQLite finds it."""
    file = drafts._file
    assert isinstance(file, sqlite3.Connection)
    file.execute(f"PRAGMA query_only = {'OFF' if on == 'ON' else 'ON'}")


def an_order(counter: Counter, number: str, quantity: int):  # type: ignore[no-untyped-def]
    miller = the_debtor(counter, "MILLER")
    assert miller is not None
    return an_order_of(counter, miller, lookup.exact_part(counter, number)[0], quantity, quantity)
