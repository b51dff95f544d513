"""How everything looks: palette, font, sizes and the style sheet from `resources/style/`; it must not know any widget.

A widget says what it is, not how it looks: `style.mark(label, "muted")`. The roles are in `resources/style/sheet.qss`.
"""

from __future__ import annotations

import gc
import html
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from string import Template
from typing import Final, Literal, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import paths
from app.desk_settings import Theme
from app.ui.kit import of_windows

RESOURCES: Final = paths.resources_folder()

Role = Literal[
    "", "primary", "link", "figure", "band", "heading", "muted", "strong", "large", "huge", "good", "waits", "refused",
    "key",
]  # fmt: skip
W = TypeVar("W", bound=QWidget)

SIGNS: Final = {"plain": "", "good": "✓", "waits": "!", "refused": "×"}
"""The sign that stands beside every coloured word, so that no colour speaks alone."""

_TOO_LONG: Final = re.compile(r"\S{25,}")
_PIECES: Final = re.compile(r"\S{1,24}")
_BREAK: Final = "\u200b"
"""Where a line may end without a sign."""

LONGEST_TIP: Final = 1000
"""Characters of a tool tip; a longer one would cover the screen."""
FAMILIES: Final = ("Segoe UI", "IBM Plex Sans")


@dataclass(frozen=True, slots=True)
class Sizes:
    """Pixels at 100 %, points for fonts; the meaning of each stands in `sizes.toml`."""

    step: int
    row: int
    field: int
    margin: int
    gap: int
    label_gap: int
    column_gap: int
    dialog: int
    corner: int
    base_point: int
    large_points: int
    huge_points: int


def _read(name: str) -> dict[str, str]:
    return tomllib.loads((RESOURCES / "style" / f"{name}.toml").read_text(encoding="utf-8"))


