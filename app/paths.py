"""Where the program's files are on this computer and how it is called; it must not know what is in them.

`PARTS_HOME` in the environment puts all of them beneath one folder, so that a test or a trial touches
nobody's shop. Nothing is made here.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

_NAME = "Parts Counter"


def resources_folder() -> Path:
    """What the program comes with besides code: style, fonts, icons, help, demo data; a frozen one has it inside."""
    return Path(__file__).resolve().parents[1] / "resources"


def typed(command: str) -> str:
    """What a person types into a terminal of this computer to have the program do `command`, as in `check`.

    Where it is installed there is no Python, and on Windows only one of its two programs talks to a terminal.
    """
    windows = sys.platform == "win32"
    if getattr(sys, "frozen", False):
        program = "parts-console" if windows else "parts"
    else:
        program = "py dev.py run" if windows else "python3 dev.py run"
    return f"{program} {command}".rstrip()


def _folder(inside: str, usual: Path) -> Path:
    """`usual`, or the folder `inside` PARTS_HOME when that is set."""
    home = os.environ.get("PARTS_HOME")
    return Path(home, inside) if home else usual


def data_folder() -> Path:
    """The folder of the shop's own database, and of the demo shop's."""
    return _folder("data", platformdirs.user_data_path(_NAME, appauthor=False))


def shop_database() -> Path:
    """The database file of the shop, where first start proposes it."""
    return data_folder() / "shop.db"


def demo_database() -> Path:
    """The database file of the demo shop: never the shop's own."""
    return data_folder() / "demo.db"


def drafts_folder() -> Path:
    """The folder of what is typed at this desk and stands on no books yet, a folder within for each shop."""
    return data_folder() / "drafts"


def backups_folder() -> Path:
    """The folder of this computer's backups, unless the desk has another one."""
    return data_folder() / "backups"


def log_folder() -> Path:
    """The folder of the log file that a fault's report names."""
    return _folder("log", platformdirs.user_log_path(_NAME, appauthor=False))


def sheets_folder() -> Path:
    """The folder of the PDFs that are e-mailed, where a person finds them to attach."""
    return _folder("sheets", platformdirs.user_documents_path() / _NAME)


def desk_settings_file() -> Path:
    """What belongs to this desk and not to the shop: which database, theme, printer, place of the window."""
    return _folder("config", platformdirs.user_config_path(_NAME, appauthor=False)) / "desk.json"


def looks_folder() -> Path:
    """How each person at this desk has set the columns and the window, a file for each shop."""
    return desk_settings_file().parent / "looks"
