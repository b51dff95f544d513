"""Pages on the screen as they come on paper: Enter prints, Ctrl+S saves, Esc closes; it must not know the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewWidget
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget

from app.printing.page import Page
from app.rules.faults import Refused, Unavailable
from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.sheets import ink

_WIDE, _HIGH = 1000, 900
_ZOOM: Final = 1.25
_LINE: Final = 60

Delivered = Literal["printer", "pdf", "e-mail", "none"]


class Preview(Dialog):
    """The pages of one document, and what can be done with them.

    `print_pages` and `save_pages` may raise Refused, whose sentence is shown; `save_pages` tells whether a file was
    written. `mail_pages` tells whether they are on their way; None for pages that nobody is sent. `other_paper` are the
    words of a button that closes this window for one with the document on other paper; empty for none. `no_printer`
    says why nothing can be printed: then Enter saves.
    """

    def __init__(
        self,
        title: str,
        pages: Sequence[Page],
        *,
        print_pages: Callable[[], None],
        save_pages: Callable[[], bool],
        mail_pages: Callable[[], bool] | None = None,
        other_paper: str = "",
        no_printer: str,
        parent: QWidget | None,
        guard: int,
    ) -> None:
        super().__init__(title, parent, guard)
        self.delivered: Delivered = "none"
        """What became of the pages, once the window is closed."""
        self.wants_other = False
        """Whether the document is to be shown on the other paper now."""
        self._other_paper = other_paper
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._pages = pages
        self._print_pages = print_pages
        self._save_pages = save_pages
        self._mail_pages = mail_pages
        self._can_print = not no_printer
        self._view = self._sheets()
        self._said = style.label(no_printer, "waits" if no_printer else "", name="Message", wrap=True)
        self._where = style.label("", "muted", name="Page")
        self._build()
        self._keys()
        self._tell_page()

    @property
    def page(self) -> int:
        """The page that is shown, from 1."""
        shown: int = self._view.currentPage()
        return shown

    @property
    def message(self) -> str:
        """The sentence at the foot."""
        said: str = self._said.text()
        return said

    def _sheets(self) -> QPrintPreviewWidget:
        """The view; it draws on no real printer, so the driver of one is never waited for."""
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self._printer.setFullPage(True)
        self._printer.setPageLayout(ink.paper_layout(self._pages[0]))
        view = style.named(QPrintPreviewWidget(self._printer, self), f"Pages of {self.windowTitle()}")
        view.paintRequested.connect(lambda printer: ink.paint(printer, self._pages))
        view.previewChanged.connect(self._tell_page)
        view.setZoomMode(QPrintPreviewWidget.ZoomMode.FitToWidth)
        for scroller in view.findChildren(QGraphicsView):
            scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return view

    def _build(self) -> None:
        page = style.column(self, margin=0, gap=0)
        page.addWidget(self._view, 1)
        foot = style.row(margin=style.SIZES.margin)
        foot.addWidget(self._where)
        foot.addWidget(self._said, 1)
        close = self.button("&Close")
        save = self.button("&Save as PDF", primary=not self._can_print)
        printing = self.button("&Print", primary=self._can_print)
        printing.setEnabled(self._can_print)
        close.clicked.connect(self.reject)
        save.clicked.connect(self.save)
        printing.clicked.connect(self.print)
        buttons = [close, save, printing]
        if self._mail_pages is not None:
            mailing = self.button("&E-mail")
            mailing.clicked.connect(self.mail)
            buttons.insert(1, mailing)
        if self._other_paper:
            other = self.button(self._other_paper)
            other.clicked.connect(self.turn_paper)
            buttons.insert(1, other)
        for button in buttons:
            foot.addWidget(button)
        page.addLayout(foot)
        (printing if self._can_print else save).setFocus()

    def _keys(self) -> None:
        for keys, slot in (
            ("Ctrl+S", self.save),
            ("Ctrl+P", self.print),
            ("PgDown", lambda: self._turn(1)),
            ("PgUp", lambda: self._turn(-1)),
            ("Down", lambda: self._scroll(1)),
            ("Up", lambda: self._scroll(-1)),
            ("Home", lambda: self._turn(-len(self._pages))),
            ("End", lambda: self._turn(len(self._pages))),
            ("Ctrl++", lambda: self._view.zoomIn(_ZOOM)),
            ("Ctrl+=", lambda: self._view.zoomIn(_ZOOM)),
            ("Ctrl+-", lambda: self._view.zoomOut(_ZOOM)),
            ("Ctrl+0", self._view.fitInView),
        ):
            QShortcut(QKeySequence(keys), self, slot)

    def showEvent(self, event: QShowEvent) -> None:
        """Come up as large as is useful within the screen, at the top of the first page."""
        screen = self.screen().availableGeometry()
        self.resize(min(_WIDE, screen.width() - 80), min(_HIGH, screen.height() - 80))
        super().showEvent(event)
        QTimer.singleShot(0, self, self._to_top)

    def _to_top(self) -> None:
        """Once the view has its size; it opens in the middle of the first page otherwise."""
        self._view.fitToWidth()
        self._scroll(-_LINE * len(self._pages))

    def print(self) -> None:
        """Print and close; what prevents it is said at the foot."""
        if self._can_print:
            self._try(self._printed, "printer")

    def save(self) -> None:
        """Save as PDF and close, unless the person goes back."""
        self._try(self._save_pages, "pdf")

    def mail(self) -> None:
        """Send by e-mail and close, unless the person goes back."""
        if self._mail_pages is not None:
            self._try(self._mail_pages, "e-mail")

    def turn_paper(self) -> None:
        """Close, to be shown on the other paper."""
        self.wants_other = True
        self.accept()

    def _printed(self) -> bool:
        self._print_pages()
        return True

    def _try(self, deliver: Callable[[], bool], how: Delivered) -> None:
        try:
            done = deliver()
        except (Refused, Unavailable) as fault:
            style.mark(self._said, "refused").setText(fault.sentence)
            QApplication.beep()
            return
        if done:
            self.delivered = how
            self.accept()

    def _turn(self, pages: int) -> None:
        wanted = self.page + pages
        self._view.setCurrentPage(max(1, min(len(self._pages), wanted)))
        self._tell_page()

    def _scroll(self, lines: int) -> None:
        for scroller in self._view.findChildren(QGraphicsView):
            bar = scroller.verticalScrollBar()
            bar.setValue(bar.value() + lines * _LINE)

    def _tell_page(self) -> None:
        self._where.setText(f"Page {max(1, self.page)} of {len(self._pages)}")
