"""Which column holds which field: by its heading or by its number from 1; it must not know what the rows say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.exchange.fields import Field, fields_of
from app.exchange.tables import Table, widest
from app.exchange.text_file import Row
from app.rules.entry import brief, quoted
from app.rules.faults import Refused
from app.rules.rows import ImportKind

_LISTED = 12
_ROWS_LOOKED_AT = 50
_TITLES = 8
_AMOUNT = re.compile(r"[-$]?[\d.,\s]*\d[\d.,\s]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Matching:
    """Field name → column, counted from 0. `headings` is the row of headings, or None when the file has none."""

    kind: ImportKind
    columns: Mapping[str, int]
    headings: Row | None = None
    headings_row: int = 0
    """The number of the row of headings, counted from 1: it and what stands above it is no data. 0: there is none."""

    @property
    def fields(self) -> tuple[tuple[Field, int], ...]:
        """The matched fields with their columns, in the order of the table of fields."""
        return tuple((field, self.columns[field.name]) for field in fields_of(self.kind) if field.name in self.columns)

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings of the columns that are not read."""
        used = set(self.columns.values())
        return tuple(brief(text) for i, text in enumerate(self.headings or ()) if i not in used and text.strip())


def prepared(
    kind: ImportKind, table: Table, given: Sequence[tuple[str, str]] = (), *, headings: bool | None = None
) -> Matching:
    """The table's columns matched to fields; `headings` says whether it has any, None lets the rows tell.

    A title above the headings is passed over. Raises Refused like `matched`.
    """
    first = table.first(_ROWS_LOOKED_AT)
    number = headings_row(kind, first, given, headings)
    return matched(kind, widest(first), first[number - 1] if number else None, given, number)


def as_remembered(kind: ImportKind, table: Table, columns: Mapping[str, str | int]) -> Matching | None:
    """The table's columns as they were matched last: by field a heading, or a number from 1 where there were none.

    None when the table does not have them all, each once, or says its columns' names only now: then it is another kind
    of list.
    """
    first = table.first(_ROWS_LOOKED_AT)
    known = {field.name for field in fields_of(kind)}
    wanted = {name: column for name, column in columns.items() if name in known}
    named = [(name, _key(column)) for name, column in wanted.items() if isinstance(column, str)]
    numbered = {name: column - 1 for name, column in wanted.items() if isinstance(column, int)}
    if "number" not in wanted or max(numbered.values(), default=0) >= widest(first):
        return None
    if not named:
        return None if headings_row(kind, first) else Matching(kind, numbered, None, 0)
    for number, cells in enumerate(first, start=1):
        keys = [_key(cell) for cell in cells]
        if all(keys.count(key) == 1 for _, key in named):
            return Matching(kind, {**{name: keys.index(key) for name, key in named}, **numbered}, cells, number)
    return None


def headings_row(
    kind: ImportKind, first: Sequence[Row], given: Sequence[tuple[str, str]] = (), headings: bool | None = None
) -> int:
    """The number from 1 of the row that names the columns; 0 when there is none."""
    filled = [number for number, row in enumerate(first, start=1) if any(map(str.strip, row))]
    if headings is False or not filled:
        return 0
    known = {_key(word) for field in fields_of(kind) for word in _words(field)}
    known |= {_key(column) for _, column in given if not column.strip().isdecimal()}
    for number in filled[:_TITLES]:
        cells = [text for text in map(str.strip, first[number - 1]) if text]
        named = sum(_key(text) in known for text in cells)
        # a word that happens to be a heading may stand anywhere in the data, two of them hardly do
        if named > (number != filled[0]) and not any(_AMOUNT.fullmatch(text) for text in cells):
            return number
    return filled[0] if headings else 0


