"""The printers that a person chooses from; it must not know what is printed on them."""

from __future__ import annotations

from PySide6.QtPrintSupport import QPrinterInfo


def offered(chosen: str = "") -> list[tuple[str, str]]:
    """The printers of this computer by name, the system's default first, under an empty name.

    One that is chosen is among them also when it is not there at the moment.
    """
    there = QPrinterInfo.availablePrinterNames()
    usual = QPrinterInfo.defaultPrinterName()
    default = f"The system's default ({usual})" if usual else "The system's default" if there else "No printer yet"
    named = [("", default), *((name, name) for name in there)]
    return named if not chosen or chosen in there else [*named, (chosen, f"{chosen} – not there now")]
