"""The dump of a server's database: made by the server's own programs, read through, restored beside what is there.

It must not know where a dump is kept. Passwords go to those programs by their environment, never on a command line.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.pool import NullPool

from app import paths
from app.db import Database
from app.db.world import said_for_a_person
from app.models import search_index
from app.rules.backups import NEWEST, SUMS, Facts, Figure, key
from app.rules.faults import Refused, Unavailable
from app.services.within.upkeep.backup_file import Cancelled, Stopped

if TYPE_CHECKING:
    import psycopg

_FOLDERS: Final = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/Program Files/PostgreSQL/*/bin",
)
_SAID_BY: Final = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
"""Where the server's programs look for what this desk has connected with."""
_NO_WINDOW: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a program of the terminal would show a window of its own."""
PROOF: Final = "parts_proof"
"""What databases are called that a dump is restored into to prove it."""
RESTORING: Final = "parts_restoring"
"""What a database is called that is to take the shop's place."""
_A_BACKUP: Final = 7_062_001
"""The lock that says a backup of this database is being made; it goes with the connection that holds it."""
_NO_HURRY: Final = text("SET LOCAL idle_in_transaction_session_timeout = 0")
"""A transaction that only holds a moment, or this lock, may last as long as the backup does."""
_COPY: Final = re.compile(rb'^COPY (?:"?[^".]+"?\.)?"?([^"( ]+)"? \((.*)\) FROM stdin;$')
_KNOWN_FAULTS: Final = (
    ("No space left on device", "The disk of the backup is full. Make room, or choose another folder."),
    ("No such file or directory", "The folder of the backup is not there any more. Put the stick in, connect the "
     "drive, or choose another folder."),
    ("server version mismatch", "PostgreSQL's programs on this computer are older than the server. "
     "Install those of the server's version."),
    ("permission denied", "This counter's user may not read or make everything that is needed. Whoever looks after "
     f"the server runs “{paths.typed('backup')}” or “{paths.typed('restore')}” as the owner of the database."),
    ("could not connect", "The server does not answer. Try again."),
    ("connection to server", "The server does not answer, or does not let this user in. Try again."),
    ("terminating connection", "The server was stopped meanwhile. Try again."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a dump that was read to its end."""

    facts: Facts
    revision: str


# ---------------------------------------------------------------------------------------------------- making a backup


def program(name: str) -> str:
    """Where one of the server's programs is on this computer, the newest one. Raises Refused when there is none."""
    found = [path for pattern in _FOLDERS for path in Path("/").glob(f"{pattern[1:]}/{name}*") if path.stem == name]
    if found:
        return str(max(found, key=lambda path: [int(digits) for digits in re.findall(r"\d+", str(path.parent))]))
    on_path = shutil.which(name)
    if on_path is None:
        raise Refused(
            f"This computer has no {name}, which backups of a server need. Install PostgreSQL's client programs here, "
            "or make the backups at a desk that has them."
        )
    return on_path


def are_programs_here() -> bool:
    """Whether this computer has the server's own programs."""
    try:
        return bool(program("pg_dump") and program("pg_restore"))
    except Refused:
        return False


def nobody_else_is_at_it(connection: Connection) -> bool:
    """Whether no other desk makes a backup of this database just now; none begins until this transaction ends."""
    connection.execute(_NO_HURRY)
    return bool(connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _A_BACKUP}).scalar_one())


def dump(source: Connection, target: Path, cancelled: Cancelled) -> None:
    """Write what this connection sees in its transaction, exactly, into a new file.

    The transaction must be a repeatable one. Raises Refused, Unavailable, OSError and Stopped.
    """
    source.execute(_NO_HURRY)
    snapshot = source.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    command = [program("pg_dump"), "--format=custom", "--no-password", f"--snapshot={snapshot}"]
    command += ["--lock-wait-timeout=60s", f"--file={target}"]
    _run(command, _environment(_driver(source)), cancelled)


def read_through(file: Path) -> Read:
    """Read a dump from its beginning to its end, and count what is in it. Raises Refused when it is damaged."""
    with tempfile.TemporaryFile() as said:
        command = [program("pg_restore"), "--data-only", "--file=-", str(file)]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, creationflags=_NO_WINDOW
        )
        assert process.stdout is not None
        try:
            found = _counted(process.stdout)
        finally:
            process.stdout.close()
            process.wait()
        if process.returncode:
            raise Refused(f"{file.name} cannot be read to its end: it is damaged. Choose another backup.")
    return found


