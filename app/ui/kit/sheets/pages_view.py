"""Pages one beneath the other as they come on paper, to scroll and to enlarge; it must not know what stands on them.

Qt's own preview draws on a QPrinter, and making one asks the print service: a dead one would hold the desk up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QGraphicsView, QStyleOptionGraphicsItem, QWidget

from app.printing.page import Page
from app.ui.kit.sheets import ink

_GAP: Final = 500
_LOWER: Final = 3
"""The page that is there a third down the view is the one that is looked at."""


class PagesView(QGraphicsView):
    """Its unit is a hundredth of a millimetre. `turned` tells that another page is looked at."""

    turned = Signal()

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        scene = QGraphicsScene(self)
        y = 0
        widest = max(page.width for page in pages)
        self._tops: list[int] = []
        self._sheets: list[_Sheet] = []
        for page in pages:
            item = _Sheet(page)
            item.setPos((widest - page.width) / 2, y)
            scene.addItem(item)
            self._sheets.append(item)
            self._tops.append(y)
            y += page.height + _GAP
        scene.setSceneRect(-_GAP, -_GAP, widest + 2 * _GAP, y + _GAP)
        self.setScene(scene)
        self.setBackgroundBrush(self.palette().brush(QPalette.ColorRole.Mid))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self._fits_width = True
        self._page = 1
        self._turning = False
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._look())

    @property
    def page(self) -> int:
        """The page that is looked at, from 1."""
        return self._page

    def turn_to(self, page: int) -> None:
        """Show this page from its top; the first or last one for a number beyond them."""
        wanted = max(1, min(len(self._tops), page))
        self._turning = True
        self._top_to(self._tops[wanted - 1] - _GAP)
        self._turning = False
        self._set(wanted)

    def scroll(self, pixels: int) -> None:  # type: ignore[override]
        """Down by so many pixels, up where it is negative."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pixels)

    def enlarge(self, by: float) -> None:
        """Larger by this factor, or smaller."""
        self._fits_width = False
        self.scale(by, by)

    def fit_page(self) -> None:
        """The page that is looked at as a whole."""
        self._fits_width = False
        at = self._page
        self.fitInView(self._sheets[at - 1], Qt.AspectRatioMode.KeepAspectRatio)
        self.turn_to(at)

    def fit_width(self) -> None:
        """As wide as the view."""
        self._fits_width = True
        at = self._page
        factor = self.viewport().width() / self.sceneRect().width()
        self.resetTransform()
        self.scale(factor, factor)
        self.turn_to(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pages that fill the width go on doing so."""
        super().resizeEvent(event)
        if self._fits_width:
            self.fit_width()

    def _top_to(self, y: int) -> None:
        at = (y - self.sceneRect().top()) * self.transform().m22()
        bar = self.verticalScrollBar()
        bar.setValue(bar.minimum() + round(at))

    def _look(self) -> None:
        if self._turning:
            return
        seen = self.mapToScene(0, self.viewport().height() // _LOWER).y()
        self._set(sum(top <= seen for top in self._tops) or 1)

    def _set(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.turned.emit()


class _Sheet(QGraphicsItem):
    """One page on white paper."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def boundingRect(self) -> QRectF:
        """The paper."""
        return QRectF(0, 0, self._page.width, self._page.height)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """What stands on it, as it comes out of a printer."""
        painter.fillRect(self.boundingRect(), QColor("#ffffff"))
        ink.paint_page(painter, self._page)
