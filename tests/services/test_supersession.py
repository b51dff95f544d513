"""Numbers that took the place of others, on the books."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.models import Part
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.services import check, lookup
from app.services.counter import Counter
from app.services.masters import alternates, parts
from app.services.masters.parts import PartCard
from app.services.within import superseding
from tests import make


def linked(counter: Counter, *links: tuple[str, str], on_hand: int = 0) -> dict[str, PartFound]:
    """Parts of these numbers, each superseded by the other one, whatever the card would say to it."""
    parts = {number: make.a_part(counter, number, on_hand) for number, _ in links}
    with counter.work() as session:
        for number, by in links:
            session.get_one(Part, parts[number].id).superseded_by = by
    return parts


def currents(counter: Counter, parts: dict[str, PartFound]) -> dict[str, str]:
    """By number, what is sold today instead."""
    with counter.db.read() as session:
        found = superseding.currents(session, [part.id for part in parts.values()])
    numbers = {part.id: number for number, part in parts.items()}
    for each in found.values():
        assert each.part_id is None or numbers[each.part_id] == each.number
    return {numbers[key]: each.number for key, each in found.items()}


def test_every_number_of_a_chain_leads_to_the_current_one(counter: Counter) -> None:
    parts = linked(counter, ("A", "B"), ("B", "C"), ("C", ""), ("OTHER", ""))
    assert currents(counter, parts) == {"A": "C", "B": "C"}


def test_a_circle_leads_nowhere_and_a_dangling_end_to_the_last_in_the_books(counter: Counter) -> None:
    parts = linked(counter, ("D", "E"), ("E", "D"), ("START", "D"), ("X", "Y"), ("Y", "NEW-1"), ("S", "S"))
    assert currents(counter, parts) == {"X": "Y", "Y": "NEW-1"}


def test_retired_numbers_and_charges_take_nobodys_place(counter: Counter) -> None:
    parts = linked(counter, ("A", "B"), ("B", "C"), ("C", "HANDLING"), ("HANDLING", ""))
    with counter.work() as session:
        session.get_one(Part, parts["C"].id).active = False
        session.get_one(Part, parts["HANDLING"].id).kind = "charge"
    assert currents(counter, parts) == {"A": "B"}


def card(counter: Counter, number: str, /, **facts: Any) -> PartCard:
    """The part's card with these changes saved; a new one where there is none."""
    found = lookup.exact_part(counter, number)
    was = parts.open_card(counter, found[0].id) if found else None
    return parts.save(counter, replace(was or PartCard(number=number, description=f"Part {number}"), **facts), was)


def test_the_card_spells_the_successor_as_the_books_do_and_takes_one_that_is_not_in_them(counter: Counter) -> None:
    card(counter, "12H-2178")
    assert card(counter, "2204", superseded_by="12h 2178").superseded_by == "12H-2178"
    assert card(counter, "2204", superseded_by="TGK 999").superseded_by == "TGK 999"
    old = card(counter, "2204")
    assert alternates.chain(counter, old.id or 0) == "superseded: 2204 → TGK 999, which is not in the books"
    card(counter, "2204", superseded_by="")
    assert alternates.chain(counter, old.id or 0) == ""


def test_itself_a_circle_and_a_charge_are_refused(counter: Counter) -> None:
    card(counter, "A", superseded_by="B")
    card(counter, "B", superseded_by="C")
    card(counter, "C")
    card(counter, "POSTAGE", kind="charge")
    for number, by, said in (
        ("C", "C", "its own place"),
        ("C", "A", "C → A → B → C"),
        ("C", "postage", "lies on no shelf"),
        ("POSTAGE", "C", "nothing on a shelf"),
    ):
        with pytest.raises(Refused, match=said) as fault:
            card(counter, number, superseded_by=by)
        assert fault.value.field == "superseded_by"
    # a new number that others name already may close a circle too
    card(counter, "X", superseded_by="Y")
    with pytest.raises(Refused, match="circle"):
        card(counter, "Y", superseded_by="X")


def test_a_new_number_carries_the_links_along(counter: Counter) -> None:
    for number, by in (("A", "C"), ("B", "C"), ("C", "D"), ("D", "")):
        card(counter, number, superseded_by=by)
    renamed = card(counter, "C", number="C-NEW")
    assert renamed.superseded_by == "D"
    assert [card(counter, each).superseded_by for each in ("A", "B")] == ["C-NEW", "C-NEW"]
    assert alternates.chain(counter, card(counter, "A").id or 0) == "superseded: A → C-NEW → D"


def test_the_chain_is_shown_from_every_part_of_it_with_the_current_number_first(counter: Counter) -> None:
    found = {number: card(counter, number, superseded_by=by) for number, by in (("A", "B"), ("B", "C"), ("C", ""))}
    card(counter, "OLD", superseded_by="C")
    for number, shown in (
        ("A", [("C", "the current number"), ("B", "superseded by C"), ("OLD", "superseded by C")]),
        ("C", [("B", "superseded by C"), ("OLD", "superseded by C"), ("A", "superseded by B")]),
    ):
        others = alternates.of(counter, found[number].id or 0)
        assert {(each.number, each.why) for each in others} == set(shown)
        assert others[0].number == shown[0][0] or number == "C"


def test_parts_in_a_circle_may_still_be_changed_otherwise(counter: Counter) -> None:
    parts_there = linked(counter, ("D", "E"), ("E", "D"))
    assert card(counter, "D", bin="B-7").bin == "B-7"
    assert alternates.chain(counter, parts_there["D"].id) == "runs in a circle: D → E → D"
    assert card(counter, "D", superseded_by="").superseded_by == ""
    assert alternates.chain(counter, parts_there["E"].id) == "superseded: E → D"


def test_circles_and_gaps_are_told_and_break_no_books(counter: Counter) -> None:
    assert check.remarks(counter) == ()
    linked(counter, ("D", "E"), ("E", "D"), ("S", "S"), ("A", "B"), ("B", ""), ("X", "GONE"))
    assert check.remarks(counter) == (
        "superseded in 2 circles: D → E → D, S → S",
        "1 part superseded by what is not in the books: X by GONE",
    )
    assert all(each.holds for each in check.prove(counter))
