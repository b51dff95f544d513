"""From a head, a table and a close to numbered pages: rows stay whole, the table's head is repeated, sums are carried;
it must not know which document it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.printing.page import A4, FOOT, MARGIN, TOP, Block, Page, Placed, page_of
from app.printing.table import Sums, Table, head, sum_block

_KEEP = 2
"""So many rows, if there are, stand with the totals on the last page."""
_ABOVE_CLOSE = 450
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
    if begun < len(flow.rows) or first:
        columns = head(flow.table)
        placed.append((MARGIN, y, columns))
        y += columns.height
        if begun:
            y = _put(placed, y, _carried(flow, "Brought forward", begun))
    after = _rows_until(flow, begun, limit - y)
    for row in flow.rows[begun:after]:
        y = _put(placed, y, row)
    close = _ABOVE_CLOSE + flow.closing.height if flow.closing.height else 0
    if after == len(flow.rows) and (y + close <= limit or begun == after):
        placed.append((MARGIN, y + _ABOVE_CLOSE, flow.closing))
        return placed, after, True
    if after < len(flow.rows):
        _put(placed, y, _carried(flow, "Carried forward", after))
    return placed, after, False


def _rows_until(flow: Flow, begun: int, room: int) -> int:
    """The row before which this page ends, so that what follows – a carried sum or the close – has its place."""
    left = flow.rows[begun:]
    close = _ABOVE_CLOSE + flow.closing.height if flow.closing.height else 0
    if sum(row.height for row in left) + close <= room:
        return len(flow.rows)
    room -= _carried(flow, "Carried forward", begun).height
    taken = 0
    while taken < len(left) and left[taken].height <= room:
        room -= left[taken].height
        taken += 1
    if taken == len(left) > 1:
        taken -= min(_KEEP, len(left) - 1)
    return begun + max(taken, min(1, len(left)))


def _carried(flow: Flow, label: str, before: int) -> Block:
    if flow.sums is None:
        return Block(0)
    return sum_block(flow.table, label, flow.sums(before))


def _put(placed: list[Placed], y: int, block: Block) -> int:
    placed.append((MARGIN, y, block))
    return y + block.height
