"""How the lines of a parts invoice share the shelf, what a short line asks, and what the document comes to.

It must not know where the document is kept. The same functions serve the courtesy on leaving a cell and the guarantee
inside the unit of work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.rules import deposits, gst, pricing, words
from app.rules.dates import USUAL, Dates
from app.rules.deposits import Deposit, DepositTerms, Pair
from app.rules.drafts import InvoiceDraft, InvoiceLine
from app.rules.entry import LARGEST_PRICE, PriceTyped
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound
from app.rules.money import COST_PLACES, QUANTITY_PLACES, RATE_PLACES, ZERO, rounded
from app.rules.questions import Answer, PutOnBackorder, Question, RecordLostSale, SellBelowCost, StockHasMoved

MOST = Decimal(999_999)
ALL_OF_IT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Split:
    """How a line's ordered quantity is divided; `said` is what the status line tells about it."""

    supplied: Decimal
    backordered: Decimal = ZERO
    cancelled: Decimal = ZERO
    said: str = ""


def check_quantity(
    part: PartFound | None, quantity: Decimal, *, key: int | None = None, field: str = "ordered"
) -> None:
    """Raises Refused unless so much can be sold of this part: above zero, not absurd, whole units where it must."""
    name = part.number if part else "This line"
    shown = words.quantity(quantity)
    if quantity <= ZERO:
        raise Refused(
            f"{name}: the quantity is {shown}. Type 1 or more; Ctrl+Del takes the line off.", field=field, line=key
        )
    if quantity > MOST:
        raise Refused(f"{name}: {shown} is more than can be sold at once. Was that a barcode?", field=field, line=key)
    if quantity != rounded(quantity, QUANTITY_PLACES):
        raise Refused(
            f"{name}: {quantity} has more than three decimals. Type for instance 1.005.", field=field, line=key
        )
    if part and part.whole_units and quantity != quantity.to_integral_value():
        raise Refused(
            f"{name} is sold in whole units. Type {words.quantity(quantity.to_integral_value())}.",
            field=field,
            line=key,
        )


def check_price(line: InvoiceLine) -> None:
    """Raises Refused unless the line has a price of at most four decimals and a discount of 0 to 100 %."""
    if not ZERO <= line.price <= LARGEST_PRICE or line.price != rounded(line.price, COST_PLACES):
        raise Refused(
            f"{line.number}: {line.price} is no price. Type for instance 12.50.", field="price", line=line.key
        )
    if not ZERO <= line.discount <= ALL_OF_IT or line.discount != rounded(line.discount, RATE_PLACES):
        raise Refused(
            f"{line.number}: {line.discount} is no discount. Type a percentage from 0 to 100.",
            field="discount",
            line=line.key,
        )


def free_for(draft: InvoiceDraft, line: InvoiceLine) -> Decimal:
    """What is free for this line: available, what the document holds on the books, less what its other lines take."""
    if line.part is None or not line.part.stocked:
        return MOST
    others = sum(
        (
            each.from_shelf
            for each in draft.lines
            if each.part and each.part.id == line.part.id and each.key != line.key
        ),
        ZERO,
    )
    return max(ZERO, line.part.available + draft.on_books.get(line.part.id, ZERO) - others)


def shortage(
    debtor: DebtorFound,
    line: InvoiceLine,
    wanted: Decimal,
    free: Decimal,
    *,
    below_zero: bool = False,
    dates: Dates = USUAL,
) -> Question | Split:
    """What becomes of a line that wants `wanted` when `free` are free: its split, or the question that decides it.

    Enough is free: all is supplied. The debtor uses backorders: *put on backorder?*, or at once when automatic.
    Otherwise the rest is cancelled, and the status line says so (domain 3.1, 3.2).
    """
    part = line.part
    if part is None or not part.stocked or wanted <= free:
        return Split(wanted)
    supplied = max(ZERO, free)
    if may_backorder(debtor, part):
        if debtor.backorder_mode == "automatic":
            said = f"{part.number}: {words.quantity(wanted - supplied)} put on backorder."
            return Split(supplied, backordered=wanted - supplied, said=said)
        return PutOnBackorder(
            line=line.key,
            number=part.number,
            ordered=wanted,
            available=supplied,
            on_order=part.on_order,
            due=part.due,
            may_go_below_zero=below_zero,
            dates=dates,
        )
    why = f"{part.number} is barred from backorders" if part.no_backorders else f"{debtor.name} does not use backorders"
    said = (
        f"{part.number}: {words.quantity(supplied)} of {words.quantity(wanted)} supplied, "
        f"{words.quantity(wanted - supplied)} cancelled as a lost sale; {why}."
    )
    return Split(supplied, cancelled=wanted - supplied, said=said)


