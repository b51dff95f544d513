"""Makes the commands of the table into Qt actions, buttons and tool tips; it must not know any window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.kit import key_map, style
from app.ui.kit.commands import Command, for_scope, key_words


def actions(owner: QWidget, scope: str, run: Callable[[Command], object]) -> dict[str, QAction]:
    """One action for each command of the scope, by slot or else by id; alive while `owner` is on the screen.

    The actions lie on `owner` with window-wide shortcuts: Qt passes over the shortcuts of a hidden widget, so a key
    belongs to the tab in front and to no other.
    """
    made = {}
    for command in for_scope(scope):
        action = QAction(command.words, owner)
        action.setObjectName(command.id)
        action.setData(command)
        dress(action)
        action.triggered.connect(lambda _=False, command=command: run(command))
        made[command.slot or command.id] = action
        owner.addAction(action)
    return made


def dress(action: QAction) -> None:
    """Give an action the keys that its command has at this desk now; menu, button and key bar follow."""
    command: Command = action.data()
    keys = key_map.current().keys_of(command)
    action.setShortcuts([QKeySequence(key) for key in keys])
    action.setStatusTip(command.tip)
    action.setToolTip(" – ".join(part for part in (command.tip or command.words, key_map.shown(keys)) if part))


def key(action: QAction) -> str:
    """The key that is shown for an action, as it is printed on keyboards; empty while it has none."""
    return key_words(action.shortcut().toString(QKeySequence.SequenceFormat.PortableText))


def button(action: QAction, *, primary: bool = False, words: str = "") -> QPushButton:
    """A button for an action, with its key; enabled and worded as the action is.

    It has no Alt letter: the action may have it, and two owners of one shortcut cancel each other out.
    """
    made = QPushButton(autoDefault=True)

    def follow() -> None:
        text = words or action.text()
        made.setText(f"{text}   {key(action)}".rstrip().replace("&", "&&"))
        made.setAccessibleName(text)
        made.setEnabled(action.isEnabled())
        made.setToolTip(action.toolTip())
        made.setStatusTip(action.statusTip())

    follow()
    action.changed.connect(follow)
    made.clicked.connect(action.trigger)
    return style.mark(made, "primary") if primary else made
