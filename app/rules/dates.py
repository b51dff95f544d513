"""In which order a shop writes and reads day, month and year; it must not know where dates are shown or typed.

This is the one place where a date becomes text for a person. The month is named unless the year comes first, so that
nobody takes 5 December for 12 May; a full day that one shop writes is read by every other one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

DateOrder = Literal["day/month/year", "month/day/year", "year-month-day"]
DATE_ORDERS: Final[tuple[DateOrder, ...]] = ("day/month/year", "month/day/year", "year-month-day")

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Dates:
    """How one shop writes its dates."""

    order: DateOrder = "day/month/year"

    def day(self, when: date) -> str:
        """A day within a sentence or a narrow column: 28 Nov, Nov 28 or 11-28."""
        if self.order == "year-month-day":
            return f"{when.month:02}-{when.day:02}"
        month = MONTHS[when.month - 1]
        return f"{when.day} {month}" if self.order == "day/month/year" else f"{month} {when.day}"

    def full_day(self, when: date) -> str:
        """A day on paper and in lists: 28 Nov 2026, Nov 28, 2026 or 2026-11-28."""
        if self.order == "year-month-day":
            return f"{when.year:04}-{self.day(when)}"
        comma = "," if self.order == "month/day/year" else ""
        return f"{self.day(when)}{comma} {when.year:04}"

    def month(self, when: date) -> str:
        """The month of a day, where its year is plain: Nov."""
        return MONTHS[when.month - 1]

    def full_month(self, when: date) -> str:
        """The month of a day with its year: Nov 2026, or 2026-11."""
        year = f"{when.year:04}"
        return f"{year}-{when.month:02}" if self.order == "year-month-day" else f"{self.month(when)} {year}"

    @property
    def short(self) -> str:
        """5 December as it is typed in figures, for prompts and refusals."""
        return {"day/month/year": "5/12", "month/day/year": "12/5", "year-month-day": "12-5"}[self.order]


USUAL: Final = Dates()
"""How a new shop writes; also what is written where no shop has been opened."""
