"""A shop on a server: which one, and the password that no keyring has; it must not know how a shop is opened."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QGridLayout, QWidget

from app.db import addresses
from app.rules.faults import Refused
from app.services.stores import Tried
from app.ui.kit import style
from app.ui.kit.asking.dialog import GUARD
from app.ui.kit.entry.fields import Tick
from app.ui.kit.room import Room
from app.ui.windows.shared.server_fields import ServerFields
from app.ui.windows.start.working import LEAST_FORM, WorkingDialog

_WIDTH = 600
_LETTERS = {"host": "&Server", "port": "&Port", "database": "Data&base", "user": "&User", "password": "Pass&word"}


def ask(sentence: str = "", place: str = "") -> str | None:
    """The address to connect with, password included, of a server's database that was reached; None: given up.

    `sentence` says why it is asked, `place` is the address that was tried last. A typed password is kept in the
    keyring, when that is wanted and there is one.
    """
    window = ServerDialog(sentence, place)
    window.exec()
    return window.chosen


class ServerDialog(WorkingDialog):
    """Five fields, *Try* and *Open*; what was tried stands beneath them in a sentence."""

    usual_width = _WIDTH
    help = (
        "Whoever looks after the server has made the database ready, and knows what is typed here. Alt+T tries it "
        "and changes nothing: it says whether there is a shop already. Alt+O opens that shop, or makes one on an empty "
        "database. Alt+C goes back."
    )

    def __init__(self, sentence: str = "", place: str = "", guard: int = GUARD, parent: QWidget | None = None) -> None:
        super().__init__("The shop on a server", "What was found", parent, guard)
        self.chosen: str | None = None
        self.tried: Tried | None = None
        self._server = ServerFields()
        self._keep = Tick("&Keep the password", "In this computer's keyring, so that it is not asked for again.")
        self._keep.value = True
        self._try = self.button("&Try")
        self._open = self.button("&Open", primary=True)
        self._cancel = self.button("&Cancel")
        self._try.clicked.connect(self.try_it)
        self._open.clicked.connect(self.open_it)
        self._cancel.clicked.connect(self.reject)
        self._page()
        for field in self._server.fields.values():
            field.refused.connect(lambda told: self._say(told, "refused"))
        if place:
            self._server.show(addresses.place_of(place))
        self._server.fields["password" if place else "host"].setFocus()
        self._say(sentence, "refused")

    def _page(self) -> None:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(style.SIZES.label_gap)
        grid.setVerticalSpacing(style.SIZES.gap)
        grid.setColumnStretch(1, 1)
        for row, (name, field) in enumerate(self._server.fields.items()):
            words = style.label(_LETTERS[name], "muted")
            words.setBuddy(field)
            grid.addWidget(words, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self._keep, len(_LETTERS), 1)
        page = style.column(self, margin=style.SIZES.step * 6, gap=style.SIZES.step * 4)
        page.addWidget(style.label("The shop on a server", "heading"))
        page.addWidget(
            style.label("A PostgreSQL server, on which several counters work in the same books.", "muted", wrap=True)
        )
        page.addWidget(Room(form, LEAST_FORM), 1)
        page.addWidget(self._told)
        self._told.setMinimumHeight(3 * self._told.fontMetrics().lineSpacing())
        foot = style.row()
        foot.addWidget(self._cancel)
        foot.addStretch()
        foot.addWidget(self._try)
        foot.addWidget(self._open)
        page.addLayout(foot)
        self.resize(self.sizeHint())  # Qt would have the fields scroll on a large screen, too
        order = [*self._server.fields.values(), self._keep, self._open, self._try, self._cancel]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def try_it(self) -> Tried | None:
        """Look what there is, and say it; None when a field has to be mended first."""
        if self._working or not all(field.commit() for field in self._server.fields.values()):
            return None
        self._working = True
        try:
            self._say("")
            tried = self._server.tried(self._busy)
        except Refused as fault:
            self._say(fault.sentence, "refused")
            self._go_to(fault.field)
            return None
        finally:
            self._working = False
        self._say(tried.sentence, "refused" if tried.state == "closed" else "good")
        if tried.password:
            self._go_to("password")
        return tried

    def open_it(self) -> None:
        """Try it, and close when there is something to open; where no password can be kept, say so once."""
        tried = self.try_it()
        if tried is None or tried.state == "closed":
            return
        self.chosen, self.tried = self._server.address_to_connect, tried
        typed = self._server.password.value
        if typed and self._keep.value:
            try:
                self._busy.wait(lambda: addresses.keep_password(self._server.address, typed))
            except Refused as fault:
                self._keep.value = False
                self._say(f"{fault.sentence} Enter opens the shop all the same.", "waits")
                self._open.setFocus()
                return
        self.accept()

    def reject(self) -> None:
        """Given up: what was found before does not count."""
        self.chosen = None
        super().reject()

    def _go_to(self, name: str) -> None:
        field = self._server.fields.get(name, self._server.host)
        field.setFocus()
        field.selectAll()
