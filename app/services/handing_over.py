"""The hand-over to accounting: what was sent in which format, and files that hold it; it must not know a format's form.

A document is in one batch of a format. The files of a batch are stored with it before they are written, so that a
failure between the two loses nothing and doubles nothing, and every batch can be written again identically.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.exchange.handover import pint
from app.exchange.handover.writing import Put
from app.models import Credit, Handover, HandoverBatch, HandoverFile, HandoverItem, Invoice, Operator
from app.rules import entry, words
from app.rules.faults import Refused
from app.rules.posted import Format, OutFile, Sale
from app.services.counter import Counter
from app.services.within import handing, posted_read
from app.services.within.posted_read import in_parts
from app.services.within.shop import settings

State = Literal["not sent", "sent", "refused"]


@dataclass(frozen=True, slots=True)
class Handed:
    """A posted document as it stands in one format; `reason` says why it was refused, by us or by accounting."""

    id: int
    key: str
    about: str
    """What it is and whom it concerns: *Invoice 10023, Miller Motors*."""
    date: dt.date
    state: State
    reason: str = ""
    batch: int | None = None
    """The number of the batch that it went with."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What was handed over at once; `written` None while its files are not known to be complete."""

    id: int
    number: int
    at: dt.datetime
    by: str
    documents: int
    files: tuple[str, ...]
    written: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export has done: files in the folder, documents that went with it for the first time, refused ones."""

    files: tuple[Put, ...]
    documents: int
    refused: tuple[Handed, ...] = ()

    @property
    def sentence(self) -> str:
        """For the status line."""
        new = [put for put in self.files if put.new]
        said = [f"{words.counted(self.documents, 'document')} handed over"] if self.documents else []
        if not self.documents and not new:
            said.append("Nothing new")
        if new:
            said.append(f"{words.counted(len(new), 'file')} written")
        if len(new) < len(self.files):
            said.append(f"{words.counted(len(self.files) - len(new), 'file')} there already")
        if self.refused:
            said.append(f"{len(self.refused)} refused")
        return " – ".join(said)


def documents(
    counter: Counter,
    format: Format,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    sent: bool = True,
) -> tuple[Handed, ...]:
    """Every document that this format takes, from the `first` to the `last` day, the latest first.

    Without `sent` those that are still to go, or were refused.
    """
    with counter.db.read() as session:
        wanted = handing.wanted(format, first, last)
        if not sent:
            wanted = wanted.where(~handing.is_sent(format))
        of_format = select(HandoverBatch.id, HandoverBatch.number).where(HandoverBatch.format == format)
        batches = dict(session.execute(of_format).all())
        rows = session.execute(wanted.order_by(Handover.date.desc(), Handover.id.desc())).all()
        items = handing.items(session, format, [row.id for row, _ in rows])
        return tuple(_handed(row, about, items.get(row.id), batches) for row, about in rows)


def batches(counter: Counter, format: Format) -> tuple[Batch, ...]:
    """What was handed over in this format, the latest first."""
    with counter.db.read() as session:
        rows = session.execute(
            select(HandoverBatch, Operator.name)
            .join(Operator, Operator.id == HandoverBatch.operator_id)
            .where(HandoverBatch.format == format)
            .order_by(HandoverBatch.number.desc())
        ).all()
        counted = select(HandoverItem.batch_id, func.count()).where(HandoverItem.format == format)
        counts = dict(session.execute(counted.group_by(HandoverItem.batch_id)).all())
        names: dict[int, list[str]] = {}
        for batch_id, name in session.execute(
            select(HandoverFile.batch_id, HandoverFile.name)
            .join(HandoverBatch, HandoverBatch.id == HandoverFile.batch_id)
            .where(HandoverBatch.format == format)
            .order_by(HandoverFile.id)
        ):
            names.setdefault(batch_id, []).append(name)
        return tuple(
            Batch(row.id, row.number, row.at, by, counts.get(row.id, 0), tuple(names.get(row.id, ())), row.written_at)
            for row, by in rows
        )


def export(
    counter: Counter,
    format: Format,
    folder: Path,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    only_new: bool = False,
) -> Exported:
    """Hand over what was not sent yet of these days, and put the files into the folder.

    The folder then holds every batch of these days; with `only_new` those that were not known to be written. What is
    there already with the same content is left alone, so doing it twice changes nothing. A ledger is the whole of these
    days every time. Raises Refused for days that are none, a shop that lacks what the format needs, and a folder that
    cannot be written; what was chosen is written by the next export then.
    """
    if first is not None and last is not None and first > last:
        with counter.db.read() as session:
            dates = settings(session).dates
        raise Refused(f"{dates.full_day(first)} is after {dates.full_day(last)}. Turn the days round.", field="first")
    with counter.work() as session:
        sent, reasons = handing.choose(session, counter, format, first, last)
        session.flush()
        ids = handing.to_write(session, format, first, last, only_new=only_new)
    written = handing.put(counter, ids, folder)
    refused = tuple(each for each in documents(counter, format, first, last) if each.id in reasons)
    return Exported(written, len(sent), refused)


def write_again(counter: Counter, batch_id: int, folder: Path) -> Exported:
    """The files of a batch, as they were. Raises Refused when the folder cannot be written."""
    return Exported(handing.put(counter, [batch_id], folder), 0)


def refuse(counter: Counter, format: Format, ids: Collection[int], reason: str) -> int:
    """Keep that accounting refused these documents, and why; returns how many.

    Raises Refused without a reason, and for a document that was not sent.
    """
    why = entry.line(reason, "The reason", handing.LONGEST_REASON)
    if not why:
        raise Refused("Why was it refused? Type what accounting says.", field="reason")
    with counter.work() as session:
        for item in _of(session, format, ids, "sent", "was not sent, so it cannot have been refused"):
            item.state, item.reason, item.at = "refused", why, counter.now()
    return len(ids)


def send_again(counter: Counter, format: Format, ids: Collection[int]) -> int:
    """Let the next export take these refused documents once more; returns how many.

    Raises Refused for a document that is not refused.
    """
    with counter.work() as session:
        for item in _of(session, format, ids, "refused", "is not refused. Mark it as refused first"):
            session.delete(item)
    return len(ids)


def e_invoice(counter: Counter, invoice_id: int) -> OutFile:
    """The e-invoice of a finalised invoice. Raises Refused where there can be none: the buyer has no ABN, …"""
    with counter.db.read() as session:
        if session.scalar(select(Invoice.number).where(Invoice.id == invoice_id)) is None:
            raise Refused("Only a finalised invoice can go as an e-invoice. F12 finalises it.")
        return _e_document(session, posted_read.sales(session, [invoice_id], []))


def e_credit(counter: Counter, credit_id: int) -> OutFile:
    """The e-invoice (a credit note) of a credit. Raises Refused like `e_invoice`."""
    with counter.db.read() as session:
        if session.get(Credit, credit_id) is None:
            raise Refused("This credit does not exist.")
        return _e_document(session, posted_read.sales(session, [], [credit_id]))


def _e_document(session: Session, sales: Sequence[Sale]) -> OutFile:
    return pint.e_document(sales[0], settings(session).seller)


def _handed(row: Handover, about: str, item: HandoverItem | None, batches: Mapping[int, int]) -> Handed:
    if item is None:
        return Handed(row.id, row.key, about, row.date, "not sent")
    state = cast(State, item.state)
    return Handed(row.id, row.key, about, row.date, state, item.reason, batches.get(item.batch_id or 0))


def _of(session: Session, format: Format, ids: Collection[int], state: str, otherwise: str) -> list[HandoverItem]:
    """The items of these documents, locked; each must be in that state."""
    found: dict[int, HandoverItem] = {}
    for some in in_parts(ids):
        wanted = select(HandoverItem).where(HandoverItem.format == format, HandoverItem.handover_id.in_(some))
        found |= {
            item.handover_id: item
            for item in session.scalars(wanted.order_by(HandoverItem.id).with_for_update(key_share=True))
        }
    for key in ids:
        item = found.get(key)
        if item is None or item.state != state:
            raise Refused(f"{session.get_one(Handover, key).key} {otherwise}.")
    return list(found.values())
