"""A file of text as rows: its encoding and its separator are recognised, and it is read line by line, never as a whole.

It must not know what the columns mean.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

from app.rules.faults import Refused

ENCODINGS: tuple[tuple[str, str], ...] = (
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows (Western)"),
    ("utf-16", "UTF-16"),
    ("mac_roman", "Macintosh"),
    ("cp850", "DOS"),
    ("cp1250", "Windows (Central European)"),
    ("cp1251", "Windows (Cyrillic)"),
    ("cp932", "Japanese"),
    ("gb18030", "Chinese"),
)
"""The encodings offered to a person; any other that Python knows may be given by its name."""

DELIMITERS: tuple[tuple[str, str], ...] = ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar"))

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_AT_ONCE = 1024 * 1024
_LOOKED_AT = 64 * 1024
_ROWS_LOOKED_AT = 60
_ODD_LINES = 400
"""So many lines with letters that are no ASCII are looked at for what language they are."""

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of text that could be opened, and how its rows are read."""

    path: Path
    encoding: str
    delimiter: str
    begins: int
    """So many letters at its beginning are no data."""
    lines: int
    sha256: str

    def rows(self) -> Iterator[Row]:
        """Every row from the first; raises Refused when the file cannot be read any more."""
        try:
            # newline="" leaves line breaks within quotes as they are
            with self.path.open(encoding=self.encoding, newline="") as file:
                file.read(self.begins)
                yield from map(tuple, csv.reader(file, delimiter=self.delimiter))
        except (OSError, UnicodeError):
            raise Refused(
                f"“{self.path.name}” has changed or gone while it was read. Choose it again.", field="file"
            ) from None


@dataclass(frozen=True, slots=True)
class _Looked:
    """What one pass over a file has found."""

    start: bytes
    lines: int
    sha256: str
    is_ascii: bool
    is_utf8: bool


def open_text(path: Path, delimiter: str, encoding: str) -> TextFile:
    """The file as text; what is not given is recognised. Raises Refused when it is no text, or not in that encoding."""
    looked = _looked(path)
    codec = _codec(encoding) if encoding else _recognised_encoding(path, looked)
    _refuse_what_is_not(path, looked, codec, given=bool(encoding))
    bom = _decoded_start(looked.start, codec).startswith("\ufeff")
    start = _decoded_start(looked.start, codec).removeprefix("\ufeff")
    if sum(letter < " " and letter not in "\t\r\n\f" for letter in start) * 20 > len(start):
        raise Refused(f"“{path.name}” is no table of text. Save it as CSV or XLSX and choose that.", field="file")
    told, begins = "", int(bom)
    if start[:4].lower() == "sep=" and start[5:6] in ("\r", "\n"):
        told, rest = start[4], start[5:].lstrip("\r\n")
        begins += len(start) - len(rest)
        start = rest
    mark = _delimiter(delimiter) if delimiter else told or _recognised_delimiter(start)
    return TextFile(path, codec, mark, begins, looked.lines, looked.sha256)


def encoding_words(codec: str) -> str:
    """What a person calls an encoding."""
    return dict(ENCODINGS).get(codec, codec)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_AT_ONCE):
        yield piece


def _looked(path: Path) -> _Looked:
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    start, lines, is_ascii, is_utf8 = b"", 0, True, True
    with path.open("rb") as file:
        for piece in _pieces(file):
            start = start or piece
            digest.update(piece)
            lines += piece.count(b"\n")
            is_ascii = is_ascii and piece.isascii()
            if is_utf8 and not is_ascii:
                is_utf8 = _goes_on(decoder, piece)
        is_utf8 = is_utf8 and _goes_on(decoder, b"", final=True)
    return _Looked(start, lines or start.count(b"\r"), digest.hexdigest(), is_ascii, is_utf8)


