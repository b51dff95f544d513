"""Operators: who works here, with role and PIN, and what each role may do; it must not know how a PIN is kept."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTabWidget

from app.rules import words
from app.rules.faults import Refused
from app.rules.questions import LeaveUnsaved
from app.rules.rights import Right
from app.services import operators
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.lookup_field import LookupField
from app.ui.kit.window import TaskWindow
from app.ui.windows.operators.grid import OperatorLine, OperatorsGrid
from app.ui.windows.operators.roles import RolesPage
from app.ui.windows.setup.form import scrolling


class Operators(TaskWindow):
    """Two pages; F2 saves both. A PIN is set at once, for the person of the current line."""

    name = "operators"
    heading = "Operators"
    single = True
    help: ClassVar[str] = (
        "Who works here. Type a code, a name and a role, F4 shows which; Space takes the tick off for somebody who has "
        "left. F6 gives the person a PIN, F2 saves. As soon as there is a second person or a PIN, the program asks who "
        "is there when it starts; Ctrl+Shift+O changes the operator, Ctrl+Shift+L locks the desk. The page Roles says "
        "what each role may do. Somebody who may can approve on the spot for who may not, and needs a PIN for that."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.grid: OperatorsGrid = OperatorsGrid(self._may_delete)
        self.roles = RolesPage()
        self._pages = style.named(QTabWidget(documentMode=True), "Pages")
        self._pages.addTab(self.grid, "&Operators")
        self._pages.addTab(scrolling(self.roles), "Ro&les")
        self.body(self._pages, style.SIZES.margin)
        foot = self.foot_band()
        self._remark = style.label("", "waits", name="Worth knowing", wrap=True)
        foot.remarks.addWidget(self._remark)
        foot.add(self.button("do_set_pin"), self.button("do_save", primary=True))
        self.grid.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.fields = {"code": self.grid, "name": self.grid, "role": self.grid}
        self._load()

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    def _load(self) -> None:
        people = self.read(lambda: operators.listed(self.context.counter))
        roles = self.read(lambda: operators.roles(self.context.counter))
        if people is None or roles is None:
            return
        self.grid.show_operators(people)
        self.roles.show_roles(roles)
        open_doors = [each.card.name for each in people if each.card.active and not each.has_pin]
        some_pin = any(each.has_pin for each in people)
        self._remark.setText(
            f"{style.SIGNS['waits']} Without a PIN anybody can sign on as {words.some(open_doors)}."
            if open_doors and len(people) > 1
            else ""
        )
        self._remark.setVisible(bool(open_doors) and (some_pin or len(people) > 1))

    def on_changed(self, words: frozenset[str]) -> None:
        """Somebody else was here; what is typed stays."""
        if "operators" in words and self.unfinished() is None:
            self._load()

    def unfinished(self) -> LeaveUnsaved | None:
        """People or ticks that are typed and not saved."""
        return LeaveUnsaved("Operators") if self.grid.changed_lines() or self.roles.changed() else None

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_save(self) -> None:
        """F2: the people first, then what the roles may do."""
        # new owners first, so that somebody else may cease to be the only one
        people = sorted(self.grid.changed_lines(), key=lambda line: (line.role != "owner", not line.active))
        ticks = self.roles.changed()
        if not people and not ticks:
            self.say("Nothing is changed.")
            return
        counter = self.context.counter
        for line in people:
            stored = self.ask_and_call(
                lambda _answers, line=line: operators.save(counter, line.card, line.was)  # type: ignore[misc]
            )
            if stored is None:
                self._go_to(line)
                return
            line.was = stored
        if ticks and self.ask_and_call(lambda _answers: operators.save_roles(counter, ticks)) is None:
            return
        self._load()
        self.changed("operators")
        self.say("Operators and roles are saved.", "good")

    def do_set_pin(self) -> None:
        """F6: a PIN for the person of the current line."""
        line = self.grid.current_line()
        was = line.was if line is not None else None
        if was is None or was.id is None:
            self.say(
                "F6 gives a PIN to somebody who is saved: choose the line, and F2 first when it is new.", "refused"
            )
            return
        counter, operator_id = self.context.counter, was.id
        manages = counter.operator.may(Right.MANAGE_OPERATORS)
        pins = self.context.prompter.new_pin(
            f"PIN of {was.name}",
            f"{was.name} signs on with a PIN of {operators.SHORTEST_PIN} to {operators.LONGEST_PIN} digits."
            + (" Empty takes it away." if manages and line is not None and line.has_pin else ""),
            lambda new, old: operators.set_pin(counter, operator_id, new, old),
            ask_old=not manages and line is not None and line.has_pin,
            may_be_empty=manages,
        )
        if pins is None:
            return
        new, _old = pins
        if self.unfinished() is None:
            self._load()
        elif line is not None:
            line.has_pin = bool(new)
            self.grid.refresh()
        self.changed("operators")
        self.say(f"{was.name} has {'a new' if new else 'no'} PIN.", "good" if new else "waits")

    def do_lookup(self) -> None:
        """F4: the roles there are."""
        at = QApplication.focusWidget()
        if at is self.grid and self.grid.current_attribute() == "role" and self.grid.open_cell():
            at = self.grid.editor
        if isinstance(at, LookupField):
            at.look_up(first=True)
        else:
            self.say("There is nothing to look up in this field. In the column Role, F4 shows the roles.")

    def do_history(self) -> None:
        """Ctrl+H: who changed the person of the current line, when, and what it was before."""
        line = self.grid.current_line()
        was = line.was if line is not None else None
        if was is None:
            self.refuse(Refused("A new person has no history yet. F2 saves it."))
            return
        self.context.desk.open("history", subject="operator", key=was.id, called=f"operator {was.name}")

    def do_reload(self) -> None:
        """F5: as it is stored, after asking when something is typed."""
        question = self.unfinished()
        if question is None or self.ask(question) == "leave":
            self._load()

    def do_delete_line(self) -> None:
        """Ctrl+Del: a line that was not saved goes."""
        self.grid.delete_line()

    def do_restore_line(self) -> None:
        """Ctrl+Shift+Z: it comes back."""
        self.grid.restore_line()

    def do_back(self) -> None:
        """Esc: to the pages' names, where the arrow keys turn the page."""
        self._pages.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """The people."""
        self._pages.setCurrentIndex(0)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to(self, line: OperatorLine) -> None:
        self._pages.setCurrentIndex(0)
        self.grid.setCurrentIndex(self.grid.rows.index(self.grid.lines.index(line), 0))
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _may_delete(self, line: OperatorLine) -> None:
        if line.was is not None:
            raise Refused(
                f"{line.was.name} stays for what was done. Space on Active takes the tick off when somebody has left."
            )
