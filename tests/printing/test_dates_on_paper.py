"""Every sheet writes every date in the order of its shop, and in no other."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from app.printing.roll import lay_out as lay_out_on_the_roll
from app.printing.sheets import lay_out
from app.rules.dates import DATE_ORDERS, MONTHS, DateOrder, Dates
from app.rules.facts import InvoiceFacts, ListFacts
from app.rules.money_facts import CreditFacts, ReceiptFacts
from tests.printing.money_samples import MONEY_SAMPLES
from tests.printing.ruler import measure
from tests.printing.samples import SAMPLES

NAMED = "|".join(MONTHS)
FORMS = {
    "day/month/year": re.compile(rf"\b\d{{1,2}} (?:{NAMED}) \d{{4}}\b"),
    "month/day/year": re.compile(rf"\b(?:{NAMED}) \d{{1,2}}, \d{{4}}\b"),
    "year-month-day": re.compile(r"\b\d{4}-\d\d-\d\d\b"),
}
DATED = {
    name: facts
    for name, facts in {**SAMPLES, **MONEY_SAMPLES}.items()
    if getattr(facts, "dated", None) is not None and not name.startswith(("awful", "dreadful"))
}


def of_a_shop(facts: Any, order: DateOrder) -> Any:
    """The same sheet of a shop that writes dates in this order."""
    if isinstance(facts, ListFacts):
        return replace(facts, dates=Dates(order), rows=(), totals=(), about="")
    return replace(facts, seller=replace(facts.seller, dates=Dates(order)))


def orders(pages: tuple[Any, ...]) -> dict[str, set[str]]:
    """The dates that stand there, by the order in which they are written."""
    said = [text.text for page in pages for text in page.texts]
    return {order: {found for text in said for found in form.findall(text)} for order, form in FORMS.items()}


def counted(pages: tuple[Any, ...]) -> dict[str, int]:
    """In how many words each order is seen, where there are any."""
    return {order: len(dates) for order, dates in orders(pages).items() if dates}


@pytest.mark.parametrize("order", DATE_ORDERS)
@pytest.mark.parametrize("name", DATED)
def test_a_sheet_writes_dates_as_its_shop_does(name: str, order: DateOrder) -> None:
    pages = lay_out(of_a_shop(DATED[name], order), measure)
    usual = orders(lay_out(of_a_shop(DATED[name], "day/month/year"), measure))["day/month/year"]
    assert usual
    assert counted(pages) == {order: len(usual)}
    assert Dates(order).full_day(DATED[name].dated) in orders(pages)[order]  # type: ignore[union-attr]


@pytest.mark.parametrize("order", DATE_ORDERS)
@pytest.mark.parametrize("kind", [InvoiceFacts, CreditFacts, ReceiptFacts])
def test_the_narrow_receipt_does_too(kind: type, order: DateOrder) -> None:
    facts = next(each for each in DATED.values() if isinstance(each, kind))
    assert list(counted(lay_out_on_the_roll(of_a_shop(facts, order), measure))) == [order]


def test_most_sheets_are_looked_at() -> None:
    assert len({type(facts) for facts in DATED.values()}) >= 12
