"""Text that always fits: made harmless, broken into lines, cut with “…”; it must not know what it says."""

from __future__ import annotations

import re
import unicodedata

from app.printing.page import Block, Measure, Text, Tone, base_line, line_height

LONGEST = 6000
"""No field prints more characters than this, whatever was pasted into it."""
_JOINERS = "\u200c\u200d"
_MOST_MARKS = 4
_BREAKS_AFTER = "-/.,;:_+&)"


def clean(text: str) -> str:
    """`text` with nothing in it that could disturb the lines around it.

    Control characters become spaces (line ends stay), invisible direction and format signs vanish, and accents that
    pile up on one letter are cut, so that no text can turn its neighbours round or reach into another row.
    """
    text = text[:LONGEST]
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for letter in text.replace("\r\n", "\n").replace("\r", "\n"):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if letter == "\n" or letter in _JOINERS:
            kept.append(letter)
        elif category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category not in ("Cf", "Cs", "Cn") and marks <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def elided(text: str, width: int, measure: Measure, size: int, bold: bool = False) -> str:
    """`text` as one clean line if it is at most `width` wide, else as much of it as goes before an “…”."""
    text = clean(text).replace("\n", " ")
    if measure(text, size, bold) <= width:
        return text
    return text[: _fitting(text, width, measure, size, bold, "…")].rstrip() + "…"


def _fitting(text: str, width: int, measure: Measure, size: int, bold: bool, tail: str = "") -> int:
    """How many characters from the start go into `width` with `tail` behind them; at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle] + tail, size, bold) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def _broken(word: str, width: int, measure: Measure, size: int, bold: bool) -> int:
    """Where to break a word that is wider than the line: behind a hyphen or the like if one is near the end."""
    most = _fitting(word, width, measure, size, bold)
    for place in range(most, most // 2, -1):
        if word[place - 1] in _BREAKS_AFTER:
            return place
    return most


def lines(text: str, width: int, measure: Measure, size: int, bold: bool = False, most: int = 4) -> list[str]:
    """`text` (made clean) in at most `most` lines no wider than `width`; what is left over is cut with “…”."""
    found: list[str] = []
    for paragraph in clean(text).split("\n"):
        if measure(paragraph, size, bold) <= width:
            if paragraph.strip():
                found.append(paragraph.strip())
        else:
            found += _wrapped(paragraph, width, measure, size, bold, most + 1 - len(found))
        if len(found) > most:
            last = elided(f"{found[most - 1]} {found[most]}", width, measure, size, bold)
            if not last.endswith("…"):
                last = elided(last + "…", width, measure, size, bold)
            return [*found[: most - 1], last]
    return found


def _wrapped(paragraph: str, width: int, measure: Measure, size: int, bold: bool, most: int) -> list[str]:
    """The words of a paragraph in lines; stops once there are `most` of them."""
    found: list[str] = []
    line = ""
    for whole in paragraph.split():
        word = whole
        longer = f"{line} {word}" if line else word
        if measure(longer, size, bold) <= width:
            line = longer
            continue
        if line:
            found.append(line)
        while len(found) < most and measure(word, size, bold) > width:
            place = _broken(word, width, measure, size, bold)
            found.append(word[:place])
            word = word[place:]
        line = word
        if len(found) >= most:
            return found
    return [*found, line] if line else found


def paragraph(
    text: str,
    width: int,
    measure: Measure,
    size: int,
    *,
    bold: bool = False,
    tone: Tone = "ink",
    most: int = 4,
    right: bool = False,
) -> Block:
    """`text` as a block `width` wide of at most `most` lines, set left or `right`; no text has no height."""
    return placed_lines(
        lines(text, width, measure, size, bold, most), width, measure, size, bold=bold, tone=tone, right=right
    )


def placed_lines(
    found: list[str],
    width: int,
    measure: Measure,
    size: int,
    *,
    bold: bool = False,
    tone: Tone = "ink",
    right: bool = False,
) -> Block:
    """Lines that are known to fit as a block `width` wide."""
    texts = []
    for place, line in enumerate(found):
        if not line.strip():
            continue
        wide = measure(line, size, bold)
        x = width - wide if right else 0
        texts.append(Text(x, place * line_height(size) + base_line(size), line, size, wide, bold, tone))
    return Block(len(found) * line_height(size), tuple(texts))


def natural(code: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts figures within a code by their value: A-2 before A-10."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", code.strip().upper())
    return tuple((0, int(piece), "") if piece[0].isdecimal() else (1, 0, piece) for piece in pieces)
