"""A print service of the tests' own: CUPS in a folder, on a port of this computer, with a printer that writes files.

It must not know what is printed. Without CUPS' server on this computer the tests that need it are skipped.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_UP_WITHIN = 20
_ALLOW_ALL = """
LogLevel warn
Listen 127.0.0.1:{port}
DefaultAuthType None
WebInterface No
Browsing No
ErrorPolicy abort-job
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
_FOLDERS = """
ServerRoot {folder}/root
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/run
TempDir {folder}/tmp
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
FileDevice Yes
SystemGroup root
"""
_PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "COUNTER.PPD"
*Manufacturer: "Test"
*Product: "(Test)"
*ModelName: "Test"
*ShortNickName: "Test"
*NickName: "Test"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*FileSystem: False
*cupsFilter2: "application/pdf application/vnd.cups-raw 0 {filter}"
*VariablePaperSize: True
*HWMargins: 0 0 0 0
*MaxMediaWidth: "1000"
*MaxMediaHeight: "10000"
*ParamCustomPageSize Width: 1 points 36 1000
*ParamCustomPageSize Height: 2 points 36 10000
*ParamCustomPageSize WidthOffset: 3 points 0 0
*ParamCustomPageSize HeightOffset: 4 points 0 0
*ParamCustomPageSize Orientation: 5 int 0 0
*CustomPageSize True: "pop pop pop pop pop"
*OpenUI *PageSize/Media Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: ""
*CloseUI: *PageSize
*OpenUI *PageRegion/Media Size: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "0 0 595 842"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*OpenUI *InputSlot/Media Source: PickOne
*DefaultInputSlot: Upper
*InputSlot Upper/Upper tray: ""
*InputSlot Lower/Lower tray: ""
*CloseUI: *InputSlot
"""
_PRINTER = """#!/bin/sh
# what came: user, title, copies, options; then the sheet itself. A jammed printer ends with an error.
[ -e {folder}/out/jam ] && exit 1
while [ -e {folder}/out/slow ]; do sleep 0.05; done
echo "$4 $5" >> "{folder}/out/asked"
cat "${{6:--}}" > "{folder}/out/$1.pdf"
"""


class PrintService:
    """CUPS with three queues: COUNTER writes what it prints into files, DEAD is stopped, SHUT takes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = ""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Up, with its queues; raises RuntimeError when it does not come up."""
        for name in ("root", "spool", "cache", "run", "tmp", "log", "out"):
            (self.folder / name).mkdir()
        self.folder.chmod(0o755)
        (self.folder / "out").chmod(0o777)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.server = f"127.0.0.1:{port}"
        settings, folders = self.folder / "root" / "cupsd.conf", self.folder / "root" / "cups-files.conf"
        settings.write_text(_ALLOW_ALL.format(port=port))
        folders.write_text(_FOLDERS.format(folder=self.folder))
        self._process = subprocess.Popen(
            [_server(), "-f", "-c", str(settings), "-s", str(folders)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + _UP_WITHIN
        while not _answers(port):
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError((self.folder / "log" / "error").read_text())
            time.sleep(0.05)
        program = self.folder / "printer"
        program.write_text(_PRINTER.format(folder=self.folder))
        program.chmod(0o755)
        driver = self.folder / "counter.ppd"
        driver.write_text(_PPD.format(filter=program))
        for queue in ("COUNTER", "DEAD", "SHUT"):
            self.do("lpadmin", "-p", queue, "-E", "-v", "file:///dev/null", "-P", str(driver))
        self.do("cupsdisable", "DEAD")
        self.do("cupsreject", "SHUT")

    def stop(self) -> None:
        """Gone, as when somebody switches it off."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def do(self, program: str, *arguments: str) -> None:
        """One of CUPS' own commands at this service."""
        env = dict(os.environ, CUPS_SERVER=self.server, PATH=f"{os.environ['PATH']}:/usr/sbin")
        subprocess.run([program, *arguments], env=env, check=True, capture_output=True)

    def jam(self, jammed: bool) -> None:
        """COUNTER fails from now on with each sheet, or prints again."""
        file = self.folder / "out" / "jam"
        file.touch() if jammed else file.unlink(missing_ok=True)

    def slow(self, slow: bool) -> None:
        """COUNTER begins a sheet and does not end it, or goes on."""
        file = self.folder / "out" / "slow"
        file.touch() if slow else file.unlink(missing_ok=True)

    @property
    def printed(self) -> list[bytes]:
        """Each sheet that came out, in the order of the jobs."""
        files = sorted((self.folder / "out").glob("*.pdf"), key=lambda file: int(file.stem))
        return [file.read_bytes() for file in files]

    @property
    def asked(self) -> list[str]:
        """With each sheet its copies and options, as the printer's driver got them."""
        return (self.folder / "out" / "asked").read_text().splitlines()


def _server() -> str:
    found = shutil.which("cupsd", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None or shutil.which("lpadmin", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        pytest.skip("no print service (cupsd, lpadmin) is installed on this computer")
    return found


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def print_service() -> Iterator[PrintService]:
    """A service that this process, and what it starts, prints by; afterwards that of the system again."""
    _server()
    library = ctypes.CDLL("libcups.so.2")
    before = os.environ.get("CUPS_SERVER")
    folder = Path(tempfile.mkdtemp(prefix="print-service-"))
    service = PrintService(folder)
    try:
        service.start()
        os.environ["CUPS_SERVER"] = service.server
        library.cupsSetServer(service.server.encode())
        yield service
    finally:
        service.stop()
        if before is None:
            os.environ.pop("CUPS_SERVER", None)
        else:
            os.environ["CUPS_SERVER"] = before
        library.cupsSetServer(None)
        shutil.rmtree(folder, ignore_errors=True)
