"""The demo shop's parts and people, from the lists in resources/demo; it must not know what is done with them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any, cast

from sqlalchemy import select

from app import paths
from app.models import Creditor, Debtor, Part, PriceGroup, PricingStructure
from app.rules.pricing import Break, StructureRule
from app.rules.rows import IMPORT_KINDS
from app.services import importing, setup
from app.services.counter import Counter
from app.services.masters import debtors, parts, price_groups

LISTS = paths.resources_folder() / "demo"
_FILES = {"stock": "opening_stock"}
_OPTIONS = ("backorder_mode", "ship_rule", "price_at_filling", "invoice_by")


def bring_in(counter: Counter) -> None:
    """Price groups, creditors, parts with their opening stock, debtors and what is agreed with them."""
    _groups(counter)
    for kind in IMPORT_KINDS:
        _import(counter, kind)
    groups = _ids(counter, PriceGroup.code, PriceGroup.id)
    part_ids = _ids(counter, Part.number, Part.id)
    debtor_ids = _ids(counter, Debtor.code, Debtor.id)
    structures = _ids(counter, PricingStructure.name, PricingStructure.id)
    for name, rows in groupby(_rows("pricing_structures"), lambda row: row["structure"]):
        rules = tuple(
            price_groups.RuleFor(
                groups[row["price_group"]], StructureRule(cast(Any, row["basis"]), Decimal(row["percent"]))
            )
            for row in rows
        )
        was = price_groups.open_structure(counter, structures[name])
        price_groups.save_structure(counter, replace(was, rules=rules), was)
    for number, rows in groupby(_rows("quantity_breaks"), lambda row: row["number"]):
        breaks = tuple(Break(Decimal(row["minimum"]), Decimal(row["price"])) for row in rows)
        part = parts.open_card(counter, part_ids[number])
        parts.save(counter, replace(part, breaks=breaks), part)
    for row in _rows("debtors"):
        _options(counter, debtor_ids[row["code"]], row)
    cash = debtors.open_card(counter, debtor_ids[setup.CASH_DEBTOR])
    debtors.save(counter, replace(cash, use_backorders=True), cash)
    for row in _rows("special_prices"):
        debtors.agree_price(counter, debtor_ids[row["debtor"]], part_ids[row["part"]], Decimal(row["price"]))


def bought_on_demand() -> frozenset[str]:
    """The numbers of the parts that are only bought when somebody asks: nothing of them is kept."""
    return frozenset(row["number"] for row in _rows("parts") if row["maximum"] == "0")


def ids(counter: Counter) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """The keys of parts by number, and of debtors and creditors by code; each in the order of the lists."""
    return (
        _ids(counter, Part.number, Part.id),
        _ids(counter, Debtor.code, Debtor.id),
        _ids(counter, Creditor.code, Creditor.id),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _ids(counter: Counter, name: Any, key: Any) -> dict[str, int]:
    with counter.db.read() as session:
        return dict(session.execute(select(name, key).order_by(key)).all())


def _groups(counter: Counter) -> None:
    for row in _rows("price_groups"):
        price_groups.save_group(counter, price_groups.GroupCard(code=row["code"], name=row["name"]), None)
    for name in dict.fromkeys(row["structure"] for row in _rows("pricing_structures")):
        price_groups.save_structure(counter, price_groups.StructureCard(name=name), None)


def _import(counter: Counter, kind: Any) -> None:
    # the same door as any shop's own lists; loaded here, because most starts of the program read no file
    from app.exchange.mapping import prepared
    from app.exchange.rows import read_rows
    from app.exchange.tables import open_table

    table = open_table(LISTS / f"{_FILES.get(kind, kind)}.csv", delimiter=",", encoding="utf-8")
    report = importing.bring_in(counter, kind, read_rows(table, prepared(kind, table, headings=True)))
    if report is None or report.refused:
        raise RuntimeError(f"the demo's {kind} were refused: {report and report.refused[:3]}")


def _options(counter: Counter, debtor_id: int, row: dict[str, str]) -> None:
    """What no list of debtors has: how backorders are offered and shipped, and where the goods go."""
    changed: dict[str, Any] = {name: row[name] for name in _OPTIONS if row[name]}
    if row["delivery_addresses"]:
        changed["delivery_addresses"] = tuple(row["delivery_addresses"].split("|"))
    if changed != {} and changed != {"backorder_mode": "ask"}:
        was = debtors.open_card(counter, debtor_id)
        debtors.save(counter, replace(was, **changed), was)
