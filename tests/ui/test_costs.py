"""Costs are for those only who may see them: no window, list or paper shows one to anybody else, who still receives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QTableView, QTabWidget, QWidget

from app.rules import words
from app.rules.faults import Refused
from app.rules.found import CreditorFound, PartFound
from app.services import lookup, search
from app.services.buying import claims, creditor_credits, creditor_credits_read, ordering, receiving
from app.services.counter import Counter
from app.ui.kit.commands import WINDOWS
from app.ui.kit.grid.line_cursor import CursorTable
from app.ui.kit.records.lists import RecordView
from app.ui.kit.window import TaskWindow
from app.ui.main_window import MainWindow
from app.ui.windows.creditor_invoice.preview import PreviewDialog, also
from app.ui.windows.creditor_invoice.window import CreditorInvoices
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from app.ui.windows.shared import part_hits
from tests import make
from tests.services.goods import an_order, loose, paper, sent
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter
from tests.ui.written import csv_of

D = Decimal
COST = D("61.37")
TELLING = {words.money(COST * times) for times in range(1, 13)} | {words.price(COST)}
"""What the part costs, and what some of it cost: figures that nothing else in this shop comes to."""


@dataclass(frozen=True)
class Shop:
    """A supplier, a part, and every kind of document in which it was bought."""

    creditor: CreditorFound
    part: PartFound
    order: int
    saved_order: int
    saved: int
    claim: int
    processed: int


@pytest.fixture
def shop(counter: Counter) -> Shop:
    creditor = make.a_creditor(counter)
    part = make.a_part(counter, "CAB-220", 0, price="100.00", cost=str(COST), creditor_id=creditor.id)
    came = loose(counter, creditor, "A1", (part, 4, str(COST)))
    came.lines[0].received = D(3)
    processed = receiving.process(counter, came, {}).creditor_invoice_id
    part = lookup.part(counter, part.id)
    order = sent(counter, creditor, (part, 5))
    saved_order = ordering.save(counter, an_order(counter, creditor, (part, 7))).order_id
    saved = receiving.save(counter, loose(counter, creditor, "A2", (part, 2, str(COST)))).creditor_invoice_id
    (claim,) = claims.listed(counter, creditor.id)
    return Shop(creditor, part, order, saved_order, saved, claim.id, processed)


def shown(widget: QWidget) -> Iterator[str]:
    """Every text that a window has on one of its pages, in its cells and, for lists, in what they write."""
    for label in widget.findChildren(QLabel):
        yield label.text()
    for field in widget.findChildren(QLineEdit):
        yield from (field.text(), field.placeholderText())
    for table in widget.findChildren(QTableView):
        model = table.model()
        for column in range(model.columnCount()):
            if not table.isColumnHidden(column):
                yield from (str(model.index(row, column).data() or "") for row in range(model.rowCount()))
    for each in widget.findChildren(RecordView):
        yield csv_of(each)
        for line in each.facts("").rows:
            yield from line


def told(widget: QWidget) -> set[str]:
    """The costs that it tells."""
    return {figure for text in shown(widget) for figure in TELLING if figure in text}


def all_pages(window: TaskWindow) -> None:
    """What is on another page is read when that comes in front."""
    for tabs in window.findChildren(QTabWidget):
        for at in range(tabs.count()):
            tabs.setCurrentIndex(at)


def opened(desk: MainWindow, shop: Shop) -> dict[str, TaskWindow]:
    """Every window, and every document and card that knows what something cost."""
    asked: dict[str, tuple[str, dict[str, object]]] = {name: (name, {}) for name in WINDOWS}
    asked |= {
        "the order": ("stock_order", {"order_id": shop.order}),
        "the saved order": ("stock_order", {"order_id": shop.saved_order}),
        "the saved invoice": ("creditor_invoice", {"creditor_invoice_id": shop.saved}),
        "the processed invoice": ("creditor_invoice", {"creditor_invoice_id": shop.processed}),
        "the part": ("parts", {"part_id": shop.part.id}),
        "a credit": ("creditor_credit", {"creditor_id": shop.creditor.id, "claim_ids": (shop.claim,)}),
        "the supplier": ("creditors", {"creditor_id": shop.creditor.id}),
    }
    made = {}
    for what, (name, facts) in asked.items():
        made[what] = desk.open(name, **facts)
        all_pages(made[what])
    return made


SEEN_BY_RIGHT = [
    "the order",
    "the saved order",
    "the saved invoice",
    "the processed invoice",
    "the part",
    "the supplier",
    "a credit",
    "journal",
]


def test_no_window_shows_a_cost_to_who_may_not_see_it(desk: MainWindow, counter: Counter, shop: Shop) -> None:
    windows = opened(desk, shop)
    assert [what for what in SEEN_BY_RIGHT if not told(windows[what])] == []
    desk.sign_on(make.somebody(counter, "Lee"))
    assert {what: told(window) for what, window in windows.items() if told(window)} == {}
    desk.sign_on(counter)
    assert [what for what in SEEN_BY_RIGHT if not told(windows[what])] == [], "they come back with who may"


def test_no_window_that_is_opened_without_the_right_shows_one(desk: MainWindow, counter: Counter, shop: Shop) -> None:
    desk.sign_on(make.somebody(counter, "Lee"))
    windows = opened(desk, shop)
    assert {what: told(window) for what, window in windows.items() if told(window)} == {}


def test_a_column_of_costs_is_not_there_at_all(desk: MainWindow, counter: Counter, shop: Shop) -> None:
    desk.sign_on(make.somebody(counter, "Lee"))
    grid = desk.open("creditor_invoice", creditor_invoice_id=shop.saved).findChildren(CursorTable)[0]
    headings = [column.heading for at, column in enumerate(grid.rows.columns) if not grid.isColumnHidden(at)]
    assert headings == [
        "Part",
        "Description",
        "Ordered",
        "Outstanding",
        "Billed",
        "Received",
        "New list price",
        "Close",
    ]


def test_what_a_part_costs_is_not_in_the_list_that_finds_it(desk: MainWindow, counter: Counter, shop: Shop) -> None:
    (hit,) = search.parts(counter, shop.part.number)
    (cost,) = (each for each in part_hits.columns(desk.context, selling=False) if each.heading == "Last cost")
    assert cost.text(hit) == words.price(COST)
    desk.sign_on(make.somebody(counter, "Lee"))
    assert cost.text(hit) == ""


def test_who_may_not_see_costs_receives_what_was_ordered_all_the_same(
    desk: MainWindow, counter: Counter, shop: Shop, prompter: ScriptedPrompter, hands: Hands
) -> None:
    lee = make.somebody(counter, "Lee")
    desk.sign_on(lee)
    window = desk.open("creditor_invoice", order_id=shop.order)
    assert isinstance(window, CreditorInvoices)
    window._their_number.value = "A3"
    window._typed_total.value = D("337.53")
    window.do_process()
    assert "The total or the GST is not what the lines come to" in hands.said
    window._typed_total.value = D("337.54")
    window._has_typed()
    assert "✓ 0.00 balanced" in set(shown(window))
    window.do_process()
    assert lookup.part(counter, shop.part.id).on_hand == D(8)
    with counter.db.read() as session:
        assert session.connection().exec_driver_sql("SELECT max(operator_id) FROM creditor_invoice").scalar() == (
            lee.operator.id
        )


def test_a_preview_tells_costs_by_right(desk: MainWindow, counter: Counter, shop: Shop) -> None:
    draft = paper(counter, shop.creditor, "A3", shop.order)
    draft.lines[0].received = D(3)
    lee = make.somebody(counter, "Lee")
    for at, tells in ((counter, True), (lee, False)):
        outcome = receiving.preview(at, draft, {})
        assert bool(outcome.costs) is tells
        assert any(words.money(COST * 2) in each for each in also(outcome)) is tells
        dialog = PreviewDialog(outcome, guard=0, costs=tells)
        assert bool(told(dialog)) is tells
        dialog.deleteLater()


def test_an_order_goes_out_without_prices_from_who_may_not_see_them(counter: Counter, shop: Shop) -> None:
    lee = make.somebody(counter, "Lee")
    assert ordering.facts(counter, shop.order).show_costs
    facts = ordering.facts(lee, shop.order)
    assert (facts.show_costs, facts.lines[0].cost, facts.ex) == (False, D(0), D(0))
    assert [row[-2:] for row in ordering.supplier_rows(lee, shop.order)[1:]] == [("", "")]
    assert [row[-2:] for row in ordering.supplier_rows(counter, shop.order)[1:]] == [("61.37", "306.85")]


def test_a_margin_tells_no_price_to_who_may_not_see_costs(
    invoicing: PartsInvoicing, counter: Counter, shop: Shop, hands: Hands
) -> None:
    desk = invoicing.context.desk
    assert isinstance(desk, MainWindow)
    desk.sign_on(make.somebody(counter, "Lee"))
    hands.type("miller").press("Enter").type("cab220").press("Enter", "Enter")
    line = invoicing.draft.lines[0]
    hands.press("Up", "Right", "Right", "Right", "Right", "Right")
    hands.type("+20").press("Tab")
    assert "Lee may not see costs, so a margin tells no price" in hands.said
    assert line.price == D("100.00")
    hands.press("Esc")


def test_a_suppliers_credit_is_for_who_may_see_costs(counter: Counter, shop: Shop) -> None:
    lee = make.somebody(counter, "Lee")
    draft = creditor_credits.new(counter, shop.creditor.id, (shop.claim,))
    draft.their_number = "C1"
    for refused in (
        lambda: creditor_credits.new(lee, shop.creditor.id),
        lambda: creditor_credits.claim_lines(lee, shop.creditor.id),
        lambda: creditor_credits.sums(lee, draft),
        lambda: creditor_credits.post(lee, draft, {}),
    ):
        with pytest.raises(Refused, match="Lee may not see costs"):
            refused()
    done = creditor_credits.post(counter, draft, {})
    with pytest.raises(Refused, match="Lee may not see costs"):
        creditor_credits_read.shown(lee, done.credit_id)
