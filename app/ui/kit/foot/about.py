"""What this program is and which version of it runs; it must not know what it does."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import __version__
from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog


class AboutDialog(Dialog):
    """The name, the version and the licences of what it stands on."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__("About Parts Counter", parent, guard=0)
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 3)
        page.addWidget(style.label("Parts Counter", "heading"))
        page.addWidget(style.label(f"Version {__version__}. Free software under the MIT licence.", wrap=True))
        page.addWidget(style.label("Made with Qt for Python (LGPL), set in IBM Plex Sans (OFL).", "muted", wrap=True))
        close = self.button("&Close", primary=True)
        close.clicked.connect(self.accept)
        page.addLayout(self.foot(close))
