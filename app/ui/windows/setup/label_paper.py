"""Asks for label paper that no list has: columns, rows, sizes, edges and gaps as somebody measures them.

It must not know where the paper is kept.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from app.rules.faults import Refused
from app.rules.label_facts import MOST_IN_LINE, OwnPaper, millimetres, own_stock, written_mm
from app.ui.kit import style
from app.ui.kit.asking.dialog import GUARD, Dialog
from app.ui.kit.entry.field_base import LineField
from app.ui.kit.entry.fields import NumberField, WholeField

_WIDE: Final = 90
"""Pixels for a length."""
_FIELDS: Final = (
    ("columns", "&Columns", "So many labels lie side by side."),
    ("rows", "&Rows", "So many lie one beneath the other; 1 column and 1 row is a roll."),
    ("width", "Label &width", "Of one label, in millimetres."),
    ("height", "Label &height", "Of one label, in millimetres."),
    ("left", "&Left edge", "From the edge of the sheet to the first label, in millimetres."),
    ("top", "&Top edge", "From the upper edge of the sheet to the first label, in millimetres."),
    ("gap_across", "&Gap between columns", "In millimetres; 0 where label follows on label."),
    ("gap_down", "Gap between r&ows", "In millimetres; 0 where label follows on label."),
)


class _LengthField(NumberField):
    """Millimetres; its value is hundredths of them."""

    def read(self, text: str) -> int:
        return millimetres(text)

    def written(self, value: int) -> str:
        return written_mm(value)


class LabelPaperDialog(Dialog):
    """`paper` is what was typed and can be printed on, once OK was pressed."""

    def __init__(self, now: OwnPaper, parent: QWidget | None, guard: int = GUARD) -> None:
        super().__init__("Own label paper", parent, guard)
        self.paper: OwnPaper | None = None
        self.fields: dict[str, LineField] = {}
        self._said = style.label("", "refused", name="Message", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.SIZES.label_gap)
        grid.setVerticalSpacing(style.SIZES.gap)
        for row, (name, words, help) in enumerate(_FIELDS):
            field = self._field(name, words.replace("&", ""), help)
            field.value = getattr(now, name)
            field.setFixedWidth(_WIDE)
            label = style.label(words, "muted")
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(style.label(help, "muted"), row, 2)
        page = style.column(self)
        page.addLayout(grid)
        page.addWidget(self._said)
        cancel, ok = self.button("Cancel"), self.button("OK", primary=True)
        cancel.clicked.connect(self.reject)
        ok.clicked.connect(self.take)
        page.addLayout(self.foot(cancel, ok))
        QWidget.setTabOrder(self.fields["gap_down"], ok)
        QWidget.setTabOrder(ok, cancel)
        self.fields["columns"].setFocus()

    @property
    def message(self) -> str:
        """The sentence beneath the fields."""
        said: str = self._said.text()
        return said

    def _field(self, name: str, words: str, help: str) -> LineField:
        made: LineField
        if name in ("columns", "rows"):
            made = WholeField(words, help, required=True, smallest=1, largest=MOST_IN_LINE)
        else:
            made = _LengthField(words, help, required=True)
        made.refused.connect(self._refuse)
        self.fields[name] = made
        return made

    def take(self) -> None:
        """Close with what was typed; what cannot be printed on is said, with the cursor in its field."""
        wrong = next((field for field in self.fields.values() if not field.commit()), None)
        if wrong is not None:
            wrong.setFocus()
            return
        paper = OwnPaper(**{name: field.value for name, field in self.fields.items()})
        try:
            own_stock(paper)
        except Refused as fault:
            self._refuse(fault.sentence)
            self.fields[fault.field].setFocus()
            return
        self.paper = paper
        self.accept()

    def _refuse(self, sentence: str) -> None:
        self._said.setText(sentence)
        QApplication.beep()
