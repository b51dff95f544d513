"""Tables of e-mail that leaves the shop: what is to be sent, with its files, and each attempt at it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.types import Key, Reference


class Mail(Base):
    """An e-mail in the outbox; it stays until it is sent, or somebody takes it out."""

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'refused', 'unknown', 'withdrawn')", name="state"
        ),
        Index(None, "document_kind", "document_id"),
        Index(None, "state"),
    )

    id: Mapped[Key]
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    """Of the message itself: the same for each attempt."""
    document_kind: Mapped[str] = mapped_column(String(30))
    document_id: Mapped[Reference]
    document: Mapped[str] = mapped_column(String(80))
    """What a person calls it: *Invoice 10023*."""
    sheet: Mapped[str] = mapped_column(String(30))
    """Which of its sheets goes: *tax invoice*."""
    to: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10))
    """*failed* is tried again by itself; *refused* and *unknown* (it may have gone) wait for a person."""
    said: Mapped[str] = mapped_column(String(500), default="")
    """What the last attempt ended with, in a sentence."""
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]
    taken_at: Mapped[dt.datetime | None]
    """When the attempt under way began: one that never ended is known by it."""
    sent_at: Mapped[dt.datetime | None]

    files: Mapped[list[MailFile]] = relationship(order_by="MailFile.id", cascade="all, delete-orphan")


class MailFile(Base):
    """A file that goes with an e-mail."""

    __tablename__ = "mail_file"

    id: Mapped[Key]
    mail_id: Mapped[Reference] = mapped_column(ForeignKey("mail.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class MailAttempt(Base):
    """One attempt to send it, and how it ended; append-only."""

    __tablename__ = "mail_attempt"

    id: Mapped[Key]
    mail_id: Mapped[Reference] = mapped_column(ForeignKey("mail.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(10))
    """The state it left the e-mail in; *set-up* when the server refused the shop and not the e-mail."""
    said: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[dt.datetime]
