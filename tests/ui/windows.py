"""Two small windows for the tests of the kit, laid on the desk like any other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit

from app.rules.questions import Answer, Answers, LeaveUnfinished, Question
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.window import TaskWindow


class Field(QLineEdit):
    """A field that may veto, as an open cell does."""

    good = True

    def commit_open_cell(self) -> bool:
        return self.good


class Bench(TaskWindow):
    """Does what a test tells it to on F2; notes everything else."""

    name = "parts_invoicing"
    heading = "Parts Invoicing"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.done: list[object] = []
        self.heard: list[frozenset[str]] = []
        self.call: Callable[[Answers], object] = lambda answers: "saved"
        self.answers: dict[Question, Answer] = {}
        self.leaving: LeaveUnfinished | None = None
        self.debtor, self.order = Field(), Field()
        self.debtor.setStatusTip("Debtor: code or name")
        head = self.head_band()
        head.add("&Debtor", self.debtor)
        head.add("&Order no.", self.order)
        self.body(style.label("Lines"))
        foot = self.foot_band()
        self.finalise = self.button("do_finalise", primary=True)
        foot.add(self.button("do_save"), self.finalise)
        foot.total("Total inc")
        self.fields = {"debtor": self.debtor, "order_no": self.order}

    def do_save(self) -> None:
        self.done.append(self.ask_and_call(self.call, self.answers))

    def do_finalise(self) -> None:
        self.done.append("finalised")

    def do_lookup(self) -> None:
        self.done.append("looked up")

    def do_back(self) -> None:
        self.done.append("back")

    def on_changed(self, words: frozenset[str]) -> None:
        self.heard.append(words)

    def unfinished(self) -> LeaveUnfinished | None:
        return self.leaving


class Notes(TaskWindow):
    """A window of which one is enough."""

    name = "home"
    heading = "Home"
    single = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.field = QLineEdit()
        self.body(style.named(self.field, "Note"))
