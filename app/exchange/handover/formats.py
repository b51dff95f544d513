"""Which formats there are, what each takes, and how it is made; it must not know where documents or files are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.exchange.handover import beancount, hledger, myob, pint, quickbooks, xero
from app.rules.journal import DOCUMENT_KINDS, DocumentKind
from app.rules.posted import Documents, Format, OutFile, with_reversals_apart

_SALES: Final[tuple[DocumentKind, ...]] = ("invoice", "credit")
_BILLS: Final[tuple[DocumentKind, ...]] = ("creditor invoice", "creditor invoice undo", "creditor credit")


@dataclass(frozen=True, slots=True)
class Target:
    """A format: its name for people, the documents it takes, whether it is the whole ledger every time."""

    title: str
    takes: tuple[DocumentKind, ...]
    about: str
    whole: bool = False
    apart: bool = False
    """Whether the setting that sends deposit reversals as documents of their own concerns it."""


TARGETS: Final[Mapping[Format, Target]] = {
    "xero": Target(
        "Xero", (*_SALES, *_BILLS), "Sales invoices and bills as CSV; bring them in as tax exclusive.", apart=True
    ),
    "myob": Target(
        "MYOB AccountRight", _SALES, "Item sales as text, tax exclusive; deposits have the item DEPOSIT.", apart=True
    ),
    "quickbooks": Target(
        "QuickBooks Online",
        _SALES,
        "Invoices and credit notes as CSV, GST exclusive; deposits have the product Deposit.",
        apart=True,
    ),
    "beancount": Target(
        "beancount", DOCUMENT_KINDS, "The whole journal as one plain-text ledger, every time.", whole=True
    ),
    "hledger": Target("hledger", DOCUMENT_KINDS, "The whole journal as one plain-text ledger, every time.", whole=True),
    "pint": Target("E-invoice (Peppol PINT A-NZ)", _SALES, "One XML file for each invoice and credit."),
}

_MAKERS: Final[Mapping[Format, Callable[[Documents, str], tuple[OutFile, ...]]]] = {
    "xero": xero.files,
    "myob": myob.files,
    "quickbooks": quickbooks.files,
    "beancount": lambda documents, stem: beancount.files(documents, f"{stem}.beancount"),
    "hledger": lambda documents, stem: hledger.files(documents, f"{stem}.journal"),
    "pint": lambda documents, _stem: tuple(pint.e_document(sale, documents.shop) for sale in documents.sales),
}


def files(format: Format, documents: Documents, stem: str, *, reversals_apart: bool = False) -> tuple[OutFile, ...]:
    """The files of these documents; their names begin with `stem` where a file holds several.

    Raises Refused for a document that the format cannot take: ask `refusal` first.
    """
    if reversals_apart and TARGETS[format].apart:
        documents = replace(documents, sales=with_reversals_apart(documents.sales))
    return _MAKERS[format](documents, stem)
