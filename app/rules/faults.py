"""The three faults a use case may end with; it must not know how any of them is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.rules.questions import Question


class Fault(Exception):
    """A use case ended without writing anything; the message is a sentence for a person."""


class Refused(Fault):
    """What was asked for is not allowed: the sentence names the thing and the next step.

    `field` is the name of the draft's attribute that is to get the focus, `line` the key of its line.
    """

    def __init__(self, sentence: str, *, field: str = "", line: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.line = line


class NotEntitled(Refused):
    """The operator may not: somebody else may, and sees what this one does not."""


class Unanswered(Fault):
    """Somebody has to decide first: ask these questions and call again with the answers."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        super().__init__("; ".join(question.sentence for question in questions))
        self.questions = questions


class Unavailable(Fault):
    """The world is not ready (database locked, disk full, server gone): nothing was saved, try again.

    `again`: it may well go through at once, so it is worth another try before anybody is told.
    `gone`: the server does not answer; it may come back. `unknown`: it went away while it was saving, so what it was
    asked to save may be there – only what is safe to be called twice is called again. `password`: the server wants
    one, or another one.
    """

    def __init__(
        self, sentence: str, *, again: bool = False, gone: bool = False, unknown: bool = False, password: bool = False
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.again = again
        self.gone = gone
        self.unknown = unknown
        self.password = password
