"""The printers that a person chooses from; it must not know what is printed on them."""

from __future__ import annotations

from typing import Final

from app.ui.kit.sheets.queues import Printers

NONE_YET: Final = Printers()


def offered(chosen: str = "", there: Printers = NONE_YET) -> list[tuple[str, str]]:
    """The printers of this computer by name, the system's default first, under an empty name.

    `there` are those that the print service has named. One that is chosen is among them also when it is not there at
    the moment.
    """
    usual = f"The system's default ({there.usual})" if there.usual else "The system's default"
    named = [("", usual if there.names else "No printer yet"), *((name, name) for name in there.names)]
    return named if not chosen or chosen in there.names else [*named, (chosen, f"{chosen} – not there now")]
