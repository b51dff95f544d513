"""The grid of the people who work here, typed line by line; it must not know where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.rules.faults import Refused
from app.rules.rights import ROLES, Role
from app.services.operators import OperatorCard, OperatorListed
from app.ui.kit.entry.lookup_field import Hit, LookupField
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column

_ROLE_PROMPT: Final = "counter, parts manager, office or owner; the first letters are enough, F4 shows them."


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
                    prompt=_ROLE_PROMPT,
                    editor=lambda parent: LookupField("Role", _roles, _ROLE_PROMPT, parent, free=True),
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
            committed=_take,
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


def _fitting(text: str) -> list[Role]:
    typed = text.strip().casefold()
    return [role for role in ROLES if typed and role.startswith(typed)]


def _roles(text: str) -> list[Hit]:
    """The roles that fit what is being typed; all of them, that one first, where a whole one or none stands there."""
    among = _fitting(text)
    if not among or text.strip().casefold() in ROLES:
        among += [role for role in ROLES if role not in among]
    return [Hit(at, role, "") for at, role in enumerate(among)]


def _role(text: str, _line: OperatorLine) -> Role:
    fitting = _fitting(text)
    if len(fitting) != 1:
        raise Refused("Type one of counter, parts manager, office or owner; F4 shows them.")
    return fitting[0]


def _take(line: OperatorLine, attribute: str, value: Any) -> None:
    """A role that was chosen from the list comes as a hit, one that was typed as itself."""
    setattr(line, attribute, value.code if isinstance(value, Hit) else value)
