"""Keeps what is typed in every tab at this desk, and takes it up again after a crash; it must not know any window.

A window says in `kept` what is typed in it and on no books, and `take_up` makes of that what it was. Here is when: at
each cell and field that is taken in, after each command, and at once when something is written, so that what is saved
is forgotten in the same breath.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.desk_drafts import DeskDrafts, Kept
from app.draft_codec import Unreadable
from app.rules import words
from app.rules.faults import Refused, Unavailable
from app.ui.kit.commands import WINDOWS
from app.ui.kit.context import Tone
from app.ui.kit.cursor import at_cursor, to_cursor
from app.ui.kit.entry.fields import Choice, LineField, LookupField, NoteField, Tick
from app.ui.kit.grid.line_cursor import CursorTable
from app.ui.kit.grid.line_grid import LineGrid

if TYPE_CHECKING:
    from app.ui.kit.window import TaskWindow

_MOST_TOLD: Final = 30
"""So many lines of a draft are named for a person."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed in a window and on no books: `payload` as `draft_codec` writes it, `told` in words."""

    payload: str
    told: str


class OnTheBooks(Exception):
    """What was kept has become a document meanwhile. `differs`: more was typed than what it says."""

    def __init__(self, sentence: str, *, differs: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.differs = differs


class DeskOfDrafts(Protocol):
    """What is needed of the desk."""

    def open(self, name: str, /, **facts: object) -> TaskWindow: ...

    def say(self, sentence: str, tone: Tone = "plain") -> None: ...

    def windows(self) -> list[TaskWindow]: ...

    def take_off(self, window: TaskWindow) -> None: ...

    def bring_to_front(self, window: TaskWindow) -> None: ...

    @property
    def front(self) -> TaskWindow | None: ...


def told(document: str, lines: Iterable[tuple[Decimal, str]]) -> str:
    """A draft in words: the document, and of each line how many of what."""
    every = [f"{words.quantity(quantity)} {name}" for quantity, name in lines]
    more = [f"and {len(every) - _MOST_TOLD} more"] if len(every) > _MOST_TOLD else []
    return f"{document}: {', '.join([*every[:_MOST_TOLD], *more])}" if every else document


@dataclass
class _Tab:
    """One tab as it is kept; an empty payload is not."""

    name: str
    payload: str = ""
    cursor: str = ""


class Drafts(QObject):
    """The drafts of a desk with windows. Without a `store`, nothing is kept."""

    def __init__(self, store: DeskDrafts | None, desk: DeskOfDrafts, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._desk = store, desk
        self._tabs: dict[TaskWindow, _Tab] = {}
        self._taking_up = False
        self._complained = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._keep_cursor)
        if store is not None:
            QApplication.instance().focusChanged.connect(self._look_soon)  # type: ignore[union-attr]

    # ── while one types ───────────────────────────────────────────────────────────────────────────────────────────

    def watch(self, window: TaskWindow) -> None:
        """A window was laid on the desk: what is typed in it is kept from now on."""
        if self._store is None:
            return
        self._tabs[window] = _Tab(uuid4().hex)

        def keep(*_value: object) -> None:
            self.keep(window)

        for widget in window.findChildren(QWidget):
            if isinstance(widget, LineField | Choice | Tick | NoteField):
                widget.committed.connect(keep)
            if isinstance(widget, LookupField):
                widget.picked.connect(keep)
            if isinstance(widget, LineGrid):
                widget.lines_changed.connect(keep)
            if isinstance(widget, CursorTable):
                widget.moved.connect(self._look_soon)

    def keep(self, window: TaskWindow) -> None:
        """Keep what is typed in this window; when that is nothing any more, forget it."""
        tab = self._tabs.get(window)
        if tab is None or self._taking_up:
            return
        typed = window.kept()
        payload = typed.payload if typed is not None else ""
        if payload == tab.payload:
            return
        if self._done(lambda store: _put(store, tab.name, window, typed)):
            tab.payload = payload
            self._soon.start()

    def forget(self, window: TaskWindow) -> None:
        """The window is taken off the desk, and what is typed in it is not wanted."""
        tab = self._tabs.pop(window, None)
        if tab is not None and tab.payload:
            self._done(lambda store: store.forget(tab.name))

    def keeps(self, window: TaskWindow) -> bool:
        """Keep it as it stands, text that is not taken in yet included; tells whether nothing of it can be lost."""
        self.keep(window)
        tab = self._tabs.get(window)
        typed = window.kept() if tab is not None else None
        if tab is None or typed is None or typed.payload != tab.payload or window.keeps_a_secret:
            return False
        return self._point(window, tab)

    def _point(self, window: TaskWindow, tab: _Tab) -> bool:
        cursor = at_cursor(window)
        written = json.dumps(cursor) if cursor else ""
        if written == tab.cursor:
            return True
        if not self._done(lambda store: store.point(tab.name, written)):
            return False
        tab.cursor = written
        return True

    def _look_soon(self, *_moved: object) -> None:
        self._soon.start()

    def _keep_cursor(self) -> None:
        """Where the cursor is, and how the tabs lie; a few times a second at most, and never ahead of what is typed."""
        kept = {window: tab for window, tab in self._tabs.items() if tab.payload}
        front = self._desk.front
        if not kept or self._taking_up:
            return
        if front in kept:
            self._point(front, kept[front])
        order = [kept[window].name for window in self._desk.windows() if window in kept]
        self._done(lambda store: store.arrange(order, kept[front].name if front in kept else ""))

    def _done(self, what: Callable[[DeskDrafts], object]) -> bool:
        """Whether it could be kept; that it cannot is said once, and typing goes on."""
        assert self._store is not None
        try:
            what(self._store)
        except Unavailable as fault:
            if not self._complained:
                self._desk.say(fault.sentence, "waits")
            self._complained = True
            return False
        self._complained = False
        return True

    # ── after a start ─────────────────────────────────────────────────────────────────────────────────────────────

    def take_up(self) -> None:
        """Open what was kept: the same tabs, lines and cursor; what became of the rest is said."""
        if self._store is None:
            return
        said: list[str] = []
        try:
            said += self._store.open()
            kept = list(self._store.all())
        except Unavailable as fault:
            self._desk.say(fault.sentence, "waits")
            self._complained = True
            return
        _TakingUp(self, kept, said).go_on()

    def take_up_one(self, kept: Kept) -> tuple[bool, list[str]]:
        """Whether this draft has its tab again, and what is to be said about it."""
        assert self._store is not None
        document = kept.told.partition(":")[0]
        if kept.window not in WINDOWS:
            return False, [self._put_aside(kept, f"There is no window {kept.window} in this version.")]
        self._taking_up = True
        window, taken = self._desk.open(kept.window), False
        free = not self._tabs[window].payload
        try:
            if not free:
                return False, [self._put_aside(kept, f"{document} was typed twice at once.")]
            remarks = list(window.take_up(kept.payload))
            taken = True
        except OnTheBooks as fault:
            if fault.differs:
                return False, [self._put_aside(kept, fault.sentence)]
            self._done(lambda store: store.forget(kept.tab))
            return False, [fault.sentence]
        except Unavailable as fault:
            return False, [f"{document} could not be taken up: {fault.sentence} It is still kept."]
        except (Unreadable, Refused) as fault:
            why = fault.sentence if isinstance(fault, Refused) else f"{document} is of another version of the program."
            return False, [self._put_aside(kept, why)]
        finally:
            self._taking_up = False
            if not taken and free:
                self._tabs.pop(window)
                self._desk.take_off(window)
        self._tabs[window] = _Tab(kept.tab, kept.payload, kept.cursor)
        self.keep(window)
        if kept.cursor:
            to_cursor(window, json.loads(kept.cursor))
        return True, remarks

    def _put_aside(self, kept: Kept, why: str) -> str:
        assert self._store is not None
        try:
            return f"{why} What was typed is in {self._store.set_aside(kept, why)}."
        except Unavailable as fault:
            return f"{why} {fault.sentence}"

    def tab_of(self, name: str) -> TaskWindow | None:
        """The window whose tab has this name."""
        return next((window for window, tab in self._tabs.items() if tab.name == name), None)

    def taken_up(self, number: int, said: list[str], front: TaskWindow | None) -> None:
        """All of it is done: the tab that was in front comes to the front, and it is told."""
        if front is not None:
            self._desk.bring_to_front(front)
        if number:
            were = "was" if number == 1 else "were"
            said.insert(0, f"{words.counted(number, 'unfinished document')} {were} taken up again.")
        if said:
            self._desk.say(" ".join(said), "waits" if len(said) > bool(number) else "good")


class _TakingUp:
    """One draft after the other, each in a turn of its own: a bug in one never takes the others with it."""

    def __init__(self, drafts: Drafts, kept: list[Kept], said: list[str]) -> None:
        self._drafts, self._kept, self._said = drafts, kept, said
        self._number = 0
        self._front = ""

    def go_on(self) -> None:
        """The next one."""
        if not self._kept:
            self._drafts.taken_up(self._number, self._said, self._drafts.tab_of(self._front))
            return
        kept = self._kept.pop(0)
        try:
            taken, remarks = self._drafts.take_up_one(kept)
            self._number += taken
            self._said += remarks
            if taken and (kept.front or not self._front):
                self._front = kept.tab
        finally:  # not before: a window that looks something up lets other turns pass meanwhile
            QTimer.singleShot(0, self._drafts, self.go_on)


def _put(store: DeskDrafts, tab: str, window: TaskWindow, typed: Typed | None) -> None:
    if typed is None:
        store.forget(tab)
    else:
        store.keep(tab, window.name, typed.payload, typed.told)
