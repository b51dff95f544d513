"""Setup: every setting of the shop on its page, and what belongs to this desk; it must not know what a setting means.

The pages are made from the settings' own declarations, so a new setting is on the screen as soon as it is declared.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QWidget

from app.rules.codes import checked_abn
from app.rules.questions import LeaveUnfinished, LeaveUnsaved
from app.services import settings
from app.settings import DECLARED, LONGEST_TEXT, MOST_DAYS, Declared, FieldKind, ShopSettings, Value
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import Choice, LineField, NoteField, RateField, TextField, Tick, WholeField
from app.ui.kit.window import TaskWindow
from app.ui.windows.setup.desk import DeskPage
from app.ui.windows.setup.form import Form, scrolling

SettingField = LineField | NoteField | Choice | Tick

_LETTERS = {
    "Shop": "&Shop",
    "Invoicing": "&Invoicing",
    "Backorders": "&Backorders",
    "Buying": "Bu&ying",
    "Accounting": "Accou&nting",
}
_MOST_RATE = Decimal("99.99")
_WHOLE = Decimal(100)


class Setup(TaskWindow):
    """A page for each subject; F2 saves all pages at once. This desk's page is kept at once."""

    name = "setup"
    heading = "Settings"
    single = True
    help: ClassVar[str] = (
        "How this shop works. Alt and the letter of a page opens it, Enter goes from field to field, F2 saves all "
        "pages. What is on the page This desk – look, size of the letters, printer – holds at once and for this "
        "computer only."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._was = ShopSettings()
        self._made: dict[str, SettingField] = {name: _field(declared) for name, declared in DECLARED.items()}
        self.fields = dict(self._made)
        self._pages = style.named(QTabWidget(documentMode=True), "Pages")
        for page in dict.fromkeys(declared.page for declared in DECLARED.values()):
            self._pages.addTab(self._page_of(page), _LETTERS.get(page, page))
        self.desk_page = DeskPage(context)
        self._pages.addTab(scrolling(self.desk_page), "This &desk")
        self.body(self._pages, style.SIZES.margin)
        foot = self.foot_band()
        foot.add(self.button("do_save", primary=True))
        for field in self._made.values():
            field.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.load()

    def load(self) -> None:
        """Show the settings as they are kept."""
        now = self.read(lambda: settings.load(self.context.counter))
        if now is not None:
            self._show(now)

    def do_save(self) -> None:
        """F2: keep what was changed on any page, all or nothing."""
        refusing = next((name for name, field in self._made.items() if not field.commit()), None)
        if refusing is not None:
            self.focus_field(refusing)
            return
        changed = self._changed()
        if not changed:
            self.say("Nothing is changed.")
            return
        now = self.ask_and_call(lambda _answers: settings.save(self.context.counter, changed))
        if now is not None:
            self._show(now)
            self.say("Settings are saved.", "good")
            self.changed("settings")

    def do_back(self) -> None:
        """Esc: to the pages' names, where the arrow keys turn the page."""
        self._pages.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, field: str, line: int | None = None) -> None:
        """Turn to the page of the field first."""
        if field in DECLARED:
            pages = list(dict.fromkeys(declared.page for declared in DECLARED.values()))
            self._pages.setCurrentIndex(pages.index(DECLARED[field].page))
        super().focus_field(field, line)

    def focus_first(self) -> None:
        """The first field of the page in front."""
        first = next(name for name, declared in DECLARED.items() if declared.page == DECLARED["shop_name"].page)
        self.focus_field(first)

    def unfinished(self) -> LeaveUnfinished | None:
        """Changes that were not saved."""
        return LeaveUnsaved("The set-up") if self._changed() else None

    def on_changed(self, words: frozenset[str]) -> None:
        """Another window changed settings; what was typed here stays."""
        if "settings" in words and not self._changed():
            self.load()

    def _show(self, now: ShopSettings) -> None:
        self._was = now
        for name, field in self._made.items():
            field.value = getattr(now, name)

    def _changed(self) -> dict[str, Value]:
        typed = {name: field.value for name, field in self._made.items()}
        return {name: value for name, value in typed.items() if value != getattr(self._was, name)}

    def _page_of(self, page: str) -> QWidget:
        form = Form()
        for name, declared in DECLARED.items():
            if declared.page == page:
                form.add(declared.label, self._made[name], declared.help)
        return scrolling(form)


def _field(declared: Declared) -> SettingField:
    return _MAKERS[declared.kind](declared)


_MAKERS: dict[FieldKind, Callable[[Declared], SettingField]] = {
    "text": lambda said: TextField(said.label, said.help, longest=LONGEST_TEXT),
    "lines": lambda said: NoteField(said.label, f"{said.help} Shift+Enter begins a new line.", longest=LONGEST_TEXT),
    "abn": lambda said: TextField(said.label, said.help, check=checked_abn),
    "yes or no": lambda said: Tick(said.label, said.help),
    "rate": lambda said: RateField(said.label, said.help, required=True, largest=_MOST_RATE),
    "share": lambda said: RateField(said.label, said.help, required=True, largest=_WHOLE),
    "days": lambda said: WholeField(said.label, said.help, required=True, smallest=1, largest=MOST_DAYS),
    "choice": lambda said: Choice(said.label, [(each, each.capitalize()) for each in said.choices], said.help),
}
