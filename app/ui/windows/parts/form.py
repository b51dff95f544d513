"""The page of a part's card: its fields, other numbers and quantity breaks; it must not know where the card is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rules import entry
from app.rules.found import CreditorFound
from app.services.masters.price_groups import GroupListed
from app.ui.kit import style
from app.ui.kit.bands import Head
from app.ui.kit.entry.fields import Choice, Hit, LookupField, NoteField, PriceField, QuantityField, TextField, Tick
from app.ui.kit.entry.lookup_field import Search
from app.ui.windows.parts.grids import OtherNumbers, QuantityBreaks
from app.ui.windows.shared.card_form import CardForm

_LONGEST_NUMBER: Final = 60
_SHORTEST: Final = 12
"""Letters that a choice always shows."""
_KINDS: Final = (
    ("stock", "Stock – lies on a shelf"),
    ("charge", "Charge – freight, labour, sundries"),
    ("catalogue", "Catalogue only – ordered when wanted"),
)

_TOGETHER: Final = {"minimum": "maximum", "pack": "whole_units"}
"""Fields that stand beside each other."""


class SuccessorField(LookupField):
    """The number of another part, found while one types; one that is not in the books is typed out."""

    def __init__(self, search: Search) -> None:
        super().__init__("Superseded by", search, "The number that is sold instead of this one.", free=True)
        self._value = ""

    def read(self, text: str) -> str:
        return entry.line(text, self.accessibleName(), _LONGEST_NUMBER)

    def blank(self) -> str:
        return ""

    def choose(self, hit: Hit) -> None:
        self.close_list()
        self.value = hit.code
        self.committed.emit(hit.code)


class PartPage(QWidget):
    """The page, and the form over its fields. `search` finds the part that takes the place of this one."""

    def __init__(self, say: Callable[[str], None], search: Search) -> None:
        super().__init__()
        self._successor = SuccessorField(search)
        self._supplier = Choice("Supplier", ((None, "none"),), "From whom it is bought; its stock orders propose it.")
        self._group = Choice("Price group", ((None, "none"),), "Pricing structures give discounts by group.")
        self.breaks = QuantityBreaks()
        self.cost = style.label("", "muted", name="Cost")
        self._notes = NoteField("Notes", "For the counter; Shift+Enter begins a new line.", rows=3, longest=10_000)
        self._notes.setMaximumHeight(self.maximumHeight())  # as high as the grids beside it
        fields = self._fields()
        for choice in (self._supplier, self._group, fields["kind"]):
            _give_way(cast(Choice, choice))
        self.form = CardForm(fields, say)
        style.mark(style.named(self, "Details"), "band").setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        down = style.column(self, margin=0, gap=0)
        down.addWidget(self._head(fields))
        down.addLayout(self._beneath(fields), 1)

    def offer(self, creditors: Sequence[CreditorFound], groups: Sequence[GroupListed]) -> None:
        """The suppliers and price groups to choose from."""
        self._supplier.offer(((None, "none"), *((each.id, f"{each.code}  {each.name}") for each in creditors)))
        self._group.offer(((None, "none"), *((each.id, f"{each.code}  {each.name}") for each in groups)))

    def _fields(self) -> dict[str, QWidget]:
        return {
            "number": TextField("Part number", "Spaces, dashes and case do not matter in finding it.", longest=60),
            "description": TextField(
                "Description", "Words by which it is found, and as invoices show it.", longest=500
            ),
            "kind": Choice("Kind", _KINDS, "Charges lie on no shelf; catalogue parts are bought when wanted."),
            "unit": TextField("Unit", "Each, metre, litre, set …", longest=20),
            "creditor_id": self._supplier,
            "price_group_id": self._group,
            "list_price": PriceField("List price", "Ex GST, for a unit; up to four decimals.", required=True),
            "gst_free": Tick("GST-free", "Ticked: no GST is charged on it."),
            "bin": TextField("Bin", "Where it lies; pick lists are in this order.", longest=30),
            "minimum": QuantityField("Minimum", "At or below it, Suggest orders. 0: never by itself.", required=True),
            "maximum": QuantityField("Maximum", "Suggest orders up to it.", required=True),
            "pack": QuantityField("Pack", "How many are bought at once.", required=True, allow_zero=False),
            "whole_units": Tick("Whole units only", "Without the tick it is sold by the 0.001."),
            "no_backorders": Tick("Barred from backorders", "Ticked: a short line is never put on backorder."),
            "superseded_by": self._successor,
            "active": Tick("In use", "Without the tick it is not offered in invoicing any more."),
            "numbers": OtherNumbers(),
            "breaks": self.breaks,
            "notes": self._notes,
        }

    def _head(self, fields: dict[str, QWidget]) -> Head:
        head = Head(3)
        for column, rows in enumerate(
            (
                (
                    ("&Number", "number"),
                    ("D&escription", "description"),
                    ("&Kind", "kind"),
                    ("Unit", "unit"),
                    ("", "active"),
                ),
                (
                    ("Suppl&ier", "creditor_id"),
                    ("Price &group", "price_group_id"),
                    ("&List price ex", "list_price"),
                    ("Cost", ""),
                    ("", "gst_free"),
                ),
                (
                    ("Bin", "bin"),
                    ("Minimum, maximum", "minimum"),
                    ("Pack", "pack"),
                    ("", "no_backorders"),
                    ("Superseded b&y", "superseded_by"),
                ),
            )
        ):
            for label, name in rows:
                if name in _TOGETHER:
                    head.add(label, _beside(fields[name], fields[_TOGETHER[name]]), column=column, wide=True)
                else:
                    head.add(label, fields[name] if name else self.cost, column=column, wide=True)
        return head

    def _beneath(self, fields: dict[str, QWidget]) -> QHBoxLayout:
        across = style.row(gap=style.SIZES.column_gap)
        margin = style.SIZES.margin
        across.setContentsMargins(margin, 0, margin, margin)
        for heading, name, share in (
            ("Other numbers", "numbers", 5),
            ("Quantity breaks", "breaks", 3),
            ("Notes", "notes", 4),
        ):
            across.addLayout(_under(heading, fields[name]), share)
        return across


def _give_way(choice: Choice) -> None:
    """Let a long choice be cut short rather than the page be wider than the screen."""
    choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(_SHORTEST)


def _beside(*fields: QWidget) -> QWidget:
    pair = QWidget()
    across = style.row(pair)
    for field in fields:
        across.addWidget(field, 1)
    pair.setFocusProxy(fields[0])
    return style.named(pair, " and ".join(field.accessibleName() for field in fields))


def _under(heading: str, widget: QWidget) -> QVBoxLayout:
    stack = style.column(margin=0, gap=style.SIZES.step)
    stack.addWidget(style.label(heading, "muted"))
    stack.addWidget(widget, 1)
    return stack