def may_make_databases(connection: Connection) -> bool:
    """Whether this user may make a database on the server."""
    asked = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    return bool(connection.execute(text(asked)).scalar_one())


def owner_at_work(connection: Connection) -> str:
    """The user of this connection if the tables are theirs; empty for a counter's."""
    asked = """
        SELECT current_user FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'alembic_version'
        AND pg_has_role(CAST(tableowner AS name), 'USAGE')
    """
    return str(connection.execute(text(asked)).scalar() or "")


def reaches_the_server(db: Database) -> bool:
    """Whether this desk is let into the server's own database, from which others are made."""
    try:
        with of_the_server(db):
            return True
    except Unavailable:
        return False


@contextmanager
def restored_for_proof(db: Database, file: Path, today: date, cancelled: Cancelled) -> Iterator[Connection]:
    """The dump restored into a database of its own, which is gone afterwards; a connection to it."""
    name = f"{PROOF}_{today:%Y%m%d}_{uuid4().hex[:8]}"
    _sweep(db, today)
    restore_beside(db, file, name, cancelled)
    try:
        engine = create_engine(db.engine.url.set(database=name), poolclass=NullPool)
        with engine.connect() as connection:
            yield connection
    finally:
        drop(db, name)


def _sweep(db: Database, today: date) -> None:
    """Take away what a desk that died on an earlier day has left of its proofs, and of a restore."""
    asked = "SELECT datname FROM pg_database WHERE datname LIKE :begins AND pg_get_userbyid(datdba) = current_user"
    with of_the_server(db) as connection:
        for kind in (PROOF, RESTORING):
            for (name,) in connection.execute(text(asked), {"begins": f"{kind}\\_%"}).all():
                if re.fullmatch(rf"{kind}_\d{{8}}_[0-9a-f]{{8}}", name) and name < f"{kind}_{today:%Y%m%d}":
                    connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))


# -------------------------------------------------------------------------------------------- restoring beside, switch


def restore_beside(db: Database, file: Path, name: str, cancelled: Cancelled) -> None:
    """Make a new database on the same server and fill it from the dump; nothing is left of one that fails.

    Raises Refused, Unavailable and Stopped.
    """
    with of_the_server(db) as connection:
        connection.execute(text(f"CREATE DATABASE {quoted(name)} TEMPLATE template0"))
        environment = _environment(_driver(connection))
    command = [program("pg_restore"), "--no-owner", "--exit-on-error", "--no-password", f"--dbname={name}"]
    try:
        try:
            _run([*command, str(file)], environment, cancelled)
        except _NoSuchRole:
            # the rights in it are for people of another server; whoever looks after this one grants them anew
            drop(db, name)
            with of_the_server(db) as connection:
                connection.execute(text(f"CREATE DATABASE {quoted(name)} TEMPLATE template0"))
            _run([*command, "--no-acl", str(file)], environment, cancelled)
    except BaseException:
        drop(db, name)
        raise


def others_connected(db: Database) -> tuple[str, ...]:
    """Who else is connected to this very database, each in words; this program's own connections are let go first."""
    asked = """
        SELECT coalesce(nullif(application_name, ''), 'a program'), usename, coalesce(host(client_addr), 'the server')
        FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid() AND backend_type = 'client backend'
        ORDER BY backend_start
    """
    db.close()
    with of_the_server(db) as connection:
        rows = connection.execute(text(asked), {"name": db.engine.url.database}).all()
    return tuple(f"{program} of {user} at {where}" for program, user, where in rows)


def switch(db: Database, new: str, kept_as: str) -> None:
    """Give the new database the shop's name, and the old one another: both or neither.

    Raises Refused when somebody has connected to either meanwhile.
    """
    old = str(db.engine.url.database)
    db.close()
    with of_the_server(db, at_once=False) as connection, connection.begin():
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = :name"
        belongs_to = str(connection.execute(text(owner), {"name": old}).scalar_one())
        connection.execute(text(f"ALTER DATABASE {quoted(old)} RENAME TO {quoted(kept_as)}"))
        connection.execute(text(f"ALTER DATABASE {quoted(new)} RENAME TO {quoted(old)}"))
        connection.execute(text(f"ALTER DATABASE {quoted(old)} OWNER TO {quoted(belongs_to)}"))


