"""Amounts, quantities, prices and rates as hypothesis draws them; it must not know which rule is tried."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st


def scaled(places: int, least: int, most: int) -> st.SearchStrategy[Decimal]:
    """Decimals with exactly so many places, from `least` to `most` of their smallest unit."""
    return st.integers(least, most).map(lambda units: Decimal(units).scaleb(-places))


cents = scaled(2, 0, 10_000_000)
signed_cents = scaled(2, -10_000_000, 10_000_000)
quantities = scaled(3, 1, 5_000_000)
"""Above zero; a shop that sells by the thousandth."""
quantities_or_none = scaled(3, 0, 5_000_000)
units = st.integers(1, 12).map(Decimal)
"""Small whole quantities, so that shelves are emptied and limits met exactly."""
prices = scaled(4, 0, 100_000_000)
rates = scaled(2, 0, 10_000)
discounts = rates
gst_rates = st.sampled_from([Decimal("10.00"), Decimal("0.00"), Decimal("15.00"), Decimal("12.50")])
