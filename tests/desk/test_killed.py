"""The real program killed in the middle of an invoice, and started again: the same tab, lines and cursor."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app import draft_codec, models
from app.desk_drafts import DeskDrafts
from app.rules.drafts import InvoiceDraft
from app.services.counter import Counter
from tests.desk.real_desk import missing, real_desk
from tests.make import a_debtor, a_part, a_shop

D = Decimal

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"there is no {missing()} on this machine")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    counter = a_shop(tmp_path)
    a_debtor(counter, "Miller Motors", code="MIL")
    a_part(counter, "CAB-220", on_hand=20)
    a_part(counter, "OIL-5", on_hand=50)
    yield counter
    counter.db.close()


def test_kill_9_in_the_middle_of_an_invoice(shop: Counter, tmp_path: Path, home: Path) -> None:
    where = ("--database", str(tmp_path / "shop.db"))
    with real_desk(tmp_path, *where) as desk:
        desk.sees("Parts Counter")
        desk.key("ctrl+2")
        desk.type("MIL", "Return")
        desk.type("cab220", "Return")
        desk.type("5", "Return")
        desk.type("OIL-5", "Return")
        desk.type("2", "Return")
        desk.until(lambda: kept(home) == [("CAB-220", D(5)), ("OIL-5", D(2))], "the lines to be kept")
    # the end of the block is a kill -9
    assert saved(shop) == []
    with real_desk(tmp_path, *where) as desk:
        desk.sees("Parts Counter")
        desk.type("cab220", "Return")
        desk.type("7", "Return", "F2")
        desk.until(lambda: saved(shop) == [("CAB-220", D(5)), ("OIL-5", D(2)), ("CAB-220", D(7))], "the order")
        desk.until(lambda: kept(home) == [], "what is saved to be forgotten")


def kept(home: Path) -> list[tuple[str, Decimal]]:
    """The lines in the file of drafts, as the disk holds it: the program that has it lets nobody else read it."""
    copied = home / "copied"
    shutil.rmtree(copied, ignore_errors=True)
    drafts = home / "data" / "drafts"
    if not drafts.exists():
        return []
    shutil.copytree(drafts, copied)
    found = [lines(DeskDrafts(folder)) for folder in copied.iterdir()]
    return [line for each in found for line in each]


def lines(drafts: DeskDrafts) -> list[tuple[str, Decimal]]:
    drafts.open()
    try:
        read = [draft_codec.read(each.payload, InvoiceDraft) for each in drafts.all()]
    finally:
        drafts.close()
    return [(line.number, line.ordered) for draft in read for line in draft.lines]


def saved(shop: Counter) -> list[tuple[str, Decimal]]:
    """The lines of all documents on the books."""
    with shop.db.read() as session:
        rows = session.scalars(select(models.InvoiceLine).order_by(models.InvoiceLine.id))
        return [(row.number, row.ordered) for row in rows]
