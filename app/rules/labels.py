"""What the fields of records are called when they are spoken of; it must not know where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_CALLED: Final[Mapping[str, str]] = {
    "abn": "ABN",
    "agreed_prices": "Special price",
    "bin": "Bin",
    "breaks": "Quantity break",
    "creditor_id": "Supplier",
    "delivery_addresses": "Delivery address",
    "email": "E-mail",
    "gst_free": "GST-free",
    "lead_days": "Lead time in days",
    "no_backorders": "No backorders",
    "numbers": "Other number",
    "pin": "PIN",
    "price_group_id": "Price group",
    "rights": "Right",
    "role": "Role",
    "rules": "Rule",
    "structure_id": "Pricing structure",
    "terms_days": "Terms in days",
    "value": "Value",
}


def label(field: str) -> str:
    """A field as a person calls it, with a capital letter; several things of one field are spoken of one by one."""
    return _CALLED.get(field) or field.removesuffix("_id").replace("_", " ").capitalize()
