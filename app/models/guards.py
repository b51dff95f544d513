"""What becomes of a row once it is written: the kind of every table, and the guards that the store itself keeps.

It must not know who writes. A row of an append-only table never changes; a row of a document is fixed as soon as the
chain of who did what has the document, but for the columns that move on afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import Connection, inspect, text

from app.models import search_index
from app.models.base import Base
from app.rules.faults import Refused

COUNTER_ROLE: Final = "parts_counter"
"""The server's role as which counters work, unless its owner names another one."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Rows of a document that is first on the books and then posted."""

    kind: str
    """What the chain calls the document."""
    key: str
    """The column with the key of the document, or of the row that leads to it."""
    moves: frozenset[str] = frozenset()
    """The columns that may change when the document is posted."""


POSTED: Final[Mapping[str, Posted]] = {
    "invoice": Posted("invoice", "id"),
    "invoice_line": Posted("invoice", "invoice_id"),
    "stock_order": Posted("stock order", "id", frozenset({"status", "version"})),
    "stock_order_line": Posted("stock order", "order_id", frozenset({"received", "closed", "outstanding"})),
    "creditor_invoice": Posted("creditor invoice", "id", frozenset({"status", "version"})),
    "creditor_invoice_line": Posted("creditor invoice", "invoice_id"),
    "creditor_credit_line": Posted("creditor credit", "credit_id"),
}

APPENDED: Final = frozenset({
    "allocation", "answer", "audit", "backorder_event", "backup_made", "credit", "credit_line", "creditor_credit",
    "creditor_entry", "creditor_invoice_undo", "creditor_payment", "creditor_settlement",
    "day_end", "day_end_count", "day_end_tender", "debtor_entry", "debtor_receipt", "handover", "handover_file",
    "journal_entry", "journal_line", "mail_attempt", "mail_file", "paper_run", "price_import",
    "price_import_change", "price_import_made", "settlement", "stock_adjustment",
    "stock_adjustment_line", "stock_movement", "tender",
})  # fmt: skip
"""Written once: what was posted at once, and what happened to something."""

MASTER: Final = frozenset({
    "account", "creditor", "debtor", "delivery_address", "operator", "part", "part_number", "price_group",
    "pricing_rule", "pricing_structure", "quantity_break", "role_right", "setting", "special_price",
})  # fmt: skip
"""Master data: may be changed, and every change is in the chain (app/services/within/audit_master.py)."""

WORKING: Final = frozenset({
    "audit_head", "backorder", "deposit", "handover_batch", "handover_item", "lost_sale", "mail", "meant_for",
    "next_number", "price_matching", "stock", "stocktake", "stocktake_line",
})  # fmt: skip
"""Figures and states that move along with the documents; `check` proves them."""

_TAKEN_AWAY: Final = frozenset({
    "creditor_invoice_line", "delivery_address", "handover_item", "invoice_line", "lost_sale", "mail", "meant_for",
    "part", "part_number", "price_group", "pricing_rule", "pricing_structure", "quantity_break", "role_right",
    "special_price", "stock", "stock_order_line", "stocktake_line",
})  # fmt: skip
"""Of the tables that are no append-only ones: those whose rows the program takes away again."""


LOCKED: Final = frozenset({"handover"})
"""Append-only tables whose rows are locked while something is done about them: a server asks for a right to update."""


def apply(connection: Connection, counter_role: str | None = None) -> None:
    """Put every guard in its place, made anew where it differs; call it after the tables were brought up to date.

    On a server `counter_role` gets what a counter needs and no more: the owner of the tables calls this. None leaves
    the rights as they are. Raises Refused when there is no such role.
    """
    if connection.dialect.name == "sqlite":
        _apply_to_file(connection)
        return
    _apply_to_server(connection)
    if counter_role is not None:
        _grant(connection, counter_role)


def lift(connection: Connection) -> None:
    """Take every guard away: before tables are changed, or rows of a whole shop are written. `apply` brings them back.

    On a server only the owner of the tables can.
    """
    if connection.dialect.name == "sqlite":
        for name in _in_file(connection):
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        return
    for table, name in _on_server(connection):
        connection.execute(text(f'DROP TRIGGER "{name}" ON "{table}"'))


def in_place(connection: Connection) -> list[tuple[str, str]]:
    """Every guard that is there, by name, as it was made."""
    if connection.dialect.name == "sqlite":
        return sorted(_in_file(connection).items())
    made = (
        "SELECT t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t "
        "WHERE NOT t.tgisinternal AND t.tgname LIKE 'guard!_%' ESCAPE '!' ORDER BY t.tgname"
    )
    return [(name, definition) for name, definition in connection.execute(text(made)).all()]


def fixed(table: str) -> tuple[str, ...]:
    """The columns of a posted or append-only table that never change once its document is posted, by name."""
    moves = POSTED[table].moves if table in POSTED else frozenset()
    return tuple(sorted(column.name for column in Base.metadata.tables[table].columns if column.name not in moves))


# ---- a file ----


