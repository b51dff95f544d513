"""Looks over the shoulder of every unit of work on a server: rows must be locked in the house's one order.

Debtor or creditor, shelves by part, parts by id, backorders, document number, audit head; a document before them.
"""

from __future__ import annotations

import re
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

_RANKS: Final = {
    "invoice": 0,
    "stocktake": 0,
    "debtor": 1,
    "creditor": 1,
    "stock_order": 2,
    "stock_order_line": 2,
    "creditor_invoice": 2,
    "stock": 3,
    "part": 4,
    "backorder": 5,
    "deposit": 6,
    "next_number": 7,
    "account": 8,
    "audit_head": 9,
}
_BY_ID: Final = ("part", "stock")
_LOCKED_BEFORE_WRITTEN: Final = ("stock", "backorder", "deposit", "stock_order_line", "next_number", "audit_head")
_COVERED: Final = {"stock_order_line": "stock_order"}
"""Lines that everybody locks together with their document: its lock is enough."""
_LOCKS: Final = re.compile(
    r"FROM \"?(\w+).*FOR (?:NO KEY )?UPDATE(?: OF \"?(\w+))?|UPDATE \"?(next_number).*RETURNING", re.DOTALL
)
"""A sequence is locked by the very statement that takes its number."""
_WRITES: Final = re.compile(r"\s*(?:UPDATE|DELETE FROM) \"?(\w+)")


class LockOrder:
    """What was locked in another order, or written without being locked, since the engine is watched."""

    def __init__(self, engine: Engine) -> None:
        self.wrong: list[str] = []
        self.seen = 0
        """How many locks were taken."""
        self._held: dict[int, list[tuple[str, frozenset[int]]]] = {}
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._ended)
        event.listen(engine, "rollback", self._ended)

    def _ended(self, connection: Connection) -> None:
        self._held.pop(id(connection), None)

    def _statement(
        self, connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> None:
        held = self._held.setdefault(id(connection), [])
        if locks := _LOCKS.search(statement):
            keys = parameters.values() if isinstance(parameters, dict) else ()
            self._locks(
                held, locks[2] or locks[1] or locks[3], frozenset(each for each in keys if isinstance(each, int))
            )
        elif (
            (writes := _WRITES.match(statement))
            and writes[1] in _LOCKED_BEFORE_WRITTEN
            and not any(table in (writes[1], _COVERED.get(writes[1])) for table, _ in held)
        ):
            self.wrong.append(f"{writes[1]} is written and was not locked, after {self._said(held)}")

    def _locks(self, held: list[tuple[str, frozenset[int]]], table: str, keys: frozenset[int]) -> None:
        self.seen += 1
        if any(of == table and keys <= there for of, there in held):
            return
        if table == "backorder" and keys and any(of == "stock" and keys <= there for of, there in held):
            # the queue of a part whose shelf is held: whoever wants it waits for the shelf, so nobody has it
            held.append((table, frozenset()))
            return
        rank = _RANKS.get(table)
        if rank is not None:
            if any(_RANKS.get(of, -1) > rank for of, _ in held):
                self.wrong.append(f"{table} is locked too late, after {self._said(held)}")
            there = [key for of, some in held if of == table for key in some]
            if table in _BY_ID and there and keys and min(keys - set(there), default=max(there)) < max(there):
                self.wrong.append(f"{table} {sorted(keys)} is locked after {sorted(there)}")
        held.append((table, keys))

    @staticmethod
    def _said(held: list[tuple[str, frozenset[int]]]) -> str:
        return ", ".join(table for table, _ in held) or "nothing"
