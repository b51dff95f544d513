"""The cable to the server breaks: before a commit nothing was written, after it the same document is found again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app import models
from app.db import open_database
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Unavailable
from app.services import again, check, lookup, setup
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.masters import debtors
from app.services.money import receipts
from app.services.money.receipts import DebtorPays
from app.services.sales import credits, invoicing
from tests import make, postgres
from tests.faults.conftest import a_busy_shop
from tests.proxy import Cable, cable
from tests.services.goods import loose
from tests.services.money import answering, sold
from tests.services.owing import ways

D = Decimal
Call = Callable[[], object]
Begin = Callable[[Counter], Call]
Table = type[models.base.Base]


@dataclass
class Far:
    """A counter at the far end of a cable, and one that stands beside the server."""

    counter: Counter
    near: Counter
    cable: Cable


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Far]:
    if postgres.NAMED not in os.environ:
        pytest.skip(f"no PostgreSQL server is installed, and {postgres.NAMED} names none")
    with make.shops_on("postgresql"):
        near = a_busy_shop(tmp_path_factory.mktemp("shop"))
        make.a_part(near, "PLUG", on_hand=500)
        with cable(make.place_of(near)) as between:
            counter = setup.open_counter(open_database(between.address), make.Clock())
            yield Far(counter, near, between)
            counter.db.close()
            the_books_hold(near)  # once, after all of it: proving them takes longer than a test
        near.db.close()


def the_books_hold(counter: Counter) -> None:
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []


def many(counter: Counter, of: Table) -> int:
    with counter.db.read() as session:
        return session.scalar(select(func.count()).select_from(of)) or 0


# ─────────────────────────────────────────────────────────────────────────────────────────── what is asked of a counter


def an_invoice(counter: Counter) -> InvoiceDraft:
    miller = make.the_debtor(counter, "MILLER")
    assert miller is not None
    (plug,) = lookup.exact_part(counter, "PLUG")
    return InvoiceDraft(debtor=miller, lines=[invoicing.line_for(counter, plug, miller, D(2))])


def finalise(counter: Counter) -> Call:
    draft = an_invoice(counter)
    return lambda: invoicing.finalise(counter, draft, {}).invoice_id


def save(counter: Counter) -> Call:
    draft = an_invoice(counter)
    return lambda: invoicing.save(counter, draft, {}).invoice_id


def receive(counter: Counter) -> Call:
    repco = make.the_creditor(counter, "REPCO")
    assert repco is not None
    (plug,) = lookup.exact_part(counter, "PLUG")
    draft = loose(counter, repco, uuid4().hex[:8], (plug, 4, "60.00"))
    return lambda: receiving.process(counter, draft, {}).creditor_invoice_id


def receipt(counter: Counter) -> Call:
    miller = make.the_debtor(counter, "MILLER")
    assert miller is not None
    sold(counter, an_invoice(counter))
    draft = DebtorPays(miller.id, D("50.00"), ())
    return lambda: receipts.post(counter, draft, ways(miller, "50.00")).receipt_id


def credit(counter: Counter) -> Call:
    draft = credits.begin(counter, sold(counter, an_invoice(counter)).invoice_id)
    draft.reason = "brought back"
    draft.lines[0].quantity = D(1)
    return lambda: answering(lambda said: credits.post(counter, draft, said)).credit_id


def new_card(counter: Counter) -> Call:
    card = debtors.DebtorCard(code=debtors.next_code(counter, "New"), name="New Motors")
    return lambda: debtors.save(counter, card, None).id


def changed_card(counter: Counter) -> Call:
    miller = make.the_debtor(counter, "MILLER")
    assert miller is not None
    was = debtors.open_card(counter, miller.id)
    typed = replace(was, phone=uuid4().hex[:8])
    return lambda: debtors.save(counter, typed, was).phone


CASES = [
    pytest.param(finalise, models.Invoice, id="finalise"),
    pytest.param(save, models.Invoice, id="save"),
    pytest.param(receive, models.CreditorInvoice, id="receive"),
    pytest.param(receipt, models.DebtorReceipt, id="receipt"),
    pytest.param(credit, models.Credit, id="credit"),
    pytest.param(new_card, models.Debtor, id="new card"),
    pytest.param(changed_card, models.Debtor, id="changed card"),
]


def made(begin: Begin) -> int:
    """How many rows of its table a use case makes."""
    return int(begin is not changed_card)


@pytest.mark.parametrize(("begin", "table"), CASES)
def test_a_connection_that_breaks_while_writing_is_made_anew_and_the_work_is_done(
    far: Far, begin: Begin, table: Table
) -> None:
    call = begin(far.counter)
    before = many(far.near, table)
    far.cable.lose("a write")
    again.while_it_may_help(call)
    assert far.cable.nothing_to_lose
    assert many(far.near, table) == before + made(begin)


@pytest.mark.parametrize(("begin", "table"), CASES)
def test_a_commit_that_never_arrived_wrote_nothing_and_retry_does_it(far: Far, begin: Begin, table: Table) -> None:
    call = begin(far.counter)
    before = many(far.near, table)
    far.cable.lose("the commit")
    with pytest.raises(Unavailable, match="nobody knows yet whether it did") as told:
        again.while_it_may_help(call)
    assert told.value.unknown and told.value.gone
    assert many(far.near, table) == before
    done = again.while_it_may_help(call)
    assert many(far.near, table) == before + made(begin)
    assert call() == done
    assert many(far.near, table) == before + made(begin)


@pytest.mark.parametrize(("begin", "table"), CASES)
def test_a_commit_whose_answer_was_lost_is_found_and_never_made_twice(far: Far, begin: Begin, table: Table) -> None:
    call = begin(far.counter)
    before = many(far.near, table)
    far.cable.lose("the answer")
    with pytest.raises(Unavailable, match="Look whether it is there before you do it again.") as told:
        again.while_it_may_help(call)
    assert told.value.unknown and told.value.gone and not told.value.again
    assert many(far.near, table) == before + made(begin)
    done = again.while_it_may_help(call)
    assert call() == done
    assert many(far.near, table) == before + made(begin)
