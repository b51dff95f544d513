"""Two quiet pictures, bars and a line, with their figures in words; it must not know what they count.

The drawing library takes a blink to import, and nobody may have to wait for it: the first picture is drawn when its
window has been looked at for a moment. Whoever goes on at once finds it when they come back.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, Literal

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.rules import words
from app.ui.kit import style

_LIBRARY: Final = "pyqtgraph"
Kind = Literal["bars", "line"]
LOOKED_AT: Final = 400
"""Milliseconds for which a window is looked at before the drawing library is loaded for it."""


class Picture(QWidget):
    """A heading and a picture of labelled figures; without figures, a sentence saying what would fill it.

    Until it is told which of the two holds, and while the picture is not drawn yet, it says nothing. The heading takes
    the focus: Left and Right go from figure to figure and tell each, Enter or a click opens what is behind it.
    """

    opened = Signal(int)
    """What is behind the figure at this place is to be shown."""

    def __init__(self, kind: Kind, heading: str, empty: str, unit: str = "") -> None:
        super().__init__()
        self._kind, self._unit, self._empty = kind, unit, empty
        self._figures: list[tuple[str, Decimal]] = []
        self._plot: Any = None
        self._may_draw = False
        self._moment = QTimer(self, singleShot=True)
        self._moment.timeout.connect(self._begin)
        self._page = style.column(self, margin=0, gap=style.SIZES.step)
        self.heading = _Heading(heading, self)
        self._chosen = -1
        self._page.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignLeft)
        self._none = style.label("", "muted", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page.addWidget(self._none, 1)
        self._heading = heading
        self.setMinimumHeight(160)
        style.named(self, heading)

    def show_figures(self, figures: Sequence[tuple[str, Decimal]]) -> None:
        """Labels with their figures, from left to right."""
        self._figures = list(figures)
        self._chosen = -1
        self._tell()
        said = (f"{label}: {words.quantity(figure)}{self._unit}" for label, figure in figures)
        self.setAccessibleDescription(", ".join(said))
        self._none.setText("" if self._figures else self._empty)
        if self._may_draw:
            self._draw()

    def choose(self, at: int) -> None:
        """Goes to the figure at this place, as far as there is one, and tells it."""
        if self._figures:
            self._chosen = max(0, min(at, len(self._figures) - 1))
            self._tell()
            if self._may_draw:
                self._draw()

    @property
    def chosen(self) -> int:
        """The place of the figure that is told; −1 before anybody has chosen one."""
        return self._chosen

    def open_chosen(self) -> None:
        """Opens what is behind the figure that is told, or behind the last one."""
        if self._figures:
            self.opened.emit(self._chosen if self._chosen >= 0 else len(self._figures) - 1)

    def _tell(self) -> None:
        said = self._heading
        if self._chosen >= 0:
            label, figure = self._figures[self._chosen]
            said = f"{self._heading} · {label}: {words.quantity(figure)}{self._unit}"
        self.heading.setText(said.replace("&", "&&"))
        style.named(self.heading, said)
        self.heading.setEnabled(bool(self._figures))

    def _clicked(self, event: Any) -> None:
        at = round(self._plot.getViewBox().mapSceneToView(event.scenePos()).x())
        if 0 <= at < len(self._figures):
            self.choose(at)
            self.open_chosen()

    @property
    def drawn(self) -> bool:
        """Whether there is a picture now, and not the sentence."""
        return self._plot is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        """It is seen: time to draw comes."""
        super().paintEvent(event)
        if not self._may_draw and not self._moment.isActive():
            self._moment.start(0 if _LIBRARY in sys.modules else LOOKED_AT)

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, another picture."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._may_draw:
            self._draw()

    def _begin(self) -> None:
        if self.isVisible():
            self._may_draw = True
            self._draw()

    def _draw(self) -> None:
        if self._plot is not None:
            self._page.removeWidget(self._plot)
            self._plot.deleteLater()
            self._plot = None
        self._none.setVisible(not self._figures)
        if not self._figures:
            return
        import pyqtgraph  # takes as long as all other windows together

        pyqtgraph.setConfigOptions(antialias=True)
        plot = pyqtgraph.PlotWidget(background=style.colour("base"))
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.showGrid(y=True, alpha=0.15)
        across, heights = range(len(self._figures)), [float(figure) for _, figure in self._figures]
        accent, text = style.colour("accent"), style.colour("text")
        if self._kind == "bars":
            plot.addItem(pyqtgraph.BarGraphItem(x=list(across), height=heights, width=0.6, brush=accent, pen=None))
        else:
            plot.plot(list(across), heights, pen=pyqtgraph.mkPen(accent, width=2), symbol="o", symbolSize=6,
                      symbolBrush=accent, symbolPen=None)  # fmt: skip
        if self._chosen >= 0:
            line = pyqtgraph.mkPen(text, width=2, style=Qt.PenStyle.DashLine)
            plot.addItem(pyqtgraph.InfiniteLine(self._chosen, pen=line))
        plot.scene().sigMouseClicked.connect(self._clicked)
        plot.setYRange(0, max([*heights, 1]) * 1.1, padding=0)
        for side in ("bottom", "left"):
            axis = plot.getAxis(side)
            axis.setPen(style.colour("line"))
            axis.setTextPen(style.colour("muted"))
            axis.setStyle(tickFont=style.font(-1), tickLength=0)
            axis.setZValue(-1000)  # the grid belongs behind the bars
        plot.getAxis("bottom").setTicks([[(at, label) for at, (label, _) in enumerate(self._figures)]])
        style.named(plot, self._heading)
        self._plot = plot
        self._page.addWidget(plot, 1)


class _Heading(QPushButton):
    """The words above a picture, which go through its figures."""

    def __init__(self, words_: str, picture: Picture) -> None:
        super().__init__(words_.replace("&", "&&"), autoDefault=True)
        self._picture = picture
        style.named(style.mark(self, "link"), words_)
        self.setStatusTip("Left and Right go through the picture, Enter opens what is behind it.")
        self.clicked.connect(lambda _pressed: picture.open_chosen())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._picture.choose(self._picture.chosen + (1 if event.key() == Qt.Key.Key_Right else -1))
        else:
            super().keyPressEvent(event)
