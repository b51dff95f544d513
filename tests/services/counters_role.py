"""A shop on a server as a counter works in it: with the rights that `migrate` gives, and no more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url, text

from app.db import open_database
from app.models import guards
from app.services import setup
from app.services.counter import Counter
from tests import make, postgres

ROLE = f"counter_of_{os.getpid()}"


@contextmanager
def in_the_role(counter: Counter) -> Iterator[Counter]:
    """The counter of the same shop in that role; the role is gone afterwards."""
    postgres.as_its_owner()
    with counter.db.engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {ROLE} LOGIN"))
        guards.apply(connection, ROLE)
    place = make_url(make.place_of(counter)).set(username=ROLE).render_as_string(hide_password=False)
    db = open_database(place)
    try:
        yield setup.open_counter(db, counter.clock)
    finally:
        db.close()
        with counter.db.engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {ROLE}"))
            connection.execute(text(f"DROP ROLE {ROLE}"))
