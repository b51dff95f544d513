"""The command `demo`: makes a demo shop without a window; it must not know what there is to see in it."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime
from pathlib import Path

from app import paths
from app.db import open_database
from app.rules.dates import USUAL
from app.rules.faults import Refused, Unavailable
from app.services import demo


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    parser.add_argument("--database", metavar="FILE", help="where to make it; the usual demo shop if not given")
    parser.add_argument(
        "--date", type=_day, metavar="YYYY-MM-DD", help="the day on which the demo is to stand; today if not given"
    )
    parser.add_argument("--fresh", action="store_true", help="replace the demo shop that is there")


def run(args: argparse.Namespace) -> int:
    """Make the demo shop and say where it is; returns the exit code."""
    if args.database and "://" in args.database:
        raise Refused("A demo shop is made in a file of its own, not on a server. Name a file.", field="database")
    path = Path(args.database) if args.database else paths.demo_database()
    day = args.date or datetime.now().astimezone().date()
    make(path, day, fresh=args.fresh)
    print(f"{demo.SHOP_NAME} stands in {path}, as on {USUAL.full_day(day)}.")
    return 0


def make(path: Path, day: date, *, fresh: bool = False) -> None:
    """Make the demo shop in this file as it stands on the morning of `day`; a half-made one is never left there.

    `fresh` replaces a demo shop that is there already. Raises Refused when something else is there, so that nobody's
    books are ever lost by it, and Unavailable like any database.
    """
    if path.exists():
        _refuse_to_replace(path, fresh)
    unfinished = path.with_name(f"{path.name}.new")
    try:
        _remove(unfinished)
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}). Choose a folder of your own.") from error
    db = open_database(unfinished)
    try:
        demo.begin(db, day, _progress)
    except BaseException:
        db.close()
        _remove(unfinished)
        raise
    db.close()
    try:
        # the journals of the shop that was there must not be taken for those of the new one
        _remove(path)
        unfinished.replace(path)
    except OSError as error:
        raise Unavailable(f"{path} cannot be replaced. Close the program that has it open, then try again.") from error


def _refuse_to_replace(path: Path, fresh: bool) -> None:
    if not fresh:
        raise Refused(f"There is a file {path} already. --fresh makes the demo shop in it anew.")
    if path != paths.demo_database() and not demo.is_demo(path):
        raise Refused(f"{path} is no demo shop, so it is not replaced. Choose another file.")


def _remove(path: Path) -> None:
    for ending in ("-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day. Write for instance 2026-11-16.") from None


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(
            f"\rThe demo shop is made: day {done} of {of} ", end="\n" if done == of else "", file=sys.stderr, flush=True
        )
