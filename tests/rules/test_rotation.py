"""Which backups are kept: never too few, never more than was said, and the same however often it is asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.rules.rotation import LASTING_DAYS, Dated, Rotation, thrown_away

FIRST = datetime(2026, 1, 1, 17, 0)  # noqa: DTZ001 – on the shop's clock
ROTATIONS = st.builds(Rotation, st.integers(0, 20), st.integers(0, 10), st.integers(0, 15))


@st.composite
def backups(draw: st.DrawFn) -> list[Dated]:
    """Any number of backups of two years, some of them lasting."""
    hours = draw(st.lists(st.integers(0, 24 * 730), max_size=60, unique=True))
    return [Dated(str(hour), FIRST + timedelta(hours=hour), draw(st.booleans())) for hour in hours]


def a_day_later(them: list[Dated]) -> date:
    return max((each.at.date() for each in them), default=FIRST.date()) + timedelta(days=1)


def left(them: list[Dated], rotation: Rotation, today: date) -> list[Dated]:
    gone = thrown_away(them, rotation, today)
    return [each for each in them if each.name not in gone]


@given(backups(), ROTATIONS)
def test_the_newest_is_always_kept(them: list[Dated], rotation: Rotation) -> None:
    kept = left(them, rotation, a_day_later(them))
    assert max(them, key=lambda each: each.at, default=None) == max(kept, key=lambda each: each.at, default=None)


@given(backups(), ROTATIONS)
def test_asked_again_nothing_more_goes(them: list[Dated], rotation: Rotation) -> None:
    kept = left(them, rotation, a_day_later(them))
    assert left(kept, rotation, a_day_later(them)) == kept


@given(backups(), ROTATIONS)
def test_no_more_are_kept_than_was_said(them: list[Dated], rotation: Rotation) -> None:
    passing = [each for each in left(them, rotation, a_day_later(them)) if not each.lasting]
    assert len(passing) <= max(1, rotation.days + rotation.weeks + rotation.months)


@given(backups(), ROTATIONS)
def test_what_lasts_is_kept_its_time(them: list[Dated], rotation: Rotation) -> None:
    today = a_day_later(them)
    young = {each for each in them if each.lasting and (today - each.at.date()).days <= LASTING_DAYS}
    assert young <= set(left(them, rotation, today))


def test_a_year_of_days_keeps_days_weeks_and_months() -> None:
    rotation, them = Rotation(days=7, weeks=4, months=6), []
    for number in range(365):  # one on each day, and at once those that may go have gone
        at = FIRST + timedelta(days=number)
        them = left([*them, Dated(f"{at:%d %b}", at)], rotation, at.date())
    assert [each.name for each in them] == [
        "31 Jul", "31 Aug", "30 Sep", "31 Oct", "30 Nov", "13 Dec", "20 Dec",
        "25 Dec", "26 Dec", "27 Dec", "28 Dec", "29 Dec", "30 Dec", "31 Dec",
    ]  # fmt: skip


def test_the_later_one_of_a_day_is_the_days() -> None:
    them = [Dated("morning", FIRST.replace(hour=9)), Dated("evening", FIRST)]
    assert thrown_away(them, Rotation(), FIRST.date()) == {"morning"}
    assert (
        thrown_away([Dated("morning", FIRST.replace(hour=9), lasting=True), them[1]], Rotation(), FIRST.date()) == set()
    )


def test_a_rotation_of_nothing_keeps_the_newest_all_the_same() -> None:
    them = [Dated("older", FIRST), Dated("newer", FIRST + timedelta(days=400))]
    assert thrown_away(them, Rotation(0, 0, 0), a_day_later(them)) == {"older"}
