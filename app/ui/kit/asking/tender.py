"""How money changes hands: a row for each tender, the rest always proposed, change; it must not know what it is for."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.rules import entry, tender, words
from app.rules.faults import Refused
from app.rules.money import ZERO
from app.rules.questions import TENDERS, Payment, Payments, TakePayment, TenderKind
from app.rules.tender import Paid
from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.entry.field_base import SHIFT, held_besides

_LETTERS: Final[dict[TenderKind, str]] = {
    "cash": "&Cash", "EFTPOS": "&EFTPOS", "card": "C&ard", "cheque": "Che&que", "bank transfer": "&Bank transfer",
}  # fmt: skip


_SHORT: Final = 24
"""So many letters stand in one line when they are huge."""


class MoneyDialog(Dialog):
    """Tenders row by row. A letter chooses the kind, Enter takes the amount, Esc takes the last row off, then leaves.

    The proposed amount follows the kind until something is typed: in cash it is what there are coins for. What cannot
    be is said, and nothing is taken.
    """

    def __init__(
        self,
        title: str,
        sentence: str,
        total: Decimal,
        kind: str,
        parent: QWidget | None,
        guard: int,
        *,
        round_cash: bool,
        field: str,
        done: str,
        remark: str = "",
    ) -> None:
        super().__init__(title, parent, guard)
        self.payments: Payments = ()
        self._total, self._round_cash = total, round_cash
        self._rows: list[Payment] = []
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 4)
        page.addWidget(style.label(sentence, "huge" if len(sentence) <= _SHORT else "large", wrap=True))
        if remark:
            page.addWidget(style.label(remark, "muted", wrap=True))
        page.addLayout(self._kinds(kind))
        self._shown = style.label(name="Taken so far")
        page.addWidget(self._shown)
        page.addLayout(self._amounts(field))
        self._said = style.label(role="refused", name="What is wrong", wrap=True)
        page.addWidget(self._said)
        back, okay = self.button("Back"), self.button(done, primary=True)
        back.clicked.connect(self.reject)
        okay.clicked.connect(self.accept)
        page.addLayout(self.foot(*self.more_buttons(), back, okay))
        self._propose()

    # ── what a payment and a refund do each in their way ──────────────────────────────────────────────────────────

    def more_buttons(self) -> tuple[QWidget, ...]:
        """Buttons before *Back*."""
        return ()

    def goes_on(self, payments: Payments) -> bool:
        """Whether these do not suffice yet, so that Enter proposes the rest in another row."""
        raise NotImplementedError

    def check(self, payments: Payments) -> Paid:
        """What becomes of these payments; raises Refused, in a sentence."""
        raise NotImplementedError

    def figure(self, payments: Payments) -> tuple[str, Decimal]:
        """The large figure beneath the amount, with its label."""
        raise NotImplementedError

    def due_words(self, rest: str, *, in_cash: bool) -> str:
        """What is still to change hands, beside the amount; in cash that is what there are coins for."""
        return f"to pay in cash {rest}" if in_cash else f"still to pay {rest}"

    # ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def accept(self) -> None:
        """Take the amount: done when it suffices, else the rest is proposed. What is wrong is said instead."""
        try:
            payments = self._typed()
            if self.goes_on(payments):
                self.add_row(payments)
                return
            self.check(payments)
        except Refused as fault:
            self._refuse(fault)
            return
        self.payments = payments
        super().accept()

    def add_row(self, payments: Payments) -> None:
        """Keep what was typed as a row and propose the rest, by another tender. Raises Refused when it is nothing."""
        if payments[-1].given <= ZERO:
            raise Refused("Nothing was handed over. Type an amount, or choose another tender by its letter.")
        self._rows = list(payments)
        other: TenderKind = "EFTPOS" if self.kind == "cash" else "cash"
        self._group.button(TENDERS.index(other)).setChecked(True)
        self._propose()

    def reject(self) -> None:
        """Back one step: the last row is taken off again; without one the dialog is left."""
        if not self._rows:
            super().reject()
            return
        last = self._rows.pop()
        self._group.button(TENDERS.index(last.kind)).setChecked(True)
        self._propose()

    def begin_amount(self, typed: str) -> None:
        """What was typed elsewhere begins the amount."""
        self._given.setFocus()
        self._given.setText(typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A letter in the amount chooses the tender: amounts have none."""
        if super().eventFilter(watched, event):
            return True
        if watched is self._given and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = not held_besides(event, SHIFT)
            return plain and event.text().isalpha() and (self.press_letter(event.text().casefold()) or True)
        return False

    @property
    def kind(self) -> TenderKind:
        """The tender that is chosen."""
        return TENDERS[self._group.checkedId()]

    @property
    def rest(self) -> Decimal:
        """What is still to change hands by the chosen tender."""
        return tender.rest(self._total, self._rows, self.kind, round_cash=self._round_cash)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _kinds(self, chosen: str) -> QHBoxLayout:
        across = style.row()
        self._group = QButtonGroup(self)
        for number, kind in enumerate(TENDERS):
            button = self.button(_LETTERS[kind])
            button.setAutoDefault(False)
            button.setCheckable(True)
            button.setChecked(kind == chosen)
            self._group.addButton(button, number)
            across.addWidget(button)
        self._group.idToggled.connect(lambda _id, on: self._turned() if on else None)
        self._group.idClicked.connect(lambda _id: self._to_the_amount())
        return across

    def _amounts(self, field: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(style.SIZES.gap)
        self._given = style.named(QLineEdit(), field)
        self._given.setStatusTip("The amount by the tender chosen above; Enter takes it.")
        self._given.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._given.setMaximumWidth(140)
        self._given.installEventFilter(self)
        self._given.textChanged.connect(self._tell)
        self._due = style.label(role="muted", name="To pay by this tender")
        self._figure_label, self._figure = style.label(role="muted"), style.label(role="huge", name="Change")
        grid.addWidget(style.label(field, "muted"), 0, 0)
        grid.addWidget(self._given, 0, 1)
        grid.addWidget(self._due, 0, 2)
        grid.addWidget(self._figure_label, 1, 0)
        grid.addWidget(self._figure, 1, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(2, 1)
        return grid

    def _typed(self) -> Payments:
        return (*self._rows, Payment(self.kind, entry.money(self._given.text())))

    def _turned(self) -> None:
        """Another tender: the proposal follows, what was typed stays."""
        if self._given.text() == self._proposed:
            self._propose()
        else:
            self._tell()

    def _to_the_amount(self) -> None:
        """On to the amount; what is proposed only gives way to what is typed."""
        self._given.setFocus()
        if self._given.text() == self._proposed:
            self._given.selectAll()

    def _propose(self) -> None:
        self._shown.setText("\n".join(f"{words.money(each.given)}  {each.kind}" for each in self._rows))
        self._shown.setVisible(bool(self._rows))
        self._proposed = words.money(self.rest)
        self._given.setText(self._proposed)
        self._to_the_amount()
        self._tell()
        self.adjustSize()

    def _refuse(self, fault: Refused) -> None:
        self._said.setText(f"{style.SIGNS['refused']} {fault.sentence}")
        QApplication.beep()
        self._given.setFocus()
        self._given.selectAll()

    def _tell(self) -> None:
        self._said.clear()
        in_cash = self.kind == "cash" and self._round_cash
        so_far = bool(self._rows) or in_cash
        rest = words.money(self.rest)
        self._due.setText(self.due_words(rest, in_cash=in_cash) if so_far else "")
        try:
            label, amount = self.figure(self._typed())
        except Refused:
            label, amount = self.figure(tuple(self._rows))
        self._figure_label.setText(label)
        _figure(self._figure, label, amount)


class TenderDialog(MoneyDialog):
    """A document is paid in full: Enter on the exact rest finishes, less adds a row, more in cash has change."""

    def __init__(self, question: TakePayment, parent: QWidget | None, guard: int) -> None:
        super().__init__(
            question.title,
            question.sentence,
            question.total,
            question.default,
            parent,
            guard,
            round_cash=question.round_cash,
            field="Handed over",
            done="Take payment",
        )

    def goes_on(self, payments: Payments) -> bool:
        """Whether it is too little."""
        last = payments[-1]
        return ZERO <= last.given < tender.rest(self._total, payments[:-1], last.kind, round_cash=self._round_cash)

    def check(self, payments: Payments) -> Paid:
        last = payments[-1] if payments else None
        if last is not None and last.kind != "cash":
            rest = tender.rest(self._total, payments[:-1], last.kind, round_cash=self._round_cash)
            if last.given > rest:
                raise Refused(
                    f"{words.money(last.given - rest)} too much: only cash has change. Type {words.money(rest)} by "
                    f"{last.kind}."
                )
        return tender.pay(self._total, payments, round_cash=self._round_cash)

    def figure(self, payments: Payments) -> tuple[str, Decimal]:
        """The change."""
        try:
            return "Change", self.check(payments).change
        except Refused:
            return "Change", ZERO


def _figure(label: QLabel, name: str, amount: Decimal) -> None:
    label.setText(words.money(amount))
    label.setAccessibleName(name)
