"""The shop's settings, each declared once with its default and its words; it must not know where they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar

from app.rules import codes
from app.rules.costing import FREIGHT_INTO_COST, FreightIntoCost
from app.rules.dates import DATE_ORDERS, DateOrder, Dates
from app.rules.deposits import CHARGE_DEPOSITS, ChargeDeposits, DepositTerms, Treatment
from app.rules.entry import one_line, several_lines
from app.rules.facts import SellerFacts
from app.rules.faults import Refused
from app.rules.found import PriceAtFilling
from app.rules.mail import HIGHEST_PORT, SECURITIES, MailServer, Security, checked_address, checked_server
from app.rules.money import RATE_PLACES, rounded

Value = str | bool | int | Decimal
FieldKind = Literal["text", "lines", "abn", "yes or no", "rate", "share", "days", "count", "email", "port", "choice"]
"""How a setting is typed: a line, several lines, an ABN, a tick, a percentage, a share of 100, a number of
days, how many of something, an e-mail address, the port of a server, one of its choices."""

WhenHandedOver = Literal["do nothing", "invoice automatically"]

T = TypeVar("T")

LONGEST_TEXT = 500
MOST_DAYS = 3650
MOST_COUNTED = 400


@dataclass(frozen=True, slots=True)
class Declared:
    """What a person is told about one setting."""

    kind: FieldKind
    label: str
    help: str
    page: str
    choices: tuple[str, ...] = ()


def _is(default: T, kind: FieldKind, page: str, label: str, help: str, choices: tuple[str, ...] = ()) -> T:
    declared = Declared(kind, label, help, page, choices)
    return field(default=default, metadata={"declared": declared})


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """How this shop works. GST rate in per cent, `quote_days` in days; the defaults are those of a new shop."""

    shop_name: str = _is("", "text", "Shop", "Shop name", "Stands at the head of every sheet.")
    abn: str = _is("", "abn", "Shop", "ABN", "Eleven digits; a tax invoice is unlawful without it.")
    address: str = _is("", "lines", "Shop", "Address", "Street, suburb, state and postcode, as they are printed.")
    phone: str = _is("", "text", "Shop", "Phone", "As it is printed, for customers who call.")
    email: str = _is("", "text", "Shop", "E-mail", "As it is printed, for customers who write.")
    website: str = _is("", "text", "Shop", "Website", "As it is printed, beside phone and e-mail.")
    how_to_pay: str = _is("", "lines", "Shop", "How to pay", "Bank details, at the foot of an invoice on account.")
    foot: str = _is("", "lines", "Shop", "Foot of invoices", "A few words for the foot of every invoice.")
    date_order: DateOrder = _is(
        "day/month/year",
        "choice",
        "Shop",
        "Dates are written",
        "28 Nov 2026 · Nov 28, 2026 · 2026-11-28, on the screen and on paper. Figures that are typed are read in the "
        "same order.",
        DATE_ORDERS,
    )

    gst_rate: Decimal = _is(Decimal("10.00"), "rate", "Invoicing", "GST %", "Of every part that is not GST-free.")
    gst_per_line: bool = _is(
        False,
        "yes or no",
        "Invoicing",
        "Round GST on each line",
        "Off: GST is rounded once on the total of the document (GST Act s 9-90).",
    )
    round_cash: bool = _is(
        True, "yes or no", "Invoicing", "Round cash to 5 c", "What is paid in cash is rounded; the invoice is not."
    )
    quote_days: int = _is(30, "days", "Invoicing", "Quotes are good for", "Days until a new quote expires.")
    pick_list_on_finalise: bool = _is(
        False, "yes or no", "Invoicing", "Print a pick list", "With every invoice that is finalised."
    )

    include_backorder_in_invoice: bool = _is(
        False,
        "yes or no",
        "Backorders",
        "Include backorder in invoice",
        "The printed invoice shows the unsupplied quantity in brackets beneath the supplied one.",
    )
    price_at_filling: PriceAtFilling = _is(
        "keep agreed",
        "choice",
        "Backorders",
        "Price at filling",
        "What a backorder costs when it is filled; a debtor may have another rule.",
        ("keep agreed", "today's", "lower of both", "ask"),
    )
    backorders_of_old_numbers: Literal["ask", "always", "never"] = _is(
        "ask",
        "choice",
        "Backorders",
        "Backorders of superseded numbers",
        "Whether those who wait for an old number get the new one, when it comes in or is ordered.",
        ("ask", "always", "never"),
    )
    allocate_automatically: bool = _is(
        True,
        "yes or no",
        "Backorders",
        "Allocate automatically",
        "Goods that come in go to those who wait. Off: somebody does it from the Backorders window.",
    )
    allow_issue_below_zero: bool = _is(
        False,
        "yes or no",
        "Backorders",
        "Allow issue below zero",
        "A short line may be supplied all the same, by those who have the right.",
    )

    charge_deposits: ChargeDeposits = _is(
        "never",
        "choice",
        "Deposits",
        "Charge deposits on backorders",
        "At finalise, so that the full amount can be collected now; a debtor may have another rule.",
        CHARGE_DEPOSITS,
    )
    deposit_percent: Decimal = _is(
        Decimal("100.00"), "share", "Deposits", "Deposit %", "Of the agreed price of what is not in stock."
    )
    deposit_treatment: Treatment = _is(
        "prepayment",
        "choice",
        "Deposits",
        "GST on deposits",
        "Prepayment: GST is on the first invoice. Security: GST is owed when the goods are supplied; a deposit of the "
        "full price is seldom seen as security.",
        ("prepayment", "security"),
    )
    when_handed_over: WhenHandedOver = _is(
        "do nothing",
        "choice",
        "Deposits",
        "When backorders are handed over",
        "Invoice automatically: marking a ready quantity as handed over makes and finalises its invoice.",
        ("do nothing", "invoice automatically"),
    )

    freight_into_cost: FreightIntoCost = _is(
        "by value",
        "choice",
        "Buying",
        "Freight into cost",
        "How a supplier's freight is spread over the goods that came with it.",
        FREIGHT_INTO_COST,
    )

    reversals_apart: bool = _is(
        False,
        "yes or no",
        "Accounting",
        "Deposits used up as credit notes",
        "For systems that refuse negative lines: what an invoice takes off for a deposit is handed over as a credit "
        "note of its own.",
    )

    mail_server: str = _is("", "text", "E-mail", "Server", "Which sends the e-mail, for instance smtp.example.com.")
    mail_port: int = _is(587, "port", "E-mail", "Port", "As the provider says: 587 with STARTTLS, 465 with TLS.")
    mail_security: Security = _is(
        "STARTTLS",
        "choice",
        "E-mail",
        "Security",
        "How the line is kept secret; none only for a server on this very computer.",
        SECURITIES,
    )
    mail_user: str = _is("", "text", "E-mail", "User", "By which the server knows you; empty where it asks for none.")
    mail_from: str = _is("", "email", "E-mail", "From address", "Where the e-mail comes from, and answers go.")
    mail_name: str = _is("", "text", "E-mail", "From name", "What stands beside the address; empty: the shop's name.")

    back_up_daily: bool = _is(
        True, "yes or no", "Backups", "A backup every day", "One desk makes it by itself, once a day and at day end."
    )
    backup_days: int = _is(14, "count", "Backups", "Days kept", "The last backup of each of so many days is kept.")
    backup_weeks: int = _is(8, "count", "Backups", "Weeks kept", "Of so many weeks that have a backup, the last one.")
    backup_months: int = _is(
        12, "count", "Backups", "Months kept", "Of so many months that have a backup, the last one."
    )

    @property
    def dates(self) -> Dates:
        """How dates are written and read."""
        return Dates(self.date_order)

    @property
    def mail(self) -> MailServer:
        """The server that sends the shop's e-mail; without a host there is none."""
        return MailServer(
            self.mail_server,
            self.mail_port,
            self.mail_security,
            self.mail_user,
            self.mail_from,
            self.mail_name or self.shop_name,
        )

    @property
    def deposit_terms(self) -> DepositTerms:
        """What debtors without a rule of their own pay for what is not in stock."""
        return DepositTerms(self.charge_deposits, self.deposit_percent, self.deposit_treatment)

    @property
    def seller(self) -> SellerFacts:
        """The shop as it stands on its paper."""
        return SellerFacts(
            name=self.shop_name,
            abn=self.abn.replace(" ", ""),
            address=self.address,
            phone=self.phone,
            email=self.email,
            website=self.website,
            how_to_pay=self.how_to_pay,
            foot=self.foot,
            dates=self.dates,
        )


