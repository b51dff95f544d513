"""The fields that windows are made of, one for each kind of value; they must not know any window, session or record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QWidget

from app.rules import entry, words
from app.ui.kit import dates
from app.ui.kit.entry.field_base import PASSING, LineField, is_enter, is_stray_letter, with_shift
from app.ui.kit.entry.lookup_field import Hit, LookupField

__all__ = [
    "Choice",
    "DateField",
    "Hit",
    "LineField",
    "LookupField",
    "MoneyField",
    "NoteField",
    "PriceField",
    "QuantityField",
    "RateField",
    "TextField",
    "Tick",
    "WholeField",
]

WIDEST_CHOICE: Final = 300
"""Pixels that a choice takes at most, however long its words are."""


class TextField(LineField):
    """A line of text; blanks around it are dropped. Its value is never None. What is too long is refused, not cut."""

    def __init__(
        self,
        name: str,
        prompt: str = "",
        parent: QWidget | None = None,
        *,
        required: bool = False,
        longest: int = 200,
        check: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(name, prompt, parent, required=required)
        self._longest = longest
        self._value = ""
        self._check = check

    def blank(self) -> str:
        return ""

    def read(self, text: str) -> str:
        text = entry.line(text, self.accessibleName(), self._longest)
        return self._check(text) if self._check else text


class NumberField(LineField):
    """A field for a figure, whatever it counts."""

    def __init__(self, name: str, prompt: str = "", parent: QWidget | None = None, *, required: bool = False) -> None:
        super().__init__(name, prompt, parent, required=required)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class MoneyField(NumberField):
    """Dollars and cents, Decimal or None."""

    def __init__(
        self,
        name: str,
        prompt: str = "",
        parent: QWidget | None = None,
        *,
        required: bool = False,
        allow_negative: bool = False,
    ) -> None:
        super().__init__(name, prompt, parent, required=required)
        self._allow_negative = allow_negative

    def read(self, text: str) -> Decimal:
        return entry.money(text, allow_negative=self._allow_negative)

    def written(self, value: Any) -> str:
        return words.money(value)


class PriceField(NumberField):
    """A unit price with up to four decimals, Decimal or None; +20 and -10 are worked out by `resolve`."""

    def __init__(
        self,
        name: str,
        prompt: str = "",
        parent: QWidget | None = None,
        *,
        required: bool = False,
        resolve: Callable[[entry.PriceTyped], Decimal] | None = None,
    ) -> None:
        super().__init__(name, prompt, parent, required=required)
        self._resolve = resolve

    def read(self, text: str) -> Decimal:
        return self._resolve(entry.price(text)) if self._resolve else entry.unit_price(text)

    def written(self, value: Any) -> str:
        return words.price(value)


class QuantityField(NumberField):
    """A quantity with up to three decimals, Decimal or None; `part` and `whole_units` follow the part."""

    def __init__(
        self,
        name: str,
        prompt: str = "",
        parent: QWidget | None = None,
        *,
        required: bool = False,
        whole_units: bool = False,
        allow_zero: bool = True,
    ) -> None:
        super().__init__(name, prompt, parent, required=required)
        self.part = ""
        self.whole_units = whole_units
        self._allow_zero = allow_zero

    def read(self, text: str) -> Decimal:
        return entry.quantity(text, part=self.part, whole_units=self.whole_units, allow_zero=self._allow_zero)

    def written(self, value: Any) -> str:
        return words.quantity(value)


class RateField(NumberField):
    """A percentage from 0 to `largest`, Decimal or None."""

    def __init__(
        self,
        name: str,
        prompt: str = "",
        parent: QWidget | None = None,
        *,
        required: bool = False,
        largest: Decimal = Decimal(100),
    ) -> None:
        super().__init__(name, prompt, parent, required=required)
        self._largest = largest

    def read(self, text: str) -> Decimal:
        return entry.rate(text, largest=self._largest)

    def written(self, value: Any) -> str:
        return words.percent(value)


class WholeField(NumberField):
    """A whole number such as days of terms or a priority, int or None."""

    def __init__(
        self,
        name: str,
        prompt: str = "",
        parent: QWidget | None = None,
        *,
        required: bool = False,
        smallest: int = 0,
        largest: int = 9999,
    ) -> None:
        super().__init__(name, prompt, parent, required=required)
        self._smallest, self._largest = smallest, largest

    def read(self, text: str) -> int:
        return entry.whole(text, smallest=self._smallest, largest=self._largest)


class DateField(LineField):
    """A day, date or None; 5, 5/12, +7 and tom are read in the shop's order, and written out in full at once."""

    def __init__(
        self,
        name: str,
        prompt: str = "",
        parent: QWidget | None = None,
        *,
        today: Callable[[], date],
        required: bool = False,
    ) -> None:
        super().__init__(name, prompt, parent, required=required)
        self._today = today
        self._asked = dates.with_examples(prompt or "A day.")
        self.write_anew()

    def write_anew(self) -> None:
        """Write the day and the prompt in the order that holds now; what is being typed stays."""
        prompt = dates.asked(self._asked)
        self.setStatusTip(prompt)
        self.setAccessibleDescription(prompt)
        if self.text() == self._clean:
            self.value = self._value

    def read(self, text: str) -> date:
        return dates.read(text, self._today())

    def written(self, value: Any) -> str:
        return dates.full_day(value)


