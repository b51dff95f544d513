"""The journal as a ledger program is to have it, read from its rows; it must not know a format."""

from __future__ import annotations

import datetime as dt
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import Account, Handover, JournalEntry
from app.rules.journal import AccountKind
from app.rules.posted import Ledger, LedgerAccount, LedgerEntry, LedgerLine

_OPENING = "opening"


def ledger(session: Session, first: dt.date | None, last: dt.date | None) -> Ledger:
    """The chart and the entries from the `first` to the `last` day, both included; without bounds all of them."""
    accounts = session.scalars(select(Account).order_by(Account.code)).all()
    code = {row.id: row.code for row in accounts}
    wanted = (
        select(JournalEntry, Handover.key)
        .outerjoin(
            Handover,
            (Handover.document_kind == JournalEntry.document_kind) & (Handover.document_id == JournalEntry.document_id),
        )
        .options(selectinload(JournalEntry.lines))
        .order_by(JournalEntry.date, JournalEntry.id)
    )
    if first is not None:
        wanted = wanted.where(JournalEntry.date >= first)
    if last is not None:
        wanted = wanted.where(JournalEntry.date <= last)
    return Ledger(
        accounts=tuple(LedgerAccount(row.code, row.name, cast(AccountKind, row.kind)) for row in accounts),
        entries=tuple(
            LedgerEntry(
                key=key or _OPENING,
                dated=row.date,
                narrative=row.narrative,
                lines=tuple(LedgerLine(code[line.account_id], line.amount) for line in row.lines),
            )
            for row, key in session.execute(wanted).all()
        ),
    )
