"""What a scanner reads: a text as the bars of EAN-13, EAN-8 or Code 128; it must not know what the text means."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from app.printing.page import Bar, Block

_MODULES = (50, 25, 17)
"""Widths of the thinnest bar, hundredths of a millimetre: whole dots of label printers (203, 300 dots per inch)."""
_QUIET = 10
"""Thinnest bars of blank paper at either side."""
_LONGEST = 48
"""Beyond so many signs no label is wide enough."""


def coded(code: str, width: int, height: int) -> Block:
    """The bars of `code` in the middle of `width`, as bold as they fit; without height where they do not fit at all.

    Figures with the right check digit become EAN-13 (also the 12 of a UPC) or EAN-8, anything else Code 128. Code 128
    has the signs of an American keyboard only: other text has no bars.
    """
    pattern = _pattern(code.strip())
    thin = next((each for each in _MODULES if each * (len(pattern) + 2 * _QUIET) <= width), 0)
    if not pattern or not thin:
        return Block(0)
    bars: list[Bar] = []
    x = (width - thin * len(pattern)) // 2
    for dark, run in groupby(pattern):
        wide = thin * len(list(run))
        if dark == "1":
            bars.append(Bar(x, 0, wide, height))
        x += wide
    return Block(height, bars=tuple(bars))


@lru_cache(maxsize=1000)
def _pattern(code: str) -> str:
    """Bars as 1 and gaps as 0, one sign for each thinnest bar; empty for what cannot be coded."""
    if not code or len(code) > _LONGEST or not code.isascii() or not code.isprintable():
        return ""
    # a tenth of a second, which a start does not wait for
    from barcode.codex import Code128
    from barcode.ean import EuropeanArticleNumber8, EuropeanArticleNumber13
    from barcode.errors import BarcodeError
    from stdnum import ean

    try:
        if code.isdecimal() and len(code) == 8 and ean.is_valid(code):
            return str(EuropeanArticleNumber8(code).build()[0])
        if code.isdecimal() and len(code) in (12, 13) and ean.is_valid(code):
            return str(EuropeanArticleNumber13(code.zfill(13)).build()[0])
        return str(Code128(code).build()[0])
    except BarcodeError:
        return ""
