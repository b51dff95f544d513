"""The search for parts: what is found, in which order and why, the same on a file and on a server."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.found import DebtorFound, PartFound, PartHit
from app.services import search
from app.services.counter import Counter
from app.services.masters import parts
from app.services.masters.parts import OtherNumber
from app.services.money import day_end
from app.services.sales import invoicing
from tests import make
from tests.services import documents, search_model
from tests.services.search_shop import with_parts

CATALOGUE = 3000


def numbers(hits: tuple[PartHit, ...]) -> list[str]:
    return [each.number for each in hits]


def sell(counter: Counter, debtor: DebtorFound, part: PartFound) -> None:
    """One, and it is invoiced."""
    line = invoicing.line_for(counter, part, debtor, Decimal(1))
    invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})


def test_leading_zeros_are_forgiven(counter: Counter) -> None:
    make.a_part(counter, "00128-100", description="Bolt")
    make.a_part(counter, "128100", description="Nut")
    for typed in ("128 100", "0128.1", "0000128", "00128100", "1"):
        assert numbers(search.parts(counter, typed)) == ["00128-100", "128100"], typed
    assert numbers(search.parts(counter, "128100")) == ["128100", "00128-100"], "as typed to the letter comes first"
    make.a_part(counter, "000", description="Washer")
    assert numbers(search.parts(counter, "00")) == ["000"]


def test_in_stock_comes_first_then_what_was_sold_lately(counter: Counter) -> None:
    debtor = make.a_debtor(counter)
    make.a_part(counter, "K551", description="Brake pad", on_hand=0)
    sell(counter, debtor, make.a_part(counter, "K552", description="Brake pad", on_hand=1))
    make.a_part(counter, "K553", description="Brake pad", on_hand=4)
    sell(counter, debtor, make.a_part(counter, "K554", description="Brake pad", on_hand=9))
    order = ["K554", "K553", "K552", "K551"]
    assert numbers(search.parts(counter, "k55")) == order
    assert numbers(search.parts(counter, "pad brake")) == order
    assert numbers(search.parts(counter, "K55", limit=2)) == order[:2]


def test_of_numbers_that_collide_the_one_in_stock_comes_first(counter: Counter) -> None:
    make.a_part(counter, "Z 9-9", on_hand=0)
    make.a_part(counter, "Z9 9", on_hand=2)
    make.a_part(counter, "A1", numbers=(OtherNumber("barcode", "Z.99"),), on_hand=0)
    make.a_part(counter, "B1", numbers=(OtherNumber("old", "Z/99"),), on_hand=5)
    assert numbers(search.parts(counter, "z99")) == ["Z9 9", "Z 9-9", "B1", "A1"]
    assert numbers(search.parts(counter, "Z 9-9"))[0] == "Z 9-9", "as typed to the letter comes before it"


def test_what_was_not_sold_for_a_year_stands_among_the_catalogue_again(counter: Counter) -> None:
    debtor = make.a_debtor(counter)
    make.a_part(counter, "K551", on_hand=0)
    sell(counter, debtor, make.a_part(counter, "K552", on_hand=1))
    assert numbers(search.parts(counter, "K55")) == ["K552", "K551"]
    assert isinstance(counter.clock, make.Clock)
    counter.clock.moment += timedelta(days=366)
    day_end.close(counter, day_end.DayEndDraft(()))
    assert numbers(search.parts(counter, "K55")) == ["K551", "K552"]


def test_number_and_words_together(counter: Counter) -> None:
    make.a_part(counter, "128-100", description="Oil filter Hilux")
    make.a_part(counter, "128-200", description="Air filter Hilux")
    make.a_part(counter, "Z1", description="Oil filter", numbers=(OtherNumber("supplier", "128 555"),))
    (only,) = search.parts(counter, "128-1 filt")
    assert (only.number, only.why) == ("128-100", "number and words")
    assert numbers(search.parts(counter, "oil 128")) == ["128-100", "Z1"]
    assert numbers(search.parts(counter, "hilux air 1282")) == ["128-200"]


def test_a_year_is_a_word_and_so_is_each_end_of_a_range(counter: Counter) -> None:
    make.a_part(counter, "P1", description="Belt Hilux 2015-2021")
    assert numbers(search.parts(counter, "belt 2021")) == numbers(search.parts(counter, "2015-2021")) == ["P1"]


def test_accents_are_ignored_in_words(counter: Counter) -> None:
    make.a_part(counter, "P1", description="Zündkerze Škoda")
    assert numbers(search.parts(counter, "zundk skoda")) == numbers(search.parts(counter, "ŠKODA")) == ["P1"]


def test_a_hit_tells_what_is_free_what_is_coming_and_what_one_costs_this_debtor(counter: Counter) -> None:
    debtor, creditor = make.a_debtor(counter), make.a_creditor(counter)
    part = make.a_part(counter, "K55", on_hand=5, price="100.00")
    documents.stock_order(counter, creditor, part, 4, make.TODAY)
    with counter.work() as session:
        session.get_one(models.Stock, part.id).on_order = Decimal("4.000")
        session.add(models.SpecialPrice(debtor_id=debtor.id, part_id=part.id, price=Decimal("80.0000")))
    (hit,) = search.parts(counter, "K55", debtor, priced=True)
    assert (hit.available, hit.on_order, hit.due, hit.price) == (5, 4, make.TODAY, Decimal("80.0000"))
    (hit,) = search.parts(counter, "K55", priced=True)
    assert hit.price == Decimal("100.0000")
    (hit,) = search.parts(counter, "K55")
    assert hit.price is None


def test_a_hit_tells_the_number_that_holds_today(counter: Counter) -> None:
    make.a_part(counter, "C-300")
    make.a_part(counter, "B-200", superseded_by="C-300")
    make.a_part(counter, "A-100", superseded_by="B-200")
    (hit,) = search.parts(counter, "A-100")
    assert hit.now == "C-300"


def test_what_is_changed_on_the_card_is_found_at_once_and_no_longer_by_what_it_was(counter: Counter) -> None:
    part = make.a_part(counter, "K55", description="Oil filter", on_hand=1)
    card = parts.open_card(counter, part.id)
    parts.save(counter, replace(card, number="K66", description="Air filter"), card)
    assert numbers(search.parts(counter, "K55")) == numbers(search.parts(counter, "oil")) == []
    assert numbers(search.parts(counter, "K66")) == numbers(search.parts(counter, "air filter")) == ["K66"]


@pytest.fixture(scope="module")
def shop(store: make.Store, tmp_path_factory: pytest.TempPathFactory) -> tuple[Counter, list[search_model.Known]]:
    counter = make.a_shop(tmp_path_factory.mktemp("search"))
    return counter, with_parts(counter, search_model.catalogue(random.Random(3), CATALOGUE))


@pytest.mark.parametrize("queries", [400, pytest.param(10_000, marks=pytest.mark.long)])
def test_both_stores_find_what_a_plain_list_would(shop: tuple[Counter, list[search_model.Known]], queries: int) -> None:
    counter, known = shop
    chance = random.Random(queries)
    for _ in range(queries):
        typed, limit, retired = search_model.typed(chance, known), chance.choice((8, 50)), chance.random() < 0.1
        hits = search.parts(counter, typed, limit=limit, retired=retired)
        expected = search_model.found(known, typed, limit, retired=retired)
        assert [(each.number, each.why) for each in hits] == expected, typed
