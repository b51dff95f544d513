"""Restoring, while the desk is closed and nobody has the shop open; it must not know how it is done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.rules.faults import Refused, Unavailable
from app.services.upkeep import backups_restore
from app.ui.kit import dates
from app.ui.kit.busy import Busy


@dataclass(frozen=True, slots=True)
class Restoring:
    """Puts a backup in the place of the shop that was just closed."""

    path: Path

    def __call__(self, place: str) -> str:
        """Do it under a bar with Cancel; what has become of it, in a sentence."""
        busy = Busy()
        try:
            done = busy.with_progress(
                f"Restoring {self.path.name}",
                lambda progress, stop: backups_restore.restore(place, self.path, progress=progress, cancelled=stop),
            )
        except (Refused, Unavailable) as fault:
            return f"Nothing was restored. {fault.sentence}"
        finally:
            busy.close()
        return done.said(dates.of_the_shop()) if done is not None else "Nothing was restored: it was stopped."