def _declared(each: Field[Any]) -> Declared:
    declared: Declared = each.metadata["declared"]
    return declared


DECLARED: Final[Mapping[str, Declared]] = MappingProxyType(
    {each.name: _declared(each) for each in fields(ShopSettings)}
)
"""Every setting by name, in the order of the Setup window."""


def changed(settings: ShopSettings, values: Mapping[str, Value]) -> ShopSettings:
    """The settings with these values, checked and tidied; raises Refused with the setting as its field."""
    now = replace(settings, **{name: _checked(name, value) for name, value in values.items()})
    if now.mail_server and now.mail != settings.mail:
        checked_server(now.mail)
    return now


def from_texts(texts: Mapping[str, str]) -> ShopSettings:
    """The settings as they are kept; what is not kept has its default, what is unknown here is passed over.

    A word that is none of a setting's choices is unknown too.
    """
    usual = ShopSettings()
    kept = {
        name: _read(getattr(usual, name), texts[name])
        for name, each in DECLARED.items()
        if name in texts and (not each.choices or texts[name] in each.choices)
    }
    return replace(usual, **kept)


def to_texts(settings: ShopSettings) -> dict[str, str]:
    """The settings as they are kept."""
    return {name: _written(getattr(settings, name)) for name in DECLARED}


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _read(usual: Value, text: str) -> Any:
    if isinstance(usual, bool):
        return text == "yes"
    return type(usual)(text)


