"""The benchmark stands on a shop whose books hold, and on floors that leave books that hold.

A floor that wrote less than a correct set of rows would make the program look slower than it is; one that wrote more,
faster.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg
import pytest

from app.models import Base
from app.services import check, search
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.sales import invoicing
from app.services.upkeep import verifying
from tests import make, postgres
from tests.bench import documents, files
from tests.bench.floors import finalise, price_file, receive
from tests.bench.floors.bare import Bare
from tests.bench.shop import cache, into_file, into_server
from tests.bench.shop.size import AWAITED_ON_AN_ORDER, TINY


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a tiny shop made like the big ones."""
    file = tmp_path_factory.mktemp("bench") / "tiny.db"
    into_file.make(file, TINY)
    return file


@pytest.fixture
def shops(tiny: Path, store: make.Store, tmp_path: Path) -> Iterator[Iterator[cache.Shop]]:
    """Copies of it on this store, one after the other."""
    names: list[str] = []

    def copies() -> Iterator[cache.Shop]:
        for number in count():
            if store == "sqlite":
                place = tmp_path / f"{number}.db"
                place.write_bytes(tiny.read_bytes())
                yield cache.Shop(store, TINY, str(place))
                continue
            names.append(postgres.new_database(names[0] if names else "template1"))
            address = postgres.address_of(names[-1])
            if len(names) == 1:
                with closing(psycopg.connect(cache.bare_address(address), autocommit=True)) as connection:
                    into_server.make(tiny, address, connection)
                names.append(postgres.new_database(names[0]))
                address = postgres.address_of(names[-1])
            yield cache.Shop(store, TINY, address)

    yield copies()
    for name in names:
        postgres.drop(name)


def proved(counter: Counter) -> None:
    """The books hold, and the chain of who did what tells of every row."""
    assert [each.says for each in check.prove(counter) if not each.holds] == []
    assert verifying.verify(counter.db).broken == ""


def rows(shop: cache.Shop) -> dict[str, list[tuple[object, ...]]]:
    """Everything that lies in the shop, by table."""
    with closing(shop.bare()) as connection:
        return {
            table.name: sorted(connection.execute(f'SELECT * FROM "{table.name}"').fetchall(), key=repr)
            for table in Base.metadata.sorted_tables
        }


def told(shop: cache.Shop, was: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """The rows that are there now and were not, by table."""
    new = {name: [row for row in there if row not in was[name]] for name, there in rows(shop).items()}
    return {name: there for name, there in new.items() if there}


def test_the_books_of_a_made_shop_hold(shops: Iterator[cache.Shop]) -> None:
    counter = next(shops).open()
    proved(counter)
    counter.db.close()


def test_what_the_floors_write_is_a_correct_set(shops: Iterator[cache.Shop]) -> None:
    shop = next(shops)
    counter = shop.open()
    invoices = [documents.bare_invoice(counter, documents.invoice(counter, TINY, number)) for number in range(2)]
    bills = [documents.bare_bill(counter, documents.bill(counter, order)) for order in range(2)]
    with closing(shop.bare()) as connection:
        bare = Bare(connection)
        assert [finalise.finalise(bare, each) for each in invoices] == [10_041, 10_042]
        assert [receive.process(bare, each) for each in bills] == [10_001, 10_002]
    proved(counter)
    counter.db.close()


def test_the_floor_of_finalise_writes_what_the_program_writes(shops: Iterator[cache.Shop]) -> None:
    ours, bare = next(shops), next(shops)
    was = rows(ours)
    counter = ours.open()
    made = documents.invoice(counter, TINY, 0)
    prepared = documents.bare_invoice(counter, made)
    assert invoicing.finalise(counter, made.draft, made.answers).backordered == documents.SHORT_LINES
    counter.db.close()
    with closing(bare.bare()) as connection:
        finalise.finalise(Bare(connection), prepared)
    assert told(bare, was) == told(ours, was)


def test_the_floor_of_receiving_writes_what_the_program_writes(shops: Iterator[cache.Shop]) -> None:
    ours, bare = next(shops), next(shops)
    was = rows(ours)
    counter = ours.open()
    draft = documents.bill(counter, 1)
    prepared = documents.bare_bill(counter, draft)
    assert len(receiving.process(counter, draft, {}).filled) == AWAITED_ON_AN_ORDER
    counter.db.close()
    with closing(bare.bare()) as connection:
        receive.process(Bare(connection), prepared)
    assert told(bare, was) == told(ours, was)


def test_the_floor_of_a_price_file_makes_the_parts_that_the_program_makes(
    shops: Iterator[cache.Shop], tmp_path: Path
) -> None:
    file = files.written(tmp_path, TINY, 0)
    found = []
    for shop, brings_in in ((next(shops), False), (next(shops), True)):
        counter = shop.open()
        creditor = files.supplier(counter, "NEW")
        was = rows(shop)
        with closing(shop.bare()) as connection:
            for wanted in ((TINY.parts, 0), (0, 0)):
                if brings_in:
                    assert files.brought_in(counter, file, creditor) == wanted
                else:
                    assert price_file.bring_in(Bare(connection), file, creditor) == wanted
        assert [each.says for each in check.prove(counter) if not each.holds] == []
        assert search.parts(counter, catalogue_number(file))[0].number == catalogue_number(file)
        counter.db.close()
        new = told(shop, was)
        found.append({name: new[name] for name in ("part", "stock", "part_number")})
    assert found[0] == found[1]


def catalogue_number(file: Path) -> str:
    """The number in the last row of a price file."""
    return file.read_text(encoding="utf-8").splitlines()[-1].split(",")[0]
