"""What a store keeps to find parts by words, and who keeps it: the store itself; it must not know how it is asked.

Of every part its words, of those in stock or sold lately once more in a table of their own, which is small, and all
words there are. A file keeps them in full-text tables, a server in indexes of lexemes; both hold the words of
`part.words` exactly as they stand there, so both find the same.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

WORDS: Final = "part_words"
"""Of a file: the full-text table with the words of every part; its rowid is the part's key. Of a server: an index."""
LIVE: Final = "part_words_live"
"""The same of parts in stock or sold lately. Of a file: the rowid is where the part stands times `STEP`, plus its key,
so that what is found comes in the order of both. Of a server: a table of part_id, standing and lexemes."""
STEP: Final = 1 << 40
KNOWN: Final = "part_words_known"
"""Every word that a part has or once had, so that the beginning of one can be spelled out."""
_TERMS: Final = "part_words_terms"
"""Of a file: what is in `WORDS`, word by word; slow to count, so it is read only to fill `KNOWN`."""

# ---- a file ----

# no positions are kept: words are looked for in any order. All text is split at spaces, as it was joined; beginnings of
# up to three letters have lists of their own, else “O” would have to gather those of every word with O
_FULL_TEXT = (
    "CREATE VIRTUAL TABLE {name} USING fts5(words, content='', columnsize=0, detail=none, prefix='1 2 3', "
    "tokenize=ascii)"
)
_LIVE_KEY = f"{{row}}.standing * {STEP} + {{row}}.id"
_PUT = "INSERT INTO {table}(rowid, words) SELECT {key}, {row}.words WHERE {which};"
_TAKE = "INSERT INTO {table}({table}, rowid, words) SELECT 'delete', {key}, {row}.words WHERE {which};"
_KNOW = (
    f"INSERT OR IGNORE INTO {KNOWN}(word) "
    """SELECT value FROM json_each('["' || replace(NEW.words, ' ', '","') || '"]');"""
)
_IS_LIVE = "{row}.standing < 3"
_STANDS = "CASE WHEN {active} THEN {standing} ELSE 3 END"


def _all(what: str, row: str) -> str:
    return what.format(table=WORDS, row=row, key=f"{row}.id", which="1")


def _live(what: str, row: str) -> str:
    return what.format(table=LIVE, row=row, key=_LIVE_KEY.format(row=row), which=_IS_LIVE.format(row=row))


_TRIGGERS: Final = {
    # one for what goes and what comes: the old has to be taken out before, and triggers have no order
    "part_words_made": f"AFTER INSERT ON part BEGIN {_all(_PUT, 'NEW')} {_live(_PUT, 'NEW')} {_KNOW} END",
    "part_words_changed": (
        "AFTER UPDATE OF words ON part WHEN OLD.words <> NEW.words "
        f"BEGIN {_all(_TAKE, 'OLD')} {_all(_PUT, 'NEW')} {_KNOW} END"
    ),
    "part_words_live_changed": (
        "AFTER UPDATE OF words, standing ON part WHEN (OLD.standing < 3 OR NEW.standing < 3) AND "
        "(OLD.standing <> NEW.standing OR OLD.words <> NEW.words) "
        f"BEGIN {_live(_TAKE, 'OLD')} {_live(_PUT, 'NEW')} END"
    ),
    "part_words_gone": f"AFTER DELETE ON part BEGIN {_all(_TAKE, 'OLD')} {_live(_TAKE, 'OLD')} END",
    "part_standing_of_stock_made": (
        "AFTER INSERT ON stock WHEN NEW.standing < 3 BEGIN UPDATE part SET standing = "
        f"{_STANDS.format(active='active', standing='NEW.standing')} WHERE id = NEW.part_id; END"
    ),
    "part_standing_of_stock": (
        "AFTER UPDATE OF standing ON stock WHEN OLD.standing <> NEW.standing BEGIN UPDATE part SET standing = "
        f"{_STANDS.format(active='active', standing='NEW.standing')} WHERE id = NEW.part_id; END"
    ),
    "part_standing_of_card": (
        "AFTER UPDATE OF active ON part WHEN OLD.active <> NEW.active BEGIN UPDATE part SET standing = CASE WHEN "
        "NEW.active THEN (SELECT standing FROM stock WHERE part_id = NEW.id) ELSE 3 END WHERE id = NEW.id; END"
    ),
}

# ---- a server ----

