"""The chart of accounts inside a unit of work: which account has which role; it must not know what is posted to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import Account
from app.rules.faults import Refused
from app.rules.journal import DEFAULT_CHART, Role

_ROLES: Final = select(Account.role, Account.id)


def roles(session: Session) -> Mapping[str, int]:
    """The key of the account of every role that has one."""
    return {role: key for role, key in bulk.read(session, _ROLES) if role is not None}


def is_there(session: Session) -> bool:
    """Whether the shop has a chart; one from before this program kept a journal has none."""
    return session.scalar(select(Account.id).limit(1)) is not None


def make(session: Session) -> None:
    """Write the default chart."""
    session.add_all(Account(code=row.code, name=row.name, kind=row.kind, role=row.role.value) for row in DEFAULT_CHART)
    session.flush()


def account_of(roles: Mapping[str, int], role: Role) -> int:
    """The account of this role; raises Refused when the chart has none."""
    key = roles.get(role)
    if key is None:
        raise Refused(
            f"No account is for {role}. Give one that purpose: menu Accounts, Journal, page Accounts.", field="role"
        )
    return key
