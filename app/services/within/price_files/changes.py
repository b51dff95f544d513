"""What price files changed of parts, told like any other change of a record; it must not know how it was written."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from app.models import Audit, Base, PriceImport, PriceImportChange, PriceImportMade
from app.models.types import Scaled
from app.rules import words
from app.rules.money import COST_PLACES, QUANTITY_PLACES
from app.services.within import audit_digest, audit_master
from app.services.within.audit_read import Fact

_AT_ONCE: Final = 500
_PART: Final = Base.metadata.tables["part"]
NUMBER: Final = "number:"
"""Before the kind of another number that a price file told."""
BREAKS: Final = "breaks"


@dataclass(frozen=True, slots=True)
class Change:
    """What one price file changed of one part, as it lies in the tables. `row` is the import's row in the chain."""

    row: int
    import_id: int
    part_id: int
    file_name: str
    creditor_id: int | None
    operator_id: int
    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]


def naming(part_id: int) -> Any:
    """The keys of the price files that made this part or changed it, as a column of a statement."""
    changed = select(PriceImportChange.import_id).where(PriceImportChange.part_id == part_id)
    made = select(PriceImportMade.import_id).where(
        PriceImportMade.first_part_id <= part_id, PriceImportMade.last_part_id >= part_id
    )
    return changed.union(made).subquery().c.import_id


def of_parts(session: Session, part_ids: Collection[int]) -> dict[int, list[Change]]:
    """The changes of each of these parts, the earliest first; a part without any is left out."""
    found: dict[int, list[Change]] = {}
    keys = iter(sorted(part_ids))
    while some := list(islice(keys, _AT_ONCE)):
        statement = (
            select(Audit.id, PriceImport, PriceImportChange)
            .join(PriceImport, PriceImport.id == PriceImportChange.import_id)
            .join(Audit, Audit.subject_key == cast(PriceImport.id, String))
            .where(Audit.subject == audit_digest.PRICE_FILE, PriceImportChange.part_id.in_(some))
            .order_by(Audit.id)
        )
        for row, record, change in session.execute(statement):
            found.setdefault(change.part_id, []).append(
                Change(
                    row,
                    record.id,
                    change.part_id,
                    record.file_name,
                    record.creditor_id,
                    record.operator_id,
                    record.at,
                    json.loads(change.before),
                    json.loads(change.after),
                )
            )
    return found


def facts(changes: Sequence[Change], session: Session) -> Iterator[tuple[Change, tuple[Fact, ...]]]:
    """Each change as field, old and new, as a person reads them."""
    names: dict[tuple[str, Any], str] = {}
    for column in ("creditor_id", "price_group_id"):
        to = audit_master.REFERS["part", column]
        keys = {side.get(column) for each in changes for side in (each.before, each.after)}
        audit_master.read_names(session, to, sorted(keys - {None}), names)
    for each in changes:
        yield each, tuple(_facts(each, names))


def _facts(change: Change, names: dict[tuple[str, Any], str]) -> Iterator[Fact]:
    for name, new in change.after.items():
        old = change.before.get(name)
        if name.startswith(NUMBER):
            kind = name.removeprefix(NUMBER)
            yield "numbers", _number(old, kind), _number(new, kind)
        elif name == BREAKS:
            yield from (("breaks", break_said(*pair), None) for pair in old or ())
            yield from (("breaks", None, break_said(*pair)) for pair in new or ())
        else:
            yield name, _said(name, old, names), _said(name, new, names)


def _number(number: str | None, kind: str) -> str | None:
    return None if number is None else f"{number} ({kind})"


def break_said(minimum: int, price: int) -> str:
    """A quantity break as the chain tells it, of whole numbers."""
    costs, from_ = Decimal(price).scaleb(-COST_PLACES), Decimal(minimum).scaleb(-QUANTITY_PLACES)
    return f"{words.price(costs)} from {words.quantity(from_)}"


def _said(name: str, value: Any, names: dict[tuple[str, Any], str]) -> str | None:
    to = audit_master.REFERS.get(("part", name))
    if to is not None and value is not None:
        return names.get((to, value), str(value))
    if name == "last_cost":
        return words.price(Decimal(value).scaleb(-COST_PLACES))
    return audit_master.text_of("part", name, decoded(name, value))


def lies(name: str, value: Any) -> Any:
    """A value as it lies in the table of parts, of one from the JSON of a change; a file has no truths of its own."""
    return bool(value) if name in _TRUTHS and value is not None else value


def decoded(name: str, value: Any) -> Any:
    """A value as the program reads it, of one as it lies in the table of parts."""
    kind = _PART.c[name].type
    if value is None:
        return None
    if isinstance(kind, Scaled):
        return Decimal(value).scaleb(-kind.places)
    return lies(name, value)


_TRUTHS: Final = frozenset(column.name for column in _PART.columns if column.type.python_type is bool)
