"""The debtors' master file: cards, agreed prices and the balance; it must not know how they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Debtor, DeliveryAddress, Part, PricingStructure, SpecialPrice
from app.rules import codes, words
from app.rules.deposits import ChargeDeposits
from app.rules.faults import Refused
from app.rules.found import BackorderMode, DebtorFound, DebtorKind, PriceAtFilling, ShipRule
from app.rules.money import COST_PLACES, MONEY_PLACES
from app.rules.questions import Answers
from app.rules.rights import Right
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import audit_read, entitled, found
from app.services.within.asking import NO_ANSWERS, Asking, store

INVOICE_BY = ("print", "email")
STATEMENT_BY = ("print", "email", "none")
MOST_TERMS = 365
_ROWS: Mapping[str, cards.RowKey] = {"delivery_addresses": None}
_NO_MONEY = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class DebtorCard:
    """What the Debtor Master File shows and changes; the credit limit is in dollars, None is no limit.

    `price_at_filling` and `charge_deposits` None take the shop's setting.
    """

    id: int | None = None
    version: int = 0
    code: str = ""
    name: str = ""
    kind: DebtorKind = "account"
    contact: str = ""
    phone: str = ""
    email: str = ""
    abn: str = ""
    address: str = ""
    delivery_addresses: tuple[str, ...] = ()
    notes: str = ""
    active: bool = True
    use_backorders: bool = False
    backorder_mode: BackorderMode = "ask"
    ship_rule: ShipRule = "any"
    price_at_filling: PriceAtFilling | None = None
    charge_deposits: ChargeDeposits | None = None
    structure_id: int | None = None
    credit_limit: Decimal | None = None
    stop_credit: bool = False
    terms_days: int = 30
    invoice_by: str = "print"
    statement_by: str = "print"


@dataclass(frozen=True, slots=True)
class AgreedPrice:
    """A price agreed with one debtor for one part, dollars ex GST; it wins over everything else."""

    part_id: int
    number: str
    description: str
    list_price: Decimal
    price: Decimal


def open_card(counter: Counter, debtor_id: int) -> DebtorCard:
    """The debtor's card as it is stored; raises Refused when it is gone."""
    with counter.db.read() as session:
        return _card(_row(session, debtor_id))


def save(counter: Counter, card: DebtorCard, was: DebtorCard | None, answers: Answers = NO_ANSWERS) -> DebtorCard:
    """Store a new card (`was` None) or the changes to the card as it `was` when it was opened; returns what is stored.

    Raises Refused, with the field, for what cannot be, and when somebody else has changed the same field meanwhile.
    More credit than before takes a right; without it somebody who has it is asked to approve.
    """
    card = _checked(card)
    with counter.work() as session:
        asked = Asking(answers)
        if was is None:
            again = cards.made_already(
                session, Debtor.id, Debtor.code, card, card.code, lambda key: _card(_row(session, key))
            )
            if again is not None:
                return again
            row = Debtor(version=1)
            _need_approval(session, counter, asked, None, card)
        else:
            row = _row(session, was.id or 0, lock=True)
            stored = _card(row)
            by = audit_read.said_by(session, counter, "debtor", row.id)
            card = _checked(cards.merged(card, was, stored, partial(_say, session), by=by, rows=_ROWS))
            if card == stored:
                return stored
            _need_approval(session, counter, asked, stored, card)
            row.version += 1
        cards.need_free_code(session, Debtor.id, Debtor.code, card.code, row.id)
        for name in cards.typed_fields(card):
            if name != "delivery_addresses":
                setattr(row, name, getattr(card, name))
        row.phone_key = codes.phone_key(card.phone)
        _keep_addresses(row, card.delivery_addresses)
        session.add(row)
        session.flush()
        store(session, counter, "debtor", row.id, (asked.used,))
        return _card(row)


def next_code(counter: Counter, name: str = "") -> str:
    """The next free code (*Get Next Code*), in the manner of those that the shop has; nothing is reserved by it."""
    with counter.db.read() as session:
        return codes.next_code(session.scalars(select(Debtor.code)), name or None)


