"""Who did what: what a unit of work changes is noted while it goes on, and sealed into the chain as its last step.

It must not know what a record or a document means: app/services/within/audit_rows.py notes the rows of master data,
app/services/within/audit_digest.py says what a posted document consists of. A session that nobody watches (a rehearsal,
a look-up) leaves no trace.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import bindparam, event, insert, inspect, select, update
from sqlalchemy.orm import Session

from app.models import Audit, AuditHead, Base, StockMovement
from app.services.within import audit_digest, audit_rows
from app.services.within.audit_master import Changes

What = Literal["posted", "made", "changed", "removed"]

BEGUN: Final = "chain"
"""The subject of the row that says that the chain has begun, and that what was posted before is in it."""
OPENING: Final = audit_digest.OPENING
_TRAIL: Final = "audit trail"
_LONGEST_NAME: Final = 200
_AUDIT: Final = Base.metadata.tables[Audit.__tablename__]
_HEAD: Final = Base.metadata.tables[AuditHead.__tablename__]
_END: Final = select(_HEAD.c.last, _HEAD.c.seal).with_for_update(key_share=True)
_SEALED: Final = insert(_AUDIT)
_MOVED_ON: Final = update(_HEAD).values(last=bindparam("end"), seal=bindparam("end_seal"))


@dataclass(slots=True)
class _Trail:
    """What one unit of work has done so far."""

    operator_id: int
    at: datetime
    changes: Changes = field(default_factory=Changes)
    posted: dict[tuple[str, int], str] = field(default_factory=dict)
    """What a person calls each document that was posted."""
    opened: list[int] = field(default_factory=list)
    """The movements that brought opening stock."""
    opening_entries: list[int] = field(default_factory=list)
    begins: bool = False
    """Whether the chain begins with this unit of work."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of the chain is to say; `facts` is JSON."""

    what: What
    subject: str
    key: str
    name: str
    facts: str


def watch(session: Session, operator_id: int, at: datetime) -> None:
    """From now on everything that this unit of work does to master data is noted; all of it as this operator's."""
    trail = _trail(session)
    if trail is not None:
        trail.operator_id = operator_id
        return
    trail = _Trail(operator_id, at)
    session.info[_TRAIL] = trail
    session.info[audit_rows.CHANGES] = trail.changes


def moment(session: Session) -> datetime | None:
    """When everything that this unit of work does is said to have been done; None when nobody watches it."""
    trail = _trail(session)
    return None if trail is None else trail.at


def begin(session: Session) -> None:
    """The chain begins with this unit of work, or what was posted before has come into it."""
    trail = _trail(session)
    if trail is not None:
        trail.begins = True


def has_begun(session: Session) -> bool:
    """Whether the chain has begun: one look-up by key."""
    return session.scalar(select(Audit.id).where(Audit.subject == BEGUN).limit(1)) is not None


def wait_for_the_end(session: Session) -> None:
    """Nobody else puts anything into the chain until this unit of work ends."""
    session.execute(select(AuditHead.last).with_for_update(key_share=True))


def posted(session: Session, kind: str, document_id: int, name: str) -> None:
    """A document was posted: with everything that belongs to it, it is sealed when the unit of work ends."""
    trail = _trail(session)
    if trail is not None:
        trail.posted[kind, document_id] = name


def opened(session: Session, entry_id: int) -> None:
    """An entry for opening stock was written: it is sealed with the movements that brought it."""
    trail = _trail(session)
    if trail is not None:
        trail.opening_entries.append(entry_id)


def close(session: Session) -> None:
    """Seal what was noted: the last step of a unit of work, and the last lock that it takes."""
    trail = _trail(session)
    if trail is None:
        return
    session.flush()
    begun = [Row("made", BEGUN, "1", "Who did what", "[]")] if trail.begins else []
    rows = [
        *begun,
        *document_rows(session, trail.posted),
        *_opening_rows(session, trail),
        *(Row(each.what, each.subject, each.key, each.name, each.facts) for each in trail.changes.said(session)),
    ]
    if rows:
        append(session, trail.operator_id, trail.at, rows)


def document_rows(session: Session, documents: dict[tuple[str, int], str], **more: object) -> Iterable[Row]:
    """The rows of posted documents, in the order in which they were posted: name by kind and key."""
    by_kind: dict[str, list[int]] = {}
    for kind, document_id in documents:
        by_kind.setdefault(kind, []).append(document_id)
    digests = {kind: audit_digest.of_documents(session, kind, keys) for kind, keys in by_kind.items()}
    for (kind, key), name in documents.items():
        facts = {"digest": digests[kind][key], "form": audit_digest.FORM, **more}
        yield Row("posted", kind, str(key), name, canonical(facts))


def _opening_rows(session: Session, trail: _Trail) -> Iterable[Row]:
    """Opening stock comes in without a document: its movements and its entry are one."""
    if trail.opened or trail.opening_entries:
        yield opening_row(session, trail.opened, trail.opening_entries)


def opening_row(session: Session, movements: Sequence[int], entries: Sequence[int], **more: object) -> Row:
    """The row of opening stock that these movements and entries brought."""
    facts = {
        "digest": audit_digest.of_opening(session, movements, entries),
        "form": audit_digest.FORM,
        "movements": audit_digest.spans(movements),
        "entries": sorted(entries),
        **more,
    }
    first = f"{min(movements, default=0)}/{min(entries, default=0)}"
    return Row("posted", OPENING, first, "Opening stock", canonical(facts))


def append(session: Session, operator_id: int, at: datetime, rows: Sequence[Row]) -> None:
    """Put rows at the end of the chain, each sealed with the one before; the end is locked until the work ends."""
    connection = session.connection()
    head = connection.execute(_END).one()
    last, seal = head.last, head.seal
    written: list[dict[str, Any]] = []
    for row in rows:
        values: dict[str, Any] = {
            "id": last + 1,
            "at": at,
            "operator_id": operator_id,
            "what": row.what,
            "subject": row.subject,
            "subject_key": row.key,
            "name": row.name[:_LONGEST_NAME],
            "facts": row.facts,
            "before": seal,
        }
        last, seal = last + 1, sealed(**values)
        written.append({**values, "seal": seal})
    connection.execute(_SEALED, written)
    connection.execute(_MOVED_ON, {"end": last, "end_seal": seal})


def sealed(
    id: int,
    at: datetime,
    operator_id: int,
    what: str,
    subject: str,
    subject_key: str,
    name: str,
    facts: str,
    before: str,
) -> str:
    """The seal of a row: a hash over its facts and the seal of the row before."""
    when = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    told = canonical([id, when, operator_id, what, subject, subject_key, name, facts, before])
    return hashlib.sha256(told.encode()).hexdigest()


def canonical(facts: object) -> str:
    """JSON that is always written the same."""
    return json.dumps(facts, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def _trail(session: Session | None) -> _Trail | None:
    return None if session is None else session.info.get(_TRAIL)


@event.listens_for(StockMovement, "after_insert")
def _moved(_mapper: Any, _connection: Any, movement: StockMovement) -> None:
    if movement.document_kind == OPENING and (trail := _trail(inspect(movement).session)) is not None:
        trail.opened.append(movement.id)
