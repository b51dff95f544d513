"""Which shop a command without a window is for: the one that is named, or this desk's; it must not know the command."""

from __future__ import annotations

import argparse
from pathlib import Path

from app import desk_settings, paths


def add_argument(parser: argparse.ArgumentParser, more: str = "") -> None:
    """Declare --database, which may also stand before the command; `more` says what is special about its address."""
    about = "the shop's database" + (f", {more}" if more else "") + "; this desk's one if not given"
    parser.add_argument("--database", metavar="FILE|ADDRESS", default=argparse.SUPPRESS, help=about)


def place(args: argparse.Namespace) -> str | Path:
    """The file or the address of that shop."""
    return args.database or desk_settings.load(paths.desk_settings_file()).database or paths.shop_database()
