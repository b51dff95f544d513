"""Start-up, told in prose, and the few commands that need no window; it must not know what any of them does inside.

What a command needs is loaded when it is asked for, so that the desk does not wait for it.
"""

from __future__ import annotations

import argparse
import gc
import getpass
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, get_args

from app import __version__, desk_settings, no_console, paths
from app.rules.faults import Refused, Unavailable

_CHANCES = 4
"""How often a command is begun before a wrong password is taken for an answer."""
_BEFORE_QT = ("app.services.setup", "app.services.home", "app.services.search", "app.services.sales.invoicing")
"""What is behind the windows that are opened first."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; returns the exit code."""
    _have_streams()
    args = _parser().parse_args(arguments)
    for _chance in range(_CHANCES):
        try:
            return int(args.run(args))
        except (Refused, Unavailable) as fault:
            print(fault.sentence, file=sys.stderr)
            if not isinstance(fault, Unavailable) or not fault.password or not _has_typed_a_password():
                break
    return 1


def _have_streams() -> None:
    """Windows gives a program without a console none at all: what it says then goes nowhere, and nobody types.

    A sign that the console's alphabet lacks is shown as a question mark, rather than that the sentence fails.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 – until the end
        elif mode == "w" and isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _has_typed_a_password() -> bool:
    """A server's password, from whoever sits at the terminal; the driver takes it from the environment."""
    if not sys.stdin.isatty():
        return False
    os.environ["PGPASSWORD"] = getpass.getpass("Password: ")
    return bool(os.environ["PGPASSWORD"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=paths.typed(""), description="Parts Counter: without a command, the desk opens."
    )
    parser.add_argument("--version", action="version", version=f"Parts Counter {__version__}")
    parser.add_argument("--database", metavar="FILE", help="open this shop instead of the usual one")
    parser.add_argument("--demo", action="store_true", help="open the demo shop, made when there is none yet")
    parser.add_argument("--fresh", action="store_true", help="with --demo: make the demo shop anew")
    parser.add_argument("--new", action="store_true", help="open another window, also where this shop is open already")
    themes = get_args(desk_settings.Theme)
    parser.add_argument("--theme", choices=themes, help="the look of this time")
    parser.add_argument("--smoke", action="store_true", help="try whether everything works here, on no shop of yours")
    parser.set_defaults(run=_open_desk)
    commands = parser.add_subparsers(title="commands", metavar="", parser_class=_Command)
    for name, words in (
        ("import", "bring parts, debtors, creditors or opening stock in from a file"),
        ("export", "hand posted documents over to accounting"),
        ("check", "prove that the books hold"),
        ("verify", "verify who did what: that nothing that was posted has been changed since"),
        ("backup", "make a backup of the shop, opened and compared"),
        ("restore", "put a backup in the place of the shop, the difference shown first"),
        ("demo", "make a demo shop"),
        ("migrate", "make or upgrade the tables of a shop, as the owner of its database"),
        ("move", "carry a shop over into another store, from a file to a server or back"),
    ):
        commands.add_parser(name, help=words, description=words.capitalize() + ".").module = f"app.cli_{name}"
    return parser


class _Command(argparse.ArgumentParser):
    """A command whose module is loaded when it is the one that was asked for."""

    module = ""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Like argparse's own; `module` declares what it understands before, and runs it afterwards."""
        command = import_module(self.module)
        command.add_arguments(self)
        self.set_defaults(run=command.run)
        return super().parse_known_args(args, namespace)


@contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """What is loaded within stays for good: going through it again and again would take a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def loaded() -> Any:
    """Everything that the desk opens with; returns app/ui/start.py."""
    with _nothing_is_garbage():
        # Qt's binding looks through the source of whatever is loaded after it, so what knows nothing of Qt comes first
        for books in _BEFORE_QT:
            import_module(books)
        return import_module("app.ui.start")


def _open_desk(args: argparse.Namespace) -> int:
    if args.smoke:
        return int(import_module("app.smoke").run(args))
    start = loaded()

    desk = desk_settings.load(paths.desk_settings_file())
    if args.theme:
        desk = replace(desk, theme=args.theme)
    if args.demo:
        place = args.database or str(paths.demo_database())
        if args.fresh or not Path(place).exists():
            from app import cli_demo

            cli_demo.make(Path(place), datetime.now().astimezone().date(), fresh=args.fresh)
        return int(start.open_desk(place, desk, remember=False, another=args.new))
    place = args.database or desk.database or str(paths.shop_database())
    return int(start.open_desk(place, desk, remember=not args.database, another=args.new))


if __name__ == "__main__":
    sys.exit(no_console.heard(main))
