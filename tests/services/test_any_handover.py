"""Any sequence of business with exports in between: accounting has each document once, and the cents are the books'."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy import func, select

from app import models
from app.rules.posted import Format
from app.services import handing_over
from tests.services import e_documents
from tests.services.test_any_day import _days
from tests.services.test_any_money import AnyMoney

D = Decimal


class AnyHandOver(AnyMoney):
    """What people do in one shop, and somebody who exports now and then."""

    @property
    def out(self) -> Path:
        return Path(self.folder) / "out"

    @rule(format=st.sampled_from(["quickbooks", "beancount"]), only_new=st.booleans())
    def hand_over(self, format: Format, only_new: bool) -> None:
        handing_over.export(self.counter, format, self.out, only_new=only_new)

    def teardown(self) -> None:
        if hasattr(self, "counter"):
            self.hand_over("quickbooks", False)
            self.hand_over("beancount", True)
            self.accounting_has_everything_once()
            self.the_ledger_is_accepted()
            e_documents.every_one_is_valid(self.counter)
        super().teardown()

    def accounting_has_everything_once(self) -> None:
        sums = {"invoices": D(0), "credits": D(0)}
        numbers: list[tuple[str, str, str]] = []
        for path in sorted(self.out.glob("quickbooks-*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            kind = path.stem.rpartition("-")[2]
            sums[kind] += sum((D(row["*ItemAmount"]) + D(row["ItemTaxAmount"]) for row in rows), D(0))
            first = "*InvoiceNo" if kind == "invoices" else "*CreditNoteNo"
            numbers += sorted({(kind, row[first], path.name) for row in rows})
        assert len(numbers) == len({number[:2] for number in numbers}), "a document is in two batches"
        with self.counter.db.read() as session:
            finalised = models.Invoice.status == "finalised"
            invoices = session.scalar(select(func.sum(models.Invoice.total)).where(finalised)) or D(0)
            credits = session.scalar(select(func.sum(models.Credit.total))) or D(0)
        assert (sums["invoices"], sums["credits"]) == (invoices, credits)

    def the_ledger_is_accepted(self) -> None:
        entries, errors, _ = loader.load_file(str(self.out / "ledger.beancount"))
        assert entries and not errors, errors[:3]


def test_any_business_is_handed_over_once() -> None:
    run_state_machine_as_test(AnyHandOver, settings=_days(2, 12))


@pytest.mark.long
def test_a_lot_of_business_is_handed_over_once() -> None:
    run_state_machine_as_test(AnyHandOver, settings=_days(40, 40))
