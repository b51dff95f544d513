"""The lists of the Query tab: who stands in each, with which figures, and who does not."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest

from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound
from app.rules.questions import GoOverCreditLimit
from app.services import backorders, lookup, queries
from app.services.buying import ordering
from app.services.counter import Counter
from app.services.masters import debtors, parts
from app.services.queries.declared import OF_DEBTOR, QUERIES, QueryColumn, QueryRow, query
from app.services.sales import invoicing, releasing
from tests.make import TODAY, Clock, a_creditor, a_debtor, a_part
from tests.services.goods import an_order, sent, waits
from tests.services.test_backorders import arrives

D = Decimal


@dataclass(frozen=True)
class Table:
    columns: tuple[QueryColumn, ...]
    rows: tuple[QueryRow, ...]


def run(counter: Counter, key: str) -> Table:
    """All rows of the list, in its own order."""
    return Table(query(key).columns, tuple(queries.listing(counter, key).every()))


def as_dicts(table: Table) -> list[dict[str, object]]:
    """Each row with its cells by their headings."""
    headings = [column.heading for column in table.columns]
    return [dict(zip(headings, row.cells, strict=True)) for row in table.rows]


def column(table: Table, heading: str) -> list[object]:
    return [row[heading] for row in as_dicts(table)]


def sell(counter: Counter, debtor: DebtorFound, part: PartFound, quantity: int, *, save: bool = False) -> int:
    line = invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(quantity))
    draft = InvoiceDraft(debtor=debtor, lines=[line], customer_order="PO 7")
    return (invoicing.save if save else invoicing.finalise)(counter, draft, {}).invoice_id


def go_on(counter: Counter, days: int) -> None:
    assert isinstance(counter.clock, Clock)
    counter.clock.go_on(days=days)


def test_the_drop_down_begins_with_what_is_ready_and_every_list_of_it_can_be_shown(counter: Counter) -> None:
    assert [each.name for each in QUERIES] == [
        "Backorders Ready to Invoice – ALL DEBTORS",
        "Backorders waiting",
        "Promises running late",
        "Saved invoices",
        "Invoices with deposits held",
        "Over credit limit",
        "All debtors",
        "Lost sales",
        "Superseded, still in stock",
        "Superseded by a number not in the books",
    ]
    for each in QUERIES:
        assert each.key == "debtors" or run(counter, each.key) == Table(each.columns, ())
        assert each.empty


def test_a_list_that_there_is_not_is_refused(counter: Counter) -> None:
    with pytest.raises(Refused, match="“nonsense”"):
        run(counter, "nonsense")


def test_ready_has_every_figure_of_what_may_be_invoiced(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0, description="Cable")
    miller = a_debtor(counter, backorder_mode="automatic", phone="03 9555 0101")
    first = waits(counter, part, 5, miller)
    waits(counter, part, 3)
    go_on(counter, 4)
    arrives(counter, part, 3)
    backorders.tell(counter, [first])
    table = run(counter, "ready")
    assert as_dicts(table) == [
        {
            "Debtor": "Miller Motors",
            "Phone": "03 9555 0101",
            "Document": "Invoice 10001",
            "Date": TODAY,
            "Part": "CAB-220",
            "Description": "Cable",
            "Ordered": D(5),
            "Ready": D(3),
            "Still waiting": D(2),
            "Value inc": D("330.00"),
            "Deposit": None,
            "Days": 4,
            "Told": "Kim, 20 Nov",
        }
    ]
    (row,) = table.rows
    assert (row.id, row.debtor_id, row.part_id) == (first, miller.id, part.id)
    assert row.ready and not row.all_handed_over


def test_ready_says_what_the_customer_has_already_until_it_is_invoiced(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    backorder = waits(counter, part, 5)
    arrives(counter, part, 3)
    backorders.tell(counter, [backorder])
    releasing.hand_over(counter, [backorder], quantity=D(2))
    (some,) = run(counter, "ready").rows
    releasing.hand_over(counter, [backorder])
    (every,) = run(counter, "ready").rows
    assert (some.cells[-1], some.all_handed_over) == ("handed over 2, Kim, 16 Nov", False)
    assert (every.cells[-1], every.all_handed_over) == ("handed over 3, Kim, 16 Nov", True)
    releasing.take_mark_back(counter, backorder)
    (again,) = run(counter, "ready").rows
    assert (again.cells[-1], again.all_handed_over) == ("Kim, 16 Nov", False)


def test_waiting_is_what_is_not_ready_the_oldest_first_with_what_comes(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0, creditor_id=(repco := a_creditor(counter)).id)
    waits(counter, part, 5, a_debtor(counter, "First", backorder_mode="automatic"))
    go_on(counter, 1)
    waits(counter, part, 3, a_debtor(counter, "Second", backorder_mode="automatic"))
    sent(counter, repco, (part, 2))
    arrives(counter, part, 4)
    table = run(counter, "waiting")
    assert column(table, "Debtor") == ["First", "Second"]
    assert column(table, "Still waiting") == [D(1), D(3)]
    assert column(table, "Waiting ex GST") == [D("100.00"), D("300.00")]
    assert column(table, "On order") == [D(2), D(2)]
    assert column(table, "Supplier") == ["Repco Wholesale", "Repco Wholesale"]
    assert column(table, "State") == ["part ready", "on order"]


@pytest.mark.parametrize(
    ("promised", "late"),
    [(None, None), (TODAY + dt.timedelta(days=3), None), (TODAY, None), (TODAY - dt.timedelta(days=2), 2)],
)
def test_a_promise_is_late_once_its_day_has_passed(
    counter: Counter, promised: dt.date | None, late: int | None
) -> None:
    backorder = waits(counter, a_part(counter, "CAB-220", on_hand=0), 5)
    backorders.promise(counter, backorder, promised)
    assert column(run(counter, "late"), "Days late") == ([] if late is None else [late])


def test_a_promise_runs_late_when_the_goods_come_after_it(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    backorder = waits(counter, part, 5)
    backorders.promise(counter, backorder, TODAY + dt.timedelta(days=3))
    order = an_order(counter, a_creditor(counter), (part, 5))
    order.expected = TODAY + dt.timedelta(days=10)
    ordering.finalise(counter, order, {})
    assert column(run(counter, "late"), "Days late") == [7]
    arrives(counter, part, 5)
    assert column(run(counter, "late"), "Days late") == []


def test_saved_invoices_are_orders_on_the_books_and_no_quotes(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    miller = a_debtor(counter, backorder_mode="automatic")
    saved = sell(counter, miller, part, 5, save=True)
    line = invoicing.line_for(counter, part, miller, D(1))
    invoicing.save(counter, InvoiceDraft(kind="quote", debtor=miller, lines=[line]), {})
    sell(counter, miller, a_part(counter, "K1", on_hand=9), 1)
    go_on(counter, 2)
    table = run(counter, "saved")
    assert [row.invoice_id for row in table.rows] == [saved]
    (row,) = as_dicts(table)
    assert (row["Name"], row["Customer order"], row["Lines"]) == ("Miller Motors", "PO 7", 1)
    assert (row["Total inc. GST"], row["On backorder"], row["Days"]) == (D("220.00"), D(3), 2)


def test_over_the_limit_is_who_owes_more_than_it_and_nobody_else(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=50)
    over = a_debtor(counter, "Over", credit_limit=D("200.00"))
    asked = GoOverCreditLimit("Over", D("200.00"), D("220.00"))
    line = invoicing.line_for(counter, part, over, D(2))
    invoicing.finalise(counter, InvoiceDraft(debtor=over, lines=[line]), {asked: "yes"})
    sell(counter, a_debtor(counter, "Exactly", credit_limit=D("220.00")), part, 2)
    sell(counter, a_debtor(counter, "Unlimited"), part, 2)
    card = debtors.open_card(counter, over.id)
    debtors.save(counter, dataclasses.replace(card, stop_credit=True), card)
    (row,) = as_dicts(run(counter, "over_limit"))
    assert (row["Debtor"], row["Owes"], row["Credit limit"], row["Over by"]) == (
        "Over",
        D("220.00"),
        D("200.00"),
        D("20.00"),
    )
    assert (row["Last charge"], row["Credit"]) == (TODAY, "stopped")


def test_all_debtors_are_there_by_name_with_what_they_owe(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=50)
    sell(counter, a_debtor(counter, "Zeal", credit_limit=D("900.00")), part, 2)
    gone = a_debtor(counter, "Adams")
    card = debtors.open_card(counter, gone.id)
    debtors.save(counter, dataclasses.replace(card, active=False), card)
    rows = {row["Debtor"]: row for row in as_dicts(run(counter, "debtors"))}
    assert list(rows)[0] == "Adams" and list(rows)[-1] == "Zeal"
    assert (rows["Adams"]["Owes"], rows["Adams"]["Standing"]) == (D("0.00"), "not in use")
    assert (rows["Zeal"]["Owes"], rows["Zeal"]["Credit limit"], rows["Zeal"]["Last charge"]) == (
        D("220.00"),
        D("900.00"),
        TODAY,
    )
    assert queries.listing(counter, "debtors").sums() == {"Owes": D("220.00")}


def test_lost_sales_tell_what_was_lost_and_why(counter: Counter) -> None:
    part = a_part(counter, "CAB-220", on_hand=2)
    miller = a_debtor(counter, use_backorders=False)
    line = invoicing.line_for(counter, part, miller, D(5))
    line.supplied, line.cancelled, line.lost_because = D(2), D(3), "price"
    invoicing.finalise(counter, InvoiceDraft(debtor=miller, lines=[line]), {})
    table = run(counter, "lost_sales")
    (row,) = as_dicts(table)
    assert (row["Part"], row["Debtor"], row["Quantity"]) == ("CAB-220", "Miller Motors", D(3))
    assert (row["Value ex GST"], row["Reason"], row["Recorded by"]) == (D("300.00"), "price", "Kim")
    assert table.rows[0].part_id == part.id


def test_superseded_parts_on_the_shelf_are_told_with_what_is_sold_today(counter: Counter) -> None:
    repco = a_creditor(counter)
    a_part(counter, "C-300", on_hand=4)
    a_part(counter, "B-200", on_hand=0, superseded_by="C-300")
    old = a_part(counter, "A-100", on_hand=3, superseded_by="B-200", bin="B7", creditor_id=repco.id)
    a_part(counter, "LOOP", on_hand=1, superseded_by="GONE")
    a_debtor(counter)
    sell(counter, a_debtor(counter, "Jones"), old, 1, save=True)
    table = run(counter, "superseded")
    assert [row.cells for row in table.rows] == [
        ("A-100", "Part A-100", "B7", D(3), D(2), "B-200", "C-300", D(4), "Repco Wholesale"),
        ("LOOP", "Part LOOP", "", D(1), D(1), "GONE", "", None, ""),
    ]
    assert table.rows[0].part_id == old.id
    card = parts.open_card(counter, old.id)
    parts.save(counter, dataclasses.replace(card, superseded_by=""), card)
    assert column(run(counter, "superseded"), "Part") == ["LOOP"]


def test_a_number_in_no_books_that_supersedes_another_is_told_until_it_comes_in(counter: Counter) -> None:
    a_part(counter, "A-100", on_hand=0, superseded_by="B-200")
    last = a_part(counter, "B-200", on_hand=0, superseded_by="C-300")
    a_part(counter, "OLD", on_hand=0, superseded_by="NOWHERE", active=False)
    waits(counter, last, 2)
    (row,) = run(counter, "dangling").rows
    assert row.cells == ("B-200", "Part B-200", "C-300", D(0), D(0), D(2), "") and row.part_id == last.id
    a_part(counter, "C-300", on_hand=0)
    assert run(counter, "dangling").rows == ()


def test_the_backorders_of_a_debtor_are_its_own_the_ready_ones_first(counter: Counter) -> None:
    cable, clamp = a_part(counter, "CAB-220", on_hand=0), a_part(counter, "CLA-1", on_hand=0)
    miller = a_debtor(counter, backorder_mode="automatic")
    waits(counter, cable, 5, miller)
    waits(counter, clamp, 2, miller)
    waits(counter, clamp, 9)
    arrives(counter, clamp, 2)
    table = Table(OF_DEBTOR.columns, tuple(queries.of_debtor(counter, miller.id).every()))
    assert column(table, "Part") == ["CLA-1", "CAB-220"]
    assert column(table, "Value inc") == [D("220.00"), D("0.00")]
    assert column(table, "State") == ["ready", "waiting"]
