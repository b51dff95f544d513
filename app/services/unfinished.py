"""What a desk has to know of the books to take its drafts up again; it must not know how a draft is kept.

Which shop a draft belongs to, and whether it has become a document meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import models
from app.models import Setting
from app.services.counter import Counter
from app.services.within import queue
from app.services.within.buying import buying

DraftKind = Literal[
    "invoice",
    "stock order",
    "creditor invoice",
    "credit",
    "receipt",
    "creditor payment",
    "creditor credit",
    "stock adjustment",
    "day end",
]
Lines = tuple[tuple[int | None, Decimal], ...]
"""The part (None on a line without one) and the quantity of each line, in their order."""
HEADS: Final[dict[DraftKind, tuple[str, ...]]] = {
    "invoice": ("customer_order", "delivery_address", "salesperson"),
    "stock order": ("their_reference", "expected", "delivery", "notes"),
    "creditor invoice": ("their_number", "freight"),
}
"""What else of a draft that may be saved says whether it stands as it was typed."""
_IDENTITY: Final = "shop_identity"


@dataclass(frozen=True, slots=True)
class OnBooks:
    """The document that a draft has become: *Invoice 10023*, and what became of it: *finalised*."""

    name: str
    became: str
    version: int | None = None
    """Of a document that may be changed again."""
    lines: Lines = ()
    head: tuple[object, ...] = ()
    """As `HEADS` names it."""

    @property
    def saved(self) -> bool:
        """Whether it may still be changed."""
        return self.became == "saved"

    @property
    def sentence(self) -> str:
        """What became of the draft."""
        return f"{self.name[:1].upper()}{self.name[1:]} was {self.became}."


def identity(counter: Counter) -> str:
    """What tells this shop from every other, wherever its database lies; made the first time it is asked for.

    A demo shop that is made anew is another shop; one that is moved, or restored from a backup, is the same.
    """
    found = _identity(counter)
    if found is None:
        try:
            with counter.work() as session:
                session.add(Setting(name=_IDENTITY, value=uuid4().hex))
        except IntegrityError:
            pass  # another counter was quicker
        found = _identity(counter)
    assert found is not None
    return found


def place(counter: Counter) -> str:
    """Where this shop's database lies, in words that a person knows: a file, or a database at a server."""
    return counter.db.name if counter.db.on_server else str(Path(counter.db.engine.url.database or "").resolve())


def on_books(counter: Counter, kind: DraftKind, key: str, recalled: int | None = None) -> OnBooks | None:
    """The document that was written from the draft with this key, or else the one it was `recalled` from."""
    table, seen = _KINDS[kind]
    with counter.db.read() as session:
        row = session.scalar(select(table).where(table.draft_key == key))
        if row is None and recalled is not None:
            row = session.get(table, recalled)
        if row is None:
            return None
        return replace(seen(row), head=tuple(getattr(row, name) for name in HEADS.get(kind, ())))


def _identity(counter: Counter) -> str | None:
    with counter.db.read() as session:
        return session.scalar(select(Setting.value).where(Setting.name == _IDENTITY))


def _invoice(row: models.Invoice) -> OnBooks:
    lines = [each for each in row.lines if not each.struck and each.kind != "deposit"]
    return OnBooks(
        queue.document_name(row), row.status, row.version, tuple((each.part_id, each.ordered) for each in lines)
    )


def _order(row: models.StockOrder) -> OnBooks:
    became = "saved" if row.status == "saved" else "finalised"
    lines = tuple((each.part_id, each.quantity) for each in row.lines)
    name = f"stock order {row.reference}" if row.number is None else buying.order_name(row)
    return OnBooks(name, became, row.version, lines)


def _creditor_invoice(row: models.CreditorInvoice) -> OnBooks:
    became = "saved" if row.status == "saved" else "processed"
    lines = tuple((each.part_id, each.billed) for each in row.lines)
    return OnBooks(f"creditor invoice {row.their_number}", became, row.version, lines)


def _posted(name: str) -> Callable[[Any], OnBooks]:
    return lambda row: OnBooks(f"{name} {row.number}", "posted")


_KINDS: Final[dict[DraftKind, tuple[Any, Callable[[Any], OnBooks]]]] = {
    "invoice": (models.Invoice, _invoice),
    "stock order": (models.StockOrder, _order),
    "creditor invoice": (models.CreditorInvoice, _creditor_invoice),
    "credit": (models.Credit, _posted("credit")),
    "receipt": (models.DebtorReceipt, _posted("receipt")),
    "creditor payment": (models.CreditorPayment, _posted("payment")),
    "creditor credit": (models.CreditorCredit, _posted("creditor credit")),
    "stock adjustment": (models.StockAdjustment, _posted("stock adjustment")),
    "day end": (models.DayEnd, _posted("day end")),
}
