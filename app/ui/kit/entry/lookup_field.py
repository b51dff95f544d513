"""A field that finds while one types: a list opens beneath it; it must not know what is looked up or where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.rules.entry import one_line, quoted
from app.rules.faults import Refused, Unavailable
from app.ui.kit import style
from app.ui.kit.entry.field_base import Keys, LineField, is_enter
from app.ui.kit.entry.finding import Finder, Finding

FINDS_AFTER = 120
"""Milliseconds without a key before the list is looked up where that is done on the main thread."""
SHORTEST = 2
"""So many letters open the list by themselves; Down and Enter look up with any."""
SHOWN = 10
_HIT = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what is typed for it, what it is called, a word beside it, and the record that was found."""

    id: int
    code: str
    text: str
    detail: str = ""
    record: object = None


Search = Callable[[str], Sequence[Hit]]


class Several(Refused):
    """The text fits more than one: nothing wrong was typed, the list only has to be looked at."""


class LookupField(LineField):
    """Type-ahead. An exact code, or the only hit, is picked by Enter at once; of several, Down and Enter pick one.

    A `Finder` is asked at every key, off the main thread; another search when the typing pauses.

    With `free`, Enter on plain text gives that text out unchanged by `committed` (a grid's hook resolves it);
    without, text that finds nothing is refused and its value is the Hit or None.
    """

    picked = Signal(object)
    """A Hit was chosen."""

    def __init__(
        self,
        name: str,
        search: Search,
        prompt: str = "",
        parent: QWidget | None = None,
        *,
        required: bool = False,
        free: bool = False,
        missing: str = "There is no {thing} {text}. F4 shows what there is.",
    ) -> None:
        super().__init__(name, prompt, parent, required=required)
        self._search = search
        self._free = free
        self._missing = missing
        self._popup: HitList | None = None
        self._finding = Finding(search, self._came, self) if isinstance(search, Finder) else None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(FINDS_AFTER)
        self._wait.timeout.connect(self._look)
        self.textEdited.connect(self._typed)

    # ------------------------------------------------------------------------------------------------------ the value

    def written(self, value: Any) -> str:
        return value.code if isinstance(value, Hit) else str(value)

    def read(self, text: str) -> Any:
        if self._free:
            return text
        hits = self._search(text)
        exact = [hit for hit in hits if hit.code.casefold() == text.casefold()]
        if len(exact) == 1 or len(hits) == 1:
            return (exact or [*hits])[0]
        name = self.accessibleName().lower()
        if not hits:
            raise Refused(self._missing.format(thing=name, text=quoted(text)))
        raise Several(f"{quoted(text)} fits more than one {name}. Choose with Down and Enter.")

    def commit(self) -> bool:
        """Takes in the text; when several fit, the list opens to choose from."""
        before = self._value
        done = super().commit()
        if done:
            self.close_list()
            if isinstance(self._value, Hit) and self._value is not before:
                self.picked.emit(self._value)
        return done

    def refuse_fault(self, fault: Refused) -> None:
        if isinstance(fault, Several) and self.hasFocus():
            self.look_up(first=True)
        else:
            super().refuse_fault(fault)

    def choose(self, hit: Hit) -> None:
        """Takes this hit as if it had been picked from the list."""
        self.close_list()
        self.value = hit
        self.committed.emit(hit)
        self.picked.emit(hit)

    # ------------------------------------------------------------------------------------------------------- the list

    @property
    def list_open(self) -> bool:
        """Whether the list beneath the field is open."""
        return self._popup is not None and self._popup.isVisible()

    def look_up(self, first: bool = False) -> None:
        """Opens the list for what stands in the field; with `first` its first row is the chosen one."""
        self._stop()
        try:
            hits = [*self._search(one_line(self.text()))]
        except (Refused, Unavailable) as fault:
            self.refused.emit(fault.sentence)
            return
        self._open(hits, first)

    def _open(self, hits: Sequence[Hit], first: bool) -> None:
        if not hits:
            self.close_list()
            return
        if self._popup is None:
            self._popup = HitList(self.window(), self.accessibleName())
            self._popup.chosen.connect(self.choose)
            self.destroyed.connect(self._popup.deleteLater)
        self._popup.show_hits(hits, self, first)

    def close_list(self) -> None:
        """Closes the list; what was typed stays."""
        self._stop()
        if self._popup is not None:
            self._popup.hide()

    def _stop(self) -> None:
        """What is being looked up is not wanted any more."""
        self._wait.stop()
        if self._finding is not None:
            self._finding.forget()

    def _typed(self, text: str) -> None:
        if self._popup is not None:
            self._popup.choose_none()
        if len(text.strip()) < SHORTEST:
            self.close_list()
        elif self._finding is not None:
            self._finding.seek(one_line(text))
        else:
            self._wait.start()

    def _look(self) -> None:
        if self.hasFocus():
            self.look_up()

    def _came(self, text: str, found: Future[Sequence[Hit]]) -> None:
        """What was found off the main thread; while the store does not answer nothing is shown, and Enter tells why."""
        if not self.hasFocus() or one_line(self.text()) != text:
            return
        try:
            hits = found.result()
        except (Refused, Unavailable):
            hits = ()
        self._open(hits, first=False)

    # ----------------------------------------------------------------------------------------------------- focus, keys

    def wants_escape(self) -> bool:
        return self.list_open or super().wants_escape()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.close_list()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.list_key(event):
            super().keyPressEvent(event)
            return
        event.accept()
        if is_enter(event):
            self._move_on(True)

    def list_key(self, event: QKeyEvent) -> bool:
        """Gives the list the keys that are its own: Down, Up, Page, Enter on a row, Esc. True when it took this one."""
        key = event.key()
        if not self.list_open:
            if key == Keys.Key_Down and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.look_up(first=True)
                return self.list_open
            return False
        assert self._popup is not None
        if key == Keys.Key_Escape:
            self.close_list()
        elif key in (Keys.Key_Return, Keys.Key_Enter) and (hit := self._popup.current_hit()) is not None:
            self.choose(hit)
        elif key in (Keys.Key_Down, Keys.Key_Up, Keys.Key_PageDown, Keys.Key_PageUp):
            self._popup.step({Keys.Key_Down: 1, Keys.Key_Up: -1, Keys.Key_PageDown: SHOWN}.get(Keys(key), -SHOWN))
        else:
            return False
        return True