def may_backorder(debtor: DebtorFound, part: PartFound) -> bool:
    """Whether this debtor may wait for this part."""
    return debtor.use_backorders and not part.no_backorders and part.stocked


def answered(question: Question, answer: Answer) -> Split:
    """The split that an answer to a shortage decides."""
    if isinstance(question, StockHasMoved):
        wanted, available = question.supplied, question.available
    elif isinstance(question, PutOnBackorder):
        wanted, available = question.ordered, question.available
    else:
        raise TypeError(f"{question!r} is no shortage")
    if answer == PutOnBackorder.anyway.value:
        return Split(wanted)
    if answer == "yes" and isinstance(question, PutOnBackorder):
        return Split(available, backordered=wanted - available)
    return Split(available, cancelled=wanted - available)


def divide(
    draft: InvoiceDraft, line: InvoiceLine, ordered: Decimal, *, below_zero: bool = False, dates: Dates = USUAL
) -> Question | Split:
    """What becomes of a line when so much of it is ordered: its split, or the question that decides it.

    `below_zero`: the operator may supply what is not there. A quote, a charge and a draft without debtor take
    everything. Raises Refused for a quantity that cannot be sold, or more than is allocated to the backorder it fills.
    """
    check_quantity(line.part, ordered, key=line.key)
    if line.fills:
        if ordered > line.fills.most:
            raise Refused(
                f"{line.number}: {words.quantity(line.fills.most)} is allocated to {line.fills.origin}. Type that or "
                "less; what is wanted besides goes on a line of its own.",
                field="ordered",
                line=line.key,
            )
        return Split(ordered)
    if draft.kind == "quote" or draft.debtor is None:
        return Split(ordered)
    wanted = ordered - min(line.filled_here, ordered)
    return shortage(draft.debtor, line, wanted, free_for(draft, line), below_zero=below_zero, dates=dates)


def undecided(draft: InvoiceDraft, line: InvoiceLine) -> bool:
    """Whether the line promises more than there is: nobody has said yet what becomes of the rest."""
    if draft.kind == "quote" or draft.debtor is None or line.from_shelf <= free_for(draft, line):
        return False
    return not any(
        isinstance(each, PutOnBackorder) and each.line == line.key and said == PutOnBackorder.anyway.value
        for each, said in draft.answers.items()
    )


def apply(line: InvoiceLine, ordered: Decimal, split: Split) -> None:
    """Put a decided split on the line, on top of what its own backorder was moved up before."""
    kept = min(line.filled_here, ordered)
    line.ordered = ordered
    line.filled_here = kept
    line.supplied = split.supplied + kept
    line.backordered = split.backordered
    line.cancelled = split.cancelled
    line.ready_here = min(line.ready_here, split.backordered)
    line.split_typed = False
    if not split.cancelled:
        line.lost_because = ""


def undo_split(line: InvoiceLine) -> None:
    """Everything ordered is wanted again and nothing decided: the debtor or the kind of document has changed."""
    if line.kind != "comment" and not line.fills:
        apply(line, line.ordered, Split(line.ordered - min(line.filled_here, line.ordered)))


def without_answers(answers: Mapping[Question, Answer], line: InvoiceLine) -> dict[Question, Answer]:
    """The answers of a draft less those about this line's split, which is being decided anew."""
    about = (PutOnBackorder, RecordLostSale, StockHasMoved)
    return {each: said for each, said in answers.items() if not (isinstance(each, about) and each.line == line.key)}


