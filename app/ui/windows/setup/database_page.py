"""The page Database: where this desk's books are, on this computer or on a server, tried before it is chosen.

It must not know how books are opened. What is chosen holds from the next start, for this desk only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app import desk_settings, paths
from app.db import addresses, is_server
from app.rules.faults import Refused
from app.services import stores
from app.services.stores import Tried
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import Choice, LineField, TextField
from app.ui.kit.window import TaskWindow
from app.ui.windows.setup.form import Form
from app.ui.windows.shared.server_fields import ServerFields

_KINDS: Final = (("file", "On this computer"), ("server", "On a PostgreSQL server"))
_LONGEST_PATH = 1000


class DatabasePage(Form):
    """A choice and the fields that belong to it; nothing is kept until it was tried and found good."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._now = style.label(wrap=True, name="Where the books are")
        self._grid.addWidget(self._now, 0, 1, 1, 2)
        self._rows = 1
        self.kind = Choice(
            "The books", _KINDS, "A file of this computer, or a server when several counters share them."
        )
        self.file = TextField("Database file", "The file of a shop on this computer.", longest=_LONGEST_PATH)
        self.server = ServerFields()
        self.fields: dict[str, LineField] = {"file": self.file, **self.server.fields}
        self.add(self.kind.accessibleName(), self.kind, self.kind.prompt)
        for field in self.fields.values():
            self.add(field.accessibleName(), field, field.prompt)
        self.kind.committed.connect(lambda _value: self._turn())

    def finish(self, try_it: QPushButton, use_it: QPushButton) -> None:
        """The buttons beneath the fields, and what they do not do."""
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(try_it)
        row.addWidget(use_it)
        row.addStretch()
        self._grid.addWidget(buttons, self._rows, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
        self._rows += 1
        self.add_sentence(
            "Each desk chooses for itself, once. The tables on a server are made by its owner with "
            f"“{paths.typed('migrate')}”; “{paths.typed('move')}” carries the books of a shop over while nobody works "
            "in them."
        )
        self.load()

    def load(self) -> None:
        """Show where the books are now, and where the next start looks for them."""
        db, chosen = self._context.counter.db, desk_settings.load(paths.desk_settings_file()).database
        self._now.setText(_said(db.place, chosen))
        place = chosen or db.place
        self.kind.value = "server" if is_server(place) else "file"
        if is_server(place):
            self.server.show(addresses.place_of(place))
        else:
            self.file.value = place
        self._turn()

    def try_it(self, window: TaskWindow) -> Tried | None:
        """What there is where the fields say, told on the status line; None when a field has to be mended first."""
        if not all(field.commit() for field in self.fields.values()):
            return None
        try:
            tried = self._tried()
        except Refused as fault:
            window.say(fault.sentence, "refused")
            self.go_to(fault.field)
            return None
        window.say(tried.sentence, "refused" if tried.state == "closed" else "good")
        if tried.password:
            self.go_to("password")
        return tried

    def use_it(self, window: TaskWindow) -> None:
        """Try it, and open it from the next start on; the password goes into the keyring, or is asked for then."""
        if not window.read(lambda: stores.may_choose(self._context.counter)):
            return
        tried = self.try_it(window)
        if tried is None or tried.state == "closed":
            return
        on_server = self.kind.value == "server"
        place = self.server.address if on_server else self.file.value
        file = paths.desk_settings_file()
        try:
            desk_settings.save(file, replace(desk_settings.load(file), database=place))
        except OSError as fault:
            window.say(
                f"{file} cannot be written ({fault.strerror}), so nothing is chosen. Make it writable.", "refused"
            )
            return
        said = "This desk works there from its next start."
        typed = self.server.password.value
        trouble = self._kept(place, typed) if on_server and typed else ""
        self.load()
        if trouble:
            window.say(f"{said} The password is asked for then. {trouble}", "waits")
        else:
            window.say(f"{tried.sentence} {said}", "good")

    def _kept(self, place: str, password: str) -> str:
        """Keep the password; why it could not be kept."""
        try:
            self._context.busy.wait(lambda: addresses.keep_password(place, password))
        except Refused as fault:
            return fault.sentence
        return ""

    def go_to(self, name: str) -> None:
        """The focus to one of the fields."""
        field = self.fields.get(name, self.fields["host" if self.kind.value == "server" else "file"])
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def _tried(self) -> Tried:
        if self.kind.value == "server":
            return self.server.tried(self._context.busy)
        path = self.file.value
        return self._context.busy.wait(lambda: stores.try_file(path))

    def _turn(self) -> None:
        on_server = self.kind.value == "server"
        for name, field in self.fields.items():
            field.setEnabled(on_server != (name == "file"))


def _said(here: str, chosen: str) -> str:
    """Where this desk works, and where it will when that is another place."""
    now = f"This desk works in {_called(here)}."
    if not chosen or _plain(chosen) == _plain(here):
        return now
    return f"{now} Its next start opens {_called(chosen)}."


def _plain(place: str) -> Any:
    return addresses.place_of(place) if is_server(place) else place


def _called(place: str) -> str:
    if not is_server(place):
        return f"{place}, a file of this computer"
    at = addresses.place_of(place)
    return f"{at.database} at {at.host or 'this computer'}, as {at.user or 'its usual user'}"
