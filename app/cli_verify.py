"""The command `verify`: verifies who did what and prints it; it must not know how a row is sealed."""

from __future__ import annotations

import argparse

from app import cli_shop
from app.rules import words
from app.services.upkeep import verifying
from app.services.upkeep.opening import open_shop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    cli_shop.add_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Print how much was verified, and the first thing that is not as it was written; 0 when all is, otherwise 1."""
    place = cli_shop.place(args)
    db = open_shop(place, create=False)
    try:
        verified = verifying.verify(db)
    finally:
        db.close()
    counted = (
        f"{words.counted(verified.rows, 'row')} of the chain: {words.counted(verified.documents, 'posted document')}, "
        f"{words.counted(verified.changes, 'change')} of master data"
    )
    if verified.broken:
        print(f"BROKEN  {verified.broken}")
        print(f"As far as that, {counted} are as they were written.")
        return 1
    print(f"{counted}; all are as they were written")
    print(f"the chain ends with row {verified.rows}, sealed {verified.seal}")
    return 0
