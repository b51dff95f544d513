"""One broadcast of what has been written, as a set of words; it must not know who writes or who listens."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

WORDS: Final = frozenset({
    "parts", "stock", "debtors", "creditors", "invoices", "orders", "backorders", "receipts",
    "settings", "operators", "mail", "counts", "tenders", "journal", "backups",
})  # fmt: skip


class Changes(QObject):
    """Windows that show one of the words reload when it is told."""

    told = Signal(frozenset)
    back = Signal()
    """The server answers again."""

    def __init__(self) -> None:
        super().__init__()
        self.by_others = False
        """Whether what is being told was written at another desk."""

    def tell(self, *words: str) -> None:
        """Say what was written; raises ValueError for a word nobody could listen to."""
        unknown = set(words) - WORDS
        if unknown:
            raise ValueError(f"Nobody listens to {', '.join(sorted(unknown))}.")
        self.told.emit(frozenset(words))

    def tell_of_others(self, words: frozenset[str]) -> None:
        """Say what other desks have written; like `tell`, but nobody here has done it."""
        self.by_others = True
        try:
            self.tell(*words)
        finally:
            self.by_others = False
