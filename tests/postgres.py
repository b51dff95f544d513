"""The tests' own PostgreSQL server: started once for all of them; each test gets a database of its own."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

NAMED = "PARTS_TEST_POSTGRES"
"""In the environment: the address of a server, whose user may make databases; without it the tests start their own."""
ROLE = "PARTS_TEST_ROLE"
"""In the environment: the role as which every shop of a test is opened, with a counter's rights; else as its owner."""
_RUN = "PARTS_TEST_RUN"
_UP_WITHIN = 30
_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin")
# what is lost when the machine stops is only a test
_HURRY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "jit=off",
    "max_connections=200",
    "shared_buffers=64MB",
)
_number = count(1)


def program(name: str) -> str | None:
    """Where one of the server's programs is, the newest one; None when no server is installed."""
    there = [shutil.which(name)] if shutil.which(name) else []
    for folder in _FOLDERS:
        found = sorted(Path("/").glob(f"{folder}/{name}"[1:]), key=lambda path: [int(n) for n in _digits(path)])
        there += [str(path) for path in found]
    # what is on the PATH may be a wrapper that wants a cluster of the system's
    return str(Path(there[-1]).resolve()) if there else None


def _digits(path: Path) -> list[str]:
    return "".join(letter if letter.isdigit() else " " for letter in str(path)).split()


class Server:
    """A PostgreSQL server of the tests' own, which may be stopped, killed and started again; its folder may be kept."""

    def __init__(self, folder: Path, *settings: str) -> None:
        initdb, postgres = program("initdb"), program("postgres")
        if initdb is None or postgres is None:
            raise LookupError("no PostgreSQL server is installed")
        self.folder = folder
        self._postgres = postgres
        self._settings = settings
        self._as = {"user": "postgres"} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}
        self.port = _free_port()
        folder.mkdir(parents=True, exist_ok=True)
        if self._as:
            shutil.chown(folder, "postgres", "postgres")
        if not (folder / "data").exists():
            made = folder / "data.new"  # under its name only when it is whole
            shutil.rmtree(made, ignore_errors=True)
            make = [initdb, "-D", str(made), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
            subprocess.run(make, check=True, capture_output=True, cwd="/", **self._as)
            made.rename(folder / "data")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Of the server, without a database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Up, and answering."""
        command = [self._postgres, "-D", str(self.folder / "data"), "-p", str(self.port)]
        command += ["-c", f"unix_socket_directories={self.folder}", "-c", "listen_addresses=127.0.0.1"]
        command += ["-c", "dynamic_shared_memory_type=mmap"]  # a killed server leaves nothing outside its folder
        for setting in self._settings:
            command += ["-c", setting]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            command,
            cwd="/",
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_end_with_us if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread is at work yet
            **self._as,
        )
        log.close()
        until = time.monotonic() + _UP_WITHIN
        while True:
            try:
                psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname="postgres").close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until or self.process.poll() is not None:
                    told = (self.folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"the server does not come up: {told}") from None
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Down: SIGINT ends every connection at once, SIGQUIT as in a crash."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None


def _end_with_us() -> None:
    """Tests that are killed leave no server behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(*settings: str) -> Iterator[Server]:
    """A server that is there for this long; raises LookupError when none is installed."""
    folder = Path(tempfile.mkdtemp(prefix="parts-postgres-"))
    try:
        folder.chmod(0o755)
        server = Server(folder / "cluster", *(settings or _HURRY))
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def address_of(database: str) -> str:
    """Of a database on the tests' server."""
    return make_url(os.environ[NAMED]).set(database=database).render_as_string(hide_password=False)


def counter_role() -> str | None:
    """The role as which shops are to be opened, made on the server; None: as their owner."""
    role = os.environ.get(ROLE)
    if role:
        with connected() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                connection.execute(f'CREATE ROLE "{role}" LOGIN')  # type: ignore[arg-type]
    return role or None


def as_counter(address: str) -> str:
    """The same database, as the role that shops are to be opened as."""
    role = os.environ.get(ROLE)
    return make_url(address).set(username=role).render_as_string(hide_password=False) if role else address


def as_its_owner() -> None:
    """What follows is for the owner of the tables alone: skips the test where shops are opened as a counter."""
    if os.environ.get(ROLE):
        pytest.skip(f"only the owner of the tables can do this, and {ROLE} names a counter")


def _tell(statement: str) -> None:
    with connected() as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def connected(database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    """The tests' own way to a database on their server, each statement by itself."""
    url = make_url(os.environ[NAMED])
    return psycopg.connect(
        host=url.host, port=url.port, user=url.username, password=url.password, dbname=database, autocommit=True
    )


def new_database(template: str = "template1", name: str = "", options: str = "") -> str:
    """A database of the test's own, a copy of `template`; its name. `options` as CREATE DATABASE has them."""
    name = name or f"{_run()}{os.getpid()}_{next(_number)}"
    _tell(f"CREATE DATABASE {name} TEMPLATE {template} {options}")
    return name


@contextmanager
def alone() -> Iterator[set[str]]:
    """The databases that are there, while no other worker makes one that all of them want."""
    with connected() as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        yield {str(name) for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}


def drop(database: str) -> None:
    """The database is gone, whoever is connected to it."""
    _tell(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def begin_run() -> None:
    """What all workers of this run make on the server is known by its name."""
    os.environ[_RUN] = f"parts_{os.getpid()}_"


def end_run() -> None:
    """What this run has made on the server is gone."""
    if NAMED in os.environ:
        with alone() as there:
            for name in there:
                if name.startswith(_run()):
                    drop(name)


def template_name() -> str:
    """Of the database with a new shop, of which the tests' databases are copies."""
    return f"{_run()}new_shop"


def _run() -> str:
    return os.environ[_RUN]
