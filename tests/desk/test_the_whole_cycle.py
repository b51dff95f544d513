"""The whole backorder cycle in the real program, by keys only, and the database looked at afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.services import backorder_lists, check, lookup
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.sales import documents, invoice_lists
from tests.desk.real_desk import RealDesk, missing, real_desk
from tests.make import a_creditor, a_debtor, a_part, a_shop, the_debtor

D = Decimal

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"there is no {missing()} on this machine")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    """A shop with a supplier, a debtor without backorders, a short part and a plentiful one."""
    counter = a_shop(tmp_path)
    supplier = a_creditor(counter, "Repco Wholesale", code="REP")
    a_debtor(counter, "Miller Motors", code="MIL", use_backorders=False)
    a_part(counter, "CAB-220", on_hand=2, creditor_id=supplier.id)
    a_part(counter, "OIL-5", on_hand=50, price="20.00", cost="9.00", creditor_id=supplier.id)
    yield counter
    counter.db.close()


@pytest.fixture
def desk(shop: Counter, tmp_path: Path) -> Iterator[RealDesk]:
    with real_desk(tmp_path, "--database", str(tmp_path / "shop.db")) as desk:
        desk.sees("Parts Counter")
        yield desk


def test_from_the_short_line_to_the_invoiced_arrival(shop: Counter, desk: RealDesk) -> None:
    debtor = the_debtor(shop, "MIL")
    assert debtor is not None

    # the debtor gets the tick Use Backorders
    desk.key("ctrl+1")
    desk.type("MIL", "Return", "alt+o", "alt+k", "F2")
    desk.until(lambda: lookup.debtor(shop, debtor.id).use_backorders, "the tick Use Backorders")

    # a part that is short is sold, and put on backorder
    desk.key("ctrl+2")
    desk.type("MIL", "Return")
    desk.type("cab220", "Return")
    desk.type("5", "Return")
    desk.answer("Put on backorder", "y")
    desk.type("OIL-5", "Return")
    desk.type("2", "Return", "F12")
    desk.until(lambda: invoices(shop) == [(10001, D("264.00"), D("24.00"))], "the first invoice")
    dismiss_paper(desk)
    assert waiting(shop) == [("CAB-220", D(3), "waiting")]

    # what is missing goes into a stock order
    desk.key("ctrl+5")
    desk.type("REP", "Return")
    desk.key("F5")
    desk.answer("Supplier.s parts only", "y")
    desk.answer("Get Back Orders", "Return")
    desk.key("F12")
    desk.until(lambda: [each.number for each in ordering.list_orders(shop)] == [10001], "the stock order")
    desk.answer("Send", "n")
    assert waiting(shop) == [("CAB-220", D(3), "on order")]

    # the goods come with the supplier's invoice
    desk.key("ctrl+4")
    desk.type("REP", "Return")
    receive(shop, desk)
    desk.until(lambda: waiting(shop) == [("CAB-220", D(3), "ready")], "the goods to arrive")
    assert [each.ready for each in backorder_lists.ready(shop)] == [D(3)]

    # and are invoiced
    desk.key("ctrl+2")
    desk.type("MIL", "Return")
    desk.answer("Backorders are ready", "y")
    desk.answer("^Back Orders$", "Return")
    desk.key("F12")
    desk.until(lambda: len(invoices(shop)) == 2, "the second invoice")
    dismiss_paper(desk)
    assert invoices(shop)[1] == (10002, D("330.00"), D("30.00"))
    assert waiting(shop) == []
    assert lookup.debtor(shop, debtor.id).balance == D("594.00")
    assert [each.says for each in check.prove(shop) if not each.holds] == []

    desk.key("alt+F4")
    assert desk.ends() == 0


def receive(shop: Counter, desk: RealDesk) -> None:
    """The supplier's invoice for all that is outstanding."""
    desk.answer("Orders", "Return")
    desk.type("R-77", "Return", "Return")
    desk.type("198.00", "F12")
    desk.until(lambda: [each.number for each in receiving.list_receipts(shop)] == [10001], "the receipt")


def dismiss_paper(desk: RealDesk) -> None:
    """There is no printer here: the offer of a PDF is declined."""
    desk.answer("Not printed", "n")


def invoices(shop: Counter) -> list[tuple[int, Decimal, Decimal]]:
    """Number, total and GST of what is finalised, as the sheet says it."""
    found = []
    for each in invoice_lists.recallable(shop):
        facts = documents.invoice_facts(shop, each.id)
        if facts.kind == "tax invoice":
            found.append((int(facts.number), facts.inc, facts.gst))
    return sorted(found)


def waiting(shop: Counter) -> list[tuple[str, Decimal, str]]:
    return [(line.number, line.open, line.state) for line in backorder_lists.every(shop)]
