"""Rows from a spreadsheet: which column is the part, which the quantity, and what is no table at all."""

from __future__ import annotations

import pytest

from app.rules import pasting
from app.rules.faults import Refused
from app.rules.pasting import PastedRow


def read(text: str) -> list[tuple[str, str]]:
    return [(row.part, row.quantity) for row in pasting.rows(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CAB-220\t5\r\nOIL-5\t2\r\n", [("CAB-220", "5"), ("OIL-5", "2")]),
        ("5\tCAB-220\n2\tOIL-5\n", [("CAB-220", "5"), ("OIL-5", "2")]),
        ("128100\t5\n0986\t2", [("128100", "5"), ("0986", "2")]),
        ("CAB-220\tBattery cable\t5\t110.00\n", [("CAB-220", "5")]),
        ("Description\tQty\tPart number\nCable\t5\tCAB-220\n", [("CAB-220", "5")]),
        ("Part\tDescription\tOrdered\nCAB-220\tCable\t\n", [("CAB-220", "")]),
        ("CAB-220\nOIL-5\n", [("CAB-220", ""), ("OIL-5", "")]),
        ("CAB-220\t-3\nOIL-5\t1,200.5", [("CAB-220", "-3"), ("OIL-5", "1,200.5")]),
        ('"CAB ""220"""\t5\n', [('CAB "220"', "5")]),
        ("CAB-220\tfive\n", [("CAB-220", "five")]),
        ("A\tone\t5\nB\ttwo\tn/a\nC\tthree\t7\n", [("A", "5"), ("B", "n/a"), ("C", "7")]),
        ("", []),
    ],
)
def test_part_and_quantity_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_a_row_knows_its_place_in_what_was_copied() -> None:
    assert pasting.rows("\nPart\tQty\n\nCAB-220\t5\n") == (PastedRow(4, "CAB-220", "5"),)


@pytest.mark.parametrize("text", ["A\t1", "A\nB", "A\t1\nB\t2\n"])
def test_several_cells_are_a_table(text: str) -> None:
    assert pasting.is_table(text)


@pytest.mark.parametrize("text", ["", "CAB-220", "CAB-220\n", "\tCAB-220\r\n", "Battery cable, red"])
def test_one_value_is_no_table(text: str) -> None:
    assert not pasting.is_table(text)


def test_too_many_rows_are_refused_with_their_number() -> None:
    pasting.rows("A\n" * pasting.MOST_ROWS)
    with pytest.raises(Refused, match=r"501 rows are more than 500"):
        pasting.rows("A\n" * (pasting.MOST_ROWS + 1))


def test_what_goes_out_comes_in_again() -> None:
    text = pasting.as_text([("Part", "Qty"), ("CAB\t220", "5"), ("OIL-5", "2")])

    assert read(text) == [("CAB 220", "5"), ("OIL-5", "2")]
