"""The grid of the people who work here, typed line by line; it must not know where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.rules.faults import Refused
from app.rules.rights import ROLES, Role
from app.services.operators import OperatorCard, OperatorListed
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column


@dataclass
class OperatorLine:
    """A person while typed; `was` is how it is stored, None for a new one."""

    was: OperatorCard | None = None
    code: str = ""
    name: str = ""
    role: Role = "counter"
    active: bool = True
    has_pin: bool = False

    @property
    def card(self) -> OperatorCard:
        """What was typed."""
        of = self.was or OperatorCard()
        return OperatorCard(of.id, of.version, self.code, self.name, self.role, self.active)


class OperatorsGrid(LineGrid):
    """Everybody who works or has worked here, and a blank line for the next."""

    def __init__(self, may_delete: Callable[[OperatorLine], None]) -> None:
        self._typed: list[OperatorLine] = []
        super().__init__(
            "Operators",
            (
                Column("Code", "code", width=12, editable=True, stop=True, prompt="Short and unique: KIM, PAT …"),
                Column(
                    "Name", "name", width=0, editable=True, stop=True, prompt="As it stands on documents and lists."
                ),
                Column(
                    "Role",
                    "role",
                    parse=_role,
                    show=str,
                    width=16,
                    editable=True,
                    stop=True,
                    prompt="counter, parts manager, office or owner; so many letters as make it clear are enough.",
                ),
                Column(
                    "Active",
                    "active",
                    width=8,
                    align="center",
                    editable=True,
                    tick=True,
                    prompt="Space takes the tick off when somebody has left: who is not active can write nothing more.",
                ),
                Column(
                    "PIN",
                    "has_pin",
                    get=lambda line: ("set" if line.has_pin else "none") if line.was else None,
                    show=str,
                    width=8,
                    tone=lambda line: "" if line.has_pin or not line.was or not line.active else "waits",
                ),
            ),
            blank=OperatorLine,
            may_delete=may_delete,
            empty="Nobody works here yet.",
        )

    def show_operators(self, people: Sequence[OperatorListed]) -> None:
        """Show them as they are stored."""
        self._typed = [
            OperatorLine(each.card, each.card.code, each.card.name, each.card.role, each.card.active, each.has_pin)
            for each in people
        ]
        self.show_lines(self._typed)

    def changed_lines(self) -> list[OperatorLine]:
        """What is typed and not stored."""
        blank = OperatorCard()
        return [line for line in self._typed if line.card != (line.was or blank)]


def _role(text: str, _line: OperatorLine) -> Role:
    typed = text.strip().casefold()
    fitting = [role for role in ROLES if typed and role.startswith(typed)]
    if len(fitting) != 1:
        raise Refused("Type one of counter, parts manager, office or owner.")
    return fitting[0]
