"""From nothing to the desk: look, faults, first start, shop, main window; it must not know what a window does."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import desk_settings, paths
from app.db import Database, open_database, there_is
from app.desk_drafts import DeskDrafts
from app.desk_settings import DeskSettings
from app.rules.faults import Refused, Unavailable
from app.services import backorder_lists, demo, operators, settings, setup, unfinished
from app.services.counter import Counter
from app.ui import record_search
from app.ui.kit import style
from app.ui.kit.asking.prompts import Prompter
from app.ui.kit.faults import Faults
from app.ui.main_window import MainWindow
from app.ui.windows.mail.sender import Sender
from app.ui.windows.start import first_start, start_fault

IDLE = 60_000
"""Milliseconds between two tidyings of the database, so that no sale has to wait for one."""


def open_desk(place: str, desk: DeskSettings, *, remember: bool) -> int:
    """Open the shop at `place` – on a first start after asking what a shop is asked – and run until the desk is closed.

    `remember` makes it the shop that opens next time. Returns the exit code.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Parts Counter")
    style.apply(app, desk.theme, desk.bigger)
    faults = Faults(paths.log_folder() / "parts-counter.log")
    faults.install()
    known, said = remember and place == desk.database, ""
    while True:
        try:
            counter = _open_shop(place, known=known)
        except (Refused, Unavailable) as fault:
            chosen = start_fault.ask(fault.sentence, place, new=known and isinstance(fault, _Gone))
            if chosen is None:
                return 1
            known = known and chosen != "new"
            place = str(chosen) if isinstance(chosen, Path) else place
        except Exception as fault:  # noqa: BLE001 – there is no desk yet that would show it
            faults.tell(fault)
            return 1
        else:
            break
    if counter is not None and operators.must_sign_on(counter):
        counter = _signed_on(counter)
    if counter is None:
        return 0
    if remember:
        place = str(counter.db.engine.url.database) if counter.db.engine.dialect.name == "sqlite" else place
        said = _remember(replace(desk, database=place), desk)
    return _run(app, counter, said)


def _signed_on(counter: Counter) -> Counter | None:
    """The counter of whoever signs on; None when nobody does."""
    signed = Prompter(counter, lambda: None).sign_on()
    if signed is None:
        counter.db.close()
    return signed


class _Gone(Refused):
    """The shop that this desk knows is not where it was."""


def _remember(now: DeskSettings, was: DeskSettings) -> str:
    """Keep which shop opens next time; what to say when that cannot be kept, because the shop opens all the same."""
    file = paths.desk_settings_file()
    try:
        if now != was:
            desk_settings.save(file, now)
    except OSError as fault:
        return f"{file} cannot be written ({fault.strerror}), so the next start will ask again which shop is yours."
    return ""


def _open_shop(place: str, *, known: bool = False) -> Counter | None:
    """The counter of the shop at `place`; when there is none yet, of the one that is made there. None: given up.

    A shop that is `known` to this desk is missed and not made anew.
    """
    if "://" not in place and not there_is(place):
        if known:
            raise _Gone(f"The database {place} is not there any more. Connect its disk, or choose where it is now.")
        return first_start.ask(Path(place), _begin)
    db = open_database(place)
    if setup.is_new(db):
        db.close()
        return first_start.ask(Path(place), _begin)
    return setup.open_counter(db)


def _begin(facts: first_start.FirstStartFacts) -> Counter:
    """Make the shop that the first start describes; raises Refused with the field to mend, and leaves no half shop."""
    there_before = there_is(facts.database)
    db = open_database(facts.database)
    try:
        counter = setup.begin(db, setup.SetupFacts(facts.shop_name, facts.abn, facts.gst_rate))
        if facts.demo:
            demo.fill(counter, counter.today())
    except BaseException:
        db.close()
        if not there_before:
            for ending in ("", "-wal", "-shm"):
                Path(f"{facts.database}{ending}").unlink(missing_ok=True)
        raise
    return counter


def _run(app: QApplication, counter: Counter, said: str = "") -> int:
    window = MainWindow(
        counter,
        settings.load(counter).shop_name,
        printer=lambda: desk_settings.load(paths.desk_settings_file()).printer,
        ready=lambda: backorder_lists.count_ready(counter).lines,
        search=lambda typed: record_search.records(counter, window, typed),
        drafts=(drafts := DeskDrafts(paths.drafts_folder() / unfinished.identity(counter))),
    )
    window.show()
    window.open("home")
    Sender(window.context, window).look()
    if said:
        window.say(said, "waits")
    window.drafts.take_up()
    idle = QTimer(window, interval=IDLE)
    idle.timeout.connect(lambda: window.busy.wait(counter.db.tidy))
    idle.start()
    code = app.exec()
    drafts.close()
    _close(window, counter.db)
    return code


def _close(window: MainWindow, db: Database) -> None:
    window.busy.close()
    db.close()
