"""The floor of a price file: read, put beside the shop, compared and written set by set, in one unit of work.

Every row is read from the file once, into a temporary table, with the key and the words by which its part will be
found; then one statement for each table changes what differs and one makes what is new – parts, their shelves, their
barcodes. The store's own triggers keep what parts are searched by. An unchanged file writes nothing.

Left out, though the program does it: recognising encoding, columns and decimal marks; refusing rows with a reason;
the evidence by which the import can be proved and undone. `check` holds afterwards; `verify` would not know the parts.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.rules import codes
from tests.bench.floors.bare import Bare, blank, marks

COLUMNS: Final = ("number", "description", "list price", "cost", "barcode")
_AT_ONCE: Final = 50_000
_CENTS_IN_PRICE: Final = 100
_STAGE: Final = (
    "CREATE TEMPORARY TABLE price_file (place INTEGER PRIMARY KEY, number TEXT{c}, key TEXT{c}, description TEXT{c}, "
    "words TEXT{c}, list_price BIGINT, cost BIGINT, barcode TEXT{c}, barcode_key TEXT{c})"
)
_STAGED: Final = 9


def bring_in(bare: Bare, file: Path, creditor: int) -> tuple[int, int]:
    """Bring the whole file in; how many parts are new, and how many were changed."""
    bare(_STAGE.format(c=' COLLATE "C"' if bare.on_server else ""))
    _stage(bare, file)
    with bare.work():
        (before,) = bare("SELECT coalesce(max(id), 0) FROM part").fetchone()
        changed = bare(
            "UPDATE part SET description = r.description, words = r.words, list_price = r.list_price, "
            "version = version + 1 FROM price_file r WHERE part.number = r.number "
            "AND (part.description <> r.description OR part.list_price <> r.list_price)"
        ).rowcount
        bare(
            "UPDATE stock SET last_cost = r.cost FROM price_file r JOIN part p ON p.number = r.number "
            "WHERE stock.part_id = p.id AND stock.last_cost <> r.cost"
        )
        new = _make(bare, creditor)
        if new:
            _shelves(bare, before)
        bare(
            "INSERT INTO part_number (part_id, kind, number, key) SELECT p.id, 'barcode', r.barcode, r.barcode_key "
            "FROM price_file r JOIN part p ON p.number = r.number WHERE r.barcode IS NOT NULL AND NOT EXISTS ("
            "SELECT 1 FROM part_number n WHERE n.part_id = p.id AND n.kind = 'barcode' AND n.number = r.barcode) "
            "ORDER BY p.id"
        )
    bare("DROP TABLE price_file")
    return new, changed


def _stage(bare: Bare, file: Path) -> None:
    if bare.on_server:
        names = "place, number, key, description, words, list_price, cost, barcode, barcode_key"
        with bare.connection.cursor().copy(f"COPY price_file ({names}) FROM STDIN") as copy:
            for row in _rows(file):
                copy.write_row(row)
        bare("ANALYZE price_file")
        return
    with bare.work():
        bare.many(f"INSERT INTO price_file VALUES ({marks(_STAGED)})", _rows(file))


def _rows(file: Path) -> Iterator[tuple[Any, ...]]:
    with file.open(newline="", encoding="utf-8") as opened:
        lines = csv.reader(opened)
        next(lines)
        for place, (number, description, price, cost, barcode) in enumerate(lines):
            words = " ".join(codes.words_of(description))
            code = (barcode, codes.part_key(barcode)) if barcode else (None, None)
            yield place, number, codes.part_key(number), description, words, _units(price), _units(cost), *code


def _units(amount: str) -> int:
    """Dollars with two decimals, in ten-thousandths."""
    whole, _, cents = amount.partition(".")
    return (int(whole) * 100 + int(cents)) * _CENTS_IN_PRICE


def _make(bare: Bare, creditor: int) -> int:
    told = ("number", "key", "description", "words", "list_price")
    rest = {**blank("part", kind="catalogue", creditor_id=creditor)}
    rest = {name: value for name, value in rest.items() if name not in told}
    done = bare(
        f"INSERT INTO part ({', '.join((*told, *rest))}) "
        f"SELECT {', '.join(f'r.{name}' for name in told)}, {marks(len(rest))} FROM price_file r "
        "LEFT JOIN part p ON p.number = r.number WHERE p.id IS NULL ORDER BY r.place",
        list(rest.values()),
    )
    return int(done.rowcount)


def _shelves(bare: Bare, before: int) -> None:
    rest = {name: value for name, value in blank("stock").items() if name not in ("part_id", "last_cost")}
    bare(
        f"INSERT INTO stock (part_id, last_cost, {', '.join(rest)}) SELECT p.id, r.cost, {marks(len(rest))} "
        "FROM part p JOIN price_file r ON r.number = p.number WHERE p.id > ? ORDER BY p.id",
        [*rest.values(), before],
    )
