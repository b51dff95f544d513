"""What goes into the frozen program, told without freezing it: everything it opens, and nothing that others need."""

from __future__ import annotations

import re
import struct
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from app import __version__, paths
from app.db import schema
from app.smoke import _LATE
from app.ui.kit.commands import WINDOWS
from tests.house import tree

ROOM = tree.ROOT / "installer"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(ROOM))
    return ROOM


@pytest.fixture
def inside(room: Path) -> ModuleType:
    return import_module("inside")


def test_every_resource_of_the_program_goes_in(inside: ModuleType) -> None:
    tracked = {name for name in tree.tracked() if name.startswith("resources/")}
    going_in = {file.relative_to(tree.ROOT).as_posix(): folder for file, folder in inside.files()}
    assert tracked <= set(going_in)
    assert {name.split("/")[1] for name in tracked} == set(inside.RESOURCES)
    assert all(Path(name).parent.as_posix() == folder for name, folder in going_in.items())


def test_every_migration_goes_in_as_a_file(inside: ModuleType) -> None:
    steps = {file.name for file, folder in inside.files() if folder == "app/models/migrations/versions"}
    assert {name.partition("_")[0] for name in steps} >= {schema.latest_revision(), "0001"}
    assert ("env.py", "app/models/migrations") in {(file.name, folder) for file, folder in inside.files()}


def test_nothing_but_resources_migrations_and_the_licence_goes_in_as_a_file(inside: ModuleType) -> None:
    folders = {folder for _file, folder in inside.files()}
    assert {each.split("/")[0] for each in folders} == {".", "resources", "app"}
    assert {each for each in folders if each.startswith("app")} == {
        "app/models/migrations", "app/models/migrations/versions",
    }  # fmt: skip


def test_whatever_is_loaded_by_its_name_goes_in(inside: ModuleType) -> None:
    going_in = set(inside.modules())
    assert {module.partition(":")[0] for module in WINDOWS.values()} <= going_in
    assert {name for name in _LATE if name.startswith("app.")} <= going_in
    assert not {name for name in going_in if ".migrations" in name or name.startswith("tests")}


def test_no_module_of_the_program_is_left_out(inside: ModuleType) -> None:
    for name in inside.modules():
        for left_out in inside.NOT_TO_IMPORT:
            assert name != left_out and not name.startswith(f"{left_out}.")


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/plugins/platforms/qoffscreen.dll",
        "PySide6/plugins/styles/qmodernwindowsstyle.dll",
        "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
        "PySide6/plugins/iconengines/qsvgicon.dll",
        "PySide6/plugins/imageformats/qsvg.dll",
        "PySide6/Qt6Svg.dll",
        "PySide6/Qt6PrintSupport.dll",
        "PySide6/Qt6OpenGL.dll",
        "psycopg_binary.libs/libpq-1234.so.5",
        "sqlite3.dll",
        "resources/help/rules.md",
    ],
)
def test_what_the_program_uses_stays(inside: ModuleType, name: str) -> None:
    assert not inside.is_left_out(name)


@pytest.mark.parametrize(
    "name",
    [
        "icuuc.dll",
        "PySide6\\mscms.dll",
        "PySide6/Qt6Quick.dll",
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "PySide6/opengl32sw.dll",
        "PySide6/translations/qtbase_de.qm",
        "PySide6/plugins/sqldrivers/qsqlite.dll",
        "numpy/tests/test_ctypeslib.py",
    ],
)
def test_what_it_never_uses_stays_out(inside: ModuleType, name: str) -> None:
    assert inside.is_left_out(name)


def test_a_library_that_lies_beside_its_package_goes_in_once(inside: ModuleType) -> None:
    entries = [(name, "", "BINARY") for name in ("blas.dll", "numpy.libs/blas.dll", "libcrypto-3.dll")]
    assert [name for name, _source, _kind in inside.kept(entries)] == ["numpy.libs/blas.dll", "libcrypto-3.dll"]


def test_the_version_stands_in_one_place(inside: ModuleType) -> None:
    assert inside.version() == __version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__), "Windows wants numbers"
    script = (ROOM / "parts.nsi").read_text(encoding="utf-8")
    assert '!searchparse /file "..\\app\\__init__.py" \'__version__ = "\' VERSION' in script
    assert __version__ not in script