def auto_match(kind: ImportKind, headings: Row, *, taken: Mapping[str, int] | None = None) -> dict[str, int]:
    """The columns whose headings say what they hold; one that two headings claim equally well is left to a person.

    Fields and columns of `taken` are settled already. A heading that is the field's own name wins over its aliases,
    and an earlier alias over a later one.
    """
    settled = dict(taken or {})
    keys = [_key(heading) for heading in headings]
    found: dict[str, int] = {}
    for field in fields_of(kind):
        if field.name in settled:
            continue
        used = {*settled.values(), *found.values()}
        for word in _words(field):
            columns = [i for i, key in enumerate(keys) if key == _key(word) and i not in used]
            if len(columns) == 1:
                found[field.name] = columns[0]
            if columns:
                break
    return found


def matched(
    kind: ImportKind, width: int, headings: Row | None, given: Sequence[tuple[str, str]] = (), row: int = 1
) -> Matching:
    """The columns as given – pairs of field and COLUMN, a heading or a number from 1 –, the rest by their headings.

    An empty COLUMN leaves a field out. Raises Refused for an unknown field or column and when a
    required one is missing.
    """
    columns: dict[str, int] = {}
    left_out: set[str] = set()
    known = {field.name: field for field in fields_of(kind)}
    for typed, column in given:
        name = typed.strip().lower().replace("-", "_")
        if name not in known:
            listed = ", ".join(known)
            raise Refused(f"{quoted(name)} is nothing that {kind} have. There are: {listed}.", field="map")
        if name in columns or name in left_out:
            raise Refused(f"{known[name].label} is matched twice. Say once which column holds it.", field="map")
        if column.strip():
            columns[name] = _column(column.strip(), width, headings)
        else:
            left_out.add(name)
    if headings is not None:
        columns |= {name: i for name, i in auto_match(kind, headings, taken=columns).items() if name not in left_out}
    require(kind, columns, headings)
    return Matching(kind, columns, headings, 0 if headings is None else row)


def require(kind: ImportKind, columns: Mapping[str, int], headings: Row | None) -> None:
    """Raises Refused when a field that every record needs has no column."""
    for field in fields_of(kind):
        if field.required and field.name not in columns:
            twice = [word for word, number in Counter(map(_key, headings or ())).items() if number > 1 and word]
            claimed = [heading for heading in headings or () if _key(heading) in twice and _says(field, heading)]
            if claimed:
                raise Refused(
                    f"Two columns are headed {quoted(claimed[0])}. Say by its number which one holds {field.label}.",
                    field=field.name,
                )
            has = f" The file has: {_listed(headings)}." if headings else ""
            raise Refused(f"No column holds {field.label}, which every row needs.{has}", field=field.name)


def _column(text: str, width: int, headings: Row | None) -> int:
    same = [i for i, heading in enumerate(headings or ()) if heading.strip() == text]
    same = same or [i for i, heading in enumerate(headings or ()) if _key(heading) == _key(text) and _key(text)]
    if len(same) > 1:
        numbers = " and ".join(str(i + 1) for i in same)
        raise Refused(f"Columns {numbers} are headed {quoted(text)}. Give the right one by its number.", field="map")
    if same:
        return same[0]
    if text.isdecimal():
        if 1 <= int(text) <= width:
            return int(text) - 1
        raise Refused(f"There is no column {text[:9]}: the file has {width}, counted from 1.", field="map")
    if headings is None:
        raise Refused(f"The file has no headings, so {quoted(text)} is no column. Give its number from 1.", field="map")
    raise Refused(f"There is no column {quoted(text)}. The file has: {_listed(headings)}.", field="map")


def _listed(headings: Row) -> str:
    named = [quoted(heading).strip("“”") for heading in headings if heading.strip()]
    return ", ".join(named[:_LISTED]) + (" …" if len(named) > _LISTED else "")


def _words(field: Field) -> tuple[str, ...]:
    return (field.name, field.label, *field.aliases)


def _says(field: Field, heading: str) -> bool:
    return _key(heading) in {_key(word) for word in _words(field)}


def _key(text: str) -> str:
    """A heading without case, spaces and punctuation: “Part_No.” is part no."""
    return "".join(letter for letter in text[:200].casefold() if letter.isalnum())
