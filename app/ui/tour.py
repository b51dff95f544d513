"""The tour: a second desk on a small shop of its own, with a panel that says what to press; it must not know the real
shop, and nothing that is done in it reaches a printer or the real books."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from app import paths
from app.db import open_database
from app.printing.sheets import Facts
from app.rules.papers import Printing
from app.services.counter import Counter
from app.services.demo import tour
from app.ui import record_search
from app.ui.kit import dates, style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.asking.prompts import Asks
from app.ui.kit.context import Context
from app.ui.kit.sheets.paper import Keeps, Paper, gone
from app.ui.kit.sheets.preview import Delivered
from app.ui.main_window import MainWindow
from app.ui.ready import Ready
from app.ui.tour_panel import TourPanel

_TELLING = frozenset({QEvent.Type.KeyRelease, QEvent.Type.MouseButtonRelease, QEvent.Type.WindowActivate})
_A_LITTLE = 50
"""Milliseconds."""
AskedAt = Callable[[Counter], Asks]


class TourDesk(MainWindow):
    """The desk of the tour; closing it leaves the program open, and what was done is there when it is opened again."""

    left = Signal()
    """It is closed, and none has begun anew in its place."""

    def __init__(self, counter: Counter, asks: AskedAt | None = None) -> None:
        counter.db.impatient_thread = threading.get_ident()
        ready = Ready(counter)
        self._asks = asks
        super().__init__(
            counter,
            tour.SHOP_NAME,
            prompter=asks(counter) if asks is not None else None,
            ready=ready.count,
            search=lambda typed: record_search.records(counter, self, typed),
        )
        app: Any = QApplication.instance()
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        app.lastWindowClosed.connect(self.close)
        paper = _NoPaper(lambda: self, Printing, self.context.prompter)
        self.context: Context = replace(self.context, paper=paper)
        self.follower: TourDesk | None = None
        """The one that has begun anew in its place."""
        self._closed = self._anew = False
        self.so_far = tour.so_far(counter)
        self.panel = TourPanel()
        self.panel.anew.connect(self.begin_anew)
        self.panel.left.connect(self.close)
        dock = QDockWidget("Tour", self)
        dock.setTitleBarWidget(QWidget(dock))
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setWidget(self.panel)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        self.changes.told.connect(lambda _words: self._go_on())
        app.focusChanged.connect(self._focus_went)
        app.installEventFilter(self)
        self.look()

    def look(self) -> None:
        """What is to be pressed now; while something is under way, a little later."""
        if self.busy.waiting:
            self._soon.start(_A_LITTLE)
            return
        self._soon.setInterval(0)
        self.panel.look(self.so_far, self.front)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whatever was pressed may have been what the tour waits for."""
        if event.type() in _TELLING and not self._closed:
            self._soon.start()
        return super().eventFilter(watched, event)

    def _focus_went(self, _old: QWidget | None, _new: QWidget | None) -> None:
        """Another window may be in front."""
        self._soon.start()

    def _go_on(self) -> None:
        """Something was written: the books say how far it is."""
        self.so_far = tour.so_far(self.context.counter)
        self._soon.start()

    def do_tour(self) -> None:
        """Help ▸ Tour, in the tour itself: once more from the beginning?"""
        if _Anew(self).exec():
            self.begin_anew()

    def begin_anew(self) -> None:
        """The shop of the tour is made anew, with a desk of its own; this one is closed."""
        if QApplication.activeModalWidget() is not None:
            return
        self._anew = True
        self.close()
        _forget()
        self.follower = opened(self._asks)
        self.follower.left.connect(self.left)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The shop of the tour is closed with its desk; what is half typed in it is no reason to stay."""
        for window in self.windows():
            self.take_off(window)
        super().closeEvent(event)
        if event.isAccepted() and not self._closed:
            self._closed = True
            app: Any = QApplication.instance()
            app.focusChanged.disconnect(self._focus_went)
            app.removeEventFilter(self)
            self.context.counter.db.close()
            if not self._anew:
                self.left.emit()


class _Anew(Dialog):
    """Whether to begin again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Tour", parent)
        page = style.column(self, margin=style.SIZES.step * 6, gap=style.SIZES.step * 4)
        page.addWidget(style.label("Begin the tour anew? What was done in it so far is forgotten.", wrap=True))
        back, again = self.button("&Go on", primary=True), self.button("Begin &anew")
        back.clicked.connect(self.reject)
        again.clicked.connect(self.accept)
        page.addLayout(self.foot(again, back))
        back.setFocus()


class _NoPaper(Paper):
    """Nothing of the tour reaches a printer."""

    def deliver(self, facts: Facts, parent: QWidget | None = None, keep: Keeps = gone) -> Delivered:
        """As if somebody had declined it."""
        return "none"


def opened(asks: AskedAt | None = None) -> TourDesk:
    """The desk of the tour, shown; it goes on where it was left, and begins anew once it was finished.

    `asks` makes whoever asks there at its counter; the usual dialogs if it is not given.
    """
    place, order = paths.data_folder() / "tour.db", dates.of_the_shop().order
    place.parent.mkdir(parents=True, exist_ok=True)
    counter = tour.opened(open_database(str(place)), order)
    if tour.so_far(counter).far == tour.DONE:
        counter.db.close()
        _forget()
        counter = tour.opened(open_database(str(place)), order)
    desk = TourDesk(counter, asks)
    desk.show()
    desk.open("home")
    return desk


def beside(was: MainWindow | None) -> MainWindow:
    """The desk of the tour in front: the one that is open already, or a new one."""
    while isinstance(was, TourDesk) and was.follower is not None:
        was = was.follower
    desk = was if was is not None and was.isVisible() else opened()
    desk.activateWindow()
    return desk


def taken() -> None:
    """The tour by itself, before there is a shop, until somebody leaves it."""
    loop = QEventLoop()
    desk = opened()
    desk.left.connect(loop.quit)
    loop.exec()


def _forget() -> None:
    for file in paths.data_folder().glob("tour.db*"):
        file.unlink()
