"""What all sheets of the shop have in common: head, parties, details, totals, foot; it must not know their tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.printing.page import (
    A4,
    BODY,
    FIRM,
    HAIR,
    MARGIN,
    NAME,
    NOTE,
    SMALL,
    STRONG,
    THIN,
    TITLE,
    Block,
    Measure,
    Placed,
    Rule,
    base_line,
    line_height,
    stacked,
    together,
)
from app.printing.text import elided, paragraph
from app.rules import words
from app.rules.facts import BuyerFacts, SellerFacts

WIDTH = A4[0] - 2 * MARGIN
PARTY = 5600
"""How wide an address is set."""
DETAILS = 12000
"""Where the details of the document begin, counted from the left margin."""
_SELLER = 9800
_LABEL = 2350
_TOTALS = 7000


@dataclass(frozen=True, slots=True)
class Total:
    """A line beneath the table: words and an amount; a `strong` one stands under a rule."""

    label: str
    amount: str
    strong: bool = False


def abn_words(abn: str) -> str:
    """An ABN as it is written: 51 824 753 556."""
    digits = abn.replace(" ", "")
    if len(digits) != 11:
        return abn.strip()
    return f"{digits[:2]} {digits[2:5]} {digits[5:8]} {digits[8:]}"


def dollars(amount: Decimal) -> str:
    """The sum of a document with its currency: $1,234.50, -$12.00."""
    return f"{'-' if amount < 0 else ''}${words.money(abs(amount))}"


def first_head(
    seller: SellerFacts, title: str, number: str, copy: bool, measure: Measure, parties: Sequence[Block]
) -> Block:
    """The head of the first page: who it is from, what it is, and beneath the rule the parties and details.

    `parties` are up to three blocks: to whom, where to, details.
    """
    abn = f"ABN {abn_words(seller.abn)}" if seller.abn.strip() else ""
    left = stacked(
        [
            paragraph(seller.name, _SELLER, measure, NAME, bold=True, most=2),
            Block(90),
            paragraph(seller.address, _SELLER, measure, BODY, tone="quiet", most=4),
            *(paragraph(line, _SELLER, measure, BODY, tone="quiet", most=1) for line in _reach(seller, measure)),
            paragraph(abn, _SELLER, measure, BODY, most=1),
        ]
    )
    room = WIDTH - _SELLER - 400
    right = stacked(
        [
            paragraph(title, room, measure, TITLE, bold=True, most=1, right=True),
            paragraph(number, room, measure, STRONG, most=2, right=True),
            paragraph("Copy" if copy else "", room, measure, STRONG, bold=True, right=True),
        ]
    )
    # name and title share one base line, whatever their sizes
    drop = base_line(TITLE) - base_line(NAME)
    letterhead = together([(0, drop, left), (WIDTH - room, 0, right)])
    y = letterhead.height + 400
    placed: list[Placed] = [(0, 0, letterhead), (0, y, Block(0, rules=(Rule(0, 0, WIDTH, FIRM),)))]
    y += 450
    places = (0, PARTY + 400, DETAILS)
    placed += [(x, y, block) for x, block in zip(places, parties, strict=False)]
    whole = together(placed)
    return Block(whole.height + 800, whole.texts, whole.rules, whole.boxes)


def _reach(seller: SellerFacts, measure: Measure) -> list[str]:
    """How the shop is reached, as few lines as hold it; none begins or ends with the dot between."""
    found: list[str] = []
    for part in (seller.phone.strip(), seller.email.strip(), seller.website.strip()):
        longer = f"{found[-1]} · {part}" if found else part
        if part and found and measure(longer, BODY, False) <= _SELLER:
            found[-1] = longer
        elif part:
            found.append(part)
    return found


def later_head(seller: SellerFacts, title: str, about: str, copy: bool, measure: Measure, width: int = WIDTH) -> Block:
    """The small head of the pages after the first: who, what, and what it is about."""
    half = width * 45 // 100
    left = paragraph(seller.name, half, measure, BODY, bold=True, most=1)
    name = " · ".join(part for part in (title, "Copy" if copy else "", about) if part)
    right = paragraph(name, width - half - 400, measure, BODY, tone="quiet", most=1, right=True)
    y = line_height(BODY) + 150
    rule = Block(0, rules=(Rule(0, 0, width, THIN),))
    return together([(0, 0, left), (half + 400, 0, right), (0, y, rule)], y + 600)


def party(label: str, name: str, rest: Sequence[str], measure: Measure, width: int = PARTY) -> Block:
    """Whom it concerns: a quiet label, the name, then the address and what else there is."""
    return stacked(
        [
            paragraph(label, width, measure, SMALL, tone="quiet", most=1),
            Block(50),
            paragraph(name, width, measure, BODY, bold=True, most=4),
            *(paragraph(line, width, measure, BODY, most=6) for line in rest if line.strip()),
        ]
    )


def buyer(label: str, who: BuyerFacts, measure: Measure, *, named: bool = True) -> Block:
    """Whom a document is for; unless `named`, there are lines to write on who it is."""
    if not named:
        return stacked(
            [
                paragraph(label, PARTY, measure, SMALL, tone="quiet"),
                to_write_on(["Buyer's name"], measure, PARTY),
                to_write_on(["Address or ABN"], measure, PARTY),
            ]
        )
    rest = [who.address, f"ABN {abn_words(who.abn)}" if who.abn.strip() else "", who.phone]
    return party(label, who.name.strip() or "Cash sale", rest, measure)


def details(pairs: Sequence[tuple[str, str]], measure: Measure) -> Block:
    """Date, order number and the like: labels and values in two columns; pairs without a value are left out."""
    room = WIDTH - DETAILS
    placed: list[Placed] = []
    # the smaller labels stand on their values' base lines, the first of them level with the parties' labels
    drop = base_line(BODY) - base_line(SMALL)
    y = -drop
    for label, value in pairs:
        said = paragraph(value, room - _LABEL, measure, BODY, most=2)
        if said.height:
            placed.append((0, y + drop, paragraph(label, _LABEL - 150, measure, SMALL, tone="quiet", most=1)))
            placed.append((_LABEL, y, said))
            y += said.height + 30
    return together(placed)


def totals(found: Sequence[Total], measure: Measure) -> Block:
    """The sums of a document, amounts under each other at the right edge."""
    placed: list[Placed] = []
    y = 0
    for total in found:
        size = STRONG if total.strong else BODY
        if total.strong:
            y += 110
            placed.append((0, y, Block(0, rules=(Rule(0, 0, _TOTALS, THIN),))))
            y += 110
        amount = paragraph(total.amount, _TOTALS, measure, size, bold=total.strong, most=1, right=True)
        wide = max((text.width for text in amount.texts), default=0)
        placed.append((0, y, paragraph(total.label, _TOTALS - wide - 300, measure, size, bold=total.strong, most=1)))
        placed.append((0, y, amount))
        y += line_height(size) + (110 if total.strong else 50)
    return together(placed)


def closing(left: Sequence[Block], right: Block, width: int = WIDTH) -> Block:
    """What follows the table: words at the left, totals at the right edge."""
    return together([(0, 0, stacked(left, 350)), (width - _TOTALS, 0, right)])


def said(label: str, text: str, measure: Measure, *, most: int = 12) -> Block:
    """A labelled piece of text beneath the table; without text it has no height."""
    if not text.strip():
        return Block(0)
    room = WIDTH - _TOTALS - 900
    return stacked(
        [
            paragraph(label, room, measure, SMALL, tone="quiet", most=1),
            Block(30) if label else Block(0),
            paragraph(text, room, measure, BODY, most=most),
        ]
    )


def remark(text: str, measure: Measure) -> Block:
    """A quiet sentence beneath the table."""
    return paragraph(text, WIDTH - _TOTALS - 900, measure, NOTE, tone="quiet", most=4)


def to_write_on(labels: Sequence[str], measure: Measure, width: int = WIDTH) -> Block:
    """Lines to write on by hand, side by side, with their labels beneath."""
    gap = 600
    each = (width - gap * (len(labels) - 1)) // len(labels)
    placed: list[Placed] = []
    for place, label in enumerate(labels):
        x = place * (each + gap)
        placed.append((x, 1100, Block(0, rules=(Rule(0, 0, each, HAIR),))))
        placed.append((x, 1150, paragraph(label, each, measure, SMALL, tone="quiet", most=1)))
    return together(placed)


def foot(about: str, measure: Measure, width: int = WIDTH) -> Callable[[int, int], Block]:
    """The foot of each page: quiet words at the left, “Page 1 of 3” at the right; it ends on its base line."""

    def numbered(page: int, pages: int) -> Block:
        up = -line_height(SMALL)
        number = paragraph(f"Page {page} of {pages}", 3000, measure, SMALL, tone="quiet", right=True)
        line = elided(about, width - 3300, measure, SMALL)
        said = paragraph(line, width - 3300, measure, SMALL, tone="quiet", most=1)
        return together([(0, up, said), (width - 3000, up, number)])

    return numbered


def seller_line(seller: SellerFacts) -> str:
    """The shop in one line for the foot of a page."""
    return f"{seller.name} · ABN {abn_words(seller.abn)}" if seller.abn.strip() else seller.name
