"""What belongs to this desk and not to the shop: its database, look and printers; it must not know who uses them.

Kept as a small JSON file that a person may delete: everything has a default, and what cannot be read has it too.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from app import desk_file
from app.rules.papers import Printing, read_printing

Theme = Literal["system", "light", "dark", "high-contrast", "high-contrast-light"]
BIGGER = (0, 2, 4)


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """`database` is a file or an address, empty before the first start; `bigger` is points added to the font.

    `printing` is by which printers this desk prints what.
    `backup_folder` is where this desk keeps its backups, empty for the usual place, and `backup_second_folder` where it
    copies each of them to: a stick, a network drive.
    `handover_folder` and `handover_format` are where and how documents were handed over to accounting last.
    """

    database: str = ""
    theme: Theme = "system"
    bigger: int = 0
    printing: Printing = Printing()
    handover_folder: str = ""
    handover_format: str = ""
    backup_folder: str = ""
    backup_second_folder: str = ""


def load(file: Path) -> DeskSettings:
    """The settings in this file; the defaults where it is missing or says nothing sensible."""
    read = desk_file.read(file)
    usual = DeskSettings()
    kept = {
        each.name: read[each.name]
        for each in fields(DeskSettings)
        if isinstance(read.get(each.name), type(getattr(usual, each.name)))
    }
    if kept.get("theme") not in get_args(Theme):
        kept.pop("theme", None)
    if kept.get("bigger") not in BIGGER:
        kept.pop("bigger", None)
    before = read.get("printer")
    kept["printing"] = read_printing(read.get("printing"), before if isinstance(before, str) else "")
    return DeskSettings(**kept)


def save(file: Path, settings: DeskSettings) -> None:
    """Keep them, or on a full disk what was there before; raises OSError when the folder cannot be written."""
    desk_file.write(file, asdict(settings))
