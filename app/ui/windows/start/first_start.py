"""The first start: what a shop is asked before it opens, in one small window; it must not know how a shop is made."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QProgressBar, QWidget

from app.db import addresses, is_server
from app.rules.codes import checked_abn
from app.rules.faults import Refused, Unavailable
from app.ui.kit import style
from app.ui.kit.asking.dialog import GUARD
from app.ui.kit.entry.fields import Choice, LineField, RateField, TextField, Tick
from app.ui.kit.room import Room
from app.ui.kit.sheets import queues
from app.ui.kit.sheets.queues import Printers
from app.ui.windows.shared import printers
from app.ui.windows.start import login
from app.ui.windows.start.server import ServerDialog
from app.ui.windows.start.working import LEAST_FORM, WorkingDialog

if TYPE_CHECKING:
    from app.services.counter import Counter

USUAL_GST = Decimal("10.00")
MOST_GST = Decimal("99.99")
_WIDTH = 600
_SPANS = {"Shop name": 3, "Your name": 3, "ABN": 1, "GST %": 1, "Printer": 3, "Database file": 2}
_BESIDE = {"ABN": "Eleven digits; a tax invoice needs it.", "GST %": "Of every part that is not GST-free."}


@dataclass(frozen=True, slots=True)
class FirstStartFacts:
    """What a shop is asked before it opens: the GST rate in per cent, the database a file or a server's address.

    `printer` is that of this desk for documents; empty is the system's default.
    """

    shop_name: str
    operator_name: str
    abn: str
    gst_rate: Decimal
    database: str
    demo: bool
    printer: str = ""


Begin = Callable[[FirstStartFacts], "Counter"]


def ask(database: str, begin: Begin, tour: Callable[[], None]) -> Counter | str | None:
    """The counter of the shop that a person describes and `begin` makes; None when they close the window.

    A text is the address of a server's database, password included, in which there is a shop already. `begin` runs off
    the main thread. What it refuses is told in the window, with the focus on the field to mend. Whoever wants to see
    first how it works goes through the `tour`, and comes back to what they have typed.
    """
    window = FirstStart(database, begin, login.person())
    window.exec()
    while window.wants_the_tour:
        before, place = window, window.place
        tour()
        window = FirstStart(place, begin, login.person())
        window.take_up(before)
        before.deleteLater()
        window.exec()
    window.deleteLater()
    return window.counter or window.elsewhere


class FirstStart(WorkingDialog):
    """Seven answers and one button. `counter` is the shop's, once it is open; `elsewhere`: it is there already.

    `person` is who probably sits there: a name to be taken over with Enter.
    """

    usual_width = _WIDTH
    comes_again = True
    help = (
        "The shop's name and yours are enough: everything else has a sensible default, and Setup changes it later. "
        "The books are a file on this computer; where several counters are to work in the same books, Alt+S says on "
        "which server they lie, or are to lie. Demo data is to try things with: a shop of your own begins without. "
        "Alt+T shows first how a backorder goes, in a small shop of its own, and comes back to what is typed here. "
        "Nothing is made before Alt+O."
    )

    def __init__(self, database: str, begin: Begin, person: str = "", guard: int = GUARD) -> None:
        super().__init__("Welcome to Parts Counter", "What is to be mended", None, guard)
        self.counter: Counter | None = None
        self.elsewhere: str | None = None
        self.wants_the_tour = False
        self._server = ""
        self._there = printers.NONE_YET
        self._begin = begin
        self._fields = self._made_fields(database, person)
        self._printer = Choice("Printer", printers.offered(), "For this desk's documents; Setup ▸ Settings has more.")
        self._demo = Tick("Fill it with &demo data", "Parts, debtors and some weeks of business to try things with.")
        self._bar = style.named(QProgressBar(maximum=0, textVisible=False), "The shop is being made")
        _keep_its_place(self._bar)
        self._open = self.button("&Open the shop", primary=True)
        self._open.clicked.connect(self.open_shop)
        self._tour = self.button("&Take the tour first")
        self._tour.setToolTip("A backorder from the short line to the final invoice, in a small shop of its own.")
        self._tour.setStatusTip(self._tour.toolTip())
        self._tour.clicked.connect(self._go_on_the_tour)
        self._page()
        self._told.setMinimumHeight(2 * self._told.fontMetrics().lineSpacing())
        self._bar.hide()
        self.resize(self.sizeHint())  # Qt would leave a third of the screen empty and have the fields scroll
        if is_server(database):
            self._take_server(database)
        self._fields["shop_name"].setFocus()
        self._busy.at_printer(queues.there, self._offer_printers, wait=True)

    def _offer_printers(self, there: Future[Printers]) -> None:
        """The print service has said which printers there are."""
        self._there = there.result()
        self._printer.offer(printers.offered(self._printer.value, self._there))

    def _made_fields(self, database: str, person: str) -> dict[str, LineField]:
        made: dict[str, LineField] = {
            "shop_name": TextField("Shop name", "Stands at the head of your invoices.", required=True),
            "operator_name": TextField(
                "Your name", "Stands at what you do; others are added in Setup.", required=True, longest=80
            ),
            "abn": TextField("ABN", "Eleven digits; a tax invoice is unlawful without it.", check=checked_abn),
            "gst_rate": RateField("GST %", "Of every part that is not GST-free.", required=True, largest=MOST_GST),
            "database": TextField("Database file", "Where the shop's books are kept.", required=True, longest=1000),
        }
        made["operator_name"].value = person
        made["gst_rate"].value = USUAL_GST
        made["database"].value = database
        for field in made.values():
            field.refused.connect(lambda sentence: self._say(sentence, "refused"))
            field.committed.connect(lambda _value: self._say(""))
        return made

    def _page(self) -> None:
        self._form = QWidget()
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(style.SIZES.label_gap)
        grid.setVerticalSpacing(style.SIZES.gap)
        grid.setColumnStretch(2, 1)
        choose = self.button("&Choose…")
        choose.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Enter goes from the file straight on; Alt+C chooses
        choose.clicked.connect(self._choose_file)
        on_server = self.button("On a &server…")
        on_server.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        on_server.clicked.connect(self._choose_server)
        for row, (words, field) in enumerate(
            (
                ("Shop &name", self._fields["shop_name"]),
                ("&Your name", self._fields["operator_name"]),
                ("&ABN", self._fields["abn"]),
                ("&GST %", self._fields["gst_rate"]),
                ("&Printer", self._printer),
                ("Data&base", self._fields["database"]),
            )
        ):
            label = style.label(words, "muted")
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1, 1, _SPANS[field.accessibleName()])
            if field.accessibleName() in _BESIDE:
                grid.addWidget(style.label(_BESIDE[field.accessibleName()], "muted"), row, 2, 1, 2)
        grid.addWidget(choose, 5, 3)
        grid.addWidget(on_server, 6, 3)
        grid.addWidget(self._demo, 6, 1, 1, 2)
        grid.addWidget(style.label(self._demo.prompt, "muted"), 7, 1, 1, 3)
        page = style.column(self, margin=style.SIZES.step * 6, gap=style.SIZES.step * 4)
        page.addWidget(style.label("Welcome to Parts Counter", "heading"))
        others = "The shop's name is enough; Setup changes the rest. F1 says what each field is for."
        page.addWidget(style.label(others, "muted", wrap=True))
        page.addWidget(Room(self._form, LEAST_FORM), 1)
        page.addWidget(self._told)
        page.addWidget(self._bar)
        foot = style.row()
        foot.addWidget(self._tour)
        foot.addWidget(style.label("New here? Ten minutes, in a small shop of its own.", "muted"))
        foot.addStretch()
        foot.addWidget(self._open)
        page.addLayout(foot)
        *first, database = self._fields.values()
        order: list[QWidget] = [*first, self._printer, database, self._demo, self._open, self._tour]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def open_shop(self) -> None:
        """Make the shop from what was typed, and close; or say what is to be mended."""
        if self._working or not all(field.commit() for field in self._fields.values()) or self._something_missing():
            return
        facts = FirstStartFacts(
            shop_name=self._fields["shop_name"].value,
            operator_name=self._fields["operator_name"].value,
            abn=self._fields["abn"].value,
            gst_rate=self._fields["gst_rate"].value,
            database=self._server or str(Path(self._fields["database"].value).expanduser()),
            demo=self._demo.value,
            printer=self._printer.value,
        )
        self._work(True)
        try:
            self.counter = self._busy.wait(lambda: self._begin(facts))
        except Refused as fault:
            self._work(False)
            self._say(fault.sentence, "refused")
            self._go_to(fault.field)
        except Unavailable as fault:
            self._work(False)
            self._say(fault.sentence, "waits")
            self._open.setFocus()
        else:
            self.accept()
        finally:
            self._work(False)

    def _go_on_the_tour(self) -> None:
        """What is typed is taken up again when the tour is left."""
        if not self._working and all(field.commit() for field in self._fields.values()):
            self.wants_the_tour = True
            self.reject()

    @property
    def place(self) -> str:
        """Where the shop's books are to be: a file, or a server's address."""
        return self._server or str(self._fields["database"].value)

    def take_up(self, before: FirstStart) -> None:
        """What was typed in another one."""
        for name, field in before._fields.items():
            if name != "database":
                self._fields[name].value = field.value
        self._demo.value = before._demo.value
        self._printer.offer(printers.offered(before._printer.value, self._there))
        self._printer.value = before._printer.value

    def _something_missing(self) -> bool:
        """A field that was never typed into has refused nothing yet."""
        for name in ("shop_name", "operator_name", "gst_rate", "database"):
            if self._fields[name].value in ("", None):
                words = self._fields[name].accessibleName()
                self._say(f"{words} is missing. {self._fields[name].prompt}", "refused")
                self._go_to(name)
                return True
        return False

    def _go_to(self, name: str) -> None:
        field = self._fields.get(name, self._fields["database"])
        field.setFocus()
        field.selectAll()

    def _work(self, working: bool) -> None:
        self._working = working
        self._form.setEnabled(not working)
        self._open.setEnabled(not working)
        self._tour.setEnabled(not working)
        self._bar.setVisible(working)
        if working:
            demo = " and filled with demo data" if self._demo.value else ""
            self._say(f"The shop is being made{demo}…", "muted")

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Database file", self._fields["database"].value, "Database (*.db);;All files (*)"
        )
        if name:
            self._server = ""
            self._fields["database"].setEnabled(True)
            self._demo.setEnabled(True)
            self._fields["database"].value = name
            self._fields["database"].setFocus()

    def _choose_server(self) -> None:
        """Where there is a shop already nothing is left to ask; else it is opened there with what is typed here."""
        dialog = ServerDialog(place=self._server, guard=self._length, parent=self)
        dialog.exec()
        if dialog.chosen is None or dialog.tried is None:
            return
        if dialog.tried.state == "shop":
            self.elsewhere = dialog.chosen
            self.accept()
            return
        self._take_server(dialog.chosen)
        self._fields["shop_name"].setFocus()

    def _take_server(self, address: str) -> None:
        self._server = address
        place = addresses.place_of(address)
        self._fields["database"].value = f"{place.database} at {place.host or 'this computer'}"
        self._fields["database"].setEnabled(False)
        self._demo.value = False
        self._demo.setEnabled(False)  # a demo shop stands in a file of its own


def _keep_its_place(widget: QWidget) -> None:
    """Nothing around it moves when it is hidden."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)
