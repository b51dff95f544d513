"""The hand-over on a real shop with every kind of document: once each, to the cent, and never lost or doubled."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections import Counter as Tally
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app import models
from app.rules.faults import Refused
from app.rules.money import rounded
from app.rules.posted import FORMATS, Format, OutFile
from app.services import check, handing_over, settings
from app.services.counter import Counter
from app.services.handing_over import Exported
from app.services.masters import debtors
from app.services.sales import documents
from tests import make
from tests.exchange import e_invoices
from tests.exchange.test_handover_ledgers import BEAN_CHECK
from tests.services import all_kinds
from tests.services.all_kinds import Posted

D = Decimal
TABLES: tuple[Format, ...] = ("xero", "myob", "quickbooks")
LEDGERS: tuple[Format, ...] = ("beancount", "hledger")
HLEDGER = shutil.which("hledger")


@pytest.fixture(scope="module")
def shop(store: make.Store, tmp_path_factory: pytest.TempPathFactory) -> tuple[make.Kept, Posted]:
    """A shop in which everything has been posted, made once."""
    counter = make.a_shop(tmp_path_factory.mktemp("everything"))
    posted = all_kinds.everything(counter)
    assert [each.says for each in check.prove(counter) if not each.holds] == []
    return make.kept(counter), posted


@pytest.fixture
def counter(shop: tuple[make.Kept, Posted], tmp_path: Path) -> Iterator[Counter]:
    counter = make.begun_from(shop[0], tmp_path)
    yield counter
    counter.db.close()


@pytest.fixture
def posted(shop: tuple[make.Kept, Posted]) -> Posted:
    return shop[1]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def sent_with(counter: Counter, format: Format) -> Tally[str]:
    """How often each document is sent in this format."""
    with counter.db.read() as session:
        rows = session.execute(
            select(models.Handover.key)
            .join(models.HandoverItem, models.HandoverItem.handover_id == models.Handover.id)
            .where(models.HandoverItem.format == format, models.HandoverItem.batch_id.is_not(None))
        )
        return Tally(key for (key,) in rows)


def states(counter: Counter, format: Format) -> dict[str, str]:
    return {each.key: each.state for each in handing_over.documents(counter, format)}


def written(done: Exported) -> list[str]:
    return [put.path.name for put in done.files if put.new]


# ---- to the cent ----


def test_xero_gets_every_sale_and_bill_to_the_cent(counter: Counter, tmp_path: Path) -> None:
    done = handing_over.export(counter, "xero", tmp_path / "out")
    assert written(done) == ["xero-10001-sales.csv", "xero-10001-bills.csv"]
    sums: dict[str, Decimal] = {}
    for name in written(done):
        with (tmp_path / "out" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                exact = D(row["*Quantity"]) * D(row["*UnitAmount"]) * (100 - D(row.get("Discount") or 0)) / 100
                key = f"{name.split('-')[2]} {row['*InvoiceNumber']}"
                sums[key] = sums.get(key, D(0)) + rounded(exact) + D(row["TaxAmount"])
    with counter.db.read() as session:
        expected = {f"sales.csv {row.number}": row.total for row in session.scalars(select(models.Invoice))}
        expected |= {f"sales.csv CR{row.number}": -row.total for row in session.scalars(select(models.Credit))}
        expected |= {
            f"bills.csv {row.their_number}": row.total for row in session.scalars(select(models.CreditorInvoice))
        }
        expected |= {
            f"bills.csv {row.their_number}": -row.total for row in session.scalars(select(models.CreditorCredit))
        }
        expected["bills.csv R-4 undone"] = -expected["bills.csv R-4"]
    assert sums == expected


def test_the_lines_of_a_sale_post_what_the_journal_posts(counter: Counter, tmp_path: Path) -> None:
    """Sales, charges, deposits and GST by account are those of the journal, for sales and credits together."""
    handing_over.export(counter, "xero", tmp_path)
    by_account: dict[str, Decimal] = {}
    with (tmp_path / "xero-10001-sales.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            exact = D(row["*Quantity"]) * D(row["*UnitAmount"]) * (100 - D(row["Discount"] or 0)) / 100
            for account, amount in ((row["*AccountCode"], rounded(exact)), ("2-1310", D(row["TaxAmount"]))):
                by_account[account] = by_account.get(account, D(0)) - amount
    with counter.db.read() as session:
        rows = session.execute(
            select(models.Account.code, func.sum(models.JournalLine.amount))
            .join(models.JournalLine, models.JournalLine.account_id == models.Account.id)
            .join(models.JournalEntry, models.JournalEntry.id == models.JournalLine.entry_id)
            .where(
                models.JournalEntry.document_kind.in_(("invoice", "credit")), models.Account.code.in_(list(by_account))
            )
            .group_by(models.Account.code)
        )
        assert {code: amount for code, amount in rows if amount} == {k: v for k, v in by_account.items() if v}


def test_every_e_invoice_is_valid_and_agrees_with_the_printed_sheet(
    counter: Counter, posted: Posted, tmp_path: Path
) -> None:
    done = handing_over.export(counter, "pint", tmp_path)
    assert len(done.files) == 9  # of 7 invoices and 4 credits those of Miller
    with counter.db.read() as session:
        ids = dict(session.execute(select(models.Invoice.number, models.Invoice.id)).all())
        credits = {row.number: row for row in session.scalars(select(models.Credit))}
    for put in done.files:
        kind, _, number = put.path.stem.partition("-")
        root = e_invoices.valid(OutFile(put.path.name, put.path.read_bytes()))
        if kind == "invoice":
            facts = documents.invoice_facts(counter, ids[int(number)])
            ex, gst, inc = facts.ex, facts.gst, facts.inc
            assert handing_over.e_invoice(counter, ids[int(number)]).content == put.path.read_bytes()
        else:
            row = credits[int(number)]
            ex, gst, inc = row.amount, row.gst, row.total
            assert handing_over.e_credit(counter, row.id).content == put.path.read_bytes()
        assert e_invoices.amount(root, "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount") == ex
        assert e_invoices.amount(root, "cac:TaxTotal/cbc:TaxAmount") == gst
        assert e_invoices.amount(root, "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount") == inc
    fill = e_invoices.read(handing_over.e_invoice(counter, posted.fill))
    assert e_invoices.amount(fill, "cac:LegalMonetaryTotal/cbc:PayableAmount") == 0


@pytest.mark.parametrize("format", LEDGERS)
def test_the_ledger_passes_the_real_checker(counter: Counter, tmp_path: Path, format: Format) -> None:
    (put,) = handing_over.export(counter, format, tmp_path).files
    if format == "beancount":
        command: list[str | Path] = [*BEAN_CHECK, "--no-cache", put.path]
    elif HLEDGER is None:
        pytest.skip("hledger is not installed here")
    else:
        command = [HLEDGER, "-f", put.path, "check", "--strict"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


@pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed here")
def test_the_ledgers_balances_are_those_of_the_accounts(counter: Counter, tmp_path: Path) -> None:
    (put,) = handing_over.export(counter, "hledger", tmp_path).files
    command = ["hledger", "-f", str(put.path), "balance", "--flat", "--no-total", "-O", "csv"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    shown = {
        row[0].split(":")[1].split(" ")[0]: D(row[1].split()[0]) for row in list(csv.reader(said.splitlines()))[1:]
    }
    with counter.db.read() as session:
        rows = session.execute(
            select(models.Account.code, func.sum(models.JournalLine.amount))
            .join(models.JournalLine, models.JournalLine.account_id == models.Account.id)
            .group_by(models.Account.code)
        )
        assert shown == {code: amount for code, amount in rows if amount}


# ---- once, however often ----


@pytest.mark.parametrize("format", FORMATS)
def test_twice_is_the_same_directory_and_every_document_is_in_one_batch(
    counter: Counter, tmp_path: Path, format: Format
) -> None:
    once = handing_over.export(counter, format, tmp_path / "a")
    assert once.documents and written(once)
    was = contents(tmp_path / "a")
    again = handing_over.export(counter, format, tmp_path / "a")
    assert (again.documents, written(again)) == (0, [])
    assert contents(tmp_path / "a") == was
    handing_over.export(counter, format, tmp_path / "b")
    assert contents(tmp_path / "b") == was
    tally = sent_with(counter, format)
    assert len(tally) == once.documents
    assert set(tally.values()) == {1}
    assert len(handing_over.batches(counter, format)) == 1


def test_of_what_is_new_there_is_another_batch(counter: Counter, posted: Posted, tmp_path: Path) -> None:
    handing_over.export(counter, "xero", tmp_path / "a")
    was = contents(tmp_path / "a")
    all_kinds.sold(counter, all_kinds.an_order_of(counter, posted.miller, posted.part, 1, 1))
    done = handing_over.export(counter, "xero", tmp_path / "a")
    assert (done.documents, written(done)) == (1, ["xero-10002-sales.csv"])
    assert was.items() < contents(tmp_path / "a").items()
    only_new = handing_over.export(counter, "xero", tmp_path / "b", only_new=True)
    assert (only_new.files, only_new.sentence) == ((), "Nothing new")
    assert [batch.documents for batch in handing_over.batches(counter, "xero")] == [1, len(states(counter, "xero")) - 1]


def test_a_ledger_is_the_whole_every_time(counter: Counter, posted: Posted, tmp_path: Path) -> None:
    handing_over.export(counter, "hledger", tmp_path)
    before = (tmp_path / "ledger.journal").read_text()
    all_kinds.sold(counter, all_kinds.an_order_of(counter, posted.miller, posted.part, 1, 1))
    done = handing_over.export(counter, "hledger", tmp_path)
    after = (tmp_path / "ledger.journal").read_text()
    assert done.documents == 1
    assert len(list(tmp_path.glob("ledger*"))) == 1
    assert after.startswith(before[:2000]) and "(invoice-10008)" in after and "(invoice-10001)" in after
    first = handing_over.batches(counter, "hledger")[-1]
    handing_over.write_again(counter, first.id, tmp_path / "old")
    assert (tmp_path / "old" / "ledger.journal").read_text() == before


def test_the_days_choose_what_goes(counter: Counter, tmp_path: Path) -> None:
    monday = make.TODAY
    done = handing_over.export(counter, "xero", tmp_path, monday, monday)
    assert done.documents == 2
    assert {key for key, state in states(counter, "xero").items() if state == "sent"} == {
        "invoice-10001",
        "invoice-10002",
    }
    rest = handing_over.export(counter, "xero", tmp_path, monday + timedelta(days=1))
    assert set(states(counter, "xero").values()) == {"sent"}
    assert written(rest) == ["xero-10002-sales.csv", "xero-10002-bills.csv"]
    ledger = handing_over.export(counter, "beancount", tmp_path, monday, monday)
    assert written(ledger) == [f"ledger-from-{monday}-to-{monday}.beancount"]
    with pytest.raises(Refused, match="is after"):
        handing_over.export(counter, "xero", tmp_path, monday, monday - timedelta(days=1))
    assert handing_over.export(counter, "xero", tmp_path, date(2020, 1, 1), date(2020, 1, 2)).files == ()


def test_two_counters_at_once_send_nothing_twice(counter: Counter, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as counters:
        done = list(counters.map(lambda n: handing_over.export(counter, "myob", tmp_path / str(n)), range(4)))
    assert sorted(each.documents for each in done) == [0, 0, 0, 11]
    assert set(sent_with(counter, "myob").values()) == {1}
    assert {frozenset(contents(tmp_path / str(n)).items()) for n in range(4)} == {
        frozenset(contents(tmp_path / "0").items())
    }


# ---- what fails in between ----


@pytest.mark.parametrize("format", ["xero", "pint", "beancount"])
def test_a_folder_that_cannot_be_written_loses_and_doubles_nothing(
    counter: Counter, tmp_path: Path, format: Format
) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Refused, match="cannot be written"):
        handing_over.export(counter, format, tmp_path / "file" / "out")
    (batch,) = handing_over.batches(counter, format)
    assert batch.written is None
    healed = handing_over.export(counter, format, tmp_path / "out", only_new=True)
    assert healed.documents == 0
    assert sorted(contents(tmp_path / "out")) == sorted(batch.files)
    assert set(sent_with(counter, format).values()) == {1}
    assert handing_over.batches(counter, format)[0].written is not None
    assert len(handing_over.batches(counter, format)) == 1


def test_what_fails_at_the_second_file_is_finished_by_the_next_run(counter: Counter, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "xero-10001-bills.csv").mkdir(parents=True)  # no file can take this name
    with pytest.raises(Refused, match="Nothing is lost"):
        handing_over.export(counter, "xero", out)
    assert [path.name for path in sorted(out.iterdir())] == ["xero-10001-bills.csv", "xero-10001-sales.csv"]
    (out / "xero-10001-bills.csv").rmdir()
    done = handing_over.export(counter, "xero", out)
    assert (done.documents, written(done)) == (0, ["xero-10001-bills.csv"])
    assert set(sent_with(counter, "xero").values()) == {1}


def test_a_crash_before_it_was_marked_writes_the_very_same_files(counter: Counter, tmp_path: Path) -> None:
    handing_over.export(counter, "xero", tmp_path / "a")
    was = contents(tmp_path / "a")
    with counter.work() as session:
        session.execute(update(models.HandoverBatch).values(written_at=None))
    for path in (tmp_path / "a").iterdir():
        path.unlink()
    done = handing_over.export(counter, "xero", tmp_path / "a", only_new=True)
    assert done.documents == 0
    assert contents(tmp_path / "a") == was


def test_a_batch_is_written_again_identically_whatever_has_changed(
    counter: Counter, posted: Posted, tmp_path: Path
) -> None:
    handing_over.export(counter, "xero", tmp_path / "a")
    card = debtors.open_card(counter, posted.miller.id)
    debtors.save(counter, replace(card, name="Somebody else", email="new@miller.example"), card)
    (batch,) = handing_over.batches(counter, "xero")
    handing_over.write_again(counter, batch.id, tmp_path / "b")
    assert contents(tmp_path / "b") == contents(tmp_path / "a")
    with pytest.raises(Refused, match="does not exist"):
        handing_over.write_again(counter, batch.id + 1, tmp_path / "b")


# ---- refused ----


def test_what_accounting_refuses_waits_for_a_person(counter: Counter, tmp_path: Path) -> None:
    handing_over.export(counter, "xero", tmp_path)
    first = next(each for each in handing_over.documents(counter, "xero") if each.key == "invoice-10001")
    handing_over.refuse(counter, "xero", [first.id], "Account  4-1000\x07is\nunknown\u202e")
    now = next(each for each in handing_over.documents(counter, "xero") if each.id == first.id)
    assert (now.state, now.reason, now.batch) == ("refused", "Account 4-1000 is unknown", 10001)
    assert handing_over.export(counter, "xero", tmp_path).documents == 0
    assert [each.key for each in handing_over.documents(counter, "xero", sent=False)] == ["invoice-10001"]
    handing_over.send_again(counter, "xero", [first.id])
    done = handing_over.export(counter, "xero", tmp_path)
    assert (done.documents, written(done)) == (1, ["xero-10002-sales.csv"])
    assert states(counter, "xero")["invoice-10001"] == "sent"
    assert states(counter, "myob")["invoice-10001"] == "not sent"


def test_only_what_fits_can_be_marked(counter: Counter, tmp_path: Path) -> None:
    some = handing_over.documents(counter, "xero")[0]
    with pytest.raises(Refused, match="was not sent"):
        handing_over.refuse(counter, "xero", [some.id], "why")
    handing_over.export(counter, "xero", tmp_path)
    with pytest.raises(Refused, match="Why was it refused"):
        handing_over.refuse(counter, "xero", [some.id], "  ")
    with pytest.raises(Refused, match="is not refused"):
        handing_over.send_again(counter, "xero", [some.id])
    assert states(counter, "xero")[some.key] == "sent"


def test_a_debtor_without_abn_is_refused_with_the_reason_until_it_has_one(
    counter: Counter, posted: Posted, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="Jo Walker has no ABN"):
        handing_over.e_invoice(counter, posted.cash)
    card = debtors.open_card(counter, posted.miller.id)
    card = debtors.save(counter, replace(card, abn=""), card)
    without = all_kinds.sold(counter, all_kinds.an_order_of(counter, replace(posted.miller, abn=""), posted.part, 1, 1))
    done = handing_over.export(counter, "pint", tmp_path)
    reasons = {each.key: each.reason for each in done.refused}
    assert "invoice-10008" in reasons and "has no ABN" in reasons["invoice-10008"]
    assert states(counter, "pint")["invoice-10008"] == "refused"
    assert not (tmp_path / "invoice-10008.xml").exists()
    debtors.save(counter, replace(card, abn=all_kinds.MILLERS_ABN), card)
    healed = handing_over.export(counter, "pint", tmp_path)
    assert healed.documents == 1
    e_invoices.valid(handing_over.e_invoice(counter, without))


def test_a_shop_without_abn_sends_no_e_invoice(counter: Counter, posted: Posted, tmp_path: Path) -> None:
    settings.save(counter, {"abn": ""})
    with pytest.raises(Refused, match="The shop has no ABN"):
        handing_over.export(counter, "pint", tmp_path / "out")
    with pytest.raises(Refused, match="The shop has no ABN"):
        handing_over.e_invoice(counter, posted.plain)
    assert not (tmp_path / "out").exists()
    assert set(states(counter, "pint").values()) == {"not sent"}


def test_reversals_go_apart_when_the_setting_says_so(counter: Counter, tmp_path: Path) -> None:
    settings.save(counter, {"reversals_apart": True})
    for format in TABLES:
        handing_over.export(counter, format, tmp_path)
    with (tmp_path / "quickbooks-10001-invoices.csv").open(encoding="utf-8", newline="") as file:
        assert all(D(row["*ItemAmount"]) >= 0 for row in csv.DictReader(file))
    assert b"CR10003-D" in (tmp_path / "quickbooks-10001-credits.csv").read_bytes()


def test_only_a_finalised_invoice_is_an_e_invoice(counter: Counter) -> None:
    with pytest.raises(Refused, match="Only a finalised invoice"):
        handing_over.e_invoice(counter, 999)
    with pytest.raises(Refused, match="does not exist"):
        handing_over.e_credit(counter, 999)


def test_the_lines_of_bills_post_what_the_journal_posts(counter: Counter, tmp_path: Path) -> None:
    """By account; cost of sales is stock to a bill, and the cents that GST was billed otherwise are GST to it."""
    handing_over.export(counter, "xero", tmp_path)
    same = {"5-1000": "1-1300", "6-1200": "2-1330"}
    billed: Tally[str] = Tally()
    with (tmp_path / "xero-10001-bills.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["*InvoiceNumber"].startswith("R-") and "undone" not in row["*InvoiceNumber"]:
                billed[row["*AccountCode"]] += D(row["*UnitAmount"])  # type: ignore[assignment]
                billed["2-1330"] += D(row["TaxAmount"])  # type: ignore[assignment]
    posted: Tally[str] = Tally()
    with counter.db.read() as session:
        rows = session.execute(
            select(models.Account.code, models.JournalLine.amount)
            .join(models.JournalLine, models.JournalLine.account_id == models.Account.id)
            .join(models.JournalEntry, models.JournalEntry.id == models.JournalLine.entry_id)
            .where(models.JournalEntry.document_kind == "creditor invoice", models.Account.code != "2-1100")
        )
        for code, amount in rows:
            posted[same.get(code, code)] += amount
    assert {"1-1300", "1-1400", "2-1330"} <= billed.keys()
    assert billed == posted
