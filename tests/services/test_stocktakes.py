"""Stocktakes: what is sold during the count stays sold, the variance is posted once, and nobody's promise is broken."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import stocktaking
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import PartFound
from app.rules.stock_questions import AbandonStocktake, CountAgain, PostUncounted
from app.rules.stocktaking import Scope
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import price_groups
from app.services.sales import invoicing
from app.services.stock import adjusting, counting, stocktakes
from app.services.stock.stocktakes import Sheet
from tests import make
from tests.services.goods import allocated, waits
from tests.services.test_adjusting import holds, posted
from tests.services.test_at_once import all_at_once

D = Decimal


def started(counter: Counter, scope: Scope | None = None, key: str = "one") -> Sheet:
    return stocktakes.start(counter, scope or Scope(), key)


def counted(counter: Counter, sheet: Sheet, **quantities: int | str) -> Sheet:
    """Types what was counted, by the parts' numbers without their dashes; returns the sheet as it is then."""
    for each in stocktakes.sheet(counter, sheet.stocktake_id).counts:
        name = each.part.number.replace("-", "")
        if name in quantities:
            counting.count(counter, each.line_id, D(quantities[name]), each.counted)
    return stocktakes.sheet(counter, sheet.stocktake_id)


def sold(counter: Counter, part: PartFound, quantity: int) -> None:
    debtor = make.a_debtor(counter)
    line = invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(quantity))
    invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})


def test_variances_are_counted_less_snapshot_and_become_one_adjustment(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 10, cost="10.00", bin="A1")
    oil = make.a_part(counter, "OIL-1", 5, cost="4.00", bin="A2")
    same = make.a_part(counter, "SAME-1", 3, bin="B1")
    sheet = started(counter)
    assert (sheet.number, sheet.status, sheet.about) == (10001, "counting", "all bins")
    assert [(each.bin, each.part.number, each.snapshot) for each in sheet.counts] == [
        ("A1", "CAB-220", D(10)),
        ("A2", "OIL-1", D(5)),
        ("B1", "SAME-1", D(3)),
    ]
    sheet = counted(counter, sheet, CAB220=8, OIL1=6, SAME1=3)
    assert [(each.part.number, each.variance, each.worth) for each in stocktaking.variances(sheet.counts)] == [
        ("CAB-220", D(-2), D("-20.00")),
        ("OIL-1", D(1), D("4.00")),
    ]

    done = stocktakes.post(counter, sheet.stocktake_id, "", {})
    assert done.adjustment is not None
    assert [(line.number, line.quantity, line.value) for line in done.adjustment.lines] == [
        ("CAB-220", D(-2), D("-20.00")),
        ("OIL-1", D(1), D("4.00")),
    ]
    assert make.stock(counter, cable)[:2] == (D(8), D("80.00"))
    assert make.stock(counter, oil)[:2] == (D(6), D("24.00"))
    assert make.stock(counter, same)[0] == D(3)
    assert posted(counter) == {"Stock on hand": D("-16.00"), "Stock adjustments": D("16.00")}
    again = stocktakes.post(counter, sheet.stocktake_id, "", {})
    assert replace(again, notices=()) == done
    assert make.stock(counter, cable)[0] == D(8)
    assert stocktakes.sheet(counter, sheet.stocktake_id).status == "posted"
    holds(counter)


def test_what_is_sold_during_the_count_stays_sold(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 10, bin="A1")
    sheet = counted(counter, started(counter), CAB220=9)
    sold(counter, cable, 4)
    shown = stocktakes.sheet(counter, sheet.stocktake_id).counts[0]
    assert (shown.variance, shown.moved, shown.explained) == (D(-1), D(-4), False)
    stocktakes.post(counter, sheet.stocktake_id, "", {})
    assert make.stock(counter, cable)[0] == D(5)
    holds(counter)


def test_counted_after_a_sale_it_is_pointed_out_and_counted_again_from_what_is_on_hand_now(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 10, bin="A1")
    sheet = started(counter)
    sold(counter, cable, 4)
    sheet = counted(counter, sheet, CAB220=6)
    line = sheet.counts[0]
    assert line.explained
    again = counting.count_again(counter, sheet.stocktake_id, [line.line_id], {CountAgain(sheet.number, 1): "yes"})
    assert [(each.snapshot, each.counted, each.moved) for each in again] == [(D(6), None, D(0))]
    counted(counter, sheet, CAB220=6)
    done = stocktakes.post(counter, sheet.stocktake_id, "", {})
    assert done.adjustment is None
    assert make.stock(counter, cable)[0] == D(6)


