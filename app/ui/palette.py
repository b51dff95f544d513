"""Ctrl+K: any command or record by name; it must not know what a command does or where records come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.ui.kit import actions, style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.commands import Command
from app.ui.kit.entry.finding import Finder, Finding

LONGEST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette: its words, what stands at the right, and what Enter does; it is found by `also` too."""

    words: str
    detail: str
    run: Callable[[], object]
    also: str = ""


Search = Callable[[str], Sequence[Found]]


def nothing_found(text: str) -> Sequence[Found]:
    """The search of a desk without records."""
    return ()


class Palette(Dialog):
    """A field and a list that narrows as one types; all words must occur, in any order.

    Commands with a word that begins so come first, then records, then commands that only have it inside.
    """

    takes_scans: ClassVar[bool] = True

    def __init__(self, live: Iterable[QAction], search: Search, parent: QWidget | None) -> None:
        super().__init__("Any command or record", parent, guard=0)
        self.chosen: Callable[[], object] | None = None
        self._search = search
        self._finding = Finding(search, self._came, self) if isinstance(search, Finder) else None
        self._commands = [_of_action(action) for action in live if action.isEnabled() and _is_for_here(action)]
        self._field = style.named(QLineEdit(), "Command or record")
        self._field.setStatusTip("Letters of a command, or a document, debtor or part; Enter opens what is marked.")
        self._field.setPlaceholderText("Type a command, a number of a document, a debtor, a part…")
        self._field.installEventFilter(self)
        self._list = style.named(QListWidget(), "Found")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(self._take)
        self._nothing = style.label("Nothing has that name.", "muted")
        page = style.column(self)
        for widget in (self._field, self._list, self._nothing):
            page.addWidget(widget)
        self.resize(560, 420)
        self._field.textChanged.connect(self._narrow)
        self._narrow("")
        self._field.setFocus()

    def take(self) -> None:
        """Until something is chosen, which is done then, or somebody goes back; then it is gone."""
        chosen = self.chosen if self.exec() else None
        if chosen is not None:
            chosen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Enter in the field belong to the list."""
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
            if event.key() in steps:
                at = self._list.currentRow() + steps[Qt.Key(event.key())]
                self._list.setCurrentRow(max(0, min(at, self._list.count() - 1)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self._list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        """The commands are there at once, records as soon as they are found."""
        if self._finding is None:
            self._show(text, self._search(text.strip()) if text.strip() else ())
            return
        self._show(text, ())
        self._finding.seek(text.strip())

    def _came(self, text: str, found: Future[Sequence[Found]]) -> None:
        if text == self._field.text().strip():
            self._show(text, found.result())

    def _show(self, text: str, records: Sequence[Found]) -> None:
        wanted = text.casefold().split()
        commands = [found for found in self._commands if all(_in(found, word) for word in wanted)]
        commands.sort(key=lambda found: not found.words.casefold().startswith(text.strip().casefold()))
        named = [found for found in commands if all(_begins(f"{found.words} {found.also}", word) for word in wanted)]
        inside = [found for found in commands if found not in named]
        self._list.clear()
        for found in [*named, *records, *inside][:LONGEST]:
            item = QListWidgetItem(self._list)
            item.setData(Qt.ItemDataRole.UserRole, found)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{found.words} {found.detail}".strip())
            self._list.setItemWidget(item, _line(found))
        self._list.setCurrentRow(0)
        self._nothing.setVisible(not self._list.count())

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            found: Found = item.data(Qt.ItemDataRole.UserRole)
            self.chosen = found.run
            self.accept()


def _in(found: Found, typed: str) -> bool:
    return typed in f"{found.words} {found.also}".casefold()


def _begins(words: str, typed: str) -> bool:
    """Whether one of these words begins like what was typed: “mi” means Miller rather than Promise."""
    return any(word.startswith(typed) for word in words.casefold().replace("-", " ").split())


def _is_for_here(action: QAction) -> bool:
    command: Command = action.data()
    return command.slot not in {"do_palette", "do_menu"}


def _of_action(action: QAction) -> Found:
    """A command is found by the menu that it stands in, too: “setup” finds all of that menu."""
    command: Command = action.data()
    path = command.menu.replace("/", " ▸ ")
    detail = "   ".join(each for each in (path, actions.key(action)) if each)
    return Found(action.text(), detail, action.trigger, command.menu.replace("/", " "))


def _line(found: Found) -> QWidget:
    line = QWidget()
    across = style.row(line)
    across.setContentsMargins(style.SIZES.gap, 0, style.SIZES.gap, 0)
    across.addWidget(style.label(found.words), 1)
    across.addWidget(style.label(found.detail, "muted"))
    return line
