"""Batches of the hand-over inside a unit of work: what is chosen, kept and written; it must not know who asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Exists, Select, exists, select
from sqlalchemy.orm import Session, selectinload

from app.exchange.handover import formats, pint, writing
from app.exchange.handover.formats import TARGETS
from app.exchange.handover.writing import Put
from app.models import Handover, HandoverBatch, HandoverFile, HandoverItem, JournalEntry
from app.rules.faults import Refused
from app.rules.posted import Documents, Format, OutFile
from app.services.counter import Counter
from app.services.within import bills_read, ledger_read, numbers, posted_read
from app.services.within.shop import settings

LONGEST_REASON = 500


def wanted(format: Format, first: dt.date | None, last: dt.date | None) -> Select[Handover, str]:
    """The rows of the outbox that this format takes, of these days, each with the narrative of its entry."""
    rows = (
        select(Handover, JournalEntry.narrative)
        .join(
            JournalEntry,
            (JournalEntry.document_kind == Handover.document_kind) & (JournalEntry.document_id == Handover.document_id),
        )
        .where(Handover.document_kind.in_(formats.TARGETS[format].takes))
    )
    if first is not None:
        rows = rows.where(Handover.date >= first)
    if last is not None:
        rows = rows.where(Handover.date <= last)
    return rows


def is_sent(format: Format) -> Exists:
    """That a row of the outbox was sent in this format."""
    return exists().where(
        HandoverItem.handover_id == Handover.id, HandoverItem.format == format, HandoverItem.state == "sent"
    )


def items(session: Session, format: Format, ids: Collection[int]) -> dict[int, HandoverItem]:
    """How these rows of the outbox stand in this format; what is not in it was not sent."""
    found: dict[int, HandoverItem] = {}
    for some in posted_read.in_parts(ids):
        rows = session.scalars(
            select(HandoverItem).where(HandoverItem.format == format, HandoverItem.handover_id.in_(some))
        )
        found |= {item.handover_id: item for item in rows}
    return found


def choose(
    session: Session, counter: Counter, format: Format, first: dt.date | None, last: dt.date | None
) -> tuple[list[Handover], dict[int, str]]:
    """Keep a batch of what was not sent yet; the documents in it, and of those that cannot go the reason, by key."""
    of_days = wanted(format, first, last).where(~is_sent(format)).with_only_columns(Handover)
    rows = session.scalars(of_days.order_by(Handover.id).with_for_update(of=Handover, key_share=True)).all()
    # read after the rows are locked: what another counter has just sent is sent
    known = items(session, format, [row.id for row in rows])
    unsent = [row for row in rows if _is_open(known.get(row.id))]
    whole = TARGETS[format].whole
    posted = _whole(session, first, last) if whole else _documents(session, unsent)
    reasons = {} if whole else _refusals(format, posted)
    sent = [row for row in unsent if row.key not in reasons]
    refused = {row.id: reasons[row.key] for row in unsent if row.key in reasons}
    for key, reason in refused.items():
        _item(session, counter, format, key, known, None, reason)
    good = replace(posted, sales=tuple(sale for sale in posted.sales if sale.key not in reasons))
    if whole:
        made = formats.files(format, good, _stem(first, last))
        if made and (sent or not _is_there(session, format, made)):
            _keep(session, counter, format, numbers.take(session, _sequence(format)), made, sent, known)
    elif sent:
        number = numbers.take(session, _sequence(format))
        apart = settings(session).reversals_apart
        made = formats.files(format, good, f"{format}-{number}", reversals_apart=apart)
        _keep(session, counter, format, number, made, sent, known)
    return sent, refused


def _is_open(item: HandoverItem | None) -> bool:
    """Not sent yet; what we could not send before is tried again, what accounting refused waits for a person."""
    return item is None or (item.state == "refused" and item.batch_id is None)


def _sequence(format: Format) -> str:
    return f"hand-over {format}"


def _stem(first: dt.date | None, last: dt.date | None) -> str:
    """How the file of a ledger is called: it is the whole of these days, so it takes the place of the one before."""
    return "-".join(["ledger", *([f"from-{first}"] if first else []), *([f"to-{last}"] if last else [])])


def _whole(session: Session, first: dt.date | None, last: dt.date | None) -> Documents:
    return Documents(settings(session).seller, ledger=ledger_read.ledger(session, first, last))


def _documents(session: Session, rows: Iterable[Handover]) -> Documents:
    ids: dict[str, list[int]] = {}
    for row in rows:
        ids.setdefault(row.document_kind, []).append(row.document_id)
    invoices, undone, credits = (
        ids.get(kind, []) for kind in ("creditor invoice", "creditor invoice undo", "creditor credit")
    )
    return Documents(
        settings(session).seller,
        posted_read.sales(session, ids.get("invoice", []), ids.get("credit", [])),
        bills_read.bills(session, invoices, undone, credits),
    )


def _refusals(format: Format, posted: Documents) -> dict[str, str]:
    """By key, why a document cannot go in this format. Raises Refused when none can, because of the shop itself."""
    if format != "pint":
        return {}
    if why_not := pint.shop_refusal(posted.shop):
        raise Refused(why_not, field="format")
    return {sale.key: why_not for sale in posted.sales if (why_not := pint.refusal(sale))}


def _is_there(session: Session, format: Format, made: Sequence[OutFile]) -> bool:
    """Whether the last batch with a file of each of these names holds these very files."""
    for file in made:
        last = session.scalar(
            select(HandoverFile.content)
            .join(HandoverBatch, HandoverBatch.id == HandoverFile.batch_id)
            .where(HandoverBatch.format == format, HandoverFile.name == file.name)
            .order_by(HandoverBatch.number.desc())
            .limit(1)
        )
        if last != file.content:
            return False
    return True


def _keep(
    session: Session,
    counter: Counter,
    format: Format,
    number: int,
    made: Sequence[OutFile],
    sent: Sequence[Handover],
    known: Mapping[int, HandoverItem],
) -> None:
    batch = HandoverBatch(
        format=format,
        number=number,
        at=counter.now(),
        operator_id=counter.operator.id,
        files=[HandoverFile(name=file.name, content=file.content) for file in made],
    )
    session.add(batch)
    session.flush()
    for row in sent:
        _item(session, counter, format, row.id, known, batch.id, "")


def _item(
    session: Session,
    counter: Counter,
    format: Format,
    handover_id: int,
    known: Mapping[int, HandoverItem],
    batch_id: int | None,
    reason: str,
) -> None:
    item = known.get(handover_id)
    if item is None:
        item = HandoverItem(handover_id=handover_id, format=format)
        session.add(item)
    item.state = "refused" if batch_id is None else "sent"
    item.reason, item.batch_id, item.at = reason[:LONGEST_REASON], batch_id, counter.now()


def to_write(
    session: Session, format: Format, first: dt.date | None, last: dt.date | None, *, only_new: bool
) -> list[int]:
    """The batches whose files belong into the folder, the oldest first: those never known to be complete in any case.

    Of a ledger the youngest of these days; otherwise all that hold a document of these days, unless `only_new`.
    """
    of_format = select(HandoverBatch.id).where(HandoverBatch.format == format).order_by(HandoverBatch.number)
    unwritten = list(session.scalars(of_format.where(HandoverBatch.written_at.is_(None))))
    if TARGETS[format].whole:
        of_days = of_format.join(HandoverFile, HandoverFile.batch_id == HandoverBatch.id)
        named = of_days.where(HandoverFile.name.startswith(f"{_stem(first, last)}."))
        return sorted({*unwritten, *list(session.scalars(named))[-1:]})
    if only_new:
        return unwritten
    rows = wanted(format, first, last).with_only_columns(HandoverItem.batch_id)
    sent = rows.join(HandoverItem, HandoverItem.handover_id == Handover.id)
    ids = session.scalars(sent.where(HandoverItem.format == format, HandoverItem.batch_id.is_not(None)).distinct())
    return sorted({*unwritten, *(key for key in ids if key is not None)})


def put(counter: Counter, ids: Sequence[int], folder: Path) -> tuple[Put, ...]:
    """Write the files of these batches, then keep that they are complete; nothing is locked while files are written.

    Of files of one name the youngest batch's is the one. Raises Refused when the folder cannot be written.
    """
    with counter.db.read() as session:
        rows = session.scalars(
            select(HandoverBatch)
            .where(HandoverBatch.id.in_(ids))
            .options(selectinload(HandoverBatch.files))
            .order_by(HandoverBatch.number)
        ).all()
        if len(rows) < len(ids):
            raise Refused("This batch does not exist. Show the list again.")
        files = {file.name: OutFile(file.name, file.content) for row in rows for file in row.files}
        complete = all(row.written_at is not None for row in rows)
    written = writing.write(folder, files.values())
    if not complete:
        with counter.work() as session:
            of_these = select(HandoverBatch).where(HandoverBatch.id.in_(ids)).order_by(HandoverBatch.id)
            for batch in session.scalars(of_these.with_for_update(key_share=True)):
                batch.written_at = batch.written_at or counter.now()
    return written
