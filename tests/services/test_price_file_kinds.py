"""A price list comes in the same whatever it was written as: CSV in three encodings, XLSX, XLS, ODS; oddities too."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.exchange.mapping import prepared
from app.exchange.tables import open_table
from app.models import Part, Stock
from app.rules.price_files import Choices, Preview
from app.rules.rows import ImportReport
from app.services.counter import Counter
from app.services.price_files import bringing
from app.services.upkeep import verifying
from tests import make
from tests.exchange.spreadsheets import SPREADSHEETS, Rows

D = Decimal
LIST: Rows = (
    ("Part No", "Description", "List Price", "Cost"),
    ("A-100", "Kühler – 12 °", D("1234.5"), D("600.25")),
    ("A-200", 'Schraube, M8 "groß"', D("0.0425"), None),
    (128100, "Ring", D("5"), D("2.5")),
    ("128-100", "Ring, another one", D("7"), D("2.5")),
    ("A-300", "No price yet", None, None),
    ("a-100", "The same number again", D("1"), None),
    (650207000000000000, "Ruined by a spreadsheet", D("1"), None),
    (None, "Of no number", D("1"), None),
    ("A-400", "A price that is none", "on request", None),
    ("00042", "Zeros in front", D("3.10"), D("-1")),
    ("00043", "Zeros in front", D("3.10"), None),
)
TEXTS = {"csv": ("utf-8", ","), "utf-16.csv": ("utf-16", "\t"), "cp1252.csv": ("cp1252", ";")}
KINDS = (*TEXTS, *SPREADSHEETS)


@dataclass(frozen=True)
class Came:
    preview: Preview
    report: ImportReport
    parts: list[tuple[object, ...]]


def written(path: Path, kind: str) -> Path:
    """The list as such a file; a text says its thousands with a comma and what a spreadsheet has made of long ones."""
    if kind in SPREADSHEETS:
        return SPREADSHEETS[kind](path, LIST)
    encoding, mark = TEXTS[kind]
    shown = {D("1234.5"): "1,234.50", 650207000000000000: "6.50207E+17", None: ""}
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows([[shown.get(cell, cell) for cell in row] for row in LIST])
    path.write_text(text.getvalue(), encoding=encoding, newline="")
    return path


def came(counter: Counter, path: Path) -> Came:
    acme = make.a_creditor(counter, code="ACME").id
    table = open_table(path)
    opened = bringing.of_file(counter, table, prepared("parts", table), Choices(), acme)
    preview, report = opened.preview(), opened.bring_in()
    opened.close()
    assert preview is not None and report is not None
    assert verifying.verify(counter.db).broken == ""
    columns = (Part.number, Part.key, Part.description, Part.list_price, Stock.last_cost)
    statement = select(*columns).join(Stock, Stock.part_id == Part.id).where(Part.creditor_id == acme)
    with counter.db.read() as session:
        return Came(preview, report, [tuple(row) for row in session.execute(statement.order_by(Part.number))])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_says_the_same(counter: Counter, tmp_path: Path, kind: str) -> None:
    found = came(counter, written(tmp_path / f"list.{kind}", kind))
    looked, report = found.preview, found.report
    assert (looked.new, looked.repeated, looked.ruined, looked.blank_prices, looked.alike_count) == (6, 1, 1, 1, 2)
    assert (report.new, report.changed, report.refused) == (6, 0, looked.refused)
    assert [(each.row, each.sentence) for each in report.refused] == [
        (7, "a-100 stands in row 2 already. Keep one of the two rows."),
        (
            8,
            "“6.50207E+17” is no part number: a spreadsheet has shortened a long number. Format that column as text "
            "there, type the number again and save.",
        ),
        (9, "Part number is missing."),
        (10, "List price ex GST “on request” is no number."),
        (11, "The cost is -1.00, less than nothing."),
    ]
    assert found.parts == [
        ("00043", "43", "Zeros in front", D("3.1"), D(0)),
        ("128-100", "128100", "Ring, another one", D(7), D("2.5")),
        ("128100", "128100", "Ring", D(5), D("2.5")),
        ("A-100", "A100", "Kühler – 12 °", D("1234.5"), D("600.25")),
        ("A-200", "A200", 'Schraube, M8 "groß"', D("0.0425"), D(0)),
        ("A-300", "A300", "No price yet", D(0), D(0)),
    ]
