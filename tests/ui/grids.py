"""A small window with a field, the line grid and a button, for the tests of the grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.rules import entry, words
from app.rules.faults import Refused
from app.ui.kit.entry.lookup_field import Hit, LookupField
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import STAYS_BLANK, Column

PARTS = {
    "CAB-220": "Battery cable, red",
    "CAB-221": "Battery cable, black",
    "OIL-5": "Engine oil",
}
BARCODES = {"9300675024235": "OIL-5", "AB12": "CAB-221"}


@dataclass(eq=False)
class Line:
    number: str = ""
    description: str = ""
    ordered: Decimal = Decimal(1)
    price: Decimal = Decimal(10)
    picked: bool = False

    @property
    def total(self) -> Decimal:
        return self.ordered * self.price


def found(text: str) -> list[Hit]:
    hits = [(at, number, PARTS[number]) for at, number in enumerate(PARTS)]
    return [Hit(at, number, words) for at, number, words in hits if text.casefold() in f"{number} {words}".casefold()]


@dataclass(eq=False)
class Desk:
    """A window with a field, the grid and a button; F2 commits the open cell first and then notes the lines."""

    window: QWidget
    head: QLineEdit
    grid: LineGrid
    button: QPushButton
    lines: list[Line]
    said: list[str]
    saved: list[list[tuple[str, Decimal]]] = field(default_factory=list)
    hooked: list[tuple[str, object]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)
    raises: Exception | None = None
    instead: object = None

    def committed(self, line: Line, attribute: str, value: object) -> object:
        self.hooked.append((attribute, value))
        if self.raises is not None:
            raise self.raises
        if attribute == "number":
            return self._part(line, value)
        setattr(line, attribute, value)
        return self.instead

    def _part(self, line: Line, value: object) -> object:
        number = value.code if isinstance(value, Hit) else str(value)
        number = BARCODES.get(number, number).upper()
        if number not in PARTS:
            raise Refused(f"There is no part “{number}”. F3 finds by description.")
        same = [one for one in self.lines if one.number == number and one is not line]
        if same and not line.number:
            same[0].ordered += 1
            self.grid.go_to(same[0], "ordered")
            return STAYS_BLANK
        line.number, line.description = number, PARTS[number]
        return None

    def leaving(self, line: Line, attribute: str) -> None:
        self.left.append(attribute)
        if self.raises is not None:
            raise self.raises

    def scanned(self, text: str) -> None:
        self.scans.append(text)
        if text not in BARCODES:
            raise Refused(f"There is no part with the barcode {text}. F3 finds by description.")
        self.grid.enter(None, "number", text)

    def save(self) -> None:
        if self.grid.commit_open_cell():
            self.saved.append([(line.number, line.ordered) for line in self.lines])

    @property
    def at(self) -> tuple[int, str]:
        return self.grid.currentIndex().row(), self.grid.current_attribute()

    @property
    def open_text(self) -> str | None:
        return self.grid.editor.text() if self.grid.editor else None


def columns(desk: Desk) -> list[Column]:
    return [
        Column(
            "Part", "number", editable=True, stop=True, prompt="Part number or barcode.",
            editor=lambda parent: LookupField("Part", found, parent=parent, free=True),
        ),
        Column("Description", "description", width=0),
        Column(
            "Ordered", "ordered", lambda text, line: entry.quantity(text, part=line.number, whole_units=True),
            words.quantity, align="right", editable=True, stop=True, prompt="How many?",
            known_code=BARCODES.__contains__, scanned=desk.scanned,
        ),
        Column(
            "Price", "price", lambda text, _line: entry.unit_price(text), words.price, align="right",
            editable=lambda line: bool(line.number),
        ),
        Column("Total", "total", show=words.money, align="right"),
        Column("Pick", "picked", tick=True, editable=True),
    ]  # fmt: skip


def a_desk() -> Desk:
    """The window with an empty grid; not yet shown."""
    window = QWidget()
    made = Desk(window, QLineEdit(), None, QPushButton("Save"), [], [])  # type: ignore[arg-type]
    made.grid = LineGrid(
        "Lines", columns(made), blank=Line, committed=made.committed, leaving=made.leaving, empty="No lines yet."
    )
    page = QVBoxLayout(window)
    for widget in (made.head, made.grid, made.button):
        page.addWidget(widget)
    made.grid.show_lines(made.lines)
    made.grid.refused.connect(made.said.append)
    save = QAction("Save", window)
    save.setShortcut(QKeySequence("F2"))
    save.triggered.connect(made.save)
    window.addAction(save)
    window.resize(900, 400)
    return made
