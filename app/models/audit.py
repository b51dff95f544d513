"""Tables of who did what: a chain of rows, each sealed with the one before; append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import Key, Reference


class Audit(Base):
    """A document was posted, or a record of the master data was made, changed or removed.

    `seal` is a hash over this row's facts and the seal of the row before, so that no row can be changed, taken out or
    put in later without breaking the chain. Rows are numbered without gap.
    """

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("what IN ('posted', 'made', 'changed', 'removed')", name="what"),
        Index(None, "subject", "subject_key", "id"),
    )

    id: Mapped[Key]
    at: Mapped[datetime]
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    what: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(40))
    """The kind of document, or the table of the record."""
    subject_key: Mapped[str] = mapped_column(String(120))
    """Its key within that, as text."""
    name: Mapped[str] = mapped_column(String(200))
    """What a person calls it."""
    facts: Mapped[str] = mapped_column(Text)
    """JSON: what was posted, in digest; or by field the old value and the new one."""
    before: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """Where the chain ends: the one row that is locked last of all in a unit of work."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[Reference]
    """The id of the last row, 0 before the first."""
    seal: Mapped[str] = mapped_column(String(64))
