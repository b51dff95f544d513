"""What a count says: which bins it takes in, its variances and what they are worth, and reasons in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import stocktaking
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.rules.stocktaking import OTHER, AdjustmentDraft, AdjustmentLine, Count, Scope, line_for

D = Decimal
CABLE = PartFound(1, "CAB-220", "Battery cable", on_hand=D(4), last_cost=D("7.0000"))


def a_count(
    counted: int | None, snapshot: int = 10, on_hand: int = 10, value: str = "100.00", **facts: object
) -> Count:
    part = replace(CABLE, on_hand=D(on_hand))
    there = None if counted is None else D(counted)
    made = Count(1, part, "A1", D(snapshot), there, D(value))
    return replace(made, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scope", "taken", "left"),
    [
        (Scope(), ["", "A1", "Z"], []),
        (Scope("a"), ["A1", "a-2"], ["B1", ""]),
        (Scope("A1", "B2"), ["A1", "A9", "B", "B2", "B2-9"], ["A", "B3", "C", ""]),
        (Scope(last="B"), ["A", "B", "B7"], ["C", ""]),
        (Scope(" A 1 "), ["A 1-4"], ["A1"]),
    ],
)
def test_bins_are_taken_by_their_beginning_or_from_one_to_another(
    scope: Scope, taken: list[str], left: list[str]
) -> None:
    assert [bin_ for bin_ in (*taken, *left) if scope.takes(bin_)] == taken


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (Scope(), "all bins"),
        (Scope("A"), "bins that begin with A"),
        (Scope("A", "B"), "bins A to B"),
        (Scope(last="B"), "bins up to B"),
    ],
)
def test_the_bins_are_said(scope: Scope, said: str) -> None:
    assert scope.bins == said


@given(st.text(max_size=5), st.text(max_size=5))
def test_whoever_takes_everything_takes_every_bin(bin_: str, other: str) -> None:
    assert Scope().takes(bin_)
    assert not Scope(other, other).takes(bin_) or Scope(other).takes(bin_)


def test_a_variance_is_counted_less_snapshot_and_worth_what_posting_would_do() -> None:
    short, over, empty = a_count(7), a_count(12), a_count(3, snapshot=0, on_hand=0, value="0.00")
    assert (short.variance, short.worth) == (D(-3), D("-30.00"))
    assert (over.variance, over.worth) == (D(2), D("20.00"))
    assert (empty.variance, empty.worth) == (D(3), D("21.00"))
    assert (a_count(None).variance, a_count(None).worth) == (None, D("0.00"))


def test_what_moved_since_the_snapshot_may_explain_it() -> None:
    assert a_count(7, on_hand=7).explained
    assert not a_count(8, on_hand=7).explained
    assert not a_count(10).explained
    assert a_count(8, on_hand=7).moved == D(-3)


def test_variances_come_with_the_largest_value_first() -> None:
    small, large, none, same = (
        a_count(9, line_id=1),
        a_count(14, line_id=2),
        a_count(None, line_id=3),
        a_count(10, line_id=4),
    )
    assert [each.line_id for each in stocktaking.variances([small, none, same, large])] == [2, 1]
    assert stocktaking.uncounted([small, none, same]) == 1


def test_sheets_go_by_bin_and_what_has_none_comes_last() -> None:
    counts = [a_count(1, line_id=1, bin=""), a_count(1, line_id=2, bin="b1"), a_count(1, line_id=3, bin="A2")]
    assert [each.line_id for each in stocktaking.by_bin(counts)] == [3, 2, 1]


def test_a_reason_is_chosen_and_explained() -> None:
    assert stocktaking.reason("Damaged", "") == "Damaged"
    assert stocktaking.reason("Damaged", " fell  off the shelf ") == "Damaged: fell off the shelf"
    assert stocktaking.reason(OTHER, "Gave one away") == "Gave one away"
    with pytest.raises(Refused, match="The reason is missing"):
        stocktaking.reason(OTHER, " ")
    with pytest.raises(Refused, match="longer than 200"):
        stocktaking.reason("Damaged", "x" * 200)


@pytest.mark.parametrize(
    ("said", "parted"),
    [
        ("Damaged", ("Damaged", "")),
        ("Damaged: it fell: twice", ("Damaged", "it fell: twice")),
        ("Gave one away", (OTHER, "Gave one away")),
        ("Stocktake 10001", (OTHER, "Stocktake 10001")),
    ],
)
def test_a_stored_reason_is_parted_again(said: str, parted: tuple[str, str]) -> None:
    assert stocktaking.parted(said) == parted
    assert stocktaking.reason(*parted) == said


def test_what_came_and_went_has_its_sign() -> None:
    assert [stocktaking.signed(D(each)) for each in ("2", "-1.5", "0")] == ["+2", "-1.5", "0"]


def test_a_line_says_what_will_lie_there() -> None:
    line = line_for(CABLE, D(-1))
    assert (line.number, line.new_on_hand) == ("CAB-220", D(3))
    assert (AdjustmentLine().blank, AdjustmentLine().number, AdjustmentLine().new_on_hand) == (True, "", None)
    assert AdjustmentDraft(lines=[AdjustmentLine(), line]).filled_lines == [line]


@pytest.mark.parametrize(
    ("change", "note", "says", "field"),
    [
        ("0", "", "nothing is found and nothing lost", "change"),
        ("0.5", "", "whole units", "change"),
        ("1000000", "", "no quantity that can be kept", "change"),
        ("1", "x" * 201, "the note is longer", "note"),
    ],
)
def test_what_cannot_be_adjusted_names_its_line(change: str, note: str, says: str, field: str) -> None:
    line = AdjustmentLine(part=CABLE, change=D(change), note=note)
    with pytest.raises(Refused, match=says) as refused:
        stocktaking.check_line(line)
    assert (refused.value.field, refused.value.line) == (field, line.key)


def test_a_part_sold_by_the_metre_may_be_counted_by_it() -> None:
    hose = replace(CABLE, whole_units=False)
    stocktaking.check_count(hose, D("1.125"))
    with pytest.raises(Refused, match="no quantity that can be kept"):
        stocktaking.check_count(hose, D("1.1255"))
