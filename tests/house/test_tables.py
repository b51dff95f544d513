"""Every table is classed: master data, posted, or working – so that no new one is forgotten by the chain or a guard."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

import pytest

from app.models import Base, guards
from app.rules.journal import DOCUMENT_KINDS
from app.services.within import audit_digest, audit_master
from tests.house import tree

CLASSES = {
    "master": guards.MASTER,
    "posted": set(guards.POSTED),
    "appended": guards.APPENDED,
    "working": guards.WORKING,
}
MASTERS = {
    mapper.class_.__name__ for mapper in Base.registry.mappers if str(mapper.local_table.name) in guards.MASTER  # type: ignore[attr-defined]
}  # fmt: skip
FIRST_FORM = "62320f"


def test_every_table_is_in_exactly_one_class() -> None:
    tables = set(Base.metadata.tables)
    classed = [table for each in CLASSES.values() for table in each]
    assert sorted(classed) == sorted(tables), "class a new table in app/models/guards.py"


def test_every_change_of_master_data_is_told() -> None:
    told = {*audit_master.RECORDS, *audit_master.belonging()}
    assert told == guards.MASTER, "say in app/services/within/audit_master.py how a new table is told"


def test_every_kind_of_posted_document_is_sealed() -> None:
    assert set(audit_digest.KINDS) == {*DOCUMENT_KINDS, "stock order"}


def test_what_a_digest_is_over_never_changes_behind_its_back() -> None:
    """A column that comes later belongs into SINCE, with a form of its own: sealed documents keep their digests."""
    tables = sorted({*guards.POSTED, *guards.APPENDED})
    columns = [f"{table}.{name}" for table in tables for name in audit_digest.columns(table, form=1)]
    sealed = [each for each in columns if each.split(".")[0] in audit_digest.tables()]
    assert hashlib.sha256(" ".join(sealed).encode()).hexdigest()[:6] == FIRST_FORM


def core_writes(syntax: ast.AST) -> list[str]:
    """Statements that write master data past the session, which nobody would note."""
    return [
        ast.unparse(node)
        for node in ast.walk(syntax)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"insert", "update", "delete"}
        and node.args
        and ast.unparse(node.args[0]).rpartition(".")[2] in MASTERS
    ]


def test_no_statement_goes_round_who_did_what() -> None:
    found = {
        tree.named(path): lines for path in tree.sources("app/services") if (lines := core_writes(tree.parsed(path)))
    }
    assert found == {}


@pytest.mark.parametrize("text", ["session.execute(update(Debtor).values(name='x'))", "delete(models.Part)"])
def test_it_would_find_one(text: str) -> None:
    assert core_writes(ast.parse(text))


def works_unwatched(path: Path) -> bool:
    return ".db.work(" in path.read_text(encoding="utf-8") and path.name != "counter.py"


def test_every_unit_of_work_is_somebodys() -> None:
    assert [tree.named(path) for path in tree.sources("app/services") if works_unwatched(path)] == []
