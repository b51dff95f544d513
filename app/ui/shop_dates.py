"""Follows the order in which the shop writes dates, whichever desk has changed it; it must not know any window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules.faults import Unavailable
from app.services import settings
from app.ui.kit import dates
from app.ui.kit.changes import WORDS
from app.ui.kit.entry.fields import DateField

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


def follow(desk: MainWindow) -> None:
    """When the shop's settings change, dates go by them, and every window is read again if they are written otherwise.

    The desk of the tour follows nothing: its shop begins with the order of the real one.
    """

    def hear(words: frozenset[str]) -> None:
        if "settings" not in words:
            return
        try:
            shop = settings.load(desk.context.counter)
        except Unavailable:  # the settings are told again when the server is back
            return
        if dates.use(shop.dates):
            for field in desk.findChildren(DateField):
                field.write_anew()
            desk.changes.tell(*WORDS)

    desk.changes.told.connect(hear)
