"""A month of a real wholesaler's lines (UCI Online Retail, CC BY 4.0) posted through the services, as a sample.

What stands in the file as C… is a cancellation, a quantity below zero without that letter is stock lost, and codes such
as POST or DOT are no stock. Deposits are charged: of some parts too few are on the shelf until half of the month.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter as Tally
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound
from app.rules.money import rounded
from app.rules.rows import DebtorRow, ImportRow, OpeningStockRow, PartRow
from app.rules.stocktaking import AdjustmentDraft, line_for
from app.services import backorder_lists, importing, lookup, settings
from app.services.buying import receiving
from app.services.counter import Counter
from app.services.sales import credits, invoicing
from app.services.stock import adjusting
from tests.make import Clock, a_creditor
from tests.services.all_kinds import answered
from tests.services.goods import loose

D = Decimal
FILE = Path(__file__).parents[3] / "shared" / "data" / "online_retail_2010-12_2011-02.csv.gz"
"""Beside the project, and no part of it."""
END = datetime(2011, 1, 1, tzinfo=UTC)
MOST_LINES = 12
"""Of one document: a sample has more documents rather than longer ones."""


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    words: str
    quantity: Decimal
    price: Decimal

    @property
    def stocked(self) -> bool:
        return self.code[:5].isdigit()


@dataclass(slots=True)
class Document:
    number: str
    at: datetime
    customer: str
    lines: list[Line] = field(default_factory=list)

    @property
    def cancels(self) -> bool:
        return self.number.startswith("C")


def december() -> list[Document]:
    """Every document of the first month, in the order of the file."""
    found: dict[str, Document] = {}
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC)
            if at >= END:
                break
            customer = row["CustomerID"].partition(".")[0]
            document = found.setdefault(row["InvoiceNo"], Document(row["InvoiceNo"], at, customer))
            price = rounded(D(row["UnitPrice"]), 4)
            document.lines.append(Line(row["StockCode"], row["Description"].strip(), D(row["Quantity"]), price))
    return list(found.values())


def sample(documents: list[Document], many: int) -> list[Document]:
    """So many of the month, in their order: cancellations with what they cancel first, then what is not stock."""
    by_number = {each.number: each for each in documents}
    sold: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for each in documents:
        if not each.cancels and len(each.lines) <= MOST_LINES:
            for line in each.lines:
                sold[each.customer, line.code].append(each)
    chosen: dict[str, None] = {}
    for each in documents:
        of = [o for line in each.lines for o in sold[each.customer, line.code][-1:] if o.at < each.at]
        if each.cancels and each.customer and of and len(chosen) < many // 3:
            chosen |= dict.fromkeys([of[0].number, each.number])
    odd = [e for e in documents if not all(line.stocked and line.quantity > 0 for line in e.lines) and not e.cancels]
    for each in (*[e for e in odd if len(e.lines) <= MOST_LINES][: many // 3], *documents):
        if len(chosen) >= many:
            break
        if len(each.lines) <= MOST_LINES:
            chosen.setdefault(each.number)
    return sorted((by_number[number] for number in chosen), key=lambda each: (each.at, each.number))


def post(counter: Counter, documents: list[Document]) -> Tally[str]:
    """Everything through the services, each on its day; what was posted, and what could not be."""
    clock = counter.clock
    assert isinstance(clock, Clock)
    done: Tally[str] = Tally()
    settings.save(counter, {"charge_deposits": "always"})
    clock.moment = documents[0].at - timedelta(days=1)
    _open(counter, documents)
    shop = _Shop(counter)
    arrived = False
    for document in documents:
        clock.moment = max(document.at, clock.moment)
        if not arrived and document is documents[len(documents) // 2]:
            arrived = True
            done["bills"] += _arrive(counter, shop)
            done["fills"] += _fill(counter)
        for kind in _post(counter, shop, document):
            done[kind] += 1
    return done


class _Shop:
    """The parts and people of the sample, as they are found."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._parts: dict[str, int] = {}
        self._debtors: dict[str, DebtorFound] = {}
        self.cash = lookup.find_debtors(counter, "CASH")[0]
        self.invoices: dict[tuple[str, str], list[int]] = defaultdict(list)

    def part(self, code: str) -> PartFound:
        if code not in self._parts:
            self._parts[code] = next(e.id for e in lookup.exact_part(self._counter, code) if e.number == code)
        return lookup.part(self._counter, self._parts[code])

    def debtor(self, customer: str) -> DebtorFound:
        if not customer:
            return self.cash
        if customer not in self._debtors:
            self._debtors[customer] = lookup.find_debtors(self._counter, customer)[0]
        return self._debtors[customer]


