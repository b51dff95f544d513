"""Who approved of what stands in the chain of who did what, as it is read; it must not know how one approves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Audit, Operator, StockAdjustment, StoredAnswer
from app.services.within.posted_read import in_parts

_SAID: Final = "approved "
_ADJUSTMENT: Final = "stock adjustment"
_STOCKTAKE: Final = "stocktake"

_Document = tuple[str, int]
_When = tuple[datetime, int]
"""The moment of a unit of work, and whose it was."""


def of_rows(session: Session, rows: Sequence[Audit]) -> dict[int, tuple[str, ...]]:
    """By row of the chain: *by Pat: CAB-220 at 50.00.*, one for each thing approved; rows without any are left out.

    What was approved for a posted document counts for it, also while it was only saved; of a record that changes again
    and again only what was approved in the very unit of work.
    """
    posted = {row.id: (row.subject, int(row.subject_key)) for row in rows if row.what == "posted" and _numbered(row)}
    records = {row.id: (row.subject, int(row.subject_key)) for row in rows if row.what != "posted" and _numbered(row)}
    counted = _stocktakes(session, [key for kind, key in posted.values() if kind == _ADJUSTMENT])
    wanted = {*posted.values(), *records.values(), *((_STOCKTAKE, key) for key in counted.values())}
    given = _given(session, wanted)
    told: dict[int, tuple[str, ...]] = {}
    for row in rows:
        if row.id in posted:
            kind, key = posted[row.id]
            also = given.get((_STOCKTAKE, counted[key]), []) if kind == _ADJUSTMENT and key in counted else []
            found = [said for _, said in (*also, *given.get((kind, key), []))]
        else:
            done = (row.at, row.operator_id)
            found = [said for when, said in given.get(records.get(row.id, ("", 0)), []) if when == done]
        if found:
            told[row.id] = tuple(found)
    return told


def _numbered(row: Audit) -> bool:
    """Whether the row is of something that answers are kept with."""
    return row.subject_key.isdecimal()


def _stocktakes(session: Session, adjustments: Collection[int]) -> dict[int, int]:
    """The stocktake that each of these adjustments came from: what was approved is kept with that."""
    counted = StockAdjustment.stocktake_id.is_not(None)
    statement = select(StockAdjustment.id, StockAdjustment.stocktake_id).where(counted)
    found: dict[int, int] = {}
    for some in in_parts(sorted(adjustments)):
        found |= {key: of or 0 for key, of in session.execute(statement.where(StockAdjustment.id.in_(some)))}
    return found


def _given(session: Session, documents: Collection[_Document]) -> dict[_Document, list[tuple[_When, str]]]:
    by_kind: dict[str, list[int]] = {}
    for kind, key in sorted(documents):
        by_kind.setdefault(kind, []).append(key)
    given: dict[_Document, list[tuple[_When, str]]] = {}
    for kind, keys in by_kind.items():
        for some in in_parts(keys):
            statement = (
                select(StoredAnswer, Operator.name)
                .join(Operator, Operator.id == StoredAnswer.operator_id)
                .where(
                    StoredAnswer.document_kind == kind,
                    StoredAnswer.document_id.in_(some),
                    StoredAnswer.question == "Approve",
                )
                .order_by(StoredAnswer.id)
            )
            for answer, asker in session.execute(statement):
                # the question ends with who may not, and asks who approves: only what was approved is told
                what = answer.sentence.partition(f" {asker} may not ")[0]
                said = f"{answer.answer.removeprefix(_SAID)}: {what}"
                given.setdefault((kind, answer.document_id), []).append(((answer.at, answer.operator_id), said))
    return given
