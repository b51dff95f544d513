"""A measure without Qt: every letter is half of its size wide, bold ones a little more."""

from __future__ import annotations


def measure(text: str, size: int, bold: bool) -> int:
    """Hundredths of a millimetre, as the pages want them."""
    return len(text) * size * (19 if bold else 18) // 10
