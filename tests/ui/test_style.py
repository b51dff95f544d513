"""The palettes: the same colours in each, readable in each, chosen here or by the system, and changed at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.ui.kit import style

LIGHT, DARK, UNKNOWN = Qt.ColorScheme.Light, Qt.ColorScheme.Dark, Qt.ColorScheme.Unknown
USUAL, HIGH = Qt.ContrastPreference.NoPreference, Qt.ContrastPreference.HighContrast
TEXTS = ("text", "muted", "accent", "good", "waits", "refused")
LEAST = {"light": 4.5, "dark": 4.5, "high-contrast": 7.0}


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


@pytest.mark.parametrize("theme", style.PALETTES)
def test_every_text_can_be_read_on_what_is_beneath_it(theme: str) -> None:
    palette = style.PALETTES[theme]
    pairs = [(text, ground) for text in TEXTS for ground in ("window", "base")]
    pairs += [("selected_text", "selected"), ("on_accent", "accent"), ("tip_text", "tip"), ("text", "focus")]
    faint = {
        pair: round(contrast(palette[pair[0]], palette[pair[1]]), 1)
        for pair in pairs
        if contrast(palette[pair[0]], palette[pair[1]]) < LEAST[theme]
    }
    assert faint == {}


@pytest.mark.parametrize(
    ("chosen", "scheme", "preference", "shown"),
    [
        ("system", LIGHT, USUAL, "light"),
        ("system", DARK, USUAL, "dark"),
        ("system", UNKNOWN, USUAL, "light"),
        ("system", DARK, HIGH, "high-contrast"),
        ("system", LIGHT, HIGH, "high-contrast"),
        ("light", DARK, HIGH, "light"),
        ("high-contrast", LIGHT, USUAL, "high-contrast"),
    ],
)
def test_what_was_chosen_here_holds_else_what_the_system_shows(
    chosen: str, scheme: Qt.ColorScheme, preference: Qt.ContrastPreference, shown: str
) -> None:
    assert style.theme_for(chosen, scheme, preference) == shown


def test_another_look_holds_at_once(dressed_again: QApplication) -> None:
    style.apply(dressed_again, "high-contrast")
    assert style.colour("base") == QColor("#000000")
    assert dressed_again.palette().text().color() == QColor("#ffffff")

    style.apply(dressed_again, "dark")
    assert style.colour("base") == QColor(style.PALETTES["dark"]["base"])
