"""Home: what is ready, late, to send and to come, each opening its list; it must not know how any is counted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.rules import words
from app.services import home
from app.services.backorders_listed import AGES
from app.services.buying.purchases_read import OrderListed
from app.services.home import CountersDay, Drawn, WeekFilled
from app.services.sales.sold import Which
from app.services.upkeep import backups
from app.ui.kit import dates, style
from app.ui.kit.charts import Bar, Meaning, Picture
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.picker import pick
from app.ui.kit.window import TaskWindow

_SHOWN = frozenset({"backorders", "invoices", "orders", "receipts", "stock", "parts", "backups"})
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NO_PARTS = (
    "There are no parts yet: Parts ▸ Stock ▸ Import brings them in from a file, Ctrl+7 types them in one by one. "
    "Ctrl+2 writes the first invoice. Help ▸ Tour shows in ten minutes how a backorder goes."
)


def _order_words(order: OrderListed) -> str:
    return f"Stock order {order.number}" if order.number else f"Saved order {order.reference}"


_ORDERS = (
    Column("Order", "order", get=_order_words, width=18),
    Column("Supplier", "creditor", width=0),
    Column("Written", "day", show=dates.full_day, width=12),
    Column("Expected", "expected", show=dates.full_day, width=12),
    Column("Lines", "lines", width=6, align="right"),
    Column("Total ex GST", "amount", show=words.money, width=12, align="right"),
)


class Home(TaskWindow):
    """Four figures and two pictures; a click or Enter on a figure opens its list."""

    name = "home"
    heading = "Home"
    single = True
    help: ClassVar[str] = (
        "The counter's day. Tab and the arrow keys go from figure to figure; Enter or a click opens its list. On a "
        "picture Left and Right tell its bars one by one, and Enter opens the lines that the bar is made of. "
        "F5 counts again; what is written at this desk is counted at once. Help ▸ Tour goes through a backorder, from "
        "the short line to the final invoice, step by step in a small shop of its own."
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asked = 0
        self._today = style.label("", "heading", name="Today")
        self.ready = Figure("Backorders ready", "Opens the list of backorders that can be invoiced.")
        self.late = Figure("Promises running late", "Opens the list of promises whose day is over.")
        self.to_send = Figure("Orders to send", "Opens the list of stock orders that no supplier has yet.")
        self.due = Figure("Deliveries due", "Opens the list of stock orders whose goods are expected.")
        self.ready.clicked.connect(lambda: self.context.desk.open("debtors", query="ready"))
        self.late.clicked.connect(lambda: self.context.desk.open("debtors", query="late"))
        self.to_send.clicked.connect(self._open_order)
        self.due.clicked.connect(self._open_delivery)
        self.rate = Picture(
            "line",
            "Fill rate: lines supplied in full at once, % each week",
            "Nothing has been sold yet. Invoices draw this picture week by week.",
            Meaning("% in full at once", top=100),
        )
        self.ages = Picture(
            "bars",
            "Open backorders by weeks of waiting",
            "Nobody waits. Short lines that go on backorder are counted here.",
            Meaning("lines wait"),
        )
        self._weeks: tuple[WeekFilled, ...] = ()
        self.rate.opened.connect(lambda at, _before: self._open_week(self._weeks[at]))
        self.ages.opened.connect(lambda at, _before: self.context.desk.open("backorders", weeks=tuple(AGES)[at]))
        self._hint = style.label(_NO_PARTS, "muted", wrap=True)
        self._backup = style.label("", "waits", wrap=True, name="Backups")
        page = style.column(margin=0, gap=style.SIZES.step * 4)
        page.addWidget(self._today)
        page.addLayout(_side_by_side(self.ready, self.late, self.to_send, self.due))
        page.addLayout(_side_by_side(self.rate, self.ages), 1)
        page.addWidget(self._hint)
        page.addWidget(self._backup)
        body = QWidget()
        body.setLayout(page)
        self.body(style.named(body, "The counter's day"), style.SIZES.step * 5, scrolls=True)

    def do_reload(self) -> None:
        """F5: count everything again."""
        day = self.read(lambda: home.day(self.context.counter))
        if day is not None:
            self._show(day)
            concern = self.read(lambda: backups.concern(self.context.counter)) or ""
            self._backup.setText(f"{style.SIGNS['waits']} {concern}")
            self._backup.setVisible(bool(concern))
            counter = self.context.counter
            self._asked += 1
            self.look(lambda: home.drawn(counter), partial(self._draw, self._asked))

    def on_changed(self, words: frozenset[str]) -> None:
        """What is written at this desk is counted at once."""
        if words & _SHOWN and self.isVisible():
            self.do_reload()

    def come_to_front(self) -> None:
        """Other counters write too: what is looked at is counted anew."""
        self.do_reload()
        super().come_to_front()

    def _show(self, day: CountersDay) -> None:
        today = self.context.counter.today()
        self._today.setText(f"{_DAYS[today.weekday()]}, {dates.full_day(today)}")
        ready, late, to_send, due = day.ready, day.late, day.to_send, day.due
        self.ready.tell(ready.lines, _of("line", ready.lines, "debtor", ready.debtors), "good", "nothing to invoice")
        self.late.tell(late.lines, _of("line", late.lines, "debtor", late.debtors), "waits", "every promise holds")
        self.to_send.tell(
            to_send.orders, f"to {words.counted(to_send.creditors, 'supplier')}", "waits", "every order is sent"
        )
        overdue = f"{due.overdue} overdue, " if due.overdue else ""
        self.due.tell(
            due.orders,
            f"{overdue}from {words.counted(due.creditors, 'supplier')}",
            "waits" if due.overdue else "muted",
            "nothing is due yet",
        )
        self._hint.setVisible(not day.has_parts)

    def _draw(self, asked: int, drawn: Drawn | None) -> None:
        if drawn is not None and asked == self._asked:
            self._weeks = drawn.weeks
            self.rate.show_bars([_bar_of(week) for week in drawn.weeks])
            self.ages.show_bars([Bar(each.weeks, Decimal(each.lines)) for each in drawn.ages])

    def _open_week(self, week: WeekFilled) -> None:
        called = f"lines asked for in the week of {dates.full_day(week.monday)}"
        self.context.desk.open("sold", which=Which(week.monday, week.sunday, asked_for=True), called=called)

    def _open_order(self) -> None:
        order = self._choose(home.orders_to_send(self.context.counter), "Orders to send", "Every order is sent.")
        if order is not None:
            self.context.desk.open("stock_order", order_id=order.order_id)

    def _open_delivery(self) -> None:
        order = self._choose(
            home.deliveries_due(self.context.counter), "Deliveries due", "Nothing is expected by today."
        )
        if order is not None:
            self.context.desk.open("creditor_invoice", order_id=order.order_id)

    def _choose(self, orders: Sequence[OrderListed], title: str, empty: str) -> OrderListed | None:
        def fitting(typed: str) -> list[OrderListed]:
            asked = typed.casefold().split()
            return [each for each in orders if all(word in _searched(each) for word in asked)]

        chosen: OrderListed | None = pick(self.context, fitting, _ORDERS, title, empty=empty, hint="Number or supplier")
        return chosen


class Figure(QPushButton):
    """A large figure with its name above it and what it means beneath; pressed, it opens its list."""

    def __init__(self, name: str, prompt: str) -> None:
        super().__init__(autoDefault=True)
        self._name = name
        style.mark(self, "figure")
        self.setStatusTip(prompt)
        self.setToolTip(prompt)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._figure = style.label("0", "huge")
        self._said = Elided("What it means")
        page = style.column(self, gap=0)
        for label in (style.label(name, "muted"), self._figure, self._said):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            page.addWidget(label)
        self.tell(0, "", "muted", "")

    def tell(self, figure: int, said: str, tone: style.Role, none: str) -> None:
        """Show this figure with its meaning in its tone, or the words for none."""
        tone = tone if figure else "muted"
        meaning = said if figure else none
        self._figure.setText(f"{figure:,}")
        style.mark(self._said, tone)
        self._said.tell(f"{style.SIGNS.get(tone, '')} {meaning}".strip())
        self.setAccessibleName(f"{self._name}: {figure:,} {meaning}".strip())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as what stands on it."""
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()


def _bar_of(week: WeekFilled) -> Bar:
    return Bar(dates.day(week.monday), week.rate, more=f"{week.filled} of {words.counted(week.lines, 'line')}")


def _side_by_side(*widgets: QWidget) -> QHBoxLayout:
    across = style.row(gap=style.SIZES.step * 4)
    for widget in widgets:
        across.addWidget(widget, 1)
    return across


def _of(one: str, many: int, whose: str, of: int) -> str:
    return f"{one if many == 1 else one + 's'} of {words.counted(of, whose)}"


def _searched(order: OrderListed) -> str:
    return f"{_order_words(order)} {order.creditor} {order.their_reference}".casefold()