def _goes_on(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeError:
        return False
    return True


def _codec(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding.strip()).name
        "".encode(codec)
    except (LookupError, ValueError):
        raise Refused(
            f"There is no encoding “{encoding}”. Usual ones are utf-8, cp1252 (Windows) and utf-16.", field="encoding"
        ) from None
    return {"utf-8-sig": "utf-8", "mac-roman": "mac_roman"}.get(codec, codec)


def _recognised_encoding(path: Path, looked: _Looked) -> str:
    for mark, codec in _BOMS:
        if looked.start.startswith(mark):
            return codec
    start = looked.start[:_LOOKED_AT]
    if (zeros := start.count(0)) * 4 > len(start):
        return "utf-16-le" if start[1::2].count(0) * 2 > zeros else "utf-16-be"
    if looked.is_utf8:
        return "utf-8"
    # Western Windows is what spreadsheets write here; another encoding wins only when its text reads as a language
    with path.open("rb") as file:
        sample = b"\n".join(islice((line for line in file if not line.isascii()), _ODD_LINES))[:_LOOKED_AT]
    best = from_bytes(sample, cp_isolation=[codec for codec, _ in ENCODINGS if codec != "utf-8"]).best()
    western = not _fault(path, "cp1252")
    if best is not None and not _fault(path, best.encoding):
        named = {best.encoding, *best.could_be_from_charset}
        if not western or (best.percent_coherence >= 40 and "cp1252" not in named):
            return best.encoding
    if western:
        return "cp1252"
    raise Refused(f"The letters of “{path.name}” cannot be recognised. Say which encoding it is in.", field="encoding")


def _refuse_what_is_not(path: Path, looked: _Looked, codec: str, *, given: bool) -> None:
    name, wide = path.name, codec.startswith(("utf-16", "utf-32"))
    # bytes above 127 that are sound UTF-8 are never anything else by accident
    if given and not wide and codec not in ("utf-8", "ascii") and not looked.is_ascii and looked.is_utf8:
        raise Refused(
            f"“{name}” is in UTF-8, not in {encoding_words(codec)}: its accents would be garbled. Choose UTF-8.",
            field="encoding",
        )
    known_good = (codec == "utf-8" and looked.is_utf8) or (looked.is_ascii and codec in dict(ENCODINGS) and not wide)
    if not known_good and (said := _fault(path, codec)):
        raise Refused(
            f"“{name}” is not in {encoding_words(codec)}{said} Choose another encoding, or leave it to be recognised.",
            field="encoding",
        )


def _fault(path: Path, codec: str) -> str:
    """Where the file is not in this encoding, to follow its name in a sentence; "" when all of it is."""
    rows = 1
    try:
        decoder = codecs.getincrementaldecoder(codec)()
        with path.open("rb") as file:
            for piece in _pieces(file):
                decoder.decode(piece)
                rows += piece.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as fault:
        rows += fault.object.count(b"\n", 0, fault.start)
        return f": row {rows} has a letter that does not exist there."
    except (LookupError, UnicodeError, ValueError):
        return "."
    return ""


def _decoded_start(start: bytes, codec: str) -> str:
    """The first letters, as far as they can be looked at; the last one may be cut in two."""
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    return decoder.decode(start[:_LOOKED_AT])


def _delimiter(given: str) -> str:
    named = {word: mark for mark, word in DELIMITERS} | {"\\t": "\t", "pipe": "|", "space": " "}
    mark = named.get(given.strip().lower(), given)
    if len(mark) != 1 or mark in '"\r\n\0':
        raise Refused(f"“{given}” cannot part columns. Give one character, for instance ; or tab.", field="delimiter")
    return mark


def _recognised_delimiter(start: str) -> str:
    """The mark that cuts the first rows most evenly; between equals the one that is rarest in ordinary text."""
    best, best_score = ",", (0, 0)
    for mark in ("\t", ";", "|", ","):
        rows = islice(csv.reader(io.StringIO(start, newline=""), delimiter=mark), _ROWS_LOOKED_AT)
        widths = Counter(len(row) for row in rows if any(row))
        usual = [(number * 100 // widths.total(), width) for width, number in widths.items() if width > 1]
        if usual and max(usual) > best_score:
            best, best_score = mark, max(usual)
    return best