class HitList(QListView):
    """The list beneath a lookup field; the focus stays in the field, so nothing typed goes astray."""

    chosen = Signal(object)

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        self.setObjectName("hits")
        self.setAccessibleName(f"Found: {name}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setStyleSheet("QListView { border: 1px solid palette(mid); }")
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self._hits = HitModel(self)
        self.setModel(self._hits)
        self.setItemDelegate(HitDelegate(self))
        self.clicked.connect(self._clicked)
        self.hide()
        window.installEventFilter(self)

    def show_hits(self, hits: Sequence[Hit], field: QWidget, first: bool) -> None:
        """Shows these beneath `field`, or above it where there is more room."""
        self._hits.show(hits)
        if first:
            self.setCurrentIndex(self._hits.index(0, 0))
        window = self.window()
        at = QRect(field.mapTo(window, QPoint(0, 0)), field.size())
        delegate = self.itemDelegate()
        assert isinstance(delegate, HitDelegate)
        width = min(max(delegate.measure(hits, self.fontMetrics()) + 24, at.width(), 360), window.width() - 8)
        height = min(len(hits), SHOWN) * delegate.row_height(self.fontMetrics()) + 2 * self.frameWidth()
        below = at.bottom() + 2 + height <= window.height() or at.top() < window.height() - at.bottom()
        height = min(height, (window.height() - at.bottom() if below else at.top()) - 6)
        left = max(4, min(at.left(), window.width() - width - 4))
        self.setGeometry(left, at.bottom() + 2 if below else at.top() - height - 2, width, height)
        self.raise_()
        self.show()

    def current_hit(self) -> Hit | None:
        """The chosen row, None while no row is."""
        hit = self.currentIndex().data(_HIT)
        return hit if isinstance(hit, Hit) else None

    def choose_none(self) -> None:
        """Another text is being typed: Enter must not pick a row that was found for the text before."""
        self.setCurrentIndex(QModelIndex())

    def step(self, rows: int) -> None:
        """Moves the choice by so many rows, no further than the ends."""
        last = self.model().rowCount() - 1
        here = self.currentIndex().row() if self.currentIndex().isValid() else -1 if rows > 0 else last + 1
        there = max(0, min(here + (rows if 0 <= here <= last else 1 if rows > 0 else -1), last))
        self.setCurrentIndex(self.model().index(there, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.window() and event.type() in (QEvent.Type.Resize, QEvent.Type.WindowDeactivate):
            self.hide()
        return super().eventFilter(watched, event)

    def _clicked(self, index: QModelIndex) -> None:
        hit = index.data(_HIT)
        if isinstance(hit, Hit):
            self.chosen.emit(hit)


class HitModel(QAbstractListModel):
    """What was found, for the list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._hits: Sequence[Hit] = ()

    def show(self, hits: Sequence[Hit]) -> None:
        """Other hits."""
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == _HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.code
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(each for each in (hit.code, hit.text, hit.detail) if each)
        return None


class HitDelegate(QStyledItemDelegate):
    """A row of the list in three columns: code, words, detail at the right."""

    _code_width = 0

    def measure(self, hits: Sequence[Hit], metrics: QFontMetrics) -> int:
        """The width these need in pixels, by those with the most letters; codes get a column of their own."""
        widest = metrics.horizontalAdvance(max((hit.code for hit in hits), key=len))
        self._code_width = min(widest, metrics.averageCharWidth() * 24) + 16
        rest = metrics.horizontalAdvance(max((hit.text + hit.detail for hit in hits), key=len))
        return self._code_width + min(rest, metrics.averageCharWidth() * 90) + 40

    def row_height(self, metrics: QFontMetrics) -> int:
        """As high as a row of a grid, or what the font needs."""
        return max(style.row_height(), metrics.height() + 8)

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        return QSize(100, self.row_height(option.fontMetrics))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        hit: Hit = index.data(_HIT)
        rect: QRect = option.rect
        palette: QPalette = option.palette
        metrics: QFontMetrics = option.fontMetrics
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if here else QPalette.ColorRole.Text
        painter.save()
        if here:
            painter.fillRect(rect, palette.brush(QPalette.ColorRole.Highlight))
        inner = rect.adjusted(8, 0, -8, 0)
        painter.setPen(palette.color(role))
        code = QRect(inner.left(), inner.top(), self._code_width - 8, inner.height())
        middle = Qt.AlignmentFlag.AlignVCenter
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(code, middle, metrics.elidedText(hit.code, elide, code.width()))
        detail = min(metrics.horizontalAdvance(hit.detail), inner.width() // 2)
        words = QRect(inner.left() + self._code_width, inner.top(), 0, inner.height())
        words.setRight(inner.right() - detail - 12)
        painter.drawText(words, middle, metrics.elidedText(hit.text, elide, words.width()))
        if not here:
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        right = QRect(inner.right() - detail, inner.top(), detail + 1, inner.height())
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, metrics.elidedText(hit.detail, elide, detail + 1))
        painter.restore()
