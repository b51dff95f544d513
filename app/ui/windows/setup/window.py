"""Setup: every setting of the shop on its page, and what belongs to this desk; it must not know what a setting means.

The pages are made from the settings' own declarations, so a new setting is on the screen as soon as it is declared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from app import draft_codec
from app.rules.codes import checked_abn
from app.rules.mail import HIGHEST_PORT, LONGEST_ADDRESS, checked_address
from app.rules.questions import LeaveUnfinished, LeaveUnsaved
from app.rules.rights import Right
from app.services import settings
from app.settings import (
    DECLARED,
    LONGEST_TEXT,
    MOST_COUNTED,
    MOST_DAYS,
    Declared,
    FieldKind,
    ShopSettings,
    Value,
    from_texts,
    to_texts,
)
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.drafts import Typed
from app.ui.kit.entry.fields import Choice, LineField, NoteField, RateField, TextField, Tick, WholeField
from app.ui.kit.window import TaskWindow
from app.ui.windows.setup import mail_page
from app.ui.windows.setup.database_page import DatabasePage
from app.ui.windows.setup.desk import DeskPage
from app.ui.windows.setup.form import Form, scrolling
from app.ui.windows.setup.printers import PrintersPage

SettingField = LineField | NoteField | Choice | Tick

_LETTERS = {
    "Shop": "&Shop",
    "Invoicing": "&Invoicing",
    "Backorders": "&Backorders",
    "Deposits": "Dep&osits",
    "Buying": "Bu&ying",
    "E-mail": "&E-mail",
    "Accounting": "Accou&nting",
    "Backups": "Bac&kups",
}
_ONLY_READ = (
    "You read these pages only; Setup ▸ Operators says who may change the set-up. This desk and Printers are anybody's."
)
_MOST_RATE = Decimal("99.99")
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class SettingsTyped:
    """Settings that are typed and not saved, as texts."""

    texts: dict[str, str]


class Setup(TaskWindow):
    """A page for each subject; F2 saves all pages at once. This desk's page is kept at once."""

    name = "setup"
    heading = "Settings"
    single = True
    help: ClassVar[str] = (
        "How this shop works. Alt and the letter of a page opens it, Enter goes from field to field, F2 saves all "
        "pages. What is on the pages This desk and Printers – look, size of the letters, by which printer each kind of "
        "paper comes out – holds at once and for this computer only; what is chosen on the page Database from its "
        "next start."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._was = ShopSettings()
        self._made: dict[str, SettingField] = {name: _field(declared) for name, declared in DECLARED.items()}
        self.fields = dict(self._made)
        self.mail_page = mail_page.MailPage()
        self._pages = style.named(QTabWidget(documentMode=True), "Pages")
        for page in self._page_names():
            self._pages.addTab(self._page_of(page), _LETTERS.get(page, page))
        self.desk_page = DeskPage(context)
        self._pages.addTab(scrolling(self.desk_page), "This &desk")
        self.printers_page = PrintersPage(context)
        self._pages.addTab(scrolling(self.printers_page), "Printers, &labels")
        self.database_page = DatabasePage(context)
        self.database_page.finish(self.button("do_try_database"), self.button("do_use_database"))
        self._pages.addTab(scrolling(self.database_page), "Da&tabase")
        self.body(self._pages, style.SIZES.margin)
        foot = self.foot_band()
        self._only_read = style.label(_ONLY_READ, "muted", wrap=True, name="Who may change it")
        foot.remarks.addWidget(self._only_read)
        foot.add(self.button("do_save", primary=True))
        for field in (*self._made.values(), self.mail_page.password, *self.database_page.fields.values()):
            field.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.load()
        self.staffed()

    def staffed(self) -> None:
        """Who may not change the set-up reads it; what belongs to this desk alone stays anybody's."""
        may = self.context.counter.operator.may(Right.CHANGE_SETUP)
        for field in (*self._made.values(), self.mail_page.password):
            if isinstance(field, LineField | NoteField):
                field.setReadOnly(not may)
            else:
                field.setEnabled(may)
        for slot in ("do_save", "do_test_mail"):
            self.action(slot).setEnabled(may)
        self._only_read.setVisible(not may)

    def load(self) -> None:
        """Show the settings as they are kept."""
        now = self.read(lambda: settings.load(self.context.counter))
        if now is not None:
            self._show(now)

    def do_save(self) -> None:
        """F2: keep what was changed on any page, all or nothing."""
        saved = self._saved()
        if saved:
            self.say("Settings are saved.", "good")
        elif saved is False:
            self.say("Nothing is changed.")

    def do_test_mail(self) -> None:
        """Ctrl+T: save, then send a few words to the shop's own address."""
        if self._saved() is not None:
            mail_page.test(self)

    def do_history(self) -> None:
        """Ctrl+H: who changed the setting with the focus, when, and what it was before."""
        at = QApplication.focusWidget()
        name = next((name for name, field in self._made.items() if field is at), None)
        if name is None:
            self.say("Go to a setting of the shop first: Ctrl+H shows who changed it.", "refused")
            return
        self.context.desk.open("history", subject="setting", key=name, called=f"setting {DECLARED[name].label}")

    def do_try_database(self) -> None:
        """F6: look whether there is a shop where the page Database says."""
        self._pages.setCurrentIndex(self._pages.count() - 1)
        self.database_page.try_it(self)

    def do_use_database(self) -> None:
        """F8: try it, and open it from the next start on."""
        self._pages.setCurrentIndex(self._pages.count() - 1)
        self.database_page.use_it(self)

    def _saved(self) -> bool | None:
        """Keep what was changed; False when nothing was, None when it cannot be kept."""
        refusing = next((name for name, field in self._made.items() if not field.commit()), None)
        if refusing is not None:
            self.focus_field(refusing)
            return None
        changed, password, was = self._changed(), self.mail_page.password.value, self._was
        if not changed and not password:
            return False
        now = self.ask_and_call(lambda _answers: settings.save(self.context.counter, changed, was))
        if now is None:
            return None
        self._show(now)
        self.changed("settings")
        if password or any(name.startswith("mail_") for name in changed):
            if self.ask_and_call(lambda _answers: mail_page.keep(self.context.counter, password)) is None:
                return None
            self.mail_page.password.value = ""
            self.changed("mail")
        return True

    def do_back(self) -> None:
        """Esc: to the pages' names, where the arrow keys turn the page."""
        self._pages.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, field: str, line: int | None = None) -> None:
        """Turn to the page of the field first."""
        if field in DECLARED:
            self._pages.setCurrentIndex(self._page_names().index(DECLARED[field].page))
        if field == mail_page.FIELD:
            self._pages.setCurrentIndex(self._page_names().index(mail_page.PAGE))
            self.mail_page.password.setFocus(Qt.FocusReason.OtherFocusReason)
        super().focus_field(field, line)

    def turn_to_page(self, name: str) -> None:
        """Brings the page of this name to the front, with the cursor in its first field."""
        titles = [self._pages.tabText(at).replace("&", "") for at in range(self._pages.count())]
        self._pages.setCurrentIndex(titles.index(name))
        page = self._pages.currentWidget()
        fields = (each for each in page.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus)
        first = next((each for each in fields if each.isVisibleTo(page) and each.isEnabled()), self._pages.tabBar())
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_first(self) -> None:
        """The first field of the page in front."""
        first = next(name for name, declared in DECLARED.items() if declared.page == DECLARED["shop_name"].page)
        self.focus_field(first)

    def unfinished(self) -> LeaveUnfinished | None:
        """Changes that were not saved."""
        return LeaveUnsaved("The set-up") if self._changed() or self.mail_page.password.value else None

    def kept(self) -> Typed | None:
        """The settings that were typed and not saved; a password is never kept."""
        changed = self._changed()
        if not changed:
            return None
        texts = to_texts(replace(self._was, **changed))  # type: ignore[arg-type]
        payload = draft_codec.written(SettingsTyped({name: texts[name] for name in changed}))
        said = ", ".join(f"{DECLARED[name].label} {texts[name]}" for name in changed)
        return Typed(payload, f"Settings: {said}")

    @property
    def keeps_a_secret(self) -> bool:
        """Whether a password is typed."""
        return bool(self.mail_page.password.value)

    def take_up(self, payload: str) -> Sequence[str]:
        """What was typed, over the settings as they are now."""
        texts = draft_codec.read(payload, SettingsTyped).texts
        typed = from_texts(texts)
        for name in texts:
            if name in self._made:
                self._made[name].value = getattr(typed, name)
        return ()

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

    def _page_names(self) -> list[str]:
        """The pages from left to right, this desk's left out."""
        return list(dict.fromkeys(declared.page for declared in DECLARED.values()))

    def _page_of(self, page: str) -> QWidget:
        form = self.mail_page if page == mail_page.PAGE else Form()
        for name, declared in DECLARED.items():
            if declared.page == page:
                form.add(declared.label, self._made[name], declared.help)
        if form is self.mail_page:
            self.mail_page.finish(self.button("do_test_mail"))
        return scrolling(form)


def _begun(choice: str) -> str:
    return f"{choice[:1].upper()}{choice[1:]}"


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
    "count": lambda said: WholeField(said.label, said.help, required=True, smallest=0, largest=MOST_COUNTED),
    "email": lambda said: TextField(said.label, said.help, longest=LONGEST_ADDRESS, check=checked_address),
    "port": lambda said: WholeField(said.label, said.help, required=True, smallest=1, largest=HIGHEST_PORT),
    "choice": lambda said: Choice(said.label, [(each, _begun(each)) for each in said.choices], said.help),
}
