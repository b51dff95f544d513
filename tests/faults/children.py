"""Other programs at the same shop, each a process of its own: they work to their end or until they are killed."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from sqlalchemy.orm import configure_mappers

from app.db import open_database
from app.rules import tender
from app.rules.drafts import InvoiceDraft, ReceiptDraft
from app.rules.faults import Unanswered
from app.rules.money_questions import ON_ACCOUNT, GiveBack
from app.rules.questions import Answer, Answers, Payment, Question, RecordLostSale, TakePayment, UseLinesTotal
from app.rules.rows import PartRow
from app.services import importing, lookup, setup
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.sales import invoicing
from tests.services.goods import loose

D = Decimal
T = TypeVar("T")
_AT_ONCE = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
PROCESSES = multiprocessing.get_context(_AT_ONCE)
PROCESSES.set_forkserver_preload([__name__])
configure_mappers()  # once, before the children are forked

Told = tuple[Any, ...]
Work = Callable[..., None]
"""What a child does: at this place, telling by this line, with this seed, and what more it is given."""
_COMES_UP_WITHIN = 60 if _AT_ONCE == "forkserver" else 300  # where each of them imports everything anew
_ENDS_WITHIN = 120


@dataclass
class Child:
    """A process at work, and what it has told so far."""

    process: Any
    line: Connection
    told: list[Told] = field(default_factory=list)

    def listen(self, seconds: float) -> bool:
        """Hear what is told for so long; whether it is still there to tell more."""
        until = time.monotonic() + seconds
        try:
            while self.line.poll(max(until - time.monotonic(), 0)):
                self.told.append(self.line.recv())
        except (EOFError, OSError):
            return False
        return True

    def first_word(self) -> None:
        """It is up: its first word has come."""
        self.hear(1)

    def hear(self, words: int) -> None:
        """The next words that it tells."""
        for _ in range(words):
            assert self.line.poll(_COMES_UP_WITHIN), "the child does not come up"
            self.told.append(self.line.recv())

    def kill(self) -> list[Told]:
        """End it in the middle of whatever it does; everything that it had told by then."""
        self.process.kill()
        return self.end()

    def end(self) -> list[Told]:
        """Hear it out; everything that it told."""
        assert not self.listen(_ENDS_WITHIN), "the child does not end"
        self.process.join()
        return self.told


@contextmanager
def child(work: Work, place: str, seed: int, *more: object) -> Iterator[Child]:
    """A process that does this work; it is gone afterwards."""
    hears, tells = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=work, args=(place, tells, seed, *more), daemon=True)
    process.start()
    tells.close()
    try:
        yield Child(process, hears)
    finally:
        process.kill()
        process.join()
        process.close()
        hears.close()


def counter_at(place: str) -> Counter:
    """A counter of the shop at this place."""
    return setup.open_counter(open_database(place))


# ───────────────────────────────────────────────────────────────────────────────────────────── how it is answered


def answer(question: Question) -> Answer:
    """What somebody says who wants to get on: paid in cash, everything else with yes or as it is offered."""
    if isinstance(question, RecordLostSale):
        return "no stock"
    if isinstance(question, TakePayment):
        return (Payment("cash", tender.due(question.total, "cash")),)
    if isinstance(question, GiveBack):
        return ON_ACCOUNT if question.account else (Payment("cash", tender.due(question.refundable, "cash")),)
    if isinstance(question, UseLinesTotal):
        return "use"
    offered = [choice.value for choice in question.offered()]
    return "yes" if "yes" in offered else offered[-1]


def answered(call: Callable[[Answers], T], asked: list[Question] | None = None) -> T:
    """What comes of the call when everything it asks is answered; `asked` takes what was asked more than once."""
    answers: dict[Question, Answer] = {}
    for _ in range(30):
        try:
            return call(answers)
        except Unanswered as undecided:
            if answers and asked is not None:
                asked += undecided.questions
            answers |= {question: answer(question) for question in undecided.questions}
    raise AssertionError(f"there is no end to the questions: {list(answers)}")


# ─────────────────────────────────────────────────────────────────────────────────────────── one thing after the other


@dataclass(frozen=True)
class Job:
    """Something to be done, ready to be done again: `kind` says by which use case, `key` names it for good."""

    kind: str
    key: str
    what: Any


def prepared(counter: Counter, kind: str, chance: random.Random) -> Job:
    """The next thing of this kind that somebody has typed and not done yet."""
    if kind == "import":
        name = f"IMP{chance.randrange(10**9):09}"
        rows = tuple(PartRow(row, f"{name}-{row}", f"Part {row}", list_price=D("9.9000")) for row in range(1, 121))
        return Job(kind, name, rows)
    numbers = [*chance.sample(["CAB-220", "OIL", "HOSE"], 2), "FREIGHT"]
    parts = [lookup.exact_part(counter, number)[0] for number in numbers]
    if kind == "receive":
        creditor = lookup.find_creditors(counter, "REPCO")[0]
        came = [(part, chance.randint(1, 4), "60.0000") for part in parts[:2]]
        paper = loose(counter, creditor, f"R{chance.randrange(10**9)}", *came)
        return Job(kind, paper.key, paper)
    debtor = lookup.find_debtors(counter, chance.choice(["MILLER", "CASH", "JONES"]))[0]
    draft = InvoiceDraft(debtor=debtor, name="Jo Walker", phone="0400 000 000")
    draft.lines = [invoicing.line_for(counter, part, debtor, D(chance.randint(1, 3))) for part in parts]
    return Job(kind, draft.key, draft)


def done(counter: Counter, job: Job) -> int:
    """Do it; the number of the document, or how many rows are there now. The same again gives the same."""
    if isinstance(job.what, InvoiceDraft):
        return answered(lambda said: invoicing.finalise(counter, job.what, said)).number or 0
    if isinstance(job.what, ReceiptDraft):
        return answered(lambda said: receiving.process(counter, job.what, said)).number
    report = importing.bring_in(counter, "parts", job.what)
    assert report is not None and report.refused == ()
    return report.new + report.unchanged


def one_after_the_other(place: str, line: Connection, seed: int) -> None:
    """Sell, receive and import without end: each thing is told before it is begun and when it is done."""
    chance = random.Random(seed)
    kind = ("finalise", "receive", "import")[seed % 3]
    counter = counter_at(place)
    line.send(("up",))
    while True:
        job = prepared(counter, kind, chance)
        line.send(("begun", job))
        line.send(("done", job.key, done(counter, job)))
        counter.db.tidy()
