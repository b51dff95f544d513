"""One row of a file that is brought in, as frozen facts; it must not know in what kind of file the row stood.

Of an attribute that is None the file says nothing: a new record gets its usual value, a known record keeps what it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from app.rules.found import DebtorKind, PartKind

ImportKind = Literal["parts", "debtors", "creditors", "stock"]
IMPORT_KINDS: tuple[ImportKind, ...] = ("creditors", "parts", "debtors", "stock")
"""What can be brought in, in the order in which a new shop does it: parts name their creditor, stock its part."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part as a file has it. Prices and costs are dollars ex GST."""

    row: int
    number: str
    description: str | None = None
    creditor: str | None = None
    supplier_number: str | None = None
    old_number: str | None = None
    barcode: str | None = None
    price_group: str | None = None
    list_price: Decimal | None = None
    cost: Decimal | None = None
    bin: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pack: Decimal | None = None
    unit: str | None = None
    kind: PartKind | None = None
    gst: bool | None = None
    whole_units: bool | None = None
    no_backorders: bool | None = None
    notes: str | None = None
    superseded_by: str | None = None
    breaks: tuple[tuple[Decimal, Decimal], ...] | None = None
    """From so many on, each costs so much: all breaks of the part, the smallest quantity first."""


@dataclass(frozen=True, slots=True)
class DebtorRow:
    """A debtor as a file has it; the credit limit is in dollars."""

    row: int
    code: str
    name: str | None = None
    kind: DebtorKind | None = None
    contact: str | None = None
    phone: str | None = None
    email: str | None = None
    abn: str | None = None
    address: str | None = None
    use_backorders: bool | None = None
    credit_limit: Decimal | None = None
    stop_credit: bool | None = None
    terms_days: int | None = None
    structure: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class CreditorRow:
    """A creditor as a file has it."""

    row: int
    code: str
    name: str | None = None
    contact: str | None = None
    phone: str | None = None
    email: str | None = None
    abn: str | None = None
    address: str | None = None
    our_account: str | None = None
    terms_days: int | None = None
    lead_days: int | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class OpeningStockRow:
    """What lies on the shelf of a part on the first day: a quantity, and its unit cost or its whole value ex GST."""

    row: int
    number: str
    quantity: Decimal
    cost: Decimal | None = None
    value: Decimal | None = None


ImportRow = PartRow | DebtorRow | CreditorRow | OpeningStockRow


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not brought in: its number in the file from 1, why, and how it begins."""

    row: int
    sentence: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import has done: how many records are new, changed and as they were, and every refused row."""

    kind: ImportKind
    new: int
    changed: int
    unchanged: int
    refused: tuple[RefusedRow, ...] = ()
    remarks: tuple[str, ...] = ()
    """What a person should know besides: price groups that were made, parts without a cost."""
    gone: int = 0
    """Parts that were marked as no longer sold, because the supplier does not list them any more."""
    refused_count: int = 0
    """How many rows were refused where not all of them are listed."""
    unlisted: Iterable[RefusedRow] = field(default=(), compare=False, repr=False)
    """There all of them, as they stand in the file."""

    @property
    def every_refused(self) -> Iterable[RefusedRow]:
        """All rows that were refused, however many."""
        return self.unlisted if self.refused_count > len(self.refused) else self.refused

    @property
    def summary(self) -> str:
        """What has become of the rows, in a sentence."""
        counts = ((self.new, "new"), (self.changed, "changed"), (self.unchanged, "unchanged"))
        refused = max(self.refused_count, len(self.refused))
        more = ((self.gone, "no longer sold"), (refused, "refused"))
        said = [f"{number:,} {word}" for number, word in (*counts, *more) if number]
        what = "opening stock" if self.kind == "stock" else self.kind
        return f"{what.capitalize()}: {', '.join(said)}." if said else f"{what.capitalize()}: the file has no rows."
