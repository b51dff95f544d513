"""What taking a draft up asks of the books: is it a document by now, are its facts still true.

It must not know any window.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from app.rules import words
from app.rules.found import PartFound
from app.services import lookup, unfinished
from app.services.counter import Counter
from app.services.unfinished import DraftKind
from app.ui.kit.drafts import OnTheBooks


def look_whether_written(
    counter: Counter,
    kind: DraftKind,
    draft: Any,
    lines: Sequence[Any] = (),
    quantity: str = "quantity",
    *,
    recalled: int | None = None,
) -> list[str]:
    """What to say of a draft that is taken up, before it is shown.

    `lines` are those that are written, `quantity` is the attribute that says how many; `recalled` is the saved document
    that it was recalled from. Raises OnTheBooks when there is nothing left to do, or nothing that can be done: the
    document stands as it was typed, or never changes again, or is gone.
    """
    version: int | None = getattr(draft, "version", None)
    found = unfinished.on_books(counter, kind, draft.key, recalled)
    if found is None:
        if recalled is not None:
            raise OnTheBooks("The document that was being changed was taken off the books.", differs=True)
        return []
    same = found.lines == tuple((each.part.id if each.part else None, getattr(each, quantity)) for each in lines)
    if not found.saved:
        raise OnTheBooks(found.sentence, differs=not same)
    if found.version == version:
        return []
    if same and found.head == tuple(getattr(draft, name) for name in unfinished.HEADS[kind]):
        raise OnTheBooks(found.sentence)
    if version is None:
        return [f"{found.sentence[:-1]}, and more was typed since: save it again."]
    return [f"{found.sentence[:-1]} by somebody else meanwhile. Recall it with F9 before anything is changed."]


def told_lines(lines: Iterable[Any], quantity: str) -> list[tuple[Decimal, str]]:
    """Of each line how many of what, for a person."""
    return [(getattr(each, quantity), each.number or getattr(each, "description", "")) for each in lines]


def fresh_parts(counter: Counter, lines: Sequence[Any]) -> dict[int, PartFound]:
    """The parts of the lines as they are now, put on the lines."""
    parts = lookup.parts(counter, {line.part.id for line in lines if line.part})
    for line in lines:
        if line.part is not None:
            line.part = parts.get(line.part.id, line.part)
    return dict(parts)


def other_prices(counter: Counter, debtor: Any, lines: Sequence[Any]) -> list[str]:
    """Where today's price is another than the line has: it keeps what the customer was told, and that is said."""
    asked = [(line, line.part) for line in lines if line.part and not line.fills and line.price_was is None]
    today = lookup.prices_for(counter, debtor, [(part, line.ordered) for line, part in asked])
    return [
        f"{line.number} is {words.price(now.price)} today, the line keeps {words.price(line.price)}."
        for (line, _), now in zip(asked, today, strict=True)
        if line.line_id is None and now.price != line.price
    ]
