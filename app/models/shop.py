"""Tables of the shop itself: settings, operators, document numbers, answers and what became of a document."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import Key, Reference


class Setting(Base):
    """One setting of the shop, as text; app/settings.py declares which there are and what they default to."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Operator(Base):
    """A person who works at the counter; who has left is no longer active, and stays for what was done."""

    __tablename__ = "operator"
    __table_args__ = (CheckConstraint("role IN ('counter', 'parts manager', 'office', 'owner')", name="role"),)

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20), default="owner")
    pin: Mapped[str] = mapped_column(String(200), default="")
    """As argon2 keeps it; empty while the person signs on without one."""
    active: Mapped[bool] = mapped_column(default=True)


class RoleRight(Base):
    """Where this shop differs from what the program gives a role: a right that is granted or withdrawn."""

    __tablename__ = "role_right"

    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    right_to: Mapped[str] = mapped_column(String(60), primary_key=True)
    granted: Mapped[bool]


class NextNumber(Base):
    """The next number of a kind of posted document; taken last within the unit of work, so there are no gaps."""

    __tablename__ = "next_number"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    next: Mapped[int]


class StoredAnswer(Base):
    """A question that was asked while a document was written, and what was answered."""

    __tablename__ = "answer"
    __table_args__ = (Index(None, "document_kind", "document_id"),)

    id: Mapped[Key]
    document_kind: Mapped[str] = mapped_column(String(30))
    document_id: Mapped[Reference]
    question: Mapped[str] = mapped_column(String(60))
    sentence: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[datetime]


class PaperRun(Base):
    """A document went to paper, to a PDF or to somebody: the document itself never changes for it."""

    __tablename__ = "paper_run"
    __table_args__ = (Index(None, "document_kind", "document_id"),)

    id: Mapped[Key]
    document_kind: Mapped[str] = mapped_column(String(30))
    document_id: Mapped[Reference]
    sheet: Mapped[str] = mapped_column(String(30))
    how: Mapped[str] = mapped_column(String(30))
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[datetime]
