"""From laid-out pages to ink: one way to measure and one way to paint for preview, printer and PDF; it must not know
which document the pages are of."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSaveFile, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from app.printing.page import A4, Page, Tone
from app.rules.faults import Refused
from app.ui.kit.style import RESOURCES

_FAMILY: Final = "IBM Plex Sans"
_FILES: Final = ("IBMPlexSans-Regular.ttf", "IBMPlexSans-SemiBold.ttf")
_UNITS_PER_INCH: Final = 2540
_PDF_DOTS_PER_INCH: Final = 1200
_COLOURS: Final[dict[Tone, str]] = {"ink": "#000000", "quiet": "#555555", "hair": "#c4c4c4"}


@lru_cache(maxsize=1)
def _shipped_font() -> str:
    """The family that stands on all paper; the same on every computer because it comes with the program."""
    for file in _FILES:
        QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / file))
    return _FAMILY


class _Fonts(threading.local):
    """The fonts of one thread: Qt fills a font in while it is used, so no two threads may use the same one."""

    def __init__(self) -> None:
        self.fonts: dict[tuple[int, bool], QFont] = {}
        self.metrics: dict[tuple[int, bool], QFontMetricsF] = {}


_FONTS: Final = _Fonts()


def _font(size: int, bold: bool) -> QFont:
    """The font for a size in tenths of a point; its pixel is a hundredth of a millimetre, whatever the device."""
    found = _FONTS.fonts.get((size, bold))
    if found is None:
        found = _FONTS.fonts[size, bold] = _made_font(size, bold)
    return found


def _made_font(size: int, bold: bool) -> QFont:
    font = QFont(_shipped_font())
    font.setPixelSize(round(size * _UNITS_PER_INCH / 720))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # a ligature would come out of a PDF's search as a letter nobody types
    font.setFeature(QFont.Tag("liga"), 0)
    font.setStyleStrategy(QFont.StyleStrategy.ForceOutline)
    return font


def _metrics(size: int, bold: bool) -> QFontMetricsF:
    found = _FONTS.metrics.get((size, bold))
    if found is None:
        found = _FONTS.metrics[size, bold] = QFontMetricsF(_font(size, bold))
    return found


@lru_cache(maxsize=20_000)
def measure(text: str, size: int, bold: bool) -> int:
    """How wide a text comes out on paper, in hundredths of a millimetre; `size` in tenths of a point."""
    return ceil(_metrics(size, bold).horizontalAdvance(text))


def paper_layout(page: Page) -> QPageLayout:
    """The paper of this page with no margin of the device's own: A4, upright or lying, or just as large as the page.

    A page that is not A4 is never turned: a label that is wider than high comes out of its printer that way.
    """
    lying = (page.height, page.width) == A4
    orientation = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    return QPageLayout(_paper_size(page.width, page.height), orientation, QMarginsF(0, 0, 0, 0))


def _paper_size(width: int, height: int) -> QPageSize:
    if A4 in ((width, height), (height, width)):
        return QPageSize(QPageSize.PageSizeId.A4)
    size = QSizeF(width / 100, height / 100)
    name = f"{width / 100:g} x {height / 100:g} mm"
    return QPageSize(size, QPageSize.Unit.Millimeter, name, QPageSize.SizeMatchPolicy.ExactMatch)


def paint(device: QPagedPaintDevice, pages: Sequence[Page]) -> None:
    """Draw the pages one by one; raises Refused if the device cannot be drawn on."""
    with _painting(device) as painter:
        for number, page in enumerate(pages):
            if number and (page.width, page.height) != (pages[number - 1].width, pages[number - 1].height):
                device.setPageLayout(paper_layout(page))
            if number and not device.newPage():
                raise Refused("The printer has stopped taking pages. Look at the printer and print again.")
            scale = device.logicalDpiX() / _UNITS_PER_INCH
            painter.save()
            painter.scale(scale, scale)
            paint_page(painter, page)
            painter.restore()


@contextmanager
def _painting(device: QPagedPaintDevice) -> Iterator[QPainter]:
    painter = QPainter()
    if not painter.begin(device):
        raise Refused("The printer does not answer. See whether it is switched on, or save a PDF.")
    try:
        yield painter
    finally:
        painter.end()


def paint_page(painter: QPainter, page: Page) -> None:
    """Draw one page where the painter stands; its unit is a hundredth of a millimetre."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    for rule in page.rules:
        top = rule.y - rule.weight / 2
        painter.fillRect(QRectF(rule.x, top, rule.length, rule.weight), QColor(_COLOURS[rule.tone]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for box in page.boxes:
        painter.setPen(QPen(QColor(_COLOURS["ink"]), box.weight))
        painter.drawRect(QRectF(box.x, box.y, box.width, box.height))
    # a bar that is blurred at its edges is a wider bar to a scanner
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for bar in page.bars:
        painter.fillRect(QRectF(bar.x, bar.y, bar.width, bar.height), QColor(_COLOURS["ink"]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for text in page.texts:
        painter.setFont(_font(text.size, text.bold))
        painter.setPen(QColor(_COLOURS[text.tone]))
        painter.drawText(QPointF(text.x, text.y), text.text)


def pdf(pages: Sequence[Page], title: str) -> bytes:
    """The pages as a PDF whose text can be selected and searched."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Parts Counter")
    writer.setResolution(_PDF_DOTS_PER_INCH)
    writer.setPageLayout(paper_layout(pages[0]))
    paint(writer, pages)
    buffer.close()
    return bytes(content.data())


def save(content: bytes, path: Path) -> None:
    """Write a file in one go: all of it or nothing. Raises Refused with the reason when it cannot be written."""
    file = QSaveFile(str(path))
    if file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(content) == len(content) and file.commit():
        return
    raise Refused(f"{path.name} cannot be written there ({file.errorString()}). Choose another folder or name.")
