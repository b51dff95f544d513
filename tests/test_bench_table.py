"""What the benchmark tells of a run: figures, ratios, whether the aims are reached, and what has grown."""

from __future__ import annotations

import json

import pytest

from tests.bench import __main__ as command
from tests.bench.run import Run
from tests.bench.shop.cache import Shop
from tests.bench.shop.size import SMALL, WHOLE
from tests.bench.table import Aim, Line, as_text, percentile

TAKEN = [float(each) for each in range(1, 101)]


def test_a_line_as_json_has_what_the_issue_asks_for() -> None:
    line = Line("b", "finalise", "sqlite", 1_000_000, TAKEN, [10.0, 20.0, 30.0], Aim(ratio=5, p95=16))
    told = json.loads(line.as_json())
    assert told | {"aim": "", "what": ""} == {
        "job": "b", "what": "", "store": "sqlite", "parts": 1_000_000, "n": 100, "unit": "ms", "median_ms": 50.5,
        "p95_ms": 95.0, "floor_median_ms": 20.0, "ratio": 2.525, "aim": "", "reached": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("aim", "reached"),
    [
        (Aim(), None),
        (Aim(ratio=2.6), True),
        (Aim(ratio=2.5), False),
        (Aim(ratio=2.6, p95=94), False),
        (Aim(median=51), True),
    ],
)
def test_an_aim_is_reached_when_all_of_it_is(aim: Aim, reached: bool | None) -> None:
    assert Line("b", "finalise", "sqlite", 1, TAKEN, [20.0], aim).reached is reached


def test_a_figure_without_a_floor_has_no_ratio() -> None:
    line = Line("a", "painted", "sqlite", 1, [12.0], aim=Aim(p95=16))
    assert (line.ratio, line.reached) == (None, True)
    assert json.loads(line.as_json())["floor_median_ms"] is None
    assert "12.0 ms" in as_text([line])


def test_percentiles() -> None:
    assert [percentile(TAKEN, 95), percentile([3.0], 95), percentile([2.0, 1.0], 50)] == [95.0, 3.0, 1.0]


def test_what_has_grown_is_told_against_the_smallest_shop() -> None:
    run = Run(stores=("sqlite",), jobs="h", quick=False)
    for size, taken in ((SMALL, 2.0), (WHOLE, 5.0)):
        run.line("b", "finalise", Shop("sqlite", size, ""), [taken], [1.0], Aim(ratio=5))
    (grown,) = run.result()
    assert (grown.job, grown.ratio, grown.reached) == ("h", 2.5, False)
    assert "1,000,000 parts against 10,000" in grown.what


def test_jobs_are_letters(capsys: pytest.CaptureFixture[str]) -> None:
    parser = command._parser()
    assert parser.parse_args(["--job", "a", "--job", "bd"]).job == ["a", "bd"]
    with pytest.raises(SystemExit):
        parser.parse_args(["--job", "z"])
    assert "the jobs are abcdefgh" in capsys.readouterr().err
