"""What the tests of faults stand on: a busy shop on a database of its own, in each kind of store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.counter import Counter
from tests import make, postgres
from tests.faults.own_server import OwnServer, own_server


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures of the tests that count something, each in a line."""
    for report in terminalreporter.getreports("passed"):
        for name, figures in getattr(report, "user_properties", ()):
            if name == "figures" and report.when == "call":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {figures}")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[make.Store]:
    """The kind of store that every shop of this test lies in."""
    if request.param == "postgresql" and postgres.NAMED not in os.environ:
        pytest.skip(f"no PostgreSQL server is installed, and {postgres.NAMED} names none")
    with make.shops_on(request.param):
        yield request.param


@pytest.fixture
def counter(store: make.Store, tmp_path: Path) -> Iterator[Counter]:
    """The counter of a shop that sells and buys."""
    counter = a_busy_shop(tmp_path)
    yield counter
    counter.db.close()


def a_busy_shop(folder: Path) -> Counter:
    """A new shop with a supplier, three parts that run short and two debtors on account; deposits are charged."""
    counter = make.a_shop(folder, charge_deposits="always")
    make.a_creditor(counter, "Repco", code="REPCO")
    make.a_part(counter, "CAB-220", on_hand=5)
    make.a_part(counter, "OIL", on_hand=3, price="33.3333", whole_units=False)
    make.a_part(counter, "HOSE", on_hand=0, price="19.95")
    make.a_debtor(counter, "Miller", code="MILLER", backorder_mode="automatic")
    make.a_debtor(counter, "Jones", code="JONES")
    return counter


@pytest.fixture(scope="module")
def own() -> Iterator[OwnServer]:
    """A server of these tests' own, with a shop on it."""
    with own_server() as made:
        yield made
