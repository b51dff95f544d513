"""Every creditor of the shop as a long list, by name; it must not know how it is shown, and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import case, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models import Creditor, CreditorEntry
from app.models.types import MONEY
from app.rules.listing import Listing
from app.services.counter import Counter
from app.services.within import listed_fields
from app.services.within.listed import Listed

_ENTRIES: Final = select(func.sum(CreditorEntry.amount)).where(CreditorEntry.creditor_id == Creditor.id)
_OWED: Final = type_coerce(func.coalesce(_ENTRIES.scalar_subquery(), 0), MONEY)
_STATE: Final = case((Creditor.active.is_(False), "not in use"), else_="")


@dataclass(frozen=True, slots=True)
class CreditorListed:
    """A creditor, how it is reached and what we owe it, dollars. `state` is *not in use* or empty."""

    id: int
    code: str
    name: str
    phone: str
    email: str
    our_account: str
    owed: Decimal
    state: str


def every(counter: Counter) -> Listing[CreditorListed]:
    """All creditors by name, those no longer bought from included; found also by the bare digits of phone and ABN."""
    of = Creditor
    shown = (of.id, of.code, of.name, of.phone, of.email, of.our_account, _OWED, _STATE)

    def read(session: Session, keys: Sequence[int]) -> list[CreditorListed]:
        return [CreditorListed(*row) for row in session.execute(select(*shown).where(of.id.in_(keys)))]

    return Listed(
        counter,
        select(of.id),
        (of.name, of.code),
        {
            "code": listed_fields.text(of.code),
            "name": listed_fields.text(of.name),
            "phone": listed_fields.text(of.phone),
            "email": listed_fields.text(of.email),
            "our_account": listed_fields.text(of.our_account),
            "owed": listed_fields.money(_OWED),
            "state": listed_fields.text(_STATE),
            "digits": listed_fields.text(of.phone_key),
            "abn": listed_fields.text(func.replace(of.abn, " ", "")),
        },
        read,
    )
