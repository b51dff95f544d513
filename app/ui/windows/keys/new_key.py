"""Asks for the key of one command by letting it be pressed; it must not know how keys are kept."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.kit import key_map, style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.commands import key_words
from app.ui.kit.entry.field_base import KEYPAD, held_besides, is_enter

_ALONE = frozenset({Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
                    Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock})  # fmt: skip


class NewKey(Dialog):
    """Shows the key that is pressed, and whether it is free. Enter takes it, Del leaves the command without one.

    `keys` is what was chosen: one key or none.
    """

    def __init__(self, deed: key_map.Deed, parent: QWidget | None) -> None:
        super().__init__("A new key", parent, guard=0)
        self.keys: key_map.Keys = key_map.current().keys(deed.name)
        self._deed, self._refusal = deed, ""
        self._pressed = _Pressed(key_map.shown(self.keys))
        self._pressed.pressed.connect(self._look)
        self._said = style.label(wrap=True, name="What is wrong")
        self._said.setMinimumHeight(3 * self._said.fontMetrics().lineSpacing())
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 3)
        page.addWidget(style.label(deed.words, "heading"))
        page.addWidget(style.label(deed.tip, wrap=True))
        page.addWidget(self._pressed)
        how = "Press the new key. Enter takes it, Del means none, Esc leaves it."
        page.addWidget(style.label(how, "muted", wrap=True))
        page.addWidget(self._said)
        take, leave = self.button("Take it", primary=True), self.button("Leave it")
        take.clicked.connect(self._take)
        leave.clicked.connect(self.reject)
        page.addLayout(self.foot(leave, take))
        self._pressed.setFocus()

    def _look(self, key: str) -> None:
        """A key was pressed; empty for none."""
        self.keys = (key,) if key else ()
        self._pressed.setText(key_words(key) if key else "no key")
        self._tell(key_map.current().refusal(self._deed.name, key) if key else "")

    def _tell(self, refusal: str) -> None:
        self._refusal = refusal
        style.mark(self._said, "refused" if refusal else "good")
        self._said.setText(f"{style.SIGNS['refused']} {refusal}" if refusal else f"{style.SIGNS['good']} Free.")

    def _take(self) -> None:
        if not self._refusal:
            self.accept()


class _Pressed(QLineEdit):
    """A field that shows keys instead of what they type; only looking at it opens no keyboard and no menu."""

    pressed = Signal(str)
    """A key, as the table of commands writes it; empty for none."""

    def __init__(self, shown: str) -> None:
        super().__init__(shown or "no key")
        style.named(self, "New key")
        self.setStatusTip("Press the new key itself; Del means none, Enter takes what is shown.")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def event(self, event: QEvent) -> bool:
        """Before anything else makes something of a key, it is shown."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._is_meant(event):
            return True
        return super().event(event)

    def _is_meant(self, event: QKeyEvent) -> bool:
        """Enter, Esc and Tab mean the dialog; every other key is the new one."""
        key, held = event.key(), held_besides(event, KEYPAD)
        if key in _ALONE:
            return True
        if (not held and (is_enter(event) or key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab))) or key == Qt.Key.Key_Backtab:
            return False
        if not held and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.pressed.emit("")
            return True
        self.pressed.emit(
            QKeySequence(QKeyCombination(held, Qt.Key(key))).toString(QKeySequence.SequenceFormat.PortableText)
        )
        return True
