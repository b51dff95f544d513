"""Releasing what is ready, and the mark for what a customer has: alone, and with the invoice that makes itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import DebtorFound, PartFound
from app.rules.questions import Payment, PutOnBackorder, TakePayment, TodaysPrice
from app.services import backorder_history, backorder_lists, backorders, settings
from app.services.counter import Counter
from app.services.masters import parts
from app.services.sales import invoicing, releasing
from tests.make import Clock, a_debtor, a_part
from tests.services.test_backorders import arrives, waits

D = Decimal


@pytest.fixture
def part(counter: Counter) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=0)


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    return a_debtor(counter)


def later(counter: Counter) -> None:
    assert isinstance(counter.clock, Clock)
    counter.clock.go_on(minutes=5)


def handed(counter: Counter, backorder_id: int) -> str:
    return backorder_lists.one(counter, backorder_id).handed


# ─────────────────────────────────────────────────────────────────────────────────────────────────────────── release


def test_all_that_is_ready_of_a_debtor_goes_on_one_draft(
    counter: Counter, part: PartFound, miller: DebtorFound
) -> None:
    other = a_part(counter, "OIL-5", on_hand=0)
    first, second = waits(counter, miller, part, 5), waits(counter, miller, other, 1)
    elsewhere = waits(counter, a_debtor(counter, "Jones"), part, 1)
    arrives(counter, part, 6)
    arrives(counter, other, 1)
    (jones, both) = releasing.ready(counter)
    assert (both.debtor, both.wanted, both.documents) == (
        "Miller Motors",
        ((first, D(5)), (second, D(1))),
        ("Invoice 10001", "Invoice 10002"),
    )
    assert (both.value, jones.wanted) == (D("660.00"), ((elsewhere, D(1)),))
    assert releasing.ready(counter, miller.id) == (both,)
    draft = releasing.draft(counter, both.wanted)
    assert [(line.number, line.supplied) for line in draft.lines] == [("CAB-220", D(5)), ("OIL-5", D(1))]
    assert invoicing.finalise(counter, draft, {}).total == D("660.00")
    assert releasing.ready(counter, miller.id) == ()


def test_walk_ins_share_a_debtor_and_have_an_invoice_each(counter: Counter, part: PartFound) -> None:
    walk_in = a_debtor(counter, "Walk-in", kind="cash")
    for name in ("Pat Lee", "Ann Ray"):
        line = invoicing.line_for(counter, part, walk_in, D(1))
        draft = InvoiceDraft(debtor=walk_in, name=name, phone="555", address="1 Bay St", lines=[line])
        invoicing.finalise(counter, draft, {PutOnBackorder(line.key, "CAB-220", D(1), D(0)): "yes"})
    arrives(counter, part, 2)
    ann, pat = releasing.ready(counter)
    made = releasing.draft(counter, pat.wanted)
    assert (made.name, made.phone, made.address) == ("Pat Lee", "555", "1 Bay St")
    with pytest.raises(Refused, match="several customers"):
        releasing.draft(counter, ann.wanted + pat.wanted)


def test_the_head_says_what_the_orders_agree_on(counter: Counter, part: PartFound, miller: DebtorFound) -> None:
    for order in ("PO 1", "PO 2"):
        line = invoicing.line_for(counter, part, miller, D(1))
        draft = InvoiceDraft(debtor=miller, customer_order=order, delivery_address="1 Bay St", lines=[line])
        invoicing.finalise(counter, draft, {PutOnBackorder(line.key, "CAB-220", D(1), D(0)): "yes"})
    arrives(counter, part, 2)
    (ready,) = releasing.ready(counter)
    both = releasing.draft(counter, ready.wanted)
    assert (both.customer_order, both.delivery_address) == ("", "1 Bay St")
    assert releasing.draft(counter, ready.wanted[:1]).customer_order == "PO 1"


# ───────────────────────────────────────────────────────────────────────────────────────────────────────── hand over


def test_the_mark_stands_until_the_invoice_is_made(counter: Counter, part: PartFound, miller: DebtorFound) -> None:
    backorder = waits(counter, miller, part, 5)
    arrives(counter, part, 3)
    later(counter)
    done = releasing.hand_over(counter, [backorder], quantity=D(2))
    assert (done.sentence, done.finalised, done.undecided) == ("2 CAB-220 handed over to Miller Motors.", (), ())
    line = backorder_lists.one(counter, backorder)
    assert (line.handed, line.handed_over, line.to_hand_over) == ("2, Kim, 16 Nov", D(2), D(1))
    assert "handed over 2" in [each.what for each in backorder_history.history(counter, backorder)]
    later(counter)
    invoicing.finalise(counter, releasing.draft(counter, [(backorder, D(1))]), {})
    assert handed(counter, backorder) == "1, Kim, 16 Nov"
    later(counter)
    invoicing.finalise(counter, releasing.draft(counter, [(backorder, D(2))]), {})
    assert handed(counter, backorder) == ""


def test_what_was_invoiced_before_does_not_settle_a_later_mark(
    counter: Counter, part: PartFound, miller: DebtorFound
) -> None:
    backorder = waits(counter, miller, part, 5)
    arrives(counter, part, 3)
    invoicing.finalise(counter, releasing.draft(counter, [(backorder, D(2))]), {})
    later(counter)
    releasing.hand_over(counter, [backorder])
    assert backorder_lists.one(counter, backorder).handed_over == D(1)


def test_a_saved_order_that_is_deleted_gives_the_mark_back(
    counter: Counter, part: PartFound, miller: DebtorFound
) -> None:
    backorder = waits(counter, miller, part, 2)
    arrives(counter, part, 2)
    later(counter)
    releasing.hand_over(counter, [backorder])
    later(counter)
    saved = invoicing.save(counter, releasing.draft(counter, [(backorder, D(2))]), {})
    assert handed(counter, backorder) == ""
    later(counter)
    with pytest.raises(Unanswered) as asked:
        invoicing.delete(counter, saved.invoice_id, {})
    invoicing.delete(counter, saved.invoice_id, dict.fromkeys(asked.value.questions, "yes"))
    assert handed(counter, backorder) == "2, Kim, 16 Nov"


@pytest.mark.parametrize(
    ("came", "wanted", "said"),
    [
        (0, None, "CAB-220 for Miller Motors: nothing is ready. F7 tells why."),
        (2, "3", "CAB-220 for Miller Motors: 2 can be handed over now. Type that or less."),
        (2, "0.5", "CAB-220 is sold in whole units"),
        (2, "0", "CAB-220: the quantity is 0"),
    ],
)
def test_only_what_is_ready_can_be_handed_over(
    counter: Counter, part: PartFound, miller: DebtorFound, came: int, wanted: str | None, said: str
) -> None:
    backorder = waits(counter, miller, part, 5)
    if came:
        arrives(counter, part, came)
    with pytest.raises(Refused, match=said):
        releasing.hand_over(counter, [backorder], quantity=D(wanted) if wanted else None)
    assert handed(counter, backorder) == ""


def test_it_is_handed_over_once_and_all_of_several_or_none(
    counter: Counter, part: PartFound, miller: DebtorFound
) -> None:
    first, second = waits(counter, miller, part, 1), waits(counter, miller, part, 1)
    arrives(counter, part, 1)
    with pytest.raises(Refused, match="nothing is ready"):
        releasing.hand_over(counter, [first, second])
    assert handed(counter, first) == ""
    releasing.hand_over(counter, [first])
    with pytest.raises(Refused, match=r"Miller Motors has all CAB-220 that is ready\. F12 invoices it\."):
        releasing.hand_over(counter, [first])
    with pytest.raises(Refused, match="Choose a backorder first"):
        releasing.hand_over(counter, [])
    invoicing.finalise(counter, releasing.draft(counter, [(first, D(1))]), {})
    with pytest.raises(Refused, match="closed by now"):
        releasing.hand_over(counter, [first])


def test_a_mark_set_by_mistake_is_taken_back(counter: Counter, part: PartFound, miller: DebtorFound) -> None:
    backorder = waits(counter, miller, part, 2)
    arrives(counter, part, 2)
    with pytest.raises(Refused, match="nothing of it is marked"):
        releasing.take_mark_back(counter, backorder)
    releasing.hand_over(counter, [backorder])
    assert releasing.take_mark_back(counter, backorder).sentence == "2 CAB-220: not handed over."
    assert backorder_lists.one(counter, backorder).to_hand_over == D(2)


def test_what_the_customer_has_is_neither_cancelled_nor_given_to_somebody_else(
    counter: Counter, part: PartFound, miller: DebtorFound
) -> None:
    backorder = waits(counter, miller, part, 3)
    arrives(counter, part, 2)
    releasing.hand_over(counter, [backorder], quantity=D(1))
    for call in (
        lambda: backorders.cancel(counter, backorder, D(3), "bought elsewhere"),
        lambda: backorders.unallocate(counter, backorder, D(2), "not paid"),
    ):
        with pytest.raises(Refused, match=r"CAB-220: 1 handed over already\. Invoice them with F12"):
            call()
    backorders.cancel(counter, backorder, D(2), "one is enough")
    assert backorder_lists.one(counter, backorder).handed_over == D(1)


# ────────────────────────────────────────────────────────────────────────────────── and the invoice makes itself


def automatic(counter: Counter, **more: str) -> None:
    settings.save(counter, {"when_handed_over": "invoice automatically", "charge_deposits": "always", **more})


def test_the_final_invoice_is_made_and_finalised_by_itself(counter: Counter, part: PartFound) -> None:
    automatic(counter)
    miller = a_debtor(counter)
    backorder = waits(counter, miller, part, 3)
    arrives(counter, part, 1)
    done = releasing.hand_over(counter, [backorder])
    (made,) = done.finalised
    assert (made.written.name, made.written.total, made.invoice_by) == ("Invoice 10002", D("0.00"), "print")
    line = backorder_lists.one(counter, backorder)
    assert (line.filled, line.deposit, line.handed) == (D(1), D("220.00"), "")
    assert done.undecided == ()


def test_each_customer_order_has_its_own_invoice(counter: Counter, part: PartFound) -> None:
    automatic(counter)
    miller = a_debtor(counter)
    ids = []
    for order in ("PO 1", "PO 2"):
        line = invoicing.line_for(counter, part, miller, D(1))
        draft = InvoiceDraft(debtor=miller, customer_order=order, lines=[line])
        invoicing.finalise(counter, draft, {PutOnBackorder(line.key, "CAB-220", D(1), D(0)): "yes"})
    arrives(counter, part, 2)
    ids = [each.id for each in backorder_lists.every(counter)]
    done = releasing.hand_over(counter, ids)
    assert [each.written.name for each in done.finalised] == ["Invoice 10003", "Invoice 10004"]
    assert done.sentence == "2 backorders: 2 handed over to Miller Motors."


def test_a_tender_is_not_decided_by_itself(counter: Counter, part: PartFound) -> None:
    automatic(counter, deposit_percent=D("50.00"))
    walk_in = a_debtor(counter, "Walk-in", kind="cash")
    line = invoicing.line_for(counter, part, walk_in, D(1))
    draft = InvoiceDraft(debtor=walk_in, name="Pat Lee", phone="555", lines=[line])
    pay = (Payment("EFTPOS", D("55.00")),)
    short = PutOnBackorder(line.key, "CAB-220", D(1), D(0))
    invoicing.finalise(counter, draft, {short: "yes", TakePayment(D("55.00")): pay})
    arrives(counter, part, 1)
    (backorder,) = backorder_lists.every(counter)
    done = releasing.hand_over(counter, [backorder.id])
    (open_,) = done.undecided
    assert (open_.wanted, done.finalised) == (((backorder.id, D("1.000")),), ())
    assert "55.00" in open_.because
    assert backorder_lists.one(counter, backorder.id).handed_over == D(1)
    again = releasing.draft(counter, open_.wanted)
    assert invoicing.finalise(counter, again, {TakePayment(D("55.00")): pay}).total == D("55.00")


def test_a_price_that_is_to_be_asked_is_not_decided_by_itself(counter: Counter, part: PartFound) -> None:
    automatic(counter, charge_deposits="never", price_at_filling="ask")
    backorder = waits(counter, a_debtor(counter), part, 1)
    card = parts.open_card(counter, part.id)
    parts.save(counter, parts.PartCard(**{**_fields(card), "list_price": D("120.0000")}), card)
    arrives(counter, part, 1)
    (open_,) = releasing.hand_over(counter, [backorder]).undecided
    assert open_.because == TodaysPrice(backorder, "CAB-220", D(100), D(120)).sentence


def _fields(card: parts.PartCard) -> dict[str, object]:
    return {name: getattr(card, name) for name in parts.PartCard.__dataclass_fields__}


def test_what_waits_on_a_saved_order_is_finalised_there(counter: Counter, part: PartFound, miller: DebtorFound) -> None:
    automatic(counter, charge_deposits="never")
    line = invoicing.line_for(counter, part, miller, D(1))
    saved = invoicing.save(
        counter, InvoiceDraft(debtor=miller, lines=[line]), {PutOnBackorder(line.key, "CAB-220", D(1), D(0)): "yes"}
    )
    arrives(counter, part, 1)
    (backorder,) = backorder_lists.every(counter)
    assert releasing.ready(counter)[0].order_id == saved.invoice_id
    (open_,) = releasing.hand_over(counter, [backorder.id]).undecided
    assert open_.order_id == saved.invoice_id
    with pytest.raises(Refused, match=f"Of {saved.name} something is handed over already"):
        invoicing.delete(counter, saved.invoice_id, {})
