"""Everything that can be done, done at once at several counters: whoever comes second is told, and the books hold."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations_with_replacement
from pathlib import Path

import pytest
from sqlalchemy import select

from app import models
from app.db import open_database
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unavailable
from app.rules.questions import Answers, Payment
from app.rules.rows import OpeningStockRow
from app.rules.stocktaking import AdjustmentDraft, AdjustmentLine, Scope
from app.rules.supplier_drafts import CreditorPays
from app.services import again, backorder_lists, backorders, importing, lookup, setup, supersession
from app.services.buying import ordering, receiving, undoing
from app.services.counter import Counter
from app.services.masters import parts as masters
from app.services.money import creditor_payments, day_end, receipts
from app.services.sales import credits, invoicing, releasing
from app.services.stock import adjusting, counting, stocktakes
from tests import make
from tests.services.goods import loose, sent, ticked, waits
from tests.services.locking import LockOrder
from tests.services.money import an_order_of, answering, sold, the_books_hold

D = Decimal
COUNTERS = 4
Call = Callable[[], object]


@dataclass(frozen=True)
class World:
    """What there is to quarrel about, by its keys."""

    parts: tuple[int, int]
    debtor: int
    creditor: int
    saved: int
    quote: int
    finalised: int
    fill: int
    bill: int
    order: int
    stocktake: int


def begin(counter: Counter) -> World:
    """A shop in which everybody wants the same few things."""
    supplier = make.a_creditor(counter, "Repco")
    parts = tuple(make.a_part(counter, number, on_hand=4, creditor_id=supplier.id) for number in ("A", "B"))
    debtor = make.a_debtor(counter, "Miller", backorder_mode="automatic", charge_deposits="always")
    first = sold(counter, an_order_of(counter, debtor, parts[0], 5, 3))
    saved = InvoiceDraft(debtor=debtor, lines=_lines(counter, debtor.id, (parts[1].id, 6), (parts[0].id, 2)))
    order = invoicing.save(counter, saved, {})
    quote = InvoiceDraft(kind="quote", debtor=debtor, lines=_lines(counter, debtor.id, (parts[0].id, 2)))
    fill = waits(counter, parts[1], 2)
    sheet = stocktakes.start(counter, Scope(), "all")
    counting.count(counter, sheet.counts[0].line_id, sheet.counts[0].snapshot, None)
    card = masters.open_card(counter, parts[0].id)
    masters.save(counter, replace(card, superseded_by=parts[1].number), card)
    bill = receiving.process(counter, loose(counter, supplier, "A1", (parts[1], 3, "60"), (parts[0], 1, "50")), {})
    return World(
        parts=(parts[0].id, parts[1].id),
        debtor=debtor.id,
        creditor=supplier.id,
        saved=order.invoice_id,
        quote=invoicing.save(counter, quote, {}).invoice_id,
        finalised=first.invoice_id,
        fill=fill,
        bill=bill.creditor_invoice_id,
        order=sent(counter, supplier, (parts[1], 4), (parts[0], 4)),
        stocktake=sheet.stocktake_id,
    )


def _lines(counter: Counter, debtor_id: int, *wanted: tuple[int, int]) -> list:  # type: ignore[type-arg]
    debtor = lookup.debtor(counter, debtor_id)
    return [invoicing.line_for(counter, lookup.part(counter, part), debtor, D(many)) for part, many in wanted]


def _sale(counter: Counter, world: World, turned: bool) -> InvoiceDraft:
    parts = world.parts[::-1] if turned else world.parts
    lines = _lines(counter, world.debtor, *((part, 2) for part in parts))
    return InvoiceDraft(debtor=lookup.debtor(counter, world.debtor), lines=lines)


def sell(counter: Counter, world: World, at: int) -> Call:
    draft = _sale(counter, world, at % 2 == 1)
    return lambda: answering(lambda said: invoicing.finalise(counter, draft, said))


def save(counter: Counter, world: World, at: int) -> Call:
    draft = _sale(counter, world, at % 2 == 0)
    return lambda: answering(lambda said: invoicing.save(counter, draft, said))


def finalise_the_saved(counter: Counter, world: World, at: int) -> Call:
    draft = invoicing.recall(counter, world.saved)
    return lambda: answering(lambda said: invoicing.finalise(counter, draft, said))


def change_the_saved(counter: Counter, world: World, at: int) -> Call:
    draft = invoicing.recall(counter, world.saved)
    del draft.lines[at % 2]
    return lambda: answering(lambda said: invoicing.save(counter, draft, said))


def delete_the_saved(counter: Counter, world: World, at: int) -> Call:
    return lambda: answering(lambda said: invoicing.delete(counter, world.saved, said))


def invoice_the_quote(counter: Counter, world: World, at: int) -> Call:
    draft = invoicing.make_invoice(counter, invoicing.recall(counter, world.quote), {})
    return lambda: answering(lambda said: invoicing.finalise(counter, draft, said))


def fill(counter: Counter, world: World, at: int) -> Call:
    line = next(each for each in backorder_lists.every(counter) if each.id == world.fill)
    wanted = [(world.fill, line.allocated)]
    draft = InvoiceDraft(debtor=lookup.debtor(counter, line.debtor_id))
    draft.lines = list(invoicing.fill_lines(counter, draft.debtor, wanted, {}))
    return lambda: answering(lambda said: invoicing.finalise(counter, draft, said))


def _begun_on(counter: Counter, invoice_id: int) -> int:
    with counter.db.read() as session:
        begun = select(models.InvoiceLine.begins_id).where(models.InvoiceLine.invoice_id == invoice_id)
        return next(key for key in session.scalars(begun.order_by(models.InvoiceLine.id)) if key)


def cancel_on_the_saved(counter: Counter, world: World, at: int) -> Call:
    key = _begun_on(counter, world.saved)
    return lambda: answering(lambda said: backorders.cancel(counter, key, D(1), "no longer wanted", said))


def cancel_with_its_deposit(counter: Counter, world: World, at: int) -> Call:
    key = _begun_on(counter, world.finalised)
    return lambda: answering(lambda said: backorders.cancel(counter, key, D(1), "no longer wanted", said))


def hold(counter: Counter, world: World, at: int) -> Call:
    return lambda: backorders.hold(counter, world.fill, "on holiday")


def tell(counter: Counter, world: World, at: int) -> Call:
    keys = [world.fill, _begun_on(counter, world.finalised)]
    return lambda: backorders.tell(counter, keys[::-1] if at % 2 else keys)


def take_the_other_number(counter: Counter, world: World, at: int) -> Call:
    key = _begun_on(counter, world.finalised if at % 2 else world.saved)
    return lambda: supersession.take_other(counter, key)


def let_old_numbers_go(counter: Counter, world: World, at: int) -> Call:
    return lambda: answering(lambda said: supersession.for_ordering(counter, world.creditor, True, answers=said))


def receive_by_the_new_number(counter: Counter, world: World, at: int) -> Call:
    draft = receiving.new(counter, world.creditor, [world.order])
    draft.their_number = f"D{at}"
    new = lookup.part(counter, world.parts[1])
    draft.lines = [
        supersession.received_as(line, new) if line.part and line.part.id != new.id else line for line in draft.lines
    ]
    return lambda: answering(lambda said: receiving.process(counter, draft, said))


def hand_over(counter: Counter, world: World, at: int) -> Call:
    return lambda: releasing.hand_over(counter, [world.fill])


def receive(counter: Counter, world: World, at: int) -> Call:
    supplier = lookup.creditor(counter, world.creditor)
    parts = [lookup.part(counter, part) for part in (world.parts[::-1] if at % 2 else world.parts)]
    draft = loose(counter, supplier, f"B{at}", *((part, 2, "61.00") for part in parts))
    draft.lines[0].new_list_price = D(120 + at)
    return lambda: answering(lambda said: receiving.process(counter, draft, said))


def receive_the_order(counter: Counter, world: World, at: int) -> Call:
    draft = receiving.new(counter, world.creditor, [world.order])
    draft.their_number = f"C{at}"
    return lambda: answering(lambda said: receiving.process(counter, draft, said))


def order(counter: Counter, world: World, at: int) -> Call:
    draft = ticked(counter, lookup.creditor(counter, world.creditor))
    found = lookup.part(counter, world.parts[at % 2])
    draft.lines.append(ordering.line_for(counter, draft.creditor, found, D(1), draft))
    return lambda: answering(lambda said: ordering.finalise(counter, draft, said))


def close_short(counter: Counter, world: World, at: int) -> Call:
    lines = [each.line_id for each in ordering.order_lines(counter, world.order)]
    return lambda: ordering.close_short(counter, world.order, lines, "not made any more")


def undo(counter: Counter, world: World, at: int) -> Call:
    return lambda: answering(lambda said: undoing.undo(counter, world.bill, "sent twice", said))


def credit(counter: Counter, world: World, at: int) -> Call:
    draft = credits.begin(counter, world.finalised)
    draft.reason, draft.lines[0].quantity = "brought back", D(1)
    return lambda: answering(lambda said: credits.post(counter, draft, said))


def be_paid(counter: Counter, world: World, at: int) -> Call:
    draft = receipts.DebtorPays(world.debtor, D("300.00"))

    def post(_said: Answers) -> object:
        ways = receipts.ReceivePayment(D("300.00"), True, debtor="Miller")
        return receipts.post(counter, draft, {ways: (Payment("EFTPOS", D("300.00")),)})

    return lambda: post({})


def pay(counter: Counter, world: World, at: int) -> Call:
    draft = CreditorPays(world.creditor, D("100.00"))
    return lambda: creditor_payments.post(counter, draft)


def adjust(counter: Counter, world: World, at: int) -> Call:
    changes = [(world.parts[at % 2], D(2)), (world.parts[1 - at % 2], D(-1))]
    lines = [AdjustmentLine(part=lookup.part(counter, part), change=change) for part, change in changes]
    draft = AdjustmentDraft(reason="found behind the shelf", lines=lines)
    return lambda: adjusting.post(counter, draft)


def post_the_count(counter: Counter, world: World, at: int) -> Call:
    return lambda: answering(lambda said: stocktakes.post(counter, world.stocktake, "", said), None)


def close_the_day(counter: Counter, world: World, at: int) -> Call:
    taken = [each for each in day_end.today(counter).taken if each.tenders]
    draft = day_end.DayEndDraft(tuple(day_end.Count(each.kind, each.taken, "") for each in taken))
    return lambda: day_end.close(counter, draft)


def bring_in_stock(counter: Counter, world: World, at: int) -> Call:
    rows = [OpeningStockRow(1, number, D(9), cost=D("55.0000")) for number in ("B", "A")]
    return lambda: importing.bring_in(counter, "stock", rows[:: 1 if at % 2 else -1])


ALL = (
    sell, save, finalise_the_saved, change_the_saved, delete_the_saved, invoice_the_quote, fill, cancel_on_the_saved,
    cancel_with_its_deposit, hold, tell, take_the_other_number, let_old_numbers_go, hand_over, receive,
    receive_the_order, receive_by_the_new_number, order, close_short, undo, credit,
    be_paid, pay, adjust, post_the_count, close_the_day, bring_in_stock,
)  # fmt: skip


@pytest.fixture(scope="module")
def shop(store: make.Store, tmp_path_factory: pytest.TempPathFactory) -> tuple[make.Kept, World]:
    counter = make.a_shop(tmp_path_factory.mktemp("shop"))
    world = begin(counter)
    return make.kept(counter), world


@pytest.fixture
def counters(shop: tuple[make.Kept, World], tmp_path: Path) -> Iterator[list[Counter]]:
    """Several programs on one shop."""
    first = make.begun_from(shop[0], tmp_path)
    place = make.place_of(first)
    with ExitStack() as ending:
        others = [setup.open_counter(open_database(place), first.clock) for _ in range(COUNTERS - 1)]
        for each in (first, *others):
            ending.callback(each.db.close)
        yield [first, *others]


def until_done(call: Call) -> None:
    """As at a desk: what lost a race goes on by itself, and *Retry* is pressed while somebody else writes."""
    for _ in range(5):
        try:
            again.while_it_may_help(call)
        except Unavailable:
            continue
        except Refused:
            return
        return
    raise AssertionError("nobody gets through")


def quarrel(counters: list[Counter], calls: list[Call]) -> None:
    """Everything at once; then the books hold, and everybody has locked in the house's order."""
    spies = [LockOrder(each.db.engine) for each in counters if each.db.on_server]
    with ThreadPoolExecutor(8) as threads:
        faults = [done.exception() for done in [threads.submit(until_done, call) for call in calls]]
    assert [fault for fault in faults if fault] == []
    assert [spy.wrong[:3] for spy in spies if spy.wrong] == []
    the_books_hold(counters[0])


@pytest.mark.parametrize("seed", [1])
def test_everything_at_once(counters: list[Counter], shop: tuple[make.Kept, World], seed: int) -> None:
    calls = [do(counters[(at + each) % COUNTERS], shop[1], at + each) for at, do in enumerate(ALL) for each in range(2)]
    random.Random(seed).shuffle(calls)
    quarrel(counters, calls)


@pytest.mark.long
@pytest.mark.parametrize(
    "pair", list(combinations_with_replacement(ALL, 2)), ids=lambda pair: " ".join(f"{d.__name__}" for d in pair)
)
def test_each_against_each(
    counters: list[Counter], shop: tuple[make.Kept, World], pair: tuple[Callable[..., Call], Callable[..., Call]]
) -> None:
    quarrel(counters, [do(counters[at % COUNTERS], shop[1], at) for at, do in enumerate(pair * 3)])


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 150))
def test_everything_at_once_many_times(counters: list[Counter], shop: tuple[make.Kept, World], seed: int) -> None:
    test_everything_at_once(counters, shop, seed)
