"""A column that a part gets one day: a file brings it in whole, and it is proved like the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app import models
from app.exchange import part_columns
from app.exchange.mapping import prepared
from app.exchange.tables import open_table
from app.rules.price_files import Choices
from app.rules.rows import PartRow
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import parts
from app.services.price_files import bringing
from app.services.upkeep import verifying
from app.services.within.price_files import differences, evidence

FOLLOWS = {"key", "words"}
"""Columns of a part that follow from others."""
NOT_FROM_A_FILE = {"id", "version", "standing"}
COLUMNS = evidence.COLUMNS


def test_every_field_of_a_file_has_its_columns() -> None:
    forgotten = {each.name for each in fields(PartRow)} - {"row", "breaks"} - set(part_columns.EVERY_FIELD)
    assert not forgotten, "say in _LAYOUT of app/exchange/part_columns.py how it lies among the rows of a file"


def test_every_column_that_a_file_may_say_is_compared_with_the_books() -> None:
    layout = part_columns.Layout(part_columns.EVERY_FIELD, Choices(), {})
    said = set(layout.columns) & set(models.Part.__table__.c.keys())
    forgotten = said - FOLLOWS - {"number"} - set(differences.COMPARED)
    assert not forgotten, "without COMPARED in within/price_files/differences.py, parts in the books never get it"


def test_every_column_of_a_part_is_proved() -> None:
    forgotten = set(models.Part.__table__.c.keys()) - FOLLOWS - NOT_FROM_A_FILE
    forgotten -= {*evidence.COLUMNS, *evidence.LATER}
    assert not forgotten, "say in LATER of within/price_files/evidence.py what parts of before hold in it"


def knows_notes(monkeypatch: pytest.MonkeyPatch, *, later: bool) -> None:
    """As if notes were a column that this version does not know yet, or that has come `later`."""
    columns = tuple(name for name in COLUMNS if name != "notes")
    since = {"notes": ""} if later else {}
    monkeypatch.setattr(evidence, "COLUMNS", columns)
    monkeypatch.setattr(evidence, "LATER", since)
    of_part = (models.Part.__table__, ("id", *columns, *since), ("id",))
    monkeypatch.setattr(evidence, "_TABLES", (of_part, *evidence._TABLES[1:]))
    evidence._ends.cache_clear()
    evidence._columns.cache_clear()


@pytest.fixture
def changing(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    evidence._ends.cache_clear()
    evidence._columns.cache_clear()


def test_what_was_made_before_a_column_came_is_proved_and_the_column_too(
    counter: Counter, tmp_path: Path, changing: pytest.MonkeyPatch
) -> None:
    knows_notes(changing, later=False)
    brought(counter, tmp_path, "Part No,Description\nA-100,Oil filter\nA-200,Air filter\n")
    knows_notes(changing, later=True)
    assert verifying.verify(counter.db).broken == ""
    brought(counter, tmp_path, "Part No,Description,Notes\nB-100,Pollen filter,Blue\nB-200,Fuel filter,\n")
    assert verifying.verify(counter.db).broken == ""
    was = parts.open_card(counter, lookup.exact_part(counter, "A-200")[0].id)
    parts.save(counter, replace(was, notes="Ask first"), was)
    assert verifying.verify(counter.db).broken == ""
    for number in ("A-100", "B-100"):
        with counter.db.engine.begin() as connection:
            connection.execute(text("UPDATE part SET notes = 'Nobody told' WHERE number = :number"), {"number": number})
        assert "price file" in verifying.verify(counter.db).broken
        with counter.db.engine.begin() as connection:
            notes = "Blue" if number == "B-100" else ""
            connection.execute(text("UPDATE part SET notes = :notes WHERE number = :number"),
                               {"number": number, "notes": notes})  # fmt: skip
    assert verifying.verify(counter.db).broken == ""


def brought(counter: Counter, folder: Path, content: str) -> None:
    """This file has come in."""
    path = folder / "list.csv"
    path.write_text(content, encoding="utf-8")
    table = open_table(path)
    with closing(bringing.of_file(counter, table, prepared("parts", table), Choices(), None)) as file:
        file.bring_in()
