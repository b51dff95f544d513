"""The floor of finalising an invoice: what a bare program cannot leave out, and nothing else.

Written are the invoice and its lines; the backorders of the short ones; the shelves and a movement for each part that
leaves; the debtor's entry; the balanced entry of the journal; the row by which accounting gets it; the answers that
were given; the document numbers; and the document's row in the chain of who did what. Without any one of them `check`
or `verify` would name the invoice, or nobody could say later who decided what. Read and locked are what decides at that
moment: the debtor, the shelves, the numbers, the end of the chain. A test compares: the program writes the very same
rows.

Left out, though the program does it, because the books would hold without: looking whether the draft has been written
before (its unique key refuses a second one), reading settings, rights, prices and names again, telling other desks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.rules import standing
from tests.bench.floors.bare import Bare, Row, blank, marks, sealed


@dataclass(frozen=True, slots=True)
class Prepared:
    """An invoice with everything on it that does not depend on the moment, as rows for their tables.

    `lines` are in order; of each `short` one (by position) there is a backorder. `accounts` is by role.
    """

    invoice: Row
    lines: list[Row]
    backorders: dict[int, Row]
    answers: list[Row]
    accounts: dict[str, int]
    debtor_name: str

    @property
    def moment(self) -> str:
        """When all of it happens."""
        return str(self.invoice["saved_at"])


def finalise(bare: Bare, prepared: Prepared) -> int:
    """Post the invoice in one unit of work; its number."""
    invoice, lines = prepared.invoice, prepared.lines
    with bare.work():
        debtor = bare(
            f"SELECT active, stop_credit FROM debtor WHERE id = ?{bare.lock}", [invoice["debtor_id"]]
        ).fetchone()
        if not debtor[0] or debtor[1]:
            raise ValueError("the debtor may not buy")
        shelves = _shelves(bare, lines)
        numbers = dict(bare(
            "UPDATE next_number SET next = next + 1 WHERE kind IN ('invoice', 'invoice reference') "
            "RETURNING kind, next - 1"
        ).fetchall())  # fmt: skip
        invoice["number"], invoice["reference"] = numbers["invoice"], numbers["invoice reference"]
        if prepared.backorders:
            bare.insert("backorder", list(prepared.backorders.values()))
        bare.insert("invoice", [invoice])
        moves = [_issued(line, shelves, invoice, prepared) for line in lines if line["supplied"]]
        for line in lines:
            line["invoice_id"] = invoice["id"]
            if line["position"] in prepared.backorders:
                line["begins_id"] = prepared.backorders[line["position"]]["id"]
        bare.insert("invoice_line", lines)
        bare.insert("stock_movement", moves)
        bare.many(
            "UPDATE stock SET on_hand = ?, value = ?, standing = ? WHERE part_id = ?",
            [(on_hand, value, _standing(on_hand), part) for part, (on_hand, value) in shelves.items()],
        )
        parts = _posted(bare, prepared, moves)
        sealed(bare, "invoice", invoice, f"Invoice {invoice['number']}", prepared.moment, invoice["operator_id"], parts)
    return int(invoice["number"])


def _shelves(bare: Bare, lines: list[Row]) -> dict[int, tuple[int, int]]:
    """On hand and value of the parts that leave; raises ValueError when one is not free."""
    wanted = {line["part_id"]: line["supplied"] for line in lines if line["supplied"]}
    rows = bare(
        f"SELECT part_id, on_hand, value, committed, allocated FROM stock WHERE part_id IN ({marks(len(wanted))}) "
        f"ORDER BY part_id{bare.lock}",
        list(wanted),
    ).fetchall()
    for part, on_hand, _, committed, allocated in rows:
        if on_hand - committed - allocated < wanted[part]:
            raise ValueError(f"part {part} is short")
    return {part: (on_hand, value) for part, on_hand, value, _, _ in rows}


def _issued(line: Row, shelves: dict[int, tuple[int, int]], invoice: Row, prepared: Prepared) -> Row:
    """The movement of a line; its cost at the average, the rest of the value when the shelf is empty then."""
    part, quantity = line["part_id"], line["supplied"]
    on_hand, value = shelves[part]
    cost = value if quantity == on_hand else (2 * value * quantity + on_hand) // (2 * on_hand)
    shelves[part] = (on_hand - quantity, value - cost)
    line["cost"] = cost
    return blank("stock_movement", part_id=part, kind="sale", quantity=-quantity, value=-cost, document_kind="invoice",
                 document_id=invoice["id"], operator_id=invoice["operator_id"], at=prepared.moment)  # fmt: skip


def _standing(on_hand: int) -> int:
    return standing.IN_STOCK_AND_SOLD if on_hand > 0 else standing.SOLD_LATELY


def _posted(bare: Bare, prepared: Prepared, moves: list[Row]) -> list[tuple[str, list[Row]]]:
    """The entries that follow from the invoice, with it and its lines in the order of the chain."""
    invoice = prepared.invoice
    key, who, moment, day = invoice["id"], invoice["operator_id"], prepared.moment, invoice["date"]
    owed = blank("debtor_entry", debtor_id=invoice["debtor_id"], invoice_id=key, kind="invoice", date=day,
                 due=invoice["due"], amount=invoice["total"])  # fmt: skip
    narrative = f"Invoice {invoice['number']}, {prepared.debtor_name}"
    entry = blank("journal_entry", document_kind="invoice", document_id=key, date=day, narrative=narrative,
                  operator_id=who, at=moment)  # fmt: skip
    bare.insert("debtor_entry", [owed])
    bare.insert("journal_entry", [entry])
    cost = sum(line["cost"] for line in prepared.lines)
    amounts = (("debtors", invoice["total"]), ("sales", -invoice["amount"]), ("GST collected", -invoice["gst"]),
               ("cost of sales", cost), ("stock", -cost))  # fmt: skip
    lines = journal_lines(entry, amounts, prepared.accounts)
    bare.insert("journal_line", lines)
    bare.insert("handover", [blank("handover", key=f"invoice-{invoice['number']}", document_kind="invoice",
                                   document_id=key, date=day)])  # fmt: skip
    if prepared.answers:
        bare.insert("answer", [{**answer, "document_id": key} for answer in prepared.answers])
    return [("invoice", [invoice]), ("invoice_line", prepared.lines), ("debtor_entry", [owed]),
            ("stock_movement", moves), ("journal_entry", [entry]), ("journal_line", lines)]  # fmt: skip


def journal_lines(entry: Row, amounts: Any, accounts: dict[str, int]) -> list[Row]:
    """The lines of an entry: role and amount, those of nothing left out."""
    kept = [(role, amount) for role, amount in amounts if amount]
    return [
        blank("journal_line", entry_id=entry["id"], position=position, account_id=accounts[role], amount=amount)
        for position, (role, amount) in enumerate(kept, start=1)
    ]