def search(counter: Counter, typed: str, limit: int = lookup.LIMIT) -> tuple[DebtorFound, ...]:
    """The debtors that fit by code, words of the name, phone or ABN, those no longer served included."""
    return lookup.find_debtors(counter, typed, limit, retired=True)


def agreed_prices(counter: Counter, debtor_id: int) -> tuple[AgreedPrice, ...]:
    """The prices agreed with this debtor, by part number."""
    statement = (
        select(Part.id, Part.number, Part.description, Part.list_price, SpecialPrice.price)
        .join(Part, Part.id == SpecialPrice.part_id)
        .where(SpecialPrice.debtor_id == debtor_id)
        .order_by(Part.number)
    )
    with counter.db.read() as session:
        return tuple(AgreedPrice(*row) for row in session.execute(statement))


def agree_price(counter: Counter, debtor_id: int, part_id: int, price: Decimal | None) -> None:
    """Agree on a price for a part, dollars ex GST; None ends the agreement. Raises Refused for a price below zero."""
    agree_prices(counter, debtor_id, {part_id: price})


def agree_prices(
    counter: Counter,
    debtor_id: int,
    prices: Mapping[int, Decimal | None],
    was: Mapping[int, Decimal] | None = None,
) -> None:
    """Agree on prices by part, all or none: dollars ex GST; None ends an agreement. `was` is what was agreed on before.

    Raises Refused below zero, and when somebody else has agreed on another price for one of these parts meanwhile.
    """
    checked = {
        part_id: price if price is None else cards.at_least(price, COST_PLACES, "The price", "price")
        for part_id, price in prices.items()
    }
    with counter.work() as session:
        _row(session, debtor_id, lock=True)
        agreed = select(SpecialPrice).where(SpecialPrice.debtor_id == debtor_id, SpecialPrice.part_id.in_(checked))
        rows = {row.part_id: row for row in session.scalars(agreed)}
        for part_id, price in checked.items():
            row = rows.get(part_id)
            now = row.price if row is not None else None
            if was is not None and now not in (was.get(part_id), price):
                number = session.get_one(Part, part_id).number
                by = audit_read.said_by(session, counter, "debtor", debtor_id)
                said = [cards.said(each) for each in (now, price)]
                raise cards.changed_by_both("agreed_prices", f"The price of {number}", said[0], said[1], by)
            if price is None:
                if row is not None:
                    session.delete(row)
            elif row is None:
                session.add(SpecialPrice(debtor_id=debtor_id, part_id=part_id, price=price))
            else:
                row.price = price


def balance(counter: Counter, debtor_id: int) -> Decimal:
    """What the debtor owes, dollars; below zero we owe."""
    with counter.db.read() as session:
        return found.balances(session, (debtor_id,)).get(debtor_id, _NO_MONEY)


def _row(session: Session, debtor_id: int, *, lock: bool = False) -> Debtor:
    row = session.get(Debtor, debtor_id, with_for_update={"key_share": True} if lock else None)
    if row is None:
        raise Refused("This debtor is no longer there. Look it up again.", field="code")
    return row


def _need_approval(
    session: Session, counter: Counter, asked: Asking, stored: DebtorCard | None, card: DebtorCard
) -> None:
    """Who may not give credit needs somebody who may, for just this limit."""
    if not _gives_credit(stored, card):
        return
    limit = "no limit" if card.credit_limit is None else f"a limit of {words.money(card.credit_limit)}"
    what = f"{card.name or card.code}: on account with {limit}{'' if stored else ', a new debtor'}."
    entitled.approved(session, counter, asked, Right.GIVE_CREDIT, what)
    asked.settle()


def _keep_addresses(row: Debtor, addresses: tuple[str, ...]) -> None:
    """Each row that is there keeps its place in the list, so that a change of one address is told as that."""
    kept = row.delivery_addresses[: len(addresses)]
    for each, address in zip(kept, addresses, strict=False):
        each.address = address
    new = [
        DeliveryAddress(position=position, address=address)
        for position, address in enumerate(addresses[len(kept) :], len(kept) + 1)
    ]
    row.delivery_addresses = [*kept, *new]


