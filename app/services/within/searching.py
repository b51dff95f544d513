"""Which parts fit what somebody typed, the closest first, and why; it must not know what is shown of them.

Numbers are ranges of an index. Words are looked up in what the store keeps of them (app/models/search_index.py): first
among the parts in stock or sold lately, then, where these do not fill the list, among all. Every list has the same
order on a file and on a server.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final

from sqlalchemy.orm import Session

from app.db.driver import Driver
from app.models import search_index
from app.rules import codes
from app.rules.entry import one_line
from app.services.within import matching

OWN_NUMBER: Final = "own number"
WORDS: Final = "words"
NUMBER_AND_WORDS: Final = "number and words"
WHY: Final = {"own": OWN_NUMBER, "old": "old number", "supplier": "supplier's number", "customer": "customer's number",
              "barcode": "barcode"}  # fmt: skip
_MOST_OTHERS: Final = 200
"""So many beginnings of other numbers are looked at; what is in stock is then shown first."""
_MOST_OF_A_NUMBER: Final = 1000
"""So many parts whose number begins so are looked at for the words typed beside it."""
_SHORTEST_NUMBER: Final = 3
"""A number typed beside words has so many letters and digits at least."""
_MOST_SPELLED_OUT: Final = 20
"""The beginning of a word is spelled out as the words that begin so, unless it begins more: the list of one word is
read as far as it is needed, those of a beginning are gathered first."""

EXACT_AS_TYPED, EXACT, EXACT_OTHER, BEGINS, OTHER_BEGINS = range(5)
"""How close a number is; what only its words find comes after all of them."""
_RANK: Final = itemgetter(1)
_PLACE: Final = itemgetter(1, 4, 2, 0)
"""Of what a number finds: how close it is, then its standing, then the number."""


@dataclass(frozen=True, slots=True)
class Match:
    """One part that fits, and why; the closest come first."""

    part_id: int
    why: str


def parts(session: Session, typed: str, limit: int, *, retired: bool = False) -> list[Match]:
    """The parts that fit best, each once: by number exactly, by its beginning, by number and words, by words.

    Nothing typed fits everything. `retired` takes in those that are no longer sold.
    """
    typed = one_line(typed)
    driver = Driver(session)
    if not typed:
        rows = driver.rows(_EVERYTHING, {"limit": limit, "retired": retired})
        return [Match(key, "") for (key,) in rows]
    if len(typed) > matching.LONGEST:
        return []
    found: dict[int, Match] = {}
    for match in _by_steps(driver, typed, limit, retired):
        found.setdefault(match.part_id, match)
        if len(found) == limit:
            break
    return list(found.values())


def exact_parts(session: Session, typed: str, *, retired: bool = False) -> list[Match]:
    """All parts that bear this number, as their own or another one; as typed to the letter first."""
    key = codes.part_key(typed)
    if not key:
        return []
    rows = Driver(session).rows(_THE_VERY_NUMBER, {"key": key, "retired": retired})
    found: dict[int, Match] = {}
    for match in _exact(rows, typed):
        found.setdefault(match.part_id, match)
    return list(found.values())


def _by_steps(driver: Driver, typed: str, limit: int, retired: bool) -> Iterator[Match]:
    """Ever looser matches, as many as are asked for; a part may come again."""
    key = codes.part_key(typed)
    if key:
        yield from _by_number(driver, typed, key, limit, retired)
    words = codes.words_of(typed)
    if not words:
        return
    for number, rest in numbers_beside_words(typed):
        yield from _by_number_and_words(driver, number, rest, limit, retired)
    yield from _by_words(driver, words, limit, retired)


# ---- numbers ----


def _by_number(driver: Driver, typed: str, key: str, limit: int, retired: bool) -> Iterator[Match]:
    values = {"key": key, "after": after(key), "limit": limit, "others": _MOST_OTHERS, "retired": retired}
    rows = sorted(driver.rows(_BY_NUMBER, values), key=_PLACE)
    longer = bisect(rows, EXACT_OTHER, key=_RANK)
    yield from _exact(rows[:longer], typed)
    yield from (Match(part_id, WHY[kind]) for part_id, _, _, kind, _ in rows[longer:])


def _exact(rows: Sequence[Any], typed: str) -> list[Match]:
    """As typed to the letter, then what is only parted otherwise, other numbers; in each what is in stock first."""
    letters = typed.strip().upper()
    found = []
    for part_id, rank, number, kind, stands in rows:
        closer = EXACT_AS_TYPED if rank == EXACT and number.upper() == letters else rank
        found.append((closer, stands, number, kind, part_id))
    return [Match(part_id, WHY[kind]) for *_, kind, part_id in sorted(found)]


def after(key: str) -> str:
    """What comes after everything that begins with the key."""
    return key[:-1] + chr(ord(key[-1]) + 1)


_ACTIVE: Final = "(p.active OR :retired)"
_EVERYTHING: Final = f"SELECT p.id FROM part p WHERE {_ACTIVE} ORDER BY p.number LIMIT :limit"
_THE_VERY_NUMBER: Final = (
    f"SELECT p.id, {EXACT}, p.number, 'own', p.standing FROM part p WHERE p.key = :key AND {_ACTIVE} "
    f"UNION ALL SELECT p.id, {EXACT_OTHER}, p.number, n.kind, p.standing FROM part_number n "
    f"JOIN part p ON p.id = n.part_id WHERE n.key = :key AND {_ACTIVE}"
)


def _own_begin(standing: int) -> str:
    """Own numbers of one standing that begin with the key, in their order: so far down the index as is needed."""
    return (
        f"SELECT * FROM (SELECT p.id, {BEGINS}, p.key, 'own', p.standing FROM part p WHERE p.standing = {standing} "
        f"AND p.key > :key AND p.key < :after AND {_ACTIVE} ORDER BY p.key, p.id LIMIT :limit) AS own{standing}"
    )


_BY_NUMBER: Final = " UNION ALL ".join((
    _THE_VERY_NUMBER,
    *(_own_begin(standing) for standing in range(4)),
    f"SELECT * FROM (SELECT p.id, {OTHER_BEGINS}, n.key, n.kind, p.standing FROM part_number n "
    f"JOIN part p ON p.id = n.part_id WHERE n.key > :key AND n.key < :after AND {_ACTIVE} "
    "ORDER BY n.key, n.id LIMIT :others) AS others",
))  # fmt: skip


# ---- number and words ----


def numbers_beside_words(typed: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What was typed, cut into the key of a number and the words before or after it, wherever that makes sense."""
    pieces = typed.split()
    for cut in range(1, len(pieces)):
        for number, rest in ((pieces[:cut], pieces[cut:]), (pieces[cut:], pieces[:cut])):
            key, words = codes.part_key(" ".join(number)), codes.words_of(" ".join(rest))
            if len(key) >= _SHORTEST_NUMBER and any(char.isdigit() for char in key) and words:
                yield key, words


