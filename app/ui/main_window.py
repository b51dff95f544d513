"""The desk: the menus, the open windows as tabs, the key bar, the status line; it must not know any single window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent, QCursor
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QSizePolicy, QWidget

from app.rules.faults import Unavailable
from app.rules.papers import Printing
from app.services import mailing, operators, settings
from app.ui.kit import actions, key_map, style
from app.ui.kit.asking.prompts import Asks, Prompter
from app.ui.kit.busy import Busy
from app.ui.kit.changes import Changes
from app.ui.kit.commands import DESK, MENUS, WINDOWS, Command
from app.ui.kit.context import Context, Staffed, Tone
from app.ui.kit.drafts import Drafts
from app.ui.kit.entry.finding import Finder
from app.ui.kit.foot.key_page import KeyPage
from app.ui.kit.foot.keybar import KeyBar
from app.ui.kit.foot.status_line import StatusLine
from app.ui.kit.grid.kept_columns import HERE, kept_of
from app.ui.kit.grid.line_cursor import CursorTable
from app.ui.kit.records.record_table import RecordTable
from app.ui.kit.scanner import Scanner
from app.ui.kit.sheets.not_printed import NotPrintedBar
from app.ui.kit.sheets.paper import Paper
from app.ui.kit.tabs import Tabs
from app.ui.kit.toast import Toast
from app.ui.kit.window import TaskWindow
from app.ui.palette import Palette, Search, nothing_found

if TYPE_CHECKING:
    from app.desk_drafts import DeskDrafts
    from app.desk_looks import DeskLooks
    from app.services.counter import Counter

SMALLEST: Final = QSize(1280, 720)
_FRAME: Final = 40
WORDS_OF_READY: Final = frozenset({"backorders", "invoices", "receipts", "stock"})


class MainWindow(QMainWindow):
    """One for each running program. Windows know it as the `desk` of their context.

    `printing` tells how this desk prints, `ready` counts the backorders ready to invoice for the status
    line, `search` finds records for Ctrl+K, `drafts` keeps what is typed and on no books, `looks` how each
    person has set the columns and where the window stood.
    """

    def __init__(
        self,
        counter: Counter,
        shop: str,
        *,
        prompter: Asks | None = None,
        printing: Callable[[], Printing] = Printing,
        ready: Callable[[], int] = lambda: 0,
        search: Search = nothing_found,
        drafts: DeskDrafts | None = None,
        looks: DeskLooks | None = None,
    ) -> None:
        super().__init__()
        self._looks = looks
        HERE.follow(looks, counter.operator.id)
        self._ready, self._search = ready, search
        self._pointer = QCursor.pos()
        self._could_not = ""
        self.drafts = Drafts(drafts, self, self)
        self.afterwards: Callable[[str], str] | None = None
        """What is done at the place of the shop once the desk is closed, before it is opened again."""
        self.tour: MainWindow | None = None
        self.changes = Changes()
        self.busy = Busy(lambda: self)
        asks = prompter or Prompter(counter, lambda: QApplication.activeModalWidget() or self)
        self.not_printed = NotPrintedBar(self.busy)
        paper = Paper(lambda: self, printing, asks, self.not_printed)
        self.context = Context(Staffed(counter), asks, self.changes, self.busy, paper, self)
        self.resize(SMALLEST)
        room = self.screen().availableSize()
        if room.width() < SMALLEST.width() or room.height() < SMALLEST.height() + _FRAME:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        if looks is not None:
            self.restoreGeometry(QByteArray.fromBase64(looks.place(counter.operator.id).encode()))
        self._actions = actions.actions(self, DESK, self._run)
        self._tabs = Tabs()
        self._tabs.currentChanged.connect(self._tab_turned)
        self._tabs.crossed.connect(self.close_tab)
        self._key_bar = KeyBar()
        self.status_line = StatusLine(counter.operator.name, counter.db.name)
        self.status_line.ready_clicked.connect(lambda: self.open("debtors", query="ready"))
        self.status_line.mail_clicked.connect(lambda: self.open("mail"))
        self._whole = QWidget()
        page = style.column(self._whole, margin=0, gap=0)
        page.addWidget(self.not_printed)
        page.addWidget(self._tabs, 1)
        page.addWidget(self._key_bar)
        page.addWidget(self.status_line)
        self.setCentralWidget(self._whole)
        self.toast = Toast(self._whole, self._key_bar)
        self.toast.clicked.connect(lambda: self.open("debtors", query="ready"))
        self._menus = self._made_menus()
        self._tab_turned()
        self.changes.told.connect(self._hear)
        self._hear(WORDS_OF_READY | {"mail"})
        self._show_shop(shop)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        QApplication.instance().focusChanged.connect(Scanner(self, self).follow)  # type: ignore[union-attr]

    # ── the desk ──────────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, name: str, /, **facts: object) -> TaskWindow:
        """A new tab with the window of that name, made with `facts`; or the tab that shows just that already, or is
        as empty as a new one.

        Raises KeyError for a name that `kit.commands.WINDOWS` does not have.
        """
        module, _, kind = WINDOWS[name].partition(":")
        made: type[TaskWindow] = getattr(import_module(module), kind)
        for window in self.windows():
            if isinstance(window, made) and window.shows(facts):
                self._tabs.setCurrentWidget(window)
                if window.is_untouched():
                    window.focus_first()
                return window
        self._could_not = ""
        window = self.lay_down(made(self.context, **facts))
        if self._could_not:  # what the window could not read; turning to its tab has wiped that away
            self.say(self._could_not, "waits")
        return window

    def lay_down(self, window: TaskWindow) -> TaskWindow:
        """Put a window on the desk, in front."""
        self._tabs.lay_down(window)
        self.drafts.watch(window)
        self._tabs.setCurrentWidget(window)
        window.focus_first()
        return window

    def say(self, sentence: str, tone: Tone = "plain") -> None:
        """Put a sentence on the status line; refused ones beep."""
        if tone == "waits":
            self._could_not = sentence
        self.status_line.say(self._live(sentence), tone)

    def use_keys(self, keys: key_map.KeyMap) -> None:
        """These are the keys from now on, in every window that is open and in those that come."""
        key_map.use(keys)
        for action in (*self._actions.values(), *(each for w in self.windows() for each in w.actions_by_slot.values())):
            actions.dress(action)
        self._show_keys()
        self._show_prompt("")

    def sign_on(self, counter: Counter) -> None:
        """Whoever is at this counter works at the desk from now on; what lies on it stays as it is."""
        self.context.staffed.counter = counter
        HERE.staffed(counter.operator.id)
        self.status_line.show_operator(counter.operator.name)
        for window in self.windows():
            tables: list[CursorTable | RecordTable] = [*window.findChildren(CursorTable)]
            for table in (*tables, *window.findChildren(RecordTable)):
                table.show_what_is_seen()
                if table.kept is not None:
                    table.kept.put_on()
            window.staffed()

    def close_tab(self, window: TaskWindow) -> bool:
        """Take a window off the desk unless its unfinished work is to be kept; tells whether it is gone."""
        question = window.unfinished()
        if question is not None:
            self._tabs.setCurrentWidget(window)
            if self.context.prompter.ask(question) != "leave":
                return False
        self.drafts.forget(window)
        self.take_off(window)
        return True

    def take_off(self, window: TaskWindow) -> None:
        """Take a window off the desk without a word; what is kept of it stays kept."""
        self._tabs.take_off(window)
        window.close()
        window.deleteLater()

    def keep(self, window: TaskWindow) -> None:
        """Keep what is typed in this window at this desk."""
        self.drafts.keep(window)

    def bring_to_front(self, window: TaskWindow) -> None:
        """Its tab is the one in front."""
        self._tabs.setCurrentWidget(window)

    def windows(self) -> list[TaskWindow]:
        """What lies on the desk, from left to right."""
        return self._tabs.windows()

    @property
    def front(self) -> TaskWindow | None:
        """The window in front."""
        return self._tabs.front

    # ── commands of the desk ──────────────────────────────────────────────────────────────────────────────────────

    def do_help(self) -> None:
        """F1: this screen and its keys."""
        KeyPage(self.front, self.context.paper, self, self.do_tour).show_once()

    def do_about(self) -> None:
        """What this program is."""
        from app.ui.kit.foot.about import AboutDialog

        AboutDialog(self).exec()

    def do_tour(self) -> None:
        """The backorder cycle in a small shop of its own, on a desk of its own."""
        from app.ui import tour

        self.tour = tour.beside(self.tour)

    def do_print_failed(self) -> None:
        """Ctrl+Shift+P: what a printer has taken and not printed, once more."""
        said = self.not_printed.print_again()
        self.say(said or "Everything that was sent to a printer came out, as far as the printers tell.", "plain")

    def do_menu(self) -> None:
        """F10: the first menu, open."""
        bar = self.menuBar()
        bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
        bar.setActiveAction(bar.actions()[0])

    def do_palette(self) -> None:
        """Ctrl+K: any command or record by name."""
        front = self.front
        live = [*(front.actions_by_slot.values() if front else ()), *self._actions.values()]
        search = Finder(self.busy.look, lambda typed: partial(self._search, typed))
        Palette(live, search, self).take()

    def do_columns(self) -> None:
        """Which columns of the list in front are shown, for whoever is at the desk now."""
        at = QApplication.focusWidget()
        kept = kept_of(at if at is not None and self.isAncestorOf(at) else self.front)
        if kept is None:
            self.say("There is no list here whose columns could be changed.", "refused")
            return
        from app.ui.kit.grid.columns_dialog import ColumnsDialog

        ColumnsDialog(kept, self).exec()

    def do_change_operator(self) -> None:
        """Ctrl+Shift+O: somebody else works here; tabs and what is typed stay."""
        counter = self.context.prompter.sign_on(was=self.context.counter.operator.id)
        if counter is not None:
            self.sign_on(counter)
            self.say(f"{counter.operator.name} is at the desk.", "good")

    def do_lock(self) -> None:
        """Ctrl+Shift+L: nobody sees or types anything until somebody signs on."""
        if not any(each.has_pin for each in operators.people(self.context.counter)):
            self.say("Nobody has a PIN yet, so a lock would hold nobody. Setup ▸ Operators gives one.", "refused")
            return
        self._whole.hide()
        self.status_line.clear()
        try:
            counter = self.context.prompter.sign_on(was=self.context.counter.operator.id, locked=True)
        finally:
            self._whole.show()
        if counter is not None:
            self.sign_on(counter)
        if self.front is not None:
            self.front.come_to_front()

    def do_close_tab(self) -> None:
        """Ctrl+W: close the tab in front."""
        if self.front is not None:
            self.close_tab(self.front)

    def do_next_tab(self) -> None:
        """Ctrl+Tab: the tab to the right, round and round."""
        self._tabs.turn(1)

    def do_previous_tab(self) -> None:
        """Ctrl+Shift+Tab: the tab to the left, round and round."""
        self._tabs.turn(-1)

    def leave_for(self, work: Callable[[str], str]) -> None:
        """Close the desk for a work that nobody may have the shop open for; whoever opened the desk does it then."""
        self.afterwards = work
        if not self.close():
            self.afterwards = None

    def do_quit(self) -> None:
        """Ctrl+Q: leave; what is unfinished is kept and taken up again at the next start."""
        self.close()

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for what is unfinished and cannot be kept at this desk; the first that is to stay keeps the desk."""
        asks, windows = self.context.prompter, self.windows()
        if not (self.not_printed.may_close(asks) and all(self.drafts.keeps(w) or self.close_tab(w) for w in windows)):
            event.ignore()
            return
        for window in self.windows():
            self.take_off(window)
        self._keep_looks()
        self.hide()  # an e-mail under way may take a while to end
        self.busy.close()
        event.accept()

    def _keep_looks(self) -> None:
        if self._looks is not None:
            place = bytes(self.saveGeometry().toBase64().data()).decode()
            self._looks.set_place(self.context.counter.operator.id, place)
            self._looks.write()

    def event(self, event: QEvent) -> bool:
        """What the pointer is led to tells its tip where the prompt stands; one that lies still has nothing to tell.

        A dialog that closes, or a window that opens, comes beneath a pointer that nobody has touched.
        """
        if event.type() == QEvent.Type.StatusTip:
            led = self._pointer != QCursor.pos() or QApplication.activePopupWidget() is not None
            self._pointer = QCursor.pos()
            self._show_prompt(event.tip() if led else "")  # type: ignore[attr-defined]
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """The smallest screen that is supported, at 100 %."""
        return SMALLEST

    def _run(self, command: Command) -> None:
        if command.opens:
            self.open(command.opens, **dict(command.facts))
        else:
            getattr(self, command.slot)()

    def _made_menus(self) -> dict[str, QMenu]:
        menus = {title: self.menuBar().addMenu(words) for title, words in MENUS.items()}
        inner: dict[str, QMenu] = dict(menus)
        for action in self._actions.values():
            command: Command = action.data()
            if not command.menu:
                continue
            outer, _, name = command.menu.partition("/")
            if command.menu not in inner:
                inner[command.menu] = menus[outer].addMenu(name)
            inner[command.menu].addAction(action)
        menus["Window"].aboutToShow.connect(self._fill_window_menu)
        return menus

    def _fill_window_menu(self) -> None:
        menu = self._menus["Window"]
        own = [action for action in menu.actions() if action.data() is None or action.data().scope != DESK]
        for action in own:
            menu.removeAction(action)
        if self.front is not None and menu.actions():
            first = menu.actions()[0]
            menu.insertActions(first, list(self.front.actions_by_slot.values()))
            menu.insertSeparator(first)

    def _tab_turned(self) -> None:
        front = self.front
        for window in self.windows():  # only what is seen asks for room
            policy = QSizePolicy.Policy.Preferred if window is front else QSizePolicy.Policy.Ignored
            window.setSizePolicy(policy, policy)
        self.status_line.clear()
        self._show_keys()
        if front is not None:
            front.come_to_front()

    def _show_keys(self) -> None:
        """The live keys of the window in front, on the bar along the foot."""
        own = self.front.actions_by_slot.values() if self.front is not None else ()
        live = (self._actions["do_help"], *own, self._actions["do_menu"])
        self._key_bar.show_actions(action for action in live if action.data().bar)

    def _live(self, sentence: str) -> str:
        """A sentence with the keys that are pressed at this desk."""
        return key_map.current().live(sentence, self.front.name if self.front is not None else DESK)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._pointer = QCursor.pos()
        if new is None or new.window() is not self:
            return
        self._show_prompt("")

    def _show_prompt(self, tip: str) -> None:
        widget = QApplication.focusWidget()
        while not tip and widget is not None:
            tip = widget.statusTip()
            widget = widget.parentWidget()
        self.status_line.show_prompt(self._live(tip))

    def _hear(self, words: frozenset[str]) -> None:
        try:
            self._on_changed(words)
        except Unavailable as fault:  # it is told again as soon as the server is back
            self.say(fault.sentence, "waits")

    def _on_changed(self, words: frozenset[str]) -> None:
        if words & WORDS_OF_READY:
            self.status_line.show_ready(self._ready())
        if "mail" in words:
            self.status_line.show_mail(mailing.count(self.context.counter).sentence)
        if "operators" in words:
            self.sign_on(operators.fresh(self.context.counter))
        if "settings" in words:
            self._show_shop(settings.load(self.context.counter).shop_name)

    def _show_shop(self, shop: str) -> None:
        self.setWindowTitle(f"{shop} – Parts Counter" if shop else "Parts Counter")
        self.status_line.show_shop(shop)
