"""The cell that is being typed into: its widget, its keys, its speed; it must not know what becomes of the text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.kit.entry.field_base import PASSING, Keys, with_shift
from app.ui.kit.entry.lookup_field import LookupField
from app.ui.kit.grid.burst import SCANNER_GAP, Burst, is_only_held, is_sign
from app.ui.kit.grid.line_model import Column

_LOOK = "QLineEdit { min-height: 0; max-height: 999px; border: none; border-radius: 0; padding: 0 3px 0 2px; }"


class OpenCell(QObject):
    """A line edit laid over a cell. `before` is what the cell held, `text` replaces it when typing has opened it."""

    picked = Signal(object)
    """A hit was chosen from the list of a look-up."""
    left = Signal()
    """The focus has gone elsewhere for good, not only to a menu, a dialog or another program."""

    def __init__(
        self,
        column: Column,
        before: str,
        text: str | None,
        place: QWidget,
        key: Callable[[QKeyEvent], bool],
        clock: Callable[[], float],
    ) -> None:
        super().__init__(place)
        self.before = before
        self.hit: object = None
        self._key, self._clock = key, clock
        self._times: list[float] = []
        self.burst = Burst()
        """The keys that may be a scan."""
        self.editor = column.editor(place) if column.editor else QLineEdit(place)
        self.editor.setAccessibleName(column.heading)
        self.editor.setStatusTip(column.prompt)
        self.editor.setFrame(False)
        self.editor.setStyleSheet(_LOOK)
        self.editor.setAlignment(column.side())
        self.editor.setText(before if text is None else text)
        self.editor.installEventFilter(self)
        if isinstance(self.editor, LookupField):
            self.editor.picked.connect(self.picked)

    def show(self, room: QRect) -> None:
        """Comes up in this place with the focus and its text selected."""
        self.editor.setGeometry(room)
        self.editor.show()
        self.select()

    def select(self) -> None:
        """Takes the focus back and selects the text, so that the next key replaces it."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editor.selectAll()

    def close(self) -> None:
        """Goes away; whoever had it open has the focus by now."""
        self.editor.removeEventFilter(self)
        if isinstance(self.editor, LookupField):
            self.editor.close_list()
        self.editor.hide()
        self.editor.deleteLater()
        self.deleteLater()

    @property
    def changed(self) -> bool:
        """Whether anything else than before stands here."""
        return self.hit is not None or self.editor.text() != self.before

    @property
    def typed_fast(self) -> bool:
        """Whether the text came at a scanner's speed."""
        gaps = len(self._times) - 1
        return gaps > 0 and self._times[-1] - self._times[0] <= SCANNER_GAP * gaps

    def put_back(self) -> None:
        """A scan has come: what stood here before its first sign does so again."""
        self.editor.setText(self.burst.stood)
        self.burst.forget()
        self._times.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            return self._override(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._pressed(event)
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut and event.reason() not in PASSING:
            QTimer.singleShot(0, self, self._look_whether_left)
        return False

    def _override(self, event: QKeyEvent) -> bool:
        """Esc is the open cell's; Ctrl+Del and Ctrl+Shift+Z are the line's, though a line edit claims them."""
        if event.key() == Keys.Key_Escape:
            event.accept()
            return True
        mine = event.key() == Keys.Key_Delete or (event.key() == Keys.Key_Z and with_shift(event))
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and mine:
            event.ignore()
            return True
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        if isinstance(self.editor, LookupField) and self.editor.list_key(event):
            return True
        if event.text() and event.text().isprintable():
            self._times.append(float(event.timestamp()) or self._clock() * 1000)
        if is_sign(event):
            self.burst.add(event, self.editor.text())
        elif not is_only_held(event) and not self.burst.ended_by(event):
            self.burst.forget()
        return self._key(event)

    def _look_whether_left(self) -> None:
        if self.editor.isVisible() and not self.editor.hasFocus():
            self.left.emit()