def _by_number_and_words(
    driver: Driver, key: str, words: tuple[str, ...], limit: int, retired: bool
) -> Iterator[Match]:
    like = {f"word{at}": f"% {word}%" for at, word in enumerate(words)}
    values = {"key": key, "after": after(key), "most": _MOST_OF_A_NUMBER, "limit": limit, "retired": retired} | like
    rows = driver.rows(_numbered(len(words)), values)
    yield from (Match(part_id, NUMBER_AND_WORDS) for (part_id,) in rows)


@cache
def _numbered(many: int) -> str:
    """The parts whose number begins so that have so many words."""
    have = " AND ".join(f"' ' || words LIKE :word{at}" for at in range(many))
    return _NUMBER_AND_WORDS.format(words=have)


_NUMBER_AND_WORDS: Final = f"""
SELECT id FROM (
    SELECT * FROM (SELECT p.id, p.key, p.standing, p.words FROM part p
        WHERE p.key >= :key AND p.key < :after AND {_ACTIVE} ORDER BY p.key, p.id LIMIT :most) AS own
    UNION
    SELECT * FROM (SELECT p.id, p.key, p.standing, p.words FROM part_number n JOIN part p ON p.id = n.part_id
        WHERE n.key >= :key AND n.key < :after AND {_ACTIVE} ORDER BY n.key, n.id LIMIT :most) AS others
) AS numbered WHERE {{words}} ORDER BY standing, key, id LIMIT :limit
"""


