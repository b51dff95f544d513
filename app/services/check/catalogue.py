"""What a catalogue says about itself that nobody can sell by: numbers superseded in a circle, or by none in the books.

That is a remark and breaks no books: suppliers' lists are so. It must not mend anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.rules import supersession, words

_LINKS: Final = "SELECT number, superseded_by FROM part WHERE superseded_by <> ''"
_ENDS: Final = """SELECT p.number FROM part p WHERE p.superseded_by = ''
                  AND p.number IN (SELECT superseded_by FROM part WHERE superseded_by <> '')"""


def remarks(session: Session) -> tuple[str, ...]:
    """The circles among the superseded numbers, and the ends that are not in the books; nothing where all is well."""
    rows: Sequence[Row[str, str]] = session.execute(text(_LINKS)).all()
    links = dict(rows)
    said = []
    if circles := supersession.loops(links):
        named = words.some([supersession.said(each, closed=True) for each in circles])
        said.append(f"superseded in {words.counted(len(circles), 'circle')}: {named}")
    ends = dict.fromkeys(session.scalars(text(_ENDS)), "")
    if missing := supersession.dangling({**links, **ends}):
        named = words.some([f"{number} by {by}" for number, by in missing])
        said.append(f"{words.counted(len(missing), 'part')} superseded by what is not in the books: {named}")
    return tuple(said)
