"""What Stock Adjustment and Stocktake have in common: a grid of parts with their keys, and the account they go to.

It must not know what is typed about a part.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication, QSizePolicy

from app.rules import words
from app.rules.found import BackorderFilled, PartFound
from app.services.stock import adjusting
from app.services.stock.adjusting import Adjusted
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import LookupField
from app.ui.kit.entry.lookup_field import Hit
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.window import TaskWindow
from app.ui.windows.shared import buying_find, part_hits


class StockWindow(TaskWindow):
    """A window with a grid of parts; what they are worth is shown to those only who may see costs."""

    grid: LineGrid

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.remark = Elided("About this part", "muted")
        self.remark.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.account_found = Elided("About the account", "muted")
        self.account = LookupField(
            "Account",
            self._account_hits,
            "Where the value goes to, or comes from: code or name; F4 shows them all.",
            required=True,
            missing="There is no account {text} for stock. F4 shows them all.",
        )
        self.account.picked.connect(lambda hit: self.account_found.tell(hit.text))
        self.tell_what_is_refused(self.account)

    def sees_cost(self) -> bool:
        """Whether whoever is at the desk now may see what parts are worth."""
        return self.context.sees_costs()

    def take_part(self, part: PartFound) -> None:
        """The part was found by F3."""
        raise NotImplementedError

    def tell_what_is_refused(self, *widgets: Any) -> None:
        """What cannot be read is told on the status line."""
        for widget in widgets:
            widget.refused.connect(lambda sentence: self.say(sentence, "refused"))

    def wire_grid(self) -> None:
        """The grid tells what is refused."""
        self.tell_what_is_refused(self.grid)

    def show_remark(self, part: PartFound | None) -> None:
        """How the part of the current line stands, beneath the grid."""
        self.remark.tell(part_hits.standing(part) if part else "")

    # ── the account ───────────────────────────────────────────────────────────────────────────────────────────────

    def show_usual_account(self) -> None:
        """The account that stock is adjusted against when nobody names another."""
        found = self.read(lambda: adjusting.accounts(self.context.counter)) or ()
        usual = next((each for each in found if each.usual), None)
        self.account.value = _hit(usual) if usual else None
        self.usual_account = usual.code if usual else ""
        self.account_found.tell(usual.name if usual else "")

    def show_account(self, code: str) -> None:
        """Another account, by its code; one that is not there any more leaves the usual one."""
        found = next((each for each in self._account_hits(code) if each.code == code), None)
        if found is not None:
            self.account.value = found
            self.account_found.tell(found.text)

    @property
    def account_code(self) -> str:
        """The code of the chosen account."""
        return self.account.value.code if isinstance(self.account.value, Hit) else ""

    def _account_hits(self, text: str) -> list[Hit]:
        wanted = text.casefold().split()
        found = adjusting.accounts(self.context.counter)
        return [_hit(each) for each in found if all(word in f"{each.code} {each.name}".casefold() for word in wanted)]

    # ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def do_find(self) -> None:
        """F3: find a part and go to its line, or put it on a new one."""
        if not self.grid.isVisible():
            super().do_find()
            return
        part = buying_find.choose_part_for(self.grid, self.context)
        if part is not None:
            self.take_part(part)

    def do_lookup(self) -> None:
        """F4: the list of what can stand in this field."""
        at = QApplication.focusWidget()
        if isinstance(at, LookupField):
            at.look_up(first=True)
        elif self.grid.isVisible() and at is self.grid:
            self.do_find()
        else:
            self.say("There is nothing to look up in this field. F3 finds a part.")

    def do_stock_card(self) -> None:
        """F11: the stock card of the current line's part."""
        line = self.grid.current_line() if self.grid.isVisible() else None
        if line is None or line.part is None:
            super().do_stock_card()
        else:
            self.context.desk.open("parts", part_id=line.part.id)


def _hit(account: adjusting.AccountFound) -> Hit:
    return Hit(account.id, account.code, account.name, "usual" if account.usual else "")


def gifts_said(done: Adjusted) -> str:
    """How many backorders got something of what was found, and how many lost something, for the status line."""
    said = f" {words.counted(len(done.filled), 'backorder')} filled." if done.filled else ""
    return said + (f" Taken back from {words.counted(len(done.withdrawn), 'backorder')}." if done.withdrawn else "")


def gifts_named(done: Adjusted) -> str:
    """Who they are, each with the quantity and the part."""
    named = [("Filled", done.filled), ("Taken back from", done.withdrawn)]
    return "   ".join(f"{what}: {', '.join(_named(each) for each in gifts)}." for what, gifts in named if gifts)


def _named(gift: BackorderFilled) -> str:
    return f"{gift.debtor} {words.quantity(gift.quantity)} {gift.number}"
