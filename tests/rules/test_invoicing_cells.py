"""What a quantity or a price means that is typed into a line: divided, decided anew, overridden."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.rules import invoicing
from app.rules.drafts import Fills, InvoiceDraft, InvoiceLine
from app.rules.entry import PriceTyped
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound
from app.rules.invoicing import Split
from app.rules.questions import PutOnBackorder, RecordLostSale

D = Decimal
MILLER = DebtorFound(1, "MILLER", "Miller Motors", use_backorders=True)


def a_line(on_hand: int = 2, **facts: Any) -> InvoiceLine:
    part = PartFound(7, "CAB-220", "Cable", on_hand=D(on_hand), average_cost=D(60))
    facts = {"ordered": D(1), "supplied": D(1), "price": D(100), "gst_rate": D(10), "price_from": "list", **facts}
    return InvoiceLine(part=part, **facts)


def a_draft(*lines: InvoiceLine, **facts: Any) -> InvoiceDraft:
    return InvoiceDraft(debtor=MILLER, lines=list(lines), **facts)


def test_what_is_there_is_supplied_and_what_is_short_is_asked() -> None:
    line = a_line()
    draft = a_draft(line)
    assert invoicing.divide(draft, line, D(2)) == Split(D(2))
    assert invoicing.divide(draft, line, D(5)) == PutOnBackorder(line.key, "CAB-220", D(5), D(2))


def test_a_quote_and_a_draft_without_debtor_are_not_divided() -> None:
    line = a_line()
    assert invoicing.divide(a_draft(line, kind="quote"), line, D(5)) == Split(D(5))
    assert invoicing.divide(InvoiceDraft(lines=[line]), line, D(5)) == Split(D(5))


def test_what_its_own_backorder_was_moved_up_is_not_taken_again() -> None:
    line = a_line(on_hand=0, ordered=D(5), supplied=D(3), backordered=D(2), filled_here=D(3), line_id=4)
    draft = a_draft(line)
    question = invoicing.divide(draft, line, D(6))
    assert question == PutOnBackorder(line.key, "CAB-220", D(3), D(0))
    invoicing.apply(line, D(6), Split(D(0), backordered=D(3)))
    assert (line.ordered, line.supplied, line.backordered, line.filled_here) == (D(6), D(3), D(3), D(3))
    invoicing.apply(line, D(2), Split(D(0)))
    assert (line.ordered, line.supplied, line.backordered, line.filled_here) == (D(2), D(2), D(0), D(2))


def test_a_fill_is_never_more_than_lies_ready() -> None:
    line = a_line(fills=Fills(3, "Invoice 10001", D(3), D(100), D(0)))
    assert invoicing.divide(a_draft(line), line, D(3)) == Split(D(3))
    with pytest.raises(Refused, match="3 is allocated to Invoice 10001"):
        invoicing.divide(a_draft(line), line, D(4))


def test_a_line_that_promises_more_than_there_is_is_undecided_until_somebody_says_anyway() -> None:
    line = a_line(ordered=D(5), supplied=D(5))
    draft = a_draft(line)
    assert invoicing.undecided(draft, line)
    draft.answers[PutOnBackorder(line.key, "CAB-220", D(5), D(2))] = "anyway"
    assert not invoicing.undecided(draft, line)
    assert not invoicing.undecided(a_draft(line, kind="quote"), line)


def test_answers_about_a_line_go_when_it_is_decided_anew() -> None:
    line, other = a_line(), a_line()
    mine = {PutOnBackorder(line.key, "CAB-220", D(5), D(2)): "no", RecordLostSale(line.key, "CAB-220", D(3)): "price"}
    theirs = {PutOnBackorder(other.key, "CAB-220", D(5), D(2)): "yes"}
    assert invoicing.without_answers({**mine, **theirs}, line) == theirs


def test_nothing_is_decided_any_more_for_another_debtor() -> None:
    line = a_line(ordered=D(5), supplied=D(2), backordered=D(3))
    invoicing.undo_split(line)
    assert (line.supplied, line.backordered) == (D(5), D(0))
    comment = InvoiceLine(kind="comment", description="Thank you")
    invoicing.undo_split(comment)
    assert comment.ordered == D(0)


@pytest.mark.parametrize(
    ("typed", "inc", "means"),
    [
        (PriceTyped("price", D(80)), False, (D(80), D(5))),
        (PriceTyped("price", D(88)), True, (D(80), D(5))),
        (PriceTyped("margin", D(20)), False, (D(75), D(0))),
        (PriceTyped("discount", D(10)), False, (D(100), D(10))),
    ],
)
def test_a_price_cell_takes_a_price_a_margin_or_a_discount(
    typed: PriceTyped, inc: bool, means: tuple[Decimal, Decimal]
) -> None:
    assert invoicing.priced(a_line(discount=D(5)), typed, inc=inc) == means


def test_a_margin_needs_a_cost() -> None:
    charge = InvoiceLine(kind="charge", part=PartFound(8, "FRT", "Freight", kind="charge"), ordered=D(1))
    with pytest.raises(Refused, match="no cost"):
        invoicing.priced(charge, PriceTyped("margin", D(20)))


def test_an_override_keeps_what_the_price_was_at_first() -> None:
    line = a_line()
    invoicing.reprice(line, D(100), D(0))
    assert (line.price_from, line.price_was) == ("list", None)
    invoicing.reprice(line, D(90), D(0))
    invoicing.reprice(line, D(80), D(5))
    assert (line.price, line.discount, line.price_from, line.price_was) == (D(80), D(5), "typed", D(100))


def test_the_margin_is_of_the_goods_alone() -> None:
    freight = InvoiceLine(kind="charge", part=PartFound(8, "FRT", "Freight", kind="charge"), supplied=D(1), price=D(50))
    assert invoicing.margin([a_line(supplied=D(2)), freight]) == D(40)
    assert invoicing.margin([freight]) is None
