"""The table of the backups that were made and found good, so that every desk knows of them; append-only."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import Key, Reference


class BackupMade(Base):
    """A backup was made, opened and compared; the file itself lies in a folder of the desk that made it."""

    __tablename__ = "backup_made"

    id: Mapped[Key]
    at: Mapped[dt.datetime]
    day: Mapped[dt.date] = mapped_column(index=True)
    """On the shop's calendar, by the desk that made it."""
    why: Mapped[str] = mapped_column(String(20))
    file: Mapped[str] = mapped_column(String(300))
    desk: Mapped[str] = mapped_column(String(200))
    """The name of that computer."""
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
