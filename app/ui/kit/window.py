"""What every window on the desk is: its keys, its bands, how it calls a use case and what it does with each fault.

It must not know any single window, and never opens a session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import ClassVar, Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.rules.faults import NotEntitled, Refused, Unanswered, Unavailable
from app.rules.questions import Answer, Answers, LeaveUnfinished, Question
from app.services import again
from app.ui.kit import actions, copying, style, tab_order
from app.ui.kit.bands import Foot, Head
from app.ui.kit.commands import Command
from app.ui.kit.context import Context, Tone
from app.ui.kit.drafts import Typed
from app.ui.kit.entry.fields import LineField
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.not_saved import NotSavedBar
from app.ui.kit.records.lists import RecordView
from app.ui.kit.room import Room

T = TypeVar("T")
_LEAST_HEAD: Final = 50
_LEAST_BODY: Final = 70
"""Pixels that head and body keep on the lowest screen: a line of fields, and a list with one row."""
_UNREAD: Final = "This could not be read: the server does not answer. It is read again as soon as the server is back."
_FOUND_OUT: Final = (
    "The server went away while it was saving, so nobody knows yet whether it did. "
    "Retry finds out; nothing is saved twice."
)


class TaskWindow(QWidget):
    """The base of every tab. A window sets `name` (its scope in the table of commands) and `heading` (its title).

    `fields` names the widgets that a refusal may send the focus to, by the draft's attribute. `single` windows are on
    the desk once only. `help` is the paragraph at the top of the F1 page.
    """

    name: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    help: ClassVar[str] = ""
    single: ClassVar[bool] = False

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.fields: dict[str, QWidget] = {}
        self._running: Callable[[], object] | None = None
        self._again: Callable[[], object] | None = None
        self._missed: frozenset[str] = frozenset()
        self._unread = ""
        self.setAccessibleName(self.heading)
        self.setWindowTitle(self.heading)
        self.actions_by_slot = actions.actions(self, self.name, self.dispatch)
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(0, 0, 0, 0)
        self._page.setSpacing(0)
        self._not_saved = NotSavedBar(self._retry)
        self._page.addWidget(self._not_saved)
        context.changes.told.connect(self._hear)
        context.changes.back.connect(self._server_is_back)

    def shows(self, facts: Mapping[str, object]) -> bool:
        """Whether this tab will do when one with these facts is asked for: it is single, or a new one is asked for and
        nobody has begun anything here."""
        return self.single or (not facts and self.is_untouched())

    def is_untouched(self) -> bool:
        """Whether it is as empty as a new one, so that none has to be opened beside it: nothing typed, nothing kept."""
        return not self._has_text_not_taken_in() and self.is_empty() and self.kept() is None

    def is_empty(self) -> bool:
        """Whether no document, nobody's name and no line stands here; the base is no document that could be empty."""
        return False

    def _has_text_not_taken_in(self) -> bool:
        fields = any(each.wants_escape() for each in self.findChildren(LineField))
        return fields or any(grid.typing for grid in self.findChildren(LineGrid))

    # ── layout ────────────────────────────────────────────────────────────────────────────────────────────────────

    def head_band(self, columns: int = 2) -> Head:
        """The band of fields at the top."""
        head = Head(columns)
        self._page.addWidget(Room(head, _LEAST_HEAD))
        return head

    def body(self, widget: QWidget, margin: int = 0, *, scrolls: bool = False) -> None:
        """What takes all the space there is, usually the grid; of several parts, it `scrolls` on a low screen."""
        shown = Room(widget, _LEAST_BODY) if scrolls else widget
        if not margin:
            self._page.addWidget(shown, 1)
            return
        around = style.column(margin=margin)
        around.addWidget(shown)
        self._page.addLayout(around, 1)

    def foot_band(self) -> Foot:
        """The band of totals and actions at the foot."""
        foot = Foot()
        self._page.addWidget(foot)
        return foot

    def button(self, slot: str, words: str = "", *, primary: bool = False) -> QPushButton:
        """A button for one of this window's commands, with its key; its own words stand in the bar too."""
        if words:
            self.action(slot).setText(words)
        return actions.button(self.action(slot), primary=primary, words=words)

    def button_of_a_page(self, slot: str, words: str, *, primary: bool = False) -> QPushButton:
        """A button on a page that is shown at times only: its words are its own, the bar keeps the command's."""
        return actions.button(self.action(slot), primary=primary, words=words)

    def action(self, slot: str) -> QAction:
        """The action of a command; disable it where it makes no sense: button, menu and key bar follow."""
        return self.actions_by_slot[slot]

    # ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def dispatch(self, command: Command) -> None:
        """Run a command's slot; first the open cell is committed, and when that is vetoed nothing runs."""
        self.say("")
        if command.commits and not self.commit_editing():
            return
        self.run(getattr(self, command.slot))
        self.context.desk.keep(self)

    def commit_editing(self) -> bool:
        """Close the open cell or field and keep what was typed; False when it cannot be read and stays open.

        The base asks the widget with the focus, and then those around it, for a `commit_open_cell`: a field that is
        open in a cell takes its text in, and then the grid does.
        """
        widget = QApplication.focusWidget()
        while widget is not None and widget is not self:
            around = widget.parentWidget()
            commit: Callable[[], bool] | None = getattr(widget, "commit_open_cell", None)
            if commit is not None and not commit():
                return False
            widget = around
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that no field or cell wanted for itself goes back one step; what a grid or list gives is copied."""
        if event.key() == Qt.Key.Key_Escape:
            self.do_back()
        elif said := self.read(lambda: copying.copied(event)):
            self.say(said, "good")
        else:
            super().keyPressEvent(event)

    def do_back(self) -> None:
        """Esc: back one step; nothing typed is lost. The base goes to the first field."""
        self.focus_first()

    def do_find(self) -> None:
        """F3: find a part; a window with a part cell puts it there instead."""
        self.context.desk.open("parts", find=True)

    def do_stock_card(self) -> None:
        """F11: the figures of a part; a window with a part on the screen shows that one instead."""
        self.context.desk.open("parts", find=True)

    # ── calling use cases ─────────────────────────────────────────────────────────────────────────────────────────

    def run(self, step: Callable[[], T]) -> T:
        """Run a command, or the part of one that *Retry* begins with: what was asked before is not asked again.

        So *Retry* knows what could not be saved, whatever was pressed meanwhile.
        """
        before, self._running = self._running, step
        try:
            return step()
        finally:
            self._running = before

    def ask_and_call(
        self, call: Callable[[Answers], T], answers: dict[Question, Answer] | None = None, *, counts_twice: bool = False
    ) -> T | None:
        """What `call(answers)` returns; questions it raises are asked, and it is called again.

        None when a question was backed out of, when it was refused (told, focus on the field), or when nothing could be
        saved (a bar with *Retry* runs the command again: what writes carries a key by which it is known, or is the same
        when it is done twice). What `counts_twice` has no *Retry* after a loss that left open whether it was done:
        somebody is to look first. Given `answers` collect what was answered, so that no question is asked twice for one
        document.
        """
        given = {} if answers is None else answers
        while True:
            try:
                result = self.context.busy.wait(lambda: again.while_it_may_help(lambda: call(dict(given))))
            except Unanswered as undecided:
                if not self._ask_all(undecided.questions, given):
                    return None
            except Refused as fault:
                self.refuse(fault)
                return None
            except Unavailable as fault:
                if fault.unknown and counts_twice:
                    self.say(fault.sentence, "refused")
                    return None
                self.retry_later(fault, self._running or (lambda: self.ask_and_call(call, given)))
                return None
            else:
                self._not_saved.hide()
                return result

    def retry_later(self, fault: Unavailable, step: Callable[[], object]) -> None:
        """The bar with *Retry*, which runs `step`: what that writes carries a key by which it is known."""
        self._not_saved.tell(_FOUND_OUT if fault.unknown else fault.sentence)
        self._again = step

    def read(self, call: Callable[[], T]) -> T | None:
        """A short look-up on the main thread; None when it was refused or the store did not answer, which is told."""
        try:
            found = call()
        except Refused as fault:
            self.refuse(fault)
            if isinstance(fault, NotEntitled):
                self._tell_lists(fault.sentence)
            return None
        except Unavailable as fault:
            self._could_not_read(fault)
            return None
        self._tell_lists("")
        return found

    def look(self, call: Callable[[], T], done: Callable[[T | None], None], *, wait: bool = False) -> None:
        """The same off the main thread, for what may take longer: `done` gets what was read, None when it was not.

        With `wait` what is there within a blink is shown at once. `call` must hold nothing of Qt.
        """

        def finish(future: Future[T]) -> None:
            if isValid(self):
                done(self.read(future.result))

        self.context.busy.look(call, finish, wait=wait)

    def wait(self, call: Callable[[], T]) -> T:
        """What `call` returns, or the error it raised, off the main thread; nobody types meanwhile."""
        return self.context.busy.wait(call)

    def ask(self, question: Question) -> Answer | None:
        """Ask one question now; None means: back one step."""
        return self.context.prompter.ask(question)

    def refuse(self, fault: Refused) -> None:
        """Tell what is not allowed, and put the focus where it can be mended."""
        self.say(fault.sentence, "refused")
        self.focus_field(fault.field, fault.line)

    def say(self, sentence: str, tone: Tone = "plain") -> None:
        """Put a sentence on the status line."""
        self.context.desk.say(sentence, tone)

    def focus_field(self, field: str, line: int | None = None) -> None:
        """Focus on the widget of a draft's attribute; windows with a grid override this for `line`."""
        widget = self.fields.get(field)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Focus on the first field in reading order."""
        widget = tab_order.first_stop(self)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.TabFocusReason)

    # ── what others wrote ─────────────────────────────────────────────────────────────────────────────────────────

    def changed(self, *words: str) -> None:
        """Tell every window what has just been written; the words are those of `kit.changes`."""
        self.context.desk.keep(self)
        self.context.changes.tell(*words)

    def on_changed(self, words: frozenset[str]) -> None:
        """Reload when one of the words is shown here; the base shows nothing."""

    def staffed(self) -> None:
        """Somebody else is at the desk, or may other things: what only some may see is shown or hidden."""

    def serving(self) -> int | None:
        """The debtor whose unfinished invoice lies here, by key; None when there is none."""
        return None

    def unfinished(self) -> LeaveUnfinished | None:
        """The question to ask before this window is closed, or None when nothing would be lost."""
        return None

    def kept(self) -> Typed | None:
        """What is typed here and on no books, to be kept at this desk; None when there is nothing.

        Never asks, never writes; called after each cell and field, so it must be quick.
        """
        return None

    @property
    def keeps_a_secret(self) -> bool:
        """Whether something is typed that must never be kept, and that leaving would lose."""
        return False

    def take_up(self, payload: str) -> Sequence[str]:
        """Show what `kept` gave out once, with facts of now; returns sentences about what has changed since.

        Raises OnTheBooks when it has become a document meanwhile, Unreadable, Refused, and Unavailable.
        """
        raise NotImplementedError

    def come_to_front(self) -> None:
        """The tab was chosen: the focus goes where it was, or at first sight to the first field."""
        widget: QWidget | None = self.focusWidget()
        if widget is None or widget is self:
            self.focus_first()
        else:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_all(self, questions: tuple[Question, ...], answers: dict[Question, Answer]) -> bool:
        for question in questions:
            if question in answers:
                raise RuntimeError(f"Answered and asked again: {question.sentence}")
            answer = self.ask(question)
            if answer is None:
                line = getattr(question, "line", None)
                if line is not None:
                    self.focus_field("", line)
                return False
            answers[question] = answer
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """What others wrote while this window lay behind another one is read now."""
        super().showEvent(event)
        self._tell_lists(self._unread)
        missed, self._missed = self._missed, frozenset()
        if missed:
            self._reload(missed)

    def _hear(self, words: frozenset[str]) -> None:
        if self.context.changes.by_others and not self.isVisible():
            self._missed |= words
        else:
            self._reload(words)

    def _reload(self, words: frozenset[str]) -> None:
        self._tell_lists("")
        try:
            self.on_changed(words)
        except Unavailable as fault:  # it is told again as soon as the server is back
            self._could_not_read(fault)

    def _could_not_read(self, fault: Unavailable) -> None:
        self.say(fault.sentence, "waits")
        self._tell_lists(_UNREAD if fault.gone else fault.sentence)

    def _tell_lists(self, why: str) -> None:
        """A list that is empty because it could not be read says so, and not what usually fills it."""
        if why or self._unread:
            self._unread = why
            for each in self.findChildren(RecordView):  # type: ignore[type-abstract]
                each.could_not_read(why)

    def _server_is_back(self) -> None:
        if not self._not_saved.isHidden():
            self._not_saved.put("The server is back: Retry saves it.")

    def _retry(self) -> None:
        self._not_saved.hide()
        if self._again is not None:
            self.run(self._again)
