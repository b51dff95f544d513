"""The three bands of every window: head with fields, body, foot with totals and actions; it must not know any field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.kit import style
from app.ui.kit.flow import Flow


class Head(QWidget):
    """Fields in columns: label left, field, and what was found beside it. Tab runs in the order of adding."""

    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        style.named(self, "Head")
        self._rows = [0] * columns
        style.mark(self, "band")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._grid = QGridLayout(self)
        margin = style.SIZES.margin
        self._grid.setContentsMargins(margin, margin, margin, margin)
        self._grid.setHorizontalSpacing(style.SIZES.label_gap)
        self._grid.setVerticalSpacing(style.SIZES.step)
        for column in range(columns - 1):
            self._grid.setColumnMinimumWidth(column * 4 + 3, style.SIZES.column_gap - 2 * style.SIZES.label_gap)
        for column in range(columns):
            self._grid.setColumnStretch(column * 4 + 2, 1)

    def add(
        self, label: str, field: QWidget, found: QWidget | None = None, column: int = 0, *, wide: bool = False
    ) -> None:
        """One field under the last one of its column. `&` in the label gives its Alt letter; `found` stands beside it.

        A `wide` field takes the place of what was found as well.
        """
        row, at = self._rows[column], column * 4
        words = style.label(label, "muted")
        words.setBuddy(field)
        self._grid.addWidget(words, row, at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, row, at + 1, 1, 2 if wide else 1)
        if found is not None:
            found.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._grid.setColumnStretch(at + 2, 3)
            self._grid.addWidget(found, row, at + 2)
        if not field.accessibleName():
            field.setAccessibleName(label.replace("&", ""))
        self._rows[column] += 1


class Foot(QWidget):
    """What stands under the grid: remarks at the left, totals, and the actions with the primary one far right."""

    def __init__(self) -> None:
        super().__init__()
        style.named(self, "Foot")
        style.mark(self, "band")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        page = style.column(self, gap=style.SIZES.gap)
        upper = style.row(gap=style.SIZES.column_gap)
        self.remarks: QVBoxLayout = style.column(margin=0, gap=style.SIZES.step)
        self._totals = style.row(gap=style.SIZES.gap * 3)
        self._figures: list[QLabel] = []
        self._buttons = Flow()
        upper.addLayout(self.remarks, 1)
        upper.addLayout(self._totals)
        page.addLayout(upper)
        page.addLayout(self._buttons)

    def total(self, label: str, *, large: bool = False) -> QLabel:
        """A figure with its label above it, right-aligned; returns the figure's label."""
        figure = style.label("0.00", "strong", name=label)
        figure.setProperty("large", large)
        style.mark(figure, "strong")
        stack = style.column(margin=0, gap=0)
        for widget in (style.label(label, "muted"), figure):
            widget.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            stack.addWidget(widget)
            self._figures.append(widget)
        self._totals.addLayout(stack)
        return figure

    def show_totals(self, shown: bool) -> None:
        """Whether there are any: what is above may be about nothing that they add up."""
        for widget in self._figures:
            widget.setVisible(shown)

    def add(self, *widgets: QWidget) -> None:
        """Buttons from left to right; the primary one comes last."""
        for widget in widgets:
            self._buttons.addWidget(widget)
