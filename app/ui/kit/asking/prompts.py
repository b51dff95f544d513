"""Asks a person what a use case left undecided, and answers with plain data; it must not know any use case.

No dialog opens while a unit of work is open: that would keep the other counters waiting for a telephone call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from app.rules import entry
from app.rules.approving import Approve
from app.rules.faults import Refused, Unavailable
from app.rules.money_questions import GiveBack
from app.rules.questions import Answer, Question, TakePayment
from app.rules.rights import Approval
from app.services import operators, settings
from app.ui.kit import style
from app.ui.kit.asking.dialog import GUARD, Dialog
from app.ui.kit.asking.refund import RefundDialog
from app.ui.kit.asking.tender import TenderDialog
from app.ui.kit.asking.who import NewPinDialog, WhoDialog
from app.ui.kit.records.tick_list import TickColumn, TickDialog, TickLine

if TYPE_CHECKING:
    from app.services.counter import Counter

BACK = "back"
"""The answer that is none: the person goes back one step and changes what raised the question."""
_LOCKED = "Everything that is typed is still there. Who goes on?"
LONGEST_LINE = 200
"""What most reasons are kept in."""


class Asks(Protocol):
    """Whoever can be asked: a person behind dialogs, or a script in a test. None always means: back one step."""

    def ask(self, question: Question) -> Answer | None:
        """The chosen answer's value, or payments where payment is asked."""

    def tick(
        self, title: str, sentence: str, lines: Sequence[TickLine], columns: Sequence[TickColumn]
    ) -> list[TickLine] | None:
        """All lines as they stand after OK: ticked or not, with the quantities typed."""

    def text(self, title: str, sentence: str, given: str = "", *, longest: int = LONGEST_LINE) -> str | None:
        """A line of text that is not empty and no longer than that, such as a reason."""

    def sign_on(self, *, was: int = 0, locked: bool = False) -> Counter | None:
        """The counter with the person who signs on at it; `was` is there now, a `locked` desk has no way back."""

    def new_pin(
        self,
        title: str,
        sentence: str,
        keep: Callable[[str, str], object],
        *,
        ask_old: bool = False,
        may_be_empty: bool = False,
    ) -> tuple[str, str] | None:
        """A new PIN, typed twice, and the one until now where that is asked for, once `keep` has taken them."""

    def choose_file(self, title: str, kinds: str, *, save_as: str = "") -> Path | None:
        """An existing file, or with `save_as` the place for a new one; `kinds` like “CSV (*.csv);;All files (*)”."""

    def choose_folder(self, title: str, given: str = "") -> Path | None:
        """A folder to write into; `given` is where looking for it begins."""


