"""What becomes of each line of an invoice, decided on locked facts; it writes nothing and must not know who does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.models import Backorder, Deposit, Invoice, InvoiceLine
from app.rules import credit, deposits, invoicing, tender, words
from app.rules.deposits import DepositTerms
from app.rules.drafts import Fills, InvoiceDraft
from app.rules.drafts import InvoiceLine as DraftLine
from app.rules.entry import one_line
from app.rules.facts import BuyerFacts, lacks_buyer
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound
from app.rules.invoicing import Amounts, Split
from app.rules.money import ZERO
from app.rules.money_questions import ChargeDeposits
from app.rules.questions import (
    PutOnBackorder,
    Question,
    RecordLostSale,
    StockHasMoved,
    TakePayment,
)
from app.rules.rights import Operator, Right
from app.rules.tender import Paid
from app.services.within import shelf
from app.services.within.asking import Asking
from app.services.within.entitled import Approved
from app.services.within.sales import deposit_read
from app.services.within.shelf import Shelves
from app.settings import ShopSettings


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a decision needs, read under lock."""

    draft: InvoiceDraft
    debtor: DebtorFound
    parts: dict[int, PartFound]
    shelves: Shelves
    fills: dict[int, Backorder]
    """The backorders that lines fill, and those that began on lines of this document, by id."""
    invoice: Invoice | None
    settings: ShopSettings
    operator: Operator
    """With the rights of this moment."""
    approved: Approved
    """Whether the operator may, or somebody who may approved of it."""
    deposits: dict[int, Deposit] = field(default_factory=dict)
    """Of the backorders that lines fill: the deposits of which something is held, locked, by backorder."""
    saved_origins: frozenset[int] = frozenset()
    """Of the backorders to be filled: those that began on an order that is still on the books."""

    @property
    def rows(self) -> dict[int, InvoiceLine]:
        """The document's lines on the books, by id."""
        return {row.id: row for row in self.invoice.lines} if self.invoice else {}


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line with what will be written of it."""

    draft: DraftLine
    split: Split
    filled_here: Decimal = ZERO
    lost_because: str = ""
    free_left: bool = False
    """Something stays free beside a backorder that nobody typed: the queue is served afterwards."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole document, decided."""

    lines: tuple[PlannedLine, ...]
    amounts: Amounts
    paid: Paid | None = None
    said: tuple[str, ...] = field(default=())


def decide(facts: Facts, asking: Asking, *, finalise: bool) -> Plan:
    """Divide every line, price the document, and ask what is undecided.

    Raises Refused where something is not allowed and Unanswered where somebody has to decide; nothing is written.
    """
    _refuse_nothing(facts)
    if facts.draft.kind == "quote":
        planned = [PlannedLine(line, Split(line.ordered)) for line in facts.draft.filled_lines]
    else:
        planned = _divide(facts, asking)
    asking.settle()
    planned = [_why_lost(line, facts, asking) for line in planned]
    _ask_below_cost(facts, planned, asking)
    terms = _deposit_terms(facts, planned, asking) if finalise else None
    amounts = _amounts(facts, planned, terms)
    paid = None
    if finalise:
        _refuse_finalise(facts, amounts, planned)
        asking.settle()
        paid = _charge(facts, amounts, asking)
    asking.settle()
    said = [line.split.said for line in planned if line.split.said]
    if amounts.taken and deposits.of_full_price(facts.debtor.deposits):
        said.append("a security deposit of the full price is seldom one: ask your accountant")
    return Plan(tuple(planned), amounts, paid, tuple(said))


def _amounts(facts: Facts, planned: list[PlannedLine], terms: DepositTerms | None) -> Amounts:
    return invoicing.amounts(
        [line.draft for line in planned],
        [line.split.supplied for line in planned],
        backordered=[line.split.backordered for line in planned],
        terms=terms,
        gst_per_line=facts.settings.gst_per_line,
    )


