"""As whom a command writes: the person that is named, proved by the PIN; it must not know the command.

Whoever can run a command can read the books anyway: the PIN is there so that what is done bears the right name.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from app.rules import words
from app.rules.faults import Refused
from app.services import operators
from app.services.counter import Counter
from app.services.operators import Person

PIN = "PARTS_OPERATOR_PIN"


def add_argument(parser: argparse.ArgumentParser) -> None:
    """Declare --operator."""
    parser.add_argument(
        "--operator",
        metavar="CODE",
        default="",
        help="who does it, by the code in Setup, Operators; wanted where more than one person works, or somebody has a "
        f"PIN. It is asked for at a terminal, or stands in {PIN}",
    )


def signed_on(counter: Counter, args: argparse.Namespace) -> Counter:
    """The counter with the person of --operator at it; where one person works, without a PIN, that one.

    Raises Refused where nobody is named and it could be several, for an unknown code, and for a wrong or missing PIN.
    """
    code = args.operator.strip()
    if not code and not operators.must_sign_on(counter):
        return counter
    people = operators.people(counter)
    named = [each for each in people if each.code.casefold() == code.casefold()]
    if not named:
        who = words.some([f"{each.code} ({each.name})" for each in people])
        wrong = f"There is no operator {code}." if code else "What is done here bears a name."
        raise Refused(f"{wrong} Say --operator and a code: {who}.", field="operator")
    return operators.sign_on(counter, named[0].id, _pin(named[0]))


def _pin(person: Person) -> str:
    if not person.has_pin:
        return ""
    given = os.environ.get(PIN, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise Refused(f"{person.name} has a PIN. Put it into {PIN}, or run this at a terminal.", field="pin")
    return getpass.getpass(f"PIN of {person.name}: ")
