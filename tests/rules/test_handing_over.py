"""What customers have before it is invoiced: marks, invoices that take them, and invoices that are changed again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.handing_over import Step, StepKind, not_invoiced

D = Decimal


@pytest.mark.parametrize(
    ("steps", "waits"),
    [
        ((), 0),
        ((("handed over", 2),), 2),
        ((("handed over", 2), ("invoiced", 2)), 0),
        ((("invoiced", 2), ("handed over", 1)), 1),
        ((("handed over", 3), ("invoiced", 1)), 2),
        ((("handed over", 1), ("invoiced", 3)), 0),
        ((("handed over", 2), ("invoiced", 2), ("given back", 2)), 2),
        ((("handed over", 2), ("invoiced", 3), ("given back", 3), ("invoiced", 3)), 0),
        ((("invoiced", 2), ("given back", 2)), 0),
        ((("handed over", 2), ("taken back", 2)), 0),
    ],
)
def test_what_waits_for_its_invoice(steps: tuple[tuple[StepKind, int], ...], waits: int) -> None:
    assert not_invoiced(Step(kind, D(quantity)) for kind, quantity in steps) == D(waits)


KINDS: tuple[StepKind, ...] = ("handed over", "taken back", "invoiced", "given back")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 9))))
def test_never_below_nothing_and_never_more_than_was_handed_over(steps: list[tuple[StepKind, int]]) -> None:
    waits = not_invoiced(Step(kind, D(quantity)) for kind, quantity in steps)
    assert D(0) <= waits <= sum((D(quantity) for kind, quantity in steps if kind == "handed over"), D(0))
