"""The real program in a real window under a virtual display, driven by nothing but keys."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("Xvfb", "openbox", "xdotool")
PATIENCE = 20
"""Seconds until something that should have happened counts as not happening."""
PAUSE = 0.6
"""Seconds between two tries to answer a dialog."""
_ROOT = Path(__file__).parents[2]


def missing() -> str:
    """Which of the tools is not on this machine; empty when all are."""
    if sys.platform != "linux":
        return "a virtual display"
    return ", ".join(tool for tool in NEEDED if shutil.which(tool) is None)


class RealDesk:
    """One display with a window manager and the program on it."""

    def __init__(self, env: dict[str, str], folder: Path, started: list[subprocess.Popen[bytes]]) -> None:
        self._env, self._pictures, self._started = env, folder, started
        self._said = folder / "program.txt"

    def start(self, *arguments: str) -> None:
        """The program opens, and is the one that is meant from now on."""
        self._program = self.another(*arguments)

    def another(self, *arguments: str) -> subprocess.Popen[bytes]:
        """The program started once more on this display; it ends with it at the latest."""
        with self._said.open("ab") as said:
            program = subprocess.Popen(
                [*_program(), *arguments], env=self._env, cwd=_ROOT, stdout=said, stderr=subprocess.STDOUT
            )
        self._started.append(program)
        return program

    def key(self, *keys: str) -> None:
        """Press these keys, one after the other; combined ones as in ctrl+2."""
        self._xdotool("key", "--clearmodifiers", "--delay", "15", *keys)

    def type(self, text: str, *then: str) -> None:
        """Type a text as a quick person does, then press these keys."""
        self._xdotool("type", "--delay", "25", text)
        if then:
            self.key(*then)

    def answer(self, title: str, *keys: str) -> None:
        """Wait for the dialog with this title, and press keys until it is gone: it is deaf at first, on purpose."""
        self.until(lambda: self._shown(title), f"the dialog {title}")
        self.until(lambda: self._pressed_away(title, keys), f"the dialog {title} to go")

    def sees(self, title: str) -> None:
        """Wait until the window with this title is there and has the keyboard."""
        self.until(lambda: self._shown(title) and re.search(title, self._in_front()), f"the window {title}")

    def count(self, title: str) -> int:
        """How many windows with this title there are."""
        return len(self._xdotool("search", "--onlyvisible", "--name", title, check=False).split())

    def is_in_front(self, program: subprocess.Popen[bytes] | None = None) -> bool:
        """Whether the window that has the keyboard is this program's."""
        found = self._xdotool("getactivewindow", "getwindowpid", check=False).strip()
        return found == str((program or self._program).pid)

    def until(self, happens: Callable[[], object], what: str, *, ended: bool = False) -> None:
        """Wait until it happens; fails with a picture of the screen when it does not, or when the program ends.

        `ended`: the program was closed already, and another is waited for.
        """
        end = time.monotonic() + PATIENCE
        while not happens():
            if not ended and self._program.poll() is not None:
                raise AssertionError(f"the program ended with {self._program.returncode} while waiting for {what}")
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain for {what}; windows: {self._titles()}; {self._picture()}")
            time.sleep(0.05)

    def ends(self) -> int:
        """Wait for the program to end by itself; its exit code."""
        return self._program.wait(PATIENCE)

    def _pressed_away(self, title: str, keys: tuple[str, ...]) -> bool:
        """Press, and look for a while before pressing again: keys without a pause count as typed ahead."""
        self.key(*keys)
        end = time.monotonic() + PAUSE
        while self._shown(title) and time.monotonic() < end:
            time.sleep(0.05)
        return not self._shown(title)

    def _shown(self, title: str) -> bool:
        return self._xdotool("search", "--onlyvisible", "--name", title, check=False) != ""

    def _in_front(self) -> str:
        return self._xdotool("getactivewindow", "getwindowname", check=False)

    def _titles(self) -> str:
        found = self._xdotool("search", "--onlyvisible", "--name", ".", check=False).split()
        return ", ".join(self._xdotool("getwindowname", each, check=False).strip() for each in found)

    def _picture(self) -> str:
        if shutil.which("import") is None:
            return "no picture, as there is no ImageMagick"
        file = self._pictures / "failed.png"
        subprocess.run(["import", "-window", "root", str(file)], env=self._env, check=False, capture_output=True)
        return f"see {file}"

    def _xdotool(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(["xdotool", *arguments], env=self._env, check=check, capture_output=True, text=True)
        return done.stdout


def _program() -> list[str]:
    """This program, or the frozen one that PARTS_TEST_PROGRAM names."""
    frozen = os.environ.get("PARTS_TEST_PROGRAM")
    return [str(Path(frozen).resolve())] if frozen else [sys.executable, "-m", "app"]


@contextmanager
def real_desk(folder: Path, *arguments: str) -> Iterator[RealDesk]:
    """A display of its own with the program on it; everything ends with the block."""
    reading, writing = os.pipe()
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    started = [display]
    try:
        with os.fdopen(reading) as number:
            env = {**os.environ, "DISPLAY": f":{number.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
        env["PARTS_HOME"] = str(folder / "home")
        _start_the_window_manager(env, started)
        desk = RealDesk(env, folder, started)
        desk.start(*arguments)
        yield desk
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _start_the_window_manager(env: dict[str, str], started: list[subprocess.Popen[bytes]]) -> None:
    """A window that is shown before anybody manages windows never gets the keyboard; one that ends is started anew."""
    end = time.monotonic() + PATIENCE
    manager: subprocess.Popen[bytes] | None = None
    while subprocess.run(["xdotool", "get_desktop"], env=env, check=False, capture_output=True).returncode:
        assert time.monotonic() < end, "the window manager did not start"
        if manager is None or manager.poll() is not None:
            manager = subprocess.Popen(["openbox"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            started.append(manager)
        time.sleep(0.05)
