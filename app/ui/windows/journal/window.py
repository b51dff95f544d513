"""The Journal: what was posted, line by line, and the chart of accounts with its balances; it must not post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QSplitter, QWidget

from app.rules import words
from app.rules.journal import ACCOUNT_KINDS, Role
from app.rules.money import ZERO
from app.rules.questions import LeaveUnsaved
from app.services import accounts, accounts_read
from app.services.accounts import AccountCard, AccountListed
from app.services.accounts_read import EntryListed, LineListed, LinePosted
from app.ui.kit import dates, style
from app.ui.kit.bands import Head
from app.ui.kit.context import Context
from app.ui.kit.drafts import Typed
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Choice, DateField, TextField, Tick
from app.ui.kit.records.lists import RecordList
from app.ui.kit.records.long_list import LongList
from app.ui.kit.room import Room
from app.ui.kit.window import TaskWindow
from app.ui.windows.journal import document, lists
from app.ui.windows.shared import card_unfinished, list_output
from app.ui.windows.shared.card_form import CardForm
from app.ui.windows.shared.card_pages import LEAST_PAGE, Pages, spaced
from app.ui.windows.shared.card_unfinished import CardTyped

_SHOWN_HERE: Final = frozenset({"invoices", "receipts", "stock", "tenders", "journal"})


class Journal(TaskWindow):
    """Three pages: the entries, every line of them as it is printed for accountants, and the accounts."""

    name = "journal"
    heading = "Journal"
    single = True
    help: ClassVar[str] = (
        "Every posted document has one balanced entry here. Alt+E shows the entries of the days typed above, with the "
        "lines of the current one beside them, Alt+L every line, Alt+O the chart with the balances at their end – "
        "the trial balance. Enter on an account changes it, F2 saves; what was posted stays on the account it was "
        "posted to. F7 shows the entries of an account, Enter on an entry its document."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._was: AccountCard | None = None
        self._lines_read = self._stale = False
        today = context.counter.today()
        self.since = DateField("From", "Entries from this day on; empty: from the first.", today=context.counter.today)
        self.until = DateField("To", "Up to this day; balances are those at its end.", today=context.counter.today)
        self.account = Choice("Account", ((None, "all accounts"),), "Only entries that touch this account.")
        self.since.value, self.until.value = today.replace(day=1), None
        self.entries, self.lines, self.chart = lists.entries(), lists.entry_lines(), lists.chart(context.sees_costs)
        self.every_line = lists.every_line()
        self._make_head()
        self.pages = Pages("Pages of the journal")
        self.pages.addTab(Room(self._entries_page(), LEAST_PAGE), "&Entries")
        self.pages.addTab(Room(spaced(self.every_line, "Lines"), LEAST_PAGE), "&Lines")
        self.pages.addTab(Room(self._accounts_page(), LEAST_PAGE), "Acc&ounts")
        self.body(self.pages)
        self._make_foot()
        for field in (self.since, self.until, self.account):
            field.committed.connect(lambda _value: self.do_reload())
        for widget in (self.since, self.until):
            widget.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.entries.chosen.connect(lambda _entry: self._follow())
        for listed in (self.entries, self.every_line):
            listed.known.connect(self._sum)
        self.chart.filter.textChanged.connect(lambda _text: self._sum())
        for shown in (self.lines, self.every_line):
            shown.opened.connect(self._open_line)
        self.chart.opened.connect(self._edit)
        self.entries.opened.connect(lambda entry: document.show(self, entry))
        self.pages.currentChanged.connect(lambda _at: self._turned())
        self.pages.asked.connect(self.focus_first)
        self._show_card(None)
        self.do_reload()

    def _make_head(self) -> None:
        head = self.head_band(3)
        self.account.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.account.setMinimumContentsLength(24)
        head.add("&From", self.since, column=0)
        head.add("&To", self.until, column=1)
        head.add("A&ccount", self.account, column=2, wide=True)

    def _entries_page(self) -> QWidget:
        page = style.named(QWidget(), "Entries")
        halves = style.named(QSplitter(Qt.Orientation.Horizontal), "Entries and their lines")
        halves.setChildrenCollapsible(False)
        self._about, self._by = Elided("The entry", "strong"), Elided("Posted", "muted")
        beside = style.named(QWidget(), "The entry")
        down = style.column(beside, margin=0)
        down.setContentsMargins(style.SIZES.gap, 0, 0, 0)
        down.addWidget(self._about)
        down.addWidget(self._by)
        down.addWidget(self.lines, 1)
        halves.addWidget(self.entries)
        halves.addWidget(beside)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        halves.setSizes([600, 400])
        style.column(page).addWidget(halves)
        return page

    def _accounts_page(self) -> QWidget:
        page = style.named(QWidget(), "Accounts")
        roles = (("", "nothing of itself"), *((role.value, role.value) for role in Role))
        named = {
            "code": TextField("Code", "Unique: 1-1200. Accounting knows the account by it.", required=True, longest=20),
            "name": TextField("Name", "What the account is called.", required=True, longest=80),
            "kind": Choice("Kind", tuple((kind, kind) for kind in ACCOUNT_KINDS), "What its balance is."),
            "role": Choice(
                "Posted to it", roles, "What the program posts to this account; each thing has one account."
            ),
            "active": Tick("In use", "Without the tick it is not offered any more."),
        }
        self._form = CardForm(named, lambda sentence: self.say(sentence, "refused"))
        self.fields = dict(named)
        form = Head(2)
        for label, name, column in (("Co&de", "code", 0), ("&Name", "name", 0), ("&Kind", "kind", 1),
                                    ("Po&sted to it", "role", 1), ("", "active", 0)):  # fmt: skip
            form.add(label, named[name], column=column, wide=name in ("name", "role"))
        self._which = style.label("", "strong", name="Which account")
        down = style.column(page)
        down.addWidget(self.chart, 1)
        down.addWidget(self._which)
        down.addWidget(form)
        return page

    def _make_foot(self) -> None:
        foot = self.foot_band()
        self._says = Elided("Says", "muted")
        self._says.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        foot.remarks.addWidget(self._says)
        self._sums = {name: foot.total(name) for name in ("Debits", "Credits")}
        foot.add(
            self.button("do_new", "New account"),
            self.button("do_entries"),
            self.button("do_export"),
            self.button("do_print"),
            self.button("do_save", "Save account", primary=True),
        )

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    def do_reload(self) -> None:
        """F5: read everything again; filters and the current rows stay."""
        counter, since, until = self.context.counter, self.since.value, self.until.value
        chart = self.read(lambda: accounts.listed(counter, until))
        if chart is None:
            return
        chosen = self.account.value
        self.account.offer(((None, "all accounts"), *((each.id, f"{each.code}  {each.name}") for each in chart)))
        self.account.value = chosen
        self._lines_read = self._stale = False
        self.chart.show_records(chart)
        if self.chart.current() is None and chart:
            self.chart.select(chart[0].id)
        self.entries.show_listing(accounts_read.entries(counter, since, until, chosen), self)
        self._turned()

    def _read_lines(self) -> None:
        """Every line, when its page is looked at."""
        counter, since, until = self.context.counter, self.since.value, self.until.value
        self._lines_read = True
        self.every_line.show_listing(accounts_read.every_line(counter, since, until, self.account.value), self)

    def on_changed(self, words: frozenset[str]) -> None:
        """Something was posted, or the chart was changed; what is typed here stays.

        Behind another tab it waits until it is looked at: no sale is to wait for a thousand entries.
        """
        if words & _SHOWN_HERE:
            self._stale = True
            if self.isVisible():
                self.do_reload()

    def staffed(self) -> None:
        """What was posted tells costs: who may not see them finds nothing here, and why."""
        self.entries.forget()
        self.every_line.forget()
        self.lines.show_records(())
        self.do_reload()
        self._sum()

    def come_to_front(self) -> None:
        """Shows what was posted meanwhile."""
        if self._stale:
            self.do_reload()
        super().come_to_front()

    def unfinished(self) -> LeaveUnsaved | None:
        """An account that is typed and not saved."""
        if not self._form.changes():
            return None
        card = self._form.on_top_of(self._was or AccountCard())
        return LeaveUnsaved(" ".join(filter(None, (card.code, card.name))) or "The new account")

    def kept(self) -> Typed | None:
        """The account with what was typed and not saved."""
        if not self._form.changes():
            return None
        card = self._form.on_top_of(self._was or AccountCard())
        return card_unfinished.kept(CardTyped(self._was, card), f"Account {card.code}", self._form.said())

    def take_up(self, payload: str) -> Sequence[str]:
        """The account as it was opened, with what was typed on it."""
        typed = card_unfinished.read(payload, AccountCard)
        there = {each.code: each.id for each in accounts.listed(self.context.counter)}
        account_id = there.get(typed.card.code) if typed.was is None else typed.was.id
        now = None if account_id is None else accounts.open_card(self.context.counter, account_id)
        remarks = card_unfinished.look_whether_saved(typed, now, f"account {typed.card.code}", self._form.same)
        self._show_card(typed.was)
        self._form.take_up(typed.card)
        return remarks

    def focus_first(self) -> None:
        """At first sight: the list in front."""
        self._front().setFocus(Qt.FocusReason.OtherFocusReason)

    def do_back(self) -> None:
        """Esc: to the list in front; once more shows every account's entries again."""
        if self._front().table.hasFocus() and not self._on_accounts and self.account.value is not None:
            self.account.value = None
            self.do_reload()
        self.focus_first()

    @property
    def _on_accounts(self) -> bool:
        return self._front() is self.chart

    def _front(self) -> RecordList | LongList:
        return (self.entries, self.every_line, self.chart)[self.pages.currentIndex()]

    def _turned(self) -> None:
        self.action("do_save").setEnabled(self._on_accounts)
        if self._front() is self.every_line and not self._lines_read:
            self._read_lines()
        self._follow()
        self._sum()

    def _follow(self) -> None:
        """The lines of the current entry."""
        entry: EntryListed | None = self.entries.current()
        found = None if entry is None else self.read(lambda: accounts_read.lines(self.context.counter, entry.id))
        self._about.tell(f"{entry.document}  {entry.about}" if entry is not None else "")
        self._by.tell(f"Posted {dates.full_day(entry.date)} by {entry.operator}" if entry is not None else "")
        self.lines.show_records(found or ())

    def _sum(self) -> None:
        for name, side in (("Debits", "debit"), ("Credits", "credit")):
            amount = self._sum_of(side)
            said = "…" if amount is None else words.money(amount)
            self._sums[name].setText(said if self.context.sees_costs() else "–")
        if self._on_accounts:
            whole = self.chart.count() == len(self.chart.rows.records)
            until = self.until.value
            at = f"at the end of {dates.full_day(until)}" if until else "now"
            self._says.tell(f"Trial balance {at}" + ("" if whole else ", some accounts are filtered out"))
        else:
            self._says.tell("" if self.account.value is None else "What each entry does to this account")

    def _sum_of(self, side: str) -> Decimal | None:
        """What the list in front comes to on one side; None until that is known."""
        front = self._front()
        if isinstance(front, LongList):
            return None if front.sums is None else Decimal(front.sums.get(side, 0))
        return sum((getattr(each, side) or ZERO for each in front.shown()), ZERO)

    # ── the account beneath the chart ─────────────────────────────────────────────────────────────────────────────

    def _show_card(self, card: AccountCard | None) -> None:
        self._was = card
        self._form.show(card or AccountCard())
        self._which.setText(f"Account {card.code}" if card is not None else "New account")

    def _edit(self, account: AccountListed) -> None:
        """Enter on an account: its fields beneath."""
        question = self.unfinished()
        if question is not None and self.ask(question) != "leave":
            return
        card = self.read(lambda: accounts.open_card(self.context.counter, account.id))
        if card is not None:
            self._show_card(card)
            self.fields["code"].setFocus(Qt.FocusReason.TabFocusReason)

    def do_new(self) -> None:
        """Ctrl+N: a new account."""
        question = self.unfinished()
        if question is not None and self.ask(question) != "leave":
            return
        self.pages.setCurrentIndex(2)
        self._show_card(None)
        self.fields["code"].setFocus(Qt.FocusReason.TabFocusReason)
        self.say("A new account: type it, then F2 saves it.")

    def do_save(self) -> None:
        """F2: store what was typed of the account."""
        if not self._form.changes():
            self.say("Nothing is changed. Enter on an account changes it, Ctrl+N begins a new one.")
            return
        was = self._was
        typed = self._form.on_top_of(was or AccountCard())
        stored = self.ask_and_call(lambda _answers: accounts.save(self.context.counter, typed, was))
        if stored is None:
            return
        self._show_card(stored)
        self.changed("journal")
        if stored.id is not None:
            self.chart.select(stored.id)
        self.say(f"{stored.code} {stored.name} is saved.", "good")

    def do_history(self) -> None:
        """Ctrl+H: who changed the account of the current row, when, and what it was before."""
        shown = self.lines if self._front() is self.entries else self._front()
        row: AccountListed | LineListed | LinePosted | None = shown.current()
        if row is None:
            self.say("There is no account in this row.", "refused")
            return
        key, called = (
            (row.id, f"{row.code} {row.name}")
            if isinstance(row, AccountListed)
            else (row.account_id, f"{row.code} {row.account}")
        )
        self.context.desk.open("history", subject="account", key=key, called=f"account {called}")

    def do_entries(self) -> None:
        """F7: every entry of the current account."""
        shown = self.lines if self._front() is self.entries else self._front()
        row: AccountListed | LineListed | LinePosted | None = shown.current()
        if row is not None:
            self._entries_of(row.id if isinstance(row, AccountListed) else row.account_id)

    def _open_line(self, line: LineListed | LinePosted) -> None:
        self._entries_of(line.account_id)

    def _entries_of(self, account_id: int) -> None:
        self.account.value = account_id
        self.pages.setCurrentIndex(0)
        self.do_reload()
        self.focus_first()

    # ── ways out ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_print(self) -> None:
        """Ctrl+P: the list in front, as it is filtered and sorted."""
        facts = list_output.facts(self, self._front(), self._titled())
        if facts is None:
            return
        sums = (self._sums["Debits"].text(), self._sums["Credits"].text())
        totals = (*("" for _ in facts.columns[2:]), *sums) if facts.rows else ()
        self.context.paper.preview(replace(facts, totals=totals), self)

    def do_export(self) -> None:
        """Ctrl+E: the list in front as a CSV file, as it is filtered and sorted."""
        list_output.export(self, self._front(), self._titled())

    def _titled(self) -> str:
        since, until = self.since.value, self.until.value
        if self._on_accounts:
            return f"Trial balance {dates.full_day(until or self.context.counter.today())}"
        account = f" {self.account.currentText()}" if self.account.value is not None else ""
        days = [f" from {dates.full_day(since)}" if since else "", f" to {dates.full_day(until)}" if until else ""]
        return f"Journal{account}{''.join(days)}"
