"""Whatever a desk writes, the others hear of it: each table has its words, and each word has listeners."""

from __future__ import annotations

from app.db.told import Told
from app.models import Base
from app.services import heard
from app.ui.kit.changes import WORDS


def test_each_table_has_the_words_it_is_shown_as() -> None:
    assert set(heard.WORDS_OF) == set(Base.metadata.tables)


def test_the_words_are_those_that_windows_listen_to() -> None:
    assert heard.EVERY_WORD == WORDS


def test_a_table_that_nobody_knows_here_may_be_anything() -> None:
    assert heard.words(Told(frozenset({"stock"}))) == {"stock"}
    assert heard.words(Told(frozenset({"stock", "of_a_newer_version"}))) == WORDS
