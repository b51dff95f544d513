"""What is typed comes back from text as it was: every kind of draft, whatever stands in it."""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import draft_codec
from app.draft_codec import Unreadable
from app.rules import money_questions, questions, stock_questions
from app.rules.drafts import CreditDraft, InvoiceDraft, InvoiceLine, OrderDraft, ReceiptDraft
from app.rules.found import PartFound
from app.rules.money_questions import LiveAgain
from app.rules.questions import Answer, Payment, Payments, PutOnBackorder, Question, SellBelowCost, TakePayment
from app.rules.rights import Approval, Right
from app.rules.stocktaking import AdjustmentDraft
from app.rules.supplier_drafts import CreditorPays, SupplierCreditDraft
from app.services.accounts import AccountCard
from app.services.masters.creditors import CreditorCard
from app.services.masters.debtors import DebtorCard
from app.services.masters.parts import PartCard
from app.services.masters.price_groups import StructureCard
from app.services.money.receipts import DebtorPays
from app.ui.windows.day_end.lines import DayTyped
from app.ui.windows.price_groups.window import PricesTyped
from app.ui.windows.shared.paying_window import PaymentTyped
from app.ui.windows.stock_adjustment.unfinished import AdjustmentTyped

D = Decimal
KINDS = (
    InvoiceDraft, OrderDraft, ReceiptDraft, CreditDraft, SupplierCreditDraft, CreditorPays, AdjustmentDraft,
    DebtorPays, DebtorCard, CreditorCard, PartCard, StructureCard, AccountCard, PaymentTyped, DayTyped, PricesTyped,
    AdjustmentTyped,
)  # fmt: skip
QUESTIONS = tuple(
    kind
    for module in (questions, money_questions, stock_questions)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Question) and kind is not Question
)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=12),
    int: st.integers(0, 10**6),
    bool: st.booleans(),
    type(None): st.none(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.timezones()),
    Decimal: st.decimals(-(10**9), 10**9, places=4),
}


@cache
def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, as its annotations describe it."""
    if kind in PLAIN:
        return PLAIN[kind]
    inner, origin = typing.get_args(kind), typing.get_origin(kind)
    if kind == dict[Question, Answer]:
        return st.dictionaries(st.one_of([any_of(each) for each in QUESTIONS]), any_of(str | Payments), max_size=3)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([any_of(each) for each in inner])
    if origin is list:
        return st.lists(any_of(inner[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(any_of(inner[0]), any_of(inner[1]), max_size=3)
    if origin is tuple and inner[-1] is ...:
        return st.lists(any_of(inner[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*[any_of(each) for each in inner])
    hints = typing.get_type_hints(kind)
    made = {each.name: hints[each.name] for each in dataclasses.fields(kind) if each.init}
    if made.get("key") is int and "line_id" in made | {"claim_id": 0}:
        made.pop("key")  # the keys of lines are given by each program anew
    return st.builds(kind, **{name: st.deferred(lambda hint=hint: any_of(hint)) for name, hint in made.items()})


def anonymous(draft: Any) -> Any:
    """The draft with its lines numbered from 0, and the answers about them too."""
    lines = getattr(draft, "lines", None)
    if not isinstance(lines, list):
        return draft
    keys = {line.key: at for at, line in enumerate(lines)}
    numbered = replace(draft, lines=[replace(line, key=at) for at, line in enumerate(lines)])
    if getattr(draft, "answers", None):
        numbered.answers = {
            replace(question, line=-keys[question.line] - 1)
            if getattr(question, "line", None) in keys and not isinstance(question, LiveAgain)
            else question: answer
            for question, answer in draft.answers.items()
        }
    return numbered


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_is_written_is_read_again(kind: type[Any]) -> None:
    @settings(max_examples=12)
    @given(any_of(kind))
    def there_and_back(draft: Any) -> None:
        before, text = anonymous(draft), draft_codec.written(draft)
        again = anonymous(draft_codec.read(text, kind))
        assert again == before
        assert draft_codec.written(again) == draft_codec.written(before)

    there_and_back()


def a_line(number: str) -> InvoiceLine:
    return InvoiceLine(part=PartFound(1, number, number), ordered=D(5), supplied=D(2))


def test_lines_get_keys_that_no_other_line_of_this_program_has_and_answers_follow() -> None:
    one, two = a_line("CAB-220"), a_line("OIL-5")
    draft = InvoiceDraft(lines=[one, two], answers={PutOnBackorder(two.key, "OIL-5", D(5), D(2)): "yes"})
    again = draft_codec.read(draft_codec.written(draft), InvoiceDraft)
    keys = [line.key for line in again.lines]
    assert len({one.key, two.key, *keys, InvoiceLine().key}) == 5
    assert again.answers == {PutOnBackorder(keys[1], "OIL-5", D(5), D(2)): "yes"}
    assert again.key == draft.key


def test_figures_that_do_not_make_another_question_come_back_too() -> None:
    asked = SellBelowCost(1, "CAB-220", D("5.00"), D("6.50"))
    draft = InvoiceDraft(answers={asked: "yes", TakePayment(D("1.02"), False): (Payment("cash", D(5)),)})
    (again, payment) = draft_codec.read(draft_codec.written(draft), InvoiceDraft).answers
    assert isinstance(again, SellBelowCost) and again.cost == D("6.50")
    assert isinstance(payment, TakePayment) and payment.round_cash is False


def test_who_approved_is_not_written() -> None:
    approved = Approval(7, "Pat", Right.SELL_BELOW_COST, "sell CAB-220 at 5.00")
    draft = InvoiceDraft(answers={SellBelowCost(1, "CAB-220", D("5.00"), D("6.50")): approved})
    assert draft_codec.read(draft_codec.written(draft), InvoiceDraft).answers == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"invoice"',
        '{"kind":"proforma"}',
        '{"colour":"red"}',
        '{"lines":[{"ordered":"many"}]}',
        '{"lines":[{"ordered":5}]}',
        '{"lines":[{"part":{"id":1}}]}',
        '{"answers":[["WhatElse",{},"yes"]]}',
        '{"answers":[["TakePayment",{"total":"1"},{"cash":1}]]}',
        '{"on_books":{"one":"1"}}',
        '{"salesperson":7}',
    ],
)
def test_what_cannot_be_read_is_unreadable_as_a_whole(text: str) -> None:
    with pytest.raises(Unreadable):
        draft_codec.read(text, InvoiceDraft)
