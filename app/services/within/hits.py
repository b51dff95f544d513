"""Parts that were found, as lists show them: in one query whatever was found; it must not know who searched, or how."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy.orm import Session

from app.db.driver import Driver
from app.rules import costing, pricing
from app.rules.found import DebtorFound, PartHit
from app.rules.money import COST_PLACES, MONEY_PLACES, QUANTITY_PLACES, RATE_PLACES, of_units
from app.services.within import superseding
from app.services.within.searching import Match

_ONE: Final = Decimal(1)
_SUPERSEDED_BY: Final = 9
"""The place of that number in a row of facts."""


class _ForSale(NamedTuple):
    """What a price is worked out of."""

    id: int
    price_group_id: int | None
    list_price: Decimal
    average_cost: Decimal
    last_cost: Decimal


def of(session: Session, matches: Sequence[Match], debtor: DebtorFound | None, *, priced: bool) -> tuple[PartHit, ...]:
    """What is shown of these parts, in their order; with `priced` what one costs this debtor, or anybody."""
    if not matches:
        return ()
    rows = dict(_rows(session, [match.part_id for match in matches], debtor))
    superseded = [part_id for part_id, of_part in rows.items() if of_part[0][_SUPERSEDED_BY]]
    now = superseding.currents(session, superseded) if superseded else {}
    return tuple(
        _hit(rows[match.part_id], match.why, now[match.part_id].number if match.part_id in now else "", priced=priced)
        for match in matches
        if match.part_id in rows
    )


def _rows(session: Session, ids: Sequence[int], debtor: DebtorFound | None) -> Iterator[tuple[int, list[Any]]]:
    """Of each part its row, several where there are prices from several quantities on."""
    driver = Driver(session)
    values = {
        "ids": ids if driver.on_server else json.dumps(ids),
        "debtor": debtor.id if debtor else None,
        "structure": debtor.structure_id if debtor else None,
    }
    rows = driver.rows(_ON_SERVER if driver.on_server else _IN_FILE, values)
    for part_id, of_part in groupby(rows, itemgetter(0)):
        yield part_id, list(of_part)


def _facts(is_one: str) -> str:
    return f"""
SELECT p.id, p.number, p.description, p.kind, p.list_price, p.price_group_id, p.bin, p.pack, p.active,
       p.superseded_by, s.on_hand, s.value, s.committed, s.allocated, s.on_order, s.last_cost,
       CASE WHEN s.on_order > 0 THEN (
           SELECT min(o.expected) FROM stock_order_line l JOIN stock_order o ON o.id = l.order_id
           WHERE l.part_id = p.id AND l.outstanding > 0 AND o.status = 'finalised') END AS due,
       a.price AS agreed, r.basis, r.percent, q.minimum, q.price AS from_minimum
FROM part p JOIN stock s ON s.part_id = p.id
LEFT JOIN special_price a ON a.debtor_id = CAST(:debtor AS bigint) AND a.part_id = p.id
LEFT JOIN pricing_rule r ON r.structure_id = CAST(:structure AS bigint) AND r.price_group_id = p.price_group_id
LEFT JOIN quantity_break q ON q.part_id = p.id
WHERE p.id {is_one} ORDER BY p.id
"""


_IN_FILE: Final = _facts("IN (SELECT value FROM json_each(:ids))")
_ON_SERVER: Final = _facts("= ANY(:ids)")


def _hit(rows: Sequence[Any], why: str, now: str, *, priced: bool) -> PartHit:
    (
        key, number, description, kind, list_price, group, bin_, pack, active, _,
        on_hand, value, committed, allocated, on_order, last_cost, due, *_,
    ) = rows[0]  # fmt: skip
    shelf = of_units(on_hand, QUANTITY_PLACES)
    of_sale = _ForSale(
        key,
        group,
        of_units(list_price, COST_PLACES),
        costing.average(shelf, of_units(value, MONEY_PLACES)),
        of_units(last_cost, COST_PLACES),
    )
    return PartHit(
        id=key,
        number=number,
        description=description,
        why=why,
        kind=kind,
        list_price=of_sale.list_price,
        price=pricing.price_for(of_sale, _terms(rows), _ONE).price if priced else None,
        bin=bin_,
        pack=of_units(pack, QUANTITY_PLACES),
        on_hand=shelf,
        available=of_units(on_hand - committed - allocated, QUANTITY_PLACES),
        on_order=of_units(on_order, QUANTITY_PLACES),
        due=date.fromisoformat(due) if isinstance(due, str) else due,
        last_cost=of_sale.last_cost,
        now=now,
        active=bool(active),
    )


def _terms(rows: Sequence[Any]) -> pricing.PriceTerms:
    *_, agreed, basis, percent, minimum, _ = rows[0]
    breaks = () if minimum is None else tuple(row[-2:] for row in rows)
    return _agreed(agreed, basis, percent, breaks)


@lru_cache(maxsize=5_000)
def _agreed(
    special: int | None, basis: pricing.Basis | None, percent: int, breaks: tuple[tuple[int, int], ...]
) -> pricing.PriceTerms:
    """Terms from what lies in the tables; most parts have the same as many others."""
    return pricing.PriceTerms(
        special=None if special is None else of_units(special, COST_PLACES),
        rule=None if basis is None else pricing.StructureRule(basis, of_units(percent, RATE_PLACES)),
        breaks=tuple(
            pricing.Break(of_units(minimum, QUANTITY_PLACES), of_units(price, COST_PLACES)) for minimum, price in breaks
        ),
    )
