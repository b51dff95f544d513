"""What Windows is set to for people who see badly, and Qt does not tell; it must not know how anything looks here."""

from __future__ import annotations

import sys
from typing import Final

_COLOR_WINDOW: Final = 5
_DARK: Final = 128
_SIZES: Final = ((140, 4), (110, 2))
"""Windows' size of texts in per cent, from which on the letters are so many points larger."""


if sys.platform == "win32":
    import ctypes
    import winreg

    def window_is_dark() -> bool | None:
        """Whether the ground of windows is dark, which tells the dark contrast themes from the light."""
        return _is_dark(ctypes.windll.user32.GetSysColor(_COLOR_WINDOW))

    def points_more() -> int:
        """How many points larger the letters are for Settings ▸ Accessibility ▸ Text size."""
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Accessibility") as key:
                per_cent, _kind = winreg.QueryValueEx(key, "TextScaleFactor")
        except OSError:  # nobody has ever moved the slider
            return 0
        return _points(per_cent)

else:

    def window_is_dark() -> bool | None:
        """Nobody says so here."""
        return None

    def points_more() -> int:
        """Nothing is said here."""
        return 0


def _is_dark(colour: int) -> bool:
    """Of a colour as Windows writes it: blue, green, red in one number."""
    blue, green, red = colour >> 16 & 255, colour >> 8 & 255, colour & 255
    return (299 * red + 587 * green + 114 * blue) // 1000 < _DARK


def _points(per_cent: object) -> int:
    if not isinstance(per_cent, int):
        return 0
    return next((points for least, points in _SIZES if per_cent >= least), 0)
