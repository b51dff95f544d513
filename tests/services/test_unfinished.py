"""What a desk asks before it takes a draft up: which shop this is, and what a draft has become meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app import models
from app.db import open_database
from app.services import setup, unfinished
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.money import day_end
from app.services.sales import invoicing
from app.services.unfinished import DraftKind
from tests.make import a_creditor, a_debtor, a_part, a_shop, place_of
from tests.services.all_kinds import everything
from tests.services.goods import an_order, loose
from tests.services.money import an_order_of

D = Decimal


def test_a_shop_is_known_by_itself_and_not_by_its_place(counter: Counter, tmp_path: Path) -> None:
    known = unfinished.identity(counter)
    again = setup.open_counter(open_database(place_of(counter)))
    other = a_shop(tmp_path / "another")
    assert unfinished.identity(again) == known
    assert unfinished.identity(other) != known
    again.db.close()
    other.db.close()


def test_counters_that_ask_at_once_for_the_first_time_are_told_the_same(counter: Counter) -> None:
    others = [setup.open_counter(open_database(place_of(counter))) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(unfinished.identity, others))) == 1
    for other in others:
        other.db.close()


TABLES: dict[DraftKind, tuple[type[models.Base], str]] = {
    "invoice": (models.Invoice, "Invoice 10001 was finalised."),
    "creditor invoice": (models.CreditorInvoice, "was processed."),
    "credit": (models.Credit, "Credit 10001 was posted."),
    "receipt": (models.DebtorReceipt, "Receipt 10001 was posted."),
    "creditor payment": (models.CreditorPayment, "Payment 10001 was posted."),
    "creditor credit": (models.CreditorCredit, "Creditor credit 10001 was posted."),
    "stock adjustment": (models.StockAdjustment, "Stock adjustment 10001 was posted."),
    "day end": (models.DayEnd, "Day end 10001 was posted."),
}


def test_every_kind_of_posted_document_is_found_by_the_key_of_its_draft(counter: Counter) -> None:
    everything(counter)
    taken = tuple(day_end.Count(each.kind, each.taken, "", each.taken) for each in day_end.today(counter).taken)
    day_end.close(counter, day_end.DayEndDraft(taken))
    for kind, (table, says) in TABLES.items():
        with counter.db.read() as session:
            key = session.scalars(select(table.draft_key).order_by(table.id)).first()  # type: ignore[attr-defined]
        assert key is not None, kind
        found = unfinished.on_books(counter, kind, key)
        assert found is not None and found.sentence.endswith(says) and not found.saved, kind
        assert unfinished.on_books(counter, kind, "typed and never written") is None


@pytest.mark.parametrize("finalised", [False, True])
def test_of_a_parts_invoice_its_lines_are_told(counter: Counter, finalised: bool) -> None:
    part, miller = a_part(counter, "CAB-220", 2), a_debtor(counter)
    draft = an_order_of(counter, miller, part, 5, 2)
    (invoicing.finalise if finalised else invoicing.save)(counter, draft, {})
    became, name = ("finalised", "Invoice 10001") if finalised else ("saved", "Order 10001")
    found = unfinished.on_books(counter, "invoice", draft.key)
    assert found is not None
    assert (found.name, found.became, found.lines) == (name, became, ((part.id, D(5)),))
    assert found.head == ("", "", "")


def test_of_a_stock_order_and_a_creditor_invoice_too(counter: Counter) -> None:
    repco = a_creditor(counter)
    part = a_part(counter, "CAB-220", 0, creditor_id=repco.id)
    order, bill = an_order(counter, repco, (part, 7)), loose(counter, repco, "A-1", (part, 3, "10"))
    ordering.save(counter, order)
    receiving.save(counter, bill)
    saved = unfinished.on_books(counter, "stock order", order.key)
    billed = unfinished.on_books(counter, "creditor invoice", bill.key)
    assert saved is not None and billed is not None
    assert (saved.sentence, saved.lines) == ("Stock order 10001 was saved.", ((part.id, D(7)),))
    assert (billed.sentence, billed.lines) == ("Creditor invoice A-1 was saved.", ((part.id, D(3)),))
    (listed,) = ordering.list_orders(counter)
    ordering.finalise(counter, ordering.recall(counter, listed.order_id), {})
    assert unfinished.on_books(counter, "stock order", order.key) is None
    sent = unfinished.on_books(counter, "stock order", order.key, listed.order_id)
    assert sent is not None and sent.sentence == "Stock order 10001 was finalised."