def _apply_to_file(connection: Connection) -> None:
    """Only what differs is made, so that opening a shop writes nothing into it."""
    wanted = _triggers_for_file()
    there = _in_file(connection)
    for name, made in there.items():
        if wanted.get(name) != made:
            connection.execute(text(f'DROP TRIGGER "{name}"'))
    for name, statement in wanted.items():
        if there.get(name) != statement:
            connection.execute(text(statement))


def _in_file(connection: Connection) -> dict[str, str]:
    named = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard!_%' ESCAPE '!'"
    return dict(connection.execute(text(named)).all())


@cache
def _triggers_for_file() -> dict[str, str]:
    """Each guard by its name; told once in a program."""
    wanted = dict(_for_file(table, event, "") for table in sorted(APPENDED) for event in ("UPDATE", "DELETE"))
    for table, posted in sorted(POSTED.items()):
        is_posted = (
            f"EXISTS (SELECT 1 FROM audit WHERE subject = '{posted.kind}' AND subject_key = "
            f"CAST(OLD.\"{posted.key}\" AS TEXT) AND what = 'posted')"
        )
        changes = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in fixed(table))
        wanted |= (
            _for_file(table, "UPDATE", f"WHEN ({changes}) AND {is_posted} "),
            _for_file(table, "DELETE", f"WHEN {is_posted} "),
        )
    return wanted


def _for_file(table: str, event: str, when: str) -> tuple[str, str]:
    name = f"guard_{table}_{event.lower()}"
    return name, (
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" {when}BEGIN SELECT RAISE(ABORT, \'{_said(table)}\'); END'
    )


def _said(table: str) -> str:
    return f"what is posted in {table} never changes"


# ---- a server ----

_WRITTEN = """
CREATE OR REPLACE FUNCTION guard_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is posted in % never changes', TG_TABLE_NAME;
END $$
"""
_IS_POSTED = """
CREATE OR REPLACE FUNCTION guard_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM {schema}.audit
        WHERE subject = TG_ARGV[0] AND subject_key = to_jsonb(OLD) ->> TG_ARGV[1] AND what = 'posted'
    ) THEN
        RAISE EXCEPTION 'what is posted in % never changes', TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$
"""


def _apply_to_server(connection: Connection) -> None:
    lift(connection)
    connection.execute(text(_WRITTEN))
    # named with its schema, so that no temporary table of that name can stand in front of it
    connection.execute(text(_IS_POSTED.format(schema=_quoted(_schema(connection)))))
    for statement in _triggers_for_server():
        connection.execute(text(statement))


def _on_server(connection: Connection) -> list[tuple[str, str]]:
    named = (
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT t.tgisinternal AND t.tgname LIKE 'guard!_%' ESCAPE '!' AND n.nspname = current_schema()"
    )
    return [(table, name) for table, name in connection.execute(text(named)).all()]


def _triggers_for_server() -> Iterator[str]:
    for table in sorted(APPENDED):
        yield (
            f'CREATE TRIGGER "guard_{table}" BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION guard_written()"
        )
    for table, posted in sorted(POSTED.items()):
        call = f"FOR EACH ROW {{when}}EXECUTE FUNCTION guard_posted('{posted.kind}', '{posted.key}')"
        changes = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in fixed(table))
        update = call.format(when=f"WHEN ({changes}) ")
        yield f'CREATE TRIGGER "guard_{table}_update" BEFORE UPDATE ON "{table}" {update}'
        yield f'CREATE TRIGGER "guard_{table}_delete" BEFORE DELETE ON "{table}" {call.format(when="")}'
    for table in sorted(APPENDED | POSTED.keys()):
        yield (
            f'CREATE TRIGGER "guard_{table}_truncate" BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION guard_written()"
        )


def _grant(connection: Connection, role: str) -> None:
    """SELECT and INSERT everywhere, UPDATE and DELETE only where the program changes or takes away."""
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    if connection.execute(known, {"role": role}).scalar() is None:
        raise Refused(
            f"There is no role {role} on this server. Make it first: CREATE ROLE {role} LOGIN PASSWORD '…'.",
            field="counter_role",
        )
    schema, counter = _quoted(_schema(connection)), _quoted(role)
    here = set(inspect(connection).get_table_names())
    statements = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {counter}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM {counter}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {schema} TO {counter}",
        # a backup reads where each of them stands
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {counter}",
    ]
    statements += [
        f"GRANT {rights} ON {schema}.{_quoted(table)} TO {counter}" for table, rights in _rights() if table in here
    ]
    for statement in statements:
        connection.execute(text(statement))


def _rights() -> Iterator[tuple[str, str]]:
    yield "alembic_version", "SELECT"
    yield from search_index.RIGHTS.items()
    for table in sorted(Base.metadata.tables):
        rights = ["SELECT", "INSERT"]
        if table not in APPENDED:
            rights.append("UPDATE")
        if table in LOCKED:
            rights.append("UPDATE (id)")
        if table in _TAKEN_AWAY:
            rights.append("DELETE")
        yield table, ", ".join(rights)


def _schema(connection: Connection) -> str:
    return str(connection.execute(text("SELECT current_schema()")).scalar_one())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
