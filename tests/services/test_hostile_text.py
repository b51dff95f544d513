"""Hostile words in every field of every use case: refused in words, or kept as one tidy text, in each kind of store."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String, select

from app.models.base import Base
from app.rules.drafts import InvoiceDraft, OrderDraft, ReceiptDraft
from app.rules.entry import one_line
from app.rules.faults import Refused
from app.rules.stocktaking import AdjustmentDraft, Scope, line_for
from app.rules.supplier_drafts import CreditorPays
from app.services import accounts, backorders, check, handing_over, lookup, operators, queries, settings
from app.services import search as parts_search
from app.services.buying import ordering, receiving, undoing
from app.services.counter import Counter
from app.services.masters import creditors, debtors, parts, price_groups
from app.services.money import creditor_payments, receipts
from app.services.queries.declared import QUERIES
from app.services.sales import credits, invoice_lists, invoicing
from app.services.stock import adjusting, stocktakes
from app.services.upkeep import verifying
from tests.hostile import TYPED, WORST
from tests.make import a_creditor, a_debtor, a_part
from tests.services.goods import loose, sent, waits
from tests.services.hostile_shop import lived, opened, settled

hostile = pytest.mark.parametrize(
    "words",
    [
        pytest.param(WORST, id="worst"),
        *(pytest.param(each, id=name, marks=pytest.mark.long) for name, each in TYPED.items()),
    ],
)


def texts(counter: Counter) -> dict[tuple[str, str], list[str]]:
    """Everything that lies in a column for text, by table and column."""
    found: dict[tuple[str, str], list[str]] = {}
    with counter.db.read() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String):
                    found[table.name, column.name] = [
                        each for each in session.execute(select(column)).scalars() if each is not None
                    ]
    return found


def untidy(text: str) -> bool:
    """Whether something in it is no letter: a control sign other than a line's end, half a sign, a sign that turns."""
    return any(unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" for letter in text) or any(
        letter in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for letter in text
    )


@hostile
def test_a_shop_lives_on_hostile_words(words: str, counter: Counter, tmp_path: Path) -> None:
    settled(counter, words)
    shop = opened(counter, words)
    lived(shop, tmp_path / "out")
    assert {place: text for place, all_ in texts(counter).items() for text in all_ if untidy(text)} == {}
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []
    assert verifying.verify(counter.db).broken == ""
    assert shop.debtor.name == one_line(words[:200])
    find(counter, words)
    for each in QUERIES:
        tuple(queries.listing(counter, each.key).every())


def find(counter: Counter, words: str) -> None:
    """Every search there is."""
    for look in (parts_search.parts, lookup.find_debtors, lookup.find_creditors, debtors.search, creditors.search,
                   parts.search, credits.find_invoices, credits.posted, invoice_lists.recallable):  # fmt: skip
        look(counter, words)
    lookup.exact_part(counter, words)


def test_any_search_for_a_text_far_too_long_finds_nothing(counter: Counter) -> None:
    for words in ("x" * 10_000, "a " * 5_000, "a " * 149, "%" * 300, "\ud7ff", "\U0010ffff"):
        find(counter, words)


# what nobody types: chosen from a list, checked to be an address or a number of its own form, made by the program
NOT_TYPED = {
    "abn", "backorder_mode", "basis", "before", "charge_deposits", "digest", "document", "document_kind", "draft_key",
    "email", "file", "format", "how", "invoice_by", "key", "kind", "lost_because", "media_type", "message_id",
    "outcome", "paid_by", "phone_key", "pin", "price_at_filling", "price_from", "question", "right_to", "role",
    "rule", "said", "seal", "sha256", "sheet", "ship_rule", "state", "statement_by", "status", "subject_key",
    "their_key", "to", "treatment", "what", "why",
}  # fmt: skip
NOT_TYPED_THERE = {
    ("audit", "subject"), ("backup_made", "desk"), ("debtor_entry", "reference"), ("handover_file", "name"),
    ("lost_sale", "reason"), ("part", "words"), ("setting", "name"),
}  # fmt: skip


def test_the_hostile_shop_reaches_every_text_there_is(counter: Counter, tmp_path: Path) -> None:
    settled(counter, WORST)
    lived(opened(counter, WORST), tmp_path / "out")
    missed = {place for place, said in texts(counter).items() if not any("<b>" in each.casefold() for each in said)}
    forgotten = {place for place in missed if place[1] not in NOT_TYPED} - NOT_TYPED_THERE
    assert not forgotten, "tests/services/hostile_shop.py types nothing into these columns"


# ────────────────────────────────────────────────────────────────────────────────────────────────── far too long