def test_counting_again_asks_before_a_count_is_thrown_away(counter: Counter) -> None:
    make.a_part(counter, "CAB-220", 10, bin="A1")
    sheet = counted(counter, started(counter), CAB220=9)
    line_id = sheet.counts[0].line_id
    with pytest.raises(Unanswered):
        counting.count_again(counter, sheet.stocktake_id, [line_id], {})
    with pytest.raises(Refused, match="are kept"):
        counting.count_again(counter, sheet.stocktake_id, [line_id], {CountAgain(sheet.number, 1): "no"})
    assert stocktakes.sheet(counter, sheet.stocktake_id).counts[0].counted == D(9)


def test_what_is_not_counted_is_asked_about(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 10, bin="A1")
    oil = make.a_part(counter, "OIL-1", 5, bin="A2")
    sheet = started(counter)
    with pytest.raises(Refused, match="Nothing is counted"):
        stocktakes.post(counter, sheet.stocktake_id, "", {})
    counted(counter, sheet, CAB220=9)
    question = PostUncounted(sheet.number, 1)
    with pytest.raises(Unanswered) as undecided:
        stocktakes.post(counter, sheet.stocktake_id, "", {})
    assert undecided.value.questions == (question,)
    assert make.stock(counter, cable)[0] == D(10)
    done = stocktakes.post(counter, sheet.stocktake_id, "", {question: "leave"})
    assert done.left_out == 1
    assert (make.stock(counter, cable)[0], make.stock(counter, oil)[0]) == (D(9), D(5))


def test_what_is_not_counted_can_be_counted_as_zero(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 10, bin="A1")
    oil = make.a_part(counter, "OIL-1", 5, bin="A2")
    sheet = counted(counter, started(counter), CAB220=10)
    stocktakes.post(counter, sheet.stocktake_id, "", {PostUncounted(sheet.number, 1): "zero"})
    assert (make.stock(counter, cable)[0], make.stock(counter, oil)[:2]) == (D(10), (D(0), D("0.00")))
    holds(counter)


@pytest.mark.parametrize(
    ("scope", "numbers"),
    [
        (Scope(), ["A-1", "A-2", "B-1", "NOBIN-1"]),
        (Scope("a"), ["A-1", "A-2"]),
        (Scope("A2", "B"), ["A-2", "B-1"]),
        (Scope(last="a1"), ["A-1"]),
        (Scope("Z"), []),
    ],
)
def test_the_scope_takes_bins_by_their_beginning_or_from_one_to_another(
    counter: Counter, scope: Scope, numbers: list[str]
) -> None:
    make.a_part(counter, "A-1", 1, bin="A1-04")
    make.a_part(counter, "A-2", 0, bin="a2")
    make.a_part(counter, "B-1", 1, bin="B1")
    make.a_part(counter, "NOBIN-1", 1)
    make.a_part(counter, "NOTHING-1", 0)
    assert stocktakes.would_count(counter, scope) == len(numbers)
    if not numbers:
        with pytest.raises(Refused, match="Nothing in bins that begin with Z has"):
            started(counter, scope)
        return
    sheet = started(counter, scope)
    assert sorted(each.part.number for each in sheet.counts) == numbers


def test_the_scope_may_be_a_supplier_or_a_price_group(counter: Counter) -> None:
    repco = make.a_creditor(counter, "Repco Wholesale")
    brakes = price_groups.save_group(counter, price_groups.GroupCard(code="BRAKE", name="Brakes"), None)
    make.a_part(counter, "A-1", 1, creditor_id=repco.id)
    make.a_part(counter, "B-1", 1, price_group_id=brakes.id)
    sheet = started(counter, Scope(creditor_id=repco.id))
    assert ([each.part.number for each in sheet.counts], sheet.about) == (
        ["A-1"],
        "all bins, parts of Repco Wholesale",
    )
    sheet = started(counter, Scope(price_group_id=brakes.id), "two")
    assert ([each.part.number for each in sheet.counts], sheet.about) == (["B-1"], "all bins, price group BRAKE")


