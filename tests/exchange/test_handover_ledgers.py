"""The plain-text ledgers: the real checkers accept them, and they say what the journal says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from app.exchange.handover import beancount, hledger
from app.rules.posted import Documents, OutFile
from tests.exchange.posted import DOCUMENTS, LEDGER, SHOP

HLEDGER = shutil.which("hledger")
needs_hledger = pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed here")


BEAN_CHECK = (sys.executable, "-c", "from beancount.scripts.check import main; main()")
"""The checker by its Python: where programs lie beside it differs from system to system."""


def kept(folder: Path, made: OutFile) -> Path:
    path = folder / made.name
    path.write_bytes(made.content)
    return path


def bean_check(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*BEAN_CHECK, "--no-cache", file], capture_output=True, text=True, check=False)


def hledger_on(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    assert HLEDGER is not None
    return subprocess.run([HLEDGER, "-f", file, *words], capture_output=True, text=True, check=False)


def test_bean_check_accepts_it(tmp_path: Path) -> None:
    (made,) = beancount.files(DOCUMENTS, "ledger.beancount")
    said = bean_check(kept(tmp_path, made))
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_bean_check_would_complain(tmp_path: Path) -> None:
    (made,) = beancount.files(DOCUMENTS, "ledger.beancount")
    broken = OutFile(made.name, made.content.replace(b"-1000.00", b"-1000.01"))
    assert bean_check(kept(tmp_path, broken)).returncode != 0


@needs_hledger
def test_hledger_accepts_it_strictly(tmp_path: Path) -> None:
    (made,) = hledger.files(DOCUMENTS, "ledger.journal")
    said = hledger_on(kept(tmp_path, made), "check", "--strict")
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


@needs_hledger
def test_hledger_would_complain_of_what_is_not_declared(tmp_path: Path) -> None:
    (made,) = hledger.files(DOCUMENTS, "ledger.journal")
    lines = [line for line in made.content.split(b"\n") if not line.startswith(b"account revenues")]
    assert hledger_on(kept(tmp_path, OutFile(made.name, b"\n".join(lines))), "check", "--strict").returncode != 0


@needs_hledger
def test_the_balances_are_those_of_the_journal(tmp_path: Path) -> None:
    (made,) = hledger.files(DOCUMENTS, "ledger.journal")
    said = hledger_on(kept(tmp_path, made), "balance", "--flat", "--no-total", "-O", "csv", "revenues", "assets")
    assert '"assets:1-1200 Trade debtors","1225.00 AUD"' in said.stdout
    assert '"revenues:4-1000 Sales of parts","-1000.00 AUD"' in said.stdout


@pytest.mark.parametrize("made", [beancount.files(DOCUMENTS, "b"), hledger.files(DOCUMENTS, "h")], ids=["b", "h"])
def test_two_blanks_stand_before_every_amount(made: tuple[OutFile, ...]) -> None:
    postings = [line for line in made[0].content.decode().split("\n") if line.startswith("    ")]
    assert len(postings) == sum(len(entry.lines) for entry in LEDGER.entries)
    for line in postings:
        account, _, amount = line.strip().removesuffix(" AUD").rpartition("  ")
        assert account
        assert Decimal(amount) != 0


def test_accounts_that_would_be_called_the_same_stay_apart() -> None:
    content = beancount.files(DOCUMENTS, "b")[0].content.decode()
    opened = [line.split()[2] for line in content.split("\n") if " open " in line]
    assert len(opened) == len(set(opened)) == len(LEDGER.accounts)
    assert "Liabilities:2-1200-Customer-deposits-held-all-2" in opened


def test_the_key_of_the_document_stands_with_the_entry() -> None:
    assert b"^invoice-10001" in beancount.files(DOCUMENTS, "b")[0].content
    assert b"(invoice-10001)" in hledger.files(DOCUMENTS, "h")[0].content


def test_the_same_journal_is_the_same_file() -> None:
    again = Documents(SHOP, ledger=LEDGER)
    assert beancount.files(DOCUMENTS, "b") == beancount.files(again, "b")
    assert hledger.files(DOCUMENTS, "h") == hledger.files(again, "h")
