"""The tour: a second desk on a small shop of its own, with a panel that says what to press; it must not know the real
shop, and nothing that is done in it reaches a printer or the real books."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from app import paths
from app.db import open_database
from app.printing.sheets import Facts
from app.rules.papers import Printing
from app.services.counter import Counter
from app.services.demo import tour
from app.ui import record_search
from app.ui.kit import dates, key_map, style
from app.ui.kit.asking.prompts import Asks
from app.ui.kit.context import Context
from app.ui.kit.sheets.paper import Keeps, Paper, gone
from app.ui.kit.sheets.preview import Delivered
from app.ui.main_window import MainWindow
from app.ui.ready import Ready

_WIDTH: Final = 264


@dataclass(frozen=True, slots=True)
class Step:
    """`window` is where it happens; `opens` is said until that is in front, `keys` after it, one row for each press."""

    title: str
    why: str
    window: str
    opens: str
    keys: tuple[str, ...]


STEPS: Final = (
    Step(
        "1  A line that is short",
        f"Miller Motors want five {tour.PART}, and two are on the shelf. The other three must not be forgotten.",
        "parts_invoicing",
        "Press Ctrl+2: Parts Invoicing opens.",
        (
            f"Type {tour.DEBTOR}, press Enter",
            f"Type {tour.PART}, press Enter",
            "Type 5, press Enter",
            "Put 3 on backorder? Press Y",
            "Press F12: the two are invoiced",
        ),
    ),
    Step(
        "2  Order what is missing",
        "Three wait for stock that nobody has ordered yet. Get Back Orders proposes them.",
        "stock_order",
        "Press Ctrl+5: Stock Order opens.",
        (
            f"Type {tour.CREDITOR}, press Enter",
            "Press F5: Get Back Orders",
            "Only this supplier's parts? Press Y",
            "The list is ticked already: press Enter",
            "Press F12: the order is final",
            "How does it go out? Press N, not now",
        ),
    ),
    Step(
        "3  The goods come",
        "The supplier's invoice comes with the three. Processing gives them to whoever waits.",
        "creditor_invoice",
        "Press Ctrl+4: Creditor Invoice opens.",
        (
            f"Type {tour.CREDITOR}, press Enter",
            "The order is ticked: press Enter",
            "Type R-77, their number; press Enter twice",
            "Type 198.00, the total",
            "Press F12: backorders have been filled",
        ),
    ),
    Step(
        "4  Invoice what has come",
        "Whoever types the debtor is told that goods are ready. Nobody has to remember.",
        "parts_invoicing",
        "Press Ctrl+2: Parts Invoicing opens.",
        (
            f"Type {tour.DEBTOR}, press Enter",
            "Backorders are ready, include? Press Y",
            "The list is ticked already: press Enter",
            "Press F12: the rest is invoiced",
        ),
    ),
)
_DONE: Final = (
    "Done",
    "The three were sold, ordered, received and invoiced, and nothing was lost on the way. That is the whole cycle. "
    "F1 tells the keys of each window. Ctrl+Q closes the tour; Help ▸ Tour begins it anew.",
)


class TourDesk(MainWindow):
    """The desk of the tour; closing it leaves the program open, and what was done is there when it is opened again."""

    def __init__(self, counter: Counter, prompter: Asks | None = None) -> None:
        counter.db.impatient_thread = threading.get_ident()
        ready = Ready(counter)
        super().__init__(
            counter,
            tour.SHOP_NAME,
            prompter=prompter,
            ready=ready.count,
            search=lambda typed: record_search.records(counter, self, typed),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        QApplication.instance().lastWindowClosed.connect(self.close)  # type: ignore[union-attr]
        paper = _NoPaper(lambda: self, Printing, self.context.prompter)
        self.context: Context = replace(self.context, paper=paper)
        self._closed = False
        self.how_far = tour.how_far(counter)
        self.panel = TourPanel(self)
        dock = QDockWidget("Tour", self)
        dock.setTitleBarWidget(QWidget(dock))
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setWidget(self.panel)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        self.changes.told.connect(lambda _words: self._go_on())
        QApplication.instance().focusChanged.connect(self._focus_went)  # type: ignore[union-attr]

    def _focus_went(self, _old: QWidget | None, _new: QWidget | None) -> None:
        """Another window may be in front."""
        self.panel.look()

    def _go_on(self) -> None:
        """Something was written: the books say how far it is."""
        self.how_far = tour.how_far(self.context.counter)
        self.panel.look()

    def do_tour(self) -> None:
        """Help ▸ Tour: it is here already."""
        self.panel.look()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The shop of the tour is closed with its desk."""
        super().closeEvent(event)
        if event.isAccepted() and not self._closed:
            self._closed = True
            QApplication.instance().focusChanged.disconnect(self._focus_went)  # type: ignore[union-attr]
            self.context.counter.db.close()