def test_a_start_that_is_called_again_makes_one_stocktake_and_a_part_is_on_one_at_a_time(counter: Counter) -> None:
    make.a_part(counter, "CAB-220", 10, bin="A1")
    first = started(counter)
    assert started(counter) == first
    with pytest.raises(Refused, match="CAB-220 is being counted in stocktake 10001"):
        started(counter, key="two")
    stocktakes.abandon(counter, first.stocktake_id, {AbandonStocktake(10001, 0): "yes"})
    assert started(counter, key="two").number == 10002
    listed = [(each.number, each.status, each.parts) for each in stocktakes.list_stocktakes(counter)]
    assert listed == [
        (10002, "counting", 1),
        (10001, "abandoned", 1),
    ]


def test_a_part_that_nobody_expected_comes_onto_the_sheets(counter: Counter) -> None:
    make.a_part(counter, "CAB-220", 10, bin="A1")
    stray = make.a_part(counter, "STRAY-1", 0, cost="7.00")
    sheet = started(counter)
    counting.count_more(counter, sheet.stocktake_id, stray.id)
    counting.count_more(counter, sheet.stocktake_id, stray.id, D(2))
    added = counting.add_part(counter, sheet.stocktake_id, stray.id)
    assert (added.snapshot, added.counted) == (D(0), D(3))
    with pytest.raises(Refused, match="lies on no shelf"):
        counting.add_part(counter, sheet.stocktake_id, lookup.exact_part(counter, "FREIGHT")[0].id)
    stocktakes.post(counter, sheet.stocktake_id, "", {PostUncounted(sheet.number, 1): "leave"})
    assert make.stock(counter, stray)[0] == D(3)
    holds(counter)


def test_two_counters_type_at_once(counter: Counter) -> None:
    make.a_part(counter, "CAB-220", 10, bin="A1")
    make.a_part(counter, "OIL-1", 5, bin="A2")
    sheet = started(counter)
    cable, oil = (each.line_id for each in sheet.counts)
    counting.count(counter, cable, D(9), None)
    counting.count(counter, oil, D(5), None)  # the other one, who has seen neither
    assert counting.count(counter, cable, D(9), None).counted == D(9)  # both found the same
    with pytest.raises(Refused, match="Somebody else has counted 9 of CAB-220 meanwhile"):
        counting.count(counter, cable, D(8), None)
    assert counting.count(counter, cable, D(8), D(9)).counted == D(8)
    assert counting.count(counter, cable, None, D(8)).counted is None


def test_scans_at_several_counters_add_up_and_whoever_posts_posts_once(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 10, bin="A1")
    stray = make.a_part(counter, "STRAY-1", 0)
    sheet = counted(counter, started(counter), CAB220=9)
    assert all_at_once([partial(started, counter)] * 4) == []
    assert len(stocktakes.list_stocktakes(counter)) == 1
    scan = partial(counting.count_more, counter, sheet.stocktake_id, stray.id)
    assert all_at_once([scan] * 6) == []
    assert [each.counted for each in stocktakes.sheet(counter, sheet.stocktake_id).counts] == [D(9), D(6)]
    assert all_at_once([partial(stocktakes.post, counter, sheet.stocktake_id, "", {})] * 4) == []
    assert (make.stock(counter, cable)[0], make.stock(counter, stray)[0]) == (D(9), D(6))
    assert [each.number for each in adjusting.list_adjustments(counter)] == [10001]
    holds(counter)


def test_what_cannot_have_been_counted_is_refused(counter: Counter) -> None:
    make.a_part(counter, "CAB-220", 10, bin="A1")
    line = started(counter).counts[0]
    with pytest.raises(Refused, match="whole units"):
        counting.count(counter, line.line_id, D("1.5"), None)
    with pytest.raises(Refused, match="-1 cannot have been counted"):
        counting.count(counter, line.line_id, D(-1), None)


def test_a_variance_takes_allocations_from_the_back_of_the_queue(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 0, bin="A1")
    miller, jones = (
        waits(counter, cable, 2, make.a_debtor(counter, name, backorder_mode="automatic")) for name in ("Mill", "Jon")
    )
    sheet = counted(counter, started(counter), CAB220=4)
    stocktakes.post(counter, sheet.stocktake_id, "", {})
    assert allocated(counter, miller, jones) == [D(2), D(2)]
    sheet = counted(counter, started(counter, key="two"), CAB220=3)
    done = stocktakes.post(counter, sheet.stocktake_id, "", {})
    assert done.adjustment is not None
    assert [(each.debtor, each.quantity) for each in done.adjustment.withdrawn] == [("Jon", D(1))]
    assert allocated(counter, miller, jones) == [D(2), D(1)]
    holds(counter)


