"""The command `backup`: a backup of the shop, opened and compared; it must not know how one is made."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app import cli_shop
from app.db import is_server, there_is
from app.rules.backups import Why
from app.services import setup
from app.services.upkeep import backups
from app.services.upkeep.backups_folder import Folders
from app.services.upkeep.opening import open_shop

DONE = 0
WITH_REMARKS = 1
"""There is a backup, but something is to be seen to: the second copy, books that do not agree."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    cli_shop.add_argument(parser)
    parser.add_argument(
        "--to", type=Path, metavar="DIR", help="the folder to make it in; this desk's folders if not given"
    )
    parser.add_argument(
        "--before-update",
        action="store_true",
        help="for the installer: nothing to do where this desk's shop is not in a file, or where there is none yet",
    )


def run(args: argparse.Namespace) -> int:
    """Make the backup and say where it is; 1 when there is one and something is to be seen to all the same.

    Before an update the backup is all that matters: 0 when there is one, or nothing to make one of.
    """
    place = cli_shop.place(args)
    if args.before_update and (is_server(place) or not there_is(place)):
        print("There is no shop in a file of this desk, so no backup was needed.")
        return DONE
    db = open_shop(place, create=False)
    try:
        folders = Folders(args.to) if args.to else None
        why: Why = "before an update" if args.before_update else "asked for"
        done = backups.make(setup.open_counter(db), why, folders=folders, progress=_progress)
    finally:
        db.close()
    assert done is not None
    print(done.sentence)
    return WITH_REMARKS if done.remarks and not args.before_update else DONE


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,} of {of:,} pages ", end="\n" if done == of else "", file=sys.stderr, flush=True)
