"""A document on paper: preview, printer or PDF, always the same pages; it must not know who asked for it or why.

Nothing here runs inside a unit of work: a jammed printer must not undo a sale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QStandardPaths
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from app import paths
from app.printing.page import Page
from app.printing.sheets import Facts, lay_out
from app.rules.entry import one_line
from app.rules.faults import Refused
from app.rules.questions import Choice, Question
from app.ui.kit.asking.dialog import GUARD
from app.ui.kit.asking.prompts import Asks
from app.ui.kit.sheets import ink
from app.ui.kit.sheets.preview import Delivered, Preview

NO_PRINTER = "There is no printer on this computer."
_PDF_FILES = "PDF (*.pdf)"
_LONGEST_NAME = 80
"""Bytes."""
_A_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$", re.IGNORECASE)
"""What Windows takes for a device whatever stands after its point."""


@dataclass(frozen=True)
class SaveAsPdf(Question):
    """A sheet cannot be printed, for the reason said: shall it be a file?"""

    document: str
    reason: str

    title: ClassVar[str] = "Not printed"
    default: ClassVar[str] = "save"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("save", "&Save as PDF"), Choice("none", "&Not now"))

    @property
    def sentence(self) -> str:
        """The reason and the next step."""
        return f"{self.reason} Save {self.document} as a PDF?"


class Paper:
    """Prints, shows and files documents.

    `parent` gives the window a preview belongs to, `printer_name` the printer this desk has chosen (empty: the
    system's default), `asks` whoever can be asked. `guard` is the deaf time of the preview in milliseconds.
    """

    def __init__(
        self,
        parent: Callable[[], QWidget | None],
        printer_name: Callable[[], str],
        asks: Asks,
        guard: int = GUARD,
    ) -> None:
        self._parent = parent
        self._printer_name = printer_name
        self._asks = asks
        self._guard = guard
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder = Path(documents)

    def preview(self, facts: Facts, parent: QWidget | None = None, mail: Callable[[], bool] | None = None) -> Delivered:
        """Show the pages until the person prints, saves, e-mails or closes them; tells what became of them.

        `mail` sends them and tells whether they are on their way; it may raise Refused.
        """
        dialog = self.preview_dialog(facts, parent, mail)
        dialog.exec()
        return dialog.delivered

    def preview_dialog(
        self, facts: Facts, parent: QWidget | None = None, mail: Callable[[], bool] | None = None
    ) -> Preview:
        """The preview before it is shown, for a caller that opens it itself."""
        pages = lay_out(facts, ink.measure)
        try:
            self._printer()
            missing = ""
        except Refused as fault:
            missing = fault.sentence
        return Preview(
            facts.title,
            pages,
            print_pages=lambda: self._print(pages, facts.title),
            save_pages=lambda: self._choose_and_save(pages, facts.title) is not None,
            mail_pages=mail,
            no_printer=missing,
            parent=parent or self._parent(),
            guard=self._guard,
        )

    def print(self, facts: Facts) -> None:
        """Print a document; raises Refused when there is no printer or it does not answer."""
        self._print(lay_out(facts, ink.measure), facts.title)

    def save_pdf(self, facts: Facts, path: Path) -> None:
        """Write a document as a PDF whose text can be selected; raises Refused when it cannot be written there."""
        ink.save(ink.pdf(lay_out(facts, ink.measure), facts.title), path)

    def file(self, facts: Facts) -> Path:
        """Write a document as a PDF where sheets are kept, without asking; raises Refused when it cannot be."""
        folder = paths.sheets_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(f"The folder {folder} cannot be made. Ctrl+P saves the PDF elsewhere.") from error
        path = folder / file_name(facts.title)
        self.save_pdf(facts, path)
        return path

    def deliver(self, facts: Facts, parent: QWidget | None = None) -> Delivered:
        """Print a document; where that is impossible, say why and offer a PDF. Tells what became of it.

        Questions come up over `parent`. Raises Refused when the PDF cannot be written.
        """
        pages = lay_out(facts, ink.measure)
        try:
            self._print(pages, facts.title)
        except Refused as fault:
            if parent is not None:
                parent.activateWindow()
            if self._asks.ask(SaveAsPdf(facts.title, fault.sentence)) != "save":
                return "none"
            return "pdf" if self._choose_and_save(pages, facts.title) else "none"
        return "printer"

    def _print(self, pages: Sequence[Page], title: str) -> None:
        printer = QPrinter(self._printer(), QPrinter.PrinterMode.HighResolution)
        print_on(printer, pages, title)

    def _printer(self) -> QPrinterInfo:
        """The printer of this desk; without one Qt would quietly write a PDF somewhere, so it is refused here."""
        found = QPrinterInfo.availablePrinters()
        if not found:
            raise Refused(NO_PRINTER)
        wanted = self._printer_name()
        if not wanted:
            return next((info for info in found if info.isDefault()), found[0])
        for info in found:
            if info.printerName() == wanted:
                return info
        raise Refused(f"The printer {wanted} is not there any more; Setup chooses another.")

    def _choose_and_save(self, pages: Sequence[Page], title: str) -> Path | None:
        """Ask for a file and write it; None when the person goes back."""
        proposed = self._folder / file_name(title)
        path = self._asks.choose_file(f"Save {title}", _PDF_FILES, save_as=str(proposed))
        if path is None:
            return None
        if path.suffix.lower() != ".pdf":
            path = path.with_name(f"{path.name}.pdf")
        ink.save(ink.pdf(pages, title), path)
        self._folder = path.parent
        return path


def print_on(printer: QPrinter, pages: Sequence[Page], title: str) -> None:
    """Send pages to a printer, from corner to corner of the sheet; raises Refused when it does not answer."""
    printer.setDocName(title)
    printer.setCreator("Parts Counter")
    printer.setFullPage(True)
    printer.setPageLayout(ink.paper_layout(pages))
    ink.paint(printer, pages)


def file_name(title: str) -> str:
    """A name for a document's file that every system accepts: “Tax Invoice 10023.pdf”."""
    seen = "".join(sign for sign in one_line(title) if sign.isprintable())
    words = re.sub(r'[<>:"/\\|?*]+', "-", seen).strip(" .-")
    short = words.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip(" .-")
    if not short or _A_DEVICE.fullmatch(short.partition(".")[0].strip()):
        short = f"Document {short}".rstrip()
    return f"{short}.pdf"
