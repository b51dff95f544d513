"""What is typed, as text that this desk can keep, and back again; it must not know where it is kept, nor any window.

Anything that this version does not know makes a text unreadable as a whole: a draft that is taken up with half of it
missing would be worse than one that is told about.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from cattrs import BaseValidationError, Converter
from cattrs.errors import ForbiddenExtraKeysError, StructureHandlerNotFoundError

from app.rules import money_questions, questions, stock_questions, supersession_questions
from app.rules.questions import Answer, Payments, Question

T = TypeVar("T")
_MODULES: Final = (questions, money_questions, stock_questions, supersession_questions)
"""Where the kinds of question are declared that may stand in a draft; imported, so that they are all known."""
_FAULTS: Final = (
    BaseValidationError, ForbiddenExtraKeysError, StructureHandlerNotFoundError,
    ArithmeticError, AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip


class Unreadable(Exception):
    """A text that this version of the program cannot read."""


def written(typed: object) -> str:
    """What was typed – a draft, a record, or a dictionary of these – as text that `read` makes the same of.

    Answers that hold only for the moment they were given, such as who has approved something, are left out.
    """
    return json.dumps(_CONVERTER.unstructure(typed), separators=(",", ":"))


def read(text: str, kind: type[T]) -> T:
    """What was typed, of that kind; the lines of a draft get keys of their own, as this program gives them.

    Raises Unreadable.
    """
    try:
        made = _CONVERTER.structure(json.loads(text), kind)
    except _FAULTS as fault:
        raise Unreadable(f"This version of the program cannot read it: {fault}") from fault
    return _with_new_keys(made)


def _with_new_keys(draft: T) -> T:
    """Keys of lines are counted by each program anew; an answer about a line follows its line."""
    lines = getattr(draft, "lines", None)
    if not isinstance(lines, list):
        return draft
    keys: dict[int, int] = {}
    for line in lines:
        for each in fields(line):
            if each.name == "key" and callable(each.default_factory):
                old, line.key = line.key, each.default_factory()
                keys[old] = line.key
    answers: dict[Question, Answer] | None = getattr(draft, "answers", None)
    if answers:
        kept = {_about_the_line(question, keys): answer for question, answer in answers.items()}
        answers.clear()
        answers.update(kept)
    return draft


def _about_the_line(question: Question, keys: dict[int, int]) -> Question:
    line = getattr(question, "line", None)
    if line not in keys or isinstance(question, money_questions.LiveAgain):  # that one names a row of the invoice
        return question
    return replace(question, line=keys[line])  # type: ignore[call-arg]


def _kinds() -> dict[str, type[Question]]:
    """Every kind of question by its name, those of the kinds included."""
    found: dict[str, type[Question]] = {}
    below = Question.__subclasses__()
    while below:
        kind = below.pop()
        found[kind.__name__] = kind
        below += kind.__subclasses__()
    return found


def _answers_written(answers: dict[Question, Answer]) -> list[list[Any]]:
    return [
        [type(question).__name__, _CONVERTER.unstructure(question), _CONVERTER.unstructure(answer)]
        for question, answer in answers.items()
        if isinstance(answer, str | tuple)
    ]


def _answers_read(written_: Any, _kind: object) -> dict[Question, Answer]:
    kinds = _kinds()
    return {_CONVERTER.structure(facts, kinds[name]): _answer_read(answer, Answer) for name, facts, answer in written_}


def _answer_read(written_: Any, _kind: object) -> Answer:
    return written_ if isinstance(written_, str) else _CONVERTER.structure(written_, Payments)


def _exactly(kind: type[T]) -> Any:
    """A value that must be of its kind already, and is not made so."""

    def check(value: Any, _kind: object) -> T:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value

    return check


def _made() -> Converter:
    made = Converter(forbid_extra_keys=True)
    made.register_unstructure_hook(Decimal, str)
    made.register_structure_hook(Decimal, lambda text, _kind: Decimal(_text(text)))
    made.register_unstructure_hook(date, lambda day: day.isoformat())
    made.register_structure_hook(date, lambda text, _kind: date.fromisoformat(_text(text)))
    made.register_unstructure_hook(datetime, lambda at: at.isoformat())
    made.register_structure_hook(datetime, lambda text, _kind: datetime.fromisoformat(_text(text)))
    for plain in (str, bool):
        made.register_structure_hook(plain, _exactly(plain))
    answers = dict[Question, Answer]
    made.register_unstructure_hook_func(lambda kind: kind == answers, _answers_written)
    made.register_structure_hook_func(lambda kind: kind == answers, _answers_read)
    made.register_structure_hook_func(lambda kind: kind == Answer, _answer_read)
    return made


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


_CONVERTER: Final = _made()
