"""Stock adjustments: what is found is given to those who wait, what is lost is taken from the back of the queue."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import PartFound
from app.rules.stocktaking import AdjustmentDraft, line_for
from app.services import check, lookup, settings
from app.services.counter import Counter
from app.services.masters import stock_card
from app.services.sales import invoicing, releasing
from app.services.stock import adjusting
from tests import make
from tests.services.goods import allocated, waits

D = Decimal


def a_draft(counter: Counter, *changes: tuple[PartFound, int | str], reason: str = "Counted") -> AdjustmentDraft:
    lines = [line_for(lookup.part(counter, part.id), D(change)) for part, change in changes]
    return AdjustmentDraft(reason=reason, lines=lines)


def holds(counter: Counter) -> None:
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []


def posted(counter: Counter, kind: str = "stock adjustment") -> dict[str, Decimal]:
    """What the journal says of the last document of this kind, by the name of the account."""
    with counter.db.read() as session:
        last = session.scalar(select(func.max(models.JournalEntry.id)).where(models.JournalEntry.document_kind == kind))
        rows = session.execute(
            select(models.Account.name, models.JournalLine.amount)
            .join(models.JournalLine, models.JournalLine.account_id == models.Account.id)
            .where(models.JournalLine.entry_id == last)
        )
        return dict(rows.all())


def test_found_and_lost_move_stock_and_value_and_are_posted(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 3, cost="10.00")
    oil = make.a_part(counter, "OIL-1", 5, cost="4.00")
    draft = a_draft(counter, (cable, 2), (oil, -1), reason="Counted: shelf 4")
    draft.lines[0].note = "behind the box"

    done = adjusting.post(counter, draft)

    assert done.number == 10001
    assert [(line.number, line.quantity, line.value) for line in done.lines] == [
        ("CAB-220", D(2), D("20.00")),
        ("OIL-1", D(-1), D("-4.00")),
    ]
    assert done.value == D("16.00")
    assert make.stock(counter, cable)[:2] == (D(5), D("50.00"))
    assert make.stock(counter, oil)[:2] == (D(4), D("16.00"))
    assert posted(counter) == {"Stock on hand": D("16.00"), "Stock adjustments": D("-16.00")}
    listed = adjusting.list_adjustments(counter)
    assert [(each.number, each.reason, each.lines, each.value) for each in listed] == [
        (10001, "Counted: shelf 4", 2, D("16.00"))
    ]
    assert [line.note for line in adjusting.posted(counter, listed[0].adjustment_id).lines] == ["behind the box", ""]
    moved = tuple(stock_card.movements(counter, cable.id).every())[0]
    assert (moved.kind, moved.document, moved.reason) == ("gain", "Stock adjustment 10001", "Counted: shelf 4")
    holds(counter)


def test_a_gain_onto_an_empty_shelf_comes_in_at_the_last_cost_and_the_last_one_takes_all_value(
    counter: Counter,
) -> None:
    cable = make.a_part(counter, "CAB-220", 3, cost="3.3333")
    assert adjusting.post(counter, a_draft(counter, (cable, -3))).value == D("-10.00")
    assert make.stock(counter, cable)[:2] == (D(0), D("0.00"))
    assert adjusting.post(counter, a_draft(counter, (cable, 2))).value == D("6.67")
    holds(counter)


def test_the_same_draft_is_posted_once_and_told_again(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 0)
    backorder = waits(counter, cable, 2)
    draft = a_draft(counter, (cable, 5))
    first = adjusting.post(counter, draft)
    again = adjusting.post(counter, draft)
    assert replace(again, notices=()) == first
    assert "nothing was moved twice" in again.notices[0]
    assert [each.backorder_id for each in first.filled] == [backorder]
    assert adjusting.posted(counter, first.adjustment_id) == first
    assert make.stock(counter, cable)[0] == D(5)


def test_what_is_found_goes_along_the_queue_and_says_who_got_it(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 0)
    miller = waits(counter, cable, 2, make.a_debtor(counter, "Miller", backorder_mode="automatic"))
    jones = waits(counter, cable, 2, make.a_debtor(counter, "Jones", backorder_mode="automatic"))
    done = adjusting.post(counter, a_draft(counter, (cable, 3)))
    assert [(each.debtor, each.quantity, each.still_waiting) for each in done.filled] == [
        ("Miller", D(2), D(0)),
        ("Jones", D(1), D(1)),
    ]
    assert allocated(counter, miller, jones) == [D(2), D(1)]
    holds(counter)


def test_what_is_lost_is_taken_from_the_back_of_the_queue(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 0)
    miller = waits(counter, cable, 2, make.a_debtor(counter, "Miller", backorder_mode="automatic"))
    jones = waits(counter, cable, 2, make.a_debtor(counter, "Jones", backorder_mode="automatic"))
    adjusting.post(counter, a_draft(counter, (cable, 5)))  # one stays free
    done = adjusting.post(counter, a_draft(counter, (cable, -4)))
    assert [(each.debtor, each.quantity) for each in done.withdrawn] == [("Jones", D(2)), ("Miller", D(1))]
    assert allocated(counter, miller, jones) == [D(1), D(0)]
    assert make.stock(counter, cable)[0] == D(1)
    holds(counter)


def test_a_loss_below_what_is_committed_is_refused_and_names_how_many(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 5)
    oil = make.a_part(counter, "OIL-1", 5)
    debtor = make.a_debtor(counter)
    line = invoicing.line_for(counter, cable, debtor, D(3))
    invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    draft = a_draft(counter, (oil, -1), (cable, -3))
    with pytest.raises(Refused, match="of 5 on hand 3 cannot be missing; 3 are promised on saved orders") as refused:
        adjusting.post(counter, draft)
    assert refused.value.line == draft.lines[1].key
    assert make.stock(counter, oil)[0] == D(5)
    assert adjusting.list_adjustments(counter) == ()
    draft.lines[1].change = D(-2)
    assert adjusting.post(counter, draft).number == 10001
    holds(counter)


def test_what_a_customer_has_in_hand_already_cannot_be_missing(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 0)
    backorder = waits(counter, cable, 2)
    adjusting.post(counter, a_draft(counter, (cable, 2)))
    releasing.hand_over(counter, [backorder], quantity=D(1))
    draft = a_draft(counter, (cable, -2))
    with pytest.raises(Refused, match="with a customer already") as refused:
        adjusting.post(counter, draft)
    assert refused.value.line == draft.lines[0].key
    assert (make.stock(counter, cable)[0], allocated(counter, backorder)) == (D(2), [D(2)])
    assert adjusting.post(counter, a_draft(counter, (cable, -1))).withdrawn[0].quantity == D(1)


def test_a_part_twice_on_one_adjustment_cannot_be_lost_twice(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 5)
    with pytest.raises(Refused, match="of 2 on hand 3 cannot be missing"):
        adjusting.post(counter, a_draft(counter, (cable, -3), (cable, -3)))


def test_it_goes_to_the_account_that_is_named(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 5, cost="10.00")
    known = adjusting.accounts(counter)
    assert [each.name for each in known if each.usual] == ["Stock adjustments"]
    assert "Trade debtors" not in {each.name for each in known}
    variance = next(each for each in known if each.name == "Purchase and stock variance")
    draft = a_draft(counter, (cable, -1))
    draft.account = variance.code
    adjusting.post(counter, draft)
    assert posted(counter) == {"Stock on hand": D("-10.00"), "Purchase and stock variance": D("10.00")}


@pytest.mark.parametrize(("code", "says"), [("9-9999", "There is no account"), ("1-1200", "its own documents only")])
def test_an_account_that_does_not_do_is_refused(counter: Counter, code: str, says: str) -> None:
    draft = a_draft(counter, (make.a_part(counter, "CAB-220", 5), -1))
    draft.account = code
    with pytest.raises(Refused, match=says) as refused:
        adjusting.post(counter, draft)
    assert refused.value.field == "account"


def test_what_cannot_be_adjusted_is_refused(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 5)
    with pytest.raises(Refused, match="nothing to adjust"):
        adjusting.post(counter, AdjustmentDraft(reason="Counted"))
    with pytest.raises(Refused, match="The reason is missing"):
        adjusting.post(counter, a_draft(counter, (cable, 1), reason=" "))
    with pytest.raises(Refused, match="nothing is found and nothing lost"):
        adjusting.post(counter, a_draft(counter, (cable, 0)))
    with pytest.raises(Refused, match="whole units"):
        adjusting.post(counter, a_draft(counter, (cable, "0.5")))
    with pytest.raises(Refused, match="lies on no shelf"):
        line_for(lookup.exact_part(counter, "FREIGHT")[0])


def test_it_needs_the_right(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 5)
    with pytest.raises(Unanswered, match="CAB-220 \\+1. Lee may not adjust stock"):
        adjusting.post(make.somebody(counter, "Lee"), a_draft(counter, (cable, 1)))


def test_found_goods_that_had_been_issued_short_are_cost_of_sales(counter: Counter) -> None:
    settings.save(counter, {"allow_issue_below_zero": True})
    cable = make.a_part(counter, "CAB-220", 1, cost="10.00", no_backorders=True)
    debtor = make.a_debtor(counter)
    line = invoicing.line_for(counter, cable, debtor, D(3))
    line.supplied, line.cancelled, line.split_typed = D(3), D(0), True
    draft = InvoiceDraft(debtor=debtor, lines=[line])
    with pytest.raises(Unanswered) as undecided:
        invoicing.finalise(counter, draft, {})
    invoicing.finalise(counter, draft, dict.fromkeys(undecided.value.questions, "anyway"))
    assert make.stock(counter, cable)[0] == D(-2)
    adjusting.post(counter, a_draft(counter, (cable, 5)))
    assert make.stock(counter, cable)[:2] == (D(3), D("30.00"))
    assert posted(counter) == {
        "Stock on hand": D("30.00"), "Cost of sales": D("20.00"), "Stock adjustments": D("-50.00")
    }  # fmt: skip
    holds(counter)
