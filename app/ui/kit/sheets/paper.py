"""A document on paper: preview, printer or PDF, always the same pages; it must not know who asked for it or why.

Nothing here runs inside a unit of work: a jammed printer must not undo a sale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeVar

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app import paths
from app.printing.page import Page
from app.printing.sheets import Facts, lay_out
from app.rules.entry import one_line
from app.rules.faults import Refused
from app.rules.label_facts import LabelsFacts
from app.rules.paper_kinds import PaperKind
from app.rules.papers import Printing, may_be_narrow, paper_of
from app.rules.questions import Choice, Question
from app.rules.trial_facts import TrialFacts
from app.ui.kit.asking.dialog import GUARD
from app.ui.kit.asking.prompts import Asks
from app.ui.kit.sheets import ink, queues
from app.ui.kit.sheets.preview import Delivered, Preview
from app.ui.kit.sheets.queues import NoPrinter
from app.ui.kit.sheets.sheet import AtOnce, Handed, Sheet, Way

T = TypeVar("T")
NO_LABEL_PRINTER = (
    "No printer for labels is chosen. Setup ▸ Settings, page Printers, chooses it, or labels on sheets of A4."
)
Keeps = Callable[[Delivered], None]
"""Keeps how a sheet went out: it runs in whichever thread that is known, and may raise Refused and Unavailable."""
_PDF_FILES = "PDF (*.pdf)"
_LONGEST_NAME = 80
"""Bytes."""
_A_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$", re.IGNORECASE)
"""What Windows takes for a device whatever stands after its point."""


def gone(_how: Delivered) -> None:
    """For a sheet of which nobody keeps that it went out."""


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
        return f"{self.reason} Nothing of {self.document} is lost. Save it as a PDF?"


class Paper:
    """Prints, shows and files documents.

    `parent` gives the window a preview belongs to, `printing` how this desk prints what, `asks` whoever can be asked.
    `way` brings sheets to their printers; `guard` is the deaf time of the preview in milliseconds. Whoever prints may
    give `keep`, which keeps that the sheet went out, once it has.
    """

    def __init__(
        self,
        parent: Callable[[], QWidget | None],
        printing: Callable[[], Printing],
        asks: Asks,
        way: Way | None = None,
        guard: int = GUARD,
    ) -> None:
        self._parent = parent
        self._printing = printing
        self._asks = asks
        self._way = way or AtOnce()
        self._guard = guard
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._folder = Path(documents)

    @property
    def printing(self) -> Printing:
        """How this desk prints what, as it is chosen now."""
        return self._printing()

    def preview(
        self,
        facts: Facts,
        parent: QWidget | None = None,
        mail: Callable[[], bool] | None = None,
        keep: Keeps = gone,
    ) -> Delivered:
        """Show the pages until the person prints, saves, e-mails or closes them; tells what became of them.

        `mail` sends them and tells whether they are on their way; it may raise Refused. Where the desk has a receipt
        roll, what has a layout for it can be turned from the one paper to the other.
        """
        narrow = self._kind(facts) == "receipts"
        while True:
            dialog = self.preview_dialog(facts, parent, mail, narrow=narrow, keep=keep)
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
        keep: Keeps = gone,
    ) -> Preview:
        """The preview before it is shown, for a caller that opens it itself; `narrow` or not, None as it usually is."""
        kind = self._kind(facts)
        if narrow is not None and narrow != (kind == "receipts"):
            kind = "receipts" if narrow else "documents"
        sheet = self.sheet(facts, keep, kind)
        turns = self._printing().narrow and may_be_narrow(facts)
        dialog = Preview(
            facts.title,
            sheet.pages,
            print_pages=lambda: self._way.hand_over(sheet),
            save_pages=lambda: self._choose_and_save(sheet.pages, facts.title, keep) is not None,
            mail_pages=mail,
            other_paper=("On &A4" if kind == "receipts" else "On the &roll") if turns else "",
            parent=parent or self._parent(),
            guard=self._guard,
        )

        def told(why: str) -> None:
            if why and isValid(dialog):
                dialog.no_printer(why)

        wanted = sheet.how.printer
        self._way.look(lambda: queues.missing(wanted), told)
        return dialog

    def print(self, facts: Facts, keep: Keeps = gone) -> None:
        """Print a document; raises Refused when it is known at once that no printer takes it."""
        self._way.hand_over(self.sheet(facts, keep))

    def sheet(self, facts: Facts, keep: Keeps = gone, kind: PaperKind | None = None) -> Sheet:
        """The document as it comes out of the printer this desk has for it, or on this other paper."""
        kind = kind or self._kind(facts)
        pages = lay_out(facts, ink.measure, narrow=kind == "receipts")
        now = self._printing()
        on_roll = isinstance(facts, LabelsFacts | TrialFacts) and facts.stock is not None and not facts.stock.is_sheet
        against = NO_LABEL_PRINTER if on_roll and not now.labels.printer else ""
        return Sheet(facts.title, pages, now.of(kind), partial(keep, "printer"), against)

    def look(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        """Ask the print service something; `done` gets what it says, within a blink or later."""
        self._way.look(call, done)

    def watch(self, sheet: Sheet, handed: Handed) -> None:
        """Look after a sheet that was handed over elsewhere than here."""
        self._way.watch(sheet, handed)

    def save_pdf(self, facts: Facts, path: Path) -> None:
        """Write a document as a PDF whose text can be selected; raises Refused when it cannot be written there."""
        pages = lay_out(facts, ink.measure)
        ink.save(ink.pdf(pages, facts.title), path)

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

    def deliver(self, facts: Facts, parent: QWidget | None = None, keep: Keeps = gone) -> Delivered:
        """Print a document without a dialog; where that is impossible, say why, offer to try again or a PDF.

        Tells what becomes of it: what turns out later than within a blink is told by the desk. Questions come up over
        `parent`. Raises Refused when the PDF cannot be written, Unavailable when that it is cannot be kept.
        """
        sheet = self.sheet(facts, keep)
        while True:
            try:
                self._way.hand_over(sheet)
            except Refused as fault:
                if parent is not None:
                    parent.activateWindow()
                once_more = not isinstance(fault, NoPrinter)
                answer = self._asks.ask(SaveAsPdf(facts.title, fault.sentence, once_more))
                if answer == "again":
                    continue
                if answer != "save":
                    return "none"
                return "pdf" if self._choose_and_save(sheet.pages, facts.title, keep) else "none"
            return "printer"

    def _kind(self, facts: Facts) -> PaperKind:
        return paper_of(facts, self._printing())

    def _choose_and_save(self, pages: Sequence[Page], title: str, keep: Keeps) -> Path | None:
        """Ask for a file and write it; None when the person goes back."""
        proposed = self._folder / file_name(title)
        path = self._asks.choose_file(f"Save {title}", _PDF_FILES, save_as=str(proposed))
        if path is None:
            return None
        if path.suffix.lower() != ".pdf":
            path = path.with_name(f"{path.name}.pdf")
        written = path

        def write() -> None:
            ink.save(ink.pdf(pages, title), written)
            keep("pdf")

        self._way.wait(write)
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
