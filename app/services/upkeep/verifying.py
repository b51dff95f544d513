"""Verifies who did what: walks the chain, and names the first thing that is not as it was written; it mends nothing.

What must not be seen from here: why a document says what it says. That the books agree proves app/services/check.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Audit, AuditHead, JournalEntry, Operator, PriceImport, StockMovement
from app.services.counter import Counter
from app.services.within import audit, audit_compare, audit_digest
from app.services.within.shop import settings

Progress = Callable[[int, int], None]
"""Told how many rows are verified, of how many."""

_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it: so much was verified, and in a sentence the first thing that is wrong ("" when nothing is).

    Opening stock that was brought in counts as a document.
    """

    rows: int
    documents: int
    changes: int
    seal: str
    """The seal of the last row: kept on paper, it shows later that the whole chain is still the same."""
    broken: str = ""


@dataclass(slots=True)
class _Walk:
    """How far the chain is verified."""

    session: Session
    people: Mapping[int, str]
    last: int = 0
    seal: str = ""
    documents: dict[str, set[int]] = field(default_factory=dict)
    movements: set[int] = field(default_factory=set)
    entries: set[int] = field(default_factory=set)
    posted: int = 0
    changes: int = 0


def verify(db: Database, progress: Progress = lambda _done, _of: None) -> Verified:
    """Recompute every seal of the chain and every digest of a posted document, and look for documents without a row.

    Then master data is compared with what the chain tells of it: it may be changed, but not past the program.

    It writes nothing: of a shop from before the chain it says that its chain has not begun.
    """
    with db.read() as session:
        return verified(session, progress)


def verified(session: Session, progress: Progress = lambda _done, _of: None) -> Verified:
    """The same, of what this session sees."""
    walk = _Walk(session, dict(session.execute(select(Operator.id, Operator.name)).all()))
    broken = _first_broken(walk, progress) or audit_compare.first_difference(session)
    return Verified(walk.last, walk.posted, walk.changes, walk.seal, broken)


def begin_chain(counter: Counter) -> None:
    """Enter what a shop has posted before the chain of who did what began, once; one query for any other shop."""
    with counter.db.read() as session:
        if audit.has_begun(session):
            return
    with counter.work() as session:
        audit.wait_for_the_end(session)
        if audit.has_begun(session):
            return
        there = set(session.execute(select(Audit.subject, Audit.subject_key).where(Audit.what == "posted")).all())
        for kind in audit_digest.KINDS:
            named = {
                (kind, key): f"{kind.capitalize()} {number}"
                for key, number in audit_digest.numbered(session, kind)
                if (kind, str(key)) not in there
            }
            if named:
                rows = list(audit.document_rows(session, named, late=True))
                audit.append(session, counter.operator.id, counter.now(), rows)
        movements, entries = _opening(session)
        for facts in session.scalars(select(Audit.facts).where(Audit.subject == audit.OPENING)):
            movements -= set(audit_digest.keys_of(json.loads(facts)["movements"]))
            entries -= set(json.loads(facts)["entries"])
        if movements or entries:
            row = audit.opening_row(session, sorted(movements), sorted(entries), late=True)
            audit.append(session, counter.operator.id, counter.now(), [row])
        audit.begin(session)


# ---- the chain itself ----


def _first_broken(walk: _Walk, progress: Progress) -> str:
    if not audit.has_begun(walk.session):
        return "The chain has not begun, or its beginning is missing. A shop from before begins it when it is opened."
    while True:
        before = walk.last
        for rows, end in _chunks(walk):
            for row in rows:
                if said := _row_is_broken(walk, row):
                    return said
            if said := _documents_are_broken(walk, rows):
                return said
            progress(walk.last, end)
        # rows that others seal meanwhile are verified too: head and end are read in one statement
        ends = select(AuditHead.last, AuditHead.seal, select(func.max(Audit.id)).scalar_subquery().label("newest"))
        head = walk.session.execute(ends).one()
        if walk.last == before or walk.last >= min(head.newest or 0, head.last):
            break
    return _end_is_broken(walk, head) or _without_a_row(walk)


def _chunks(walk: _Walk) -> Iterator[tuple[list[Any], int]]:
    columns = Audit.__table__.columns
    end = walk.session.execute(select(AuditHead.last)).scalar_one()
    while True:
        statement = select(*columns).where(Audit.id > walk.last, Audit.id <= end).order_by(Audit.id).limit(_AT_ONCE)
        rows = list(walk.session.execute(statement))
        if not rows:
            return
        yield rows, end


