"""The steps of the tour: what is pressed, what is seen then and why, and what to do when something else was pressed.

It must not know how they are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.rules import words
from app.services.demo import tour
from app.services.demo.tour import SoFar

Drafted = Callable[[Any], bool]
"""What the draft in the window in front shows."""
Wrong = Callable[[Any], str]

_BILL: Final = "R-77"
_UNITS: Final = 5
_NEVER: Final[Drafted] = lambda _draft: False  # noqa: E731 – the last press of a step is told by the books
_FINE: Final[Wrong] = lambda _draft: ""  # noqa: E731


@dataclass(frozen=True, slots=True)
class Press:
    """One thing to press. `strokes` are texts to type and keys by their names, `sees` is what the screen shows then.

    `dialog` is how the title of the dialog begins in which it is pressed. `done` says of the draft that it has been
    done; `wrong` what to do when something else was.
    """

    says: str
    strokes: tuple[str, ...]
    sees: str
    dialog: str = ""
    done: Drafted = _NEVER
    wrong: Wrong = _FINE


@dataclass(frozen=True, slots=True)
class Step:
    """`window` is where it happens, and `opens` the key of it. `after` is what is still asked when it is done."""

    title: str
    why: str
    window: str
    opens: Press
    presses: tuple[Press, ...]
    after: Press | None = None


DONE: Final = (
    "Done: the whole cycle",
    "They were sold, ordered, received and invoiced, and nothing was lost on the way.\n\n"
    "F1 tells the keys of each window, Ctrl+K finds any command, debtor, part or document by name or number.\n\n"
    "Ctrl+Q closes the tour. Begin anew goes through it once more.",
)
UNEXPECTED: Final = "The tour does not need this question. Esc goes back one step."


def steps(so_far: SoFar) -> tuple[Step, ...]:
    """The four of them, with the figures of the books as they are."""
    return _sell(so_far), _order(so_far), _receive(so_far), _invoice(so_far)


def _sell(so_far: SoFar) -> Step:
    there = so_far.available
    short = Decimal(_UNITS) - there
    on_shelf = f"{words.quantity(there)} {'is' if there == 1 else 'are'} on the shelf" if there else "none is there"
    return Step(
        "1 of 4  A line that is short",
        f"Miller Motors want five {tour.PART}, and {on_shelf}. The rest must not be forgotten.",
        "parts_invoicing",
        Press("Press Ctrl+2", ("Ctrl+2",), "Parts Invoicing opens, and the cursor is in Debtor."),
        (
            Press(
                f"Type {tour.DEBTOR}, press Enter",
                (tour.DEBTOR, "Return"),
                "Miller Motors stands beside the field. The cursor is in the first Part cell.",
                done=lambda draft: _code(draft.debtor) == tour.DEBTOR,
                wrong=_other("debtor", tour.DEBTOR),
            ),
            Press(
                f"Type {tour.PART}, press Enter",
                (tour.PART, "Return"),
                "The cab filter with its price of 100.00. The cursor is in Ordered.",
                done=lambda draft: _numbers(draft) == {tour.PART},
                wrong=_other_part,
            ),
            Press(
                f"Type {_UNITS}, press Enter",
                (str(_UNITS), "Return"),
                f"A question: {words.quantity(there)} of {_UNITS} can be supplied – put the rest on backorder?",
                done=lambda draft: any(line.backordered for line in draft.lines),
                wrong=_not_short,
            ),
            Press(
                f"Put {words.quantity(short)} on backorder? Press Y",
                ("y",),
                f"Supplied {words.quantity(there)}, Back Order {words.quantity(short)}.",
                dialog="Put on backorder",
            ),
            Press(
                "Press F12",
                ("F12",),
                "The invoice is final, for what was supplied. At the foot stands how much is on backorder.",
            ),
        ),
    )


def _order(so_far: SoFar) -> Step:
    waiting = words.quantity(so_far.waiting)
    return Step(
        "2 of 4  Order what is missing",
        f"{waiting} wait for stock that nobody has ordered yet. Get Back Orders proposes what debtors wait for, so "
        "nobody has to keep a list.",
        "stock_order",
        Press("Press Ctrl+5", ("Ctrl+5",), "Stock Order opens, and the cursor is in Supplier."),
        (
            Press(
                f"Type {tour.CREDITOR}, press Enter",
                (tour.CREDITOR, "Return"),
                "Repco Wholesale stands beside the field.",
                done=lambda draft: _code(draft.creditor) == tour.CREDITOR,
                wrong=_other("creditor", tour.CREDITOR),
            ),
            Press(
                "Press F5: Get Back Orders",
                ("F5",),
                "A question: only the parts of this supplier?",
                done=lambda draft: tour.PART in _numbers(draft),
            ),
            Press("Only this supplier's parts? Press Y", ("y",), "A list of who waits, ticked.", dialog="Supplier's"),
            Press(
                "The list is ticked already: press Enter",
                ("Return",),
                f"A line with {waiting} × {tour.PART}, for Miller Motors.",
                dialog="Get Back Orders",
            ),
            Press("Press F12", ("F12",), "The order is final. A question: how does it go to the supplier?"),
        ),
        after=Press(
            "How does the order go out? Press N: not now",
            ("n",),
            "An empty Stock Order. In your shop it would be printed, mailed or saved here.",
            dialog="Send",
        ),
    )


def _receive(so_far: SoFar) -> Step:
    total = words.money(so_far.bill)
    return Step(
        "3 of 4  The goods come",
        f"The supplier's invoice {_BILL} has come with the {words.quantity(so_far.waiting)}. Processing it brings them "
        "onto the shelf and gives them to whoever has waited longest.",
        "creditor_invoice",
        Press("Press Ctrl+4", ("Ctrl+4",), "Creditor Invoice opens, and the cursor is in Supplier."),
        (
            Press(
                f"Type {tour.CREDITOR}, press Enter",
                (tour.CREDITOR, "Return"),
                "A list of the orders that are outstanding.",
                done=lambda draft: _code(draft.creditor) == tour.CREDITOR and bool(draft.filled_lines),
                wrong=_no_order,
            ),
            Press(
                "The order is ticked: press Enter",
                ("Return",),
                "Its lines. The cursor is in Their invoice no.",
                dialog="Orders to receive",
            ),
            Press(
                f"Type {_BILL}, press Enter twice",
                (_BILL, "Return", "Return"),
                "The number of their invoice. The cursor is in Document total.",
                done=lambda draft: bool(draft.their_number),
            ),
            Press(
                f"Type {total}, press Enter",
                (total, "Return"),
                "The total of the paper agrees: nothing is out of balance.",
                done=lambda draft: draft.total == so_far.bill,
                wrong=lambda draft: (
                    f"The paper says {total}: Shift+Tab goes back to Document total." if draft.total is not None else ""
                ),
            ),
            Press("Press F12", ("F12",), "“Backorders have been filled”, with the list of who gets what."),
        ),
    )


def _invoice(so_far: SoFar) -> Step:
    waiting = words.quantity(so_far.waiting)
    return Step(
        "4 of 4  Invoice what has come",
        "Whoever types the debtor is told that goods are ready. Nobody has to remember.",
        "parts_invoicing",
        Press("Press Ctrl+2", ("Ctrl+2",), "An empty Parts Invoicing is in front, and the cursor is in Debtor."),
        (
            Press(
                f"Type {tour.DEBTOR}, press Enter",
                (tour.DEBTOR, "Return"),
                "A question: backorders are ready, include?",
                done=lambda draft: any(line.fills for line in draft.lines),
                wrong=_not_included,
            ),
            Press("Include them? Press Y", ("y",), "A list of what is ready, ticked.", dialog="Backorders are ready"),
            Press(
                "The list is ticked already: press Enter",
                ("Return",),
                f"A line with {waiting} × {tour.PART} at the price that was agreed.",
                dialog="Back Orders",
            ),
            Press("Press F12", ("F12",), "The second invoice is final. Nobody waits any more."),
        ),
    )


# ── what the draft shows ──────────────────────────────────────────────────────────────────────────────────────────


def _code(found: Any) -> str:
    return str(found.code) if found is not None else ""


def _numbers(draft: Any) -> set[str]:
    return {line.number for line in draft.filled_lines}


def _other(owner: str, wanted: str) -> Wrong:
    def wrong(draft: Any) -> str:
        found = getattr(draft, owner)
        if found is None or found.code == wanted:
            return ""
        return f"That is {found.name}. Ctrl+N begins an empty screen: type {wanted} there."

    return wrong


def _other_part(draft: Any) -> str:
    others = _numbers(draft) - {tour.PART}
    return f"{words.some(sorted(others))} is another part. Ctrl+Del takes the line away." if others else ""


def _not_short(draft: Any) -> str:
    line = next((line for line in draft.filled_lines if line.number == tour.PART), None)
    if line is not None and line.cancelled:
        return f"The rest is not on backorder. Shift+Tab back to Ordered, type {_UNITS}, Enter, and answer Y."
    if line is not None and line.ordered not in (0, 1, _UNITS):
        return f"The tour wants {_UNITS}. Shift+Tab goes back to Ordered."
    return ""


def _no_order(draft: Any) -> str:
    if draft.creditor is None:
        return ""
    if draft.creditor.code != tour.CREDITOR:
        return _other("creditor", tour.CREDITOR)(draft)
    return "No order was chosen. F5 shows the orders again, Enter takes the ticked one."


def _not_included(draft: Any) -> str:
    if draft.debtor is None:
        return ""
    if draft.debtor.code != tour.DEBTOR:
        return _other("debtor", tour.DEBTOR)(draft)
    return "Nothing was included. F5 shows what is ready, Enter takes what is ticked."
