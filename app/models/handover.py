"""Tables of the hand-over to accounting: an outbox row for each document, and the batches in which they went."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.types import Key, Reference


class Handover(Base):
    """A posted document that accounting is to have; written along with it. `key` never changes."""

    __tablename__ = "handover"
    __table_args__ = (UniqueConstraint("document_kind", "document_id"), Index(None, "date"))

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(60), unique=True)
    """What accounting knows the document by: *invoice-10023*."""
    document_kind: Mapped[str] = mapped_column(String(30))
    document_id: Mapped[Reference]
    date: Mapped[dt.date]


class HandoverBatch(Base):
    """What was handed over at once in one format; its files are kept, so that they can be written again identically."""

    __tablename__ = "handover_batch"
    __table_args__ = (UniqueConstraint("format", "number"),)

    id: Mapped[Key]
    format: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    at: Mapped[dt.datetime]
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    written_at: Mapped[dt.datetime | None]
    """When its files were known to be complete; until then the next run writes them again."""

    files: Mapped[list[HandoverFile]] = relationship(order_by="HandoverFile.id", cascade="all, delete-orphan")


class HandoverFile(Base):
    """A file of a batch, as it was written."""

    __tablename__ = "handover_file"
    __table_args__ = (UniqueConstraint("batch_id", "name"),)

    id: Mapped[Key]
    batch_id: Mapped[Reference] = mapped_column(ForeignKey("handover_batch.id"))
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class HandoverItem(Base):
    """How a document stands in one format: *sent* with a batch, or *refused* with the reason."""

    __tablename__ = "handover_item"
    __table_args__ = (
        UniqueConstraint("handover_id", "format"),
        CheckConstraint("state IN ('sent', 'refused')", name="state"),
        CheckConstraint("state = 'refused' OR batch_id IS NOT NULL", name="sent_with_a_batch"),
    )

    id: Mapped[Key]
    handover_id: Mapped[Reference] = mapped_column(ForeignKey("handover.id"))
    format: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500), default="")
    batch_id: Mapped[Reference | None] = mapped_column(ForeignKey("handover_batch.id"), index=True)
    at: Mapped[dt.datetime]
