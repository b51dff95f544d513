"""What a search should find, told plainly of a list of parts in memory: the stores are compared with it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.rules import codes

_OTHERS, _OF_A_NUMBER, _SHORTEST_NUMBER = 200, 1000, 3
KINDS = (
    "Filter",
    "Brake",
    "Pad",
    "Disc",
    "Bearing",
    "Seal",
    "Gasket",
    "Hose",
    "Belt",
    "Pump",
    "Valve",
    "Spring",
    "Lamp",
)
MAKES = (
    "Toyota",
    "Hilux",
    "Corolla",
    "Ford",
    "Falcon",
    "Holden",
    "Mazda",
    "Isuzu",
    "Hino",
    "Volvo",
    "Škoda",
    "Citroën",
)
SIDES = (
    "Front",
    "Rear",
    "Left",
    "Upper",
    "Lower",
    "Inner",
    "Oil",
    "Air",
    "Fuel",
    "Heavy-duty",
    "(genuine)",
    "12V",
    '1/2"',
)
WHY = {"old": "old number", "supplier": "supplier's number", "customer": "customer's number", "barcode": "barcode"}


@dataclass(frozen=True)
class Known:
    """A part as the model has it; `numbers` are kind and number."""

    id: int
    number: str
    description: str
    numbers: tuple[tuple[str, str], ...]
    standing: int
    active: bool

    @cached_property
    def stands(self) -> int:
        """What is no longer sold comes last."""
        return self.standing if self.active else 3

    @cached_property
    def key(self) -> str:
        return codes.part_key(self.number)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return codes.words_of(self.description)

    @cached_property
    def others(self) -> tuple[tuple[str, str, Known], ...]:
        return tuple((codes.part_key(number), kind, self) for kind, number in self.numbers)


def catalogue(chance: random.Random, size: int) -> list[Known]:
    """Parts with numbers that collide, begin alike and look like words, in the order of their keys."""
    made: dict[str, Known] = {}
    while len(made) < size:
        number = _number(chance)
        if number in made:
            continue
        year = chance.randint(1985, 2020)
        words = f"{chance.choice(SIDES)} {chance.choice(KINDS)} {chance.choice(MAKES)} {year}-{year + 4}"
        others = tuple(
            dict.fromkeys((kind, _number(chance)) for kind in WHY for _ in range(chance.choice((0, 0, 0, 0, 1, 1, 2))))
        )
        made[number] = Known(
            len(made) + 1, number, words, others, chance.choice((0, 1, 2, 3, 3, 3, 3, 3)), chance.random() > 0.05
        )
    return list(made.values())


def _number(chance: random.Random) -> str:
    digits = str(chance.randint(1, 99_999))
    cut = chance.randint(0, len(digits))
    letters = chance.choice(("", "", "", "K", "AB", "OIL", "tgk"))
    zeros = chance.choice(("", "", "", "", "0", "00"))
    return f"{letters}{zeros}{digits[:cut]}{chance.choice(('', '', '-', ' ', '.', '/'))}{digits[cut:]}".strip(" -./")


def typed(chance: random.Random, parts: Sequence[Known]) -> str:
    """Something that somebody may type: the beginning of a number, words, both, a slip."""
    part = chance.choice(parts)
    numbers = [part.number, *(number for _, number in part.numbers)]
    words = part.description.split()
    begin = chance.choice(numbers)[: chance.randint(1, 9)]
    some = " ".join(word[: chance.randint(1, 8)] for word in chance.sample(words, chance.randint(1, len(words))))
    return chance.choice(
        (begin, begin, begin.lower(), begin.replace("-", " "), some, some, some.upper(), f"{begin} {some}",
         f"{some} {begin}", f"0{begin}", f"{begin}x", "-", "o", "1", chance.choice(numbers))
    )  # fmt: skip


def found(parts: Sequence[Known], text: str, limit: int, *, retired: bool = False) -> list[tuple[str, str]]:
    """Number and reason of what should be found, in order."""
    parts = [part for part in parts if part.active or retired]
    result: dict[str, str] = {}
    for number, why in _steps(parts, text, limit):
        result.setdefault(number, why)
        if len(result) == limit:
            break
    return list(result.items())


def _steps(parts: Sequence[Known], text: str, limit: int) -> Iterator[tuple[str, str]]:
    key = codes.part_key(text)
    others = [each for part in parts for each in part.others]
    if key:
        letters = text.strip().upper()
        own = sorted((part.number.upper() != letters, part.stands, part.number) for part in parts if part.key == key)
        yield from ((number, "own number") for *_, number in own)
        same = sorted((part.stands, part.number, kind) for other, kind, part in others if other == key)
        yield from ((number, WHY[kind]) for _, number, kind in same)
        begins = [part for part in parts if part.key.startswith(key) and part.key != key]
        begins.sort(key=lambda part: (part.stands, part.key, part.id))
        yield from ((part.number, "own number") for part in begins)
        longer = [each for each in others if each[0].startswith(key) and each[0] != key]
        longer.sort(key=lambda each: each[0])
        few = sorted(longer[:_OTHERS], key=lambda each: (each[2].stands, each[0], each[2].id))
        yield from ((part.number, WHY[kind]) for _, kind, part in few)
    words = codes.words_of(text)
    if not words:
        return
    pieces = text.split()
    for cut in range(1, len(pieces)):
        for number, rest in ((pieces[:cut], pieces[cut:]), (pieces[cut:], pieces[:cut])):
            begin, beside = codes.part_key(" ".join(number)), codes.words_of(" ".join(rest))
            if len(begin) >= _SHORTEST_NUMBER and any(map(str.isdigit, begin)) and beside:
                yield from _number_and_words(parts, others, begin, beside, limit)
    by_words = [part for part in parts if all(_has(part, word) for word in words)]
    yield from ((part.number, "words") for part in sorted(by_words, key=lambda part: (part.stands, part.id)))


def _number_and_words(
    parts: Sequence[Known], others: Sequence[tuple[str, str, Known]], begin: str, beside: tuple[str, ...], limit: int
) -> Iterator[tuple[str, str]]:
    own = sorted((part for part in parts if part.key.startswith(begin)), key=lambda part: (part.key, part.id))
    other = sorted((each for each in others if each[0].startswith(begin)), key=lambda each: each[0])
    numbered = {part.id: part for part in (*own[:_OF_A_NUMBER], *(part for _, _, part in other[:_OF_A_NUMBER]))}
    fits = [part for part in numbered.values() if all(_has(part, word) for word in beside)]
    fits.sort(key=lambda part: (part.stands, part.key, part.id))
    yield from ((part.number, "number and words") for part in fits[:limit])


def _has(part: Known, word: str) -> bool:
    return any(each.startswith(word) for each in part.words)
