"""The keys of this desk in a small file beside its settings; it must not know what a command is.

Kept for the desk and not for the person: the bar along the foot, the printed page beside the keyboard and whoever helps
out for an hour all see the same keys. A person may delete the file; what cannot be read is as if it were not there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app import desk_file, paths


def place() -> Path:
    """The file of this desk's keys."""
    return paths.desk_settings_file().with_name("keys.json")


def load(file: Path) -> tuple[str, dict[str, Any]]:
    """The name of the profile, and by profile what was changed in it; both empty where nothing sensible is kept."""
    read = desk_file.read(file)
    profile, changed = read.get("profile"), read.get("changed")
    return profile if isinstance(profile, str) else "", changed if isinstance(changed, dict) else {}


def save(file: Path, profile: str, changed: dict[str, dict[str, list[str]]]) -> None:
    """Keep them, or on a full disk what was there before; raises OSError when the folder cannot be written."""
    desk_file.write(file, {"profile": profile, "changed": changed})
