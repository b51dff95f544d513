"""How amounts and moments lie in a table: whole numbers of their smallest unit; it must not know their uses.

In SQL such columns may only be compared, summed and coalesced: arithmetic with a literal loses the decoding.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

from app.rules.money import COST_PLACES, MONEY_PLACES, QUANTITY_PLACES, RATE_PLACES, of_units


class Scaled(TypeDecorator[Decimal]):
    """A Decimal with a fixed number of places, stored as a whole number; anything finer is a bug and raises."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError(f"{value!r} is no Decimal")
        units = value.scaleb(self.places)
        if units != units.to_integral_value():
            raise ValueError(f"{value} has more than {self.places} decimals")
        return int(units)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        # sum() of a BIGINT is numeric on PostgreSQL, so int() first
        return None if value is None else of_units(int(value), self.places)


class Moment(TypeDecorator[datetime]):
    """A point in time, aware and in UTC in Python, without a zone in the table."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


MONEY = Scaled(MONEY_PLACES)
COST = Scaled(COST_PLACES)
QUANTITY = Scaled(QUANTITY_PLACES)
RATE = Scaled(RATE_PLACES)

Money = Annotated[Decimal, mapped_column(MONEY)]
"""Dollars, in whole cents."""
Cost = Annotated[Decimal, mapped_column(COST)]
"""A unit price or unit cost in dollars ex GST, four decimals."""
Quantity = Annotated[Decimal, mapped_column(QUANTITY)]
"""A quantity, three decimals."""
Rate = Annotated[Decimal, mapped_column(RATE)]
"""A percentage, two decimals."""

# SQLite numbers rows by itself only in a column that is exactly INTEGER
Key = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]
Reference = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"))]
"""The key of a row in another table."""
