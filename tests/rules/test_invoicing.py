"""How a line is divided and what a document comes to: ordered stays supplied + backordered + cancelled, always."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import gst, invoicing
from app.rules.drafts import Fills, InvoiceDraft, InvoiceLine
from app.rules.faults import Refused
from app.rules.found import BackorderMode, DebtorFound, PartFound
from app.rules.invoicing import Split
from app.rules.money import ZERO, rounded
from app.rules.questions import PutOnBackorder, Question, SellBelowCost, StockHasMoved
from tests.rules.amounts import discounts, gst_rates, prices, quantities, scaled, units

D = Decimal
ASKED = DebtorFound(1, "MIL001", "Miller Motors", use_backorders=True)
AUTOMATIC = replace(ASKED, backorder_mode="automatic")
WITHOUT = replace(ASKED, use_backorders=False)
PART = PartFound(7, "CAB-220", "Cable", on_hand=D(2))

debtors = st.sampled_from([ASKED, AUTOMATIC, WITHOUT])
some = st.integers(0, 12).map(D)


def a_line(ordered: int | Decimal = 5, part: PartFound = PART, **facts: object) -> InvoiceLine:
    return replace(InvoiceLine(part=part, ordered=D(ordered), supplied=D(ordered), price=D(100)), **facts)


def adds_up(line: InvoiceLine) -> bool:
    parts = (line.supplied, line.backordered, line.cancelled, line.filled_here, line.ready_here)
    whole = line.ordered == line.supplied + line.backordered + line.cancelled
    return whole and all(each >= 0 for each in parts) and line.filled_here <= line.supplied


@given(debtors, units, some, st.sampled_from(["yes", "no", "anyway"]), st.booleans())
def test_a_short_line_is_divided_without_loss(
    debtor: DebtorFound, ordered: Decimal, free: Decimal, answer: str, barred: bool
) -> None:
    line = a_line(ordered, replace(PART, no_backorders=barred))
    found = invoicing.shortage(debtor, line, ordered, free, below_zero=True)
    if isinstance(found, Question):
        assert ordered > free and invoicing.may_backorder(debtor, line.part or PART)
        found = invoicing.answered(found, answer)
    invoicing.apply(line, ordered, found)
    assert adds_up(line)
    assert line.supplied <= free or line.supplied == ordered
    assert not (line.backordered and (barred or not debtor.use_backorders))
    if ordered <= free:
        assert line.supplied == ordered


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("ask", PutOnBackorder(1, "CAB-220", D(5), D(2))), ("automatic", (D(2), D(3), D(0)))],
)
def test_five_wanted_and_two_there(mode: BackorderMode, expected: object) -> None:
    found = invoicing.shortage(replace(ASKED, backorder_mode=mode), a_line(key=1), D(5), D(2))
    if isinstance(found, Split):
        assert "3 put on backorder" in found.said
        assert (found.supplied, found.backordered, found.cancelled) == expected
    else:
        assert found == expected
        assert invoicing.answered(found, "yes") == Split(D(2), D(3))
        assert invoicing.answered(found, "no") == Split(D(2), cancelled=D(3))


def test_without_backorders_the_rest_is_cancelled_and_said() -> None:
    found = invoicing.shortage(WITHOUT, a_line(), D(5), D(2))
    assert isinstance(found, Split)
    assert (found.supplied, found.backordered, found.cancelled) == (D(2), D(0), D(3))
    assert "3 cancelled as a lost sale; Miller Motors does not use backorders" in found.said


def test_less_than_nothing_is_free() -> None:
    found = invoicing.shortage(AUTOMATIC, a_line(), D(5), D(-4))
    assert isinstance(found, Split)
    assert (found.supplied, found.backordered) == (D(0), D(5))


def test_moved_stock_supplies_what_is_there_or_all_the_same() -> None:
    question = StockHasMoved(1, "CAB-220", D(5), D(2), may_go_below_zero=True)
    assert invoicing.answered(question, "yes") == Split(D(2), cancelled=D(3))
    assert invoicing.answered(question, "anyway") == Split(D(5))
    assert [choice.value for choice in question.offered()] == ["yes", "back", "anyway"]
    assert "anyway" not in [choice.value for choice in replace(question, may_go_below_zero=False).offered()]


def test_an_answer_to_another_question_is_a_bug() -> None:
    with pytest.raises(TypeError):
        invoicing.answered(SellBelowCost(1, "CAB-220", D(1), D(2)), "yes")


@given(st.integers(0, 9).map(D), some, st.lists(some, max_size=3), st.booleans())
def test_lines_of_one_part_share_one_shelf(on_hand: D, on_books: D, taken: list[D], fill: bool) -> None:
    part = replace(PART, on_hand=on_hand)
    others = [a_line(each, part) for each in taken]
    line = a_line(1, part)
    draft = InvoiceDraft(lines=[*others, line], on_books={part.id: on_books})
    assert invoicing.free_for(draft, line) == max(ZERO, on_hand + on_books - sum(taken, ZERO))
    if others and fill:
        others[0].fills = Fills(1, "Invoice 1", others[0].ordered, D(100), D(0))
        assert invoicing.free_for(draft, line) == max(ZERO, on_hand + on_books - sum(taken[1:], ZERO))


def test_what_was_moved_up_from_its_backorder_takes_nothing_from_the_shelf() -> None:
    other = a_line(3, filled_here=D(2))
    line = a_line(1)
    assert invoicing.free_for(InvoiceDraft(lines=[other, line]), line) == D(1)


def test_a_charge_is_always_there() -> None:
    charge = a_line(900, replace(PART, kind="charge", on_hand=D(0)))
    assert invoicing.free_for(InvoiceDraft(lines=[charge]), charge) >= D(900)
    assert invoicing.shortage(ASKED, charge, D(900), D(0)) == Split(D(900))


@given(
    debtors,
    st.integers(0, 9).map(D),
    units,
    some,
    some,
    st.lists(st.tuples(st.sampled_from(["supplied", "backordered"]), some), max_size=6),
)
def test_whatever_is_typed_the_line_adds_up_and_takes_no_more_than_there_is(
    debtor: DebtorFound, on_hand: D, ordered: D, filled_here: D, ready_here: D, typed: list[tuple[str, D]]
) -> None:
    part = replace(PART, on_hand=on_hand)
    supplied = min(ordered, on_hand)
    filled = min(supplied, filled_here)
    line = a_line(ordered, part, supplied=supplied, backordered=ordered - supplied, filled_here=filled)
    line.ready_here = min(ready_here, line.backordered)
    holds = line.filled_here + line.ready_here
    draft = InvoiceDraft(debtor=debtor, lines=[line])
    for field, quantity in typed:
        before = replace(line)
        try:
            if field == "supplied":
                invoicing.type_supplied(draft, line, quantity, debtor)
            else:
                invoicing.type_backordered(line, quantity, debtor)
        except Refused:
            assert line == before
            continue
        assert getattr(line, field) == quantity
        assert line.split_typed
        assert adds_up(line)
        assert line.from_shelf <= on_hand
        assert line.filled_here + line.ready_here == holds


def test_supplied_typed_down_waits_or_is_cancelled() -> None:
    for debtor, expected in ((ASKED, (D(1), D(4), D(0))), (WITHOUT, (D(1), D(0), D(4)))):
        line = a_line(5, supplied=D(2), backordered=D(3))
        invoicing.type_supplied(InvoiceDraft(lines=[line]), line, D(1), debtor)
        assert (line.supplied, line.backordered, line.cancelled) == expected


@pytest.mark.parametrize("supplied", ["3", "-1", "1.5"])
def test_supplied_beyond_what_is_free_is_refused(supplied: str) -> None:
    line = a_line(5, supplied=D(2), backordered=D(3))
    with pytest.raises(Refused, match="CAB-220"):
        invoicing.type_supplied(InvoiceDraft(lines=[line]), line, D(supplied), ASKED)


def test_a_fill_line_is_lowered_and_keeps_no_back_order() -> None:
    line = a_line(3, fills=Fills(1, "Invoice 1", D(3), D(100), D(0)))
    invoicing.type_supplied(InvoiceDraft(lines=[line]), line, D(2), ASKED)
    assert (line.ordered, line.supplied) == (D(2), D(2))
    with pytest.raises(Refused, match="0 to 3"):
        invoicing.type_supplied(InvoiceDraft(lines=[line]), line, D(4), ASKED)
    with pytest.raises(Refused, match="lower Supplied"):
        invoicing.type_backordered(line, D(1), ASKED)


def test_what_is_ready_moves_up_on_its_own_line() -> None:
    line = a_line(5, supplied=D(2), backordered=D(3), ready_here=D(2))
    invoicing.move_ready(line)
    assert (line.supplied, line.backordered, line.filled_here, line.ready_here) == (D(4), D(1), D(2), D(0))
    invoicing.type_supplied(InvoiceDraft(lines=[line]), line, D(3), ASKED)
    assert (line.supplied, line.backordered, line.filled_here, line.ready_here) == (D(3), D(2), D(1), D(1))


@pytest.mark.parametrize(("price", "discount", "asks"), [("60", "0", False), ("59.99", "0", True), ("100", "50", True)])
def test_below_cost_after_the_discount(price: str, discount: str, asks: bool) -> None:
    part = replace(PART, average_cost=D("60.0000"))
    question = invoicing.below_cost(a_line(part=part, price=D(price), discount=D(discount)))
    assert (question is not None) == asks
    assert invoicing.below_cost(a_line(part=replace(part, kind="charge"), price=D(0))) is None


def test_with_nothing_on_the_shelf_the_last_cost_counts() -> None:
    part = replace(PART, on_hand=D(0), average_cost=D(0), last_cost=D(70))
    question = invoicing.below_cost(a_line(part=part, price=D(65)))
    assert question is not None and question.cost == D(70)


@given(
    st.lists(st.tuples(quantities, prices, discounts, gst_rates, some), min_size=1, max_size=5),
    st.booleans(),
)
def test_a_document_is_its_lines_and_their_shares(rows: list[tuple[D, D, D, D, D]], per_line: bool) -> None:
    lines = [
        a_line(supplied, price=price, discount=discount, gst_rate=rate, backordered=waits, supplied=supplied)
        for supplied, price, discount, rate, waits in rows
    ]
    comes_to = invoicing.amounts(lines, gst_per_line=per_line)
    each = [gst.line_amount(line.supplied, line.price, line.discount) for line in lines]
    assert list(comes_to.lines) == each
    assert comes_to.amount == sum(each, D(0))
    assert comes_to.gst == sum(comes_to.gst_shares, D(0))
    assert comes_to.total == comes_to.amount + comes_to.gst
    assert all(share == rounded(share) for share in comes_to.gst_shares)


def test_only_what_is_supplied_is_charged() -> None:
    comes_to = invoicing.amounts([a_line(5, supplied=D(2), backordered=D(3), gst_rate=D(10))])
    assert (comes_to.amount, comes_to.gst, comes_to.total) == (D("200.00"), D("20.00"), D("220.00"))
    decided_anew = invoicing.amounts([a_line(5, supplied=D(2), backordered=D(3), gst_rate=D(10))], [D(1)])
    assert (decided_anew.amount, decided_anew.gst, decided_anew.total) == (D("100.00"), D("10.00"), D("110.00"))


def test_nothing_comes_to_nothing() -> None:
    assert invoicing.amounts([]).total == D("0.00")


@given(scaled(5, 1, 100_000_000))
def test_a_quantity_has_three_decimals_and_a_part_its_units(quantity: Decimal) -> None:
    hose = replace(PART, whole_units=False)
    fine = quantity == rounded(quantity, 3)
    if fine:
        invoicing.check_quantity(hose, quantity)
    else:
        with pytest.raises(Refused, match="three decimals"):
            invoicing.check_quantity(hose, quantity)
    if fine and quantity != quantity.to_integral_value():
        with pytest.raises(Refused, match="whole units"):
            invoicing.check_quantity(PART, quantity)


@given(prices, discounts)
def test_every_price_that_can_be_typed_is_taken(price: Decimal, discount: Decimal) -> None:
    invoicing.check_price(a_line(price=price, discount=discount))
