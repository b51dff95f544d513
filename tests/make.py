"""What tests begin with: a shop, and the people and parts in it, made by the services themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import make_url

from app import models
from app.db import Database, connect, migrate, open_database
from app.rules import codes
from app.rules.found import CreditorFound, DebtorFound, PartFound
from app.rules.money import rounded
from app.rules.rights import Role
from app.services import lookup, operators, settings, setup
from app.services.counter import Counter
from app.services.masters import creditors, debtors, parts
from app.services.within import posting, shelf
from tests import databases, postgres

Store = Literal["sqlite", "postgresql"]

TODAY = date(2026, 11, 16)
"""A Monday."""


@dataclass
class Clock:
    """A clock that stands still until the test moves it."""

    moment: datetime = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def go_on(self, **time: int) -> None:
        """Let days, hours or minutes pass."""
        self.moment += timedelta(**time)


_store: Store = "sqlite"
_made: list[str] = []
_opened: list[Database] = []


@contextmanager
def shops_on(store: Store) -> Iterator[None]:
    """Every shop made meanwhile lies in such a store; what was made on the server is gone afterwards."""
    global _store
    before, _store = _store, store
    try:
        with given_back():
            yield
    finally:
        _store = before


@contextmanager
def given_back() -> Iterator[None]:
    """Shops that are opened here meanwhile are closed afterwards, and databases of a server are given back."""
    before, opened = len(_made), len(_opened)
    try:
        yield
    finally:
        while len(_opened) > opened:
            _opened.pop().close()
        while len(_made) > before:
            databases.give_back(postgres.template_name(), _made.pop())


def a_shop(folder: Path, **changed: Any) -> Counter:
    """A new shop of its own, as the first start leaves it but for these settings; its clock is a `Clock`."""
    counter = _open(a_place(folder), Clock())
    if changed:
        settings.save(counter, changed)
    return counter


def _open(place: str, clock: Clock) -> Counter:
    _opened.append(open_database(postgres.as_counter(place) if _store == "postgresql" else place))
    return setup.open_counter(_opened[-1], clock)


def a_place(folder: Path) -> str:
    """The file or the address of a new shop that nobody has open."""
    if _store == "postgresql":
        _made.append(databases.borrow(_template()))
        return postgres.address_of(_made[-1])
    file = folder / "shop.db"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_a_new_shop())
    return str(file)


@dataclass(frozen=True, slots=True)
class Kept:
    """A shop as it was at one moment, from which others begin."""

    content: bytes | databases.Content
    moment: datetime


def left(counter: Counter) -> None:
    """Nobody has the shop open any more."""
    counter.db.close()
    if counter.db.on_server:
        databases.leave(str(counter.db.engine.url.database))


def kept(counter: Counter) -> Kept:
    """The shop as it is now; its database is closed."""
    url, on_server = counter.db.engine.url, counter.db.on_server
    counter.db.close()
    content = databases.content_of(str(url.database)) if on_server else Path(str(url.database)).read_bytes()
    return Kept(content, counter.now())


def begun_from(shop: Kept, folder: Path) -> Counter:
    """A shop of its own that begins as that one was, at its moment."""
    place = a_place(folder)
    if isinstance(shop.content, bytes):
        Path(place).write_bytes(shop.content)
    else:
        databases.fill(str(make_url(place).database), shop.content)
    return _open(place, Clock(shop.moment))


def place_of(counter: Counter) -> str:
    """Where another program opens the same shop."""
    url = counter.db.engine.url
    return url.render_as_string(hide_password=False) if counter.db.on_server else str(url.database)


@cache
def _template() -> str:
    """The database of a new shop on the tests' server, made by whoever needs it first."""
    name = postgres.template_name()
    with postgres.alone() as there:
        if name not in there:
            db = connect(postgres.address_of(postgres.new_database(name=name)))
            migrate(db, postgres.counter_role())
            _begin(db)
    return name


@cache
def _a_new_shop() -> bytes:
    """The file of a new shop, made once in each process: migrating takes longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shop.db"
        _begin(open_database(file))
        return file.read_bytes()


def _begin(db: Database) -> None:
    setup.begin(db, setup.SetupFacts("Bayside Parts", "51 824 753 556", operator_name="Kim"), Clock())
    db.tidy()
    db.close()


def somebody(counter: Counter, name: str, role: Role = "counter", pin: str = "", **facts: Any) -> Counter:
    """The same counter with a new person at it, who has that role."""
    facts.setdefault("code", codes.next_code([each.code for each in operators.people(counter)], name))
    card = operators.save(counter, operators.OperatorCard(name=name, role=role, **facts), None)
    assert card.id is not None
    if pin:
        operators.set_pin(counter, card.id, pin)
    return operators.sign_on(counter, card.id, pin)


def a_debtor(
    counter: Counter, name: str = "Miller Motors", *, use_backorders: bool = True, **facts: Any
) -> DebtorFound:
    """An account debtor; its code is the next free one unless it is given."""
    facts.setdefault("code", debtors.next_code(counter, name))
    card = debtors.save(counter, debtors.DebtorCard(name=name, use_backorders=use_backorders, **facts), None)
    assert card.id is not None
    return lookup.debtor(counter, card.id)


def a_creditor(counter: Counter, name: str = "Repco Wholesale", **facts: Any) -> CreditorFound:
    """A supplier; its code is the next free one unless it is given."""
    facts.setdefault("code", creditors.next_code(counter, name))
    card = creditors.save(counter, creditors.CreditorCard(name=name, **facts), None)
    assert card.id is not None
    return lookup.creditor(counter, card.id)


def a_part(
    counter: Counter,
    number: str,
    on_hand: Decimal | int | str = 2,
    price: str = "100.00",
    cost: str = "60.00",
    **facts: Any,
) -> PartFound:
    """A stock part with so many on the shelf at that unit cost; `price` is its list price ex GST."""
    facts.setdefault("description", f"Part {number}")
    card = parts.save(counter, parts.PartCard(number=number, list_price=Decimal(price), **facts), None)
    assert card.id is not None
    quantity = rounded(Decimal(on_hand), 3)
    if quantity:
        with counter.work() as session:
            stock = shelf.lock(session, [card.id])[card.id]
            stock.last_cost = Decimal(cost)
            amount = rounded(quantity * Decimal(cost))
            shelf.set_opening(session, counter, stock, quantity, amount, shelf.Source("opening"))
            posting.opening(session, counter)
    return lookup.part(counter, card.id)


def stock(counter: Counter, part: PartFound) -> tuple[Decimal, Decimal, Decimal, Decimal, Decimal]:
    """On hand, stock value, committed, allocated and on order, as they lie in the table."""
    with counter.db.read() as session:
        row = session.get_one(models.Stock, part.id)
        return row.on_hand, row.value, row.committed, row.allocated, row.on_order


def the_debtor(counter: Counter, code: str) -> DebtorFound | None:
    """The debtor with exactly this code, None when there is none."""
    return next((each for each in lookup.find_debtors(counter, code) if each.code == code), None)


def the_creditor(counter: Counter, code: str) -> CreditorFound | None:
    """The creditor with exactly this code, None when there is none."""
    return next((each for each in lookup.find_creditors(counter, code) if each.code == code), None)
