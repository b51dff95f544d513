"""The floor of a start: a bare window with fifty parts of the shop in a table and a field that takes a letter.

Run as `python -m tests.bench.floors.window PLACE`; it says the same as the program does (tests/bench/desk_child.py).
The parts are read by the bare driver. Nothing is looked after: no look, no menus, no drafts, no guards.
"""

from __future__ import annotations

import sqlite3
import sys
from typing import Any, Final

from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from tests.bench.desk_child import Painted, at_the_keyboard, person

_SHOWN: Final = "SELECT number, description, list_price FROM part ORDER BY id LIMIT 50"


def _parts(place: str) -> list[tuple[Any, ...]]:
    if "://" in place:
        import psycopg

        with psycopg.connect(place.replace("+psycopg", "")) as server:
            return server.execute(_SHOWN).fetchall()
    return sqlite3.connect(place).execute(_SHOWN).fetchall()


def main(place: str) -> int:
    """A window until somebody has typed a letter."""
    app = QApplication(sys.argv[:1])
    painted = Painted()
    told: dict[str, Any] = {}
    app.installEventFilter(painted)
    timer = at_the_keyboard(person(painted, told, opens=False, types_on=False), told)
    window, page, field = QMainWindow(), QWidget(), QLineEdit()
    rows = _parts(place)
    table = QTableWidget(len(rows), len(rows[0]))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            table.setItem(row, column, QTableWidgetItem(str(cell)))
    layout = QVBoxLayout(page)
    layout.addWidget(field)
    layout.addWidget(table)
    window.setCentralWidget(page)
    window.resize(1280, 720)
    window.show()
    field.setFocus()
    code = app.exec()
    timer.stop()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
