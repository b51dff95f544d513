"""What a person may do at this moment, inside a unit of work; it must not know how people sign on.

The rights are read from the books in the very unit of work that needs them: a right that is withdrawn, or an operator
who is made inactive, at another counter holds for the next thing that is written, whatever was true at sign-on. That
costs one look-up for each unit of work, by key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Protocol, cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import Operator as OperatorRow
from app.models import RoleRight
from app.rules.approving import Approve
from app.rules.faults import Refused
from app.rules.rights import Approval, Operator, Right, Role, of_role

if TYPE_CHECKING:
    from app.services.counter import Counter
    from app.services.within.asking import Asking

_KNOWN: Final = "entitled"
_PERSON: Final = (
    select(OperatorRow.name, OperatorRow.role, OperatorRow.active, RoleRight.right_to, RoleRight.granted)
    .outerjoin(RoleRight, RoleRight.role == OperatorRow.role)
    .where(OperatorRow.id == bindparam("operator"))
)


def person(session: Session, operator_id: int) -> Operator | None:
    """The person with the rights of this moment; None when nobody by that id works here (any more)."""
    known: dict[int, Operator | None] = session.info.setdefault(_KNOWN, {})
    if operator_id not in known:
        known[operator_id] = _read(session, operator_id)
    return known[operator_id]


def admit(session: Session, operator: Operator) -> Operator:
    """The operator as the books have it now; raises Refused when this person does not work here any more."""
    there = person(session, operator.id)
    if there is None:
        raise Refused(f"{operator.name} is no longer active in Setup ▸ Operators. Ctrl+Shift+O lets somebody else on.")
    return there


def may(session: Session, counter: Counter, right: Right) -> bool:
    """Whether the operator has the right now; who does not work here any more has none."""
    there = person(session, counter.operator.id)
    return there is not None and there.may(right)


def need(session: Session, counter: Counter, right: Right) -> None:
    """Raises Refused, in a sentence, unless the operator has the right now: for what nobody approves on the spot."""
    admit(session, counter.operator).need(right)


class Approved(Protocol):
    """`approved` of one unit of work, for those who decide without a session."""

    def __call__(
        self, asking: Asking, right: Right, what: str, *, facts: tuple[str, ...] = (), line: int | None = None
    ) -> bool:
        """Whether the operator may, or somebody who may approved of it."""


def approved(
    session: Session,
    counter: Counter,
    asking: Asking,
    right: Right,
    what: str,
    *,
    facts: tuple[str, ...] = (),
    line: int | None = None,
) -> bool:
    """Whether the operator has the right now, or somebody who has it now approved of `what`, as a sentence says it.

    `facts` are the figures that the sentence leaves out: with others it is another question. Without an approval it is
    asked, and `asking.settle` will raise the question. An approval by somebody who may not any more is another
    question, which names that person.
    """
    operator = admit(session, counter.operator)
    if operator.may(right):
        return True
    turned_down: tuple[str, ...] = ()
    while True:
        question = Approve(right, what, facts, line, turned_down, operator.name)
        answer = asking.ask(question)
        if not isinstance(answer, Approval):
            asking.reopen(question)
            return False
        by = person(session, answer.operator_id)
        if by is not None and by.may(right) and (answer.right, answer.what, answer.facts) == (right, what, facts):
            return True
        asking.turn_down(question)
        turned_down = (*turned_down, answer.name)


def rights_of(session: Session, role: Role) -> frozenset[Right]:
    """What a role may in this shop."""
    rows = session.execute(select(RoleRight.right_to, RoleRight.granted).where(RoleRight.role == role))
    return of_role(role, _differs((name, granted) for name, granted in rows))


def _read(session: Session, operator_id: int) -> Operator | None:
    rows = bulk.read(session, _PERSON, {"operator": operator_id}).all()
    if not rows or not rows[0].active:
        return None
    differs = _differs((row.right_to, row.granted) for row in rows if row.right_to is not None)
    return Operator(operator_id, rows[0].name, of_role(cast(Role, rows[0].role), differs))


def _differs(rows: Iterable[tuple[str, bool]]) -> dict[Right, bool]:
    """Where the shop differs from the program; a right that this program does not know is left alone."""
    return {Right[name]: granted for name, granted in rows if name in Right.__members__}