def priced(line: InvoiceLine, typed: PriceTyped, *, inc: bool = False) -> tuple[Decimal, Decimal]:
    """The unit price ex GST and the discount that a price cell means: a price (`inc` GST or ex), +20, −10.

    Raises Refused for a margin without a cost to go by.
    """
    match typed.kind:
        case "discount":
            return line.price, typed.amount
        case "margin":
            cost = pricing.cost_of(line.part) if line.part and line.part.stocked else ZERO
            return pricing.from_margin(cost, typed.amount), rounded(ZERO, RATE_PLACES)
        case _:
            return (gst.ex_from_inc(typed.amount, line.gst_rate) if inc else typed.amount), line.discount


def reprice(line: InvoiceLine, price: Decimal, discount: Decimal) -> None:
    """Somebody types another price or discount: the line keeps what it would have been.

    Raises Refused where a deposit was paid: its price is locked (domain 3.9).
    """
    if (price, discount) == (line.price, line.discount):
        return
    if line.fills and line.fills.deposit:
        raise Refused(
            f"{line.number}: a deposit was paid for it on {line.fills.origin}, so its price stays "
            f"{words.price(line.price)}.",
            field="price",
            line=line.key,
        )
    if line.price_was is None:
        line.price_was = line.price
    line.price, line.discount, line.price_from = price, discount, "typed"


def type_supplied(draft: InvoiceDraft, line: InvoiceLine, supplied: Decimal, debtor: DebtorFound) -> None:
    """The operator types Supplied: the rest goes to backorder where it may wait, otherwise it is cancelled.

    Raises Refused above what is free for the line. Nothing is allocated by this (domain 1).
    """
    most = min(line.ordered, free_for(draft, line) + line.filled_here + line.ready_here)
    if line.fills:
        most = line.fills.most
    _refuse_beyond(line, supplied, most, "supplied")
    if line.fills:
        line.ordered = line.supplied = supplied
        return
    _move_here(line, supplied - line.supplied)
    rest = line.ordered - supplied
    waits = line.part is not None and may_backorder(debtor, line.part)
    line.supplied = supplied
    line.backordered, line.cancelled = (rest, ZERO) if waits else (ZERO, rest)
    line.split_typed = True


def _move_here(line: InvoiceLine, more: Decimal) -> None:
    """On a recalled order: what its backorder holds is given back first for less, and used first for more."""
    moved = min(line.ready_here, more) if more > ZERO else -min(line.filled_here, -more)
    line.filled_here += moved
    line.ready_here -= moved


def type_backordered(line: InvoiceLine, backordered: Decimal, debtor: DebtorFound) -> None:
    """The operator types Back Order: what is then neither supplied nor backordered is cancelled."""
    if line.fills:
        raise Refused(
            f"{line.number} fills a backorder: lower Supplied, and the rest keeps waiting.",
            field="backordered",
            line=line.key,
        )
    if backordered:
        refuse_waiting(debtor, line)
    _refuse_beyond(line, backordered, line.ordered - line.supplied, "backordered")
    line.backordered = backordered
    line.cancelled = line.ordered - line.supplied - backordered
    line.split_typed = True


def refuse_waiting(debtor: DebtorFound, line: InvoiceLine) -> None:
    """Raises Refused unless this debtor may wait for the line's part."""
    if line.part is None or may_backorder(debtor, line.part):
        return
    why = (
        "it is barred from backorders"
        if line.part.no_backorders
        else f"{debtor.name} does not use backorders (Options)"
    )
    raise Refused(f"{line.number} cannot be put on backorder: {why}.", field="backordered", line=line.key)


def _refuse_beyond(line: InvoiceLine, typed: Decimal, most: Decimal, field: str) -> None:
    if typed and line.part:
        check_quantity(line.part, typed, key=line.key, field=field)
    if typed > most or typed < ZERO:
        name = {"supplied": "Supplied", "backordered": "Back Order"}[field]
        raise Refused(f"{line.number}: {name} can be 0 to {words.quantity(most)} here.", field=field, line=line.key)


def move_ready(line: InvoiceLine) -> None:
    """On a recalled order: move what is ready from Back Order to Supplied on the line itself (domain 3.7)."""
    line.supplied += line.ready_here
    line.backordered -= line.ready_here
    line.filled_here += line.ready_here
    line.ready_here = ZERO


