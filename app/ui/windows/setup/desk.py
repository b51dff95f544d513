"""What belongs to this desk: its look and its letters; it must not know any setting of the shop."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QApplication

from app import desk_settings, paths
from app.desk_settings import DeskSettings
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import Choice
from app.ui.windows.setup.form import Form

_THEMES: Final = (
    ("system", "As the system"),
    ("light", "Light"),
    ("dark", "Dark"),
    ("high-contrast", "High contrast, dark"),
    ("high-contrast-light", "High contrast, light"),
)
_LETTERS: Final = ((0, "Usual"), (2, "Larger"), (4, "Largest"))


class DeskPage(Form):
    """Two choices that hold, and are kept, at once."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        now = desk_settings.load(paths.desk_settings_file())
        self.theme = Choice("Look", _THEMES, "Light, dark, high contrast, or whatever the system shows.")
        self.bigger = Choice("Letters", _LETTERS, "The size of everything that is written, at this desk.")
        for field, value in ((self.theme, now.theme), (self.bigger, now.bigger)):
            field.value = value
            field.committed.connect(lambda _value: self._keep())
            self.add(field.accessibleName(), field, field.prompt)
        self.add_sentence("What is chosen here holds at once, for this computer only.")

    def _keep(self) -> None:
        file = paths.desk_settings_file()
        was = desk_settings.load(file)
        now = replace(was, theme=self.theme.value, bigger=self.bigger.value)
        self._dress(was, now)
        try:
            desk_settings.save(file, now)
        except OSError as fault:
            sentence = f"{file} cannot be written ({fault.strerror}); the choice holds until the program is closed."
            self._context.desk.say(sentence, "refused")

    def _dress(self, was: DeskSettings, now: DeskSettings) -> None:
        app = QApplication.instance()
        if (was.theme, was.bigger) != (now.theme, now.bigger) and isinstance(app, QApplication):
            style.apply(app, now.theme, now.bigger)
