"""Operators: who works here, their PINs, what their roles may do, signing on and approving; it must not know who asks.

A PIN is kept as argon2 keeps it and never leaves this module. After some wrong ones in a row a person has to wait;
that is remembered by the running program only, because argon2 itself makes trying all of them slow.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Final, cast
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import models
from app.db import Database
from app.rules.approving import Approve
from app.rules.faults import Refused
from app.rules.rights import OWNERS_ALONE, ROLES, Approval, Operator, Right, Role
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import audit_read, entitled

SHORTEST_PIN: Final = 4
LONGEST_PIN: Final = 12
WRONG_BEFORE_WAITING: Final = 3
"""So many wrong PINs in a row are only told; from then on each makes the person wait."""
_FIRST_WAIT: Final = timedelta(seconds=5)
_LONGEST_WAIT: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class OperatorCard:
    """A person who works here, as typed in Setup; a PIN is set by itself."""

    id: int | None = None
    version: int = 0
    code: str = ""
    name: str = ""
    role: Role = "counter"
    active: bool = True


@dataclass(frozen=True, slots=True)
class OperatorListed:
    """A person in the list of operators, and whether there is a PIN."""

    card: OperatorCard
    has_pin: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign on, or approve."""

    id: int
    code: str
    name: str
    role: Role
    has_pin: bool


@dataclass(frozen=True, slots=True)
class RoleListed:
    """What a role may in this shop."""

    role: Role
    rights: frozenset[Right]


# ── who works here ────────────────────────────────────────────────────────────────────────────────────────────────────


def listed(counter: Counter) -> tuple[OperatorListed, ...]:
    """Everybody who works or has worked here: who is active first, by code."""
    statement = select(models.Operator).order_by(models.Operator.active.desc(), models.Operator.code)
    with counter.db.read() as session:
        return tuple(OperatorListed(_card(row), bool(row.pin)) for row in session.scalars(statement))


def save(counter: Counter, card: OperatorCard, was: OperatorCard | None) -> OperatorCard:
    """Store a new person (`was` None) or the changes to the card as it `was` when it was read; returns what is stored.

    Raises Refused, with the field, for what cannot be, without the right, and when nobody would be left who may change
    operators.
    """
    card = _checked(card)
    with counter.work() as session:
        entitled.need(session, counter, Right.MANAGE_OPERATORS)
        rows = _locked(session)
        if was is None:
            row = models.Operator(version=1, pin="")
        else:
            row = _of(rows, was.id)
            stored = _card(row)
            by = audit_read.said_by(session, counter, "operator", row.id)
            card = _checked(cards.merged(card, was, stored, by=by))
            if card == stored:
                return stored
            row.version += 1
        cards.need_free_code(session, models.Operator.id, models.Operator.code, card.code, row.id)
        row.code, row.name, row.role, row.active = card.code, card.name, card.role, card.active
        session.add(row)
        session.flush()
        _refuse_nobody_left(session)
        return _card(row)


def set_pin(counter: Counter, operator_id: int, pin: str, old: str = "") -> None:
    """Give a person another PIN, of 4 to 12 digits; an empty one takes it away.

    Everybody may change the own one, whoever may not change operators only with the `old` one. Raises Refused.
    """
    kept = _hash(pin)
    with counter.db.read() as session:
        operator = entitled.admit(session, counter.operator)
        row = session.get(models.Operator, operator_id)
        if row is not None and row.pin and not operator.may(Right.MANAGE_OPERATORS):
            _refuse_another(operator, operator_id, pin)
            _need_pin(counter, row, old)
    with counter.work() as session:
        _refuse_another(entitled.admit(session, counter.operator), operator_id, pin)
        row = _of(_locked(session), operator_id)
        row.pin = kept
        row.version += 1


# ── what roles may do ─────────────────────────────────────────────────────────────────────────────────────────────────


