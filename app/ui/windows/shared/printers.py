"""The printers that a person chooses from; it must not know what is printed on them."""

from __future__ import annotations

from app.ui.kit.sheets import queues
from app.ui.kit.sheets.queues import Printers


def offered(chosen: str = "", there: Printers | None = None) -> list[tuple[str, str]]:
    """The printers of this computer by name, the system's default first, under an empty name.

    One that is chosen is among them also when it is not there at the moment. Without `there` the print
    service is asked, which may take seconds.
    """
    found = queues.there() if there is None else there
    usual = f"The system's default ({found.usual})" if found.usual else "The system's default"
    named = [("", usual if found.names else "No printer yet"), *((name, name) for name in found.names)]
    return named if not chosen or chosen in found.names else [*named, (chosen, f"{chosen} – not there now")]
