"""Documents by their number: each kind by ours, a supplier's paper by theirs, and no table is read from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from app.rules.drafts import InvoiceDraft
from app.rules.questions import DeleteSaved
from app.services import by_number, lookup
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.sales import credits, invoicing
from tests import make
from tests.services.documents import invoice
from tests.services.goods import an_order, loose, paper, sent
from tests.services.owing import pay_oldest, sold
from tests.services.test_lookup import statements
from tests.services.test_parts_listed import plans

D = Decimal


@pytest.fixture(scope="module")
def shop(store: make.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A shop with one document of each kind that has a number."""
    with make.given_back():
        counter = make.a_shop(tmp_path_factory.mktemp("numbers"))
        repco, miller, part = make.a_creditor(counter), make.a_debtor(counter), make.a_part(counter, "CAB-220", 9)
        sold(counter, miller, "80.00")
        pay_oldest(counter, miller, "25.00")
        line = invoicing.line_for(counter, lookup.part(counter, part.id), miller, D(2))
        written = invoicing.finalise(counter, InvoiceDraft(debtor=miller, lines=[line]), {})
        draft = credits.begin(counter, written.invoice_id)
        draft.reason = "wrong part"
        draft.lines[0].quantity = D(1)
        credits.post(counter, draft, {})
        for kind in ("quote", "invoice"):
            line = invoicing.line_for(counter, lookup.part(counter, part.id), miller, D(1))
            invoicing.save(counter, InvoiceDraft(debtor=miller, kind=kind, lines=[line]), {})
        receiving.process(counter, paper(counter, repco, "R-77", sent(counter, repco, (part, 4))), {})
        receiving.save(counter, loose(counter, repco, "R-78", (part, 1, "5.00")))
        ordering.save(counter, an_order(counter, repco, (part, 1)))
        yield counter


def found(counter: Counter, typed: str) -> list[tuple[str, str]]:
    return [(each.called, each.owner) for each in by_number.find(counter, typed)]


MILLER, REPCO = "Miller Motors", "Repco Wholesale"


@pytest.mark.parametrize(
    ("typed", "called", "owner"),
    [
        ("invoice 10001", "Invoice 10001", MILLER),
        ("inv 10002", "Invoice 10002", MILLER),
        ("INV #10,002", "Invoice 10002", MILLER),
        ("credit 10001", "Credit 10001", MILLER),
        ("receipt 10001", "Receipt 10001", MILLER),
        ("stock order 10001", "Stock Order 10001", REPCO),
        ("creditor invoice 10001", "Creditor Invoice 10001", REPCO),
        ("R-77", "Creditor Invoice 10001", REPCO),
        ("r 77", "Creditor Invoice 10001", REPCO),
        ("creditor r77", "Creditor Invoice 10001", REPCO),
        ("R-78", "Creditor Invoice saved 10002", REPCO),
        ("creditor invoice 10002", "Creditor Invoice saved 10002", REPCO),
        ("stock order 10002", "Stock Order saved 10002", REPCO),
        ("stock order saved 10002", "Stock Order saved 10002", REPCO),
        ("Saved 10002", "Stock Order saved 10002", REPCO),
    ],
)
def test_each_is_found_by_its_number(shop: Counter, typed: str, called: str, owner: str) -> None:
    assert (called, owner) in found(shop, typed)


def test_a_number_alone_finds_every_kind_that_has_it(shop: Counter) -> None:
    assert [called for called, _ in found(shop, "10001")] == [
        "Invoice 10001", "Quote 10001", "Credit 10001", "Stock Order 10001", "Creditor Invoice 10001", "Receipt 10001"
    ]  # fmt: skip


def test_what_is_on_the_books_is_found_by_its_reference(shop: Counter) -> None:
    saved = {each.kind: each for reference in range(10_001, 10_009) for each in by_number.find(shop, f"{reference}")}
    kinds = ("quote", "order", "stock order", "creditor invoice")
    assert set(kinds) < set(saved)
    for kind, document in ((kind, saved[kind]) for kind in kinds):
        assert document in by_number.find(shop, document.called)
        assert document.called.casefold().startswith(kind)


