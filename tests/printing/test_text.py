"""Text that always fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.printing.text import LONGEST, clean, elided, lines
from tests.printing.ruler import measure


@given(st.text(max_size=400), st.integers(400, 9000), st.integers(1, 6))
def test_no_text_is_wider_or_longer_than_its_place(text: str, width: int, most: int) -> None:
    found = lines(text, width, measure, 85, most=most)
    assert len(found) <= most
    assert all(measure(line, 85, False) <= width for line in found)
    assert all(line.strip() and "\n" not in line for line in found)


@given(st.text(alphabet="ab -/\n", max_size=120), st.integers(800, 9000))
def test_nothing_is_lost_when_there_is_room(text: str, width: int) -> None:
    found = lines(text, width, measure, 85, most=1000)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_words_are_kept_whole_and_long_codes_break_behind_a_hyphen() -> None:
    ten_letters = measure("x" * 10, 85, False)
    assert lines("one two three four", ten_letters, measure, 85) == ["one two", "three four"]
    assert lines("MERITOR-R955318-LH", ten_letters, measure, 85) == ["MERITOR-", "R955318-LH"]
    assert lines("abcdefghijklm", ten_letters, measure, 85) == ["abcdefghij", "klm"]


def test_what_is_left_over_is_marked() -> None:
    ten_letters = measure("x" * 10, 85, False)
    assert lines("one two three four five six", ten_letters, measure, 85, most=2) == ["one two", "three fou…"]
    assert lines("first\nsecond\nthird", ten_letters, measure, 85, most=2) == ["first", "second th…"]
    assert elided("abcdefghijklm", ten_letters, measure, 85) == "abcdefghi…"
    assert elided("abcdefghij", ten_letters, measure, 85) == "abcdefghij"


def test_control_signs_and_turned_directions_do_not_reach_the_paper() -> None:
    assert clean("a\x00b\tc") == "a b c"
    assert clean("safe\u202etxt.exe") == "safetxt.exe"
    assert clean("one\r\ntwo\rthree") == "one\ntwo\nthree"
    assert clean("half a pair \ud83d") == "half a pair "
    assert clean("مسنן שמן") == "مسنן שמן"
    assert clean("e" + "\u0301" * 50) == "e" + "\u0301" * 4
    assert len(clean("x" * 10_000_000)) == LONGEST
