"""The question whether somebody with the right approves; it must not know who could, nor how a PIN is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from app.rules.questions import Choice, Question
from app.rules.rights import Right


@dataclass(frozen=True)
class Approve(Question):
    """The operator may not do this: who may, and approves of just this? Answered with an `Approval`.

    `what` says in a sentence what is to be approved. With `facts`, which are not shown, it has every figure that
    matters, so that another price is another question.
    """

    right: Right
    what: str
    facts: tuple[str, ...] = ()
    line: int | None = None
    turned_down: tuple[str, ...] = ()
    """Who has approved of it, and had the right no longer when it was to be written."""
    operator: str = field(default="", compare=False)

    title: ClassVar[str] = "Who approves?"
    choices: ClassVar[tuple[Choice, ...]] = ()

    @property
    def sentence(self) -> str:
        no_more = "".join(f" {name} may not any more." for name in self.turned_down)
        return f"{self.what} {self.operator or 'This operator'} may not {self.right.value}.{no_more} Who approves?"
