"""The table of deposits, typed: from the short line to the final invoice and the cancel, by keys only."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.deposits import Pair
from app.rules.journal import Role
from app.rules.money_questions import ChargeDeposits
from app.rules.questions import IncludeReadyBackorders, PutOnBackorder
from app.services import lookup, settings
from app.services.counter import Counter
from app.services.sales import credits
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_part, stock, the_debtor
from tests.services.money import account, arrive, held, the_books_hold
from tests.ui.hands import Hands
from tests.ui.invoices import written
from tests.ui.scripted import ScriptedPrompter

D = Decimal


class Typed:
    """Somebody who types invoices for MILLER, and what the books say afterwards."""

    def __init__(self, counter: Counter, prompter: ScriptedPrompter, hands: Hands) -> None:
        self.counter, self.prompter, self.hands = counter, prompter, hands

    def order(self, ordered: int, *, asked: bool = False) -> None:
        self.prompter.expect(PutOnBackorder, "yes")
        if asked:
            self.prompter.expect(ChargeDeposits, "yes")
        self.prompter.expect(SaveAsPdf, "none")
        self.hands.type("miller").press("Enter").type("cab-220").press("Enter").type(str(ordered)).press("Enter", "F12")

    def fill(self) -> None:
        self.prompter.expect(IncludeReadyBackorders, "yes").expect_ticks().expect(SaveAsPdf, "none")
        self.hands.type("miller").press("Enter", "F12")

    def shows(self, number: int, total: str, gst: str, *, due: str, owes: str, liable: str, on_hand: int) -> None:
        invoice = written(self.counter, number)
        assert (invoice.total, invoice.gst) == (D(total), D(gst))
        assert -account(self.counter, Role.GST_COLLECTED) == D(due)
        miller = the_debtor(self.counter, "MILLER")
        assert miller and miller.balance == D(owes)
        assert -account(self.counter, Role.DEPOSITS) == D(liable)
        (part,) = lookup.exact_part(self.counter, "CAB-220")
        assert stock(self.counter, part)[0] == on_hand
        the_books_hold(self.counter)


@pytest.fixture
def typed(counter: Counter, prompter: ScriptedPrompter, hands: Hands, invoicing: PartsInvoicing) -> Typed:
    a_part(counter, "CAB-220", on_hand=2)
    return Typed(counter, prompter, hands)


@pytest.mark.parametrize(
    ("how", "first", "second"),
    [
        ({"charge_deposits": "never"}, ("220.00", "20.00", "220.00", "0.00"), ("330.00", "30.00")),
        ({"charge_deposits": "always"}, ("550.00", "50.00", "550.00", "300.00"), ("0.00", "0.00")),
        ({"charge_deposits": "ask"}, ("550.00", "50.00", "550.00", "300.00"), ("0.00", "0.00")),
        (
            {"charge_deposits": "always", "deposit_percent": D("50.00")},
            ("385.00", "35.00", "385.00", "150.00"),
            ("165.00", "15.00"),
        ),
        (
            {"charge_deposits": "always", "deposit_treatment": "security"},
            ("550.00", "20.00", "550.00", "330.00"),
            ("0.00", "30.00"),
        ),
    ],
    ids=["no deposit", "deposit", "deposit asked about", "deposit 50 %", "security deposit"],
)
def test_the_table_through_the_screen(
    typed: Typed, how: dict[str, object], first: tuple[str, str, str, str], second: tuple[str, str]
) -> None:
    counter = typed.counter
    settings.save(counter, how)  # type: ignore[arg-type]
    total, gst, owes, liable = first
    typed.order(5, asked=how["charge_deposits"] == "ask")
    typed.shows(10001, total, gst, due=gst, owes=owes, liable=liable, on_hand=0)
    (part,) = lookup.exact_part(counter, "CAB-220")
    arrive(counter, part, 3, "R-1")
    typed.fill()
    typed.shows(10002, *second, due="50.00", owes="550.00", liable="0.00", on_hand=0)


def test_in_pieces_and_to_thirds_of_a_cent(typed: Typed) -> None:
    counter = typed.counter
    settings.save(counter, {"charge_deposits": "always"})
    typed.order(5)
    (part,) = lookup.exact_part(counter, "CAB-220")
    for number, came, left in ((10002, 1, "200.00"), (10003, 2, "0.00")):
        arrive(counter, part, came, f"R-{number}")
        typed.fill()
        typed.shows(number, "0.00", "0.00", due="50.00", owes="550.00", liable=left, on_hand=0)


def test_what_is_no_longer_wanted_is_credited(
    typed: Typed, desk: MainWindow, hands: Hands, prompter: ScriptedPrompter
) -> None:
    counter = typed.counter
    settings.save(counter, {"charge_deposits": "always"})
    typed.order(5)
    desk.open("backorders")
    prompter.expect_text("1").expect_text("one will do").expect(SaveAsPdf, "none")
    hands.press("Ctrl+Shift+Del")
    assert credits.posted(counter)[0].total == D("110.00")
    typed.shows(10001, "550.00", "50.00", due="40.00", owes="440.00", liable="200.00", on_hand=0)
    (part,) = lookup.exact_part(counter, "CAB-220")
    arrive(counter, part, 2, "R-1")
    desk.open("parts_invoicing")
    typed.fill()
    typed.shows(10002, "0.00", "0.00", due="40.00", owes="440.00", liable="0.00", on_hand=0)
    assert held(counter) == Pair()
