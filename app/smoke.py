"""`--smoke`: whether this program works where it was put, tried on shops of its own; it must not know how it was built.

What a freezer may have left out is found by using it: every window, the drivers, the migrations, fonts, lists.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Final

from app import __version__, cli_demo
from app.rules.faults import Refused, Unavailable
from app.services import backorder_lists, check, setup
from app.services.counter import Counter
from app.services.demo.business import Business
from app.services.masters import creditors, debtors, parts
from app.services.upkeep.opening import open_shop

_LATE: Final = (
    "psycopg", "keyring", "argon2", "python_calamine", "charset_normalizer", "pyqtgraph", "barcode", "stdnum.au.abn",
    "xml.sax",
    "app.exchange.handover", "app.db.server", "app.cli_backup", "app.cli_check", "app.cli_export", "app.cli_import",
    "app.cli_migrate", "app.cli_move", "app.cli_restore", "app.cli_verify",
)  # fmt: skip
"""What is loaded when somebody needs it, so that a missing one would be noticed at the counter."""
_TWO: Final = Decimal(2)


def run(_args: argparse.Namespace) -> int:
    """Try everything once and say what was tried; 0 when all of it works, otherwise a sentence and 1."""
    day = datetime.now().astimezone().date()
    with (
        tempfile.TemporaryDirectory(prefix="parts-counter-", ignore_cleanup_errors=True) as folder,
        _at_home_in(folder),
    ):
        try:
            for sentence in _tried(Path(folder), day):
                print(sentence, flush=True)
        except (Refused, Unavailable) as fault:
            print(f"The smoke test failed: {fault}", file=sys.stderr)
            return 1
        except Exception as fault:  # noqa: BLE001 – whatever it is, the exit code and a sentence have to tell it
            traceback.print_exc()
            print(f"The smoke test failed: {type(fault).__name__}, {fault}", file=sys.stderr)
            return 1
    print(f"Parts Counter {__version__} works here.")
    return 0


@contextmanager
def _at_home_in(folder: str) -> Iterator[None]:
    """Nobody's shop, settings or drafts are touched meanwhile."""
    before = os.environ.get("PARTS_HOME")
    os.environ["PARTS_HOME"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["PARTS_HOME"]
        else:
            os.environ["PARTS_HOME"] = before


def _tried(folder: Path, day: date) -> Iterator[str]:
    """A sentence for each thing that works. Raises Refused, or whatever fails."""
    for name in _LATE:
        import_module(name)
    from app.ui import tried  # reads the style as it is loaded, and a missing one is to be told like everything else

    yield f"{len(_LATE)} parts of the program that are loaded late are there."

    empty = folder / "empty.db"
    db = open_shop(empty)
    try:
        counter = setup.begin(db, setup.SetupFacts("Smoke Test"))
        tried.desk_opens(empty)
        yield "An empty shop opens."
        invoice_id = cycle(counter, day)
        yield "One backorder went from the short line to the final invoice, and the books hold."
        size = tried.prints(counter, invoice_id, folder / "invoice.pdf")
        yield f"Its tax invoice is a PDF of {size:,} bytes."
        size = tried.prints_labels(folder / "labels.pdf")
        yield f"Labels with barcodes are a PDF of {size:,} bytes."
    finally:
        db.close()

    demo = folder / "demo.db"
    cli_demo.make(demo, day)
    windows = tried.desk_opens(demo, twice=True)
    yield f"The demo shop opens, and each of its {windows} windows; a second start finds the first."
    db = open_shop(demo, create=False)
    try:
        statements = proved(setup.open_counter(db))
    finally:
        db.close()
    yield f"All {statements} statements about the demo shop's books hold."


def cycle(counter: Counter, day: date) -> int:
    """One backorder in a shop without business: short, ordered, received, ready, invoiced; returns the last invoice.

    Raises Refused where a step does not do what it should, and when the books do not hold.
    """
    shop = Business(counter, day)
    creditor = creditors.save(counter, creditors.CreditorCard(code="SUPPLIER", name="Supplier"), None)
    debtor = debtors.save(counter, debtors.DebtorCard(code="DEBTOR", name="Debtor", use_backorders=True), None)
    card = parts.PartCard(number="SMOKE-1", description="Part", list_price=Decimal("100.00"), creditor_id=creditor.id)
    part = parts.save(counter, card, None)
    shop.creditors["SUPPLIER"], shop.debtors["DEBTOR"], shop.parts["SMOKE-1"] = (
        each.id for each in (creditor, debtor, part) if each.id is not None
    )
    shop.begin_day(1)
    shop.sell("DEBTOR", ("SMOKE-1", _TWO))
    _expect([(each.number, each.open) for each in backorder_lists.every(counter)] == [("SMOKE-1", _TWO)], "backordered")
    order = shop.order("SUPPLIER", ("SMOKE-1", _TWO), due=0)
    _expect(not backorder_lists.ready(counter), "left waiting while it is on order")
    shop.receive(shop.bill("SUPPLIER", order))
    ready = backorder_lists.ready(counter)
    _expect([each.ready for each in ready] == [_TWO], "ready when the goods came")
    invoice_id = shop.fill("DEBTOR", [(each.id, each.ready) for each in ready])
    _expect(not backorder_lists.every(counter), "closed by its invoice")
    proved(counter)
    return invoice_id


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise Refused(f"the backorder was not {what}.")


def proved(counter: Counter) -> int:
    """How many statements hold; raises Refused with the first one that does not."""
    statements = check.prove(counter)
    for each in statements:
        if not each.holds:
            raise Refused(f"the books do not hold: {each.says}, {each.broken[0]}")
    return len(statements)
