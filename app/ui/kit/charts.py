"""Quiet pictures, bars or a line, each bar with its words and what is behind it; it must not know what they count.

The drawing library takes a blink to import, and nobody may have to wait for it: the first picture is drawn when its
window has been looked at for a moment. Whoever goes on at once finds it when they come back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.rules import words
from app.ui.kit import scale, style

_LIBRARY: Final = "pyqtgraph"
Kind = Literal["bars", "line"]
LOOKED_AT: Final = 400
"""Milliseconds for which a window is looked at before the drawing library is loaded for it."""
_ALONE, _BESIDE, _ASIDE = 0.6, 0.38, 0.21
"""How wide a bar is, alone and beside the one before; and how far from the middle it stands then."""
_HEADROOM: Final = 0.06
"""Of the height of the scale, above its last figure."""
_LOWEST: Final = 100
"""Pixels below which a picture says nothing any more."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure with its label. `before` is a hollow bar beside it, `level` a step across it; `more` is only told."""

    label: str
    figure: Decimal
    before: Decimal | None = None
    level: Decimal | None = None
    more: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What stands behind each figure when it is told – “12 *sold*” –, and how a figure is written.

    The scale beside the picture goes at least up to `top`.
    """

    figure: str
    before: str = ""
    level: str = ""
    shown: Callable[[Decimal], str] = words.quantity
    top: int = 1

    def tell(self, bar: Bar) -> str:
        """All of a bar, in words."""
        figures = ((bar.figure, self.figure), (bar.before, self.before), (bar.level, self.level))
        said = [f"{self.shown(figure)} {what}" for figure, what in figures if figure is not None]
        return f"{bar.label}: {', '.join([*said, bar.more] if bar.more else said)}"


class Picture(QWidget):
    """A heading, a picture of labelled figures and their words beneath; without figures, a sentence for what would
    fill it.

    Until it is told which of the two holds, and while the picture is not drawn yet, it says nothing. The heading takes
    the focus: Left and Right go from bar to bar and tell each, Down to the one before, Enter or a click opens what is
    behind it.
    """

    opened = Signal(int, bool)
    """What is behind the bar at this place is to be shown; True for the hollow one, of before."""

    def __init__(self, kind: Kind, heading: str, empty: str, meaning: Meaning) -> None:
        super().__init__()
        self._kind, self._meaning, self._empty = kind, meaning, empty
        self._bars: list[Bar] = []
        self._plot: Any = None
        self._may_draw = False
        self._moment = QTimer(self, singleShot=True)
        self._moment.timeout.connect(self._begin)
        self._page = style.column(self, margin=0, gap=style.SIZES.step)
        self._heading = heading
        self.heading = _Heading(heading, self)
        self._chosen, self._before = -1, False
        self._page.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignLeft)
        self._none = style.label("", "muted", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page.addWidget(self._none, 1)
        self._told = style.label("", "muted", name="What the picture says", wrap=True)
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._told.setMinimumHeight(2 * self._told.fontMetrics().lineSpacing())
        self._page.addWidget(self._told)
        self.setMinimumHeight(160)
        style.named(self, heading)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """These, from left to right; whoever had gone to one stays at its place."""
        self._bars = list(bars)
        if self._chosen >= len(self._bars):
            self._chosen, self._before = -1, False
        self._tell()
        self.setAccessibleDescription("; ".join(map(self._meaning.tell, self._bars)))
        self._none.setText("" if self._bars else self._empty)
        if self._may_draw:
            self._draw()

    def choose(self, at: int, *, before: bool = False) -> None:
        """Goes to the bar at this place, as far as there is one, and tells it; or to the one before it."""
        if self._bars:
            self._chosen = max(0, min(at, len(self._bars) - 1))
            self._before = before and self.has_before
            self._tell()
            if self._may_draw:
                self._draw()

    @property
    def chosen(self) -> int:
        """The place of the bar that is told; −1 before anybody has chosen one."""
        return self._chosen

    @property
    def last(self) -> int:
        """The place of the last bar."""
        return len(self._bars) - 1

    @property
    def before_chosen(self) -> bool:
        """Whether it is the hollow bar that is told."""
        return self._before

    @property
    def has_before(self) -> bool:
        """Whether there are hollow bars."""
        return any(each.before is not None for each in self._bars)

    @property
    def told(self) -> str:
        """What is said beneath."""
        return self._told.text()

    def open_chosen(self) -> None:
        """Opens what is behind the bar that is told, or behind the last one."""
        if self._bars:
            self.opened.emit(self._chosen if self._chosen >= 0 else self.last, self._before)

    def _tell(self) -> None:
        said = self._meaning.tell(self._bars[self._chosen]) if self._chosen >= 0 else ""
        if self._before:
            said = f"{said} – the lines {self._meaning.before}"
        self._told.setText((f"{said}. Enter opens its lines." if said else self._legend()) if self._bars else "")
        self._told.setVisible(bool(self._bars))
        style.named(self.heading, f"{self._heading} · {said}" if said else self._heading)
        self.heading.setEnabled(bool(self._bars))

    def _legend(self) -> str:
        meaning = self._meaning
        signs = ((True, "Full bars", meaning.figure), (self.has_before, "Hollow bars", meaning.before),
                 (self._has_level, "Steps", meaning.level))  # fmt: skip
        said = [f"{sign}: {what}." for there, sign, what in signs if there]
        keys = f"Left and Right tell each{', Down the one before' if self.has_before else ''}, Enter opens its lines."
        return " ".join([*(said if len(said) > 1 else ()), keys])

    @property
    def _has_level(self) -> bool:
        return any(each.level is not None for each in self._bars)

    def _clicked(self, event: Any) -> None:
        x = self._plot.getViewBox().mapSceneToView(event.scenePos()).x()
        at = round(x)
        if 0 <= at < len(self._bars):
            self.choose(at, before=x < at)
            self.open_chosen()

    @property
    def scale(self) -> tuple[int, ...]:
        """The figures beside the picture."""
        figures = [each for bar in self._bars for each in (bar.figure, bar.before, bar.level) if each is not None]
        return scale.scale(min(figures), max(*figures, Decimal(self._meaning.top)))

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
        """Other colours or larger letters, another picture."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._may_draw:
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
        self._none.setVisible(not self._bars)
        if not self._bars:
            return
        import pyqtgraph  # takes as long as all other windows together

        pyqtgraph.setConfigOptions(antialias=True)
        plot = pyqtgraph.PlotWidget(background=style.colour("base"))
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)  # it takes what there is
        plot.setMinimumHeight(_LOWEST)
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        self._draw_scale(pyqtgraph, plot)
        self._draw_bars(pyqtgraph, plot)
        plot.scene().sigMouseClicked.connect(self._clicked)
        for side in ("bottom", "left"):
            axis = plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setPen(style.colour("line"))
            axis.setTextPen(style.colour("muted"))
            axis.setStyle(tickFont=style.font(-1), tickLength=0)
        plot.getAxis("bottom").setTicks([[(at, each.label) for at, each in enumerate(self._bars)]])
        style.named(plot, self._heading)
        self._plot = plot
        self._page.insertWidget(self._page.indexOf(self._told), plot, 1)

    def _draw_scale(self, pyqtgraph: Any, plot: Any) -> None:
        """Its figures, and a line for each of them behind the bars; a grid of the axis would cut the last ones off."""
        figures = self.scale
        plot.getAxis("left").setTicks([[(at, f"{at:,}") for at in figures]])
        plot.setYRange(figures[0], figures[-1] + (figures[-1] - figures[0]) * _HEADROOM, padding=0)
        for at in figures:
            line = pyqtgraph.InfiniteLine(at, angle=0, pen=pyqtgraph.mkPen(style.colour("line"), width=1))
            line.setZValue(-1000)
            plot.addItem(line)

    def _draw_bars(self, pyqtgraph: Any, plot: Any) -> None:
        """Full ones, hollow ones, steps: told apart by their shape, so that no colour speaks alone."""
        accent, text = style.colour("accent"), style.colour("text")
        across, heights = range(len(self._bars)), [float(each.figure) for each in self._bars]
        aside = _ASIDE if self.has_before else 0.0
        if self._kind == "line":
            plot.plot(list(across), heights, pen=pyqtgraph.mkPen(accent, width=2), symbol="o", symbolSize=6,
                      symbolBrush=accent, symbolPen=None)  # fmt: skip
        else:
            plot.addItem(pyqtgraph.BarGraphItem(
                x=[at + aside for at in across], height=heights, width=_BESIDE if aside else _ALONE, brush=accent,
                pen=None,
            ))  # fmt: skip
        if aside:
            before = [float(each.before or 0) for each in self._bars]
            plot.addItem(pyqtgraph.BarGraphItem(
                x=[at - aside for at in across], height=before, width=_BESIDE, brush=style.colour("base"),
                pen=pyqtgraph.mkPen(accent, width=1),
            ))  # fmt: skip
        if self._has_level:
            levels = [float(each.level or 0) for each in self._bars]
            edges = [at - 0.5 for at in range(len(levels) + 1)]
            plot.plot(edges, levels, stepMode="center", pen=pyqtgraph.mkPen(text, width=2))
        if self._chosen >= 0:
            line = pyqtgraph.mkPen(text, width=2, style=Qt.PenStyle.DashLine)
            plot.addItem(pyqtgraph.InfiniteLine(self._chosen + (-aside if self._before else aside), pen=line))


class _Heading(QPushButton):
    """The words above a picture, which go through its bars."""

    def __init__(self, words_: str, picture: Picture) -> None:
        super().__init__(words_.replace("&", "&&"), autoDefault=True)
        self._picture = picture
        style.named(style.mark(self, "link"), words_)
        self.setStatusTip("Left and Right go through the picture, Enter opens the lines behind the bar.")
        self.clicked.connect(lambda _pressed: picture.open_chosen())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        picture, key = self._picture, event.key()
        at = {
            Qt.Key.Key_Left: picture.chosen - 1,
            Qt.Key.Key_Right: picture.chosen + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: picture.last,
        }.get(Qt.Key(key))
        if at is not None:
            picture.choose(at, before=picture.before_chosen)
        elif picture.has_before and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            picture.choose(max(picture.chosen, 0), before=key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)
