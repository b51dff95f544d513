"""Whether a debtor may be charged (domain 7); it must not know what is sold."""

from __future__ import annotations

from decimal import Decimal

from app.rules.faults import Refused
from app.rules.found import DebtorFound
from app.rules.money import ZERO
from app.rules.questions import GoOverCreditLimit


def over_limit(balance: Decimal, charge: Decimal, limit: Decimal | None) -> bool:
    """Whether `charge` takes what is owed over `limit`; None is no limit, and what charges nothing goes over none."""
    return limit is not None and charge > 0 and balance + charge > limit


def over_limit_question(debtor: DebtorFound, charge: Decimal) -> GoOverCreditLimit | None:
    """What to ask before `charge` (dollars inc. GST) goes to the account; None when nothing has to be asked.

    Cash debtors pay at once and owe nothing.
    """
    limit = debtor.credit_limit
    if limit is None or debtor.kind == "cash" or not over_limit(debtor.balance, charge, limit):
        return None
    return GoOverCreditLimit(debtor=debtor.name, limit=limit, would_owe=debtor.balance + charge)


def refuse_stopped(debtor: DebtorFound, charge: Decimal) -> None:
    """Raises Refused (field `debtor`) when an account on stop credit is to be charged more than nothing."""
    if debtor.stop_credit and debtor.kind == "account" and charge > ZERO:
        raise Refused(
            f"{debtor.name} is on stop credit. Sell for cash, or lift the stop in the debtor's Options.", field="debtor"
        )
