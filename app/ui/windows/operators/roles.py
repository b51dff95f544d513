"""What each role may do, as a table of ticks; it must not know where it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.rules import words
from app.rules.rights import APPROVABLE, OWNERS_ALONE, ROLES, Right, Role
from app.services.operators import RoleListed
from app.ui.kit import style
from app.ui.kit.entry.fields import Tick

_SAID = (
    "A tick: may do it. Without it, what has ✓ in the last column is approved on the spot by somebody who may and has "
    "a PIN; everything else is refused. An owner may do everything."
)


class RolesPage(QWidget):
    """A row for each right, a column for each role; Enter goes from tick to tick, Space turns one."""

    def __init__(self) -> None:
        super().__init__()
        style.named(self, "What each role may do")
        self.ticks: dict[tuple[Role, Right], Tick] = {}
        self._was: dict[Role, frozenset[Right]] = {}
        grid = QGridLayout(self)
        margin = style.SIZES.margin
        grid.setContentsMargins(margin, margin, margin, margin)
        grid.setHorizontalSpacing(style.SIZES.column_gap)
        grid.setVerticalSpacing(style.SIZES.step)
        grid.addWidget(style.label(_SAID, "muted", wrap=True), 0, 0, 1, len(ROLES) + 2)
        grid.setRowMinimumHeight(0, style.SIZES.row * 2)
        middle = Qt.AlignmentFlag.AlignHCenter
        for column, heading in enumerate((*map(words.begun, ROLES), "Approved on the spot"), 1):
            grid.addWidget(style.label(heading, "muted"), 1, column, middle)
        for row, right in enumerate(Right, 2):
            grid.addWidget(style.label(words.begun(right.value)), row, 0)
            for column, role in enumerate(ROLES, 1):
                told = f"Ticked: {words.begun(role)} may {right.value}, without asking anybody."
                tick = Tick("", told, name=f"{words.begun(role)}: {right.value}")
                tick.setEnabled(role != "owner" and right not in OWNERS_ALONE)
                self.ticks[role, right] = tick
                grid.addWidget(tick, row, column, middle)
            grid.addWidget(style.label(style.SIGNS["good"] if right in APPROVABLE else "–", "muted"), row, 5, middle)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(100, 1)

    def show_roles(self, roles: Sequence[RoleListed]) -> None:
        """Show them as they are kept."""
        self._was = {each.role: each.rights for each in roles}
        for (role, right), tick in self.ticks.items():
            tick.value = right in self._was[role]

    def changed(self) -> dict[tuple[Role, Right], bool]:
        """What was ticked or unticked."""
        return {
            (role, right): tick.value
            for (role, right), tick in self.ticks.items()
            if tick.value != (right in self._was.get(role, frozenset()))
        }
