"""Which keys the commands have at this desk: a profile and what was changed in it; it must not know any window's class.

A command that several windows have bears the same key in all of them, so the map goes by what is done. A key that
somebody else has is refused; what an older program has kept and now would collide is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from app.rules.key_facts import KeySheetFacts
from app.ui.kit.commands import DESK, FIELD_KEYS, TABLE, Command, key_words

Keys = tuple[str, ...]

AUTOSOFT: Final = "autosoft"
PROFILES: Final = {AUTOSOFT: "Autosoft-like", "windows": "Windows-like"}
"""The profiles by the name they are kept under, with the name they are shown by; the first is the usual one."""

_WINDOWS_LIKE: Final[Mapping[str, Keys]] = {
    "do_save": ("Ctrl+S", "F2"),
    "do_find": ("Ctrl+F", "F3"),
    "do_recall": ("Ctrl+O", "F9"),
    "do_special": ("Ctrl+Shift+S",),
    "desk.close_tab": ("Ctrl+W", "Ctrl+F4"),
}
"""What hands expect that come from Windows' own programs; the rest is as in the other profile."""

_FIELDS_OWN: Final = {
    "Ctrl+A": "marks everything in a field or list",
    "Ctrl+C": "copies",
    "Ctrl+V": "pastes",
    "Ctrl+X": "cuts",
    "Ctrl+Z": "takes back what was typed in a field",
    "Ctrl+Del": "deletes in fields and lines",
    "Ctrl+Shift+Z": "brings back what was deleted",
    "Alt+F4": "closes the program",
}
_NAMED: Final = 2
"""So many of those who have a key are named in a refusal."""
_FUNCTION_KEY: Final = re.compile(r"(Ctrl\+)?(Alt\+)?(Shift\+)?F([1-9]|1\d|2[0-4])")
_WITH_CTRL: Final = re.compile(r"Ctrl\+([A-Z0-9]|Del|Return|PgUp|PgDown)|Ctrl\+Shift\+([A-Z]|Del|Return|PgUp|PgDown)")
_KEY_IN_WORDS: Final = re.compile(
    r"(?<![\w+*])(?:(?:Ctrl|Alt|Shift)\+)*(?:F\d{1,2}|(?<=\+)(?:Enter|Del|PgUp|PgDn|[A-Z0-9]))\b"
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done, in as many windows as have it. `usual` are its keys in the handbook."""

    name: str
    words: str
    tip: str
    scopes: tuple[str, ...]
    usual: Keys

    @property
    def everywhere(self) -> bool:
        """Whether it is done whatever window is in front."""
        return self.scopes == (DESK,)


def name_of(command: Command) -> str:
    """What the map calls the thing that a command does."""
    return command.id if command.scope == DESK else command.slot


def _all_deeds() -> dict[str, Deed]:
    found: dict[str, Deed] = {}
    for command in TABLE:
        name = name_of(command)
        scopes = (*(found[name].scopes if name in found else ()), command.scope)
        found[name] = Deed(name, command.words, command.tip or command.words, scopes, command.keys)
    return found


DEEDS: Final = _all_deeds()
"""Everything that can be done, in the order of the table."""


@dataclass(frozen=True)
class KeyMap:
    """A profile, and by profile what this desk has changed in it; each profile keeps its own changes."""

    profile: str = AUTOSOFT
    own: Mapping[str, Mapping[str, Keys]] = field(default_factory=dict)

    @property
    def changed(self) -> Mapping[str, Keys]:
        """What was changed in the profile in force."""
        return self.own.get(self.profile, {})

    def usual(self, name: str) -> Keys:
        """The keys of a deed in the profile, before anybody changed them."""
        given = _WINDOWS_LIKE if self.profile == "windows" else {}
        return given.get(name, DEEDS[name].usual)

    def keys(self, name: str) -> Keys:
        """The keys of a deed now, the first of them shown; none is possible."""
        return self.changed.get(name, self.usual(name))

    def keys_of(self, command: Command) -> Keys:
        """The keys of a command now."""
        return self.keys(name_of(command))

    def refusal(self, name: str, key: str) -> str:
        """Why this deed cannot have this key, in a sentence for a person; empty when it can."""
        if key in self.usual(name) or key in DEEDS[name].usual:
            return self._taken(name, key)
        if key in _FIELDS_OWN:
            return f"{key_words(key)} {_FIELDS_OWN[key]} everywhere. Take another key."
        if "Alt+" in key and not _FUNCTION_KEY.fullmatch(key):
            return "Alt and a letter belongs to the menus and the fields, or types a sign. Take Ctrl."
        if not (_FUNCTION_KEY.fullmatch(key) or _WITH_CTRL.fullmatch(key)):
            return f"{key_words(key)} is typed into fields. Take F1 to F24, or Ctrl with a letter or figure."
        return self._taken(name, key)

    def given(self, name: str, keys: Keys) -> KeyMap:
        """The same map in which the deed has these keys; those of its profile are kept as no change at all."""
        changed = {each: was for each, was in self.changed.items() if each != name}
        if keys != self.usual(name):
            changed[name] = keys
        return KeyMap(self.profile, {**self.own, self.profile: changed})

    def as_usual(self) -> KeyMap:
        """The profile without any change."""
        return KeyMap(self.profile, {**self.own, self.profile: {}})

    def in_profile(self, profile: str) -> KeyMap:
        """The other profile, with what was once changed in that one."""
        return KeyMap(profile, self.own)

    def live(self, sentence: str, scope: str) -> str:
        """A sentence of the handbook with the keys that its commands have now in this window."""
        return _KEY_IN_WORDS.sub(lambda found: self._now(found[0], scope), sentence) if self._differs else sentence

    @cached_property
    def _differs(self) -> bool:
        return any(self.keys(name) != deed.usual for name, deed in DEEDS.items())

    def _now(self, printed: str, scope: str) -> str:
        """What is to be pressed now for a key of the handbook; without a key of its own, the words of the deed."""
        for deed in DEEDS.values():
            at = next((at for at, key in enumerate(deed.usual) if key_words(key) == printed), None)
            if at is None or not (scope in deed.scopes or deed.everywhere):
                continue
            now = self.keys(deed.name)
            if not now:
                return f"“{deed.words}”"
            return printed if at and deed.usual[at] in now else key_words(now[0])
        return printed

    def _taken(self, name: str, key: str) -> str:
        mine = DEEDS[name]
        holders = [
            deed
            for deed in DEEDS.values()
            if deed.name != name
            and key in self.keys(deed.name)
            and (mine.everywhere or deed.everywhere or set(mine.scopes) & set(deed.scopes))
        ]
        if not holders:
            return ""
        named = [f"“{each.words}”" for each in holders[:_NAMED]]
        others = len(holders) - len(named)
        who = " and ".join(named) if not others else f"{', '.join(named)} and {others} more"
        return f"{key_words(key)} is the key of {who}. Take another, or give that another one first."


def loaded(profile: str, own: Mapping[str, object]) -> KeyMap:
    """The map that was kept, without what is not known any more, cannot be read, or would collide now."""
    changes = {name: _readable(own.get(name)) for name in PROFILES}
    made = KeyMap(profile if profile in PROFILES else AUTOSOFT)
    kept: dict[str, Mapping[str, Keys]] = {}
    for name, change in changes.items():
        kept[name] = _without_collisions(made.in_profile(name), change).changed
    return KeyMap(made.profile, kept)


def _readable(kept: object) -> dict[str, Keys]:
    if not isinstance(kept, dict):
        return {}
    return {
        name: tuple(keys)
        for name, keys in kept.items()
        if name in DEEDS and isinstance(keys, list) and all(isinstance(key, str) for key in keys)
    }


def _without_collisions(usual: KeyMap, changes: Mapping[str, Keys]) -> KeyMap:
    """All changes at once, as two may have changed places; those that collide go, until none does."""
    left = dict(changes)
    while True:
        made = KeyMap(usual.profile, {usual.profile: left})
        bad = next((name for name, keys in left.items() if any(made.refusal(name, key) for key in keys)), None)
        if bad is None:
            return made
        left.pop(bad)


def as_kept(keys: KeyMap) -> dict[str, dict[str, list[str]]]:
    """What was changed, as it is kept."""
    return {
        profile: {name: list(each) for name, each in changed.items()}
        for profile, changed in keys.own.items()
        if changed
    }


def shown(keys: Iterable[str]) -> str:
    """Keys as they are printed on keyboards, each once."""
    return ", ".join(dict.fromkeys(key_words(key) for key in keys))


def sheet(keys: KeyMap, shop: str) -> KeySheetFacts:
    """The whole map for one page: what has no key is left out."""
    desk = [(shown(keys.keys(each.name)), each.words) for each in DEEDS.values() if each.everywhere]
    windows = [(shown(keys.keys(each.name)), each.words) for each in DEEDS.values() if not each.everywhere]
    windows.sort(key=lambda row: _place(row[0]))
    parts = (("Everywhere", desk), ("Fields and grids", list(FIELD_KEYS)), ("In windows", windows))
    return KeySheetFacts(
        heading=f"Keys – {PROFILES[keys.profile]}",
        parts=tuple((title, tuple(row for row in rows if row[0])) for title, rows in parts),
        shop=shop,
    )


def _place(key: str) -> tuple[int, int, str]:
    """Function keys by their number, then the others by name."""
    plain = key.partition(",")[0]
    return (0, int(plain[1:]), "") if plain[:1] == "F" and plain[1:].isdigit() else (1, 0, plain)


_now_in_force = KeyMap()


def current() -> KeyMap:
    """The map in force at this desk."""
    return _now_in_force


def use(keys: KeyMap) -> None:
    """Put this map in force; whoever has actions dresses them anew."""
    global _now_in_force
    _now_in_force = keys
