"""What a store keeps to find parts by words, and who keeps it: the store itself; it must not know how it is asked.

A file has two full-text tables, one of every part and a small one of those in stock or sold lately; a server has two
indexes that do the same. Both hold the words of `part.words` exactly as they stand there, so both find the same.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

WORDS: Final = "part_words"
"""The full-text table of a file with the words of every part; its rowid is the part's key."""
LIVE_WORDS: Final = "part_words_live"
"""The same of parts in stock or sold lately; the first word is “~” and where the part stands."""
TERMS: Final = "part_words_terms"
"""Every word in `WORDS` of a file, in alphabetical order."""

# no positions are kept: words are looked for in any order. All text is split at spaces, as it was joined; beginnings of
# up to three letters have lists of their own, else “O” would have to gather those of every word with O
_TABLE = (
    "CREATE VIRTUAL TABLE {name} USING fts5(words, content='', columnsize=0, detail=none, prefix='1 2 3', "
    "tokenize=\"ascii tokenchars '~'\")"
)
_LIVE = "'~' || {row}.standing || ' ' || {row}.words"
_PUT = "INSERT INTO {table}(rowid, words) VALUES ({row}.id, {words});"
_TAKE = "INSERT INTO {table}({table}, rowid, words) VALUES ('delete', {row}.id, {words});"
_PUT_IF = "INSERT INTO {table}(rowid, words) SELECT {row}.id, {words} WHERE {row}.standing < 3;"
_TAKE_IF = "INSERT INTO {table}({table}, rowid, words) SELECT 'delete', {row}.id, {words} WHERE {row}.standing < 3;"


def _all(what: str, row: str) -> str:
    return what.format(table=WORDS, row=row, words=f"{row}.words")


def _live(what: str, row: str) -> str:
    return what.format(table=LIVE_WORDS, row=row, words=_LIVE.format(row=row))


_TRIGGERS: Final = {
    "part_words_made": f"AFTER INSERT ON part BEGIN {_all(_PUT, 'NEW')} END",
    "part_words_changed": (
        f"AFTER UPDATE OF words ON part WHEN OLD.words <> NEW.words BEGIN {_all(_TAKE, 'OLD')} {_all(_PUT, 'NEW')} END"
    ),
    "part_words_gone": f"AFTER DELETE ON part BEGIN {_all(_TAKE, 'OLD')} END",
    "part_words_live_made": f"AFTER INSERT ON part WHEN NEW.standing < 3 BEGIN {_live(_PUT, 'NEW')} END",
    # one for both: what is taken out has to be taken before the other is put in, and triggers have no order
    "part_words_live_changed": (
        "AFTER UPDATE OF words, standing ON part WHEN (OLD.standing < 3 OR NEW.standing < 3) AND "
        "(OLD.standing <> NEW.standing OR OLD.words <> NEW.words) "
        f"BEGIN {_live(_TAKE_IF, 'OLD')} {_live(_PUT_IF, 'NEW')} END"
    ),
    "part_words_live_gone": f"AFTER DELETE ON part WHEN OLD.standing < 3 BEGIN {_live(_TAKE, 'OLD')} END",
    "part_standing_made": (
        "AFTER INSERT ON stock WHEN NEW.standing < 3 BEGIN "
        "UPDATE part SET standing = NEW.standing WHERE id = NEW.part_id AND standing <> NEW.standing; END"
    ),
    "part_standing_changed": (
        "AFTER UPDATE OF standing ON stock WHEN OLD.standing <> NEW.standing BEGIN "
        "UPDATE part SET standing = NEW.standing WHERE id = NEW.part_id; END"
    ),
}

_MADE: Final = ("part_words_made", "part_words_live_made")
"""Those of them that take in a new part."""

LEXEMES: Final = "array_to_tsvector(string_to_array(words, ' '))"
"""On a server: the words of a part, as its indexes hold them."""
_INDEXES: Final = (
    f"CREATE INDEX IF NOT EXISTS {WORDS} ON part USING gin ({LEXEMES}) WITH (fastupdate = off)",
    f"CREATE INDEX IF NOT EXISTS {LIVE_WORDS} ON part USING gin ({LEXEMES}) WITH (fastupdate = off) WHERE standing < 3",
)
_STANDING = """
CREATE OR REPLACE FUNCTION part_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE {schema}.part SET standing = NEW.standing WHERE id = NEW.part_id AND standing <> NEW.standing;
    RETURN NULL;
END $$
"""
_ON_SERVER: Final = (
    "CREATE OR REPLACE TRIGGER part_standing_made AFTER INSERT ON stock FOR EACH ROW "
    "WHEN (NEW.standing < 3) EXECUTE FUNCTION part_standing()",
    "CREATE OR REPLACE TRIGGER part_standing_changed AFTER UPDATE OF standing ON stock FOR EACH ROW "
    "WHEN (OLD.standing <> NEW.standing) EXECUTE FUNCTION part_standing()",
)


def is_part_of_it(table: str) -> bool:
    """Whether this table of a file belongs to the index: nothing is in it that is not in the parts."""
    return table.startswith(WORDS)


def apply(connection: Connection) -> None:
    """Put the index in its place and fill it where it is missing; call it after the tables were brought up to date."""
    if connection.dialect.name == "sqlite":
        _apply_to_file(connection)
        return
    for statement in _INDEXES:
        connection.execute(text(statement))
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    connection.execute(text(_STANDING.format(schema=schema)))
    for statement in _ON_SERVER:
        connection.execute(text(statement))


def _apply_to_file(connection: Connection) -> None:
    """Only what is missing is made, so that opening a shop writes nothing into it."""
    named = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'part!_%' ESCAPE '!' AND type IN ('table', 'trigger')"
    there: dict[str, str] = dict(connection.execute(text(named)).all())
    if WORDS not in there:
        for table in (WORDS, LIVE_WORDS):
            connection.exec_driver_sql(_TABLE.format(name=table))
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE {TERMS} USING fts5vocab({WORDS}, 'row')")
        fill(connection)
    for name, what in _TRIGGERS.items():
        wanted = f'CREATE TRIGGER "{name}" {what}'
        if there.get(name) not in (None, wanted):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        if there.get(name) != wanted:
            connection.exec_driver_sql(wanted)


def fill(connection: Connection) -> None:
    """Take the words of every part into the empty tables of a file."""
    connection.exec_driver_sql(f"INSERT INTO {WORDS}(rowid, words) SELECT id, words FROM part")
    connection.exec_driver_sql(
        f"INSERT INTO {LIVE_WORDS}(rowid, words) SELECT id, {_LIVE.format(row='part')} FROM part WHERE standing < 3"
    )


def pause(connection: Connection) -> None:
    """Parts that are made in this file from now on do not come into the index; `go_on` catches up."""
    for name in _MADE:
        connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{name}"')


def go_on(connection: Connection, after: int) -> None:
    """Take in the parts with larger keys than this, which were made meanwhile, and all that are made from now on."""
    connection.exec_driver_sql(f"INSERT INTO {WORDS}(rowid, words) SELECT id, words FROM part WHERE id > ?", (after,))
    connection.exec_driver_sql(
        f"INSERT INTO {LIVE_WORDS}(rowid, words) SELECT id, {_LIVE.format(row='part')} FROM part "
        "WHERE id > ? AND standing < 3",
        (after,),
    )
    for name in _MADE:
        connection.exec_driver_sql(f'CREATE TRIGGER "{name}" {_TRIGGERS[name]}')