def test_the_installer_leaves_the_shops_data(room: Path) -> None:
    script = (room / "parts.nsi").read_text(encoding="utf-8")
    assert '!define DATA "$LOCALAPPDATA\\Parts Counter"' in script
    taken_away = re.findall(r"^\s*(?:RMDir|Delete)\s+(.*)$", script, re.MULTILINE)
    assert taken_away and not [each for each in taken_away if "DATA}" in each or "APPDATA" in each]


def test_the_icon_holds_every_size_that_windows_asks_for(room: Path, tmp_path: Path) -> None:
    icon = import_module("icon")
    made = tmp_path / "made" / "parts-counter.ico"
    icon.write_icon(paths.resources_folder() / "icons" / "parts-counter.svg", made)
    content = made.read_bytes()
    count = struct.unpack_from("<HHH", content)[2]
    for at in range(count):
        *_shape, size, offset = struct.unpack_from("<BBBBHHII", content, 6 + 16 * at)
        assert content[offset : offset + 8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack_from(">I", content, offset + 16)[0] == icon.SIDES[at]
    assert offset + size == len(content)


@pytest.mark.parametrize(
    ("frozen", "platform", "said"),
    [
        (True, "win32", "parts-console check"),
        (True, "linux", "parts check"),
        (False, "win32", "py dev.py run check"),
        (False, "linux", "python3 dev.py run check"),
    ],
)
def test_a_person_is_told_what_to_type_where_the_program_is(
    monkeypatch: pytest.MonkeyPatch, frozen: bool, platform: str, said: str
) -> None:
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    assert paths.typed("check") == said


def test_nothing_but_paths_says_how_the_program_is_called() -> None:
    by_hand = re.compile(r"python3? -m app\b|\bdev\.py run\b|\bparts-console\b")
    places = [file for file in tree.sources("app") if file != tree.ROOT / "app" / "paths.py"]
    found = [tree.named(file) for file in places if by_hand.search(file.read_text(encoding="utf-8"))]
    assert found == [], "paths.typed says what is typed where the program is installed"


def test_the_side_of_the_setup_is_a_picture_that_it_can_read(room: Path, tmp_path: Path) -> None:
    icon = import_module("icon")
    made = tmp_path / "made" / "setup-side.bmp"
    icon.write_side(paths.resources_folder() / "icons" / "parts-counter.svg", made)
    content = made.read_bytes()
    assert content[:2] == b"BM"
    assert struct.unpack_from("<ii", content, 18) == icon.SIDE
    assert struct.unpack_from("<H", content, 28) == (24,)


def test_freezing_is_locked_by_hash_and_resources_are_found_by_one_function() -> None:
    lock = (ROOM / "requirements.lock").read_text(encoding="utf-8")
    assert "pyinstaller==" in lock and lock.count("==") <= lock.count("--hash=sha256:")
    asking = [
        name
        for name in tree.tracked()
        if name.startswith("app/") and name.endswith(".py") and name != "app/paths.py"
        if re.search(r"__file__.*resources", (tree.ROOT / name).read_text(encoding="utf-8"))
    ]
    assert asking == []


def test_each_exit_code_of_the_setup_is_told(room: Path) -> None:
    script = (room / "parts.nsi").read_text(encoding="utf-8")
    codes = set(re.findall(r"^\s*SetErrorLevel (\d)$", script, re.MULTILINE))
    said = (
        " ".join((room / "README.md").read_text(encoding="utf-8").split()).partition("Exit codes:")[2].partition(";")[0]
    )
    assert codes == {"0", *"2345"}
    assert all(f"{code} " in said for code in codes)


def test_what_the_setup_makes_its_uninstaller_takes_away(room: Path) -> None:
    script = (room / "parts.nsi").read_text(encoding="utf-8")
    making, _found, taking = script.partition('Section "Uninstall"')
    links = re.findall(r'CreateShortcut ("[^"]+")', making)
    assert len(links) == 3
    assert all(f"Delete {link}" in taking for link in links)
