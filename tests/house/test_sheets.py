"""Every sheet prints from a sample: all that stands on it stands within the paper, legible, and no figure is cut."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
from pytestqt.qtbot import QtBot

from app.printing import roll
from app.printing.page import FOOT, MARGIN, TOP, Page, Text
from app.printing.sheets import Facts, lay_out
from app.rules.label_facts import LabelsFacts
from app.rules.papers import may_be_narrow
from app.rules.trial_facts import TrialFacts
from app.ui.kit.sheets import ink
from tests.printing.label_samples import LABEL_SAMPLES
from tests.printing.money_samples import MONEY_SAMPLES
from tests.printing.samples import DREADFUL
from tests.printing.samples import SAMPLES as GOODS_SAMPLES

SAMPLES = {**GOODS_SAMPLES, **MONEY_SAMPLES, **LABEL_SAMPLES}
NARROW = {f"{name} on the roll": facts for name, facts in SAMPLES.items() if may_be_narrow(facts)}

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(params=[*SAMPLES, *NARROW])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def pages(name: str) -> tuple[Page, ...]:
    """The pages of each sample in turn, measured with the font they are printed in."""
    return lay_out({**SAMPLES, **NARROW}[name], ink.measure, narrow=name in NARROW)


def blank(name: str) -> tuple[int, int, int]:
    """What stays blank on this paper: at each side, above, below."""
    if name in NARROW:
        return roll.EDGE, 0, 0
    return (200, 0, 0) if isinstance(SAMPLES[name], LabelsFacts | TrialFacts) else (MARGIN, TOP, FOOT)


def test_every_kind_of_sheet_has_a_sample() -> None:
    assert {type(sample) for sample in SAMPLES.values()} == set(get_args(Facts))


def test_all_of_it_stands_within_the_margins(name: str, pages: tuple[Page, ...]) -> None:
    side, above, below = blank(name)
    for page in pages:
        for text in page.texts:
            # the closing bracket of a figure may hang
            assert text.x >= side
            assert text.x + text.width <= page.width - side + 5
            assert above <= text.y <= page.height - below
            assert text.width == ink.measure(text.text, text.size, text.bold)
        for rule in page.rules:
            assert rule.x >= side
            assert rule.x + rule.length <= page.width - side
            assert above <= rule.y <= page.height - below
        for bar in page.bars:
            assert bar.x >= side and bar.x + bar.width <= page.width - side
            assert above <= bar.y and bar.y + bar.height <= page.height - below


def test_no_text_runs_into_another(pages: tuple[Page, ...]) -> None:
    for page in pages:
        by_line: dict[int, list[Text]] = {}
        for text in page.texts:
            by_line.setdefault(text.y, []).append(text)
        for line in by_line.values():
            line.sort(key=lambda text: text.x)
            assert [one.text for one, two in pairwise(line) if one.x + one.width > two.x] == []


def test_all_of_it_can_be_read(pages: tuple[Page, ...]) -> None:
    assert min(text.size for page in pages for text in page.texts) >= 60
    assert all(text.text.strip() and "\n" not in text.text for page in pages for text in page.texts)


def test_every_sheet_becomes_a_pdf(pages: tuple[Page, ...]) -> None:
    content = ink.pdf(pages, "Sample")
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == len(pages)


@pytest.mark.parametrize("sound", [name for name in SAMPLES if not name.startswith(("awful", "dreadful"))])
def test_no_figure_of_a_sound_document_is_cut(sound: str) -> None:
    cut = [text.text for page in lay_out(SAMPLES[sound], ink.measure) for text in page.texts if text.text.endswith("…")]
    assert not [text for text in cut if text[0].isdecimal() or text[0] in "$("]


def test_not_even_the_largest_amounts_are_cut() -> None:
    texts = {text.text for page in lay_out(DREADFUL, ink.measure) for text in page.texts}
    assert {"9,999,999,999.99", "999,999,999.99", "10,999,999,999.98", "999,999.999", "99,999.1234"} <= texts


def test_the_paper_has_the_shipped_font_with_figures_of_one_width(qtbot: QtBot) -> None:
    for bold in (False, True):
        assert len({ink.measure(figure * 10, 85, bold) for figure in "0123456789"}) == 1
    content = ink.pdf(lay_out(SAMPLES["one line"], ink.measure), "Sample")
    assert b"IBMPlexSans" in content
    named = (b"IBMPlexSans-SmBld", b"IBMPlexSans-SemiBold", b"IBMPlexSans-0-600")  # Windows names it by its weight
    assert any(each in content for each in named)
