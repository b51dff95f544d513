"""The command `migrate`: the owner's command that makes and upgrades tables; it must not know how they are made."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from app import cli_shop
from app.db import Database, connect
from app.models.guards import COUNTER_ROLE
from app.rules.faults import Refused
from app.services.upkeep import backups, migrating
from app.services.upkeep.migrating import CounterRole, Migrated

PASSWORD = "PARTS_COUNTER_PASSWORD"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    cli_shop.add_argument(parser, "on a server with its owner as user: postgresql+psycopg://owner@server/parts")
    parser.add_argument(
        "--counter",
        metavar="ROLE",
        nargs="?",
        const=COUNTER_ROLE,
        help=f"on a server: as whom the counters sign on ({COUNTER_ROLE} if no role is named); it is made when it is "
        f"not there, with the password that is asked for or stands in {PASSWORD}, and given what a counter needs",
    )


def run(args: argparse.Namespace) -> int:
    """Migrate, and say in sentences what was done."""
    place = cli_shop.place(args)
    db = connect(place, create=False)
    try:
        role = CounterRole(args.counter, os.environ.get(PASSWORD, "")) if args.counter else None
        done = _migrated(db, role)
        for sentence in _told(db, done, role):
            print(sentence)
    finally:
        db.close()
    return 0


def _migrated(db: Database, role: CounterRole | None) -> Migrated:
    """The password of a role that has to be made is asked for only then, and only where somebody can type it."""
    try:
        return migrating.upgrade(db, role, backups.before_migration)
    except Refused as refused:
        if role is None or role.password or refused.field != "counter_password" or not sys.stdin.isatty():
            raise
    return migrating.upgrade(db, CounterRole(role.name, _typed_twice(role.name)), backups.before_migration)


def _typed_twice(role: str) -> str:
    while True:
        typed = getpass.getpass(f"Password for the new role {role}: ")
        if typed and typed == getpass.getpass("The same again: "):
            return typed
        print("That was not twice the same password. Type it again.", file=sys.stderr)


def _told(db: Database, done: Migrated, role: CounterRole | None) -> list[str]:
    if done.before is None:
        said = [f"The tables of Parts Counter are made in {db.name}."]
    elif done.before != done.now:
        said = [f"A backup is made, and the tables of {db.name} are brought from version {done.before} to {done.now}."]
    else:
        said = [f"The tables of {db.name} are of this version ({done.now}) already; their guards are put in place."]
    if role is not None:
        said.append(
            f"The role {role.name} is made: with it each counter signs on."
            if done.made
            else f"The role {role.name} was there already, and keeps its password: with it each counter signs on."
        )
    if done.roles:
        said.append(f"Counters sign on as {' or '.join(done.roles)}, who cannot change or delete what is posted.")
    elif db.on_server:
        said.append(
            "No role for the counters has been named yet. Run this again with --counter, so that no counter can "
            "change or delete what is posted."
        )
    return said
