"""The shop of any day at the counter: its parts and people, and how what is asked gets answered."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from sqlalchemy import select

from app import models
from app.rules import invoicing as typing_rules
from app.rules import tender
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.found import DebtorFound
from app.rules.invoicing import Split
from app.rules.money_questions import ON_ACCOUNT, GiveBack
from app.rules.questions import (
    Answer,
    Answers,
    Payment,
    PutOnBackorder,
    Question,
    RecordLostSale,
    StockHasMoved,
    TakePayment,
    UseLinesTotal,
)
from app.services import backorder_lists, lookup
from app.services.counter import Counter
from app.services.sales import invoicing
from tests.make import Clock, a_creditor, a_debtor, a_part, a_shop, given_back
from tests.services.locking import LockOrder

D = Decimal
T = TypeVar("T")

pick = st.integers(0, 11)
"""Which one of what there is, counted round."""
which_part = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 4])
"""Mostly the same ones: where two want the same, something happens."""
which_debtor = st.sampled_from([0, 1, 1, 2, 3, 4])
few = st.integers(1, 6).map(D)
some_lines = st.lists(st.tuples(which_part, few), min_size=1, max_size=3)
sayings = st.sampled_from(["yes", "no", "anyway"])


class AnyShop(RuleBasedStateMachine):
    """One shop with its parts and people; what people do in it comes with who inherits."""

    def __init__(self) -> None:
        super().__init__()
        self.ending = ExitStack()
        self.folder = self.ending.enter_context(tempfile.TemporaryDirectory())
        self.ending.enter_context(given_back())
        self.clock = Clock()
        self.saying = "yes"
        self.refund = D("0.00")
        """How much goes back in money at most, when somebody on account is asked."""
        self.papers = 0
        self.left_alone: set[int] = set()
        """Parts of which somebody left something free beside a backorder, as is his right."""

    @initialize(
        below_zero=st.booleans(),
        automatic=st.sampled_from([True, True, True, False]),
        on_hand=st.lists(st.integers(0, 5), min_size=3, max_size=3),
        charge=st.sampled_from(["never", "ask", "always"]),
        percent=st.sampled_from([D("100.00"), D("100.00"), D("50.00"), D("33.33")]),
        treatment=st.sampled_from(["prepayment", "prepayment", "security"]),
        gst_per_line=st.booleans(),
    )
    def open_the_shop(
        self,
        below_zero: bool,
        automatic: bool,
        on_hand: list[int],
        charge: str,
        percent: D,
        treatment: str,
        gst_per_line: bool,
    ) -> None:
        how = {
            "allow_issue_below_zero": below_zero,
            "allocate_automatically": automatic,
            "charge_deposits": charge,
            "deposit_percent": percent,
            "deposit_treatment": treatment,
            "gst_per_line": gst_per_line,
        }
        counter = a_shop(Path(self.folder), **how)
        self.locks = LockOrder(counter.db.engine) if counter.db.on_server else None
        self.counter = Counter(counter.db, counter.operator, self.clock)
        self.below_zero, self.automatic = below_zero, automatic
        self.creditors = [a_creditor(self.counter, "Repco"), a_creditor(self.counter, "Bosch")]
        mine, other = (each.id for each in self.creditors)
        self.parts = [
            a_part(self.counter, "CAB-220", on_hand=on_hand[0], creditor_id=mine),
            a_part(
                self.counter,
                "HOSE",
                on_hand=f"{on_hand[1]}.5",
                price="33.3333",
                creditor_id=mine,
                whole_units=False,
                pack=D(4),
            ),
            a_part(self.counter, "OIL", on_hand=on_hand[2], creditor_id=other, no_backorders=True, price="50.00"),
            a_part(self.counter, "NEW-1", on_hand=0, creditor_id=other, kind="catalogue", minimum=D(2), maximum=D(6)),
            lookup.exact_part(self.counter, "FREIGHT")[0],
        ]
        self.debtors = [
            a_debtor(self.counter, "Asked"),
            a_debtor(self.counter, "Never asked", backorder_mode="automatic", credit_limit=D(500)),
            a_debtor(self.counter, "Without", use_backorders=False),
            a_debtor(self.counter, "Whole orders", backorder_mode="automatic", ship_rule="complete order"),
            a_debtor(self.counter, "Walk-in", kind="cash", price_at_filling="ask"),
        ]
        self.sell(1, [(0, D(on_hand[0] + 3))], "yes", False, False)
        self.sell(3, [(0, D(2)), (1, D(3))], "yes", False, True)
        self.sell(0, [(0, D(1)), (4, D(1))], "yes", False, False)

    def teardown(self) -> None:
        if hasattr(self, "counter"):
            self.counter.db.close()
        self.ending.close()

    # ---- how questions are answered ----

    def answer(self, question: Question) -> Answer:
        if isinstance(question, PutOnBackorder | StockHasMoved):
            offered = [choice.value for choice in question.offered()]
            return self.saying if self.saying in offered else "yes"
        if isinstance(question, RecordLostSale):
            return "no stock" if self.saying == "yes" else "price"
        if isinstance(question, TakePayment):
            return (Payment("cash", tender.due(question.total, "cash")),)
        if isinstance(question, GiveBack):
            return self.given_back(question)
        if isinstance(question, UseLinesTotal):
            return "use"
        choices = [choice.value for choice in question.offered()]
        return "yes" if "yes" in choices else choices[-1]

    def given_back(self, question: GiveBack) -> Answer:
        """A cash customer gets all of it; an account as much of it in money as the day says."""
        if not question.account:
            return (Payment("cash", tender.due(question.refundable, "cash")),)
        amount = min(question.refundable, self.refund)
        return (Payment("EFTPOS", amount),) if amount else ON_ACCOUNT

    def asked(self, call: Callable[[Answers], T]) -> T:
        """The call with every question answered; nobody is asked without end."""
        answers: dict[Question, Answer] = {}
        for _ in range(6):
            try:
                return call(answers)
            except Unanswered as unanswered:
                answers |= {question: self.answer(question) for question in unanswered.questions}
        raise AssertionError(f"there is no end to the questions: {list(answers)}")

    def try_to(self, call: Callable[[Answers], T], *may_be_refused: str) -> T | None:
        """The call, which may be refused in words with one of these beginnings and for no other reason."""
        try:
            return self.asked(call)
        except Refused as refused:
            if not any(words in refused.sentence for words in may_be_refused):
                raise
            return None

    def put(self, draft: InvoiceDraft, finalise: bool, *may_be_refused: str) -> bool:
        """Save or finalise, and whether that was done; the invariants look at the books afterwards."""
        write = invoicing.finalise if finalise else invoicing.save
        written = self.try_to(
            lambda answers: write(self.counter, draft, answers),
            "Nothing is supplied",
            "Nothing is entered",
            *may_be_refused,
        )
        if written is not None and finalise:
            assert invoicing.finalise(self.counter, draft, {}).number == written.number, "written twice"
        return written is not None

    # ---- what there is ----

    def debtor(self, which: int) -> DebtorFound:
        return lookup.debtor(self.counter, self.debtors[which % len(self.debtors)].id)

    def invoices(self, kind: str, *status: str) -> list[int]:
        with self.counter.db.read() as session:
            return list(
                session.scalars(
                    select(models.Invoice.id)
                    .where(models.Invoice.kind == kind, models.Invoice.status.in_(status))
                    .order_by(models.Invoice.id)
                )
            )

    def recalled(self, which: int, kind: str = "invoice") -> InvoiceDraft | None:
        ids = self.invoices(kind, "saved")
        return invoicing.recall(self.counter, ids[which % len(ids)]) if ids else None

    def waiting(self, which: int) -> backorder_lists.BackorderLine | None:
        lines = backorder_lists.every(self.counter)
        return lines[which % len(lines)] if lines else None

    # ---- selling ----

    def typed(self, debtor: DebtorFound, wanted: list[tuple[int, D]], as_typed: bool) -> InvoiceDraft:
        """A draft; `as_typed` asks on leaving each cell, as the window does."""
        draft = InvoiceDraft(debtor=debtor, name="Jo Walker", phone="0400 000 000")
        for which, quantity in wanted:
            part = lookup.part(self.counter, self.parts[which % len(self.parts)].id)
            line = invoicing.line_for(self.counter, part, debtor, quantity)
            draft.lines.append(line)
            if as_typed:
                free = typing_rules.free_for(draft, line)
                found = typing_rules.shortage(debtor, line, quantity, free, below_zero=self.below_zero)
                if isinstance(found, Question):
                    draft.answers[found] = self.answer(found)
                    found = typing_rules.answered(found, draft.answers[found])
                assert isinstance(found, Split)
                typing_rules.apply(line, quantity, found)
        return draft
