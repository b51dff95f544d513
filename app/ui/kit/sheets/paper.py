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
from PySide6.QtWidgets import QWidget

from app import paths
from app.printing.page import Page
from app.printing.sheets import Facts, lay_out
from app.rules.entry import one_line
from app.rules.faults import Refused
from app.rules.label_facts import STOCKS
from app.rules.papers import PaperKind, Printed, Printing, may_be_narrow, paper_of
from app.rules.questions import Choice, Question
from app.ui.kit.asking.dialog import GUARD
from app.ui.kit.asking.prompts import Asks
from app.ui.kit.sheets import ink, queues
from app.ui.kit.sheets.not_printed import unwatched
from app.ui.kit.sheets.preview import Delivered, Preview

NO_LABEL_PRINTER = (
    "No printer for labels is chosen. Setup ▸ Settings, page Printers, chooses it, or labels on sheets of A4."
)
_ROLLS = {stock.paper for stock in STOCKS.values() if not stock.is_sheet}
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
    again: bool = False
    """Whether there is a printer that may do it once somebody has looked at it."""

    title: ClassVar[str] = "Not printed"
    default: ClassVar[str] = "save"

    def offered(self) -> tuple[Choice, ...]:
        """Printing again only where there is a printer."""
        first = (Choice("again", "&Print again"),) if self.again else ()
        return (*first, Choice("save", "&Save as PDF"), Choice("none", "&Not now"))

    @property
    def sentence(self) -> str:
        """The reason and the next step."""
        if self.again:
            return f"{self.reason} {self.document} is not printed yet; nothing of it is lost."
        return f"{self.reason} Save {self.document} as a PDF?"


class Paper:
    """Prints, shows and files documents.

    `parent` gives the window a preview belongs to, `printing` how this desk prints what, `asks` whoever can be asked.
    `watch` looks after pages that a queue has taken; `guard` is the deaf time of the preview in milliseconds.
    """

    def __init__(
        self,
        parent: Callable[[], QWidget | None],
        printing: Callable[[], Printing],
        asks: Asks,
        watch: Callable[[queues.Job, str, Callable[[], None]], None] = unwatched,
        guard: int = GUARD,
    ) -> None:
        self._parent = parent
        self._printing = printing
        self._asks = asks
        self._watch = watch
        self.next_label = 1
        """The first free place of the sheet of labels in the printer, as far as this desk has used it up."""
        self._guard = guard
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder = Path(documents)

    @property
    def printing(self) -> Printing:
        """How this desk prints what, as it is chosen now."""
        return self._printing()

    def preview(self, facts: Facts, parent: QWidget | None = None, mail: Callable[[], bool] | None = None) -> Delivered:
        """Show the pages until the person prints, saves, e-mails or closes them; tells what became of them.

        `mail` sends them and tells whether they are on their way; it may raise Refused. Where the desk has a receipt
        roll, what has a layout for it can be turned from the one paper to the other.
        """
        narrow = self._kind(facts) == "receipts"
        while True:
            dialog = self.preview_dialog(facts, parent, mail, narrow=narrow)
            dialog.exec()
            if not dialog.wants_other:
                return dialog.delivered
            narrow = not narrow

    def preview_dialog(
        self,
        facts: Facts,
        parent: QWidget | None = None,
        mail: Callable[[], bool] | None = None,
        *,
        narrow: bool | None = None,
    ) -> Preview:
        """The preview before it is shown, for a caller that opens it itself; `narrow` or not, None as it usually is."""
        kind = self._kind(facts)
        if narrow is not None and narrow != (kind == "receipts"):
            kind = "receipts" if narrow else "documents"
        pages, how = self._laid_out(facts, kind)
        turns = self._printing().narrow and may_be_narrow(facts)
        try:
            queues.find(how.printer)
            missing = ""
        except Refused as fault:
            missing = fault.sentence
        return Preview(
            facts.title,
            pages,
            print_pages=lambda: self._print(pages, how, facts.title),
            save_pages=lambda: self._choose_and_save(pages, facts.title) is not None,
            mail_pages=mail,
            other_paper=("On &A4" if kind == "receipts" else "On the &roll") if turns else "",
            no_printer=missing,
            parent=parent or self._parent(),
            guard=self._guard,
        )

    def print(self, facts: Facts) -> None:
        """Print a document; raises Refused when there is no printer or it does not answer."""
        pages, how = self._laid_out(facts)
        self._print(pages, how, facts.title)

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
        """Print a document without a dialog; where that is impossible, say why, offer to try again or a PDF.

        Tells what became of it. Questions come up over `parent`. Raises Refused when the PDF cannot be written.
        """
        pages, how = self._laid_out(facts)
        while True:
            try:
                self._print(pages, how, facts.title)
            except Refused as fault:
                if parent is not None:
                    parent.activateWindow()
                answer = self._asks.ask(SaveAsPdf(facts.title, fault.sentence, queues.any_there()))
                if answer == "again":
                    continue
                if answer != "save":
                    return "none"
                return "pdf" if self._choose_and_save(pages, facts.title) else "none"
            return "printer"

    def _kind(self, facts: Facts) -> PaperKind:
        return paper_of(facts, self._printing())

    def _laid_out(self, facts: Facts, kind: PaperKind | None = None) -> tuple[tuple[Page, ...], Printed]:
        """The pages for this paper, or the one this desk has for such a sheet, and how they are printed."""
        kind = kind or self._kind(facts)
        return lay_out(facts, ink.measure, narrow=kind == "receipts"), self._printing().of(kind)

    def _print(self, pages: Sequence[Page], how: Printed, title: str) -> None:
        small = (pages[0].width, pages[0].height) in _ROLLS
        if small and not self._printing().labels.printer:
            raise Refused(NO_LABEL_PRINTER)
        job = queues.send(queues.find(how.printer), how, pages, title)
        self._watch(job, title, lambda: self._print(pages, how, title))

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


def file_name(title: str) -> str:
    """A name for a document's file that every system accepts: “Tax Invoice 10023.pdf”."""
    seen = "".join(sign for sign in one_line(title) if sign.isprintable())
    words = re.sub(r'[<>:"/\\|?*]+', "-", seen).strip(" .-")
    short = words.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip(" .-")
    if not short or _A_DEVICE.fullmatch(short.partition(".")[0].strip()):
        short = f"Document {short}".rstrip()
    return f"{short}.pdf"
