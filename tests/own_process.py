"""The environment of a program that a test starts in a process of its own; it must not know which program."""

from __future__ import annotations

import os
from pathlib import Path


def environment(program: Path, **more: str) -> dict[str, str]:
    """That of this process, with what lies in the folder `program` found before anything else that is found here."""
    found = os.pathsep.join(filter(None, [str(program), os.environ.get("PYTHONPATH")]))
    return dict(os.environ, **more, PYTHONPATH=found)
