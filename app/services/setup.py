"""The first start of a shop: what must be there before the first invoice can be written; it must not know who asks.

Everything else of the set-up is a setting (app/settings.py) and can be changed at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import models
from app import settings as declared
from app.db import Database
from app.rules import codes
from app.rules.faults import Refused
from app.services import accounts
from app.services.counter import Counter
from app.services.settings import keep
from app.services.upkeep import verifying
from app.services.within import audit, chart, entitled

CASH_DEBTOR = "CASH"
_CHARGES = (
    ("FREIGHT", "Freight", "each", True),
    ("SUNDRIES", "Sundries", "each", True),
    ("LABOUR", "Labour", "hour", False),
)


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What a shop is asked before it opens; the GST rate is per cent."""

    shop_name: str
    abn: str = ""
    gst_rate: Decimal = Decimal("10.00")
    operator_name: str = "Counter"


def is_new(db: Database) -> bool:
    """Whether this database is still empty: nobody works in it yet."""
    with db.read() as session:
        return _first_operator(session) is None


def begin(db: Database, facts: SetupFacts, clock: Callable[[], datetime] | None = None) -> Counter:
    """Open the shop: its settings, operator, chart of accounts, cash debtor, the usual charges; all of it or nothing.

    Raises Refused for a missing name, a wrong ABN or GST rate, and when the shop is open already.
    """
    operator_name = " ".join(facts.operator_name.split())
    if not operator_name:
        raise Refused("The operator's name is missing. Type who works at this counter.", field="operator_name")
    settings = declared.changed(
        declared.ShopSettings(), {"shop_name": facts.shop_name, "abn": facts.abn, "gst_rate": facts.gst_rate}
    )
    with db.work() as session:
        session.execute(
            select(models.AuditHead).with_for_update(key_share=True)
        )  # of two who begin at once, the second finds a shop
        if _first_operator(session) is not None:
            raise Refused(f"There is a shop in {db.name} already. Open it, or choose another file.", field="database")
        audit.watch(session, 0, clock() if clock else datetime.now(UTC))
        audit.begin(session)
        owner = models.Operator(code=codes.next_code([], operator_name), name=operator_name)
        session.add(owner)
        session.flush()
        audit.watch(session, owner.id, clock() if clock else datetime.now(UTC))
        keep(session, None, settings)
        chart.make(session)
        session.add(models.Debtor(code=CASH_DEBTOR, name="Cash sale", kind="cash", terms_days=0))
        for number, description, unit, whole_units in _CHARGES:
            session.add(
                models.Part(
                    number=number,
                    description=description,
                    kind="charge",
                    unit=unit,
                    whole_units=whole_units,
                    stock=models.Stock(),
                )
            )
        audit.close(session)
    return open_counter(db, clock)


def open_counter(db: Database, clock: Callable[[], datetime] | None = None) -> Counter:
    """The counter of a shop that is open already, with an owner at it; raises Refused when nobody works there yet.

    What a shop posted before this program kept a journal, or a chain of who did what, is entered into it here, once.
    """
    with db.read() as session:
        row = _first_operator(session)
        operator = entitled.person(session, row.id) if row is not None else None
        if operator is None:
            raise Refused(f"There is no shop in {db.name} yet. Start the program without options to open one.")
    counter = Counter(db, operator, clock) if clock else Counter(db, operator)
    accounts.catch_up(counter)
    verifying.begin_chain(counter)
    return counter


def _first_operator(session: Session) -> models.Operator | None:
    """The owner who has been there longest; there is always one."""
    owners = select(models.Operator).where(models.Operator.active, models.Operator.role == "owner")
    return session.scalar(owners.order_by(models.Operator.id).limit(1))
