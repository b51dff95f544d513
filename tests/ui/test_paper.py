"""Preview, printer and PDF by keys and calls; without a printer the person is told and offered a PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.printing.sheets import lay_out
from app.rules.facts import ListFacts
from app.rules.faults import Refused
from app.rules.papers import Printing
from app.ui.kit.sheets import ink
from app.ui.kit.sheets.paper import Paper, SaveAsPdf, file_name
from app.ui.kit.sheets.preview import Preview
from app.ui.kit.sheets.queues import NO_PRINTER
from app.ui.kit.sheets.winspool import print_on
from app.ui.main_window import MainWindow
from tests.printing.samples import CASH, LIST, LONG, ONE_LINE
from tests.ui.buying import in_dialog
from tests.ui.keys import ENTER
from tests.ui.scripted import ScriptedPrompter

Opens = Callable[..., Preview]


@pytest.fixture
def paper(dressed: QApplication, prompter: ScriptedPrompter) -> Paper:
    """The paper of a desk that has chosen no printer."""
    return Paper(lambda: None, Printing, prompter, guard=0)


@pytest.fixture
def opened(paper: Paper, qtbot: QtBot) -> Iterator[Opens]:
    """Opens a preview in front, as a person has it before them."""
    dialogs: list[Preview] = []

    def opens(dialog: Preview) -> Preview:
        dialogs.append(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        return dialog

    yield opens
    for dialog in dialogs:
        dialog.close()


def page_count(path: Path) -> int:
    return path.read_bytes().count(b"/Type /Page\n")


def test_a_pdf_has_all_pages_and_text_that_can_be_selected(paper: Paper, tmp_path: Path) -> None:
    target = tmp_path / "Invoice.pdf"
    paper.save_pdf(LONG, target)
    assert page_count(target) == len(lay_out(LONG, ink.measure)) > 3
    content = target.read_bytes()
    assert b"/ToUnicode" in content
    assert "Tax Invoice 10023".encode("utf-16-be") in content


def test_a_pdf_that_cannot_be_written_is_refused_and_nothing_is_left_of_it(paper: Paper, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"Invoice\.pdf cannot be written there"):
        paper.save_pdf(ONE_LINE, tmp_path / "no such folder" / "Invoice.pdf")
    assert list(tmp_path.rglob("Invoice*")) == []


def test_without_a_printer_printing_is_refused_in_a_sentence(paper: Paper) -> None:
    with pytest.raises(Refused) as refused:
        paper.print(ONE_LINE)
    assert refused.value.sentence == NO_PRINTER


def test_without_a_printer_a_pdf_is_offered(paper: Paper, prompter: ScriptedPrompter, tmp_path: Path) -> None:
    prompter.expect(SaveAsPdf, "save").expect_file(tmp_path / "to the customer")
    assert paper.deliver(ONE_LINE) == "pdf"
    assert page_count(tmp_path / "to the customer.pdf") == 1
    question = prompter.asked[0]
    assert isinstance(question, SaveAsPdf)
    assert question.sentence == f"{NO_PRINTER} Nothing of Tax Invoice 10023 is lost. Save it as a PDF?"


@pytest.mark.parametrize("answer", ["none", None])
def test_the_offer_may_be_declined(paper: Paper, prompter: ScriptedPrompter, answer: str | None) -> None:
    prompter.expect(SaveAsPdf, answer)
    assert paper.deliver(ONE_LINE) == "none"


def test_going_back_from_the_file_dialog_writes_nothing(paper: Paper, prompter: ScriptedPrompter) -> None:
    prompter.expect(SaveAsPdf, "save").expect_file(None)
    assert paper.deliver(ONE_LINE) == "none"


@pytest.mark.parametrize("facts", [LONG, LIST])
def test_a_printer_gets_every_page_from_corner_to_corner(
    dressed: QApplication, tmp_path: Path, facts: ListFacts
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    pages = lay_out(facts, ink.measure)
    print_on(printer, pages, facts.title)
    assert page_count(tmp_path / "printed.pdf") == len(pages)
    assert printer.docName() == facts.title
    millimetres = printer.pageRect(QPrinter.Unit.Millimeter)
    assert (round(millimetres.width()), round(millimetres.height())) == (pages[0].width // 100, pages[0].height // 100)


def test_a_preview_says_that_there_is_no_printer_and_enter_saves(
    paper: Paper, prompter: ScriptedPrompter, opened: Opens, qtbot: QtBot, tmp_path: Path
) -> None:
    preview = opened(paper.preview_dialog(ONE_LINE))
    assert preview.message == NO_PRINTER
    prompter.expect_file(tmp_path / "sheet.pdf")
    qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_Return)
    assert page_count(tmp_path / "sheet.pdf") == 1
    assert not preview.isVisible()


def test_ctrl_s_saves_and_going_back_keeps_the_preview(
    paper: Paper, prompter: ScriptedPrompter, opened: Opens, qtbot: QtBot, tmp_path: Path
) -> None:
    preview = opened(paper.preview_dialog(LONG))
    prompter.expect_file(None)
    qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert preview.isVisible()
    prompter.expect_file(tmp_path / "sheet.pdf")
    qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert (tmp_path / "sheet.pdf").exists()
    assert not preview.isVisible()


def test_a_file_that_cannot_be_written_is_said_and_the_preview_stays(
    paper: Paper, prompter: ScriptedPrompter, opened: Opens, qtbot: QtBot, tmp_path: Path
) -> None:
    preview = opened(paper.preview_dialog(ONE_LINE))
    prompter.expect_file(tmp_path / "nowhere" / "sheet.pdf")
    qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "sheet.pdf cannot be written there" in preview.message
    assert preview.isVisible()


def test_escape_closes_and_pages_are_turned_by_keys(paper: Paper, opened: Opens, qtbot: QtBot) -> None:
    preview = opened(paper.preview_dialog(LONG))
    qtbot.waitUntil(lambda: preview.page == 1)
    qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_PageDown)
    assert preview.page == 2
    qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_End)
    assert preview.page == len(lay_out(LONG, ink.measure))
    qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_Home)
    assert preview.page == 1
    qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_where_there_is_a_printer_enter_prints_and_a_jam_is_said(
    dressed: QApplication, opened: Opens, qtbot: QtBot
) -> None:
    jams = ["The printer has stopped taking pages."]
    printed: list[str] = []

    def prints() -> None:
        if jams:
            raise Refused(jams.pop())
        printed.append("once")

    preview = Preview(
        "Tax Invoice 10023", lay_out(ONE_LINE, ink.measure), print_pages=prints, save_pages=lambda: False,
        parent=None, guard=0,
    )  # fmt: skip
    opened(preview)
    qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_Return)
    assert (preview.message, printed) == ("The printer has stopped taking pages.", [])
    qtbot.keyClick(preview.focusWidget(), Qt.Key.Key_Return)
    assert printed == ["once"]
    assert not preview.isVisible()


def test_a_cash_invoice_is_turned_from_the_roll_to_a4_and_back(
    desk: MainWindow, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    paper = Paper(lambda: desk, lambda: Printing(on_roll=("receipts", "paid")), prompter, guard=0)
    sizes: list[tuple[int, int]] = []

    def note(preview: Preview) -> None:
        sizes.append((preview._pages[0].width, preview._pages[0].height))

    def on_a4(preview: Preview) -> None:
        note(preview)
        prompter.expect_file(tmp_path / "a4.pdf")

    in_dialog(desk, Preview, "a", look=lambda preview: (note(preview), in_dialog(desk, Preview, ENTER, look=on_a4)))
    assert paper.preview(CASH, desk) == "pdf"
    assert [width for width, _ in sizes] == [8000, 21000]
    assert page_count(tmp_path / "a4.pdf") == 1


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Tax Invoice 10023", "Tax Invoice 10023.pdf"),
        ("Pick List A/B: <all>?", "Pick List A-B- -all.pdf"),
        ("..", "Document.pdf"),
        ("x" * 500, "x" * 80 + ".pdf"),
    ],
)
def test_a_documents_file_has_a_name_that_every_system_accepts(title: str, name: str) -> None:
    assert file_name(title) == name
