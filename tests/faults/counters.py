"""A counter among several, as a process of its own: it sells the last pieces, receives, cancels, credits, recalls."""

from __future__ import annotations

import random
import time
from collections import Counter as Tally
from collections.abc import Callable
from decimal import Decimal
from multiprocessing.connection import Connection
from typing import TypeVar

from sqlalchemy import select

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unavailable
from app.rules.questions import Answers, Question
from app.services import backorder_lists, backorders, lookup
from app.services.again import while_it_may_help
from app.services.counter import Counter
from app.services.sales import credits, invoicing
from tests.faults.children import answered, counter_at, done, prepared

D = Decimal
T = TypeVar("T")


class OneOfSeveral:
    """Somebody at a counter; `tally` counts what was done, refused, asked again, called again and not available."""

    def __init__(self, counter: Counter, seed: int) -> None:
        self.counter = counter
        self.chance = random.Random(seed)
        self.tally: Tally[str] = Tally()
        self.posted: dict[str, int] = {}
        """The number of each invoice, by the key of its draft."""

    def does_something(self) -> None:
        """One thing, as a window does it: tried again where that may help, by hand where the books were not there."""
        act = self.chance.choice([*[self.sells] * 5, self.receives, self.cancels, self.fills, self.credits, self.saves])
        while True:
            try:
                act()
                self.tally["done"] += 1
            except Refused:
                self.tally["refused"] += 1
            except Unavailable:
                self.tally["not available"] += 1
                continue
            return

    def calls(self, use_case: Callable[[Answers], T]) -> T:
        """The use case, its questions answered."""
        asked_again: list[Question] = []

        def once(answers: Answers) -> T:
            tried = 0

            def trying() -> T:
                nonlocal tried
                tried += 1
                return use_case(answers)

            try:
                return while_it_may_help(trying)
            finally:
                self.tally["called again"] += tried - 1

        try:
            return answered(once, asked_again)
        finally:
            self.tally["asked again"] += len(asked_again)

    def finalises(self, draft: InvoiceDraft) -> None:
        """Now and then twice, as after a reply that was lost."""
        number = self.calls(lambda said: invoicing.finalise(self.counter, draft, said)).number or 0
        if self.chance.random() < 0.2:
            assert self.calls(lambda said: invoicing.finalise(self.counter, draft, said)).number == number, "doubled"
        self.posted[draft.key] = number

    # ---- what there is to do ----

    def sells(self) -> None:
        """Two parts that run short, and freight."""
        self.finalises(prepared(self.counter, "finalise", self.chance).what)

    def receives(self) -> None:
        """A supplier's invoice with a few pieces."""
        job = prepared(self.counter, "receive", self.chance)
        self.calls(lambda _said: done(self.counter, job))

    def cancels(self) -> None:
        """One piece of somebody's backorder."""
        if waiting := backorder_lists.every(self.counter):
            line = self.chance.choice(waiting)
            self.calls(lambda said: backorders.cancel(self.counter, line.id, D(1), "no longer wanted", said))

    def fills(self) -> None:
        """What is ready of somebody's backorders goes out."""
        if ready := backorder_lists.ready(self.counter):
            line = self.chance.choice(ready)
            debtor = lookup.debtor(self.counter, line.debtor_id)
            wanted = [(line.id, line.allocated)]
            lines = self.calls(lambda said: invoicing.fill_lines(self.counter, debtor, wanted, said))
            draft = InvoiceDraft(debtor=debtor, name="Jo Walker", phone="0400 000 000", lines=list(lines))
            self.finalises(draft)

    def credits(self) -> None:
        """One piece of a finalised invoice comes back."""
        if found := self.documents("finalised"):
            draft = credits.begin(self.counter, self.chance.choice(found))
            draft.reason = "brought back"
            self.chance.choice(draft.lines).quantity = D(1)
            self.calls(lambda said: credits.post(self.counter, draft, said))

    def saves(self) -> None:
        """An order is put on the books; one that is there is taken off again or finalised."""
        draft = prepared(self.counter, "finalise", self.chance).what
        self.calls(lambda said: invoicing.save(self.counter, draft, said))
        saved = self.chance.choice(self.documents("saved") or [0])
        if self.chance.random() < 0.5:
            self.calls(lambda said: invoicing.delete(self.counter, saved, said))
        else:
            self.finalises(invoicing.recall(self.counter, saved))

    def documents(self, status: str) -> list[int]:
        """The keys of the latest invoices in this state."""
        latest = select(models.Invoice.id).where(models.Invoice.status == status).order_by(models.Invoice.id.desc())
        with self.counter.db.read() as session:
            return list(session.scalars(latest.limit(8)))


def at_the_counter(place: str, line: Connection, seed: int, things: int, seconds: float) -> None:
    """So many things, or for so many seconds, whatever is more; tells what was posted and how it went."""
    somebody = OneOfSeveral(counter_at(place), seed)
    line.send(("up",))
    until = time.monotonic() + seconds
    while sum(somebody.tally[each] for each in ("done", "refused")) < things or time.monotonic() < until:
        before = set(somebody.posted)
        somebody.does_something()
        for key in somebody.posted.keys() - before:
            line.send(("posted", key, somebody.posted[key]))
    somebody.counter.db.close()
    line.send(("went", dict(somebody.tally)))
