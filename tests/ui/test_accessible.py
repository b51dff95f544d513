"""What a screen reader is told: every widget that takes the focus has a name and a role, every cell its whole story."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QLabel, QTableView, QWidget

from app.services.counter import Counter
from app.ui.kit import style
from app.ui.kit.commands import WINDOWS
from app.ui.kit.grid.cell_delegate import signed
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column, cell_data
from app.ui.main_window import MainWindow
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_part
from tests.ui.hands import Hands

Role = QAccessible.Role
Text = QAccessible.Text
SENSIBLE = {
    Role.Button, Role.ButtonMenu, Role.CheckBox, Role.RadioButton, Role.ComboBox, Role.EditableText, Role.List,
    Role.Table, Role.Tree, Role.PageTabList, Role.Slider, Role.SpinBox, Role.Graphic, Role.Chart, Role.Link,
}  # fmt: skip
"""What a reader can say of a thing that has the focus; a mere “client area” tells nobody what to do there."""


def told(widget: QWidget) -> QAccessibleInterface:
    """What a screen reader gets for a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None and interface.isValid()
    return interface


def takes_focus(window: QWidget) -> Iterator[QWidget]:
    """What Tab reaches in a window; what Qt makes for itself within a widget is left out."""
    for widget in window.findChildren(QWidget):
        own = not widget.objectName().startswith("qt_")
        if own and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            yield widget


def what_is_wrong(window: QWidget) -> list[str]:
    """Each widget that a reader could not announce, and why."""
    found = []
    for widget in takes_focus(window):
        interface = told(widget)
        name, role = interface.text(Text.Name), interface.role()
        if not name.strip() or role not in SENSIBLE:
            found.append(f"{type(widget).__name__} “{name}” is {role.name}")
    return found


@pytest.mark.parametrize("name", WINDOWS)
def test_a_reader_can_announce_whatever_takes_the_focus(name: str, desk: MainWindow) -> None:
    window = desk.open(name)
    assert list(takes_focus(window))
    assert what_is_wrong(window) == []


def cells_of(table: QTableView) -> list[QAccessibleInterface]:
    """The cells of a table as a reader finds them, row by row."""
    interface = told(table)
    every = [interface.child(at) for at in range(interface.childCount())]
    return [each for each in every if each is not None and each.role() == Role.Cell]


def test_a_cell_tells_its_column_its_line_and_its_value(
    invoicing: PartsInvoicing, counter: Counter, hands: Hands
) -> None:
    a_part(counter, "CAB-220", 9)
    hands.type("MILLER").press("Return").type("CAB-220").press("Return").type("5").press("Return")

    told_of_cells = [each.text(Text.Name) for each in cells_of(invoicing.findChildren(LineGrid)[0])]

    assert "Part, line 1: CAB-220" in told_of_cells
    assert "Ordered, line 1: 5" in told_of_cells
    assert "Back Order, line 1: empty" in told_of_cells
    assert "Part: new line" in told_of_cells


@pytest.mark.parametrize(("tone", "signs"), [("good", "✓ 5"), ("waits", "! 5"), ("refused", "× 5"), ("quiet", "5")])
def test_no_colour_is_the_only_sign(tone: str, signs: str) -> None:
    assert signed("5", tone) == signs
    assert signed("", tone) == ""


@pytest.mark.parametrize("tone", [tone for tone in style.SIGNS if tone != "plain"])
def test_a_reader_is_told_what_a_colour_means(tone: str) -> None:
    column = Column("Back Order", "text", tone=lambda _line: tone)

    said = cell_data(column, SimpleNamespace(text="3"), Qt.ItemDataRole.AccessibleTextRole, 0)

    assert said.startswith("Back Order, line 1: 3, ")


@pytest.mark.parametrize("name", WINDOWS)
def test_every_heading_has_words(name: str, desk: MainWindow) -> None:
    for table in desk.open(name).findChildren(QTableView):
        model = table.model()
        headings = [
            model.headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
            for at in range(model.columnCount())
        ]
        assert all(headings), f"{table.accessibleName()}: {headings}"


def speaks_by_colour_alone(window: QWidget) -> list[str]:
    """Words in a colour that means something, without the sign that says so too."""
    return [
        f"{label.accessibleName()}: {label.text()}"
        for label in window.findChildren(QLabel)
        if (sign := style.SIGNS.get(label.property("role") or "")) and label.text() and sign not in label.text()
    ]


@pytest.mark.parametrize("name", WINDOWS)
def test_words_in_a_colour_have_their_sign(name: str, desk: MainWindow) -> None:
    window = desk.open(name)
    assert speaks_by_colour_alone(window) == []
    for tone in ("good", "waits", "refused"):
        desk.say("Something was said.", tone)  # type: ignore[arg-type]
        assert speaks_by_colour_alone(desk) == []
