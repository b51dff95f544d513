"""Ctrl+K's records: documents by number, Setup's pages and settings, debtors, parts and creditors, each opening its
window; it must not know how they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from app.rules import words
from app.rules.faults import Unavailable
from app.services import by_number, lookup, search
from app.services.by_number import DocumentFound, Kind
from app.services.counter import Counter
from app.settings import DECLARED
from app.ui.kit import dates
from app.ui.kit.context import Desk
from app.ui.kit.window import TaskWindow
from app.ui.palette import Found
from app.ui.windows.shared import part_hits

SHORTEST: Final = 2
"""Fewer letters say nothing yet."""
EACH: Final = 8
DESK_PAGES: Final = {
    "This desk": "look, size of the letters",
    "Printers, labels": "by which printer each kind of paper comes out",
    "Database": "server, where the shop lies",
}
"""The pages of Setup that are not made of the shop's settings, and the words that they are found by too."""


def records(counter: Counter, desk: Desk, typed: str) -> Sequence[Found]:
    """The records that fit what was typed; while the store does not answer, only what needs none."""
    if len(typed.strip()) < SHORTEST:
        return ()
    settings = list(_settings(desk, typed))
    try:
        documents = by_number.find(counter, typed)
        debtors = lookup.find_debtors(counter, typed, EACH)
        parts = search.parts(counter, typed, limit=EACH)
        creditors = lookup.find_creditors(counter, typed, EACH)
        saved = [each for each in by_number.saved_with(counter, typed, EACH) if each not in documents]
    except Unavailable:
        return settings
    return [
        *(_document(desk, each) for each in documents),
        *settings,
        *(
            Found(f"{each.code}  {each.name}", "debtor", partial(desk.open, "debtors", debtor_id=each.id))
            for each in debtors
        ),
        *(
            Found(
                f"{each.number}  {part_hits.described(each)}",
                f"part, {part_hits.beside(each)}",
                partial(desk.open, "parts", part_id=each.id),
            )
            for each in parts
        ),
        *(
            Found(f"{each.code}  {each.name}", "creditor", partial(desk.open, "creditors", creditor_id=each.id))
            for each in creditors
        ),
        *(_document(desk, each) for each in saved),
    ]


def _settings(desk: Desk, typed: str) -> Iterator[Found]:
    """Setup's pages, and the settings themselves, whose names hold every word that was typed."""
    asked = typed.casefold().split()

    def fits(*said: str) -> bool:
        return all(any(each in text.casefold() for text in said) for each in asked)

    pages = dict.fromkeys((declared.page for declared in DECLARED.values()), "")
    for page, more in (pages | DESK_PAGES).items():
        if fits("Setup settings", page, more):
            yield Found(f"Settings ▸ {page}", "page of Setup", partial(_turn_to, desk, page))
    for name, declared in DECLARED.items():
        if fits(declared.label):
            yield Found(declared.label, f"setting, page {declared.page}", partial(_go_to, desk, name))


def _turn_to(desk: Desk, page: str) -> None:
    window = desk.open("setup")
    window.turn_to_page(page)  # type: ignore[attr-defined]


def _go_to(desk: Desk, name: str) -> None:
    desk.open("setup").focus_field(name)


# ── documents ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _document(desk: Desk, document: DocumentFound) -> Found:
    return Found(_called(document), _about(document), partial(_OPENS[document.kind], desk, document))


def _called(document: DocumentFound) -> str:
    theirs = f"{document.theirs}, " if document.theirs else ""
    return f"{document.called}  {theirs}{document.owner}"


def _about(document: DocumentFound) -> str:
    total = "" if document.total is None else f", {words.money(document.total)}"
    return f"{dates.full_day(document.date)}{total}"


def _opens(name: str, fact: str) -> Callable[[Desk, DocumentFound], object]:
    return lambda desk, document: desk.open(name, **{fact: document.id})


def _shows(name: str, owner: str, show: Callable[[TaskWindow, int], object]) -> Callable[[Desk, DocumentFound], object]:
    """What has no window of its own is shown on paper, over the ledger in which it stands."""

    def opened(desk: Desk, document: DocumentFound) -> None:
        show(desk.open(name, **{owner: document.owner_id}, page="ledger"), document.id)

    return opened


def _credit(window: TaskWindow, credit_id: int) -> None:
    from app.ui.windows.credits import paper

    window.read(lambda: paper.again(window, credit_id))


def _receipt(window: TaskWindow, receipt_id: int) -> None:
    from app.ui.windows.receipts import paper

    paper.show_receipt(window, receipt_id)


def _payment(window: TaskWindow, payment_id: int) -> None:
    from app.ui.windows.creditor_payments import earlier

    earlier.show_remittance(window, payment_id)


def _creditor_credit(window: TaskWindow, credit_id: int) -> None:
    from app.ui.windows.creditor_credit import posted

    posted.show(window, credit_id)


_INVOICE: Final = _opens("parts_invoicing", "invoice_id")
_OPENS: Final[dict[Kind, Callable[[Desk, DocumentFound], object]]] = {
    "invoice": _INVOICE,
    "quote": _INVOICE,
    "order": _INVOICE,
    "credit": _shows("debtors", "debtor_id", _credit),
    "receipt": _shows("debtors", "debtor_id", _receipt),
    "stock order": _opens("stock_order", "order_id"),
    "creditor invoice": _opens("creditor_invoice", "creditor_invoice_id"),
    "creditor credit": _shows("creditors", "creditor_id", _creditor_credit),
    "payment": _shows("creditors", "creditor_id", _payment),
    "stock adjustment": _opens("stock_adjustment", "adjustment_id"),
}
