"""From rows of text to parts, debtors, creditors and opening stock; it must not know the file nor what is in the books.

Nothing ends the reading: a row that cannot be brought in becomes a RefusedRow with all that is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from app.exchange.amounts import DecimalMark, decimal_mark
from app.exchange.fields import BREAKS
from app.exchange.mapping import Matching
from app.exchange.tables import Table
from app.exchange.text_file import Row
from app.rules.entry import quoted
from app.rules.faults import Refused
from app.rules.rows import CreditorRow, DebtorRow, ImportRow, OpeningStockRow, PartRow, RefusedRow

_KEY_FIELD = {"parts": "number", "stock": "number", "debtors": "code", "creditors": "code"}
_RECORD: dict[str, type[ImportRow]] = {
    "parts": PartRow,
    "debtors": DebtorRow,
    "creditors": CreditorRow,
    "stock": OpeningStockRow,
}
_BREAKS_IN_A_CELL = 100
_SHOWN = 80


def read_rows(table: Table, matching: Matching) -> Iterator[ImportRow | RefusedRow]:
    """Every row of the table that is not blank, as a record or refused; rows are numbered from 1 as a spreadsheet does.

    Of rows with the same number or code the first counts, whatever its letter case; the others are refused.
    """
    mark = decimal_mark_of(table, matching)
    key = _KEY_FIELD[matching.kind]
    seen: dict[str, int] = {}
    rows = enumerate(table.rows(), start=1)
    for number, cells in islice(rows, matching.headings_row, None):
        record = read_row(number, cells, matching, mark, table.delimiter)
        if record is None:
            continue
        if isinstance(record, RefusedRow):
            yield record
            continue
        code: str = getattr(record, key)
        first = seen.setdefault(code.casefold(), number)
        yield record if first == number else stands_already(number, code, first, cells)


def read_row(
    number: int, cells: Row, matching: Matching, mark: DecimalMark, delimiter: str
) -> ImportRow | RefusedRow | None:
    """One row as a record, or refused; None for a blank one. `delimiter` is that of a text file, else "".

    Whether its number stood in an earlier row is not looked at.
    """
    if not any(cell and not cell.isspace() for cell in cells):
        return None
    if matching.headings is not None and _stripped(cells) == _stripped(matching.headings):
        return RefusedRow(number, "This row repeats the headings.", _begin(cells))
    return _record(number, cells, matching, mark, delimiter)


def stands_already(number: int, code: str, first: int, cells: Row) -> RefusedRow:
    """The row whose number or code stood in an earlier one."""
    return RefusedRow(number, f"{code} stands in row {first} already. Keep one of the two rows.", _begin(cells))


def _stripped(cells: Row) -> Row:
    return tuple(cell.strip() for cell in cells)


def decimal_mark_of(table: Table, matching: Matching, rows_looked_at: int | None = None) -> DecimalMark:
    """How the amounts of the table write decimals, by its first rows or by all."""
    columns = [column for field, column in matching.fields if field.is_amount]
    if not columns:
        return "."
    end = None if rows_looked_at is None else matching.headings_row + rows_looked_at
    rows = islice(table.rows(), matching.headings_row, end)
    return decimal_mark(row[column] for row in rows for column in columns if column < len(row))


def _record(number: int, cells: Row, matching: Matching, mark: DecimalMark, delimiter: str) -> ImportRow | RefusedRow:
    if lines := _ran_together(cells, matching, delimiter):
        return RefusedRow(
            number,
            f"A quotation mark opens in this row and is not closed, so {lines} lines ran together. "
            "Take the mark out, or write it twice.",
            _begin(cells),
        )
    values: dict[str, Any] = {}
    faults: list[str] = []
    for field, column in matching.fields:
        text = cells[column] if column < len(cells) else ""
        if not text or text.isspace():
            if field.required:
                faults.append(f"{field.label} is missing.")
            continue
        try:
            value = field.read(text, mark)
        except Refused as fault:
            nameless = field.is_amount and fault.sentence.startswith("“")
            faults.append(f"{field.label} {fault.sentence}" if nameless else fault.sentence)
        else:
            if value != "":
                values[field.name] = value
            elif field.required:
                faults.append(f"{field.label} is missing.")
    if not faults:
        faults += [*_odd(values), *_take_breaks(values)]
    if faults:
        return RefusedRow(number, " ".join(faults), _begin(cells))
    if matching.kind in ("debtors", "creditors"):
        values = _with_one_address(values)
    return _RECORD[matching.kind](row=number, **values)


def _ran_together(cells: Row, matching: Matching, delimiter: str) -> int:
    """How many lines of a text file have become one row because a quotation mark was left open; 0 for a sound row."""
    if not delimiter:
        return 0
    columns = {column: field for field, column in matching.fields}
    for column, cell in enumerate(cells):
        rest = cell.partition("\n")[2]
        one_line = column in columns and not columns[column].has_lines
        if rest and (cell.count("\n") > _BREAKS_IN_A_CELL or (one_line and delimiter in rest)):
            return cell.count("\n") + 1
    return 0


def _odd(values: dict[str, Any]) -> Iterable[str]:
    """What does not fit together within one row."""
    minimum, maximum = values.get("minimum"), values.get("maximum")
    if minimum is not None and maximum and minimum > maximum:
        yield f"The minimum {minimum.normalize():f} is above the maximum {maximum.normalize():f}."
    if "value" in values and not values.get("quantity") and values["value"]:
        yield "Nothing on hand has no value. Correct the quantity or the value."


def _take_breaks(values: dict[str, Any]) -> Iterator[str]:
    """Put quantities and prices of breaks together, the smallest quantity first; what does not fit is said."""
    breaks: dict[Any, Any] = {}
    for at in range(1, BREAKS + 1):
        quantity, price = values.pop(f"break_{at}_quantity", None), values.pop(f"break_{at}_price", None)
        if (quantity is None) != (price is None):
            yield f"Break {at} has no {'price' if price is None else 'quantity'}."
        elif quantity is not None and breaks.setdefault(quantity, price) != price:
            yield f"There are two prices from {quantity.normalize():f} on."
    if breaks:
        values["breaks"] = tuple(sorted(breaks.items()))


def _with_one_address(values: dict[str, Any]) -> dict[str, Any]:
    """Street, suburb, state and postcode as the lines of one address, as it is printed."""
    place = " ".join(values.pop(name) for name in ("suburb", "state", "postcode") if name in values)
    lines = [values.pop("address", ""), values.pop("address_2", ""), place, values.pop("country", "")]
    if any(lines):
        values["address"] = "\n".join(line for line in lines if line)
    return values


def _begin(cells: Row) -> str:
    """How a row begins, for its line in the report."""
    shown = " · ".join(quoted(cell).strip("“”") for cell in cells[:8] if cell.strip())
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