def _deposit_terms(facts: Facts, planned: list[PlannedLine], asking: Asking) -> DepositTerms | None:
    """Whether deposits are taken for what goes on backorder, and on which terms (domain 5)."""
    terms = facts.debtor.deposits
    if terms.charge == "never":
        return None
    taken = _amounts(facts, planned, terms).taken
    if not taken:
        return None
    if terms.charge == "ask":
        amount = sum((pair.inc for _, pair in taken), ZERO)
        answer = asking.ask(ChargeDeposits(facts.debtor.name, len(taken), amount))
        return terms if answer == "yes" else None
    return terms


def held_on_books(invoice: Invoice | None) -> dict[int, Decimal]:
    """By part id, what the document takes from the shelf on the books, besides what backorders hold for it."""
    taken: dict[int, Decimal] = {}
    if invoice and invoice.kind == "invoice" and invoice.status == "saved":
        for row in invoice.lines:
            if row.part_id and row.kind == "part" and row.fills_id is None:
                taken[row.part_id] = taken.get(row.part_id, ZERO) + row.supplied - row.filled_here
    return taken


def _divide(facts: Facts, asking: Asking) -> list[PlannedLine]:
    left = {part_id: shelf.available(stock) for part_id, stock in facts.shelves.items()}
    for part_id, quantity in held_on_books(facts.invoice).items():
        left[part_id] += quantity
    allocated = _allocated_to_lines(facts)
    planned = []
    for line in facts.draft.filled_lines:
        if line.part is None or not line.part.stocked:
            planned.append(PlannedLine(line, Split(line.ordered)))
            continue
        part = facts.parts[line.part.id]
        if line.fills:
            planned.append(_fill(line, facts, allocated))
            allocated[line.fills.backorder_id] -= line.ordered
            continue
        planned.append(_take(line, left[part.id], facts, asking))
        left[part.id] -= planned[-1].split.supplied - planned[-1].filled_here
    return planned


def _allocated_to_lines(facts: Facts) -> dict[int, Decimal]:
    """By backorder, what lines may fill of it: what is allocated, and what lines on the books have filled already."""
    allocated = {backorder_id: backorder.allocated for backorder_id, backorder in facts.fills.items()}
    for row in facts.rows.values():
        if row.fills_id:
            allocated[row.fills_id] += row.supplied
    return allocated


def _take(line: DraftLine, left: Decimal, facts: Facts, asking: Asking) -> PlannedLine:
    """A line that takes from the shelf: as it stands on the screen while that much is there, else divided anew."""
    if line.ordered != line.supplied + line.backordered + line.cancelled:
        raise Refused(f"{line.number}: Supplied and Back Order are more than Ordered.", field="supplied", line=line.key)
    filled_here = _filled_here(line, facts)
    _refuse_waiting(line, facts)
    on_screen = Split(line.supplied, line.backordered, line.cancelled)
    wanted = line.supplied - filled_here
    if wanted <= max(left, ZERO):
        free_left = bool(line.backordered) and not line.split_typed and left > wanted
        return PlannedLine(line, on_screen, filled_here, line.lost_because, free_left)
    short = _short_now(line, wanted, max(ZERO, left), facts)
    decided = short if isinstance(short, Split) else _decided(short, line, facts, asking)
    if decided is None:
        return PlannedLine(line, on_screen, filled_here)
    moved = isinstance(short, StockHasMoved)
    supplied = decided.supplied + filled_here
    backordered = line.backordered if moved else decided.backordered
    cancelled = line.ordered - supplied - backordered
    lost = line.lost_because or ("no stock" if moved else "")
    return PlannedLine(line, Split(supplied, backordered, cancelled, decided.said), filled_here, lost)


def _short_now(line: DraftLine, wanted: Decimal, left: Decimal, facts: Facts) -> Question | Split:
    """What a line is asked, or becomes, when only `left` of the `wanted` is there.

    What was cancelled when the line was typed stays cancelled: what is short is short of the rest.
    """
    below_zero = facts.settings.allow_issue_below_zero
    short = invoicing.shortage(
        facts.debtor, line, wanted + line.backordered, left, below_zero=below_zero, dates=facts.settings.dates
    )
    if isinstance(short, Split) and short.cancelled:
        # nobody was asked when the line was typed, and the screen promised more than there is now
        return StockHasMoved(line.key, line.number, wanted, left, below_zero)
    return short