LONG = "x" * 10_001
CARDS = {
    "debtor": (debtors.save, debtors.DebtorCard(code="NEW", name="New"), {"invoice_by", "statement_by"}),
    "creditor": (creditors.save, creditors.CreditorCard(code="NEW", name="New"), set()),
    "part": (parts.save, parts.PartCard(number="NEW", description="New"), set()),
    "price group": (price_groups.save_group, price_groups.GroupCard(code="NEW", name="New"), set()),
    "structure": (price_groups.save_structure, price_groups.StructureCard(name="New"), set()),
    "operator": (operators.save, operators.OperatorCard(code="NEW", name="New"), set()),
    "account": (accounts.save, accounts.AccountCard(code="NEW", name="New", kind="expense"), {"role"}),
}


def texts_of(record: Any) -> list[str]:
    """The names of what is a text and typed."""
    return [each.name for each in fields(record) if each.type == "str" and each.name != "key"]


@pytest.mark.parametrize("kind", CARDS)
def test_a_text_too_long_for_a_card_is_refused_at_its_field(kind: str, counter: Counter) -> None:
    save, card, chosen = CARDS[kind]
    names = [name for name in texts_of(card) if name not in chosen]
    assert names
    for name in names:
        with pytest.raises(Refused) as refused:
            save(counter, replace(card, **{name: LONG}), None)  # type: ignore[operator,type-var]
        assert refused.value.field == name and len(refused.value.sentence) < 200, name


def test_a_text_too_long_for_a_document_is_refused(counter: Counter) -> None:
    part, debtor, creditor = a_part(counter, "K5"), a_debtor(counter), a_creditor(counter)

    def sale() -> InvoiceDraft:
        return InvoiceDraft(debtor=debtor, lines=[invoicing.line_for(counter, part, debtor, Decimal(1))])

    def order() -> OrderDraft:
        return OrderDraft(creditor=creditor, lines=[ordering.line_for(counter, creditor, part, Decimal(1))])

    def bill() -> ReceiptDraft:
        return loose(counter, creditor, "A1", (part, 1, "60"))

    typed: list[tuple[Callable[[], Any], Callable[..., Any], str, str]] = [
        *((sale, invoicing.save, name, "") for name in texts_of(InvoiceDraft())),
        *((sale, invoicing.save, "", name) for name in ("description", "note")),
        *((order, lambda c, d, _said: ordering.save(c, d), name, "") for name in texts_of(OrderDraft())),
        *((order, ordering.finalise, "", name) for name in ("description", "supplier_number")),
        *((bill, receiving.process, name, "") for name in texts_of(ReceiptDraft())),
        (bill, receiving.process, "", "description"),
    ]
    for made, put, of_head, of_line in typed:
        draft = made()
        setattr(draft if of_head else draft.lines[0], of_head or of_line, LONG)
        with pytest.raises(Refused) as refused:
            put(counter, draft, {})
        assert len(refused.value.sentence) < 200, (of_head, of_line)


def test_a_reason_too_long_is_refused(counter: Counter) -> None:
    part, creditor = a_part(counter, "K5", on_hand=0), a_creditor(counter)
    backorder = waits(counter, part, 3)
    order = sent(counter, creditor, (part, 2))
    bill = receiving.process(counter, loose(counter, creditor, "A1", (part, 5, "60")), {})
    line = line_for(part, Decimal(1))
    reasons: list[Callable[[], Any]] = [
        lambda: backorders.hold(counter, backorder, LONG),
        lambda: backorders.cancel(counter, backorder, Decimal(1), LONG),
        lambda: backorders.allocate(counter, backorder, Decimal(1), LONG),
        lambda: backorders.unallocate(counter, backorder, Decimal(1), LONG),
        lambda: ordering.close_short(counter, order, [1], LONG),
        lambda: undoing.undo(counter, bill.creditor_invoice_id, LONG, {}),
        lambda: adjusting.post(counter, AdjustmentDraft(reason=LONG, lines=[line])),
        lambda: adjusting.post(counter, AdjustmentDraft(reason="x", lines=[replace(line, note=LONG)])),
        lambda: stocktakes.start(counter, Scope(first=LONG), "count"),
        lambda: handing_over.refuse(counter, "xero", [], LONG),
        lambda: receipts.post(counter, receipts.DebtorPays(1, Decimal(1), note=LONG), {}),
        lambda: creditor_payments.post(counter, CreditorPays(creditor.id, Decimal(1), reference=LONG)),
        lambda: settings.save(counter, {"shop_name": LONG}),
        lambda: settings.save(counter, {"foot": LONG}),
    ]
    for call in reasons:
        with pytest.raises(Refused) as refused:
            call()
        assert len(refused.value.sentence) < 200