class TourPanel(QWidget):
    """What to press now, beside the windows; it takes no focus, and goes on by itself when the books say so."""

    def __init__(self, desk: TourDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._shown: tuple[int, bool] | None = None
        style.named(self, "Tour")
        self.setFixedWidth(_WIDTH)
        self._title = style.label("", "heading", name="Step", wrap=True)
        self._why = style.label("", "muted", name="Why", wrap=True)
        self._keys = style.label("", name="What to press", wrap=True)
        page = style.column(self, gap=style.SIZES.step * 4)
        for each in (self._title, self._why, self._keys):
            page.addWidget(each)
        page.addStretch()
        self.look()

    @property
    def says(self) -> str:
        """Everything that stands on it."""
        return "\n".join(each.text() for each in (self._title, self._why, self._keys))

    def look(self) -> None:
        """How far the books are, and whether the window of this step is in front."""
        front = self._desk.front
        far = self._desk.how_far
        step = STEPS[far] if far < len(STEPS) else None
        there = step is not None and front is not None and front.name == step.window
        if (far, there) == self._shown:
            return
        self._shown = far, there
        if step is None:
            self._title.setText(_DONE[0])
            self._why.setText(_live(_DONE[1], ""))
            self._keys.setText("")
            return
        self._title.setText(step.title)
        self._why.setText(step.why)
        rows = [f"{style.SIGNS['good']} {_live(step.opens, '')}", *step.keys] if there else [f"▸ {step.opens}"]
        self._keys.setText("\n\n".join(_live(row, step.window) for row in rows))


class _NoPaper(Paper):
    """Nothing of the tour reaches a printer."""

    def deliver(self, facts: Facts, parent: QWidget | None = None, keep: Keeps = gone) -> Delivered:
        """As if somebody had declined it."""
        return "none"


def opened(asks: Callable[[Counter], Asks] | None = None) -> TourDesk:
    """The desk of the tour, shown; it goes on where it was left, and begins anew once it was finished.

    `asks` makes whoever asks there at its counter; the usual dialogs if it is not given.
    """
    place = paths.data_folder() / "tour.db"
    place.parent.mkdir(parents=True, exist_ok=True)
    order = dates.of_the_shop().order
    counter = tour.opened(open_database(str(place)), order)
    if tour.how_far(counter) == tour.DONE:
        counter.db.close()
        for file in place.parent.glob("tour.db*"):
            file.unlink()
        counter = tour.opened(open_database(str(place)), order)
    desk = TourDesk(counter, asks(counter) if asks is not None else None)
    desk.show()
    desk.open("home")
    return desk


def beside(was: MainWindow | None) -> MainWindow:
    """The desk of the tour in front: the one that is open already, or a new one."""
    desk = was if was is not None and was.isVisible() else opened()
    desk.activateWindow()
    return desk


def _live(sentence: str, scope: str) -> str:
    return key_map.current().live(sentence, scope)
