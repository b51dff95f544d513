"""The same import from the command line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import models
from app.__main__ import main
from app.services.counter import Counter
from tests import make


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return make.a_shop(tmp_path)


def run(counter: Counter, *words: str) -> int:
    return main(["import", *words, "--database", counter.db.place])


def numbers(counter: Counter) -> set[str]:
    with counter.db.read() as session:
        return set(session.scalars(select(models.Part.number).where(models.Part.kind == "stock")))


def write(folder: Path, text: str) -> str:
    path = folder / "list.txt"
    path.write_bytes(text.encode())
    return str(path)


def test_a_file_without_headings_comes_in_by_numbers_and_twice_changes_nothing(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "11;STONEGUARD SINGLE\r\n128-100;PISTON, LONG\r\n128100;RING\r\n")
    assert run(counter, "parts", file, "--map", "number=1", "--map", "description=2") == 0
    assert numbers(counter) == {"11", "128-100", "128100"}
    said = capsys.readouterr().out
    assert "list.txt: UTF-8, separated by semicolon" in said
    assert "Parts: 3 new." in said
    assert run(counter, "parts", file, "--map", "number=1", "description=2") == 0
    assert "Parts: 3 unchanged." in capsys.readouterr().out


def test_headings_are_matched_and_a_file_may_follow_the_map(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, 'Artikel,Description,Price,Colour\nK5,Bolt,"1,200.00",red\n')
    assert run(counter, "parts", "--map", "number=Artikel", file) == 0
    said = capsys.readouterr().out
    assert "List price ex GST" in said
    assert "not read: Colour" in said
    with counter.db.read() as session:
        price = select(models.Part.list_price).where(models.Part.number == "K5")
        assert session.scalars(price).one() == 1200


def test_refused_rows_are_said_and_reported(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "Number,Description,Price\nK5,Bolt,1\nK6,Nut,POA\nK5,Again,2\n")
    report = tmp_path / "refused.csv"
    assert run(counter, "parts", file, "--report", str(report)) == 1
    said = capsys.readouterr().out
    assert "row 3: List price ex GST “POA” is no number.  [K6 · Nut · POA]" in said
    assert "Parts: 1 new, 2 refused." in said
    assert report.read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "3,List price ex GST “POA” is no number.,K6 · Nut · POA",
        "4,K5 stands in row 2 already. Keep one of the two rows.,K5 · Again · 2",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Which file?"),
        (("none.csv",), "There is no file"),
        (("FILE", "--map", "number=9"), "There is no column 9: the file has 2"),
        (("FILE", "--map", "number"), "Write it as FIELD=COLUMN"),
        (("FILE", "--no-headings"), "No column holds Part number"),
        (("FILE", "--encoding", "klingon"), "There is no encoding “klingon”"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    file = write(tmp_path, "Number,Description\nK5,Bolt\n")
    assert run(counter, "parts", *(file if word == "FILE" else word for word in words)) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert numbers(counter) == set()


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, "Number,Description\nK5,Bolt\n")
    assert main(["import", "parts", file, "--database", str(tmp_path / "none.db")]) == 1
    assert "There is no database" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()


def test_stock_of_parts_that_were_just_brought_in(counter: Counter, tmp_path: Path) -> None:
    file = write(tmp_path, "Number,Description,Price,Qty,Unit cost\nK5,Bolt,10,7,4.25\nK6,Nut,1,0,1\n")
    assert run(counter, "parts", file) == 0
    assert run(counter, "stock", file) == 0
    assert run(counter, "stock", file) == 0
    with counter.db.read() as session:
        statement = select(func.sum(models.Stock.on_hand), func.sum(models.Stock.value))
        assert tuple(session.execute(statement).one()) == (7, Decimal("29.75"))
