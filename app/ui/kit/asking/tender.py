"""How a cash debtor pays: kind of tender, amount handed over, change; it must not know what is paid for."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QButtonGroup, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.rules import entry, words
from app.rules.faults import Refused
from app.rules.questions import TENDERS, Payment, TakePayment, TenderKind
from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog

_LETTERS: dict[TenderKind, str] = {
    "cash": "&Cash", "EFTPOS": "&EFTPOS", "card": "C&ard", "cheque": "Che&que", "bank transfer": "&Bank transfer",
}  # fmt: skip


class TenderDialog(Dialog):
    """The total large, the whole of it proposed: Enter takes an exact payment; a letter chooses the tender."""

    def __init__(self, question: TakePayment, parent: QWidget | None, guard: int) -> None:
        super().__init__(question.title, parent, guard)
        self._total = question.total
        self.payment: Payment | None = None
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 4)
        page.addWidget(style.label(question.sentence, "huge"))
        page.addLayout(self._kinds(question.default))
        page.addLayout(self._amounts())
        back, okay = self.button("Back"), self.button("Take payment", primary=True)
        back.clicked.connect(self.reject)
        okay.clicked.connect(self.accept)
        foot = style.row()
        foot.addWidget(self._said, 1)
        foot.addWidget(back)
        foot.addWidget(okay)
        page.addLayout(foot)
        self._tell()
        self._given.setFocus()
        self._given.selectAll()

    def accept(self) -> None:
        """Take the payment if it covers the total; else say what is wrong and stay."""
        try:
            self.payment = self._read()
        except Refused as fault:
            self._said.setText(f"{style.SIGNS['refused']} {fault.sentence}")
            QApplication.beep()
            self._given.setFocus()
            self._given.selectAll()
            return
        super().accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A letter in the amount chooses the tender: amounts have none."""
        if super().eventFilter(watched, event):
            return True
        if watched is self._given and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            return plain and event.text().isalpha() and (self.press_letter(event.text().casefold()) or True)
        return False

    @property
    def kind(self) -> TenderKind:
        """The tender that is chosen."""
        return TENDERS[self._group.checkedId()]

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
        self._group.idToggled.connect(lambda _id, on: self._tell() if on else None)
        self._group.idClicked.connect(lambda _id: self._given.setFocus())
        return across

    def _amounts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(style.SIZES.gap)
        self._given = style.named(QLineEdit(words.money(self._total), maxLength=16), "Handed over")
        self._given.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._given.setMaximumWidth(140)
        self._given.installEventFilter(self)
        self._given.textChanged.connect(self._tell)
        self._change = style.label(role="huge", name="Change")
        self._said = style.label(role="refused", name="What is wrong", wrap=True)
        grid.addWidget(style.label("Handed over", "muted"), 0, 0)
        grid.addWidget(self._given, 0, 1)
        grid.addWidget(style.label("Change", "muted"), 1, 0)
        grid.addWidget(self._change, 1, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(2, 1)
        return grid

    def _read(self) -> Payment:
        given = entry.money(self._given.text())
        if given < self._total:
            raise Refused(f"{words.money(self._total - given)} is missing. Take the whole amount or go back.")
        if given > self._total and self.kind != "cash":
            raise Refused(f"Only cash gives change. Take {words.money(self._total)} by {self.kind}.")
        return Payment(self.kind, given)

    def _tell(self) -> None:
        self._said.clear()
        try:
            change = self._read().given - self._total
        except Refused:
            change = Decimal(0)
        self._change.setText(words.money(change))
