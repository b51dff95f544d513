"""Documents by their number, ours or the supplier's, for somebody who types it; it must not change anything."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from sqlalchemy import Select, String, cast, func, literal, literal_column, null, select, union_all
from sqlalchemy.orm import aliased

from app.models import (
    Credit,
    Creditor,
    CreditorCredit,
    CreditorInvoice,
    CreditorPayment,
    Debtor,
    DebtorReceipt,
    Invoice,
    StockAdjustment,
    StockOrder,
)
from app.models.types import MONEY
from app.rules import codes
from app.services.counter import Counter
from app.services.within import listed_names

Kind = Literal[
    "invoice", "quote", "order", "credit", "stock order", "creditor invoice", "creditor credit", "receipt", "payment",
    "stock adjustment",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_TYPED: Final = re.compile(r"(?P<kind>(?:[^\W\d_]+\s+)*)#?(?P<number>\S*\d\S*)")
_HIGHEST: Final = 2**31 - 1
_SHORTEST: Final = 2
"""A supplier's number of one sign is on too many papers to be looked for."""
_LIVE: Final = CreditorInvoice.status.not_in((literal_column("'deleted'"), literal_column("'undone'")))
"""As the index of their numbers says it, to the letter."""
_NO_KEY: Final = cast(null(), StockAdjustment.id.type)
_NO_MONEY: Final = cast(null(), MONEY)


@dataclass(frozen=True, slots=True)
class DocumentFound:
    """A document: what it is called, of whom (the debtor or creditor `owner_id`), of which day, over how much inc GST.

    A stock order has no amount here; an adjustment has no owner, but its reason. `theirs` is the supplier's number.
    """

    kind: Kind
    id: int
    called: str
    theirs: str
    owner_id: int | None
    owner: str
    date: dt.date
    total: Decimal | None


def find(counter: Counter, typed: str) -> tuple[DocumentFound, ...]:
    """The documents that have this very number: our own of each kind, orders and quotes on the books by their
    reference, and the supplier's, without spaces, dashes and case.

    The kind may stand before it, as far as one likes: *invoice 10023*, *stock o 10002*, *creditor R-77*. May be called
    off the main thread.
    """
    looks = list(_looks(typed.strip()))
    if not looks:
        return ()
    with counter.db.read() as session:
        found = {row[:2]: DocumentFound(*row) for row in session.execute(union_all(*looks))}
    return tuple(sorted(found.values(), key=lambda each: (KINDS.index(each.kind), each.called)))


def _looks(typed: str) -> Iterator[Select[Any]]:
    match = _TYPED.fullmatch(typed)
    if match is None:
        return
    said = match["kind"].casefold().split()
    kinds = [kind for kind in KINDS if all(any(word.startswith(each) for word in kind.split()) for each in said)]
    number, theirs = _number(match["number"]), codes.search_key(match["number"])
    if number is not None:
        yield from (_OURS[kind](number) for kind in kinds)
    if len(theirs) >= _SHORTEST:
        yield from (_THEIRS[kind](theirs) for kind in kinds if kind in _THEIRS)
    if said:  # or the letters are of the supplier's number, as in R 77
        yield from (look(codes.search_key(typed)) for look in _THEIRS.values())


def _number(typed: str) -> int | None:
    plain = typed.replace(",", "")
    number = int(plain) if plain.isascii() and plain.isdecimal() else 0
    return number if 0 < number <= _HIGHEST else None


def _row(kind: Kind, of: Any, called: Any, owner: Any, name: Any, **more: Any) -> Select[Any]:
    total, theirs = more.get("total", _NO_MONEY), more.get("theirs", literal(""))
    return select(literal(kind), of.id, called, theirs, owner, name, of.date, total)


def _called(said: str, number: Any) -> Any:
    return literal(f"{said} ") + func.coalesce(cast(number, String), "saved")


def _invoices(kind: Kind, which: Any) -> Select[Any]:
    name = listed_names.filled(Invoice.name, Debtor.name)
    row = _row(kind, Invoice, listed_names.of_invoice(Invoice), Invoice.debtor_id, name, total=Invoice.total)
    return row.join_from(Invoice, Debtor, Debtor.id == Invoice.debtor_id).where(*which)


def _on_the_books(kind: Kind, number: int) -> Select[Any]:
    of = "quote" if kind == "quote" else "invoice"
    return _invoices(kind, (Invoice.status == "saved", Invoice.kind == of, Invoice.reference == number))


def _of_debtor(kind: Kind, said: str, of: Any, total: Any, number: int) -> Select[Any]:
    row = _row(kind, of, _called(said, of.number), of.debtor_id, Debtor.name, total=total)
    return row.join_from(of, Debtor, Debtor.id == of.debtor_id).where(of.number == number)


def _of_creditor(kind: Kind, of: Any, *which: Any, **more: Any) -> Select[Any]:
    row = _row(kind, of, _called(kind.title(), of.number), of.creditor_id, Creditor.name, **more)
    return row.join_from(Creditor, of, of.creditor_id == Creditor.id).where(*which)


def _bills(*which: Any) -> Select[Any]:
    bill = CreditorInvoice
    return _of_creditor("creditor invoice", bill, *which, total=bill.total, theirs=bill.their_number)


def _their_credits(*which: Any) -> Select[Any]:
    credit = CreditorCredit
    return _of_creditor("creditor credit", credit, *which, total=credit.total, theirs=credit.their_number)


def _of_any_creditor(of: Any, key: str) -> tuple[Any, ...]:
    """Creditor by creditor, because the index of their numbers begins with the creditor."""
    return of.creditor_id.in_(select(aliased(Creditor).id)), of.their_key == key


def _adjustment(number: int) -> Select[Any]:
    of = StockAdjustment
    row = _row("stock adjustment", of, _called("Stock Adjustment", of.number), _NO_KEY, of.reason)
    return row.where(of.number == number)


_OURS: Final[dict[Kind, Any]] = {
    "invoice": lambda number: _invoices("invoice", (Invoice.kind == "invoice", Invoice.number == number)),
    "quote": lambda number: _on_the_books("quote", number),
    "order": lambda number: _on_the_books("order", number),
    "credit": lambda number: _of_debtor("credit", "Credit", Credit, Credit.total, number),
    "stock order": lambda number: _of_creditor(
        "stock order", StockOrder, StockOrder.number == number, theirs=StockOrder.their_reference
    ),
    "creditor invoice": lambda number: _bills(CreditorInvoice.number == number),
    "creditor credit": lambda number: _their_credits(CreditorCredit.number == number),
    "receipt": lambda number: _of_debtor("receipt", "Receipt", DebtorReceipt, DebtorReceipt.amount, number),
    "payment": lambda number: _of_creditor(
        "payment", CreditorPayment, CreditorPayment.number == number, total=CreditorPayment.amount
    ),
    "stock adjustment": _adjustment,
}
_THEIRS: Final[dict[Kind, Any]] = {
    "creditor invoice": lambda key: _bills(_LIVE, *_of_any_creditor(CreditorInvoice, key)),
    "creditor credit": lambda key: _their_credits(*_of_any_creditor(CreditorCredit, key)),
}
