"""A price file locks its parts in the house's order, so that nobody at a counter and it wait for each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from app.exchange.mapping import prepared
from app.exchange.tables import open_table
from app.rules.price_files import Choices
from app.rules.rows import ImportReport
from app.services.counter import Counter
from app.services.price_files import bringing
from tests import make

HEADS = "Part No,Description,List Price\n"


def a_list(counter: Counter, folder: Path, rows: str) -> Callable[[], ImportReport | None]:
    """Brings this list of the first supplier in; parts that it lacks are marked as no longer sold."""
    path = folder / "list.csv"
    path.write_text(HEADS + rows, encoding="utf-8")
    table = open_table(path)

    def bring() -> ImportReport | None:
        file = bringing.of_file(counter, table, prepared("parts", table), Choices(if_gone="retire"), 1)
        try:
            return file.bring_in()
        finally:
            file.close()

    return bring


def test_parts_that_are_gone_are_locked_before_those_after_them(counter: Counter, tmp_path: Path) -> None:
    make.a_creditor(counter, code="ACME")
    a_list(counter, tmp_path, "A-1,Goes,1\nB-2,Stays,2\n")()
    again = a_list(counter, tmp_path, "B-2,Stays,3\n")
    if not counter.db.on_server:
        report = again()
        assert report is not None and (report.changed, report.gone) == (1, 1)
        return
    done: list[ImportReport | None] = []
    lock = "SELECT id FROM part WHERE number = :number FOR NO KEY UPDATE"
    thread = threading.Thread(target=lambda: done.append(again()))
    with counter.db.engine.begin() as somebody:
        somebody.execute(text(lock), {"number": "A-1"})
        thread.start()
        waits = text(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        while not somebody.execute(waits).scalar_one():
            assert thread.is_alive(), "it did not wait for the part that it is to mark as no longer sold"
        # what comes after it in the order is still to be had: else both would wait for ever
        somebody.execute(text(f"{lock} NOWAIT"), {"number": "B-2"})
    thread.join()
    (report,) = done
    assert report is not None and (report.changed, report.gone) == (1, 1)
