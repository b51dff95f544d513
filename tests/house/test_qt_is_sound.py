"""The installed Qt counts its references: 6.12.0 gives one of None's away on every void call and ends in a crash."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_a_call_that_returns_nothing_leaves_the_count_of_none_alone() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for number in range(500):
        thing.setObjectName(str(number))
    # on 3.12 and later None is immortal and the count stands still; others may fall by a few for reasons of their own
    assert sys.getrefcount(None) > before - 100