@pytest.mark.parametrize(
    "typed", ["", "invoice", "10099", "stock order 10003", "9" * 40, "cab-220", "%", "x 10001 y", "quote 10002", "R-7_"]
)
def test_what_no_document_has_finds_none(shop: Counter, typed: str) -> None:
    assert found(shop, typed) == []


@pytest.mark.parametrize("typed", ["saved 10001", "stock order saved 10001", "invoice saved 10001"])
def test_what_is_asked_for_as_saved_is_not_what_is_final(shop: Counter, typed: str) -> None:
    assert found(shop, typed) == []


ORDER, BILL = ("Stock Order saved 10002", REPCO), ("Creditor Invoice saved 10002", REPCO)


@pytest.mark.parametrize(
    ("typed", "documents"),
    [
        ("rep", [ORDER, BILL]),
        ("wholesale repco", [ORDER, BILL]),
        ("stock order repco", [ORDER]),
        ("saved stock o repco", [ORDER]),
        ("creditor invoice REPCO", [BILL]),
        ("credit repco", [BILL]),
        ("repco stock", [ORDER]),
        ("stock order", []),
        ("saved", []),
        ("miller", []),
        ("quote repco", []),
        ("%", []),
    ],
)
def test_what_is_saved_is_found_by_its_supplier(shop: Counter, typed: str, documents: list[tuple[str, str]]) -> None:
    assert [(each.called, each.owner) for each in by_number.saved_with(shop, typed, 8)] == documents


def test_a_supplier_whose_name_begins_like_a_document_is_found(counter: Counter) -> None:
    supplier = make.a_creditor(counter, "Stockwell Orders", code="STOCK")
    ordering.save(counter, an_order(counter, supplier, (make.a_part(counter, "CAB-220"), 1)))
    for typed in ("stock", "stockwell", "stockwell orders"):
        assert len(by_number.saved_with(counter, typed, 8)) == 1


def test_of_many_that_are_saved_the_last_are_found(counter: Counter) -> None:
    repco, part = make.a_creditor(counter), make.a_part(counter, "CAB-220")
    references = [ordering.save(counter, an_order(counter, repco, (part, 1))).reference for _ in range(4)]
    ordering.delete(
        counter,
        ordering.list_orders(counter, ("saved",))[0].order_id,
        {DeleteSaved(f"saved stock order {references[-1]}"): "yes"},
    )
    listed = [each.called for each in by_number.saved_with(counter, "repco", 2)]
    assert listed == [f"Stock Order saved {each}" for each in references[1:3]]


def test_a_document_is_told_with_its_day_and_amount(shop: Counter) -> None:
    (bill,) = by_number.find(shop, "r-77")
    assert (bill.theirs, bill.date) == ("R-77", make.TODAY)
    assert bill.total is not None and bill.total > 0
    (receipt,) = by_number.find(shop, "receipt 10001")
    assert receipt.total == D("25.00")


def test_it_is_one_read_along_the_numbers(counter: Counter) -> None:
    part, miller = make.a_part(counter, "CAB-220"), make.a_debtor(counter)
    for _ in range(30):
        invoice(counter, miller, part, 1, make.TODAY)
    for typed in ("10023", "r-77", "invoice 10023", "4"):
        with statements(counter.db.engine) as asked:
            by_number.find(counter, typed)
        assert len(asked) == 1
        for step in plans(counter, lambda typed=typed: by_number.find(counter, typed)):  # type: ignore[misc]
            table = step.replace("Seq Scan on", "SCAN").partition("SCAN ")[2].split(" ")[0]
            assert table in ("", "creditor", "debtor") or "INDEX" in step, step


def test_what_is_saved_is_read_along_an_index(shop: Counter) -> None:
    with statements(shop.db.engine) as asked:
        by_number.saved_with(shop, "repco", 8)
    assert len(asked) == 2
    for step in plans(shop, lambda: by_number.saved_with(shop, "repco", 8)):
        for table in ("stock_order", "creditor_invoice"):
            assert f"SCAN {table}" not in step.replace("Seq Scan on", "SCAN") or "INDEX" in step, step