def roles(counter: Counter) -> tuple[RoleListed, ...]:
    """What each role may in this shop, from the counter to the owner."""
    with counter.db.read() as session:
        return tuple(RoleListed(role, entitled.rights_of(session, role)) for role in ROLES)


def save_roles(counter: Counter, changed: Mapping[tuple[Role, Right], bool]) -> tuple[RoleListed, ...]:
    """Grant (True) or withdraw (False) these rights, all or nothing, and leave the others; returns what holds now.

    Raises Refused without the right, and for what an owner alone may.
    """
    with counter.work() as session:
        entitled.need(session, counter, Right.MANAGE_OPERATORS)
        for (role, right), granted in changed.items():
            if role == "owner":
                raise Refused("An owner may do everything. Give the person another role instead.")
            if right in OWNERS_ALONE:
                raise Refused(f"Only an owner may {right.value}. Make the person an owner instead.")
            session.merge(models.RoleRight(role=role, right_to=right.name, granted=granted))
        session.flush()
        return tuple(RoleListed(role, entitled.rights_of(session, role)) for role in ROLES)


# ── signing on, approving ─────────────────────────────────────────────────────────────────────────────────────────────


def people(counter: Counter) -> tuple[Person, ...]:
    """Who can sign on, by name."""
    with counter.db.read() as session:
        return _people(session)


def must_sign_on(counter: Counter) -> bool:
    """Whether a desk has to ask who is there: not while one person works here, without a PIN."""
    with counter.db.read() as session:
        there = _people(session)
    return len(there) > 1 or any(each.has_pin for each in there)


def sign_on(counter: Counter, operator_id: int, pin: str) -> Counter:
    """The same counter with this person at it. Raises Refused for a wrong PIN, or a person who is not active."""
    with counter.db.read() as session:
        row = session.get(models.Operator, operator_id)
        there = entitled.person(session, operator_id)
        if row is None or there is None:
            raise Refused("This person does not work here any more. Choose another one.", field="who")
        if row.pin:
            _need_pin(counter, row, pin)
    return replace(counter, operator=there)


def fresh(counter: Counter) -> Counter:
    """The same counter with the operator's rights as they are now; without any, once the person is not active."""
    with counter.db.read() as session:
        there = entitled.person(session, counter.operator.id)
    return replace(counter, operator=there or replace(counter.operator, rights=frozenset()))


def who_may(counter: Counter, right: Right) -> tuple[Person, ...]:
    """Who could approve of something that needs this right: active, with the right and a PIN; by name."""
    with counter.db.read() as session:
        may = {role for role in ROLES if right in entitled.rights_of(session, role)}
        return tuple(each for each in _people(session) if each.role in may and each.has_pin)


def approve(counter: Counter, question: Approve, operator_id: int, pin: str) -> Approval:
    """What `question` is answered with when this person, proved by the PIN, approves of it.

    Raises Refused for a wrong PIN, without a PIN, and for somebody who has not the right. What is written with the
    approval is checked again in its own unit of work.
    """
    with counter.db.read() as session:
        row = session.get(models.Operator, operator_id)
        there = entitled.person(session, operator_id)
        if row is None or there is None:
            raise Refused("This person does not work here any more. Choose another one.", field="who")
        if not row.pin:
            raise Refused(
                f"{there.name} has no PIN, so nobody can know who approves. Setup ▸ Operators sets one.", field="who"
            )
        _need_pin(counter, row, pin)
        if not there.may(question.right):
            raise Refused(f"{there.name} may not {question.right.value}. Ask somebody who may.", field="who")
    return Approval(there.id, there.name, question.right, question.what, question.facts)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _checked(card: OperatorCard) -> OperatorCard:
    return replace(
        card,
        code=cards.code(card.code),
        name=cards.line(card.name, "The name", "name", 80, required=True),
        role=cast(Role, cards.one_of(card.role, ROLES, "The role", "role")),
    )


def _card(row: models.Operator) -> OperatorCard:
    return OperatorCard(row.id, row.version, row.code, row.name, cast(Role, row.role), row.active)


