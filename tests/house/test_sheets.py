"""Every sheet prints from a sample: all that stands on it stands within the paper, legible, and no figure is cut."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
from pytestqt.qtbot import QtBot

from app.printing.page import FOOT, MARGIN, TOP, Page, Text
from app.printing.sheets import Facts, lay_out
from app.ui.kit.sheets import ink
from tests.printing.money_samples import MONEY_SAMPLES
from tests.printing.samples import DREADFUL
from tests.printing.samples import SAMPLES as GOODS_SAMPLES

SAMPLES = {**GOODS_SAMPLES, **MONEY_SAMPLES}

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(params=SAMPLES)
def pages(request: pytest.FixtureRequest) -> tuple[Page, ...]:
    """The pages of each sample in turn, measured with the font they are printed in."""
    return lay_out(SAMPLES[request.param], ink.measure)


def test_every_kind_of_sheet_has_a_sample() -> None:
    assert {type(sample) for sample in SAMPLES.values()} == set(get_args(Facts))


def test_all_of_it_stands_within_the_margins(pages: tuple[Page, ...]) -> None:
    for page in pages:
        for text in page.texts:
            # the closing bracket of a figure may hang
            assert text.x >= MARGIN
            assert text.x + text.width <= page.width - MARGIN + 5
            assert TOP <= text.y <= page.height - FOOT
            assert text.width == ink.measure(text.text, text.size, text.bold)
        for rule in page.rules:
            assert rule.x >= MARGIN
            assert rule.x + rule.length <= page.width - MARGIN
            assert TOP <= rule.y <= page.height - FOOT


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


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.startswith(("awful", "dreadful"))])
def test_no_figure_of_a_sound_document_is_cut(name: str) -> None:
    cut = [text.text for page in lay_out(SAMPLES[name], ink.measure) for text in page.texts if text.text.endswith("…")]
    assert not [text for text in cut if text[0].isdecimal() or text[0] in "$("]


def test_not_even_the_largest_amounts_are_cut() -> None:
    texts = {text.text for page in lay_out(DREADFUL, ink.measure) for text in page.texts}
    assert {"9,999,999,999.99", "999,999,999.99", "10,999,999,999.98", "999,999.999", "99,999.1234"} <= texts


def test_the_paper_has_the_shipped_font_with_figures_of_one_width(qtbot: QtBot) -> None:
    for bold in (False, True):
        assert len({ink.measure(figure * 10, 85, bold) for figure in "0123456789"}) == 1
    content = ink.pdf(lay_out(SAMPLES["one line"], ink.measure), "Sample")
    assert b"IBMPlexSans" in content
    assert b"IBMPlexSans-SmBld" in content or b"IBMPlexSans-SemiBold" in content
