"""Numbers that took the place of others, on the books."""

from __future__ import annotations

from app.models import Part
from app.rules.found import PartFound
from app.services.counter import Counter
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
    parts = linked(counter, ("A", "B"), ("B", "C"), ("C", "FREIGHT"), ("FREIGHT", ""))
    with counter.work() as session:
        session.get_one(Part, parts["C"].id).active = False
        session.get_one(Part, parts["FREIGHT"].id).kind = "charge"
    assert currents(counter, parts) == {"A": "B"}
