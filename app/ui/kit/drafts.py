"""Keeps what is typed in every tab at this desk, and takes it up again after a crash; it must not know any window.

A window says in `kept` what is typed in it and on no books, and `take_up` makes of that what it was. Here is when: at
each cell and field that is taken in, after each command, and at once when something is written, so that what is saved
is forgotten in the same breath.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final, Protocol
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.desk_drafts import DeskDrafts, Kept
from app.draft_codec import Unreadable
from app.rules import questions, words
from app.rules.faults import Refused, Unavailable
from app.ui.kit.commands import WINDOWS
from app.ui.kit.context import Context, Tone
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

    @property
    def context(self) -> Context: ...

    def open(self, name: str, /, **facts: object) -> TaskWindow: ...

    def say(self, sentence: str, tone: Tone = "plain") -> None: ...

    def windows(self) -> list[TaskWindow]: ...

    def take_off(self, window: TaskWindow) -> None: ...

    def bring_to_front(self, window: TaskWindow) -> None: ...

    @property
    def front(self) -> TaskWindow | None: ...


@dataclass(frozen=True)
class PutAside(questions.Question):
    """What could not be taken up again; there is nothing to decide, but somebody must have read it."""

    sentences: tuple[str, ...]

    title: ClassVar[str] = "Put aside"
    default: ClassVar[str] = "read"
    choices: ClassVar[tuple[questions.Choice, ...]] = (questions.Choice("read", "&Go on"),)

    @property
    def sentence(self) -> str:
        return "\n".join(self.sentences)


@dataclass(frozen=True)
class TakeUpHere(questions.Question):
    """Something was typed in a shop that is this one, and lay elsewhere: it was moved, or one of the two is a copy."""

    documents: int
    place: str

    title: ClassVar[str] = "Take up here?"

    @property
    def sentence(self) -> str:
        one = self.documents == 1
        return (
            f"{words.counted(self.documents, 'unfinished document')} {'was' if one else 'were'} typed when this shop "
            f"lay in {self.place}. Take {'it' if one else 'them'} up here?"
        )


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

    def take_up(self, *said: str) -> None:
        """Open what was kept: the same tabs, lines and cursor; what became of it is told after what was `said`."""
        if self._store is None:
            return
        found = _Found(said=[each for each in said if each])
        try:
            found.aside += self._store.open()
            kept = list(self._store.all())
        except Unavailable as fault:
            self._desk.say(fault.sentence, "waits")
            self._complained = True
            return
        QTimer.singleShot(0, self, lambda: self._go_on(self._of_this_place(kept), found))

    def _of_this_place(self, kept: list[Kept]) -> list[Kept]:
        """Without what was typed where this shop lay before, or in a copy of it, unless somebody wants that here."""
        assert self._store is not None
        here, taken = self._store.shop, []
        for place in dict.fromkeys(each.shop for each in kept):
            there = [each for each in kept if each.shop == place]
            if place == here or self._desk.context.prompter.ask(TakeUpHere(len(there), place)) == "yes":
                taken += there
        return sorted(taken, key=lambda each: each.place)

    def _go_on(self, kept: list[Kept], found: _Found) -> None:
        """One draft after the other, each in a turn of its own: a bug in one never takes the others with it."""
        if not kept:
            self._tell(found)
            return
        try:
            self._take_up(kept.pop(0), found)
        finally:  # not before: a window that looks something up lets other turns pass meanwhile
            QTimer.singleShot(0, self, lambda: self._go_on(kept, found))

    def _take_up(self, kept: Kept, found: _Found) -> None:
        """Give a draft its tab again, or tell why it has none."""
        if kept.window not in WINDOWS:
            self._put_aside(kept, f"There is no window {kept.window} in this version.", found)
            return
        stood = self._desk.windows()
        try:
            window = self._desk.open(kept.window)
        except Unavailable as fault:
            found.said.append(_still_kept(kept, fault))
            return
        if self._tabs[window].payload:
            self._put_aside(kept, f"{window.heading} was typed in two programs at once.", found)
            return
        self._taking_up, shown = True, False
        try:
            shown = self._shown(window, kept, found)
        finally:
            self._taking_up = False
            if not shown and window not in stood:
                self._tabs.pop(window)
                self._desk.take_off(window)
        if not shown:
            return
        here = self._store is not None and self._store.shop == kept.shop
        self._tabs[window] = _Tab(kept.tab, kept.payload if here else "", kept.cursor)
        self.keep(window)
        if kept.cursor:
            to_cursor(window, json.loads(kept.cursor))
        found.number += 1
        if kept.front or found.front is None:
            found.front = window

    def _shown(self, window: TaskWindow, kept: Kept, found: _Found) -> bool:
        """Whether the window shows the draft now."""
        document = kept.told.partition(":")[0]
        try:
            found.said += window.take_up(kept.payload)
        except OnTheBooks as fault:
            if fault.differs:
                self._put_aside(kept, fault.sentence, found)
            elif self._done(lambda store: store.forget(kept.tab)):
                found.said.append(fault.sentence)
        except Unavailable as fault:
            found.said.append(_still_kept(kept, fault))
        except Unreadable:
            self._put_aside(kept, f"{document} was typed with another version of the program.", found)
        except Refused as fault:
            self._put_aside(kept, f"{document}: {fault.sentence}", found)
        else:
            return True
        return False

    def _put_aside(self, kept: Kept, why: str, found: _Found) -> None:
        assert self._store is not None
        try:
            found.aside.append(f"{why} What was typed is in {self._store.set_aside(kept, why)}.")
        except Unavailable as fault:
            found.aside.append(f"{why} {fault.sentence}")

    def _tell(self, found: _Found) -> None:
        """The tab that was in front comes to the front; what was put aside must have been read."""
        if found.front is not None:
            self._desk.bring_to_front(found.front)
        if found.aside:
            self._desk.context.prompter.ask(PutAside(tuple(found.aside)))
        if not found.number and not found.said:
            return
        were = "was" if found.number == 1 else "were"
        taken = [f"{words.counted(found.number, 'unfinished document')} {were} taken up again."] if found.number else []
        self._desk.say(" ".join([*found.said, *taken]), "waits" if found.said else "good")


@dataclass
class _Found:
    """What taking up came to: how many drafts, what is said about them, and what had to be put aside."""

    number: int = 0
    front: TaskWindow | None = None
    said: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)


def _still_kept(kept: Kept, fault: Unavailable) -> str:
    document = kept.told.partition(":")[0]
    return f"{document} is still kept, and is taken up at the next start. {fault.sentence}"


def _put(store: DeskDrafts, tab: str, window: TaskWindow, typed: Typed | None) -> None:
    if typed is None:
        store.forget(tab)
    else:
        store.keep(tab, window.name, typed.payload, typed.told)
