"""Keys: every command with its key at this desk, to change, to take from a profile and to print; it must not know what
a command does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt

from app import desk_keys
from app.services import settings
from app.ui.kit import key_map, style
from app.ui.kit.commands import DESK
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import Choice
from app.ui.kit.grid.line_model import Column
from app.ui.kit.key_map import DEEDS, PROFILES, Deed, KeyMap
from app.ui.kit.records.lists import RecordList
from app.ui.kit.window import TaskWindow
from app.ui.windows.keys.new_key import NewKey
from app.ui.windows.shared import list_output


@dataclass(frozen=True, slots=True)
class _Row:
    """One command as the list shows it."""

    name: str
    words: str
    keys: str
    usual: str
    where: str
    tip: str


class DeskKeys(TaskWindow):
    """One row for each thing that can be done. What is changed holds at once and is kept for this desk."""

    name = "keys"
    heading = "Keys"
    single = True
    help: ClassVar[str] = (
        "What is pressed for what at this desk. Type to find a command, Enter on it asks for its new key: press that, "
        "Enter takes it. A key that something else in the same window has is refused, with who has it. F6 gives the "
        "row its usual key again. The profile at the top changes all keys at once, and each profile keeps what was "
        "changed in it. Ctrl+P prints the whole map on one page. Everything holds at once, in menus, on the bar along "
        "the foot and on the F1 page, for everybody at this desk."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.profile = Choice("Profile", tuple(PROFILES.items()), "Whose habits the keys follow; it changes at once.")
        self.head_band(1).add("Pro&file", self.profile)
        self.list = RecordList(
            "Commands",
            (
                Column("Command", "words", width=40),
                Column("Key", "keys", width=22, tone=lambda row: "good" if row.keys != row.usual else ""),
                Column("Usually", "usual", width=22),
                Column("In", "where", width=30),
                Column("What it does", "tip", width=0),
            ),
            empty="There are no commands.",
            key=lambda row: row.name,
        )
        self.body(self.list, style.SIZES.margin)
        foot = self.foot_band()
        foot.add(self.button("do_print"), self.button("do_usual_key"), self.button("do_change_key", primary=True))
        self.profile.value = key_map.current().profile
        self.profile.committed.connect(self._turn_to)
        self.list.opened.connect(lambda _row: self.do_change_key())
        self._show()

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_change_key(self) -> None:
        """Enter, F12: press another key for the current row."""
        deed = self._deed()
        if deed is None:
            return
        dialog = NewKey(deed, self)
        if dialog.exec():
            self._put(key_map.current().given(deed.name, dialog.keys))
            self._say_of(deed)

    def do_usual_key(self) -> None:
        """F6: the key that the profile gives to the current row, unless something else has it by now."""
        deed, now = self._deed(), key_map.current()
        if deed is None:
            return
        usual = now.usual(deed.name)
        refusal = next(filter(None, (now.refusal(deed.name, key) for key in usual)), "")
        if refusal:
            self.say(refusal, "refused")
            return
        self._put(now.given(deed.name, usual))
        self._say_of(deed)

    def do_print(self) -> None:
        """Ctrl+P: the whole map on one page, to lie beside the keyboard."""
        now = key_map.current()
        shop = self.read(lambda: settings.load(self.context.counter).shop_name) or ""
        self.context.paper.preview(key_map.sheet(now, shop), self)

    def do_export(self) -> None:
        """Ctrl+E: the list as a CSV file."""
        list_output.export(self, self.list, self.heading)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def focus_first(self) -> None:
        """At first sight: the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _deed(self) -> Deed | None:
        row: _Row | None = self.list.current()
        return DEEDS[row.name] if row is not None else None

    def _turn_to(self, profile: str) -> None:
        self._put(key_map.current().in_profile(profile))
        self.say(f"The keys are {PROFILES[profile]} now.", "good")

    def _put(self, keys: KeyMap) -> None:
        """In force at once, and kept for the next start."""
        self.context.desk.use_keys(keys)
        self._show()
        try:
            desk_keys.save(desk_keys.place(), keys.profile, key_map.as_kept(keys))
        except OSError as fault:
            self.say(
                f"{desk_keys.place()} cannot be written ({fault.strerror}); the keys hold until the program is closed.",
                "refused",
            )

    def _say_of(self, deed: Deed) -> None:
        keys = key_map.shown(key_map.current().keys(deed.name))
        self.say(f"{deed.words} is {keys} now." if keys else f"{deed.words} has no key now.", "good")

    def _show(self) -> None:
        now = key_map.current()
        self.list.show_records([_row(deed, now) for deed in DEEDS.values()])


def _row(deed: Deed, now: KeyMap) -> _Row:
    return _Row(
        deed.name,
        deed.words,
        key_map.shown(now.keys(deed.name)),
        key_map.shown(now.usual(deed.name)),
        _where(deed),
        deed.tip,
    )


def _where(deed: Deed) -> str:
    """In which windows it is, in the menu's words."""
    if deed.scopes == (DESK,):
        return "everywhere"
    named = [_called(scope) for scope in deed.scopes]
    return f"{named[0]} and {len(named) - 1} more" if len(named) > 2 else " and ".join(named)


def _called(scope: str) -> str:
    return next(each.words for each in DEEDS.values() if each.name == f"open.{scope}")
