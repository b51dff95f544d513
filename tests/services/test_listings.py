"""Long lists: whatever is typed and however it is sorted, the pages put together are the whole list in that order."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event, insert

from app import models
from app.rules import gst, words
from app.rules.dates import USUAL
from app.rules.faults import Refused
from app.rules.listing import ALL, Listing, Wanted, in_order
from app.services import accounts_read, backorder_lists, backorders_listed, history, lookup, queries
from app.services.backorder_lists import BackorderLine
from app.services.counter import Counter
from app.services.history import Wanted as WantedDone
from app.services.masters import creditors_listed, ledgers, stock_card, supplied
from app.services.queries.declared import ATTRIBUTES, OF_DEBTOR, QUERIES, Query, query
from app.services.within import listed, queue
from tests import make
from tests.services.listed_shop import DEBTORS, lived

SHOW: Mapping[str, Callable[[Any], str]] = {
    "text": str,
    "state": str,
    "day": USUAL.full_day,
    "quantity": words.quantity,
    "money": words.money,
    "price": words.price,
    "number": str,
}
"""How a person sees a cell."""
SORTED_ONLY = frozenset({"Date", "Days", "Days late", "Told", "Value inc", "Waiting ex GST", "Value ex GST"}) | {
    "Held ex", "Held GST", "Held inc", "Lines ready", "Ready inc. GST", "Sold today", "Available of it",
}  # fmt: skip
"""Cells of queries that no table holds, or that are told of a moment: words are not looked for in them."""


@dataclass(frozen=True)
class Column:
    """A cell of a row: its value, and what is looked for in it; nothing without a kind."""

    value: Callable[[Any], Any]
    kind: str = ""

    def text(self, row: Any) -> str:
        value = self.value(row)
        return "" if value is None or not self.kind else SHOW[self.kind](value)


@dataclass(frozen=True)
class Shown:
    listing: Listing[Any]
    columns: Mapping[str, Column]


def attributes(**kinds: str) -> dict[str, Column]:
    def of(name: str) -> Callable[[Any], Any]:
        return lambda row: getattr(row, name)

    return {name: Column(of(name), kind) for name, kind in kinds.items()}


def cells(asked: Query, *sorted_only: str) -> dict[str, Column]:
    def of(at: int) -> Callable[[Any], Any]:
        return lambda row: row.cells[at]

    return {
        f"cell_{at}": Column(of(at), "" if each.heading in SORTED_ONLY | {*sorted_only} else each.kind)
        for at, each in enumerate(asked.columns)
    }


BACKORDER = attributes(
    state="text", debtor="text", phone="text", number="text", description="text", origin="text", since="", days="",
    quantity="quantity", filled="quantity", cancelled="quantity", open="quantity", allocated="quantity",
    ready="quantity", still_waiting="quantity", on_order="quantity", due="day", promised="day", creditor="text",
    told="", ready_value="",
)  # fmt: skip
LEDGER = attributes(date="day", due="day", amount="money", open="money", balance="")


def lists(counter: Counter) -> dict[str, Shown]:
    """Every long list of the shop."""
    debtor_id = lookup.find_debtors(counter, DEBTORS[0])[0].id
    part = lookup.exact_part(counter, "CAB-220")[0]
    creditor_id = part.creditor_id or 0
    closed = backorders_listed.Narrowed(closed=True)
    made = {each.key: Shown(queries.listing(counter, each.key), cells(each)) for each in QUERIES}
    made["deposits_held"] = Shown(made["deposits_held"].listing, cells(query("deposits_held"), "Ready"))
    return made | {
        OF_DEBTOR.key: Shown(queries.of_debtor(counter, debtor_id), cells(OF_DEBTOR)),
        "backorders": Shown(
            backorders_listed.listing(counter, closed),
            {name: BACKORDER[name] for name in ("state", "debtor", "number", "origin", "open", "ready", "promised")},
        ),
        "of a part": Shown(backorders_listed.of_part(counter, part.id), BACKORDER),
        "debtor's ledger": Shown(ledgers.of_debtor(counter, debtor_id), LEDGER | attributes(kind="text")),
        "creditor's ledger": Shown(
            ledgers.of_creditor(counter, creditor_id), LEDGER | attributes(document="text", reference="text")
        ),
        "supplied": Shown(
            supplied.parts(counter, creditor_id),
            attributes(
                number="text", supplier_number="text", description="text", bin="text", available="quantity",
                minimum="quantity", on_order="quantity", last_cost="price", list_price="price",
            ),
        ),
        "creditors": Shown(
            creditors_listed.every(counter),
            attributes(
                code="text", name="text", phone="text", email="text", our_account="text", owed="money", state="text"
            ),
        ),
        "movements": Shown(
            stock_card.movements(counter, part.id),
            attributes(
                at="", kind="text", quantity="quantity", on_hand="", value="money", reason="text", operator="text"
            ),
        ),
        "done": Shown(
            history.every(counter, WantedDone(kind="debtors")), attributes(at="", operator="text", name="text", told="")
        ),
        "entries": Shown(
            accounts_read.entries(counter, None, None), attributes(date="day", debit="money", credit="money", about="")
        ),
        "lines": Shown(
            accounts_read.every_line(counter, None, None),
            attributes(date="day", code="text", account="text", debit="money", credit="money"),
        ),
    }  # fmt: skip


NAMES = (*(each.key for each in QUERIES), OF_DEBTOR.key, "backorders", "of a part", "debtor's ledger",
         "creditor's ledger", "supplied", "creditors", "movements", "done", "entries", "lines")  # fmt: skip


@pytest.fixture(scope="module")
def shop(store: make.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    with make.given_back():
        yield lived(tmp_path_factory.mktemp("listed"))


def in_pages(listing: Listing[Any], wanted: Wanted, size: int) -> list[Any]:
    """The whole list, put together of its pages."""
    keys = listing.keys(wanted)
    return [row for at in range(0, len(keys), size) for row in listing.rows(keys[at : at + size])]


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_put_together_are_the_whole_list_in_the_order_that_was_asked_for(shop: Counter, name: str) -> None:
    shown, chance = lists(shop)[name], random.Random(name)
    whole = list(shown.listing.every())
    searched = [column for column in shown.columns.values() if column.kind]
    for _ in range(12):
        sort, descending = chance.choice(("", *shown.columns)), chance.random() < 0.5
        typed = " ".join(_typed(chance, whole, searched) for _ in range(chance.choice((0, 1, 1, 2))))
        wanted = Wanted(typed, sort, descending)
        found = in_pages(shown.listing, wanted, chance.choice((1, 3, 100)))
        keys = [shown.listing.key(row) for row in found]
        fits = [
            row for row in whole if all(any(_in(word, each.text(row)) for each in searched) for word in typed.split())
        ]
        # what else a row is searched by - a name behind a code, a changed value - may let more of them through
        assert {shown.listing.key(row) for row in fits} <= set(keys), wanted
        expected = [row for row in whole if shown.listing.key(row) in set(keys)]
        if sort:
            expected.sort(key=lambda row: in_order(shown.columns[sort].value(row)), reverse=descending)
        assert keys == [shown.listing.key(row) for row in expected], wanted
        assert found == expected


def _in(word: str, text: str) -> bool:
    """Figures are found with and without the comma between their thousands."""
    figure = text.replace(",", "") if text[-1:].isdigit() else text
    return word.casefold() in text.casefold() or word.replace(",", "") in figure


def _typed(chance: random.Random, rows: list[Any], searched: list[Column]) -> str:
    """A piece of what somebody sees, in any case."""
    if not rows:
        return "cab"
    said = chance.choice(searched).text(chance.choice(rows)).split() or ["x"]
    word = chance.choice(said)
    begin = chance.randrange(len(word))
    piece = word[begin : begin + chance.randint(1, 6)]
    return chance.choice((piece, piece.upper(), piece.lower()))


def test_what_nobody_has_typed_anywhere_fits_nothing(shop: Counter) -> None:
    for name, shown in lists(shop).items():
        assert list(shown.listing.every(Wanted("nowhere%_"))) == [], name


def test_the_words_of_a_filter_are_no_pattern(shop: Counter) -> None:
    parts = lists(shop)["supplied"].listing
    assert [row.number for row in parts.every(Wanted("2.20 m,"))] == ["CAB-220"]
    assert list(parts.every(Wanted("2_20"))) == []
    assert [each.debtor for each in lists(shop)["backorders"].listing.every(Wanted("ÄRZTE 10%_"))][:1] == [DEBTORS[2]]


def test_what_is_ready_is_by_the_rule_also_where_the_store_says_it(shop: Counter) -> None:
    lines = backorder_lists.every(shop, closed=True)
    with shop.db.read() as session:
        rows = [session.get_one(models.Backorder, line.id) for line in lines]
        by_rule = queue.ready(session, rows)
    assert {line.id: line.ready for line in lines} == by_rule
    assert {line.ready > 0 for line in lines} == {True, False}
    ready = {line.id for line in lines if line.ready}
    assert {row.id for row in lists(shop)["ready"].listing.every()} == ready
    assert {line.state for line in lines} >= {"ready", "part ready", "waiting", "on order", "held", "cancelled"}
    for state in {line.state for line in lines}:
        narrowed = backorders_listed.Narrowed(state=state, closed=True)
        found = {line.id for line in backorders_listed.listing(shop, narrowed).every()}
        assert found == {line.id for line in lines if line.state == state}


def test_sums_are_those_of_the_rows_that_fit(shop: Counter) -> None:
    for asked in (*QUERIES, OF_DEBTOR):
        listing = lists(shop)[asked.key].listing
        for wanted in (ALL, Wanted("cab")):
            rows = list(listing.every(wanted))
            expected = {
                column.heading: sum(row.cells[at] or 0 for row in rows)
                for at, column in enumerate(asked.columns)
                if column.total
            }
            assert listing.sums(wanted) == expected, (asked.key, wanted)
    entries, lines = lists(shop)["entries"].listing, lists(shop)["lines"].listing
    for wanted in (ALL, Wanted("invoice 10001")):
        for listing in (entries, lines):
            rows = list(listing.every(wanted))
            expected = {side: sum(getattr(row, side) or 0 for row in rows) for side in ("debit", "credit")}
            assert listing.sums(wanted) == expected


def of_a_line(line: BackorderLine, name: str, today: dt.date) -> object:
    """What a list of backorders has to show of a line, worked out one by one."""
    if name == "waiting_value":
        return gst.line_amount(line.still_waiting, line.price, line.discount)
    if name == "days_late":
        comes = line.due if line.due and line.still_waiting else today
        return max(0, (max(today, comes) - line.promised).days) if line.promised else 0
    if name == "told_or_has":
        return f"handed over {line.handed}" if line.handed else line.told
    return (line.deposit or None) if name == "deposit" else getattr(line, name)


@pytest.mark.parametrize("key", ATTRIBUTES)
def test_a_list_of_backorders_shows_what_their_lines_say_and_comes_to_the_same(shop: Counter, key: str) -> None:
    names, lines = ATTRIBUTES[key].split(), {each.id: each for each in backorder_lists.every(shop)}
    at_once = list(lists(shop)[key].listing.every())
    listing = lists(shop)[key].listing
    assert at_once and at_once == list(listing.rows(listing.keys()))
    for row in at_once:
        line = lines[row.id]
        assert row.cells == tuple(of_a_line(line, name, shop.today()) for name in names)
        assert (row.debtor_id, row.invoice_id, row.part_id) == (line.debtor_id, line.origin_invoice_id, line.part_id)
        assert row.ready == bool(line.ready)
        assert row.all_handed_over == (bool(line.handed_over) and not line.to_hand_over)
    columns = (OF_DEBTOR if key == OF_DEBTOR.key else query(key)).columns
    assert listing.sums() == {
        each.heading: sum(row.cells[at] or 0 for row in at_once) for at, each in enumerate(columns) if each.total
    }


def test_a_row_that_has_left_the_list_is_not_read_again(shop: Counter) -> None:
    narrowed = backorders_listed.Narrowed(state="waiting")
    keys = backorders_listed.listing(shop, narrowed).keys()
    held = backorders_listed.listing(shop, backorders_listed.Narrowed(state="held"))
    assert len(keys) and held.rows(keys) == (None,) * len(keys)


def test_too_many_rows_are_not_sorted_by_what_no_table_holds(shop: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "MOST_SORTED_BY_READING", 3)
    shown = lists(shop)["backorders"]
    with pytest.raises(Refused, match="More than 3 lines cannot be sorted by this column. Type some words"):
        shown.listing.keys(Wanted(sort="told"))
    assert len(shown.listing.keys(Wanted(sort="open"))) > 3


def test_a_page_costs_the_same_however_long_the_list_is(counter: Counter) -> None:
    part = make.a_part(counter, "CAB-220")
    row = {"part_id": part.id, "quantity": part.on_hand, "price": part.list_price, "reason": "price"}
    row |= {"operator_id": counter.operator.id, "at": counter.now()}
    with counter.db.work() as session:
        session.execute(insert(models.LostSale), [row] * 30_000)
    lost = queries.listing(counter, "lost_sales")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, said: str, *_: object) -> None:
        if said.startswith("SELECT"):
            asked.append(said)

    event.listen(counter.db.engine, "before_cursor_execute", note)
    keys = lost.keys()
    assert len(keys) == 30_000 and len(asked) == 1
    asked.clear()
    assert len(lost.keys(most=200)) == 200 and len(asked) == 1
    costs = set()
    for size in (1, 20, 200):
        asked.clear()
        assert all(lost.rows(keys[-size:]))
        costs.add(len(asked))
    assert len(costs) == 1 and costs.pop() <= 3
