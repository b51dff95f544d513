"""The command `restore`: a backup in the place of the shop, the difference shown first; also of one that is damaged.

It must not know how a backup is put there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app import cli_shop
from app.rules.faults import Refused
from app.services.upkeep import backups_restore
from app.services.upkeep.backups_restore import Compared

DONE = 0
NOT_DONE = 1
"""It was not restored, or not everything holds of what was."""
WORD = "restore"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument(
        "--database",
        metavar="FILE|ADDRESS",
        default=argparse.SUPPRESS,
        help="the shop's database, on a server with its owner as user; this desk's one if not given",
    )
    parser.add_argument("--yes", action="store_true", help="restore without asking")


def run(args: argparse.Namespace) -> int:
    """Show the difference, have it confirmed, restore; 0 when it was done and everything holds."""
    place = str(cli_shop.place(args))
    compared = backups_restore.compare_place(place, args.file)
    _show(compared)
    if not args.yes and not _confirmed():
        print("Nothing was restored.")
        return NOT_DONE
    done = backups_restore.restore(place, args.file)
    assert done is not None
    print(done.said())
    return NOT_DONE if done.broken else DONE


def _show(compared: Compared) -> None:
    print(f"{'':<26}{'now':>18}{'backup':>18}")
    for each in compared.lines:
        print(f"{each.what:<26}{each.now:>18}{each.then:>18}  {each.change}".rstrip())
    print(compared.said())


def _confirmed() -> bool:
    """Whether somebody has typed the word. Raises Refused where nobody can."""
    if not sys.stdin.isatty():
        raise Refused("Nobody can be asked here. With --yes it is restored without asking.")
    return input(f"Type {WORD} to do it: ").strip().casefold() == WORD
