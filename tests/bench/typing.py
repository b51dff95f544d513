"""What somebody types at a counter to find a part, key by key; it must not know how parts are found."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from app.rules import codes
from tests.bench.shop import catalogue
from tests.bench.shop.size import SHELVED, SOLD, Size

_SEED: Final = 5
_FEWEST: Final = 2
"""So many letters at least before a list opens."""
_MOST: Final = 9
"""Hardly anybody types more of a number than that before the part is seen."""


def _some_parts(size: Size, count: int) -> list[catalogue.Listed]:
    """Most are what a shop sells, the others are anywhere in the lists."""
    chance, made = Random(_SEED), Random(20_261_116)
    wanted = {
        size.place((SOLD[0], SHELVED[1]), int(chance.random() * size.count(SOLD)))
        if number % 4 else int(chance.random() * size.parts)
        for number in range(count)
    }  # fmt: skip
    found = [part for place in range(max(wanted) + 1) for part in [catalogue.listed(place, made)] if place in wanted]
    chance.shuffle(found)
    return found


def numbers(size: Size, count: int) -> Iterator[str]:
    """Beginnings of numbers, each a key longer than the one before; half of them typed without punctuation.

    Nobody types the spaces: with one, it might be a number and a word.
    """
    for turn, part in enumerate(_some_parts(size, count)):
        typed = part.number.replace(" ", "") if turn % 2 else codes.search_key(part.number)
        yield from (typed[:length] for length in range(_FEWEST, min(len(typed), _MOST) + 1))


def words(size: Size, count: int) -> Iterator[str]:
    """Two or three words of descriptions without figures, each key by key, cut short where nobody types on."""
    chance = Random(_SEED + 1)
    for part in _some_parts(size, count):
        told = [word for word in part.description.lower().split() if word.isalpha()]
        chosen = [told[0], *chance.sample(told[1:], min(2, len(told) - 1))]
        text = " ".join(word[:5] for word in chosen)
        yield from (text[:length] for length in range(_FEWEST, len(text) + 1) if text[length - 1] != " ")
