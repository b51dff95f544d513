"""One broadcast of what has been written, as a set of words; it must not know who writes or who listens."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

WORDS: Final = frozenset({
    "parts", "stock", "debtors", "creditors", "invoices", "orders", "backorders", "receipts",
    "settings", "mail", "counts", "tenders", "journal",
})  # fmt: skip


class Changes(QObject):
    """Windows that show one of the words reload when it is told."""

    told = Signal(frozenset)

    def tell(self, *words: str) -> None:
        """Say what was written; raises ValueError for a word nobody could listen to."""
        unknown = set(words) - WORDS
        if unknown:
            raise ValueError(f"Nobody listens to {', '.join(sorted(unknown))}.")
        self.told.emit(frozenset(words))
