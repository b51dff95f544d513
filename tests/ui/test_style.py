"""The palettes: the same colours in each, readable in each, chosen here or by the system, and changed at once."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.kit import of_windows, style

LIGHT, DARK, UNKNOWN = Qt.ColorScheme.Light, Qt.ColorScheme.Dark, Qt.ColorScheme.Unknown
USUAL, HIGH = Qt.ContrastPreference.NoPreference, Qt.ContrastPreference.HighContrast
GROUNDS = ("window", "base", "band", "alternate", "header")
TEXTS = ("text", "muted", "accent", "good", "waits", "refused")
ON_THEIR_OWN = (
    ("selected_text", "selected"), ("on_accent", "accent"), ("on_accent", "accent_strong"), ("tip_text", "tip"),
    ("text", "focus"), ("accent", "focus"), ("text", "hover"), ("accent", "hover"),
    ("text", "good_fill"), ("good", "good_fill"), ("text", "waits_fill"), ("waits", "waits_fill"),
    ("text", "refused_fill"), ("refused", "refused_fill"),
)  # fmt: skip
"""Words and what is beneath them wherever that is no usual ground."""
CONTRASTS = (style.HIGH_CONTRAST, style.LIGHT_CONTRAST)
LEAST = {"light": 4.5, "dark": 4.5, **dict.fromkeys(CONTRASTS, 7.0)}
SEEN = 3.0
"""What a line needs to be seen: the focus in each palette, every edge and what is disabled in high contrast."""


def brightness(colour: QColor) -> float:
    """Relative luminance, as the guidelines for accessible contents reckon it."""
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """From 1 for the same colour to 21 for black on white."""
    dark, bright = sorted((brightness(QColor(one)), brightness(QColor(other))))
    return (bright + 0.05) / (dark + 0.05)


@pytest.fixture
def dressed_again(dressed: QApplication) -> Iterator[QApplication]:
    yield dressed
    style.apply(dressed, "light")


@pytest.mark.parametrize("theme", style.PALETTES)
def test_every_palette_has_every_colour(theme: str) -> None:
    assert set(style.PALETTES[theme]) == set(style.PALETTES["light"])
    assert all(QColor(colour).isValid() for colour in style.PALETTES[theme].values())
    for picture in ("tick", "down"):
        assert (style.RESOURCES / "style" / f"{picture}-{theme}.svg").is_file()


def faint(theme: str, pairs: list[tuple[str, str]], least: float) -> dict[tuple[str, str], float]:
    """The pairs of colours that are too close, with their contrast."""
    palette = style.PALETTES[theme]
    found = {pair: round(contrast(palette[pair[0]], palette[pair[1]]), 2) for pair in pairs}
    return {pair: figure for pair, figure in found.items() if figure < least}


@pytest.mark.parametrize("theme", style.PALETTES)
def test_every_text_can_be_read_on_what_is_beneath_it(theme: str) -> None:
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    assert faint(theme, [*pairs, *ON_THEIR_OWN], LEAST[theme]) == {}


@pytest.mark.parametrize("theme", style.PALETTES)
def test_the_focus_is_seen_on_every_ground(theme: str) -> None:
    assert faint(theme, [("accent", ground) for ground in GROUNDS], SEEN) == {}


@pytest.mark.parametrize("theme", CONTRASTS)
def test_high_contrast_shows_every_edge_and_what_is_disabled(theme: str) -> None:
    pairs = [(line, ground) for line in ("line", "edge", "disabled") for ground in GROUNDS]
    assert faint(theme, pairs, SEEN) == {}


def test_every_colour_of_the_sheet_is_compared_with_another() -> None:
    compared = {*GROUNDS, *TEXTS, *(name for pair in ON_THEIR_OWN for name in pair), "line", "edge", "disabled"}
    assert compared == set(style.PALETTES["light"])


@pytest.mark.parametrize(
    ("chosen", "scheme", "preference", "ground_is_dark", "shown"),
    [
        ("system", LIGHT, USUAL, None, "light"),
        ("system", DARK, USUAL, None, "dark"),
        ("system", UNKNOWN, USUAL, None, "light"),
        ("system", DARK, USUAL, False, "dark"),
        ("system", DARK, HIGH, None, "high-contrast"),
        ("system", LIGHT, HIGH, None, "high-contrast-light"),
        ("system", UNKNOWN, HIGH, True, "high-contrast"),
        ("system", UNKNOWN, HIGH, False, "high-contrast-light"),
        ("light", DARK, HIGH, True, "light"),
        ("high-contrast", LIGHT, USUAL, None, "high-contrast"),
        ("high-contrast-light", DARK, USUAL, True, "high-contrast-light"),
    ],
)
def test_what_was_chosen_here_holds_else_what_the_system_shows(
    chosen: str, scheme: Qt.ColorScheme, preference: Qt.ContrastPreference, ground_is_dark: bool | None, shown: str
) -> None:
    assert style.theme_for(chosen, scheme, preference, ground_is_dark) == shown


def test_another_look_holds_at_once(dressed_again: QApplication) -> None:
    style.apply(dressed_again, "high-contrast")
    assert style.colour("base") == QColor("#000000")
    assert dressed_again.palette().text().color() == QColor("#ffffff")

    style.apply(dressed_again, "dark")
    assert style.colour("base") == QColor(style.PALETTES["dark"]["base"])


@pytest.mark.parametrize(("colour", "dark"), [(0xFFFFFF, False), (0x000000, True), (0x202020, True), (0xE6F2FF, False)])
def test_a_contrast_theme_of_windows_is_dark_or_light_by_its_ground(colour: int, dark: bool) -> None:
    assert of_windows._is_dark(colour) is dark


@pytest.mark.parametrize(("per_cent", "points"), [(100, 0), (109, 0), (110, 2), (139, 2), (140, 4), (225, 4), ("x", 0)])
def test_the_size_of_texts_in_windows_makes_the_letters_larger(per_cent: object, points: int) -> None:
    assert of_windows._points(per_cent) == points


def test_elsewhere_windows_says_nothing() -> None:
    if sys.platform != "win32":
        assert (of_windows.window_is_dark(), of_windows.points_more()) == (None, 0)


@pytest.mark.parametrize("turned", ["colorSchemeChanged", "contrastPreferenceChanged"])
def test_the_desk_is_dressed_again_when_the_system_turns(turned: str, dressed_again: QApplication) -> None:
    style.apply(dressed_again, "system")
    dressed_again.setStyleSheet("")
    hints = dressed_again.styleHints()
    teller = hints if turned == "colorSchemeChanged" else hints.accessibility()
    getattr(teller, turned).emit(LIGHT if teller is hints else HIGH)
    assert dressed_again.styleSheet()


class Dressed(QWidget):
    """Keeps whether a collection could have come while it was dressed."""

    def __init__(self) -> None:
        super().__init__()
        self.collecting: list[bool] = []

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.collecting.append(gc.isenabled())


def test_nothing_is_collected_while_all_widgets_are_dressed(dressed: QApplication) -> None:
    widget = Dressed()
    widget.show()
    widget.collecting.clear()
    style.apply(dressed, "dark")
    style.apply(dressed, "light")
    assert widget.collecting and not any(widget.collecting)
    assert gc.isenabled()
    widget.deleteLater()
