"""Pages on the screen as they come on paper: Enter prints, Ctrl+S saves, Esc closes; it must not know the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.printing.page import Page
from app.rules.faults import Refused, Unavailable
from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.sheets.pages_view import PagesView

_WIDE, _HIGH = 1000, 900
_ZOOM: Final = 1.25
_LINE: Final = 60

Delivered = Literal["printer", "pdf", "e-mail", "none"]


class Preview(Dialog):
    """The pages of one document, and what can be done with them.

    `print_pages` and `save_pages` may raise Refused, whose sentence is shown; `save_pages` tells whether a file was
    written. `mail_pages` tells whether they are on their way; None for pages that nobody is sent. `other_paper` are the
    words of a button that closes this window for one with the document on other paper; empty for none.
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
        self._view = style.named(PagesView(pages, self), f"Pages of {title}")
        self._view.turned.connect(self._tell_page)
        self._said = style.label("", name="Message", wrap=True)
        self._where = style.label("", "muted", name="Page")
        self._build()
        self._keys()
        self._tell_page()

    @property
    def page(self) -> int:
        """The page that is shown, from 1."""
        return self._view.page

    @property
    def message(self) -> str:
        """The sentence at the foot."""
        said: str = self._said.text()
        return said

    def no_printer(self, why: str) -> None:
        """Nothing can be printed, and this is why: Enter saves."""
        style.mark(self._said, "waits").setText(why)
        if self.focusWidget() in (None, self._print):
            self._save.setFocus()
        self._print.setEnabled(False)

    def _build(self) -> None:
        page = style.column(self, margin=0, gap=0)
        page.addWidget(self._view, 1)
        foot = style.row(margin=style.SIZES.margin)
        foot.addWidget(self._where)
        foot.addWidget(self._said, 1)
        close = self.button("&Close")
        self._save = self.button("&Save as PDF")
        self._print = self.button("&Print", primary=True)
        close.clicked.connect(self.reject)
        self._save.clicked.connect(self.save)
        self._print.clicked.connect(self.print)
        buttons = [close, self._save, self._print]
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
        self._print.setFocus()

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
            ("Ctrl++", lambda: self._view.enlarge(_ZOOM)),
            ("Ctrl+=", lambda: self._view.enlarge(_ZOOM)),
            ("Ctrl+-", lambda: self._view.enlarge(1 / _ZOOM)),
            ("Ctrl+0", self._view.fit_page),
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
        self._view.fit_width()
        self._view.turn_to(1)

    def print(self) -> None:
        """Print and close; what prevents it is said at the foot."""
        if self._print.isEnabled():
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
        self._view.turn_to(self.page + pages)

    def _scroll(self, lines: int) -> None:
        self._view.scroll(lines * _LINE)

    def _tell_page(self) -> None:
        self._where.setText(f"Page {self.page} of {len(self._pages)}")
