"""The Debtor Master File: who buys, on which terms, what is owed and awaited, and the lists about all debtors.

It must not know how any of it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, Literal

from PySide6.QtWidgets import QWidget

from app import draft_codec
from app.rules.found import DebtorFound
from app.rules.questions import Answers
from app.services import backorder_lists, queries
from app.services.backorder_lists import BackorderLine
from app.services.counter import Counter
from app.services.masters import debtors, ledgers, price_groups
from app.services.masters.debtors import DebtorCard
from app.services.masters.ledgers import DebtorLedgerRow
from app.services.queries.declared import OF_DEBTOR, QueryRow
from app.services.sales import documents, years
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.windows.backorders import actions as backorder_actions
from app.ui.windows.backorders import releases
from app.ui.windows.credits import paper as credit_paper
from app.ui.windows.debtors.form import DebtorPages
from app.ui.windows.debtors.ledger import ledger_list, standing
from app.ui.windows.debtors.special_prices import PricesTyped, SpecialPrices
from app.ui.windows.debtors.year import DebtorsYear
from app.ui.windows.receipts.paper import show_receipt
from app.ui.windows.shared import list_output
from app.ui.windows.shared.card_pages import spaced
from app.ui.windows.shared.master_file import CARD_ACTIONS, LIST_ACTIONS, MasterFile
from app.ui.windows.shared.query_list import QueryList, QueryPage

Page = Literal["details", "addresses", "options", "ledger", "backorders", "year", "query"]

_ROW_ACTIONS: Final = (
    "do_cancel_backorder",
    "do_pick_list",
    "do_call_done",
    "do_handed_over",
    "do_release",
    "do_invoice",
)


class Debtors(MasterFile):
    """One debtor on the tabs Details to Year; the Query tab is about all of them.

    Opened with a `debtor_id`, on a `page`; or with the key of a `query`, whose list is then in front at once.
    """

    name = "debtors"
    heading = "Debtor Master File"
    thing = "debtor"
    _in_history = "debtor"
    _shown_here = frozenset({"debtors", "invoices", "backorders", "stock", "receipts", "orders"})
    _on_the_card = frozenset({"debtors"})
    _of_a_stored_one = ("ledger", "backorders", "year")
    help: ClassVar[str] = (
        "Find a debtor by code, name, phone or ABN. Alt and the underlined letter turn to a tab, F5 to the backorders. "
        "F4 lists all debtors. On Year Left and Right tell the months, Down the one a year before, Enter opens its "
        "lines. "
        "On Query choose a list: typing filters it, Ctrl and the arrow keys sort it, Ctrl+P prints it, Ctrl+E exports "
        "it. F12 opens invoicing for the debtor of the row, with what is ready."
    )

    def __init__(
        self, context: Context, *, debtor_id: int | None = None, page: Page = "details", query: str = ""
    ) -> None:
        super().__init__(context)
        self._prices = SpecialPrices(context)
        self._prices.grid.refused.connect(self._say_refused)
        sheets = DebtorPages(self._prices.grid, self._say_refused)
        self._sheets, self._form = sheets, sheets.form
        self._form.fields["name"].committed.connect(self._name_typed)  # type: ignore[attr-defined]
        self._ledger = ledger_list(context.counter.today)
        self._ledger.opened.connect(self._open_entry)
        self._ledger_of: int | None = None
        self._backorders = QueryList(OF_DEBTOR)
        self._backorders.opened.connect(self._open_row)
        self.year = DebtorsYear(context)
        self._query = QueryPage(self, lambda key: queries.listing(context.counter, key), self._against_the_books)
        self._query.opened.connect(self._open_row)
        pages: dict[str, QWidget] = {
            "details": sheets.details,
            "addresses": sheets.addresses,
            "options": sheets.options,
            "ledger": spaced(self._ledger, "Ledger"),
            "backorders": spaced(self._backorders, "Backorders"),
            "year": spaced(self.year, "Year"),
            "query": self._query,
        }
        words = ("&Details", "Addre&sses", "&Options", "&Ledger", "Backorders", "&Year", "&Query")
        slots = (*LIST_ACTIONS, *_ROW_ACTIONS, *CARD_ACTIONS)
        self._lay_out(pages, words, slots, primary=("do_save", "do_invoice"))
        self.action("do_release").setText("Release")
        self._backorders.chosen.connect(self._follow)
        self._query.chosen.connect(self._follow)
        if query:
            self._query.choice.value = query
        self._begin(debtor_id, "query" if query else page)

    def shows(self, facts: Mapping[str, object]) -> bool:
        """The list that is asked for is in front here, and nothing typed waits behind it; or it is as a new one."""
        listed = {"query": self._query.choice.value} if self.page == "query" else None
        return (facts == listed and self.unfinished() is None) or super().shows(facts)

    # ── the record ────────────────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _found(counter: Counter, typed: str) -> Sequence[DebtorFound]:
        return debtors.search(counter, typed)

    def _open_card(self, record_id: int) -> DebtorCard:
        return debtors.open_card(self.context.counter, record_id)

    def _blank(self) -> DebtorCard:
        return DebtorCard()

    def _next_code(self, name: str) -> str:
        return debtors.next_code(self.context.counter, name)

    def _show(self, was: DebtorCard | None, card: DebtorCard) -> None:
        structures = self.read(lambda: price_groups.structures(self.context.counter))
        self._sheets.offer_structures(structures or ())
        super()._show(was, card)

    def _filled(self) -> None:
        debtor_id = self.record_id
        prices = () if debtor_id is None else self.read(lambda: debtors.agreed_prices(self.context.counter, debtor_id))
        self._prices.show(prices or ())
        super()._filled()

    def _changes(self) -> int:
        return super()._changes() + len(self._prices.changes())

    def _typed_beside(self) -> str:
        prices = self._prices.changes()
        return draft_codec.written(PricesTyped(tuple(prices.items()))) if prices else ""

    def _take_up_beside(self, kept: str) -> None:
        self._prices.take_up(draft_codec.read(kept, PricesTyped))

    def _save(self, card: DebtorCard, was: DebtorCard | None, answers: Answers) -> DebtorCard:
        return debtors.save(self.context.counter, card, was, answers)

    def _saved_beside(self, record_id: int) -> bool:
        prices = self._prices.changes()

        def agree(_answers: Answers) -> bool:
            debtors.agree_prices(self.context.counter, record_id, prices, self._prices.stored)
            return True

        return not prices or bool(self.ask_and_call(agree))

    def _read_standing(self) -> None:
        debtor_id, card = self.record_id, self._was
        if debtor_id is None:
            self._count_backorders(0)
            self.standing.tell("" if self.page == "query" else "A new debtor")
            style.mark(self.standing, "muted")
            self.setWindowTitle(self._query.shown.query.name if self.page == "query" else self.heading)
            return
        counter = self.context.counter
        owes = self.read(lambda: debtors.balance(counter, debtor_id))
        waiting = self.read(lambda: backorder_lists.count_of(counter, debtor_id))
        if owes is not None and waiting is not None:
            lines, ready = waiting
            sentence, tone = standing(card, owes, lines, ready)
            style.mark(self.standing, "strong" if tone == "plain" else tone)
            self.standing.tell(sentence)
            self._count_backorders(lines)

    def _against_the_books(self, key: str) -> None:
        if self.record_id is None:
            self._read_standing()
        counter = self.context.counter
        self.look(lambda: queries.remark(counter, key), self._query.tell_remark, wait=True)

    def _count_backorders(self, lines: int) -> None:
        count = f" ({lines})" if lines else ""
        self.pages.setTabText(self.pages.indexOf(self._by_name["backorders"]), f"Backorders{count}")

    # ── the page in front ─────────────────────────────────────────────────────────────────────────────────────────

    def _page_turned(self, at: int) -> None:
        if self.record_id is None:
            self._read_standing()
        super()._page_turned(at)

    def _read_page(self) -> None:
        counter, debtor_id = self.context.counter, self.record_id
        if self.page == "query":
            self._query.reload()
        elif debtor_id is not None and self.page == "ledger":
            other = self._ledger_of != debtor_id
            self._ledger.show_listing(ledgers.of_debtor(counter, debtor_id), self, at_end=other)
            self._ledger_of = debtor_id
        elif debtor_id is not None and self.page == "backorders":
            self._backorders.show_listing(queries.of_debtor(counter, debtor_id), self)
        elif debtor_id is not None and self.page == "year":
            months = self.read(lambda: years.of_debtor(counter, debtor_id))
            self.year.show_months(debtor_id, self._was.name, months or ())
        self._follow()

    def focus_page(self) -> None:
        """The cursor goes into the page in front."""
        if self.page == "query":
            self._query.focus_list()
        elif self.page == "backorders":
            self._backorders.list.setFocus()
        elif self.page == "ledger":
            self._ledger.setFocus()
        elif self.page == "year":
            (self.year.heading if self.year.heading.isEnabled() else self.finder).setFocus()
        else:
            super().focus_page()

    def focus_first(self) -> None:
        """At first sight: the list that was asked for, else the look-up field."""
        if self.page in ("query", "ledger", "backorders", "year"):
            self.focus_page()
        else:
            self.finder.setFocus()

    def _follow(self) -> None:
        """Only what can be done with the row in front is live."""
        listed = self.page in ("ledger", "backorders", "query")
        rows = self._picked_rows()
        current = self._row()
        waits = self._lists_backorders()
        some_ready = waits and any(row.ready for row in rows)
        live = {
            "do_print": listed,
            "do_export": listed,
            "do_cancel_backorder": waits and current is not None,
            "do_call_done": waits and bool(rows),
            "do_handed_over": some_ready,
            "do_release": waits or self._in_front("deposits_held"),
            "do_pick_list": some_ready or self._order_in_front() is not None,
            "do_invoice": self.record_id is not None or (current is not None and current.debtor_id is not None),
            "do_back_orders": self.record_id is not None,
            "do_next_code": self._was is None,
            "do_delete_line": self.page == "options",
            "do_restore_line": self.page == "options",
        }
        for slot, can in live.items():
            self.action(slot).setEnabled(can)
        undone = waits and len(rows) == 1 and rows[0].all_handed_over
        self.action("do_handed_over").setText(releases.hand_over_words(undone=undone))
        self.action("do_invoice").setText("Make final invoice" if self._in_front("deposits_held") else "Invoice")
        # with the largest counter font there is room for the buttons that the list in front is worked with, no others
        shown = {
            "do_export": listed and not waits,
            "do_cancel_backorder": waits,
            "do_call_done": waits,
            "do_handed_over": waits,
            "do_pick_list": waits or self._in_front("saved"),
            "do_release": waits or self._in_front("deposits_held"),
        }
        shown = {slot: shown.get(slot, (slot in CARD_ACTIONS) is not listed) for slot in self._buttons}
        for slot in sorted(shown, key=shown.__getitem__):  # what goes makes room first, else the desk would grow
            self._buttons[slot].setVisible(shown[slot])

    def _list(self) -> QueryList | None:
        if self.page == "query":
            return self._query.shown
        return self._backorders if self.page == "backorders" else None

    def _row(self) -> QueryRow | None:
        shown = self._list()
        return shown.current() if shown is not None else None

    def _picked_rows(self) -> tuple[QueryRow, ...]:
        shown = self._list()
        return shown.picked() if shown is not None else ()

    def _backorders_of(self, rows: Sequence[QueryRow]) -> Sequence[BackorderLine]:
        """The backorders of these rows as they stand now; none in a list of something else."""
        counter, keys = self.context.counter, [row.id for row in rows]
        if not keys or not self._lists_backorders():
            return ()
        return self.read(lambda: backorder_lists.these(counter, keys)) or ()

    def _picked_backorders(self) -> Sequence[BackorderLine]:
        return self._backorders_of(self._picked_rows())

    def _backorder(self) -> BackorderLine | None:
        row = self._row()
        return next(iter(self._backorders_of([row] if row is not None else [])), None)

    def _order_in_front(self) -> int | None:
        """The saved order of the current row, in the list of them."""
        row = self._row()
        return row.invoice_id if row is not None and self._in_front("saved") else None

    def _lists_backorders(self) -> bool:
        """Whether the rows of the list in front are backorders."""
        keys = ("ready", "waiting", "late")
        return self.page == "backorders" or (self.page == "query" and self._query.shown.query.key in keys)

    def _in_front(self, key: str) -> bool:
        """Whether this list of the Query tab is what is looked at."""
        return self.page == "query" and self._query.shown.query.key == key

    def _part_id(self) -> int | None:
        row = self._row()
        return row.part_id if row is not None else None

    # ── from a row on ─────────────────────────────────────────────────────────────────────────────────────────────

    def _open_row(self, row: QueryRow) -> None:
        """Enter: to where the row is worked on."""
        match (self._query.shown.query if self.page == "query" else OF_DEBTOR).leads_to:
            case "part":
                self.do_stock_card()
            case "invoicing" | "order" | "final invoice":
                self.do_invoice()
            case "backorders" | "ledger" | "debtor" as page:
                if row.debtor_id is not None and self.open_record(row.debtor_id):
                    self.turn_to(self._by_name["details" if page == "debtor" else page])

    def _open_entry(self, row: DebtorLedgerRow) -> None:
        if row.receipt_id is not None:
            show_receipt(self, row.receipt_id)
        elif (credit_id := row.credit_id) is not None:
            self.read(lambda: credit_paper.again(self, credit_id))
        elif row.invoice_id is not None:
            self.context.desk.open("parts_invoicing", invoice_id=row.invoice_id)

    def _list_all(self, typed: str) -> None:
        self._query.choice.value = "debtors"
        self._query.shown.list.filter_by(typed)
        if self.page == "query":
            self._read_page()
        self.turn_to(self._query)

    def do_back_orders(self) -> None:
        """F5: this debtor's backorders."""
        self.turn_to(self._by_name["backorders"])

    def do_invoice(self) -> None:
        """F12: open invoicing for the debtor in front, with what is ready; a saved order is recalled.

        Of an invoice with deposits held it makes the final invoice.
        """
        row, desk = self._row(), self.context.desk
        if row is not None and self._in_front("deposits_held"):
            if row.ready:
                desk.open("parts_invoicing", invoice_id=row.invoice_id)
            else:
                self.say(f"{row.cells[2]}: nothing of it is ready yet. Ctrl+6 shows what it waits for.", "refused")
            return
        if row is not None and self._lists_backorders():
            if line := self._backorder():
                backorder_actions.invoice(self, line)
        elif (order := self._order_in_front()) is not None:
            desk.open("parts_invoicing", invoice_id=order)
        else:
            desk.open("parts_invoicing", debtor_id=row.debtor_id if row is not None else self.record_id)

    def do_call_done(self) -> None:
        """Ctrl+T: the customers of the ticked rows, or of the current one, have been told."""
        if lines := self._picked_backorders():
            backorder_actions.call_done(self, lines)

    def do_handed_over(self) -> None:
        """Ctrl+O: the customers have what is ready of the ticked rows, or of the current one; or not after all."""
        if lines := [line for line in self._picked_backorders() if line.ready]:
            releases.hand_over(self, lines)

    def do_release(self) -> None:
        """Ctrl+R: the next invoice with all that is ready: of this document, of this debtor, or of everybody."""
        releases.release(self, self._backorder())

    def do_cancel_backorder(self) -> None:
        """Ctrl+Shift+Del: the customer no longer wants it, or less of it."""
        if line := self._backorder():
            backorder_actions.cancel(self, line)

    def do_pick_list(self) -> None:
        """Ctrl+L: what to fetch for the ticked rows, or for the current one."""
        order = self._order_in_front()
        if order is None:
            if lines := self._picked_backorders():
                backorder_actions.pick_list(self, lines)
            return
        facts = self.read(lambda: documents.pick_list(self.context.counter, order))
        if facts is not None:
            backorder_actions.deliver_pick_list(self, facts)

    def do_delete_line(self) -> None:
        """Ctrl+Del: end the special price of the line with the cursor; F2 stores it."""
        self._prices.grid.delete_line()

    def do_restore_line(self) -> None:
        """Ctrl+Shift+Z: bring the special price back."""
        self._prices.grid.restore_line()

    def do_print(self) -> None:
        """Ctrl+P: the list in front, as it is filtered and sorted."""
        shown = self._list()
        who = f" – {self._was.name}" if self._was is not None else ""
        if shown is None:
            facts = list_output.facts(self, self._ledger, f"Ledger{who}")
        else:
            heading = f"Backorders{who}" if self.page == "backorders" else shown.query.name
            facts = list_output.facts(self, shown.list, heading)
            facts = facts and shown.with_sums(facts)
        if facts is not None:
            self.context.paper.preview(facts, self)

    def do_export(self) -> None:
        """Ctrl+E: the list in front as a CSV file, as it is filtered and sorted."""
        shown = self._list()
        if shown is None:
            list_output.export(self, self._ledger, f"Ledger {self._was.code}")
        else:
            list_output.export(self, shown.list, shown.query.name)

    def _say_refused(self, sentence: str) -> None:
        self.say(sentence, "refused")
