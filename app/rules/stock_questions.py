"""The questions about stock that is counted; it must not know how or by whom they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.rules import words
from app.rules.questions import Choice, Question


@dataclass(frozen=True)
class PostUncounted(Question):
    """A stocktake is to be posted while parts of it are not counted."""

    number: int
    uncounted: int

    title: ClassVar[str] = "Not everything is counted"
    default: ClassVar[str] = "leave"
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice("leave", "&Leave them as they are"),
        Choice("zero", "Count them as &zero"),
        Choice("back", "&Go on counting"),
    )

    @property
    def sentence(self) -> str:
        are = "part is" if self.uncounted == 1 else "parts are"
        return f"{self.uncounted} {are} not counted in stocktake {self.number}. What becomes of them?"


@dataclass(frozen=True)
class AbandonStocktake(Question):
    """A stocktake is to be given up with what was counted."""

    number: int
    counted: int

    title: ClassVar[str] = "Abandon the stocktake?"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("yes", "&Abandon it"), Choice("no", "&Keep it"))

    @property
    def sentence(self) -> str:
        return (
            f"Abandon stocktake {self.number} with {words.counted(self.counted, 'counted part')}? "
            "The stock stays as it is."
        )


@dataclass(frozen=True)
class CountAgain(Question):
    """Variances are to be counted again: their counts go, and the snapshot is what is on hand now."""

    number: int
    parts: int

    title: ClassVar[str] = "Count again?"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("yes", "&Count again"), Choice("no", "&Keep the counts"))

    @property
    def sentence(self) -> str:
        those = "the count of 1 part" if self.parts == 1 else f"the counts of {self.parts} parts"
        return f"Throw away {those} of stocktake {self.number} and count again from what is on hand now?"
