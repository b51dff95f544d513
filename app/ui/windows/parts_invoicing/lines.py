"""What is typed into the lines of a parts invoice, and what it does to the draft; it must not know head or foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from app.rules import entry, invoicing, words
from app.rules.deposits import DepositTerms
from app.rules.drafts import InvoiceDraft, InvoiceLine
from app.rules.entry import PriceTyped
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound, PartHit
from app.rules.invoicing import Amounts, Split
from app.rules.money import ZERO
from app.rules.questions import Answer, PutOnBackorder, Question, RecordLostSale
from app.rules.rights import Right
from app.rules.supersession import noted
from app.services import lookup, search, settings, supersession
from app.services.counter import Counter
from app.services.sales import invoicing as service
from app.services.sales.invoice_lists import InvoiceSeen
from app.ui.kit.entry.fields import Hit, LookupField
from app.ui.kit.entry.finding import Finder
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import StayInCell
from app.ui.kit.window import TaskWindow
from app.ui.windows.parts_invoicing.columns import Sees, columns
from app.ui.windows.shared import part_hits, superseded

ONE = Decimal(1)
EMPTY = "Type a part number, a barcode or a few words, then Enter. F3 finds a part, F9 recalls what was saved."

_FILLS = "{number} fills a backorder. Ctrl+Del takes the line off, the backorder stays."


@dataclass(frozen=True, slots=True)
class Counted:
    """A part that was found, with the quantity typed before it; `scanned`: it came from a barcode."""

    part: PartFound
    quantity: Decimal | None = None
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """A part that was picked from the list beneath the cell, with the quantity typed before it."""

    part_id: int
    quantity: Decimal | None


class InvoiceLines:
    """The grid of a parts invoice over its draft. `changed` is called after whatever has changed amounts."""

    def __init__(self, window: TaskWindow, changed: Callable[[], None]) -> None:
        self._window, self._changed = window, changed
        self.draft = InvoiceDraft()
        self.seen: InvoiceSeen | None = None
        self.inc = False
        self.amounts = Amounts((), ())
        self._of: dict[int, tuple[Decimal, Decimal]] = {}
        self.settings = settings.load(window.context.counter)
        self._sees = Sees(
            inc=lambda: self.inc,
            locked=lambda: self.locked,
            quote=lambda: self.draft.kind == "quote",
            undecided=lambda line: not self.locked and invoicing.undecided(self.draft, line),
            gst=lambda line: self._of.get(line.key, (ZERO, ZERO))[1],
            total=lambda line: sum(self._of.get(line.key, (ZERO, ZERO)), ZERO),
            about=self._about,
            search=Finder(window.context.busy.look, self._ready),
            is_barcode=self._is_barcode,
            scanned=self._scanned,
        )
        self.grid = LineGrid(
            "Lines",
            columns(self._sees),
            blank=InvoiceLine,
            committed=self._take,
            leaving=self._leave,
            may_delete=self._may_delete,
            pasted_into="number",
            empty=EMPTY,
        )
        self.grid.refused.connect(lambda sentence: window.say(sentence, "refused"))
        self.grid.told.connect(window.say)
        self.grid.lines_changed.connect(self.reckon)

    @property
    def locked(self) -> bool:
        """Whether the document is only looked at."""
        return self.seen is not None and self.seen.status != "saved"

    def show(self, draft: InvoiceDraft, seen: InvoiceSeen | None = None) -> None:
        """Stand over another draft; `seen` tells how far a document on the books has come."""
        self.draft, self.seen = draft, seen
        self.settings = self._window.read(lambda: settings.load(self._window.context.counter)) or self.settings
        self.reckon()
        self.grid.show_lines(draft.lines)

    def reckon(self) -> None:
        """Work out what the document comes to; a finalised one shows its stored amounts."""
        lines = self.draft.filled_lines
        if self.locked and self.seen is not None:
            self.amounts = self.seen.amounts
        else:
            self.amounts = invoicing.amounts(
                lines, terms=self._deposit_terms(), gst_per_line=self.settings.gst_per_line
            )
        pairs = zip(self.amounts.lines, self.amounts.gst_shares, strict=True)
        self._of = {line.key: pair for line, pair in zip(lines, pairs, strict=True)}
        self.grid.viewport().update()
        self._changed()

    @property
    def deposit(self) -> Decimal:
        """What deposits add to the document, inc. GST; below zero what they take off."""
        if self.locked:
            return sum((sum(self._of[line.key], ZERO) for line in self.draft.lines if line.kind == "deposit"), ZERO)
        return self.amounts.deposits.inc

    def _deposit_terms(self) -> DepositTerms | None:
        """On which terms F12 takes deposits without asking; None where it asks, or takes none."""
        debtor = self.draft.debtor
        always = debtor is not None and debtor.deposits.charge == "always" and self.draft.kind == "invoice"
        return debtor.deposits if debtor is not None and always else None

    def refresh(self) -> None:
        """Show what the lines have become, whoever changed them."""
        self.grid.refresh()
        self.reckon()

    def turn_inc(self) -> None:
        """Show and type prices the other way: inc. or ex GST."""
        self.inc = not self.inc
        self.grid.rows.columns = columns(self._sees)
        self.grid.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.grid.rows.columns) - 1)
        self.grid.refresh()

    def add(self, part: PartFound, quantity: Decimal | None = None, *, over: InvoiceLine | None = None) -> bool:
        """Enter a part that was found elsewhere: on the blank line, or over a line. False when it was refused."""
        return self.grid.enter(over, "number", Counted(part, quantity))

    def go_to(self, key: int | None, attribute: str) -> bool:
        """Put the cursor where a refusal sends it; False when there is no such line."""
        line = next((each for each in self.draft.lines if each.key == key), None)
        known = {column.attribute for column in self.grid.rows.columns}
        return line is not None and self.grid.go_to(line, attribute if attribute in known else "ordered")

    def fresh(self, parts: dict[int, PartFound]) -> None:
        """The stock has moved: the lines know what is there now."""
        for line in self.draft.lines:
            if line.part is not None and line.part.id in parts:
                line.part = parts[line.part.id]
        self.refresh()

    def divide_all(self) -> None:
        """Decide every line that promises more than there is; stops where somebody goes back a step."""
        for line in self.draft.filled_lines:
            if invoicing.undecided(self.draft, line):
                try:
                    self.order(line, line.ordered)
                except (StayInCell, Refused):
                    break
        self.refresh()

    def order(self, line: InvoiceLine, wanted: Decimal) -> None:
        """So much of a line is wanted: divide it, asking at once what becomes of a shortage (domain 3.2).

        Raises Refused, and StayInCell when the person goes back to the quantity; then nothing has changed.
        """
        shop = self.settings
        found = invoicing.divide(self.draft, line, wanted, below_zero=shop.allow_issue_below_zero, dates=shop.dates)
        answers = invoicing.without_answers(self.draft.answers, line)
        lost = ""
        if isinstance(found, Question):
            split, lost = self._ask(line, found, answers)
        else:
            split = found
        self.draft.answers = answers
        invoicing.apply(line, wanted, split)
        line.lost_because = lost
        self._price_again(line)
        if split.said:
            self._window.say(split.said, "waits")

    # ───────────────────────────────────────────────────────────────────────────────────────────── what was typed

    def _take(self, line: InvoiceLine, attribute: str, value: Any) -> Any:
        match attribute:
            case "number":
                return self._part(line, value)
            case "description":
                line.description = _some(value)
            case "ordered":
                self.order(line, value)
            case "supplied" | "backordered":
                self._split(line, attribute, value)
            case "price":
                self._refuse_margin(value)
                self._price(line, *invoicing.priced(line, value, inc=self.inc))
            case _:
                self._price(line, line.price, value)
        return None

    def _part(self, line: InvoiceLine, value: Any) -> Any:
        if isinstance(value, str) and value.lstrip().startswith(";"):
            return self._comment(line, value.lstrip()[1:].strip())
        if line.fills:
            raise Refused(_FILLS.format(number=line.number))
        counted = self._counted(value)
        part = counted.part
        if line.part is not None and line.part.id == part.id:
            if counted.quantity is not None:
                self.order(line, counted.quantity)
            return None
        wanted = counted.quantity or line.ordered or ONE
        invoicing.check_quantity(part, wanted)
        counter, debtor = self._window.context.counter, self.draft.debtor
        offer = supersession.offer(counter, part, debtor, wanted)
        part = superseded.taken(part, offer, self.draft.answers, self._window.ask)
        if offer is not None and not part.active:
            del self.draft.answers[offer.question]
            raise Refused(f"{part.number} is not in use any more. F3 finds another part.")
        if counted.scanned and line.part is None and (again := self._line_of(part)) is not None:
            self.order(again, again.ordered + (counted.quantity or ONE))
            return again
        invoicing.check_quantity(part, wanted)
        made = service.line_for(counter, part, debtor, wanted)
        made.note = noted(line.note, part.number, counted.part.number)
        return made

    def _counted(self, value: Any) -> Counted:
        if isinstance(value, Counted):
            return value
        if isinstance(value, Hit):
            chosen = value.record
            assert isinstance(chosen, Chosen)
            return Counted(lookup.part(self._window.context.counter, chosen.part_id), chosen.quantity)
        typed = entry.part(value)
        if not typed.text:
            raise Refused("No part is typed. Ctrl+Del takes the line off.")
        found = self._found(typed.text, exactly=entry.is_scan(typed.text, self.grid.typed_fast))
        return Counted(found, typed.quantity, scanned=found.why == "barcode")

    def _found(self, text: str, *, exactly: bool = False) -> PartFound:
        """The one part that is meant; where there are several, the list opens under the cell to choose from."""
        counter = self._window.context.counter
        hits: Sequence[PartFound | PartHit] = lookup.exact_part(counter, text)
        if not hits and not exactly:
            hits = supersession.gone(counter, text) or search.parts(counter, text)
        if len(hits) == 1:
            (hit,) = hits
            return hit if isinstance(hit, PartFound) else lookup.part(counter, hit.id)
        if not hits:
            raise Refused(f"There is no part {entry.brief(text)}. F3 finds by description.")
        self._window.say(f"{entry.quoted(text)} fits {len(hits)} parts. Choose with Down and Enter.", "waits")
        if isinstance(self.grid.editor, LookupField):
            self.grid.editor.look_up(first=True)
        raise StayInCell

    def _comment(self, line: InvoiceLine, text: str) -> InvoiceLine:
        if line.fills:
            raise Refused(_FILLS.format(number=line.number))
        return InvoiceLine(kind="comment", description=_some(text))

    def _split(self, line: InvoiceLine, attribute: str, value: Decimal) -> None:
        if self.draft.debtor is None:
            raise Refused("Choose the debtor first: whether the rest may wait depends on who buys.")
        if attribute == "supplied":
            invoicing.type_supplied(self.draft, line, value, self.draft.debtor)
        else:
            invoicing.type_backordered(line, value, self.draft.debtor)
        self.draft.answers = invoicing.without_answers(self.draft.answers, line)
        line.lost_because = ""
        if line.cancelled:
            self._window.say(f"{line.number}: {words.quantity(line.cancelled)} cancelled.", "waits")

    def _refuse_margin(self, typed: PriceTyped) -> None:
        """A price of so much margin would tell the cost to who may not see it."""
        if typed.kind == "margin" and not self._window.context.sees_costs():
            name = self._window.context.counter.operator.name
            raise Refused(f"{name} may not see costs, so a margin tells no price. Type the price, or -10 for 10 % off.")

    def _price(self, line: InvoiceLine, price: Decimal, discount: Decimal) -> None:
        sees_cost = self._window.context.sees_costs()
        question = invoicing.below_cost(replace(line, price=price, discount=discount), sees_cost=sees_cost)
        may = self._window.context.counter.operator.may(Right.SELL_BELOW_COST)
        if question is not None and not may:
            self._window.say(f"{line.number} is below cost: somebody who may has to approve of it.", "waits")
        elif question is not None and self.draft.answers.get(question) != "yes":
            answer = self._window.ask(question)
            if answer is None:
                raise StayInCell
            if answer == "no":
                raise Refused(question.mend)
            self.draft.answers[question] = answer
        invoicing.reprice(line, price, discount)

    def _leave(self, line: InvoiceLine, attribute: str) -> None:
        """Going on from Ordered as it stands: a shortage is asked about as if it had been typed."""
        if attribute == "ordered" and not self.locked and invoicing.undecided(self.draft, line):
            self.order(line, line.ordered)
            self.reckon()

    def _may_delete(self, _line: InvoiceLine) -> None:
        if self.locked:
            raise Refused("This document never changes again. Ctrl+N starts a new one.")

    # ──────────────────────────────────────────────────────────────────────────────────────────────────── inside

    def _ask(self, line: InvoiceLine, question: Question, answers: dict[Question, Answer]) -> tuple[Split, str]:
        """What the person decides about a shortage, and why the sale of the rest was lost."""
        answer = self._window.ask(question)
        if answer is None:
            raise StayInCell
        split, lost = invoicing.answered(question, answer), ""
        answers[question] = answer
        if split.cancelled:
            why = RecordLostSale(line.key, line.number, split.cancelled)
            reason = self._window.ask(why)
            if reason is None:
                raise StayInCell
            answers[why] = reason
            lost = str(reason)
        if isinstance(question, PutOnBackorder) and split.backordered:
            counter, debtor = self._window.context.counter, self.draft.debtor
            hint = line.part and supersession.instead_of_waiting(counter, line.part, debtor, split.backordered)
            said = f"{line.number}: {words.quantity(split.backordered)} on backorder. {hint or ''}"
            self._window.say(said.rstrip(), "waits")
        return split, lost

    def _price_again(self, line: InvoiceLine) -> None:
        """Another quantity may reach another break; a price that was typed or agreed stays."""
        if line.part is None or line.fills or line.price_was is not None or line.line_id is not None:
            return
        priced = lookup.price_for(self._window.context.counter, self.draft.debtor, line.part, line.ordered)
        line.price, line.price_from = priced.price, priced.price_from

    def price_all(self) -> None:
        """Another debtor: other terms for every line whose price nobody typed or agreed."""
        lines = [
            (line, line.part) for line in self.draft.lines if line.part and not line.fills and line.price_was is None
        ]
        wanted = [(part, line.ordered) for line, part in lines]
        priced = lookup.prices_for(self._window.context.counter, self.draft.debtor, wanted)
        for (line, _), each in zip(lines, priced, strict=True):
            line.price, line.price_from = each.price, each.price_from

    def _ready(self, text: str) -> Callable[[], Sequence[Hit]]:
        """The search for what is typed, with the debtor of this moment, to be run on another thread."""
        return partial(_hits, self._window.context.counter, text, self.draft.debtor)

    def _is_barcode(self, text: str) -> bool:
        return any(part.why == "barcode" for part in lookup.exact_part(self._window.context.counter, text))

    def _scanned(self, text: str) -> None:
        """A scan landed in Ordered: its line is done with, and the scan is a new one; the same part again adds one."""
        here = self.grid.current_line()
        parts = lookup.exact_part(self._window.context.counter, text)
        if not parts:
            raise Refused(f"There is no part {entry.brief(text)}. F3 finds by description.")
        if here is not None and here.part is not None and [part.id for part in parts] != [here.part.id]:
            self._leave(here, "ordered")
        if len(parts) > 1:
            self.grid.start()
            self.grid.open_cell(text)
            self._found(text, exactly=True)
        self.grid.enter(None, "number", Counted(parts[0], scanned=True))

    def _line_of(self, part: PartFound) -> InvoiceLine | None:
        mine = (line for line in self.draft.lines if line.part and line.part.id == part.id and not line.fills)
        return next(mine, None)

    def _about(self, line: InvoiceLine) -> str:
        if line.fills:
            return f"for {line.fills.origin}"
        if self.seen is not None and line.line_id in self.seen.by_line:
            return self.seen.by_line[line.line_id].sentence
        return ""


def _hits(counter: Counter, text: str, debtor: DebtorFound | None) -> list[Hit]:
    typed = entry.part(text)
    hits = search.parts(counter, typed.text, debtor, priced=True)
    return [part_hits.as_hit(hit, Chosen(hit.id, typed.quantity)) for hit in hits]


def _some(text: str) -> str:
    """The words of a comment or a charge; raises Refused when there are none."""
    if not text.strip():
        raise Refused("The text is empty. Type ; and what is to stand on the invoice.")
    return text.strip()
