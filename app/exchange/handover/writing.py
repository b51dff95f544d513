"""Files into a folder, each whole or not at all; it must not know what is in them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.rules.faults import Refused
from app.rules.posted import OutFile


@dataclass(frozen=True, slots=True)
class Put:
    """A file that is in its folder now; `new` when it was written, and not there already with the very same content."""

    path: Path
    new: bool


def write(folder: Path, files: Iterable[OutFile]) -> tuple[Put, ...]:
    """Put the files into the folder, which is made when it is not there.

    A file is written under another name and then renamed, so that nobody ever reads half of it. Raises Refused (field
    `folder`) when one cannot be written; those before it are there then, and none is there in part.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(Put(folder / file.name, _write(folder / file.name, file.content)) for file in files)
    except OSError as fault:
        raise Refused(
            f"{folder} cannot be written ({fault.strerror or fault}). Nothing is lost: choose another folder, or "
            "export again when it can be.",
            field="folder",
        ) from fault


def _write(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return True