def _row_is_broken(walk: _Walk, row: Any) -> str:
    if row.id != walk.last + 1:
        gone = walk.last + 1
        missing = f"Row {gone} is" if row.id == gone + 1 else f"Rows {gone} to {row.id - 1} are"
        return f"{missing} missing from the chain: what comes next is {_named(walk, row)}."
    if row.before != walk.seal:
        return (
            f"{_named(walk, row, begins=True)} does not follow on row {walk.last}: "
            "one of the two was put in or written anew."
        )
    facts = (row.id, row.at, row.operator_id, row.what, row.subject, row.subject_key, row.name, row.facts, row.before)
    if audit.sealed(*facts) != row.seal:
        return f"{_named(walk, row, begins=True)} was changed: it is not what was sealed."
    walk.last, walk.seal = row.id, row.seal
    walk.changes += row.what != "posted"
    return ""


def _end_is_broken(walk: _Walk, head: Any) -> str:
    if (head.newest or 0) > head.last:
        return f"Row {head.last + 1} was put in behind the end of the chain, which is row {head.last}."
    if walk.last < head.last:
        return f"Rows {walk.last + 1} to {head.last} are missing at the end of the chain."
    if walk.seal != head.seal:
        return f"The end of the chain is not row {walk.last} as it was sealed: one of the two was written anew."
    return ""


# ---- what was posted ----


def _documents_are_broken(walk: _Walk, rows: list[Any]) -> str:
    """The first row of these whose document is not what was posted."""
    told = {row.id: json.loads(row.facts) for row in rows if row.what == "posted"}
    wanted: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        if row.id in told and row.subject != audit.OPENING:
            wanted.setdefault((row.subject, told[row.id]["form"]), []).append(int(row.subject_key))
    now = {
        (kind, form): audit_digest.of_documents(walk.session, kind, keys, form) for (kind, form), keys in wanted.items()
    }
    for row in rows:
        if row.id not in told:
            continue
        facts = told[row.id]
        if row.subject == audit.OPENING:
            movements, entries = audit_digest.keys_of(facts["movements"]), facts["entries"]
            digest: str | None = audit_digest.of_opening(walk.session, movements, entries, facts["form"])
            walk.movements.update(movements)
            walk.entries.update(entries)
        else:
            key = int(row.subject_key)
            digest = now[row.subject, facts["form"]].get(key)
            seen = walk.documents.setdefault(row.subject, set())
            if key in seen:
                return f"{row.name} stands in the chain twice, the second time as {_named(walk, row)}."
            seen.add(key)
        if digest is None:
            return f"{row.name} is no longer there: it was posted as {_named(walk, row)}."
        if digest != facts["digest"]:
            return f"{row.name} is not what was posted: its rows were changed after {_named(walk, row)}."
        walk.posted += 1
    return ""


def _without_a_row(walk: _Walk) -> str:
    for kind in audit_digest.KINDS:
        seen = walk.documents.get(kind, set())
        for key, number in audit_digest.numbered(walk.session, kind):
            if key not in seen and not _just_posted(walk, kind, key):
                return f"{kind.capitalize()} {number} stands in the books, but nobody has posted it: it has no row."
    seen = walk.documents.get(audit_digest.PRICE_FILE, set())
    for key, name in walk.session.execute(select(PriceImport.id, PriceImport.file_name).order_by(PriceImport.id)):
        if key not in seen and not _just_posted(walk, audit_digest.PRICE_FILE, key):
            return f"The price file {name} stands in the books, but nobody has brought it in: it has no row."
    movements, entries = _opening(walk.session)
    loose = (movements - walk.movements) | (entries - walk.entries)
    if loose and not _just_posted(walk, audit.OPENING, None):
        return "There is opening stock that nobody has brought in: it has no row."
    return ""


def _just_posted(walk: _Walk, kind: str, key: int | None) -> bool:
    """Whether somebody else has posted it since the end of the chain was read."""
    statement = select(Audit.id).where(Audit.subject == kind, Audit.what == "posted", Audit.id > walk.last).limit(1)
    if key is not None:
        statement = statement.where(Audit.subject_key == str(key))
    return walk.session.scalar(statement) is not None


def _opening(session: Session) -> tuple[set[int], set[int]]:
    movements = select(StockMovement.id).where(StockMovement.document_kind == audit.OPENING)
    entries = select(JournalEntry.id).where(JournalEntry.document_kind == audit.OPENING)
    return set(session.scalars(movements)), set(session.scalars(entries))


def _named(walk: _Walk, row: Any, *, begins: bool = False) -> str:
    """A row within a sentence: row 17 (Debtor MILLER changed by Kim, 16 Nov 2026 12:05)."""
    at: datetime = row.at
    when = at.astimezone()
    who = walk.people.get(row.operator_id, "somebody unknown")
    word = "Row" if begins else "row"
    day = settings(walk.session).dates.full_day(when.date())
    return f"{word} {row.id} ({row.name}, {row.what} by {who}, {day} {when:%H:%M})"
