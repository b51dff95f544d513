"""The program's drawing as Windows and the setup want it (resources/icons); it must not know who uses it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIDES: Final = (16, 20, 24, 32, 40, 48, 64, 256)
"""Pixels; what Windows asks for at 100, 125, 150 and 200 %."""
SIDE: Final = (164, 314)
"""Pixels; what NSIS asks for beside a page."""
_EDGE: Final = QColor("#0a5bb5")
"""The drawing's own ground, so that no edge of it is seen."""


def write_icon(svg: Path, ico: Path) -> None:
    """Write all sizes of the drawing into one icon file, each as a PNG. Raises ValueError when it is no drawing."""
    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise ValueError(f"{svg} cannot be read.")
    pictures = [_png(renderer, side) for side in SIDES]
    entries, at = b"", 6 + 16 * len(SIDES)
    for side, picture in zip(SIDES, pictures, strict=True):
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    ico.parent.mkdir(parents=True, exist_ok=True)
    ico.write_bytes(struct.pack("<HHH", 0, 1, len(SIDES)) + entries + b"".join(pictures))


def write_side(svg: Path, bmp: Path) -> None:
    """Write what stands beside the first and the last page of the setup: the drawing on its own colour.

    Raises ValueError when it is no drawing.
    """
    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise ValueError(f"{svg} cannot be read.")
    side = QImage(*SIDE, QImage.Format.Format_RGB888)
    side.fill(_EDGE)
    painter = QPainter(side)
    width = SIDE[0] * 0.6
    renderer.render(painter, QRectF((SIDE[0] - width) / 2, width / 2, width, width))
    painter.end()
    bmp.parent.mkdir(parents=True, exist_ok=True)
    if not side.save(str(bmp), "BMP"):  # type: ignore[call-overload]  # the stub wants bytes, Qt takes a text
        raise ValueError(f"{bmp} cannot be written.")


def _png(renderer: QSvgRenderer, side: int) -> bytes:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows no device
    return bytes(content.data())
