#!/usr/bin/env python3
"""Set-up in one command, with nothing but Python; it must not know what the program does.

    python3 dev.py run  [OPTION ...]    start the program, for instance: run --demo
    python3 dev.py test [OPTION ...]    run the tests and checks; options are pytest's
    python3 dev.py bench [OPTION ...]   measure the program in a big shop; bench --help tells the options
    python3 dev.py build                freeze the program for computers without Python; on Windows its installer too

On Windows: py dev.py ...
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MADE_FROM = VENV / "made-from.txt"
BUILD_LOCK = ROOT / "installer" / "requirements.lock"
FREEZER = ROOT / "build" / "freezer"
FROZEN = ROOT / "dist" / "parts"
SETUP = ROOT / "dist" / "parts-setup.exe"

# library to try -> Debian package that has it; Qt itself blames libxcb-cursor0 whichever is missing
TO_DRAW = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
TO_SHOW_A_WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# program to find -> Debian package: what tests in a real window, of ledger files, on a server and of print queues need;
# else they are skipped
TO_TEST_ALL = {
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "openbox": "openbox",
    "hledger": "hledger",
    "initdb": "postgresql",
    "cupsd": "cups-daemon",
    "lpadmin": "cups-client",
}
# programs that freezing calls -> Debian package
TO_BUILD = {"objdump": "binutils", "objcopy": "binutils"}
# where Debian keeps programs that it does not put on the PATH, a folder for each version
ASIDE = ("usr/lib/postgresql/*/bin", "usr/sbin")


def say(sentence: str) -> None:
    """One line for the person at the terminal, apart from the program's own output."""
    print(sentence, file=sys.stderr, flush=True)


def missing_libraries(libraries: dict[str, str]) -> list[str]:
    """The packages of those libraries that cannot be loaded."""
    packages = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            packages.append(package)
    return packages


def is_installed(program: str) -> bool:
    """Whether this program can be started, from the PATH or from where Debian keeps it."""
    return shutil.which(program) is not None or any(
        found for folder in ASIDE for found in Path("/").glob(f"{folder}/{program}")
    )


def has_display() -> bool:
    """Whether a window could be seen."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def needed_packages(testing: bool, building: bool = False) -> tuple[list[str], list[str]]:
    """The Debian packages without which nothing goes, and those without which some tests are skipped."""
    needed: list[str] = []
    useful: list[str] = []
    if sys.platform == "linux":
        needed = missing_libraries(TO_DRAW)
        if has_display() or building:  # what is frozen takes them along
            needed += missing_libraries(TO_SHOW_A_WINDOW)
        elif testing:
            useful += missing_libraries(TO_SHOW_A_WINDOW)
        if testing:
            useful += [package for program, package in TO_TEST_ALL.items() if not is_installed(program)]
        if building:
            needed += sorted({package for program, package in TO_BUILD.items() if not is_installed(program)})
            if sys.base_prefix == "/usr":  # Debian's own Python has its library in a package of its own
                name = f"libpython3.{sys.version_info.minor}"
                needed += missing_libraries({f"{name}.so.1.0": name})
        if not is_made() and not importlib.util.find_spec("ensurepip"):
            needed.append(f"python3.{sys.version_info.minor}-venv")
    return needed, useful


def apt_get(*arguments: str, complain: bool = True) -> bool:
    """Whether apt-get has done it; what it complains of comes out on standard error."""
    done = subprocess.run(
        ["apt-get", "-qq", *arguments],
        env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"),
        stdout=subprocess.DEVNULL,
        stderr=None if complain else subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def install(packages: list[str]) -> bool:
    """Whether the Debian `packages` are there now; a bare machine has no package lists, an old one stale ones."""
    say("Installing Debian packages: " + " ".join(packages))
    command = ["install", "-y", "--no-install-recommends", *packages]
    return apt_get(*command, complain=False) or (apt_get("update") and apt_get(*command))


def ensure_packages(testing: bool, building: bool = False) -> None:
    """Everything the system has to give is there, or the person knows the line to type; ends the program if it must."""
    needed, useful = needed_packages(testing, building)
    if not needed and not useful:
        return
    if sys.platform != "win32" and shutil.which("apt-get") and os.geteuid() == 0:
        if install(needed + useful) or (needed and useful and install(needed)):
            needed, useful = needed_packages(testing, building)
        if needed:
            sys.exit("These packages could not be installed: " + " ".join(needed))
    line = "sudo apt-get install " + " ".join(needed or useful)
    if needed:
        sys.exit("Some system libraries are missing. On Debian or Ubuntu type this, then try again:\n    " + line)
    if useful:
        say("Some tests will be skipped. To have them all, on Debian or Ubuntu, type:\n    " + line)


def made_from() -> str:
    """What .venv depends on: the lock file and the Python; a change of either makes it anew."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{lock} {sys.version_info.major}.{sys.version_info.minor} {sys.base_prefix}"


