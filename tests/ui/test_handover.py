"""Hand-over to accounting by key events: export, batches again, refused and sent again; looked up in the database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import desk_settings, paths
from app.services import handing_over
from app.services.counter import Counter
from app.services.masters import debtors
from app.ui.main_window import MainWindow
from app.ui.windows.handover.window import HandOver, MakeFolder
from tests import make
from tests.services import all_kinds
from tests.services.money import an_order_of
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter


@pytest.fixture(autouse=True)
def out(tmp_path: Path) -> None:
    """The folder for the files is there."""
    (tmp_path / "out").mkdir()


@pytest.fixture
def sales(counter: Counter) -> Counter:
    """Two invoices of a debtor with an ABN, one of a debtor without."""
    part = make.a_part(counter, "CAB-220", on_hand=9)
    miller = make.a_debtor(counter, code="MILLER", abn=all_kinds.MILLERS_ABN)
    for buyer in (miller, miller, make.a_debtor(counter, "No Number", code="NONE")):
        all_kinds.sold(counter, an_order_of(counter, buyer, part, 1, 1))
    return counter


@pytest.fixture
def window(sales: Counter, desk: MainWindow) -> HandOver:
    opened = desk.open("handover")
    assert isinstance(opened, HandOver)
    return opened


def states(window: HandOver) -> list[tuple[str, str]]:
    return [(each.key, each.state) for each in window.documents.shown()]


def test_a_folder_is_chosen_and_f12_writes_everything_once(
    window: HandOver, hands: Hands, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    assert states(window) == [(f"invoice-1000{n}", "not sent") for n in (3, 2, 1)]
    assert hands.at == "Documents"
    hands.press("F12")
    assert "Which folder?" in hands.said
    assert hands.at == "Folder"
    prompter.expect_file(tmp_path / "out")
    hands.press("Ctrl+O", "F12")
    assert hands.said == f"✓ 3 documents handed over – 1 file written. The files are in {tmp_path / 'out'}."
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["xero-10001-sales.csv"]
    assert states(window) == []
    hands.press("F12")
    assert hands.said == "✓ Nothing new"


def test_a_typed_folder_and_the_format_are_remembered(
    window: HandOver, hands: Hands, desk: MainWindow, tmp_path: Path
) -> None:
    hands.press("Alt+F").type("m").press("Alt+L").type(str(tmp_path / "out")).press("F12")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["myob-10001-sales.txt"]
    kept = desk_settings.load(paths.desk_settings_file())
    assert (kept.handover_format, kept.handover_folder) == ("myob", str(tmp_path / "out"))
    desk.close_tab(window)
    again = desk.open("handover")
    assert isinstance(again, HandOver) and again is not window
    assert (again.format.value, again.folder.value) == ("myob", str(tmp_path / "out"))


def test_a_folder_that_is_not_there_is_asked_about(
    window: HandOver, hands: Hands, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    prompter.expect(MakeFolder, "back")
    hands.press("Alt+L").type(str(tmp_path / "mistyped")).press("F12")
    assert prompter.asked == [MakeFolder(str(tmp_path / "mistyped"))]
    assert not (tmp_path / "mistyped").exists() and len(states(window)) == 3
    assert hands.at == "Folder"
    prompter.expect(MakeFolder, "yes")
    hands.press("Ctrl+A").type(str(tmp_path / "a" / "b")).press("F12")
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["xero-10001-sales.csv"]


def test_a_folder_that_cannot_be_written_is_a_sentence_and_f12_heals_it(
    window: HandOver, hands: Hands, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    hands.press("Alt+L").type(str(tmp_path / "file")).press("F12")
    assert "cannot be written" in hands.said
    assert hands.at == "Folder"
    hands.press("Ctrl+A").type(str(tmp_path / "out")).press("F12")
    assert hands.said == f"✓ 1 file written. The files are in {tmp_path / 'out'}."
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_batches_are_written_again(window: HandOver, hands: Hands, tmp_path: Path) -> None:
    hands.press("Alt+L").type(str(tmp_path / "out")).press("F12")
    file = tmp_path / "out" / "xero-10001-sales.csv"
    was = file.read_bytes()
    file.unlink()
    hands.press("Alt+B", "F6")
    assert file.read_bytes() == was
    assert [(each.number, each.documents) for each in window.batches.shown()] == [(10001, 3)]
    assert hands.said == f"✓ 1 file written. The files are in {tmp_path / 'out'}."


def test_marked_as_refused_and_sent_again(
    window: HandOver, hands: Hands, prompter: ScriptedPrompter, sales: Counter, tmp_path: Path
) -> None:
    hands.press("Alt+L").type(str(tmp_path / "out")).press("F12", "Alt+S", "Esc")
    assert len(window.documents.shown()) == 3
    window.documents.select(window.documents.shown()[-1].id)
    prompter.expect_text("Account 4-1000 is unknown")
    hands.press("F7")
    assert hands.said == "✓ 1 document marked as refused."
    (refused,) = handing_over.documents(sales, "xero", sent=False)
    assert (refused.key, refused.reason) == ("invoice-10001", "Account 4-1000 is unknown")
    window.documents.select(refused.id)
    hands.press("F8", "F12")
    assert hands.said.startswith("✓ 1 document handed over – 1 file written. The files are in ")
    assert {each.state for each in handing_over.documents(sales, "xero")} == {"sent"}


def test_commands_are_live_only_where_they_make_sense(window: HandOver, hands: Hands, tmp_path: Path) -> None:
    def live() -> list[str]:
        return [s for s in ("mark_refused", "send_again", "write_again") if window.action(f"do_{s}").isEnabled()]

    assert live() == []
    hands.press("Alt+L").type(str(tmp_path / "out")).press("F12")
    hands.press("Alt+S")
    window.documents.select(window.documents.shown()[0].id)
    assert live() == ["mark_refused"]
    hands.press("Alt+B")
    assert live() == ["write_again"]


def test_an_e_invoice_without_abn_is_refused_and_goes_when_it_is_there(
    window: HandOver, hands: Hands, sales: Counter, tmp_path: Path
) -> None:
    hands.press("Alt+F").type("e").press("Alt+L").type(str(tmp_path / "out")).press("F12")
    assert hands.said.startswith("! 2 documents handed over – 2 files written – 1 refused. The files are in ")
    (left,) = window.documents.shown()
    assert left.reason.startswith("Invoice 10003: No Number has no ABN")
    found = make.the_debtor(sales, "NONE")
    assert found is not None
    card = debtors.open_card(sales, found.id)
    debtors.save(sales, replace(card, abn="53 004 085 616"), card)
    hands.press("F12")
    assert hands.said.startswith("✓ 1 document handed over – 1 file written. The files are in ")


def test_days_narrow_the_list(window: HandOver, hands: Hands) -> None:
    hands.press("Alt+M").type("17/11/2026").press("Enter")
    assert states(window) == []
    hands.press("Alt+M", "Ctrl+A").type("16/11/2026").press("Enter")
    assert len(states(window)) == 3


def test_what_is_finalised_elsewhere_comes_by_itself(window: HandOver, desk: MainWindow, counter: Counter) -> None:
    part, buyer = make.a_part(counter, "OIL-1", on_hand=5), make.a_debtor(counter, "Hume")
    all_kinds.sold(counter, an_order_of(counter, buyer, part, 1, 1))
    window.changed("invoices")
    assert len(states(window)) == 4


def test_the_list_leaves_as_csv(window: HandOver, hands: Hands, prompter: ScriptedPrompter, tmp_path: Path) -> None:
    prompter.expect_file(tmp_path / "list.csv")
    hands.press("Ctrl+E")
    assert "invoice-10001" in (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
