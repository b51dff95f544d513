"""A field for a password, which shows dots; it must not know whose password it is."""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtWidgets import QLineEdit

from app.rules.faults import Refused
from app.ui.kit.entry.fields import TextField


class PasswordField(TextField):
    """Shows dots, and keeps blanks as they are typed. Its value is what was typed here, never what is kept."""

    def __init__(self, name: str, prompt: str) -> None:
        super().__init__(name, prompt)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def _taken(self) -> Any:
        typed = self.text()
        if len(typed) > self._longest:
            raise Refused(f"Password holds {self._longest} letters; this is {len(typed):,}. Paste the password alone.")
        if any(unicodedata.category(letter) == "Cc" for letter in typed):
            raise Refused("Password has a sign in it that no keyboard types. Type it, or copy the password alone.")
        return typed
