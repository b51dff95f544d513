"""The program is killed at any moment: nothing that was told as done is lost, nothing is half done or done twice."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app import models
from app.services import check
from app.services.counter import Counter
from tests.faults.children import Job, child, counter_at, done, one_after_the_other
from tests.make import place_of

MOST_WORDS = 4
"""A child is killed after it has told at most so many words, two for each thing: begun, done; and then some moments."""
LONGEST_MOMENT = 0.03
"""Seconds."""


def there(counter: Counter, job: Job) -> int:
    """How much of it is on the books: documents of this draft, or rows of this file."""
    with counter.db.read() as session:
        if job.kind == "import":
            return session.scalar(select(func.count()).where(models.Part.number.like(f"{job.key}-%"))) or 0
        table = models.Invoice if job.kind == "finalise" else models.CreditorInvoice
        return session.scalar(select(func.count()).where(table.draft_key == job.key)) or 0


def the_books_hold(counter: Counter) -> None:
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.long)])
def test_killed_while_selling_receiving_importing(
    counter: Counter, kills: int, record_property: Callable[[str, object], None]
) -> None:
    place, chance = place_of(counter), random.Random(220)
    counter.db.close()
    finished = under_way = 0
    for seed in range(kills):
        with child(one_after_the_other, place, seed) as other:
            other.first_word()
            other.hear(chance.randint(1, MOST_WORDS))
            other.listen(chance.uniform(0, LONGEST_MOMENT))
            told = other.kill()
        after = counter_at(place)
        begun = {each[1].key: each[1] for each in told if each[0] == "begun"}
        numbers = {key: number for word, key, number in (each for each in told if each[0] == "done")}
        for key, number in numbers.items():
            assert there(after, begun[key]) == (number if begun[key].kind == "import" else 1), "lost"
        the_books_hold(after)
        for key, job in begun.items():
            already = there(after, job)
            whole = len(job.what) if job.kind == "import" else 1
            assert already in (0, whole), "half done"
            number = done(after, job)
            assert numbers.get(key, number) == number, "done twice"
            assert there(after, job) == whole
            under_way += key not in numbers
        finished += len(numbers)
        after.db.close()
    last = counter_at(place)
    the_books_hold(last)
    last.db.close()
    assert finished and under_way
    record_property(
        "figures",
        f"{kills} kills, {finished} things told as done, {under_way} under way when killed; doubled 0, lost 0",
    )
