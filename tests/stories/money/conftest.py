"""What the sentences about money do: deposits, accounts, receipts and the hand-over; the others stand one folder up."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, then, when

from app import models
from app.rules import deposits
from app.rules.deposits import Pair
from app.rules.faults import Refused
from app.rules.journal import Role
from app.services import accounts, handing_over, settings
from app.services.sales import credits
from tests.services import money, owing
from tests.stories.day import Day

D = Decimal


# ── what the shop is like ─────────────────────────────────────────────────────────────────────────────────────────────


@given("the shop always charges deposits")
def _(day: Day) -> None:
    settings.save(day.counter, {"charge_deposits": "always"})


@given(parsers.parse("the shop always charges deposits of {percent} percent"))
def _(day: Day, percent: str) -> None:
    settings.save(day.counter, {"charge_deposits": "always", "deposit_percent": D(percent)})


@given("the shop always charges security deposits")
def _(day: Day) -> None:
    settings.save(day.counter, {"charge_deposits": "always", "deposit_treatment": "security"})


@given("accounting refuses negative lines")
def _(day: Day) -> None:
    settings.save(day.counter, {"reversals_apart": True})


# ── what is paid and what comes back ──────────────────────────────────────────────────────────────────────────────────


@when(parsers.re(r"\w+ brings (?P<quantity>\d+) back to the shelf"))
def _(day: Day, quantity: str) -> None:
    money.take_back(day.counter, day.invoice, quantity)


@when(parsers.re(r"\w+ brings (?P<quantity>\d+) back to the shelf, and waits for them again"))
def _(day: Day, quantity: str) -> None:
    money.take_back(day.counter, day.invoice, quantity, again="yes")


@when(parsers.parse("{who} pays {amount} on account"))
def _(day: Day, who: str, amount: str) -> None:
    day.told = owing.pay_oldest(day.counter, day.debtors[who], amount).sentence


# ── what is seen ──────────────────────────────────────────────────────────────────────────────────────────────────────


@then(parsers.parse("deposits of {ex} and GST {gst} are held"))
def _(day: Day, ex: str, gst: str) -> None:
    assert money.held(day.counter) == Pair(D(ex), D(gst))
    treatment = settings.load(day.counter).deposit_treatment
    liable = deposits.on_paper(Pair(D(ex), D(gst)), treatment).ex
    assert money.account(day.counter, Role.DEPOSITS) == -liable


@then(parsers.parse("{who} owes {amount}, and GST of {gst} is due"))
def _(day: Day, who: str, amount: str, gst: str) -> None:
    assert money.owed(day.counter, day.debtors[who]) == D(amount)
    assert money.account(day.counter, Role.GST_COLLECTED) == -D(gst)


@then(parsers.parse("a credit of {total} with GST {gst} is given"))
def _(day: Day, total: str, gst: str) -> None:
    newest = credits.posted(day.counter)[0]
    with day.counter.db.read() as session:
        row = session.get_one(models.Credit, newest.id)
        assert (row.total, row.gst) == (D(total), D(gst))


@then(parsers.parse("the account {name} has a {side} of {amount}"))
def _(day: Day, name: str, side: str, amount: str) -> None:
    (account,) = [each for each in accounts.listed(day.counter) if each.name == name]
    assert account.balance == (D(amount) if side == "debit" else -D(amount))


# ── what accounting gets ──────────────────────────────────────────────────────────────────────────────────────────────


@when("we hand over to xero")
def _(day: Day, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in tmp_path.glob("xero/*")}
    done = handing_over.export(day.counter, "xero", tmp_path / "xero")
    after = {path.name: path.read_bytes() for path in tmp_path.glob("xero/*")}
    day.told = "nothing new" if not done.documents and before == after else "new"


@when("we hand over to xero, but the folder cannot be written")
def _(day: Day, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("")
    with pytest.raises(Refused, match="Nothing is lost"):
        handing_over.export(day.counter, "xero", tmp_path / "no folder")


@then(parsers.re(r"(?P<kind>invoice|credit note) (?P<number>\S+) reaches accounting with (?P<lines>.+)"))
def _(tmp_path: Path, kind: str, number: str, lines: str) -> None:
    known = number if kind == "invoice" else f"CR{number}"
    with next(tmp_path.glob("xero/*-sales.csv")).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["*InvoiceNumber"] == known]
    read = [f"{D(row['*Quantity']) * D(row['*UnitAmount']):.2f} on {row['*AccountCode']}" for row in rows]
    assert read == lines.split(" and ")


@then("accounting gets nothing new, and the files are what they were")
def _(day: Day) -> None:
    assert day.told == "nothing new"


@then("each document was handed over once")
def _(day: Day) -> None:
    (batch,) = handing_over.batches(day.counter, "xero")
    assert batch.documents == len(handing_over.documents(day.counter, "xero"))
    assert batch.written is not None
