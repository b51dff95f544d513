"""What the tests of deposits and credits ask of the books: what is held, what somebody owes, what GST is due."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import func, select

from app import models
from app.rules.deposits import Pair
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Unanswered
from app.rules.found import DebtorFound, PartFound
from app.rules.journal import Role
from app.rules.money_questions import ON_ACCOUNT, ChargeDeposits, GiveBack, LiveAgain
from app.rules.questions import Answer, Answers, Question
from app.services import check, lookup
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.sales import credits, invoicing
from app.services.sales.credits import CreditPosted
from app.services.sales.invoicing import Written
from tests.make import a_creditor, the_creditor
from tests.services.goods import loose

D = Decimal
NOTHING = D("0.00")


def an_order_of(
    counter: Counter, debtor: DebtorFound, part: PartFound, ordered: int | str, supplied: int | str
) -> InvoiceDraft:
    """A draft of one line of which so many are supplied and the rest goes on backorder."""
    line = invoicing.line_for(counter, lookup.part(counter, part.id), debtor, D(ordered))
    line.supplied, line.backordered = D(supplied), D(ordered) - D(supplied)
    return InvoiceDraft(debtor=debtor, lines=[line])


def sold(counter: Counter, draft: InvoiceDraft, answers: Answers | None = None) -> Written:
    """The draft finalised; a deposit that is asked about is charged."""
    return answering(lambda said: invoicing.finalise(counter, draft, said), answers)


def answering(call, answers: Answers | None = None, **said: Answer):  # type: ignore[no-untyped-def]
    """Call, and answer what it asks: deposits are charged, credits go on account, nothing lives again."""
    given: dict[Question, Answer] = dict(answers or {})
    usual = {ChargeDeposits: "yes", GiveBack: ON_ACCOUNT, LiveAgain: "no"}
    for name, answer in said.items():
        usual[{"again": LiveAgain, "back": GiveBack, "deposits": ChargeDeposits}[name]] = answer  # type: ignore[assignment]
    for _ in range(5):
        try:
            return call(given)
        except Unanswered as undecided:
            for question in undecided.questions:
                given[question] = usual.get(type(question), "yes")
    raise AssertionError("it asks without end")


def arrive(counter: Counter, part: PartFound, quantity: int | str, paper: str) -> None:
    """So many come in, at 60.00 each."""
    creditor = the_creditor(counter, "REPCO") or a_creditor(counter, "Repco", code="REPCO")
    receiving.process(counter, loose(counter, creditor, paper, (part, quantity, "60.00")), {})


def take_back(
    counter: Counter,
    invoice_id: int,
    quantity: int | str,
    *,
    to_stock: bool = True,
    again: str = "no",
    line: int = 0,
    refund: Answer = ON_ACCOUNT,
) -> CreditPosted:
    """Credit so many of a line of an invoice, on account unless a refund is said."""
    draft = credits.begin(counter, invoice_id)
    draft.reason = "brought back"
    draft.lines[line].quantity, draft.lines[line].back_to_stock = D(quantity), to_stock
    posted: CreditPosted = answering(lambda said: credits.post(counter, draft, said), again=again, back=refund)
    return posted


def owed(counter: Counter, debtor: DebtorFound) -> Decimal:
    """The debtor's balance."""
    return lookup.debtor(counter, debtor.id).balance


def held(counter: Counter) -> Pair:
    """What all deposits hold, ex and GST."""
    with counter.db.read() as session:
        ex, gst = session.execute(select(func.sum(models.Deposit.held), func.sum(models.Deposit.held_gst))).one()
    return Pair(ex or NOTHING, gst or NOTHING)


def account(counter: Counter, role: Role) -> Decimal:
    """The balance of the account with this role: debits less credits."""
    with counter.db.read() as session:
        statement = (
            select(func.sum(models.JournalLine.amount))
            .join(models.Account, models.Account.id == models.JournalLine.account_id)
            .where(models.Account.role == role)
        )
        return session.scalar(statement) or NOTHING


def the_books_hold(counter: Counter) -> None:
    """Every statement of `check` holds."""
    broken = [(each.says, each.broken) for each in check.prove(counter) if not each.holds]
    assert broken == []
