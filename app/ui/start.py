"""From nothing to the desk: look, faults, first start, shop, main window; it must not know what a window does."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app import desk_settings, paths
from app.db import Database, open_database
from app.desk_settings import DeskSettings
from app.rules.faults import Refused, Unavailable
from app.services import backorder_lists, demo, settings, setup
from app.services.counter import Counter
from app.ui import record_search
from app.ui.kit import style
from app.ui.kit.faults import Faults
from app.ui.main_window import MainWindow
from app.ui.windows import first_start

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
    try:
        counter = _open_shop(place)
    except (Refused, Unavailable) as fault:
        QMessageBox.warning(None, "Parts Counter", fault.sentence)
        return 1
    if counter is None:
        return 0
    if remember:
        place = str(counter.db.engine.url.database) if counter.db.engine.dialect.name == "sqlite" else place
        desk_settings.save(paths.desk_settings_file(), replace(desk, database=place))
    return _run(app, counter)


def _open_shop(place: str) -> Counter | None:
    """The counter of the shop at `place`; when there is none yet, of the one that is made there. None: given up."""
    if "://" not in place and not Path(place).exists():
        return first_start.ask(Path(place), _begin)
    db = open_database(place)
    if setup.is_new(db):
        db.close()
        return first_start.ask(Path(place), _begin)
    return setup.open_counter(db)


def _begin(facts: first_start.FirstStartFacts) -> Counter:
    """Make the shop that the first start describes; raises Refused with the field to mend, and leaves no half shop."""
    there_before = facts.database.exists()
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


def _run(app: QApplication, counter: Counter) -> int:
    window = MainWindow(
        counter,
        settings.load(counter).shop_name,
        printer=lambda: desk_settings.load(paths.desk_settings_file()).printer,
        ready=lambda: backorder_lists.count_ready(counter).lines,
        search=lambda typed: record_search.records(counter, window, typed),
    )
    window.show()
    window.open("home")
    idle = QTimer(window, interval=IDLE)
    idle.timeout.connect(lambda: window.busy.wait(counter.db.tidy))
    idle.start()
    code = app.exec()
    _close(window, counter.db)
    return code


def _close(window: MainWindow, db: Database) -> None:
    window.busy.close()
    db.close()
