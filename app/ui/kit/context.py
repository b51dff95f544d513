"""What the desk hands to every window; it must not know any window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from app.rules.rights import Right

if TYPE_CHECKING:
    from app.services.counter import Counter
    from app.ui.kit.asking.prompts import Asks
    from app.ui.kit.busy import Busy
    from app.ui.kit.changes import Changes
    from app.ui.kit.key_map import KeyMap
    from app.ui.kit.sheets.paper import Paper
    from app.ui.kit.window import TaskWindow

Tone = Literal["plain", "good", "waits", "refused"]


class Desk(Protocol):
    """What a window may ask of the desk it lies on."""

    def open(self, name: str, /, **facts: object) -> TaskWindow:
        """A window in front, in a new tab made with `facts` unless one shows just that already."""

    def say(self, sentence: str, tone: Tone = "plain") -> None:
        """Put a sentence on the status line; refused ones beep, an empty one takes the last away."""

    def keep(self, window: TaskWindow) -> None:
        """Keep what is typed in this window at this desk, or forget what was kept when it is on the books now."""

    def use_keys(self, keys: KeyMap) -> None:
        """These are the keys from now on, in every window that is open and in those that come."""

    def leave_for(self, work: Callable[[str], str]) -> None:
        """Close the desk, do this at the place of the shop while it is closed, and open it again.

        What `work` gives back stands on the status line then. Nothing happens when unfinished work is to be kept.
        """

    def close_tab(self, window: TaskWindow) -> bool:
        """Take a window off the desk unless its unfinished work is to be kept; tells whether it is gone."""


class Staffed:
    """Who is at the desk now: the one thing about a desk that changes while windows are open on it."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter


@dataclass(frozen=True, slots=True)
class Context:
    """The counter at which services are called, and the ways to ask, tell, wait, print and open.

    The counter is that of whoever is there now: a window asks for it each time it calls, and keeps none.
    """

    staffed: Staffed
    prompter: Asks
    changes: Changes
    busy: Busy
    paper: Paper
    desk: Desk

    @property
    def counter(self) -> Counter:
        """The counter with the person who is there now."""
        return self.staffed.counter

    def sees_costs(self) -> bool:
        """Whether whoever is there now may see what parts cost."""
        return self.counter.operator.may(Right.SEE_COST)