def _open(counter: Counter, documents: list[Document]) -> None:
    """Parts with their stock, debtors on backorders; of every fifth part only half of what will be sold is there."""
    sold: dict[str, Decimal] = defaultdict(D)
    lines: dict[str, Line] = {}
    lost: set[str] = set()
    for line in (line for document in documents for line in document.lines):
        lines.setdefault(line.code, line)
        sold[line.code] += abs(line.quantity)
        if line.quantity < 0:
            lost.add(line.code)
    parts: list[ImportRow] = [
        PartRow(
            at, line.code, line.words or line.code, list_price=line.price, kind="stock" if line.stocked else "charge"
        )
        for at, line in enumerate(lines.values(), start=2)
    ]
    stock: list[ImportRow] = [
        OpeningStockRow(
            at, line.code, _at_first(at, sold[line.code], line.code in lost), rounded(line.price * D("0.6"), 4)
        )
        for at, line in enumerate(lines.values(), start=2)
        if line.stocked
    ]
    customers = sorted({document.customer for document in documents if document.customer})
    people: list[ImportRow] = [
        DebtorRow(at, customer, f"Customer {customer}", use_backorders=True) for at, customer in enumerate(customers, 2)
    ]
    for kind, rows in (("parts", parts), ("stock", stock), ("debtors", people)):
        report = importing.bring_in(counter, kind, rows)  # type: ignore[arg-type]
        assert report is not None and not report.refused, report and report.refused[:3]


def _at_first(at: int, sold: Decimal, lost: bool) -> Decimal:
    return sold // 2 if at % 5 == 0 and not lost else 2 * sold


def _post(counter: Counter, shop: _Shop, document: Document) -> list[str]:
    if document.cancels:
        return [_cancel(counter, shop, document, line) for line in document.lines]
    lost = [line for line in document.lines if line.quantity < 0 and line.stocked]
    sold = [line for line in document.lines if line.quantity > 0]
    done = [_lose(counter, shop, document, lost)] if lost else []
    return [*done, _sell(counter, shop, document, sold)] if sold else done


def _sell(counter: Counter, shop: _Shop, document: Document, lines: list[Line]) -> str:
    debtor = shop.debtor(document.customer)
    draft = InvoiceDraft(debtor=debtor, name="" if document.customer else "Walk-in", customer_order=document.number)
    for line in lines:
        typed = invoicing.line_for(counter, shop.part(line.code), debtor, line.quantity)
        typed.price = line.price
        draft.lines.append(typed)
    try:
        written = answered(lambda said: invoicing.finalise(counter, draft, said))
    except Refused as refused:
        if "Nothing is" not in refused.sentence:
            raise
        return "not sold"
    for line in lines:
        shop.invoices[document.customer, line.code].append(written.invoice_id)
    return "sales"


def _cancel(counter: Counter, shop: _Shop, document: Document, line: Line) -> str:
    for invoice_id in reversed(shop.invoices[document.customer, line.code]):
        draft = credits.begin(counter, invoice_id)
        of = next((each for each in draft.lines if each.number == line.code and each.can), None)
        if of is not None:
            draft.reason = f"Cancelled by {document.number}"
            of.quantity, of.back_to_stock = min(of.can, abs(line.quantity)), line.stocked
            answered(lambda said, draft=draft: credits.post(counter, draft, said))
            return "cancellations"
    return "of an earlier month"


def _lose(counter: Counter, shop: _Shop, document: Document, lines: list[Line]) -> str:
    changes = [line_for(shop.part(line.code), line.quantity) for line in lines]
    adjusting.post(counter, AdjustmentDraft(reason=f"Lost, {document.number}", lines=changes))
    return "losses"


def _arrive(counter: Counter, shop: _Shop) -> int:
    """What is waited for comes in, at a price that is not the old one; of one part one piece too few."""
    creditor = a_creditor(counter, "Wholesaler", code="WHOLE")
    need: dict[str, Decimal] = defaultdict(D)
    for each in backorder_lists.every(counter):
        need[each.number] += each.open
    if not need:
        return 0
    paper = loose(counter, creditor, "W-1", *((shop.part(code), int(many), "1.2345") for code, many in need.items()))
    paper.freight = D("33.33")
    paper.lines[0].received = paper.lines[0].billed - 1
    receiving.process(counter, paper, {})
    return 1


def _fill(counter: Counter) -> int:
    origins = {each.origin_invoice_id for each in backorder_lists.ready(counter)}
    for invoice_id in sorted(key for key in origins if key is not None):
        draft = invoicing.next_invoice(counter, invoice_id)
        answered(lambda said, draft=draft: invoicing.finalise(counter, draft, said))
    return len(origins)
