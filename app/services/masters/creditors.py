"""The creditors' master file: cards, what is bought and what is owed; it must not know how they are shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Creditor, CreditorEntry
from app.rules import codes
from app.rules.faults import Refused
from app.rules.found import CreditorFound
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import audit_read

MOST_DAYS = 365
_NO_MONEY = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class CreditorCard:
    """What the Creditor Master File shows and changes; terms and lead time are days."""

    id: int | None = None
    version: int = 0
    code: str = ""
    name: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    abn: str = ""
    address: str = ""
    our_account: str = ""
    notes: str = ""
    active: bool = True
    terms_days: int = 30
    lead_days: int = 7


def open_card(counter: Counter, creditor_id: int) -> CreditorCard:
    """The creditor's card as it is stored; raises Refused when it is gone."""
    with counter.db.read() as session:
        return _card(_row(session, creditor_id))


def save(counter: Counter, card: CreditorCard, was: CreditorCard | None) -> CreditorCard:
    """Store a new card (`was` None) or the changes to the card as it `was` when it was opened; returns what is stored.

    Raises Refused, with the field, for what cannot be, and when somebody else has changed the same field meanwhile.
    """
    card = _checked(card)
    with counter.work() as session:
        if was is None:
            again = cards.made_already(
                session, Creditor.id, Creditor.code, card, card.code, lambda key: _card(_row(session, key))
            )
            if again is not None:
                return again
            row = Creditor(version=1)
        else:
            row = _row(session, was.id or 0, lock=True)
            stored = _card(row)
            by = audit_read.said_by(session, counter, "creditor", row.id)
            card = _checked(cards.merged(card, was, stored, by=by))
            if card == stored:
                return stored
            row.version += 1
        cards.need_free_code(session, Creditor.id, Creditor.code, card.code, row.id)
        for name in cards.typed_fields(card):
            setattr(row, name, getattr(card, name))
        row.phone_key = codes.phone_key(card.phone)
        session.add(row)
        session.flush()
        return _card(row)


def next_code(counter: Counter, name: str = "") -> str:
    """The next free code (*Get Next Code*), in the manner of those that the shop has; nothing is reserved by it."""
    with counter.db.read() as session:
        return codes.next_code(session.scalars(select(Creditor.code)), name or None)


def search(counter: Counter, typed: str, limit: int = lookup.LIMIT) -> tuple[CreditorFound, ...]:
    """The creditors that fit by code, words of the name, phone or ABN, those no longer bought from included."""
    return lookup.find_creditors(counter, typed, limit, retired=True)


def balance(counter: Counter, creditor_id: int) -> Decimal:
    """What we owe the creditor, dollars."""
    with counter.db.read() as session:
        owed = session.scalar(select(func.sum(CreditorEntry.amount)).where(CreditorEntry.creditor_id == creditor_id))
        return _NO_MONEY if owed is None else owed


def _row(session: Session, creditor_id: int, *, lock: bool = False) -> Creditor:
    row = session.get(Creditor, creditor_id, with_for_update={"key_share": True} if lock else None)
    if row is None:
        raise Refused("This creditor is no longer there. Look it up again.", field="code")
    return row


def _card(row: Creditor) -> CreditorCard:
    return CreditorCard(
        id=row.id,
        version=row.version,
        code=row.code,
        name=row.name,
        contact=row.contact,
        phone=row.phone,
        email=row.email,
        abn=row.abn,
        address=row.address,
        our_account=row.our_account,
        notes=row.notes,
        active=row.active,
        terms_days=row.terms_days,
        lead_days=row.lead_days,
    )


def _checked(card: CreditorCard) -> CreditorCard:
    """The card as it can be stored; raises Refused with the field."""
    return replace(
        card,
        code=cards.code(card.code),
        name=cards.line(card.name, "The name", "name", 200, required=True),
        contact=cards.line(card.contact, "The contact", "contact", 200),
        phone=cards.line(card.phone, "The phone number", "phone", 60),
        email=cards.email(card.email),
        abn=codes.checked_abn(card.abn),
        address=cards.lines(card.address, "The address", "address"),
        our_account=cards.line(card.our_account, "Our account there", "our_account", 60),
        notes=cards.lines(card.notes, "The notes", "notes"),
        terms_days=cards.whole(card.terms_days, "Terms in days", "terms_days", MOST_DAYS),
        lead_days=cards.whole(card.lead_days, "Lead time in days", "lead_days", MOST_DAYS),
    )
