"""From nothing to the desk: look, faults, first start, shop, main window; it must not know what a window does."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import desk_keys, desk_settings, paths
from app.desk_drafts import DeskDrafts
from app.desk_looks import DeskLooks
from app.desk_settings import DeskSettings
from app.services import unfinished
from app.ui import only_one, opening, record_search, shop_dates
from app.ui.kit import key_map, style
from app.ui.kit.faults import Faults
from app.ui.kit.sheets import kept
from app.ui.live import Live
from app.ui.main_window import MainWindow
from app.ui.opening import Opened
from app.ui.ready import Ready
from app.ui.windows.backups.keeper import Keeper
from app.ui.windows.mail.sender import Sender

NOT_KEPT = "What is typed is not being kept at this computer, as the books could not say which shop this is. Save it."
IDLE = 60_000
"""Milliseconds between two tidyings of the database, so that no sale has to wait for one."""


def open_desk(place: str, desk: DeskSettings, *, remember: bool, another: bool = False) -> int:
    """Open the shop at `place` – on a first start after asking what a shop is asked – and run until the desk is closed.

    `remember` makes it the shop that opens next time. Where this desk has it open already, that window comes to the
    front instead, unless `another` is wanted beside it. Returns the exit code.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Parts Counter")
    if another:
        return _open(app, place, desk, remember)
    if only_one.brought_to_front(only_one.name_of(place)):
        return 0
    running = only_one.Running(only_one.name_of(place))
    try:
        return _open(app, place, desk, remember)
    finally:
        running.close()


def _open(app: QApplication, place: str, desk: DeskSettings, remember: bool) -> int:
    style.apply(app, desk.theme, desk.bigger)
    key_map.use(key_map.loaded(*desk_keys.load(desk_keys.place())))
    faults = Faults(paths.log_folder() / "parts-counter.log")
    faults.install()
    known, said = remember and place == desk.database, ""
    while True:
        try:
            opened = opening.open_shop(place, known=known)
        except Exception as fault:  # noqa: BLE001 – there is no desk yet that would show it
            faults.tell(fault)
            return 1
        if isinstance(opened, int):
            return opened
        counter = opened.counter
        said = said or opened.said
        if remember:
            said = said or _remember(opened.place)
        left = _run(app, opened, faults, said)
        if left.afterwards is None:
            return left.code
        # in memory only: with whatever password the shop was opened
        place = counter.db.engine.url.render_as_string(hide_password=False) if counter.db.on_server else opened.place
        known, said = True, left.afterwards(place)


def _remember(place: str) -> str:
    """Keep which shop opens next time; what to say when that cannot be kept, because the shop opens all the same."""
    file = paths.desk_settings_file()
    desk = desk_settings.load(file)  # without the look that was asked for this time only
    try:
        if desk.database != place:
            desk_settings.save(file, replace(desk, database=place))
    except OSError as fault:
        return f"{file} cannot be written ({fault.strerror}), so the next start will ask again which shop is yours."
    return ""


@dataclass(frozen=True, slots=True)
class _Left:
    """How a desk was left: the exit code, and what is to be done before it is opened again."""

    code: int
    afterwards: Callable[[str], str] | None


def _run(app: QApplication, opened: Opened, faults: Faults, said: str) -> _Left:
    counter = opened.counter
    counter.db.impatient_thread = threading.get_ident()
    ready = Ready(counter)
    window = MainWindow(
        counter,
        opened.shop_name,
        printing=kept.now,
        ready=ready.count,
        search=lambda typed: record_search.records(counter, window, typed),
        drafts=(drafts := _drafts(opened)),
        looks=_looks(opened),
    )
    faults.say = window.say
    shop_dates.follow(window)
    live = Live(window, counter.db, ready)
    window.show()
    window.open("home")
    Sender(window.context, window).look()
    keeper = Keeper(window.context, window)
    if said:
        window.say(said, "waits")
    if drafts is None:
        window.say(NOT_KEPT, "waits")
    window.drafts.take_up(said)
    idle = QTimer(window, interval=IDLE)
    idle.timeout.connect(lambda: window.busy.wait(counter.db.tidy))
    idle.start()
    code = app.exec()
    live.close()
    faults.say = None
    if drafts is not None:
        drafts.close()
    window.busy.close()
    if window.afterwards is None:
        keeper.at_the_end()
    counter.db.close()
    left = _Left(code, window.afterwards)
    window.deleteLater()
    return left


def _drafts(opened: Opened) -> DeskDrafts | None:
    """Where what is typed is kept for this shop; None while the books cannot say which shop it is."""
    if not opened.identity:
        return None
    return DeskDrafts(paths.drafts_folder() / opened.identity, unfinished.place(opened.counter))


def _looks(opened: Opened) -> DeskLooks | None:
    """Where it is kept how each person of this shop has set the columns; None while nobody can say which shop it is."""
    return DeskLooks(paths.looks_folder() / f"{opened.identity}.json") if opened.identity else None
