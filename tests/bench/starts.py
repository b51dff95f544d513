"""Starts programs of their own at a shop, the desk or the bare window, and hears what they tell of themselves."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.own_process import environment

DESK: Final = "tests.bench.desk_start"
WINDOW: Final = "tests.bench.floors.window"
_WITHIN: Final = 120
_ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Started:
    """Milliseconds from the start of the process, and megabytes in memory."""

    painted: float
    served: float
    """Until the first key has done on the screen what it does."""
    opened_mb: float
    typed_mb: float


def started(module: str, place: str, home: Path, *more: str, compiled: Path | None = None) -> Started:
    """Start it and hear it out; `more` is for its command line.

    `compiled`: a folder for compiled files, empty where everything is to be compiled.
    """
    env = environment(_ROOT, PARTS_HOME=str(home), QT_QPA_PLATFORM="offscreen")
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    if compiled is not None:
        env["PYTHONPYCACHEPREFIX"] = str(compiled)
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", module, place, *more],
        env=env,
        capture_output=True,
        text=True,
        timeout=_WITHIN,
        check=False,
    )
    if done.returncode or not done.stdout:
        raise RuntimeError(f"{module} did not come up: {done.stderr[-2000:]}")
    told = json.loads(done.stdout)
    painted, served = ((told[each] - begun) * 1000 for each in ("painted", "served"))
    return Started(painted, served, told["opened_mb"], told["typed_mb"])
