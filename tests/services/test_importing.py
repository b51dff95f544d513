"""Rows of a file come into the books: all good ones or none, and twice is as good as once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from app import models
from app.exchange.mapping import matched
from app.exchange.rows import read_rows
from app.exchange.tables import open_table
from app.rules.rows import (
    CreditorRow,
    DebtorRow,
    ImportKind,
    ImportReport,
    ImportRow,
    OpeningStockRow,
    PartRow,
    RefusedRow,
)
from app.services import importing, lookup
from app.services.counter import Counter
from app.services.within import shelf
from tests import make


def bring_in(counter: Counter, kind: ImportKind, *rows: ImportRow | RefusedRow) -> ImportReport:
    report = importing.bring_in(counter, kind, rows)
    assert report is not None
    return report


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, len(report.refused)


def part(counter: Counter, number: str) -> models.Part:
    with counter.db.read() as session:
        found = session.scalars(select(models.Part).where(models.Part.number == number)).one()
        session.refresh(found, ["numbers", "stock"])
        return found


def movements(counter: Counter, number: str) -> list[tuple[str, Decimal, Decimal]]:
    with counter.db.read() as session:
        statement = select(models.StockMovement).join(models.Part).where(models.Part.number == number)
        return [(each.kind, each.quantity, each.value) for each in session.scalars(statement)]


FULL = PartRow(
    2, "K-5", "Bolt", "acme", "A5", "OLD-5", "4006381333931", "bolts",
    Decimal("12.5000"), Decimal("7.2500"), "A1", Decimal(2), Decimal(10), Decimal(5),
    unit="m", kind="stock", gst=False, whole_units=False, no_backorders=True, notes="a note",
)  # fmt: skip


def test_a_part_comes_in_with_all_its_facts(counter: Counter) -> None:
    make.a_creditor(counter, code="ACME")
    report = bring_in(counter, "parts", FULL)
    assert counts(report) == (1, 0, 0, 0)
    assert report.remarks == ("1 price group made: BOLTS.",)
    found = part(counter, "K-5")
    assert (found.key, found.description, found.list_price, found.bin) == ("K5", "Bolt", Decimal("12.5"), "A1")
    assert (found.minimum, found.maximum, found.pack, found.unit) == (2, 10, 5, "m")
    assert (found.gst_free, found.whole_units, found.no_backorders, found.notes) == (True, False, True, "a note")
    assert found.stock.last_cost == Decimal("7.25")
    assert [(each.kind, each.number, each.key) for each in found.numbers] == [
        ("supplier", "A5", "A5"),
        ("old", "OLD-5", "OLD5"),
        ("barcode", "4006381333931", "4006381333931"),
    ]


def test_the_same_parts_twice_change_nothing(counter: Counter) -> None:
    make.a_creditor(counter, code="ACME")
    rows = [FULL, PartRow(3, "K6", "Nut"), PartRow(4, "128100", "One part"), PartRow(5, "128-100", "Another part")]
    assert counts(bring_in(counter, "parts", *rows)) == (4, 0, 0, 0)
    versions = [part(counter, row.number).version for row in rows]
    again = bring_in(counter, "parts", *rows)
    assert counts(again) == (0, 0, 4, 0)
    assert again.remarks == ()
    assert [part(counter, row.number).version for row in rows] == versions
    assert part(counter, "128-100").description == "Another part"


def test_what_a_row_leaves_out_stays(counter: Counter) -> None:
    make.a_creditor(counter, code="ACME")
    bring_in(counter, "parts", FULL)
    report = bring_in(counter, "parts", PartRow(2, "k-5", list_price=Decimal("13.0000"), barcode="9300601000000"))
    assert counts(report) == (0, 1, 0, 0)
    found = part(counter, "K-5")
    assert (found.list_price, found.description, found.bin, found.version) == (13, "Bolt", "A1", 2)
    assert len(found.numbers) == 4


def test_a_bad_row_does_not_hold_up_the_good_ones_and_is_reported_in_its_place(counter: Counter) -> None:
    report = bring_in(
        counter,
        "parts",
        PartRow(2, "K5", "Bolt"),
        RefusedRow(3, "List price ex GST “abc” is no number.", "K6 · abc"),
        PartRow(4, "K7"),
        PartRow(5, "K8", "Nut", creditor="NONE"),
        PartRow(6, "K9", "Washer"),
    )
    assert counts(report) == (2, 0, 0, 3)
    assert [(row.row, row.text) for row in report.refused] == [(3, "K6 · abc"), (4, "K7"), (5, "K8")]
    assert report.refused[1].sentence == "There is no part K7 yet, and a new one needs a description."
    assert report.refused[2].sentence.startswith("There is no creditor NONE. Import the creditors first")


def test_cancel_takes_everything_back(counter: Counter) -> None:
    told: list[tuple[int, int]] = []
    rows = [PartRow(number, f"K{number}", "Bolt") for number in range(1, 1501)]
    before = _number_of_parts(counter)
    report = importing.bring_in(
        counter, "parts", rows, progress=lambda done, of: told.append((done, of)), cancelled=lambda: told[-1][0] >= 1000
    )
    assert report is None
    assert told == [(0, 3000), (500, 3000), (1000, 3000)]
    assert _number_of_parts(counter) == before


def test_a_fault_on_the_way_takes_everything_back(counter: Counter) -> None:
    before = _number_of_parts(counter)

    def stumble(done: int, _of: int) -> None:
        if done:
            raise RuntimeError("the program has a bug")

    with pytest.raises(RuntimeError):
        importing.bring_in(counter, "parts", [PartRow(1, "K5", "Bolt")], progress=stumble)
    assert _number_of_parts(counter) == before


def _number_of_parts(counter: Counter) -> int:
    with counter.db.read() as session:
        return session.scalars(select(func.count()).select_from(models.Part)).one()


def test_debtors_come_in_once(counter: Counter) -> None:
    with counter.work() as session:
        session.add(models.PricingStructure(name="Trade"))
    rows = [
        DebtorRow(
            2, "alf", "Alf's Garage", phone="+61 3 5555 1234", address="1 High St", use_backorders=True,
            credit_limit=Decimal("500.00"), terms_days=14, structure="trade",
        ),
        DebtorRow(3, "BEA", "Bea's Bikes", kind="cash", structure="Gold"),
        DebtorRow(4, "CAT"),
    ]  # fmt: skip
    report = bring_in(counter, "debtors", *rows)
    assert counts(report) == (1, 0, 0, 2)
    assert [row.sentence for row in report.refused] == [
        "There is no pricing structure “Gold”. Make it first, or correct the name.",
        "There is no debtor CAT yet, and a new one needs a name.",
    ]
    with counter.db.read() as session:
        found = session.scalars(select(models.Debtor).where(models.Debtor.code == "ALF")).one()
        assert (found.phone_key, found.kind, found.use_backorders) == ("0355551234", "account", True)
        assert (found.credit_limit, found.terms_days, found.structure_id) == (500, 14, 1)
    assert counts(bring_in(counter, "debtors", *rows)) == (0, 0, 1, 2)
    assert counts(bring_in(counter, "debtors", DebtorRow(2, "ALF", stop_credit=True))) == (0, 1, 0, 0)


def test_creditors_come_in_once(counter: Counter) -> None:
    row = CreditorRow(2, "acme", "Acme", lead_days=14, our_account="77-1")
    assert counts(bring_in(counter, "creditors", row)) == (1, 0, 0, 0)
    assert counts(bring_in(counter, "creditors", row)) == (0, 0, 1, 0)
    assert counts(bring_in(counter, "creditors", CreditorRow(2, "ACME", lead_days=7))) == (0, 1, 0, 0)
    called = CreditorRow(2, "ACME", phone="+61 3 9000 1111")
    assert counts(bring_in(counter, "creditors", called)) == (0, 1, 0, 0)
    assert counts(bring_in(counter, "creditors", called)) == (0, 0, 1, 0)
    assert [each.code for each in lookup.find_creditors(counter, "03 9000 1111")] == ["ACME"]


def test_opening_stock_sets_and_does_not_add(counter: Counter) -> None:
    found = make.a_part(counter, "K5", on_hand=0, cost="0")
    row = OpeningStockRow(2, "k5", Decimal("5.000"), cost=Decimal("10.0000"))
    assert counts(bring_in(counter, "stock", row)) == (1, 0, 0, 0)
    assert make.stock(counter, found)[:2] == (5, 50)
    assert counts(bring_in(counter, "stock", row)) == (0, 0, 1, 0)
    assert movements(counter, "K5") == [("opening", 5, 50)]
    less = OpeningStockRow(2, "K5", Decimal("3.000"), value=Decimal("31.50"))
    assert counts(bring_in(counter, "stock", less)) == (0, 1, 0, 0)
    assert make.stock(counter, found)[:2] == (3, Decimal("31.5"))
    assert movements(counter, "K5") == [("opening", 5, 50), ("opening", -2, Decimal("-18.5"))]
    assert part(counter, "K5").stock.last_cost == 10


def test_opening_stock_without_a_cost_takes_the_last_one_or_says_so(counter: Counter) -> None:
    bring_in(counter, "parts", PartRow(2, "K5", "Bolt", cost=Decimal("7.5000")), PartRow(3, "K6", "Nut"))
    rows = [OpeningStockRow(2, "K5", Decimal("2.000")), OpeningStockRow(3, "K6", Decimal("2.000"))]
    report = bring_in(counter, "stock", *rows)
    assert counts(report) == (2, 0, 0, 0)
    assert report.remarks[0].startswith("1 part without a cost")
    assert (part(counter, "K5").stock.value, part(counter, "K6").stock.value) == (15, 0)
    assert counts(bring_in(counter, "stock", *rows)) == (0, 0, 2, 0)
    bring_in(counter, "parts", PartRow(3, "K6", cost=Decimal("1.0000")))
    assert counts(bring_in(counter, "stock", *rows)) == (0, 1, 1, 0)
    assert part(counter, "K6").stock.value == 2


def test_opening_stock_of_what_has_moved_is_refused(counter: Counter) -> None:
    moved = make.a_part(counter, "K5", on_hand=5)
    with counter.work() as session:
        stock = shelf.lock(session, [moved.id])[moved.id]
        shelf.issue(session, counter, stock, Decimal("1.000"), shelf.Source("invoice", 1))
    report = bring_in(counter, "stock", OpeningStockRow(2, "K5", Decimal("5.000"), cost=Decimal(1)))
    assert counts(report) == (0, 0, 0, 1)
    assert "bought or sold already" in report.refused[0].sentence
    assert make.stock(counter, moved)[0] == 4


def test_opening_stock_that_cannot_be_is_refused(counter: Counter) -> None:
    whole = make.a_part(counter, "K5", on_hand=5)
    with counter.work() as session:
        shelf.lock(session, [whole.id])[whole.id].committed = Decimal("4.000")
    report = bring_in(
        counter,
        "stock",
        OpeningStockRow(2, "NONE", Decimal(1)),
        OpeningStockRow(3, "FREIGHT", Decimal(1)),
        OpeningStockRow(4, "K5", Decimal("4.500")),
        OpeningStockRow(5, "K5", Decimal("3.000")),
    )
    assert [row.sentence.split(";")[0] for row in report.refused] == [
        "There is no part NONE. Import the parts first.",
        "FREIGHT is a charge and lies on no shelf.",
        "K5 is sold in whole units",
        "4 of K5 are promised already",
    ]
    assert make.stock(counter, whole)[0] == 5


def test_opening_stock_goes_to_the_backorder_that_waits(counter: Counter) -> None:
    found = make.a_part(counter, "K5", on_hand=0)
    debtor = make.a_debtor(counter)
    with counter.work() as session:
        session.add(
            models.Backorder(
                debtor_id=debtor.id, part_id=found.id, quantity=Decimal("3.000"), filled=Decimal("0.000"),
                cancelled=Decimal("0.000"), open=Decimal("3.000"), allocated=Decimal("0.000"),
                price=Decimal("1.0000"), discount=Decimal("0.00"), queue_date=counter.now(),
            )
        )  # fmt: skip
    bring_in(counter, "stock", OpeningStockRow(2, "K5", Decimal("2.000"), cost=Decimal(1)))
    on_hand, _, committed, allocated, _ = make.stock(counter, found)
    assert (on_hand, committed, allocated) == (2, 0, 2)


def test_what_a_card_would_refuse_is_refused_here_too(counter: Counter) -> None:
    bring_in(counter, "parts", PartRow(2, "HOSE", "Hose", maximum=Decimal("5.000"), whole_units=False))
    make.a_part(counter, "HOSE2", on_hand="1.5", whole_units=False)
    bring_in(counter, "parts", PartRow(2, "HOSE", minimum=Decimal("6.000"), maximum=None))
    report = bring_in(
        counter,
        "parts",
        PartRow(3, "HOSE", pack=Decimal("1.500"), whole_units=True),
        PartRow(4, "HOSE2", whole_units=True),
        PartRow(5, "---", "Dashes"),
        PartRow(6, "K5", "Bolt", pack=Decimal("2.500")),
        PartRow(7, "K6", "Bolt", barcode="***"),
    )
    assert [row.sentence for row in report.refused] == [
        "HOSE is sold in whole units, so its pack cannot be 1.5.",
        "HOSE2 has 1.5 on hand or part units on open documents. Bring them to whole units first.",
        "“---” has no letter or digit to find it by.",
        "K5 is sold in whole units, so its pack cannot be 2.5.",
        "“***” has no letter or digit to find it by.",
    ]
    found = part(counter, "HOSE")
    assert (found.minimum, found.maximum, found.whole_units) == (6, 6, False)


def test_a_minimum_alone_is_the_maximum_too_and_stays_so(counter: Counter) -> None:
    row = PartRow(2, "K5", "Bolt", minimum=Decimal("10.000"))
    assert counts(bring_in(counter, "parts", row)) == (1, 0, 0, 0)
    assert part(counter, "K5").maximum == 10
    assert counts(bring_in(counter, "parts", row)) == (0, 0, 1, 0)
    zero = PartRow(2, "K5", minimum=Decimal("10.000"), maximum=Decimal("0.000"))
    assert counts(bring_in(counter, "parts", zero)) == (0, 0, 1, 0)
    less = bring_in(counter, "parts", PartRow(2, "K5", maximum=Decimal("3.000")))
    assert less.refused[0].sentence == "The maximum of K5 would be less than its minimum of 10."


def test_a_part_on_the_shelf_does_not_become_a_charge(counter: Counter) -> None:
    make.a_part(counter, "K5", on_hand=1)
    report = bring_in(counter, "parts", PartRow(2, "K5", kind="charge"))
    assert "cannot become a charge" in report.refused[0].sentence
    assert part(counter, "K5").kind == "stock"


def test_the_number_of_queries_does_not_grow_with_the_rows(counter: Counter) -> None:
    def queries(rows: list[ImportRow]) -> int:
        statements: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("INSERT"):
                statements.append(statement)

        event.listen(counter.db.engine, "before_cursor_execute", note)
        bring_in(counter, "parts", *rows)
        event.remove(counter.db.engine, "before_cursor_execute", note)
        return len(statements)

    for description in ("new", "changed", "changed"):
        few = queries([PartRow(number, f"A{number}", description) for number in range(1, 11)])
        many = queries([PartRow(number, f"B{number}", description) for number in range(1, 401)])
        assert many == few


def test_a_whole_file_from_the_first_byte_to_the_books(counter: Counter, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes("11;Scheibe\r\n128-100;Kolben\r\n128100;Käfer\r\n14E4289;Ring\r\n6.5E+17;Öl\r\n".encode("cp1252"))
    table = open_table(path)
    rows = list(read_rows(table, matched("parts", 2, None, [("number", "1"), ("description", "2")])))
    assert counts(bring_in(counter, "parts", *rows)) == (4, 0, 0, 1)
    assert part(counter, "128100").description == "Käfer"
    assert counts(bring_in(counter, "parts", *rows)) == (0, 0, 4, 1)
