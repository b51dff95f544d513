"""Backups: the list of them, one made now, one checked, one restored with the difference shown before it happens.

It must not know how a backup is made or restored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter

from app import desk_settings, paths
from app.rules.backups import Facts, differences
from app.rules.faults import Refused
from app.services.upkeep import backups, backups_restore
from app.services.upkeep.backups_folder import Backup
from app.ui.kit import dates, style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import TextField
from app.ui.kit.window import TaskWindow
from app.ui.windows.backups import lists
from app.ui.windows.backups.leaving import Restoring
from app.ui.windows.shared import list_output

T = TypeVar("T")
_BUTTONS: Final = ("do_choose_folder", "do_other_file", "do_check_backup", "do_restore")
_LONGEST: Final = 1000
WORD: Final = "restore"
"""What is typed before a backup takes the place of the books."""


class Backups(TaskWindow):
    """The list of the backups above, and beneath it how the current one differs from the books of now."""

    name = "backups"
    heading = "Backups"
    single = True
    help: ClassVar[str] = (
        "A backup is made by itself once a day, after a day end, and before the shop is replaced or brought to a new "
        "version; F12 makes one now. Each is opened and compared before it counts as good. Beneath the list stands "
        "what the books have now and had then. Restore (Ctrl+Shift+R) puts the current backup in the place of the "
        "books, after a backup of those. Setup, Settings, page Backups says how many are kept."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._now: Facts | None = None
        self._make_head()
        self.list, self.differences = lists.backups(), lists.differences()
        both = style.named(QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False), "Backups and differences")
        both.addWidget(self.list)
        both.addWidget(self.differences)
        both.setStretchFactor(0, 1)
        both.setStretchFactor(1, 1)
        self.body(both, style.SIZES.margin, scrolls=True)
        foot = self.foot_band()
        self._last = style.label("", "muted", wrap=True, name="Last backup")
        foot.remarks.addWidget(self._last)
        foot.add(*(self.button(slot) for slot in _BUTTONS), self.button("do_back_up", primary=True))
        self.list.chosen.connect(lambda _each: self._follow())
        self.list.opened.connect(lambda _each: self.do_check_backup())
        self.do_reload()

    def _make_head(self) -> None:
        desk = desk_settings.load(paths.desk_settings_file())
        usual = str(paths.backups_folder())
        self.folder = TextField("Folder", f"Where this desk's backups go; empty is {usual}.", longest=_LONGEST)
        self.second = TextField("Second copy", "A stick or network drive that gets each backup too.", longest=_LONGEST)
        self.folder.value, self.second.value = desk.backup_folder, desk.backup_second_folder
        self.folder.setPlaceholderText(usual)
        head = self.head_band(1)
        head.add("&Folder", self.folder, wide=True)
        head.add("Second &copy", self.second, wide=True)
        self.fields = {"folder": self.folder, "second": self.second}
        for field in (self.folder, self.second):
            field.refused.connect(lambda sentence: self.say(sentence, "refused"))
            field.committed.connect(lambda _value: self._keep_folders())

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    def do_reload(self) -> None:
        """F5: look into the folder, and take the figures of now."""
        counter = self.context.counter
        found = self.ask_and_call(
            lambda _answers: (backups.figures(counter), backups.listed(counter), backups.last_made(counter))
        )
        if found is None:
            return
        self._now, there, last = found
        self.list.show_records(there)
        self._last.setText(_said_of(last) or "No desk has made a backup of this shop yet.")
        self._follow()

    def on_changed(self, words: frozenset[str]) -> None:
        """Another backup was made; figures of the books are taken again with F5, and before anything is restored."""
        if "backups" in words:
            self.do_reload()

    def focus_first(self) -> None:
        """At first sight: the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        """The current backup beside the books of now."""
        current: Backup | None = self.list.current()
        known = current.manifest if current is not None else None
        self.differences.show_records(differences(self._now, known.facts) if known is not None else ())
        for slot in ("do_check_backup", "do_restore"):
            self.action(slot).setEnabled(current is not None)

    # ── what is done ──────────────────────────────────────────────────────────────────────────────────────────────

    def do_back_up(self) -> None:
        """F12: a backup of this moment; everybody goes on working."""
        counter = self.context.counter
        if self.ask_and_call(lambda _answers: backups.may_make(counter)) is None:
            return
        done = self._under_way(
            "Making a backup", lambda progress, stop: backups.make(counter, progress=progress, cancelled=stop)
        )
        if done is None:
            return
        self.changed("backups")
        self.list.select(done.backup.path)
        self.say(done.sentence, "waits" if done.remarks else "good")

    def do_check_backup(self) -> None:
        """F6: read the current backup to its end, and show its figures."""
        current: Backup | None = self.list.current()
        if current is not None:
            self._check(current.path)

    def do_other_file(self) -> None:
        """F8: restore a backup that lies somewhere else."""
        path = self.context.prompter.choose_file("A backup", "Backups (*.db *.dump);;All files (*)")
        if path is not None:
            self._restore(path)

    def do_restore(self) -> None:
        """Ctrl+Shift+R: the current backup takes the place of the books."""
        current: Backup | None = self.list.current()
        if current is not None:
            self._restore(current.path)

    def do_choose_folder(self) -> None:
        """Ctrl+O: choose the folder, or the one for the second copy while the cursor is there."""
        field = self.second if self.second.hasFocus() else self.folder
        path = self.context.prompter.choose_folder(f"{field.accessibleName()} of the backups", field.value)
        if path is not None:
            field.value = str(path)
            self._keep_folders()

    def do_export(self) -> None:
        """Ctrl+E: the list as a CSV file."""
        list_output.export(self, self.list, "Backups")

    def _check(self, path: Path) -> backups_restore.Compared | None:
        counter = self.context.counter
        found = self._under_way(f"Reading {path.name}", lambda _progress, _stop: backups_restore.compare(counter, path))
        if found is not None:
            self.differences.show_records(found.lines)
            self.say(f"{path.name} can be read to its end. {found.said(dates.of_the_shop())}", "good")
        return found

    def _restore(self, path: Path) -> None:
        counter = self.context.counter
        if self.ask_and_call(lambda _answers: backups_restore.may_restore(counter, path)) is None:
            return
        found = self._check(path)
        if found is None:
            return
        typed = self.context.prompter.text(
            "Restore",
            f"{found.said(dates.of_the_shop())} This desk is closed for it and opened again. Type {WORD} to do it.",
        )
        if typed is None or typed.strip().casefold() != WORD:
            self.say("Nothing was restored.")
            return
        self.context.desk.leave_for(Restoring(path))

    def _under_way(
        self, title: str, call: Callable[[Callable[[int, int], None], Callable[[], bool]], T | None]
    ) -> T | None:
        """What a call that may take a while gives; None when it was stopped or refused, which is told."""
        stopped: list[bool] = []

        def run() -> T | None:
            try:
                done = self.context.busy.with_progress(title, call)
            finally:
                self.activateWindow()  # the bar may have gone before it had come to the front
            stopped.append(done is None)
            return done

        done = self.read(run)
        if stopped == [True]:
            self.say("Stopped; nothing was left of it.")
        return done

    def _keep_folders(self) -> None:
        """The folders of this desk, at once."""
        file = paths.desk_settings_file()
        was = desk_settings.load(file)
        now = replace(
            was, backup_folder=self.folder.value.strip('"'), backup_second_folder=self.second.value.strip('"')
        )
        if now == was:
            return
        try:
            desk_settings.save(file, now)
        except OSError as fault:
            self.refuse(Refused(f"{file} cannot be written ({fault.strerror}); the folders are not remembered."))
        self.do_reload()


def _said_of(last: backups.LastMade | None) -> str:
    if last is None:
        return ""
    when = last.at.astimezone()
    return f"The last good backup is of {dates.full_day(when.date())}, {when:%H:%M}, made by {last.desk}."
