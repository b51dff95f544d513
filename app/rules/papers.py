"""Which paper a sheet comes on at a desk, and by which printer; it must not know what a printer is or can do."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final, Literal, get_args

from app.rules.facts import InvoiceFacts, PickListFacts
from app.rules.faults import Refused
from app.rules.label_facts import OWN, STOCKS, USUAL_STOCK, LabelsFacts, LabelStock, OwnPaper, own_stock
from app.rules.money_facts import CreditFacts, ReceiptFacts
from app.rules.paper_kinds import PAPER_KINDS, PaperKind
from app.rules.trial_facts import TrialFacts

OnRoll = Literal["receipts", "paid", "account"]
"""What may come on the 80 mm roll: receipts; invoices and credits with money over the counter; those on account."""
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
    """How this desk prints: each kind of paper, what goes on an 80 mm roll, and which labels lie in.

    `receipt_at_once` prints a receipt as soon as a payment is taken; `offer_labels` asks after goods have come in
    whether they get labels. `own_paper` is the label paper this desk has described itself, taken where `label_stock`
    is `OWN`; `next_label` is the first free place of the sheet of labels that lies in. `told_usual` is the system's
    printer that this desk has been told of, as it has chosen none.
    """

    documents: Printed = Printed()
    pick_lists: Printed = Printed()
    receipts: Printed = Printed()
    labels: Printed = Printed()
    on_roll: tuple[OnRoll, ...] = ()
    receipt_at_once: bool = False
    label_stock: str = USUAL_STOCK
    own_paper: OwnPaper = OwnPaper()
    next_label: int = 1
    offer_labels: bool = False
    told_usual: str = ""

    @property
    def narrow(self) -> bool:
        """Whether this desk has a roll for its customers."""
        return bool(self.on_roll) or bool(self.receipts.printer)

    @property
    def stock(self) -> LabelStock:
        """The label paper that lies in."""
        return own_stock(self.own_paper) if self.label_stock == OWN else STOCKS[self.label_stock]

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
    """On which paper a sheet comes, as the desk has chosen."""
    if isinstance(facts, TrialFacts):
        return facts.kind
    if isinstance(facts, LabelsFacts):
        return "labels"
    if isinstance(facts, PickListFacts):
        return "pick lists"
    if may_be_narrow(facts) and _money_of(facts) in printing.on_roll:
        return "receipts"
    return "documents"


def _money_of(facts: object) -> OnRoll:
    if isinstance(facts, InvoiceFacts | CreditFacts):
        return "paid" if facts.tenders else "account"
    return "receipts"


def read_printing(kept: object, printer: str = "") -> Printing:
    """What a desk has kept, as far as it says anything sensible.

    `printer` is what was kept before there were kinds, `narrow` in it before each document had its own paper.
    """
    said: dict[str, Any] = kept if isinstance(kept, dict) else {}
    read = {kind.replace(" ", "_"): _printed(said.get(kind.replace(" ", "_"))) for kind in PAPER_KINDS}
    if printer and not read["documents"].printer:
        read["documents"] = Printed(printer, read["documents"].tray, read["documents"].copies)
    rolled = said.get("on_roll") if isinstance(said.get("on_roll"), list) else []
    before: list[OnRoll] = ["receipts", "paid"] if said.get("narrow") is True else []
    own = _own_paper(said.get("own_paper"))
    stock, place = said.get("label_stock"), said.get("next_label")
    known = isinstance(stock, str) and (stock in STOCKS or (stock == OWN and own is not None))
    return Printing(
        **read,
        on_roll=tuple(each for each in get_args(OnRoll) if each in (rolled or before)),
        receipt_at_once=said.get("receipt_at_once") is True,
        label_stock=str(stock) if known else USUAL_STOCK,
        own_paper=own or OwnPaper(),
        next_label=place if isinstance(place, int) and not isinstance(place, bool) and place > 0 else 1,
        offer_labels=said.get("offer_labels") is True,
        told_usual=told if isinstance(told := said.get("told_usual"), str) else "",
    )


def _own_paper(kept: object) -> OwnPaper | None:
    """The label paper a desk has described, if it can be printed on."""
    names = {each.name for each in fields(OwnPaper)}
    if not isinstance(kept, dict) or {name for name in kept if type(kept[name]) is int} != names:
        return None
    paper = OwnPaper(**kept)
    try:
        own_stock(paper)
    except Refused:
        return None
    return paper


def _printed(kept: object) -> Printed:
    said: dict[str, Any] = kept if isinstance(kept, dict) else {}
    printer, tray, copies = said.get("printer"), said.get("tray"), said.get("copies")
    return Printed(
        printer if isinstance(printer, str) else "",
        tray if isinstance(tray, str) else "",
        copies if isinstance(copies, int) and not isinstance(copies, bool) and 1 <= copies <= MOST_COPIES else 1,
    )
