"""The command line of the benchmark; it must not know the jobs.

python3 dev.py bench [--quick] [--store sqlite|postgresql] [--job LETTERS ...] [--json FILE]
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest

from tests.bench import table
from tests.bench.run import JOBS, Run
from tests.bench.shop.cache import HOME, STORES

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Measure what is asked for, and print it; 0 when everything could be measured."""
    asked = _parser().parse_args(arguments)
    jobs = "".join(sorted(set("".join(asked.job or JOBS))))
    run = Run(stores=(asked.store,) if asked.store else STORES, jobs=jobs, quick=asked.quick)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    done = pytest.main(
        [
            *("-p", "benchmark", "-p", "no:randomly", "-p", "no:cacheprovider"),
            *("-n0", "-q", "--no-header", "--capture=sys"),
            "--benchmark-quiet",
            *("-o", "python_files=bench_*.py"),
            f"--confcutdir={HERE}",
            str(HERE),
        ],
        plugins=[run],
    )
    lines = run.result()
    print(f"\n{table.as_text(lines)}")  # noqa: T201 – what a person has asked for
    if asked.json:
        Path(asked.json).write_text("".join(f"{line.as_json()}\n" for line in lines), encoding="utf-8")
    return int(done)


def _parser() -> argparse.ArgumentParser:
    told = "\n".join(f"  {letter}  {what}" for letter, what in JOBS.items())
    parser = argparse.ArgumentParser(
        prog="python3 dev.py bench",
        description="Measures the program in a big shop, and beside it the least that a bare program would have to do.",
        epilog=f"jobs:\n{told}\n\nThe shops are kept in a folder of their own; {HOME} names another one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="50,000 parts and invoice lines, within two minutes")
    parser.add_argument("--store", choices=STORES, help="only this kind of store")
    parser.add_argument("--job", action="append", type=_letters, metavar="LETTERS", help="only these jobs")
    parser.add_argument("--json", metavar="FILE", help="write one object a line into this file too")
    return parser


def _letters(typed: str) -> str:
    letters = typed.replace(",", "").lower()
    if not letters or not set(letters) <= JOBS.keys():
        raise argparse.ArgumentTypeError(f"{typed} – the jobs are {''.join(JOBS)}")
    return letters


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
