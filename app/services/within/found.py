"""Parts, debtors and creditors by their keys, as the frozen records drafts hold; it must not know who searched, or how.

Each function makes a fixed number of queries, however many records are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Row, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import Creditor, Debtor, DebtorEntry, DeliveryAddress, Part, Stock, StockOrder, StockOrderLine
from app.rules import costing
from app.rules.deposits import CHARGE_DEPOSITS, ChargeDeposits, DepositTerms
from app.rules.found import (
    BackorderMode,
    CreditorFound,
    DebtorFound,
    DebtorKind,
    PartFound,
    PartKind,
    PriceAtFilling,
    ShipRule,
)
from app.services.within import shop
from app.settings import ShopSettings

NOTHING: ColumnElement[Decimal] = literal_column("0")
"""Zero as it stands in the conditions of the partial indexes; a bound value would not let them be used."""
_NO_MONEY = Decimal("0.00")
_NO_RATE = Decimal("0.00")

_PARTS: Final = (
    select(
        Part.id,
        Part.number,
        Part.description,
        Part.kind,
        Part.whole_units,
        Part.unit,
        Part.gst_free,
        Part.list_price,
        Part.price_group_id,
        Part.creditor_id,
        Part.bin,
        Part.pack,
        Part.no_backorders,
        Part.active,
        Stock.on_hand,
        Stock.value,
        Stock.committed,
        Stock.allocated,
        Stock.on_order,
        Stock.last_cost,
    )
    .join(Stock, Stock.part_id == Part.id)
    .where(Part.id.in_(bindparam("parts", expanding=True)))
)
_DUE: Final = (
    select(StockOrderLine.part_id, func.min(StockOrder.expected))
    .join(StockOrder, StockOrder.id == StockOrderLine.order_id)
    .where(
        StockOrderLine.part_id.in_(bindparam("parts", expanding=True)),
        StockOrderLine.outstanding > NOTHING,
        StockOrder.status == "finalised",
        StockOrder.expected.is_not(None),
    )
    .group_by(StockOrderLine.part_id)
)
_DEBTORS: Final = select(
    Debtor.id,
    Debtor.code,
    Debtor.name,
    Debtor.kind,
    Debtor.phone,
    Debtor.email,
    Debtor.abn,
    Debtor.address,
    Debtor.use_backorders,
    Debtor.backorder_mode,
    Debtor.ship_rule,
    Debtor.price_at_filling,
    Debtor.credit_limit,
    Debtor.stop_credit,
    Debtor.charge_deposits,
    Debtor.terms_days,
    Debtor.structure_id,
    Debtor.invoice_by,
    Debtor.statement_by,
    Debtor.active,
).where(Debtor.id.in_(bindparam("debtors", expanding=True)))
_BALANCES: Final = (
    select(DebtorEntry.debtor_id, func.sum(DebtorEntry.amount))
    .where(DebtorEntry.debtor_id.in_(bindparam("debtors", expanding=True)))
    .group_by(DebtorEntry.debtor_id)
)
_ADDRESSES: Final = (
    select(DeliveryAddress.debtor_id, DeliveryAddress.address)
    .where(DeliveryAddress.debtor_id.in_(bindparam("debtors", expanding=True)))
    .order_by(DeliveryAddress.debtor_id, DeliveryAddress.position)
)


def parts(session: Session, ids: Collection[int]) -> dict[int, PartFound]:
    """The parts with these keys, in that order, as the counter sees them now; unknown keys are left out."""
    if not ids:
        return {}
    keys = list(ids)
    gst_rate = shop.settings(session).gst_rate
    expected = due(session, keys)
    found = {row.id: _part(row, gst_rate, expected.get(row.id)) for row in bulk.read(session, _PARTS, {"parts": keys})}
    return {part_id: found[part_id] for part_id in keys if part_id in found}


def _part(row: Row[*tuple[Any, ...]], gst_rate: Decimal, due: date | None) -> PartFound:
    return PartFound(
        id=row.id,
        number=row.number,
        description=row.description,
        kind=cast(PartKind, row.kind),
        whole_units=row.whole_units,
        unit=row.unit,
        gst_rate=_NO_RATE if row.gst_free else gst_rate,
        list_price=row.list_price,
        average_cost=costing.average(row.on_hand, row.value),
        last_cost=row.last_cost,
        price_group_id=row.price_group_id,
        creditor_id=row.creditor_id,
        bin=row.bin,
        pack=row.pack,
        no_backorders=row.no_backorders,
        on_hand=row.on_hand,
        committed=row.committed,
        allocated=row.allocated,
        on_order=row.on_order,
        due=due,
        active=row.active,
    )


def due(session: Session, part_ids: Collection[int]) -> dict[int, date]:
    """The earliest day on which something is expected of each part: sent orders with something outstanding."""
    return {part_id: day for part_id, day in bulk.read(session, _DUE, {"parts": part_ids}) if day}


def debtors(session: Session, ids: Collection[int]) -> dict[int, DebtorFound]:
    """The debtors with these keys, in that order, with their balance at this moment; unknown keys are left out."""
    if not ids:
        return {}
    usual = shop.settings(session)
    owing = balances(session, ids)
    addresses: dict[int, list[str]] = {}
    for debtor_id, address in bulk.read(session, _ADDRESSES, {"debtors": ids}):
        addresses.setdefault(debtor_id, []).append(address)
    rows = bulk.read(session, _DEBTORS, {"debtors": ids})
    found = {row.id: _debtor(row, usual, owing.get(row.id, _NO_MONEY), addresses.get(row.id, ())) for row in rows}
    return {debtor_id: found[debtor_id] for debtor_id in ids if debtor_id in found}


def balances(session: Session, debtor_ids: Collection[int]) -> dict[int, Decimal]:
    """What each of these debtors owes; who has no entry is left out."""
    return dict(bulk.read(session, _BALANCES, {"debtors": debtor_ids}).all())


def _debtor(row: Row[*tuple[Any, ...]], usual: ShopSettings, balance: Decimal, addresses: Sequence[str]) -> DebtorFound:
    return DebtorFound(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=cast(DebtorKind, row.kind),
        phone=row.phone,
        email=row.email,
        abn=row.abn,
        address=row.address,
        use_backorders=row.use_backorders,
        backorder_mode=cast(BackorderMode, row.backorder_mode),
        ship_rule=cast(ShipRule, row.ship_rule),
        price_at_filling=cast(PriceAtFilling, row.price_at_filling) if row.price_at_filling else usual.price_at_filling,
        credit_limit=row.credit_limit,
        stop_credit=row.stop_credit,
        balance=balance,
        deposits=_deposits(row, usual.deposit_terms),
        terms_days=row.terms_days,
        structure_id=row.structure_id,
        invoice_by=row.invoice_by,
        statement_by=row.statement_by,
        delivery_addresses=tuple(addresses),
        active=row.active,
    )


def _deposits(row: Row[*tuple[Any, ...]], usual: DepositTerms) -> DepositTerms:
    """The debtor's own rule before the shop's; one that this version does not know charges nothing."""
    if not row.charge_deposits:
        return usual
    known = row.charge_deposits in CHARGE_DEPOSITS
    return replace(usual, charge=cast(ChargeDeposits, row.charge_deposits) if known else "never")


def creditors(session: Session, ids: Collection[int]) -> dict[int, CreditorFound]:
    """The creditors with these keys, in that order; unknown keys are left out."""
    rows: Iterable[Creditor] = session.scalars(select(Creditor).where(Creditor.id.in_(ids))) if ids else ()
    found = {
        row.id: CreditorFound(
            id=row.id,
            code=row.code,
            name=row.name,
            phone=row.phone,
            email=row.email,
            abn=row.abn,
            address=row.address,
            our_account=row.our_account,
            terms_days=row.terms_days,
            lead_days=row.lead_days,
            active=row.active,
        )
        for row in rows
    }
    return {creditor_id: found[creditor_id] for creditor_id in ids if creditor_id in found}
