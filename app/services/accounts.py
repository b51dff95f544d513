"""The chart of accounts: which there are, what they come to, what they are for; it must not know what is posted.

Balances are dollars in whole cents; a debit is positive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Account, CreditorInvoice, Invoice, JournalEntry, JournalLine, Operator, StockMovement
from app.rules import words
from app.rules.faults import Refused
from app.rules.journal import ACCOUNT_KINDS, DEFAULT_CHART, PROVED_ROLES, AccountKind, Role
from app.rules.money import ZERO, rounded
from app.rules.rights import Right
from app.services import check
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import audit_read, chart, entitled, posting

_NOTHING = rounded(ZERO)
_BALANCE_SHEET: Final = frozenset({"asset", "liability", "equity"})
_KIND_OF: Final[Mapping[str, AccountKind]] = {row.role: row.kind for row in DEFAULT_CHART}
"""What `check` holds against a ledger or the till: an account with a past cannot begin or cease to be one of these."""


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account as a person types it; `role` is what the program posts to it, "" for none."""

    id: int | None = None
    version: int = 0
    code: str = ""
    name: str = ""
    kind: AccountKind = "expense"
    role: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class AccountListed:
    """An account with its balance on a day."""

    id: int
    code: str
    name: str
    kind: AccountKind
    role: str
    active: bool
    balance: Decimal

    @property
    def debit(self) -> Decimal | None:
        """The balance when it is a debit."""
        return self.balance if self.balance > ZERO else None

    @property
    def credit(self) -> Decimal | None:
        """The balance when it is a credit, above zero."""
        return -self.balance if self.balance < ZERO else None


def listed(counter: Counter, until: dt.date | None = None) -> tuple[AccountListed, ...]:
    """Every account by code, with its balance at the end of that day (of all days, when there is none).

    The balances sum to zero: it is the trial balance.
    """
    with counter.db.read() as session:
        balances = _balances(session, until)
        rows = session.scalars(select(Account).order_by(Account.code))
        return tuple(
            AccountListed(
                row.id,
                row.code,
                row.name,
                cast(AccountKind, row.kind),
                row.role or "",
                row.active,
                balances.get(row.id, _NOTHING),
            )
            for row in rows
        )


def open_card(counter: Counter, account_id: int) -> AccountCard:
    """The card of an account; raises Refused when there is none."""
    with counter.db.read() as session:
        return _card(_row(session, account_id))


def save(counter: Counter, card: AccountCard, was: AccountCard | None) -> AccountCard:
    """Store a new account (`was` None) or the changes to it; returns what is stored.

    A role that is given to this account leaves the one that had it. What was posted stays where it is: entries use the
    account that has the role when they are written. Raises Refused, with the field, without the right, for what cannot
    be, for a role that would be nobody's, and where an account with a past would begin or cease to be proved by check.
    """
    card = _checked(card)
    with counter.work() as session:
        entitled.need(session, counter, Right.CHANGE_SETUP)
        if was is None:
            again = cards.made_already(
                session, Account.id, Account.code, card, card.code, lambda key: _card(_row(session, key))
            )
            if again is not None:
                return again
        row = Account(version=0) if was is None else _row(session, was.id or 0, lock=True)
        if was is not None:
            card = cards.merged(card, was, _card(row), by=audit_read.said_by(session, counter, "account", row.id))
        cards.need_free_code(session, Account.id, Account.code, card.code, row.id)
        _fits(card)
        if card.role != (row.role or ""):
            _move_role(session, row, card)
        row.code, row.name, row.kind = card.code, card.name, card.kind
        row.role, row.active = card.role or None, card.active
        row.version += 1
        session.add(row)
        session.flush()
        return _card(row)


def differences(counter: Counter) -> tuple[str, ...]:
    """What of the books does not agree, in sentences; nothing when a day may be closed (domain 7)."""
    return tuple(
        f"{each.says[0].upper()}{each.says[1:]} – but {row}." for each in check.books(counter) for row in each.broken
    )


