"""The server is killed and started again, a cable hangs, a counter dies: nobody hangs, nothing is lost or doubled."""

from __future__ import annotations

import queue
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from sqlalchemy import select

from app import models
from app.db import database, open_database, server
from app.db.patience import patience
from app.db.told import Told
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Unavailable
from app.rules.found import PartFound
from app.services import again, check, lookup, setup
from app.services.counter import Counter
from app.services.sales import invoicing
from app.services.within import shelf
from tests import make
from tests.faults.own_server import OwnServer
from tests.proxy import Cable, cable

D = Decimal
BACK_WITHIN = 60
MOST_KILLS = 60
"""A few kills may all fall between two sales: it is killed again until one was under way, but no more often."""


@pytest.fixture
def counter(own: OwnServer) -> Iterator[Counter]:
    made = own.counter()
    yield made
    made.db.close()


@pytest.fixture
def line(own: OwnServer) -> Iterator[Cable]:
    with cable(own.place) as made:
        yield made


@pytest.fixture
def far(own: OwnServer, line: Cable) -> Iterator[Counter]:
    """A counter at the far end of that cable."""
    made = own.counter(line.address)
    yield made
    line.plug_in()
    made.db.close()


def a_part(counter: Counter, number: str, on_hand: int = 5) -> PartFound:
    found = lookup.exact_part(counter, number)
    return found[0] if found else make.a_part(counter, number, on_hand=on_hand)


def the_books_hold(counter: Counter) -> None:
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []


# ──────────────────────────────────────────────────────────────────────────────────────────────── the server is killed


def crash_between_sales(
    own: OwnServer, sellers: list[threading.Thread], told: dict[str, int], chance: random.Random
) -> None:
    """The server killed and started again at a chance moment after two more sales have been told."""
    many, until = len(told), time.monotonic() + BACK_WITHIN
    while len(told) < many + 2:
        assert all(each.is_alive() for each in sellers) and time.monotonic() < until
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.05))
    own.crash()
    own.server.start()


@pytest.mark.parametrize("kills", [2, pytest.param(30, marks=pytest.mark.long)])
def test_killed_in_the_middle_of_finalising(
    own: OwnServer, counter: Counter, kills: int, record_property: Callable[[str, object], None]
) -> None:
    miller = make.a_debtor(counter)
    plug = a_part(counter, f"PLUG-{kills}", on_hand=100_000)
    chance, stop = random.Random(12), threading.Event()
    told: dict[str, int] = {}
    lost: list[bool] = []

    def sell() -> None:
        line = invoicing.line_for(counter, plug, miller, D(1))
        draft = InvoiceDraft(debtor=miller, lines=[line])
        until = time.monotonic() + BACK_WITHIN
        while time.monotonic() < until:  # Retry, as a person presses it
            try:
                done = again.while_it_may_help(lambda: invoicing.finalise(counter, draft, {}))
            except Unavailable as fault:
                lost.append(fault.unknown)
            else:
                told[draft.key] = done.number or 0
                return

    def sell_on() -> None:
        while not stop.is_set():
            try:
                sell()
            except Unavailable:
                continue  # a look-up met it: the line is typed again

    sellers = [threading.Thread(target=sell_on) for _ in range(3)]
    for each in sellers:
        each.start()
    try:
        for killed in range(MOST_KILLS):
            if killed < kills or not lost:
                crash_between_sales(own, sellers, told, chance)
    finally:
        stop.set()
        for each in sellers:
            each.join(BACK_WITHIN)
    assert not any(each.is_alive() for each in sellers) and lost, "nothing was ever under way"
    with counter.db.read() as session:
        rows = session.execute(select(models.Invoice.draft_key, models.Invoice.number)).all()
    there = {key: number for key, number in rows if key in told}
    assert len(rows) == len({key for key, _ in rows}), "made twice"
    assert there == told, "told and not there, or the other way round"
    numbers = sorted(number for _, number in rows if number)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "a gap"
    the_books_hold(counter)
    record_property(
        "figures",
        f"{kills} kills of the server, {len(told)} invoices told, {len(lost)} lost connections told "
        f"({sum(lost)} during a commit), 0 doubled, 0 lost",
    )


def test_who_listens_is_told_that_the_server_is_gone_and_is_back(own: OwnServer, counter: Counter) -> None:
    told: queue.Queue[Told] = queue.Queue()
    watch = counter.db.watch(told.put)
    assert told.get(timeout=10).everything
    own.crash()
    assert not told.get(timeout=10).there
    own.server.start()
    assert told.get(timeout=BACK_WITHIN) == Told(everything=True)
    other = own.counter()
    make.a_debtor(other)
    assert "debtor" in told.get(timeout=10).tables
    other.db.close()
    watch.close()


# ───────────────────────────────────────────────────────────────────────────────────────────────────── the cable hangs


def test_nobody_at_the_screen_waits_for_a_server_that_is_silent(
    far: Counter, line: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.a_debtor(far, code="MILLER")
    monkeypatch.setattr(database, "A_MOMENT", 1)
    far.db.impatient_thread = threading.get_ident()
    line.pull()
    began = time.monotonic()
    with pytest.raises(Unavailable, match="does not answer"):
        make.the_debtor(far, "MILLER")
    first = time.monotonic() - began
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(Unavailable, match="does not answer. What is on the screen stays."):
            make.the_debtor(far, "MILLER")
    assert time.monotonic() - began < first, "each look-up waits anew"
    line.plug_in()


def test_work_that_gets_no_answer_is_given_up_and_goes_through_when_the_cable_is_in_again(
    far: Counter, line: Cable
) -> None:
    line.pull()
    with patience(1), pytest.raises(Unavailable) as told:
        make.a_debtor(far, code="HANGS")
    assert told.value.gone
    line.plug_in()
    again.while_it_may_help(lambda: make.a_debtor(far, code="HANGS"))
    the_books_hold(far)


def test_what_a_counter_behind_a_dead_cable_had_locked_is_free_again_by_itself(
    own: OwnServer, counter: Counter, line: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = a_part(counter, "LOCKED")
    monkeypatch.setitem(server.DEAD_AFTER, "idle_in_transaction_session_timeout", "500ms")  # not half a minute
    far = own.counter(line.address)

    def locked_and_cut_off() -> None:
        with patience(1), far.db.work() as held:
            shelf.lock(held, [part.id])
            line.pull()
            with counter.db.work() as session:
                assert shelf.lock(session, [part.id])[part.id].on_hand == D(5)
            held.scalars(select(models.Part)).all()

    with pytest.raises(Unavailable, match="does not answer"):
        locked_and_cut_off()
    line.plug_in()
    far.db.close()


def test_what_a_killed_counter_had_locked_is_free_at_once(own: OwnServer, counter: Counter) -> None:
    part = a_part(counter, "LOCKED")
    program = (
        "import sys; from app.db import open_database; from app.services.within import shelf\n"
        "with open_database(sys.argv[1]).work() as session:\n"
        "    shelf.lock(session, [int(sys.argv[2])]); print('locked', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, own.place, str(part.id)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"locked"
        other.kill()
    with counter.db.work() as session:
        assert shelf.lock(session, [part.id])[part.id].on_hand == D(5)


def test_a_desk_opens_when_the_server_is_back(own: OwnServer) -> None:
    own.crash()
    with pytest.raises(Unavailable, match="does not answer"):
        open_database(own.place)
    own.server.start()
    setup.open_counter(open_database(own.place)).db.close()
