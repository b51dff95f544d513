"""The kinds of paper that a desk prints on, each with a printer of its own; it must not know what is on them."""

from __future__ import annotations

from typing import Final, Literal, get_args

PaperKind = Literal["documents", "pick lists", "receipts", "labels"]
PAPER_KINDS: Final[tuple[PaperKind, ...]] = get_args(PaperKind)
