"""All the rows of a file that were refused, however many, on disk until nobody asks any more; it must not know why."""

from __future__ import annotations

import json
import tempfile
import weakref
from array import array
from collections.abc import Iterator
from typing import IO, Final

from app.rules.faults import Refused
from app.rules.rows import RefusedRow

_LISTED: Final = 1_000
_NO_ROOM: Final = "The list of refused rows cannot be kept: this computer's disk is full. Make room and try again."


class RefusedRows:
    """The rows as they stand in the file, each time they are asked for; `first` is what a list shows of them.

    One thread at a time. The file has no name and goes with this.
    """

    def __init__(self) -> None:
        self.first: list[RefusedRow] = []
        self._file: IO[bytes] | None = None
        self._rows, self._places = array("q"), array("q")
        self._end = 0

    def add(self, row: RefusedRow) -> None:
        """One more; raises Refused when the disk is full."""
        if len(self.first) < _LISTED:
            self.first.append(row)
        written = json.dumps((row.row, row.sentence, row.text)).encode() + b"\n"
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this
                weakref.finalize(self, self._file.close)
            self._file.seek(self._end)
            self._file.write(written)
        except OSError:
            raise Refused(_NO_ROOM) from None
        self._rows.append(row.row)
        self._places.append(self._end)
        self._end += len(written)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[RefusedRow]:
        file = self._file
        if file is None:
            return
        try:
            file.flush()
            for at in sorted(range(len(self._rows)), key=self._rows.__getitem__):
                if file.tell() != self._places[at]:
                    file.seek(self._places[at])
                yield RefusedRow(*json.loads(file.readline()))
        except OSError:
            raise Refused(_NO_ROOM) from None
