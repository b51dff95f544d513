"""How each person at this desk has set the columns of the lists, and where the window stood; it must not know any list.

One small JSON file for each shop, which a person may delete: everything has a usual look, and what cannot be read has
it too. It holds numbers of operators and names of lists, nothing of what is in them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from app import desk_file

_PLACE: Final = "window"
_LISTS: Final = "lists"
_WIDEST: Final = 4000


@dataclass(frozen=True, slots=True)
class ListLook:
    """What differs from the usual: widths in pixels, the order from left to right, what is hidden; all by attribute."""

    widths: dict[str, int] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


USUAL: Final = ListLook()


class DeskLooks:
    """The looks of one shop at this desk, by operator; `write` keeps them."""

    def __init__(self, file: Path) -> None:
        """Reads what is there; nothing sensible is nothing."""
        self._file = file
        self._changed = False
        self._all = desk_file.read(file)

    def look(self, operator: int, name: str) -> ListLook:
        """How this person has set the list of this name."""
        read = self._lists(operator).get(name)
        if not isinstance(read, dict):
            return USUAL
        widths, order, hidden = read.get("widths"), read.get("order"), read.get("hidden")
        return ListLook(
            {
                str(of): pixels
                for of, pixels in (widths.items() if isinstance(widths, dict) else ())
                if isinstance(pixels, int) and 0 < pixels < _WIDEST
            },
            tuple(str(each) for each in order) if isinstance(order, list | tuple) else (),
            tuple(str(each) for each in hidden) if isinstance(hidden, list | tuple) else (),
        )

    def set_look(self, operator: int, name: str, look: ListLook) -> None:
        """This person has set it so; the usual look is kept as nothing at all."""
        lists = self._lists(operator)
        if look == USUAL:
            lists.pop(name, None)
        else:
            lists[name] = asdict(look)
        self._of(operator)[_LISTS] = lists
        self._changed = True

    def place(self, operator: int) -> str:
        """Where the window stood when this person left last, as Qt wrote it; "" when that is not known."""
        place = self._of(operator).get(_PLACE)
        return place if isinstance(place, str) else ""

    def set_place(self, operator: int, place: str) -> None:
        """The window stands there."""
        if place != self.place(operator):
            self._of(operator)[_PLACE] = place
            self._changed = True

    def write(self) -> None:
        """Keeps what has changed; a disk that cannot be written keeps what was there, and nobody has to know."""
        if not self._changed:
            return
        with suppress(OSError):
            desk_file.write(self._file, self._all)
            self._changed = False

    def _of(self, operator: int) -> dict[str, Any]:
        of = self._all.setdefault(str(operator), {})
        if not isinstance(of, dict):
            of = self._all[str(operator)] = {}
        return of

    def _lists(self, operator: int) -> dict[str, Any]:
        lists = self._of(operator).get(_LISTS)
        return lists if isinstance(lists, dict) else {}
