"""The line at the very foot: what was said, what the field wants, and where one is; it must not know who says it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.rules import words
from app.ui.kit import style
from app.ui.kit.context import Tone
from app.ui.kit.elided import Elided

SAID_KEEPS: Final = 720
"""Pixels that a sentence keeps where there is room for them."""
_NARROWEST: Final = 320
STAYS: Final = 30_000
"""Milliseconds after which a sentence has been read; the next command takes it away earlier."""


class StatusLine(QWidget):
    """Left the sentence last said, with its sign, then the prompt of the field; right the place, what is ready and what
    e-mail has not gone.
    """

    ready_clicked = Signal()
    mail_clicked = Signal()

    def __init__(self, operator: str, database: str) -> None:
        super().__init__()
        self._shop, self._operator, self._database = "", operator, database
        self.setObjectName("status-line")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        style.named(self, "Status")
        self._said = Elided("Message", keeps=SAID_KEEPS)
        self._prompt = Elided("Prompt", "muted")
        self._place = Elided("Shop, operator, database", "muted")
        self._ready = _link("Backorders Ready to Invoice – ALL DEBTORS", self.ready_clicked)
        self._mail = _link("Outgoing E-mail", self.mail_clicked)
        self._until = QTimer(self, singleShot=True, interval=STAYS)
        self._until.timeout.connect(self.clear)
        across = style.row(self, gap=style.SIZES.gap * 2)
        across.setContentsMargins(style.SIZES.margin, 0, style.SIZES.margin, 0)
        across.addWidget(self._said)
        across.addWidget(self._prompt)
        across.addStretch(1)
        across.addWidget(self._place)
        across.addWidget(self._ready)
        across.addWidget(self._mail)
        self.setMinimumHeight(style.SIZES.field)
        self._said.hide()
        self.show_ready(0)
        self.show_mail("")

    def show_shop(self, shop: str) -> None:
        """Whose books these are, with the operator and the database."""
        self._shop = shop
        self._place.tell(" · ".join(part for part in (shop, self._operator, self._database) if part))
        self._make_room()

    def show_operator(self, operator: str) -> None:
        """Who is at the desk."""
        self._operator = operator
        self.show_shop(self._shop)

    @property
    def sentence(self) -> str:
        """What was said last and still stands."""
        return self._said.whole

    @property
    def prompt(self) -> str:
        """What the field with the focus wants."""
        return self._prompt.whole

    def say(self, sentence: str, tone: Tone = "plain") -> None:
        """Show a sentence with its sign; a refused one beeps. An empty one takes the last away."""
        if not sentence:
            self.clear()
            return
        sign = style.SIGNS[tone]
        style.mark(self._said, "strong" if tone == "plain" else tone)
        self._said.tell(f"{sign} {sentence}".strip())
        self._said.show()
        self._make_room()
        self._until.start()
        if tone == "refused":
            QApplication.beep()

    def clear(self) -> None:
        """What was said has been read."""
        self._until.stop()
        self._said.tell("")
        self._said.hide()
        self._make_room()

    def show_prompt(self, sentence: str) -> None:
        """What the field with the focus wants."""
        self._prompt.tell(sentence)
        self._make_room()

    def show_ready(self, number: int) -> None:
        """How many backorders are ready; a click opens their list."""
        _tell(self._ready, f"{words.counted(number, 'backorder')} ready" if number else "")
        self._make_room()

    @property
    def ready(self) -> str:
        """What is said of the backorders that are ready; empty while none are."""
        return self._ready.text()

    @property
    def mail(self) -> str:
        """What is said of the e-mail that has not gone; empty when all has."""
        return self._mail.text()

    def show_mail(self, sentence: str) -> None:
        """What of the e-mail has not gone; a click opens its list."""
        _tell(self._mail, sentence)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Who gives way is found anew."""
        super().resizeEvent(event)
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        """However long a sentence is, it makes no desk wider."""
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def _make_room(self) -> None:
        """A sentence is read to its end: what cannot stand beside it whole goes, the prompt first, then the place."""
        gap = style.SIZES.gap * 2
        shown = [each for each in (self._said, self._ready, self._mail) if not each.isHidden()]
        left = self.width() - 2 * style.SIZES.margin - sum(each.sizeHint().width() + gap for each in shown)
        self._said.keeps = min(SAID_KEEPS, max(0, left + self._said.sizeHint().width()))
        for each in (self._place, self._prompt):
            left -= each.sizeHint().width() + gap
            each.setVisible(self._said.isHidden() or left >= 0)


def _link(tip: str, clicked: SignalInstance) -> QPushButton:
    made = style.mark(QPushButton(), "link")
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.clicked.connect(clicked)
    made.setToolTip(tip)
    return made


def _tell(link: QPushButton, sentence: str) -> None:
    link.setText(sentence)
    style.named(link, sentence)
    link.setMinimumWidth(link.sizeHint().width())  # the style sheet has made it 0
    link.setVisible(bool(sentence))
