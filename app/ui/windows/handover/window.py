"""Hand-over to accounting: what was sent in each format, export, batches again; it must not know how a file is made."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Final, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QWidget

from app import desk_settings, paths
from app.exchange.handover.formats import TARGETS
from app.rules import words
from app.rules.faults import Refused
from app.rules.posted import FORMATS, Format
from app.rules.questions import BACK, Question
from app.rules.questions import Choice as Answer
from app.services import handing_over
from app.services.handing_over import Batch, Exported, Handed
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import Choice, DateField, TextField, Tick
from app.ui.kit.records.lists import RecordList
from app.ui.kit.room import Room
from app.ui.kit.window import TaskWindow
from app.ui.windows.handover import lists
from app.ui.windows.shared import list_output
from app.ui.windows.shared.card_pages import LEAST_PAGE

_SHOWN_HERE: Final = frozenset({"invoices", "receipts", "creditors", "orders", "stock", "tenders", "settings"})
_BUTTONS: Final = ("do_mark_refused", "do_send_again", "do_write_again", "do_choose_folder")


@dataclass(frozen=True)
class MakeFolder(Question):
    """The folder that was typed is not there: is it meant, or mistyped?"""

    folder: str

    title: ClassVar[str] = "Make the folder?"
    default: ClassVar[str] = "back"
    choices: ClassVar[tuple[Answer, ...]] = (Answer("yes", "&Make it"), BACK)

    @property
    def sentence(self) -> str:
        """What is decided."""
        return f"There is no folder {self.folder}. Make it?"


class HandOver(TaskWindow):
    """Two pages, documents and batches, of the format that is chosen."""

    name = "handover"
    heading = "Hand-over to accounting"
    single = True
    help: ClassVar[str] = (
        "Choose the format of your accounting system and a folder; F12 writes the files of everything that was not "
        "sent yet. A document goes once in each format, however often you export. When accounting refuses one, mark it "
        "(F7) with what it says; F8 lets it go again. Every batch can be written once more, with the very same files."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._make_head()
        self.documents, self.batches = lists.documents(), lists.batches()
        self._pages = style.named(QTabWidget(documentMode=True), "Pages")
        for page, title in ((self.documents, "&Documents"), (self.batches, "&Batches")):
            self._pages.addTab(_with_margin(page), title)
        self.body(self._pages)
        foot = self.foot_band()
        self._remarks = style.label("", "muted", wrap=True, name="How many")
        self._why = style.label("", "refused", wrap=True, name="Why refused")
        foot.remarks.addWidget(self._remarks)
        foot.remarks.addWidget(self._why)
        foot.add(*(self.button(slot) for slot in _BUTTONS), self.button("do_hand_over", primary=True))
        self._pages.currentChanged.connect(lambda _page: self._follow())
        self.documents.chosen.connect(lambda _each: self._follow())
        self.documents.ticks_changed.connect(self._follow)
        self.batches.chosen.connect(lambda _each: self._follow())
        self.batches.opened.connect(lambda _each: self.do_write_again())
        self.do_reload()

    def _make_head(self) -> None:
        desk = desk_settings.load(paths.desk_settings_file())
        today = self.context.counter.today
        self.format = Choice("Format", [(name, TARGETS[name].title) for name in FORMATS], "For which system?")
        self.format.value = desk.handover_format if desk.handover_format in FORMATS else FORMATS[0]
        self._about = style.label("", "muted", name="About the format", wrap=True)
        self.first = DateField("From", "The first day; empty is from the beginning.", today=today)
        self.last = DateField("To", "The last day; empty is until today.", today=today)
        self.sent = Tick("&Sent ones too", "Ticked: those that were sent as well.")
        self.folder = TextField("Folder", "Where the files go; Ctrl+O chooses it.", longest=1000)
        self.folder.value = desk.handover_folder
        head = self.head_band(2)
        head.add("&Format", self.format)
        head.add("Fo&lder", self.folder, wide=True)
        head.add("", self._about, wide=True)
        head.add("Fro&m", self.first, column=1)
        head.add("&To", self.last, column=1)
        head.add("", self.sent, column=1)
        self.fields = {"format": self.format, "folder": self.folder, "first": self.first, "last": self.last}
        for field in (self.folder, self.first, self.last):
            field.refused.connect(lambda sentence: self.say(sentence, "refused"))
        for widget in (self.format, self.first, self.last, self.sent):
            widget.committed.connect(lambda _value: self.do_reload())

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _format(self) -> Format:
        return cast(Format, self.format.value)

    def do_reload(self) -> None:
        """F5: read everything again; the list may be long, so it is read beside the main thread."""
        format, first, last, sent = self._format, self.first.value, self.last.value, self.sent.value
        counter = self.context.counter
        found = self.ask_and_call(
            lambda _answers: (
                handing_over.documents(counter, format, first, last, sent=sent),
                handing_over.batches(counter, format),
            )
        )
        if found is None:
            return
        documents, batches = found
        self._about.setText(TARGETS[format].about)
        self.documents.show_records(documents)
        self.batches.show_records(batches)
        self._remarks.setText(lists.counted(documents))
        self._follow()

    def on_changed(self, words: frozenset[str]) -> None:
        """Something was posted, or a debtor got an ABN."""
        if words & _SHOWN_HERE:
            self.do_reload()

    def focus_first(self) -> None:
        """At first sight: the list."""
        self._shown().setFocus(Qt.FocusReason.OtherFocusReason)

    def do_back(self) -> None:
        """Esc: to the list; from there to the pages' names, where the arrow keys turn the page."""
        if self._shown().table.hasFocus():
            self._pages.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first()

    def _shown(self) -> RecordList:
        return self.documents if self._pages.currentIndex() == 0 else self.batches

    def _picked(self) -> list[Handed]:
        current: Handed | None = self.documents.current()
        return list(self.documents.ticked()) or ([current] if current is not None else [])

    def _follow(self) -> None:
        """Which commands are live, and why the current document was refused, in full."""
        on_documents = self._pages.currentIndex() == 0
        current: Handed | None = self.documents.current()
        self._why.setText(current.reason if on_documents and current is not None else "")
        states = {each.state for each in self._picked()} if on_documents else set()
        self.action("do_mark_refused").setEnabled(states == {"sent"})
        self.action("do_send_again").setEnabled(states == {"refused"})
        self.action("do_write_again").setEnabled(not on_documents and self.batches.current() is not None)

    # ── what is done ──────────────────────────────────────────────────────────────────────────────────────────────

    def do_choose_folder(self) -> None:
        """Ctrl+O: the system's dialog for a folder."""
        path = self.context.prompter.choose_folder("Choose the folder for the files", self.folder.value)
        if path is not None:
            self.folder.value = str(path)

    def do_hand_over(self) -> None:
        """F12: write the files of what was not sent yet, and of batches that never were known to be complete."""
        format, first, last = self._format, self.first.value, self.last.value
        counter = self.context.counter
        self._write(lambda folder: handing_over.export(counter, format, folder, first, last, only_new=True))

    def do_write_again(self) -> None:
        """F6: the files of this batch once more, as they were."""
        batch: Batch | None = self.batches.current()
        if batch is not None:
            self._write(lambda folder: handing_over.write_again(self.context.counter, batch.id, folder))

    def _write(self, call: Callable[[Path], Exported]) -> None:
        typed = self.folder.value.strip('"')
        if not typed:
            self.refuse(Refused("Which folder? Type it, or choose it with Ctrl+O.", field="folder"))
            return
        folder = Path(typed).expanduser()
        if not os.path.lexists(folder) and self.ask(MakeFolder(str(folder))) != "yes":
            self.folder.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        done = self.ask_and_call(lambda _answers: call(folder))
        if done is None:
            return
        self._remember()
        self.do_reload()
        where = f". The files are in {folder}." if done.files else ""
        self.say(f"{done.sentence}{where}", "waits" if done.refused else "good")

    def do_mark_refused(self) -> None:
        """F7: accounting refused these documents; what it said is kept with them."""
        picked = self._picked()
        said = picked[0].about if len(picked) == 1 else words.counted(len(picked), "document")
        reason = self.context.prompter.text("Refused by accounting", f"{said}: what does accounting say?", longest=500)
        if reason is not None:
            counter, format = self.context.counter, self._format
            self._mark(picked, lambda ids: handing_over.refuse(counter, format, ids, reason), "marked as refused")

    def do_send_again(self) -> None:
        """F8: the next export takes these refused documents once more."""
        again = "to be sent again with the next export"
        self._mark(self._picked(), lambda ids: handing_over.send_again(self.context.counter, self._format, ids), again)

    def _mark(self, picked: list[Handed], call: Callable[[list[int]], int], said: str) -> None:
        ids = [each.id for each in picked]
        many = self.ask_and_call(lambda _answers: call(ids))
        if many is not None:
            self.documents.tick(())
            self.do_reload()
            self.say(f"{words.counted(many, 'document')} {said}.", "good")

    def do_export(self) -> None:
        """Ctrl+E: the list in front as a CSV file."""
        title = TARGETS[self._format].title
        list_output.export(self, self._shown(), f"{self._shown().accessibleName()} {title}")

    def _remember(self) -> None:
        """Folder and format of this desk, for the next time."""
        file = paths.desk_settings_file()
        was = desk_settings.load(file)
        now = replace(was, handover_folder=self.folder.value, handover_format=self._format)
        if now != was:
            try:
                desk_settings.save(file, now)
            except OSError as fault:
                self.say(f"{file} cannot be written ({fault.strerror}); the folder is not remembered.", "refused")


def _with_margin(inner: QWidget) -> QWidget:
    around = style.named(QWidget(), inner.accessibleName())
    page = style.column(around, margin=style.SIZES.margin)
    page.addWidget(inner)
    return Room(around, LEAST_PAGE)
