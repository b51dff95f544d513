"""The floor of processing a creditor's invoice: what a bare program cannot leave out, and nothing else.

Written are the bill and its lines; a movement and the shelf of each part; the lines of the stock order and its state;
what each waiting backorder is given and why; the creditor's entry, the balanced entry of the journal, the row for
accounting, the document numbers and the row in the chain. Read and locked are the creditor, the order, the shelves and
those who wait.

Left out, though the program does it, because the books would hold without: who was filled in words for the operator,
costs before and after, looking whether the draft or the supplier's number was there before (unique keys refuse both),
the cards of the parts, settings, rights, telling other desks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.rules import standing
from tests.bench.floors.bare import Bare, Row, blank, marks, sealed
from tests.bench.floors.finalise import journal_lines

_KIND: Final = "creditor invoice"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A bill for a whole stock order, line for line, with everything that does not depend on the moment."""

    bill: Row
    lines: list[Row]
    order_id: int
    accounts: dict[str, int]
    creditor_name: str


def process(bare: Bare, prepared: Prepared) -> int:
    """Receive the goods, record the bill and give what came to those who wait, in one unit of work; its number."""
    bill, lines = prepared.bill, prepared.lines
    moment, who = bill["saved_at"], bill["operator_id"]
    with bare.work():
        bare(f"SELECT id FROM creditor WHERE id = ?{bare.lock}", [bill["creditor_id"]]).fetchone()
        _take_off_order(bare, prepared)
        shelves = _shelves(bare, lines)
        waiting = bare(
            "SELECT id, part_id, open - allocated, priority, queue_date FROM backorder "
            f"WHERE part_id IN ({marks(len(shelves))}) AND open > 0 AND NOT held ORDER BY id{bare.lock}",
            list(shelves),
        ).fetchall()
        waiting.sort(key=lambda row: (-row[3], row[4], row[0]))
        numbers = dict(bare(
            "UPDATE next_number SET next = next + 1 WHERE kind IN ('creditor invoice', 'creditor invoice reference') "
            "RETURNING kind, next - 1"
        ).fetchall())  # fmt: skip
        bill["number"], bill["reference"] = numbers[_KIND], numbers[f"{_KIND} reference"]
        bare.insert("creditor_invoice", [bill])
        moves = []
        for line in lines:
            line["invoice_id"] = bill["id"]
            shelf = shelves[line["part_id"]]
            shelf["on_hand"] += line["received"]
            shelf["value"] += line["stock_value"]
            shelf["on_order"] -= line["applied"]
            shelf["last_cost"] = line["cost"]
            moves.append(blank("stock_movement", part_id=line["part_id"], kind="receipt", quantity=line["received"],
                               value=line["stock_value"], document_kind=_KIND, document_id=bill["id"], operator_id=who,
                               at=moment))  # fmt: skip
        bare.insert("creditor_invoice_line", lines)
        bare.insert("stock_movement", moves)
        _give(bare, waiting, shelves, bill)
        bare.many(
            "UPDATE stock SET on_hand = ?, value = ?, allocated = ?, on_order = ?, last_cost = ?, standing = ? "
            "WHERE part_id = ?",
            [(each["on_hand"], each["value"], each["allocated"], each["on_order"], each["last_cost"],
              standing.standing(in_stock=True, sold=standing.was_sold(each["standing"])), part)
             for part, each in shelves.items()],
        )  # fmt: skip
        parts = _posted(bare, prepared, moves)
        sealed(bare, _KIND, bill, f"Creditor invoice {bill['number']}", moment, who, parts)
    return int(bill["number"])


def _take_off_order(bare: Bare, prepared: Prepared) -> None:
    """All of the order has come, if it is still out as the bill was prepared."""
    rows = bare(
        f"SELECT id, outstanding FROM stock_order_line WHERE order_id = ? ORDER BY id{bare.lock}", [prepared.order_id]
    ).fetchall()
    if dict(rows) != {line["order_line_id"]: line["received"] for line in prepared.lines}:
        raise ValueError("the order has changed")
    bare(
        "UPDATE stock_order_line SET received = received + outstanding, outstanding = 0 WHERE order_id = ?",
        [prepared.order_id],
    )
    bare("UPDATE stock_order SET status = 'complete' WHERE id = ?", [prepared.order_id])


def _shelves(bare: Bare, lines: list[Row]) -> dict[int, Row]:
    names = ("on_hand", "value", "committed", "allocated", "on_order", "last_cost", "standing")
    rows = bare(
        f"SELECT part_id, {', '.join(names)} FROM stock WHERE part_id IN ({marks(len(lines))}) "
        f"ORDER BY part_id{bare.lock}",
        [line["part_id"] for line in lines],
    ).fetchall()
    return {part: dict(zip(names, figures, strict=True)) for part, *figures in rows}


def _give(bare: Bare, waiting: list[Any], shelves: dict[int, Row], bill: Row) -> None:
    """Along each queue, by age, until nothing is free; each gift with its place in the queue."""
    given, ranks = [], dict.fromkeys(shelves, 0)
    others = dict.fromkeys(shelves, -1)
    for _, part, *_ in waiting:
        others[part] += 1
    for backorder, part, wants, *_ in waiting:
        shelf = shelves[part]
        free = shelf["on_hand"] - shelf["committed"] - shelf["allocated"]
        ranks[part] += 1
        if (quantity := min(free, wants)) <= 0:
            continue
        shelf["allocated"] += quantity
        given.append(blank("allocation", backorder_id=backorder, quantity=quantity, rule="queue", rank=ranks[part],
                           others=others[part], document_kind=_KIND, document_id=bill["id"],
                           operator_id=bill["operator_id"], at=bill["saved_at"]))  # fmt: skip
    bare.insert("allocation", given)
    bare.many(
        "UPDATE backorder SET allocated = allocated + ? WHERE id = ?",
        [(gift["quantity"], gift["backorder_id"]) for gift in given],
    )


def _posted(bare: Bare, prepared: Prepared, moves: list[Row]) -> list[tuple[str, list[Row]]]:
    bill = prepared.bill
    key, who, moment, day = bill["id"], bill["operator_id"], bill["saved_at"], bill["date"]
    owed = blank("creditor_entry", creditor_id=bill["creditor_id"], creditor_invoice_id=key, kind="invoice", date=day,
                 due=bill["due"], amount=bill["total"])  # fmt: skip
    narrative = f"Creditor invoice {bill['number']}, {prepared.creditor_name} {bill['their_number']}"
    entry = blank("journal_entry", document_kind=_KIND, document_id=key, date=day, narrative=narrative,
                  operator_id=who, at=moment)  # fmt: skip
    bare.insert("creditor_entry", [owed])
    bare.insert("journal_entry", [entry])
    worth = sum(line["stock_value"] for line in prepared.lines)
    amounts = (("stock", worth), ("GST paid", bill["gst"]), ("creditors", -bill["total"]))
    lines = journal_lines(entry, amounts, prepared.accounts)
    bare.insert("journal_line", lines)
    bare.insert("handover", [blank("handover", key=f"creditor-invoice-{bill['number']}", document_kind=_KIND,
                                   document_id=key, date=day)])  # fmt: skip
    return [("creditor_invoice", [bill]), ("creditor_invoice_line", prepared.lines), ("creditor_entry", [owed]),
            ("stock_movement", moves), ("journal_entry", [entry]), ("journal_line", lines)]  # fmt: skip
