"""Lines sold: of some days, of a part or a debtor, or those that the fill rate counts; it must not change any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import Qt

from app.rules import words
from app.services.sales import sold
from app.services.sales.sold import SoldLine, Which
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import DateField
from app.ui.kit.window import TaskWindow
from app.ui.windows.credits import paper as credit_paper
from app.ui.windows.shared import list_output
from app.ui.windows.sold import list as sold_list

_SHOWN_HERE = frozenset({"invoices", "receipts", "stock"})


class LinesSold(TaskWindow):
    """What lies behind a bar of a picture: `which` lines, `called` says of what; without them, those of this month."""

    name = "sold"
    heading = "Lines sold"
    help: ClassVar[str] = (
        "Every line of the invoices of some days, and what was taken back in them, with a minus. A bar of a picture "
        "opens the lines that it is made of: a week of the fill rate, a month of a part or of a debtor. Typing filters "
        "the list, and the figures at the foot are those of the lines that are shown. Enter opens the invoice or the "
        "credit, F11 the part's stock card."
    )

    def __init__(self, context: Context, *, which: Which | None = None, called: str = "") -> None:
        super().__init__(context)
        self._facts: dict[str, object] = {} if which is None else {"which": which, "called": called}
        first = context.counter.today().replace(day=1)
        self._which = which or Which(first, context.counter.today())
        today = context.counter.today
        self.since = DateField("From", "What was sold from this day on.", today=today)
        self.until = DateField("To", "What was sold up to this day.", today=today)
        self.since.value, self.until.value = self._which.first, self._which.last
        head = self.head_band(2)
        head.add("&From", self.since, column=0)
        head.add("&To", self.until, style.label(words.begun(called), "strong", name="Of what"), column=1)
        for field in (self.since, self.until):
            field.committed.connect(lambda _value: self.do_reload())
            field.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.list = sold_list.made()
        self.body(self.list, style.SIZES.margin)
        foot = self.foot_band()
        self._totals = {name: foot.total(name) for name in sold_list.NAMES}
        foot.add(self.button("do_print"), self.button("do_export", primary=True))
        self.list.known.connect(self._tell)
        self.list.chosen.connect(lambda _row: self._tell())
        self.list.opened.connect(self._open)
        self.list.refused.connect(lambda sentence: self.say(sentence, "refused"))
        if called:
            self.setWindowTitle(f"Sold: {called}")
        self.do_reload()

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    def shows(self, facts: Mapping[str, object]) -> bool:
        """One tab for each bar, and one for the days that somebody types."""
        return dict(facts) == self._facts

    def do_reload(self) -> None:
        """F5: read everything again."""
        was = self._which
        first, last = self.since.value or was.first, self.until.value or was.last
        self._which = Which(first, last, was.part_id, was.debtor_id, was.asked_for)
        self.list.show_listing(sold.lines(self.context.counter, self._which), self)
        self._tell()

    def on_changed(self, written: frozenset[str]) -> None:
        """Somebody sold something, or took it back."""
        if written & _SHOWN_HERE:
            self.do_reload()

    def focus_first(self) -> None:
        """At first sight: the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def current(self) -> SoldLine | None:
        """The row with the cursor."""
        row: SoldLine | None = self.list.current()
        return row

    def figure(self, name: str) -> str:
        """A figure at the foot."""
        return self._totals[name].text()

    def _tell(self) -> None:
        for name, figure in sold_list.totals(self.list.sums, asked_for=self._which.asked_for).items():
            self._totals[name].setText(figure)

    def _open(self, row: SoldLine) -> None:
        """Enter: the document of the row."""
        credit_id = row.credit_id
        if credit_id is None:
            self.context.desk.open("parts_invoicing", invoice_id=row.invoice_id)
        else:
            self.read(lambda: credit_paper.again(self, credit_id))

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_stock_card(self) -> None:
        """F11: the stock card of the row's part."""
        row = self.current
        if row is None:
            super().do_stock_card()
        else:
            self.context.desk.open("parts", part_id=row.part_id)

    def do_print(self) -> None:
        """Ctrl+P: the list, as it is filtered and sorted."""
        facts = list_output.facts(self, self.list, self.windowTitle())
        if facts is not None:
            self.context.paper.preview(facts, self)

    def do_export(self) -> None:
        """Ctrl+E: the list as a CSV file."""
        list_output.export(self, self.list, self.windowTitle())
