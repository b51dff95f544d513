"""Price Groups: the groups at the left, a pricing structure with its rules at the right; it must not know any price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from app import draft_codec
from app.rules import words
from app.rules.faults import Refused
from app.rules.questions import LeaveUnsaved
from app.services.masters import price_groups
from app.services.masters.price_groups import GroupListed, StructureCard, StructureListed
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.drafts import Typed
from app.ui.kit.entry.fields import Choice, TextField
from app.ui.kit.grid.line_model import StayInCell
from app.ui.kit.window import TaskWindow
from app.ui.windows.price_groups.grids import GroupLine, GroupsGrid, RulesGrid

_NEW = "new structure"


@dataclass(frozen=True, slots=True)
class PricesTyped:
    """What is typed and not saved: groups, and the structure `typed` as a change of what was `shown`."""

    groups: tuple[GroupLine, ...]
    was: StructureCard | None
    shown: StructureCard
    typed: StructureCard


class PriceGroups(TaskWindow):
    """Both are saved together by F2."""

    name = "price_groups"
    heading = "Price Groups"
    single = True
    help: ClassVar[str] = (
        "A part belongs to a price group, a debtor may have a pricing structure. A structure gives per group a "
        "discount off list (15) or a mark-up on cost (+25); a group without a rule is sold at list price. Special "
        "prices of a debtor win over it. Ctrl+N begins a new structure, Ctrl+Del takes a group away, F2 saves all."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._groups: tuple[GroupListed, ...] = ()
        self._structures: tuple[StructureListed, ...] = ()
        self._was: StructureCard | None = None
        self._shown = StructureCard()
        self.groups = GroupsGrid(self._may_delete)
        self.rules = RulesGrid()
        self.structure = Choice("Structure", ((None, _NEW),), "Which pricing structure? Ctrl+N begins another one.")
        self.title = TextField("Name of the structure", "As debtors' Options show it: Trade, Fleet …", longest=80)
        self._who = style.label("", "muted", name="Debtors", wrap=True)
        self._make_body()
        foot = self.foot_band()
        foot.add(
            self.button("do_delete", "Delete structure"),
            self.button("do_new", "New structure"),
            self.button("do_save", primary=True),
        )
        self.structure.committed.connect(self._chosen)
        for widget in (self.groups, self.rules, self.title):
            widget.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.fields = {"code": self.groups, "name": self.title, "rules": self.rules}
        self._load(None)

    def _make_body(self) -> None:
        halves = style.named(QSplitter(Qt.Orientation.Horizontal), "Groups and structures")
        halves.setChildrenCollapsible(False)
        left, right = QWidget(), QWidget()
        page = style.column(style.named(left, "Price groups"))
        page.addWidget(_over("Price &groups", self.groups))
        page.addWidget(self.groups, 1)
        page = style.column(style.named(right, "Pricing structure"))
        across = style.row()
        for heading, widget, share in (("&Structure", self.structure, 2), ("&Name", self.title, 3)):
            across.addWidget(_over(heading, widget))
            across.addWidget(widget, share)
        page.addLayout(across)
        page.addWidget(self._who)
        page.addWidget(self.rules, 1)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setStretchFactor(0, 2)
        halves.setStretchFactor(1, 3)
        self.body(halves)

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    def _load(self, structure_id: int | None) -> None:
        """Show everything as it is stored; of the structures this one, or the first."""
        groups = self.read(lambda: price_groups.groups(self.context.counter))
        structures = self.read(lambda: price_groups.structures(self.context.counter))
        if groups is None or structures is None:
            return
        self._groups, self._structures = groups, structures
        self.groups.show_groups(groups)
        self.structure.offer((*((each.id, each.name) for each in structures), (None, _NEW)))
        there = [each.id for each in structures]
        self._open(structure_id if structure_id in there else there[0] if there else None)

    def _open(self, structure_id: int | None) -> None:
        card: StructureCard | None = StructureCard()
        if structure_id is not None:
            card = self.read(lambda: price_groups.open_structure(self.context.counter, structure_id))
        if card is None:
            return
        self._was = card if structure_id is not None else None
        self._shown = card
        self.structure.value = structure_id
        self.title.value = card.name
        self.rules.show_card(card, self._groups)
        debtors = next((each.debtors for each in self._structures if each.id == structure_id), 0)
        self._who.setText(
            f"{words.counted(debtors, 'debtor') if debtors else 'No debtor'} {'have' if debtors > 1 else 'has'} it. "
            "15 is 15 % off list, +25 is 25 % on cost; a group without a rule is sold at list price."
            if structure_id is not None
            else "Type a name; F2 saves it. A debtor's Options tab gives it to the debtor."
        )
        self.action("do_delete").setEnabled(self._was is not None)

    def _chosen(self, structure_id: int | None) -> None:
        if self._structure_changed() and self.ask(LeaveUnsaved(self._typed().name or "The new structure")) != "leave":
            self.structure.value = self._shown.id
            return
        self._open(structure_id)

    def on_changed(self, words: frozenset[str]) -> None:
        """Parts and debtors come and go; what was typed here stays."""
        if words & {"parts", "debtors", "settings"} and self.unfinished() is None:
            self._load(self._shown.id)

    def unfinished(self) -> LeaveUnsaved | None:
        """Groups or rules that are typed and not saved."""
        return LeaveUnsaved("Price Groups") if self.groups.changed_lines() or self._structure_changed() else None

    def kept(self) -> Typed | None:
        """The groups and the structure with what was typed and not saved."""
        if self.unfinished() is None:
            return None
        typed = PricesTyped(tuple(self.groups.changed_lines()), self._was, self._shown, self._typed())
        groups = [f"{line.code} {line.name}".strip() for line in typed.groups]
        return Typed(draft_codec.written(typed), f"Price Groups: {', '.join([*groups, typed.typed.name])}")

    def take_up(self, payload: str) -> Sequence[str]:
        """The groups and the structure as they were typed, over those that are stored."""
        typed = draft_codec.read(payload, PricesTyped)
        self._load(typed.shown.id)
        self.groups.take_up(typed.groups)
        if typed.typed != typed.shown:
            self._was, self._shown = typed.was, typed.shown
            self.structure.value = typed.shown.id
            self.title.value = typed.typed.name
            self.rules.show_card(typed.typed, self._groups)
        return ()

    def _typed(self) -> StructureCard:
        return StructureCard(self._shown.id, self.title.value, self.rules.rules)

    def _structure_changed(self) -> bool:
        return self._typed() != self._shown

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_save(self) -> None:
        """F2: the groups first, then the structure that is shown."""
        counter, typed = self.context.counter, self._typed()
        changed, structure = self.groups.changed_lines(), self._structure_changed()
        if not changed and not structure:
            self.say("Nothing is changed.")
            return
        for line in changed:
            stored = self.ask_and_call(
                lambda _answers, line=line: price_groups.save_group(counter, line.card, line.was)  # type: ignore[misc]
            )
            if stored is None:
                return
            line.was, line.code, line.name = stored, stored.code, stored.name
        kept = self._shown.id
        if structure:
            card = self.ask_and_call(lambda _answers: price_groups.save_structure(counter, typed, self._was))
            if card is None:
                return
            kept = card.id
        self._load(kept)
        self.changed("settings", "parts")
        self.say("Price groups and structures are saved.", "good")

    def do_new(self) -> None:
        """Ctrl+N: a new structure."""
        self._chosen(None)
        if self._was is None:
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_delete(self) -> None:
        """Ctrl+Shift+Del: take this structure away; refused while a debtor has it."""
        was = self._was
        if was is None or was.id is None:
            return
        structure_id = was.id

        def remove(_answers: object) -> bool:
            price_groups.remove_structure(self.context.counter, structure_id)
            return True

        if self.ask_and_call(remove):
            self._load(None)
            self.changed("settings")
            self.say(f"{was.name} is deleted.", "good")

    def do_history(self) -> None:
        """Ctrl+H: who changed the price group with the cursor, else the structure that is shown."""
        line = self.groups.current_line() if self.groups.hasFocus() else None
        group = line.was if line is not None else None
        if group is not None:
            self.context.desk.open("history", subject="price_group", key=group.id, called=f"price group {group.code}")
        elif self._was is not None and not self.groups.hasFocus():
            called = f"pricing structure {self._was.name}"
            self.context.desk.open("history", subject="pricing_structure", key=self._was.id, called=called)
        else:
            self.refuse(Refused("What is new has no history yet. F2 saves it."))

    def do_delete_line(self) -> None:
        """Ctrl+Del: take this price group away; refused while there is a part in it."""
        if self.groups.hasFocus():
            self.groups.delete_line()
        else:
            self.say("Ctrl+Del takes a price group away: go to the groups at the left first.", "refused")

    def do_restore_line(self) -> None:
        """Ctrl+Shift+Z: the group that was typed and taken away comes back."""
        self.groups.restore_line()

    def _may_delete(self, line: GroupLine) -> None:
        """A stored group goes at once, or is refused with a sentence."""
        was = line.was
        if was is None or was.id is None:
            return
        if self.unfinished() is not None:
            raise Refused("Something is typed and not saved. F2 saves it; then the group can go.")
        group_id = was.id

        def remove(_answers: object) -> bool:
            price_groups.remove_group(self.context.counter, group_id)
            return True

        if self.ask_and_call(remove):
            self._load(self._shown.id)
            self.changed("settings", "parts")
            self.say(f"{was.code} is deleted.", "good")
        raise StayInCell


def _over(words: str, widget: QWidget) -> QWidget:
    label = style.label(words, "muted")
    label.setBuddy(widget)
    return label
