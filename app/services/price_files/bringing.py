"""A price file from the first look to the books: staged once, shown, brought in; it must not know what differs.

What was shown and what is brought in are the same rows: the file is read once. While it is read and compared, nobody
else waits; only the writing itself is a unit of work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.db.patience import patience
from app.exchange.mapping import Matching
from app.exchange.tables import Table
from app.models import PriceImport
from app.rules.entry import one_line
from app.rules.price_files import Choices, Preview
from app.rules.rows import ImportReport, PartRow, RefusedRow
from app.services.counter import Counter
from app.services.within import audit, audit_digest
from app.services.within.price_files import comparing, evidence, in_bulk, looking, remembering, writing
from app.services.within.price_files.source import FromRows, FromTable, Source
from app.services.within.price_files.stage import Cancelled, CancelledError, Progress, Stage, filled, pass_over

_AN_HOUR: Final = 3600
_LONGEST_NAME: Final = 200
_USUAL: Final = Choices(kind="stock")
NO_NAME: Final = "of no name"


class PriceFile:
    """One price file of a supplier (None: nobody's), until it is closed. It holds no transaction between two calls."""

    def __init__(
        self, counter: Counter, source: Source, choices: Choices = _USUAL, creditor_id: int | None = None
    ) -> None:
        self._counter = counter
        self._source = source
        self._choices = choices
        self._creditor_id = creditor_id
        self._aside = counter.db.aside()
        self._stage: Stage | None = None
        self._compared_at: int | None = None

    def preview(
        self, progress: Progress = lambda _done, _of: None, cancelled: Cancelled = lambda: False
    ) -> Preview | None:
        """What it would do; None when it was cancelled. Raises Refused and Unavailable."""
        with _no_hurry():
            try:
                stage = self._staged(progress, cancelled)
            except CancelledError:
                return None
            with self._aside.looking() as connection:
                self._compare(connection, stage)
                return looking.preview(connection, stage)

    def bring_in(
        self, progress: Progress = lambda _done, _of: None, cancelled: Cancelled = lambda: False
    ) -> ImportReport | None:
        """Write every good row in one unit of work; None when it was cancelled: nothing was written then.

        Raises Refused and Unavailable.
        """
        with _no_hurry():
            try:
                stage = self._staged(_first_half(progress), cancelled)
                if not self._aside.on_server:
                    with self._aside.looking() as connection:
                        self._compare(connection, stage)
                with self._counter.work(self._aside) as session:
                    connection = session.connection()
                    if self._compared_at is None or self._compared_at != _writes_of_others(connection):
                        self._compare(connection, stage)
                    return self._written(session, stage, _Steps(progress, cancelled, self._source.total))
            except CancelledError:
                return None

    def is_of(self, counter: Counter) -> bool:
        """Whether this is brought in as whoever is at this counter."""
        return self._counter is counter

    def close(self) -> None:
        """Give the connection and what was staged back."""
        self._stage = None
        self._aside.close()

    def _staged(self, progress: Progress, cancelled: Cancelled) -> Stage:
        if self._stage is None:
            stage = filled(self._aside, self._source, self._choices, self._creditor_id, progress, cancelled)
            if self._choices.if_blank == "skip" and stage.has("list_price"):
                with self._aside.looking() as connection:
                    pass_over(connection, stage)
            self._stage = stage
        return self._stage

    def _compare(self, connection: Connection, stage: Stage) -> None:
        self._compared_at = _writes_of_others(connection)
        comparing.compare(connection, stage)

    def _written(self, session: Session, stage: Stage, steps: _Steps) -> ImportReport:
        connection = session.connection()
        steps.begin()
        remarks = writing.price_groups(session, stage)
        known, changed = comparing.known(connection, stage), comparing.changed(connection, stage)
        new = writing.give_keys(connection, stage)
        gone = looking.gone(stage)
        idle = (
            [] if gone is None or self._choices.if_gone == "leave" else list(connection.scalars(looking.retired(gone)))
        )
        if new or changed or idle:
            writing.lock(connection, stage, idle)
            record = PriceImport(
                creditor_id=self._creditor_id,
                file_name=(one_line(self._source.name) or NO_NAME)[-_LONGEST_NAME:],
                sha256=self._source.sha256,
                matching=self._source.matching(self._choices),
                new=new,
                changed=changed,
                unchanged=known - changed,
                gone=len(idle),
                refused=stage.refusals.count,
                operator_id=self._counter.operator.id,
                at=self._counter.now(),
            )
            session.add(record)
            session.flush()
            steps.of(new + changed)
            with in_bulk.made_at_the_end(connection, new):
                for first, last in writing.spans(connection, stage.fresh):
                    writing.make_parts(connection, stage, first, last)
                    steps.step(last - first + 1)
            for first, last in writing.spans(connection, stage.known) if changed else ():
                writing.change_parts(connection, stage, record.id, first, last)
                steps.step(0)
            if idle:
                writing.retire(connection, record.id, idle)
            writing.made(session, record, _runs(session, stage))
            audit.posted(session, audit_digest.PRICE_FILE, record.id, f"Price file {record.file_name}")
        if self._creditor_id is not None and self._source.sha256:
            remembering.keep(session, self._creditor_id, self._source.matching(self._choices))
        steps.end()
        if stage.skipped:
            remarks.append(f"Rows without a price, passed over: {stage.skipped:,}.")
        superseded, dangling, _ = looking.successors(connection, stage)
        if superseded:
            remarks.append(f"Superseded by another number: {superseded:,}, of which not in the books: {dangling:,}.")
        refusals = stage.refusals
        return ImportReport(
            "parts",
            new,
            changed,
            known - changed,
            refusals.in_order(),
            tuple(remarks),
            gone=len(idle),
            refused_count=refusals.count,
            unlisted=refusals.every,
        )


def of_file(
    counter: Counter, table: Table, matching: Matching, choices: Choices = _USUAL, creditor_id: int | None = None
) -> PriceFile:
    """The price file in this table, not read yet."""
    return PriceFile(counter, FromTable(table, matching), choices, creditor_id)


def of_rows(counter: Counter, rows: Iterable[PartRow | RefusedRow]) -> PriceFile:
    """Parts in rows that somebody holds: nobody's, and parts of the shop's own stock."""
    return PriceFile(counter, FromRows(rows))


def _runs(session: Session, stage: Stage) -> list[tuple[int, int, str]]:
    """The new parts in runs of consecutive keys, each with its digest."""
    fresh = stage.fresh.c.part_id
    connection = session.connection()
    first, last, count = connection.execute(select(func.min(fresh), func.max(fresh), func.count())).one()
    if not count:
        return []
    islands: list[tuple[int, int]] = [(first, last)]
    if last - first + 1 != count:
        # other desks have made parts meanwhile: what lies between is theirs
        nth = func.row_number().over(order_by=fresh)
        keys = select(fresh.label("key"), (fresh - nth).label("island")).subquery()
        statement = select(func.min(keys.c.key), func.max(keys.c.key)).group_by(keys.c.island)
        islands = [(low, high) for low, high in connection.execute(statement.order_by(func.min(keys.c.key)))]
    return [
        (low, high, evidence.of_made(session, low, high))
        for start, end in islands
        for low, high in evidence.runs(start, end)
    ]


class _Steps:
    """Tells how far the writing is: the second half of all there is to do."""

    def __init__(self, progress: Progress, cancelled: Cancelled, total: int) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._total = max(total, 1)
        self._all = 1
        self._done = 0

    def begin(self) -> None:
        """Nothing is written yet."""
        self.step(0)

    def of(self, rows: int) -> None:
        """So many rows will be written."""
        self._all = max(rows, 1)

    def step(self, rows: int) -> None:
        """So many more are; raises CancelledError when somebody has pressed Cancel."""
        if self._cancelled():
            raise CancelledError
        self._done = min(self._done + rows, self._all)
        self._progress(self._total + self._total * self._done // self._all * 9 // 10, 2 * self._total)

    def end(self) -> None:
        """All is written."""
        self._progress(2 * self._total, 2 * self._total)


def _first_half(progress: Progress) -> Progress:
    return lambda done, of: progress(done, 2 * of)


def _writes_of_others(connection: Connection) -> int | None:
    """A number that is another one as soon as somebody else has written into the file; a server has none."""
    if connection.dialect.name != "sqlite":
        return None
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


@contextmanager
def _no_hurry() -> Iterator[None]:
    """A statement over a million rows may take longer than one at the counter."""
    with patience(_AN_HOUR):
        yield
