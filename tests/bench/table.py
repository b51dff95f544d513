"""What a run has measured: one line for each figure, as a table for a person and as JSON for a program.

It must not know how anything was measured.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Final

FRAME: Final = 16.0
"""Milliseconds that a screen shows one picture."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure is to be: at most so many times the floor, its median or 95th percentile at most so much."""

    ratio: float | None = None
    p95: float | None = None
    median: float | None = None

    def __str__(self) -> str:
        said = []
        if self.ratio is not None:
            said.append(f"≤ {self.ratio:g}×")
        if self.median is not None:
            said.append(f"≤ {self.median:,.0f} ms")
        if self.p95 is not None:
            said.append(f"p95 ≤ {self.p95:,.0f} ms")
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure and its floor, from the same run. `unit` is of all four amounts: *ms*, or *MB* for memory."""

    job: str
    what: str
    store: str
    parts: int
    taken: Sequence[float]
    floor: Sequence[float] = ()
    aim: Aim = Aim()
    unit: str = "ms"

    @property
    def median(self) -> float:
        """Of what was measured."""
        return median(self.taken)

    @property
    def p95(self) -> float:
        """So much at most in 95 of a hundred rounds."""
        return percentile(self.taken, 95)

    @property
    def floor_median(self) -> float | None:
        """Of the floor; None where there is none."""
        return median(self.floor) if self.floor else None

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        return self.median / self.floor_median if self.floor_median else None

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; None where there is none."""
        checks = ((self.aim.ratio, self.ratio), (self.aim.p95, self.p95), (self.aim.median, self.median))
        asked = [(most, is_now) for most, is_now in checks if most is not None and is_now is not None]
        return all(is_now <= most for most, is_now in asked) if asked else None

    def as_json(self) -> str:
        """One object."""
        ratio, floor = self.ratio, self.floor_median
        return json.dumps(
            {
                "job": self.job,
                "what": self.what,
                "store": self.store,
                "parts": self.parts,
                "n": len(self.taken),
                "unit": self.unit,
                "median_ms": round(self.median, 4),
                "p95_ms": round(self.p95, 4),
                "floor_median_ms": None if floor is None else round(floor, 4),
                "ratio": None if ratio is None else round(ratio, 3),
                "aim": str(self.aim),
                "reached": self.reached,
            },
            ensure_ascii=False,
        )


def percentile(taken: Sequence[float], per_cent: int) -> float:
    """The smallest figure that so many of a hundred do not exceed."""
    ordered = sorted(taken)
    return ordered[ceil(len(ordered) * per_cent / 100) - 1]


_HEADINGS: Final = ("job", "what", "store", "n", "median", "p95", "floor", "ratio", "aim", "reached")
_LEFT: Final = frozenset({"job", "what", "store", "aim", "reached"})


def as_text(lines: Sequence[Line]) -> str:
    """The table."""
    rows = [_HEADINGS, *(_cells(line) for line in sorted(lines, key=lambda each: (each.job, each.what, each.store)))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    told = []
    for row in rows:
        cells = [
            cell.ljust(width) if heading in _LEFT else cell.rjust(width)
            for heading, cell, width in zip(_HEADINGS, row, widths, strict=True)
        ]
        told.append("  ".join(cells).rstrip())
    told.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(told)


def _cells(line: Line) -> tuple[str, ...]:
    reached = {True: "yes", False: "no", None: ""}[line.reached]
    ratio = "" if line.ratio is None else f"{line.ratio:.1f}×"
    floor = "" if line.floor_median is None else _amount(line.floor_median, line.unit)
    shown = (_amount(line.median, line.unit), _amount(line.p95, line.unit), floor, ratio, str(line.aim), reached)
    return (line.job, line.what, line.store, str(len(line.taken)), *shown)


def _amount(value: float, unit: str) -> str:
    return f"{value:,.{2 if value < 10 else 1 if value < 100 else 0}f} {unit}"
