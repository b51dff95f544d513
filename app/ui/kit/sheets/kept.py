"""How this desk prints, kept in its settings; it must not know who changes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app import desk_settings, paths
from app.rules.faults import Refused
from app.rules.papers import Printing


def now() -> Printing:
    """How this desk prints now."""
    return desk_settings.load(paths.desk_settings_file()).printing


def change(**changes: Any) -> None:
    """Keep these attributes of Printing; raises Refused when the settings cannot be written."""
    file = paths.desk_settings_file()
    was = desk_settings.load(file)
    try:
        desk_settings.save(file, replace(was, printing=replace(was.printing, **changes)))
    except OSError as fault:
        raise Refused(f"{file} cannot be written ({fault.strerror}), so this is not kept. Make it writable.") from fault
