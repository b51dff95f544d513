"""A small JSON file of this desk, read and written whole; it must not know what is in it.

A person may delete such a file: what is missing, cannot be read or makes no sense is as if nothing had been kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def read(file: Path) -> dict[str, Any]:
    """What is kept there; nothing where nothing sensible is."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def write(file: Path, facts: Mapping[str, Any]) -> None:
    """Keep this, or on a full disk what was there before; raises OSError when the folder cannot be written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.new")
    try:
        unfinished.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        unfinished.replace(file)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
