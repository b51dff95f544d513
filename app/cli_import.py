"""The command `import`: a file into the books without a window; it must not know how rows are read or written.

It prints what a person would see in the Import window, and each refused row with its reason.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app import cli_operator, cli_shop
from app.exchange.fields import fields_of
from app.exchange.mapping import Matching, as_remembered, prepared
from app.exchange.report import write_refused_rows
from app.exchange.rows import read_rows
from app.exchange.tables import Table, open_table
from app.rules import entry, words
from app.rules.faults import Refused, Unanswered
from app.rules.price_files import Choices, Preview, Undone
from app.rules.rows import IMPORT_KINDS, ImportReport
from app.services import again, importing, lookup, setup
from app.services.counter import Counter
from app.services.price_files import bringing, matchings, undoing
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

--creditor says whose price file it is: new parts are its parts, of the catalogue unless --new says otherwise. Columns
and choices are remembered for its next file. --preview writes nothing, --undo takes its last price file back.
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
    parser.add_argument("--creditor", metavar="CODE", default="", help="whose price file it is (parts)")
    parser.add_argument("--preview", action="store_true", help="only say what it would do (parts)")
    parser.add_argument("--undo", action="store_true", help="take the last price file of --creditor back; no FILE")
    parser.add_argument("--new", choices=("stock", "catalogue"), help="what new parts become")
    parser.add_argument("--discount", metavar="PERCENT", help="percent off list that make the cost")
    parser.add_argument("--gone", choices=("leave", "retire"), help="parts that the file does not have any more")
    parser.add_argument(
        "--blank", choices=("keep", "skip"), help="rows without a price: keep the old one, or skip them"
    )
    parser.add_argument("--successors-in-words", action="store_true", default=None,
                        help="“Use TGK125” in a description says what supersedes the part")  # fmt: skip
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
        if args.undo:
            return _undo(args)
        file, given = _file_and_pairs(args.file, args.pairs)
        table = open_table(file, delimiter=args.delimiter, encoding=args.encoding, sheet=args.sheet)
        db = open_shop(cli_shop.place(args), create=False)
        try:
            counter = cli_operator.signed_on(setup.open_counter(db), args)
            if args.kind == "parts":
                return _parts(args, counter, table, given)
            matching = prepared(args.kind, table, given, headings=args.headings)
            _say_matching(table, matching)
            report = again.while_it_may_help(
                lambda: importing.bring_in(counter, args.kind, read_rows(table, matching), progress=_progress)
            )
            return _done(args, report)
        finally:
            db.close()
    except KeyboardInterrupt:
        print("\nCancelled: nothing was brought in.", file=sys.stderr)
        return CANCELLED


def _parts(args: argparse.Namespace, counter: Counter, table: Table, given: list[tuple[str, str]]) -> int:
    """A price file: looked at only, or brought in."""
    creditor_id = _creditor(counter, args.creditor)
    remembered = None if creditor_id is None else matchings.of_creditor(counter, creditor_id)
    matching = None
    if remembered is not None and not given and args.headings is None:
        matching = as_remembered("parts", table, remembered.columns)
    if matching is None:
        matching = prepared("parts", table, given, headings=args.headings)
    else:
        print("Columns as in this supplier's last price file.")
    _say_matching(table, matching)
    usual = Choices() if creditor_id is not None else Choices(kind="stock")
    choices = _choices(args, usual if remembered is None else remembered.choices)
    price_file = bringing.of_file(counter, table, matching, choices, creditor_id)
    try:
        if args.preview:
            preview = price_file.preview(_progress)
            return CANCELLED if preview is None else _say_preview(args, preview)
        return _done(args, again.while_it_may_help(lambda: price_file.bring_in(_progress)))
    finally:
        price_file.close()


def _undo(args: argparse.Namespace) -> int:
    if args.kind != "parts":
        raise Refused("Only a price file of parts can be taken back: import parts --creditor CODE --undo.")
    db = open_shop(cli_shop.place(args), create=False)
    try:
        counter = cli_operator.signed_on(setup.open_counter(db), args)
        creditor_id = _creditor(counter, args.creditor)
        undone = again.while_it_may_help(lambda: _taken_back(counter, creditor_id))
        if undone is not None:
            print(undone.summary)
    finally:
        db.close()
    return DONE


def _taken_back(counter: Counter, creditor_id: int | None) -> Undone | None:
    """Whoever types --undo has said yes."""
    try:
        return undoing.undo_last(counter, creditor_id, {}, _progress)
    except Unanswered as asked:
        return undoing.undo_last(counter, creditor_id, dict.fromkeys(asked.questions, "yes"), _progress)


def _creditor(counter: Counter, code: str) -> int | None:
    if not code:
        return None
    found = [each for each in lookup.find_creditors(counter, code) if each.code.casefold() == code.casefold()]
    if not found:
        raise Refused(f"There is no creditor {code}. Import the creditors first, or correct it.", field="creditor")
    return found[0].id


def _choices(args: argparse.Namespace, usual: Choices) -> Choices:
    """What was said on the command line; the rest as it was last."""
    said = {
        "kind": args.new,
        "discount": None if args.discount is None else entry.rate(args.discount),
        "if_gone": args.gone,
        "if_blank": args.blank,
        "successors_in_words": args.successors_in_words,
    }
    return replace(usual, **{name: value for name, value in said.items() if value is not None})


def _say_preview(args: argparse.Namespace, preview: Preview) -> int:
    for row in preview.refused:
        print(f"row {row.row}: {row.sentence}")
    for heading, moves in (("Dearer", preview.dearer), ("Cheaper", preview.cheaper)):
        for move in moves:
            print(f"{heading}: {move.number} {words.price(move.old)} → {words.price(move.new)} ({move.told})")
    for sentence in preview.told:
        print(sentence)
    print("Nothing is written: this was the preview.")
    if args.report:
        write_refused_rows(args.report, preview.every_refused)
    return NOT_ALL if preview.refused_count else DONE


def _done(args: argparse.Namespace, report: ImportReport | None) -> int:
    if report is None:
        return CANCELLED
    _say_report(report)
    if args.report:
        write_refused_rows(args.report, report.every_refused)
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