def _decided(short: Question, line: DraftLine, facts: Facts, asking: Asking) -> Split | None:
    """The split that the answer says; None while there is none. Raises Refused where somebody goes back."""
    answer = asking.ask(short)
    if answer is None:
        return None
    if answer == "back":
        raise Refused(f"{line.number}: change the line to what can be supplied.", field="ordered", line=line.key)
    if answer == PutOnBackorder.anyway.value and isinstance(short, PutOnBackorder | StockHasMoved):
        _need_below_zero(line, short.available, facts, asking)
    return invoicing.answered(short, answer)


def _need_below_zero(line: DraftLine, available: Decimal, facts: Facts, asking: Asking) -> None:
    if not facts.settings.allow_issue_below_zero:
        raise Refused(
            f"{line.number}: the shop does not allow issue below zero any more. Change the line.",
            field="ordered",
            line=line.key,
        )
    facts.approved(
        asking,
        Right.ISSUE_BELOW_ZERO,
        f"{line.number}: {words.quantity(line.ordered)} wanted, {words.quantity(available)} on the shelf.",
        line=line.key,
    )


def _refuse_waiting(line: DraftLine, facts: Facts) -> None:
    """Who may not wait puts nothing on backorder; what waits on the books for the same debtor stays (domain 3.1)."""
    row = facts.rows.get(line.line_id or 0)
    same = facts.invoice is not None and facts.invoice.debtor_id == facts.debtor.id
    if line.backordered > (row.backordered if row and same else ZERO):
        invoicing.refuse_waiting(facts.debtor, line)


def _filled_here(line: DraftLine, facts: Facts) -> Decimal:
    if not line.filled_here:
        return ZERO
    row = facts.rows[line.line_id] if line.line_id else None
    backorder = facts.fills.get(row.begins_id) if row and row.begins_id else None
    holds = backorder.allocated + row.filled_here if backorder and row else ZERO
    if line.filled_here > holds:
        raise Refused(
            f"{line.number}: only {words.quantity(holds)} of its backorder is there now. Recall the order again.",
            field="supplied",
            line=line.key,
        )
    return line.filled_here


def _fill(line: DraftLine, facts: Facts, allocated: dict[int, Decimal]) -> PlannedLine:
    fills = line.fills
    assert fills is not None
    backorder = facts.fills.get(fills.backorder_id)
    if backorder is None or backorder.debtor_id != facts.debtor.id:
        raise Refused(f"{line.number}: this backorder is of another debtor. Take the line off.", line=line.key)
    if line.part is None or backorder.part_id != line.part.id:
        raise Refused(f"{line.number}: this backorder is of another part. Take the line off.", line=line.key)
    if fills.backorder_id in facts.saved_origins:
        raise Refused(
            f"{line.number} waits on {fills.origin}: recall that order with F9 and fill it there.", line=line.key
        )
    if line.ordered > allocated[backorder.id]:
        there = words.quantity(allocated[backorder.id])
        raise Refused(
            f"{line.number}: {there} is allocated to this backorder now. Lower the quantity.",
            field="ordered",
            line=line.key,
        )
    return PlannedLine(_with_deposit(line, fills, backorder, facts), Split(line.ordered))


def _with_deposit(line: DraftLine, fills: Fills, backorder: Backorder, facts: Facts) -> DraftLine:
    """The line with the deposit as it stands now; what was paid in advance keeps its price."""
    held = facts.deposits.get(backorder.id)
    if held is not None and (line.price, line.discount) != (backorder.price, backorder.discount):
        raise Refused(
            f"{line.number}: a deposit was paid for it, so its price stays {words.price(backorder.price)}. "
            "Take the line off and bring it in again.",
            field="price",
            line=line.key,
        )
    deposit = deposit_read.as_it_stands(held) if held else None
    return replace(line, fills=replace(fills, deposit=deposit))


