"""What Stock Order and Creditor Invoice have in common: a supplier, a grid of parts, their keys.

It must not know which document is typed.
"""

from __future__ import annotations

from collections.abc import Callable, MutableSequence, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from app import draft_codec
from app.rules import words
from app.rules.faults import Refused
from app.rules.found import CreditorFound
from app.rules.questions import LeaveUnfinished
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.drafts import Typed, told
from app.ui.kit.drafts_books import told_lines
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Hit, LookupField
from app.ui.kit.entry.finding import Finder
from app.ui.kit.flow import Flow
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.window import TaskWindow
from app.ui.windows.shared import buying_find, part_hits

_FOOT_FIELD = 88
"""Pixels at 100 %: room for 999,999,999.99."""


class BuyingWindow(TaskWindow):
    """A document with a supplier. `typed` is whether something stands on the screen that is on no books."""

    document = ""
    """What a question calls it: *this stock order*."""
    grid: LineGrid
    default_cell = "part"
    quantity = "quantity"
    """The attribute of a line that says how many."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.typed = False
        self.supplier = LookupField(
            "Supplier",
            self.supplier_hits(),
            "Code or name of the supplier; F4 shows them all.",
            required=True,
            missing="There is no supplier {text}. F4 shows them all, Ctrl+3 enters a new one.",
        )
        self.supplier_found = Elided("About the supplier", "muted")
        self.remark = Elided("About this part", "muted")
        self.remark.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.supplier.picked.connect(lambda hit: self.take_creditor(hit.record))
        self.fields["creditor"] = self.supplier

    def supplier_hits(self) -> Finder[Hit]:
        """The search of the supplier's field."""
        return buying_find.creditor_hits(self.context)

    def take_creditor(self, creditor: CreditorFound) -> None:
        """The supplier was chosen by the person."""
        raise NotImplementedError

    def lines(self) -> MutableSequence[Any]:
        """The lines of the draft on the screen."""
        raise NotImplementedError

    def collect(self) -> Any:
        """The draft with what stands in head and foot."""
        raise NotImplementedError

    def show_draft(self, draft: Any) -> None:
        """Put a draft on the screen; what stands there is on the books or empty."""
        raise NotImplementedError

    def read_draft(self, payload: str) -> tuple[Any, list[str]]:
        """What was kept of a draft, and what has changed since; raises like `take_up`."""
        raise NotImplementedError

    # ── making it ─────────────────────────────────────────────────────────────────────────────────────────────────

    def wire(self, *widgets: Any, told: Callable[[], None]) -> None:
        """Fields tell what cannot be read on the status line, and `told` when something was typed."""
        for widget in widgets:
            widget.refused.connect(lambda sentence: self.say(sentence, "refused"))
            widget.committed.connect(lambda _value: told())

    def wire_grid(self, told: Callable[[], None]) -> None:
        """The grid tells what is refused, and shows how the current line's part stands."""
        self.grid.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.grid.lines_changed.connect(told)
        self.grid.moved.connect(self._arrived)

    def _arrived(self, line: Any, attribute: str) -> None:
        """On the new line there is nothing but a part to type, in whatever column the cursor comes down."""
        if line is None and attribute != "part":
            self.grid.setCurrentIndex(self.grid.currentIndex().siblingAtColumn(self._part_column()))
        else:
            self.show_remark(line)

    def _part_column(self) -> int:
        return next(at for at, column in enumerate(self.grid.rows.columns) if column.attribute == "part")

    def show_remark(self, line: Any) -> None:
        """How the part of the current line stands, beneath the grid."""
        part = line.part if line is not None else None
        self.remark.tell(part_hits.standing(part) if part else "")

    def show_creditor(self, creditor: CreditorFound | None) -> None:
        """The supplier of the draft, and what is known about it."""
        self.supplier.value = buying_find.creditor_hit(creditor) if creditor else None
        about = ""
        if creditor is not None:
            about = " · ".join(each for each in (creditor.name, creditor.phone) if each)
        self.supplier_found.tell(about)

    def creditor(self) -> CreditorFound:
        """The supplier of the draft; raises Refused while there is none."""
        hit = self.supplier.value
        if hit is None or not isinstance(hit.record, CreditorFound):
            raise Refused(buying_find.MISSING, field="creditor")
        return hit.record

    # ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def do_find(self) -> None:
        """F3: find a part and put it on a new line."""
        if not self.grid.isVisible():
            super().do_find()
            return
        part = buying_find.choose_part_for(self.grid, self.context)
        if part is not None:
            self.grid.enter(None, "part", part)

    def do_lookup(self) -> None:
        """F4: the list of what can stand in this field."""
        at = QApplication.focusWidget()
        if isinstance(at, LookupField):
            at.look_up(first=True)
        elif at is self.grid and self.grid.current_attribute() == "part":
            self.do_find()
        else:
            self.say("There is nothing to look up in this field. F3 finds a part.")

    def do_stock_card(self) -> None:
        """F11: the stock card of the current line's part."""
        line = self.grid.current_line()
        if line is None or line.part is None:
            super().do_stock_card()
        else:
            self.context.desk.open("parts", part_id=line.part.id)

    def do_delete_line(self) -> None:
        """Ctrl+Del: take this line off; Ctrl+Shift+Z brings it back."""
        self.grid.delete_line()

    def do_restore_line(self) -> None:
        """Ctrl+Shift+Z: bring the line back that was deleted last."""
        self.grid.restore_line()

    def do_back(self) -> None:
        """Esc: from the lines to the supplier; the draft is kept."""
        self.supplier.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, field: str, line: int | None = None) -> None:
        """Focus on a field of the head or foot, or on the cell of a line."""
        found = next((each for each in self.lines() if each.key == line), None)
        if found is not None:
            if not self.grid.go_to(found, field):
                self.grid.go_to(found, self.default_cell)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        elif field == "lines":
            self.grid.start()
        else:
            super().focus_field(field, line)

    def unfinished(self) -> LeaveUnfinished | None:
        """Lines that were typed and are on no books."""
        lines = sum(not line.blank for line in self.lines())
        return LeaveUnfinished(self.document, lines) if self.typed and lines else None

    def is_empty(self) -> bool:
        """No supplier, no line, and no document of the books on the screen."""
        typed = self.supplier.value is not None or any(not line.blank for line in self.lines())
        return not typed and not self.grid.isHidden()

    def kept(self) -> Typed | None:
        """The draft with what stands in head and foot, once somebody has typed."""
        if not self.typed:
            return None
        draft = self.collect()
        whose = f"{self.heading} – {draft.creditor.code}" if draft.creditor else self.heading
        lines = [line for line in draft.lines if not line.blank]
        return Typed(draft_codec.written(draft), told(whose, told_lines(lines, self.quantity)))

    def take_up(self, payload: str) -> Sequence[str]:
        """The draft as it was typed, with the facts of now."""
        draft, remarks = self.read_draft(payload)
        self.show_draft(draft)
        self.typed = True
        return remarks

    def in_the_way(self) -> bool:
        """Whether another document has to be opened beside this one, so that nothing typed is lost."""
        return self.unfinished() is not None


def fields_in_a_row(*labelled: tuple[str, QWidget]) -> QWidget:
    """Fields of the foot with their labels, from left to right, and one beneath the other where it is narrow."""
    made = style.named(QWidget(), "Fields of the foot")
    across = Flow(left=True)
    made.setLayout(across)
    for words_, field in labelled:
        label = style.label(words_, "muted")
        label.setBuddy(field)
        field.setFixedWidth(_FOOT_FIELD)
        together = QWidget()
        pair = style.row(together)
        pair.addWidget(label)
        pair.addWidget(field)
        across.addWidget(together)
    return made


def title(widget: QWidget, heading: str, number: object = "") -> None:
    """What stands on the tab."""
    widget.setWindowTitle(f"{heading} {number}".strip())


def figure(label: Any, text: str, role: style.Role = "strong") -> None:
    """Write a figure of the foot, in its role."""
    label.setText(text)
    label.setAccessibleDescription(text)
    style.mark(label, role)


def lines_said(count: int) -> str:
    """A number of lines, for the foot."""
    return words.counted(count, "line")
