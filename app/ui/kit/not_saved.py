"""The bar across the top of a window while something could not be saved; it must not know what that is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.ui.kit import style
from app.ui.kit.asking.typed_ahead import TypedAhead


class NotSavedBar(QWidget):
    """Why it could not be saved, and the way to try again.

    What was typed while it was still unknown that it could not is swallowed: it was meant for what comes after, neither
    for *Retry* nor for the draft.
    """

    def __init__(self, retry: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("not-saved")
        style.named(self, "Not saved")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._typed_ahead = TypedAhead(self)
        across = style.row(self)
        across.setContentsMargins(style.SIZES.margin, style.SIZES.step, style.SIZES.margin, style.SIZES.step)
        self._words = style.label(wrap=True)
        self._button = style.named(QPushButton("Retry", autoDefault=True), "Retry")
        self._button.clicked.connect(retry)
        across.addWidget(style.label("! Not saved", "waits"))
        across.addWidget(self._words, 1)
        across.addWidget(self._button)
        self.hide()

    @property
    def deaf(self) -> bool:
        """Whether what is typed is still ignored."""
        return self._typed_ahead.deaf

    def tell(self, sentence: str) -> None:
        """Show why, with the focus on Retry."""
        self.put(sentence)
        self.show()
        self._button.setFocus()
        self._typed_ahead.begin()
        QApplication.beep()

    def put(self, sentence: str) -> None:
        """Say something else than before; the focus stays where it is."""
        self._words.setText(sentence)
        self._words.setAccessibleName(sentence)
