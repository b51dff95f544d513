"""What the master files of debtors, creditors and parts have in common: look up, new, next code, save, leave.

It must not know whose records they are.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.rules.faults import Refused
from app.rules.questions import Answers, LeaveUnsaved
from app.services.counter import Counter
from app.ui.kit import tab_order
from app.ui.kit.context import Context
from app.ui.kit.drafts import Typed
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Hit, LookupField
from app.ui.kit.entry.finding import Finder
from app.ui.kit.records.lists import RecordView
from app.ui.kit.room import Room
from app.ui.kit.window import TaskWindow
from app.ui.windows.shared import card_unfinished
from app.ui.windows.shared.card_form import CardForm
from app.ui.windows.shared.card_pages import LEAST_PAGE, Pages
from app.ui.windows.shared.card_unfinished import CardTyped

CARD_ACTIONS: Final = ("do_new", "do_next_code", "do_save")
LIST_ACTIONS: Final = ("do_export", "do_print")
_FIND: Final = "Enter opens it, F4 shows them all, Ctrl+N begins a new one."


class MasterFile(TaskWindow):
    """A field to look up in, and the record beneath it on tabs. `thing` is what a record is called.

    `_was` is the record as it is stored, None for a new one; `_form` holds its fields; `pages` are its tabs. The window
    is named by the word for what it writes. `_shown_here` are the words of what it shows, `_on_the_card` those of what
    can change the card itself; `_of_a_stored_one` are the pages that a new record does not have.
    """

    thing: ClassVar[str]
    _in_history: ClassVar[str]
    sought_by: ClassVar[str] = "Code, name, phone or ABN"
    _shown_here: ClassVar[frozenset[str]]
    _on_the_card: ClassVar[frozenset[str]]
    _of_a_stored_one: ClassVar[Sequence[str]]
    _form: CardForm
    _by_name: Mapping[str, QWidget]
    _buttons: Mapping[str, QPushButton]

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._was: Any = None
        self._sought = ""
        self.finder = LookupField(
            self.thing.capitalize(),
            self._hits(),
            f"{self.sought_by}. {_FIND}",
            missing=f"There is no {self.thing} {{text}}. F4 shows what there is, Ctrl+N begins a new one.",
        )
        self.finder.setMinimumWidth(24 * self.finder.fontMetrics().averageCharWidth())
        self.standing = Elided("Standing", "strong")
        head = self.head_band(1)
        head.add("&Find", self.finder, self.standing)
        self.pages = Pages("Parts of the record")
        self.pages.asked.connect(self.focus_page)
        self.body(self.pages)
        self.finder.picked.connect(self._picked)
        self.finder.refused.connect(lambda sentence: self.say(sentence, "refused"))

    def _lay_out(
        self, pages: Mapping[str, QWidget], headings: Sequence[str], slots: Sequence[str], primary: Sequence[str]
    ) -> None:
        """The tabs by name, and the buttons at the foot."""
        self._by_name = {
            name: page if isinstance(page, RecordView) else Room(page, LEAST_PAGE) for name, page in pages.items()
        }
        for widget, heading in zip(self._by_name.values(), headings, strict=True):
            self.pages.addTab(widget, heading)
        self._foot = self.foot_band()
        self._buttons = {slot: self.button(slot, primary=slot in primary) for slot in slots}
        self._foot.add(*self._buttons.values())

    def _begin(self, record_id: int | None, page: str) -> None:
        """Everything is made: shows the record, or a new one, on that page; a page is read when it is turned to."""
        self._show(None, self._blank())
        shown = record_id is None or self.open_record(record_id)
        if shown and self.pages.isTabEnabled(self.pages.indexOf(self._by_name[page])):
            self.pages.setCurrentWidget(self._by_name[page])
        self.pages.currentChanged.connect(self._page_turned)
        self._page_turned(self.pages.currentIndex())

    # ── what a master file says of its records ────────────────────────────────────────────────────────────────────

    @staticmethod
    @abstractmethod
    def _found(counter: Counter, typed: str) -> Sequence[Any]:
        """The records that fit; also asked on another thread."""

    @abstractmethod
    def _open_card(self, record_id: int) -> Any:
        """The stored card; may raise Refused."""

    @abstractmethod
    def _blank(self) -> Any:
        """The card of a new record."""

    @abstractmethod
    def _save(self, card: Any, was: Any, answers: Answers) -> Any:
        """The card as it is stored, as a change of `was`; may raise Refused or Unanswered."""

    def _saved_beside(self, _record_id: int) -> bool:
        """What the window stores beside the card; tells whether it is stored."""
        return True

    @abstractmethod
    def _next_code(self, name: str) -> str:
        """The next free code."""

    @abstractmethod
    def _read_standing(self) -> None:
        """How the record stands, said beside the look-up field."""

    @abstractmethod
    def _read_page(self) -> None:
        """What the page in front lists, as it stands now; only what can be done there is live."""

    def _code_of(self, card: Any) -> str:
        """By what the record is known."""
        return str(card.code)

    def _name_of(self, card: Any) -> str:
        """What the record is called."""
        return str(card.name)

    # ── the record ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def record_id(self) -> int | None:
        """The key of the record that is shown; None while it is a new one."""
        key: int | None = self._was.id if self._was is not None else None
        return key

    def open_record(self, record_id: int) -> bool:
        """Shows this record unless typed changes of another are to be kept; tells whether it is shown."""
        if not self._may_leave():
            self._show_finder()
            return False
        card = self.read(lambda: self._open_card(record_id))
        if card is None:
            self._show_finder()
            return False
        self._show(card, card)
        return True

    def _show(self, was: Any, card: Any) -> None:
        self._was = was
        self._form.show(card)
        self._show_finder()
        self.setWindowTitle(f"{self.thing.capitalize()} {self._code_of(card)}" if was is not None else self.heading)
        self._filled()

    def _filled(self) -> None:
        """The card stands in the form: what else is shown of the record follows."""
        known = self.record_id is not None
        if not known and self.page in self._of_a_stored_one:
            self.pages.setCurrentIndex(0)
        for page in self._of_a_stored_one:
            self.pages.setTabEnabled(self.pages.indexOf(self._by_name[page]), known)
        self._read_standing()
        self._read_page()

    def on_changed(self, words: frozenset[str]) -> None:
        """Somebody wrote what is shown here; a card with typed changes is left alone, and merged when it is saved."""
        if not words & self._shown_here:
            return
        record_id = self.record_id
        if record_id is not None and words & self._on_the_card and not self._changes():
            card = self.read(lambda: self._open_card(record_id))
            if card is not None and card != self._was:
                self._show(card, card)
                return
        self._read_standing()
        self._read_page()

    def _show_finder(self) -> None:
        self.finder.value = (
            None if self._was is None else Hit(self._was.id, self._code_of(self._was), self._name_of(self._was))
        )

    def _picked(self, hit: Hit) -> None:
        if hit.id != self.record_id or self._changes():
            self.open_record(hit.id)

    def _changes(self) -> int:
        """How many fields hold what is not stored; the code of a new record, which Ctrl+G proposes, is nothing yet."""
        changes = set(self._form.changes())
        return len(changes - {"code"} if self._was is None else changes)

    def _may_leave(self) -> bool:
        question = self.unfinished()
        return question is None or self.ask(question) == "leave"

    def unfinished(self) -> LeaveUnsaved | None:
        """Typed and not stored."""
        changes = self._changes()
        typed = self._name_of(self._form.on_top_of(self._was or self._blank())) if changes else ""
        return LeaveUnsaved(typed or f"The new {self.thing}") if changes else None

    def is_empty(self) -> bool:
        """The first page of a new record, with nothing typed."""
        return self.record_id is None and self.pages.currentIndex() == 0 and not self._changes()

    def kept(self) -> Typed | None:
        """The card with what was typed and not stored."""
        if not self._changes():
            return None
        card = self._form.on_top_of(self._was or self._blank())
        name = " ".join(each for each in (self.thing.capitalize(), self._code_of(card), self._name_of(card)) if each)
        typed = CardTyped(self._was, card, self._typed_beside())
        return card_unfinished.kept(typed, name, self._form.said())

    def take_up(self, payload: str) -> Sequence[str]:
        """The card as it was opened, with what was typed on it."""
        typed = card_unfinished.read(payload, type(self._blank()))
        code = self._code_of(typed.card)
        now = self._stored(typed)
        remarks = card_unfinished.look_whether_saved(typed, now, f"{self.thing} {code}", self._form.same)
        self._show(typed.was, typed.was or self._blank())
        self._form.take_up(typed.card)
        if typed.beside:
            self._take_up_beside(typed.beside)
        return remarks

    def _stored(self, typed: CardTyped[Any]) -> Any:
        """The card as it is stored now; of a new one, the one that has its code by now."""
        if typed.was is not None:
            return self._open_card(typed.was.id)
        code = self._code_of(typed.card)
        there = (
            each
            for each in self._found(self.context.counter, code)
            if code and self._hit(each).code.casefold() == code.casefold()
        )
        found = next(there, None)
        return None if found is None else self._open_card(found.id)

    def _typed_beside(self) -> str:
        """What is typed in the window and not on the card, as text."""
        return ""

    def _take_up_beside(self, kept: str) -> None:
        """Show what `_typed_beside` gave out once."""
        raise NotImplementedError

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def commit_editing(self) -> bool:
        """What stands in the look-up field is no data: it never keeps a command from running."""
        self._sought = ""
        if self.finder.hasFocus():
            if self.finder.wants_escape():
                self._sought = self.finder.text().strip()
            self.finder.close_list()
            self.finder.give_up()
            return True
        return super().commit_editing()

    def do_new(self) -> None:
        """Ctrl+N: an empty card; what was just looked for and not found is taken as its name."""
        sought = self._sought
        if not self._may_leave():
            return
        self._show(None, self._blank())
        self.pages.setCurrentIndex(0)
        name: Any = self._form.fields["name"]
        if sought and any(letter.isalpha() for letter in sought):
            name.value = sought
            self._propose_code()
        self._form.fields["code"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.say(f"A new {self.thing}: type it, then F2 saves it.")

    def do_next_code(self) -> None:
        """Ctrl+G: propose the next free code for a new record."""
        if self._was is not None:
            self.refuse(Refused(f"{self._was.name} has its code, {self._was.code}. Ctrl+N begins a new {self.thing}."))
            return
        self.pages.setCurrentIndex(0)
        self._propose_code()
        self._form.fields["name" if not self._name() else "code"].setFocus(Qt.FocusReason.OtherFocusReason)

    def do_save(self) -> None:
        """F2: store what was typed."""
        base = self._was if self._was is not None else self._blank()
        if self._was is not None and not self._changes():
            self.say(f"Nothing was changed on {self._name_of(self._was)}.")
            return
        if self._store(self._form.on_top_of(base)):
            self.say(f"{self._code_of(self._was)} {self._name_of(self._was)} is saved.", "good")

    def do_lookup(self) -> None:
        """F4: all of them in a list, or those that fit what stands in the look-up field."""
        typed = self._typed_to_find()
        self.finder.give_up()
        self._list_all(typed)

    @abstractmethod
    def _list_all(self, typed: str) -> None:
        """Brings the list of all records to the front, of those that fit."""

    def do_back(self) -> None:
        """Esc: to the look-up field."""
        self.finder.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_stock_card(self) -> None:
        """F11: the stock card of the part in the current row, else any part."""
        part_id = self._part_id()
        if part_id is None:
            super().do_stock_card()
        else:
            self.context.desk.open("parts", part_id=part_id)

    def do_history(self) -> None:
        """Ctrl+H: who changed this record, when, and what it was before."""
        card = self._was
        if card is None:
            self.refuse(Refused(f"A new {self.thing} has no history yet. F2 saves it."))
            return
        called = f"{self.thing} {self._code_of(card)}"
        self.context.desk.open("history", subject=self._in_history, key=card.id, called=called)

    def _part_id(self) -> int | None:
        """The part of the row with the cursor."""
        return None

    def _store(self, card: Any) -> bool:
        """Stores it as a change of `_was`; tells whether it is stored."""
        was = self._was
        stored = card if card == was else self.ask_and_call(lambda answers: self._save(card, was, answers))
        if stored is None:
            return False
        self._was = stored
        if not self._saved_beside(stored.id):
            return False
        self._show(stored, stored)
        self.changed(self.name)
        return True

    # ── pages and focus ───────────────────────────────────────────────────────────────────────────────────────────────

    def focus_field(self, field: str, line: int | None = None) -> None:
        """The page of a refused field comes to the front first."""
        widget = self._form.fields.get(field)
        if widget is None:
            return
        for at in range(self.pages.count()):
            page = self.pages.widget(at)
            if page is not None and page.isAncestorOf(widget):
                self.pages.setCurrentIndex(at)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_page(self) -> None:
        """The cursor goes into the page in front: its list, or its first field."""
        page = self.pages.currentWidget()
        if isinstance(page, RecordView):
            page.setFocus(Qt.FocusReason.TabFocusReason)
            return
        widget = tab_order.first_stop(page)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.TabFocusReason)

    def turn_to(self, page: QWidget) -> None:
        """Brings a page, or the one that this lies on, to the front with the cursor in it."""
        whole = next(each for each in self._by_name.values() if each is page or each.isAncestorOf(page))
        if self.pages.currentWidget() is whole:
            self.focus_page()
        else:
            self.pages.setCurrentWidget(whole)

    @property
    def page(self) -> str:
        """The name of the page in front."""
        return next(name for name, widget in self._by_name.items() if widget is self.pages.currentWidget())

    def _page_turned(self, _at: int) -> None:
        self._read_page()
        if self.isVisible():
            self.focus_page()

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _typed_to_find(self) -> str:
        """What is being typed into the look-up field; its own list is closed, as another finds it."""
        typed = self.finder.text().strip() if self.finder.hasFocus() and self.finder.wants_escape() else ""
        self.finder.close_list()
        return typed

    def _name(self) -> str:
        field: Any = self._form.fields["name"]
        return str(field.value)

    def _propose_code(self) -> None:
        code = self.read(lambda: self._next_code(self._name()))
        field: Any = self._form.fields["code"]
        if code is not None:
            field.value = code

    def _name_typed(self, _name: object) -> None:
        """A new record gets a code as soon as it has a name."""
        field: Any = self._form.fields["code"]
        if self._was is None and not field.value:
            self._propose_code()

    def _records(self) -> Finder[Any]:
        """The search of a list to pick from."""
        return Finder(self.context.busy.look, lambda typed: partial(self._found, self.context.counter, typed))

    def _hits(self) -> Finder[Hit]:
        """The same for a field."""
        return Finder(self.context.busy.look, lambda typed: partial(_shown, self._hit, self._records().ready(typed)))

    @staticmethod
    def _hit(found: Any) -> Hit:
        gone = "" if found.active else "no longer used"
        return Hit(found.id, found.code, found.name, gone or found.phone, found)


def _shown(hit: Callable[[Any], Hit], found: Callable[[], Sequence[Any]]) -> list[Hit]:
    return [hit(each) for each in found()]
