"""The demo shop: parts, people and some weeks of business to try everything with; it must not know who asks for it.

It is the same every time for a given date: the numbers of the day come from a generator of its own, the hours from a
clock of its own, and everything is written by the services that a real counter uses.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from sqlalchemy import select

from app.db import Database
from app.models import Invoice, Part, Setting
from app.rules.faults import Refused
from app.services import settings, setup
from app.services.counter import Counter
from app.services.demo.business import DAYS, Business, Clock, first_morning
from app.services.demo.days import OrdinaryDays
from app.services.demo.money import MoneyDays
from app.services.demo.stories import Telling

Progress = Callable[[int, int], None]
"""Told how many days are done, of how many."""

SHOP_NAME = "Harbour Parts & Machinery"
_MARK = "demo shop of"
_ABN = "38 204 403 512"
_PAPER: dict[str, str | bool] = {
    "address": "40 Harbour Street\nWollongong NSW 2500",
    "phone": "(02) 5550 0140",
    "email": "parts@harbour.example",
    "website": "www.harbour.example",
    "how_to_pay": "Harbour Bank · BSB 000-220 · Account 1234 5678\nPlease quote the invoice number.",
    "foot": "Goods stay ours until they are paid. Returns within 14 days, in their box.",
    "include_backorder_in_invoice": True,
}


def begin(db: Database, day: date, progress: Progress | None = None) -> Counter:
    """Make a new database the demo shop as it stands on the morning of `day`.

    Raises Refused when there is a shop in it already.
    """
    counter = setup.begin(db, setup.SetupFacts(SHOP_NAME, _ABN, operator_name="Kim"), Clock(first_morning(day)))
    settings.save(counter, dict(_PAPER))
    fill(counter, day, progress)
    with counter.work() as session:
        session.add(Setting(name=_MARK, value=day.isoformat()))
    return setup.open_counter(db)


def fill(counter: Counter, day: date, progress: Progress | None = None) -> None:
    """Give an open shop that has nothing yet the demo's parts and people, and six weeks of business before `day`.

    Raises Refused when the shop has parts or invoices of its own.
    """
    with counter.db.read() as session:
        own = session.scalar(select(Part.id).where(Part.kind != "charge").limit(1))
        if own is not None or session.scalar(select(Invoice.id).limit(1)) is not None:
            raise Refused("This shop has parts or invoices of its own. Demo data goes into a new shop only.")
    shop = Business(counter, day)
    shop.open()
    ordinary = OrdinaryDays(shop)
    stories = Telling(shop)
    money = MoneyDays(shop)
    for before in range(DAYS, 0, -1):
        shop.begin_day(before)
        ordinary.pass_one(before)
        stories.go_on(before)
        money.pass_one(before)
        if progress:
            progress(DAYS - before + 1, DAYS)


def is_demo(file: Path) -> bool:
    """Whether this file is a demo shop, which may be made anew; it is neither changed nor migrated by looking."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM setting WHERE name = ?", (_MARK,)).fetchone() is not None
    except sqlite3.Error:
        return False
