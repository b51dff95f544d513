"""What the table formats of accounting systems share: safe cells, amounts, days; it must not know any one of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from app.exchange import cells
from app.rules.entry import one_line
from app.rules.posted import Sale, SaleLine


def text(words: str) -> str:
    """A text as one line of a cell, which a spreadsheet on the way shows and never runs."""
    return cells.shown(one_line(words))


def amount(value: Decimal) -> str:
    """Dollars and cents: 1234.50."""
    return f"{value:.2f}"


def plain(value: Decimal) -> str:
    """A quantity, a unit price or a percentage, without needless decimals but for cents."""
    whole, _, places = f"{value:f}".partition(".")
    places = places.rstrip("0")
    return f"{whole}.{places}" if places else whole


def day(when: date) -> str:
    """A day as Australian systems read it: 28/11/2026."""
    return f"{when:%d/%m/%Y}"


def address_lines(address: str, count: int) -> list[str]:
    """An address in exactly so many cells; what is too much stands in the last."""
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    if len(lines) > count:
        lines[count - 1 :] = [", ".join(lines[count - 1 :])]
    return [text(line) for line in lines + [""] * (count - len(lines))]


def number_of(sale: Sale) -> str:
    """What a system shall know a sale by: credits have numbers of their own here and share theirs with the invoices."""
    return sale.number if sale.kind == "invoice" else f"CR{sale.number}"


def units(line: SaleLine) -> tuple[Decimal, Decimal, Decimal, str]:
    """Quantity, unit price, discount % and description by which another system comes to the very amount of the line.

    Where quantity × price is not that to the cent (a share of a deposit), it is one of the whole amount, and the
    description says how many it is for.
    """
    if line.by_units:
        return line.quantity, line.price, line.discount, line.description
    many = line.kind != "deposit" and line.quantity != 1
    words = f"{plain(line.quantity)} × {line.description}" if many else line.description
    return Decimal(1), line.amount, Decimal(0), words


def csv_bytes(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file in UTF-8 with CRLF; without the mark of UTF-8, which would become a part of the first heading."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return out.getvalue().encode()
