"""The questions a use case may raise, as frozen facts with a sentence; it must not know how or by whom they are asked.

A question equals another when the facts that matter to the decision are the same; when the stock moves while a person
thinks, the facts differ, so it is another question and is asked again. Answers are kept by question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from app.rules import words
from app.rules.dates import USUAL, Dates
from app.rules.money import ZERO
from app.rules.rights import Approval


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its value, and the words on its button with the letter to press marked by &."""

    value: str
    words: str


YES = Choice("yes", "&Yes")
NO = Choice("no", "&No")
BACK = Choice("back", "&Back")


@dataclass(frozen=True)
class Question:
    """What a person has to decide. `default` is the safe answer; Esc never answers, it goes back one step."""

    choices: ClassVar[tuple[Choice, ...]] = (YES, NO)
    default: ClassVar[str] = "no"
    title: ClassVar[str] = ""

    @property
    def sentence(self) -> str:
        raise NotImplementedError

    def offered(self) -> tuple[Choice, ...]:
        """The answers that this question allows with its facts."""
        return self.choices


TenderKind = Literal["cash", "EFTPOS", "card", "cheque", "bank transfer"]
TENDERS: tuple[TenderKind, ...] = ("cash", "EFTPOS", "card", "cheque", "bank transfer")


@dataclass(frozen=True, slots=True)
class Payment:
    """How a cash debtor pays: the kind of tender and what was handed over (dollars, before change)."""

    kind: TenderKind
    given: Decimal


Payments = tuple[Payment, ...]
"""As many ways of paying as it takes."""

Answer = str | Payments | Approval
Answers = Mapping[Question, Answer]


@dataclass(frozen=True)
class PutOnBackorder(Question):
    """A line asks for more than is available, and the debtor uses backorders (domain 3.2)."""

    line: int
    number: str
    ordered: Decimal
    available: Decimal
    on_order: Decimal = field(default=ZERO, compare=False)
    due: date | None = field(default=None, compare=False)
    may_go_below_zero: bool = field(default=False, compare=False)
    dates: Dates = field(default=USUAL, compare=False)

    title: ClassVar[str] = "Put on backorder?"
    default: ClassVar[str] = "yes"
    anyway: ClassVar[Choice] = Choice("anyway", "&Supply anyway")

    @property
    def short(self) -> Decimal:
        """What is missing: ordered − available."""
        return self.ordered - self.available

    @property
    def sentence(self) -> str:
        coming = ""
        if self.on_order:
            due = f", due {self.dates.day(self.due)}" if self.due else ""
            coming = f" {words.quantity(self.on_order)} on order{due}."
        return (
            f"{self.number}: {words.quantity(self.available)} available of {words.quantity(self.ordered)}.{coming} "
            f"Put {words.quantity(self.short)} on backorder?"
        )

    def offered(self) -> tuple[Choice, ...]:
        return (YES, NO, self.anyway) if self.may_go_below_zero else (YES, NO)


@dataclass(frozen=True)
class StockHasMoved(Question):
    """Between typing and saving somebody else took stock, and this debtor has no backorders: supply less?"""

    line: int
    number: str
    supplied: Decimal
    available: Decimal
    may_go_below_zero: bool = field(default=False, compare=False)

    title: ClassVar[str] = "The stock has moved"
    default: ClassVar[str] = "back"

    @property
    def sentence(self) -> str:
        return (
            f"{self.number}: only {words.quantity(self.available)} of {words.quantity(self.supplied)} "
            f"can be supplied now. Supply {words.quantity(self.available)} and cancel the rest?"
        )

    def offered(self) -> tuple[Choice, ...]:
        choices = (YES, Choice("back", "&Change the line"))
        return (*choices, PutOnBackorder.anyway) if self.may_go_below_zero else choices


LOST_SALE_REASONS = ("no stock", "price", "other")


@dataclass(frozen=True)
class RecordLostSale(Question):
    """The rest of a short line is cancelled: why was it lost? *No stock* counts as demand, *price* does not."""

    line: int
    number: str
    quantity: Decimal

    title: ClassVar[str] = "Lost sale"
    default: ClassVar[str] = "no stock"
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice("no stock", "No &stock"),
        Choice("price", "&Price"),
        Choice("other", "&Other reason"),
        Choice("none", "&Do not record"),
    )

    @property
    def sentence(self) -> str:
        return f"{self.number}: {words.quantity(self.quantity)} not sold. Why was the sale lost?"


@dataclass(frozen=True)
class IncludeReadyBackorders(Question):
    """Goods that this debtor waits for have arrived (domain 3.7)."""

    debtor: str
    lines: int

    title: ClassVar[str] = "Backorders are ready"
    default: ClassVar[str] = "yes"

    @property
    def sentence(self) -> str:
        are = "backorder is" if self.lines == 1 else "backorders are"
        return f"{self.lines} {are} ready for {self.debtor}, include?"


@dataclass(frozen=True)
class TodaysPrice(Question):
    """A backorder is filled and the shop asks which price holds (domain 3.9, *ask*)."""

    line: int = field(compare=False)
    """The line is made anew each time it is asked for; the decision hangs on part and prices only."""
    number: str
    agreed: Decimal
    today: Decimal

    title: ClassVar[str] = "Price at filling"
    default: ClassVar[str] = "agreed"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("agreed", "Keep &agreed"), Choice("today", "&Today's price"))

    @property
    def sentence(self) -> str:
        return (
            f"{self.number}: agreed at {words.price(self.agreed)}, today's price is {words.price(self.today)}. "
            "Which one?"
        )


