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

from app.models import Creditor, Debtor, Part, PartNumber, PriceGroup, PricingStructure, Stock
from app.rules import codes, words
from app.rules.faults import Refused
from app.rules.money import ZERO
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
from app.services.within import opening, posting
from app.services.within.opening import chunks

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""

Master = TypeVar("Master", Debtor, Creditor)

_NUMBER_KINDS = {"supplier_number": "supplier", "old_number": "old", "barcode": "barcode"}
_REMARKS_SHOWN = 10


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


# ---- parts ----


def _parts(_counter: Counter, run: _Run, rows: Sequence[ImportRow]) -> None:
    parts = cast(Sequence[PartRow], rows)
    creditors = dict(run.session.execute(select(Creditor.code, Creditor.id)).all())
    groups = _price_groups(run, parts)
    for some in chunks(parts):
        known = opening.parts(run.session, [row.number for row in some], whole=True)
        for row in some:
            part = known.get(row.number.casefold())
            try:
                facts = _part_facts(row, creditors, groups)
                if part is None:
                    _add_part(run, row, facts)
                else:
                    _change_part(run, part, row, facts)
            except Refused as fault:
                run.refuse(row, row.number, fault.sentence)
        run.step(len(some))


def _part_facts(row: PartRow, creditors: dict[str, int], groups: dict[str, int]) -> dict[str, Any]:
    """The part's own columns; the cost lies with the stock, other numbers in a table of their own."""
    facts = {name: value for name, value in _told(row).items() if name not in (*_NUMBER_KINDS, "cost")}
    if creditor := facts.pop("creditor", None):
        if creditor.upper() not in creditors:
            raise Refused(
                f"There is no creditor {creditor}. Import the creditors first, correct the code, or leave it out."
            )
        facts["creditor_id"] = creditors[creditor.upper()]
    if group := facts.pop("price_group", None):
        facts["price_group_id"] = groups[group.upper()]
    if "gst" in facts:
        facts["gst_free"] = not facts.pop("gst")
    return facts


def _add_part(run: _Run, row: PartRow, facts: dict[str, Any]) -> None:
    if not row.description:
        raise Refused(f"There is no part {row.number} yet, and a new one needs a description.")
    _fit_together(row, Part(maximum=ZERO, whole_units=True), facts)
    stock = Stock() if row.cost is None else Stock(last_cost=row.cost)
    part = Part(number=row.number, stock=stock, **facts)
    part.numbers = [_number(kind, number) for kind, number in _other_numbers(row)]
    run.session.add(part)
    run.new += 1


def _change_part(run: _Run, part: Part, row: PartRow, facts: dict[str, Any]) -> None:
    stock = part.stock
    if facts.get("kind", part.kind) == "charge" != part.kind and (stock.on_hand or stock.committed or stock.on_order):
        raise Refused(f"{part.number} lies on the shelf or is on order, so it cannot become a charge.")
    if row.whole_units and stock.on_hand != stock.on_hand.to_integral_value():
        on_hand = words.quantity(stock.on_hand)
        raise Refused(f"{part.number} has {on_hand} on hand, so it cannot be sold in whole units only.")
    _fit_together(row, part, facts)
    changed = _changed(part, facts)
    if row.cost is not None:
        changed |= _changed(stock, {"last_cost": row.cost})
    has = {(other.kind, other.number.casefold()) for other in part.numbers}
    for kind, number in _other_numbers(row):
        if (kind, number.casefold()) not in has:
            part.numbers.append(_number(kind, number))
            changed = True
    _count(run, part, changed)


def _fit_together(row: PartRow, part: Part, facts: dict[str, Any]) -> None:
    """Raises Refused for what could not be saved on the part's card; a minimum without a maximum is both."""

    def now(name: str) -> Any:
        return facts.get(name, getattr(part, name))

    for number in (row.number, *(number for _, number in _other_numbers(row))):
        if not codes.search_key(number):
            raise Refused(f"“{number}” has no letter or digit to find it by.")
    if now("whole_units"):
        for name in ("minimum", "maximum", "pack"):
            amount = now(name) or ZERO
            if amount != amount.to_integral_value():
                raise Refused(f"{row.number} is sold in whole units, so its {name} cannot be {words.quantity(amount)}.")
    minimum = now("minimum") or ZERO
    if minimum > now("maximum"):
        if facts.get("maximum"):
            raise Refused(f"The maximum of {row.number} would be less than its minimum of {words.quantity(minimum)}.")
        facts["maximum"] = minimum


def _other_numbers(row: PartRow) -> list[tuple[str, str]]:
    return [(kind, number) for name, kind in _NUMBER_KINDS.items() if (number := getattr(row, name))]


def _number(kind: str, number: str) -> PartNumber:
    return PartNumber(kind=kind, number=number)


def _price_groups(run: _Run, rows: Iterable[PartRow]) -> dict[str, int]:
    """Every price group by its code in capitals; those that the file names and the shop lacks are made."""
    wanted = {row.price_group.upper() for row in rows if row.price_group}
    known = {code.upper(): key for code, key in run.session.execute(select(PriceGroup.code, PriceGroup.id))}
    missing = sorted(wanted - known.keys())
    made = [PriceGroup(code=code, name=code) for code in missing]
    run.session.add_all(made)
    run.session.flush()
    if missing:
        more = " …" if len(missing) > _REMARKS_SHOWN else ""
        named = ", ".join(missing[:_REMARKS_SHOWN])
        run.remarks.append(f"{words.counted(len(missing), 'price group')} made: {named}{more}.")
    return known | {group.code: group.id for group in made}


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


def _told(row: PartRow | DebtorRow | CreditorRow) -> dict[str, Any]:
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


def _count(run: _Run, record: Debtor | Creditor | Part, changed: bool) -> None:
    if changed:
        record.version += 1
        run.changed += 1
    else:
        run.unchanged += 1


_WRITE: dict[ImportKind, Callable[[Counter, _Run, Sequence[ImportRow]], None]] = {
    "parts": _parts,
    "debtors": _debtors,
    "creditors": _creditors,
    "stock": _opening_stock,
}
