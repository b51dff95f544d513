"""Which paper a sheet comes on at a desk, and by which printer; it must not know what a printer is or can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from app.rules.facts import InvoiceFacts, PickListFacts
from app.rules.label_facts import STOCKS, USUAL_STOCK, LabelsFacts, LabelStock
from app.rules.money_facts import CreditFacts, ReceiptFacts

PaperKind = Literal["documents", "pick lists", "receipts", "labels"]
PAPER_KINDS: Final[tuple[PaperKind, ...]] = get_args(PaperKind)
MOST_COPIES: Final = 9


@dataclass(frozen=True, slots=True)
class Printed:
    """How one kind of paper is printed: by which printer, from which tray, how often.

    An empty printer means: by that of the documents, and for documents by the system's default. An empty tray is the
    printer's own choice.
    """

    printer: str = ""
    tray: str = ""
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Printing:
    """How this desk prints: each kind of paper, whether receipts go on an 80 mm roll, and which labels lie in.

    `offer_labels` asks after goods have come in whether they get labels.
    """

    documents: Printed = Printed()
    pick_lists: Printed = Printed()
    receipts: Printed = Printed()
    labels: Printed = Printed()
    narrow: bool = False
    label_stock: str = USUAL_STOCK
    offer_labels: bool = False

    @property
    def stock(self) -> LabelStock:
        """The label paper that lies in."""
        return STOCKS[self.label_stock]

    def of(self, kind: PaperKind) -> Printed:
        """How this kind of paper is printed; what has no printer of its own takes the documents' and its tray."""
        own: Printed = getattr(self, kind.replace(" ", "_"))
        if own.printer:
            return own
        return Printed(self.documents.printer, self.documents.tray, own.copies)


def may_be_narrow(facts: object) -> bool:
    """Whether this sheet has a layout for the roll, too: what a customer is given at the till."""
    return isinstance(facts, ReceiptFacts | CreditFacts) or (
        isinstance(facts, InvoiceFacts) and facts.kind == "tax invoice"
    )


def paper_of(facts: object, printing: Printing) -> PaperKind:
    """On which paper a sheet comes. On the roll come receipts, and invoices and credits with money over the counter."""
    if isinstance(facts, LabelsFacts):
        return "labels"
    if isinstance(facts, PickListFacts):
        return "pick lists"
    if printing.narrow and isinstance(facts, ReceiptFacts):
        return "receipts"
    if printing.narrow and isinstance(facts, InvoiceFacts | CreditFacts) and facts.tenders and may_be_narrow(facts):
        return "receipts"
    return "documents"


def read_printing(kept: object, printer: str = "") -> Printing:
    """What a desk has kept, as far as it says anything sensible; `printer` is what was kept before there were kinds."""
    said: dict[str, Any] = kept if isinstance(kept, dict) else {}
    read = {kind.replace(" ", "_"): _printed(said.get(kind.replace(" ", "_"))) for kind in PAPER_KINDS}
    if printer and not read["documents"].printer:
        read["documents"] = Printed(printer, read["documents"].tray, read["documents"].copies)
    stock = said.get("label_stock")
    return Printing(
        **read,
        narrow=said.get("narrow") is True,
        label_stock=stock if isinstance(stock, str) and stock in STOCKS else USUAL_STOCK,
        offer_labels=said.get("offer_labels") is True,
    )


def _printed(kept: object) -> Printed:
    said: dict[str, Any] = kept if isinstance(kept, dict) else {}
    printer, tray, copies = said.get("printer"), said.get("tray"), said.get("copies")
    return Printed(
        printer if isinstance(printer, str) else "",
        tray if isinstance(tray, str) else "",
        copies if isinstance(copies, int) and not isinstance(copies, bool) and 1 <= copies <= MOST_COPIES else 1,
    )
