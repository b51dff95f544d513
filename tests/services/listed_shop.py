"""Some weeks of everything that long lists show, by chance and the same each time."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

from app.rules.drafts import InvoiceDraft
from app.rules.found import CreditorFound, PartFound, ShipRule
from app.services import backorder_lists, backorders, lookup, supersession
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.services.masters import parts as masters
from app.services.sales import invoicing, lost_sales
from tests import make
from tests.make import Clock, a_creditor, a_debtor, a_part
from tests.services.goods import an_order, loose, sent
from tests.services.owing import pay_oldest, sold
from tests.services.test_backorders import D, arrives

DAYS = 24
RULES: tuple[ShipRule, ...] = ("any", "complete lines", "complete order")
DEBTORS = ("Miller Motors", "jones & sons", "Ärzte 10%_off")


def lived(folder: Path, seed: int = 7) -> Counter:
    """The counter of a shop with hostile names, three ship rules, and a day between any two documents."""
    counter, chance = make.a_shop(folder), random.Random(seed)
    debtors = [
        a_debtor(counter, name, backorder_mode="automatic", ship_rule=rule, phone=f"03 95{at}5")
        for at, (name, rule) in enumerate(zip(DEBTORS, RULES, strict=True))
    ]
    repco, bursons = a_creditor(counter), a_creditor(counter, "Bursons")
    parts = [_part(counter, chance, *each) for each in _parts(repco, bursons)]
    assert isinstance(counter.clock, Clock)
    for day in range(DAYS):
        counter.clock.go_on(days=1)
        debtor = lookup.debtor(counter, chance.choice(debtors).id)
        lines = [
            invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(chance.choice((1, 2, 12))))
            for part in chance.sample(parts, chance.randint(1, 3))
        ]
        draft = InvoiceDraft(debtor=debtor, lines=lines, customer_order=chance.choice(("", "PO 7", "po-12")))
        (invoicing.save if chance.random() < 0.2 else invoicing.finalise)(counter, draft, {})
        if chance.random() < 0.5:
            arrives(counter, chance.choice(parts), chance.randint(1, 9))
        if chance.random() < 0.3:
            lost_sales.record(counter, chance.choice(parts), debtor, D(chance.randint(1, 3)), D("9.9900"), "price")
        if day % 8 == 0:
            receiving.process(counter, loose(counter, repco, f"A{day}", (parts[0], 1, "5.00")), {})
    _done_to_some(counter, chance)
    sent(counter, repco, (parts[0], 5))
    order = an_order(counter, bursons, (parts[2], 4))
    order.expected = counter.today() + dt.timedelta(days=4)
    ordering.finalise(counter, order, {})
    for each in debtors[:2]:
        sold(counter, each, "80.00", "po 9")
        pay_oldest(counter, lookup.debtor(counter, each.id), "25.00")
    _take_the_new_number(counter, parts[2], parts[3])
    for number, on_hand, by in (("old 1%", 12, "cab-330"), ("OLD_2", 2, "old 1%"), ("Ölfilter", 1, "NO-Where")):
        a_part(counter, number, on_hand, creditor_id=repco.id, superseded_by=by, bin=f"B{on_hand}")
    a_part(counter, "GAP", 0, superseded_by="no_where")
    return counter


def _parts(repco: CreditorFound, bursons: CreditorFound) -> tuple[tuple[str, str, CreditorFound, str], ...]:
    return (
        ("CAB-220", "112.5000", repco, "Cable 2.20 m, red"),
        ("cab-330", "200.0425", repco, "cable 3.30 m"),
        ("OIL-5", "1234.5000", bursons, "Oil 5 l 100% synthetic"),
        ("ZÜND", "99.9900", bursons, "Spark_plug"),
    )


def _part(
    counter: Counter, chance: random.Random, number: str, price: str, creditor: CreditorFound, description: str
) -> PartFound:
    on_hand = chance.randint(0, 3)
    return a_part(counter, number, on_hand, price, creditor_id=creditor.id, description=description)


def _done_to_some(counter: Counter, chance: random.Random) -> None:
    """Holds, promises, priorities, calls and cancels."""
    waiting = [each for each in backorder_lists.every(counter) if not each.on_saved_order]
    for at, each in enumerate(chance.sample(waiting, min(10, len(waiting)))):
        if at % 5 == 0:
            backorders.hold(counter, each.id, "asks, the boss")
        elif at % 5 == 1:
            backorders.promise(counter, each.id, counter.today() + dt.timedelta(days=chance.randint(-9, 9)))
        elif at % 5 == 2:
            backorders.set_priority(counter, each.id, chance.randint(1, 3))
        elif at % 5 == 3:
            backorders.tell(counter, [each.id])
        else:
            backorders.cancel(counter, each.id, each.open, "bought elsewhere")


def _take_the_new_number(counter: Counter, old: PartFound, new: PartFound) -> None:
    """Who waits for the one number waits for the other one now, as far as nothing lies there for them."""
    card = masters.open_card(counter, old.id)
    masters.save(counter, replace(card, superseded_by=new.number), card)
    waiting = [each for each in backorder_lists.every(counter, part_id=old.id) if not each.allocated]
    for each in waiting[::2]:
        if not each.on_saved_order:
            supersession.take_new(counter, each.id)
    assert any("(for " in each.number for each in backorder_lists.every(counter))