def catch_up(counter: Counter) -> None:
    """Give a shop from before the journal its chart, and post everything that it has done; one query for any other."""
    with counter.db.read() as session:
        if chart.is_there(session):
            return
    with counter.work() as session:
        session.execute(select(Operator.id).order_by(Operator.id).limit(1).with_for_update(key_share=True))
        if chart.is_there(session):
            return
        chart.make(session)
        first = session.scalar(select(func.min(StockMovement.at)).where(StockMovement.document_kind == posting.OPENING))
        posting.opening(session, counter, date=first.astimezone().date() if first else None)
        of_invoices = select(Invoice.id, Invoice.date).where(Invoice.status == "finalised").order_by(Invoice.number)
        for key, day in session.execute(of_invoices).all():
            posting.post(session, counter, "invoice", key, date=day)
        of_bills = select(CreditorInvoice.id, CreditorInvoice.date).where(CreditorInvoice.status == "processed")
        for key, day in session.execute(of_bills.order_by(CreditorInvoice.number)).all():
            posting.post(session, counter, "creditor invoice", key, date=day)


def _balances(session: Session, until: dt.date | None) -> dict[int, Decimal]:
    statement = select(JournalLine.account_id, func.sum(JournalLine.amount)).group_by(JournalLine.account_id)
    if until is not None:
        statement = statement.join(JournalEntry, JournalEntry.id == JournalLine.entry_id).where(
            JournalEntry.date <= until
        )
    return dict(session.execute(statement).all())


def _row(session: Session, account_id: int, *, lock: bool = False) -> Account:
    row = session.get(Account, account_id, with_for_update={"key_share": True} if lock else None)
    if row is None:
        raise Refused("This account does not exist. Show the list again.")
    return row


def _card(row: Account) -> AccountCard:
    kind = cast(AccountKind, row.kind)
    return AccountCard(row.id, row.version, row.code, row.name, kind, row.role or "", row.active)


def _checked(card: AccountCard) -> AccountCard:
    return AccountCard(
        id=card.id,
        version=card.version,
        code=cards.code(card.code),
        name=cards.line(card.name, "The name", "name", 80, required=True),
        kind=cast(AccountKind, cards.one_of(card.kind, ACCOUNT_KINDS, "Kind", "kind")),
        role=cards.one_of(card.role, ("", *Role), "What is posted to it", "role"),
        active=card.active,
    )


def _fits(card: AccountCard) -> None:
    """Raises Refused where kind, role and use of the account contradict each other."""
    if not card.role:
        return
    if not card.active:
        raise Refused(f"{card.code} is needed for {card.role}. Give that to another account first.", field="active")
    usual = _KIND_OF[card.role]
    if (usual in _BALANCE_SHEET) != (card.kind in _BALANCE_SHEET):
        raise Refused(
            f"{card.role} is posted to an account of kind {usual}; {card.code} is {card.kind}. Choose another kind.",
            field="kind",
        )


def _move_role(session: Session, row: Account, card: AccountCard) -> None:
    """Take the wanted role off the account that has it; raises Refused where that may not be."""
    if row.role:
        raise Refused(
            f"{row.code} is needed for {row.role}. Open the account that is to have that instead, and give it there.",
            field="role",
        )
    holder = session.scalar(select(Account).where(Account.role == card.role).with_for_update(key_share=True))
    if card.role in PROVED_ROLES:
        balances = _balances(session, None)
        for account in (holder, row):
            balance = balances.get(account.id, _NOTHING) if account is not None else _NOTHING
            if account is not None and balance:
                raise Refused(
                    f"{account.code} {account.name} stands at {words.money(balance)}, and {card.role} is proved "
                    "against its ledger. Give that account another code and name instead.",
                    field="role",
                )
    if holder is not None:
        holder.role = None
        holder.version += 1
        session.flush()