SIZES: Final = Sizes(**tomllib.loads((RESOURCES / "style" / "sizes.toml").read_text(encoding="utf-8")))
HIGH_CONTRAST: Final = "high-contrast"
LIGHT_CONTRAST: Final = "high-contrast-light"
PALETTES: Final = {name: _read(name) for name in ("light", "dark", HIGH_CONTRAST, LIGHT_CONTRAST)}
_SHEET: Final = Template((RESOURCES / "style" / "sheet.qss").read_text(encoding="utf-8"))
_SCHEMES: Final[dict[Theme, Qt.ColorScheme]] = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "high-contrast": Qt.ColorScheme.Dark,
    "high-contrast-light": Qt.ColorScheme.Light,
}
_now = {"theme": "light", "bigger": "0", "chosen": "system"}


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Qt goes through a list of all widgets, and crashes when a collection between two of them takes one away."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@_nothing_collected()
def apply(app: QApplication, theme: Theme = "system", bigger: int = 0) -> None:
    """Dress the whole application and keep it dressed when the system turns dark, light or to high contrast.

    `bigger` is the counter font: 0, 2 or 4 points more than the base, and at least what Windows' size of texts means.
    """
    hints = QGuiApplication.styleHints()
    _now["chosen"] = theme
    hints.setColorScheme(_SCHEMES[theme])
    for file in sorted((RESOURCES / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    app.setStyle("Fusion")
    app.setWindowIcon(QIcon(str(RESOURCES / "icons" / "parts-counter.svg")))
    _now["bigger"] = str(max(bigger, of_windows.points_more()))
    if not app.property("follows"):
        hints.colorSchemeChanged.connect(lambda _new: _dress(app))
        hints.accessibility().contrastPreferenceChanged.connect(lambda _new: _dress(app))
        app.setProperty("follows", True)
    _dress(app)


@_nothing_collected()
def _dress(app: QApplication) -> None:
    hints = QGuiApplication.styleHints()
    contrast = hints.accessibility().contrastPreference()
    _now["theme"] = theme_for(_now["chosen"], hints.colorScheme(), contrast, of_windows.window_is_dark())
    app.setFont(font())
    app.setPalette(_palette())
    app.setStyleSheet(_sheet())


def theme_for(
    chosen: str, scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference, ground_is_dark: bool | None = None
) -> str:
    """The palette for what was chosen at this desk; who chose the system's look gets its contrast too.

    In a contrast theme the system tells no scheme: there the ground of its windows does, where that is known.
    """
    if chosen != "system":
        return chosen
    dark = scheme == Qt.ColorScheme.Dark
    if contrast == Qt.ContrastPreference.HighContrast:
        return HIGH_CONTRAST if (dark if ground_is_dark is None else ground_is_dark) else LIGHT_CONTRAST
    return "dark" if dark else "light"


def colour(name: str) -> QColor:
    """A colour of the palette that is on; raises KeyError for a name that `light.toml` does not have."""
    return QColor(PALETTES[_now["theme"]][name])


def font(more: int = 0, *, strong: bool = False) -> QFont:
    """The base font, or one `more` points larger; figures stand in columns."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPointSize(SIZES.base_point + int(_now["bigger"]) + more)
    made.setFeature(QFont.Tag("tnum"), 1)
    if strong:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def row_height() -> int:
    """The height of a grid's line, which grows with the counter font."""
    return SIZES.row + 2 * int(_now["bigger"])


def mark(widget: W, role: Role) -> W:
    """Give a widget its role, now or anew; returns the widget."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    return widget


def named(widget: W, name: str) -> W:
    """Give a widget the name by which a screen reader calls it; returns the widget."""
    widget.setAccessibleName(name)
    return widget


class Wrapped(QLabel):
    """A label of several lines that also breaks within a word that is too long for one."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._whole = ""
        self.setText(text)

    def text(self) -> str:
        """What it says, without the places where it may be broken."""
        return self._whole

    def setText(self, text: str) -> None:
        """Say something else."""
        self._whole = text
        super().setText(_TOO_LONG.sub(lambda word: _BREAK.join(_PIECES.findall(word[0])), text))


def label(text: str = "", role: Role = "", *, name: str = "", wrap: bool = False) -> QLabel:
    """A label in its role; `name` is what a screen reader calls it when the text changes.

    It shows its text to the letter: a name such as “<b>Miller” is no markup.
    """
    made = Wrapped(text) if wrap else QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if name:
        made.setAccessibleName(name)
    return mark(made, role)


def tip(text: str) -> str:
    """A tool tip that shows this text to the letter, however long: Qt takes a tip with a tag in it for markup."""
    shown = text if len(text) <= LONGEST_TIP else f"{text[:LONGEST_TIP]}…"
    return f"<qt>{html.escape(shown)}</qt>" if "<" in shown else shown


def column(widget: QWidget | None = None, margin: int = SIZES.margin, gap: int = SIZES.gap) -> QVBoxLayout:
    """A layout from top to bottom with the house's margins."""
    made = QVBoxLayout() if widget is None else QVBoxLayout(widget)
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(gap)
    return made


def row(widget: QWidget | None = None, margin: int = 0, gap: int = SIZES.gap) -> QHBoxLayout:
    """A layout from left to right with the house's spacing."""
    made = QHBoxLayout() if widget is None else QHBoxLayout(widget)
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(gap)
    return made


def _palette() -> QPalette:
    role, made = QPalette.ColorRole, QPalette()
    for of, name in {
        role.Window: "window", role.WindowText: "text", role.Base: "base", role.AlternateBase: "alternate",
        role.Text: "text", role.Button: "window", role.ButtonText: "text", role.BrightText: "refused",
        role.Highlight: "selected", role.HighlightedText: "selected_text", role.Link: "accent",
        role.ToolTipBase: "tip", role.ToolTipText: "tip_text", role.PlaceholderText: "muted", role.Accent: "accent",
        role.Light: "base", role.Midlight: "line", role.Mid: "edge", role.Dark: "edge", role.Shadow: "edge",
    }.items():  # fmt: skip
        made.setColor(of, colour(name))
    for of in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, of, colour("disabled"))
    return made


def _sheet() -> str:
    points = SIZES.base_point + int(_now["bigger"])
    values = {
        **PALETTES[_now["theme"]],
        "pictures": (RESOURCES / "style").as_posix(),
        "theme": _now["theme"],
        "corner": SIZES.corner,
        "field": SIZES.field - 6 + 2 * int(_now["bigger"]),
        "points": points,
        "large": points + SIZES.large_points,
        "huge": points + SIZES.huge_points,
    }
    return _SHEET.substitute(values)
