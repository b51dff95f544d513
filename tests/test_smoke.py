"""The smoke test of the frozen program, tried where nothing is frozen: what it finds, and that it does find it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from app import smoke
from app.db import open_database
from app.rules.faults import Refused
from app.services import backorder_lists, setup
from app.services.counter import Counter
from app.services.sales import documents
from tests.make import TODAY
from tests.own_process import environment

ROOT = Path(__file__).parents[1]


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return setup.begin(open_database(tmp_path / "shop.db"), setup.SetupFacts("Smoke Test"))


def test_the_cycle_goes_from_the_short_line_to_the_invoice(counter: Counter) -> None:
    invoice = documents.invoice_facts(counter, smoke.cycle(counter, TODAY))
    (line,) = invoice.lines
    assert (line.number, line.supplied) == ("SMOKE-1", 2)
    (done,) = backorder_lists.every(counter, closed=True)
    assert done.state == "filled"
    counter.db.close()


def test_books_that_do_not_hold_are_told(counter: Counter) -> None:
    smoke.cycle(counter, TODAY)
    with counter.db.engine.connect() as connection, connection.begin():
        connection.execute(
            text("UPDATE stock SET committed = committed + 1000 WHERE part_id = (SELECT max(id) FROM part)")
        )
    with pytest.raises(Refused, match="the books do not hold"):
        smoke.proved(counter)
    counter.db.close()


def test_what_is_missing_is_a_sentence_and_one(tmp_path: Path) -> None:
    for folder in ("app", "resources"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "style"))
    done = smoked(tmp_path, tmp_path / "home")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("The smoke test failed: FileNotFoundError")


def test_all_of_it_works_here_and_touches_nobodys_shop(tmp_path: Path) -> None:
    done = smoked(ROOT, tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith("works here.")
    assert not (tmp_path / "home").exists()


def smoked(program: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """The smoke test of the program that lies there, run to its end."""
    env = environment(program, PARTS_HOME=str(home), QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, "-m", "app", "--smoke"]
    return subprocess.run(
        command, env=env, cwd=program, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
