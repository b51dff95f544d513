"""Stock orders on a real database: what those who wait need, who it is for, and what is on order."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import models
from app.rules.drafts import OrderDraft, OrderLine
from app.rules.faults import Refused, Unanswered
from app.rules.questions import DeleteSaved
from app.services import backorders, check
from app.services.buying import ordering
from app.services.counter import Counter
from tests.make import TODAY, a_creditor, a_debtor, a_part, a_shop, given_back, stock
from tests.services.goods import an_order, sent, ticked, waits

D = Decimal


def meant(counter: Counter, order_id: int) -> list[tuple[int, Decimal]]:
    with counter.db.read() as session:
        rows = session.execute(
            select(models.MeantFor.backorder_id, models.MeantFor.quantity)
            .join(models.StockOrderLine)
            .where(models.StockOrderLine.order_id == order_id)
            .order_by(models.MeantFor.id)
        )
        return list(rows)


def test_a_new_order_is_expected_after_the_creditors_usual_days(counter: Counter) -> None:
    creditor = a_creditor(counter, lead_days=10)
    draft = ordering.new(counter, creditor.id)
    assert (draft.creditor, draft.expected) == (creditor, TODAY.replace(day=26))


def test_what_those_who_wait_lack_is_proposed_in_packs_for_them(counter: Counter) -> None:
    creditor = a_creditor(counter)
    part = a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id, pack=D(4))
    miller, jones = (a_debtor(counter, name, backorder_mode="automatic") for name in ("Miller Motors", "Jones"))
    first, second = waits(counter, part, 5, miller), waits(counter, part, 1, jones)
    (proposal,) = ordering.proposals(counter, creditor.id, True)
    assert (proposal.waiting, proposal.available, proposal.on_order, proposal.need) == (D(6), D(0), D(0), D(6))
    assert (proposal.quantity, proposal.ticked, proposal.other_supplier) == (D(8), True, "")
    assert proposal.for_whom == "Miller Motors 5, Jones 1"
    assert proposal.meant_for == ((first, D(5)), (second, D(1)))
    assert [each.origin for each in proposal.who_waits] == ["Invoice 10001", "Invoice 10002"]


@pytest.mark.parametrize("on_the_books", ["typed", "saved", "sent"])
def test_asking_twice_proposes_nothing_new(counter: Counter, on_the_books: str) -> None:
    creditor = a_creditor(counter)
    waits(counter, a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id), 3)
    draft = ticked(counter, creditor)
    asking = ordering.new(counter, creditor.id)
    if on_the_books == "typed":
        asking = draft
    elif on_the_books == "saved":
        ordering.save(counter, draft)
    else:
        ordering.finalise(counter, draft, {})
    (proposal,) = ordering.proposals(counter, creditor.id, True, asking)
    assert (proposal.need, proposal.ticked, proposal.outstanding) == (D(0), False, D(3))
    assert proposal.on_order == (D(3) if on_the_books == "sent" else D(0))


@settings(max_examples=6)
@given(
    wanted=st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["", "special", "held"])), min_size=1, max_size=4),
    ordered=st.integers(0, 4),
    pack=st.integers(1, 3),
)
def test_whoever_waits_asking_twice_proposes_nothing_new(
    wanted: list[tuple[int, str]], ordered: int, pack: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, given_back():
        counter = a_shop(Path(folder))
        creditor = a_creditor(counter)
        part = a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id, pack=D(pack))
        debtor = a_debtor(counter, backorder_mode="automatic")
        if ordered:
            ordering.save(counter, an_order(counter, creditor, (part, ordered)))
        for quantity, flag in wanted:
            backorder_id = waits(counter, part, quantity, debtor)
            if flag == "special":
                backorders.mark_special(counter, backorder_id, True)
            elif flag == "held":
                backorders.hold(counter, backorder_id, "on holiday")
        lacking = max(0, sum(quantity for quantity, flag in wanted if flag != "held") - ordered)
        proposed = ordering.proposals(counter, creditor.id, True)
        assert sum(each.need for each in proposed) == lacking
        if lacking:
            ordering.save(counter, ticked(counter, creditor))
        assert not any(each.ticked for each in ordering.proposals(counter, creditor.id, True))
        counter.db.close()


def test_a_recalled_order_counts_as_it_is_typed_now(counter: Counter) -> None:
    creditor = a_creditor(counter)
    waits(counter, a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id), 5)
    saved = ordering.save(counter, ticked(counter, creditor))
    draft = ordering.recall(counter, saved.order_id)
    draft.lines[0].quantity = D(2)
    (proposal,) = ordering.proposals(counter, creditor.id, True, draft)
    assert (proposal.need, proposal.outstanding) == (D(3), D(2))


def test_other_suppliers_parts_come_marked_or_not_at_all(counter: Counter) -> None:
    creditor, other = a_creditor(counter), a_creditor(counter, "Bosch Direct")
    waits(counter, a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id), 1)
    waits(counter, a_part(counter, "ABS-1", on_hand=0, creditor_id=other.id), 1)
    assert [each.number for each in ordering.proposals(counter, creditor.id, True)] == ["CAB-220"]
    everything = ordering.proposals(counter, creditor.id, False)
    assert [(each.number, each.other_supplier) for each in everything] == [("ABS-1", "Bosch Direct"), ("CAB-220", "")]


def test_held_backorders_are_not_ordered_for(counter: Counter) -> None:
    creditor = a_creditor(counter)
    backorders.hold(counter, waits(counter, a_part(counter, "CAB-220", 0, creditor_id=creditor.id), 3), "on holiday")
    assert ordering.proposals(counter, creditor.id, True) == ()


def test_what_is_bought_for_one_customer_is_not_outstanding_for_another(counter: Counter) -> None:
    creditor = a_creditor(counter)
    part = a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id)
    special = waits(counter, part, 3)
    backorders.mark_special(counter, special, True)
    sent = ordering.finalise(counter, ticked(counter, creditor), {})
    assert meant(counter, sent.order_id) == [(special, D(3))]
    other = waits(counter, part, 2)
    (proposal,) = ordering.proposals(counter, creditor.id, True)
    assert (proposal.need, proposal.meant_for) == (D(2), ((other, D(2)),))
    backorders.cancel(counter, special, D(3), "wrong car")
    (proposal,) = ordering.proposals(counter, creditor.id, True)
    assert proposal.need == D(0), "when it closes, its goods are for anyone"


def test_suggest_fills_up_to_the_maximum_counting_saved_orders_and_this_one(counter: Counter) -> None:
    creditor = a_creditor(counter)
    levels = {"creditor_id": creditor.id, "minimum": D(2), "maximum": D(10), "pack": D(4)}
    part = a_part(counter, "OIL-5", on_hand=2, **levels)
    a_part(counter, "OIL-6", on_hand=3, **levels)
    (line,) = ordering.suggest(counter, creditor.id)
    assert (line.number, line.quantity) == ("OIL-5", D(8))
    draft = an_order(counter, creditor, (part, 1))
    assert ordering.suggest(counter, creditor.id, draft) == ()
    ordering.save(counter, draft)
    assert ordering.suggest(counter, creditor.id, ordering.new(counter, creditor.id)) == ()


def test_suggest_orders_the_current_number_of_a_chain_and_counts_what_is_left_of_the_old(counter: Counter) -> None:
    repco, other = a_creditor(counter), a_creditor(counter, "Other Supplies")
    a_part(counter, "C-300", 0, pack=D(4), creditor_id=repco.id)
    a_part(counter, "B-200", 0, superseded_by="C-300")
    old = a_part(counter, "A-100", 1, superseded_by="B-200", creditor_id=other.id, minimum=D(3), maximum=D(10))
    assert ordering.suggest(counter, other.id) == (), "the current number is bought where it is sold"
    (line,) = ordering.suggest(counter, repco.id)
    assert (line.number, line.quantity) == ("C-300", D(12)), "up to ten with the one that is left, in fours"
    assert line.description == "Part C-300, in place of A-100"
    draft = ordering.new(counter, repco.id)
    draft.lines = [line]
    assert ordering.suggest(counter, repco.id, draft) == (), "asked twice, nothing new"
    sent(counter, other, (old, 3))
    assert ordering.suggest(counter, repco.id) == (), "an order by the old number brings the goods too"
    assert all(each.holds for each in check.prove(counter))


def test_suggest_goes_by_the_current_numbers_own_levels_and_counts_who_waits_for_the_old(counter: Counter) -> None:
    repco = a_creditor(counter)
    levels = {"creditor_id": repco.id, "minimum": D(2), "maximum": D(5)}
    a_part(counter, "C-300", 4, **levels)
    old = a_part(counter, "A-100", 0, superseded_by="C-300", creditor_id=repco.id, minimum=D(20), maximum=D(50))
    assert ordering.suggest(counter, repco.id) == ()
    waits(counter, old, 3)
    (line,) = ordering.suggest(counter, repco.id)
    assert (line.number, line.quantity, line.meant_for) == ("C-300", D(4), ())


def test_suggest_orders_a_number_whose_successor_is_in_no_books_and_says_so(counter: Counter) -> None:
    repco = a_creditor(counter)
    a_part(counter, "OLD-1", 0, superseded_by="GONE-2", creditor_id=repco.id, minimum=D(1), maximum=D(2))
    (line,) = ordering.suggest(counter, repco.id)
    assert (line.number, line.quantity, line.description) == ("OLD-1", D(2), "Part OLD-1, superseded by GONE-2")
    a_part(counter, "GONE-2", 0, kind="catalogue", description="Filter")
    (line,) = ordering.suggest(counter, repco.id)
    assert (line.number, line.description) == ("GONE-2", "Filter, in place of OLD-1"), "its supplier is the old one's"
    assert line.part is not None
    sent(counter, repco, (line.part, 2))
    assert ordering.suggest(counter, repco.id) == ()


def test_only_a_sent_order_is_on_order_and_unticked_lines_never_are(counter: Counter) -> None:
    creditor = a_creditor(counter)
    wanted, left = a_part(counter, "CAB-220"), a_part(counter, "CAB-221")
    draft = an_order(counter, creditor, (wanted, 5), (left, 7))
    draft.lines[1].wanted = False
    saved = ordering.save(counter, draft)
    assert stock(counter, wanted)[4] == D(0)
    sent = ordering.finalise(counter, ordering.recall(counter, saved.order_id), {})
    assert (sent.order_id, sent.number, sent.lines, sent.amount) == (saved.order_id, 10001, 1, D("300.00"))
    assert (stock(counter, wanted)[4], stock(counter, left)[4]) == (D(5), D(0))


def test_the_same_draft_is_sent_once(counter: Counter) -> None:
    creditor, part = a_creditor(counter), a_part(counter, "CAB-220")
    draft = an_order(counter, creditor, (part, 5))
    ordering.save(counter, draft)
    draft.lines[0].quantity = D(6)
    first = ordering.finalise(counter, draft, {})
    assert ordering.finalise(counter, draft, {}) == first
    assert stock(counter, part)[4] == D(6)
    assert [each.status for each in ordering.list_orders(counter)] == ["not sent"]


def test_an_order_changed_by_somebody_else_is_refused(counter: Counter) -> None:
    creditor, part = a_creditor(counter), a_part(counter, "CAB-220")
    saved = ordering.save(counter, an_order(counter, creditor, (part, 5)))
    mine, theirs = (ordering.recall(counter, saved.order_id) for _ in range(2))
    theirs.lines[0].quantity = D(9)
    ordering.save(counter, theirs)
    with pytest.raises(Refused, match="changed by somebody else"):
        ordering.save(counter, mine)
    ordering.finalise(counter, theirs, {})
    with pytest.raises(Refused, match="has been sent"):
        ordering.save(counter, mine)
    with pytest.raises(Refused, match="has been sent"):
        ordering.recall(counter, saved.order_id)
    assert stock(counter, part)[4] == D(9)


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "1.5", "1.0005"])
def test_a_quantity_that_cannot_be_ordered_is_refused_with_its_line(counter: Counter, quantity: str) -> None:
    creditor = a_creditor(counter)
    draft = an_order(counter, creditor, (a_part(counter, "CAB-220"), 1))
    draft.lines[0].quantity = D(quantity)
    with pytest.raises(Refused) as refused:
        ordering.finalise(counter, draft, {})
    assert (refused.value.line, refused.value.field) == (draft.lines[0].key, "quantity")
    assert ordering.list_orders(counter) == ()


def test_nothing_to_order_no_supplier_and_charges_are_refused(counter: Counter) -> None:
    creditor = a_creditor(counter)
    with pytest.raises(Refused, match="nothing to order"):
        ordering.save(counter, ordering.new(counter, creditor.id))
    part = a_part(counter, "CAB-220")
    with pytest.raises(Refused, match="supplier is missing"):
        ordering.save(counter, OrderDraft(lines=[OrderLine(part=part, quantity=D(1))]))
    labour = a_part(counter, "LAB-1", 0, kind="charge")
    with pytest.raises(Refused, match="lies on no shelf"):
        ordering.line_for(counter, creditor, labour, D(1))


def test_deleting_a_saved_order_is_asked_and_its_backorders_need_ordering_again(counter: Counter) -> None:
    creditor = a_creditor(counter)
    waits(counter, a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id), 3)
    saved = ordering.save(counter, ticked(counter, creditor))
    with pytest.raises(Unanswered) as unanswered:
        ordering.delete(counter, saved.order_id, {})
    (question,) = unanswered.value.questions
    assert question == DeleteSaved(f"saved stock order {saved.reference}")
    ordering.delete(counter, saved.order_id, {question: "yes"})
    assert ordering.list_orders(counter, ("saved",)) == ()
    (proposal,) = ordering.proposals(counter, creditor.id, True)
    assert proposal.need == D(3)
    with pytest.raises(Refused, match="deleted"):
        ordering.recall(counter, saved.order_id)


def test_closing_the_remainder_takes_it_off_order_and_names_who_waits(counter: Counter) -> None:
    creditor = a_creditor(counter)
    part = a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id)
    waits(counter, part, 3)
    sent = ordering.finalise(counter, ticked(counter, creditor), {})
    (line,) = ordering.order_lines(counter, sent.order_id)
    with pytest.raises(Refused):
        ordering.close_short(counter, sent.order_id, [line.line_id], " ")
    closed = ordering.close_short(counter, sent.order_id, [line.line_id], "superseded")
    assert (closed.status, closed.closed, closed.waiting) == ("closed short", D(3), ("Miller Motors",))
    assert stock(counter, part)[4] == D(0)
    (proposal,) = ordering.proposals(counter, creditor.id, True)
    assert (proposal.need, proposal.ticked) == (D(3), True)
    with pytest.raises(Refused):
        ordering.close_short(counter, sent.order_id, [line.line_id], "again")


def test_the_paper_and_the_rows_for_the_supplier_speak_in_its_own_numbers(counter: Counter) -> None:
    creditor = a_creditor(counter, our_account="BAY1")
    part = a_part(counter, "CAB-220", creditor_id=creditor.id)
    draft = an_order(counter, creditor, (part, 1200))
    draft.lines[0].supplier_number = "R-77"
    sent = ordering.finalise(counter, draft, {})
    paper = ordering.facts(counter, sent.order_id)
    assert (paper.number, paper.creditor.our_account, paper.ex) == ("10001", "BAY1", D("72000.00"))
    assert paper.lines[0].suppliers_number == "R-77"
    headings, row = ordering.supplier_rows(counter, sent.order_id)
    assert len(headings) == len(row)
    assert row == ("10001", "R-77", "CAB-220", "Part CAB-220", "1200", "each", "60.00", "72000.00")
