"""The rows of a big shop, table by table, as they lie there: whole numbers of smallest units, moments as text.

Its books hold (`check` proves it), because each figure is made from what it must agree with: on hand from what was
opened and sold, amounts from quantity and price, entries of the journal by the program's own rule. It does not know how
rows get into a store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from app.rules import codes, journal
from app.rules.standing import standing
from tests.bench.shop import catalogue
from tests.bench.shop.size import (
    AWAITED,
    AWAITED_ON_AN_ORDER,
    LINES_OF_AN_INVOICE,
    LINES_OF_AN_ORDER,
    READY,
    SHELVED,
    SHORT,
    SOLD,
    TODAY,
    WAITING_ON_AN_INVOICE,
    Size,
)

FIRST_PART: Final = 1_001
FIRST_DEBTOR: Final = 101
FIRST_CREDITOR: Final = 1
FIRST_NUMBER: Final = 10_001
OPERATOR: Final = 1
STRUCTURES: Final = ("Trade", "Fleet", "Workshop")
_ONE: Final = 1_000
_CENTS_IN_PRICE: Final = 100
_GST: Final = 1_000
_OPENED: Final = TODAY - timedelta(days=400)
_SHIP_RULES: Final = ("any",) * 8 + ("complete lines", "complete order")
_SEED: Final = 20_261_116
_MOVEMENT: Final = ("part_id", "kind", "quantity", "value", "document_kind", "document_id", "operator_id", "at")
_ENTRY: Final = ("id", "document_kind", "document_id", "date", "narrative", "operator_id", "at")
_ENTRY_LINE: Final = ("entry_id", "position", "account_id", "amount")

Row = tuple[Any, ...]
Put = Any
"""`put(table, columns, rows)`: where rows go; columns that are not named hold what a new record has."""


def at(day: date, hour: int = 1) -> str:
    """A moment of that day as it lies in a table."""
    return f"{day} {hour:02d}:00:00.000000"


@dataclass(slots=True)
class Shelf:
    """What is made of one part while the books are written; quantities in thousandths, the cost in cents."""

    cost: int
    price: int
    opened: int = 0
    sold: int = 0
    allocated: int = 0
    on_order: int = 0


@dataclass(slots=True)
class Books:
    """The shop as it grows: what later tables need to know of earlier ones."""

    size: Size
    accounts: Mapping[str, int]
    parts: list[catalogue.Listed] = field(default_factory=list)
    shelves: dict[int, Shelf] = field(default_factory=dict)
    """Of the parts on which anything happens, by their place in the list."""

    def shelf(self, place: int) -> Shelf:
        """Of the part at this place."""
        found = self.shelves.get(place)
        if found is None:
            part = self.parts[place]
            found = self.shelves[place] = Shelf(part.cost, part.list_price)
        return found


def write(books: Books, put: Put) -> None:
    """Everything but the chain of who did what, each table's rows after those that they name."""
    chance = Random(_SEED)
    books.parts = [catalogue.listed(place, chance) for place in range(books.size.parts)]
    _people(books.size, put)
    waits = _waits(books)
    sales = list(_sales(books))
    _orders_on_shelves(books)
    for number in range(books.size.short):
        books.shelf(books.size.place(SHORT, number))
    for place in range(*SHELVED):
        for hundred in range(0, books.size.parts, 100):
            books.shelf(hundred + place).opened += 8 * _ONE
    for place in range(*SOLD):
        for hundred in range(0, books.size.parts, 100):
            shelf = books.shelf(hundred + place)
            shelf.opened += shelf.sold + (50 + hundred // 100 % 40) * _ONE
    _parts(books, put)
    _opening(books, put)
    _backorders(books, waits, put)
    _invoices(books, sales, waits, put)
    _orders(books, put)
    put("next_number", ("kind", "next"), [
        (kind, FIRST_NUMBER + count)
        for kind, count in (("invoice", books.size.invoices), ("invoice reference", books.size.invoices),
                            ("stock order", books.size.orders), ("stock order reference", books.size.orders),
                            ("creditor invoice", 0), ("creditor invoice reference", 0))
    ])  # fmt: skip


def dollars(cents: int) -> Decimal:
    """Cents as an amount."""
    return Decimal(cents).scaleb(-2)


# ---- whom the shop trades with ----


def _people(size: Size, put: Put) -> None:
    makers = range(catalogue.MAKERS)
    put("creditor", ("id", "code", "name", "phone", "phone_key"), [
        (FIRST_CREDITOR + each, f"S{each:03d}", catalogue.maker_name(each), f"02 9{each:03d} 4000",
         f"029{each:03d}4000")
        for each in makers
    ])  # fmt: skip
    put("price_group", ("id", "code", "name"), [(1 + each, f"G{each:02d}", f"Group {each}") for each in makers])
    put("pricing_structure", ("id", "name"), [(1 + place, name) for place, name in enumerate(STRUCTURES)])
    put("pricing_rule", ("structure_id", "price_group_id", "basis", "percent"), [
        (1 + structure, 1 + group, "list", 500 + 250 * structure + 50 * (group % 5))
        for structure in range(len(STRUCTURES)) for group in makers
    ])  # fmt: skip
    put("debtor",
        ("id", "code", "name", "phone", "phone_key", "address", "use_backorders", "ship_rule", "structure_id"), (
            (FIRST_DEBTOR + each, f"D{each:05d}", catalogue.debtor_name(each), f"03 5{each:07d}", f"035{each:07d}",
             f"{each % 200 + 1} Depot Road", 1, _SHIP_RULES[each % 10], each % 4 or None)
            for each in range(size.debtors)
        ))  # fmt: skip


# ---- what happens ----


@dataclass(frozen=True, slots=True)
class Wait:
    """A backorder: which part, how many thousandths, and whether they lie there for it."""

    key: int
    place: int
    quantity: int
    ready: bool


def _waits(books: Books) -> list[list[Wait]]:
    """The backorders of each of the latest invoices; an invoice's are all ready, or all wait."""
    size, found = books.size, []
    for number in range(size.ready + size.awaited):
        ready = number < size.ready
        role, within = (READY, number) if ready else (AWAITED, number - size.ready)
        wait = Wait(number + 1, size.place(role, within), (1 + number % 3) * _ONE, ready)
        if ready:
            shelf = books.shelf(wait.place)
            shelf.opened += wait.quantity
            shelf.allocated += wait.quantity
        found.append(wait)
    groups = [found[: size.ready], found[size.ready :]]
    step = WAITING_ON_AN_INVOICE
    return [group[start : start + step] for group in groups for start in range(0, len(group), step)]


@dataclass(frozen=True, slots=True)
class Sale:
    """A line that was sold: which part, and how many thousandths."""

    place: int
    quantity: int


def _sales(books: Books) -> Iterator[list[Sale]]:
    chance, sold = Random(_SEED + 1), books.size.count(SOLD)
    for _ in range(books.size.invoices):
        lines: dict[int, Sale] = {}
        while len(lines) < LINES_OF_AN_INVOICE:
            # some parts are sold all the time, most now and then
            place = books.size.place(SOLD, int(sold * chance.random() ** 2))
            lines[place] = Sale(place, (1 + int(chance.random() * 4)) * _ONE)
        for line in lines.values():
            books.shelf(line.place).sold += line.quantity
        yield list(lines.values())


def order_places(size: Size, order: int) -> list[int]:
    """The parts on a stock order: first those that somebody waits for, then what is sold."""
    own = AWAITED_ON_AN_ORDER
    rest = LINES_OF_AN_ORDER - own
    awaited = [size.place(AWAITED, order * own + line) for line in range(own)]
    return awaited + [size.place(SOLD, order * rest + line) for line in range(rest)]


def _ordered(line: int) -> int:
    return (4 + line % 7) * _ONE


def _orders_on_shelves(books: Books) -> None:
    for order in range(books.size.orders):
        for line, place in enumerate(order_places(books.size, order)):
            books.shelf(place).on_order += _ordered(line)


# ---- parts and their shelves ----


def _parts(books: Books, put: Put) -> None:
    used = books.shelves
    put("part", ("id", "number", "key", "description", "words", "standing", "kind", "creditor_id", "price_group_id",
                 "list_price", "bin"), (
        (FIRST_PART + place, part.number, codes.part_key(part.number), part.description,
         " ".join(codes.words_of(part.description)), _standing(used.get(place)),
         "stock" if place in used else "catalogue", FIRST_CREDITOR + part.maker, 1 + part.maker,
         part.list_price * _CENTS_IN_PRICE, bin_of(place) if place in used else "")
        for place, part in enumerate(books.parts)
    ))  # fmt: skip
    put("stock", ("part_id", "on_hand", "value", "allocated", "on_order", "last_cost", "standing"), (
        _stock(FIRST_PART + place, part.cost, used.get(place)) for place, part in enumerate(books.parts)
    ))  # fmt: skip
    put("part_number", ("part_id", "kind", "number", "key"), _numbers(books.parts))


def bin_of(place: int) -> str:
    """Where a part lies."""
    return f"{'ABCDEFGH'[place % 8]}{place % 40:02d}-{place % 6}"


def _on_hand(shelf: Shelf) -> int:
    return shelf.opened - shelf.sold


def _standing(shelf: Shelf | None) -> int:
    return standing(in_stock=shelf is not None and _on_hand(shelf) > 0, sold=shelf is not None and shelf.sold > 0)


def _stock(part_id: int, cost: int, shelf: Shelf | None) -> Row:
    if shelf is None:
        return (part_id, 0, 0, 0, 0, cost * _CENTS_IN_PRICE, _standing(None))
    on_hand = _on_hand(shelf)
    value = on_hand // _ONE * cost
    return (part_id, on_hand, value, shelf.allocated, shelf.on_order, cost * _CENTS_IN_PRICE, _standing(shelf))


def _numbers(parts: list[catalogue.Listed]) -> Iterator[Row]:
    """Every third part has other numbers: an old one, its supplier's, a barcode, some two of them."""
    for place in range(0, len(parts), 3):
        for kind, number in other_numbers(place):
            yield (FIRST_PART + place, kind, number, codes.part_key(number))


def other_numbers(place: int) -> list[tuple[str, str]]:
    """What else the part at this place is called."""
    if place % 3:
        return []
    kinds = {0: ("old", "barcode"), 1: ("supplier",), 2: ("barcode",), 3: ("old",), 4: ("supplier", "barcode")}
    made = {"old": f"X{place:07d}/1", "supplier": f"{place * 13 % 9_999_991:07d}.{place % 10}",
            "barcode": f"93{place * 7 % 99_999_989:010d}{place % 10}"}  # fmt: skip
    return [(kind, made[kind]) for kind in kinds[place % 5]]


def _opening(books: Books, put: Put) -> None:
    opened = [(place, shelf) for place, shelf in sorted(books.shelves.items()) if shelf.opened]
    put("stock_movement", _MOVEMENT, (
        (FIRST_PART + place, "opening", shelf.opened, shelf.opened // _ONE * shelf.cost, "opening", None, OPERATOR,
         at(_OPENED))
        for place, shelf in opened
    ))  # fmt: skip
    value = sum(shelf.opened // _ONE * shelf.cost for _, shelf in opened)
    put("journal_entry", _ENTRY, [(1, "opening", None, str(_OPENED), "Opening stock", OPERATOR, at(_OPENED))])
    put("journal_line", _ENTRY_LINE, _entry(books, 1, journal.opening(dollars(value))))


def _entry(books: Books, entry_id: int, lines: tuple[journal.Line, ...]) -> list[Row]:
    return [
        (entry_id, position, books.accounts[str(line.account)], int(line.amount.scaleb(2)))
        for position, line in enumerate(lines, start=1)
    ]


# ---- invoices, and what waits since ----


def _day(size: Size, invoice: int) -> date:
    return TODAY - timedelta(days=350 - invoice * 349 // size.invoices)


def _backorders(books: Books, waits: list[list[Wait]], put: Put) -> None:
    size = books.size
    rows, given = [], []
    for invoice, group in _with_invoice(size, waits):
        day = _day(size, invoice)
        for wait in group:
            held = wait.quantity if wait.ready else 0
            price = books.parts[wait.place].list_price * _CENTS_IN_PRICE
            debtor, part = FIRST_DEBTOR + invoice % size.debtors, FIRST_PART + wait.place
            rows.append((wait.key, debtor, part, wait.quantity, wait.quantity, held, price, 0, at(day)))
            if wait.ready:
                given.append((wait.key, wait.quantity, "queue", 1, 0, OPERATOR, at(TODAY - timedelta(days=1))))
    put("backorder",
        ("id", "debtor_id", "part_id", "quantity", "open", "allocated", "price", "discount", "queue_date"),
        rows)  # fmt: skip
    put("allocation", ("backorder_id", "quantity", "rule", "rank", "others", "operator_id", "at"), given)


def _with_invoice(size: Size, waits: list[list[Wait]]) -> Iterator[tuple[int, list[Wait]]]:
    """Each group with the invoice that it began on, one of the latest."""
    first = size.invoices - len(waits)
    if first < 0:
        raise ValueError(f"{size.invoices} invoices are too few for {len(waits)} on which somebody waits")
    return ((first + number, group) for number, group in enumerate(waits))


def _invoices(books: Books, sales: list[list[Sale]], waits: list[list[Wait]], put: Put) -> None:
    size = books.size
    waiting = dict(_with_invoice(size, waits))
    heads: list[Row] = []
    lines: list[Row] = []
    moves: list[Row] = []
    owed: list[Row] = []
    entries: list[Row] = []
    entry_lines: list[Row] = []
    handed: list[Row] = []
    for number, sold in enumerate(sales):
        key, posted, day = number + 1, FIRST_NUMBER + number, _day(size, number)
        debtor, name = FIRST_DEBTOR + number % size.debtors, catalogue.debtor_name(number % size.debtors)
        moment, amount, cost = at(day), 0, 0
        for position, sale in enumerate(sold, start=1):
            part, shelf = books.parts[sale.place], books.shelves[sale.place]
            pieces = sale.quantity // _ONE
            line, taken = pieces * shelf.price, pieces * shelf.cost
            amount, cost = amount + line, cost + taken
            lines.append((key, position, "part", FIRST_PART + sale.place, part.number, part.description, "each",
                          sale.quantity, sale.quantity, 0, shelf.price * _CENTS_IN_PRICE, "list", _GST, line,
                          line // 10, taken, None))  # fmt: skip
            moves.append((FIRST_PART + sale.place, "sale", -sale.quantity, -taken, "invoice", key, OPERATOR, moment))
        for position, wait in enumerate(waiting.get(number, ()), start=len(sold) + 1):
            part = books.parts[wait.place]
            lines.append((key, position, "part", FIRST_PART + wait.place, part.number, part.description, "each",
                          wait.quantity, 0, wait.quantity, part.list_price * _CENTS_IN_PRICE, "list", _GST, 0, 0, 0,
                          wait.key))  # fmt: skip
        gst = amount // 10
        due = str(day + timedelta(days=30))
        heads.append((key, f"bench{number:027d}", "invoice", "finalised", posted, posted, debtor, str(day), due, name,
                      f"03 5{number % size.debtors:07d}", amount, gst, amount + gst, OPERATOR, moment,
                      moment))  # fmt: skip
        owed.append((debtor, key, "invoice", str(day), due, amount + gst))
        entries.append((key + 1, "invoice", key, str(day), f"Invoice {posted}, {name}", OPERATOR, moment))
        entry_lines += _entry(books, key + 1, _posted(amount, gst, cost))
        handed.append((f"invoice-{posted}", "invoice", key, str(day)))
    put("invoice", ("id", "draft_key", "kind", "status", "reference", "number", "debtor_id", "date", "due", "name",
                    "phone", "amount", "gst", "total", "operator_id", "saved_at", "finalised_at"), heads)  # fmt: skip
    put("invoice_line", ("invoice_id", "position", "kind", "part_id", "number", "description", "unit", "ordered",
                         "supplied", "backordered", "price", "price_from", "gst_rate", "amount", "gst", "cost",
                         "begins_id"), lines)  # fmt: skip
    put("stock_movement", _MOVEMENT, moves)
    put("debtor_entry", ("debtor_id", "invoice_id", "kind", "date", "due", "amount"), owed)
    put("journal_entry", _ENTRY, entries)
    put("journal_line", _ENTRY_LINE, entry_lines)
    put("handover", ("key", "document_kind", "document_id", "date"), handed)


def _posted(amount: int, gst: int, cost: int) -> tuple[journal.Line, ...]:
    """The entry of a sale, by the program's own rule."""
    goods, tax, taken, none = (dollars(cents) for cents in (amount, gst, cost, 0))
    return journal.invoice(
        journal.Sold(goods=goods, charges=none, deposits=none, gst=tax, total=goods + tax, moved=journal.Moved(-taken))
    )


def _orders(books: Books, put: Put) -> None:
    size, day = books.size, TODAY - timedelta(days=3)
    orders: list[Row] = []
    lines: list[Row] = []
    meant: list[Row] = []
    for order in range(size.orders):
        number, creditor = FIRST_NUMBER + order, FIRST_CREDITOR + order % catalogue.MAKERS
        orders.append((1 + order, f"order{order:027d}", "finalised", number, number, creditor, str(day), str(TODAY),
                       OPERATOR, at(day), at(day)))  # fmt: skip
        for line, place in enumerate(order_places(size, order)):
            key, part, quantity = len(lines) + 1, books.parts[place], _ordered(line)
            lines.append((key, 1 + order, line + 1, FIRST_PART + place, part.description, quantity, quantity,
                          part.cost * _CENTS_IN_PRICE))  # fmt: skip
            if line < AWAITED_ON_AN_ORDER:
                number = size.ready + order * AWAITED_ON_AN_ORDER + line
                meant.append((key, 1 + number, (1 + number % 3) * _ONE))
    put("stock_order", ("id", "draft_key", "status", "reference", "number", "creditor_id", "date", "expected",
                        "operator_id", "saved_at", "finalised_at"), orders)  # fmt: skip
    put("stock_order_line", ("id", "order_id", "position", "part_id", "description", "quantity", "outstanding", "cost"),
        lines)  # fmt: skip
    put("meant_for", ("order_line_id", "backorder_id", "quantity"), meant)
