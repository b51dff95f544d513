"""Tables of price files: which file was brought in, what it changed, and how a supplier's columns are matched.

What a part held before and after is JSON by the name of the column, each value as it lies in the table.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import Key, Reference


class PriceImport(Base):
    """A price file came in, or one was taken back (`undoes_id` says which); append-only, sealed in the chain.

    Of one that was taken back, `new` are the parts that were taken away, `changed` those that hold again what they held
    before, `unchanged` the new ones that stay, `refused` those of which something was changed since.
    """

    __tablename__ = "price_import"

    id: Mapped[Key]
    creditor_id: Mapped[Reference | None] = mapped_column(ForeignKey("creditor.id"), index=True)
    """Whose list it is; nobody's when the file was brought in without a supplier."""
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the file's bytes; "" when the rows came from no file."""
    matching: Mapped[str] = mapped_column(Text, default="")
    """JSON: which column held what, and the choices that were made."""
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    gone: Mapped[int]
    refused: Mapped[int]
    undoes_id: Mapped[Reference | None] = mapped_column(index=True)
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[datetime]


class PriceImportChange(Base):
    """What a price file changed of a part that was there; the part itself may be taken away again later."""

    __tablename__ = "price_import_change"
    __table_args__ = (Index(None, "part_id"),)

    import_id: Mapped[Reference] = mapped_column(ForeignKey("price_import.id"), primary_key=True)
    part_id: Mapped[Reference] = mapped_column(primary_key=True, autoincrement=False)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)


class PriceImportMade(Base):
    """Parts with consecutive keys that a price file made, and the digest of them as they were made.

    Of an import that takes another one back: those of its parts that stay, as they were then.
    """

    __tablename__ = "price_import_made"

    import_id: Mapped[Reference] = mapped_column(ForeignKey("price_import.id"), primary_key=True)
    first_part_id: Mapped[Reference] = mapped_column(primary_key=True, autoincrement=False)
    last_part_id: Mapped[Reference]
    digest: Mapped[str] = mapped_column(String(64))


class PriceMatching(Base):
    """How the price files of a supplier were read last: columns by their headings, and the choices; JSON."""

    __tablename__ = "price_matching"

    creditor_id: Mapped[Reference] = mapped_column(ForeignKey("creditor.id"), primary_key=True, autoincrement=False)
    matching: Mapped[str] = mapped_column(Text)