def is_made() -> bool:
    """Whether .venv is there and from this lock file and this Python."""
    return PYTHON.exists() and MADE_FROM.exists() and MADE_FROM.read_text(encoding="utf-8") == made_from()


def ensure_environment() -> None:
    """.venv holds exactly what requirements.lock says; ends the program with a sentence if that cannot be."""
    if is_made():
        return
    say("Making .venv (once, and again when requirements.lock or Python changes) ...")
    python = getattr(sys, "_base_executable", None) or sys.executable  # not the one inside the .venv to be cleared
    # nothing is compiled beforehand: what is imported is compiled then, and most of it never is
    options = ["-q", "--disable-pip-version-check", "--no-input", "--no-compile", "--only-binary", ":all:"]
    options.append("--require-hashes")
    for command in (
        [python, "-m", "venv", "--clear", str(VENV)],
        [str(PYTHON), "-m", "pip", "install", *options, "-r", str(LOCK)],
    ):
        if subprocess.call(command) != 0:
            sys.exit(
                ".venv could not be made; the reason stands above. "
                "Check the network, end the program if it is running, then try again."
            )
    MADE_FROM.write_text(made_from(), encoding="utf-8")


def ensure_freezer() -> None:
    """What freezes the program is in a folder of its own, so that .venv stays what requirements.lock says."""
    mark = FREEZER / "made-from.txt"
    wanted = f"{hashlib.sha256(BUILD_LOCK.read_bytes()).hexdigest()} {made_from()}"
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(FREEZER, ignore_errors=True)
    options = ["-q", "--disable-pip-version-check", "--no-input", "--only-binary", ":all:", "--require-hashes"]
    command = [str(PYTHON), "-m", "pip", "install", *options, "--target", str(FREEZER), "-r", str(BUILD_LOCK)]
    if subprocess.call(command) != 0:
        sys.exit("What freezes the program could not be fetched; the reason stands above. Try again.")
    mark.write_text(wanted, encoding="utf-8")


def build(env: dict[str, str]) -> int:
    """Freezes the program into dist/parts and tries it there; on Windows makes the installer. The exit code."""
    ensure_freezer()
    freezing = dict(env, PYTHONPATH=os.pathsep.join([str(FREEZER), str(ROOT)]))
    options = ["--noconfirm", "--log-level", "WARN"]
    options += ["--distpath", str(FROZEN.parent), "--workpath", str(ROOT / "build")]
    spec = str(ROOT / "installer" / "parts.spec")
    if subprocess.call([str(PYTHON), "-m", "PyInstaller", *options, spec], env=freezing, cwd=ROOT) != 0:
        sys.exit("The program could not be frozen; the reason stands above.")
    program = FROZEN / ("parts-console.exe" if os.name == "nt" else "parts")
    if subprocess.call([str(program), "--smoke"], env=env) != 0:
        sys.exit("The frozen program does not work; the reason stands above.")
    say(f"The program is in {FROZEN}.")
    return make_installer() if os.name == "nt" else 0


def make_installer() -> int:
    """Packs dist/parts into one file with NSIS; returns the exit code."""
    folders = (os.environ.get(name, "C:/") for name in ("ProgramFiles(x86)", "ProgramFiles"))
    usual = [Path(folder, "NSIS", "makensis.exe") for folder in folders]
    makensis = shutil.which("makensis") or next((str(each) for each in usual if each.exists()), None)
    if makensis is None:
        sys.exit("For the installer NSIS 3 is needed. Install it from nsis.sourceforge.io, then build again.")
    if subprocess.call([makensis, "-V2", str(ROOT / "installer" / "parts.nsi")]) != 0:
        sys.exit("The installer could not be made; the reason stands above.")
    say(f"The installer is {SETUP}.")
    return 0


def become(command: list[str], env: dict[str, str]) -> int:
    """Runs `command` in this process's place; where there is no such thing, the exit code of a child."""
    if os.name != "nt":
        sys.stdout.flush()
        os.execve(command[0], command, env)
    child = subprocess.Popen(command, env=env)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # Ctrl+C reaches the child too: it decides
            continue


def main(arguments: list[str]) -> int:
    """Prepares what is missing, then starts the program, the tests or the benchmark."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"Parts Counter needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is {sys.version.split()[0]}. "
            "Install a newer one and start dev.py with it."
        )
    command, *rest = arguments or [""]
    if command not in {"run", "test", "bench", "build"}:
        say((__doc__ or "").strip())
        return 0 if command in {"-h", "--help", "help"} else 2
    ensure_packages(command in {"test", "bench"}, building=command == "build")
    ensure_environment()
    env = dict(os.environ)
    if not has_display():
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
    if command != "run":
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # the program is started dozens of times: it is compiled once
    if command == "build":
        return build(env)
    if command == "test":
        os.chdir(ROOT)
        return become([str(PYTHON), "-m", "pytest", "-n", "auto", "--dist", "worksteal", *rest], env)
    # found from any folder, so that file names among the options mean what they say
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH")]))
    return become([str(PYTHON), "-m", "app" if command == "run" else "tests.bench", *rest], env)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
