"""What the page E-mail has besides settings: the password, which no database holds, and a test.

It must not know how e-mail is sent.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.rules.mail import Outcome
from app.services import mailing
from app.services.counter import Counter
from app.ui.kit.window import TaskWindow
from app.ui.windows.setup.form import Form
from app.ui.windows.shared.password_field import PasswordField

PAGE = "E-mail"
FIELD = "mail_password"
"""What refusals call the password's field."""


class MailPage(Form):
    """The declared settings come first; `finish` adds the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.password = PasswordField(
            "Password", "Kept in this computer's keyring, not in the database; empty leaves it as it is."
        )

    def finish(self, test: QPushButton) -> None:
        """The password and the button for a test, beneath the settings."""
        self.add(self.password.accessibleName(), self.password, self.password.prompt)
        self._grid.addWidget(test, self._rows, 1, Qt.AlignmentFlag.AlignLeft)
        self._rows += 1
        self.add_sentence(
            "Without a server, documents open in this computer's own program for e-mail. Each desk that sends by "
            "itself needs the password once."
        )


def test(window: TaskWindow) -> None:
    """Send a few words to the shop's own address, and say how that ended."""
    context = window.context

    def run(_progress: object, _cancelled: object) -> Outcome:
        return mailing.send_test(context.counter, mailing.transport(context.counter))

    outcome = window.read(lambda: context.busy.with_progress("Sending a test", run))
    if outcome is not None:
        window.say(outcome.said, "good" if outcome.kind == "sent" else "refused")


def keep(counter: Counter, password: str) -> bool:
    """Keep a typed password, and let go what waits for the set-up. Raises Refused like the service."""
    if password:
        mailing.keep_password(counter, password)
    mailing.set_up_is_new(counter)
    return True