def _locked(session: Session) -> dict[int, models.Operator]:
    """Everybody, locked: two owners who part with each other at once would else leave nobody."""
    statement = select(models.Operator).order_by(models.Operator.id).with_for_update(key_share=True)
    rows = session.scalars(statement.execution_options(populate_existing=True))
    return {row.id: row for row in rows}


def _of(rows: Mapping[int, models.Operator], operator_id: int | None) -> models.Operator:
    row = rows.get(operator_id or 0)
    if row is None:
        raise Refused("There is no such operator any more. Open the list again.")
    return row


def _refuse_nobody_left(session: Session) -> None:
    roles_that_may = [role for role in ROLES if Right.MANAGE_OPERATORS in entitled.rights_of(session, role)]
    statement = select(models.Operator.id).where(models.Operator.active, models.Operator.role.in_(roles_that_may))
    if session.scalar(statement.limit(1)) is None:
        raise Refused("Nobody would be left who may change operators. Make somebody else an owner first.", field="role")


def _people(session: Session) -> tuple[Person, ...]:
    statement = select(models.Operator).where(models.Operator.active)
    there = (
        Person(row.id, row.code, row.name, cast(Role, row.role), bool(row.pin)) for row in session.scalars(statement)
    )
    return tuple(sorted(there, key=lambda each: (each.name.casefold(), each.id)))


def _refuse_another(operator: Operator, operator_id: int, pin: str) -> None:
    """Who may not change operators may change the own PIN, but not take it away."""
    if operator_id != operator.id or not pin:
        operator.need(Right.MANAGE_OPERATORS)


# ── PINs ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Wrong:
    times: int
    last: datetime


_wrong: WeakKeyDictionary[Database, dict[int, _Wrong]] = WeakKeyDictionary()
_guard = threading.Lock()


@cache
def _hasher() -> PasswordHasher:
    """What OWASP recommends at least: a small computer at the counter needs no noticeable time for it."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def _hash(pin: str) -> str:
    if not pin:
        return ""
    if not (pin.isascii() and pin.isdigit()):
        raise Refused("A PIN has digits only. Type 4 to 12 of them.", field="pin")
    if not SHORTEST_PIN <= len(pin) <= LONGEST_PIN:
        raise Refused(f"A PIN has {SHORTEST_PIN} to {LONGEST_PIN} digits; this has {len(pin)}.", field="pin")
    return _hasher().hash(pin)


def _need_pin(counter: Counter, row: models.Operator, pin: str) -> None:
    """Raises Refused unless this is the person's PIN, and while the person has to wait after wrong ones."""
    with _guard:
        before = _wrong.setdefault(counter.db, {}).get(row.id)
    now = counter.now()
    if before is not None and (left := _still_to_wait(before, now)):
        raise Refused(
            f"{before.times} wrong PINs for {row.name}. Wait {left} seconds, then type it again.", field="pin"
        )
    if not pin:
        raise Refused(f"Type {row.name}'s PIN.", field="pin")
    right = _fits(row.pin, pin)
    with _guard:
        if right:
            _wrong[counter.db].pop(row.id, None)
        else:
            _wrong[counter.db][row.id] = _Wrong(before.times + 1 if before else 1, now)
    if not right:
        raise Refused(f"That is not {row.name}'s PIN. Type it again.", field="pin")


def _fits(kept: str, pin: str) -> bool:
    try:
        return _hasher().verify(kept, pin)
    except (VerificationError, InvalidHashError):
        return False


def _still_to_wait(wrong: _Wrong, now: datetime) -> int:
    """Whole seconds until the next PIN is looked at; a clock that was put back makes nobody wait longer."""
    over = wrong.times - WRONG_BEFORE_WAITING
    if over < 0:
        return 0
    wait = min(_FIRST_WAIT * 2 ** min(over, 10), _LONGEST_WAIT)
    left = wait - (now - wrong.last)
    return -(-left // timedelta(seconds=1)) if timedelta(0) < left <= wait else 0
