"""The lists of debtors of the Query tab: all of them, and who owes more than the shop lets them; it changes nobody."""

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
from app.services.within.listed_fields import Field

_NO_MONEY = Decimal("0.00")


_entries = select(func.sum(DebtorEntry.amount)).where(DebtorEntry.debtor_id == Debtor.id)
_charges = select(func.max(DebtorEntry.date)).where(DebtorEntry.debtor_id == Debtor.id, DebtorEntry.amount > NOTHING)
OWES = type_coerce(_entries.scalar_subquery(), MONEY)
LAST_CHARGE = _charges.scalar_subquery()


def every(counter: Counter) -> Listing[QueryRow]:
    """All debtors by name, those no longer served included; they are also found by the bare digits of phone and ABN."""
    standing = case((Debtor.active.is_(False), "not in use"), (Debtor.stop_credit, "stop credit"), else_="")

    def read(session: Session, keys: Sequence[int]) -> Iterator[QueryRow]:
        for debtor, owed, day, said in session.execute(
            select(Debtor, OWES, LAST_CHARGE, standing).where(Debtor.id.in_(keys))
        ):
            limit = debtor.credit_limit
            cells = (debtor.code, debtor.name, debtor.phone, debtor.kind, owed or _NO_MONEY, limit, day, said)
            yield QueryRow(debtor.id, cells, debtor.id)

    def sums(session: Session, fitting: Select[int]) -> Sums:
        owed = select(func.sum(DebtorEntry.amount)).where(DebtorEntry.debtor_id.in_(fitting))
        return {"Owes": session.scalar(owed) or _NO_MONEY}

    fields = (
        listed_fields.text(Debtor.code),
        listed_fields.text(Debtor.name),
        listed_fields.text(Debtor.phone),
        listed_fields.text(Debtor.kind),
        listed_fields.money(type_coerce(func.coalesce(OWES, NOTHING), MONEY)),
        listed_fields.money(Debtor.credit_limit),
        listed_fields.day(LAST_CHARGE),
        listed_fields.text(standing),
    )
    beside = {
        "digits": listed_fields.text(Debtor.phone_key),
        "abn": listed_fields.text(func.replace(Debtor.abn, " ", "")),
    }
    order = (Debtor.name, Debtor.code)
    return Listed(counter, select(Debtor.id), order, _by_cell(fields) | beside, read, sums=sums)


def over_limit(counter: Counter) -> Listing[QueryRow]:
    """Who owes more than the credit limit, by name."""
    over = type_coerce(OWES - Debtor.credit_limit, MONEY)
    credit = case((Debtor.stop_credit, "stopped"), else_="")

    def read(session: Session, keys: Sequence[int]) -> Iterator[QueryRow]:
        for debtor, owed, day in session.execute(select(Debtor, OWES, LAST_CHARGE).where(Debtor.id.in_(keys))):
            limit, said = debtor.credit_limit or _NO_MONEY, "stopped" if debtor.stop_credit else ""
            cells = (debtor.code, debtor.name, debtor.phone, owed, limit, owed - limit, day, said)
            yield QueryRow(debtor.id, cells, debtor.id)

    def sums(session: Session, fitting: Select[int]) -> Sums:
        owed, too_much = session.execute(fitting.with_only_columns(func.sum(OWES), func.sum(over))).one()
        return {"Owes": owed or _NO_MONEY, "Over by": too_much or _NO_MONEY}

    fields = (
        listed_fields.text(Debtor.code),
        listed_fields.text(Debtor.name),
        listed_fields.text(Debtor.phone),
        listed_fields.money(OWES),
        listed_fields.money(Debtor.credit_limit),
        listed_fields.money(over),
        listed_fields.day(LAST_CHARGE),
        listed_fields.text(credit),
    )
    return Listed(
        counter,
        select(Debtor.id).where(Debtor.kind == "account", Debtor.credit_limit.is_not(None), Debtor.credit_limit < OWES),
        (Debtor.name, Debtor.code),
        _by_cell(fields),
        read,
        sums=sums,
    )


def _by_cell(fields: Sequence[Field]) -> dict[str, Field]:
    return {f"cell_{at}": field for at, field in enumerate(fields)}
