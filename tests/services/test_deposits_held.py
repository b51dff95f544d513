"""Invoices with deposits held: what is held, how old it is, what is ready, and what the books say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.deposits import Pair
from app.rules.found import DebtorFound, PartFound
from app.services import backorder_lists, queries, settings
from app.services.counter import Counter
from app.services.sales import deposits_held, invoicing, releasing
from tests.make import Clock, a_debtor, a_part
from tests.services.test_backorders import arrives, waits
from tests.services.test_queries import as_dicts, run

D = Decimal


@pytest.fixture
def part(counter: Counter) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=2)


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    settings.save(counter, {"charge_deposits": "always"})
    return a_debtor(counter, phone="555 0101")


def test_the_oldest_invoice_first_with_what_is_held_and_what_is_ready(
    counter: Counter, part: PartFound, miller: DebtorFound
) -> None:
    waits(counter, miller, part, 5)
    assert isinstance(counter.clock, Clock)
    counter.clock.go_on(days=12)
    waits(counter, a_debtor(counter, "Jones"), part, 1)
    arrives(counter, part, 2)
    table = run(counter, "deposits_held")
    assert as_dicts(table)[0] == {
        "Debtor": "Miller Motors",
        "Phone": "555 0101",
        "Document": "Invoice 10001",
        "Date": counter.today().replace(day=16),
        "Days": 12,
        "Held ex": D("300.00"),
        "Held GST": D("30.00"),
        "Held inc": D("330.00"),
        "Lines ready": 1,
        "Ready": D("2.000"),
        "Ready inc. GST": D("220.00"),
    }
    assert [(row.cells[2], row.ready) for row in table.rows] == [("Invoice 10001", True), ("Invoice 10002", False)]


def test_what_was_filled_is_held_no_longer_and_what_is_all_applied_stands_here_no_more(
    counter: Counter, part: PartFound, miller: DebtorFound
) -> None:
    waits(counter, miller, part, 5)
    (first,) = deposits_held.every(counter)
    for came, left in ((1, Pair(D("200.00"), D("20.00"))), (2, None)):
        arrives(counter, part, came)
        draft = invoicing.next_invoice(counter, first.invoice_id)
        assert invoicing.finalise(counter, draft, {}).total == D("0.00")
        assert [each.held for each in deposits_held.every(counter)] == ([left] if left else [])


def test_a_security_deposit_is_held_gross_and_without_gst(counter: Counter, part: PartFound) -> None:
    settings.save(counter, {"charge_deposits": "always", "deposit_treatment": "security"})
    waits(counter, a_debtor(counter), part, 5)
    assert [each.held for each in deposits_held.every(counter)] == [Pair(D("330.00"), D("0.00"))]
    assert deposits_held.liability(counter) == D("330.00")


def test_the_sum_of_what_is_held_is_what_the_books_owe(counter: Counter, part: PartFound, miller: DebtorFound) -> None:
    assert queries.remark(counter, "deposits_held") == ""
    waits(counter, miller, part, 5)
    waits(counter, a_debtor(counter, "Jones"), part, 2)
    held = sum((each.held.ex for each in deposits_held.every(counter)), D(0))
    assert (held, deposits_held.liability(counter)) == (D("500.00"), D("500.00"))
    assert queries.remark(counter, "deposits_held") == "Customer deposits account 500.00: agrees"


def test_the_ready_list_shows_the_deposit_that_is_held(counter: Counter, part: PartFound, miller: DebtorFound) -> None:
    waits(counter, miller, part, 5)
    arrives(counter, part, 1)
    (row,) = as_dicts(run(counter, "ready"))
    assert (row["Ready"], row["Deposit"], row["Told"]) == (D("1.000"), D("330.00"), "")
    (line,) = backorder_lists.ready(counter)
    assert line.to_hand_over == D("1.000")
    releasing.hand_over(counter, [line.id])
    (row,) = as_dicts(run(counter, "ready"))
    assert row["Told"] == "handed over 1, Kim, 16 Nov"
