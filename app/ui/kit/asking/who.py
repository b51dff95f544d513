"""Who it is, proved by a PIN: to sign on, to unlock the desk, to approve; it must not know what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.rules.faults import Refused, Unavailable
from app.services.operators import LONGEST_PIN, SHORTEST_PIN, Person
from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog

_ROWS: Final = 6
_PERSON: Final = Qt.ItemDataRole.UserRole


class PinField(QLineEdit):
    """Shows dots; takes no more than a PIN has."""

    def __init__(self, name: str, prompt: str) -> None:
        super().__init__()
        style.named(self, name)
        self.setStatusTip(prompt)
        self.setAccessibleDescription(prompt)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(LONGEST_PIN)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)


class WhoDialog(Dialog):
    """The people by name and a field for the PIN: a letter chooses a name, figures go to the PIN, Enter takes it.

    `check(person, pin)` says what comes of it, or raises Refused, which is told, and the PIN is typed again. `must`
    leaves no way back.
    """

    def __init__(
        self,
        title: str,
        sentence: str,
        people: Sequence[Person],
        check: Callable[[int, str], Any],
        parent: QWidget | None,
        guard: int,
        *,
        done: str,
        chosen: int = 0,
        must: bool = False,
    ) -> None:
        super().__init__(title, parent, guard)
        self.outcome: Any = None
        self._people, self._check, self._must = people, check, must
        self._letters = ""
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 3)
        page.addWidget(style.label(sentence, wrap=True))
        self._list = style.named(QListWidget(), "Who")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # a long name ends in …
        for person in people:
            item = QListWidgetItem(f"{person.name}  –  {person.role}", self._list)
            item.setData(_PERSON, person)
        rows = min(max(len(people), 2), _ROWS)
        self._list.setFixedHeight(max(self._list.sizeHintForRow(0), 1) * rows + 2 * self._list.frameWidth() + 2)
        self._list.installEventFilter(self)
        self._list.currentRowChanged.connect(lambda _row: self._turned())
        page.addWidget(self._list)
        self._pin = PinField("PIN", "The PIN of the person chosen above; Enter takes it.")
        self._pin.installEventFilter(self)
        self._words = style.label("PIN", "muted")
        self._words.setBuddy(self._pin)
        across = style.row()
        across.addWidget(self._words)
        across.addWidget(self._pin, 1)
        page.addLayout(across)
        self._said = style.label(role="refused", name="What is wrong", wrap=True)
        page.addWidget(self._said)
        buttons = [] if must else [self.button("Back")]
        for back in buttons:
            back.clicked.connect(self.reject)
        self._okay = self.button(done, primary=True)
        self._okay.clicked.connect(self.accept)
        page.addLayout(self.foot(*buttons, self._okay))
        self._list.setCurrentRow(next((at for at, each in enumerate(people) if each.id == chosen), 0))
        self._turned()
        self._list.setFocus()

    def tell(self, sentence: str) -> None:
        """Say what is wrong; nobody can be chosen when there is nobody."""
        self._said.setText(f"{style.SIGNS['refused']} {sentence}")
        self._said.setAccessibleDescription(sentence)
        if not self._list.count():
            for widget in (self._list, self._words, self._pin, self._okay):
                widget.hide()
        QApplication.beep()

    def accept(self) -> None:
        """Take the PIN; a wrong one is told, and typed again."""
        person = self._person
        if person is None:
            return
        if person.has_pin and not self._pin.text():
            self._pin.setFocus()
            return
        try:
            self.outcome = self._check(person.id, self._pin.text())
        except (Refused, Unavailable) as fault:
            self._pin.clear()
            self.tell(fault.sentence)
            (self._list if getattr(fault, "field", "pin") == "who" else self._pin).setFocus()
            return
        super().accept()

    def reject(self) -> None:
        """Esc goes back, except from a locked desk: that stays so."""
        if self._must:
            self._pin.clear()
            self._list.setFocus()
        else:
            super().reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Figures on the list go to the PIN, the arrows in the PIN to the list, Enter on a name to the PIN."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self._pin and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                by = 1 if event.key() == Qt.Key.Key_Down else -1
                self._list.setCurrentRow(max(0, min(self._list.count() - 1, self._list.currentRow() + by)))
                return True
            if watched is self._list and event.text().isalpha():
                self._find(event.text().casefold())
                return True
            if watched is self._list and event.text().isdigit() and self._pin.isVisible():
                self._pin.setFocus()
                self._pin.setText(event.text())
                return True
            if watched is self._list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.accept()
                return True
        return super().eventFilter(watched, event)

    def _find(self, letter: str) -> None:
        """Who has a name or a code that begins with what was typed, or at least with its last letter."""
        for begun in (self._letters + letter, letter):
            for row, person in enumerate(self._people):
                if person.name.casefold().startswith(begun) or person.code.casefold().startswith(begun):
                    self._letters = begun
                    self._list.setCurrentRow(row)
                    return
        self._letters = ""

    @property
    def _person(self) -> Person | None:
        if self._list.currentRow() < 0:
            return None
        person: Person = self._list.currentItem().data(_PERSON)
        return person

    def _turned(self) -> None:
        """Another name: what was typed is nobody's PIN any more."""
        person = self._person
        self._pin.clear()
        self._said.clear()
        asked = person is not None and person.has_pin
        self._pin.setEnabled(asked)
        self._pin.setPlaceholderText("" if asked else "no PIN is needed")


