"""How the state of a backorder looks in lists; the word itself always stands there. It must not know any list."""

from __future__ import annotations

from typing import Final

TONES: Final = {
    "ready": "good",
    "part ready": "good",
    "goods here": "waits",
    "part here": "waits",
    "held": "waits",
    "waiting": "waits",
}
