"""Who did what, as it is read: what was posted, and every change of a record with its old and new values.

It must not know how the chain is sealed; whether it is still as it was written says app/services/upkeep/verifying.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Final

from sqlalchemy import ColumnElement, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from app.models import Audit, CreditorInvoiceUndo, Operator
from app.rules import labels, words
from app.rules.listing import Listing
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import approvals, audit, audit_digest, audit_read, listed_fields, listed_names
from app.services.within.listed import Listed
from app.services.within.price_files import changes as of_price_files

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "posted documents": (),
    "debtors": ("debtor",),
    "creditors": ("creditor",),
    "parts": ("part",),
    "prices": ("price_group", "pricing_structure"),
    "accounts": ("account",),
    "settings": ("setting",),
    "operators and rights": ("operator", "role"),
}
"""What can be asked for, with the records that belong to it."""

_PART: Final = "part"
_CREDITOR_INVOICE: Final = "creditor invoice"
_UNDO: Final = "creditor invoice undo"
_APPROVED: Final = "Approved"
_CALLED: Final[Mapping[str, str]] = {
    "price_group": "Price group",
    "pricing_structure": "Pricing structure",
    "role": "Role",
    audit.BEGUN: "Chain",
}


@dataclass(frozen=True, slots=True)
class FieldChanged:
    """One field of a record: what it was and what it became, as a person reads them; "" for nothing."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Done:
    """Something that somebody did; of what was posted, `changes` say only who approved of it.

    `told` is all of it in one line.
    """

    id: int
    at: dt.datetime
    operator: str
    what: str
    subject: str
    name: str
    changes: tuple[FieldChanged, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: days of the shop's calendar, an operator, a kind of KINDS, words; nothing given is all."""

    since: dt.date | None = None
    until: dt.date | None = None
    operator_id: int | None = None
    kind: str = ""
    words: str = ""


def every(counter: Counter, wanted: Wanted) -> Listing[Done]:
    """What was done, the latest first; reading it raises Refused without the right to see it."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        conditions.append(Audit.at >= _begins(wanted.since))
    if wanted.until is not None:
        conditions.append(Audit.at < _begins(wanted.until + dt.timedelta(days=1)))
    if wanted.operator_id is not None:
        conditions.append(Audit.operator_id == wanted.operator_id)
    if subjects := KINDS.get(wanted.kind, ()):
        conditions += [Audit.subject.in_(subjects), Audit.what != "posted"]
    elif wanted.kind:
        conditions.append(Audit.what == "posted")
    for word in wanted.words.lower().split():
        within = (Audit.name, Audit.facts)
        conditions.append(or_(*(func.lower(column).contains(word, autoescape=True) for column in within)))
    return _listed(counter, conditions, right=Right.SEE_AUDIT)


def of_record(counter: Counter, subject: str, key: int | str) -> Listing[Done]:
    """What was done with one record or posted document – *debtor*, *part*, *invoice* –, the latest first.

    Whoever opens it may see it. Of a creditor invoice its undo is told too.
    """
    of_it = and_(Audit.subject == subject, Audit.subject_key == str(key))
    if subject == _CREDITOR_INVOICE:
        undone = select(cast(CreditorInvoiceUndo.id, String)).where(CreditorInvoiceUndo.creditor_invoice_id == key)
        of_it = or_(of_it, and_(Audit.subject == _UNDO, Audit.subject_key.in_(undone)))
    if subject == _PART:
        files = cast(of_price_files.naming(int(key)), String)
        of_it = or_(of_it, and_(Audit.subject == audit_digest.PRICE_FILE, Audit.subject_key.in_(select(files))))
        return _listed(counter, [of_it], part_id=int(key))
    return _listed(counter, [of_it])


def operators(counter: Counter) -> tuple[tuple[int, str], ...]:
    """Everybody who has ever worked here, by name: key and name."""
    with counter.db.read() as session:
        people = session.execute(select(Operator.id, Operator.name).order_by(Operator.name)).all()
        return tuple((key, name) for key, name in people)


def _listed(
    counter: Counter,
    conditions: Sequence[ColumnElement[bool]],
    right: Right | None = None,
    *,
    part_id: int | None = None,
) -> Listing[Done]:
    changed = Audit.what != "posted"
    what = case((changed, func.replace(Audit.subject, "_", " ") + " " + Audit.what), else_=Audit.what)
    fields = {
        "at": listed_fields.moment(Audit.at),
        "operator": listed_fields.text(listed_names.operator(Audit.operator_id)),
        "what": listed_fields.text(what),
        "name": listed_fields.text(Audit.name),
        "told": listed_fields.worked_out(attrgetter("told"), case((changed, Audit.facts), else_="")),
    }
    made_of = partial(_all_done, part_id=part_id)
    return Listed(counter, select(Audit.id).where(*conditions), (Audit.id.desc(),), fields, made_of, right=right)


def _begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()).astimezone()


def _all_done(session: Session, keys: Sequence[int], *, part_id: int | None = None) -> Iterator[Done]:
    joined = select(Audit, Operator.name).join(Operator, Operator.id == Audit.operator_id)
    rows = session.execute(joined.where(Audit.id.in_(keys))).all()
    given = approvals.of_rows(session, [row for row, _ in rows])
    by_files = {} if part_id is None else _by_price_files(session, part_id)
    return (_done(row, name, given.get(row.id, ()), by_files.get(row.id, ())) for row, name in rows)


def _by_price_files(session: Session, part_id: int) -> dict[int, Sequence[audit_read.Fact]]:
    """By row of the chain what price files changed of a part."""
    changes = of_price_files.of_parts(session, [part_id]).get(part_id, [])
    return {each.row: facts for each, facts in of_price_files.facts(changes, session)}


def _done(row: Audit, operator: str, given: Sequence[str], by_file: Sequence[audit_read.Fact]) -> Done:
    told_facts = by_file if row.what == "posted" else audit_read.facts(row.facts)
    changes = tuple(FieldChanged(labels.label(field), old or "", new or "") for field, old, new in told_facts)
    changes += tuple(FieldChanged(_APPROVED, "", each) for each in given)
    subject = "" if row.what == "posted" else _CALLED.get(row.subject, words.begun(row.subject))
    told = "; ".join(_said(row.what, change) for change in changes)
    return Done(row.id, row.at, operator, row.what, subject, row.name, changes, told)


def _said(what: str, change: FieldChanged) -> str:
    old, new = (" ".join(each.split()) for each in (change.old, change.new))
    if change.field == _APPROVED:
        return f"{_APPROVED.lower()} {new}"
    if what == "made":
        return f"{change.field} {new or 'nothing'}"
    return f"{change.field} {old or 'nothing'} → {new or 'nothing'}"
