"""What stands on a sheet that tries a printer: which one, and what was asked of it; it must not know how it looks."""

from __future__ import annotations

from dataclasses import dataclass

from app.rules.label_facts import LabelStock
from app.rules.paper_kinds import PaperKind


@dataclass(frozen=True, slots=True)
class TrialFacts:
    """A sheet for one kind of paper. `stock` is the label paper that lies in, for labels alone."""

    kind: PaperKind
    printer: str = ""
    tray: str = ""
    copies: int = 1
    stock: LabelStock | None = None

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return f"Test sheet {self.kind}"

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """Which printer, which tray, how many."""
        return (
            ("Printer", self.printer or "the system's own"),
            ("Tray", self.tray or "the printer's own choice"),
            ("Copies", str(self.copies)),
        )
