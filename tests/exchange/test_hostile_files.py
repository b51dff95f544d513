"""No text of the shop's can break a file that leaves the program, run in a spreadsheet, or come back as another one."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.exchange import cells, report, smtp
from app.exchange.handover import beancount, formats, hledger
from app.exchange.mapping import matched
from app.exchange.rows import read_rows
from app.exchange.tables import open_table
from app.rules.entry import one_line
from app.rules.facts import SellerFacts
from app.rules.mail import PDF, MailedFile, MailServer, Message
from app.rules.posted import Documents, LedgerAccount, Party, Sale
from app.rules.rows import DebtorRow, PartRow
from tests.exchange.e_invoices import text as text_at
from tests.exchange.e_invoices import valid
from tests.exchange.posted import BILL, LEDGER, PLAIN, SHOP
from tests.exchange.test_handover_ledgers import HLEDGER, bean_check, hledger_on, kept, needs_hledger
from tests.hostile import TYPED

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
RUN = (*SIGNS, "\t", "\r", "\n")
hostile = pytest.mark.parametrize("words", TYPED.values(), ids=TYPED.keys())


def a_sale(words: str, **more: object) -> Sale:
    """A sale in which everything that somebody typed says this."""
    lines = tuple(replace(line, number=words, description=words) for line in PLAIN.lines)
    return replace(PLAIN, lines=lines, reference=words, buyer=Party(words, words, words, "", words, ""), **more)


# ─────────────────────────────────────────────────────────────────────────────────────────────────────── one cell


@given(st.text(alphabet=st.sampled_from("='+-@ \t\r\n1.a＝")) | st.text())
@example("'=1")
@example("''-5")
def test_a_cell_is_never_run_and_says_what_it_was_written_from(text: str) -> None:
    cell = cells.shown(text)
    assert cells.read(cell) == text
    assert not (cell.startswith(RUN) or cell.lstrip().startswith(SIGNS)) or re.fullmatch(r"-[\d,]*\.?\d+", cell)


@pytest.mark.parametrize("number", ["-5", "-1234.50", "-1,234.50", "-0.5", "5", "0.00"])
def test_numbers_stay_numbers(number: str) -> None:
    assert cells.shown(number) == number


@pytest.mark.parametrize("text", ["-", "-5-3", "-5e3", "--5", "-1,23", "+5", "=5", "-5\n"])
def test_what_only_begins_like_a_number_is_a_text(text: str) -> None:
    assert cells.shown(text) == f"'{text}"


# ──────────────────────────────────────────────────────────────────────────────────────── lists out, and in again


@hostile
def test_what_goes_out_as_a_list_comes_in_as_it_was(words: str, tmp_path: Path) -> None:
    words = one_line(words)
    file = tmp_path / "list.csv"
    report.write_csv(file, ("Number", "Description", "Bin"), [("K5", words, words[:30]), ("K6", "Bolt", "A1")])
    found = list(read_rows(open_table(file), matched("parts", 3, ("Number", "Description", "Bin"))))
    assert [(row.description, row.bin) for row in found if isinstance(row, PartRow)] == [
        (words, words[:30].strip()),
        ("Bolt", "A1"),
    ]


@pytest.mark.parametrize("address", ["=1 Bay St\n-Sandgate", "+A\nB", "'@x\ny"])
def test_an_address_of_several_lines_comes_in_as_it_was(address: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    report.write_csv(file, ("Code", "Name", "Address"), [("M", "Miller", address)])
    (found,) = read_rows(open_table(file), matched("debtors", 3, ("Code", "Name", "Address")))
    assert isinstance(found, DebtorRow) and found.address == address


def test_signs_that_turn_a_line_round_do_not_come_in(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Number,Description,Notes\nK5,Oil\u202eretlif \x85x,a\u2066b\n", encoding="utf-8")
    (found,) = read_rows(open_table(file), matched("parts", 3, ("Number", "Description", "Notes")))
    assert isinstance(found, PartRow) and (found.description, found.notes) == ("Oilretlif x", "ab")


# ────────────────────────────────────────────────────────────────────────────────────────────────── the hand-over


@hostile
@pytest.mark.parametrize("name", ["xero", "myob", "quickbooks"])
def test_a_table_of_the_hand_over_keeps_its_rows_and_columns(name: formats.Format, words: str) -> None:
    bill = replace(BILL, number=words, seller=Party(words), lines=(replace(BILL.lines[0], description=words),))
    for made in formats.files(name, Documents(SHOP, (a_sale(words), a_sale("plain")), (bill,)), "f"):
        mark, codec = ("\t", "cp1252") if name == "myob" else (",", "utf-8")
        rows = list(csv.reader(io.StringIO(made.content.decode(codec), newline=""), delimiter=mark))
        rows = [row for row in rows if row]
        assert len({len(row) for row in rows}) == 1
        assert len(rows) == 1 + (1 if "bills" in made.name else 2)
        for cell in (cell for row in rows[1:] for cell in row):
            assert not cell.startswith(RUN) or re.fullmatch(r"-[\d.]+", cell), cell
            assert cell.strip() == one_line(cell), "control signs, or signs that turn a line round"


@hostile
def test_an_e_invoice_is_sound_and_says_it(words: str) -> None:
    sale = a_sale(words)
    if not one_line(words):
        pytest.skip("nothing is left of it")
    sale = replace(sale, buyer=replace(sale.buyer, abn="53004085616", address="12 Mill Rd\nYandina QLD 4561"))
    (made,) = formats.files("pint", Documents(SHOP, (sale,)), "f")
    root = valid(made)
    said = text_at(root, "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName")
    assert said == one_line(words).replace("\ufffe", "").replace("\uffff", "")


def a_ledger(words: str) -> Documents:
    accounts = tuple(LedgerAccount(each.code, words, each.kind) for each in LEDGER.accounts)
    entries = tuple(replace(each, narrative=words) for each in LEDGER.entries)
    shop = SellerFacts(words, "", words, words, words)
    return Documents(shop, ledger=replace(LEDGER, accounts=accounts, entries=entries))


@pytest.mark.long
@hostile
def test_bean_check_accepts_a_ledger_of_any_words(words: str, tmp_path: Path) -> None:
    (made,) = beancount.files(a_ledger(words), "ledger.beancount")
    said = bean_check(kept(tmp_path, made))
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_bean_check_accepts_a_ledger_of_all_these_words(tmp_path: Path) -> None:
    (made,) = beancount.files(a_ledger(" ".join(TYPED.values())), "ledger.beancount")
    said = bean_check(kept(tmp_path, made))
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


@needs_hledger
@hostile
def test_hledger_accepts_a_ledger_of_any_words(words: str, tmp_path: Path) -> None:
    assert HLEDGER
    (made,) = hledger.files(a_ledger(words), "ledger.journal")
    said = hledger_on(kept(tmp_path, made), "check", "--strict")
    assert (said.returncode, said.stderr) == (0, "")


@hostile
def test_a_ledger_of_any_words_has_as_many_lines_as_one_of_plain_words(words: str) -> None:
    for module, name in ((beancount, "l.beancount"), (hledger, "l.journal")):
        made, plain = (module.files(a_ledger(each), name)[0].content.decode() for each in (words, "Sales"))
        shape = [line[:4] for line in plain.split("\n")]
        assert [line[:4] for line in made.split("\n")][8:] == shape[8:]
        assert len(made.splitlines()) == len(plain.splitlines())


# ─────────────────────────────────────────────────────────────────────────────────────────────────────── e-mails


@hostile
def test_no_words_add_a_line_to_the_head_of_an_e_mail(words: str) -> None:
    server = MailServer(
        host="mail.example", port=25, security="none", user="", from_address="a@b.example", from_name=words
    )
    at = datetime(2026, 11, 16, tzinfo=UTC)
    message = Message("<1@b.example>", at, "c@d.example", words, words, (MailedFile(f"{words}.pdf", PDF, b"%PDF"),))
    mail = message_from_bytes(smtp.written(server, message), policy=policy.default)
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"
    }  # fmt: skip
    assert mail["To"] == "c@d.example" and mail["Subject"].strip() == one_line(words)
    (file,) = mail.iter_attachments()
    assert file.get_content_type() == PDF and file.get_content() == b"%PDF"