class NewPinDialog(Dialog):
    """A new PIN, typed twice, after the old one where that is asked for; empty takes the PIN away where it may.

    `keep(new, old)` keeps it, or raises Refused or Unavailable, which is told, and the PIN is typed again.
    """

    def __init__(
        self,
        title: str,
        sentence: str,
        keep: Callable[[str, str], object],
        parent: QWidget | None,
        guard: int,
        *,
        ask_old: bool,
        may_be_empty: bool,
    ) -> None:
        super().__init__(title, parent, guard)
        self._keep, self._may_be_empty = keep, may_be_empty
        self._said = style.label(role="refused", name="What is wrong", wrap=True)
        self._old = PinField("PIN until now", "The PIN that is to be changed.") if ask_old else None
        empty = "; left empty, no PIN is needed any more" if may_be_empty else ""
        self._new = PinField("New PIN", f"The figures to sign on with from now on{empty}.")
        self._again = PinField("New PIN again", "The same figures once more, so that no slip is kept.")
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 3)
        page.addWidget(style.label(sentence, wrap=True))
        fields = [field for field in (self._old, self._new, self._again) if field is not None]
        form = QGridLayout()
        form.setHorizontalSpacing(style.SIZES.label_gap)
        form.setVerticalSpacing(style.SIZES.gap)
        for row, field in enumerate(fields):
            words = style.label(field.accessibleName(), "muted")
            words.setBuddy(field)
            form.addWidget(words, row, 0)
            form.addWidget(field, row, 1)
            field.textEdited.connect(lambda _text: self._said.clear())
        page.addLayout(form)
        page.addWidget(self._said)
        back, okay = self.button("Back"), self.button("OK", primary=True)
        back.clicked.connect(self.reject)
        okay.clicked.connect(self.accept)
        page.addLayout(self.foot(back, okay))
        fields[0].setFocus()

    @property
    def pins(self) -> tuple[str, str]:
        """The new PIN, and the one until now ("" where it was not asked for)."""
        return self._new.text(), self._old.text() if self._old is not None else ""

    def accept(self) -> None:
        """Enter goes on to the next field; at last both must be the same."""
        at = QApplication.focusWidget()
        if at in (self._old, self._new) and (at is self._old or self._new.text()):
            self.focusNextChild()
            return
        new = self._new.text()
        if new and not (new.isascii() and new.isdecimal()):
            self._refuse(f"A PIN has digits only. Type {SHORTEST_PIN} to {LONGEST_PIN} of them.")
        elif new and len(new) < SHORTEST_PIN:
            self._refuse(f"A PIN has {SHORTEST_PIN} to {LONGEST_PIN} digits; this has {len(new)}.")
        elif not new and not self._may_be_empty:
            self._refuse(f"Type a PIN of {SHORTEST_PIN} to {LONGEST_PIN} digits.")
        elif self._new.text() != self._again.text():
            self._refuse("These are two different PINs. Type the new one twice.")
        elif self._is_kept():
            super().accept()

    def _is_kept(self) -> bool:
        try:
            self._keep(*self.pins)
        except (Refused, Unavailable) as fault:
            self._tell(fault.sentence, self._old or self._new)
            return False
        return True

    def _refuse(self, sentence: str) -> None:
        self._again.clear()
        self._tell(sentence, self._new)

    def _tell(self, sentence: str, field: PinField) -> None:
        """Say what is wrong; the next figure replaces what stands in the field."""
        self._said.setText(f"{style.SIGNS['refused']} {sentence}")
        self._said.setAccessibleDescription(sentence)
        field.setFocus()
        field.selectAll()
        QApplication.beep()
