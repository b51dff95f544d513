"""Questions inside a unit of work: what is undecided, what was answered; it must not know who is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from app.models import StoredAnswer
from app.rules import words
from app.rules.entry import one_line
from app.rules.faults import Unanswered
from app.rules.questions import Answer, Answers, Question
from app.rules.rights import Approval
from app.services.counter import Counter
from app.services.within import audit

NO_ANSWERS: Final[Answers] = MappingProxyType({})


class Asking:
    """Collects the questions of one call, so that what is undecided is raised together."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.used: dict[Question, Answer] = {}
        self.open: list[Question] = []

    def ask(self, question: Question) -> Answer | None:
        """The answer, or None while there is none; then `settle` will raise the question."""
        answer = self.answers.get(question)
        if answer is None:
            if question not in self.open:
                self.open.append(question)
        else:
            self.used[question] = answer
        return answer

    def reopen(self, question: Question) -> None:
        """What was answered is no answer to this: it is as if it had not been asked yet."""
        self.used.pop(question, None)
        if question not in self.open:
            self.open.append(question)

    def turn_down(self, question: Question) -> None:
        """This answer does not count; something else is asked in its place."""
        self.used.pop(question, None)

    def settle(self) -> None:
        """Raises Unanswered when a question is open."""
        if self.open:
            raise Unanswered(tuple(self.open))


def store(
    session: Session, counter: Counter, kind: str, document_id: int, answers: Iterable[Mapping[Question, Answer]]
) -> None:
    """Keep the questions and their answers with the document; a question answered twice is kept once.

    They are of the very moment that the chain tells of this unit of work, so that its rows find their approvals.
    """
    at = audit.moment(session) or counter.now()
    merged: dict[Question, Answer] = {}
    for each in answers:
        merged.update(each)
    for question, answer in merged.items():
        session.add(
            StoredAnswer(
                document_kind=kind,
                document_id=document_id,
                question=type(question).__name__,
                sentence=one_line(question.sentence),
                answer=one_line(_said(question, answer)),
                operator_id=counter.operator.id,
                at=at,
            )
        )


def _said(question: Question, answer: Answer) -> str:
    if isinstance(answer, Approval):
        return f"approved by {answer.name}"
    if isinstance(answer, tuple):
        return ", ".join(f"{each.kind} {words.money(each.given)}" for each in answer)
    said = next((choice.words for choice in question.offered() if choice.value == answer), answer)
    return said.replace("&", "")


def without_approvals(answers: Answers) -> Answers:
    """What a draft remembers, to be kept with the document; of approvals only those count that were used."""
    return {question: answer for question, answer in answers.items() if not isinstance(answer, Approval)}
