"""Texts are sorted and searched alike in either store, whatever language the server of a shop speaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.db import connect, migrate, open_database
from app.services import lookup, search, setup
from app.services.counter import Counter
from tests import make, postgres

NAMES = ["Émile", "Zeta", "alpha", "a-beta", "Alpha", "a beta", "öl", "123", "_x"]


@pytest.fixture
def counter(counter: Counter, store: make.Store) -> Iterator[Counter]:
    """The counter of a shop on a server that speaks English, where there is a server."""
    if store == "sqlite":
        yield counter
        return
    name = postgres.new_database("template0", options="LOCALE_PROVIDER icu ICU_LOCALE 'en-AU' LOCALE 'C.UTF-8'")
    try:
        database = connect(postgres.address_of(name))
        migrate(database)
        setup.begin(database, setup.SetupFacts("Bayside Parts", operator_name="Kim"))
        database.close()
        english = setup.open_counter(open_database(postgres.address_of(name)), make.Clock())
        yield english
        english.db.close()
    finally:
        postgres.drop(name)


def test_names_are_sorted_by_their_letters_codes(counter: Counter) -> None:
    for name in NAMES:
        make.a_debtor(counter, name)
    assert [each.name for each in lookup.find_debtors(counter, "") if each.name in NAMES] == sorted(NAMES)


def test_a_number_is_found_by_its_beginning(counter: Counter) -> None:
    for number in ("AB-1", "ab 2", "AB_3", "ABC", "B-1"):
        make.a_part(counter, number, on_hand=0)
    assert {each.number for each in search.parts(counter, "ab")} == {"AB-1", "ab 2", "AB_3", "ABC"}
