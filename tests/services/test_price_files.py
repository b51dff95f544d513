"""Price files of suppliers: first, again, changed, gone, cancelled, taken back; told and proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, inspect, select, text

from app import models
from app.exchange.mapping import prepared
from app.exchange.report import write_refused_rows
from app.exchange.tables import open_table
from app.rules.faults import Refused, Unanswered
from app.rules.price_files import Choices, Preview, Undone
from app.rules.rows import ImportReport
from app.services import history, search
from app.services.counter import Counter
from app.services.masters import parts
from app.services.price_files import bringing, matchings, undoing
from app.services.price_files.bringing import PriceFile
from app.services.upkeep import verifying
from app.services.within.price_files import in_bulk
from tests import make

D = Decimal
FIRST = """Part No,Description,List Price,Cost,Barcode
A-100,Oil filter,10.00,6.00,931001
A-200,Air filter,20.00,12.00,931002
a-300,Fuel filter,0.0425,0.02,
A-400,Cabin filter,,,
"""
SECOND = """Part No,Description,List Price,Cost,Barcode
A-100,Oil filter,11.00,6.00,931001
A-200,Air filter,15.00,12.00,931002
A-300,Fuel filter,0.0425,0.02,
A-500,Pollen filter,9.00,10.00,
"""


@pytest.fixture
def acme(counter: Counter) -> int:
    return make.a_creditor(counter, code="ACME").id


@pytest.fixture
def file(counter: Counter, acme: int, tmp_path: Path) -> Iterator[Callable[..., PriceFile]]:
    opened: list[PriceFile] = []

    def open_file(
        content: str, choices: Choices | None = None, creditor: int | None = acme, name: str = "list.csv"
    ) -> PriceFile:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        table = open_table(path)
        opened.append(bringing.of_file(counter, table, prepared("parts", table), choices or Choices(), creditor))
        return opened[-1]

    yield open_file
    for each in opened:
        each.close()


Open = Callable[..., PriceFile]


def brought(file: PriceFile) -> ImportReport:
    report = file.bring_in()
    assert report is not None
    return report


def looked(file: PriceFile) -> Preview:
    preview = file.preview()
    assert preview is not None
    return preview


def card(counter: Counter, number: str) -> parts.PartCard:
    with counter.db.read() as session:
        key = session.scalars(select(models.Part.id).where(models.Part.number == number)).one()
    return parts.open_card(counter, key)


def numbers(counter: Counter) -> set[str]:
    with counter.db.read() as session:
        return set(session.scalars(select(models.Part.number).where(models.Part.creditor_id.is_not(None))))


def taken_back(counter: Counter, creditor: int | None) -> Undone:
    with pytest.raises(Unanswered) as asked:
        undoing.undo_last(counter, creditor, {})
    (question,) = asked.value.questions
    assert undoing.undo_last(counter, creditor, {question: "no"}) is None
    undone = undoing.undo_last(counter, creditor, {question: "yes"})
    assert undone is not None
    return undone


def proved(counter: Counter) -> str:
    return verifying.verify(counter.db).broken


def test_a_first_file_makes_parts_of_the_catalogue(counter: Counter, file: Open, acme: int) -> None:
    report = brought(file(FIRST))
    assert (report.new, report.changed, report.unchanged, report.refused) == (4, 0, 0, ())
    found = card(counter, "a-300")
    assert (found.kind, found.creditor_id, found.list_price) == ("catalogue", acme, D("0.0425"))
    assert [each.number for each in card(counter, "A-100").numbers] == ["931001"]
    assert proved(counter) == ""


def test_a_preview_writes_nothing_and_the_import_does_what_it_said(counter: Counter, file: Open) -> None:
    brought(file(FIRST))
    second = file(SECOND, Choices(if_gone="retire"))
    preview = looked(second)
    assert (preview.new, preview.changed, preview.unchanged, preview.gone, preview.retired) == (1, 2, 1, 1, 1)
    assert [(move.number, move.old, move.new, move.percent) for move in preview.dearer] == [
        ("A-100", D(10), D(11), D("10.0"))
    ]
    assert [(move.number, move.by, move.percent) for move in preview.cheaper] == [("A-200", D(-5), D("-25.0"))]
    assert [(each.number, each.price, each.cost) for each in preview.below_cost] == [("A-500", D(9), D(10))]
    assert [each.number for each in preview.gone_parts] == ["A-400"]
    assert card(counter, "A-100").list_price == 10
    report = brought(second)
    assert (report.new, report.changed, report.unchanged, report.gone) == (1, 2, 1, 1)
    assert card(counter, "A-100").list_price == 11
    assert not card(counter, "A-400").active
    assert proved(counter) == ""


def test_the_same_file_again_writes_nothing(counter: Counter, file: Open) -> None:
    brought(file(FIRST))
    version = card(counter, "A-100").version
    report = brought(file(FIRST))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 4)
    assert card(counter, "A-100").version == version
    with counter.db.read() as session:
        assert session.scalar(select(func.count()).select_from(models.PriceImport)) == 1


def test_what_was_gone_is_sold_again_when_it_is_listed_again(counter: Counter, file: Open) -> None:
    brought(file(FIRST))
    brought(file(SECOND, Choices(if_gone="retire")))
    brought(file(FIRST))
    assert card(counter, "A-400").active
    assert proved(counter) == ""


def test_a_row_that_is_refused_or_passed_over_is_in_the_file_all_the_same(counter: Counter, file: Open) -> None:
    brought(file(FIRST + "A-600,Seal,1.00,,\nA-700,Clip,1.00,,\n"))
    slips = "Part No,Description,List Price\nA-100,Oil filter,10.00\na-200,Air filter,abc\nA-300,Fuel filter,\n"
    unfitting = "A-600,Seal,1.00,half\n"
    choices = Choices(if_gone="retire", if_blank="skip")
    preview = looked(file(slips.replace("Price\n", "Price,Pack\n") + unfitting, choices))
    assert [each.row for each in preview.refused] == [3, 5]
    assert [each.number for each in preview.gone_parts] == ["A-400", "A-700"]
    brought(file(slips, choices))
    assert [card(counter, number).active for number in ("A-200", "a-300", "A-400")] == [True, True, False]


def test_parts_that_are_wanted_are_not_retired(counter: Counter, file: Open) -> None:
    brought(file(FIRST))
    with counter.work() as session:
        key = session.scalars(select(models.Part.id).where(models.Part.number == "A-400")).one()
        session.get_one(models.Stock, key).on_order = D(2)
    preview = looked(file(SECOND, Choices(if_gone="retire")))
    assert (preview.gone, preview.retired) == (1, 0)


def test_another_suppliers_part_is_left_alone(counter: Counter, file: Open) -> None:
    brought(file(FIRST))
    other = make.a_creditor(counter, code="OTHER").id
    report = brought(file("Part No,Description,List Price\nA-100,Stolen,1\nB-1,Bolt,2\n", creditor=other))
    assert (report.new, report.changed) == (1, 0)
    assert [row.sentence for row in report.refused] == [
        "A-100 is a part of ACME: change its creditor first, or leave the row out."
    ]
    assert card(counter, "A-100").description == "Oil filter"


def test_a_discount_off_list_makes_the_cost(counter: Counter, file: Open) -> None:
    brought(file("Part No,Description,List Price\nA-1,Bolt,10.01\n", Choices(discount=D("37.5"))))
    with counter.db.read() as session:
        assert session.scalar(select(models.Stock.last_cost).join(models.Part, models.Part.id == models.Stock.part_id)
                              .where(models.Part.number == "A-1")) == D("6.2563")  # fmt: skip


def test_rows_without_a_price_keep_the_old_one_or_are_passed_over(counter: Counter, file: Open) -> None:
    brought(file(FIRST))
    blank = "Part No,Description,List Price\nA-100,Oil filter NEW,\nA-900,New,\n"
    assert looked(file(blank)).blank_prices == 2
    report = brought(file(blank, Choices(if_blank="skip")))
    assert (report.new, report.changed) == (0, 0)
    assert report.remarks == ("Rows without a price, passed over: 2.",)
    brought(file(blank))
    assert (card(counter, "A-100").list_price, card(counter, "A-100").description) == (D(10), "Oil filter NEW")


def test_quantity_breaks_come_in_change_and_are_put_back(counter: Counter, file: Open, acme: int) -> None:
    heads = "Part No,Description,Break 1 qty,Break price 1,Break 2 qty,Break price 2\n"
    brought(file(heads + "A-1,Bolt,10,0.0425,100,0.04\nA-2,Nut,,,,\n"))
    assert [(each.minimum, each.price) for each in card(counter, "A-1").breaks] == [
        (D(10), D("0.0425")), (D(100), D("0.04"))
    ]  # fmt: skip
    assert brought(file(heads + "A-1,Bolt,10,0.0425,100,0.04\nA-2,Nut,,,,\n")).unchanged == 2
    report = brought(file(heads + "A-1,Bolt,10,0.05,,\nA-2,Nut,5,1,,\n"))
    assert report.changed == 2
    assert [(each.minimum, each.price) for each in card(counter, "A-1").breaks] == [(D(10), D("0.05"))]
    assert proved(counter) == ""
    taken_back(counter, acme)
    assert len(card(counter, "A-1").breaks) == 2
    assert card(counter, "A-2").breaks == ()
    assert proved(counter) == ""


def test_what_supersedes_a_part_is_read_from_a_column_or_from_the_words(counter: Counter, file: Open) -> None:
    told = looked(file("Part No,Description,Superseded by\nA-1,Bolt,A-2\nA-2,Bolt 2,\nA-3,Pin,Z-9\n"))
    assert (told.superseded, told.dangling_count) == (2, 1)
    assert [(each.number, each.told) for each in told.dangling] == [("A-3", "Z-9")]
    words = "Part No,Description\n50,Use TGK125\nTGK125,Kit\n105312,BOLT USE WITH 105313\n"
    brought(file(words, Choices(successors_in_words=True)))
    with counter.db.read() as session:
        said = dict(session.execute(select(models.Part.number, models.Part.superseded_by)
                                    .where(models.Part.superseded_by != "")).all())  # fmt: skip
    assert said == {"50": "TGK125"}


def test_cancel_writes_nothing(counter: Counter, file: Open, acme: int) -> None:
    opened = file(FIRST)
    assert opened.preview(cancelled=lambda: True) is None
    told: list[tuple[int, int]] = []
    assert opened.bring_in(lambda done, of: told.append((done, of)), lambda: bool(told) and told[-1][0] > 4) is None
    assert told[-1][0] > 4
    assert numbers(counter) == set()
    assert undoing.last(counter, acme) == ""


def test_the_last_file_is_taken_back(counter: Counter, file: Open, acme: int) -> None:
    brought(file(FIRST))
    brought(file(SECOND, Choices(if_gone="retire"), name="second.csv"))
    assert undoing.last(counter, acme) == "second.csv"
    undone = taken_back(counter, acme)
    assert (undone.put_back, undone.kept, undone.taken_away, undone.stay) == (3, 0, 1, 0)
    assert card(counter, "A-100").list_price == 10
    assert card(counter, "A-400").active
    assert numbers(counter) == {"A-100", "A-200", "a-300", "A-400"}
    assert proved(counter) == ""
    undone = taken_back(counter, acme)
    assert undone.taken_away == 4
    assert numbers(counter) == set()
    assert proved(counter) == ""
    with pytest.raises(Refused, match="no price file of"):
        undoing.undo_last(counter, acme, {})
    assert brought(file(FIRST)).new == 4
    assert proved(counter) == ""


def test_what_was_changed_or_used_since_stays(counter: Counter, file: Open, acme: int) -> None:
    brought(file(FIRST))
    brought(file(SECOND, name="second.csv"))
    hand = card(counter, "A-100")
    parts.save(counter, replace(hand, list_price=D(99)), hand)
    new = card(counter, "A-500")
    parts.save(counter, replace(new, notes="ours"), new)
    undone = taken_back(counter, acme)
    assert (undone.put_back, undone.kept, undone.taken_away, undone.stay) == (1, 1, 0, 1)
    assert card(counter, "A-100").list_price == 99
    assert card(counter, "A-500").notes == "ours"
    assert card(counter, "A-200").list_price == 20
    assert proved(counter) == ""


def test_a_later_file_of_another_supplier_has_to_be_taken_back_first(counter: Counter, file: Open, acme: int) -> None:
    brought(file(FIRST))
    brought(file("Part No,Description,List Price\nA-100,Oil filter,12\n", Choices(), None, "own.csv"))
    with pytest.raises(Refused, match="own.csv came in later and changed the same parts"):
        undoing.undo_last(counter, acme, {})
    taken_back(counter, None)
    taken_back(counter, acme)
    assert proved(counter) == ""


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE part SET list_price = 5 WHERE number = 'A-200'", "One of the parts A-100 to A-500 was changed"),
        ("UPDATE part SET list_price = 5 WHERE number = 'A-100'", "List price is"),
        ("DELETE FROM part_number WHERE number = '931002'", "One of the parts"),
        ("UPDATE stock SET last_cost = 5", ""),
    ],
)
def test_a_part_that_is_changed_past_the_program_is_found(
    counter: Counter, file: Open, statement: str, said: str
) -> None:
    brought(file(FIRST + "A-500,Pollen filter,1,1,\n"))
    brought(file("Part No,List Price\nA-100,11.00\n"))
    assert proved(counter) == ""
    with counter.db.engine.begin() as connection:
        connection.execute(text(statement))
    assert said in proved(counter)
    assert bool(proved(counter)) == bool(said)


def test_hand_changes_of_made_parts_are_taken_into_account(counter: Counter, file: Open) -> None:
    brought(file(FIRST))
    was = card(counter, "A-200")
    other = make.a_creditor(counter, code="OTHER").id
    numbers_now = (*was.numbers, parts.OtherNumber("old", "X-1"))
    saved = parts.save(counter, replace(was, description="Renamed", creditor_id=other, numbers=numbers_now), was)
    parts.save(counter, replace(saved, numbers=()), saved)
    assert proved(counter) == ""


def test_columns_and_choices_of_a_supplier_are_remembered(counter: Counter, file: Open, acme: int) -> None:
    assert matchings.of_creditor(counter, acme) is None
    choices = Choices(discount=D("12.5"), if_gone="retire")
    brought(file("Part No,Description,List Price\nA-1,Bolt,1\n", choices))
    found = matchings.of_creditor(counter, acme)
    assert found is not None
    assert found.choices == choices
    assert found.columns == {"number": "Part No", "description": "Description", "list_price": "List Price"}


def test_between_preview_and_import_somebody_else_may_write(counter: Counter, file: Open) -> None:
    brought(file(FIRST))
    opened = file(SECOND)
    looked(opened)
    was = card(counter, "A-100")
    parts.save(counter, replace(was, list_price=D(11)), was)
    make.a_part(counter, "A-500")
    report = brought(opened)
    assert (report.new, report.changed) == (0, 2)
    assert proved(counter) == ""


def test_the_history_of_a_part_tells_what_price_files_changed(counter: Counter, file: Open, acme: int) -> None:
    brought(file(FIRST, name="spring.csv"))
    brought(file(SECOND, name="autumn.csv"))
    taken_back(counter, acme)
    key = card(counter, "A-100").id
    assert key is not None
    told = history.of_record(counter, "part", key)
    assert [(row.name, row.told) for row in told.every()] == [
        ("Undo of price file autumn.csv", "List price 11.00 → 10.00"),
        ("Price file autumn.csv", "List price 10.00 → 11.00"),
        ("Price file spring.csv", ""),
    ]


def test_other_counters_go_on_while_a_file_is_read(counter: Counter, file: Open) -> None:
    made: list[str] = []

    def somebody_writes(done: int, of: int) -> None:
        if done < of / 2:  # what is written comes in the second half
            made.append(make.a_part(counter, f"OWN-{len(made)}").number)

    report = file(FIRST).bring_in(somebody_writes)
    assert report is not None
    assert made
    assert (report.new, numbers(counter)) == (4, {"A-100", "A-200", "a-300", "A-400"})
    assert proved(counter) == ""


def test_a_spreadsheet_is_a_price_file_too(counter: Counter, acme: int, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    heads = ["Part No", "Description", "List Price"]
    for row in (heads, ["A-1", "Bolt", 0.0425], [128100, "Ring", 5], [6.50207e17, "X", 1]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    table = open_table(tmp_path / "list.xlsx")
    opened = bringing.of_file(counter, table, prepared("parts", table), Choices(), acme)
    preview = looked(opened)
    assert (preview.new, preview.ruined) == (2, 1)
    brought(opened)
    opened.close()
    assert card(counter, "A-1").list_price == D("0.0425")
    assert numbers(counter) == {"A-1", "128100"}


def test_every_refused_row_can_be_had_however_many_are_listed(counter: Counter, file: Open, tmp_path: Path) -> None:
    # those that are refused when the books are looked at come after those that are refused while the file is read
    lines = ["A-1,," if at % 2 else f"N-{at},,x{at}" for at in range(2_400)]
    opened = file("Part No,Description,List Price\n" + "\n".join(lines) + "\n")
    preview, report = looked(opened), brought(opened)
    assert (preview.refused_count, report.refused_count) == (2_400, 2_400)
    assert (len(preview.refused), len(report.refused)) == (1_000, 1_000)
    for every in (preview.every_refused, report.every_refused):
        assert [each.row for each in every] == list(range(2, 2_402))
        assert [each.row for each in every] == list(range(2, 2_402)), "asked for twice"
    opened.close()
    write_refused_rows(tmp_path / "refused.csv", report.every_refused)
    written = (tmp_path / "refused.csv").read_text("utf-8-sig").splitlines()
    assert len(written) == 2_401 and written[-1].startswith("2401,")


def test_many_new_parts_come_into_the_indexes_at_the_end(
    counter: Counter, file: Open, acme: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_bulk, "WORTH_IT", 3)
    make.a_part(counter, "OLD-1", description="Old bolt")
    before = indexes(counter)
    brought(file("Part No,Description\n" + "".join(f"N-{at},New washer {at}\n" for at in range(1_500))))
    assert indexes(counter) == before
    assert [each.number for each in search.parts(counter, "washer 1234")] == ["N-1234"]
    assert [each.number for each in search.parts(counter, "bolt")] == ["OLD-1"]
    assert make.a_part(counter, "OLD-2", description="Another washer").number == "OLD-2"
    assert "OLD-2" in {each.number for each in search.parts(counter, "another washer")}
    assert proved(counter) == ""
    assert taken_back(counter, acme).taken_away == 1_500
    assert search.parts(counter, "washer 1234") == ()


def indexes(counter: Counter) -> set[str]:
    with counter.db.engine.connect() as connection:
        look = inspect(connection)
        return {str(each["name"]) for table in ("part", "part_number") for each in look.get_indexes(table)}


BRITISH = Path(__file__).parents[3] / "shared" / "data" / "british_parts_5000.txt"


@pytest.mark.skipif(not BRITISH.exists(), reason="the list of real parts is not here")
def test_a_real_list_with_its_oddities(counter: Counter, acme: int) -> None:
    table = open_table(BRITISH)
    matching = prepared("parts", table, [("number", "1"), ("description", "2")])
    opened = bringing.of_file(counter, table, matching, Choices(successors_in_words=True), acme)
    preview = looked(opened)
    assert (preview.new, preview.alike_count, preview.superseded, preview.dangling_count) == (5000, 126, 282, 147)
    assert brought(opened).new == 5000
    opened.close()
    assert proved(counter) == ""