def _why_lost(planned: PlannedLine, facts: Facts, asking: Asking) -> PlannedLine:
    line, split = planned.draft, planned.split
    if not split.cancelled or planned.lost_because or facts.draft.kind == "quote":
        return planned
    if line.part is None or not invoicing.may_backorder(facts.debtor, line.part):
        return replace(planned, lost_because="no stock")
    answer = asking.ask(RecordLostSale(line.key, line.number, split.cancelled))
    return replace(planned, lost_because=str(answer or ""))


def _ask_below_cost(facts: Facts, planned: list[PlannedLine], asking: Asking) -> None:
    seen = facts.operator.may(Right.SEE_COST)
    asked = (invoicing.below_cost(each.draft, sees_cost=seen) for each in planned)
    below = [question for question in asked if question is not None]
    if below and not facts.operator.may(Right.SELL_BELOW_COST):
        # one approval for the document: a supervisor who comes to the counter types the PIN once
        prices = tuple(f"{each.number} at {words.price(each.price)}" for each in below)
        facts.approved(
            asking,
            Right.SELL_BELOW_COST,
            f"Below cost: {words.some(prices)}.",
            facts=(facts.debtor.code, *prices),
            line=below[0].line,
        )
        return
    for question in below:
        if asking.ask(question) == "no":
            raise Refused(
                question.mend,
                field="price",
                line=question.line,
            )


def _refuse_nothing(facts: Facts) -> None:
    lines = facts.draft.filled_lines
    if not lines:
        raise Refused("Nothing is entered yet. Type a part number in the first line.", field="lines")
    if not facts.debtor.active:
        raise Refused(f"{facts.debtor.name} is no longer active. Choose another debtor.", field="debtor")
    for line in lines:
        if line.kind != "comment":
            invoicing.check_quantity(line.part, line.ordered, key=line.key)
        invoicing.check_price(line)
        if line.part and line.part.id not in facts.parts:
            raise Refused(f"There is no part {line.number} any more. Take the line off.", line=line.key)


def _refuse_finalise(facts: Facts, amounts: Amounts, planned: list[PlannedLine]) -> None:
    debtor, draft = facts.debtor, facts.draft
    if all(line.split.supplied == ZERO and line.split.backordered == ZERO for line in planned):
        raise Refused("Nothing is supplied and nothing is on backorder. F6 records a lost sale.", field="lines")
    buyer = BuyerFacts(name=buyer_name(debtor, draft), abn=debtor.abn)
    if lacks_buyer(amounts.total, buyer):
        raise Refused("From $1,000 a tax invoice needs the buyer's name. Type it in Name.", field="name")
    if debtor.kind == "cash" and not buyer.name and any(line.split.backordered for line in planned):
        raise Refused("Somebody waits for a backorder: type the name and the phone to call.", field="name")
    credit.refuse_stopped(debtor, amounts.total)


def buyer_name(debtor: DebtorFound, draft: InvoiceDraft) -> str:
    """Who buys: the walk-in's own name on a cash document, otherwise the debtor's."""
    return one_line(draft.name) if debtor.kind == "cash" else debtor.name


def _charge(facts: Facts, amounts: Amounts, asking: Asking) -> Paid | None:
    debtor, total = facts.debtor, amounts.total
    if debtor.kind == "cash":
        if total == ZERO:
            return None
        answer = asking.ask(TakePayment(total, facts.settings.round_cash))
        if not isinstance(answer, tuple):
            return None
        return tender.pay(total, answer, round_cash=facts.settings.round_cash)
    question = credit.over_limit_question(debtor, total)
    if question and not facts.operator.may(Right.GO_OVER_CREDIT_LIMIT):
        over = f"{debtor.name} would owe {words.money(question.would_owe)}, over the limit of"
        facts.approved(asking, Right.GO_OVER_CREDIT_LIMIT, f"{over} {words.money(question.limit)}.")
    elif question and asking.ask(question) == "no":
        raise Refused(f"{debtor.name} is over the credit limit. F2 saves the order for later.", field="debtor")
    return None