@dataclass(frozen=True)
class UseQuotedPrices(Question):
    """A quote is to become an invoice after its last day."""

    quote: str
    good_until: date
    dates: Dates = field(default=USUAL, compare=False)

    title: ClassVar[str] = "The quote has expired"
    default: ClassVar[str] = "today"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("today", "&Today's prices"), Choice("quoted", "&Quoted prices"))

    @property
    def sentence(self) -> str:
        return f"{self.quote} was good until {self.dates.full_day(self.good_until)}. Which prices hold?"


@dataclass(frozen=True)
class SellBelowCost(Question):
    """A line's price is below the part's cost."""

    line: int
    number: str
    price: Decimal
    cost: Decimal | None = field(compare=False)
    """None for who may sell below cost and may not see it."""

    title: ClassVar[str] = "Below cost"

    @property
    def sentence(self) -> str:
        cost = "its cost" if self.cost is None else f"the cost {words.price(self.cost)}"
        return f"{self.number}: the price {words.price(self.price)} is below {cost}. Sell it all the same?"

    @property
    def mend(self) -> str:
        """What to type instead, for a refusal."""
        enough = "a higher price" if self.cost is None else f"a price of {words.price(self.cost)} or more"
        return f"{self.number}: type {enough}."


@dataclass(frozen=True)
class GoOverCreditLimit(Question):
    """This document would take the debtor over the credit limit (domain 7)."""

    debtor: str
    limit: Decimal
    would_owe: Decimal

    title: ClassVar[str] = "Over the credit limit"

    @property
    def sentence(self) -> str:
        return (
            f"{self.debtor} would owe {words.money(self.would_owe)}, over the limit of {words.money(self.limit)}. "
            "Charge it all the same?"
        )


@dataclass(frozen=True)
class TakePayment(Question):
    """A cash debtor pays in full at finalise; answered with payments."""

    total: Decimal
    round_cash: bool = field(default=True, compare=False)

    title: ClassVar[str] = "Payment"
    default: ClassVar[str] = "EFTPOS"
    choices: ClassVar[tuple[Choice, ...]] = ()

    @property
    def sentence(self) -> str:
        return f"To pay: {words.money(self.total)}"


@dataclass(frozen=True)
class SuppliersPartsOnly(Question):
    """Get Back Orders: only what this supplier sells, or everything that waits (domain 3.4)."""

    creditor: str

    title: ClassVar[str] = "Supplier's parts only?"
    default: ClassVar[str] = "yes"

    @property
    def sentence(self) -> str:
        return f"Only parts of {self.creditor}? No shows the backorders of all suppliers."


@dataclass(frozen=True)
class ReceiveMoreThanOrdered(Question):
    """More came than is outstanding on the order line (domain 4)."""

    line: int
    number: str
    outstanding: Decimal
    received: Decimal

    title: ClassVar[str] = "More than ordered"

    @property
    def sentence(self) -> str:
        return (
            f"{self.number}: {words.quantity(self.received)} received, {words.quantity(self.outstanding)} outstanding. "
            "Accept the extra?"
        )


@dataclass(frozen=True)
class UseLinesTotal(Question):
    """The document total that was typed is not what lines, freight and GST come to (domain 4)."""

    entered: Decimal
    lines_come_to: Decimal

    title: ClassVar[str] = "Out of balance"
    default: ClassVar[str] = "back"

    @property
    def sentence(self) -> str:
        difference = words.money(abs(self.entered - self.lines_come_to))
        return (
            f"The document says {words.money(self.entered)}, lines, freight and GST come to "
            f"{words.money(self.lines_come_to)}: {difference} out of balance. Process with "
            f"{words.money(self.lines_come_to)}?"
        )

    def offered(self) -> tuple[Choice, ...]:
        return (Choice("back", "&Correct it"), Choice("use", f"&Use {words.money(self.lines_come_to)}"))


@dataclass(frozen=True)
class DeleteSaved(Question):
    """A document on the books is to go; its own backorders are cancelled with it."""

    document: str
    backorders: int = 0

    title: ClassVar[str] = "Delete"

    @property
    def sentence(self) -> str:
        also = f" and cancel {words.counted(self.backorders, 'backorder')} of it" if self.backorders else ""
        return f"Delete {self.document}{also}?"


@dataclass(frozen=True)
class LeaveUnfinished(Question):
    """A window with typed lines that stand on no books is to be closed."""

    document: str
    lines: int

    title: ClassVar[str] = "Not finished"
    default: ClassVar[str] = "stay"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("stay", "&Go on with it"), Choice("leave", "&Throw it away"))

    @property
    def sentence(self) -> str:
        that = "that is" if self.lines == 1 else "that are"
        return f"{self.document} has {words.counted(self.lines, 'line')} {that} not saved. Go on with it?"


@dataclass(frozen=True)
class LeaveUnsaved(LeaveUnfinished):
    """Changes to a master file that nobody has saved are to be left."""

    lines: int = 0

    title: ClassVar[str] = "Not saved"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("stay", "&Go on with it"), Choice("leave", "&Throw changes away"))

    @property
    def sentence(self) -> str:
        return f"{self.document} is changed and not saved. Go on with it?"
