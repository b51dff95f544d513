"""Ctrl+K by key events: documents by any of their numbers, menus, Setup's pages and settings; Enter opens each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from app.rules.faults import Unavailable
from app.services import by_number
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.sales import credits
from app.settings import DECLARED
from app.ui import record_search
from app.ui.kit.context import Desk
from app.ui.main_window import MainWindow
from app.ui.palette import Palette
from app.ui.windows.setup.window import Setup
from tests.make import a_creditor, a_debtor, a_part
from tests.services.goods import an_order, loose, paper, sent
from tests.services.owing import pay_oldest, sold
from tests.ui.desks import in_front
from tests.ui.hands import Hands
from tests.ui.keys import ENTER, ESC, focus, press
from tests.ui.scripted import ScriptedPrompter


@pytest.fixture
def desk(dressed: object, qtbot: QtBot, counter: Counter, prompter: ScriptedPrompter) -> Iterator[MainWindow]:
    """A desk that finds records, with a shop behind it that has a document of most kinds."""
    repco, miller, part = a_creditor(counter), a_debtor(counter), a_part(counter, "CAB-220", 9)
    sold(counter, miller, "80.00")
    sold(counter, miller, "60.00")
    receiving.process(counter, paper(counter, repco, "R-77", sent(counter, repco, (part, 4))), {})
    draft = credits.begin(counter, 1)
    draft.reason = "wrong"
    draft.lines[0].quantity = draft.lines[0].can
    credits.post(counter, draft, {})
    pay_oldest(counter, miller, "25.00")
    ordering.save(counter, an_order(counter, repco, (part, 6)))
    receiving.save(counter, loose(counter, repco, "R-78", (part, 1, "5.00")))

    def search(typed: str) -> object:
        return record_search.records(counter, window, typed)

    with in_front(MainWindow(counter, "Bayside Parts", prompter=prompter, search=search), qtbot) as window:  # type: ignore[arg-type]
        window.open("home")
        yield window


def typed(desk: MainWindow, qtbot: QtBot, text: str, until: str) -> list[str]:
    """What Ctrl+K lists for this text, once that is among it; Enter takes the first row."""
    listed: list[str] = []

    def at_the_palette() -> None:
        press(text)
        palette = focus().window()
        assert isinstance(palette, Palette)
        found = palette.findChild(QListWidget)
        assert found is not None

        def rows() -> list[str]:
            return [found.item(at).data(0x0100).words for at in range(found.count())]  # Qt.UserRole

        try:
            qtbot.waitUntil(lambda: any(until in row for row in rows()))
        finally:
            listed.extend(rows())
            if not any(until in row for row in listed):
                press(ESC)
        while until not in found.currentItem().data(0x0100).words:
            found.setCurrentRow(found.currentRow() + 1)
        press(ENTER)

    Hands(desk).then(at_the_palette).press("Ctrl+K")
    return listed


def front(desk: MainWindow) -> str:
    assert desk.front is not None
    return desk.front.windowTitle()


@pytest.mark.parametrize(
    ("text", "found", "title"),
    [
        ("invoice 10001", "Invoice 10001  Miller Motors", "10001"),
        ("stock order 10001", "Stock Order 10001  Repco Wholesale", "10001"),
        ("r-77", "Creditor Invoice 10001  R-77, Repco Wholesale", "Creditor Invoice 10001"),
        ("stock order 10002", "Stock Order saved 10002  Repco Wholesale", "Stock Order saved 10002"),
        ("saved 10002", "Stock Order saved 10002  Repco Wholesale", "Stock Order saved 10002"),
        ("stock order repco", "Stock Order saved 10002  Repco Wholesale", "Stock Order saved 10002"),
        ("invoice repco", "Creditor Invoice saved 10002  R-78, Repco Wholesale", "Creditor Invoice saved 10002"),
    ],
)
def test_a_document_is_found_by_its_number_and_opened(
    desk: MainWindow, qtbot: QtBot, text: str, found: str, title: str
) -> None:
    listed = typed(desk, qtbot, text, found)
    assert listed[0] == found
    assert title in front(desk)


def test_what_is_saved_of_a_supplier_stands_behind_the_supplier(desk: MainWindow, qtbot: QtBot) -> None:
    listed = typed(desk, qtbot, "repco", "Repco Wholesale")
    assert listed[-3:] == [
        "REP001  Repco Wholesale",
        "Stock Order saved 10002  Repco Wholesale",
        "Creditor Invoice saved 10002  R-78, Repco Wholesale",
    ]


@pytest.mark.parametrize(
    ("text", "found", "title"),
    [
        ("receipt 10001", "Receipt 10001  Miller Motors", "Receipt 10001"),
        ("credit 10001", "Credit 10001  Miller Motors", "Adjustment Note 10001"),
    ],
)
def test_what_is_only_paper_is_shown_over_its_ledger(
    desk: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, text: str, found: str, title: str
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(
        desk.context.paper, "preview", lambda facts, *_rest, **_more: shown.append(facts.title) or "none"
    )
    typed(desk, qtbot, text, found)
    assert shown == [title]
    assert front(desk) == "Debtor MIL001"


def test_every_kind_of_document_has_a_way_to_it() -> None:
    assert set(record_search._OPENS) == set(by_number.KINDS)


@pytest.mark.parametrize("page", [*dict.fromkeys(each.page for each in DECLARED.values()), *record_search.DESK_PAGES])
def test_every_page_of_setup_is_found_by_its_name(desk: MainWindow, qtbot: QtBot, page: str) -> None:
    typed(desk, qtbot, page.casefold(), f"Settings ▸ {page}")
    window = desk.front
    assert isinstance(window, Setup)
    pages = window._pages
    assert pages.tabText(pages.currentIndex()).replace("&", "") == page
    assert pages.currentWidget().isAncestorOf(focus())


def test_setup_knows_no_page_that_is_not_found(desk: MainWindow) -> None:
    window = desk.open("setup")
    assert isinstance(window, Setup)
    titles = {window._pages.tabText(at).replace("&", "") for at in range(window._pages.count())}
    assert titles == {each.page for each in DECLARED.values()} | set(record_search.DESK_PAGES)


def test_a_setting_is_found_by_its_name_and_the_cursor_is_in_it(desk: MainWindow, qtbot: QtBot) -> None:
    typed(desk, qtbot, "charge deposits", "Charge deposits on backorders")
    assert focus().accessibleName() == "Charge deposits on backorders"


@pytest.mark.parametrize(
    ("text", "found", "name"),
    [("setup", "Settings", "setup"), ("keys", "Keys", "keys"), ("setup oper", "Operators", "operators"),
     ("parts quotes", "Quotes", "parts_invoicing")],
)  # fmt: skip
def test_the_name_of_a_menu_finds_what_stands_in_it(
    desk: MainWindow, qtbot: QtBot, text: str, found: str, name: str
) -> None:
    typed(desk, qtbot, text, found)
    assert desk.front is not None and desk.front.name == name


def test_while_the_store_is_silent_the_pages_are_found(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> object:
        raise Unavailable("The server does not answer.")

    monkeypatch.setattr(by_number, "find", silent)
    opened: list[str] = []

    class ADesk:
        open: Callable[..., object] = staticmethod(lambda name, **_facts: opened.append(name))

    desk: Desk = ADesk()  # type: ignore[assignment]
    assert [each.words for each in record_search.records(counter, desk, "backups")] == ["Settings ▸ Backups"]
