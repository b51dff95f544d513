"""From a head, a table and a close to numbered pages: rows stay whole, the table's head is repeated, sums are carried;
it must not know which document it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.printing.page import A4, FOOT, MARGIN, TOP, Block, Page, Placed, page_of
from app.printing.table import Sums, Table, head, sum_block, underlined

_KEEP = 2
"""So many rows, if there are, stand with the totals on the last page."""
_ABOVE_FOOT = 700


@dataclass(frozen=True, slots=True)
class Flow:
    """A document in pieces: the head of its `first` page, of every `later` one, its rows, its `closing`."""

    first: Block
    later: Block
    table: Table
    rows: tuple[Block, ...]
    closing: Block
    foot: Callable[[int, int], Block]
    """The foot of page n of m; it stands on the foot's base line."""
    sums: Sums | None = None
    size: tuple[int, int] = A4
    above_close: int = 450

    @property
    def close(self) -> int:
        """The height of the closing with the space above it."""
        return self.above_close + self.closing.height if self.closing.height else 0


def pages(flow: Flow) -> tuple[Page, ...]:
    """The document's pages, numbered."""
    bodies: list[list[Placed]] = []
    begun = 0
    while True:
        body, begun, finished = _body(flow, begun, first=not bodies)
        bodies.append(body)
        if finished:
            break
    return tuple(
        page_of([*body, (MARGIN, flow.size[1] - FOOT, flow.foot(number, len(bodies)))], flow.size)
        for number, body in enumerate(bodies, start=1)
    )


def _body(flow: Flow, begun: int, *, first: bool) -> tuple[list[Placed], int, bool]:
    """One page from row `begun` on: what stands on it, the row to go on with, and whether all is said."""
    top = flow.first if first else flow.later
    placed: list[Placed] = [(MARGIN, TOP, top)]
    y = TOP + top.height
    limit = flow.size[1] - FOOT - _ABOVE_FOOT
    columns = head(flow.table)
    after = _rows_until(flow, begun, limit - y - columns.height, first=first)
    if begun < after or not flow.rows:
        y = _put(placed, y, columns)
        if begun:
            brought = _carried(flow, "Brought forward", begun)
            y = _put(placed, y, underlined(brought, flow.table.width) if brought.height else brought)
    for row in flow.rows[begun:after]:
        y = _put(placed, y, row)
    if after == len(flow.rows) and (y + flow.close <= limit or begun == after):
        placed.append((MARGIN, y + flow.above_close, flow.closing))
        return placed, after, True
    if begun < after < len(flow.rows):
        _put(placed, y, _carried(flow, "Carried forward", after))
    return placed, after, False


def _rows_until(flow: Flow, begun: int, room: int, *, first: bool) -> int:
    """The row before which this page ends, so that what follows – a carried sum or the close – has its place.

    A first page whose head leaves no room for a row has none; every other page takes at least one.
    """
    left = flow.rows[begun:]
    carried = _carried(flow, "Carried forward", begun).height
    room -= carried if begun else 0
    if sum(row.height for row in left) + flow.close <= room:
        return len(flow.rows)
    room -= carried
    taken = 0
    while taken < len(left) and left[taken].height <= room:
        room -= left[taken].height
        taken += 1
    taken = min(taken, max(1, len(left) - _KEEP))
    return begun + (taken if first else max(taken, min(1, len(left))))


def _carried(flow: Flow, label: str, before: int) -> Block:
    if flow.sums is None:
        return Block(0)
    return sum_block(flow.table, label, flow.sums(before))


def _put(placed: list[Placed], y: int, block: Block) -> int:
    placed.append((MARGIN, y, block))
    return y + block.height
