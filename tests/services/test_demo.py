"""The demo shop: the same every time, the books whole, and something of everything that a person may want to try."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from stdnum import ean
from stdnum.au import abn

from app import cli_demo, models
from app.db import Database, open_database
from app.rules.allocation import STATES
from app.rules.faults import Refused
from app.services import backorder_lists, check, demo, home, lookup, search, setup
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.demo import opening as demo_masters
from app.services.masters import debtors
from app.services.sales import invoicing
from tests import make
from tests.once import made_once

pytestmark = pytest.mark.file

DAY = date(2026, 11, 16)
D = Decimal
NAME_DAYS = {
    ("answer", "sentence"),
    ("audit", "before"),
    ("audit", "facts"),
    ("audit", "seal"),
    ("audit_head", "seal"),
    ("backorder_event", "reason"),
    ("setting", "value"),
}


@pytest.fixture(scope="module")
def made() -> Path:
    """The demo shop of DAY, made once: nobody may write in it."""
    return made_once("demo.db", lambda file: cli_demo.make(file, DAY))


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Iterator[Counter]:
    """A copy of the demo shop to work in, on the morning of DAY."""
    file = tmp_path / "demo.db"
    file.write_bytes(made.read_bytes())
    clock = make.Clock()
    db = open_database(file)
    yield setup.open_counter(db, clock)
    db.close()


def content(db: Database) -> dict[str, list[list[object]]]:
    """Everything in the books, table by table, but for the days and what names them."""
    with db.read() as session:
        return {
            table.name: [
                [DAY if isinstance(value, date) else value for value in row]
                for row in session.execute(select(*said).order_by(*table.primary_key.columns))
            ]
            for table in models.Base.metadata.sorted_tables
            if (said := [column for column in table.columns if (table.name, column.name) not in NAME_DAYS])
        }


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli_demo.add_arguments(parser)
    return cli_demo.run(parser.parse_args(words))


def states(counter: Counter) -> dict[str, str]:
    """Where every backorder stands, by debtor and part."""
    return {f"{line.debtor_code} {line.number}": line.state for line in backorder_lists.every(counter, closed=True)}


def statuses(counter: Counter, model: type[models.Invoice] | type[models.StockOrder]) -> set[str]:
    with counter.db.read() as session:
        return set(session.scalars(select(model.status)))


# ---- the same every time


def test_made_anew_on_another_day_it_is_the_same_business_to_the_last_row(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "demo.db"
    file.write_bytes(made.read_bytes())
    db = open_database(file)
    with db.work() as session:
        session.execute(text("UPDATE debtor SET name = 'Changed by me' WHERE code = 'MIL001'"))
    db.close()
    on_a_sunday = date(2028, 3, 5)
    assert run("--database", str(file), "--date", on_a_sunday.isoformat(), "--fresh") == 0
    assert "as on 5 Mar 2028" in capsys.readouterr().out
    again, first = open_database(file), open_database(made)
    anew, before = content(again), content(first)
    with again.read() as session:
        days = session.execute(select(func.min(models.Invoice.date), func.max(models.Invoice.date))).one()
    broken = [each.says for each in check.prove(setup.open_counter(again)) if not each.holds]
    again.close()
    first.close()
    assert [name for name, rows in before.items() if rows != anew[name]] == []
    assert days == (on_a_sunday - timedelta(days=6 * 7 - 1), on_a_sunday - timedelta(days=2))
    assert broken == []
    assert [path.name for path in tmp_path.iterdir()] == ["demo.db"]


def test_the_books_hold(shop: Counter) -> None:
    assert [each.says for each in check.prove(shop) if not each.holds] == []


def test_nothing_happened_on_the_day_itself_or_later(shop: Counter) -> None:
    today = shop.now()
    with shop.db.read() as session:
        for column in (
            models.StockMovement.at,
            models.Allocation.at,
            models.BackorderEvent.at,
            models.Invoice.saved_at,
        ):
            latest = session.scalar(select(func.max(column)))
            assert latest is not None
            assert latest.astimezone().date() < today.astimezone().date()


# ---- what is there to try


def test_cab_220_is_the_example_of_the_manual(shop: Counter) -> None:
    part = search.parts(shop, "CAB-220")[0]
    assert (part.available, part.on_order, part.list_price) == (D(2), D(10), D(100))
    assert part.due is not None
    assert part.due > DAY


def test_there_is_a_backorder_in_every_state(shop: Counter) -> None:
    told = states(shop)
    assert set(told.values()) == set(STATES)
    expected = {
        "MIL001 CAB-145": "waiting",
        "RED001 BRK-415": "on order",
        "HAL001 HYD-205": "ready",
        "CAM001 BRG-640": "part ready",
        "FIG001 ELE-330": "held",
        "ULL001 ELE-154": "held",
        "NOW001 CAB-185": "cancelled",
        "HAL001 MAC-510": "filled",
        "CASH MAC-481": "waiting",
        "HEL001 HYD-250": "ready",
        "COA001 BRK-416": "goods here",
    }
    assert {name: told.get(name) for name in expected} == expected


def test_somebody_is_called_already_somebody_is_special_and_a_promise_runs_late(shop: Counter) -> None:
    lines = backorder_lists.every(shop)
    assert any(line.told for line in lines)
    assert any(line.special_order and line.priority for line in lines)
    assert any(line.promised and line.promised < DAY for line in lines)
    assert any(line.cancelled and line.open for line in lines)
    assert any(line.on_saved_order for line in lines)


def test_documents_of_every_status_are_on_the_books(shop: Counter) -> None:
    assert statuses(shop, models.Invoice) == {"saved", "finalised", "deleted", "invoiced"}
    assert statuses(shop, models.StockOrder) == {"saved", "finalised", "complete", "closed short"}
    with shop.db.read() as session:
        kinds = {(kind, status) for kind, status in session.execute(select(models.Invoice.kind, models.Invoice.status))}
        received_in_part = session.scalar(
            select(func.count()).where(models.StockOrderLine.received > D(0), models.StockOrderLine.outstanding > D(0))
        )
        reasons = set(session.scalars(select(models.LostSale.reason)))
    assert {("quote", "saved"), ("invoice", "saved"), ("quote", "invoiced")} <= kinds
    assert received_in_part
    assert reasons == {"no stock", "price", "other"}
    assert receiving.list_receipts(shop, ("saved",))


def test_home_has_something_to_say(shop: Counter) -> None:
    due_today = [order for order in ordering.list_orders(shop) if order.expected == DAY]
    assert due_today
    assert backorder_lists.count_ready(shop).lines >= 4
    today = home.day(shop)
    assert today.late.lines
    assert today.to_send.orders
    assert today.due.orders > today.due.overdue
    assert [week.lines >= week.filled > 0 for week in home.drawn(shop).weeks] == [True] * 6


def test_six_filters_that_come_today_go_to_those_who_wait_the_oldest_first(shop: Counter) -> None:
    part = lookup.exact_part(shop, "FIL-720")[0]
    assert part.creditor_id is not None
    with shop.db.read() as session:
        order_id = session.scalar(
            select(models.StockOrderLine.order_id).where(
                models.StockOrderLine.part_id == part.id, models.StockOrderLine.outstanding > D(0)
            )
        )
    assert order_id is not None
    bill = receiving.new(shop, part.creditor_id, [order_id])
    bill.their_number = "SF 9001"
    outcome = receiving.process(shop, bill, {})
    assert [(each.debtor, each.quantity) for each in outcome.filled] == [
        ("Appin Mine Services", D(5)),
        ("Miller Motors", D(1)),
    ]


def test_one_debtor_is_on_stop_and_one_near_the_limit(shop: Counter) -> None:
    with shop.db.read() as session:
        everybody = list(session.scalars(select(models.Debtor).where(models.Debtor.kind == "account")))
    stopped = [row.code for row in everybody if row.stop_credit]
    room = {
        row.code: row.credit_limit - debtors.balance(shop, row.id) for row in everybody if row.credit_limit is not None
    }
    assert (len(everybody), stopped) == (40, ["STA001"])
    assert D(0) < room["KIA001"] < D(200)
    assert {row.backorder_mode for row in everybody if row.use_backorders} == {"ask", "automatic"}
    assert {row.ship_rule for row in everybody} == {"any", "complete lines", "complete order"}
    assert len({row.structure_id for row in everybody}) >= 4


def test_an_invoice_can_be_written_at_once(shop: Counter) -> None:
    debtor = lookup.find_debtors(shop, "JON001")[0]
    part = lookup.exact_part(shop, "CAB-220")[0]
    written = invoicing.finalise(
        shop,
        invoicing.InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(shop, part, debtor, D(1))]),
        {},
    )
    assert written.total == D("110.00")
    assert [each.says for each in check.prove(shop) if not each.holds] == []


# ---- the lists it is made from


def rows(name: str) -> list[dict[str, str]]:
    with (demo_masters.LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_numbers_on_the_lists_have_right_check_digits() -> None:
    barcodes = [row["barcode"] for row in rows("parts") if row["barcode"]]
    assert len(barcodes) > 150
    assert all(ean.is_valid(each) and len(each) == 13 for each in barcodes)
    numbers = [row["abn"] for row in rows("debtors") + rows("creditors") if row["abn"]]
    assert len(numbers) >= 45
    assert all(abn.is_valid(each) for each in numbers)


def test_nothing_on_the_lists_stands_there_twice() -> None:
    for name, column in (("parts", "number"), ("parts", "bin"), ("debtors", "code"), ("creditors", "code")):
        values = [row[column] for row in rows(name)]
        assert len(values) == len(set(values)), f"{name}: {column}"
    barcodes = [row["barcode"] for row in rows("parts") if row["barcode"]]
    assert len(barcodes) == len(set(barcodes))


def test_nothing_is_listed_below_its_cost(shop: Counter) -> None:
    with shop.db.read() as session:
        below = session.scalars(
            select(models.Part.number).join(models.Stock).where(models.Stock.last_cost >= models.Part.list_price)
        )
        assert [number for number in below if number not in {"FREIGHT", "SUNDRIES", "LABOUR"}] == []


# ---- where it may be made


def test_it_goes_into_a_new_shop_only(counter: Counter) -> None:
    make.a_part(counter, "MINE-1")
    with pytest.raises(Refused, match="a new shop only"):
        demo.fill(counter, DAY)


def test_a_day_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--date", "16/11/2026")
    assert "is no day" in capsys.readouterr().err


def test_it_is_not_made_on_a_server() -> None:
    with pytest.raises(Refused, match="not on a server"):
        run("--database", "postgresql://counter@server/shop")


def test_a_file_that_is_there_stays_unless_it_is_a_demo_shop_to_be_made_anew(made: Path, tmp_path: Path) -> None:
    demo_shop = tmp_path / "demo.db"
    demo_shop.write_bytes(made.read_bytes())
    with pytest.raises(Refused, match="--fresh"):
        cli_demo.make(demo_shop, DAY)
    real = make.a_shop(tmp_path / "real")
    real.db.close()
    file = tmp_path / "real" / "shop.db"
    before = file.read_bytes()
    with pytest.raises(Refused, match="is no demo shop"):
        cli_demo.make(file, DAY, fresh=True)
    assert file.read_bytes() == before
    assert demo.is_demo(demo_shop)
    assert not demo.is_demo(file)
