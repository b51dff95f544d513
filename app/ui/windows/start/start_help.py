"""F1 before there is a shop: what a window of the start is about and what its fields are for; it needs no shop."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QDialog

from app.ui.kit.foot.help_page import HelpPage, tips

_KEYS: Final = (
    ("Enter, Tab", "The next field; on a button, what stands on it"),
    ("Shift+Tab", "The field before"),
    ("Alt and a letter", "The field or the button with this letter underlined"),
    ("Space", "Set or take away a tick"),
    ("Alt+Down", "Open a list to choose from"),
    ("F1", "This page"),
    ("Esc", "Leave this window; nothing is made by that"),
)
_WIDTH: Final = 760
_HEIGHT: Final = 480


class StartHelp(HelpPage):
    """The page of one window of the start, over it; what is typed there stays."""

    def __init__(self, window: QDialog, about: str) -> None:
        title = window.windowTitle()
        parts = (("What is asked", tuple(tips(window))), ("Its keys", _KEYS))
        super().__init__(f"{title} – help", title, about, parts, window)
        self.offer()
        self.resize(_WIDTH, _HEIGHT)
