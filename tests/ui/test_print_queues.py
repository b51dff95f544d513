"""On a real print queue: each paper by its own printer, what a queue refuses is said, what fails comes out again."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models
from app.rules.faults import Refused
from app.rules.paper_kinds import PAPER_KINDS, PaperKind
from app.rules.papers import Printed, Printing
from app.services.counter import Counter
from app.services.money import statements
from app.ui.kit.sheets import kept, queues
from app.ui.kit.sheets.paper import Paper, SaveAsPdf
from app.ui.kit.sheets.queues import Printers
from app.ui.main_window import MainWindow
from app.ui.windows.setup.window import Setup
from app.ui.windows.statements import send
from tests import make
from tests.print_queues import PrintService, print_service
from tests.printing.money_samples import REFUND
from tests.printing.samples import LONG, ONE_LINE, PICK
from tests.services.owing import sold
from tests.ui.buying import typist
from tests.ui.keys import ALT, CTRL, ENTER, KEY, SHIFT, press
from tests.ui.scripted import ScriptedPrompter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="CUPS is for Linux and macOS")


@pytest.fixture(scope="module")
def service() -> Iterator[PrintService]:
    with print_service() as made:
        yield made


@pytest.fixture
def printer(service: PrintService) -> Iterator[PrintService]:
    """COUNTER with nothing printed and no jam."""
    for file in (service.folder / "out").iterdir():
        file.unlink()
    yield service
    service.jam(False)
    service.slow(False)


def paper(prompter: ScriptedPrompter, printing: Printing) -> Paper:
    return Paper(lambda: None, lambda: printing, prompter, guard=0)


def by(printer: str, **more: object) -> Printing:
    return Printing(documents=Printed(printer), **more)  # type: ignore[arg-type]


def come(qtbot: QtBot, printer: PrintService, sheets: int) -> list[bytes]:
    """The sheets, once so many have come out."""
    qtbot.waitUntil(lambda: len(printer.printed) == sheets, timeout=20_000)
    qtbot.waitUntil(lambda: all(sheet.rstrip().endswith(b"%%EOF") for sheet in printer.printed), timeout=20_000)
    return printer.printed


@pytest.mark.usefixtures("dressed")
def test_a_sheet_comes_out_whole_without_a_dialog(
    printer: PrintService, prompter: ScriptedPrompter, qtbot: QtBot
) -> None:
    assert paper(prompter, by("COUNTER")).deliver(LONG) == "printer"
    (sheet,) = come(qtbot, printer, 1)
    assert sheet.startswith(b"%PDF-") and sheet.count(b"/Type /Page\n") > 3


@pytest.mark.usefixtures("dressed")
def test_copies_tray_and_size_reach_the_printer(
    printer: PrintService, prompter: ScriptedPrompter, qtbot: QtBot
) -> None:
    lower = next(tray.name for tray in queues.trays("COUNTER")[1:])
    printing = Printing(
        documents=Printed("COUNTER"),
        pick_lists=Printed("COUNTER", lower, 2),
        receipts=Printed("COUNTER"),
        on_roll=("receipts", "paid"),
    )
    desk_paper = paper(prompter, printing)
    desk_paper.print(ONE_LINE)
    desk_paper.print(PICK)
    desk_paper.print(REFUND)
    come(qtbot, printer, 3)
    on_a4, picked, on_the_roll = printer.asked
    assert on_a4.startswith("1 ") and "InputSlot" not in on_a4 and "PageSize=A4" in on_a4
    assert picked.startswith("2 ") and "InputSlot=Lower" in picked
    assert "PageSize=Custom.226x" in on_the_roll  # 80 mm in points


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize(
    ("queue", "says"),
    [("DEAD", "The printer DEAD is stopped."), ("SHUT", "The printer SHUT takes no sheets at the moment.")],
)
def test_a_dead_queue_is_said_and_the_sheet_is_printed_once_it_lives(
    printer: PrintService, prompter: ScriptedPrompter, queue: str, says: str
) -> None:
    with pytest.raises(Refused) as refused:
        paper(prompter, by(queue)).print(ONE_LINE)
    assert refused.value.sentence == says
    prompter.expect(SaveAsPdf, "again").expect(SaveAsPdf, "none")
    assert paper(prompter, by(queue)).deliver(ONE_LINE) == "none"
    first = prompter.asked[0]
    assert isinstance(first, SaveAsPdf)
    assert first.sentence == f"{says} {ONE_LINE.title} is not printed yet; nothing of it is lost."
    assert [choice.value for choice in first.offered()] == ["again", "save", "none"]


@pytest.mark.usefixtures("dressed")
def test_print_again_prints_when_somebody_has_mended_it(
    printer: PrintService, prompter: ScriptedPrompter, qtbot: QtBot
) -> None:
    def mended(_question: object) -> str:
        printer.do("cupsenable", "DEAD")
        return "again"

    prompter.expect(SaveAsPdf, mended)  # type: ignore[arg-type]
    try:
        assert paper(prompter, by("DEAD")).deliver(ONE_LINE) == "printer"
        come(qtbot, printer, 1)
    finally:
        printer.do("cupsdisable", "DEAD")


@pytest.mark.usefixtures("dressed")
def test_a_printer_that_is_gone_is_named(printer: PrintService, prompter: ScriptedPrompter) -> None:
    with pytest.raises(Refused, match="The printer BACK ROOM is not there any more; Setup chooses another"):
        paper(prompter, by("BACK ROOM")).print(ONE_LINE)


def test_without_a_chosen_printer_the_systems_own_prints_and_is_named_once(
    printer: PrintService, desk: MainWindow, qtbot: QtBot
) -> None:
    assert queues.there() == Printers(("COUNTER", "DEAD", "SHUT"), "")
    desk.context.paper.print(ONE_LINE)
    come(qtbot, printer, 1)
    assert desk.not_printed.sentence.startswith(f"{ONE_LINE.title} comes out of COUNTER, as no printer is chosen")
    desk.not_printed.leave()
    desk.context.paper.print(ONE_LINE)
    come(qtbot, printer, 2)
    assert desk.not_printed.sentence == ""
    printer.do("lpadmin", "-d", "DEAD")
    try:
        assert queues.there() == Printers(("DEAD", "COUNTER", "SHUT"), "DEAD")
        with pytest.raises(Refused, match="The printer DEAD is stopped"):
            desk.context.paper.print(ONE_LINE)
    finally:
        printer.do("lpadmin", "-d", "COUNTER")


def test_many_statements_are_printed_off_the_main_thread_and_one_refusal_ends_it(
    printer: PrintService, desk: MainWindow, counter: Counter, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    for code in ("ANNA", "BERT", "CARL"):
        sold(counter, make.a_debtor(counter, code=code), "55.00")
    owing = statements.owing(counter, make.TODAY)
    queue = "SHUT"
    monkeypatch.setattr(desk.context.paper, "_printing", lambda: by(queue))
    sent = send.by_wish(desk.context, owing, make.TODAY)
    assert (sent.printed, sent.faults) == (0, ["The printer SHUT takes no sheets at the moment."] * 3)
    queue = "COUNTER"
    assert send.by_wish(desk.context, owing, make.TODAY).sentence == "3 statements printed"
    come(qtbot, printer, 3)
    with counter.db.read() as session:
        assert [run.how for run in session.scalars(select(models.PaperRun))] == ["printer"] * 3


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_setup_prints_a_test_sheet_for_each_kind_of_paper(
    printer: PrintService, desk: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, kind: PaperKind
) -> None:
    for each in PAPER_KINDS:
        kept.change(**{each.replace(" ", "_"): Printed("COUNTER", "lower", 2)})
    monkeypatch.setattr(desk.context.paper, "_printing", kept.now)
    window = desk.open("setup")
    assert isinstance(window, Setup)
    qtbot.waitUntil(lambda: window.printers_page.rows[kind].tray.count() > 2)
    type_keys = typist(desk, qtbot)
    type_keys((KEY.Key_L, ALT))
    window.printers_page.tests[kind].setFocus()
    type_keys(" ")
    assert desk.status_line.sentence.endswith(f"Test sheet {kind} goes to the printer.")
    (sheet,) = come(qtbot, printer, 1)
    assert f"Test sheet {kind}".encode("utf-16-be") in sheet
    assert printer.asked[0].startswith("2 ")


def test_what_fails_in_the_printer_is_told_on_the_desk_and_comes_again_by_a_key(
    printer: PrintService, desk: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.context.paper, "_printing", lambda: by("COUNTER"))
    desk.not_printed.timer.setInterval(20)
    desk.open("home")
    printer.jam(True)
    desk.context.paper.print(ONE_LINE)
    qtbot.waitUntil(lambda: bool(desk.not_printed.sentence), timeout=20_000)
    assert desk.not_printed.sentence == f"{ONE_LINE.title} has not been printed by the printer COUNTER."
    printer.jam(False)
    press((KEY.Key_P, CTRL | SHIFT))
    assert desk.status_line.sentence == f"{ONE_LINE.title} goes to the printer again."
    come(qtbot, printer, 1)
    qtbot.waitUntil(lambda: not desk.not_printed.timer.isActive(), timeout=20_000)
    assert desk.not_printed.sentence == ""


def test_a_sheet_that_waits_in_a_stopped_queue_is_told_until_it_comes_out(
    printer: PrintService, desk: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.context.paper, "_printing", lambda: by("COUNTER"))
    desk.not_printed.timer.setInterval(20)
    printer.slow(True)
    desk.context.paper.print(ONE_LINE)
    printer.do("cupsdisable", "COUNTER")
    printer.slow(False)
    try:
        said = f"{ONE_LINE.title} waits: the printer COUNTER is stopped. It comes out as soon as that is mended."
        qtbot.waitUntil(lambda: desk.not_printed.sentence == said, timeout=20_000)
        assert desk.not_printed.print_again() == "", "what still waits is not printed twice"
    finally:
        printer.do("cupsenable", "COUNTER")
    come(qtbot, printer, 1)
    qtbot.waitUntil(lambda: desk.not_printed.sentence == "", timeout=20_000)


def test_a_sale_is_final_whatever_the_printer_does_and_prints_later(
    printer: PrintService, desk: MainWindow, counter: Counter, prompter: ScriptedPrompter, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    make.a_debtor(counter, code="MILLER")
    make.a_part(counter, "CAB-220", 9)
    queue = "DEAD"
    monkeypatch.setattr(desk.context.paper, "_printing", lambda: by(queue))
    desk.open("parts_invoicing")
    prompter.expect(SaveAsPdf, "none")
    press("MILLER", ENTER, "CAB-220", ENTER, "1", ENTER, KEY.Key_F12)
    assert "tax invoice not printed, Ctrl+P prints it" in desk.status_line.sentence
    queue = "COUNTER"
    press("MILLER", ENTER, "CAB-220", ENTER, "2", ENTER, KEY.Key_F12)
    come(qtbot, printer, 1)
    with counter.db.read() as session:
        invoices = session.scalars(select(models.Invoice).order_by(models.Invoice.id)).all()
        runs = session.scalars(select(models.PaperRun)).all()
        assert [invoice.status for invoice in invoices] == ["finalised", "finalised"]
        assert [(run.document_id, run.how) for run in runs] == [(invoices[1].id, "printer")]
