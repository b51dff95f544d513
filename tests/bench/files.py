"""Price files for the benchmark, and how the program brings one in; it must not know how long that takes."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random
from typing import Final

from app.exchange.mapping import prepared
from app.exchange.tables import open_table
from app.rules.price_files import Choices
from app.services.counter import Counter
from app.services.masters import creditors
from app.services.price_files.bringing import PriceFile
from app.services.within.price_files.source import FromTable
from tests.bench.floors import price_file
from tests.bench.shop import catalogue
from tests.bench.shop.size import Size

_SEED: Final = 77


def written(folder: Path, size: Size, turn: int) -> Path:
    """A file with as many parts as the shop has, none of which it or another turn has."""
    file, chance = folder / f"{turn}.csv", Random(_SEED)
    with file.open("w", newline="", encoding="utf-8") as opened:
        out = csv.writer(opened)
        out.writerow(price_file.COLUMNS)
        for place in range(size.parts * (turn + 1), size.parts * (turn + 2)):
            part = catalogue.listed(place, chance)
            barcode = f"94{place:011d}" if place % 3 == 0 else ""
            out.writerow((part.number, part.description, _dollars(part.list_price), _dollars(part.cost), barcode))
    return file


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def supplier(counter: Counter, code: str) -> int:
    """A creditor whose list is new to the shop."""
    card = creditors.save(counter, creditors.CreditorCard(code=code, name=f"Importer {code}"), None)
    assert card.id is not None
    return card.id


def brought_in(counter: Counter, file: Path, creditor: int) -> tuple[int, int]:
    """By the program, from the closed file to the books: how many are new, how many changed."""
    table = open_table(file)
    source = FromTable(table, prepared("parts", table))
    price = PriceFile(counter, source, Choices(), creditor)
    try:
        report = price.bring_in()
    finally:
        price.close()
    assert report is not None and not report.refused, report
    return report.new, report.changed
