"""Documents by their number, ours or the supplier's, and those on the books by their supplier, for somebody who types.

It must not change anything.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from sqlalchemy import Select, String, cast, func, literal, literal_column, null, select, union_all
from sqlalchemy.orm import Session, aliased

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
from app.services.within import listed_names, matching

Kind = Literal[
    "invoice", "quote", "order", "credit", "stock order", "creditor invoice", "creditor credit", "receipt", "payment",
    "stock adjustment",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_TYPED: Final = re.compile(r"(?P<kind>(?:[^\W\d_]+\s+)*)#?(?P<number>\S*\d\S*)")
_HIGHEST: Final = 2**31 - 1
_SAVED_WORD: Final = "saved"
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

    The kind may stand before it, as far as one likes: *invoice 10023*, *stock o 10002*, *creditor R-77*, *stock order
    saved 10004*. May be called off the main thread.
    """
    looks = list(_looks(typed.strip()))
    if not looks:
        return ()
    with counter.db.read() as session:
        return _read(session, looks)


def saved_with(counter: Counter, typed: str, limit: int) -> tuple[DocumentFound, ...]:
    """The saved stock orders and creditor invoices of the suppliers that fit by code, words of the name, phone or ABN;
    of each kind the `limit` that were written last.

    The kind may stand before it: *stock order repco*. May be called off the main thread.
    """
    said = typed.split()
    name = [each for each in said if not _is_of_a_kind(each)]
    kinds = _kinds([each.casefold() for each in said if _is_of_a_kind(each)]) if name else KINDS
    with counter.db.read() as session:
        suppliers = matching.creditors(session, " ".join(name or said), limit)
        looks = [_LAST_SAVED[kind](suppliers, limit) for kind in kinds if kind in _LAST_SAVED]
        return _read(session, looks) if suppliers and looks else ()


def _read(session: Session, looks: Sequence[Select[Any]]) -> tuple[DocumentFound, ...]:
    found = {row[:2]: DocumentFound(*row) for row in session.execute(union_all(*looks))}
    return tuple(sorted(found.values(), key=lambda each: (KINDS.index(each.kind), each.called)))


def _kinds(said: Sequence[str]) -> list[Kind]:
    """Those that fit the beginnings of their words; “saved” is of none."""
    begun = [each for each in said if each != _SAVED_WORD]
    return [kind for kind in KINDS if all(any(word.startswith(each) for word in kind.split()) for each in begun)]


def _is_of_a_kind(word: str) -> bool:
    """Whether this is the beginning of a word for what may be saved, and no part of a name."""
    return any(each.startswith(word.casefold()) for each in _WORDS_OF_SAVED)


def _looks(typed: str) -> Iterator[Select[Any]]:
    match = _TYPED.fullmatch(typed)
    if match is None:
        return
    said = match["kind"].casefold().split()
    kinds = _kinds(said)
    number, theirs = _number(match["number"]), codes.search_key(match["number"])
    if number is not None:
        yield from (_SAVED[kind](number) for kind in kinds if kind in _SAVED)
    if number is not None and _SAVED_WORD not in said:
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
    return literal(f"{said} ") + cast(number, String)


def _called_or_saved(said: str, of: Any) -> Any:
    saved = literal("saved ") + cast(of.reference, String)
    return literal(f"{said} ") + func.coalesce(cast(of.number, String), saved)


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


def _of_creditor(kind: Kind, of: Any, *which: Any, called: Any = None, **more: Any) -> Select[Any]:
    name = _called(kind.title(), of.number) if called is None else called
    row = _row(kind, of, name, of.creditor_id, Creditor.name, **more)
    return row.join_from(Creditor, of, of.creditor_id == Creditor.id).where(*which)


def _bills(*which: Any) -> Select[Any]:
    bill, called = CreditorInvoice, _called_or_saved("Creditor Invoice", CreditorInvoice)
    return _of_creditor("creditor invoice", bill, *which, called=called, total=bill.total, theirs=bill.their_number)


def _orders(*which: Any) -> Select[Any]:
    called = _called_or_saved("Stock Order", StockOrder)
    return _of_creditor("stock order", StockOrder, *which, called=called, theirs=StockOrder.their_reference)


def _saved(of: Any, *which: Any) -> tuple[Any, ...]:
    """What has no number yet lies together in the index of the numbers, and of that only few are saved."""
    return of.number.is_(None), of.status == "saved", *which


def _last_saved(of: Any, look: Any, suppliers: Collection[int], limit: int) -> Select[Any]:
    wanted = select(of.id).where(*_saved(of, of.creditor_id.in_(suppliers))).order_by(of.id.desc()).limit(limit)
    return look(of.id.in_(wanted))  # type: ignore[no-any-return]


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
    "stock order": lambda number: _orders(StockOrder.number == number),
    "creditor invoice": lambda number: _bills(CreditorInvoice.number == number),
    "creditor credit": lambda number: _their_credits(CreditorCredit.number == number),
    "receipt": lambda number: _of_debtor("receipt", "Receipt", DebtorReceipt, DebtorReceipt.amount, number),
    "payment": lambda number: _of_creditor(
        "payment", CreditorPayment, CreditorPayment.number == number, total=CreditorPayment.amount
    ),
    "stock adjustment": _adjustment,
}
_SAVED: Final[dict[Kind, Any]] = {
    "stock order": lambda number: _orders(*_saved(StockOrder, StockOrder.reference == number)),
    "creditor invoice": lambda number: _bills(*_saved(CreditorInvoice, CreditorInvoice.reference == number)),
}
_LAST_SAVED: Final[dict[Kind, Any]] = {
    "stock order": lambda suppliers, limit: _last_saved(StockOrder, _orders, suppliers, limit),
    "creditor invoice": lambda suppliers, limit: _last_saved(CreditorInvoice, _bills, suppliers, limit),
}
_WORDS_OF_SAVED: Final = frozenset({_SAVED_WORD, *(word for kind in _LAST_SAVED for word in kind.split())})
_THEIRS: Final[dict[Kind, Any]] = {
    "creditor invoice": lambda key: _bills(_LIVE, *_of_any_creditor(CreditorInvoice, key)),
    "creditor credit": lambda key: _their_credits(*_of_any_creditor(CreditorCredit, key)),
}
