"""Somebody at the counter who answers by a script: expects these questions in this order, and no others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.rules.approving import Approve
from app.rules.questions import Answer, Question
from app.services import operators
from app.services.counter import Counter
from app.ui.kit.records.tick_list import TickColumn, TickLine

Ticks = Callable[[list[TickLine]], list[TickLine] | None]


class ScriptedPrompter:
    """Fails on a question that was not expected, and while a unit of work is open; `asked` is what was asked."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._script: list[tuple[object, object]] = []
        self.asked: list[object] = []

    def expect(self, kind: type[Question], answer: Answer | None) -> ScriptedPrompter:
        """Next comes a question of this kind; None goes back a step."""
        self._script.append((kind, answer))
        return self

    def expect_ticks(self, choose: Ticks = lambda lines: lines) -> ScriptedPrompter:
        """Next comes a list to tick; `choose` changes the lines, None goes back. As they come: OK at once."""
        self._script.append(("ticks", choose))
        return self

    def expect_text(self, text: str | None) -> ScriptedPrompter:
        """Next a line of text is asked for."""
        self._script.append(("text", text))
        return self

    def expect_file(self, path: Path | None) -> ScriptedPrompter:
        """Next a file is chosen."""
        self._script.append(("file", path))
        return self

    def expect_approval(self, who: int, pin: str) -> ScriptedPrompter:
        """Next somebody is asked to approve, and this person types this PIN; who or what is wrong is raised."""
        self._script.append((Approve, lambda question: operators.approve(self._counter, question, who, pin)))
        return self

    def expect_sign_on(self, counter: Counter | None) -> ScriptedPrompter:
        """Next it is asked who is there."""
        self._script.append(("sign on", counter))
        return self

    def expect_pin(self, new: str, old: str = "") -> ScriptedPrompter:
        """Next a new PIN is asked for."""
        self._script.append(("PIN", (new, old)))
        return self

    def ask(self, question: Question) -> Answer | None:
        answer = self._next(type(question), question)
        return answer(question) if callable(answer) else answer  # type: ignore[return-value]

    def sign_on(self, *, was: int = 0, locked: bool = False) -> Counter | None:
        return self._next("sign on", locked)  # type: ignore[return-value]

    def new_pin(
        self,
        title: str,
        sentence: str,
        keep: Callable[[str, str], object],
        *,
        ask_old: bool = False,
        may_be_empty: bool = False,
    ) -> tuple[str, str] | None:
        pins: tuple[str, str] = self._next("PIN", sentence)  # type: ignore[assignment]
        keep(*pins)
        return pins

    def tick(
        self, title: str, sentence: str, lines: Sequence[TickLine], columns: Sequence[TickColumn]
    ) -> list[TickLine] | None:
        choose: Ticks = self._next("ticks", (title, sentence, tuple(lines)))  # type: ignore[assignment]
        return choose(list(lines))

    def text(self, title: str, sentence: str, given: str = "", *, longest: int = 200) -> str | None:
        return self._next("text", sentence)  # type: ignore[return-value]

    def choose_file(self, title: str, kinds: str, *, save_as: str = "") -> Path | None:
        return self._next("file", title)  # type: ignore[return-value]

    def choose_folder(self, title: str, given: str = "") -> Path | None:
        return self._next("file", title)  # type: ignore[return-value]

    def finished(self) -> None:
        """Everything expected was asked."""
        assert not self._script, f"Never asked: {self._script}"

    def _next(self, kind: object, what: object) -> object:
        assert self._counter.db.open_works == 0, "A question while a unit of work is open."
        assert self._script, f"Nobody expected this: {what}"
        expected, answer = self._script.pop(0)
        assert expected == kind, f"Expected {expected}, was asked {what}"
        self.asked.append(what)
        return answer
