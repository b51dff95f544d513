"""The program as `python -m app` starts it, with somebody at the keyboard (tests/bench/desk_child.py).

Run as `python -m tests.bench.desk_start PLACE [types]`. The program loads before Qt what it loads before Qt by itself;
whoever is at the keyboard knows Qt, so they come after that. The clock runs from the start of the process.
"""

from __future__ import annotations

import sys

from app.__main__ import loaded


def main(place: str, *, types_on: bool) -> int:
    """The program at this shop."""
    loaded()
    from tests.bench import desk_child

    return desk_child.main(place, types_on=types_on)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], types_on="types" in sys.argv[2:]))
