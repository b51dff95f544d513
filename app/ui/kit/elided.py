"""A label that gives way instead of being cut off; it must not know what it says."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.ui.kit import style


class Elided(QLabel):
    """A label that gives way: what does not fit ends in … and stands in the tool tip.

    It gives way last as far as `keeps` pixels.
    """

    def __init__(self, name: str, role: style.Role = "", keeps: int = 0) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.keeps = keeps
        style.mark(style.named(self, name), role)
        self.whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def tell(self, sentence: str) -> None:
        """Show this sentence, as much of it as there is room for."""
        self.whole = sentence
        self.setToolTip(style.tip(sentence))
        self.setAccessibleDescription(sentence)
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """Room for the whole sentence."""
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self.whole) + 2, hint.height())

    def minimumSizeHint(self) -> QSize:
        """It can give way, but for what it keeps."""
        return QSize(min(self.sizeHint().width(), self.keeps), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the sentence anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, self.width()))
