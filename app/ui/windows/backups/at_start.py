"""Restoring a shop that cannot be opened, before there is a desk; it must not know how it is done."""

from __future__ import annotations

from pathlib import Path

from app.rules.faults import Refused, Unavailable
from app.services.upkeep import backups_restore
from app.services.upkeep.backups_restore import Compared
from app.ui.kit.asking.dialog import GUARD
from app.ui.kit.asking.prompts import TextDialog
from app.ui.kit.busy import Busy
from app.ui.windows.backups.leaving import Restoring
from app.ui.windows.backups.window import WORD


def restore(place: str, path: Path, guard: int = GUARD) -> str:
    """Have it confirmed and done; what has become of it, in a sentence. The shop is tried again afterwards."""
    busy = Busy()
    try:
        compared: Compared = busy.wait(lambda: backups_restore.compare_place(place, path))
    except (Refused, Unavailable) as fault:
        return fault.sentence
    finally:
        busy.close()
    dialog = TextDialog("Restore", f"{compared.said()} Type {WORD} to do it.", "", None, guard)
    confirmed = bool(dialog.exec()) and dialog.text.casefold() == WORD
    return Restoring(path)(place) if confirmed else "Nothing was restored."
