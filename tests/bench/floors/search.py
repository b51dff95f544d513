"""The floor of finding parts while somebody types: the fewest statements that give the same list with the same facts.

What stands in the list is what a counter has to see at each key: who bears exactly this number (its own or another),
whose number begins so, whose words do – in stock first, then sold lately –, why it was found, what is available, what
is on order and when it is due, the superseding number, and what this debtor's terms say of its price. A number is one
statement, words are one of what is live and one of all the rest where the list is not full yet, and the facts are one.

The normalised key and the words are there already: a bare program would keep them the same way. Amounts stay as they
lie in the table.
"""

from __future__ import annotations

from typing import Any, Final

from app.models import search_index
from app.rules import codes
from tests.bench.floors.bare import Bare, marks

LIMIT: Final = 50
_OTHERS: Final = 200

_OWN: Final = (
    "SELECT * FROM (SELECT id, {rank} AS rank, standing, key, 'own' AS why FROM part WHERE standing = {standing} "
    "AND key > ? AND key < ? AND active ORDER BY key, id LIMIT {limit}) AS own{standing}"
)
_NUMBER: Final = " UNION ALL ".join(
    (
        "SELECT id, 0, standing, number, 'own' FROM part WHERE key = ? AND active",
        "SELECT p.id, 1, p.standing, p.number, n.kind FROM part_number n JOIN part p ON p.id = n.part_id "
        "WHERE n.key = ? AND p.active",
        *(_OWN.format(rank=2, standing=standing, limit=LIMIT) for standing in range(4)),
        "SELECT * FROM (SELECT p.id, 3 AS rank, p.standing, n.key, n.kind FROM part_number n "
        "JOIN part p ON p.id = n.part_id WHERE n.key > ? AND n.key < ? AND p.active ORDER BY n.key, n.id "
        f"LIMIT {_OTHERS}) AS others",
    )
)
_LIVE_IN_FILE: Final = (
    f"SELECT rowid % {search_index.STEP} FROM {search_index.LIVE} WHERE {search_index.LIVE} MATCH ? ORDER BY rowid "
    f"LIMIT {LIMIT}"
)
_REST_IN_FILE: Final = (
    f"SELECT p.id FROM {search_index.WORDS} w CROSS JOIN part p ON p.id = w.rowid "
    f"WHERE {search_index.WORDS} MATCH ? AND p.standing = 3 AND p.active ORDER BY w.rowid LIMIT {LIMIT}"
)
_LIVE_ON_SERVER: Final = (
    f"SELECT part_id FROM {search_index.LIVE} WHERE lexemes @@ '{{words}}'::tsquery "
    f"ORDER BY standing, part_id LIMIT {LIMIT}"
)
_REST_ON_SERVER: Final = (
    f"SELECT id FROM part WHERE {search_index.LEXEMES} @@ '{{words}}'::tsquery AND standing = 3 AND active "
    f"ORDER BY id LIMIT {LIMIT}"
)
_FACTS: Final = """
SELECT p.id, p.number, p.description, p.kind, p.list_price, p.superseded_by, s.on_hand - s.committed - s.allocated,
       s.on_order, sp.price, r.basis, r.percent, s.last_cost, q.price, CASE WHEN s.on_order > 0 THEN (
           SELECT min(o.expected) FROM stock_order_line l JOIN stock_order o ON o.id = l.order_id
           WHERE l.part_id = p.id AND l.outstanding > 0 AND o.status = 'finalised') END
FROM part p
JOIN stock s ON s.part_id = p.id
LEFT JOIN special_price sp ON sp.debtor_id = ? AND sp.part_id = p.id
LEFT JOIN pricing_rule r ON r.structure_id = ? AND r.price_group_id = p.price_group_id
LEFT JOIN quantity_break q ON q.part_id = p.id AND q.minimum <= 1000
WHERE p.id IN ({ids})
"""


def find(bare: Bare, typed: str, debtor: int, structure: int | None) -> list[tuple[Any, ...]]:
    """The parts that fit, the closest first, each once, with what a list shows of them."""
    found: dict[int, str] = {}
    key = codes.part_key(typed)
    if key:
        after = key[:-1] + chr(ord(key[-1]) + 1)
        hits = bare(_NUMBER, [key, key, *[key, after] * 5]).fetchall()
        exact = typed.strip().upper()
        for part, *_, why in sorted(hits, key=lambda hit: (hit[1] if hit[3] != exact or hit[1] else -1, *hit[2:4])):
            found.setdefault(part, why)
    words = codes.words_of(typed)
    if words and len(found) < LIMIT:
        for part in _by_words(bare, words, len(found)):
            found.setdefault(part, "words")
    parts = list(found)[:LIMIT]
    if not parts:
        return []
    facts = bare(_FACTS.format(ids=marks(len(parts))), [debtor, structure, *parts]).fetchall()
    of_part = {row[0]: row for row in facts}
    return [(*of_part[part], found[part]) for part in parts]


def _by_words(bare: Bare, words: tuple[str, ...], there: int) -> list[int]:
    if bare.on_server:
        begin = " & ".join(f"''{word}'':*" for word in words)
        live = bare(_LIVE_ON_SERVER.format(words=begin)).fetchall()
        rest = [] if len(live) + there >= LIMIT else bare(_REST_ON_SERVER.format(words=begin)).fetchall()
    else:
        begin = " AND ".join(f'"{word}"*' for word in words)
        live = bare(_LIVE_IN_FILE, [begin]).fetchall()
        rest = [] if len(live) + there >= LIMIT else bare(_REST_IN_FILE, [begin]).fetchall()
    return [part for (part,) in (*live, *rest)]
