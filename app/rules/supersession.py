"""Numbers that took the place of others: a chain, where it ends, whether it runs in a circle; it must not know parts.

`links` says of every number in the books which number takes its place, or nothing. A number that is no key of `links`
is not in the books: whoever names it has a dangling end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.rules.faults import Refused

LONGEST: Final = 50
"""Nobody's catalogue supersedes a number so often; beyond it a chain is cut off."""
_MOST_SAID: Final = 8


@dataclass(frozen=True, slots=True)
class Chain:
    """A number and those that take its place one after the other.

    `missing` is the number that the last one names and that is not in the books. Of a circle `loop` holds the numbers
    in their order, each once; then no number is the current one.
    """

    numbers: tuple[str, ...]
    missing: str = ""
    loop: tuple[str, ...] = ()

    @property
    def current(self) -> str:
        """The number in the books that holds today; empty for a circle."""
        return "" if self.loop or not self.numbers else self.numbers[-1]


def chain(number: str, links: Mapping[str, str]) -> Chain:
    """The chain from `number` on; of a number that is not in the books, that number is missing."""
    passed: dict[str, int] = {}
    while number and len(passed) <= LONGEST:
        if number in passed:
            numbers = tuple(passed)
            return Chain(numbers, loop=numbers[passed[number] :])
        if number not in links:
            return Chain(tuple(passed), missing=number)
        passed[number] = len(passed)
        number = links[number]
    return Chain(tuple(passed))


def loops(links: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Every circle once, however long, beginning with its smallest number."""
    state: dict[str, int] = {}
    found = []
    for round_, start in enumerate(links):
        passed = []
        number = start
        while number in links and number not in state:
            state[number] = round_
            passed.append(number)
            number = links[number]
        if state.get(number) == round_ and number in passed:
            circle = passed[passed.index(number) :]
            first = circle.index(min(circle))
            found.append((*circle[first:], *circle[:first]))
    return sorted(found)


def dangling(links: Mapping[str, str]) -> list[tuple[str, str]]:
    """The numbers that are superseded by one that is not in the books, each with that one."""
    return sorted((number, by) for number, by in links.items() if by and by not in links)


def said(numbers: tuple[str, ...], *, closed: bool = False) -> str:
    """A chain within a sentence: A → B → C; a `closed` one comes back to where it began."""
    shown = [*numbers, *numbers[:1]] if closed else list(numbers)
    if len(shown) > _MOST_SAID:
        shown = [*shown[: _MOST_SAID - 2], "…", shown[-1]]
    return " → ".join(shown)


def both(number: str, ordered_as: str) -> str:
    """A number as lists and papers show it beside the one that was ordered: *C-300 (for A-100)*."""
    return f"{number} (for {ordered_as})" if ordered_as and ordered_as != number else number


def noted(note: str, number: str, ordered_as: str) -> str:
    """A line's note with the number that was asked for, for screen and paper; another note stays."""
    was = f"in place of {ordered_as}"
    if not ordered_as or number == ordered_as:
        return "" if ordered_as and note == was else note
    return note or was


def refuse_loop(number: str, by: str, links: Mapping[str, str]) -> None:
    """Raises Refused (field `superseded_by`) when `by` may not take the place of `number`: itself, or a circle."""
    if number == by:
        raise Refused(
            f"{number} cannot take its own place. Type the number that is sold instead of it.", field="superseded_by"
        )
    ahead = chain(by, {**links, number: by})
    if number in ahead.numbers:
        circle = (number, *ahead.numbers[: ahead.numbers.index(number)])
        raise Refused(
            f"{by} cannot take the place of {number}: {said(circle, closed=True)} runs in a circle. Type the number "
            "that holds today.",
            field="superseded_by",
        )
