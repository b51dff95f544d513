"""What the Import window keeps of a file between two keys, and what it calls apart from it; it knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy

from app.exchange.mapping import Matching
from app.exchange.tables import Table
from app.rules.faults import Fault
from app.rules.price_files import Choices
from app.rules.questions import Answers
from app.rules.rows import ImportRow, RefusedRow
from app.services.counter import Counter
from app.services.price_files import bringing


class Staged:
    """The price file that was read last, kept from its preview to its import; it needs no window."""

    def __init__(self) -> None:
        self._file: bringing.PriceFile | None = None

    def of(
        self, counter: Counter, table: Table, matching: Matching, choices: Choices, creditor_id: int | None
    ) -> bringing.PriceFile:
        """The one that is kept, or one that is not read yet."""
        if self._file is None or not self._file.is_of(counter):
            self.close()
            self._file = bringing.of_file(counter, table, matching, choices, creditor_id)
        return self._file

    def close(self, *_about: object) -> None:
        """Nothing is kept any more."""
        file, self._file = self._file, None
        if file is not None:
            file.close()


def until(rows: Iterator[ImportRow | RefusedRow], cancelled: Callable[[], bool]) -> Iterator[ImportRow | RefusedRow]:
    """The rows, as long as nobody presses Cancel."""
    for row in rows:
        if cancelled():
            return
        yield row


def that_raises(fault: Fault) -> Callable[[Answers], None]:
    """A call that ends like the one under the progress bar did, so that its fault is told like any other.

    It is run on another thread, where nothing may be let go of that leads to a window: what the fault has come through.
    """
    bare = copy(fault)

    def call(_answers: Answers) -> None:
        raise copy(bare)

    return call
