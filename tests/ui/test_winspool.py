"""Windows' own print queues: what is called is there, and a computer without a printer gives a plain answer."""

from __future__ import annotations

import sys

import pytest

from app.printing.sheets import lay_out
from app.rules.faults import Refused
from app.rules.papers import Printed
from app.ui.kit.sheets import ink, queues, winspool
from app.ui.kit.sheets.print_system import NoService
from app.ui.kit.sheets.winspool import Winspool
from tests.printing.samples import ONE_LINE

on_windows = pytest.mark.skipif(sys.platform != "win32", reason="Windows' spooler is on Windows")


@pytest.mark.parametrize(
    ("tray", "source"),
    [("", None), ("Lower", None), ("1", 0), ("2", 1), ("7", 6), ("15", 12), ("13", None), ("256", 256), ("1265", 1265)],
)
def test_trays_are_told_to_qt_by_its_own_numbers_and_from_256_on_by_the_printers(tray: str, source: int | None) -> None:
    assert winspool._source(tray) == source


@on_windows
def test_the_spooler_says_which_printers_there_are_and_which_is_its_own() -> None:
    spooler = Winspool()
    names = spooler.names()
    assert all(isinstance(name, str) and name for name in names)
    assert spooler.usual() in ("", *names)
    for name in names:
        assert isinstance(spooler.trouble(name), str)
        assert all(tray.name.isdecimal() and tray.words for tray in spooler.trays(name))
        assert spooler.state(name, 4_000_000) == "done"


@on_windows
def test_a_printer_that_is_not_there_is_a_plain_answer() -> None:
    spooler = Winspool()
    with pytest.raises(LookupError):
        spooler.trouble("NO SUCH PRINTER")
    assert spooler.trays("NO SUCH PRINTER") == ()
    assert spooler.state("NO SUCH PRINTER", 1) == "unknown"


@on_windows
@pytest.mark.usefixtures("dressed")
def test_a_printer_that_is_gone_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "_system", Winspool)
    with pytest.raises(Refused, match="The printer NO SUCH PRINTER is not there any more; Setup chooses another"):
        queues.send(Printed("NO SUCH PRINTER"), lay_out(ONE_LINE, ink.measure), ONE_LINE.title)


@on_windows
def test_a_spooler_that_refuses_is_no_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(winspool, "_last_error", lambda: 1722)
    with pytest.raises(NoService) as fault:
        Winspool().trouble("NO SUCH PRINTER")
    assert not fault.value.stuck