def drop(db: Database, name: str) -> None:
    """A database of our own making is gone, if it was there."""
    with of_the_server(db) as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)"))


def identity(db: Database) -> str:
    """By what the server knows this very database, whatever its name is or will be. Raises Unavailable."""
    asked = text("SELECT CAST(oid AS text) FROM pg_database WHERE datname = current_database()")
    with said_for_a_person(db.name), db.engine.connect() as connection:
        return str(connection.execute(asked).scalar_one())


@contextmanager
def of_the_server(db: Database, *, at_once: bool = True) -> Iterator[Connection]:
    """A connection to the server itself, in its own database; with `at_once` each statement is kept by itself.

    Raises Unavailable like every look-up.
    """
    url: URL = db.engine.url.set(database="postgres")
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    if at_once:
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    with said_for_a_person(db.name), engine.connect() as connection:
        yield connection


def quoted(name: str) -> str:
    """A name as it stands in a statement."""
    return '"' + name.replace('"', '""') + '"'


# ------------------------------------------------------------------------------------------------------------- inside


class _NoSuchRole(Exception):
    """The dump gives rights to a role that this server does not know."""


def _driver(connection: Connection) -> psycopg.Connection[object]:
    driver: Any = connection.connection.driver_connection
    found: psycopg.Connection[object] = driver
    return found


def _environment(driver: psycopg.Connection[object]) -> dict[str, str]:
    """What this desk has connected with, for the server's programs."""
    told = driver.info.get_parameters()
    environment = {**os.environ, "PGDATABASE": driver.info.dbname, "PGCONNECT_TIMEOUT": "10", "LC_MESSAGES": "C"}
    environment.update({name: told[each] for each, name in _SAID_BY.items() if told.get(each)})
    if driver.info.password:
        environment["PGPASSWORD"] = driver.info.password
    return environment


def _run(command: list[str], environment: Mapping[str, str], cancelled: Cancelled) -> None:
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=said, stderr=said, creationflags=_NO_WINDOW
        )
        try:
            while process.poll() is None:
                if cancelled():
                    raise Stopped
                try:
                    process.wait(timeout=1)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode:
            said.seek(0)
            raise _fault(Path(command[0]).stem, said.read().decode(errors="replace"))


def _fault(name: str, said: str) -> Exception:
    if re.search(r'role "[^"]*" does not exist', said):
        return _NoSuchRole()
    for sign, sentence in _KNOWN_FAULTS:
        if sign in said:
            return Unavailable(sentence)
    last = next((line for line in reversed(said.splitlines()) if "error:" in line), said.strip())
    reason = last.partition("error:")[2].strip() or last or "it was ended from outside"
    return Unavailable(f"The server's own program {name} has given up: {reason}. Nothing is changed; try again.")


def _counted(lines: IO[bytes]) -> Read:
    """The rows of every table, with the sums and newest numbers, of a dump as it is written out."""
    rows: dict[str, int] = {}
    sums: dict[str, int] = {}
    newest: dict[str, int] = {}
    revision, table, columns = "", "", list[str]()
    taken: list[tuple[Figure, int, dict[str, int]]] = []
    for line in lines:
        if not table:
            begins = _COPY.match(line.rstrip())
            if begins:
                table = begins[1].decode()
                columns = [name.strip().strip('"') for name in begins[2].decode().split(",")]
                rows[table] = 0
                taken = [
                    (each, columns.index(each.column), into)
                    for figures, into in ((SUMS, sums), (NEWEST, newest))
                    for each in figures
                    if each.table == table
                ]
                for each, _, into in taken:
                    into[key(each)] = 0
        elif line.rstrip(b"\r\n") == rb"\.":
            table = ""
        else:
            rows[table] += 1
            if table == "alembic_version":
                revision = line.decode().strip()
            if taken:
                cells = line.rstrip(b"\r\n").split(b"\t")
                for each, at, into in taken:
                    value = 0 if cells[at] == rb"\N" else int(cells[at])
                    into[key(each)] = into[key(each)] + value if each in SUMS else max(into[key(each)], value)
    told = {name: many for name, many in rows.items() if not search_index.is_part_of_it(name)}
    return Read(Facts(told, sums, newest), revision)
