"""A scanner reads what is printed: labels as a label printer of 203 dots per inch draws them, read by a real reader."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.printing.page import Page
from app.printing.sheets import lay_out
from app.rules.label_facts import STOCKS, LabelFacts, LabelsFacts
from app.ui.kit.sheets import ink

DOTS = 203


def read(page: Page) -> list[tuple[str, str]]:
    """What a scanner makes of a page: the kind of barcode and what it says."""
    scale = DOTS / 2540
    image = QImage(round(page.width * scale), round(page.height * scale), QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.scale(scale, scale)
    ink.paint_page(painter, page)
    painter.end()
    dots = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    found = zxingcpp.read_barcodes(np.ascontiguousarray(dots[:, : image.width()]))
    return sorted((str(each.format).replace(" ", "").replace("-", "").upper(), each.text) for each in found)


def label(number: str, code: str, stock: str = "62x29") -> Page:
    facts = LabelsFacts((LabelFacts(number, "Brake cable, front", "A-12-3", code),), STOCKS[stock])
    return lay_out(facts, ink.measure)[0]


@pytest.mark.parametrize(
    ("code", "kind", "says"),
    [
        ("CAB-220", "CODE128", "CAB-220"),
        ("128/100.5 a", "CODE128", "128/100.5 a"),
        ("6502", "CODE128", "6502"),
        ("0123456789", "CODE128", "0123456789"),
        ("9300675024235", "EAN13", "9300675024235"),
        ("036000291452", "EAN13", "0036000291452"),
        ("96385074", "EAN8", "96385074"),
        ("9300675024236", "CODE128", "9300675024236"),
    ],
)
def test_a_scanner_reads_the_label(dressed: QApplication, code: str, kind: str, says: str) -> None:
    ((found, text),) = read(label("CAB-220", code))
    assert text.zfill(13) == says.zfill(13) if kind == "EAN13" else text == says
    assert found == kind or (kind == "EAN13" and found in ("EAN13", "UPCA"))


@pytest.mark.parametrize("stock", STOCKS)
def test_on_every_label_paper(dressed: QApplication, stock: str) -> None:
    assert [text for _, text in read(label("Z411", "9300675024235", stock))] == ["9300675024235"]
    assert [text for _, text in read(label("CAB-220", "CAB-220", stock))] == ["CAB-220"]
