"""Small spreadsheets written byte by byte, because nothing that is installed writes XLS and ODS.

A cell is a text, a number or None.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

Cell = str | int | Decimal | None
Rows = Sequence[Sequence[Cell]]

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SHORTEST = 4096
"""Streams that are shorter lie in a file within the file."""


def xlsx(path: Path, rows: Rows) -> Path:
    """As Excel has written since 2007."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def ods(path: Path, rows: Rows) -> Path:
    """As LibreOffice writes; cells that are empty beside each other are one that is repeated."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Prices">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as file:
        for name, text in (("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            file.writestr(name, text)
    return path


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    shown = f"<text:p>{cell}</text:p>"
    return f'<table:table-cell office:value-type="float" office:value="{cell}">{shown}</table:table-cell>'


def xls(path: Path, rows: Rows) -> Path:
    """As Excel wrote until 2003: BIFF8 in a compound file."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = b"Prices"
    named = struct.pack("<HBB", 0, len(name), 0) + name
    head = _record(0x0809, begin)
    # where the sheet begins stands in the book: after its own end
    sheet_at = len(head) + 4 + 4 + len(named) + 4
    book = head + _record(0x0085, struct.pack("<I", sheet_at) + named) + _record(0x000A)
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for at, row in enumerate(rows):
        sheet += b"".join(_xls_cell(at, column, cell) for column, cell in enumerate(row) if cell is not None)
    path.write_bytes(_compound(book + sheet + _record(0x000A)))
    return path


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls_cell(row: int, column: int, cell: str | int | Decimal) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, str):
        return _record(0x0204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    return _record(0x0203, place + struct.pack("<d", cell))


def _compound(stream: bytes) -> bytes:
    """One stream, “Workbook”, in a compound file: head, allocation table, directory, and the stream itself."""
    stream = stream.ljust(max(_SHORTEST, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    sectors = len(stream) // _SECTOR
    table = [_FAT, _END, *range(3, sectors + 2), _END]
    assert len(table) <= _SECTOR // 4, "one sector of the allocation table is enough for a test"
    table += [_FREE] * (_SECTOR // 4 - len(table))
    head = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0,
                       _SHORTEST, _END, 0, _END, 0)  # fmt: skip
    head += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 2, len(stream)) + bytes(256)
    return head + struct.pack(f"<{len(table)}I", *table) + directory + stream


def _entry(name: str, kind: int, first: int, size: int, child: int = _FREE) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    entry = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, _FREE, _FREE, child)
    return entry + bytes(36) + struct.pack("<IQ", first, size)


SPREADSHEETS: dict[str, Callable[[Path, Rows], Path]] = {"xlsx": xlsx, "xls": xls, "ods": ods}
"""By the ending of its name."""
