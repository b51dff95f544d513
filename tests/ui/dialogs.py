"""Every dialog of the program by its class's name, made as the program makes it and not yet shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages
from typing import Final

import app.ui
from app.printing.sheets import lay_out
from app.rules.approving import Approve
from app.rules.faults import Refused
from app.rules.label_facts import OwnPaper
from app.rules.money_questions import GiveBack
from app.rules.questions import PutOnBackorder, TakePayment
from app.rules.rights import Right
from app.services import lookup, operators
from app.services.buying.receiving import ReceiptOutcome
from app.services.counter import Counter
from app.ui.kit import key_map
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.asking.prompts import QuestionDialog, TextDialog
from app.ui.kit.asking.refund import RefundDialog
from app.ui.kit.asking.tender import TenderDialog
from app.ui.kit.asking.who import NewPinDialog, WhoDialog
from app.ui.kit.busy import _ProgressWindow
from app.ui.kit.faults import FaultReport
from app.ui.kit.foot.about import AboutDialog
from app.ui.kit.foot.key_page import KeyPage
from app.ui.kit.grid.columns_dialog import ColumnsDialog
from app.ui.kit.grid.kept_columns import kept_of
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.picker import Picker
from app.ui.kit.records.tick_list import TickColumn, TickDialog, TickLine
from app.ui.kit.sheets import ink
from app.ui.kit.sheets.preview import Preview
from app.ui.main_window import MainWindow
from app.ui.palette import Palette
from app.ui.record_search import records
from app.ui.tour import _Anew
from app.ui.windows.creditor_invoice.preview import PreviewDialog
from app.ui.windows.keys.new_key import NewKey
from app.ui.windows.parts_invoicing.price_card import PriceCard
from app.ui.windows.setup.label_paper import LabelPaperDialog
from app.ui.windows.start.first_start import FirstStart
from app.ui.windows.start.server import ServerDialog
from app.ui.windows.start.start_fault import StartFault
from app.ui.windows.start.start_help import StartHelp
from tests import make
from tests.printing.samples import ONE_LINE

LONG: Final = "The Shellharbour and Lake Illawarra Agricultural Machinery Co-operative Society"
"""A name as long as they come."""
_LINES: Final = [TickLine(at, (str(10021 + at), LONG), quantity=Decimal(2), most=Decimal(2)) for at in range(30)]
_SENTENCE: Final = f"{LONG} has backorders that are ready to invoice. Include them in this invoice now?"


def _refuses(*_args: object) -> Counter:
    raise Refused("Not in this test.")


def _columns_dialog(desk: MainWindow, _counter: Counter) -> Dialog:
    kept = kept_of(desk.open("parts_invoicing"))
    assert kept is not None
    return ColumnsDialog(kept, desk)


def _who(desk: MainWindow, counter: Counter) -> Dialog:
    question = Approve(Right.SELL_BELOW_COST, f"Below cost: {LONG} at 1.00.", operator="Lee")
    people = operators.people(counter)
    return WhoDialog(question.title, question.sentence, people, _refuses, desk, 0, done="Approve")


def _picker(desk: MainWindow, _counter: Counter) -> Dialog:
    columns = (Column("Code", "code", width=12), Column("Name", "name", width=0))
    return Picker(lambda _text: (), columns, "Find a debtor", "", None, "There is no debtor yet.", desk, 0)


def _preview(desk: MainWindow, _counter: Counter) -> Dialog:
    return Preview(
        "Tax Invoice 10023", lay_out(ONE_LINE, ink.measure), print_pages=lambda: None, save_pages=lambda: False,
        mail_pages=lambda: False, other_paper="On the &roll", parent=desk, guard=0,
    )  # fmt: skip


def _start_help() -> Dialog:
    over = FirstStart("/a/folder/shop.db", _refuses, "Kim Lee", 0)
    page = StartHelp(over, over.help)
    page.setParent(None, page.windowFlags())
    over.deleteLater()
    return page


def _price_card(desk: MainWindow, counter: Counter) -> Dialog:
    part = lookup.part(counter, make.a_part(counter, "CAB-220", 9).id)
    return PriceCard(desk.context, part, None, Decimal(1), (Decimal(10), Decimal(0)), desk)


DIALOGS: Final[dict[str, Callable[[MainWindow, Counter], Dialog]]] = {
    "AboutDialog": lambda desk, _counter: AboutDialog(desk),
    "ColumnsDialog": _columns_dialog,
    "FaultReport": lambda desk, _counter: FaultReport("Traceback\n" * 60, desk.context.counter.db.place, desk),
    "FirstStart": lambda _desk, _counter: FirstStart("/a/folder/shop.db", _refuses, "Kim Lee", 0),
    "KeyPage": lambda desk, _counter: KeyPage(desk.open("parts_invoicing"), desk.context.paper, desk),
    "LabelPaperDialog": lambda desk, _counter: LabelPaperDialog(OwnPaper(), desk, 0),
    "NewKey": lambda desk, _counter: NewKey(next(iter(key_map.DEEDS.values())), desk),
    "NewPinDialog": lambda desk, _counter: NewPinDialog(
        "PIN of Kim", _SENTENCE, lambda _new, _old: None, desk, 0, ask_old=True, may_be_empty=False
    ),
    "Palette": lambda desk, counter: Palette(desk.actions(), lambda typed: records(counter, desk, typed), desk),
    "Picker": _picker,
    "Preview": _preview,
    "PreviewDialog": lambda desk, _counter: PreviewDialog(ReceiptOutcome(1, 10001, Decimal(0)), "1.00", desk, 0),
    "PriceCard": _price_card,
    "QuestionDialog": lambda desk, _counter: QuestionDialog(
        PutOnBackorder(1, LONG, Decimal(5), Decimal(2)), desk, 0
    ),
    "RefundDialog": lambda desk, _counter: RefundDialog(GiveBack("Credit 10001", Decimal(110), Decimal(110)), desk, 0),
    "ServerDialog": lambda desk, _counter: ServerDialog(guard=0, parent=desk),
    "StartHelp": lambda _desk, _counter: _start_help(),
    "StartFault": lambda _desk, _counter: StartFault(f"{LONG}.db is damaged.", "shop.db", new=True, guard=0),
    "TenderDialog": lambda desk, _counter: TenderDialog(TakePayment(Decimal("123456.75")), desk, 0),
    "TextDialog": lambda desk, _counter: TextDialog("Undo", _SENTENCE, "", desk, 0),
    "TickDialog": lambda desk, _counter: TickDialog(
        "Back Orders", _SENTENCE, _LINES, (TickColumn("Document"), TickColumn("Debtor")), desk, 0
    ),
    "WhoDialog": _who,
    "_Anew": lambda desk, _counter: _Anew(desk),
    "_ProgressWindow": lambda desk, _counter: _ProgressWindow("Reading the price file", desk),
}  # fmt: skip


def every_dialog() -> set[str]:
    """The names of all dialogs that the program has; those that are only the base of others are none."""
    for module in walk_packages(app.ui.__path__, "app.ui."):
        import_module(module.name)
    found, left = set(), [Dialog]
    while left:
        heirs = [each for each in left.pop().__subclasses__() if each.__module__.startswith("app.")]
        found |= {each.__name__ for each in heirs if not each.__subclasses__()}
        left += heirs
    return found