def _checked(name: str, value: Value) -> Any:
    declared = DECLARED[name]
    label = declared.label
    check = _CHECKS[declared.kind]
    try:
        checked = check(label, declared, value)
    except Refused as refused:
        raise Refused(refused.sentence, field=name) from refused
    if name == "shop_name" and not checked:
        raise Refused("The shop name is missing. Type what stands at the head of your invoices.", field=name)
    return checked


def _text(label: str, declared: Declared, value: Value) -> str:
    text = one_line(str(value)) if declared.kind == "text" else several_lines(str(value)).strip()
    if len(text) > LONGEST_TEXT:
        raise Refused(f"{label} is longer than {LONGEST_TEXT} letters. Type a shorter one.")
    return text


def _abn(label: str, declared: Declared, value: Value) -> str:
    return codes.checked_abn(str(value))


def _tick(label: str, declared: Declared, value: Value) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{label}: {value!r} is neither yes nor no")
    return value


def _rate(label: str, declared: Declared, value: Value) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError(f"{label}: {value!r} is no Decimal")
    if not 0 <= value < 100 or value != rounded(value, RATE_PLACES):
        raise Refused(f"{label}: {value} is no percentage from 0 to 99.99. Type for instance 10.")
    return rounded(value, RATE_PLACES)


def _share(label: str, declared: Declared, value: Value) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError(f"{label}: {value!r} is no Decimal")
    if not 0 < value <= 100 or value != rounded(value, RATE_PLACES):
        raise Refused(f"{label}: {value} is no percentage above 0 and up to 100. Type for instance 50.")
    return rounded(value, RATE_PLACES)


def _days(label: str, declared: Declared, value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{label}: {value!r} is no whole number")
    if not 1 <= value <= MOST_DAYS:
        raise Refused(f"{label}: {value} is no number of days from 1 to {MOST_DAYS}. Type for instance 30.")
    return value


def _count(label: str, declared: Declared, value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{label}: {value!r} is no whole number")
    if not 0 <= value <= MOST_COUNTED:
        raise Refused(f"{label}: {value} is no number from 0 to {MOST_COUNTED}. Type for instance 12.")
    return value


def _email(label: str, declared: Declared, value: Value) -> str:
    return checked_address(str(value)) if str(value).strip() else ""


def _port(label: str, declared: Declared, value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{label}: {value!r} is no whole number")
    if not 1 <= value <= HIGHEST_PORT:
        raise Refused(f"{label}: {value} is no port from 1 to {HIGHEST_PORT}. Usual are 587 and 465.")
    return value


def _choice(label: str, declared: Declared, value: Value) -> str:
    if value not in declared.choices:
        raise Refused(f"{label}: “{value}” is no choice. Choose one of {', '.join(declared.choices)}.")
    return str(value)


_CHECKS = {
    "text": _text,
    "lines": _text,
    "abn": _abn,
    "yes or no": _tick,
    "rate": _rate,
    "share": _share,
    "days": _days,
    "count": _count,
    "email": _email,
    "port": _port,
    "choice": _choice,
}