class Choice(QComboBox):
    """One of a few values, each with its words; letters, Up and Down choose, Alt+Down opens the list."""

    committed = Signal(object)
    refused = Signal(str)

    def __init__(
        self, name: str, options: Sequence[tuple[object, str]], prompt: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setStatusTip(prompt)
        self.setAccessibleDescription(prompt)
        self.offer(options)
        self.activated.connect(lambda _row: self.committed.emit(self.value))

    def offer(self, options: Sequence[tuple[object, str]]) -> None:
        """Other values to choose from; the chosen one stays if it is still among them."""
        chosen = self.value if self.count() else None
        self.clear()
        for value, text in options:
            self.addItem(text, value)
        self.value = chosen

    def minimumSizeHint(self) -> QSize:
        """Long names are cut in the field, so that they widen no window; its list shows more of them."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), WIDEST_CHOICE), hint.height())

    def sizeHint(self) -> QSize:
        """Room for its words, but not for any number of them."""
        hint = super().sizeHint()
        return QSize(min(hint.width(), WIDEST_CHOICE), hint.height())

    @property
    def prompt(self) -> str:
        """The sentence of this field in the status line."""
        return self.statusTip()

    @property
    def value(self) -> Any:
        """The value of the chosen words; None when there is nothing to choose from."""
        return self.currentData()

    @value.setter
    def value(self, value: object) -> None:
        rows = [row for row in range(self.count()) if self.itemData(row) == value]
        self.setCurrentIndex(rows[0] if rows else 0 if self.count() else -1)

    def commit(self) -> bool:
        """A choice is always readable."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self.focusNextPrevChild(not with_shift(event))
        elif event.key() == Qt.Key.Key_F4:
            event.ignore()
        else:
            super().keyPressEvent(event)
            if event.key() == Qt.Key.Key_Escape:
                event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page; it must not change a value that nobody looks at."""
        event.ignore()


class Tick(QCheckBox):
    """Yes or no with its words; Space turns it."""

    committed = Signal(object)
    refused = Signal(str)

    def __init__(self, text: str, prompt: str = "", parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name or text.replace("&", ""))
        self.setStatusTip(prompt)
        self.setAccessibleDescription(prompt)
        self.clicked.connect(lambda: self.committed.emit(self.isChecked()))

    @property
    def prompt(self) -> str:
        """The sentence of this field in the status line."""
        return self.statusTip()

    @property
    def value(self) -> bool:
        """Whether it is ticked."""
        return self.isChecked()

    @value.setter
    def value(self, value: bool) -> None:
        self.setChecked(bool(value))

    def commit(self) -> bool:
        """A tick is always readable."""
        return True

    def event(self, event: QEvent) -> bool:
        """Its Alt letter turns it at once: Qt would wait 100 ms, and whoever presses F2 after it would save the old."""
        if event.type() == QEvent.Type.Shortcut:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.click()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self.focusNextPrevChild(not with_shift(event))
        else:
            super().keyPressEvent(event)


class NoteField(QPlainTextEdit):
    """Several lines of text; Enter moves on like everywhere, Shift+Enter begins a new line."""

    committed = Signal(object)
    refused = Signal(str)

    def __init__(
        self, name: str, prompt: str = "", parent: QWidget | None = None, *, rows: int = 3, longest: int = 4000
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setStatusTip(prompt or "Shift+Enter begins a new line.")
        self.setAccessibleDescription(self.statusTip())
        self.setTabChangesFocus(True)
        self._longest = longest
        self._clean = ""
        margins = 2 * (self.frameWidth() + round(self.document().documentMargin()))
        self.setFixedHeight(rows * self.fontMetrics().lineSpacing() + margins)

    @property
    def prompt(self) -> str:
        """The sentence of this field in the status line."""
        return self.statusTip()

    @property
    def value(self) -> str:
        """The text without blanks around it."""
        return entry.plain(self.toPlainText()).strip()

    @value.setter
    def value(self, value: str | None) -> None:
        self._clean = (value or "").strip()
        self.setPlainText(self._clean)

    def commit(self) -> bool:
        """Takes in what was typed; refuses what is too long to be kept."""
        text = self.value
        if text == self._clean:
            return True
        if len(text) > self._longest:
            holds = f"{self.accessibleName()} holds {self._longest:,} letters"
            self.refused.emit(f"{holds}; this is {len(text):,}. Shorten it.")
            return False
        self._clean = text
        self.committed.emit(text)
        return True

    def commit_open_cell(self) -> bool:
        """What a window asks of whatever has the focus before it runs a command."""
        return self.commit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return super().focusNextPrevChild(forward) if self.commit() else True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in PASSING and self.isVisible():
            self.commit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and is_enter(event):
            if with_shift(event):
                self.insertPlainText("\n")
            else:
                self.focusNextPrevChild(True)
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and is_stray_letter(event):
            event.ignore()
            return True
        return super().event(event)
