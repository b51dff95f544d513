"""What to press now, beside the windows of the tour; it must not know how the books say how far somebody is."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QScrollArea, QWidget

from app.services.demo.tour import SoFar
from app.ui.kit import key_map, style
from app.ui.kit.window import TaskWindow
from app.ui.tour_steps import DONE, UNEXPECTED, Press, Step, steps

_WIDTH: Final = 280


class TourPanel(QScrollArea):
    """It takes no focus, so keys go where they belong; it follows what is typed, and the books."""

    anew = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(_WIDTH)
        self.step: Step | None = None
        """The one that is shown; None when all is done."""
        self.now: Press | None = None
        """What is to be pressed."""
        self._title = style.label("", "heading", name="Step", wrap=True)
        self._why = style.label("", name="Why", wrap=True)
        self._done = style.label("", "good", name="Pressed", wrap=True)
        self._now = style.label("", "strong", name="What to press", wrap=True)
        self._sees = style.label("", "muted", name="What you see then", wrap=True)
        self._wrong = style.label("", "waits", name="What is different", wrap=True)
        self._later = style.label("", "muted", name="Then", wrap=True)
        inside = style.named(QWidget(), "Tour")
        page = style.column(inside, gap=style.SIZES.step * 3)
        self._labels = (self._title, self._why, self._done, self._now, self._sees, self._wrong, self._later)
        for each in self._labels:
            page.addWidget(each)
        page.addStretch()
        for words, pressed in (("Begin anew", self.anew), ("Leave the tour", self.left)):
            page.addWidget(_button(words, pressed))
        self.setWidget(inside)
        style.named(self, "Tour")

    @property
    def says(self) -> str:
        """Everything that stands on it."""
        return "\n".join(each.text() for each in self._labels if each.text())

    @property
    def wrong(self) -> str:
        """What is to be done because something else was pressed; empty while all is as it should be."""
        return self._wrong.text()

    def look(self, so_far: SoFar, front: TaskWindow | None) -> None:
        """How far the books are, which window is in front, what is typed there, and which dialog asks."""
        every = steps(so_far)
        dialog = QApplication.activeModalWidget()
        title = dialog.windowTitle() if dialog is not None else ""
        before = every[so_far.far - 1] if so_far.far else None
        if before is not None and before.after is not None and title.startswith(before.after.dialog):
            self._show(before, len(before.presses), before.after)
            return
        if so_far.far >= len(every):
            self._finished()
            return
        step = every[so_far.far]
        there = front is not None and front.name == step.window
        if not there:
            self._show(step, 0, step.opens, UNEXPECTED if title else _elsewhere(front))
            return
        at, wrong = _place(step, getattr(front, "draft", None), title)
        self._show(step, at + 1, step.presses[at], wrong)

    def _show(self, step: Step, at: int, now: Press, wrong: str = "") -> None:
        every = (step.opens, *step.presses, *([step.after] if step.after else []))
        self.step, self.now = step, now
        self._tell(self._title, step.title)
        self._tell(self._why, step.why)
        live = [_live(each.says, step.window if each is not step.opens else "") for each in every]
        at = every.index(now)
        self._tell(self._done, "\n".join(f"{style.SIGNS['good']} {each}" for each in live[:at]))
        self._tell(self._now, f"▸ {live[at]}")
        self._tell(self._sees, f"You see then: {now.sees}")
        self._tell(self._wrong, f"{style.SIGNS['waits']} {_live(wrong, step.window)}" if wrong else "")
        self._tell(self._later, "\n".join(f"· {each}" for each in live[at + 1 :]))

    def _finished(self) -> None:
        self.step = self.now = None
        for each in self._labels:
            self._tell(each, "")
        self._tell(self._title, DONE[0])
        self._tell(self._why, _live(DONE[1], ""))

    def _tell(self, label: Any, text: str) -> None:
        if label.text() != text:
            label.setText(text)
        label.setVisible(bool(text))


def _place(step: Step, draft: Any, title: str) -> tuple[int, str]:
    """The place of what is to be pressed, and what to do when something else was."""
    if title:
        asks = [at for at, each in enumerate(step.presses) if each.dialog and title.startswith(each.dialog)]
        if asks:
            return asks[0], ""
    last = len(step.presses) - 1
    own = [at for at, each in enumerate(step.presses) if not each.dialog]
    at = next((at for at in own if at == last or not step.presses[at].done(draft)), last)
    return at, UNEXPECTED if title else step.presses[at].wrong(draft)


def _elsewhere(front: TaskWindow | None) -> str:
    """On Home there is nothing to go back from."""
    if front is None or front.name == "home":
        return ""
    return f"{front.heading} is in front."


def _button(words: str, pressed: Any) -> QPushButton:
    made = style.named(QPushButton(words), words)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.clicked.connect(pressed)
    return made


def _live(sentence: str, scope: str) -> str:
    return key_map.current().live(sentence, scope)
