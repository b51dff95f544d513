"""The command `export`: posted documents into files for accounting; it must not know how any file is made."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from app import cli_operator, cli_shop
from app.exchange.handover.formats import TARGETS
from app.rules import entry, words
from app.rules.posted import FORMATS
from app.services import handing_over, settings, setup
from app.services.counter import Counter
from app.services.upkeep.opening import open_shop

DONE = 0
NOT_ALL = 1
"""Some documents were refused, which are listed, or nothing could be written."""

_HELP = """\
The formats are:

{formats}

A document is handed over once in each format: it is in one batch, whose files are kept. The folder is given every
batch of these days, files that are there already stay as they are, so the same command twice changes nothing. --new
leaves out the batches that were written before. A ledger is the whole of these days every time, in one file.
The exit code is 0 when everything went, and 1 when documents were refused or nothing could be written.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    listed = "\n".join(f"  {name:<11} {TARGETS[name].title}: {TARGETS[name].about}" for name in FORMATS)
    parser.epilog = _HELP.format(formats=listed)
    parser.add_argument("format", choices=FORMATS, metavar="FORMAT", help=f"one of {', '.join(FORMATS)}")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")
    parser.add_argument("--from", dest="first", metavar="DATE", help="the first day, for instance 2026-11-01")
    parser.add_argument("--to", dest="last", metavar="DATE", help="the last day, for instance 2026-11-30")
    parser.add_argument("--new", action="store_true", help="only batches that were not written before")
    cli_shop.add_argument(parser)
    cli_operator.add_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Write the files, and print what was written and what was refused; returns the exit code."""
    place = cli_shop.place(args)
    db = open_shop(place, create=False)
    try:
        counter = cli_operator.signed_on(setup.open_counter(db), args)
        first, last = (_day(counter, typed) for typed in (args.first, args.last))
        done = handing_over.export(counter, args.format, args.out, first, last, only_new=args.new)
    finally:
        db.close()
    for put in done.files:
        print(f"{'written' if put.new else 'there  '}  {put.path}")
    for each in done.refused:
        print(f"refused  {each.key}: {each.reason}")
    said = f"{words.counted(done.documents, 'document')} handed over for the first time"
    print(
        f"{TARGETS[args.format].title}: {said}." if done.files else f"{TARGETS[args.format].title}: nothing to write."
    )
    return NOT_ALL if done.refused else DONE


def _day(counter: Counter, typed: str | None) -> dt.date | None:
    """Raises Refused; what is not written year first is read in the order of the shop."""
    return None if typed is None else entry.day(typed, counter.today(), settings.load(counter).dates)
