"""Labels by keys: of a part, of its bin, of what has come in; on a sheet from its first free place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import desk_settings, paths
from app.desk_settings import DeskSettings
from app.rules.found import CreditorFound, PartFound
from app.rules.label_facts import LabelFacts, LabelsFacts
from app.rules.papers import Printing
from app.services.counter import Counter
from app.ui.kit.records.tick_list import TickLine
from app.ui.kit.sheets import kept
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.creditor_invoice.window import CreditorInvoices
from app.ui.windows.shared.labels import LabelWhatCame, WhichLabel
from tests import make
from tests.services.goods import sent
from tests.ui.buying import said, typist
from tests.ui.keys import CTRL, ENTER, KEY, press
from tests.ui.scripted import ScriptedPrompter

LABELS = (KEY.Key_B, CTRL)
ROLL, SHEET = Printing(label_stock="62x29"), Printing(label_stock="A4 3x8", offer_labels=True)


@pytest.fixture
def laid_out(desk: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[LabelsFacts]:
    """The labels that went to the printer or the file, as their paper got them."""
    found: list[LabelsFacts] = []
    paper = desk.context.paper
    deliver = paper.deliver

    def noted(facts: LabelsFacts, parent: object = None) -> object:
        found.append(facts)
        return deliver(facts, parent)  # type: ignore[arg-type]

    monkeypatch.setattr(paper, "deliver", noted)
    return found


def at(desk: MainWindow, printing: Printing) -> None:
    """This desk prints like that."""
    file = paths.desk_settings_file()
    desk_settings.save(file, DeskSettings(printing=printing))
    desk.context.paper._printing = kept.now


@pytest.fixture
def cable(counter: Counter) -> PartFound:
    return make.a_part(counter, "CAB-220", description="Cable, red", bin="A1")


def twice(lines: list[TickLine]) -> list[TickLine]:
    return [replace(line, quantity=Decimal(2)) for line in lines]


def test_ctrl_b_prints_labels_of_the_part(
    desk: MainWindow, cable: PartFound, prompter: ScriptedPrompter, laid_out: list[LabelsFacts], tmp_path: Path
) -> None:
    at(desk, ROLL)
    desk.open("parts", part_id=cable.id)
    prompter.expect(WhichLabel, "part").expect_ticks(twice).expect(SaveAsPdf, "save").expect_file(tmp_path / "l.pdf")
    press(LABELS)
    assert laid_out[0].labels == (LabelFacts("CAB-220", "Cable, red", "A1", "CAB-220", 2),)
    assert (tmp_path / "l.pdf").read_bytes().count(b"/Type /Page\n") == 2
    assert said(desk) == "2 labels are saved as a PDF."


def test_the_bin_has_a_label_of_its_own(
    desk: MainWindow, cable: PartFound, prompter: ScriptedPrompter, laid_out: list[LabelsFacts]
) -> None:
    at(desk, ROLL)
    desk.open("parts", part_id=cable.id)
    prompter.expect(WhichLabel, "bin").expect_ticks().expect(SaveAsPdf, "none")
    press(LABELS)
    assert [label.kind for label in laid_out[0].labels] == ["bin"]


def test_going_back_and_ticking_nothing_print_nothing(
    desk: MainWindow, cable: PartFound, prompter: ScriptedPrompter, laid_out: list[LabelsFacts]
) -> None:
    at(desk, SHEET)
    desk.open("parts", part_id=cable.id)
    prompter.expect(WhichLabel, None)
    press(LABELS)
    prompter.expect(WhichLabel, "part").expect_ticks(lambda lines: [replace(each, ticked=False) for each in lines])
    press(LABELS)
    assert said(desk) == "No label is ticked, so none is printed."
    prompter.expect(WhichLabel, "part").expect_ticks().expect_text(None)
    press(LABELS)
    prompter.expect(WhichLabel, "part").expect_ticks().expect_text("25")
    press(LABELS)
    assert "Type a whole number from 1 to 24" in said(desk)
    assert laid_out == []


def test_what_has_come_in_is_offered_labels_and_the_sheet_is_used_up_in_order(
    desk: MainWindow, counter: Counter, prompter: ScriptedPrompter, laid_out: list[LabelsFacts], qtbot: QtBot,
    tmp_path: Path,
) -> None:  # fmt: skip
    at(desk, SHEET)
    repco: CreditorFound = make.a_creditor(counter, "Repco Wholesale", code="REPCO")
    cable = make.a_part(counter, "CAB-220", 0, creditor_id=repco.id)
    sent(counter, repco, (cable, 6))
    window = desk.open("creditor_invoice")
    assert isinstance(window, CreditorInvoices)
    type_keys = typist(desk, qtbot)
    prompter.expect_ticks()
    type_keys("repco", ENTER, "R-5512", ENTER, ENTER, "396", ENTER, ENTER, ENTER, "60", ENTER)
    prompter.expect(LabelWhatCame, "yes").expect_ticks().expect_text("20")
    prompter.expect(SaveAsPdf, "save").expect_file(tmp_path / "labels.pdf")
    type_keys(KEY.Key_F12)
    question = next(each for each in prompter.asked if isinstance(each, LabelWhatCame))
    assert question.sentence == "1 part came with creditor invoice 10001. Print 6 labels?"
    assert [(label.number, label.count) for label in laid_out[0].labels] == [("CAB-220", 6)]
    assert (tmp_path / "labels.pdf").read_bytes().count(b"/Type /Page\n") == 2
    prompter.expect_ticks().expect_text("2").expect(SaveAsPdf, "none")
    type_keys(LABELS)
    assert kept.now().next_label == 2, "kept over a start"
    assert laid_out[1].first == 2


def test_a_desk_that_does_not_want_to_be_asked_is_not(
    desk: MainWindow, counter: Counter, prompter: ScriptedPrompter, laid_out: list[LabelsFacts], qtbot: QtBot
) -> None:
    repco = make.a_creditor(counter, "Repco Wholesale", code="REPCO")
    sent(counter, repco, (make.a_part(counter, "CAB-220", 0, creditor_id=repco.id), 1))
    desk.open("creditor_invoice")
    type_keys = typist(desk, qtbot)
    type_keys(LABELS)
    assert "Nothing was processed here yet" in said(desk)
    prompter.expect_ticks()
    type_keys("repco", ENTER, "R-1", ENTER, ENTER, "66", ENTER, ENTER, ENTER, "60", ENTER, KEY.Key_F12)
    assert "no backorder was filled" in said(desk)
    assert laid_out == []
