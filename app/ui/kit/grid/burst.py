"""Keys as fast as only a scanner sends them, up to its Enter or Tab; it must not know where they go."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QKeyEvent

from app.ui.kit.entry.field_base import KEYPAD, SHIFT, Keys, held_besides

SCANNER_GAP: Final = 35
"""Milliseconds between two keys that no finger reaches: a scanner sends one every 1 to 20, a fast typist every 80."""
SHORTEST: Final = 4
"""Signs of a barcode at least; nobody types three and Enter that fast either, but two do come together."""
_ENDS: Final = (Keys.Key_Return, Keys.Key_Enter, Keys.Key_Tab)
_HELD_DOWN: Final = (Keys.Key_Shift, Keys.Key_CapsLock, Keys.Key_NumLock)


class Burst:
    """The signs that have come so far without a pause. A key without a time stamp is pressed by hand."""

    def __init__(self) -> None:
        self.text = ""
        self.stood = ""
        """What stood where they are typed before the first of them came."""
        self._last = 0

    def follows(self, event: QKeyEvent) -> bool:
        """Whether this key comes as fast after the last sign as a scanner's next one."""
        when = event.timestamp()
        return bool(self.text) and when > 0 and 0 <= when - self._last <= SCANNER_GAP

    def add(self, event: QKeyEvent, stands: str) -> None:
        """One more sign, or the first of others; `stands` is what is in its place before it comes."""
        if not self.follows(event):
            self.text, self.stood = "", stands
        self.text, self._last = self.text + event.text(), event.timestamp()

    def ended_by(self, event: QKeyEvent) -> bool:
        """Whether this key is the Enter or Tab of a scan."""
        ends = event.key() in _ENDS and not held_besides(event, KEYPAD)
        return ends and len(self.text) >= SHORTEST and self.follows(event)

    def forget(self) -> None:
        """A person types."""
        self.text, self.stood, self._last = "", "", 0


def is_sign(event: QKeyEvent) -> bool:
    """Whether a scanner may have sent this sign: with a time stamp, no repetition, nothing held but Shift."""
    held = held_besides(event, SHIFT, KEYPAD)
    stamped = event.timestamp() > 0 and not event.isAutoRepeat()
    return stamped and bool(event.text()) and event.text().isprintable() and not held


def is_only_held(event: QKeyEvent) -> bool:
    """Whether this is Shift or a lock by itself: a scanner presses it before a capital, so it ends nothing."""
    return event.key() in _HELD_DOWN
