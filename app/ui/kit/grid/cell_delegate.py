"""How a cell of a grid or list is painted: tone, current row, focus; it must not know what is in the cell."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui.kit import key_map, style
from app.ui.kit.grid.line_model import TONE_ROLE, Column

LEFT, RIGHT = 6, 7
"""The same as a heading's padding and line in `sheet.qss`, so that heading and figures stand under each other."""
FRAME = 2
_LEAST_LETTERS = 16
"""What a column without a width of its own shows on the narrowest screen."""
_MIDDLE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_TONES = {"good": "good", "waits": "waits", "refused": "refused", "quiet": "muted"}


def dress(view: QTableView, columns: tuple[Column, ...]) -> None:
    """Gives a table its column widths and row height, which follow the font."""
    header, rows = view.horizontalHeader(), view.verticalHeader()
    height = max(style.row_height(), view.fontMetrics().height() + 8)
    rows.setMinimumSectionSize(height)
    rows.setDefaultSectionSize(height)
    header.setHighlightSections(False)
    header.setMinimumSectionSize(32)
    letter = view.fontMetrics().averageCharWidth()
    for at, column in enumerate(columns):
        heading = header.fontMetrics().horizontalAdvance(column.heading) + LEFT + RIGHT + 12
        if column.width:
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(at, max(heading, column.width * letter + LEFT + RIGHT + 3))
    hide_unseen(view, columns)
    rest = view.findChild(_TheRest) or _TheRest(view)
    rest.share([at for at, column in enumerate(columns) if not column.width])


class _TheRest(QObject):
    """Columns without a width of their own share what the others leave; where that is too little, the table scrolls."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._columns: list[int] = []
        self._busy = False
        view.viewport().installEventFilter(self)
        view.horizontalHeader().sectionResized.connect(lambda *_where: self._fit())

    def share(self, columns: list[int]) -> None:
        """These are the columns."""
        self._columns = columns
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """There is more room, or less."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        if self._busy:
            return
        self._busy = True
        header = self._view.horizontalHeader()
        shown = [at for at in self._columns if not header.isSectionHidden(at)]
        taken = sum(header.sectionSize(at) for at in range(header.count()) if at not in shown)
        least = _LEAST_LETTERS * self._view.fontMetrics().averageCharWidth() + LEFT + RIGHT
        tight = self._view.viewport().width() - taken < least * len(shown)
        for at in shown:
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed if tight else QHeaderView.ResizeMode.Stretch)
            if tight:
                header.resizeSection(at, least)
        self._busy = False


def hide_unseen(view: QTableView, columns: tuple[Column, ...]) -> None:
    """Takes away the columns that whoever is at the desk now may not see, and brings back those that they may."""
    for at, column in enumerate(columns):
        if column.seen is not None:
            view.setColumnHidden(at, not column.is_seen)


def paint_empty(view: QAbstractItemView, sentence: str, top: int) -> None:
    """Writes what would fill the list, and the key for it, beneath `top`."""
    painter = QPainter(view.viewport())
    painter.setPen(style.colour("muted"))
    said = key_map.current().live(sentence, _scope(view))
    painter.drawText(room_of_empty(view, said, top), _MIDDLE | Qt.TextFlag.TextWordWrap, said)
    painter.end()


def room_of_empty(view: QAbstractItemView, said: str, top: int) -> QRect:
    """Where that stands: with blank space above it and at its sides as far as the list is high enough for it."""
    step, rows = style.SIZES.step, view.viewport().rect()
    room = rows.adjusted(step * 8, top, -step * 8, 0)
    needed = view.fontMetrics().boundingRect(room, _MIDDLE | Qt.TextFlag.TextWordWrap, said).height()
    return room.adjusted(0, max(0, min(step * 8, room.height() - needed)), 0, 0)


def _scope(view: QWidget) -> str:
    """The window that a list stands in, as the table of commands calls it."""
    around: QWidget | None = view
    while around is not None and not getattr(around, "name", ""):
        around = around.parentWidget()
    return str(getattr(around, "name", ""))


class CellDelegate(QStyledItemDelegate):
    """One manner of painting for every grid and list. With `cells` the focus is one cell, without it is the row."""

    def __init__(self, view: QAbstractItemView, cells: bool) -> None:
        super().__init__(view)
        self._view = view
        self._cells = cells
        self.keys_from: QWidget | None = None
        """A field whose Up, Down and Enter mean this table, so that its row is the current one all the same."""

    def editorEvent(self, *_about: object) -> bool:
        """Ticks are turned by the grid, which asks its window first."""
        return False

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        current = self._view.currentIndex()
        focused = self._has_keys()
        here = current.isValid() and current.row() == index.row()
        painter.save()
        painter.fillRect(rect, self._ground(here, focused))
        painter.setPen(style.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        tone = index.data(TONE_ROLE) or ""
        tick = index.data(Qt.ItemDataRole.CheckStateRole)
        if tick is not None:
            self._paint_tick(painter, option, Qt.CheckState(tick))
        else:
            self._paint_text(painter, option, index, tone, here and focused and not self._cells)
        if self._cells and here and current.column() == index.column():
            self._paint_frame(painter, rect, focused)
        elif not self._cells and here and focused and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), FRAME + 1, rect.height()), style.colour("accent"))
        painter.restore()

    def _has_keys(self) -> bool:
        """Whether keys go to this table, to the cell that is open in it, or to the field that serves it."""
        at = QApplication.focusWidget()
        return at is not None and (at in (self._view, self.keys_from) or self._view.isAncestorOf(at))

    def _ground(self, here: bool, focused: bool) -> QColor:
        base = style.colour("base")
        if not here:
            return base
        if not self._cells and focused:
            return style.colour("selected")
        return _mixed(base, style.colour("accent"), 0.09 if focused else 0.04)

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        tone: str,
        on_selection: bool,
    ) -> None:
        text = " ".join(str(index.data(Qt.ItemDataRole.DisplayRole) or "").split())
        colour = style.colour("selected_text" if on_selection else _TONES.get(tone, "text"))
        painter.setFont(option.font)
        painter.setPen(colour)
        room = option.rect.adjusted(LEFT, 0, -RIGHT, 0)
        side = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        text = signed(text, tone)
        painter.drawText(room, side, option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width()))

    def _paint_tick(self, painter: QPainter, option: QStyleOptionViewItem, state: Qt.CheckState) -> None:
        look = self._view.style()
        size = look.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, self._view)
        box = QStyleOptionViewItem(option)
        box.rect = QRect(0, 0, size, size)
        box.rect.moveCenter(option.rect.center())
        box.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
        box.state |= QStyle.StateFlag.State_On if state == Qt.CheckState.Checked else QStyle.StateFlag.State_Off
        look.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter, self._view)

    def _paint_frame(self, painter: QPainter, rect: QRect, focused: bool) -> None:
        painter.setPen(QPen(style.colour("accent" if focused else "edge"), FRAME))
        painter.drawRect(rect.adjusted(1, 1, -1, -1))


def _mixed(ground: QColor, over: QColor, much: float) -> QColor:
    return QColor.fromRgbF(
        *(g + (o - g) * much for g, o in zip(ground.getRgbF()[:3], over.getRgbF()[:3], strict=True))  # type: ignore[index]
    )


def is_font_change(event: QEvent) -> bool:
    """Whether widths and heights have to be measured again."""
    return event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)


def signed(text: str, tone: str) -> str:
    """What is written in a cell of this tone: no colour speaks alone, so its sign stands before the text."""
    sign = style.SIGNS.get(tone, "")
    return f"{sign} {text}" if sign and text else text
