"""The Stock Master File: what a part is and costs, how much is there, who waits, what came and went.

It must not know how any of it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.rules import gst, words
from app.rules.faults import Refused
from app.rules.found import PartHit
from app.rules.questions import Answers
from app.services import backorders_listed, lookup
from app.services.counter import Counter
from app.services.masters import alternates, parts, parts_listed, price_groups, stock_card
from app.services.masters.parts import PartCard
from app.services.masters.parts_listed import PartListed
from app.services.masters.stock_card import StockCard
from app.services.sales import years
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import Hit
from app.ui.kit.records import picker
from app.ui.kit.records.lists import RecordView
from app.ui.windows.parts import lists as parts_lists
from app.ui.windows.parts.form import PartPage
from app.ui.windows.parts.sales import PartsYear
from app.ui.windows.parts.stock import StockCardPage
from app.ui.windows.shared import labels, list_output, part_hits
from app.ui.windows.shared.card_pages import spaced
from app.ui.windows.shared.master_file import LIST_ACTIONS, MasterFile

Page = Literal["details", "stock", "movements", "backorders", "orders", "sales", "list"]

_HEADINGS: Final = ("&Details", "Stock &card", "&Movements", "Backorders", "&Orders", "&Sales", "All par&ts")
_TOTALS: Final = ("On hand", "Available", "On order", "Waiting", "Price ex", "Price inc")
_ALL: Final = 1000


class Parts(MasterFile):
    """One part on its tabs, and all of them on the last; opened by F3 or F11 it shows the stock card at once."""

    name = "parts"
    heading = "Stock Master File"
    thing = "part"
    _in_history = "part"
    _shown_here = frozenset({"parts", "stock", "backorders", "orders", "invoices", "receipts", "settings"})
    _on_the_card = frozenset({"parts", "receipts"})
    _of_a_stored_one = ("stock", "movements", "backorders", "orders", "sales")
    sought_by = "Number, barcode or words of the description"
    help: ClassVar[str] = (
        "F3 finds a part by any of its numbers, by barcode or by words, and shows what it costs and whether it is "
        "there. Alt and the underlined letter turn to a tab, F11 shows the stock card, F5 its backorders. On Details "
        "F2 saves; other numbers and quantity breaks are typed into their grids, Ctrl+Del takes a line away. F4 lists "
        "all parts by number: typing narrows the list, Ctrl and the arrow keys sort it, Enter, F5, F8 and F11 open "
        "the part of the row. On Sales Left and Right tell the months, Enter opens the lines of one. Ctrl+B prints "
        "labels with barcode for the part or its bin."
    )

    def __init__(
        self, context: Context, *, part_id: int | None = None, find: bool = False, page: Page | None = None
    ) -> None:
        super().__init__(context)
        self.details = PartPage(
            lambda sentence: self.say(sentence, "refused"),
            self._hits(),
        )
        self._form = self.details.form
        self.stock = StockCardPage(context.sees_costs)
        self.movements, self.backorders = parts_lists.movements(context.sees_costs), parts_lists.backorders()
        self.orders, self.every = parts_lists.orders(), parts_lists.every_part()
        self._others = True
        """Whether the list of all parts is to be read anew, because there are others, or it was never read."""
        self._lists: dict[str, RecordView] = {
            "movements": self.movements,
            "backorders": self.backorders,
            "orders": self.orders,
            "list": self.every,
        }
        self.sales = PartsYear(context)
        pages: dict[str, QWidget] = {"details": self.details, "stock": self.stock}
        pages |= {name: spaced(shown, shown.accessibleName()) for name, shown in self._lists.items()}
        pages["sales"] = spaced(self.sales, "Sales by month")
        pages["list"] = pages.pop("list")  # the one page that is not about the part in front comes last
        self._lay_out(pages, _HEADINGS, (*LIST_ACTIONS, "do_new", "do_save"), primary=("do_save",))
        self._totals = {name: self._foot.total(name) for name in _TOTALS}
        self.backorders.opened.connect(lambda row: self._open_backorders(row.debtor_id))
        self.stock.who_waits.opened.connect(lambda row: self._open_backorders(row.debtor_id))
        self.orders.opened.connect(lambda row: context.desk.open("stock_order", order_id=row.order_id))
        self.movements.opened.connect(self._open_document)
        self.every.opened.connect(lambda row: self._open_listed(row, "stock"))
        self._begin(part_id, page or "stock")
        if find:
            QTimer.singleShot(0, self, self._find_at_once)

    def shows(self, facts: Mapping[str, object]) -> bool:
        """The list of all parts is in front here, and nothing typed waits behind it; or it is as a new one."""
        listed = facts == {"page": "list"} and self.page == "list" and self.unfinished() is None
        return listed or super().shows(facts)

    # ── the record ────────────────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _found(counter: Counter, typed: str) -> Sequence[PartHit]:
        return parts.search(counter, typed)

    def _open_card(self, record_id: int) -> PartCard:
        return parts.open_card(self.context.counter, record_id)

    def _blank(self) -> PartCard:
        return PartCard()

    def _code_of(self, card: PartCard) -> str:
        return card.number

    def _name_of(self, card: PartCard) -> str:
        return card.description

    def _show(self, was: PartCard | None, card: PartCard) -> None:
        counter = self.context.counter
        suppliers = self.read(lambda: lookup.find_creditors(counter, "", _ALL, retired=True))
        groups = self.read(lambda: price_groups.groups(counter))
        self.details.offer(suppliers or (), groups or ())
        super()._show(was, card)

    def _save(self, card: PartCard, was: PartCard | None, _answers: Answers) -> PartCard:
        return parts.save(self.context.counter, card, was)

    def _read_standing(self) -> None:
        part_id = self.record_id
        style.mark(self.standing, "muted" if part_id is None else "strong")
        card = None if part_id is None else self.read(lambda: stock_card.of(self.context.counter, part_id))
        waiting = len(card.who_waits) if card else 0
        at = self.pages.indexOf(self._by_name["backorders"])
        self.pages.setTabText(at, f"Backorders ({waiting})" if waiting else "Backorders")
        if card is None:
            self.standing.tell("" if self.page == "list" else "A new part")
            self.setWindowTitle("All parts" if self.page == "list" else self.heading)
            for figure in self._totals.values():
                figure.setText("–")
            self.details.cost.setText("–")
            return
        gone = "" if self._was.active else "  ·  not in use"
        chain = self.read(lambda: alternates.chain(self.context.counter, card.part.id)) or ""
        self.standing.tell(f"{card.part.description}{gone}{'  ·  ' if chain else ''}{chain}")
        self._show_totals(card)
        self.stock.show_card(card)
        cost = self.stock.figure("Average cost"), self.stock.figure("Last cost")
        self.details.cost.setText(f"{cost[0]} average, {cost[1]} last" if any(each != "–" for each in cost) else "–")

    def _show_totals(self, card: StockCard) -> None:
        part = card.part
        quantities = {
            "On hand": part.on_hand, "Available": part.available, "On order": part.on_order, "Waiting": card.waiting
        }  # fmt: skip
        for name, amount in quantities.items():
            self._totals[name].setText(words.quantity(amount) if part.stocked else "–")
        self._totals["Price ex"].setText(words.price(part.list_price))
        self._totals["Price inc"].setText(words.price(gst.inc(part.list_price, part.gst_rate)))

    # ── the page in front ─────────────────────────────────────────────────────────────────────────────────────────

    def _read_page(self) -> None:
        part_id, counter, page = self.record_id, self.context.counter, self.page
        if page == "list":
            self._read_every()
        elif part_id is not None and page == "sales":
            months = self.read(lambda: years.of_part(counter, part_id))
            self.sales.show_months(part_id, self._was.number, months or ())
        elif part_id is not None:
            self._read_list(page, part_id)
        self._foot.show_totals(page != "list")
        listed = page in self._lists or page == "stock"
        for slot in LIST_ACTIONS:
            self.action(slot).setEnabled(listed)
            self._buttons[slot].setVisible(listed)
        for slot in ("do_back_orders", "do_alternates"):
            self.action(slot).setEnabled(part_id is not None or page == "list")

    def _read_every(self) -> None:
        """The list of all parts; while no part has changed its rows alone, for what is on their shelves."""
        if self._others or not self.every.is_read:
            self._others = False
            self.every.show_listing(parts_listed.every(self.context.counter), self)
        else:
            self.every.read_again()

    def _page_turned(self, at: int) -> None:
        if self.record_id is None:
            self._read_standing()
        super()._page_turned(at)

    def on_changed(self, words: frozenset[str]) -> None:
        """Somebody wrote what is shown here."""
        self._others = self._others or "parts" in words
        super().on_changed(words)

    def staffed(self) -> None:
        """Costs are shown to those only who may see them."""
        self._read_standing()
        self._read_page()

    def _read_list(self, page: str, part_id: int) -> None:
        """What a page lists of the part."""
        counter = self.context.counter
        if page == "movements":
            self.movements.show_listing(stock_card.movements(counter, part_id), self)
        elif page == "backorders":
            self.backorders.show_listing(backorders_listed.of_part(counter, part_id), self)
        elif page == "orders" and (orders := self.read(lambda: lookup.on_order_due(counter, part_id))) is not None:
            self.orders.show_records(orders)

    def focus_page(self) -> None:
        """The cursor goes into the page in front; a picture without a bar has nothing to go through."""
        if self.page == "stock":
            self.stock.who_waits.setFocus()
        elif self.page in self._lists:
            self._lists[self.page].setFocus()
        elif self.page == "sales":
            (self.sales.heading if self.sales.heading.isEnabled() else self.finder).setFocus()
        else:
            super().focus_page()

    def focus_first(self) -> None:
        """At first sight: the list of all parts where that was asked for, else the look-up field."""
        if self.page == "list":
            self.every.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.finder.setFocus(Qt.FocusReason.OtherFocusReason)

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_find(self) -> None:
        """F3: find a part; its stock card answers what it costs and whether it is there."""
        self._find()

    def _list_all(self, typed: str) -> None:
        self.every.filter_by(typed)
        self.turn_to(self._by_name["list"])

    def do_new(self) -> None:
        """Ctrl+N: an empty card; what was just looked for and not found is taken as its number."""
        sought = self._sought
        if not self._may_leave():
            return
        self._show(None, PartCard())
        number: Any = self._form.fields["number"]
        number.value = sought
        number.setFocus(Qt.FocusReason.OtherFocusReason)
        self.say("A new part: type it, then F2 saves it.")

    def do_save(self) -> None:
        """F2: store what was typed; half a quantity break is none."""
        try:
            self.details.breaks.need_complete()
        except Refused as fault:
            self.refuse(fault)
            return
        super().do_save()

    def do_back_orders(self) -> None:
        """F5: the backorders of this part, or of the part of the row in the list of all."""
        if self._took_row():
            self.turn_to(self._by_name["backorders"])

    def do_stock_card(self) -> None:
        """F11: the figures of this part, or of the row's; without one, find it first."""
        if not self._took_row():
            return
        if self.record_id is None:
            self._find()
        else:
            self.turn_to(self.stock)

    def do_alternates(self) -> None:
        """F8: what superseded this part, and parts that share a number with it; Enter shows the chosen one."""
        part_id = self.record_id if self._took_row() else None
        if part_id is None:
            return
        found = self.read(lambda: alternates.of(self.context.counter, part_id))
        if not found:
            self.say(f"Nothing supersedes {self._was.number}, and no other part shares a number with it.")
            return
        chosen = picker.pick(
            self.context,
            lambda typed: [
                each for each in found if typed.casefold() in f"{each.number} {each.description}".casefold()
            ],
            part_hits.ALTERNATES,
            f"Alternates of {self._was.number}",
            detail=part_hits.shelf,
            width=part_hits.WIDTH,
        )
        if chosen is not None:
            self.open_record(chosen.id)

    def do_print(self) -> None:
        """Ctrl+P: the list in front, as it is filtered and sorted."""
        shown = self._list()
        of = "" if shown is self.every else f" – {self._was.number} {self._was.description}"
        facts = list_output.facts(self, shown, f"{shown.accessibleName()}{of}")
        if facts is not None:
            self.context.paper.preview(facts, self)

    def do_labels(self) -> None:
        """Ctrl+B: labels of this part or its bin, or of the part of the row in the list of all."""
        if self._took_row():
            if self.record_id is None:
                self.say("A part that is not saved has no label yet. F2 saves it.", "refused")
            else:
                labels.for_part(self, self.record_id)

    def do_export(self) -> None:
        """Ctrl+E: the list in front as a CSV file, as it is filtered and sorted."""
        shown = self._list()
        of = "" if shown is self.every else f" {self._was.number}"
        list_output.export(self, shown, f"{shown.accessibleName()}{of}")

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _list(self) -> RecordView:
        return self._lists.get(self.page, self.stock.who_waits)

    def _open_listed(self, row: PartListed, page: Page) -> None:
        if self.open_record(row.id):
            self.turn_to(self._by_name[page])

    def _took_row(self) -> bool:
        """In the list of all parts the row in front is opened first; False where there is none, or it is not to be."""
        if self.page != "list":
            return True
        row: PartListed | None = self.every.current()
        return row is not None and self.open_record(row.id)

    def _find(self) -> bool:
        typed = self._typed_to_find()
        found = picker.pick(
            self.context,
            self._records(),
            part_hits.found_at(part_hits.LIST_PRICE),
            "Find part",
            typed,
            detail=self._detail,
            empty="No part fits. Type less of it, or other words.",
            width=part_hits.WIDTH,
            guard=0,
        )
        if found is None or not self.open_record(found.id):
            return False
        self.turn_to(self.stock)
        return True

    def _find_at_once(self) -> None:
        """Opened by F3 or F11 elsewhere: who finds nothing goes back to where they came from."""
        if not self._find() and self.record_id is None:
            self.context.desk.close_tab(self)

    @staticmethod
    def _hit(found: PartHit) -> Hit:
        return part_hits.as_hit(found)

    def _picked(self, hit: Hit) -> None:
        super()._picked(hit)
        if hit.id == self.record_id:
            self.turn_to(self._by_name[self.page])

    def _detail(self, hit: PartHit) -> str:
        found = self.read(lambda: lookup.part(self.context.counter, hit.id))
        if found is None:
            return ""
        price = f"{words.price(found.list_price)} ex, {words.price(gst.inc(found.list_price, found.gst_rate))} inc GST"
        return f"{part_hits.shelf(hit)} · {price}"

    def _part_id(self) -> int | None:
        return self.record_id

    def _open_backorders(self, debtor_id: int) -> None:
        self.context.desk.open("backorders", debtor_id=debtor_id, part_id=self.record_id)

    def _open_document(self, row: stock_card.Movement) -> None:
        opens = {
            "invoice": ("parts_invoicing", "invoice_id"),
            "stock adjustment": ("stock_adjustment", "adjustment_id"),
        }
        if row.document_id is not None and row.document_kind in opens:
            window, fact = opens[row.document_kind]
            self.context.desk.open(window, **{fact: row.document_id})
