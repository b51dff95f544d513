"""The first start by key events: a shop from its name alone, and what is refused is mended where it was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import desk_settings, paths
from app.db import open_database
from app.rules.faults import Refused, Unavailable
from app.services import settings, setup
from app.services.counter import Counter
from app.ui import no_shop
from app.ui.kit.sheets import queues
from app.ui.kit.sheets.queues import Printers
from app.ui.windows.start.first_start import FirstStart, FirstStartFacts, ask
from app.ui.windows.start.login import named
from app.ui.windows.start.server import ServerDialog
from app.ui.windows.start.start_help import StartHelp
from tests.ui.keys import ALT, ENTER, ESC, KEY, TAB, focus, press

DELETE = KEY.Key_Delete


@pytest.fixture
def begun() -> list[FirstStartFacts]:
    """What the shop was to be made from, in the order it was tried."""
    return []


@pytest.fixture
def begin(begun: list[FirstStartFacts]) -> Iterator[Callable[[FirstStartFacts], Counter]]:
    """Makes a real shop."""
    made: list[Counter] = []

    def run(facts: FirstStartFacts) -> Counter:
        begun.append(facts)
        db = open_database(facts.database)
        try:
            made.append(
                setup.begin(db, setup.SetupFacts(facts.shop_name, facts.abn, facts.gst_rate, facts.operator_name))
            )
        except BaseException:
            db.close()
            raise
        return made[-1]

    yield run
    for counter in made:
        counter.db.close()


@pytest.fixture
def shown(dressed: QApplication, qtbot: QtBot) -> Iterator[Callable[..., FirstStart]]:
    made: list[FirstStart] = []

    def show(*facts: object) -> FirstStart:
        window = FirstStart(*facts, person="Kim Lee", guard=0)  # type: ignore[arg-type]
        made.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return window

    yield show
    for window in made:
        window.close()
        window.deleteLater()


def test_the_name_alone_opens_a_shop(
    shown: Callable[..., FirstStart], begin: Callable[[FirstStartFacts], Counter], tmp_path: Path
) -> None:
    window = shown(tmp_path / "new" / "shop.db", begin)
    press("Bayside Parts", *(ENTER,) * 8)
    assert not window.isVisible()
    assert window.counter is not None
    now = settings.load(window.counter)
    assert (now.shop_name, now.abn, now.gst_rate) == ("Bayside Parts", "", Decimal("10.00"))
    assert window.counter.operator.name == "Kim Lee"
    assert window.counter.db.name == "shop.db"


def test_who_wants_the_tour_first_takes_it_and_comes_back_to_what_was_typed(
    dressed: QApplication, begin: Callable[[FirstStartFacts], Counter], tmp_path: Path
) -> None:
    told: list[str] = []

    def person() -> None:
        window, at = QApplication.activeModalWidget(), QApplication.focusWidget()
        if not isinstance(window, FirstStart) or window.deaf or at is None or at.window() is not window:
            QTimer.singleShot(10, person)
            return
        told.append(window._fields["shop_name"].text())
        if len(told) > 1:
            press(ESC)
            return
        QTimer.singleShot(10, person)
        press("Bayside Parts", ENTER, (KEY.Key_T, ALT))

    QTimer.singleShot(0, person)
    made = ask(str(tmp_path / "shop.db"), begin, lambda: told.append("the tour"))
    assert made is None
    assert told == ["", "the tour", "Bayside Parts"]


def help_in_front() -> StartHelp | None:
    """The page of F1, once the keys go there."""
    page, at = QApplication.activeModalWidget(), QApplication.focusWidget()
    return page if isinstance(page, StartHelp) and at is not None and at.window() is page else None


@pytest.mark.parametrize("moves", [0, 2, 4, 6, 7])
def test_f1_says_what_each_field_is_for_and_what_is_typed_stays(
    shown: Callable[..., FirstStart], begin: Callable[[FirstStartFacts], Counter], tmp_path: Path, moves: int
) -> None:
    window = shown(tmp_path / "shop.db", begin)
    press("Bayside Parts", *(TAB,) * moves)
    at, told = focus(), []

    def read() -> None:
        page = help_in_front()
        if page is None:
            QTimer.singleShot(10, read)
            return
        told.append([name for name, _tip in page.parts[0][1]])
        told.append([tip for _name, tip in page.parts[0][1] if not tip])
        press(KEY.Key_PageDown, ESC)

    QTimer.singleShot(0, read)
    press(KEY.Key_F1)
    fields = ["Shop name", "Your name", "ABN", "GST %", "Printer", "Database file", "Fill it with demo data"]
    assert told == [fields, []]
    assert window.isVisible()
    assert window.focusWidget() is at
    assert window._fields["shop_name"].text() == "Bayside Parts"
    assert not (tmp_path / "shop.db").exists()


def test_f1_on_a_server_tells_what_is_to_be_typed_there(dressed: QApplication, qtbot: QtBot) -> None:
    window = ServerDialog(guard=0)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    told: list[str] = []

    def read() -> None:
        page = help_in_front()
        if page is None:
            QTimer.singleShot(10, read)
            return
        told.extend(name for name, _tip in page.parts[0][1])
        press(ENTER)

    QTimer.singleShot(0, read)
    press(KEY.Key_F1)
    assert told[:2] == ["Server", "Port"]
    assert window.isVisible()


def test_everything_typed_arrives(
    shown: Callable[..., FirstStart],
    begin: Callable[[FirstStartFacts], Counter],
    begun: list[FirstStartFacts],
    tmp_path: Path,
) -> None:
    shown(tmp_path / "shop.db", begin)
    other = tmp_path / "other.db"
    press(
        "Bayside Parts", ENTER, "Pat", ENTER, "51824753556", ENTER, "12.5", ENTER, ENTER, str(other), ENTER,
        " ", ENTER, ENTER,
    )  # fmt: skip
    assert begun == [FirstStartFacts("Bayside Parts", "Pat", "51 824 753 556", Decimal("12.50"), str(other), demo=True)]


def test_the_printer_that_is_chosen_is_the_one_for_documents_at_this_desk(
    shown: Callable[..., FirstStart], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(queues, "there", lambda: Printers(("Office", "Store"), "Office"))
    window = shown(tmp_path / "shop.db", no_shop.begin)
    press("Bayside Parts", *(ENTER,) * 4)
    assert focus().accessibleName() == "Printer"
    press("S", *(ENTER,) * 4)
    assert window.counter is not None
    window.counter.db.close()
    assert desk_settings.load(paths.desk_settings_file()).printing.of("documents").printer == "Store"


def test_a_wrong_abn_is_refused_at_once_and_kept_to_be_mended(
    shown: Callable[..., FirstStart],
    begin: Callable[[FirstStartFacts], Counter],
    begun: list[FirstStartFacts],
    tmp_path: Path,
) -> None:
    window = shown(tmp_path / "shop.db", begin)
    press("Bayside Parts", ENTER, ENTER, "51 824 753 557", ENTER)
    assert "is no ABN" in window.told
    assert focus().accessibleName() == "ABN"
    assert not begun
    press("51 824 753 556", ENTER)
    assert window.told == ""
    assert focus().accessibleName() == "GST %"


def test_a_missing_name_is_asked_for(
    shown: Callable[..., FirstStart],
    begin: Callable[[FirstStartFacts], Counter],
    begun: list[FirstStartFacts],
    tmp_path: Path,
) -> None:
    window = shown(tmp_path / "shop.db", begin)
    press(*(ENTER,) * 8)
    assert window.told.startswith("× Shop name is missing.")
    assert focus().accessibleName() == "Shop name"
    assert not begun


def test_who_works_there_is_asked_for_where_the_login_says_nothing(
    shown: Callable[..., FirstStart],
    begin: Callable[[FirstStartFacts], Counter],
    begun: list[FirstStartFacts],
    tmp_path: Path,
) -> None:
    window = shown(tmp_path / "shop.db", begin)
    press("Bayside Parts", ENTER, DELETE, *(ENTER,) * 7)
    assert window.told.startswith("× Your name is missing.")
    assert focus().accessibleName() == "Your name"
    press("Pat", *(ENTER,) * 7)
    assert [each.operator_name for each in begun] == ["Pat"]


@pytest.mark.parametrize(
    ("login", "name"),
    [
        ("pat", "Pat"),
        ("pat.miller", "Pat Miller"),
        ("Kim Lee", "Kim Lee"),
        ("McKay", "McKay"),
        ("jörg", "Jörg"),
        ("root", ""),
        ("Administrator", ""),
        ("parts-counter", ""),
        ("counter2", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_a_login_that_is_a_name_is_proposed(login: str, name: str) -> None:
    assert named(login) == name


def test_a_file_that_is_no_database_is_refused_at_its_field(
    shown: Callable[..., FirstStart], begin: Callable[[FirstStartFacts], Counter], tmp_path: Path
) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear Sir or Madam")
    window = shown(file, begin)
    press("Bayside Parts", *(ENTER,) * 8)
    assert "letter.db is not a database" in window.told
    assert focus().accessibleName() == "Database file"
    assert window.counter is None
    press(str(tmp_path / "shop.db"), *(ENTER,) * 3)
    assert window.counter is not None


@pytest.mark.parametrize("fault", [Refused("That name is taken.", field="shop_name"), Unavailable("The disk is full.")])
def test_what_begin_raises_is_told_and_nothing_typed_is_lost(
    shown: Callable[..., FirstStart], fault: Exception, tmp_path: Path
) -> None:
    def raises(_facts: FirstStartFacts) -> Counter:
        raise fault

    window = shown(tmp_path / "shop.db", raises)
    press("Bayside Parts", *(ENTER,) * 8)
    assert fault.sentence in window.told  # type: ignore[attr-defined]
    assert window.isVisible() and window.counter is None
    press(ESC)
    assert not window.isVisible()


def test_closing_it_opens_nothing(
    shown: Callable[..., FirstStart], begin: Callable[[FirstStartFacts], Counter], tmp_path: Path
) -> None:
    window = shown(tmp_path / "shop.db", begin)
    press("Bays", ESC, ESC)
    assert not window.isVisible()
    assert window.counter is None
    assert not (tmp_path / "shop.db").exists()
