"""A month of real lines posts, the books hold, and accounting gets it: both ledger checkers accept the export."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import models
from app.rules.posted import Format
from app.services import check, handing_over
from app.services.counter import Counter
from app.services.upkeep import verifying
from tests import make
from tests.services import e_documents, retail

pytestmark = pytest.mark.skipif(not retail.FILE.exists(), reason=f"{retail.FILE.name} is not beside the project")
HLEDGER = shutil.which("hledger")


@dataclass(frozen=True, slots=True)
class Size:
    """How many documents of the month are posted, and what it must have had at least: else it proves nothing."""

    documents: int
    sales: int
    cancellations: int
    losses: int
    fills: int
    charges: int
    deposits: int
    used: int
    e_invoices: int


SOME_DAYS = Size(120, sales=60, cancellations=8, losses=2, fills=1, charges=8, deposits=8, used=1, e_invoices=100)
THE_MONTH = Size(300, sales=150, cancellations=20, losses=5, fills=3, charges=20, deposits=20, used=3, e_invoices=200)


@pytest.fixture(
    scope="module",
    params=[pytest.param(SOME_DAYS, id="some days"), pytest.param(THE_MONTH, id="the month", marks=pytest.mark.long)],
)
def size(request: pytest.FixtureRequest) -> Size:
    found: Size = request.param
    return found


@pytest.fixture(scope="module")
def month(store: make.Store, size: Size, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    counter = make.a_shop(tmp_path_factory.mktemp("month"))
    documents = retail.sample(retail.december(), size.documents)
    assert len(documents) == size.documents
    done = retail.post(counter, documents)
    assert done["sales"] > size.sales and done["cancellations"] > size.cancellations, done
    assert done["losses"] > size.losses and done["fills"] > size.fills, done
    yield counter
    counter.db.close()


def test_the_books_hold_after_the_month(month: Counter) -> None:
    assert [(each.says, each.broken[:3]) for each in check.prove(month) if not each.holds] == []
    assert verifying.verify(month.db).broken == ""


def test_it_had_what_a_month_has(month: Counter, size: Size) -> None:
    """Sales, charges that are no stock, deposits taken and used up, credits, bills: else it proves nothing."""
    with month.db.read() as session:
        kinds = dict(
            session.execute(select(models.Handover.document_kind, func.count()).group_by("document_kind")).all()
        )
        lines = dict(session.execute(select(models.InvoiceLine.kind, func.count()).group_by("kind")).all())
        used = session.scalar(
            select(func.count()).where(models.InvoiceLine.kind == "deposit", models.InvoiceLine.amount < Decimal(0))
        )
    assert {"invoice", "credit", "creditor invoice", "stock adjustment"} <= kinds.keys()
    assert lines["charge"] > size.charges and lines["deposit"] > size.deposits and used and used > size.used


@pytest.mark.parametrize("format", ["beancount", "hledger"])
def test_both_ledger_checkers_accept_it(month: Counter, tmp_path: Path, format: Format) -> None:
    (put,) = handing_over.export(month, format, tmp_path).files
    if format == "beancount":
        command: list[str | Path] = [Path(sys.executable).with_name("bean-check"), "--no-cache", put.path]
    elif HLEDGER is None:
        pytest.skip("hledger is not installed here")
    else:
        command = [HLEDGER, "-f", put.path, "check", "--strict"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_the_tables_come_to_the_documents(month: Counter, tmp_path: Path) -> None:
    handing_over.export(month, "quickbooks", tmp_path)
    sums = {}
    for name in ("invoices", "credits"):
        with (tmp_path / f"quickbooks-10001-{name}.csv").open(encoding="utf-8", newline="") as file:
            sums[name] = sum(
                Decimal(row["*ItemAmount"]) + Decimal(row["ItemTaxAmount"]) for row in csv.DictReader(file)
            )
    with month.db.read() as session:
        assert sums["invoices"] == session.scalar(select(func.sum(models.Invoice.total)))
        assert sums["credits"] == session.scalar(select(func.sum(models.Credit.total)))


def test_every_e_invoice_of_the_month_is_valid_and_agrees(month: Counter, size: Size) -> None:
    assert e_documents.every_one_is_valid(month) > size.e_invoices
