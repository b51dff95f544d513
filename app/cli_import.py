"""`python -m app import`: a file into the books without a window; it must not know how rows are read or written.

It prints what a person would see in the Import window, and each refused row with its reason.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app import cli_operator, cli_shop
from app.exchange.fields import fields_of
from app.exchange.mapping import Matching, prepared
from app.exchange.report import write_refused_rows
from app.exchange.rows import read_rows
from app.exchange.tables import Table, open_table
from app.rules.faults import Refused
from app.rules.rows import IMPORT_KINDS, ImportReport
from app.services import again, importing, setup
from app.services.upkeep.opening import open_shop

DONE = 0
NOT_ALL = 1
"""Something was refused: some rows, which are listed, or everything."""
CANCELLED = 130

_HELP = """\
COLUMN is a heading, or a number from 1. What is not given is matched by the headings of the file; FIELD= leaves a
field out. The fields are:

{fields}

Every good row comes in, or none when it is cancelled. Importing the same file twice changes nothing.
The exit code is 0 when every row has come in, and 1 when rows were refused.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    listed = "\n".join(f"  {kind}: {', '.join(field.name for field in fields_of(kind))}" for kind in IMPORT_KINDS)
    parser.epilog = _HELP.format(fields=listed)
    parser.add_argument("kind", choices=IMPORT_KINDS, help="what the file holds; stock is opening stock")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="CSV, XLSX, XLS or ODS")
    parser.add_argument("--map", nargs="+", action="extend", default=[], metavar="FIELD=COLUMN", dest="pairs")
    cli_shop.add_argument(parser)
    cli_operator.add_argument(parser)
    parser.add_argument("--delimiter", default="", help="what parts the columns: one character, or tab")
    parser.add_argument("--encoding", default="", help="for instance utf-8 or cp1252")
    parser.add_argument("--sheet", default="", help="which sheet of a spreadsheet")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the refused rows to this CSV file")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--headings", action="store_true", default=None, help="the first row names the columns")
    group.add_argument("--no-headings", action="store_false", dest="headings", help="the first row is data")


def run(args: argparse.Namespace) -> int:
    """Bring the file in, and print what has become of it; returns the exit code."""
    try:
        file, given = _file_and_pairs(args.file, args.pairs)
        table = open_table(file, delimiter=args.delimiter, encoding=args.encoding, sheet=args.sheet)
        matching = prepared(args.kind, table, given, headings=args.headings)
        db = open_shop(cli_shop.place(args), create=False)
        try:
            counter = cli_operator.signed_on(setup.open_counter(db), args)
            _say_matching(table, matching)
            report = again.while_it_may_help(
                lambda: importing.bring_in(counter, args.kind, read_rows(table, matching), progress=_progress)
            )
        finally:
            db.close()
        if report is None:
            return CANCELLED
        _say_report(report)
        if args.report:
            write_refused_rows(args.report, report.refused)
    except KeyboardInterrupt:
        print("\nCancelled: nothing was brought in.", file=sys.stderr)
        return CANCELLED
    return NOT_ALL if report.refused else DONE


def _file_and_pairs(file: Path | None, typed: Sequence[str]) -> tuple[Path, list[tuple[str, str]]]:
    """The FILE and the pairs of --map; a FILE that follows --map is taken out of what --map has swallowed."""
    pairs = list(typed)
    loose = [text for text in pairs if "=" not in text]
    if file is None and len(loose) == 1:
        file = Path(loose[0])
        pairs.remove(loose[0])
    elif loose:
        raise Refused(f"“{loose[0]}” matches nothing. Write it as FIELD=COLUMN, for instance number=1.")
    if file is None:
        raise Refused("Which file? Write its name after what it holds, for instance: import parts list.csv")
    return file, [(field, column) for field, _, column in (text.partition("=") for text in pairs)]


def _say_matching(table: Table, matching: Matching) -> None:
    print(f"{table.name}: {table.how}")
    for field, column in matching.fields:
        heading = matching.headings[column].strip() if matching.headings else ""
        print(f"  {field.label:<24} column {column + 1}" + (f", “{heading}”" if heading else ""))
    if matching.unread:
        print(f"  not read: {', '.join(matching.unread)}")


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,} of {of:,} ", end="\n" if done == of else "", file=sys.stderr, flush=True)


def _say_report(report: ImportReport) -> None:
    for row in report.refused:
        print(f"row {row.row}: {row.sentence}  [{row.text}]" if row.text else f"row {row.row}: {row.sentence}")
    for remark in report.remarks:
        print(remark)
    print(report.summary)
