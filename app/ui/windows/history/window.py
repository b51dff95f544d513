"""Who did what: everything that was posted and every change of a record, by whom and when; it must not change any."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import paths
from app.services import history
from app.services.history import Done, Wanted
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Choice, DateField, TextField
from app.ui.kit.window import TaskWindow
from app.ui.windows.history import lists
from app.ui.windows.shared import list_output

_ROWS_BENEATH = 5
_DAYS = 7


class WhoDidWhat(TaskWindow):
    """Everything of some days, or the history of one record: `subject` and `key` name it, `called` says what it is."""

    name = "history"
    heading = "Who did what"
    help: ClassVar[str] = (
        "Every posted document and every change of a debtor, creditor, part, price, account, setting or operator: "
        "when, by whom, what it was and what it became. The fields above narrow it down; beneath the list stands what "
        "the current row changed. Nothing here can be changed: each row is sealed together with the one before, and "
        f"“{paths.typed('verify')}” tells whether anything was touched since. Ctrl+H on a record shows its own history."
    )

    def __init__(self, context: Context, subject: str = "", key: int | str = "", called: str = "") -> None:
        super().__init__(context)
        self._facts = {"subject": subject, "key": key, "called": called} if subject else {}
        self.list, self.changes = lists.rows(called), lists.changes()
        self.changes.setFixedHeight(_ROWS_BENEATH * style.row_height())
        self._about = Elided("About it", "strong")
        if subject:
            self.setWindowTitle(f"History of {called}")
        else:
            self._make_head()
        inside = style.named(QWidget(), self.heading)
        page = style.column(inside, margin=0)
        page.addWidget(self.list, 1)
        page.addWidget(self._about)
        page.addWidget(self.changes)
        self.body(inside, style.SIZES.margin, scrolls=True)
        foot = self.foot_band()
        foot.add(self.button("do_print"), self.button("do_export", primary=True))
        self.list.chosen.connect(lambda _row: self._follow())
        self.do_reload()

    def _make_head(self) -> None:
        today = self.context.counter.today
        self.since = DateField("From", "What was done from this day on; empty: from the first.", today=today)
        self.until = DateField("To", "Up to this day; empty: up to now.", today=today)
        people = self.read(lambda: history.operators(self.context.counter)) or ()
        self.operator = Choice("Who", ((None, "everybody"), *people), "Only what this person did; everybody shows all.")
        kinds = (("", "everything"), *((kind, kind) for kind in history.KINDS))
        self.kind = Choice("Kind", kinds, "Only documents, or only changes of some records.")
        self.words = TextField("Words", "Words or numbers that stand in it: a name, a number, a value.", longest=60)
        self.since.value = today() - timedelta(days=_DAYS - 1)
        head = self.head_band(3)
        head.add("&From", self.since, column=0)
        head.add("&To", self.until, column=0)
        head.add("&Done by", self.operator, column=1)
        head.add("&Kind", self.kind, column=1)
        head.add("Words &in it", self.words, column=2)
        for field in (self.since, self.until, self.operator, self.kind, self.words):
            field.committed.connect(lambda _value: self.do_reload())
        for typed in (self.since, self.until):
            typed.refused.connect(lambda sentence: self.say(sentence, "refused"))

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    def shows(self, facts: Mapping[str, object]) -> bool:
        """One tab for everything, and one for each record."""
        return dict(facts) == self._facts

    def do_reload(self) -> None:
        """F5: read everything again."""
        counter = self.context.counter
        if self._facts:
            listing = history.of_record(counter, str(self._facts["subject"]), str(self._facts["key"]))
        else:
            wanted = Wanted(self.since.value, self.until.value, self.operator.value, self.kind.value, self.words.value)
            listing = history.every(counter, wanted)
        self.list.show_listing(listing, self)

    def focus_first(self) -> None:
        """At first sight: the list; whoever may not see it is told now that the window is in front."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.list.is_read:
            self.do_reload()

    @property
    def current(self) -> Done | None:
        """The row with the cursor."""
        row: Done | None = self.list.current()
        return row

    def _follow(self) -> None:
        row = self.current
        self._about.tell(lists.about(row) if row is not None else "")
        self.changes.show_records(lists.shown(row))
        self.changes.setVisible(row is not None)

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_print(self) -> None:
        """Ctrl+P: the list, as it is shown."""
        facts = list_output.facts(self, self.list, self.windowTitle())
        if facts is not None:
            self.context.paper.preview(facts, self)

    def do_export(self) -> None:
        """Ctrl+E: the list as a CSV file."""
        list_output.export(self, self.list, self.windowTitle())
