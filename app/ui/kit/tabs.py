"""The open windows of the desk as tabs: named apart, each with a cross that closes it; it must not know any window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabBar, QTabWidget, QToolButton

from app.ui.kit import style
from app.ui.kit.window import TaskWindow

_SIDE = QTabBar.ButtonPosition.RightSide


class Tabs(QTabWidget):
    """What lies on the desk, from left to right."""

    crossed = Signal(object)
    """The cross of this window was clicked."""

    def __init__(self) -> None:
        super().__init__(documentMode=True, movable=True, usesScrollButtons=True)
        style.named(self, "Open windows")
        style.named(self.tabBar(), "Open windows")
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def windows(self) -> list[TaskWindow]:
        """Every window that is open, from left to right."""
        every = (self.widget(at) for at in range(self.count()))
        return [window for window in every if isinstance(window, TaskWindow)]

    @property
    def front(self) -> TaskWindow | None:
        """The window in front."""
        window = self.currentWidget()
        return window if isinstance(window, TaskWindow) else None

    def lay_down(self, window: TaskWindow) -> None:
        """A tab for this window, as the last one; it does not come to the front."""
        at = self.addTab(window, window.windowTitle())
        window.windowTitleChanged.connect(lambda _title: self._name_all())
        close = QToolButton(autoRaise=True)
        close.setText("×")
        close.setObjectName("close-tab")
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setToolTip("Close")
        close.clicked.connect(lambda: self.crossed.emit(window))
        self.tabBar().setTabButton(at, _SIDE, close)
        self._name_all()

    def take_off(self, window: TaskWindow) -> None:
        """The window has no tab any more."""
        self.removeTab(self.indexOf(window))
        self._name_all()

    def turn(self, by: int) -> None:
        """So many tabs to the right, round and round."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def _name_all(self) -> None:
        seen: dict[str, int] = {}
        for window in self.windows():
            title = window.windowTitle()
            seen[title] = seen.get(title, 0) + 1
            name = f"{title} {seen[title]}" if seen[title] > 1 else title
            at = self.indexOf(window)
            self.setTabText(at, name.replace("&", "&&"))
            close = self.tabBar().tabButton(at, _SIDE)
            if close is not None:
                style.named(close, f"Close {name}")
