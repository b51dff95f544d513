"""Asks which part is meant when a number is entered that another one has superseded; it must not know the window."""

from __future__ import annotations

from collections.abc import Callable

from app.rules.found import PartFound
from app.rules.questions import Answer, Question
from app.services.supersession import Offer
from app.ui.kit.grid.line_model import StayInCell

Ask = Callable[[Question], Answer | None]


def taken(entered: PartFound, offer: Offer | None, answers: dict[Question, Answer], ask: Ask) -> PartFound:
    """The part that is taken, asked once for a document; raises StayInCell when the person goes back."""
    if offer is None:
        return entered
    return offer.part if yes(offer.question, answers, ask) else entered


def yes(question: Question, answers: dict[Question, Answer], ask: Ask) -> bool:
    """Whether it is answered with Yes, now or before on this document; raises StayInCell when the person goes back."""
    answer = answers.get(question)
    if answer is None:
        answer = ask(question)
        if answer is None:
            raise StayInCell
        answers[question] = answer
    return answer == "yes"
