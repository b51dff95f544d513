"""How a cash document is paid (domain 7); it must not know what was sold.

Cash is rounded to 5 c, up and down to the nearest, as a matter of the tender: the document's total never changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.questions import Payment, TenderKind
from app.rules.words import money

SMALLEST_COIN = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Tendered:
    """One entry of the till: what stays in it (negative: what goes out), what was handed over, what rounding added."""

    kind: TenderKind
    amount: Decimal
    given: Decimal
    rounding: Decimal


@dataclass(frozen=True, slots=True)
class Paid:
    """How a document is paid: its tenders, and the change to hand back.

    The sum of `amount` − `rounding` is the total of the document; that of `amount`, with the change, is what was given.
    """

    tenders: tuple[Tendered, ...]
    change: Decimal


def due(total: Decimal, kind: TenderKind, *, round_cash: bool = True) -> Decimal:
    """What has to be paid for a document of `total` in that way: in cash to the nearest 5 c, else to the cent."""
    if kind != "cash" or not round_cash:
        return total
    return rounded(rounded(total / SMALLEST_COIN, 0) * SMALLEST_COIN)


def pay(total: Decimal, payments: Sequence[Payment], *, round_cash: bool = True) -> Paid:
    """What becomes of `payments` for a document of `total` (above zero), paid in full, in as many ways as it takes.

    What is not cash is taken as it is; cash pays the rest, to the nearest 5 c, and only cash has change. Raises Refused
    (field `given`) when it is too little, cash that there are no coins for, or more than the total without cash.
    """
    cash = sum((each.given for each in payments if each.kind == "cash"), ZERO)
    others = [each for each in payments if each.kind != "cash" and each.given]
    _refuse_odd(payments, cash, round_cash)
    rest = total - sum((each.given for each in others), ZERO)
    if rest < ZERO:
        raise Refused(
            f"{money(-rest)} too much: only cash has change. Type {money(others[-1].given + rest)} by "
            f"{others[-1].kind}.",
            field="given",
        )
    in_cash = any(each.kind == "cash" for each in payments)
    amount = due(rest, "cash" if in_cash else "EFTPOS", round_cash=round_cash)
    if cash < amount:
        raise Refused(
            f"{money(amount - cash)} too little: {money(total)} has to be paid. Type what the customer gives.",
            field="given",
        )
    tenders = [Tendered(each.kind, each.given, each.given, rounded(ZERO)) for each in others]
    if in_cash and (rest or cash):
        tenders.append(Tendered("cash", amount, cash, amount - rest))
    return Paid(tuple(tenders), cash - amount)


def rest(total: Decimal, payments: Sequence[Payment], kind: TenderKind, *, round_cash: bool = True) -> Decimal:
    """What is still to change hands by `kind` after `payments`, for a document of `total`; never below zero.

    Cash is rounded once, on all that is paid in cash.
    """
    cash = sum((each.given for each in payments if each.kind == "cash"), ZERO)
    left = total - sum((each.given for each in payments if each.kind != "cash"), ZERO)
    return max(due(max(left, rounded(ZERO)), kind, round_cash=round_cash) - cash, rounded(ZERO))


def refund(total: Decimal, payments: Sequence[Payment], *, round_cash: bool = True) -> Paid:
    """The tenders by which at most `total` goes back to a customer; they are negative, and there is no change.

    In cash the amount due is rounded to 5 c. Raises Refused (field `given`) for more than `total`, or nothing at all.
    """
    others = [each for each in payments if each.kind != "cash" and each.given]
    cash = sum((each.given for each in payments if each.kind == "cash"), ZERO)
    _refuse_odd(payments, cash, round_cash)
    rest = total - sum((each.given for each in others), ZERO)
    if rest < ZERO or cash > due(max(rest, ZERO), "cash", round_cash=round_cash):
        given = sum((each.given for each in payments), ZERO)
        raise Refused(f"{money(given)} is more than {money(total)}, the most that can go back.", field="given")
    tenders = [Tendered(each.kind, -each.given, -each.given, rounded(ZERO)) for each in others]
    if cash:
        # handing out the whole rest in coins settles it to the cent; a part of it is what it is
        exact = rest if cash == due(rest, "cash", round_cash=round_cash) else cash
        tenders.append(Tendered("cash", -cash, -cash, exact - cash))
    if not tenders:
        raise Refused("Nothing is given back. Type the amount, or leave it on the account.", field="given")
    return Paid(tuple(tenders), rounded(ZERO))


def settles(paid: Paid) -> Decimal:
    """What the tenders do to their document: its total when it is paid, below zero for a refund."""
    return sum((each.amount - each.rounding for each in paid.tenders), rounded(ZERO))


def _refuse_odd(payments: Sequence[Payment], cash: Decimal, round_cash: bool) -> None:
    if any(each.given < ZERO for each in payments):
        raise Refused("An amount below zero cannot be handed over. Type what changes hands.", field="given")
    if any(each.given != rounded(each.given) for each in payments):
        raise Refused("Money has whole cents. Type dollars and cents.", field="given")
    if cash and round_cash and cash % SMALLEST_COIN:
        raise Refused(
            f"{money(cash)} is no amount of cash: the smallest coin is 5 c. Type what is handed over.", field="given"
        )