def _gives_credit(stored: DebtorCard | None, card: DebtorCard) -> bool:
    """Whether more can be charged than before: a new account, the limit is higher or gone, the stop lifted."""
    limit = card.credit_limit
    if card.kind != "account" or card.stop_credit or limit == _NO_MONEY:
        return False
    if stored is None or stored.kind != "account" or stored.stop_credit:
        return True
    return stored.credit_limit is not None and (limit is None or limit > stored.credit_limit)


def _say(session: Session, field: str, value: Any) -> str:
    if field == "structure_id" and value is not None:
        value = session.get_one(PricingStructure, value).name
    return cards.said(value)


def _card(row: Debtor) -> DebtorCard:
    return DebtorCard(
        id=row.id,
        version=row.version,
        code=row.code,
        name=row.name,
        kind=cast(DebtorKind, row.kind),
        contact=row.contact,
        phone=row.phone,
        email=row.email,
        abn=row.abn,
        address=row.address,
        delivery_addresses=tuple(each.address for each in row.delivery_addresses),
        notes=row.notes,
        active=row.active,
        use_backorders=row.use_backorders,
        backorder_mode=cast(BackorderMode, row.backorder_mode),
        ship_rule=cast(ShipRule, row.ship_rule),
        price_at_filling=cast("PriceAtFilling | None", row.price_at_filling),
        charge_deposits=cast("ChargeDeposits | None", row.charge_deposits),
        structure_id=row.structure_id,
        credit_limit=row.credit_limit,
        stop_credit=row.stop_credit,
        terms_days=row.terms_days,
        invoice_by=row.invoice_by,
        statement_by=row.statement_by,
    )


def _checked(card: DebtorCard) -> DebtorCard:
    """The card as it can be stored; raises Refused with the field."""
    cards.one_of(card.kind, get_args(DebtorKind), "Kind", "kind")
    cards.one_of(card.backorder_mode, get_args(BackorderMode), "Backorders", "backorder_mode")
    cards.one_of(card.ship_rule, get_args(ShipRule), "Ship rule", "ship_rule")
    cards.one_of(card.invoice_by, INVOICE_BY, "Invoice by", "invoice_by")
    cards.one_of(card.statement_by, STATEMENT_BY, "Statement by", "statement_by")
    if card.price_at_filling is not None:
        cards.one_of(card.price_at_filling, get_args(PriceAtFilling), "Price at filling", "price_at_filling")
    if card.charge_deposits is not None:
        cards.one_of(card.charge_deposits, get_args(ChargeDeposits), "Deposits", "charge_deposits")
    tidy = replace(
        card,
        code=cards.code(card.code),
        name=cards.line(card.name, "The name", "name", 200, required=True),
        contact=cards.line(card.contact, "The contact", "contact", 200),
        phone=cards.line(card.phone, "The phone number", "phone", 60),
        email=cards.email(card.email),
        abn=codes.checked_abn(card.abn),
        address=cards.lines(card.address, "The address", "address"),
        delivery_addresses=tuple(
            address
            for each in card.delivery_addresses
            if (address := cards.lines(each, "The delivery address", "delivery_addresses"))
        ),
        notes=cards.lines(card.notes, "The notes", "notes"),
        terms_days=cards.whole(card.terms_days, "Terms in days", "terms_days", MOST_TERMS),
    )
    if tidy.credit_limit is not None:
        limit = cards.at_least(tidy.credit_limit, MONEY_PLACES, "The credit limit", "credit_limit")
        tidy = replace(tidy, credit_limit=limit)
    if tidy.invoice_by == "email" and not tidy.email:
        raise Refused("There is no e-mail address to send invoices to. Type one, or print them.", field="email")
    if tidy.statement_by == "email" and not tidy.email:
        raise Refused("There is no e-mail address to send statements to. Type one, or print them.", field="email")
    return tidy
