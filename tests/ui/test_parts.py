"""The Stock Master File by key events: what is typed is on the card, and the stock card answers at once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.found import PartFound
from app.rules.pricing import Break
from app.rules.questions import LeaveUnsaved
from app.services import backorders, lookup
from app.services.counter import Counter
from app.services.masters import parts
from app.services.masters.parts import OtherNumber, PartCard
from app.ui.kit.records.picker import Picker
from app.ui.main_window import MainWindow
from app.ui.windows.parts.window import Parts
from tests.make import a_creditor, a_debtor, a_part
from tests.services.goods import sent, waits
from tests.ui.keys import ALT, CTRL, ENTER, ESC, KEY, TAB, focus, press
from tests.ui.scripted import ScriptedPrompter

D = Decimal
DOWN, F2, F3, F8, F11 = KEY.Key_Down, KEY.Key_F2, KEY.Key_F3, KEY.Key_F8, KEY.Key_F11
DETAILS, NEW = (KEY.Key_D, ALT), (KEY.Key_N, CTRL)


@pytest.fixture
def cable(counter: Counter) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=4, description="Cable, red", bin="A1")


def opened(desk: MainWindow, **facts: object) -> Parts:
    window = desk.open("parts", **facts)
    assert isinstance(window, Parts)
    return window


def card(counter: Counter, number: str) -> PartCard:
    (found,) = lookup.exact_part(counter, number)
    return parts.open_card(counter, found.id)


def when_asked(desk: MainWindow, person: Callable[[Picker], None]) -> None:
    """What a person does as soon as the list comes up."""

    def act() -> None:
        picker = QApplication.activeModalWidget()
        if isinstance(picker, Picker) and picker.isActiveWindow():
            person(picker)
        else:
            QTimer.singleShot(5, desk, act)

    QTimer.singleShot(0, desk, act)


def test_a_new_part_is_typed_field_by_field(desk: MainWindow, counter: Counter) -> None:
    creditor = a_creditor(counter)
    opened(desk)
    press(NEW, "HOS-19", ENTER, "Heater hose 19 mm", ENTER, ENTER, "metre", ENTER, ENTER)
    assert focus().accessibleName() == "Supplier"
    press(KEY.Key_Down, ENTER, ENTER, "4.125", ENTER, ENTER)
    press("C7", ENTER, "2.5", ENTER, "40", ENTER, "20", ENTER, " ", ENTER, " ", F2)
    now = card(counter, "hos19")
    assert (now.number, now.description, now.unit, now.creditor_id) == (
        "HOS-19",
        "Heater hose 19 mm",
        "metre",
        creditor.id,
    )
    assert (now.list_price, now.bin, now.minimum, now.maximum, now.pack) == (D("4.125"), "C7", D("2.5"), D(40), D(20))
    assert (now.whole_units, now.no_backorders, now.active, now.gst_free) == (False, True, True, False)
    assert desk.front is not None
    assert desk.front.windowTitle() == "Part HOS-19"


def test_other_numbers_and_breaks_are_typed_into_their_grids(
    desk: MainWindow, counter: Counter, cable: PartFound
) -> None:
    window = opened(desk, part_id=cable.id, page="details")
    window.focus_field("numbers")
    press("RW 11", ENTER, "o", ENTER, "9312345678907", ENTER, F2)
    window.focus_field("breaks")
    press("10", ENTER, "69.95", ENTER, "4", ENTER, "72.50", F2)
    now = card(counter, "CAB-220")
    assert now.numbers == (OtherNumber("old", "RW 11"), OtherNumber("barcode", "9312345678907"))
    assert now.breaks == (Break(D(4), D("72.50")), Break(D(10), D("69.95")))
    window.focus_field("numbers")
    press((KEY.Key_Delete, CTRL), F2)
    assert card(counter, "CAB-220").numbers == (OtherNumber("barcode", "9312345678907"),)
    window.focus_field("breaks")
    press(KEY.Key_Down, KEY.Key_Down, "20", ENTER, F2)
    assert "has no price" in desk.status_line.sentence
    assert focus().accessibleName() == "Quantity breaks"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("number", "", "The part number is missing"),
        ("list_price", "abc", "is no price"),
        ("minimum", "9", "less than the minimum"),
        ("pack", "1.0005", "decimal"),
        ("pack", "1.5", "sold in whole units"),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(
    desk: MainWindow, counter: Counter, cable: PartFound, field: str, typed: str, sentence: str
) -> None:
    window = opened(desk, part_id=cable.id, page="details")
    window.focus_field(field)
    before = card(counter, "CAB-220")
    press(*((typed,) if typed else (KEY.Key_Delete,)), F2)
    assert sentence in desk.status_line.sentence
    assert card(counter, "CAB-220") == before


def test_the_stock_card_tells_what_is_there_and_who_waits(desk: MainWindow, counter: Counter, cable: PartFound) -> None:
    creditor = a_creditor(counter, lead_days=3)
    sent(counter, creditor, (cable, 10))
    waits(counter, cable, 5, a_debtor(counter, "Miller Motors", backorder_mode="automatic"))
    window = opened(desk, part_id=cable.id)
    assert window.page == "stock"
    figures = ("On hand", "Available", "On order", "Waiting", "List ex GST", "List inc GST")
    assert [window.stock.figure(name) for name in figures] == ["0", "0", "10", "! 1", "100.00", "110.00"]
    assert [row.debtor_name for row in window.stock.who_waits.shown()] == ["Miller Motors"]
    press((KEY.Key_O, ALT))
    assert [row.outstanding for row in window._lists["orders"].shown()] == [D(10)]
    press((KEY.Key_M, ALT))
    assert [row.quantity for row in window._lists["movements"].shown()] == [D(-4), D(4)]
    press((KEY.Key_B, ALT))
    assert [row.open for row in window._lists["backorders"].shown()] == [D(1)]
    press((KEY.Key_S, ALT))
    assert window.sales.accessibleDescription().endswith("; Nov: 4 sold, 0 in stock at its end")


def test_what_is_written_elsewhere_is_shown_at_once(desk: MainWindow, counter: Counter, cable: PartFound) -> None:
    backorder_id = waits(counter, cable, 6)
    window = opened(desk, part_id=cable.id)
    backorders.cancel(counter, backorder_id, D(2), "bought elsewhere")
    desk.changes.tell("backorders")
    assert window.stock.figure("Waiting") == "0"
    parts.save(counter, PartCard(**{**_facts(card(counter, "CAB-220")), "bin": "Z9"}), card(counter, "CAB-220"))
    desk.changes.tell("parts")
    press(DETAILS)
    assert window.details.form.fields["bin"].value == "Z9"  # type: ignore[attr-defined]


def test_two_people_change_different_fields_of_one_card(desk: MainWindow, counter: Counter, cable: PartFound) -> None:
    window = opened(desk, part_id=cable.id, page="details")
    window.focus_field("bin")
    press("B2")
    was = card(counter, "CAB-220")
    parts.save(counter, PartCard(**{**_facts(was), "description": "Cable, crimson"}), was)
    desk.changes.tell("parts")
    press(F2)
    assert (card(counter, "CAB-220").bin, card(counter, "CAB-220").description) == ("B2", "Cable, crimson")


def test_f3_finds_by_words_and_shows_the_stock_card(desk: MainWindow, cable: PartFound) -> None:
    window = opened(desk)
    when_asked(desk, lambda _picker: press("red cab", ENTER))
    press(F3)
    assert window.record_id == cable.id
    assert window.page == "stock"


def test_typing_a_number_opens_it(desk: MainWindow, cable: PartFound) -> None:
    window = opened(desk)
    press("cab220", ENTER)
    assert window.record_id == cable.id


def test_f3_elsewhere_that_finds_nothing_goes_back(desk: MainWindow, qtbot: QtBot, cable: PartFound) -> None:
    setup = desk.open("setup")
    when_asked(desk, lambda _picker: press(ESC))
    press(F3)
    qtbot.waitUntil(lambda: desk.windows() == [setup])
    when_asked(desk, lambda _picker: press("cab", ENTER))
    desk.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    press(F11)
    qtbot.waitUntil(lambda: len(desk.windows()) == 2 and getattr(desk.front, "record_id", None) == cable.id)


def test_alternates_share_a_number(desk: MainWindow, counter: Counter, cable: PartFound) -> None:
    other = a_part(counter, "CX-9", numbers=(OtherNumber("old", "CAB 220"),))
    window = opened(desk, part_id=cable.id)
    when_asked(desk, lambda _picker: press(ENTER))
    press(F8)
    assert window.record_id == other.id


def test_the_successor_is_typed_with_what_there_is_beneath(
    desk: MainWindow, qtbot: QtBot, counter: Counter, cable: PartFound
) -> None:
    new = a_part(counter, "CAB-330", description="Cable, red, longer")
    window = opened(desk, part_id=cable.id, page="details")
    window.focus_field("superseded_by")
    press("longer", DOWN, ENTER, F2)
    assert card(counter, "CAB-220").superseded_by == "CAB-330"
    assert "superseded: CAB-220 → CAB-330" in window.standing.text()
    when_asked(desk, lambda _picker: press(ENTER))
    press(F8)
    assert window.record_id == new.id
    assert "superseded" not in window.standing.text()
    desk.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    window.focus_field("superseded_by")
    press("cab220", F2)
    assert "runs in a circle" in desk.status_line.sentence
    assert focus().accessibleName() == "Superseded by"
    press("NEW 1", F2)
    assert card(counter, "CAB-330").superseded_by == "NEW 1"
    assert "CAB-330 → NEW 1, which is not in the books" in window.standing.text()


def test_leaving_a_changed_card_is_asked(
    desk: MainWindow, counter: Counter, cable: PartFound, prompter: ScriptedPrompter
) -> None:
    window = opened(desk, part_id=cable.id, page="details")
    window.focus_field("bin")
    press("B2", TAB)
    prompter.expect(LeaveUnsaved, "stay")
    press(NEW)
    assert window.record_id == cable.id
    prompter.expect(LeaveUnsaved, "leave")
    press(NEW)
    assert window.record_id is None
    assert card(counter, "CAB-220").bin == "A1"


def test_a_list_is_exported(
    desk: MainWindow, counter: Counter, cable: PartFound, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    opened(desk, part_id=cable.id, page="movements")
    prompter.expect_file(tmp_path / "movements.csv")
    press((KEY.Key_E, CTRL))
    assert "opening" in (tmp_path / "movements.csv").read_text(encoding="utf-8-sig")


def _facts(stored: PartCard) -> dict[str, object]:
    return {name: getattr(stored, name) for name in PartCard.__dataclass_fields__}
