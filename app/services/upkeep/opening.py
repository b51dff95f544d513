"""How every part of the program opens a shop: with a backup before its tables change; it must not know who opens it."""

from __future__ import annotations

from pathlib import Path

from app.db import Database, open_database
from app.services.upkeep import backups


def open_shop(place: str | Path, *, create: bool = True) -> Database:
    """The database at a file or an address, of this version and ready; a file of an older one is backed up first.

    Raises Refused and Unavailable like `open_database`, and Refused when that backup cannot be made.
    """
    return open_database(place, create=create, before_migration=backups.before_migration)