class Prompter:
    """Asks with dialogs over the window that `parent` gives. `guard` is their deaf time in milliseconds."""

    def __init__(
        self,
        counter: Counter,
        parent: Callable[[], QWidget | None] = QApplication.activeWindow,
        guard: int = GUARD,
    ) -> None:
        self._counter = counter
        self._parent = parent
        self._guard = guard

    def ask(self, question: Question) -> Answer | None:
        """Ask one question; None when the person goes back. Raises RuntimeError while a unit of work is open."""
        self._nothing_is_open()
        if isinstance(question, TakePayment):
            tender = TenderDialog(question, self._parent(), self._guard)
            return tender.payments if tender.exec() else None
        if isinstance(question, Approve):
            return self._approval(question)
        if isinstance(question, GiveBack):
            refund = RefundDialog(question, self._parent(), self._guard)
            return refund.answer if refund.exec() else None
        dialog = QuestionDialog(question, self._parent(), self._guard)
        return dialog.answer if dialog.exec() and dialog.answer != BACK else None

    def tick(
        self, title: str, sentence: str, lines: Sequence[TickLine], columns: Sequence[TickColumn]
    ) -> list[TickLine] | None:
        """Show lines to tick; raises RuntimeError while a unit of work is open."""
        self._nothing_is_open()
        dialog = TickDialog(title, sentence, lines, columns, self._parent(), self._guard)
        return dialog.lines if dialog.exec() else None

    def text(self, title: str, sentence: str, given: str = "", *, longest: int = LONGEST_LINE) -> str | None:
        """Ask for a line of text; raises RuntimeError while a unit of work is open."""
        self._nothing_is_open()
        dialog = TextDialog(title, sentence, given, self._parent(), self._guard, longest)
        return dialog.text if dialog.exec() else None

    def sign_on(self, *, was: int = 0, locked: bool = False) -> Counter | None:
        """Ask who is there; raises RuntimeError while a unit of work is open."""
        self._nothing_is_open()
        dialog = WhoDialog(
            "The desk is locked" if locked else "Sign on",
            f"{settings.load(self._counter).shop_name}. {_LOCKED if locked else 'Who is here?'}",
            operators.people(self._counter),
            lambda who, pin: operators.sign_on(self._counter, who, pin),
            self._parent(),
            self._guard,
            done="Sign on",
            chosen=was,
            must=locked,
        )
        signed: Counter | None = dialog.outcome if dialog.exec() else None
        return signed

    def new_pin(
        self,
        title: str,
        sentence: str,
        keep: Callable[[str, str], object],
        *,
        ask_old: bool = False,
        may_be_empty: bool = False,
    ) -> tuple[str, str] | None:
        """Ask for a new PIN until `keep` takes it; raises RuntimeError while a unit of work is open."""
        self._nothing_is_open()
        dialog = NewPinDialog(
            title, sentence, keep, self._parent(), self._guard, ask_old=ask_old, may_be_empty=may_be_empty
        )
        return dialog.pins if dialog.exec() else None

    def choose_file(self, title: str, kinds: str, *, save_as: str = "") -> Path | None:
        """The system's own file dialog; raises RuntimeError while a unit of work is open."""
        self._nothing_is_open()
        if save_as:
            name, _ = QFileDialog.getSaveFileName(self._parent(), title, save_as, kinds)
        else:
            name, _ = QFileDialog.getOpenFileName(self._parent(), title, "", kinds)
        return Path(name) if name else None

    def choose_folder(self, title: str, given: str = "") -> Path | None:
        """The system's own dialog for a folder; raises RuntimeError while a unit of work is open."""
        self._nothing_is_open()
        name = QFileDialog.getExistingDirectory(self._parent(), title, given)
        return Path(name) if name else None

    def _approval(self, question: Approve) -> Approval | None:
        """Whoever may, and approves, types the PIN; where nobody could, that is said."""
        wrong = f"Nobody who may {question.right.value} has a PIN. Setup ▸ Operators gives one."
        try:
            people = operators.who_may(self._counter, question.right)
        except Unavailable as fault:
            people, wrong = (), fault.sentence
        dialog = WhoDialog(
            question.title,
            question.sentence,
            people,
            lambda who, pin: operators.approve(self._counter, question, who, pin),
            self._parent(),
            self._guard,
            done="Approve",
        )
        if not people:
            dialog.tell(wrong)
        approval: Approval | None = dialog.outcome if dialog.exec() else None
        return approval

    def _nothing_is_open(self) -> None:
        if self._counter.db.open_works:
            raise RuntimeError("A question was asked while a unit of work is open.")


class QuestionDialog(Dialog):
    """One sentence, and its answers as words; Enter takes the safe one, Esc goes back."""

    def __init__(self, question: Question, parent: QWidget | None, guard: int) -> None:
        super().__init__(question.title or "Parts Counter", parent, guard)
        self.answer = ""
        page = _page(self, question.sentence)
        foot = style.row()
        foot.addStretch()
        for choice in question.offered():
            safe = choice.value == question.default
            button = self.button(choice.words, primary=safe)
            button.clicked.connect(lambda _=False, value=choice.value: self._choose(value))
            foot.addWidget(button)
            if safe:
                button.setFocus()
        page.addLayout(foot)

    def _choose(self, value: str) -> None:
        self.answer = value
        self.accept()


class TextDialog(Dialog):
    """One sentence and a field, for instance for a reason; OK wakes up when something is typed."""

    def __init__(
        self, title: str, sentence: str, given: str, parent: QWidget | None, guard: int, longest: int = LONGEST_LINE
    ) -> None:
        super().__init__(title, parent, guard)
        self._longest = longest
        page = _page(self, sentence)
        self._field = style.named(QLineEdit(given), sentence)
        self._field.setStatusTip("Type what the sentence above asks for; Enter takes it, Esc goes back.")
        self._field.selectAll()
        page.addWidget(self._field)
        self._said = style.label(role="refused", name="What is wrong", wrap=True)
        self._said.hide()
        page.addWidget(self._said)
        back, okay = self.button("Back"), self.button("OK", primary=True)
        back.clicked.connect(self.reject)
        okay.clicked.connect(self.accept)
        page.addLayout(self.foot(back, okay))
        self._field.textChanged.connect(self._said.hide)
        self._field.textChanged.connect(lambda: okay.setEnabled(bool(self.text)))
        okay.setEnabled(bool(self.text))
        self._field.setFocus()

    def accept(self) -> None:
        """Take the line; what is too long is said, and stays to be shortened."""
        try:
            entry.line(self._field.text(), "This line", self._longest)
        except Refused as fault:
            self._said.setText(f"{style.SIGNS['refused']} {fault.sentence}")
            self._said.show()
            QApplication.beep()
            self._field.setFocus()
            return
        super().accept()

    @property
    def text(self) -> str:
        """What was typed, as one line."""
        return entry.one_line(self._field.text())


def _page(dialog: Dialog, sentence: str) -> QVBoxLayout:
    page = style.column(dialog, margin=style.SIZES.step * 5, gap=style.SIZES.step * 5)
    page.addWidget(style.label(sentence, wrap=True))
    return page
