"""Over credit limit, of the Query tab: who owes more than the shop lets them; it must not change anybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import Select, case, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models import Debtor, DebtorEntry
from app.models.types import MONEY
from app.rules.listing import Listing, Sums
from app.services.counter import Counter
from app.services.queries.declared import QueryRow
from app.services.within import listed_fields
from app.services.within.found import NOTHING
from app.services.within.listed import Listed

_NO_MONEY = Decimal("0.00")


def over_limit(counter: Counter) -> Listing[QueryRow]:
    """Who owes more than the credit limit, by name."""
    entries = select(func.sum(DebtorEntry.amount)).where(DebtorEntry.debtor_id == Debtor.id)
    owes = type_coerce(entries.scalar_subquery(), MONEY)
    over = type_coerce(owes - Debtor.credit_limit, MONEY)
    charges = select(func.max(DebtorEntry.date)).where(DebtorEntry.debtor_id == Debtor.id, DebtorEntry.amount > NOTHING)
    last = charges.scalar_subquery()
    credit = case((Debtor.stop_credit, "stopped"), else_="")

    def read(session: Session, keys: Sequence[int]) -> Iterator[QueryRow]:
        for debtor, owed, day in session.execute(select(Debtor, owes, last).where(Debtor.id.in_(keys))):
            limit, said = debtor.credit_limit or _NO_MONEY, "stopped" if debtor.stop_credit else ""
            cells = (debtor.code, debtor.name, debtor.phone, owed, limit, owed - limit, day, said)
            yield QueryRow(debtor.id, cells, debtor.id)

    def sums(session: Session, fitting: Select[int]) -> Sums:
        owed, too_much = session.execute(fitting.with_only_columns(func.sum(owes), func.sum(over))).one()
        return {"Owes": owed or _NO_MONEY, "Over by": too_much or _NO_MONEY}

    fields = (
        listed_fields.text(Debtor.code),
        listed_fields.text(Debtor.name),
        listed_fields.text(Debtor.phone),
        listed_fields.money(owes),
        listed_fields.money(Debtor.credit_limit),
        listed_fields.money(over),
        listed_fields.day(last),
        listed_fields.text(credit),
    )
    return Listed(
        counter,
        select(Debtor.id).where(Debtor.kind == "account", Debtor.credit_limit.is_not(None), owes > Debtor.credit_limit),
        (Debtor.name, Debtor.code),
        {f"cell_{at}": field for at, field in enumerate(fields)},
        read,
        sums=sums,
    )
