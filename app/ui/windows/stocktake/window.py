"""Stocktake: start, count by bin, look at the variances, post; it must not know what a variance does to the stock."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import ClassVar, Final
from uuid import uuid4

from PySide6.QtCore import Qt

from app.rules import stocktaking, words
from app.rules.facts import ListFacts
from app.rules.found import PartFound
from app.rules.money import ZERO, rounded
from app.rules.questions import Answers
from app.rules.stocktaking import Count
from app.services import settings
from app.services.masters import price_groups
from app.services.stock import adjusting, counting, stocktakes
from app.services.stock.stocktakes import Sheet, StocktakeListed
from app.ui.kit import dates
from app.ui.kit.context import Context
from app.ui.kit.room import Stack
from app.ui.windows.shared import buying_find, list_output
from app.ui.windows.shared.stock_window import StockWindow, gifts_named, gifts_said
from app.ui.windows.stocktake.count_page import CountPage
from app.ui.windows.stocktake.grid import CountGrid, CountRow
from app.ui.windows.stocktake.start import StartPage

_START, _COUNT = 0, 1
_WHILE_COUNTING: Final = ("do_variances", "do_count_again", "do_abandon", "do_print", "do_export")


class Stocktakes(StockWindow):
    """What to count, then the sheets of one stocktake, then its variances."""

    name = "stocktake"
    heading = "Stocktake"
    help: ClassVar[str] = (
        "Choose the bins and press F12: the sheets keep what is on hand at that moment. Ctrl+P prints them. Type what "
        "was counted, Enter goes to the next part; a scan finds its part and adds one, F3 puts a part that nobody "
        "expected on the sheets. Every count is kept at once, and several people may count. F8 shows what differs, "
        "F6 has it counted again from what is on hand now. F12 posts the differences; what was sold meanwhile stays "
        "sold."
    )

    def __init__(self, context: Context, stocktake_id: int | None = None) -> None:
        super().__init__(context)
        self._sheet: Sheet | None = None
        self._key = uuid4().hex
        self.start = StartPage(context)
        self.start.changed.connect(self._tell_scope)
        self.tell_what_is_refused(self.start)
        self.start.list.opened.connect(self._open)
        self._make_count_page()
        self._pages = Stack()
        self._pages.addWidget(self.start)
        self._pages.addWidget(self.page)
        self.body(self._pages)
        self._make_foot()
        self.fields = {"first": self.start.first, "account": self.account}
        if stocktake_id is not None:
            self._show_sheet(self.read(lambda: stocktakes.sheet(context.counter, stocktake_id)))
        if self._sheet is None:
            self._show_start()

    # ── making it ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _make_count_page(self) -> None:
        self.page = CountPage(self.account, self.account_found, self.sees_cost)
        self.grid: CountGrid = CountGrid(self.context, self._write, self._scan)
        self.page.show_grid(self.grid)
        self.variances = self.page.variances
        self.wire_grid()
        self.grid.told.connect(self.say)
        self.grid.moved.connect(lambda row, _attribute: self._tell_part(row))
        self.variances.opened.connect(lambda count: self._to_sheets(count.line_id))
        self.page.bin.committed.connect(self._to_bin)
        self.tell_what_is_refused(self.page.bin)
        self.page.on_hand.committed.connect(self._turn_on_hand)
        self.grid.show_on_hand(False)

    def _make_foot(self) -> None:
        foot = self.foot_band()
        foot.remarks.addWidget(self.remark)
        self._counted = foot.total("Counted")
        self._differ = foot.total("Variances")
        self._worth = foot.total("Their value", large=True)
        foot.add(
            self.button("do_abandon"),
            self.button("do_count_again"),
            self.button("do_variances"),
            self.button("do_process", primary=True),
        )

    # ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────

    def _show_start(self) -> None:
        self._sheet = None
        self._pages.setCurrentIndex(_START)
        self.setWindowTitle(self.heading)
        self.start.offer(self.read(lambda: price_groups.groups(self.context.counter)) or ())
        self.start.show_stocktakes(self.read(lambda: stocktakes.list_stocktakes(self.context.counter)) or ())
        self.show_remark(None)
        self._tell_scope()
        self._show_sums()
        self._able()

    def _tell_scope(self) -> None:
        would = self.read(lambda: stocktakes.would_count(self.context.counter, self.start.scope)) or 0
        self.start.would.tell(f"{words.counted(would, 'part')} to count")

    def _show_sheet(self, sheet: Sheet | None) -> None:
        """Put a stocktake that is being counted on the screen."""
        if sheet is None:
            return
        self._sheet = sheet
        day = dates.full_day(sheet.started_at.astimezone().date())
        self.page.about.tell(f"{sheet.number} – {sheet.about}, started {day}")
        self.setWindowTitle(f"{self.heading} {sheet.number}")
        self.show_usual_account()
        self._pages.setCurrentIndex(_COUNT)
        self.grid.show_counts(sheet.counts)
        self._able()
        self._turn_to(variances=False)

    def _counts(self) -> list[Count]:
        return [row.count for row in self.grid.lines] if self._sheet else []

    def _show_sums(self) -> None:
        """How far one is; what differs is told to those only who see what should be there."""
        counts = self._counts()
        differ = stocktaking.variances(counts)
        told = self.page.on_hand.value or self.page.at_variances
        done = f"{len(counts) - stocktaking.uncounted(counts):,} of {len(counts):,}"
        self._counted.setText(done if self._sheet else "–")
        self._differ.setText(f"{len(differ):,}" if told and self._sheet else "–")
        worth = words.money(sum((each.worth for each in differ), rounded(ZERO)))
        self._worth.setText(worth if told and self._sheet and self.sees_cost() else "–")

    def staffed(self) -> None:
        """Values are shown to those only who may see costs."""
        self.variances.show_records(stocktaking.variances(self._counts()))
        self._show_sums()

    def _tell_part(self, row: CountRow | None) -> None:
        """How the part of the current line stands, unless it is counted blind."""
        self.show_remark(row.part if row is not None and self.page.on_hand.value else None)

    def _turn_on_hand(self, shown: bool) -> None:
        self.grid.show_on_hand(shown)
        self._tell_part(self.grid.current_line())
        self._show_sums()

    def _turn_to(self, *, variances: bool) -> None:
        """The sheets or the variances, with the focus."""
        self.page.turn_to(variances=variances)
        self._show_sums()

    def _able(self) -> None:
        counting_now = self._sheet is not None
        for slot in _WHILE_COUNTING:
            self.action(slot).setEnabled(counting_now)
        self.action("do_process").setText("Post" if counting_now else "Start")

    def _read_again(self) -> bool:
        """Read every count again, also those that others have typed; False when that could not be done."""
        if self._sheet is None:
            return False
        stocktake_id = self._sheet.stocktake_id
        sheet = self.read(lambda: stocktakes.sheet(self.context.counter, stocktake_id))
        if sheet is None:
            return False
        if sheet.status != "counting":
            self._show_start()
            self.say(f"Stocktake {sheet.number} is {sheet.status}.", "waits")
            return False
        self.grid.take(sheet.counts)
        self.variances.show_records(stocktaking.variances(sheet.counts))
        self._show_sums()
        return True

    def _took(self, *counts: Count) -> None:
        """Counts have changed."""
        self.grid.take(counts)
        self._show_sums()
        self.changed("counts")

    # ── counting ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _write(self, row: CountRow, counted: Decimal | None) -> Count | None:
        """Keep what was typed of one part; None when it was refused, with what others have counted shown."""
        line_id, was = row.count.line_id, row.count.counted
        written = self.ask_and_call(lambda _answers: counting.count(self.context.counter, line_id, counted, was))
        if written is None:
            sheet = self._sheet
            if sheet is not None:
                now = self.read(lambda: stocktakes.counts(self.context.counter, sheet.stocktake_id, [line_id]))
                row.count = now[0] if now else row.count
            return None
        row.count = written
        self._show_sums()
        self.changed("counts")
        return written

    def _scan(self, text: str) -> None:
        """One more of what was scanned; raises Refused for a barcode that nobody knows."""
        part = buying_find.scanned(self.context, text).part
        sheet = self._sheet
        if sheet is None:
            return
        expected = any(row.part.id == part.id for row in self.grid.lines)
        count = self.ask_and_call(
            lambda _answers: counting.count_more(self.context.counter, sheet.stocktake_id, part.id)
        )
        if count is None:
            return
        self._took(count)
        self.grid.go_to_count(count.line_id)
        unexpected = "" if expected else ", which nobody expected here"
        self.say(f"{part.number}{unexpected}: {words.quantity(count.counted or ZERO)} counted.", "good")

    def take_part(self, part: PartFound) -> None:
        """F3 has found a part: to its count, or onto the sheets with it."""
        sheet = self._sheet
        if sheet is None:
            return
        expected = any(row.part.id == part.id for row in self.grid.lines)
        count = self.ask_and_call(lambda _answers: counting.add_part(self.context.counter, sheet.stocktake_id, part.id))
        if count is None:
            return
        self._took(count)
        self._to_sheets(count.line_id)
        if not expected:
            self.say(f"{part.number} was on no sheet; it is now. Type how many lie there.", "good")

    def _to_sheets(self, line_id: int) -> None:
        self._turn_to(variances=False)
        self.grid.go_to_count(line_id)

    def _to_bin(self, bin_: str) -> None:
        if not bin_:
            return
        self.page.bin.value = ""
        self.grid.go_to_bin(bin_)
        self._turn_to(variances=False)

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_process(self) -> None:
        """F12: start the stocktake that is chosen, or post the one that is counted."""
        if self._sheet is None:
            self._start()
        else:
            self._post(self._sheet)

    def _start(self) -> None:
        scope, key = self.start.scope, self._key
        sheet = self.ask_and_call(lambda answers: stocktakes.start(self.context.counter, scope, key, answers))
        if sheet is None:
            return
        self._key = uuid4().hex
        self._show_sheet(sheet)
        self.changed("counts")
        parts = words.counted(len(sheet.counts), "part")
        self.say(f"Stocktake {sheet.number} – {parts}. Ctrl+P prints the sheets.", "good")

    def _post(self, sheet: Sheet) -> None:
        account = self.account_code
        done = self.ask_and_call(
            lambda answers: stocktakes.post(self.context.counter, sheet.stocktake_id, account, answers)
        )
        if done is None:
            self._read_again()
            return
        self.do_recall()
        self.changed("counts", "stock", "backorders")
        adjusted = done.adjustment
        if adjusted is None:
            self.say(f"Stocktake {done.number} is posted: nothing differed.", "good")
            return
        value = f", value {words.money(adjusted.value)}" if self.sees_cost() else ""
        lines = words.counted(len(adjusted.lines), "part")
        said = f"Stocktake {done.number} – {lines} corrected by stock adjustment {adjusted.number}{value}."
        said += gifts_said(adjusted) + "".join(f" {each}" for each in done.notices)
        self.say(said, "waits" if adjusted.withdrawn else "good")
        self.remark.tell(gifts_named(adjusted))

    def do_variances(self) -> None:
        """F8: what was counted otherwise than it was, and back to the sheets."""
        if self.page.at_variances:
            self._turn_to(variances=False)
        elif self._read_again():
            self._turn_to(variances=True)
            sold = sum(each.explained for each in self.variances.shown())
            if sold:
                self.say(
                    f"{words.counted(sold, 'variance')} just what moved since the snapshot: counted after it was sold? "
                    "F6 counts it again.",
                    "waits",
                )

    def do_count_again(self) -> None:
        """F6: forget the counts that are ticked, or the current one, and compare with what is on hand now."""
        sheet = self._sheet
        chosen = self._chosen()
        if sheet is None or not chosen:
            self.say("There is nothing to count again here.")
            return
        line_ids = [each.line_id for each in chosen]
        again = self.ask_and_call(
            lambda answers: counting.count_again(self.context.counter, sheet.stocktake_id, line_ids, answers)
        )
        if again is None:
            return
        self._took(*again)
        self.variances.tick(())
        self._to_sheets(line_ids[0])
        self.say(f"{words.counted(len(again), 'part')} to count again.", "good")

    def _chosen(self) -> tuple[Count, ...]:
        if not self.page.at_variances:
            row = self.grid.current_line()
            return () if row is None else (row.count,)
        current = self.variances.current()
        ticked: tuple[Count, ...] = self.variances.ticked()
        return ticked or (() if current is None else (current,))

    def do_abandon(self) -> None:
        """Ctrl+Shift+Del: give the stocktake up."""
        sheet = self._sheet
        if sheet is None:
            return

        def abandon(answers: Answers) -> bool:
            stocktakes.abandon(self.context.counter, sheet.stocktake_id, answers)
            return True

        if self.ask_and_call(abandon):
            self.do_recall()
            self.changed("counts")
            self.say(f"Stocktake {sheet.number} is abandoned; the stock is as it was.", "good")

    def do_recall(self) -> None:
        """F9: all the stocktakes there are; the counts of this one are kept."""
        self._show_start()
        self.start.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_new(self) -> None:
        """Ctrl+N: choose what else is to be counted."""
        self._show_start()
        self.start.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_reload(self) -> None:
        """F5: read everything again, also what others have counted."""
        if self._sheet is None:
            self._show_start()
        elif self._read_again():
            self.say("These are the counts as they stand now.")

    def do_print(self) -> None:
        """Ctrl+P: the count sheets, or the list of variances when that is shown."""
        sheet = self._sheet
        if sheet is None:
            return
        if self.page.at_variances:
            self.context.paper.preview(self._variance_facts(sheet), self)
            return
        shown = self.page.on_hand.value
        facts = self.read(lambda: stocktakes.count_sheet(self.context.counter, sheet.stocktake_id, show_on_hand=shown))
        if facts is not None:
            self.context.paper.preview(facts, self)

    def do_export(self) -> None:
        """Ctrl+E: the list of variances as a CSV file."""
        if self._sheet is not None and self._read_again():
            list_output.export(self, self.variances, f"Variances of stocktake {self._sheet.number}")

    def _variance_facts(self, sheet: Sheet) -> ListFacts:
        shop = self.read(lambda: settings.load(self.context.counter).shop_name)
        facts = self.variances.facts(
            f"Variances of stocktake {sheet.number}", shop=shop or "", dated=self.context.counter.today()
        )
        return replace(facts, about=sheet.about)

    def do_back(self) -> None:
        """Esc: from the variances to the sheets, from the sheets to the list of stocktakes; every count is kept."""
        if self.page.at_variances and self._sheet is not None:
            self.do_variances()
        elif self._sheet is not None:
            self.do_recall()
        else:
            self.start.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_changed(self, words: frozenset[str]) -> None:
        """Another tab has counted, started or posted one; what is typed here stays."""
        if "counts" in words and self._sheet is None:
            self._show_start()

    def focus_field(self, field: str, line: int | None = None) -> None:
        """Focus on a field of the page, or on a count."""
        if line is not None and self._sheet is not None:
            self._to_sheets(line)
        else:
            super().focus_field(field, line)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _open(self, chosen: StocktakeListed) -> None:
        """Enter on the list: go on counting, or look at what was posted."""
        if chosen.status == "counting":
            self._show_sheet(self.read(lambda: stocktakes.sheet(self.context.counter, chosen.stocktake_id)))
            return
        posted = self.read(lambda: adjusting.of_stocktake(self.context.counter, chosen.stocktake_id))
        if posted is not None:
            self.context.desk.open("stock_adjustment", adjustment_id=posted.adjustment_id)
        else:
            nothing = "nothing differed" if chosen.status == "posted" else "the stock stayed as it was"
            self.say(f"Stocktake {chosen.number} is {chosen.status}: {nothing}.")
