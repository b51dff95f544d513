"""The command `check`: proves the books and prints it; it must not know how a statement is proved."""

from __future__ import annotations

import argparse

from app import cli_shop
from app.services import check, setup
from app.services.upkeep.opening import open_shop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    cli_shop.add_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Print each statement with its figures, what breaks it, and remarks; 0 when all hold, otherwise 1."""
    place = cli_shop.place(args)
    db = open_shop(place, create=False)
    try:
        counter = setup.open_counter(db)
        statements, remarks = check.prove(counter), check.remarks(counter)
    finally:
        db.close()
    for statement in statements:
        print(f"{'holds ' if statement.holds else 'BROKEN'}  {statement.says}: {statement.figures}")
        for row in statement.broken:
            print(f"          {row}")
    for remark in remarks:
        print(f"remark  {remark}")
    broken = sum(1 for statement in statements if not statement.holds)
    print(f"{len(statements)} statements, {broken} broken" if broken else f"all {len(statements)} statements hold")
    return 1 if broken else 0
