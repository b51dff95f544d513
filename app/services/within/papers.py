"""Whether a document went to paper before, inside a unit of work; it must not know what is on the paper."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models import PaperRun


def went_out(session: Session, document_kind: str, document_id: int, sheet: str) -> bool:
    """Whether this sheet of the document was printed, filed or sent before: the next one says that it is a copy."""
    runs = exists().where(
        PaperRun.document_kind == document_kind, PaperRun.document_id == document_id, PaperRun.sheet == sheet
    )
    return bool(session.scalar(select(runs)))
