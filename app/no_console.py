"""What a start without a console says when it fails, in a window of Windows itself; it must not know what failed.

A program that is opened by its icon has nobody who reads its standard error, and there may be no Qt that works.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from io import StringIO

from app import __version__

_STOP = 0x10
_IN_FRONT = 0x10000
_WORTH_READING = 1500
"""Signs, counted from the end: what failed stands there."""


def _window(sentence: str) -> None:
    """Shows it until somebody has read it."""
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, sentence, f"Parts Counter {__version__}", _STOP | _IN_FRONT)


def heard(program: Callable[[], int], show: Callable[[str], object] = _window) -> int:
    """Run `program`; its exit code.

    Where there is no standard error, `show` gets what was said there by a program that fails, or a sentence about the
    fault that it fails with. Elsewhere everything is as ever.
    """
    if sys.stderr is not None:
        return program()
    said = StringIO()
    sys.stderr = said
    try:
        code = program()
    except SystemExit as end:  # of the command line's reader, after it has said why
        code = end.code if isinstance(end.code, int) else 1
    except Exception as fault:  # noqa: BLE001 – whatever it is, a program that just does not appear tells nobody anything
        said.write(
            f"Parts Counter could not start ({type(fault).__name__}: {fault}).\n\n"
            "Install it again: the shop and everything typed stay as they are."
        )
        code = 1
    sentence = said.getvalue().strip()
    if code and sentence:
        show(sentence[-_WORTH_READING:])
    return code