# ---- words ----


def _by_words(driver: Driver, words: tuple[str, ...], limit: int, retired: bool) -> Iterator[Match]:
    spelled = _spelled_out(driver, words)
    if not all(spelled.values()):
        return  # no part has a word that begins so
    look = _words_on_server if driver.on_server else _words_in_file
    found = look(driver, [spelled.get(word, (f"{word}*",)) for word in words], limit, retired)
    yield from (Match(part_id, WORDS) for part_id in found)


def _spelled_out(driver: Driver, words: tuple[str, ...]) -> dict[str, list[str]]:
    """What the words typed begin: all words there are, of each no more than some; left out is what begins more."""
    values: dict[str, Any] = {"most": _MOST_SPELLED_OUT + 1}
    for at, word in enumerate(words):
        values |= {f"word{at}": word, f"after{at}": after(word)}
    spelled: dict[str, list[str]] = {word: [] for word in words}
    for at, known in driver.rows(_known(len(words)), values):
        spelled[words[at]].append(known)
    return {word: every for word, every in spelled.items() if len(every) <= _MOST_SPELLED_OUT}


@cache
def _known(many: int) -> str:
    """The words that begin with each of so many."""
    return " UNION ALL ".join(
        f"SELECT * FROM (SELECT {at}, word FROM {search_index.KNOWN} WHERE word >= :word{at} AND word < :after{at} "
        f"ORDER BY word LIMIT :most) AS known{at}"
        for at in range(many)
    )


Spelled = Sequence[Sequence[str]]
"""For each word typed those of which one has to be there; one with a star is the beginning of too many."""


def _words_in_file(driver: Driver, spelled: Spelled, limit: int, retired: bool) -> Iterator[int]:
    words = " AND ".join(f"({' OR '.join(map(_in_file, each))})" for each in spelled)
    values = {"limit": limit, "words": words}
    yield from (part_id for (part_id,) in driver.rows(_LIVE_IN_FILE, values))
    yield from (part_id for (part_id,) in driver.rows(_REST_IN_FILE, values | {"retired": retired}))


def _in_file(word: str) -> str:
    return f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"'


def _words_on_server(driver: Driver, spelled: Spelled, limit: int, retired: bool) -> Iterator[int]:
    """The words stand in the statement, so that the server plans for these: they are letters and digits alone."""
    words = " & ".join(f"({' | '.join(map(_on_server, each))})" for each in spelled)
    for which in (_LIVE_ON_SERVER, _REST_ON_SERVER):
        statement = which.format(words=words, limit=limit, retired=retired)
        yield from (part_id for (part_id,) in driver.rows(statement))


def _on_server(word: str) -> str:
    return f"''{word[:-1]}'':*" if word.endswith("*") else f"''{word}''"


_LIVE_IN_FILE: Final = (
    f"SELECT rowid % {search_index.STEP} FROM {search_index.LIVE} "
    f"WHERE {search_index.LIVE} MATCH :words ORDER BY rowid LIMIT :limit"
)
_REST_IN_FILE: Final = (
    f"SELECT p.id FROM {search_index.WORDS} w CROSS JOIN part p ON p.id = w.rowid "
    f"WHERE {search_index.WORDS} MATCH :words AND p.standing = 3 AND {_ACTIVE} ORDER BY w.rowid LIMIT :limit"
)
_LIVE_ON_SERVER: Final = (
    f"SELECT part_id FROM {search_index.LIVE} WHERE lexemes @@ CAST('{{words}}' AS tsquery) "
    "ORDER BY standing, part_id LIMIT {limit}"
)
_REST_ON_SERVER: Final = (
    f"SELECT id FROM part WHERE {search_index.LEXEMES} @@ CAST('{{words}}' AS tsquery) "
    "AND standing = 3 AND (active OR {retired}) ORDER BY id LIMIT {limit}"
)