def below_cost(line: InvoiceLine, *, sees_cost: bool = True) -> SellBelowCost | None:
    """The question when the line's price after discount is below the part's cost; None when it is not, or is paid."""
    if line.part is None or not line.part.stocked or (line.fills and line.fills.deposit):
        return None
    price = pricing.net(line.price, line.discount)
    cost = pricing.cost_of(line.part)
    if price >= cost:
        return None
    return SellBelowCost(line=line.key, number=line.number, price=price, cost=cost if sees_cost else None)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a document comes to, in dollars: each line's amount ex GST and its share of GST, and what deposits do.

    `applied` and `taken` are as their lines state them, each with the place of its line: what deposits take off, a
    negative amount, and what they take for what goes on backorder.
    """

    lines: tuple[Decimal, ...]
    gst_shares: tuple[Decimal, ...]
    applied: tuple[tuple[int, Pair], ...] = ()
    taken: tuple[tuple[int, Pair], ...] = ()

    @property
    def deposits(self) -> Pair:
        """What deposits add to the document, or take off it."""
        return sum((pair for _, pair in (*self.applied, *self.taken)), Pair())

    @property
    def amount(self) -> Decimal:
        """The total ex GST."""
        return sum(self.lines, rounded(ZERO)) + self.deposits.ex

    @property
    def gst(self) -> Decimal:
        """The total GST."""
        return sum(self.gst_shares, rounded(ZERO)) + self.deposits.gst

    @property
    def total(self) -> Decimal:
        """The total inc. GST."""
        return self.amount + self.gst


def amounts(
    lines: Sequence[InvoiceLine],
    supplied: Sequence[Decimal] | None = None,
    *,
    backordered: Sequence[Decimal] | None = None,
    terms: DepositTerms | None = None,
    gst_per_line: bool = False,
) -> Amounts:
    """What these lines come to: what is supplied is charged, less what deposits have paid of it.

    `supplied` and `backordered` say how a line is divided where that was decided anew; without them, what stands on the
    line. With `terms`, a deposit is taken for what goes on backorder.
    """
    quantities = [line.supplied for line in lines] if supplied is None else supplied
    waits = [line.backordered for line in lines] if backordered is None else backordered
    taken = _to_take(lines, waits, terms) if terms else []
    charged = deposits.charge(_priced(lines, quantities), taken, gst_per_line)
    return Amounts(
        tuple(goods.ex for goods in charged.goods),
        tuple(goods.gst for goods in charged.goods),
        charged.applied,
        tuple((each.line, pair) for each, pair in zip(taken, charged.taken, strict=True)),
    )


def _priced(lines: Sequence[InvoiceLine], quantities: Sequence[Decimal]) -> list[deposits.Priced]:
    """The lines before GST; the second line that fills one backorder sees what the first has left of its deposit."""
    left: dict[int, Deposit] = {}
    result = []
    for line, quantity in zip(lines, quantities, strict=True):
        held = left.get(line.fills.backorder_id, line.fills.deposit) if line.fills else None
        if line.fills is None or held is None or not held.units_left or not quantity:
            amount = gst.line_amount(quantity, line.price, line.discount)
            result.append(deposits.Priced(amount, line.gst_rate))
            continue
        filled = deposits.fill(held, quantity, line.price, line.discount)
        left[line.fills.backorder_id] = held.after(filled.units)
        result.append(deposits.Priced(filled.rest, held.gst_rate, filled.back, held.treatment))
    return result


def _to_take(lines: Sequence[InvoiceLine], waits: Sequence[Decimal], terms: DepositTerms) -> list[deposits.Taken]:
    each = (
        deposits.Taken(
            place,
            quantity,
            deposits.to_take(quantity, line.price, line.discount, terms.percent),
            line.gst_rate,
            terms.treatment,
        )
        for place, (line, quantity) in enumerate(zip(lines, waits, strict=True))
        if quantity
    )
    return [taken for taken in each if taken.ex]


def margin(lines: Sequence[InvoiceLine]) -> Decimal | None:
    """How many per cent of what is charged for goods are not their cost; None where nothing is charged for goods."""
    goods = [(line, line.part) for line in lines if line.part and line.part.stocked]
    charged = sum((gst.line_amount(line.supplied, line.price, line.discount) for line, _ in goods), ZERO)
    cost = sum((rounded(line.supplied * pricing.cost_of(part)) for line, part in goods), ZERO)
    return pricing.margin(charged, ZERO, cost)
