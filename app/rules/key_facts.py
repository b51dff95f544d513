"""What stands on the sheet of keys that lies beside a keyboard; it must not know which keys there are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeySheetFacts:
    """`parts` are headings, each with its rows of a key and what it does."""

    heading: str
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    shop: str = ""

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        return self.heading
