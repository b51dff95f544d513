"""The command `move`: carries a shop over into another store and tells how it went; it must not know how it goes."""

from __future__ import annotations

import argparse
import getpass
import sys
from time import monotonic

from app.db import addresses, is_server
from app.rules.faults import Unavailable
from app.services.upkeep import moving
from app.services.upkeep.moving import Moved, Progress

_WIDTH = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    parser.add_argument(
        "--from", dest="source", metavar="FILE|ADDRESS", required=True, help="where the shop is; it stays as it is"
    )
    parser.add_argument(
        "--to",
        dest="target",
        metavar="FILE|ADDRESS",
        required=True,
        help="a file that is not there yet, or an empty database on a server after “migrate”, with its owner as user: "
        "postgresql+psycopg://owner@server/parts",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def run(args: argparse.Namespace) -> int:
    """Move, and say what was moved and how it is proved; Ctrl+C leaves nothing behind."""
    began = monotonic()
    watch = _bar if sys.stderr.isatty() and not args.quiet else None
    try:
        moved = _moved(args.source, args.target, watch)
    except KeyboardInterrupt:
        print("\nStopped. Nothing is moved.", file=sys.stderr)
        return 1
    print(
        f"The shop is moved: {moved.rows:,} rows of {moved.tables} tables, every one of them compared, "
        f"in {round(monotonic() - began)} seconds. All {moved.statements} statements of “check” hold there, "
        f"and the chain of who did what is whole with its {moved.sealed:,} rows."
    )
    print(
        "Choose it at every desk: Setup, page Database. Nobody should work in the old books any more; "
        "keep them until you have a backup of the new ones."
    )
    return 0


def _moved(source: str, target: str, watch: Progress | None) -> Moved:
    """Passwords that no keyring knows are asked for, at a terminal."""
    while True:
        try:
            return moving.move(source, target, watch)
        except Unavailable as fault:
            if not fault.password or not sys.stdin.isatty():
                raise
            print(fault.sentence, file=sys.stderr)
        source, target = _with_password(source), _with_password(target)


def _with_password(place: str) -> str:
    if not is_server(place):
        return place
    plain = addresses.without_password(place)
    typed = getpass.getpass(f"Password for {plain} (Enter: as before): ")
    return addresses.with_password(place, typed) if typed else place


def _bar(what: str, done: int, of: int) -> None:
    """How far it is, drawn over what stood there."""
    filled = _WIDTH * done // max(of, 1)
    line = f"\r{what:<26} {'█' * filled}{'·' * (_WIDTH - filled)} {done:>11,} of {of:,}"
    print(line, end="\n" if done == of else "", file=sys.stderr, flush=True)
