"""Stock orders that are on the books: choosing one, and closing what will not come; it must not know what is typed."""

from __future__ import annotations

from typing import Final

from app.rules import words
from app.rules.drafts import OrderDraft
from app.rules.facts import StockOrderFacts
from app.services.buying import ordering
from app.services.buying.ordering import OrderListed
from app.ui.kit.records import picker
from app.ui.kit.window import TaskWindow
from app.ui.windows.stock_order import columns

_WIDTH: Final = 1000
"""Of the list to choose from, so that a supplier's whole name stands in it."""


def choose(window: TaskWindow, heading: str, *, sent_only: bool = False) -> OrderListed | None:
    """Let the person choose an order, the newest first; None when they go back."""
    listed = window.read(lambda: ordering.list_orders(window.context.counter))
    if listed is None:
        return None
    offered = [order for order in listed if not sent_only or order.number is not None]
    chosen: OrderListed | None = picker.pick(
        window.context,
        lambda text: [order for order in offered if columns.fits(order, text)],
        columns.orders(window.context),
        heading,
        empty="There is no such order. F2 saves one, F12 sends one.",
        hint="Number, supplier or their reference",
        width=_WIDTH,
    )
    return chosen


def listed(window: TaskWindow, order_id: int) -> OrderListed | None:
    """The order as a list shows it; None when it is gone, or when that could not be read, which is told."""
    orders = window.read(lambda: ordering.list_orders(window.context.counter))
    return next((order for order in orders or () if order.order_id == order_id), None)


def head_of(facts: StockOrderFacts) -> OrderDraft:
    """A draft with the head of an order that was sent, to be looked at."""
    return OrderDraft(
        their_reference=facts.their_reference,
        expected=facts.expected,
        delivery=facts.delivery_address,
        notes=facts.note,
    )


def close_short(window: TaskWindow, order: OrderListed) -> bool:
    """Ask which lines of a sent order are not expected any more, and why; tells whether they are closed."""
    counter = window.context.counter
    lines = window.read(lambda: ordering.order_lines(counter, order.order_id))
    if lines is None:
        return False
    sentence = f"Which lines of stock order {order.number} are not expected any more?"
    ticked = window.context.prompter.tick("Close short", sentence, columns.outstanding(lines), columns.OUTSTANDING)
    chosen = [line.key for line in ticked or () if line.ticked and isinstance(line.key, int)]
    reason = window.context.prompter.text("Close short", "Why will they not come?") if chosen else None
    if reason is None:
        return False
    done = window.ask_and_call(lambda _answers: ordering.close_short(counter, order.order_id, chosen, reason))
    if done is None:
        return False
    window.changed("orders", "stock", "backorders")
    said = f"Stock order {order.number}: {words.quantity(done.closed)} not expected any more."
    if done.waiting:
        said += f" Still waiting: {', '.join(done.waiting)}. F5 on a new order gets them."
    window.say(said, "waits" if done.waiting else "good")
    return True
