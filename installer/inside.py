"""What goes into the frozen program and what stays out of it; it must not know how it is frozen.

The spec asks here, and so do the tests, which can then tell without freezing anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
RESOURCES: Final = ("demo", "fonts", "help", "icons", "style")
"""The folders of resources/, each of which the program opens files of."""
LICENCE: Final = "LICENSE"
_MIGRATIONS: Final = "app/models/migrations"
"""Steps are files that are looked for in their folder, so they go in as files and not as modules."""

TO_IMPORT: Final = ("psycopg_binary", "psycopg_binary._psycopg", "psycopg_binary.pq", "keyring.backends.Windows",
                    "keyring.backends.SecretService", "keyring.backends.kwallet")  # fmt: skip
"""What is loaded by a name that no freezer sees."""
NOT_TO_IMPORT: Final = (
    "tkinter", "_tkinter", "turtle", "idlelib", "lib2to3", "pydoc_data",
    # what tests, checks and measures
    "pytest", "_pytest", "pytestqt", "pytest_bdd", "pytest_benchmark", "xdist", "hypothesis", "mypy", "mypyc", "ruff",
    "importlinter", "grimp", "aiosmtpd", "trustme", "beancount", "xmlschema", "openpyxl", "tests", "pip", "setuptools",
    "pkg_resources", "wheel", "PyInstaller", "rich", "pygments",
    # other stores
    "pysqlite2", "MySQLdb", "pymysql", "mysqlclient", "psycopg2", "asyncpg", "aiosqlite", "cx_Oracle", "oracledb",
    "pyodbc",
    # of Qt and of what draws pictures
    "PyQt5", "PyQt6", "PySide2", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtSql", "PySide6.QtDesigner",
    "PySide6.QtHelp", "PySide6.QtUiTools", "PySide6.QtTest",
    "pyqtgraph.opengl", "pyqtgraph.examples", "pyqtgraph.jupyter", "matplotlib", "scipy", "IPython", "OpenGL", "cupy",
    "numba", "h5py", "numpy.f2py", "numpy.testing", "numpy.distutils", "pandas", "PIL",
)  # fmt: skip

# Qt brings these along for programs that draw in three dimensions, script, or run on other devices
_NOT_OF_QT: Final = re.compile(
    r"translations/|/qml/|plugins/(qmltooling|sqldrivers|designer|networkinformation|generic|egldeviceintegrations|"
    r"vectorimageformats|platforminputcontexts/\w*virtualkeyboard)|platforms/\w*(eglfs|linuxfb|minimal|vkkhr|vnc|direct2d)|"
    r"imageformats/\w*q?(gif|icns|pdf|tga|tiff|wbmp|webp)\.|"
    r"(^|/)(lib)?Qt6(Qml|Quick|VirtualKeyboard|Pdf|Sql|Designer|EglFS|Test)\w*[.-]|"
    r"pyqtgraph/icons/peegee|opengl32sw|d3dcompiler|wayland-graphics-integration-server|libqgtk3",
    re.IGNORECASE,
)
_LAB_ONLY: Final = re.compile(r"(^|/)(icuuc|mscms)\.dll$", re.IGNORECASE)
"""Stand-ins of the Wine lab for what every Windows has itself."""
_IN_TESTS: Final = re.compile(r"(^|/)tests?/")


def files() -> Iterator[tuple[Path, str]]:
    """The program's own files that are no modules, with the folder inside the frozen program that each goes into."""
    yield ROOT / LICENCE, "."
    for folder in (*(f"resources/{name}" for name in RESOURCES), _MIGRATIONS):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file, file.parent.relative_to(ROOT).as_posix()


def modules() -> Iterator[str]:
    """Every module of the program; windows and commands are loaded by name, which no freezer sees."""
    for file in sorted((ROOT / "app").rglob("*.py")):
        name = file.relative_to(ROOT).with_suffix("")
        if not name.as_posix().startswith(f"{_MIGRATIONS}/"):
            yield ".".join(name.parts[:-1] if name.name == "__init__" else name.parts)


def is_left_out(name: str) -> bool:
    """Whether this file of a package that the program uses is of no use to it; `name` is its place inside."""
    place = name.replace("\\", "/")
    return bool(_NOT_OF_QT.search(place) or _LAB_ONLY.search(place) or _IN_TESTS.search(place))


def kept(entries: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Of a freezer's list of files, those that go in.

    A library that lies beside its package, where the package looks for it, is not wanted a second time at the top.
    """
    wanted = [entry for entry in entries if not is_left_out(entry[0])]
    places = [PurePath(entry[0]) for entry in wanted]
    beside = {place.name for place in places if len(place.parts) > 1 and place.parts[0].endswith(".libs")}
    return [entry for entry in wanted if len(PurePath(entry[0]).parts) > 1 or entry[0] not in beside]


def version() -> str:
    """The program's version, from the one place where it stands."""
    text = (ROOT / "app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([\d.]+)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError("app/__init__.py does not say which version this is.")
    return found.group(1)
