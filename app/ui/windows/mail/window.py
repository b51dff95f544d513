"""Outgoing E-mail: what has to go, what became of it, and what a person decides; it must not know how it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.rules import words
from app.rules.faults import Refused
from app.rules.mail import SendAgain, checked_address
from app.services import mail_lists, mailing, settings
from app.services.mail_lists import MailListed
from app.services.mailing import MailRun
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Tick
from app.ui.kit.window import TaskWindow
from app.ui.windows.mail import list as mail_list
from app.ui.windows.shared import list_output

_MAY_BE_TRIED: Final = frozenset({"waiting", "failed", "refused", "unknown"})
_MAY_CHANGE: Final = frozenset({"waiting", "failed", "refused"})


class OutgoingMail(TaskWindow):
    """The outbox, and the attempts at its current e-mail."""

    name = "mail"
    heading = "Outgoing E-mail"
    single = True
    help: ClassVar[str] = (
        "Documents on their way by e-mail. They are sent by themselves, also after the line was down. What the server "
        "refused waits for you: mend the address, or try it again. What may have gone is never sent again by itself: "
        "ask whether it has arrived. The server is set up in Setup, page E-mail."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.finished = Tick("&Sent ones too", "Ticked: also those that have gone or were withdrawn, the latest 500.")
        self.finished.committed.connect(lambda _value: self.do_reload())
        self.head_band(1).add("", self.finished)
        self.list = mail_list.made()
        self.history = mail_list.history()
        self.history.setFixedHeight(4 * style.row_height() + style.SIZES.step)
        inside = style.named(QWidget(), "Outgoing E-mail")
        page = style.column(inside, margin=0)
        page.addWidget(self.list, 1)
        page.addWidget(self.history)
        self.body(inside, style.SIZES.margin, scrolls=True)
        foot = self.foot_band()
        self._about, self._said = Elided("About it", "strong"), Elided("What happened")
        for said in (self._about, self._said):
            said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            foot.remarks.addWidget(said)
        foot.add(
            self.button("do_withdraw"),
            self.button("do_address"),
            self.button("do_try_again"),
            self.button("do_send_now", primary=True),
        )
        self.list.chosen.connect(lambda _row: self._follow())
        self.list.opened.connect(lambda _row: self.do_try_again())
        self.do_reload()

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    def do_reload(self) -> None:
        """F5: read everything again."""
        finished = self.finished.value
        rows = self.read(lambda: mail_lists.every(self.context.counter, finished=finished))
        if rows is None:
            return
        self.list.show_records(rows)
        if self.list.current() is None and rows:
            self.list.select(rows[0].id)
        self._follow()

    def on_changed(self, words: frozenset[str]) -> None:
        """Something was put into the outbox, or sent."""
        if "mail" in words:
            self.do_reload()

    def focus_first(self) -> None:
        """At first sight: the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def current(self) -> MailListed | None:
        """The e-mail with the cursor."""
        row: MailListed | None = self.list.current()
        return row

    def _follow(self) -> None:
        row, counter = self.current, self.context.counter
        state = row.state if row is not None else "sent"
        self.action("do_try_again").setEnabled(state in _MAY_BE_TRIED)
        self.action("do_address").setEnabled(state in _MAY_CHANGE)
        self.action("do_withdraw").setEnabled(state in _MAY_BE_TRIED)
        self.action("do_send_now").setEnabled(any(each.state in _MAY_BE_TRIED for each in self.list.rows.records))
        tried = None if row is None else self.read(lambda: mail_lists.history(counter, row.id))
        self.history.show_records(tried or ())
        self._about.tell(mail_list.about(row) if row is not None else "")
        self._said.tell(row.said if row is not None else "")

    # ── what is decided ───────────────────────────────────────────────────────────────────────────────────────────

    def do_try_again(self) -> None:
        """F6 or Enter: let this one be sent again; what may have gone only after a question."""
        row, counter = self.current, self.context.counter
        if row is None or row.state not in _MAY_BE_TRIED:
            return
        if row.state == "unknown":
            answer = self.ask(SendAgain(row.document, row.to))
            if answer == "gone":
                self._decide(lambda: mailing.has_gone(counter, row.id), f"{row.document} is kept as sent.")
            if answer != "again":
                return
        self._decide(lambda: mailing.try_again(counter, row.id), f"{row.document} is tried again now.")

    def do_address(self) -> None:
        """F7: another address for this one; what is none is said and stays to be mended."""
        row, counter = self.current, self.context.counter
        if row is None or row.state not in _MAY_CHANGE:
            return
        address = self._asked_address(f"{row.document}: to which address?", row.to)
        if address:
            told = f"{row.document} goes to {address}."
            self._decide(lambda: mailing.change_address(counter, row.id, address), told)

    def _asked_address(self, sentence: str, given: str) -> str:
        """An address that is one; empty when the person goes back."""
        typed: str | None = given
        while (typed := self.context.prompter.text("E-mail", sentence, typed or "")) is not None:
            try:
                return checked_address(typed)
            except Refused as fault:
                self.say(fault.sentence, "refused")
        return ""

    def do_withdraw(self) -> None:
        """Ctrl+Shift+Del: it shall not go any more."""
        row, counter = self.current, self.context.counter
        if row is not None and row.state in _MAY_BE_TRIED:
            self._decide(lambda: mailing.withdraw(counter, row.id), f"{row.document} to {row.to} is withdrawn.")

    def do_send_now(self) -> None:
        """F12: everything that does not wait for a decision, at once, and what became of it."""
        counter = self.context.counter

        def run(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> MailRun:
            way = mailing.transport(counter)
            mailing.all_now(counter)
            return mailing.send_waiting(counter, way, cancelled, progress)

        done = self.read(lambda: self.context.busy.with_progress("Sending e-mail", run))
        if done is None:
            return
        self.changed("mail")
        sent = f"{words.counted(done.sent, 'e-mail')} sent."
        self.say(f"{sent} {done.said}".strip(), "waits" if done.not_sent else "good")

    def do_print(self) -> None:
        """Ctrl+P: the list, as it is shown."""
        shop = self.read(lambda: settings.load(self.context.counter).shop_name)
        self.context.paper.preview(
            self.list.facts(self.heading, shop=shop or "", dated=self.context.counter.today()), self
        )

    def do_export(self) -> None:
        """Ctrl+E: the list as a CSV file."""
        list_output.export(self, self.list, self.heading)

    def _decide(self, call: Callable[[], object], said: str) -> None:
        """Write a decision, tell it, and let what may go now go."""
        if self.ask_and_call(lambda _answers: (call(), True)) is not None:
            self.say(said, "good")
            self.changed("mail")
