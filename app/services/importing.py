"""Bringing rows of a file into the books: all good rows or none; it must not know what kind of file they stood in.

A record is known by its number or code, whatever its letter case. What a row leaves out stays as it is; a record that
already says all of it is unchanged, so bringing the same file in twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Creditor, Debtor, Part, PricingStructure
from app.rules import codes, words
from app.rules.faults import Refused
from app.rules.rows import (
    CreditorRow,
    DebtorRow,
    ImportKind,
    ImportReport,
    ImportRow,
    OpeningStockRow,
    PartRow,
    RefusedRow,
)
from app.services.counter import Counter
from app.services.price_files import bringing
from app.services.within import opening, posting
from app.services.within.opening import chunks

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""

Master = TypeVar("Master", Debtor, Creditor)


class _CancelledError(Exception):
    """Somebody pressed Cancel; the unit of work is taken back."""


@dataclass(slots=True)
class _Run:
    """One import under way: the open unit of work and what it has come to so far."""

    session: Session
    total: int
    progress: Progress
    cancelled: Callable[[], bool]
    done: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def step(self, rows: int) -> None:
        """So many more rows are done. Raises when the import was cancelled."""
        self.session.flush()
        self.done += rows
        self.progress(self.done, self.total)
        if self.cancelled():
            raise _CancelledError

    def refuse(self, row: ImportRow, name: str, sentence: str) -> None:
        """Leave a row out, and say why."""
        self.refused.append(RefusedRow(row.row, sentence, name))


def bring_in(
    counter: Counter,
    kind: ImportKind,
    rows: Iterable[ImportRow | RefusedRow],
    *,
    progress: Progress = lambda _done, _of: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportReport | None:
    """Write every good row of this kind in one unit of work; the report names each refused one with its reason.

    None when it was cancelled: nothing was written then. `progress` and `cancelled` are called from the same thread.
    Opening stock sets what is on hand and its value; it is refused for a part that has other movements.
    """
    if kind == "parts":
        file = bringing.of_rows(counter, cast(Iterable[PartRow | RefusedRow], rows))
        try:
            return file.bring_in(progress, cancelled)
        finally:
            file.close()
    good: list[ImportRow] = []
    refused: list[RefusedRow] = []
    for row in rows:
        if isinstance(row, RefusedRow):
            refused.append(row)
        else:
            good.append(row)
    try:
        with counter.work() as session:
            run = _Run(session, len(good), progress, cancelled)
            run.step(0)
            _WRITE[kind](counter, run, good)
    except _CancelledError:
        return None
    return ImportReport(
        kind,
        run.new,
        run.changed,
        run.unchanged,
        tuple(sorted([*refused, *run.refused], key=lambda row: row.row)),
        tuple(run.remarks),
    )


# ---- debtors and creditors ----


def _debtors(_counter: Counter, run: _Run, rows: Sequence[ImportRow]) -> None:
    structures = {
        name.casefold(): key for key, name in run.session.execute(select(PricingStructure.id, PricingStructure.name))
    }

    def values(row: DebtorRow | CreditorRow) -> dict[str, Any]:
        facts = _told_person(row)
        if structure := facts.pop("structure", None):
            if structure.casefold() not in structures:
                raise Refused(f"There is no pricing structure “{structure}”. Make it first, or correct the name.")
            facts["structure_id"] = structures[structure.casefold()]
        return facts

    _people(run, Debtor, "debtor", cast(Sequence[DebtorRow], rows), values)


def _creditors(_counter: Counter, run: _Run, rows: Sequence[ImportRow]) -> None:
    _people(run, Creditor, "creditor", cast(Sequence[CreditorRow], rows), _told_person)


def _told_person(row: DebtorRow | CreditorRow) -> dict[str, Any]:
    facts = _told(row)
    if "phone" in facts:
        facts["phone_key"] = codes.phone_key(facts["phone"])
    return facts


def _people(
    run: _Run,
    model: type[Master],
    word: str,
    rows: Sequence[DebtorRow | CreditorRow],
    values: Callable[[DebtorRow | CreditorRow], dict[str, Any]],
) -> None:
    """Debtors or creditors, by their code."""
    for some in chunks(rows):
        wanted = {row.code.upper() for row in some}
        statement = select(model).where(model.code.in_(wanted)).order_by(model.id).with_for_update(key_share=True)
        known: dict[str, Master] = {record.code: record for record in run.session.scalars(statement)}
        for row in some:
            code = row.code.upper()
            try:
                facts = values(row)
                if code in known:
                    _count(run, known[code], _changed(known[code], facts))
                    continue
                if not row.name:
                    raise Refused(f"There is no {word} {code} yet, and a new one needs a name.")
            except Refused as fault:
                run.refuse(row, code, fault.sentence)
                continue
            run.session.add(model(code=code, **facts))
            run.new += 1
        run.step(len(some))


# ---- opening stock ----


def _opening_stock(counter: Counter, run: _Run, rows: Sequence[ImportRow]) -> None:
    stock_rows = cast(Sequence[OpeningStockRow], rows)
    wanted: list[tuple[Part, OpeningStockRow]] = []
    without_cost = 0
    for some in chunks(stock_rows):
        known = opening.parts(run.session, [row.number for row in some])
        for row in some:
            found = known.get(row.number.casefold())
            if found is None:
                run.refuse(row, row.number, f"There is no part {row.number}. Import the parts first.")
            else:
                wanted.append((found, row))
    wanted.sort(key=lambda pair: pair[0].id)
    shelves = opening.locked(run.session, [part.id for part, _ in wanted])
    moved = opening.moved_otherwise(run.session, list(shelves))
    run.step(len(run.refused))
    seen: set[int] = set()
    for pairs in chunks(wanted):
        for part, row in pairs:
            stock = shelves[part.id]
            try:
                if part.id in seen:
                    raise Refused(f"{part.number} stands in an earlier row already. Keep one of the two rows.")
                if part.id in moved:
                    raise Refused(
                        f"{part.number} has been bought or sold already: its opening stock cannot be set any more."
                    )
                changed, costed = opening.set_to(run.session, counter, part, stock, row)
            except Refused as fault:
                run.refuse(row, row.number, fault.sentence)
                continue
            seen.add(part.id)
            without_cost += not costed
            if not changed:
                run.unchanged += 1
            elif changed == "first":
                run.new += 1
            else:
                run.changed += 1
        run.step(len(pairs))
    opening.serve_who_waits(run.session, counter, shelves)
    posting.opening(run.session, counter)
    if without_cost:
        of = words.counted(without_cost, "part")
        run.remarks.append(f"{of} without a cost: nothing is known of what they are worth, so their value is 0.00.")


# ---- what they share ----


def _told(row: DebtorRow | CreditorRow) -> dict[str, Any]:
    """What a row tells besides its number or code, by the names of the columns."""
    told = ((each.name, getattr(row, each.name)) for each in fields(row))
    return {name: value for name, value in told if value is not None and name not in ("row", "number", "code")}


def _changed(record: Any, facts: dict[str, Any]) -> bool:
    """Whether the record now says something that it did not say before."""
    changed = False
    for name, value in facts.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
            changed = True
    return changed


def _count(run: _Run, record: Debtor | Creditor, changed: bool) -> None:
    if changed:
        record.version += 1
        run.changed += 1
    else:
        run.unchanged += 1


_WRITE: dict[ImportKind, Callable[[Counter, _Run, Sequence[ImportRow]], None]] = {
    "debtors": _debtors,
    "creditors": _creditors,
    "stock": _opening_stock,
}
