"""Parts, debtors and creditors by their keys, as the frozen records drafts hold; it must not know who searched, or how.

Each function makes a fixed number of queries, however many records are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

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


def parts(session: Session, ids: Collection[int]) -> dict[int, PartFound]:
    """The parts with these keys, in that order, as the counter sees them now; unknown keys are left out."""
    if not ids:
        return {}
    gst_rate = shop.settings(session).gst_rate
    expected = due(session, ids)
    rows = session.execute(select(Part, Stock).join(Stock, Stock.part_id == Part.id).where(Part.id.in_(ids)))
    found = {part.id: _part(part, stock, gst_rate, expected.get(part.id)) for part, stock in rows}
    return {part_id: found[part_id] for part_id in ids if part_id in found}


def _part(part: Part, stock: Stock, gst_rate: Decimal, due: date | None) -> PartFound:
    return PartFound(
        id=part.id,
        number=part.number,
        description=part.description,
        kind=cast(PartKind, part.kind),
        whole_units=part.whole_units,
        unit=part.unit,
        gst_rate=_NO_RATE if part.gst_free else gst_rate,
        list_price=part.list_price,
        average_cost=costing.average(stock.on_hand, stock.value),
        last_cost=stock.last_cost,
        price_group_id=part.price_group_id,
        creditor_id=part.creditor_id,
        bin=part.bin,
        pack=part.pack,
        no_backorders=part.no_backorders,
        on_hand=stock.on_hand,
        committed=stock.committed,
        allocated=stock.allocated,
        on_order=stock.on_order,
        due=due,
        active=part.active,
    )


def due(session: Session, part_ids: Collection[int]) -> dict[int, date]:
    """The earliest day on which something is expected of each part: sent orders with something outstanding."""
    earliest = func.min(StockOrder.expected)
    statement = (
        select(StockOrderLine.part_id, earliest)
        .join(StockOrder, StockOrder.id == StockOrderLine.order_id)
        .where(
            StockOrderLine.part_id.in_(part_ids),
            StockOrderLine.outstanding > NOTHING,
            StockOrder.status == "finalised",
            StockOrder.expected.is_not(None),
        )
        .group_by(StockOrderLine.part_id)
    )
    return {part_id: day for part_id, day in session.execute(statement) if day}


def debtors(session: Session, ids: Collection[int]) -> dict[int, DebtorFound]:
    """The debtors with these keys, in that order, with their balance at this moment; unknown keys are left out."""
    if not ids:
        return {}
    usual = shop.settings(session)
    owing = balances(session, ids)
    addresses: dict[int, list[str]] = {}
    for debtor_id, address in session.execute(
        select(DeliveryAddress.debtor_id, DeliveryAddress.address)
        .where(DeliveryAddress.debtor_id.in_(ids))
        .order_by(DeliveryAddress.debtor_id, DeliveryAddress.position)
    ):
        addresses.setdefault(debtor_id, []).append(address)
    rows = session.scalars(select(Debtor).where(Debtor.id.in_(ids)))
    found = {row.id: _debtor(row, usual, owing.get(row.id, _NO_MONEY), addresses.get(row.id, ())) for row in rows}
    return {debtor_id: found[debtor_id] for debtor_id in ids if debtor_id in found}


def balances(session: Session, debtor_ids: Collection[int]) -> dict[int, Decimal]:
    """What each of these debtors owes; who has no entry is left out."""
    statement = (
        select(DebtorEntry.debtor_id, func.sum(DebtorEntry.amount))
        .where(DebtorEntry.debtor_id.in_(debtor_ids))
        .group_by(DebtorEntry.debtor_id)
    )
    return dict(session.execute(statement).all())


def _debtor(row: Debtor, usual: ShopSettings, balance: Decimal, addresses: Sequence[str]) -> DebtorFound:
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


def _deposits(row: Debtor, usual: DepositTerms) -> DepositTerms:
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