LEXEMES: Final = "array_to_tsvector(string_to_array(words, ' '))"
"""The words of a part, as the index over all of them holds them."""
_LIVE_ROW = "{row}.id, {row}.standing, array_to_tsvector(string_to_array({row}.words, ' '))"
_TABLES: Final = (
    f'CREATE TABLE {KNOWN} (word text COLLATE "C" PRIMARY KEY)',
    f"CREATE TABLE {LIVE} (part_id bigint PRIMARY KEY, standing smallint NOT NULL, lexemes tsvector NOT NULL)",
)
_INDEXES: Final = (
    f"CREATE INDEX {LIVE}_lexemes ON {LIVE} USING gin (lexemes) WITH (fastupdate = off)",
    f"CREATE INDEX {WORDS} ON part USING gin ({LEXEMES}) WITH (fastupdate = off)",
)
_FUNCTIONS: Final = (
    """
CREATE OR REPLACE FUNCTION part_standing_of_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE {schema}.part SET standing = CASE WHEN active THEN NEW.standing ELSE 3 END WHERE id = NEW.part_id;
    RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION part_standing_of_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.standing := 3;
    IF NEW.active THEN
        SELECT coalesce(min(s.standing), 3) INTO NEW.standing FROM {schema}.stock s WHERE s.part_id = NEW.id;
    END IF;
    RETURN NEW;
END $$
""",
    """
CREATE OR REPLACE FUNCTION part_words_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {schema}.{known} SELECT DISTINCT unnest(string_to_array(words, ' ')) AS word FROM made ORDER BY word
        ON CONFLICT DO NOTHING;
    INSERT INTO {schema}.{live} SELECT {made_live} FROM made WHERE standing < 3;
    RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION part_words_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM {schema}.{live} WHERE part_id = OLD.id;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.standing < 3 THEN
            INSERT INTO {schema}.{live} SELECT {new_live};
        END IF;
        IF OLD.words <> NEW.words THEN
            INSERT INTO {schema}.{known} SELECT word FROM unnest(string_to_array(NEW.words, ' ')) AS word ORDER BY word
                ON CONFLICT DO NOTHING;
        END IF;
    END IF;
    RETURN NULL;
END $$
""",
)
_ON_SERVER: Final = (
    "CREATE OR REPLACE TRIGGER part_standing_of_stock_made AFTER INSERT ON stock FOR EACH ROW "
    "WHEN (NEW.standing < 3) EXECUTE FUNCTION part_standing_of_stock()",
    "CREATE OR REPLACE TRIGGER part_standing_of_stock AFTER UPDATE OF standing ON stock FOR EACH ROW "
    "WHEN (OLD.standing <> NEW.standing) EXECUTE FUNCTION part_standing_of_stock()",
    "CREATE OR REPLACE TRIGGER part_standing_of_card BEFORE UPDATE OF active ON part FOR EACH ROW "
    "WHEN (OLD.active <> NEW.active) EXECUTE FUNCTION part_standing_of_card()",
    "CREATE OR REPLACE TRIGGER part_words_made AFTER INSERT ON part REFERENCING NEW TABLE AS made "
    "FOR EACH STATEMENT EXECUTE FUNCTION part_words_made()",
    "CREATE OR REPLACE TRIGGER part_words_changed AFTER UPDATE ON part FOR EACH ROW "
    "WHEN (OLD.words <> NEW.words OR OLD.standing <> NEW.standing) EXECUTE FUNCTION part_words_changed()",
    "CREATE OR REPLACE TRIGGER part_words_gone AFTER DELETE ON part FOR EACH ROW "
    "WHEN (OLD.standing < 3) EXECUTE FUNCTION part_words_changed()",
)

RIGHTS: Final = {KNOWN: "SELECT, INSERT", LIVE: "SELECT, INSERT, UPDATE, DELETE"}
"""What a counter needs of the tables of a server: its changes of parts go into them."""


def is_part_of_it(table: str) -> bool:
    """Whether this table belongs to the index: nothing is in it that is not in the parts."""
    return table.startswith(WORDS)


def apply(connection: Connection) -> None:
    """Put the index in its place and fill it where it is missing; call it after the tables were brought up to date."""
    if connection.dialect.name == "sqlite":
        _apply_to_file(connection)
    else:
        _apply_to_server(connection)


def pause(connection: Connection) -> None:
    """Parts that are made in this file from now on do not come into the index; `go_on` catches up."""
    connection.exec_driver_sql('DROP TRIGGER "part_words_made"')


def go_on(connection: Connection, after: int) -> None:
    """All parts with a key above `after` come into the index of this file, at once, and from now on each by itself."""
    _fill(connection, f"id > {after:d}")
    _apply_to_file(connection)


def _fill(connection: Connection, which: str) -> None:
    connection.exec_driver_sql(f"INSERT INTO {WORDS}(rowid, words) SELECT id, words FROM part WHERE {which}")
    connection.exec_driver_sql(
        f"INSERT INTO {LIVE}(rowid, words) SELECT {_LIVE_KEY.format(row='part')}, words FROM part "
        f"WHERE standing < 3 AND {which}"
    )
    connection.exec_driver_sql(f"INSERT OR IGNORE INTO {KNOWN}(word) SELECT upper(term) FROM {_TERMS}")


def _apply_to_file(connection: Connection) -> None:
    """Only what is missing is made, so that opening a shop writes nothing into it."""
    named = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'part!_%' ESCAPE '!' AND type IN ('table', 'trigger')"
    there: dict[str, str] = dict(connection.execute(text(named)).all())
    missing = WORDS not in there
    if missing:
        for table in (WORDS, LIVE):
            connection.exec_driver_sql(_FULL_TEXT.format(name=table))
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE {_TERMS} USING fts5vocab({WORDS}, 'row')")
        connection.exec_driver_sql(f"CREATE TABLE {KNOWN} (word TEXT PRIMARY KEY) WITHOUT ROWID")
    for name, what in _TRIGGERS.items():
        wanted = f'CREATE TRIGGER "{name}" {what}'
        if there.get(name) not in (None, wanted):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        if there.get(name) != wanted:
            connection.exec_driver_sql(wanted)
    if missing:
        _fill(connection, "1")


def _apply_to_server(connection: Connection) -> None:
    schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    there = connection.execute(text("SELECT to_regclass(:name)"), {"name": KNOWN}).scalar()
    names = {"schema": schema, "known": KNOWN, "live": LIVE, "made_live": _LIVE_ROW.format(row="made"),
             "new_live": _LIVE_ROW.format(row="NEW")}  # fmt: skip
    if there is None:
        for statement in _TABLES:
            connection.execute(text(statement))
    for statement in (*(function.format(**names) for function in _FUNCTIONS), *_ON_SERVER):
        connection.execute(text(statement))
    if there is None:
        known = f"INSERT INTO {KNOWN} SELECT DISTINCT unnest(string_to_array(words, ' ')) FROM part"
        live = f"INSERT INTO {LIVE} SELECT {_LIVE_ROW.format(row='part')} FROM part WHERE standing < 3"
        for statement in (known, live, *_INDEXES):
            connection.execute(text(statement))