def test_below_what_is_committed_nothing_at_all_is_posted(counter: Counter) -> None:
    cable = make.a_part(counter, "CAB-220", 5, bin="A1")
    oil = make.a_part(counter, "OIL-1", 5, bin="A2")
    debtor = make.a_debtor(counter)
    invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, cable, debtor, D(4))]), {})
    sheet = counted(counter, started(counter), CAB220=3, OIL1=4)
    with pytest.raises(Refused, match="CAB-220: of 5 on hand 2 cannot be missing; 4 are promised") as refused:
        stocktakes.post(counter, sheet.stocktake_id, "", {})
    assert refused.value.line == sheet.counts[0].line_id
    assert make.stock(counter, oil)[0] == D(5)
    assert stocktakes.sheet(counter, sheet.stocktake_id).status == "counting"


def test_nothing_is_counted_on_a_stocktake_that_is_over(counter: Counter) -> None:
    make.a_part(counter, "CAB-220", 5, bin="A1")
    sheet = counted(counter, started(counter), CAB220=3)
    with pytest.raises(Unanswered) as undecided:
        stocktakes.abandon(counter, sheet.stocktake_id, {})
    question = undecided.value.questions[0]
    with pytest.raises(Refused, match="is kept"):
        stocktakes.abandon(counter, sheet.stocktake_id, {question: "no"})
    stocktakes.abandon(counter, sheet.stocktake_id, {question: "yes"})
    with pytest.raises(Refused, match="Stocktake 10001 is abandoned"):
        counting.count(counter, sheet.counts[0].line_id, D(4), D(3))
    with pytest.raises(Refused, match="Stocktake 10001 is abandoned"):
        stocktakes.post(counter, sheet.stocktake_id, "", {})


def test_it_needs_the_right(counter: Counter) -> None:
    make.a_part(counter, "CAB-220", 5, bin="A1")
    lad = make.somebody(counter, "Lee")
    with pytest.raises(Unanswered, match="A stocktake of all bins. Lee may not adjust stock"):
        started(lad)
    sheet = started(counter)
    counting.count(lad, sheet.counts[0].line_id, D(4), None)  # counting is anybody's
    with pytest.raises(Unanswered, match="1 part differs. Lee may not adjust stock"):
        stocktakes.post(lad, sheet.stocktake_id, "", {})


def test_count_sheets_go_by_bin_and_hide_what_is_on_hand_unless_it_is_asked_for(counter: Counter) -> None:
    make.a_part(counter, "Z-1", 2, bin="A1")
    make.a_part(counter, "A-1", 3, bin="B1")
    sheet = started(counter)
    hidden = stocktakes.count_sheet(counter, sheet.stocktake_id, show_on_hand=False)
    assert [(each.bin, each.number, each.on_hand) for each in hidden.lines] == [
        ("A1", "Z-1", None),
        ("B1", "A-1", None),
    ]
    shown = stocktakes.count_sheet(counter, sheet.stocktake_id, show_on_hand=True)
    assert [each.on_hand for each in shown.lines] == [D(2), D(3)]
    assert shown.number == "10001"


few = st.integers(0, 6)


@settings(max_examples=5)
@given(
    on_hand=st.lists(few, min_size=2, max_size=3),
    before=st.lists(few, min_size=3, max_size=3),
    found_there=st.lists(few, min_size=3, max_size=3),
    after=st.lists(few, min_size=3, max_size=3),
)
def test_whatever_is_sold_before_during_and_after_counting_the_variance_alone_is_posted(
    on_hand: list[int], before: list[int], found_there: list[int], after: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder, make.given_back():
        counter = make.a_shop(Path(folder))
        parts = [make.a_part(counter, f"P-{at}", n, bin="A1", cost="3.3333") for at, n in enumerate(on_hand)]
        sheet = started(counter)
        expected = []
        for part, there, gone, seen, later in zip(parts, on_hand, before, found_there, after, strict=False):
            first = min(gone, there)
            second = min(later, there - first)
            for quantity in (first, second):
                if quantity:
                    sold(counter, part, quantity)
            counted(counter, sheet, **{part.number.replace("-", ""): seen})
            expected.append((there - first - second) + (seen - there))
        try:
            stocktakes.post(counter, sheet.stocktake_id, "", {})
        except Refused:
            assert min(expected) < 0
            expected = [lookup.part(counter, part.id).on_hand for part in parts]
        assert [make.stock(counter, part)[0] for part in parts] == expected
        holds(counter)
        counter.db.close()
