"""The grids of price groups and of a structure's rules, typed line by line; they must not know where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.rules import entry, words
from app.rules.faults import Refused
from app.rules.pricing import Basis, StructureRule
from app.services.masters.price_groups import MOST_MARK_UP, GroupCard, GroupListed, RuleFor, StructureCard
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column

_BASES: Final[dict[Basis, str]] = {"list": "% off list", "cost": "% on cost"}


@dataclass
class GroupLine:
    """A price group while it is typed; `was` is how it is stored, None for a new one."""

    was: GroupCard | None = None
    code: str = ""
    name: str = ""
    parts: int = 0

    @property
    def card(self) -> GroupCard:
        """What was typed."""
        return GroupCard(self.was.id if self.was else None, self.code, self.name)


@dataclass
class RuleLine:
    """What a structure says of one group while it is typed; without a percentage the group is sold at list price."""

    group_id: int
    code: str
    name: str
    percent: Decimal | None = None
    basis: Basis = "list"


class GroupsGrid(LineGrid):
    """All price groups, and a blank line for the next."""

    def __init__(self, may_delete: Callable[[GroupLine], None]) -> None:
        self._typed: list[GroupLine] = []
        super().__init__(
            "Price groups",
            (
                Column("Group", "code", width=12, editable=True, stop=True, prompt="Short and unique: BRAKE, OIL …"),
                Column("Name", "name", width=0, editable=True, stop=True, prompt="In words: Brake pads …"),
                Column("Parts", "parts", get=lambda line: line.parts if line.was else None, width=7, align="right"),
            ),
            blank=GroupLine,
            may_delete=may_delete,
            empty="No price group yet. Type a short code and a name.",
        )

    def show_groups(self, groups: Sequence[GroupListed]) -> None:
        """Show them as they are stored."""
        self._typed = [
            GroupLine(GroupCard(each.id, each.code, each.name), each.code, each.name, each.parts) for each in groups
        ]
        self.show_lines(self._typed)

    def take_up(self, typed: Sequence[GroupLine]) -> None:
        """Show what was typed over what is stored."""
        stored = {line.was.id: line for line in self._typed if line.was is not None}
        for line in typed:
            there = stored.get(line.was.id) if line.was is not None else None
            if there is None:
                self._typed.append(line)
            else:
                there.was, there.code, there.name = line.was, line.code, line.name
        self.show_lines(self._typed)

    def changed_lines(self) -> list[GroupLine]:
        """What is typed and not stored."""
        blank = GroupCard()
        return [line for line in self._typed if line.card != (line.was or blank)]


class RulesGrid(LineGrid):
    """A line for each price group: what debtors with this structure pay."""

    def __init__(self) -> None:
        self._typed: list[RuleLine] = []
        super().__init__(
            "Rules of the structure",
            (
                Column("Group", "code", width=12),
                Column("Name", "name", width=0),
                Column(
                    "Per cent",
                    "percent",
                    parse=_percent,
                    show=words.percent,
                    width=9,
                    align="right",
                    editable=True,
                    stop=True,
                    prompt="15: 15 % off list. +25: 25 % on cost. Empty: list price.",
                ),
                Column(
                    "Of what",
                    "basis",
                    get=lambda line: line.basis if line.percent is not None else None,
                    parse=_basis,
                    show=lambda basis: _BASES[basis],
                    typed=str,
                    width=14,
                    editable=lambda line: line.percent is not None,
                    prompt="List: off the list price. Cost: on top of the cost. The first letter is enough.",
                ),
            ),
            committed=_take,
            empty="There are no price groups yet: type them at the left, F2 saves them.",
        )

    def show_card(self, card: StructureCard, groups: Sequence[GroupListed]) -> None:
        """Show what the structure says of each group."""
        rules = {each.price_group_id: each.rule for each in card.rules}
        self._typed = [
            RuleLine(each.id, each.code, each.name, rules[each.id].percent, rules[each.id].basis)
            if each.id in rules
            else RuleLine(each.id, each.code, each.name)
            for each in groups
        ]
        self.show_lines(self._typed)

    @property
    def rules(self) -> tuple[RuleFor, ...]:
        """What was typed."""
        typed = [line for line in self._typed if line.percent is not None]
        made = (RuleFor(line.group_id, StructureRule(line.basis, line.percent or Decimal(0))) for line in typed)
        return tuple(sorted(made, key=lambda each: each.price_group_id))


def _percent(text: str, _line: RuleLine) -> tuple[Decimal | None, Basis | None]:
    """The percentage, and with a sign what it is of."""
    typed = text.strip()
    if not typed:
        return None, None
    signed: dict[str, Basis] = {"+": "cost", "-": "list", "−": "list"}
    basis = signed.get(typed[0])
    return entry.rate(typed[1:] if basis else typed, largest=MOST_MARK_UP), basis


def _basis(text: str, _line: RuleLine) -> Basis:
    typed = text.strip().casefold()
    for basis in _BASES:
        if typed and basis.startswith(typed[: len(basis)]):
            return basis
    raise Refused(f"{entry.quoted(text)} is neither list nor cost. Type l or c.")


def _take(line: RuleLine, attribute: str, value: object) -> None:
    if attribute == "percent" and isinstance(value, tuple):
        percent, basis = value
        basis = basis or line.basis
        if percent is not None and basis == "list" and percent > 100:
            raise Refused(f"{words.percent(percent)} % off list is more than all of it. Type +{percent:f} for on cost.")
        line.percent, line.basis = percent, basis
    else:
        setattr(line, attribute, value)
