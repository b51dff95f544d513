"""Undo of a processed creditor invoice: as if it had never come, as far as nothing of it is sold or promised."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import CreditorFound, PartFound
from app.rules.money_questions import UndoCreditorInvoice
from app.rules.questions import Answer, Question
from app.services import check, lookup, supersession
from app.services import settings as shop_settings
from app.services.buying import ordering, purchases_read, receiving, undoing
from app.services.buying.undoing import UndoOutcome
from app.services.counter import Counter
from app.services.masters import creditors
from app.services.masters import parts as masters
from app.services.sales import invoicing, releasing
from app.services.within import settling
from tests import make
from tests.make import a_creditor, a_debtor, a_part, a_shop, given_back, stock
from tests.services.goods import allocated, loose, paper, sent, ticked, waits

D = Decimal


@pytest.fixture
def creditor(counter: Counter) -> CreditorFound:
    return a_creditor(counter, terms_days=14)


@pytest.fixture
def part(counter: Counter, creditor: CreditorFound) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=0, creditor_id=creditor.id)


def undone(counter: Counter, creditor_invoice_id: int, answer: str = "yes") -> UndoOutcome:
    """The undo, its question answered."""
    answers: dict[Question, Answer] = {}
    with pytest.raises(Unanswered) as asked:
        undoing.undo(counter, creditor_invoice_id, "wrong supplier", answers)
    answers |= dict.fromkeys(asked.value.questions, answer)
    return undoing.undo(counter, creditor_invoice_id, "wrong supplier", answers)


def question(counter: Counter, creditor_invoice_id: int) -> UndoCreditorInvoice:
    with pytest.raises(Unanswered) as asked:
        undoing.undo(counter, creditor_invoice_id, "wrong supplier", {})
    (found,) = asked.value.questions
    assert isinstance(found, UndoCreditorInvoice)
    return found


def sold(counter: Counter, part: PartFound, quantity: int, *, save: bool = False) -> None:
    debtor = a_debtor(counter, "Buyer", use_backorders=False)
    line = invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(quantity))
    draft = InvoiceDraft(debtor=debtor, lines=[line])
    if save:
        invoicing.save(counter, draft, {})
    else:
        invoicing.finalise(counter, draft, {})


def state(counter: Counter) -> list[object]:
    """Everything that a receipt moves, as it lies in the tables: shelves, orders, backorders, what is owed and open."""
    with counter.db.read() as session:
        shelves = [
            (each.part_id, each.on_hand, each.value, each.committed, each.allocated, each.on_order)
            for each in session.scalars(select(models.Stock).order_by(models.Stock.part_id))
        ]
        lines = [
            (each.id, each.received, each.closed, each.outstanding)
            for each in session.scalars(select(models.StockOrderLine).order_by(models.StockOrderLine.id))
        ]
        orders = session.execute(select(models.StockOrder.id, models.StockOrder.status).order_by("id")).all()
        meant = session.execute(select(models.MeantFor.id, models.MeantFor.delivered).order_by("id")).all()
        backorders = [
            (
                each.id,
                each.part_id,
                each.ordered_as,
                each.open,
                each.allocated,
                each.filled,
                each.queue_date,
                each.priority,
            )
            for each in session.scalars(select(models.Backorder).order_by(models.Backorder.id))
        ]
        entries = session.scalars(select(models.CreditorEntry.creditor_id).distinct().order_by("creditor_id")).all()
        owed = [settling.open_items(session, each, settling.CREDITORS) for each in entries]
    return [shelves, lines, orders, meant, backorders, [each for each in owed if each]]


def broken(counter: Counter) -> list[object]:
    return [(each.says, each.broken) for each in check.prove(counter) if not each.holds]


def test_an_undo_takes_everything_back(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    first = waits(counter, part, 5, a_debtor(counter, "Miller Motors", backorder_mode="automatic"))
    order = sent(counter, creditor, (part, 8))
    before = state(counter)
    draft = paper(counter, creditor, "A1", order)
    draft.lines[0].received = draft.lines[0].billed = D(6)
    draft.lines[0].close_remainder = True
    done = receiving.process(counter, draft, {})
    assert allocated(counter, first) == [D(5)]

    asked = question(counter, done.creditor_invoice_id)
    assert asked.sentence == (
        "Undo creditor invoice 10001 (Repco Wholesale A1, 0.00)? 6 CAB-220 leave the shelf. "
        "Has to wait again: Miller Motors 5 CAB-220. Expected again on stock order 10001."
    )
    outcome = undone(counter, done.creditor_invoice_id)
    assert state(counter) == before
    assert outcome.number == 10001
    assert [(each.debtor, each.quantity, each.still_waiting) for each in outcome.lost] == [
        ("Miller Motors", D(5), D(5))
    ]
    assert outcome.orders == (10001,)
    assert broken(counter) == []
    with counter.db.read() as session:
        row = session.scalars(select(models.CreditorInvoiceUndo)).one()
        invoice = session.get_one(models.CreditorInvoice, done.creditor_invoice_id)
        assert (row.number, row.reason, invoice.status, invoice.number) == (10001, "wrong supplier", "undone", 10001)


def test_undone_twice_is_undone_once(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    done = receiving.process(counter, loose(counter, creditor, "A1", (part, 2, "60")), {})
    first = undone(counter, done.creditor_invoice_id)
    before = state(counter)
    assert undoing.undo(counter, done.creditor_invoice_id, "again", {}) == first
    assert state(counter) == before
    with counter.db.read() as session:
        assert len(session.scalars(select(models.CreditorInvoiceUndo)).all()) == 1


def test_the_suppliers_number_can_be_used_again(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    done = receiving.process(counter, loose(counter, creditor, "A1", (part, 2, "60")), {})
    with pytest.raises(Refused, match="on the books already"):
        receiving.process(counter, loose(counter, creditor, "A1", (part, 3, "60")), {})
    undone(counter, done.creditor_invoice_id)
    again = receiving.process(counter, loose(counter, creditor, "A1", (part, 3, "60")), {})
    assert again.number == 10002
    assert stock(counter, part)[:2] == (D(3), D(180))
    assert broken(counter) == []
    with pytest.raises(Refused, match="was undone"):
        receiving.recall(counter, done.creditor_invoice_id)


def test_goods_that_were_sold_are_named_with_their_invoice(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    done = receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    sold(counter, part, 2)
    sold(counter, part, 1, save=True)
    before = state(counter)
    with pytest.raises(Refused) as fault:
        undoing.undo(counter, done.creditor_invoice_id, "wrong supplier", {})
    assert "3 of what would leave are sold or promised by Order 10002, Invoice 10001." in fault.value.sentence
    assert state(counter) == before


def test_sold_from_other_goods_it_can_be_undone_and_the_rest_is_variance(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    dear = receiving.process(counter, loose(counter, creditor, "A2", (part, 5, "100")), {})
    sold(counter, part, 5)
    assert stock(counter, part)[:2] == (D(5), D(400))
    assert question(counter, dear.creditor_invoice_id).variance == D("100.00")
    undone(counter, dear.creditor_invoice_id)
    assert stock(counter, part)[:2] == (D(0), D(0))
    assert broken(counter) == []


def test_value_that_an_empty_shelf_would_keep_is_variance(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    cheap = receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    receiving.process(counter, loose(counter, creditor, "A2", (part, 5, "100")), {})
    sold(counter, part, 5)
    assert question(counter, cheap.creditor_invoice_id).variance == D("-100.00")
    undone(counter, cheap.creditor_invoice_id)
    assert stock(counter, part)[:2] == (D(0), D(0))
    assert lookup.part(counter, part.id).last_cost == D(100)
    assert broken(counter) == []


def test_the_last_cost_is_that_of_the_receipt_before(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    wrong = receiving.process(counter, loose(counter, creditor, "A2", (part, 5, "600")), {})
    undone(counter, wrong.creditor_invoice_id)
    assert lookup.part(counter, part.id).last_cost == D(60)


def test_the_last_of_the_queue_loses_and_a_special_order_after_everybody(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    first, second, special = (
        waits(counter, part, 2, a_debtor(counter, name, backorder_mode="automatic")) for name in ("A", "B", "C")
    )
    with counter.work() as session:
        session.execute(update(models.Backorder).where(models.Backorder.id == special).values(special_order=True))
    receiving.process(counter, loose(counter, creditor, "A1", (part, 4, "60")), {})
    wrong = receiving.process(counter, loose(counter, creditor, "A2", (part, 2, "60")), {})
    assert allocated(counter, first, second, special) == [D(2), D(2), D(2)]
    outcome = undone(counter, wrong.creditor_invoice_id)
    assert allocated(counter, first, second, special) == [D(2), D(0), D(2)]
    assert [each.debtor for each in outcome.lost] == ["B"]
    assert broken(counter) == []


def test_what_a_customer_was_handed_over_is_not_taken_back(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    first = waits(counter, part, 2, a_debtor(counter, "Miller", backorder_mode="automatic"))
    second = waits(counter, part, 2, a_debtor(counter, "Jones", backorder_mode="automatic"))
    early = receiving.process(counter, loose(counter, creditor, "A1", (part, 2, "60")), {})
    late = receiving.process(counter, loose(counter, creditor, "A2", (part, 2, "60")), {})
    releasing.hand_over(counter, [second])
    undone(counter, late.creditor_invoice_id)
    assert allocated(counter, first, second) == [D(0), D(2)]
    before = state(counter)
    with pytest.raises(Refused, match="2 of what would leave are sold or promised"):
        undoing.undo(counter, early.creditor_invoice_id, "wrong", {})
    assert state(counter) == before
    assert broken(counter) == []


def test_what_was_bought_for_somebody_is_still_to_come_to_them(
    counter: Counter, creditor: CreditorFound, part: PartFound
) -> None:
    miller, jones = (a_debtor(counter, name, backorder_mode="automatic") for name in ("Miller", "Jones"))
    waits(counter, part, 3, miller)
    tied = waits(counter, part, 3, jones)
    with counter.work() as session:
        session.execute(update(models.Backorder).where(models.Backorder.id == tied).values(special_order=True))
    order = ordering.finalise(counter, ticked(counter, creditor), {}).order_id
    before = state(counter)
    draft = paper(counter, creditor, "A1", order)
    draft.lines[0].billed = draft.lines[0].received = D(3)
    done = receiving.process(counter, draft, {})
    assert allocated(counter, tied) == [D(3)]
    undone(counter, done.creditor_invoice_id)
    assert state(counter) == before


def test_what_was_paid_stays_as_a_credit(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    done = receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    with counter.work() as session:
        charge = session.scalars(select(models.CreditorEntry)).one()
        entry = models.CreditorEntry(creditor_id=creditor.id, kind="payment", date=charge.date, amount=D(-130))
        session.add(entry)
        session.flush()
        settling.settle_on(session, creditor.id, entry.id, [charge.id], settling.CREDITORS)
    assert question(counter, done.creditor_invoice_id).credit == D(130)
    outcome = undone(counter, done.creditor_invoice_id)
    assert outcome.credit == D(130)
    assert creditors.balance(counter, creditor.id) == D(-130)
    with counter.db.read() as session:
        items = settling.open_items(session, creditor.id, settling.CREDITORS)
    assert [(each.kind, each.open) for each in items] == [("undo", D(-130))]


def test_who_may_not_undo_is_told_so(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    done = receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    with pytest.raises(Unanswered, match="may not undo a processed creditor invoice"):
        undoing.undo(make.somebody(counter, "Lee"), done.creditor_invoice_id, "wrong", {})
    with pytest.raises(Refused, match="reason"):
        undoing.undo(counter, done.creditor_invoice_id, "  ", {})
    with pytest.raises(Refused, match="Nothing was undone"):
        undone(counter, done.creditor_invoice_id, "no")
    assert stock(counter, part)[0] == D(5)


def test_what_is_only_saved_is_deleted_instead(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    saved = receiving.save(counter, loose(counter, creditor, "A1", (part, 5, "60")))
    with pytest.raises(Refused, match="only saved"):
        undoing.undo(counter, saved.creditor_invoice_id, "wrong", {})


@contextmanager
def any_shop() -> Iterator[Counter]:
    with tempfile.TemporaryDirectory() as folder, given_back():
        yield a_shop(Path(folder))


few = st.integers(0, 6)


@settings(max_examples=5)
@given(
    on_hand=st.tuples(few, few),
    waiting=st.lists(st.tuples(st.integers(0, 1), st.integers(1, 5), st.booleans()), max_size=5),
    ordered=st.tuples(few, few),
    earlier=st.tuples(few, few),
    came=st.tuples(few, few, few),
    billed_more=few,
    close=st.booleans(),
    freight=st.sampled_from([D(0), D("7.77")]),
    superseded=st.sampled_from(["", "by B", "and B comes for it"]),
)
def test_an_undo_at_once_is_the_state_before(
    on_hand: tuple[int, int],
    waiting: list[tuple[int, int, bool]],
    ordered: tuple[int, int],
    earlier: tuple[int, int],
    came: tuple[int, int, int],
    billed_more: int,
    close: bool,
    freight: Decimal,
    superseded: str,
) -> None:
    with any_shop() as counter:
        shop_settings.save(counter, {"backorders_of_old_numbers": "always"})
        supplier = a_creditor(counter)
        parts = [
            a_part(counter, number, on_hand=quantity, creditor_id=supplier.id, cost="33.33")
            for number, quantity in zip(("A", "B"), on_hand, strict=True)
        ]
        for at, (which, quantity, special) in enumerate(waiting):
            debtor = a_debtor(counter, f"Debtor {at}", backorder_mode="automatic")
            made = waits(counter, parts[which], quantity + on_hand[which], debtor)
            if special and made:
                with counter.work() as session:
                    session.execute(
                        update(models.Backorder).where(models.Backorder.id == made).values(special_order=True)
                    )
        # who is tied loses last, so what others had before goes first: then it is not the state before
        tied = any(special for *_, special in waiting)
        before_it = [] if tied else [(part, n, "41.11") for part, n in zip(parts, earlier, strict=True) if n]
        if before_it:
            receiving.process(counter, loose(counter, supplier, "E0", *before_it), {})
        wanted = [(part, n) for part, n in zip(parts, ordered, strict=True) if n]
        if superseded:
            card = masters.open_card(counter, parts[0].id)
            masters.save(counter, replace(card, superseded_by="B"), card)
            # what lies free of the new number would go to who waits for the old one, and stay with them
            if free := int(lookup.part(counter, parts[1].id).available):
                sold(counter, parts[1], free)
        draft = paper(counter, supplier, "X1", *([sent(counter, supplier, *wanted)] if wanted else []))
        for line, quantity in zip(draft.lines, came, strict=False):
            line.received = min(D(quantity), line.outstanding)
            line.billed = line.received + billed_more
            line.close_remainder = close
        draft.lines = [line for line in draft.lines if line.billed]
        if superseded == "and B comes for it":
            new = lookup.part(counter, parts[1].id)
            draft.lines = [supersession.received_as(line, new) if line.number == "A" else line for line in draft.lines]
        if came[2]:
            draft.lines += loose(counter, supplier, "-", (parts[bool(superseded)], came[2], "50.05")).lines
        if not draft.lines:
            return
        draft.freight = freight
        before = state(counter)
        done = receiving.process(counter, draft, {})
        undone(counter, done.creditor_invoice_id)
        after = state(counter)
        assert after[0] == before[0]
        assert after == before
        assert broken(counter) == []


steps = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.integers(0, 1), st.integers(1, 5)),
        st.tuples(st.just("sell"), st.integers(0, 1), st.integers(1, 4)),
        st.tuples(st.just("save"), st.integers(0, 1), st.integers(1, 2)),
        st.tuples(st.just("undo"), st.integers(0, 9), st.just(0)),
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=5)
@given(steps)
def test_whatever_was_sold_meanwhile_the_books_agree(taken: list[tuple[str, int, int]]) -> None:
    with any_shop() as counter:
        supplier = a_creditor(counter)
        debtor = a_debtor(counter, "Miller", backorder_mode="automatic")
        parts = [a_part(counter, number, on_hand=2, creditor_id=supplier.id, cost="33.33") for number in ("A", "B")]
        invoices: list[int] = []
        for at, (what, which, quantity) in enumerate(taken):
            if what == "receive":
                bill = loose(counter, supplier, f"N{at}", (parts[which], quantity, f"{20 + at}.07"))
                invoices.append(receiving.process(counter, bill, {}).creditor_invoice_id)
            elif what in ("sell", "save"):
                line = invoicing.line_for(counter, lookup.part(counter, parts[which].id), debtor, D(quantity))
                draft = InvoiceDraft(debtor=debtor, lines=[line])
                (invoicing.save if what == "save" else invoicing.finalise)(counter, draft, {})
            elif invoices:
                chosen = invoices.pop(which % len(invoices))
                before, refused = state(counter), ""
                try:
                    undone(counter, chosen)
                except Refused as fault:
                    refused = fault.sentence
                assert ("sold or promised by" in refused) == (state(counter) == before)
                invoices += [chosen] if refused else []
        assert broken(counter) == []


def test_the_list_says_that_it_was_undone(counter: Counter, creditor: CreditorFound, part: PartFound) -> None:
    done = receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    undone(counter, done.creditor_invoice_id)
    (listed,) = purchases_read.list_receipts(counter, creditor_id=creditor.id)
    assert listed.status == "undone"
