"""What takes long to make is made once in a run of the tests, by whichever worker needs it first."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

FOLDER = "PARTS_TEST_SHARED"
"""In the environment: the folder that all workers of a run share."""
_MADE_WITHIN = 240


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The file of this name, made by `make`; nobody may write in it."""
    file = Path(os.environ[FOLDER]) / name
    try:
        file.with_suffix(".begun").touch(exist_ok=False)
    except FileExistsError:
        until = time.monotonic() + _MADE_WITHIN
        while not file.exists():
            if time.monotonic() > until:
                raise RuntimeError(f"another worker has begun {name} and does not come to an end") from None
            time.sleep(0.05)
        return file
    new = file.with_suffix(".new")
    make(new)
    return new.replace(file)
