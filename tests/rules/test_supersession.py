"""Chains of numbers: where they end, circles, dangling ends."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import supersession
from app.rules.faults import Refused
from app.rules.supersession import Chain

NUMBERS = [f"P{each}" for each in range(8)]
any_links = st.dictionaries(st.sampled_from(NUMBERS), st.sampled_from(["", *NUMBERS, "GONE"]))


def test_a_chain_ends_with_the_number_that_holds_today() -> None:
    links = {"A": "B", "B": "C", "C": "", "X": "C"}
    assert supersession.chain("A", links) == Chain(("A", "B", "C"))
    assert supersession.chain("A", links).current == "C"
    assert supersession.chain("C", links).current == "C"
    assert supersession.chain("X", links).numbers == ("X", "C")


def test_a_dangling_end_is_told_and_the_last_in_the_books_holds() -> None:
    links = {"A": "B", "B": "NEW"}
    chain = supersession.chain("A", links)
    assert (chain.current, chain.missing) == ("B", "NEW")
    assert supersession.dangling(links) == [("B", "NEW")]
    assert supersession.chain("NEW", links) == Chain((), missing="NEW")


def test_in_a_circle_nothing_holds() -> None:
    links = {"START": "A", "A": "B", "B": "C", "C": "A"}
    chain = supersession.chain("START", links)
    assert (chain.current, chain.loop) == ("", ("A", "B", "C"))
    assert supersession.loops({**links, "S": "S", "D": ""}) == [("A", "B", "C"), ("S",)]


def test_a_circle_is_refused_by_its_name() -> None:
    with pytest.raises(Refused, match="itself|own place") as itself:
        supersession.refuse_loop("A", "A", {"A": ""})
    assert itself.value.field == "superseded_by"
    with pytest.raises(Refused) as circle:
        supersession.refuse_loop("C", "A", {"A": "B", "B": "C", "C": ""})
    assert "C → A → B → C" in circle.value.sentence
    supersession.refuse_loop("C", "D", {"A": "B", "B": "C", "C": "", "D": ""})
    supersession.refuse_loop("C", "NEW", {"C": ""})


def test_a_long_chain_is_said_in_a_few_numbers() -> None:
    assert supersession.said(("A", "B", "C")) == "A → B → C"
    assert supersession.said(tuple("ABCDEFGHIJK"), closed=True) == "A → B → C → D → E → F → … → A"


def test_what_is_longer_than_any_catalogue_is_cut_off() -> None:
    links = {f"P{each}": f"P{each + 1}" for each in range(200)}
    assert len(supersession.chain("P0", links).numbers) == supersession.LONGEST + 1


@given(any_links, st.sampled_from(NUMBERS))
def test_a_chain_follows_the_links_step_by_step(links: Mapping[str, str], number: str) -> None:
    chain = supersession.chain(number, links)
    assert len(set(chain.numbers)) == len(chain.numbers)
    assert all(links[one] == other for one, other in zip(chain.numbers, chain.numbers[1:], strict=False))
    if chain.loop:
        assert links[chain.loop[-1]] == chain.loop[0] and chain.current == ""
    elif chain.missing:
        assert chain.missing not in links
    else:
        assert links[chain.current] == ""


@given(any_links)
def test_every_circle_is_found_once(links: Mapping[str, str]) -> None:
    of_each = {supersession.chain(number, links).loop for number in links}
    assert {frozenset(each) for each in of_each if each} == {frozenset(each) for each in supersession.loops(links)}
    assert len({number for each in supersession.loops(links) for number in each}) == sum(
        len(each) for each in supersession.loops(links)
    )


@given(any_links, st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))
def test_what_is_not_refused_makes_no_circle(links: Mapping[str, str], number: str, by: str) -> None:
    links = {**links, number: ""}
    try:
        supersession.refuse_loop(number, by, links)
    except Refused:
        assert number in supersession.chain(number, {**links, number: by}).loop
    else:
        assert number not in supersession.chain(number, {**links, number: by}).loop
